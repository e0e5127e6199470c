//! Logs on standard error.

use std::io::IsTerminal as _;

use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

/// Starts to log: as `RUST_LOG` says, or else warnings, and more for each `-v`. Those of a gateway are left out
/// when that is told without them, until a `-v` asks for more.
pub(crate) fn start(verbose: u8, without_gateway: bool) {
    let level = match verbose {
        0 => LevelFilter::WARN,
        1 => LevelFilter::INFO,
        2 => LevelFilter::DEBUG,
        _ => LevelFilter::TRACE,
    };
    let wanted = std::env::var("RUST_LOG").ok().filter(|directives| !directives.is_empty());
    let parsed = wanted.as_deref().map(str::parse::<Targets>);
    let (targets, fault) = match parsed {
        Some(Ok(targets)) => (targets, None),
        Some(Err(error)) => (Targets::new().with_default(level), Some(error)),
        None if verbose == 0 && without_gateway => {
            (Targets::new().with_default(level).with_target("clickatell_gateway", LevelFilter::ERROR), None)
        }
        None => (Targets::new().with_default(level), None),
    };
    let ansi = anstream::AutoStream::choice(&std::io::stderr()) != anstream::ColorChoice::Never
        && std::io::stderr().is_terminal();
    let lines = tracing_subscriber::fmt::layer().with_writer(std::io::stderr).with_ansi(ansi);
    tracing_subscriber::registry().with(targets).with(lines).init();
    if let Some(error) = fault {
        tracing::warn!("RUST_LOG is not understood: {error}");
    }
}
