//! Where an SMPP account stands, on which of the vendor's servers it may be bound, and when its terms end (sections 3
//! to 6).
//!
//! ```
//! use clickatell_core::credit::Credit;
//! use clickatell_smpp::profile::clickatell::ErrorCode;
//! use clickatell_smpp::profile::clickatell::account::{Event, Server, Stage};
//!
//! let stage = Stage::Testing;
//! assert_eq!(stage.may_be_bound(Credit::ZERO, Server::Production), Err(ErrorCode::RBINDFAIL));
//! let stage = stage.after(Event::TestPassed);
//! assert_eq!(stage.may_be_bound(Credit::ZERO, Server::Production), Ok(()));
//! ```

use clickatell_core::credit::Credit;
use clickatell_core::time::CivilDateTime;

use super::ErrorCode;

/// The vendor's two SMPP servers. Host and port are all that a client has to change between them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(clippy::exhaustive_enums, reason = "the document has these two")]
pub enum Server {
    /// Where a client is tried out and takes its compliance test.
    Test,
    /// Where live traffic goes.
    Production,
}

/// How far an account has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Stage {
    /// It has asked for a connection, and no server lets it in yet.
    Applied,
    /// It may bind to the test server.
    Testing,
    /// It has passed the compliance test.
    Production,
    /// It was cut off.
    Disabled,
}

/// What moves an account on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Event {
    /// Its application was reviewed, and its addresses let through.
    Reviewed,
    /// Its client has passed the compliance test.
    TestPassed,
    /// A lesser fault of its client was not mended by [`repair_until`].
    FaultRemains,
    /// Its client has a grave fault.
    GraveFault,
}

impl Stage {
    /// Where the account stands after this; where it stood, when the event has no bearing there.
    #[must_use]
    pub const fn after(self, event: Event) -> Self {
        match (self, event) {
            (_, Event::GraveFault) => Self::Disabled,
            (Self::Applied, Event::Reviewed) | (Self::Production, Event::FaultRemains) => Self::Testing,
            (Self::Testing, Event::TestPassed) => Self::Production,
            (stage, _) => stage,
        }
    }

    /// Whether the account may be bound to this server. Asked at every bind, and again of those who are bound whenever
    /// the stage or the balance has changed: a session that may not be any longer is unbound.
    ///
    /// # Errors
    /// What a bind is answered: `ACCFROZ` where the account is disabled, be it that the month's debit has left it below
    /// zero; `RBINDFAIL` where it has not come so far.
    pub const fn may_be_bound(self, balance: Credit, server: Server) -> Result<(), ErrorCode> {
        match (self, server) {
            (Self::Disabled, _) => Err(ErrorCode::ACCFROZ),
            _ if balance.is_negative() => Err(ErrorCode::ACCFROZ),
            (Self::Production, _) | (Self::Testing, Server::Test) => Ok(()),
            (Self::Applied, _) | (Self::Testing, Server::Production) => Err(ErrorCode::RBINDFAIL),
        }
    }
}

const DAY: u64 = 86_400;

/// When a test period that begins now is over: after a month, on the last day where that has no such day. `None` beyond
/// the year 9999, as with the others here.
#[must_use]
pub fn test_until(begins: CivilDateTime) -> Option<CivilDateTime> {
    let (year, month) = match begins.month() {
        12 => (begins.year().saturating_add(1), 1),
        month => (begins.year(), month.saturating_add(1)),
    };
    let on = |day| CivilDateTime::new(year, month, day, begins.hour(), begins.minute(), begins.second()).ok();
    (1..=begins.day()).rev().find_map(on)
}

/// When the owner of an account that tests is told that a week is left to book the compliance test: after three weeks.
#[must_use]
pub fn booking_notice(begins: CivilDateTime) -> Option<CivilDateTime> {
    later(begins, 21 * DAY)
}

/// When the owner of a connection that is to be ended is told so for the last time: 24 hours ahead. `None` on the first
/// day of 1970.
#[must_use]
pub fn last_notice(ends: CivilDateTime) -> Option<CivilDateTime> {
    CivilDateTime::from_epoch_seconds(ends.to_epoch_seconds().checked_sub(DAY)?)
}

/// Until when a lesser fault must be mended that was reported now: one working day, Monday to Friday, later. One that is
/// reported at a week-end is taken up on Monday.
#[must_use]
pub fn repair_until(reported: CivilDateTime) -> Option<CivilDateTime> {
    let seconds = reported.to_epoch_seconds();
    // 1 January 1970 was a Thursday; Monday is 0 here.
    let weekday = (seconds / DAY).checked_add(3)? % 7;
    let left_of_week = 7_u64.checked_sub(weekday)?;
    let monday = (seconds / DAY).checked_add(left_of_week)?.checked_mul(DAY)?;
    match weekday {
        // Saturday and Sunday: until Monday is over.
        5 | 6 => CivilDateTime::from_epoch_seconds(monday.checked_add(DAY)?),
        4 => later(reported, 3 * DAY),
        _ => later(reported, DAY),
    }
}

