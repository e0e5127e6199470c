//! What goes over several connections, in one stream: connections that come and go, and the PDUs on each.
//!
//! A message is three numbers and the octets of a PDU, if it is one: what happened (1 octet), on which connection (4),
//! and how long the PDU is (4). So what arrives can be cut anywhere, a PDU included.

use crate::script::value::{Record, Value};
use crate::script::wire::{Smpp, Wire};

/// PDUs of SMPP, each with `conn=`, and `connect`, `connected`, `close`, `closed`.
pub(super) struct Conns;

/// What happened on a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Happened {
    /// It is asked for, or it is there.
    Opened,
    /// It is to be closed, or it is gone.
    Closed,
    /// So many octets of a PDU follow.
    Pdu(usize),
}

/// The octets before a PDU.
pub(super) const HEAD: usize = 9;

/// What a head says.
pub(super) fn read(head: [u8; HEAD]) -> (Happened, u64) {
    let [what, a, b, c, d, length @ ..] = head;
    let length = usize::try_from(u32::from_be_bytes(length)).unwrap_or(usize::MAX);
    let happened = match what {
        0 => Happened::Pdu(length),
        1 => Happened::Opened,
        _ => Happened::Closed,
    };
    (happened, u32::from_be_bytes([a, b, c, d]).into())
}

/// One message.
pub(super) fn write(conn: u64, happened: Happened, pdu: &[u8]) -> Result<Vec<u8>, String> {
    let short = |number| u32::try_from(number).map_err(|_| format!("conn={conn}: this is too long"));
    let what = match happened {
        Happened::Pdu(_) => 0,
        Happened::Opened => 1,
        Happened::Closed => 2,
    };
    let mut out = vec![what];
    out.extend_from_slice(&short(conn)?.to_be_bytes());
    out.extend_from_slice(&u32::try_from(pdu.len()).map_err(|error| error.to_string())?.to_be_bytes());
    out.extend_from_slice(pdu);
    Ok(out)
}

/// The head of a message, and its PDU.
fn split(message: &[u8]) -> Option<(Happened, u64, &[u8])> {
    let (head, pdu) = message.split_first_chunk()?;
    let (happened, conn) = read(*head);
    Some((happened, conn, pdu))
}

impl Wire for Conns {
    fn encode(&self, message: &Record) -> Result<Vec<u8>, String> {
        let mut message = message.clone();
        let conn = message.take_number("conn")?.ok_or("conn is missing")?;
        let happened = match message.name.as_str() {
            "connect" | "connected" => Happened::Opened,
            "close" | "closed" => Happened::Closed,
            _ => {
                let pdu = Smpp.encode(&message)?;
                return write(conn, Happened::Pdu(pdu.len()), &pdu);
            }
        };
        message.finish()?;
        write(conn, happened, &[])
    }

    fn first(&self, octets: &[u8]) -> usize {
        let length = match split(octets) {
            Some((Happened::Pdu(length), ..)) => length.saturating_add(HEAD),
            Some(_) => HEAD,
            None => octets.len(),
        };
        length.min(octets.len())
    }

    fn number(&self, message: &[u8], key: &str) -> Option<u64> {
        let (_, conn, pdu) = split(message)?;
        if key == "conn" { Some(conn) } else { Smpp.number(pdu, key) }
    }

    fn describe(&self, message: &[u8]) -> String {
        match split(message) {
            Some((Happened::Pdu(_), conn, pdu)) => format!("conn={conn} {}", Smpp.describe(pdu)),
            Some((Happened::Opened, conn, _)) => {
                Record::new("connect").with("conn", Value::Number(conn)).to_string()
            }
            Some((Happened::Closed, conn, _)) => {
                Record::new("close").with("conn", Value::Number(conn)).to_string()
            }
            None => "a part of a message".to_owned(),
        }
    }
}
