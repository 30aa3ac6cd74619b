//! Runs the simulator as a program.

use std::error::Error;
use std::io::{self, Write};
use std::net::{Ipv4Addr, SocketAddr};
use std::process::ExitCode;

use whatsapp_business_simulator::{DEFAULT_ACCESS_TOKEN, DEFAULT_WEBHOOK_SECRET, Simulator};

const USAGE: &str = "\
Simulates the WhatsApp Business Platform, for experiments without an account.

Usage: whatsapp-business-simulator [OPTIONS]

Options:
  --port PORT           listen on this port of 127.0.0.1 [default: 8080; 0: any free port]
  --access-token TOKEN  expect this access token
  --webhook-url URL     post the statuses of sent messages to this URL, on this computer only
  --webhook-secret KEY  sign webhooks with this app secret [default: SIMULATOR_APP_SECRET]
  --tolerate-unknown    ignore parameters and properties that the specification does not have
  --help                show this text
";

#[derive(Debug, PartialEq, Eq)]
struct Options {
    port: u16,
    access_token: String,
    webhook_url: Option<String>,
    webhook_secret: String,
    tolerate_unknown: bool,
}

/// Parses the arguments; `None` means help.
fn parse(mut arguments: impl Iterator<Item = String>) -> Result<Option<Options>, String> {
    let mut options = Options {
        port: 8080,
        access_token: DEFAULT_ACCESS_TOKEN.to_owned(),
        webhook_url: None,
        webhook_secret: DEFAULT_WEBHOOK_SECRET.to_owned(),
        tolerate_unknown: false,
    };
    while let Some(argument) = arguments.next() {
        let mut value = || {
            arguments
                .next()
                .ok_or_else(|| format!("{argument} needs a value"))
        };
        match argument.as_str() {
            "--port" => {
                options.port = value()?
                    .parse()
                    .map_err(|_| "--port needs a number up to 65535")?;
            }
            "--access-token" => options.access_token = value()?,
            "--webhook-url" => options.webhook_url = Some(value()?),
            "--webhook-secret" => options.webhook_secret = value()?,
            "--tolerate-unknown" => options.tolerate_unknown = true,
            "--help" | "-h" => return Ok(None),
            // The argument may be a token without its option, so the error does not repeat it.
            _ => return Err("unknown argument; see --help".to_owned()),
        }
    }
    Ok(Some(options))
}

fn main() -> ExitCode {
    let result = match parse(std::env::args().skip(1)) {
        Ok(Some(options)) => run(&options),
        Ok(None) => io::stdout().write_all(USAGE.as_bytes()).map_err(Into::into),
        Err(message) => Err(message.into()),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let cause = error
                .source()
                .map(|cause| format!(": {cause}"))
                .unwrap_or_default();
            let _ = writeln!(io::stderr(), "error: {error}{cause}");
            ExitCode::FAILURE
        }
    }
}

fn run(options: &Options) -> Result<(), Box<dyn Error>> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async {
        let mut builder = Simulator::builder()
            .bind(SocketAddr::from((Ipv4Addr::LOCALHOST, options.port)))
            .access_token(&options.access_token)
            .webhook_secret(&options.webhook_secret)
            .tolerate_unknown(options.tolerate_unknown);
        if let Some(url) = &options.webhook_url {
            builder = builder.webhook(url.as_str());
        }
        let simulator = builder.start().await?;
        announce(&simulator, options)?;
        tokio::signal::ctrl_c().await?;
        simulator.shutdown().await;
        Ok(())
    })
}

fn announce(simulator: &Simulator, options: &Options) -> io::Result<()> {
    let (url, version) = (simulator.base_url(), simulator.graph_version());
    let is_default = options.access_token == DEFAULT_ACCESS_TOKEN;
    let token = if is_default {
        DEFAULT_ACCESS_TOKEN
    } else {
        "$YOUR_TOKEN"
    };
    let from = simulator.phone_number_id();
    write!(
        io::stdout().lock(),
        "The simulator is at {url}. Point a client at it:\n\
         \n\
         base URL               {url}\n\
         Graph API version      {version}\n\
         access token           {token}\n\
         phone number id        {from}\n\
         WhatsApp account id    {waba}\n\
         \n\
         curl {url}/{version}/{from}/messages \\\n  \
           -H 'Authorization: Bearer {token}' -H 'Content-Type: application/json' \\\n  \
           -d '{{\"messaging_product\":\"whatsapp\",\"to\":\"15550100042\",\"type\":\"text\",\
         \"text\":{{\"body\":\"Hello\"}}}}'\n\
         \n\
         Ctrl-C stops it.\n",
        waba = simulator.waba_id(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(arguments: &[&str]) -> Result<Option<Options>, String> {
        parse(arguments.iter().map(|argument| (*argument).to_owned()))
    }

    #[test]
    fn arguments_are_read() {
        assert_eq!(parsed(&["--help"]), Ok(None));
        assert_eq!(parsed(&[]).unwrap().unwrap().port, 8080);
        let options = parsed(&[
            "--port",
            "0",
            "--access-token",
            "T",
            "--tolerate-unknown",
            "--webhook-url",
            "U",
            "--webhook-secret",
            "S",
        ]);
        let expected = Options {
            port: 0,
            access_token: "T".to_owned(),
            webhook_url: Some("U".to_owned()),
            webhook_secret: "S".to_owned(),
            tolerate_unknown: true,
        };
        assert_eq!(options, Ok(Some(expected)));
        assert!(parsed(&["--port"]).is_err());
        assert!(parsed(&["--port", "x"]).is_err());
        let error = parsed(&["EAAG-secret"]).unwrap_err();
        assert!(!error.contains("EAAG"), "{error}");
    }
}