fn later(moment: CivilDateTime, seconds: u64) -> Option<CivilDateTime> {
    CivilDateTime::from_epoch_seconds(moment.to_epoch_seconds().checked_add(seconds)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use clickatell_core::credit::{MONTHLY_MINIMUM, shortfall};
    use std::string::ToString;

    const EVENTS: [Event; 4] = [Event::Reviewed, Event::TestPassed, Event::FaultRemains, Event::GraveFault];

    fn credits(credits: i64) -> Credit {
        Credit::from_credits(credits).unwrap()
    }

    fn moment(date: &str, hour: u8) -> CivilDateTime {
        let mut numbers = date.split('-').map(|number| number.parse::<u16>().unwrap());
        let [year, month, day] = core::array::from_fn(|_| numbers.next().unwrap());
        CivilDateTime::new(year, u8::try_from(month).unwrap(), u8::try_from(day).unwrap(), hour, 0, 0)
            .unwrap()
    }

    #[test]
    fn from_application_to_production_and_out() {
        // SMPP-3-7, SMPP-6-1, SMPP-6-2: every stage with every event.
        use Stage::{Applied, Disabled, Production, Testing};
        for (stage, after) in [
            (Applied, [Testing, Applied, Applied, Disabled]),
            (Testing, [Testing, Production, Testing, Disabled]),
            (Production, [Production, Production, Testing, Disabled]),
            (Disabled, [Disabled; 4]),
        ] {
            assert_eq!(EVENTS.map(|event| stage.after(event)), after, "{stage:?}");
        }
    }

    #[test]
    fn each_server_lets_in_whom_it_should() {
        // SMPP-3-2, SMPP-3-7: neither one that tests nor one that only asked binds in production.
        let bound = |stage: Stage| {
            [Server::Test, Server::Production].map(|server| stage.may_be_bound(Credit::ZERO, server))
        };
        let not_yet = Err(ErrorCode::RBINDFAIL);
        assert_eq!(bound(Stage::Applied), [not_yet, not_yet]);
        assert_eq!(bound(Stage::Testing), [Ok(()), not_yet]);
        assert_eq!(bound(Stage::Production), [Ok(()), Ok(())]);
        // SMPP-6-2
        assert_eq!(bound(Stage::Disabled), [Err(ErrorCode::ACCFROZ); 2]);
        assert_eq!(ErrorCode::ACCFROZ.status().get(), 0x403);
    }

    #[test]
    fn a_balance_that_does_not_cover_the_debit_cuts_the_account_off() {
        // SMPP-4-8, SMPP-3-2: 500 spent, 4500 are debited.
        let debit = shortfall(credits(500), MONTHLY_MINIMUM);
        let stage = Stage::Production;
        for (balance, left) in
            [(100, Err(ErrorCode::ACCFROZ)), (4499, Err(ErrorCode::ACCFROZ)), (4500, Ok(()))]
        {
            let after = credits(balance).checked_sub(debit).unwrap();
            assert_eq!(stage.may_be_bound(credits(balance), Server::Production), Ok(()), "before the debit");
            assert_eq!(stage.may_be_bound(after, Server::Production), left, "{balance}");
        }
    }

    #[test]
    fn passing_the_test_changes_the_server_and_nothing_else() {
        // SMPP-5-23: the same account, its old server included; what a client sends knows nothing of servers.
        let passed = Stage::Testing.after(Event::TestPassed);
        for (server, before, after) in
            [(Server::Test, Ok(()), Ok(())), (Server::Production, Err(ErrorCode::RBINDFAIL), Ok(()))]
        {
            assert_eq!(Stage::Testing.may_be_bound(Credit::ZERO, server), before);
            assert_eq!(passed.may_be_bound(Credit::ZERO, server), after);
        }
    }

    #[test]
    fn the_test_period_is_a_month() {
        // SMPP-5-9
        for (begins, ends) in [
            ("2011-03-10", "2011-04-10 09:00:00"),
            ("2011-01-31", "2011-02-28 09:00:00"),
            ("2012-01-30", "2012-02-29 09:00:00"),
            ("2011-12-31", "2012-01-31 09:00:00"),
            ("2011-08-31", "2011-09-30 09:00:00"),
        ] {
            assert_eq!(test_until(moment(begins, 9)).unwrap().to_string(), ends);
        }
        assert_eq!(test_until(moment("9999-12-01", 0)), None);
    }

    #[test]
    fn notices_come_in_time() {
        // SMPP-5-10
        assert_eq!(booking_notice(moment("2011-03-10", 0)), Some(moment("2011-03-31", 0)));
        assert_eq!(booking_notice(moment("2012-02-10", 15)), Some(moment("2012-03-02", 15)));
        // SMPP-5-11
        assert_eq!(last_notice(moment("2011-04-10", 0)), Some(moment("2011-04-09", 0)));
        assert_eq!(last_notice(moment("2011-03-01", 17)), Some(moment("2011-02-28", 17)));
        assert_eq!(last_notice(moment("1970-01-01", 23)), None);
    }

    #[test]
    fn a_lesser_fault_has_one_working_day() {
        // SMPP-6-1: 15 April 2011 was a Friday.
        for (reported, hour, until, until_hour) in [
            ("2011-04-11", 12, "2011-04-12", 12),
            ("2011-04-14", 23, "2011-04-15", 23),
            ("2011-04-15", 12, "2011-04-18", 12),
            ("2011-04-16", 0, "2011-04-19", 0),
            ("2011-04-17", 23, "2011-04-19", 0),
        ] {
            assert_eq!(
                repair_until(moment(reported, hour)),
                Some(moment(until, until_hour)),
                "{reported} {hour}:00"
            );
        }
        let unrepaired = Stage::Production.after(Event::FaultRemains);
        assert_eq!(unrepaired.may_be_bound(Credit::ZERO, Server::Test), Ok(()));
        assert!(unrepaired.may_be_bound(Credit::ZERO, Server::Production).is_err());
    }
}
