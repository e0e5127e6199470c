//! What an SMPP account must spend each month; the other doors ask for no minimum.

use super::Credit;
use crate::time::{CivilDateTime, CivilError, days_of_month};

/// What an SMPP account must spend each month, and must have to begin its tests: 5000 credits.
pub const MONTHLY_MINIMUM: Credit = Credit(15_000_000_000);

/// What is deducted at the end of a month in which `spent` was spent: the rest of the minimum, even if the balance
/// goes below zero.
#[must_use]
pub const fn shortfall(spent: Credit, minimum: Credit) -> Credit {
    match minimum.checked_sub(spent) {
        Some(missing) if !missing.is_negative() => missing,
        _ => Credit::ZERO,
    }
}

/// The minimum of the month in which an account goes live: in proportion to the days that are left, the day itself
/// included, rounded down to a whole credit.
///
/// `None` unless 1 ≤ `days_left` ≤ `days_of_month`.
#[must_use]
pub fn minimum_of_first_month(minimum: Credit, days_left: u8, days_of_month: u8) -> Option<Credit> {
    if days_left == 0 || days_left > days_of_month {
        return None;
    }
    let whole = Credit::ONE.units().checked_mul(days_of_month.into())?;
    let credits = minimum.checked_mul(days_left.into())?.units().checked_div(whole)?;
    Credit::from_credits(credits)
}

/// True when an account holds enough for its tests to begin: the minimum of a month.
#[must_use]
pub const fn may_begin_tests(balance: Credit) -> bool {
    balance.units() >= MONTHLY_MINIMUM.units()
}

/// The beginning of the day on which a customer is told whether what was spent suffices: seven days before the end of
/// the month.
///
/// # Errors
/// When there is no such month, or it is outside the years 1970 to 9999.
pub fn notice_date(year: u16, month: u8) -> Result<CivilDateTime, CivilError> {
    let day = days_of_month(year, month).saturating_sub(7);
    CivilDateTime::new(year, month, day, 0, 0, 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString;

    fn credits(credits: i64) -> Credit {
        Credit::from_credits(credits).unwrap()
    }

    #[test]
    fn smpp_4_6_and_smpp_3_5_the_minimum_is_5000_credits() {
        assert_eq!(MONTHLY_MINIMUM, credits(5000));
        assert!(!may_begin_tests(credits(4999)) && may_begin_tests(credits(5000)));
    }

    #[test]
    fn smpp_4_9_notice_seven_days_before_the_month_ends() {
        for (year, month, date) in [
            (2011, 4, "2011-04-23 00:00:00"),
            (2011, 2, "2011-02-21 00:00:00"),
            (2012, 2, "2012-02-22 00:00:00"),
            (2011, 12, "2011-12-24 00:00:00"),
        ] {
            assert_eq!(notice_date(year, month).unwrap().to_string(), date);
        }
        assert_eq!(notice_date(2011, 13), Err(CivilError::Month(13)));
        assert_eq!(notice_date(2011, 0), Err(CivilError::Month(0)));
        assert_eq!(notice_date(1969, 12), Err(CivilError::Year(1969)));
    }

    #[test]
    fn smpp_4_7_and_smpp_4_11_and_smpp_7_1_and_smpp_7_2_what_was_not_spent_is_deducted() {
        for (spent, deducted) in [(500, 4500), (4999, 1), (5000, 0), (6000, 0), (4000, 1000)] {
            assert_eq!(shortfall(credits(spent), MONTHLY_MINIMUM), credits(deducted));
        }
        // SMPP-7-5: an account that is still testing has no minimum.
        assert_eq!(shortfall(Credit::ZERO, Credit::ZERO), Credit::ZERO);
    }

    #[test]
    fn smpp_4_10_and_a_s16_the_first_month_counts_its_days() {
        // Live on 16 April: 15 of 30 days. 500 spent, 2000 deducted.
        let minimum = minimum_of_first_month(MONTHLY_MINIMUM, 15, 30).unwrap();
        assert_eq!((minimum, shortfall(credits(500), minimum)), (credits(2500), credits(2000)));
        // 5000 × 1 / 31 is 161.29.
        assert_eq!(minimum_of_first_month(MONTHLY_MINIMUM, 1, 31), Some(credits(161)));
        assert_eq!(minimum_of_first_month(MONTHLY_MINIMUM, 31, 31), Some(MONTHLY_MINIMUM));
        assert_eq!(minimum_of_first_month(MONTHLY_MINIMUM, 0, 30), None);
        assert_eq!(minimum_of_first_month(MONTHLY_MINIMUM, 31, 30), None);
    }

    #[test]
    fn smpp_7_4_an_account_is_disabled_below_zero() {
        let balance = credits(1000).checked_sub(shortfall(credits(500), MONTHLY_MINIMUM)).unwrap();
        assert_eq!(balance, credits(-3500));
        let after = |paid| balance.checked_add(credits(paid)).unwrap().is_negative();
        assert!(after(3499) && !after(3500));
    }
}
