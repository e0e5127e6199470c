//! `clickatell gateway`.

use std::io::{self, Read as _, Write as _};
use std::net::SocketAddr;
use std::path::PathBuf;

use clickatell_gateway::config::{Config, default_toml};
use clickatell_gateway::{ClockMode, Gateway};
use serde::Serialize;
use tokio::sync::oneshot;

use crate::command::login::address;
use crate::failure::{Done, Failure};
use crate::signals::Signals;

/// Runs the stand-in gateway until it is told to stop
///
/// When it is ready it prints one line on standard output:
/// {"event":"ready","smpp":"127.0.0.1:2775","http":"127.0.0.1:8080"}
#[derive(Debug, clap::Args)]
#[command(
    after_help = "It runs until SIGINT or SIGTERM; then it unbinds its sessions, flushes its store and exits 0.\n\n\
                        Examples:\n  \
                        clickatell gateway\n  \
                        clickatell gateway --smpp 127.0.0.1:0 --http 127.0.0.1:0 --exit-with-stdin\n  \
                        clickatell gateway --store messages.db --config gateway.toml\n  \
                        clickatell gateway --print-config > gateway.toml"
)]
pub(crate) struct Args {
    /// Reads the configuration from a TOML file
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Prints the default configuration with comments, and does nothing else
    #[arg(long)]
    print_config: bool,
    /// Where the SMPP door is; port 0 takes a free one [default: 127.0.0.1:2775]
    #[arg(long, value_name = "ADDR", value_parser = address)]
    smpp: Option<SocketAddr>,
    /// Where the SOAP and HTTP doors and the control interface are; port 0 takes a free one [default: 127.0.0.1:8080]
    #[arg(long, value_name = "ADDR", value_parser = address)]
    http: Option<SocketAddr>,
    /// Keeps messages in an SQLite file; in memory without it
    #[arg(long, value_name = "FILE")]
    store: Option<PathBuf>,
    /// Runs by a clock that stands still until `POST /gateway/clock` moves it
    #[arg(long)]
    virtual_clock: bool,
    /// Makes ids and delays the same each time
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
    /// Stops when standard input ends: dies with the program that started it
    #[arg(long)]
    exit_with_stdin: bool,
}

impl Args {
    pub(crate) fn run(self) -> Result<Done, Failure> {
        if self.print_config {
            io::stdout().write_all(default_toml().as_bytes())?;
            return Ok(Done::Well);
        }
        let config = self.read_config()?;
        let clock = if self.virtual_clock { ClockMode::frozen() } else { ClockMode::System };
        let runtime = tokio::runtime::Runtime::new().map_err(Failure::Runtime)?;
        runtime.block_on(async {
            let stop = stop_signals(self.exit_with_stdin).map_err(Failure::Runtime)?;
            let gateway = Gateway::builder().config(config).clock(clock).seed(self.seed).start().await?;
            announce(&Ready { event: "ready", smpp: gateway.smpp_addr(), http: gateway.http_addr() })?;
            stop.await;
            gateway.shutdown().await;
            Ok(Done::Well)
        })
    }

    /// The configuration: the file's, or the default one; what was said on the command line comes before both.
    fn read_config(&self) -> Result<Config, Failure> {
        let mut config = match &self.config {
            Some(file) => {
                let name = file.display().to_string();
                let text = std::fs::read_to_string(file)
                    .map_err(|error| Failure::Input { name: name.clone(), error })?;
                text.parse().map_err(|error| Failure::Config { name, error })?
            }
            None => Config::default(),
        };
        if let Some(address) = self.smpp {
            config.listen.smpp = address;
        }
        if let Some(address) = self.http {
            config.listen.http = address;
        }
        if let Some(file) = &self.store {
            config.store.file = Some(file.clone());
        }
        Ok(config)
    }
}

/// The line that says where the doors are.
#[derive(Debug, Serialize)]
struct Ready {
    event: &'static str,
    smpp: SocketAddr,
    http: SocketAddr,
}

/// One line, at once: whoever started the gateway waits for it.
fn announce(ready: &Ready) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    serde_json::to_writer(&mut out, ready).map_err(io::Error::from)?;
    writeln!(out)?;
    out.flush()?;
    Ok(())
}

/// Ends when the gateway is to stop. The signals are caught from this call on, so that one which comes while the gateway
/// starts is not lost.
fn stop_signals(with_stdin: bool) -> io::Result<impl Future<Output = ()>> {
    let stdin = with_stdin.then(end_of_stdin).transpose()?;
    let signals = Signals::catch()?;
    Ok(async move {
        let stdin = async {
            match stdin {
                Some(end) => drop(end.await),
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            () = signals.any() => {}
            () = stdin => {}
        }
    })
}

/// A thread of its own reads standard input to its end: a read there cannot be called back.
fn end_of_stdin() -> io::Result<oneshot::Receiver<()>> {
    let (ended, end) = oneshot::channel();
    std::thread::Builder::new().name("stdin".to_owned()).spawn(move || {
        let mut sink = [0; 1024];
        let mut stdin = io::stdin().lock();
        while stdin.read(&mut sink).is_ok_and(|length| length > 0) {}
        drop(ended);
    })?;
    Ok(end)
}
