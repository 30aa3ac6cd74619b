//! Every subtype of interactive messages.

use whatsapp_business::id::PhoneNumber;
use whatsapp_business::messages::types::{
    MediaSource, ProductItem, ProductSection,
    interactive::{
        AddressAction, AddressParameters, AddressValues, ButtonAction, CarouselAction,
        CarouselCard, CatalogAction, CatalogParameters, CtaUrlAction, CtaUrlParameters, FlowAction,
        FlowParameters, FlowReference, FlowStart, FlowStartPayload, InteractiveAddress,
        InteractiveButton, InteractiveCallPermission, InteractiveCarousel, InteractiveCatalog,
        InteractiveContactRequest, InteractiveCtaUrl, InteractiveFlow, InteractiveHeader,
        InteractiveList, InteractiveLocationRequest, InteractiveProduct, InteractiveProductList,
        InteractiveVoiceCall, ListAction, ListRow, ListSection, MediaCard, MediaCardHeader,
        MessageButton, ProductAction, ProductCard, ProductListAction, VoiceCallAction,
        VoiceCallParameters,
    },
    order::{
        Amount, DescribedAmount, GoodsType, InteractiveOrderDetails, InteractiveOrderStatus, Order,
        OrderDetails, OrderDetailsAction, OrderItem, OrderState, OrderStatus, OrderStatusAction,
        OrderUpdate, PaymentSetting, UpiIntentLink,
    },
};
use whatsapp_business::messages::{Interactive, Message};

use crate::media::Files;
use crate::messages::Named;

/// Id of a catalog, for the messages that show products.
pub(crate) const CATALOG: &str = "194836987003835";

