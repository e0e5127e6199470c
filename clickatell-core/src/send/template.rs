//! The text that the messages of a batch share.

use alloc::borrow::Cow;

use super::read::Reader;
use super::{Content, Fault, Given, Options, Parameter, Rule, SendGrammar, UserDataHeader};
use crate::wire::Notes;

/// What `startbatch` sets for all messages of a batch: everything that `sendmsg` has but the destinations.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Template<'a> {
    /// `template`: a text, whose placeholders the messages fill in, or Unicode, which has none.
    pub content: Content<'a>,
    /// `data`: octets that are sent where the text is empty.
    pub data: Option<Cow<'a, [u8]>>,
    /// `udh`: a header that the client makes itself.
    pub udh: Option<UserDataHeader>,
    /// How the messages are sent.
    pub options: Options,
}

impl Given<'_> {
    /// The text of a batch, and how its messages are sent. Whether a message fits into its parts is for when its
    /// placeholders are filled in.
    ///
    /// # Errors
    /// The first rule that is broken, unless the tolerance bends it.
    pub fn template(&self, notes: &mut impl Notes<SendGrammar>) -> Result<Template<'_>, Fault> {
        let mut reader = Reader { given: self, notes };
        let missing = Fault::new(Rule::Missing, Parameter::Template, 0);
        if self.get(Parameter::Template).is_none() {
            return Err(missing);
        }
        let (options, unicode) = reader.options()?;
        let udh = reader.udh()?;
        let content = reader.text(Parameter::Template, unicode)?.ok_or(missing)?;
        let data = reader.data()?.map(Cow::Owned);
        Ok(Template { content, data, udh, options: Options { from: reader.sender()?, ..options } })
    }
}
