use whatsapp_business::AccessToken;

fn print(token: AccessToken) -> String {
    format!("{}", token)
}

fn main() {}
