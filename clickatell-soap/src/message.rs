//! What a body holds: one element with named values. Requests, responses and callbacks all are such messages.

use alloc::borrow::Cow;
use core::fmt;

use clickatell_core::secret::Secret;

/// An element of a body and its values, as they came.
///
/// Lists are taken apart, in whatever shape they came: each of their texts is a value of the list's name. References are
/// resolved. Nothing else is lost: the order, names that nobody knows, what is there twice.
///
/// `Debug` masks passwords, sessions and vouchers.
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
}

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

    /// The same with a `*` for each octet of what must not show: passwords, sessions and vouchers.
    #[must_use]
    pub fn redacted(mut self) -> Self {
        for value in self.values.iter_mut().filter(|value| is_secret(&value.name)) {
            if let Some(text) = value.text() {
                value.text = Text::Plain(Cow::Owned("*".repeat(text.len())));
            }
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
    pub(crate) fn new(name: Cow<'d, str>, text: Text<'d>, at: usize) -> Self {
        let text = match text {
            // References were resolved in it, so it is a copy already.
            Text::Plain(Cow::Owned(text)) if is_secret(&name) => Text::Secret(Secret::from(text)),
            text => text,
        };
        Self { name, text, at }
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
        Value::new(Cow::Owned(self.name.into_owned()), text, self.at)
    }
}

impl fmt::Debug for Value<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.text() {
            None => write!(f, "{}: nil", self.name),
            Some(text) if is_secret(&self.name) => write!(f, "{}: {:*<2$}", self.name, "", text.len()),
            Some(text) => write!(f, "{}: {text:?}", self.name),
        }
    }
}

/// True for the names of what opens an account or is as good as money.
fn is_secret(name: &str) -> bool {
    ["password", "session_id", "token"].iter().any(|secret| secret.eq_ignore_ascii_case(name))
}
