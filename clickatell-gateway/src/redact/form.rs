//! Pairs of a query or a form.

use clickatell_core::form::{self, Pair};
use clickatell_core::send::Parameter;

use super::{Shown, may_hold_secret};

impl Shown {
    /// The pairs as a form again.
    pub(crate) fn form<'p>(pairs: impl Iterator<Item = &'p Pair<'p>>) -> Self {
        let mut form = form::Builder::body(form::Space::Plus);
        for pair in pairs {
            let name = String::from_utf8_lossy(pair.name());
            let may_show = Parameter::may_show(&name);
            // A name that nobody knows may be the end of a password with an unescaped `&` in it.
            let is_name = may_show || Parameter::from_any_name_in_any_case(&name).is_some();
            let name = if is_name { name } else { "*".repeat(name.len()).into() };
            let mask = vec![b'*'; pair.value().len()];
            let value = if may_show && !may_hold_secret(pair.value()) { pair.value() } else { &mask };
            form = form.pair(&name, value);
        }
        // A star needs no escape in a form, and reads better without.
        Self(form.into_string().replace("%2A", "*").into_bytes())
    }
}
