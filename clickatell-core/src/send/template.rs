//! `startbatch`: the text that the messages of a batch share.

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;

use super::message::given_of;
use super::read::Reader;
use super::{
    Content, Fault, Given, MaxParts, Options, Parameter, ParameterValue, Rule, SendGrammar, SendMsg,
    UserDataHeader,
};
use crate::text::Coding;
use crate::wire::Notes;

/// What `startbatch` sets for all messages of a batch: everything that `sendmsg` has but the destinations.
///
/// ```
/// use clickatell_core::send::{Content, Template};
///
/// let template = Template::new("Hi #field1#, see you at #field2#");
/// let message = template.message(["27999123454".into()].into(), &["Fred", "10:30"])?;
/// assert_eq!(message.content, Content::Text("Hi Fred, see you at 10:30".into()));
/// # Ok::<(), clickatell_core::send::Fault>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Template<'a> {
    /// `template`: a text, with `#field1#`, `#field2#` and so on where the messages differ.
    pub text: Cow<'a, str>,
    /// `unicode`: the text is sent in UCS-2, and has no fields.
    pub unicode: bool,
    /// `data`: octets that are sent where the text comes to nothing.
    pub data: Option<Cow<'a, [u8]>>,
    /// `udh`: a header that the client makes itself.
    pub udh: Option<UserDataHeader>,
    /// How the messages are sent.
    pub options: Options,
}

impl<'a> Template<'a> {
    /// How many characters a message may have when its fields are filled in: as many as the most parts hold. A message
    /// of many fields could be far longer than all that was sent to make it.
    pub const MAX_FILLED: usize = 35 * 153;

    /// A text with the document's defaults.
    #[must_use]
    pub fn new(text: impl Into<Cow<'a, str>>) -> Self {
        Self { text: text.into(), unicode: false, data: None, udh: None, options: Options::default() }
    }

