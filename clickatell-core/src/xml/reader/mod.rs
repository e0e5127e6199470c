//! The strict pull reader.

mod event;
mod lexer;
pub(super) mod scope;
mod tag;
mod value;
mod walk;

use alloc::borrow::Cow;
use alloc::vec::Vec;
use core::cell::Cell;
use core::fmt;

pub use event::{XmlAttribute, XmlEvent, XmlStart};

use self::lexer::{Lexer, NoReference};
use self::scope::Space;
use self::tag::TagReader;
use super::chars::{QName, is_blank, is_space};
use super::document::XmlDocument;
use super::error::{XmlError, XmlLimit, XmlRule};
use super::limits::XmlTolerance;

/// Reads a document event by event, and gives nothing of a document that it has not checked so far.
///
/// A document is well-formed when [`next_event`](Self::next_event) has given `None`, or [`finish`](Self::finish) has
/// succeeded; whoever stops before that has not read a document. Once an error has come, every further call gives the
/// same error.
///
/// An event allocates only where its text or the value of an attribute is not what is written: references, CDATA
/// sections beside text, carriage returns.
pub struct XmlReader<'d> {
    document: &'d XmlDocument<'d>,
    lexer: Lexer<'d>,
    tolerance: XmlTolerance,
    /// Where the current event begins: in the text, and among the octets that came.
    at: usize,
    offset: usize,
    open: Vec<Open<'d>>,
    tags: TagReader<'d>,
    stage: Stage,
    failed: Option<XmlError>,
    notes: Cell<Vec<XmlError>>,
    /// Where the last element began whose case was noted.
    cased: Cell<Option<usize>>,
}

/// An element that has begun and not ended.
#[derive(Clone, Copy)]
struct Open<'d> {
    name: QName<'d>,
    space: Space,
    /// Namespace declarations in force outside it.
    outside: usize,
    /// Where its tag begins, in the text.
    at: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    BeforeRoot,
    InRoot,
    /// Behind `<a/>`, whose end is yet to be told.
    InEmpty,
    BehindRoot,
}

/// An event without what the reader keeps of it.
enum Step<'d> {
    Start,
    Text(Cow<'d, str>),
    End,
    Done,
}

impl<'d> XmlReader<'d> {
    pub(super) fn new(document: &'d XmlDocument<'d>, tolerance: XmlTolerance) -> Self {
        Self {
            document,
            lexer: Lexer::new(document.text(), document.declaration()),
            tolerance,
            at: 0,
            offset: 0,
            open: Vec::new(),
            tags: TagReader::default(),
            stage: Stage::BeforeRoot,
            failed: None,
            notes: Cell::default(),
            cased: Cell::new(None),
        }
    }

    /// The next event; `None` when the document has ended as it should.
    ///
    /// # Errors
    /// The document breaks a rule: which, and where.
    pub fn next_event(&mut self) -> Result<Option<XmlEvent<'_, 'd>>, XmlError> {
        Ok(match self.step()? {
            Step::Start => self.start().map(XmlEvent::Start),
            Step::Text(text) => Some(XmlEvent::Text(text)),
            Step::End => Some(XmlEvent::End),
            Step::Done => None,
        })
    }

    /// How many elements are open.
    #[must_use]
    pub fn depth(&self) -> usize {
        self.open.len()
    }

    /// The octet at which the event that came last begins, counted from the start of the document as it came, byte
    /// order mark included. At the end of the document: its length.
    #[must_use]
    pub const fn offset(&self) -> usize {
        self.offset
    }

    /// The faults that the tolerance let pass since this was last called, oldest first, no more than
    /// [`XmlLimits::notes`](super::XmlLimits::notes).
    #[must_use]
    pub fn take_notes(&mut self) -> Vec<XmlError> {
        self.notes.take()
    }

