//! When a submitted message is sent, and how long it is worth sending (SMPP 5.2.15, 5.2.16).

use clickatell_core::time::{Duration, Instant};
use clickatell_smpp::pdu::SubmitSm;
use clickatell_smpp::value::SmppTime;

use crate::lifecycle::Timing;

const DAY: Duration = Duration::from_secs(86_400);

/// What the two times of a message mean for one that arrives now. Empty ones mean at once, and a day from then on.
pub(super) fn timing(now: Instant, pdu: &SubmitSm<'_>) -> Timing {
    let moment = |field: &[u8]| SmppTime::parse(field).ok().and_then(|time| resolve(now, time));
    let due = moment(pdu.schedule_delivery_time.as_bytes()).map_or(now, |due| due.max(now));
    let expires = moment(pdu.validity_period.as_bytes()).unwrap_or(due + Timing::VALIDITY);
    Timing { due, expires, ..Timing::at_once(now) }
}

/// The moment that a time means. A year of a relative time is 365 days, a month 30.
fn resolve(now: Instant, time: SmppTime) -> Option<Instant> {
    match time {
        SmppTime::Relative { years, months, days, time, .. } => {
            let days = u32::from(years)
                .saturating_mul(365)
                .saturating_add(u32::from(months).saturating_mul(30))
                .saturating_add(u32::from(days));
            Some(now + DAY.saturating_mul(days).saturating_add(time))
        }
        _ => time.epoch_seconds().map(Instant::from_secs),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clickatell_smpp::value::Address;
    use clickatell_smpp::{COctets, ShortMessage};

    use crate::clock::parse_moment;

    fn timing_of(schedule: &str, validity: &str) -> (u64, u64) {
        let now = parse_moment("2011-04-20T10:30:00Z").unwrap();
        let destination = Address::international(COctets::try_from("27999112345").unwrap());
        let mut pdu = SubmitSm::new(destination, ShortMessage::new(b"Hi").unwrap());
        pdu.schedule_delivery_time = COctets::try_from(schedule).unwrap();
        pdu.validity_period = COctets::try_from(validity).unwrap();
        let timing = timing(now, &pdu);
        let seconds = |at: Instant| at.since(now).as_secs();
        (seconds(timing.due), seconds(timing.expires))
    }

    #[test]
    fn without_times_at_once_and_for_a_day() {
        assert_eq!(timing_of("", ""), (0, 86_400));
    }

    #[test]
    fn relative_times_count_from_now() {
        assert_eq!(timing_of("000000010000000R", ""), (3600, 3600 + 86_400));
        assert_eq!(timing_of("", "000001000000000R"), (0, 86_400));
        assert_eq!(timing_of("", "010203000001000R"), (0, (365 + 60 + 3) * 86_400 + 1));
    }

    #[test]
    fn absolute_times_are_in_their_zone() {
        // Eight quarters of an hour ahead of UTC: 10:30 there was two hours ago.
        assert_eq!(timing_of("110420143000008+", "110420163000008+"), (7200, 14_400));
        assert_eq!(timing_of("110420103000008+", ""), (0, 86_400));
    }
}
