use whatsapp_business::messages::types::Text;

fn text(body: String) -> Text {
    Text {
        body,
        preview_url: None,
    }
}

fn main() {}
