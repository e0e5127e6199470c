//! Requests of the peer's that were read when as many as may be awaited their answers.

use alloc::collections::VecDeque;

use crate::frame::Frame;
use crate::pdu_buf::PduBuf;
use crate::profile::Profile;

/// Requests that wait for a duty to be answered, oldest first. The responses behind them are read meanwhile: an owner
/// may need one of them to decide a duty.
#[derive(Debug, Default)]
pub(super) struct Parked {
    pdus: VecDeque<PduBuf>,
    octets: usize,
}

impl Parked {
    pub(super) fn is_empty(&self) -> bool {
        self.pdus.is_empty()
    }

    /// Whether more may be read while these wait.
    pub(super) fn has_room(&self, profile: &Profile) -> bool {
        self.pdus.len() < profile.parked && self.octets < profile.parked_octets
    }

    pub(super) fn push(&mut self, frame: Frame<'_>) {
        self.octets = self.octets.saturating_add(frame.octets().len());
        self.pdus.push_back(frame.to_buf());
    }

    pub(super) fn pop(&mut self) -> Option<PduBuf> {
        let pdu = self.pdus.pop_front()?;
        self.octets = self.octets.saturating_sub(pdu.frame().octets().len());
        Some(pdu)
    }

    pub(super) fn clear(&mut self) {
        *self = Self::default();
    }
}
