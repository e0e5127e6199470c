//! How a run ends, and how faults are told.

use std::fmt::Display;
use std::io::{self, Write as _};

use crate::show::style;

/// How a run that was not broken off ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Done {
    /// All was well.
    Well,
    /// Something in the input or of the peer was at fault, and was reported.
    WithFaults,
}

/// Why a run was broken off.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    /// The input cannot be opened or read.
    #[error("{name}: {error}")]
    Input {
        /// What was to be read.
        name: String,
        /// Why it cannot be.
        error: io::Error,
    },
    /// The configuration cannot be used.
    #[error("{name}: {error}")]
    Config {
        /// The file.
        name: String,
        /// Why it cannot be.
        error: clickatell_gateway::config::ConfigError,
    },
    /// The gateway cannot start.
    #[error(transparent)]
    Start(#[from] clickatell_gateway::StartError),
    /// The threads that it needs cannot be started.
    #[error("no threads to run on: {0}")]
    Runtime(io::Error),
    /// Nobody can connect there.
    #[error("{0}: {1}; another port, or port 0 for a free one, may do")]
    Listen(std::net::SocketAddr, io::Error),
    /// The gateway cannot be talked to.
    #[error(transparent)]
    Client(#[from] crate::client::smpp::ClientError),
    /// The output cannot be written.
    #[error("cannot write: {0}")]
    Output(#[from] io::Error),
}

impl Failure {
    /// Whether the program was called wrongly.
    pub(crate) const fn is_usage(&self) -> bool {
        matches!(self, Self::Client(error) if error.is_usage())
    }

    /// Whether the reader of the output has gone.
    pub(crate) fn is_broken_pipe(&self) -> bool {
        matches!(self, Self::Output(error) if error.kind() == io::ErrorKind::BrokenPipe)
    }
}

/// Tells of a fault on standard error.
pub(crate) fn report(fault: &impl Display) {
    tell("error", style::FAULT, fault);
}

/// Tells of something that may be meant so, on standard error.
pub(crate) fn remark(what: &impl Display) {
    tell("note", style::NOTE, what);
}

fn tell(kind: &str, style: anstyle::Style, what: &impl Display) {
    // Where standard error is closed there is nobody to tell.
    let _ = writeln!(anstream::stderr().lock(), "{style}{kind}:{style:#} {what}");
}
