//! What an error says.

use std::io;

use whatsapp_business::Error;
use whatsapp_business::messages::Message;
use whatsapp_business::messages::types::interactive::{
    ButtonAction, InteractiveButton, MessageButton,
};

use crate::report::Report;
use crate::setup::Setup;

/// Makes two mistakes on purpose.
pub(crate) async fn show(setup: &Setup, report: &mut Report) -> io::Result<()> {
    report.section("Mistakes, on purpose")?;
    let messages = setup.wa.messages();

    let step = "a token that is not valid";
    let request = messages.send_message(&setup.from, Message::text(&setup.to, "Hello"));
    match request.with_access_token("not-a-token").await {
        Err(error) if error.is_auth() => report.refused(step, error)?,
        Err(error) => report.unexpected(step, error)?,
        Ok(_) => report.unexpected(step, "was accepted")?,
    }

    let step = "a button label that is too long";
    let button = MessageButton::reply("yes", "Yes, please send it today");
    let question = InteractiveButton::new("Shall we send it?", ButtonAction::new([button]));
    let message = Message::interactive(&setup.to, question);
    match messages.send_message(&setup.from, message).await {
        Err(error) if error.graph().is_some() => {
            report.refused(step, &error)?;
            report.note(explain(&error))
        }
        Err(error) => report.unexpected(step, error),
        Ok(_) => report.unexpected(step, "was accepted"),
    }
}

/// What a program can ask an error.
fn explain(error: &Error) -> String {
    let graph = error.graph();
    let number = |value: Option<i64>| value.map_or("none".to_owned(), |value| value.to_string());
    let text = |value: Option<&str>| value.unwrap_or("none").to_owned();
    let class = error.class().map(|class| format!("{class:?}"));
    let answers = [
        ("operation()", text(error.operation())),
        (
            "status()",
            text(error.status().as_ref().map(|status| status.as_str())),
        ),
        ("class()", text(class.as_deref())),
        ("graph().code", number(graph.and_then(|graph| graph.code))),
        (
            "graph().error_subcode",
            number(graph.and_then(|graph| graph.error_subcode)),
        ),
        ("details()", text(error.details())),
        ("is_rate_limited()", error.is_rate_limited().to_string()),
        ("is_transient()", error.is_transient().to_string()),
        ("is_ambiguous()", error.is_ambiguous().to_string()),
        ("trace_id()", text(error.trace_id())),
    ];
    let mut lines = vec!["  What the last error says when it is asked:\n".to_owned()];
    lines.extend(answers.map(|(question, answer)| format!("    {question:<28} {answer}")));
    lines.join("\n")
}
