//! A captured connection: who talks to whom, and whether it is SMPP.

use std::fmt;
use std::io::{self, Write};
use std::net::SocketAddr;

use clickatell_capture::{Beginning, ConnectionId, Side, Timestamp};
use clickatell_core::time::CivilDateTime;
use clickatell_smpp::HEADER_LENGTH;
use serde::Serialize;

use crate::input::{Stream, is_plausible};
use crate::show::style::{NOTE, TITLE};

/// Where SMPP is spoken by registration and by habit.
pub(super) const PORTS: [u16; 2] = [2775, 2776];

/// One connection of a capture.
#[derive(Debug)]
pub(super) struct Flow {
    id: ConnectionId,
    client: SocketAddr,
    server: SocketAddr,
    pub(super) beginning: Beginning,
    /// Why its octets are read, once that is known.
    pub(super) taken: Option<Taken>,
    of_client: Stream,
    of_server: Stream,
}

/// Why the octets of a connection are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Taken {
    /// For the port of its server.
    Port,
    /// For its first octets.
    Header,
}

/// What the first octets of a connection are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum First {
    /// Too few to tell.
    Few,
    /// A header of SMPP.
    Header,
    /// The beginning of TLS: nothing in it can be read.
    Tls,
    Other,
}

impl Flow {
    pub(super) fn new(
        id: ConnectionId,
        (client, server): (SocketAddr, SocketAddr),
        beginning: Beginning,
        ports: &[u16],
        max_length: u32,
    ) -> Self {
        let by_port = [client, server].iter().any(|end| ports.contains(&end.port()));
        let stream = || Stream::new(max_length, beginning == Beginning::Captured);
        let (of_client, of_server) = (stream(), stream());
        Self { id, client, server, beginning, taken: by_port.then_some(Taken::Port), of_client, of_server }
    }

    /// What one end sends.
    pub(super) const fn stream(&mut self, sender: Side) -> &mut Stream {
        match sender {
            Side::Client => &mut self.of_client,
            Side::Server => &mut self.of_server,
        }
    }

    /// What the octets that one end sent first are.
    pub(super) fn first(&mut self, sender: Side, max_length: u32) -> First {
        let octets = self.stream(sender).pending();
        match octets {
            // A record of a handshake, version 3.0 to 3.4 as TLS counts; as a length of SMPP it would be absurd.
            [0x16, 0x03, 0..=4, ..] => First::Tls,
            _ if octets.len() < HEADER_LENGTH => First::Few,
            _ if is_plausible(octets, max_length) => First::Header,
            _ => First::Other,
        }
    }

    /// What is told about something that this end sent, or did.
    pub(super) fn moment(&self, at: Timestamp, sender: Side) -> Moment<'static> {
        let (from, to) = match sender {
            Side::Client => (self.client, self.server),
            Side::Server => (self.server, self.client),
        };
        Moment { at: At(at), connection: self.id.get(), from, to, offset: None, stream: None }
    }
}

/// When, in which connection and by whom something was sent; with `stream`, something that happened to the connection.
#[derive(Clone, Copy, Debug, Serialize)]
pub(super) struct Moment<'a> {
    pub(super) at: At,
    pub(super) connection: u64,
    pub(super) from: SocketAddr,
    pub(super) to: SocketAddr,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) offset: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) stream: Option<&'a Happened<'a>>,
}

/// Something that happened to a connection.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Happened<'a> {
    /// Its name, for programs.
    pub(super) event: &'a str,
    /// How many octets it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) octets: Option<u64>,
    /// What it is, for people.
    pub(super) message: String,
}

impl Moment<'_> {
    /// The line above a PDU: time, connection, direction.
    pub(super) fn heading(&self, out: &mut impl Write) -> io::Result<()> {
        let Self { at, connection, from, to, .. } = self;
        writeln!(out, "{TITLE}{at}  connection {connection}: {from} → {to}{TITLE:#}")
    }

    /// The line above, and what happened.
    pub(super) fn note(&self, out: &mut impl Write, what: &Happened<'_>) -> io::Result<()> {
        self.heading(out)?;
        write!(out, "{NOTE}note:{NOTE:#} {}", what.message)?;
        match self.offset {
            Some(offset) => writeln!(out, ", at {offset}\n"),
            None => writeln!(out, "\n"),
        }
    }
}

/// A time of a capture, in UTC.
#[derive(Clone, Copy, Debug)]
pub(super) struct At(Timestamp);

impl fmt::Display for At {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (seconds, nanos) = (self.0.seconds(), self.0.nanos());
        match CivilDateTime::from_epoch_seconds(seconds) {
            Some(civil) => write!(f, "{}", civil.to_string().replacen(' ', "T", 1))?,
            None => write!(f, "{seconds}")?,
        }
        match nanos % 1000 {
            0 => write!(f, ".{:06}Z", nanos / 1000),
            _ => write!(f, ".{nanos:09}Z"),
        }
    }
}

impl Serialize for At {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
