//! Balances.

use clickatell_core::credit::Credit;
use rusqlite::{Connection, OptionalExtension, params};

use crate::config::Account;

/// Gives accounts that the store has not seen the balance of their configuration.
pub(super) fn register(connection: &Connection, accounts: &[Account]) -> rusqlite::Result<()> {
    for account in accounts {
        connection.execute(
            "INSERT OR IGNORE INTO account (user, balance) VALUES (?1, ?2)",
            params![account.user, account.credits.units()],
        )?;
    }
    Ok(())
}

/// What an account has left.
pub(crate) fn balance(connection: &Connection, user: &str) -> rusqlite::Result<Credit> {
    let units = connection
        .prepare_cached("SELECT balance FROM account WHERE user = ?1")?
        .query_row([user], |row| row.get(0))
        .optional()?;
    Ok(Credit::from_units(units.unwrap_or(0)))
}

/// Takes credits off a balance, if it has them.
pub(super) fn charge(connection: &Connection, user: &str, amount: Credit) -> rusqlite::Result<bool> {
    let rows = connection
        .prepare_cached("UPDATE account SET balance = balance - ?1 WHERE user = ?2 AND balance >= ?1")?
        .execute(params![amount.units(), user])?;
    Ok(rows == 1)
}

/// Gives credits back.
pub(super) fn credit(connection: &Connection, user: &str, amount: Credit) -> rusqlite::Result<()> {
    connection
        .prepare_cached("UPDATE account SET balance = balance + ?1 WHERE user = ?2")?
        .execute(params![amount.units(), user])?;
    Ok(())
}
