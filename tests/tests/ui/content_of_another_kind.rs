use whatsapp_business::messages::MessageContent;
use whatsapp_business::messages::types::Image;

fn content(image: Image) -> MessageContent {
    MessageContent::Text(image)
}

fn main() {}
