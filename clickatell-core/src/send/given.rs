//! What a call was given, before any of it is judged.

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use super::{Fault, Limits, Parameter, Rule, SendGrammar, Tolerance};
use crate::feature::ApiKind;
use crate::secret::Secret;
use crate::wire::Notes;

/// The parameters of a call as they came, in any order. Empty values are not given, but for destinations, which are
/// judged one by one.
///
/// How much is kept is bounded by the table of parameters and by [`Limits`], not by the caller of the gateway.
#[derive(Clone)]
pub struct Given<'a> {
    door: ApiKind,
    pub(super) tolerance: Tolerance,
    pub(super) limits: Limits,
    pub(super) to: Vec<Cow<'a, str>>,
    pub(super) too_many: bool,
    /// Of each parameter the first two values: one more than a call may have.
    values: Vec<(Parameter, Cow<'a, str>)>,
    passwords: Vec<Secret>,
}

/// How many values of a parameter are kept.
const KEPT: usize = 2;

impl<'a> Given<'a> {
    /// Nothing yet, through this interface, which decides what parameters are called.
    #[must_use]
    pub const fn new(door: ApiKind, tolerance: Tolerance, limits: Limits) -> Self {
        Self {
            door,
            tolerance,
            limits,
            to: Vec::new(),
            too_many: false,
            values: Vec::new(),
            passwords: Vec::new(),
        }
    }

    /// Takes a value under the name that it came with; false when there is no parameter of that name, so that the value
    /// is not seen.
    ///
    /// `to` is one destination, and may come again and again.
    pub fn insert(
        &mut self,
        name: &str,
        value: impl Into<Cow<'a, str>>,
        notes: &mut impl Notes<SendGrammar>,
    ) -> bool {
        match self.find(name, notes) {
            Some(parameter) => {
                self.put(parameter, value);
                true
            }
            None => false,
        }
    }

    /// Takes the value of a parameter.
    pub fn put(&mut self, parameter: Parameter, value: impl Into<Cow<'a, str>>) {
        let value = value.into();
        match parameter {
            Parameter::To => {
                self.too_many |=
                    self.to.len() >= usize::try_from(self.limits.destinations).unwrap_or(usize::MAX);
                if !self.too_many {
                    self.to.push(value);
                }
            }
            _ if value.is_empty() => {}
            Parameter::Password => {
                let kept = self.passwords.len() < KEPT;
                match value {
                    Cow::Owned(text) if !kept => drop(Secret::from(text)),
                    value if kept => self.passwords.push(Secret::from(value.into_owned())),
                    _ => {}
                }
            }
            _ => {
                if self.all(parameter).count() < KEPT {
                    self.values.push((parameter, value));
                }
            }
        }
    }

    /// Says that the call had more values than were kept: whatever it asks for, there are too many destinations.
    pub const fn overflow(&mut self) {
        self.too_many = true;
    }

    /// The parameter that a name means.
    pub(super) fn find(&self, name: &str, notes: &mut impl Notes<SendGrammar>) -> Option<Parameter> {
        Parameter::from_name(name, self.door).or_else(|| {
            let parameter = Parameter::from_any_name(name).filter(|_| self.tolerance.bends(Rule::Alias))?;
            notes.note(Fault::new(Rule::Alias, parameter, 0));
            Some(parameter)
        })
    }

    /// The value of a parameter; the first if there are several. Passwords and destinations are not among them.
    #[must_use]
    pub fn get(&self, parameter: Parameter) -> Option<&str> {
        self.all(parameter).next()
    }

    /// The first two values of a parameter. The second is there when the call has it more than once.
    pub fn all(&self, parameter: Parameter) -> impl Iterator<Item = &str> {
        self.values.iter().filter(move |(found, _)| *found == parameter).map(|(_, value)| value.as_ref())
    }

    /// The destinations as they came.
    #[must_use]
    pub fn to(&self) -> &[Cow<'a, str>] {
        &self.to
    }

    /// The password.
    #[must_use]
    pub fn password(&self) -> Option<&Secret> {
        self.passwords.first()
    }

