use whatsapp_business::Secret;

fn print(pin: Secret) -> String {
    format!("{}", pin)
}

fn main() {}
