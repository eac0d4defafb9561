//! `wechatpay-sandbox`: a WeChat Pay on this machine, for people.
//!
//! Starts the sandbox, writes what a client needs into a folder, says where both are, and
//! serves until it is interrupted.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::Parser;
use wechatpay_runtime::crypto::Suite;
use wechatpay_sandbox::{Credentials, Keys, Notification, Sandbox};

/// A WeChat Pay on this machine: checks signatures and requests, answers from the specs.
#[derive(Parser)]
#[command(version)]
struct Arguments {
    /// The port to listen on; 0 takes a free one.
    #[arg(long, default_value_t = 0)]
    port: u16,
    /// The folder that the throw-away keys are written to.
    #[arg(long, default_value = "wechatpay-sandbox")]
    dir: PathBuf,
    /// Be a WeChat Pay for a merchant without platform certificates.
    #[arg(long)]
    public_key_only: bool,
    /// Be a WeChat Pay for a merchant of the SM suite (国密); needs the feature `sm`.
    #[arg(long)]
    sm: bool,
    /// Post a notification to this URL, say what it answers, and go on serving.
    #[arg(long, value_name = "URL")]
    notify: Option<String>,
    /// The notification's event type.
    #[arg(long, default_value = "TRANSACTION.SUCCESS", requires = "notify")]
    event: String,
    /// Which of the event's shapes the resource has.
    #[arg(long, requires = "notify")]
    shape: Option<String>,
    /// A file with the resource as JSON, instead of a sample.
    #[arg(long, value_name = "FILE", requires = "notify")]
    resource: Option<PathBuf>,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    let mut builder = Sandbox::builder().port(arguments.port);
    if arguments.public_key_only {
        builder = builder.public_key_only();
    }
    if arguments.sm {
        builder = builder.keys(Keys::generate_of(Suite::Sm)?);
    }
    let mut sandbox = builder.start().await?;
    sandbox.write_credentials(&arguments.dir)?;
    introduce(sandbox.credentials(), &arguments.dir)?;
    if let Some(url) = &arguments.notify {
        let notification = notification(&sandbox, &arguments)?;
        match post(url, notification).await {
            Ok(answer) => println!("{} posted to {url}: {answer}", arguments.event),
            Err(error) => eprintln!(
                "{} could not be posted to {url}: {error:#}",
                arguments.event
            ),
        }
    }
    sandbox.wait().await?;
    Ok(())
}

/// Where it is and where the keys are. Flushed, for whoever reads it through a pipe.
fn introduce(credentials: &Credentials, folder: &Path) -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "WeChat Pay sandbox: {}", credentials.base_url)?;
    writeln!(
        out,
        "merchant:            {}, certificate {}",
        credentials.merchant_id, credentials.merchant_serial
    )?;
    writeln!(
        out,
        "signs with:          {}, certificate {}",
        credentials.public_key_id, credentials.platform_serial
    )?;
    writeln!(out, "keys for a client:   {}", folder.display())?;
    writeln!(
        out,
        "Throw-away keys, worth nothing elsewhere. Ctrl-C stops it."
    )?;
    out.flush()
}

fn notification(sandbox: &Sandbox, arguments: &Arguments) -> anyhow::Result<Notification> {
    let mut builder = sandbox.notification(&arguments.event);
    if let Some(shape) = &arguments.shape {
        builder = builder.shape(shape);
    }
    if let Some(path) = &arguments.resource {
        let text = std::fs::read_to_string(path).with_context(|| format!("{}", path.display()))?;
        let resource =
            serde_json::from_str(&text).with_context(|| format!("{}", path.display()))?;
        builder = builder.resource(resource);
    }
    Ok(builder.build()?)
}

/// The status and body that the receiver answers with.
async fn post(url: &str, notification: Notification) -> anyhow::Result<String> {
    let request = reqwest::Client::new()
        .post(url)
        .headers(notification.headers);
    let response = request.body(notification.body).send().await?;
    let status = response.status();
    let body = response.text().await?;
    Ok(format!("{status} {body}").trim_end().to_owned())
}
