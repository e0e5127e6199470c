//! Which sessions are bound, and which may be (ruling A-S1).

use std::collections::{BTreeMap, BTreeSet};

use clickatell_core::id::ApiId;
use clickatell_smpp::pdu::BindKind;

/// A number that no other session of this run has.
pub(crate) type SessionId = u64;

/// The bound sessions.
#[derive(Debug)]
pub(crate) struct Binds {
    /// At most so many of one kind for one connection, and never a transceiver beside another kind; no rule without.
    per_kind: Option<usize>,
    live: BTreeMap<SessionId, (ApiId, BindKind)>,
    /// Connections that have had a session that receives, since the start.
    have_received: BTreeSet<ApiId>,
}

/// The kind is bound already, or another one that it cannot stand beside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct AlreadyBound;

impl Binds {
    pub(crate) const fn new(per_kind: Option<usize>) -> Self {
        Self { per_kind, live: BTreeMap::new(), have_received: BTreeSet::new() }
    }

    /// Notes a bind, or says that it cannot be.
    pub(crate) fn claim(
        &mut self,
        session: SessionId,
        api: ApiId,
        kind: BindKind,
    ) -> Result<(), AlreadyBound> {
        if let Some(limit) = self.per_kind {
            let others = || self.live.values().filter(|(bound, _)| *bound == api).map(|(_, kind)| *kind);
            let mixed = |other| (other == BindKind::Transceiver) != (kind == BindKind::Transceiver);
            if others().any(mixed) || others().filter(|other| *other == kind).count() >= limit {
                return Err(AlreadyBound);
            }
        }
        self.live.insert(session, (api, kind));
        if kind.receives() {
            self.have_received.insert(api);
        }
        Ok(())
    }

    pub(crate) fn release(&mut self, session: SessionId) {
        self.live.remove(&session);
    }

    /// Whether a client only transmits: it has never had a session that receives (ruling A-S6).
    pub(crate) fn transmits_only(&self, api: ApiId) -> bool {
        !self.have_received.contains(&api)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use BindKind::{Receiver, Transceiver, Transmitter};

    const A: ApiId = ApiId::new(3_334_222);
    const B: ApiId = ApiId::new(3_334_223);

    #[test]
    fn a_s1_one_of_each_kind_and_no_mixing() {
        // (bound before, then asked for, allowed)
        for (before, kind, allowed) in [
            (&[][..], Transmitter, true),
            (&[Transmitter], Receiver, true),
            (&[Receiver], Transmitter, true),
            (&[Transmitter], Transmitter, false),
            (&[Receiver], Receiver, false),
            (&[Transceiver], Transceiver, false),
            (&[Transceiver], Transmitter, false),
            (&[Transceiver], Receiver, false),
            (&[Transmitter], Transceiver, false),
            (&[Transmitter, Receiver], Transceiver, false),
        ] {
            let mut binds = Binds::new(Some(1));
            for (session, kind) in (0..).zip(before) {
                binds.claim(session, A, *kind).unwrap();
            }
            assert_eq!(binds.claim(9, B, kind), Ok(()), "another connection is not concerned");
            assert_eq!(binds.claim(10, A, kind).is_ok(), allowed, "{before:?} then {kind:?}");
        }
    }

    #[test]
    fn a_session_that_ends_makes_room() {
        let mut binds = Binds::new(Some(2));
        assert_eq!([binds.claim(1, A, Receiver), binds.claim(2, A, Receiver)], [Ok(()), Ok(())]);
        assert_eq!(binds.claim(3, A, Receiver), Err(AlreadyBound));
        binds.release(1);
        assert_eq!(binds.claim(3, A, Receiver), Ok(()));
        assert_eq!(binds.claim(4, A, Receiver), Err(AlreadyBound));
    }

    #[test]
    fn without_a_rule_everything_goes() {
        let mut binds = Binds::new(None);
        for (session, kind) in [(1, Transceiver), (2, Transceiver), (3, Transmitter)] {
            assert_eq!(binds.claim(session, A, kind), Ok(()));
        }
    }

    #[test]
    fn a_s6_a_receiver_that_is_away_still_counts() {
        let mut binds = Binds::new(Some(1));
        binds.claim(1, A, Transmitter).unwrap();
        assert!(binds.transmits_only(A));
        binds.claim(2, A, Receiver).unwrap();
        binds.release(2);
        assert!(!binds.transmits_only(A) && binds.transmits_only(B));
    }
}
