use whatsapp_business::templates::types::library::LibraryIndustry;

fn describe(industry: &LibraryIndustry) -> &str {
    match industry {
        LibraryIndustry::ECommerce => "shops",
        LibraryIndustry::FinancialServices => "banks",
        LibraryIndustry::Unknown(_) => "new",
    }
}

fn main() {}
