//! Reading one reply.

use alloc::borrow::Cow;

use super::Reply;
use super::grammar::{Fault, Field, ReplyGrammar, Rule, Tolerance};
use super::status::{ReplyStatus, number};
use super::word::{Attribute, Head, Key, Tail, attribute, head, is_blank, key, split_last, word};
use crate::credit::Credit;
use crate::error::ApiError;
use crate::id::MessageId;
use crate::wire::Notes;

/// Reads a reply that begins `base` octets behind where its reader began.
pub(super) fn reply<'a>(
    octets: &'a [u8],
    base: usize,
    tolerance: &Tolerance,
    notes: &mut impl Notes<ReplyGrammar>,
) -> Result<Reply<'a>, Fault> {
    let mut judge = Judge { whole: octets, base, tolerance, notes };
    let line = octets.trim_ascii();
    if line.is_empty() {
        return Err(judge.fault(Rule::Missing, Field::Reply, octets));
    }
    if line.len() != octets.len() {
        let leading = octets.trim_ascii_start().len() != octets.len();
        let place = if leading { octets } else { octets.get(line.len()..).unwrap_or(octets) };
        judge.bend(Rule::Separator, Field::Reply, place)?;
    }
    if line.eq_ignore_ascii_case(b"OK") {
        judge.spelled(line, "OK", Field::Ok)?;
        return Ok(Reply::Done);
    }
    let Ok((rest, (head, key))) = head(line) else {
        return Err(judge.fault(Rule::Unknown, Field::Reply, line));
    };
    judge.key(&key, head.word(), rest, head.field())?;
    match head {
        Head::Id | Head::ApiMsgId => judge.message(head, line, rest),
        Head::Ok => judge.ok(rest),
        Head::Credit => Ok(Reply::Credit { credit: judge.amount(rest, Field::Credit)? }),
        Head::Credits => {
            judge.bend(Rule::Credits, Field::Credit, line)?;
            Ok(Reply::Credit { credit: judge.amount(rest, Field::Credit)? })
        }
        Head::Err => judge.error(rest),
    }
}

/// True for a line that is nothing but the charge of a prefix.
pub(super) fn is_charge(line: &[u8]) -> bool {
    key(line.trim_ascii(), "Charge").is_ok_and(|(amount, _)| credit(amount).is_some())
}

/// Says what is broken, and lets pass what the tolerance bends.
struct Judge<'a, 't, 'n, N> {
    whole: &'a [u8],
    base: usize,
    tolerance: &'t Tolerance,
    notes: &'n mut N,
}

impl<'a, N: Notes<ReplyGrammar>> Judge<'a, '_, '_, N> {
    /// A fault at the beginning of `place`, which is a part of the whole.
    fn fault(&self, rule: Rule, field: Field, place: &[u8]) -> Fault {
        let offset = place.as_ptr().addr().saturating_sub(self.whole.as_ptr().addr());
        Fault::new(rule, field, self.base.saturating_add(offset.min(self.whole.len())))
    }

    fn bend(&mut self, rule: Rule, field: Field, place: &[u8]) -> Result<(), Fault> {
        let fault = self.fault(rule, field, place);
        if !self.tolerance.bends(rule) {
            return Err(fault);
        }
        self.notes.note(fault);
        Ok(())
    }

    fn spelled(&mut self, word: &[u8], canonical: &str, field: Field) -> Result<(), Fault> {
        if word == canonical.as_bytes() { Ok(()) } else { self.bend(Rule::LetterCase, field, word) }
    }

    fn key(&mut self, key: &Key<'_>, canonical: &str, rest: &[u8], field: Field) -> Result<(), Fault> {
        self.spelled(key.word, canonical, field)?;
        let blank: &[u8] = if rest.is_empty() { b"" } else { b" " };
        if !key.before.is_empty() {
            self.bend(Rule::Separator, field, key.before)
        } else if key.after != blank {
            self.bend(Rule::Separator, field, key.after)
        } else {
            Ok(())
        }
    }

