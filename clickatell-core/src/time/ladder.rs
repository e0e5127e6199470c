//! When something that failed is tried again.

use alloc::borrow::Cow;
use core::time::Duration;

const MINUTE: u64 = 60;
const DAY: u64 = 86_400;

/// How long to wait after each failure, each time counted from the attempt that failed.
///
/// ```
/// use clickatell_core::time::{Duration, Ladder};
///
/// assert_eq!(Ladder::MO.next(1), Some(Duration::from_secs(120)));
/// assert_eq!(Ladder::MO.next(8), None);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Ladder {
    /// The wait after the first failure, after the second, and so on.
    pub delays: Cow<'static, [Duration]>,
}

/// The waits of callbacks; those for messages from handsets lack the last.
const CALLBACK: &[Duration; 8] = &[
    Duration::from_secs(2 * MINUTE),
    Duration::from_secs(4 * MINUTE),
    Duration::from_secs(8 * MINUTE),
    Duration::from_secs(16 * MINUTE),
    Duration::from_secs(32 * MINUTE),
    Duration::from_secs(64 * MINUTE),
    Duration::from_secs(128 * MINUTE),
    Duration::from_secs(3 * DAY),
];

impl Ladder {
    /// Callbacks with the status of a message: nine requests, with waits of 2 to 128 minutes, each twice the one before,
    /// and of three days (SOAP 6.2.5).
    pub const MT: Self = Self { delays: Cow::Borrowed(CALLBACK) };

    /// Callbacks with a message from a handset: eight requests, without the three days (two-way guide, 8.3.1).
    pub const MO: Self = {
        let [minutes @ .., _] = CALLBACK;
        Self { delays: Cow::Borrowed(minutes) }
    };

    /// How long to wait before the next request, when so many have been made and all have failed; `None` when it is
    /// time to give up.
    ///
    /// With none made there is nothing to wait for.
    #[must_use]
    pub fn next(&self, made: usize) -> Option<Duration> {
        match made.checked_sub(1) {
            Some(failed) => self.delays.get(failed).copied(),
            None => Some(Duration::ZERO),
        }
    }

    /// How many requests there are at most, the first included.
    #[must_use]
    pub fn requests(&self) -> usize {
        self.delays.len().saturating_add(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec::Vec;

    /// Minutes after the first request at which each one is made.
    fn minutes(ladder: &Ladder) -> Vec<u64> {
        let mut at = Duration::ZERO;
        let waits = (0..).map_while(|made| ladder.next(made));
        let moments: Vec<_> = waits
            .map(|wait| {
                at += wait;
                at.as_secs() / MINUTE
            })
            .collect();
        assert_eq!(moments.len(), ladder.requests());
        moments
    }

    #[test]
    fn soap_6_2_5_6_and_a_24_nine_requests_for_a_status() {
        assert_eq!(minutes(&Ladder::MT), [0, 2, 6, 14, 30, 62, 126, 254, 4574]);
        assert_eq!(Ladder::MT.next(9), None);
        assert_eq!(Ladder::MT.next(usize::MAX), None);
    }

    #[test]
    fn tw_8_3_1_14_and_15_eight_requests_for_a_message_from_a_handset() {
        assert_eq!(minutes(&Ladder::MO), [0, 2, 6, 14, 30, 62, 126, 254]);
        assert_eq!(Ladder::MO.next(8), None);
    }

    #[test]
    fn soap_6_2_5_7_the_three_days_are_the_one_difference() {
        assert_eq!((Ladder::MT.delays.len(), Ladder::MO.delays.len()), (8, 7));
        assert!(Ladder::MT.delays.starts_with(&Ladder::MO.delays));
    }

    #[test]
    fn another_ladder_is_data() {
        let ladder = Ladder { delays: Cow::Owned(Vec::new()) };
        assert_eq!((ladder.next(0), ladder.next(1), ladder.requests()), (Some(Duration::ZERO), None, 1));
    }
}
