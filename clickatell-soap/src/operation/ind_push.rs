//! `ind_push`: the notice of a multimedia message, which the handset then fetches itself (SOAP 7.4).

use alloc::borrow::Cow;

use clickatell_core::send::{Fault, Given, Options, Parameter, Rule, SendGrammar};
use clickatell_core::wire::Notes;

pub use super::destinations::Answer;
use super::destinations::{Destinations, check_all, destinations};
use super::table::{AUTHENTICATION, Key, PUSH_OPTIONS, rows, table};
use super::{Values, owned, required, url};

table! {
    IndPush, returns many array;
    AUTHENTICATION,
    rows! {
        all To: List Required;
        all MmsSubject: Text Required;
        all MmsClass: Text Required;
        all MmsExpire: Text Required;
        all MmsFrom: Text Required;
        all MmsUrl: Text Required;
    },
    PUSH_OPTIONS,
    rows! { all Validity: Int Nothing; },
}

/// The class of a multimedia message (WAP-209): two hexadecimal digits on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "snake_case"))]
pub enum MmsClass {
    /// `80`: from a person.
    Personal,
    /// `81`: it advertises.
    Advertisement,
    /// `82`: it informs.
    Informational,
    /// `83`: the handset sent it by itself.
    Auto,
}

impl MmsClass {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Personal, Self::Advertisement, Self::Informational, Self::Auto];

    /// The digits on the wire.
    #[must_use]
    pub const fn digits(self) -> &'static str {
        match self {
            Self::Personal => "80",
            Self::Advertisement => "81",
            Self::Informational => "82",
            Self::Auto => "83",
        }
    }

    /// The class that these digits are.
    #[must_use]
    pub fn from_digits(digits: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|class| class.digits() == digits)
    }
}

/// A multimedia message that waits to be fetched.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct Request<'a> {
    /// `to`: the destinations as they came, each judged by itself.
    pub to: Destinations<'a>,
    /// `mms_subject`
    pub subject: Cow<'a, str>,
    /// `mms_class`; a gateway does not insist on it.
    pub class: Option<MmsClass>,
    /// `mms_expire`: for how many seconds it can be fetched; a gateway does not insist on it.
    pub expire: Option<u32>,
    /// `mms_from`: who it says it is from; a gateway does not insist on it.
    pub sender: Option<Cow<'a, str>>,
    /// `mms_url`: where it is.
    pub url: Cow<'a, str>,
    /// How the notice is sent.
    pub options: Options,
}

impl<'a> Request<'a> {
    /// A notice with the document's defaults. All of these are required of a client.
    #[must_use]
    pub fn new(
        to: Destinations<'a>,
        subject: impl Into<Cow<'a, str>>,
        class: MmsClass,
        expire: u32,
        sender: impl Into<Cow<'a, str>>,
        url: impl Into<Cow<'a, str>>,
    ) -> Self {
        Self {
            to,
            subject: subject.into(),
            class: Some(class),
            expire: Some(expire),
            sender: Some(sender.into()),
            url: url.into(),
            options: Options::default(),
        }
    }

    pub(super) fn check(given: &'a Given<'_>, notes: &mut impl Notes<SendGrammar>) -> Result<Self, Fault> {
        let to = destinations(given)?;
        let subject = given.required(Parameter::MmsSubject)?.into();
        let url = given.required(Parameter::MmsUrl)?.into();
        let unknown = || Fault::new(Rule::Range { least: 80, most: 83 }, Parameter::MmsClass, 0);
        let class = given.get(Parameter::MmsClass).map(str::trim_ascii);
        let class = class.map(|digits| MmsClass::from_digits(digits).ok_or_else(unknown)).transpose()?;
        let expire = given.number(Parameter::MmsExpire, 1, u32::MAX, notes)?;
        let sender = given.get(Parameter::MmsFrom).map(Cow::Borrowed);
        given.once()?;
        Ok(Self { to, subject, class, expire, sender, url, options: given.options(notes)? })
    }

    pub(super) fn values(&self) -> Result<Values<'_>, Fault> {
        let mut values: Values<'_> = check_all(&self.to, &self.options)?;
        let missing = |parameter| Fault::new(Rule::Missing, parameter, 0);
        let class = self.class.ok_or_else(|| missing(Parameter::MmsClass))?;
        let expire = self.expire.filter(|seconds| *seconds > 0);
        let expire = expire.ok_or_else(|| missing(Parameter::MmsExpire))?;
        values.push(required(Parameter::MmsSubject, &self.subject)?);
        values.push((Key::Parameter(Parameter::MmsClass), class.digits().into()));
        values.push((Key::Parameter(Parameter::MmsExpire), expire.into()));
        values.push(required(Parameter::MmsFrom, self.sender.as_deref().unwrap_or_default())?);
        required(Parameter::MmsUrl, &self.url)?;
        values.push((Key::Parameter(Parameter::MmsUrl), url(&self.url).into()));
        Ok(values)
    }

    /// The same without a borrow.
    #[must_use]
    pub fn into_owned(self) -> Request<'static> {
        Request {
            to: self.to.into_iter().map(owned).collect(),
            subject: owned(self.subject),
            class: self.class,
            expire: self.expire,
            sender: self.sender.map(owned),
            url: owned(self.url),
            options: self.options,
        }
    }
}
