use whatsapp_business::id::PhoneNumberId;
use whatsapp_business::messages::Client;

fn send(client: &Client, from: &PhoneNumberId) {
    drop(client.send_message(from));
}

fn main() {}