/// The messages, each with its subtype.
pub(crate) fn all(to: &PhoneNumber, files: &Files) -> Vec<Named> {
    let subtypes: [(&'static str, Interactive); 16] = [
        ("button", button(files).into()),
        ("list", list().into()),
        ("cta_url", cta_url().into()),
        (
            "location_request_message",
            InteractiveLocationRequest::new("Where shall we deliver it?").into(),
        ),
        ("address_message", address().into()),
        (
            "request_contact_info",
            InteractiveContactRequest::new("How can our driver reach you?").into(),
        ),
        (
            "call_permission_request",
            InteractiveCallPermission::new()
                .body("May we call you about your order?")
                .into(),
        ),
        ("voice_call", voice_call().into()),
        (
            "product",
            InteractiveProduct::new(ProductAction::new(CATALOG, "LAMP-07"))
                .body("Still in stock")
                .into(),
        ),
        ("product_list", product_list().into()),
        ("catalog_message", catalog().into()),
        ("flow", flow().into()),
        ("carousel of media", carousel_of_media(files).into()),
        ("carousel of products", carousel_of_products().into()),
        ("order_details", order_details().into()),
        ("order_status", order_status().into()),
    ];
    subtypes
        .into_iter()
        .map(|(name, subtype)| (name, Message::interactive(to, subtype)))
        .collect()
}

fn button(files: &Files) -> InteractiveButton {
    let buttons = [("today", "Today"), ("tomorrow", "Tomorrow")]
        .map(|(id, title)| MessageButton::reply(id, title));
    InteractiveButton::new("When shall we deliver it?", ButtonAction::new(buttons))
        .header(InteractiveHeader::Image(MediaSource::id(&files.picture)))
        .footer("Between 9 and 17")
}

fn list() -> InteractiveList {
    let rows = [
        ListRow::new("floor", "Floor lamps").description("12 models"),
        ListRow::new("table", "Table lamps").description("8 models"),
    ];
    let section = ListSection::new(rows).title("Lamps");
    InteractiveList::new(
        "What are you looking for?",
        ListAction::new("Choose", [section]),
    )
    .header("Lamp House")
    .footer("One answer, please")
}

fn cta_url() -> InteractiveCtaUrl {
    let link = CtaUrlParameters::new("Open the shop", "https://shop.example.org");
    InteractiveCtaUrl::new("All our lamps", CtaUrlAction::new(link))
}

/// Possible in India and Singapore.
fn address() -> InteractiveAddress {
    let known = AddressValues::new().name("Ravi Menon").city("Kochi");
    let form = AddressParameters::new("IN").values(known);
    InteractiveAddress::new("Please give us your address.", AddressAction::new(form))
}

fn voice_call() -> InteractiveVoiceCall {
    let call = VoiceCallParameters::new()
        .display_text("Call service")
        .ttl_minutes(60)
        .payload("case-318");
    InteractiveVoiceCall::new(
        "Questions? Talk to us.",
        VoiceCallAction::new().parameters(call),
    )
}

fn product_list() -> InteractiveProductList {
    let floor = ProductSection::new([ProductItem::new("LAMP-07"), ProductItem::new("LAMP-09")])
        .title("Floor");
    let table = ProductSection::new([ProductItem::new("LAMP-11")]).title("Table");
    InteractiveProductList::new(
        "Our lamps",
        "Chosen for you",
        ProductListAction::new(CATALOG, [floor, table]),
    )
}

fn catalog() -> InteractiveCatalog {
    let thumbnail = CatalogParameters::new().thumbnail_product_retailer_id("LAMP-07");
    InteractiveCatalog::new(
        "Our whole range",
        CatalogAction::new().parameters(thumbnail),
    )
}

fn flow() -> InteractiveFlow {
    let flow = FlowParameters::new("Report", FlowReference::Id("1384921462349710".into()))
        .flow_token("quickstart")
        .flow_action(FlowStart::Navigate)
        .flow_action_payload(FlowStartPayload::new().screen("DEVICE"));
    InteractiveFlow::new("Tell us what is broken.", FlowAction::new(flow))
}

fn carousel_of_media(files: &Files) -> InteractiveCarousel {
    let cards = [0, 1].map(|index| {
        let url = format!("https://shop.example.org/lamps/{index}");
        let header = MediaCardHeader::Image(MediaSource::id(&files.picture));
        CarouselCard::from(MediaCard::new(
            index,
            header,
            CtaUrlParameters::new("Look", url),
        ))
    });
    InteractiveCarousel::new("This week's lamps", CarouselAction::new(cards))
}

fn carousel_of_products() -> InteractiveCarousel {
    let cards = [(0, "BULB-01"), (1, "BULB-02")]
        .map(|(index, id)| ProductCard::new(index, ProductAction::new(CATALOG, id)));
    InteractiveCarousel::new("Goes well with your lamp", CarouselAction::new(cards))
}

fn order_details() -> InteractiveOrderDetails {
    InteractiveOrderDetails::new(
        "Your order is ready to be paid.",
        OrderDetailsAction::new(order()),
    )
}

/// An order of a single lamp, to be paid in India by UPI. Amounts are in hundredths.
pub(crate) fn order() -> OrderDetails {
    let price = Amount::new(12_000, 100);
    let tax = DescribedAmount::new(600, 100).description("Sales tax");
    let item = OrderItem::new("Floor lamp", price.clone(), 1).retailer_id("LAMP-07");
    OrderDetails::new(
        "QUICKSTART-1",
        GoodsType::PhysicalGoods,
        "INR",
        Amount::new(12_600, 100),
    )
    .order(Order::new([item], price, tax))
    .payment_settings([PaymentSetting::from(UpiIntentLink::new(
        "upi://pay?pa=lamps@example&am=126.00",
    ))])
}

fn order_status() -> InteractiveOrderStatus {
    InteractiveOrderStatus::new("News about your order", OrderStatusAction::new(status()))
}

/// The order of [`order`], on its way.
pub(crate) fn status() -> OrderStatus {
    let update = OrderUpdate::new(OrderState::Shipped).description("It left our store");
    OrderStatus::new("QUICKSTART-1").order(update)
}
