//! What a body holds: one element with named values. Requests, responses and callbacks all are such messages.

use alloc::borrow::Cow;
use alloc::format;
use core::fmt;

use clickatell_core::delivery::Variable;
use clickatell_core::secret::Secret;
use clickatell_core::send::{Operation, Parameter};

/// An element of a body and its values, as they came.
///
/// Lists are taken apart, in whatever shape they came: each of their texts is a value of the list's name. References are
/// resolved. Nothing else is lost: the order, names that nobody knows, what is there twice.
///
/// `Debug` masks what may be a password, a session or a voucher; see [`redacted`](Self::redacted).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message<'d> {
    pub(crate) name: Cow<'d, str>,
    pub(crate) namespace: Option<Cow<'static, str>>,
    pub(crate) at: usize,
    pub(crate) values: Vec<Value<'d>>,
    pub(crate) dropped: usize,
}

/// A named value of a message.
#[derive(Clone, PartialEq, Eq)]
pub struct Value<'d> {
    pub(crate) name: Cow<'d, str>,
    pub(crate) text: Text<'d>,
    pub(crate) at: usize,
    /// It stood in a list under a name of its own, which is that of a secret or of nothing that is known.
    pub(crate) hidden: bool,
}

/// What stands before the session that `auth` returns.
const OPENED: &str = "OK: ";

/// The text of a value.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum Text<'d> {
    /// `xsi:nil`
    Nil,
    Plain(Cow<'d, str>),
    /// One that must not show, where it had to be copied.
    Secret(Secret),
}

impl<'d> Message<'d> {
    /// The name of the element, without its prefix.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The namespace of the element, if it is in one.
    #[must_use]
    pub fn namespace(&self) -> Option<&str> {
        self.namespace.as_deref()
    }

    /// The octet at which the element begins, counted from the start of the document as it came.
    #[must_use]
    pub const fn at(&self) -> usize {
        self.at
    }

    /// The values, in their order.
    #[must_use]
    pub fn values(&self) -> &[Value<'d>] {
        &self.values
    }

    /// How many values there were beyond those that are kept.
    #[must_use]
    pub const fn dropped(&self) -> usize {
        self.dropped
    }

    /// The same with a `*` for each octet of what must not show: passwords, sessions and vouchers, and every text under a
    /// name that nobody knows, since clients without a description put passwords there; the same for what stands in a
    /// list, `<to><password>…`, under such a name. Of what `auth` returns, the session is masked.
    #[must_use]
    pub fn redacted(mut self) -> Self {
        let of_auth = self.name.strip_suffix("Response") == Some(Operation::Auth.name());
        for value in &mut self.values {
            let Some(text) = value.text() else { continue };
            let shown = match value.may_show() {
                true if of_auth && text.starts_with(OPENED) => OPENED.len(),
                true => continue,
                false => 0,
            };
            let stars = "*".repeat(text.len().saturating_sub(shown));
            let masked = format!("{}{stars}", text.get(..shown).unwrap_or_default());
            value.text = Text::Plain(Cow::Owned(masked));
        }
        self
    }

    /// The same without a borrow. Texts that must not show are wiped when it is dropped.
    #[must_use]
    pub fn into_owned(self) -> Message<'static> {
        Message {
            name: Cow::Owned(self.name.into_owned()),
            namespace: self.namespace,
            at: self.at,
            values: self.values.into_iter().map(Value::into_owned).collect(),
            dropped: self.dropped,
        }
    }
}

impl<'d> Value<'d> {
    pub(crate) fn new(name: Cow<'d, str>, text: Text<'d>, at: usize, hidden: bool) -> Self {
        let text = match text {
            // References were resolved in it, so it is a copy already.
            Text::Plain(Cow::Owned(text)) if hidden || !may_show(&name) => Text::Secret(Secret::from(text)),
            text => text,
        };
        Self { name, text, at, hidden }
    }

    /// True when a record may show the text.
    fn may_show(&self) -> bool {
        !self.hidden && may_show(&self.name)
    }

    /// The name of the element, that of the list for a text of a list.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The text; `None` for a nil.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        match &self.text {
            Text::Nil => None,
            Text::Plain(text) => Some(text),
            Text::Secret(secret) => Some(secret.expose()),
        }
    }

    /// The octet at which its element begins, counted from the start of the document as it came.
    #[must_use]
    pub const fn at(&self) -> usize {
        self.at
    }

    fn into_owned(self) -> Value<'static> {
        let text = match self.text {
            Text::Nil => Text::Nil,
            Text::Secret(secret) => Text::Secret(secret),
            Text::Plain(text) => Text::Plain(Cow::Owned(text.into_owned())),
        };
        Value::new(Cow::Owned(self.name.into_owned()), text, self.at, self.hidden)
    }
}