    fn step(&mut self) -> Result<Step<'d>, XmlError> {
        if let Some(error) = &self.failed {
            return Err(error.clone());
        }
        let step = self.advance();
        if let Err(error) = &step {
            self.failed = Some(error.clone());
        }
        step
    }

    fn start(&self) -> Option<XmlStart<'_, 'd>> {
        self.open.last().map(|open| XmlStart::new(self, open))
    }

    fn advance(&mut self) -> Result<Step<'d>, XmlError> {
        if self.stage == Stage::InEmpty {
            return Ok(self.close());
        }
        loop {
            self.offset = self.octet(self.lexer.at());
            self.at = self.lexer.at();
            match self.lexer.rest() {
                [] => return self.end_of_document(),
                [b'<'] => return Err(self.truncated(self.at)),
                [b'<', b'/', ..] => return self.end_tag(),
                [b'<', b'?', ..] => self.instruction()?,
                // Outside the root `<![CDATA[` comes here too, and is refused.
                [b'<', b'!', rest @ ..] if self.stage != Stage::InRoot || !rest.starts_with(b"[") => {
                    self.comment()?;
                }
                [b'<', second, ..] if *second != b'!' => return self.start_tag(),
                _ if self.stage != Stage::InRoot => self.between()?,
                _ => {
                    let text = self.text()?;
                    if !text.is_empty() {
                        return Ok(Step::Text(text));
                    }
                }
            }
        }
    }

    fn start_tag(&mut self) -> Result<Step<'d>, XmlError> {
        let limits = self.document.limits();
        let at = self.at;
        if self.stage == Stage::BehindRoot {
            return Err(self.error(at, XmlRule::SecondRoot));
        }
        if self.open.len() >= limits.depth {
            return Err(self.error(at, XmlRule::Limit(XmlLimit::Depth, limits.depth)));
        }
        let tag = self.lexer.tag().ok_or_else(|| self.truncated(at))?;
        let outside = self.tags.scope.len();
        let tag = match self.tags.read(tag, limits, self.tolerance.undeclared_prefix) {
            Ok(tag) => tag,
            Err(((inside, rule), element)) => {
                let element = element.or_else(|| self.element());
                // What was let pass in front of the fault was let pass all the same.
                for place in &self.tags.undeclared {
                    let place = self.octet(at.saturating_add(*place));
                    self.keep(XmlError::new(place, XmlRule::UndeclaredPrefix, element));
                }
                return Err(XmlError::new(self.octet(at.saturating_add(inside)), rule, element));
            }
        };
        self.open.push(Open { name: tag.name, space: tag.space, outside, at });
        self.stage = if tag.empty { Stage::InEmpty } else { Stage::InRoot };
        for inside in &self.tags.undeclared {
            self.note(at.saturating_add(*inside), XmlRule::UndeclaredPrefix);
        }
        Ok(Step::Start)
    }

    fn end_tag(&mut self) -> Result<Step<'d>, XmlError> {
        let tag = self.lexer.tag().ok_or_else(|| self.truncated(self.at))?;
        let Some(open) = self.open.last() else {
            return Err(self.error(self.at, XmlRule::OutsideRoot));
        };
        let behind = tag.strip_prefix("</").and_then(|tag| tag.strip_prefix(open.name.full()));
        let blank = behind.and_then(|behind| behind.strip_suffix('>')).is_some_and(is_blank);
        if !blank {
            return Err(self.error(self.at, XmlRule::MismatchedEnd));
        }
        Ok(self.close())
    }

    fn close(&mut self) -> Step<'d> {
        if let Some(closed) = self.open.pop() {
            self.tags.scope.truncate(closed.outside);
        }
        self.stage = if self.open.is_empty() { Stage::BehindRoot } else { Stage::InRoot };
        Step::End
    }

    /// All the text up to the next tag; empty where there is none.
    fn text(&mut self) -> Result<Cow<'d, str>, XmlError> {
        let mut text = Cow::Borrowed("");
        loop {
            let at = self.lexer.at();
            match self.lexer.rest() {
                [b'&', ..] => {
                    let name = self.lexer.reference().ok_or_else(|| self.truncated(at))?;
                    let character = name.map_err(|NoReference| XmlRule::Reference).and_then(value::reference);
                    let character = character.map_err(|rule| self.error(at, rule))?;
                    self.check_room(&text, character.len_utf8(), at)?;
                    text.to_mut().push(character);
                }
                [b'<', b'!', b'[', ..] => {
                    self.expect_markup(b"<![CDATA[")?;
                    let section = self.lexer.section().ok_or_else(|| self.truncated(at))?;
                    self.piece(&mut text, section, at)?;
                }
                [b'<', b'!', ..] => self.comment()?,
                [b'<', b'?', ..] => self.instruction()?,
                [b'<', ..] => return Ok(text),
                _ => {
                    let (piece, greater) = self.lexer.text().ok_or_else(|| self.truncated(at))?;
                    let changes = self.document.has_carriage_returns() && piece.as_bytes().contains(&b'\r');
                    let alone =
                        matches!(self.lexer.rest(), [b'<', second, ..] if !matches!(second, b'!' | b'?'));
                    let fits = piece.len() <= self.document.limits().text;
                    if alone && fits && !greater && !changes && text.is_empty() {
                        return Ok(Cow::Borrowed(piece));
                    }
                    if let Some(inside) = piece.find("]]>") {
                        return Err(self.error(at.saturating_add(inside), XmlRule::SectionEnd));
                    }
                    self.piece(&mut text, piece, at)?;
                }
            }
        }
    }

    /// Appends a piece of text, its line ends as line feeds.
    fn piece(&self, text: &mut Cow<'d, str>, piece: &'d str, at: usize) -> Result<(), XmlError> {
        let room = self.document.limits().text.saturating_sub(text.len());
        let piece = value::line_ends(piece, room).ok_or_else(|| self.text_over(at))?;
        if text.is_empty() {
            *text = piece;
        } else if !piece.is_empty() {
            text.to_mut().push_str(&piece);
        }
        Ok(())
    }

    /// Whether so many octets more can be appended.
    fn check_room(&self, text: &str, octets: usize, at: usize) -> Result<(), XmlError> {
        let limit = self.document.limits().text;
        if text.len().saturating_add(octets) > limit { Err(self.text_over(at)) } else { Ok(()) }
    }

    fn text_over(&self, at: usize) -> XmlError {
        self.error(at, XmlRule::Limit(XmlLimit::Text, self.document.limits().text))
    }

    /// Text outside the root: white space passes.
    fn between(&mut self) -> Result<(), XmlError> {
        let at = self.lexer.at();
        let (spaces, behind) = self.lexer.spaces();
        if !matches!(behind, None | Some(b'<')) {
            return Err(self.error(at.saturating_add(spaces), XmlRule::OutsideRoot));
        }
        Ok(())
    }

    fn comment(&mut self) -> Result<(), XmlError> {
        let at = self.lexer.at();
        self.expect_markup(b"<!--")?;
        let inside = self.lexer.comment().ok_or_else(|| self.truncated(at))?;
        if inside.contains("--") || inside.ends_with('-') {
            return Err(self.error(at, XmlRule::Comment));
        }
        Ok(())
    }

    /// Behind `<!` stands a comment or, in text, a CDATA section, which is what `beginning` begins.
    fn expect_markup(&self, beginning: &[u8]) -> Result<(), XmlError> {
        let rest = self.lexer.rest();
        if rest.starts_with(beginning) {
            return Ok(());
        }
        let at = self.lexer.at();
        if beginning.starts_with(rest) {
            return Err(self.truncated(at));
        }
        let dtd = rest.get(..9).is_some_and(|start| start.eq_ignore_ascii_case(b"<!DOCTYPE"));
        Err(self.error(at, if dtd { XmlRule::Dtd } else { XmlRule::Markup }))
    }

    fn instruction(&mut self) -> Result<(), XmlError> {
        let at = self.lexer.at();
        let written = self.lexer.instruction().ok_or_else(|| self.truncated(at))?;
        let inside = written.strip_prefix("<?").and_then(|rest| rest.strip_suffix("?>")).unwrap_or_default();
        let well_formed = QName::at_start(inside).is_some_and(|target| {
            let behind = inside.as_bytes().get(target.full().len());
            target.prefix().is_empty()
                && !target.full().eq_ignore_ascii_case("xml")
                && behind.is_none_or(|&octet| is_space(octet))
        });
        if well_formed { Ok(()) } else { Err(self.error(at, XmlRule::Instruction)) }
    }

    fn end_of_document(&self) -> Result<Step<'d>, XmlError> {
        match (self.document.stop(), self.stage) {
            (Some(stop), _) => Err(self.error(self.at, stop.clone())),
            (None, Stage::BeforeRoot) => Err(self.error(self.at, XmlRule::NoRoot)),
            (None, Stage::BehindRoot) => Ok(Step::Done),
            (None, Stage::InRoot | Stage::InEmpty) => Err(self.error(self.at, XmlRule::Unclosed)),
        }
    }

    /// The document ends within what began at `at`, or stops being text there.
    fn truncated(&self, at: usize) -> XmlError {
        match self.document.stop() {
            Some(stop) => self.error(self.document.text().len(), stop.clone()),
            None => self.error(at, XmlRule::Truncated),
        }
    }

    fn element(&self) -> Option<&'d str> {
        self.open.last().map(|open| open.name.full())
    }

    fn octet(&self, at: usize) -> usize {
        self.document.octet(at, (self.at, self.offset))
    }

    fn error(&self, at: usize, rule: XmlRule) -> XmlError {
        XmlError::new(self.octet(at), rule, self.element())
    }

    fn note(&self, at: usize, rule: XmlRule) {
        self.keep(self.error(at, rule));
    }

    /// Keeps a note, where there is room for one.
    fn keep(&self, note: XmlError) {
        let mut notes = self.notes.take();
        if notes.len() < self.document.limits().notes {
            notes.push(note);
        }
        self.notes.set(notes);
    }
}

impl fmt::Debug for XmlReader<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("XmlReader")
            .field("offset", &self.offset())
            .field("element", &self.element())
            .field("depth", &self.depth())
            .field("failed", &self.failed)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
