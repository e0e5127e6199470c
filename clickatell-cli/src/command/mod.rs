//! The commands: one file or folder for each.

mod completions;
mod compliance;
mod decode;
mod demo;
mod encode;
mod gateway;
mod login;
mod receive;
mod send;

use clap::Subcommand;

use crate::failure::{Done, Failure};

/// What the program does.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Demo(demo::Args),
    Gateway(gateway::Args),
    Decode(decode::Args),
    Encode(encode::Args),
    Send(send::Args),
    Receive(receive::Args),
    Compliance(compliance::Args),
    Completions(completions::Args),
}

impl Command {
    /// Whether it tells itself what its gateway does.
    pub(crate) const fn tells_of_gateway(&self) -> bool {
        matches!(self, Self::Demo(_))
    }

    /// Does it.
    pub(crate) fn run(self) -> Result<Done, Failure> {
        match self {
            Self::Demo(args) => args.run(),
            Self::Gateway(args) => args.run(),
            Self::Decode(args) => args.run(),
            Self::Encode(args) => args.run(),
            Self::Send(args) => args.run(),
            Self::Receive(args) => args.run(),
            Self::Compliance(args) => args.run(),
            Self::Completions(args) => args.run(),
        }
    }
}
