//! Walking through a document by what is expected in it.

use alloc::borrow::Cow;
use alloc::boxed::Box;

use super::{Step, XmlReader, XmlStart};
use crate::xml::chars::is_blank;
use crate::xml::error::{XmlError, XmlRule};

impl<'d> XmlReader<'d> {
    /// The root element, from the start of the document. Then its content is next.
    ///
    /// # Errors
    /// The document breaks a rule, or something was read already.
    pub fn root(&mut self) -> Result<XmlStart<'_, 'd>, XmlError> {
        self.next_start("the root element")
    }

    /// The root element, which is to have this namespace and local name, as [`XmlStart::is`] compares them.
    ///
    /// # Errors
    /// The document breaks a rule, or its root is another element.
    pub fn expect_root(
        &mut self,
        namespace: Option<&str>,
        local: &str,
    ) -> Result<XmlStart<'_, 'd>, XmlError> {
        self.next_start(local)?;
        self.expected(namespace, local)
    }

    /// The next child of the innermost open element; `None` when that element ends, which it then has. White space
    /// between children passes.
    ///
    /// # Errors
    /// The document breaks a rule, or there is text.
    pub fn next_child(&mut self) -> Result<Option<XmlStart<'_, 'd>>, XmlError> {
        loop {
            match self.step()? {
                Step::Start => return Ok(self.start()),
                Step::Text(text) if is_blank(&text) => {}
                Step::Text(_) => return Err(self.fail(self.at, XmlRule::UnexpectedText)),
                Step::End | Step::Done => return Ok(None),
            }
        }
    }

    /// The next child, which is to have this namespace and local name, as [`XmlStart::is`] compares them.
    ///
    /// # Errors
    /// The document breaks a rule, there is text, or another child, or none.
    pub fn expect_child(
        &mut self,
        namespace: Option<&str>,
        local: &str,
    ) -> Result<XmlStart<'_, 'd>, XmlError> {
        if self.next_child()?.is_none() {
            return Err(self.fail(self.at, XmlRule::Expected(Box::from(local))));
        }
        self.expected(namespace, local)
    }

    /// The text of the innermost open element up to its end, which is read. Empty when there is none.
    ///
    /// # Errors
    /// The document breaks a rule, or the element has a child.
    pub fn text_content(&mut self) -> Result<Cow<'d, str>, XmlError> {
        match self.step()? {
            Step::Text(text) => match self.step()? {
                // Text comes in one piece, so what follows is a tag.
                Step::End => Ok(text),
                _ => Err(self.fail(self.at, XmlRule::UnexpectedElement)),
            },
            Step::End => Ok(Cow::Borrowed("")),
            Step::Start => Err(self.fail(self.at, XmlRule::UnexpectedElement)),
            Step::Done => Err(self.fail(self.at, XmlRule::NoRoot)),
        }
    }

    /// Reads on to the end of the innermost open element, whatever it holds, and past it.
    ///
    /// # Errors
    /// The document breaks a rule.
    pub fn skip(&mut self) -> Result<(), XmlError> {
        let outside = self.depth().saturating_sub(1);
        while self.depth() > outside {
            self.step()?;
        }
        Ok(())
    }

    /// Reads on to the end of the document, whatever it holds. What was read is a well-formed document only when
    /// this succeeds.
    ///
    /// # Errors
    /// The document breaks a rule.
    pub fn finish(&mut self) -> Result<(), XmlError> {
        while !matches!(self.step()?, Step::Done) {}
        Ok(())
    }

    fn next_start(&mut self, what: &str) -> Result<XmlStart<'_, 'd>, XmlError> {
        let begins = matches!(self.step()?, Step::Start) && self.depth() == 1;
        if !begins {
            return Err(self.fail(self.at, XmlRule::Expected(Box::from(what))));
        }
        self.begun(what)
    }

    fn expected(&mut self, namespace: Option<&str>, local: &str) -> Result<XmlStart<'_, 'd>, XmlError> {
        if !self.start().is_some_and(|start| start.is(namespace, local)) {
            return Err(self.fail(self.at, XmlRule::Expected(Box::from(local))));
        }
        self.begun(local)
    }

    fn begun(&self, what: &str) -> Result<XmlStart<'_, 'd>, XmlError> {
        self.start().ok_or_else(|| self.error(self.at, XmlRule::Expected(Box::from(what))))
    }

    /// An error after which the reader gives nothing else.
    fn fail(&mut self, at: usize, rule: XmlRule) -> XmlError {
        let error = self.error(at, rule);
        self.failed = Some(error.clone());
        error
    }
}
