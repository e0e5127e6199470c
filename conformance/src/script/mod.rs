//! Conversations as data: scripts, and what runs them against the machines.
//!
//! `scripts/README.md` is the language. A script says what one end sends, what the owner of the other decides, how time
//! passes, and what must come of it; the other end is a machine of ours, behind a [`Subject`]. Octets are written by the
//! names of fields, and read by none of the code that they judge: [`Wire`] has tables of its own.

mod door;
mod parse;
mod run;
mod statement;
mod subject;
mod value;
mod wire;

use std::fs;
use std::path::{Path, PathBuf};

pub use door::open;
pub use parse::ParseError;
pub use run::{Arrival, Failure};
pub use statement::{Act, Expectation, Header, Message, Script, Statement};
pub use subject::{Done, End, Input, Sent, Subject};
pub use value::{Field, Record, Value};
pub use wire::{Smpp, Wire};

/// The scripts beside this crate, and where they stand below `scripts/`, in the order of their names.
///
/// # Errors
/// The first file that cannot be read, or the first line that is none of the language's.
pub fn load() -> Result<Vec<(String, Script)>, Box<dyn std::error::Error>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("scripts");
    let mut scripts = Vec::new();
    for door in entries(&root)?.into_iter().filter(|path| path.is_dir()) {
        for path in entries(&door)? {
            let name = path.strip_prefix(&root)?.to_string_lossy().replace('\\', "/");
            if path.extension().is_none_or(|extension| extension != "script") {
                return Err(format!("{name} is no script").into());
            }
            let text = fs::read_to_string(&path).map_err(|error| format!("{name}: {error}"))?;
            let script = Script::parse(&text).map_err(|error| format!("{name}:{error}"))?;
            scripts.push((name, script));
        }
    }
    Ok(scripts)
}

fn entries(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut paths =
        fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<std::io::Result<Vec<_>>>()?;
    paths.sort();
    Ok(paths)
}

#[cfg(test)]
mod tests;
