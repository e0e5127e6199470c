//! `clickatell decode reply`.

use clickatell_core::reply::{Fault, Limits, Tolerance, replies};

use super::text::{Bad, Options};
use crate::failure::{Done, Failure, remark};

/// Shows replies of the gateway, line by line
///
/// Reads the lines that the HTTP interface answers with, which are also the return strings of SOAP and the answers of MT
/// billing. A line that is none costs that line.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    echo 'ERR: 105, Invalid Destination Address To: +27' | clickatell decode reply\n  \
    curl -s 'http://127.0.0.1:8080/http/getbalance?…' |\n    \
    clickatell decode reply --json\n  \
    clickatell decode reply --tolerant replies.txt")]
pub(crate) struct Args {
    #[command(flatten)]
    options: Options,
}

impl Args {
    pub(crate) fn run(self) -> Result<Done, Failure> {
        let body = self.options.read()?;
        let tolerance = if self.options.tolerant { Tolerance::FIELD } else { Tolerance::STRICT };
        let mut limits = Limits::default();
        limits.lines = usize::MAX;
        let mut notes: Vec<Fault> = Vec::new();
        // A charge may stand on a line of its own, so the lines are not read one by one.
        let found: Vec<_> = replies(&body, &tolerance, limits, &mut notes).collect();
        let mut passed: Vec<Fault> = Vec::new();
        let with_tolerance = replies(&body, &Tolerance::FIELD, limits, &mut passed);
        self.options.print(|printer| {
            for (item, tolerated) in found.into_iter().zip(with_tolerance) {
                let helps = !self.options.tolerant && tolerated.is_ok();
                printer.item::<Fault>(item.map_err(|fault| Bad::of(&fault, helps)), &[])?;
            }
            notes.iter().for_each(remark);
            Ok(())
        })
    }
}
