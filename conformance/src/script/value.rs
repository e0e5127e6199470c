//! Values, and records of them: what a line of a script says.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

/// One value.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Value {
    /// A number, written in decimal.
    Number(u64),
    /// A number, written in hex.
    Code(u64),
    /// Octets: `"text"` or `hex:00ff`.
    Octets(Vec<u8>),
    /// A span of time: `56s`.
    Span(Duration),
    /// A name: of a handle, of a reason.
    Word(String),
    /// `?name`: whatever number comes, to be remembered.
    Capture(String),
    /// `$name` or `$name+2`: the number that was remembered, and so much more.
    Variable(String, u64),
}

impl Value {
    /// The number, if it is one.
    #[must_use]
    pub fn number(&self) -> Option<u64> {
        match self {
            Self::Number(number) | Self::Code(number) => Some(*number),
            _ => None,
        }
    }
}

/// The same number is the same value, however it was written.
impl PartialEq for Value {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Octets(one), Self::Octets(two)) => one == two,
            (Self::Span(one), Self::Span(two)) => one == two,
            (Self::Word(one), Self::Word(two)) => one == two,
            _ => self.number().is_some() && self.number() == other.number(),
        }
    }
}

/// As a script writes it.
impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => write!(f, "{number}"),
            Self::Code(number) => write!(f, "{number:#x}"),
            Self::Octets(octets) if octets.iter().all(|octet| matches!(octet, b' '..=b'~')) => {
                write!(f, "{:?}", String::from_utf8_lossy(octets))
            }
            Self::Octets(octets) => write!(f, "hex:{}", Hex(octets)),
            Self::Span(span) => write_span(*span, f),
            Self::Word(word) => f.write_str(word),
            Self::Capture(name) => write!(f, "?{name}"),
            Self::Variable(name, 0) => write!(f, "${name}"),
            Self::Variable(name, more) => write!(f, "${name}+{more}"),
        }
    }
}

/// Octets as lower-case hex.
pub(super) struct Hex<'a>(pub(super) &'a [u8]);

impl fmt::Display for Hex<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|octet| write!(f, "{octet:02x}"))
    }
}

/// The octets that pairs of hex digits stand for; blanks between pairs do not matter.
pub(super) fn from_hex(text: &str) -> Result<Vec<u8>, String> {
    let bad = || format!("{text:?} is no hex");
    let digits: Vec<char> = text.chars().filter(|letter| *letter != ' ').collect();
    let nibble = |digit: &char| digit.to_digit(16).and_then(|value| u8::try_from(value).ok()).ok_or_else(bad);
    digits
        .chunks(2)
        .map(|pair| match pair {
            [high, low] => Ok(nibble(high)? << 4 | nibble(low)?),
            _ => Err(bad()),
        })
        .collect()
}

/// Units of time and their microseconds, the longest first.
const UNITS: [(&str, u64); 6] = [
    ("d", 86_400_000_000),
    ("h", 3_600_000_000),
    ("m", 60_000_000),
    ("s", 1_000_000),
    ("ms", 1_000),
    ("us", 1),
];

/// The span that `56s` stands for.
pub(super) fn span(text: &str) -> Option<Duration> {
    let unit = text.find(|letter: char| !letter.is_ascii_digit())?;
    let (count, unit) = text.split_at_checked(unit)?;
    let micros = UNITS.iter().find(|(name, _)| *name == unit)?.1;
    Some(Duration::from_micros(count.parse::<u64>().ok()?.checked_mul(micros)?))
}

/// In the longest unit that leaves nothing over.
fn write_span(span: Duration, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let micros = u64::try_from(span.as_micros()).unwrap_or(u64::MAX);
    let whole = UNITS.iter().filter(|_| micros != 0).find(|(_, unit)| micros.is_multiple_of(*unit));
    match whole {
        Some((name, unit)) => write!(f, "{}{name}", micros.checked_div(*unit).unwrap_or_default()),
        None => f.write_str("0s"),
    }
}

/// One `key=value`.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Field {
    /// The key.
    pub key: String,
    /// The value.
    pub value: Value,
    /// What comes may go unmentioned in what is expected.
    pub optional: bool,
}

/// A name and what belongs to it: a PDU, an event, a command.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Record {
    /// What it is.
    pub name: String,
    /// What belongs to it, in order; a key may come twice.
    pub fields: Vec<Field>,
}

/// Numbers that a script has remembered.
pub(super) type Variables = BTreeMap<String, u64>;

