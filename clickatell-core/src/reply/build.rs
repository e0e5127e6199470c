//! Writing a reply.

use alloc::borrow::Cow;
use alloc::format;
use alloc::string::String;
use core::fmt;

use super::grammar::{Fault, Field, Rule, Tolerance};
use super::{Reply, parse};
use crate::credit::Credit;
use crate::error::ApiError;

impl Reply<'_> {
    /// Appends the line, without a line end; `out` stays as it was when there is a fault.
    ///
    /// Amounts are rounded to a millionth. A text may not have line ends, blanks at its ends or a ` To:` that would be
    /// taken for a destination's: a line is written only when it reads back, strictly, as what it was written from.
    ///
    /// # Errors
    /// Why it does not; the place counts from the beginning of the line.
    pub fn build(&self, out: &mut String) -> Result<(), Fault> {
        let line = format!("{}", Line(self));
        let read = parse::reply(line.as_bytes(), 0, &Tolerance::STRICT, &mut ())?;
        if read != self.clone().rounded() {
            return Err(Fault::new(Rule::Ambiguous, Field::Reply, 0));
        }
        out.push_str(&line);
        Ok(())
    }

    /// The line, as near to the reply as a line can be; for the end that answers, which must say something.
    ///
    /// A destination is echoed as it was given, but for blanks at its ends, and with `?` in the place of control
    /// characters: it would break the line. One that would be read as something else even so is left out. What is no
    /// reply at all becomes error 901.
    ///
    /// ```
    /// use clickatell_core::error::ApiError;
    /// use clickatell_core::reply::Reply;
    ///
    /// let refused = |to: &str| Reply::Error {
    ///     code: ApiError::INVALID_DESTINATION,
    ///     text: "Invalid destination address".into(),
    ///     to: Some(to.to_owned().into()),
    /// };
    /// assert_eq!(refused("+27\r\n1").to_line(), "ERR: 105, Invalid destination address To: +27??1");
    /// assert_eq!(refused("1 To: 2").to_line(), "ERR: 105, Invalid destination address");
    /// ```
    #[must_use]
    pub fn to_line(&self) -> String {
        let mut line = String::new();
        if self.build(&mut line).is_ok() {
            return line;
        }
        let plain = |to: &str| -> String {
            to.trim().chars().map(|character| if character.is_control() { '?' } else { character }).collect()
        };
        let mut clean = self.clone();
        let mut bare = self.clone();
        if let Reply::Id { to: Some(to), .. } | Reply::Error { to: Some(to), .. } = &mut clean {
            *to = Cow::Owned(plain(to));
        }
        if let Reply::Id { to, .. } | Reply::Error { to, .. } = &mut bare {
            *to = None;
        }
        for form in [clean, bare, Reply::error(ApiError::INTERNAL)] {
            if form.build(&mut line).is_ok() {
                break;
            }
        }
        line
    }

    /// The same with amounts that six decimals hold.
    fn rounded(mut self) -> Self {
        if let Reply::Charge { charge: amount, .. }
        | Reply::Covered { charge: amount, .. }
        | Reply::Credit { credit: amount } = &mut self
        {
            *amount = format!("{amount}").parse().unwrap_or(*amount);
        }
        self
    }
}

/// A reply as a line.
struct Line<'a>(&'a Reply<'a>);

impl fmt::Display for Line<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Reply::Id { id, to } => {
                write!(f, "ID: {id}")?;
                destination(f, to.as_deref())
            }
            Reply::Status { id, status } => write!(f, "ID: {id} Status: {status}"),
            Reply::Charge { id, client_id, charge, status } => {
                write!(f, "apiMsgId: {id}")?;
                if let Some(client_id) = client_id {
                    write!(f, " cliMsgId: {client_id}")?;
                }
                write!(f, " charge: {} status: {status}", Amount { credit: *charge, decimals: 1 })
            }
            Reply::Done => f.write_str("OK"),
            Reply::Ok { text } if text.is_empty() => f.write_str("OK:"),
            Reply::Ok { text } => write!(f, "OK: {text}"),
            Reply::Covered { text, charge } => {
                let gap = if text.is_empty() { "" } else { " " };
                write!(f, "OK: {text}{gap}Charge: {}", Amount { credit: *charge, decimals: 0 })
            }
            Reply::Credit { credit } => write!(f, "Credit: {}", Amount { credit: *credit, decimals: 1 }),
            Reply::Error { code, text, to } => {
                write!(f, "ERR: {}", code.digits())?;
                if !text.is_empty() {
                    write!(f, ", {text}")?;
                }
                destination(f, to.as_deref())
            }
            Reply::NotCovered { text } => write!(f, "ERR: {text}"),
        }
    }
}

fn destination(f: &mut fmt::Formatter<'_>, to: Option<&str>) -> fmt::Result {
    match to {
        None => Ok(()),
        Some("") => f.write_str(" To:"),
        // A seeded fault for the proof that the fuzz target finds one.
        #[cfg(seeded_fault = "reply")]
        Some(to) if to.starts_with('+') && to.len() > 3 => write!(f, " To:{to}"),
        Some(to) => write!(f, " To: {to}"),
    }
}

/// An amount without the zeros at its end, but with so many decimals at least.
pub(super) struct Amount {
    pub(super) credit: Credit,
    pub(super) decimals: usize,
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = format!("{}", self.credit);
        let (whole, decimals) = text.split_once('.').unwrap_or((&text, ""));
        let decimals = decimals.trim_end_matches('0');
        match decimals.len().max(self.decimals) {
            0 => f.write_str(whole),
            length => write!(f, "{whole}.{decimals:0<length$}"),
        }
    }
}
