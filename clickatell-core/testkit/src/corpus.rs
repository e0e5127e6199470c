//! Fuzz corpora, replayed on stable.

use std::fs;
use std::path::Path;

/// Runs every file of a target's corpus through its body, and says how many there were.
///
/// # Panics
/// When the corpus cannot be read, and where the body does.
pub fn replay_corpus(target: &str, body: impl Fn(&[u8])) -> usize {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/corpus").join(target);
    let files = fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    files
        .map(|file| {
            let path = file.unwrap().path();
            // Shown only when the body panics.
            eprintln!("{}", path.display());
            body(&fs::read(&path).unwrap());
        })
        .count()
}
