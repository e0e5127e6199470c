//! What records, events, logs and errors may show of what came: the one place where credentials are masked, for every door.
//!
//! A [`Shown`] is made nowhere else, and nothing else of a request goes into a record. Masked is what stands under the name
//! of a secret, under a name that nobody knows, and whatever seems to hold a secret besides its own value.
//!
//! | file | what is shown |
//! | --- | --- |
//! | `form` | pairs of a query or a form |
//! | `envelope` | a document of SOAP |
//! | `pdu` | a PDU |
//! | `url` | a URL |

mod envelope;
mod form;
mod pdu;
mod url;

use clickatell_core::send::Parameter;

pub(crate) use url::url;

/// Octets of a request with a `*` for each that must not show.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Shown(Vec<u8>);

impl Shown {
    /// The first of them, at most so many.
    pub(crate) fn first(mut self, most: usize) -> Self {
        self.0.truncate(most);
        self
    }

    /// The octets.
    pub(crate) fn octets(&self) -> &[u8] {
        &self.0
    }
}

/// What a parser says of an input that it cannot use: it may repeat the input, in quotes.
pub(crate) fn said(message: &str) -> String {
    let parts = message.split_once('"').and_then(|(before, rest)| Some((before, rest.rsplit_once('"')?)));
    match parts {
        Some((before, (quoted, behind))) if may_hold_secret(quoted.as_bytes()) => {
            format!("{before}\"{}\"{behind}", "*".repeat(quoted.len()))
        }
        _ => message.to_owned(),
    }
}

/// True where a secret may stand in a value of something else: behind its name, as where a client puts `;` between its
/// pairs, or in front of a host.
fn may_hold_secret(value: &[u8]) -> bool {
    let secrets = Parameter::ALL.iter().filter(|parameter| parameter.is_secret()).map(|secret| secret.name());
    let mut names = secrets.chain(["passwd", "pwd"]);
    names.any(|name| value.windows(name.len()).any(|octets| octets.eq_ignore_ascii_case(name.as_bytes())))
        || has_user_info(&String::from_utf8_lossy(value))
}

/// True where a URL has user and password in front of its host.
fn has_user_info(text: &str) -> bool {
    let mut behind_schemes = text.split("://").skip(1);
    behind_schemes.any(|behind| {
        // An unescaped `/` of a password ends the authority early, so that a `@` behind it counts as well.
        let url = behind.split([' ', '?', '#']).next().unwrap_or_default();
        url.split_once('@').is_some_and(|(before, _)| before.contains(':'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_found_beside_their_names_and_in_front_of_hosts() {
        for value in [
            "demo;password=x",
            "demo PassWord: x",
            "a&session_id=x",
            "pwd=x",
            "http://demo:x@host/cb",
            "see HTTP://demo:x/y@host",
        ] {
            assert!(may_hold_secret(value.as_bytes()), "{value}");
        }
        for value in ["demo", "Hi, see http://host:80/a?b=c@d", "demo@example.com: Hi", "http://host/@me"] {
            assert!(!may_hold_secret(value.as_bytes()), "{value}");
        }
    }

    #[test]
    fn what_a_parser_repeats_is_masked_where_it_may_be_a_secret() {
        let message = "callback: invalid type: string \"http://demo:hunter2@host\", expected struct X";
        assert_eq!(
            said(message),
            format!("callback: invalid type: string \"{}\", expected struct X", "*".repeat(24))
        );
        assert!(!said("string \"http://demo:hun\\\"ter2@host\", expected struct X").contains("hun"));
        let message = "invalid type: string \"abc\", expected u32";
        assert_eq!(said(message), message);
    }
}
