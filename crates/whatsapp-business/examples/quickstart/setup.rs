//! Where the quick start runs: on the embedded simulator, or on the real platform.

use std::env;
use std::error::Error;
use std::io::{self, Write as _};
use std::time::Duration;

use whatsapp_business::Client;
use whatsapp_business::id::{AppId, PhoneNumber, PhoneNumberId, WabaId};
use whatsapp_business_simulator::Simulator;

/// A phone number that belongs to nobody.
const FICTIONAL_NUMBER: &str = "15550100042";

/// A client, and whom it works for.
pub(crate) struct Setup {
    pub(crate) wa: Client,
    /// The business phone number that sends.
    pub(crate) from: PhoneNumberId,
    /// The account that owns the templates.
    pub(crate) waba: WabaId,
    /// The app that owns resumable uploads, where it is known.
    pub(crate) app: Option<AppId>,
    /// The person who receives.
    pub(crate) to: PhoneNumber,
    /// Stops when it is dropped. None on the real platform.
    simulator: Option<Simulator>,
}

impl Setup {
    /// The real platform when there is an access token in the environment, else a simulator.
    pub(crate) async fn new() -> Result<Self, Box<dyn Error>> {
        match variable("WHATSAPP_ACCESS_TOKEN") {
            Some(_) => Self::real(),
            None => Self::simulated().await,
        }
    }

    fn real() -> Result<Self, Box<dyn Error>> {
        let names = [
            "WHATSAPP_PHONE_NUMBER_ID",
            "WHATSAPP_WABA_ID",
            "WHATSAPP_RECIPIENT",
        ];
        let [Some(from), Some(waba), Some(to)] = names.map(variable) else {
            return Err(format!(
                "WHATSAPP_ACCESS_TOKEN is set, so this would run on the real platform; it also needs {}. \
                 Without the token it runs on the simulator",
                names.join(", ")
            )
            .into());
        };
        Ok(Self {
            wa: Client::from_env()?,
            from: from.into(),
            waba: waba.into(),
            app: variable("WHATSAPP_APP_ID").map(AppId::from),
            to: to.into(),
            simulator: None,
        })
    }

    async fn simulated() -> Result<Self, Box<dyn Error>> {
        let simulator = Simulator::start().await?;
        let wa = Client::builder()
            .base_url(simulator.base_url())
            .graph_version(simulator.graph_version())
            .access_token(simulator.access_token())
            .build()?;
        Ok(Self {
            wa,
            from: simulator.phone_number_id().into(),
            waba: simulator.waba_id().into(),
            app: Some(simulator.app_id().into()),
            to: FICTIONAL_NUMBER.into(),
            simulator: Some(simulator),
        })
    }

    pub(crate) fn simulator(&self) -> Option<&Simulator> {
        self.simulator.as_ref()
    }

    pub(crate) fn is_real(&self) -> bool {
        self.simulator.is_none()
    }

    /// Says what is going to happen. On the real platform there is time to think again.
    pub(crate) async fn announce(&self) -> io::Result<()> {
        let mut out = io::stdout();
        let transport = self.wa.transport();
        let url = transport.base_url();
        let (from, waba, to) = (&self.from, &self.waba, ending(self.to.as_str(), 4));
        if !self.is_real() {
            writeln!(
                out,
                "Quick start on the embedded simulator: no account, nothing leaves this computer."
            )?;
            writeln!(
                out,
                "Set WHATSAPP_ACCESS_TOKEN to run the same code on the real platform.\n"
            )?;
        } else {
            writeln!(out, "Quick start on the REAL platform. This is going to\n")?;
            writeln!(
                out,
                "  send     one message of every kind, about 60, to the number that ends in {to};"
            )?;
            writeln!(out, "           template messages may be charged")?;
            writeln!(out, "  upload   four small files, and delete them again")?;
            writeln!(
                out,
                "  create   a template in the account, and delete it again"
            )?;
            writeln!(out, "  block    the recipient, and unblock at once\n")?;
        }
        writeln!(out, "  host     {url}")?;
        writeln!(out, "  from     phone number id {from}, account {waba}")?;
        writeln!(out, "  to       a number that ends in {to}")?;
        if self.is_real() {
            writeln!(out, "\nIt begins in 10 seconds. Press Ctrl-C to stop it.")?;
            tokio::time::sleep(Duration::from_secs(10)).await;
        }
        Ok(())
    }
}

/// An environment variable that is set and not empty.
fn variable(name: &str) -> Option<String> {
    let value = env::var(name).ok()?.trim().to_owned();
    (!value.is_empty()).then_some(value)
}

/// The last characters, enough to recognise something that one knows.
pub(crate) fn ending(text: &str, length: usize) -> String {
    let count = text.chars().count();
    text.chars().skip(count.saturating_sub(length)).collect()
}
