//! Runs the documents in `cmd/`: they are examples and tests in one.

#[test]
fn documented_commands_do_what_is_written() {
    trycmd::TestCases::new().case("tests/cmd/*.md");
}