    /// The first of these parameters that was given more than once.
    pub(super) fn repeated(&self, of: impl Fn(Parameter) -> bool) -> Option<Parameter> {
        let twice = |parameter: &Parameter| match parameter {
            Parameter::Password => self.passwords.len() == KEPT,
            _ => self.all(*parameter).count() == KEPT,
        };
        Parameter::ALL.iter().copied().filter(|parameter| of(*parameter)).find(twice)
    }
}

impl fmt::Debug for Given<'_> {
    /// Without what a session could be used with.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = |(parameter, value): &(Parameter, Cow<'_, str>)| match parameter {
            Parameter::SessionId | Parameter::Token => (*parameter, "*".repeat(value.len())),
            _ => (*parameter, String::from(value.as_ref())),
        };
        f.debug_struct("Given")
            .field("door", &self.door)
            .field("to", &self.to)
            .field("values", &self.values.iter().map(shown).collect::<Vec<_>>())
            .field("passwords", &self.passwords)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::format;

    fn given(values: &[(&'static str, &'static str)], tolerance: Tolerance) -> (Given<'static>, Vec<bool>) {
        let mut given = Given::new(ApiKind::Http, tolerance, Limits { destinations: 3 });
        let seen = values.iter().map(|(name, value)| given.insert(name, *value, &mut ())).collect();
        (given, seen)
    }

    #[test]
    fn soap_5_3_10_empty_values_are_not_given() {
        let (given, seen) =
            given(&[("from", ""), ("concat", ""), ("password", ""), ("x", "")], Tolerance::STRICT);
        assert_eq!(seen, [true, true, true, false]);
        assert_eq!((given.get(Parameter::From), given.password()), (None, None));
    }

    #[test]
    fn bill_4_5_a_name_in_another_case_is_not_seen() {
        let (given, seen) = given(&[("Text", "a"), ("text", "b"), ("TEXT", "c")], Tolerance::FIELD);
        assert_eq!((seen, given.get(Parameter::Text)), ([false, true, false].to_vec(), Some("b")));
    }

    #[test]
    fn a_33_other_names_are_noted_or_not_seen() {
        let mut notes = Vec::new();
        for (tolerance, seen) in [(Tolerance::STRICT, false), (Tolerance::FIELD, true)] {
            let mut given = Given::new(ApiKind::Http, tolerance, Limits::default());
            assert_eq!(given.insert("cliMsgId", "abc", &mut notes), seen);
            assert_eq!(given.get(Parameter::ClientMessageId), seen.then_some("abc"));
        }
        assert_eq!(notes, [Fault::new(Rule::Alias, Parameter::ClientMessageId, 0)]);
    }

    #[test]
    fn soap_1_2_and_soap_6_1_3_a_password_does_not_show_nor_does_a_session() {
        let values = [("user", "demo"), ("password", "geheim"), ("session_id", "330df12c")];
        let (given, _) = given(&values, Tolerance::STRICT);
        assert!(given.password().is_some_and(|password| password.is(b"geheim")));
        assert_eq!(given.get(Parameter::Password), None);
        let shown = format!("{given:?}");
        assert!(!shown.contains("geheim") && shown.contains("Secret(******)"), "{shown}");
        assert!(!shown.contains("330df12c") && shown.contains("\"demo\""), "{shown}");
    }

    #[test]
    fn a_peer_cannot_make_it_grow() {
        let mut given = Given::new(ApiKind::Http, Tolerance::FIELD, Limits { destinations: 3 });
        for _ in 0..1000 {
            for parameter in Parameter::ALL {
                given.put(*parameter, "1");
            }
        }
        assert_eq!((given.to().len(), given.too_many), (3, true));
        // All but the destinations and the password.
        assert_eq!(given.values.len(), 2 * (Parameter::ALL.len() - 2));
        assert_eq!(given.passwords.len(), 2);
        assert_eq!(given.repeated(|parameter| parameter != Parameter::SessionId), Some(Parameter::ApiId));
    }
}
