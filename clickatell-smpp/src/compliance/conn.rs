//! One connection of a client under test.

use alloc::collections::BTreeMap;

use clickatell_core::time::Instant;

use crate::frame::SequenceNumber;
use crate::framer::Framer;
use crate::pdu::BindKind;
use crate::pdu_buf::PduBuf;
use crate::session::Role;

/// What has been seen of it.
#[derive(Debug)]
pub(super) struct Conn {
    /// When it was opened.
    pub(super) opened: Instant,
    pub(super) from_esme: Framer,
    pub(super) from_smsc: Framer,
    /// The bind that awaits its answer.
    pub(super) binding: Option<(SequenceNumber, BindKind)>,
    /// Binds seen on it, answered or not.
    pub(super) binds: u32,
    /// The kind of the last bind.
    pub(super) tried: Option<BindKind>,
    pub(super) bound: Option<BindKind>,
    /// When the last probe was sent, or the bind accepted; `None` when no probe is expected any more.
    pub(super) probed: Option<Instant>,
    /// Deliveries that await their answers, and until when.
    pub(super) deliveries: BTreeMap<SequenceNumber, Delivery>,
    /// There was a delivery that is not among them, since they were too many: a number that is not there says nothing.
    pub(super) overlooked: bool,
    /// Who began to end it.
    pub(super) left: Option<Role>,
    /// It was ended in order, by `unbind`.
    pub(super) unbound: bool,
}

#[derive(Debug)]
pub(super) struct Delivery {
    pub(super) pdu: PduBuf,
    pub(super) until: Instant,
}

impl Conn {
    pub(super) const fn new(now: Instant, max_pdu_length: u32) -> Self {
        Self {
            opened: now,
            from_esme: Framer::new(max_pdu_length),
            from_smsc: Framer::new(max_pdu_length),
            binding: None,
            binds: 0,
            tried: None,
            bound: None,
            probed: None,
            deliveries: BTreeMap::new(),
            overlooked: false,
            left: None,
            unbound: false,
        }
    }

    /// One end begins to end it.
    pub(super) fn leave(&mut self, by: Role) {
        self.left.get_or_insert(by);
        self.probed = None;
    }
}
