//! First steps with the WhatsApp Business Platform: every kind of message, files, templates, webhooks,
//! and a refusal.
//!
//! ```text
//! cargo run --example quickstart
//! ```
//!
//! Without an account it runs on the embedded simulator. To run the same code on the real platform, set
//! `WHATSAPP_ACCESS_TOKEN`, `WHATSAPP_PHONE_NUMBER_ID`, `WHATSAPP_WABA_ID` and `WHATSAPP_RECIPIENT`, and `WHATSAPP_APP_ID` for
//! the resumable upload. It says what it will send, and to whom, before it begins.
//!
//! The exit code is 0 when everything went as expected. On the real platform that includes refusals of what an account must be set
//! up for, such as groups and payments.

mod interactive;
mod media;
mod messages;
mod recipients;
mod refusal;
mod report;
mod setup;
mod template_messages;
mod templates;
mod webhooks;

use std::error::Error;
use std::io::{self, Write as _};
use std::process::ExitCode;

use crate::report::Report;
use crate::setup::Setup;

#[tokio::main]
async fn main() -> ExitCode {
    match run().await {
        Ok(code) => code,
        Err(error) => {
            // Nothing can be done when that fails, too.
            let _ = writeln!(io::stderr(), "error: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run() -> Result<ExitCode, Box<dyn Error>> {
    let setup = Setup::new().await?;
    setup.announce().await?;
    let mut report = Report::new(setup.is_real());

    // The files come first: messages name them by their ids.
    let Some(files) = media::upload(&setup, &mut report).await? else {
        report.note("Nothing else can work without this, so it ends here.")?;
        return Ok(report.finish()?);
    };
    media::download(&setup, &files, &mut report).await?;
    let handle = media::resumable_upload(&setup, &mut report).await?;

    messages::send_all(&setup, &files, &mut report).await?;
    recipients::block_and_unblock(&setup, &mut report).await?;

    templates::list(&setup, &mut report).await?;
    templates::create_and_delete(&setup, handle, &mut report).await?;

    webhooks::round_trip(&setup, &mut report).await?;

    media::delete(&setup, &files, &mut report).await?;
    refusal::show(&setup, &mut report).await?;
    Ok(report.finish()?)
}
