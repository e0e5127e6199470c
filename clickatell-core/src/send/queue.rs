//! `queue`: how urgent a message is among those of its account.

use super::ranged::ranged;

ranged! {
    /// One of the three queues of an account. A queue waits until those before it are empty; other accounts' queues make
    /// no difference.
    pub struct Queue(u8), 1 to 3;
}

impl Queue {
    /// Sent first.
    pub const FIRST: Self = Self::MIN;
    /// Sent second.
    pub const SECOND: Self = Self(2);
    /// Sent last, the default.
    pub const THIRD: Self = Self::MAX;
}

/// The third.
impl Default for Queue {
    fn default() -> Self {
        Self::THIRD
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn soap_6_1_13_and_soap_6_2_10_3_three_queues_the_third_by_default() {
        for number in 0..=u8::MAX {
            let queue = Queue::new(number).ok();
            assert_eq!(queue.map(Queue::get), (1..=3).contains(&number).then_some(number));
        }
        assert_eq!(Queue::default(), Queue::THIRD);
        assert!(Queue::FIRST < Queue::SECOND && Queue::SECOND < Queue::THIRD);
    }
}
