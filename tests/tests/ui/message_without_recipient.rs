use whatsapp_business::messages::Message;

fn main() {
    drop(Message::text("Hello"));
}