    /// The message of an item: the text with these fields in it, the first for `#field1#`. A field that is not given is
    /// empty, and what a field says is not looked through for others. Unicode is sent as it is.
    ///
    /// # Errors
    /// Error 107 when nothing is left to send, 113 when it is more than any message holds.
    pub fn message<'t>(
        &'t self,
        to: Vec<Cow<'t, str>>,
        fields: &[impl AsRef<str>],
    ) -> Result<SendMsg<'t>, Fault> {
        let content = match &self.data {
            _ if self.unicode => Content::Unicode(Cow::Borrowed(self.text.as_ref())),
            data => match (self.fill(fields)?, data) {
                (text, Some(data)) if text.is_empty() => Content::Data(Cow::Borrowed(data.as_ref())),
                (text, None) if text.is_empty() => {
                    return Err(Fault::new(Rule::Empty, Parameter::Template, 0));
                }
                (text, _) => Content::Text(text),
            },
        };
        Ok(SendMsg { to, content, udh: self.udh.clone(), options: self.options })
    }

    /// The text with its fields.
    fn fill(&self, fields: &[impl AsRef<str>]) -> Result<Cow<'_, str>, Fault> {
        let mut rest = self.text.as_ref();
        if !rest.contains('#') {
            return Ok(Cow::Borrowed(rest));
        }
        let mut filled = String::new();
        let mut left = Self::MAX_FILLED;
        let mut push = |text: &str| {
            left = left.checked_sub(text.chars().count())?;
            filled.push_str(text);
            Some(())
        };
        let allowed = self.options.concat.get();
        let needed = u32::from(MaxParts::MAX).saturating_add(1);
        let too_long = || Fault::new(Rule::Parts { needed, allowed }, Parameter::Template, 0);
        while let Some((text, behind)) = rest.split_once('#') {
            push(text).ok_or_else(too_long)?;
            rest = match placeholder(behind) {
                Some((number, behind)) => {
                    let field = number.checked_sub(1).and_then(|number| fields.get(number));
                    push(field.map_or("", AsRef::as_ref)).ok_or_else(too_long)?;
                    behind
                }
                None => {
                    push("#").ok_or_else(too_long)?;
                    behind
                }
            };
        }
        push(rest).ok_or_else(too_long)?;
        Ok(Cow::Owned(filled))
    }

    /// The parameters in the order in which a call has them, what is at its default left out.
    ///
    /// # Errors
    /// The first rule that is broken. What is built reads back, strictly, as the same.
    pub fn build(&self) -> Result<Vec<(Parameter, Cow<'_, str>)>, Fault> {
        self.check()?;
        Ok(self.values())
    }

    /// That it can be built: that nothing in it breaks a rule of the gateway.
    ///
    /// # Errors
    /// The first rule that is broken.
    pub fn check(&self) -> Result<(), Fault> {
        let value = |parameter: &Parameter| Some((*parameter, self.value(*parameter)?));
        let values: Vec<_> = Parameter::ALL.iter().filter_map(value).collect();
        given_of(values.iter().map(|(parameter, value)| (*parameter, &**value))).template(&mut ()).map(drop)
    }

    /// The parameters, unchecked.
    pub(super) fn values(&self) -> Vec<(Parameter, Cow<'_, str>)> {
        let value = |parameter: &Parameter| Some((*parameter, self.value(*parameter)?.into_text()));
        Parameter::ALL.iter().filter_map(value).collect()
    }

    /// The value of a parameter on the wire, where it differs from its default. Unchecked: see [`check`](Self::check).
    #[must_use]
    pub fn value(&self, parameter: Parameter) -> Option<ParameterValue<'_>> {
        match parameter {
            Parameter::Template if self.unicode => {
                let mut octets = Vec::new();
                // UCS-2 has every character.
                let _ = Coding::Ucs2.encode(&self.text, &mut octets);
                Some(ParameterValue::hex(&octets))
            }
            Parameter::Template => Some(self.text.as_ref().into()),
            Parameter::Unicode => self.unicode.then(|| "1".into()),
            Parameter::Data => self.data.as_deref().map(ParameterValue::hex),
            Parameter::Udh => self.udh.as_ref().map(|header| ParameterValue::hex(header.octets())),
            _ => self.options.value(parameter),
        }
    }

    /// The same without a borrow.
    #[must_use]
    pub fn into_owned(self) -> Template<'static> {
        Template {
            text: Cow::Owned(self.text.into_owned()),
            unicode: self.unicode,
            data: self.data.map(|data| Cow::Owned(data.into_owned())),
            udh: self.udh,
            options: self.options,
        }
    }
}

/// The number of a placeholder behind its first `#`, and what is behind its last.
fn placeholder(text: &str) -> Option<(usize, &str)> {
    let (digits, behind) = text.strip_prefix("field")?.split_once('#')?;
    let decimal = digits.bytes().all(|octet| octet.is_ascii_digit()) && !digits.is_empty();
    // No call has so many fields that their number is beyond the range.
    let number = || digits.parse().unwrap_or(usize::MAX);
    (decimal && !digits.starts_with('0')).then(|| (number(), behind))
}

impl Given<'_> {
    /// The text of a batch, and how its messages are sent. Whether a message fits into its parts is for when its fields
    /// are there.
    ///
    /// # Errors
    /// The first rule that is broken, unless the tolerance bends it.
    pub fn template(&self, notes: &mut impl Notes<SendGrammar>) -> Result<Template<'_>, Fault> {
        let mut reader = Reader { given: self, notes };
        let missing = || Fault::new(Rule::Missing, Parameter::Template, 0);
        self.get(Parameter::Template).ok_or_else(missing)?;
        let (options, unicode) = reader.options()?;
        let udh = reader.udh()?;
        let text = reader.text(Parameter::Template, unicode)?.ok_or_else(missing)?;
        let data = reader.data()?.map(Cow::Owned);
        let options = Options { from: reader.sender()?, ..options };
        Ok(Template { text, unicode, data, udh, options })
    }
}

#[cfg(test)]
mod tests;
