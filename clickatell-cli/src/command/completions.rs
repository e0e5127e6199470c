//! `clickatell completions`.

use std::io::Write as _;

use clap::CommandFactory as _;
use clap_complete::Shell;

use crate::failure::{Done, Failure};

/// Prints the completions of a shell
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    clickatell completions bash \\\n    \
    > ~/.local/share/bash-completion/completions/clickatell\n  \
    clickatell completions fish \\\n    \
    > ~/.config/fish/completions/clickatell.fish")]
pub(crate) struct Args {
    /// The shell
    shell: Shell,
}

impl Args {
    pub(crate) fn run(self) -> Result<Done, Failure> {
        // Into memory first: the generator panics where it cannot write.
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut crate::Cli::command(), "clickatell", &mut script);
        let mut out = std::io::stdout().lock();
        out.write_all(&script)?;
        out.flush()?;
        Ok(Done::Well)
    }
}
