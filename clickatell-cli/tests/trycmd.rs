//! Runs the documents in `cmd/`: they are examples and tests in one.

#[test]
fn documented_commands_do_what_is_written() {
    // What somebody has set for himself is not what the documents show.
    trycmd::TestCases::new()
        .env("RUST_LOG", "")
        .env("COLUMNS", "100")
        .env("CLICOLOR_FORCE", "")
        .case("tests/cmd/*.md");
}
