//! Colours, which the output drops where there is no terminal or nobody wants them.

use anstyle::{AnsiColor, Style};

/// The line above what belongs together.
pub(crate) const TITLE: Style = Style::new().bold().underline();
/// Places and octets.
pub(crate) const OCTETS: Style = Style::new().dimmed();
/// Names of fields.
pub(crate) const NAME: Style = AnsiColor::Cyan.on_default();
/// What stands in a field.
pub(crate) const VALUE: Style = Style::new().bold();
/// What was wrong.
pub(crate) const FAULT: Style = AnsiColor::Red.on_default().bold();
/// What was bent, and remarks.
pub(crate) const NOTE: Style = AnsiColor::Yellow.on_default();
