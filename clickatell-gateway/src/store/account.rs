//! Balances, and what accounts may send and spend.

use clickatell_core::credit::Credit;
use clickatell_core::time::{CivilDateTime, Instant};
use rusqlite::{Connection, OptionalExtension, params};

use super::Taken;
use crate::clock::civil;
use crate::config::Account;

/// Gives accounts that the store has not seen the balance of their configuration, and all of them its limits.
pub(crate) fn register(connection: &Connection, accounts: &[Account]) -> rusqlite::Result<()> {
    let mut statement = connection.prepare_cached(
        "INSERT INTO account (user, balance, most_in_day, most_in_month, most_spent) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (user) DO UPDATE SET most_in_day = ?3, most_in_month = ?4, most_spent = ?5",
    )?;
    for account in accounts {
        let most_spent = account.max_spend.map(Credit::units);
        statement.execute(params![
            account.user,
            account.credits.units(),
            account.mt_per_day,
            account.mt_per_month,
            most_spent
        ])?;
    }
    Ok(())
}

/// Makes an account what it was at the beginning: its balance is that of its configuration, and nothing is counted. 0
/// where it was that already, else 1.
pub(crate) fn restore(connection: &Connection, account: &Account) -> rusqlite::Result<usize> {
    connection
        .prepare_cached(
            "UPDATE account SET balance = ?2, spent = 0, in_day = 0, in_month = 0 WHERE user = ?1
             AND (balance <> ?2 OR spent <> 0 OR in_day <> 0 OR in_month <> 0)",
        )?
        .execute(params![account.user, account.credits.units()])
}

/// Whether the store has seen an account with this user name, in this run or in an earlier one.
pub(crate) fn has_account(connection: &Connection, user: &str) -> rusqlite::Result<bool> {
    connection.prepare_cached("SELECT 1 FROM account WHERE user = ?1")?.exists([user])
}

/// What an account has left.
pub(crate) fn balance(connection: &Connection, user: &str) -> rusqlite::Result<Credit> {
    let units = connection
        .prepare_cached("SELECT balance FROM account WHERE user = ?1")?
        .query_row([user], |row| row.get(0))
        .optional()?;
    Ok(Credit::from_units(units.unwrap_or(0)))
}

/// Takes a message's price off a balance and counts the message, if all of the account's limits allow it.
pub(super) fn charge(
    connection: &Connection,
    at: Instant,
    user: &str,
    amount: Credit,
) -> rusqlite::Result<Taken> {
    let period = Period::of(at);
    let rows = connection
        .prepare_cached(
            "UPDATE account SET balance = balance - ?1, spent = spent + ?1,
                 in_day = iif(day = ?3, in_day, 0) + 1, day = ?3, in_month = iif(month = ?4, in_month, 0) + 1, month = ?4
             WHERE user = ?2 AND balance >= ?1 AND (most_spent IS NULL OR spent + ?1 <= most_spent)
             AND (most_in_day IS NULL OR iif(day = ?3, in_day, 0) < most_in_day)
             AND (most_in_month IS NULL OR iif(month = ?4, in_month, 0) < most_in_month)",
        )?
        .execute(params![amount.units(), user, period.day, period.month])?;
    if rows == 1 { Ok(Taken::Accepted) } else { refusal(connection, &period, user, amount) }
}

/// Which limit forbids it, in the order of the gateway's table (checks D6 to D8).
fn refusal(connection: &Connection, period: &Period, user: &str, amount: Credit) -> rusqlite::Result<Taken> {
    let found = connection
        .prepare_cached(
            "SELECT ifnull(iif(month = ?3, in_month, 0) >= most_in_month, 0), ifnull(iif(day = ?2, in_day, 0) >= most_in_day, 0),
             ifnull(spent + ?4 > most_spent, 0), balance < 0 FROM account WHERE user = ?1",
        )?
        .query_row(params![user, period.day, period.month, amount.units()], |row| {
            Ok([row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?])
        })
        .optional()?;
    Ok(match found {
        Some([true, ..]) => Taken::LimitReached { until: period.next_month },
        Some([_, true, ..]) => Taken::LimitReached { until: period.next_day },
        Some([_, _, true, _]) => Taken::CeilingReached,
        Some([_, _, _, true]) => Taken::Frozen,
        _ => Taken::NoCredit,
    })
}

/// Gives credits back.
pub(super) fn credit(connection: &Connection, user: &str, amount: Credit) -> rusqlite::Result<()> {
    connection
        .prepare_cached("UPDATE account SET balance = balance + ?1, spent = spent - ?1 WHERE user = ?2")?
        .execute(params![amount.units(), user])?;
    Ok(())
}

/// The day and month of a moment, in UTC, and the epoch seconds at which the next ones begin.
#[derive(Debug, PartialEq, Eq)]
struct Period {
    day: i64,
    month: i64,
    next_day: u64,
    next_month: u64,
}

impl Period {
    const DAY: u64 = 86_400;

    fn of(at: Instant) -> Self {
        let day = at.as_micros() / 1_000_000 / Self::DAY;
        let next_day = day.saturating_add(1).saturating_mul(Self::DAY);
        let day = i64::try_from(day).unwrap_or(i64::MAX);
        let Some(date) = civil(at) else { return Self { day, month: 0, next_day, next_month: next_day } };
        let (year, next) = match date.month() {
            12 => (date.year().saturating_add(1), 1),
            month => (date.year(), month.saturating_add(1)),
        };
        let next_month = CivilDateTime::new(year, next, 1, 0, 0, 0).map(CivilDateTime::to_epoch_seconds);
        let month = i64::from(date.year()).saturating_mul(12).saturating_add(date.month().into());
        Self { day, month, next_day, next_month: next_month.unwrap_or(next_day) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::parse_moment;

    #[test]
    fn soap_10_130_days_and_months_end_at_midnight() {
        let period = |text| Period::of(parse_moment(text).unwrap());
        // SOAP-10-130: the document's own moment.
        let august = period("2008-08-06T12:00:00Z");
        assert_eq!((august.next_day, august.next_month), (1_218_067_200, 1_220_227_200));
        let last = period("2008-12-31T23:59:59Z");
        assert_eq!((last.next_day, last.next_month), (1_230_768_000, 1_230_768_000));
        assert_ne!(last.month, period("2009-01-01T00:00:00Z").month);
    }
}
