//! The SMSC's end of a connection, in octets that are written and read by hand.

use alloc::collections::{BTreeSet, VecDeque};
use alloc::vec::Vec;

use crate::pdu::BindKind;

pub(super) const BIND_RECEIVER: u32 = 0x01;
pub(super) const BIND_TRANSMITTER: u32 = 0x02;
pub(super) const BIND_TRANSCEIVER: u32 = 0x09;
pub(super) const QUERY_SM: u32 = 0x03;
pub(super) const SUBMIT_SM: u32 = 0x04;
pub(super) const DELIVER_SM: u32 = 0x05;
pub(super) const UNBIND: u32 = 0x06;
pub(super) const ENQUIRE_LINK: u32 = 0x15;
pub(super) const RESPONSE: u32 = 0x8000_0000;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stage {
    /// The link has asked for it.
    Asked,
    Open,
    /// One end has closed it.
    Gone,
}

/// A PDU, as far as the books need it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Heard {
    pub(super) id: u32,
    pub(super) status: u32,
    pub(super) sequence: u32,
    /// The number in its text, for messages.
    pub(super) number: Option<usize>,
}

#[derive(Debug)]
pub(super) struct Peer {
    pub(super) stage: Stage,
    pub(super) bound: Option<BindKind>,
    /// The link has asked to unbind.
    pub(super) leaving: bool,
    /// The link has asked to bind.
    pub(super) tried: Option<BindKind>,
    /// Requests of the link's that are not answered.
    pub(super) pending: Vec<Heard>,
    /// Deliveries that the link has not answered, and those that its owner has.
    pub(super) delivered: BTreeSet<u32>,
    pub(super) granted: BTreeSet<u32>,
    /// Octets on their way to the link.
    pub(super) wire: VecDeque<u8>,
    /// There was noise among them: what the link makes of the rest is not known.
    pub(super) noisy: bool,
    sequence: u32,
}

impl Peer {
    pub(super) const fn asked() -> Self {
        Self {
            stage: Stage::Asked,
            bound: None,
            leaving: false,
            tried: None,
            pending: Vec::new(),
            delivered: BTreeSet::new(),
            granted: BTreeSet::new(),
            wire: VecDeque::new(),
            noisy: false,
            sequence: 0,
        }
    }

    /// Writes a PDU.
    pub(super) fn write(&mut self, id: u32, status: u32, sequence: u32, body: &[u8]) {
        let length = u32::try_from(body.len() + 16).expect("short");
        for word in [length, id, status, sequence] {
            self.wire.extend(word.to_be_bytes());
        }
        self.wire.extend(body);
    }

    pub(super) fn deliver(&mut self) {
        self.sequence += 1;
        self.delivered.insert(self.sequence);
        // No service, no source, a destination, and a text of two letters behind thirteen octets of nothing.
        let body = b"\0\0\0\0\x01\x01447624803759\0\0\0\0\0\0\0\0\0\0\x02Hi";
        self.write(DELIVER_SM, 0, self.sequence, body);
    }

    /// Answers a request of the link's.
    pub(super) fn answer(&mut self, request: Heard, status: u32, congestion: Option<u8>, nack: bool) {
        let mut body = Vec::new();
        match request.id {
            _ if status != 0 => {}
            BIND_RECEIVER | BIND_TRANSMITTER | BIND_TRANSCEIVER => {
                body.extend(b"gw\0\x02\x10\0\x01\x50");
                self.bound = kind(request.id);
            }
            SUBMIT_SM => body.extend(b"7\0"),
            QUERY_SM => body.extend(b"7\0\0\x02\0"),
            _ => {}
        }
        if let (0, SUBMIT_SM, Some(state)) = (status, request.id, congestion) {
            body.extend([0x04, 0x28, 0, 1, state]);
        }
        let id = if nack && status != 0 { RESPONSE } else { request.id | RESPONSE };
        self.write(id, status, request.sequence, &body);
    }
}

pub(super) const fn kind(id: u32) -> Option<BindKind> {
    match id {
        BIND_RECEIVER => Some(BindKind::Receiver),
        BIND_TRANSMITTER => Some(BindKind::Transmitter),
        BIND_TRANSCEIVER => Some(BindKind::Transceiver),
        _ => None,
    }
}

/// The PDUs that the link wrote at once: whole ones.
pub(super) fn read(mut octets: &[u8]) -> Vec<Heard> {
    let mut heard = Vec::new();
    while !octets.is_empty() {
        let word =
            |at: usize| u32::from_be_bytes([octets[at], octets[at + 1], octets[at + 2], octets[at + 3]]);
        let length = usize::try_from(word(0)).expect("an address");
        let (id, status, sequence) = (word(4), word(8), word(12));
        let pdu = &octets[..length];
        let number = match id {
            // The text stands at the end.
            SUBMIT_SM => Some(&pdu[length - 4..]),
            // The id of a message at the beginning.
            QUERY_SM => Some(&pdu[16..20]),
            _ => None,
        };
        let number = number.map(|digits| {
            let digits = core::str::from_utf8(digits).expect("digits");
            digits.parse().expect("a number of four digits")
        });
        heard.push(Heard { id, status, sequence, number });
        octets = &octets[length..];
    }
    heard
}
