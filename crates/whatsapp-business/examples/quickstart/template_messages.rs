//! Template messages with every kind of component and parameter.
//!
//! On the real platform `hello_world` exists in most accounts. The other templates are made up, so they are refused there.

use whatsapp_business::id::PhoneNumber;
use whatsapp_business::messages::types::{
    MediaSource, ProductItem, ProductSection,
    template::{
        BodyComponent, BodyParameter, ButtonComponent, CardComponent, CarouselComponent,
        CatalogActionParameter, CatalogButton, CatalogButtonAction, CopyCodeButton,
        CouponCodeParameter, FlowActionParameter, FlowButton, FlowButtonAction, HeaderComponent,
        HeaderDocument, HeaderLocation, HeaderParameter, HeaderProduct, LimitedTimeOffer,
        LimitedTimeOfferComponent, LimitedTimeOfferParameter, MultiProductActionParameter,
        MultiProductButton, MultiProductButtonAction, OrderDetailsActionParameter,
        OrderDetailsButton, OrderDetailsButtonAction, OrderStatusComponent, OrderStatusParameter,
        PayloadParameter, QuickReplyButton, TapTarget, TapTargetComponent, TapTargetParameter,
        TemplateCard, TemplateComponent, TemplateCurrency, TemplateDateTime, TextParameter,
        UrlButton, UrlSuffixParameter, VoiceCallButton, VoiceCallParameter,
    },
};
use whatsapp_business::messages::{Message, TemplateMessage};

use crate::interactive::{CATALOG, order, status};
use crate::media::Files;
use crate::messages::Named;

/// In 2100, in milliseconds since 1970.
const END_OF_OFFER: i64 = 4_102_444_800_000;

/// The messages, each with what it shows.
pub(crate) fn all(to: &PhoneNumber, files: &Files) -> Vec<Named> {
    let mut messages = vec![("plain", plain(to))];
    let parts = headers(files)
        .into_iter()
        .chain(bodies())
        .chain(buttons())
        .chain(others(files));
    messages.extend(parts.map(|(name, component)| {
        let template = TemplateMessage::new("quickstart_lamp", "en").components([component]);
        (name, Message::template(to, template))
    }));
    messages
}

fn plain(to: &PhoneNumber) -> Message {
    Message::template(to, TemplateMessage::new("hello_world", "en_US"))
}

fn headers(files: &Files) -> Vec<(&'static str, TemplateComponent)> {
    let picture = || MediaSource::id(&files.picture);
    let video = || MediaSource::link("https://cdn.example.org/lamp.mp4");
    let place = HeaderLocation::new("47.0707", "15.4395", "Lamp House", "Market Square 3, Graz");
    [
        ("header: text", TextParameter::new("Ana").into()),
        ("header: image", HeaderParameter::Image(picture())),
        ("header: video", HeaderParameter::Video(video())),
        ("header: gif", HeaderParameter::Gif(video())),
        (
            "header: document",
            HeaderDocument::new(&files.note)
                .filename("warranty.txt")
                .into(),
        ),
        ("header: location", place.into()),
        (
            "header: product",
            HeaderProduct::new("LAMP-07", CATALOG).into(),
        ),
    ]
    .map(|(name, parameter)| (name, HeaderComponent::new([parameter]).into()))
    .into()
}

fn bodies() -> Vec<(&'static str, TemplateComponent)> {
    let positional = ["Ana", "2041"].map(TextParameter::new);
    let named = [("name", "Ana"), ("order", "2041")]
        .map(|(name, text)| TextParameter::new(text).parameter_name(name));
    let values: [BodyParameter; 2] = [
        TemplateCurrency::new("€ 126.00", "EUR", 126_000).into(),
        TemplateDateTime::new("31 May").into(),
    ];
    vec![
        (
            "body: text by position",
            BodyComponent::new(positional).into(),
        ),
        ("body: text by name", BodyComponent::new(named).into()),
        (
            "body: currency, date_time",
            BodyComponent::new(values).into(),
        ),
    ]
}

fn buttons() -> Vec<(&'static str, TemplateComponent)> {
    let reply = PayloadParameter::new("stop");
    let suffix = UrlSuffixParameter::new("orders/2041");
    let coupon = CouponCodeParameter::new("LIGHT20");
    let catalog = CatalogButtonAction::new().thumbnail_product_retailer_id("LAMP-07");
    let flow = FlowButtonAction::new().flow_token("quickstart");
    let section = ProductSection::new([ProductItem::new("LAMP-07")]).title("Floor");
    let products = MultiProductButtonAction::new("LAMP-07", [section]);
    let payment = OrderDetailsButtonAction::new(order());
    let call = [
        VoiceCallParameter::TtlMinutes(60),
        VoiceCallParameter::Payload("case-318".to_owned()),
    ];
    let buttons: [(_, ButtonComponent); 8] = [
        (
            "button: quick_reply",
            QuickReplyButton::new("0", [reply]).into(),
        ),
        ("button: url", UrlButton::new("0", [suffix]).into()),
        (
            "button: copy_code",
            CopyCodeButton::new("0", [coupon]).into(),
        ),
        (
            "button: catalog",
            CatalogButton::new("0")
                .parameters([CatalogActionParameter::new(catalog)])
                .into(),
        ),
        (
            "button: flow",
            FlowButton::new("0")
                .parameters([FlowActionParameter::new(flow)])
                .into(),
        ),
        (
            "button: mpm",
            MultiProductButton::new("0", [MultiProductActionParameter::new(products)]).into(),
        ),
        (
            "button: order_details",
            OrderDetailsButton::new("0", [OrderDetailsActionParameter::new(payment)]).into(),
        ),
        ("button: voice_call", VoiceCallButton::new("0", call).into()),
    ];
    buttons.map(|(name, button)| (name, button.into())).into()
}

fn others(files: &Files) -> Vec<(&'static str, TemplateComponent)> {
    let cards = [0, 1].map(|index| {
        let picture = HeaderParameter::Image(MediaSource::id(&files.picture));
        let payload = PayloadParameter::new(format!("lamp:{index}"));
        let button = ButtonComponent::from(QuickReplyButton::new("0", [payload]));
        let components: [CardComponent; 2] =
            [HeaderComponent::new([picture]).into(), button.into()];
        TemplateCard::new(index, components)
    });
    let offer = LimitedTimeOfferParameter::new(LimitedTimeOffer::new(END_OF_OFFER));
    let target = TapTarget::new("https://shop.example.org/autumn", "Autumn at Lamp House");
    let target = TapTargetParameter::new([target]);
    vec![
        ("carousel", CarouselComponent::new(cards).into()),
        (
            "limited_time_offer",
            LimitedTimeOfferComponent::new([offer]).into(),
        ),
        (
            "tap_target_configuration",
            TapTargetComponent::new([target]).into(),
        ),
        (
            "order_status",
            OrderStatusComponent::new([OrderStatusParameter::new(status())]).into(),
        ),
    ]
}
