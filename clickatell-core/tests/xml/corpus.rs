//! The fuzz corpus through the fuzz body, on stable.

use clickatell_testkit::replay_corpus;

#[test]
fn every_file_of_the_corpus() {
    assert!(replay_corpus("xml", clickatell_core::xml::fuzzing::xml) >= 30);
}
