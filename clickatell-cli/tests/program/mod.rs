//! The program, as it is without what somebody has set for himself.

use std::process::Command;

/// What the program, or a library of its, reads from its environment.
const VARIABLES: [&str; 14] = [
    "CLICKATELL_USER",
    "CLICKATELL_PASSWORD",
    "RUST_LOG",
    "COLUMNS",
    "CLICOLOR",
    "CLICOLOR_FORCE",
    "NO_COLOR",
    "CI",
    "ALL_PROXY",
    "all_proxy",
    "HTTPS_PROXY",
    "https_proxy",
    "HTTP_PROXY",
    "http_proxy",
];

/// The program, without them.
pub(crate) fn command() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_clickatell"));
    for variable in VARIABLES {
        command.env_remove(variable);
    }
    command
}
