//! `si_push`: a link that the handset offers to open. V1.3 of the document leaves it out; both service descriptions have
//! it.

use alloc::borrow::Cow;

use clickatell_core::hex;
use clickatell_core::send::{Fault, Given, Options, Parameter, Rule, SendGrammar};
use clickatell_core::text::ucs2;
use clickatell_core::wire::Notes;

pub use super::destinations::Answer;
use super::destinations::{Destinations, check_all, destinations};
use super::table::{AUTHENTICATION, Key, PUSH_OPTIONS, rows, table};
use super::{Values, owned, required, url};

table! {
    SiPush, returns many array;
    AUTHENTICATION,
    rows! {
        all To: List Required;
        all SiId: Text Required;
        all SiUrl: Text Required;
        all SiText: Text Required;
        all SiCreated: Text Nil;
        all SiExpires: Text Nil;
        all SiAction: Text Nil;
    },
    PUSH_OPTIONS,
    rows! {
        literal Unicode: Int Nothing;
        all     Validity: Int Nothing;
    },
}

/// How the handset shows a link.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "snake_case"))]
pub enum SiAction {
    /// `signal-none`: not at all.
    None,
    /// `signal-low`: when it can.
    Low,
    /// `signal-medium`: as soon as that disturbs nothing; the default.
    #[default]
    Medium,
    /// `signal-high`: at once.
    High,
    /// `delete`: it takes the link of this id back.
    Delete,
}

impl SiAction {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::None, Self::Low, Self::Medium, Self::High, Self::Delete];

    /// The word on the wire.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::None => "signal-none",
            Self::Low => "signal-low",
            Self::Medium => "signal-medium",
            Self::High => "signal-high",
            Self::Delete => "delete",
        }
    }

    /// The action that a word is.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|action| action.name() == name)
    }
}

/// A link for handsets.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct Request<'a> {
    /// `to`: the destinations as they came, each judged by itself.
    pub to: Destinations<'a>,
    /// `si_id`: the link's name, by which it can be taken back.
    pub id: Cow<'a, str>,
    /// `si_url`: where it leads.
    pub url: Cow<'a, str>,
    /// `si_text`: what it says.
    pub text: Cow<'a, str>,
    /// `unicode`: the text is sent in UCS-2. Only document/literal has it.
    pub unicode: bool,
    /// `si_created`: `YYYY-MM-DDTHH:MM:SSZ`, as it came.
    pub created: Option<Cow<'a, str>>,
    /// `si_expires`: until when it is worth showing, in the same form.
    pub expires: Option<Cow<'a, str>>,
    /// `si_action`
    pub action: SiAction,
    /// How it is sent.
    pub options: Options,
}

impl<'a> Request<'a> {
    /// A link with the defaults.
    #[must_use]
    pub fn new(
        to: Destinations<'a>,
        id: impl Into<Cow<'a, str>>,
        url: impl Into<Cow<'a, str>>,
        text: impl Into<Cow<'a, str>>,
    ) -> Self {
        Self {
            to,
            id: id.into(),
            url: url.into(),
            text: text.into(),
            unicode: false,
            created: None,
            expires: None,
            action: SiAction::default(),
            options: Options::default(),
        }
    }

    pub(super) fn check(given: &'a Given<'_>, notes: &mut impl Notes<SendGrammar>) -> Result<Self, Fault> {
        let to = destinations(given)?;
        let id = given.required(Parameter::SiId)?.into();
        let url = given.required(Parameter::SiUrl)?.into();
        given.required(Parameter::SiText)?;
        let unknown = || Fault::new(Rule::Word, Parameter::SiAction, 0);
        let action = given.get(Parameter::SiAction);
        let action = action.map(|name| SiAction::from_name(name).ok_or_else(unknown)).transpose()?;
        given.once()?;
        let unicode = given.number(Parameter::Unicode, 0, 1, notes)? == Some(1);
        let options = given.options(notes)?;
        let text = given.text(Parameter::SiText, unicode)?.unwrap_or_default();
        let optional = |parameter| given.get(parameter).map(Cow::Borrowed);
        let (created, expires) = (optional(Parameter::SiCreated), optional(Parameter::SiExpires));
        let action = action.unwrap_or_default();
        Ok(Self { to, id, url, text, unicode, created, expires, action, options })
    }

    pub(super) fn values(&self) -> Result<Values<'_>, Fault> {
        let mut values: Values<'_> = check_all(&self.to, &self.options)?;
        values.push(required(Parameter::SiId, &self.id)?);
        required(Parameter::SiUrl, &self.url)?;
        values.push((Key::Parameter(Parameter::SiUrl), url(&self.url).into()));
        let mut text = required(Parameter::SiText, &self.text)?;
        if self.unicode {
            let mut octets = Vec::new();
            ucs2::encode(&self.text, &mut octets);
            text.1 = Cow::<str>::Owned(hex::encode_upper(&octets)).into();
            values.push((Key::Parameter(Parameter::Unicode), "1".into()));
        }
        values.push(text);
        for (parameter, time) in
            [(Parameter::SiCreated, &self.created), (Parameter::SiExpires, &self.expires)]
        {
            if let Some(time) = time {
                moment(parameter, time)?;
                values.push((Key::Parameter(parameter), time.as_ref().into()));
            }
        }
        if self.action != SiAction::default() {
            values.push((Key::Parameter(Parameter::SiAction), self.action.name().into()));
        }
        Ok(values)
    }

    /// The same without a borrow.
    #[must_use]
    pub fn into_owned(self) -> Request<'static> {
        Request {
            to: self.to.into_iter().map(owned).collect(),
            id: owned(self.id),
            url: owned(self.url),
            text: owned(self.text),
            unicode: self.unicode,
            created: self.created.map(owned),
            expires: self.expires.map(owned),
            action: self.action,
            options: self.options,
        }
    }
}

/// A moment reads `YYYY-MM-DDTHH:MM:SSZ`; no gateway is known to look, so only what is built is judged.
fn moment(parameter: Parameter, text: &str) -> Result<(), Fault> {
    const SHAPE: &str = "0000-00-00T00:00:00Z";
    let differs =
        |(shape, octet): (u8, u8)| if shape == b'0' { !octet.is_ascii_digit() } else { shape != octet };
    let at = SHAPE.bytes().zip(text.bytes()).position(differs);
    match at {
        None if text.len() == SHAPE.len() => Ok(()),
        at => Err(Fault::new(Rule::Moment, parameter, at.unwrap_or_else(|| text.len().min(SHAPE.len())))),
    }
}
