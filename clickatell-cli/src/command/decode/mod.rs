//! `clickatell decode`.

mod callback;
mod reply;
mod smpp;
mod soap;
mod text;

use clap::Subcommand;

use crate::failure::{Done, Failure};

/// Shows what octets or text mean, field by field
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    clickatell decode smpp trace.pcap\n  \
    echo 'ERR: 105, Invalid Destination Address' | clickatell decode reply")]
pub(crate) struct Args {
    #[command(subcommand)]
    format: Format,
}

/// What is decoded.
#[derive(Debug, Subcommand)]
enum Format {
    Smpp(smpp::Args),
    Callback(callback::Args),
    Reply(reply::Args),
    Soap(soap::Args),
}

impl Args {
    pub(crate) fn run(self) -> Result<Done, Failure> {
        match self.format {
            Format::Smpp(args) => args.run(),
            Format::Callback(args) => args.run(),
            Format::Reply(args) => args.run(),
            Format::Soap(args) => args.run(),
        }
    }
}
