use whatsapp_business::templates::types::TemplateCategory;

// `Unknown` of a known text would differ from its value.
fn category(text: String) -> TemplateCategory {
    TemplateCategory::Unknown(text)
}

fn main() {}
