//! What can be wrong with a store, in words that help.

use std::path::PathBuf;

/// Why a store cannot be opened or used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// SQLite or the system refused the file.
    #[error("{file}: {cause}{hint}", file = file.display())]
    Open {
        /// The file.
        file: PathBuf,
        /// What was said.
        cause: String,
        /// What may be the reason; empty, or a clause that begins with a semicolon.
        hint: &'static str,
    },
    /// Another gateway has it open.
    #[error("{file} is in use by another gateway; give each one a file of its own", file = .0.display())]
    InUse(PathBuf),
    /// It is a database of something else.
    #[error("{file} is a database, but none of this program", file = .0.display())]
    Foreign(PathBuf),
    /// Another version of this program made it.
    #[error("{file} has schema {found}, this program's is {known}: use the program that made it, or another file", file = file.display())]
    Schema {
        /// The file.
        file: PathBuf,
        /// Its schema.
        found: i64,
        /// The one that this program has.
        known: i64,
    },
    /// The store's thread could not be started.
    #[error("the store's thread: {0}")]
    Thread(String),
    /// Work failed; nothing of it is stored.
    #[error("{cause}{hint}")]
    Failed {
        /// What SQLite said.
        cause: String,
        /// What may be the reason.
        hint: &'static str,
    },
    /// SQLite gave up the whole transaction that the work was in; nothing of it is stored.
    #[error("the store's transaction was rolled back")]
    Lost,
    /// The store is closed.
    #[error("the store is closed")]
    Closed,
}

impl From<&rusqlite::Error> for StoreError {
    fn from(error: &rusqlite::Error) -> Self {
        Self::Failed { cause: error.to_string(), hint: hint(error) }
    }
}

/// What the user can do about it.
pub(super) fn hint(error: &rusqlite::Error) -> &'static str {
    use rusqlite::ErrorCode;
    match error.sqlite_error_code() {
        Some(ErrorCode::SystemIoFailure) => {
            "; is it on a network file system? SQLite needs the locks and shared memory of a local one"
        }
        Some(ErrorCode::DiskFull) => "; the disk is full",
        Some(ErrorCode::ReadOnly) => "; the file or its folder is read-only",
        Some(ErrorCode::CannotOpen) => "; does its folder exist, and may this user write there?",
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => "; another program holds a lock on it",
        Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt) => "; it is no intact SQLite database",
        _ => "",
    }
}
