use whatsapp_business::messages::types::{Image, Text};
use whatsapp_business::messages::{Message, Recipient};

fn message(to: Recipient, text: Text, image: Image) -> Message {
    Message::new(to, text, image)
}

fn main() {}
