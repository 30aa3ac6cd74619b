use whatsapp_business::id::{PhoneNumberId, WabaId};

fn from(account: WabaId) -> PhoneNumberId {
    account
}

fn main() {}
