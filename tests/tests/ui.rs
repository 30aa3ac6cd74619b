//! Code that must not compile, and code that must.

use std::time::Duration;

use whatsapp_business::id::{PhoneNumberId, WabaId};
use whatsapp_business::media::types::UploadedMedia;
use whatsapp_business::messages::types::{MediaSource, interactive::TextOnlyHeader};
use whatsapp_business::messages::{
    Interactive, Message, MessageContent, Recipient, TemplateMessage,
};
use whatsapp_business::templates::types::{TemplateCategory, TemplateStatus};
use whatsapp_business::{AccessToken, Client};

#[test]
fn mistakes_do_not_compile() {
    trybuild::TestCases::new().compile_fail("tests/ui/*.rs");
}

fn describe(category: &TemplateCategory) -> &str {
    match category {
        TemplateCategory::Authentication => "one-time passwords",
        TemplateCategory::Marketing => "offers",
        TemplateCategory::Utility => "orders",
        other => other.as_str(),
    }
}

fn id(media: UploadedMedia) -> String {
    let UploadedMedia { id, .. } = media;
    id.into()
}

fn requests(client: &Client, from: &PhoneNumberId, account: WabaId) {
    let list = Interactive::list("When?", "Times", [("am", "Morning")])
        .header(TextOnlyHeader::new("Delivery"));
    for message in [
        Message::text("15550100042", "Hello"),
        Message::new(
            Recipient::from("15550100042"),
            MessageContent::Text("Hello".into()),
        ),
        Message::image("15550100042", MediaSource::id("1037543291543636")),
        Message::interactive("15550100042", list),
        Message::template(
            "15550100042",
            TemplateMessage::new("order_shipped", "en_US"),
        ),
    ] {
        let request = client.messages().send_message(from, message);
        drop(
            request
                .with_access_token("EAAB")
                .with_timeout(Duration::from_secs(5)),
        );
    }
    let templates = client
        .templates()
        .list_templates(account)
        .status([TemplateStatus::Approved]);
    drop(templates.clone().items());
    drop(templates.status(["NEW_STATUS"]).limit(10).pages());
}

#[test]
fn the_same_done_right_compiles() {
    // These only have to compile.
    let _ = (requests, id);
    assert_eq!(describe(&TemplateCategory::from("BRAND_NEW")), "BRAND_NEW");
    assert_eq!(describe(&TemplateCategory::from("marketing")), "offers");
    assert_eq!(
        format!("{:?}", AccessToken::new("EAAB")),
        "AccessToken([redacted])"
    );
}

/// A trait whose type parameter can be inferred only for types that are not created from an account's id.
trait IsNoWabaId<Answer> {
    fn holds() {}
}

impl<T> IsNoWabaId<()> for T {}
impl<T: From<WabaId>> IsNoWabaId<bool> for T {}

#[test]
fn ids_do_not_turn_into_each_other() {
    // Requests accept anything that converts into their id; this must not compile if an account id converts into a phone number id.
    <PhoneNumberId as IsNoWabaId<_>>::holds();
}
