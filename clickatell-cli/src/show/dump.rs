//! The octets around a fault.

use std::io::{self, Write};

use clickatell_smpp::json::Trouble;
use clickatell_smpp::{Field, HEADER_LENGTH};

use super::pdu::may_hide;
use super::style::{FAULT, NAME, OCTETS};

/// Octets on one line.
const LINE: usize = 16;
/// How many lines are shown before the one with the fault, and behind it.
const BEFORE: usize = 2;
const BEHIND: usize = 1;

/// What is wrong with some octets, and where: the lines around it, and a mark under it.
pub(super) fn fault(out: &mut impl Write, trouble: &Trouble, octets: &[u8], redact: bool) -> io::Result<()> {
    writeln!(out, "{FAULT}error:{FAULT:#} {trouble}")?;
    let at = usize::try_from(trouble.at()).unwrap_or(usize::MAX).min(octets.len());
    let hidden = redact && may_hide(octets);
    let marked = at / LINE;
    let first = marked.saturating_sub(BEFORE);
    // A mark behind the last octet stands on a line of its own when the last line is full.
    let lines = octets.len().div_ceil(LINE).max(marked.saturating_add(1));
    for line in first..lines.min(marked.saturating_add(BEHIND).saturating_add(1)) {
        let begin = line.saturating_mul(LINE);
        let shown = octets.get(begin..octets.len().min(begin.saturating_add(LINE))).unwrap_or_default();
        write_line(out, begin, shown, hidden)?;
        if line == marked {
            mark(out, trouble, at.saturating_sub(begin), octets.len().saturating_sub(at))?;
        }
    }
    Ok(())
}

fn write_line(out: &mut impl Write, begin: usize, octets: &[u8], hidden: bool) -> io::Result<()> {
    let (mut hex, mut characters) = (String::new(), String::new());
    for (place, octet) in octets.iter().enumerate() {
        let masked = hidden && begin.saturating_add(place) >= HEADER_LENGTH;
        if place == LINE / 2 {
            hex.push(' ');
        }
        hex.push_str(&if masked { "** ".to_owned() } else { format!("{octet:02x} ") });
        characters.push(match octet {
            _ if masked => '*',
            b' '..=b'~' => char::from(*octet),
            _ => '.',
        });
    }
    if octets.is_empty() {
        return writeln!(out, "{OCTETS}{begin:>6}{OCTETS:#}");
    }
    let width = 3 * LINE + 1;
    writeln!(out, "{OCTETS}{begin:>6}{OCTETS:#}  {hex:width$} {OCTETS}{characters}{OCTETS:#}")
}

/// A mark under the octet, as long as the field can be told to be, and what it marks.
fn mark(out: &mut impl Write, trouble: &Trouble, place: usize, left: usize) -> io::Result<()> {
    let column = place.saturating_mul(3).saturating_add(usize::from(place >= LINE / 2)).saturating_add(8);
    let octets = match trouble.field() {
        Field::CommandLength | Field::Tlv(_) => 4,
        _ => 1,
    };
    let octets = octets.min(left.max(1)).min(LINE.saturating_sub(place));
    // From the first digit of the first octet to the last digit of the last.
    let across = usize::from(place < LINE / 2 && place.saturating_add(octets) > LINE / 2);
    let width = octets.saturating_mul(3).saturating_sub(1).saturating_add(across);
    let (field, at, rule) = (trouble.field(), trouble.at(), trouble.rule());
    let marks = "^".repeat(width);
    writeln!(out, "{:column$}{FAULT}{marks}{FAULT:#} {NAME}{field}{NAME:#}, octet {at}: {rule}", "")
}
