//! The XML document of a callback.

use alloc::borrow::Cow;
use alloc::string::String;

use super::parse::Reader;
use super::{CallbackGrammar, Fault, StatusCallback, Tolerance, Variable};
use crate::wire::Notes;
use crate::xml::{XmlDocument, XmlError, XmlLimits, XmlWriteError, XmlWriter};

/// Why a document is no callback.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum XmlCallbackError {
    /// It is malformed, or is not a `callback`.
    #[error(transparent)]
    Xml(#[from] XmlError),
    /// A variable is. Places are octets of the document.
    #[error(transparent)]
    Variable(#[from] Fault),
}

/// Why no document is written.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum XmlCallbackWriteError {
    /// A text has a character that XML cannot carry.
    #[error(transparent)]
    Xml(#[from] XmlWriteError),
    /// A variable would be read as something else. The place is that in a form.
    #[error(transparent)]
    Variable(#[from] Fault),
}

const ROOT: &str = "callback";

/// In the order of the document's example.
const CHILDREN: [Variable; 7] = [
    Variable::MessageId,
    Variable::ClientMessageId,
    Variable::Timestamp,
    Variable::To,
    Variable::From,
    Variable::Charge,
    Variable::Status,
];

impl StatusCallback<'_> {
    /// What a document holds, as it came in `data`: [`Received::Data`](super::Received::Data).
    ///
    /// Elements that the documents do not name are passed over.
    ///
    /// # Errors
    /// What is wrong with the document, or the first rule that is broken, unless the tolerance bends it.
    pub fn from_xml(
        document: &[u8],
        tolerance: &Tolerance,
        limits: &XmlLimits,
        notes: &mut impl Notes<CallbackGrammar>,
    ) -> Result<StatusCallback<'static>, XmlCallbackError> {
        let decoded = XmlDocument::decode(document, limits)?;
        let mut xml = decoded.reader();
        xml.expect_root(None, ROOT)?;
        let mut reader = Reader::new(document.len(), tolerance, notes);
        while let Some(child) = xml.next_child()? {
            let (name, at) = (child.local(), child.offset());
            let variable = Variable::from_name(name).filter(|variable| *variable != Variable::Data);
            let Some(variable) = variable.filter(|_| child.namespace().is_none()) else {
                xml.skip()?;
                continue;
            };
            let exact = name == variable.name();
            let text = xml.text_content()?.into_owned().into_bytes();
            reader.take(variable, exact, (Cow::Owned(text), at))?;
        }
        xml.finish()?;
        Ok(reader.callback()?)
    }

    /// The variables as an XML document, in the order and form of the document's example. It has no `api_id`.
    ///
    /// [`document_form`](super::document_form) makes a query or body of it.
    ///
    /// # Errors
    /// When a text has a character that XML cannot carry, and as [`check`](Self::check).
    pub fn to_xml(&self) -> Result<String, XmlCallbackWriteError> {
        self.check()?;
        let mut out = String::from("<?xml version=\"1.0\"?>");
        let mut xml = XmlWriter::new(&mut out);
        let mut root = xml.root(ROOT)?.open()?;
        for variable in CHILDREN {
            root.child(variable.name())?.text(&self.value(variable).unwrap_or_default())?;
        }
        root.end();
        drop(xml);
        Ok(out)
    }
}
