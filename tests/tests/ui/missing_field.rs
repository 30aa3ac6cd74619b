use whatsapp_business::messages::TemplateMessage;

fn main() {
    drop(TemplateMessage::new("order_shipped"));
}