impl Record {
    /// A record of nothing but its name.
    #[must_use]
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), fields: Vec::new() }
    }

    /// The same with one more field.
    #[must_use]
    pub fn with(mut self, key: &str, value: Value) -> Self {
        self.fields.push(Field { key: key.to_owned(), value, optional: false });
        self
    }

    /// The same with one more field, which need not be expected.
    #[must_use]
    pub fn with_optional(mut self, key: &str, value: Value) -> Self {
        self.fields.push(Field { key: key.to_owned(), value, optional: true });
        self
    }

    /// The first value with this key.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Value> {
        self.fields.iter().find(|field| field.key == key).map(|field| &field.value)
    }

    /// Takes a value out.
    pub fn take(&mut self, key: &str) -> Option<Value> {
        let place = self.fields.iter().position(|field| field.key == key)?;
        Some(self.fields.remove(place).value)
    }

    /// Takes a number out.
    ///
    /// # Errors
    /// When it is something else.
    pub fn take_number(&mut self, key: &str) -> Result<Option<u64>, String> {
        self.take(key)
            .map(|value| value.number().ok_or_else(|| format!("{key}={value} is no number")))
            .transpose()
    }

    /// Takes octets out, or the letters of a word.
    ///
    /// # Errors
    /// When it is something else.
    pub fn take_text(&mut self, key: &str) -> Result<Option<String>, String> {
        match self.take(key) {
            None => Ok(None),
            Some(Value::Word(word)) => Ok(Some(word)),
            Some(Value::Octets(octets)) => {
                String::from_utf8(octets).map(Some).map_err(|_| format!("{key} is no UTF-8"))
            }
            Some(other) => Err(format!("{key}={other} is no text")),
        }
    }

    /// Takes a span of time out.
    ///
    /// # Errors
    /// When it is something else.
    pub fn take_span(&mut self, key: &str) -> Result<Option<Duration>, String> {
        match self.take(key) {
            None => Ok(None),
            Some(Value::Span(span)) => Ok(Some(span)),
            Some(other) => Err(format!("{key}={other} is no span of time")),
        }
    }

    /// Nothing may be left when all that is known was taken out.
    ///
    /// # Errors
    /// When something is.
    pub fn finish(self) -> Result<(), String> {
        match self.fields.first() {
            None => Ok(()),
            Some(field) => Err(format!("{} has no {}", self.name, field.key)),
        }
    }

    /// Whether it uses a number that was remembered.
    pub(super) fn uses_variables(&self) -> bool {
        self.fields.iter().any(|field| matches!(field.value, Value::Variable(..)))
    }

    /// The same with the numbers that were remembered.
    pub(super) fn resolved(&self, variables: &Variables) -> Result<Self, String> {
        let mut record = self.clone();
        for Field { value, .. } in &mut record.fields {
            if let Value::Variable(name, more) = value {
                let number =
                    variables.get(name).ok_or_else(|| format!("nothing was remembered as {name}"))?;
                *value = Value::Number(number.saturating_add(*more));
            }
        }
        Ok(record)
    }

    /// Compares with what came, and remembers what is to be remembered.
    ///
    /// # Errors
    /// The first difference.
    pub(super) fn expect(&self, came: &Self, variables: &mut Variables) -> Result<(), String> {
        if self.name != came.name {
            return Err(format!("{}, not {}", came.name, self.name));
        }
        for (place, Field { key, value, .. }) in self.fields.iter().enumerate() {
            let found = came.counterpart(self, place).ok_or_else(|| format!("there is no {key}"))?;
            match (value, found.value.number()) {
                (Value::Capture(name), Some(number)) => {
                    variables.insert(name.clone(), number);
                }
                _ if *value == found.value => {}
                _ => return Err(format!("{key}={}, not {value}", found.value)),
            }
        }
        let unexpected = came.fields.iter().enumerate();
        let mut unexpected =
            unexpected.filter(|(place, field)| !field.optional && self.counterpart(came, *place).is_none());
        match unexpected.next() {
            Some((_, field)) => Err(format!("{}={} is not expected", field.key, field.value)),
            None => Ok(()),
        }
    }

    /// The field here that answers to one there: of the same key, and as many of that key before it.
    fn counterpart(&self, there: &Self, place: usize) -> Option<&Field> {
        let key = &there.fields.get(place)?.key;
        let before = there.fields.iter().take(place).filter(|field| field.key == *key).count();
        self.fields.iter().filter(|field| field.key == *key).nth(before)
    }
}

/// As a script writes it, without what need not be expected.
impl fmt::Display for Record {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)?;
        self.fields
            .iter()
            .filter(|field| !field.optional)
            .try_for_each(|field| write!(f, " {}={}", field.key, field.value))
    }
}
