//! Deliveries whose responses were seen.

use std::collections::BTreeSet;
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Duration;

use clickatell_smpp::{CommandId, Frame, SequenceNumber};

use crate::client::tap::Way;

/// The deliveries of a session that are answered: the link writes a response after the delivery is handed over.
#[derive(Clone, Debug, Default)]
pub(super) struct Answered(Arc<(Mutex<BTreeSet<u32>>, Condvar)>);

impl Answered {
    /// This PDU was shown.
    pub(super) fn saw(&self, way: Way, frame: Frame<'_>) {
        let header = frame.header();
        if way == Way::Out && header.command_id == CommandId::DELIVER_SM_RESP {
            let (answered, changed) = &*self.0;
            answered.lock().unwrap_or_else(PoisonError::into_inner).insert(header.sequence_number.get());
            changed.notify_all();
        }
    }

    /// Waits until this delivery is one of them. False when that takes longer than `patience`.
    pub(super) fn wait(&self, delivery: SequenceNumber, patience: Duration) -> bool {
        let (answered, changed) = &*self.0;
        let answered = answered.lock().unwrap_or_else(PoisonError::into_inner);
        let lacks = |answered: &mut BTreeSet<u32>| !answered.contains(&delivery.get());
        let waited = changed.wait_timeout_while(answered, patience, lacks);
        let (answered, _) = waited.unwrap_or_else(PoisonError::into_inner);
        answered.contains(&delivery.get())
    }
}