    /// What follows `ID:` or `apiMsgId:`.
    fn message(&mut self, head: Head, line: &[u8], rest: &'a [u8]) -> Result<Reply<'a>, Fault> {
        let (mut rest, token) = word(rest);
        let id = self.id(token)?;
        let (mut to, mut client_id, mut charge, mut status) = (None, None, None, None);
        let mut order = 0_u8;
        let mut ordered = true;
        while !rest.is_empty() {
            let Ok((behind, (gap, attribute, key))) = attribute(rest) else {
                return Err(self.fault(Rule::Leftover, Field::Reply, rest));
            };
            let field = attribute.field();
            if gap != b" " {
                self.bend(Rule::Separator, field, gap)?;
            }
            self.key(&key, attribute.word(head), behind, field)?;
            let (mut after, token) = word(behind);
            let (rank, repeated) = match attribute {
                // One word, empty where an empty destination was given; only errors echo whatever they were given.
                Attribute::To => (0, to.replace(self.text(token, field)?).is_some()),
                Attribute::ClientId => (1, client_id.replace(self.token(token, field)?).is_some()),
                Attribute::Charge => (2, charge.replace(self.amount(token, field)?).is_some()),
                Attribute::Status => {
                    let (value, behind) = self.status(behind)?;
                    after = behind;
                    (3, status.replace(value).is_some())
                }
            };
            if repeated {
                return Err(self.fault(Rule::Words, field, key.word));
            }
            ordered &= rank >= order;
            order = rank;
            rest = after;
        }
        match (head, to, client_id, charge, status) {
            (Head::Id, to, None, None, None) => Ok(Reply::Id { id, to }),
            (Head::Id, None, None, None, Some(status)) => Ok(Reply::Status { id, status }),
            (_, None, client_id, Some(charge), Some(status)) => {
                if head != Head::ApiMsgId || !ordered {
                    self.bend(Rule::ChargeForm, Field::Charge, line)?;
                }
                Ok(Reply::Charge { id, client_id, charge, status })
            }
            _ => Err(self.fault(Rule::Words, Field::Reply, line)),
        }
    }

    /// What follows `OK:`.
    fn ok(&mut self, rest: &'a [u8]) -> Result<Reply<'a>, Fault> {
        let ends = |octet: u8| octet.is_ascii_whitespace();
        let is = |word: &[u8]| word.eq_ignore_ascii_case(b"Charge");
        if let Some(tail) = split_last(rest, 6, is, ends)
            && let Some(charge) = credit(tail.value.trim_ascii_start())
        {
            self.spelled(tail.word, "Charge", Field::Charge)?;
            let text = tail.front.trim_ascii_end();
            let joined =
                tail.front.is_empty() || tail.front.strip_suffix(b" ") == Some(text) && !text.is_empty();
            if !(joined && begins_with_one_blank(tail.value)) {
                self.bend(Rule::Separator, Field::Charge, tail.word)?;
            }
            return Ok(Reply::Covered { text: self.text(text, Field::Ok)?, charge });
        }
        Ok(Reply::Ok { text: self.text(rest, Field::Ok)? })
    }

    /// What follows `ERR:`.
    fn error(&mut self, rest: &'a [u8]) -> Result<Reply<'a>, Fault> {
        let digits = rest.iter().take_while(|octet| octet.is_ascii_digit()).count();
        let (digits, behind) = rest.split_at_checked(digits).unwrap_or((rest, &[]));
        if rest.is_empty() {
            return Err(self.fault(Rule::Missing, Field::Error, rest));
        }
        if digits.is_empty() {
            return Ok(Reply::NotCovered { text: self.text(rest, Field::Text)? });
        }
        let ends = |octet: u8| octet.is_ascii_whitespace() || octet == b',';
        let Some((number, short)) =
            number(digits).filter(|_| behind.first().is_none_or(|octet| ends(*octet)))
        else {
            return Err(self.fault(Rule::Number, Field::Error, rest));
        };
        if short {
            self.bend(Rule::ShortNumber, Field::Error, rest)?;
        }
        // A destination comes back as it was given, so that it need not be digits. Only this spelling counts: the word
        // may well stand in the text. A colon in front of it is that of another `To:`.
        let tail = split_last(behind, 2, |word| word == b"To", |octet| ends(octet) || octet == b':');
        let (front, to) = match &tail {
            None => (behind, None),
            Some(tail) => (self.before_to(tail)?, Some(self.destination(tail)?)),
        };
        Ok(Reply::Error { code: ApiError::new(number), text: self.description(front)?, to })
    }

    /// The part of an error in front of ` To:`.
    fn before_to(&mut self, tail: &Tail<'a>) -> Result<&'a [u8], Fault> {
        let front = tail.front.trim_ascii_end();
        if tail.front.strip_suffix(b" ") != Some(front) {
            self.bend(Rule::Separator, Field::To, tail.word)?;
        }
        Ok(front)
    }

    fn destination(&mut self, tail: &Tail<'a>) -> Result<Cow<'a, str>, Fault> {
        if !(tail.value.is_empty() || begins_with_one_blank(tail.value)) {
            self.bend(Rule::Separator, Field::To, tail.word)?;
        }
        self.text(tail.value.trim_ascii_start(), Field::To)
    }

    /// The text behind an error's number, with the comma in front of it.
    fn description(&mut self, front: &'a [u8]) -> Result<Cow<'a, str>, Fault> {
        let trimmed = front.trim_ascii_start();
        let text = trimmed.strip_prefix(b",").unwrap_or(trimmed).trim_ascii_start();
        let canonical = front.is_empty()
            || front
                .strip_prefix(b",")
                .is_some_and(|behind| !text.is_empty() && begins_with_one_blank(behind));
        if !canonical {
            self.bend(Rule::Separator, Field::Text, front)?;
        }
        self.text(text, Field::Text)
    }

    /// A status, and what stands behind it and its text.
    fn status(&mut self, input: &'a [u8]) -> Result<(ReplyStatus, &'a [u8]), Fault> {
        let digits = input.iter().take_while(|octet| octet.is_ascii_digit()).count();
        let (digits, rest) = input.split_at_checked(digits).unwrap_or((input, &[]));
        let ends = rest.first().is_none_or(|octet| is_blank(*octet) || *octet == b',');
        let Some((status, short)) = ReplyStatus::read(digits).filter(|_| ends) else {
            return Err(self.fault(Rule::Number, Field::Status, input));
        };
        if short {
            self.bend(Rule::ShortNumber, Field::Status, input)?;
        }
        if rest.starts_with(b",") {
            self.bend(Rule::StatusText, Field::Status, rest)?;
            return Ok((status, &[]));
        }
        Ok((status, rest))
    }

    fn id(&self, token: &[u8]) -> Result<MessageId, Fault> {
        if token.is_empty() {
            return Err(self.fault(Rule::Missing, Field::Id, token));
        }
        let id = core::str::from_utf8(token).ok().and_then(|id| MessageId::parse(id).ok());
        id.ok_or_else(|| self.fault(Rule::Id, Field::Id, token))
    }

    fn token(&mut self, token: &'a [u8], field: Field) -> Result<Cow<'a, str>, Fault> {
        if token.is_empty() {
            return Err(self.fault(Rule::Missing, field, token));
        }
        self.text(token, field)
    }

    fn amount(&self, token: &[u8], field: Field) -> Result<Credit, Fault> {
        credit(token).ok_or_else(|| self.fault(Rule::Amount, field, token))
    }

    fn text(&mut self, octets: &'a [u8], field: Field) -> Result<Cow<'a, str>, Fault> {
        let control = octets.iter().position(u8::is_ascii_control);
        if let Some((_, place)) = control.and_then(|at| octets.split_at_checked(at)) {
            return Err(self.fault(Rule::Control, field, place));
        }
        match core::str::from_utf8(octets) {
            Ok(text) => Ok(Cow::Borrowed(text)),
            Err(error) => {
                let place = octets.get(error.valid_up_to()..).unwrap_or(octets);
                self.bend(Rule::NotUtf8, field, place)?;
                Ok(Cow::Owned(octets.iter().copied().map(char::from).collect()))
            }
        }
    }
}

fn credit(token: &[u8]) -> Option<Credit> {
    core::str::from_utf8(token).ok()?.parse().ok()
}

fn begins_with_one_blank(octets: &[u8]) -> bool {
    matches!(octets, [b' ', second, ..] if !second.is_ascii_whitespace())
}
