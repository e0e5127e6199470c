//! What a client proves itself with.

use alloc::string::String;

use super::Secret;
use crate::id::ApiId;

/// User name, password and API id: what every door but Connect asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize))]
pub struct Credentials {
    /// The connection; SMPP calls it `system_type`.
    pub api_id: ApiId,
    /// The account's user name; SMPP calls it `system_id`.
    pub user: String,
    /// The account's password.
    pub password: Secret,
}

impl Credentials {
    /// The longest user name that fits into a bind.
    pub const SMPP_USER: usize = 15;
    /// The longest password that fits into a bind.
    pub const SMPP_PASSWORD: usize = 8;

    /// True when user name and password fit into a bind: an account may have longer ones, and can then use every
    /// door but SMPP. They are never cut.
    #[must_use]
    pub fn fit_smpp(&self) -> bool {
        self.user.len() <= Self::SMPP_USER && self.password.len() <= Self::SMPP_PASSWORD
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::format;

    fn credentials(user: &str, password: &str) -> Credentials {
        Credentials { api_id: ApiId::new(1234), user: user.into(), password: password.into() }
    }

    #[test]
    fn soap_1_2_debug_hides_the_password() {
        assert_eq!(
            format!("{:?}", credentials("demo", "geheim")),
            "Credentials { api_id: ApiId(1234), user: \"demo\", password: Secret(******) }"
        );
    }

    #[test]
    fn a_s8_long_names_and_passwords_do_not_fit_smpp() {
        assert!(credentials("fifteen_letters", "8letters").fit_smpp());
        assert!(!credentials("sixteen_letters_", "8letters").fit_smpp());
        assert!(!credentials("fifteen_letters", "9_letters").fit_smpp());
    }
}
