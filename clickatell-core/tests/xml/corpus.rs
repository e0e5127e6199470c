//! The fuzz corpus through the fuzz body, on stable.

use std::fs;
use std::path::Path;

#[test]
fn every_file_of_the_corpus() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz/corpus/xml");
    let mut files = 0;
    for entry in fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display())) {
        let path = entry.unwrap().path();
        // Shown only when the body panics.
        eprintln!("{}", path.display());
        clickatell_core::xml::fuzzing::xml(&fs::read(&path).unwrap());
        files += 1;
    }
    assert!(files >= 30, "{files} files");
}
