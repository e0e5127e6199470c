//! The `clickatell` program.
//!
//! Results go to standard output, logs and remarks to standard error. The exit status is 0 when all was well, 1 when
//! the input or a peer was at fault, and 2 when the program was called wrongly.
#![allow(
    clippy::std_instead_of_alloc,
    clippy::std_instead_of_core,
    reason = "a program that runs where std is"
)]

mod client;
mod command;
mod failure;
mod input;
mod json;
mod logs;
mod show;
mod signals;

use std::process::ExitCode;

use clap::{ArgAction, Parser};

use crate::command::Command;
use crate::failure::Done;

/// Works with the SMS gateway of Clickatell: reads and writes what it speaks.
#[derive(Debug, Parser)]
#[command(
    name = "clickatell",
    version,
    arg_required_else_help = true,
    after_help = "Results go to standard output, logs to standard error.\n\
                  Exit status: 0 done, 1 the input or the peer was at fault, 2 wrong usage.\n\n\
                  Examples:\n  \
                  clickatell demo\n  \
                  clickatell gateway &\n  \
                  clickatell send http --to 279991234567 --wait Hello\n  \
                  clickatell decode smpp trace.pcap"
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
    #[command(flatten, next_help_heading = "Everywhere")]
    color: colorchoice_clap::Color,
    /// Logs more; twice for debugging, three times for everything. `RUST_LOG` says it in detail
    #[arg(short, long, global = true, action = ArgAction::Count, help_heading = "Everywhere")]
    verbose: u8,
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    cli.color.write_global();
    logs::start(cli.verbose, cli.command.tells_of_gateway());
    match cli.command.run() {
        Ok(Done::Well) => ExitCode::SUCCESS,
        Ok(Done::WithFaults) => ExitCode::from(1),
        // Whoever reads our output has seen enough, as `head` does: that is no fault.
        Err(failure) if failure.is_broken_pipe() => ExitCode::SUCCESS,
        Err(failure) => {
            failure::report(&failure);
            ExitCode::from(if failure.is_usage() { 2 } else { 1 })
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::Cli;

    /// Every command has examples, and none is wrapped on a terminal of 80 columns: each can be pasted as it is shown.
    fn check(command: &clap::Command) {
        let help = command.get_after_help().map(ToString::to_string).unwrap_or_default();
        let examples = help.split_once("Examples:").map(|(_, examples)| examples).unwrap_or_default();
        assert!(
            examples.contains("\n  clickatell ") || examples.contains("| clickatell "),
            "{}",
            command.get_name()
        );
        for line in examples.lines() {
            assert!(line.chars().count() <= 80, "{}: {line}", command.get_name());
        }
        command.get_subcommands().for_each(check);
    }

    #[test]
    fn every_command_has_examples_that_can_be_pasted() {
        check(&Cli::command());
    }
}
