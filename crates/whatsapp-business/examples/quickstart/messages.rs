//! Every kind of message.

use std::io;
use std::time::Duration;

use whatsapp_business::Error;
use whatsapp_business::id::{GroupId, MessageId, UserId};
use whatsapp_business::messages::Message;
use whatsapp_business::messages::types::{
    Audio, Contact, ContactAddress, ContactEmail, ContactName, ContactOrganization, ContactPhone,
    ContactUrl, Document, Image, Location, PinnedMessage, ReadReceipt, SendMessageResponse, Text,
    UnpinnedMessage, Video,
};
use whatsapp_business::messages::types::{MediaSource, Pin};

use crate::media::Files;
use crate::report::{Need, Report};
use crate::setup::{Setup, ending};
use crate::{interactive, template_messages};

/// A message with its name in the report.
pub(crate) type Named = (&'static str, Message);

/// Rate limits that ask for more than this are reported, not waited for.
const PATIENCE: Duration = Duration::from_secs(60);

/// Sends all of them.
pub(crate) async fn send_all(setup: &Setup, files: &Files, report: &mut Report) -> io::Result<()> {
    report.section("Messages")?;
    let hello = Message::text(&setup.to, "Hello from the quick start.");
    let sent = send(setup, hello).await;
    let Some(sent) = report.step("text", Need::Always, sent, describe)? else {
        return report.left_out("all other messages", "the first one did not work");
    };
    let Some(first) = sent.message_id().cloned() else {
        return report.unexpected("text", "the answer names no message");
    };
    send_each(setup, simple(setup, files, &first), report).await?;

    report.section("Interactive messages")?;
    send_each(setup, interactive::all(&setup.to, files), report).await?;

    report.section("Template messages")?;
    send_each(setup, template_messages::all(&setup.to, files), report).await?;

    report.section("Receipts")?;
    // The simulator takes any message for a received one; the real platform does not.
    let read = ReadReceipt::new(&first);
    let read = setup
        .wa
        .messages()
        .mark_message_as_read(&setup.from, read)
        .await;
    report.step("mark as read", Need::IfPossible, read, |_| {
        "marked".to_owned()
    })?;
    let typing = ReadReceipt::typing(&first);
    let typing = setup
        .wa
        .messages()
        .mark_message_as_read(&setup.from, typing)
        .await;
    report.step(
        "mark as read, show typing",
        Need::IfPossible,
        typing,
        |_| "shown".to_owned(),
    )?;
    Ok(())
}

async fn send_each(setup: &Setup, messages: Vec<Named>, report: &mut Report) -> io::Result<()> {
    for (name, message) in messages {
        report.step(name, Need::IfPossible, send(setup, message).await, describe)?;
    }
    Ok(())
}

/// Sends a message; once more when the platform asks for a short pause. A message that was refused by a rate limit was certainly not
/// accepted, so it is safe to send it again.
async fn send(setup: &Setup, message: Message) -> Result<SendMessageResponse, Error> {
    let request = setup.wa.messages().send_message(&setup.from, message);
    match request.clone().await {
        Err(error) if error.is_rate_limited() => {
            let pause = error.rate_limit().and_then(|limit| limit.backoff(0));
            let Some(pause) = pause.filter(|pause| *pause <= PATIENCE) else {
                return Err(error);
            };
            tokio::time::sleep(pause).await;
            request.await
        }
        result => result,
    }
}

pub(crate) fn describe(sent: &SendMessageResponse) -> String {
    let Some(message) = sent.messages.first() else {
        return "accepted".to_owned();
    };
    // Message ids contain the number of the recipient: only their end is shown.
    let id = ending(message.id.as_str(), 8);
    match &message.message_status {
        Some(status) => format!("message …{id}, {status}"),
        None => format!("message …{id}"),
    }
}

fn simple(setup: &Setup, files: &Files, first: &MessageId) -> Vec<Named> {
    let to = &setup.to;
    // Groups and user ids come from webhooks. These exist on the simulator only.
    let group = GroupId::from("Y2FwaV9ncm91cDoxNTU1MDEwMDA0Mg");
    let user = UserId::from("US.13491208655302741918");
    vec![
        (
            "text with a link preview",
            Message::new(
                to,
                Text::new("Our lamps: https://shop.example.org/lamps").preview_url(true),
            ),
        ),
        (
            "text as a reply",
            Message::text(to, "This quotes the first message.").in_reply_to(first),
        ),
        (
            "text with tracking data",
            Message::text(to, "You will find this in the webhooks.")
                .biz_opaque_callback_data("quickstart"),
        ),
        (
            "text to a business-scoped user id",
            Message::text(&user, "Hello without a phone number."),
        ),
        ("text to a group", Message::text(&group, "Hello, everyone.")),
        (
            "image, uploaded",
            Message::new(to, Image::new(&files.picture).caption("A floor lamp")),
        ),
        (
            "image, by link",
            Message::image(to, MediaSource::link("https://cdn.example.org/lamp.jpg")),
        ),
        (
            "video",
            Message::new(
                to,
                Video::new(MediaSource::link("https://cdn.example.org/lamp.mp4"))
                    .caption("How to change the bulb"),
            ),
        ),
        ("audio", Message::audio(to, &files.sound)),
        (
            "audio, as a voice message",
            Message::new(
                to,
                Audio::new(MediaSource::link("https://cdn.example.org/voice.ogg")).voice(true),
            ),
        ),
        (
            "document",
            Message::new(
                to,
                Document::new(&files.note)
                    .filename("warranty.txt")
                    .caption("Your warranty"),
            ),
        ),
        ("sticker", Message::sticker(to, &files.sticker)),
        (
            "location",
            Message::new(
                to,
                Location::new(47.0707, 15.4395)
                    .name("Lamp House")
                    .address("Market Square 3, Graz"),
            ),
        ),
        ("contacts", Message::contacts(to, [contact()])),
        ("reaction", Message::reaction(to, first, "👍")),
        ("reaction taken back", Message::reaction(to, first, "")),
        (
            "pin, in a group",
            Message::new(&group, Pin::from(PinnedMessage::new(first, 7))),
        ),
        (
            "unpin, in a group",
            Message::new(&group, Pin::from(UnpinnedMessage::new(first))),
        ),
    ]
}

fn contact() -> Contact {
    Contact::new(
        ContactName::new("Ana Kos")
            .first_name("Ana")
            .last_name("Kos"),
    )
    .phones([ContactPhone::new("+1 555 0100 043").kind("WORK")])
    .emails([ContactEmail::new("ana@example.org").kind("WORK")])
    .urls([ContactUrl::new("https://shop.example.org").kind("WORK")])
    .addresses([ContactAddress::new()
        .street("Market Square 3")
        .city("Graz")
        .country("Austria")
        .country_code("at")
        .kind("WORK")])
    .org(
        ContactOrganization::new()
            .company("Lamp House")
            .title("Owner"),
    )
    .birthday("1988-04-12")
}