impl fmt::Debug for Value<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.text() {
            None => write!(f, "{}: nil", self.name),
            Some(text) if !self.may_show() => write!(f, "{}: {}", self.name, "*".repeat(text.len())),
            Some(text) => write!(f, "{}: {text:?}", self.name),
        }
    }
}

/// True for the names of parameters that are no secrets, of what is returned, and of what callbacks say.
fn may_show(name: &str) -> bool {
    name == "return" || Parameter::may_show(name) || Variable::from_name(name).is_some()
}

/// True when what stands in a list under this name may show: that of a parameter which is no secret, or one that clients
/// give to every item of every list.
pub(crate) fn may_show_in_list(name: &str) -> bool {
    let of_any_list = ["item", "string", "anyType"];
    of_any_list.iter().any(|known| known.eq_ignore_ascii_case(name)) || may_show(name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Service;
    use crate::envelope::{Body, Envelope, Limits, Tolerance};
    use crate::operation::{Key, table};

    fn shown(body: &str) -> (String, String) {
        let document = format!(
            "<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/'><s:Body>{body}</s:Body></s:Envelope>"
        );
        let envelope = Envelope::decode(document.as_bytes(), None, &Limits::default()).unwrap();
        let Body::Message(message) = envelope.body(&Tolerance::FIELD, &mut ()).unwrap() else {
            panic!("{body}")
        };
        let texts = message.clone().redacted();
        let texts: Vec<&str> = texts.values().iter().filter_map(Value::text).collect();
        (format!("{message:?} {:?}", message.clone().into_owned()), texts.join(" "))
    }

    #[test]
    fn a_password_shows_under_no_name() {
        for (body, texts) in [
            ("<auth><user>demo</user><password>demo1234</password></auth>", "demo ********"),
            ("<auth><User>demo</User><Password>demo1234</Password></auth>", "demo ********"),
            ("<auth><param1>demo</param1><param3>demo1234</param3></auth>", "**** ********"),
            (
                "<auth><request><user>demo</user><password>demo&#49;234</password></request></auth>",
                "**** ********",
            ),
            (
                "<token_pay><session_id>demo1234</session_id><token>demo1234</token></token_pay>",
                "******** ********",
            ),
            ("<authResponse><return>OK: demo1234</return></authResponse>", "OK: ********"),
            ("<authResponse><return>ERR: 001, no</return></authResponse>", "ERR: 001, no"),
            ("<pingResponse><return>OK: demo</return></pingResponse>", "OK: demo"),
            ("<mt_callback><charge>0.3</charge></mt_callback>", "0.3"),
            ("<senditem><field1>Fred</field1><field>Fred</field></senditem>", "Fred ****"),
            ("<sendmsg><to><item>27</item><string>28</string></to></sendmsg>", "27 28"),
            ("<sendmsg><to><user>demo</user><password>demo1234</password></to></sendmsg>", "demo ********"),
            ("<sendmsg><to><pwd>demo&#49;234</pwd></to></sendmsg>", "********"),
            ("<auth><user href='#a'/></auth><x id='a'><Password>demo1234</Password></x>", "********"),
            ("<auth><user href='#a'/></auth><x id='a'><user href='#b'/></x><y id='b'>demo</y>", "demo"),
            (
                "<auth><user href='#a'/></auth><x id='a'><pwd href='#b'/></x><y id='b'>demo1234</y>",
                "********",
            ),
        ] {
            let (debug, redacted) = shown(body);
            assert_eq!(redacted, texts, "{body}");
            assert!(!debug.contains("demo1234") || body.contains("Response"), "{debug}");
        }
    }

    #[test]
    fn a_mask_may_be_as_long_as_a_text() {
        let long = "a".repeat(70_000);
        let (debug, redacted) = shown(&format!("<auth><password>{long}</password></auth>"));
        assert_eq!(redacted, "*".repeat(70_000));
        assert!(debug.contains(&redacted) && !debug.contains("aa"));
    }

    #[test]
    fn every_parameter_that_is_no_secret_shows() {
        for operation in Operation::ALL.iter().filter_map(|operation| table(*operation)) {
            for row in Service::ALL.into_iter().flat_map(|service| operation.rows(service)) {
                let secret = matches!(row.key, Key::Parameter(parameter) if parameter.is_secret());
                assert_eq!(may_show(row.name), !secret, "{}", row.name);
            }
        }
    }
}
