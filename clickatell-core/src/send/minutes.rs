//! `deliv_time` and `validity`: minutes from when the gateway has the message.

use core::time::Duration;

use super::ranged::ranged;

ranged! {
    /// How long the gateway keeps a message before it sends it: 1 to 10080 minutes, seven days. A batch's messages wait
    /// from when each is posted.
    ///
    /// The gateway may be up to five minutes early, so that a delay up to 10 minutes says little.
    pub struct DeliveryTime(u16), 1 to 10080;
}

ranged! {
    /// How long a message is worth sending: 1 to 1440 minutes, from when the gateway has it or, where it waits, from when
    /// it is due. Later it expires unless it has left the gateway; the networks are not told.
    pub struct Validity(u16), 1 to 1440;
}

impl DeliveryTime {
    /// The least that the document recommends.
    pub const RECOMMENDED: Self = Self(11);

    /// How much earlier the gateway may be.
    pub const EARLY: Duration = Duration::from_secs(300);

    /// The delay.
    #[must_use]
    pub fn duration(self) -> Duration {
        minutes(self.0)
    }

    /// The least that a client can count on, never before the gateway has the message.
    #[must_use]
    pub fn earliest(self) -> Duration {
        self.duration().saturating_sub(Self::EARLY)
    }
}

impl Validity {
    /// The period.
    #[must_use]
    pub fn duration(self) -> Duration {
        minutes(self.0)
    }
}

/// One day.
impl Default for Validity {
    fn default() -> Self {
        Self::MAX
    }
}

fn minutes(minutes: u16) -> Duration {
    Duration::from_secs(u64::from(minutes).saturating_mul(60))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn soap_6_1_9_and_soap_6_2_6_2_a_delay_of_up_to_seven_days() {
        for number in (0..=10_100).chain([u16::MAX]) {
            let delay = DeliveryTime::new(number).ok();
            assert_eq!(delay.map(DeliveryTime::get), (1..=10_080).contains(&number).then_some(number));
        }
        assert_eq!(DeliveryTime::MAX.duration(), Duration::from_secs(7 * 24 * 3600));
        assert!(DeliveryTime::try_from(65_537).is_err());
    }

    #[test]
    fn soap_6_2_6_3_the_gateway_may_be_five_minutes_early() {
        for (delay, earliest) in [(30, 25), (6, 1), (5, 0), (1, 0)] {
            let delay = DeliveryTime::new(delay).unwrap();
            assert_eq!(delay.earliest(), Duration::from_secs(earliest * 60));
        }
    }

    #[test]
    fn soap_6_1_21_and_soap_6_2_16_3_a_validity_of_up_to_a_day() {
        for number in (0..=1500).chain([u16::MAX]) {
            let validity = Validity::new(number).ok();
            assert_eq!(validity.map(Validity::get), (1..=1440).contains(&number).then_some(number));
        }
        assert_eq!(Validity::default().duration(), Duration::from_secs(24 * 3600));
        assert_eq!(Validity::new(5).unwrap().duration(), Duration::from_secs(300));
    }
}
