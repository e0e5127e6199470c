//! Who is calling.

use super::*;
use crate::id::ApiId;
use crate::secret::Credentials;

const NONE: [(&str, &str); 0] = [];

fn auth(values: &[(&str, &str)]) -> Result<Auth, u16> {
    given(Tolerance::GATEWAY, values).auth(&mut ()).map_err(|fault| fault.answer().get())
}

fn credentials(values: &[(&str, &str)]) -> Result<Credentials, u16> {
    given(Tolerance::GATEWAY, values).credentials(&mut ()).map_err(|fault| fault.answer().get())
}

#[test]
fn soap_10_005_neither_a_session_nor_credentials() {
    for values in [NONE.as_slice(), &[("session_id", ""), ("api_id", "0"), ("user", ""), ("password", "")]] {
        assert_eq!(auth(values), Err(5));
    }
}

#[test]
fn a_64_a_session_is_preferred() {
    let id = "330df12c75bf8046942c3304639aa646";
    let values = [("session_id", id), ("api_id", "x"), ("user", "demo")];
    assert!(matches!(auth(&values), Ok(Auth::Session(session)) if session.as_str() == id));
    assert_eq!(alloc::format!("{:?}", auth(&values).unwrap()), alloc::format!("Session({})", "*".repeat(32)));
    // What cannot be a session is an unknown one.
    assert_eq!(auth(&[("session_id", &"a".repeat(65))]), Err(3));
    assert_eq!(auth(&[("session_id", "a\0")]), Err(3));
}

#[test]
fn soap_6_1_1_and_soap_10_108_the_connection() {
    for api_id in ["", "0", "abc", "-1", "1234567890123"] {
        assert_eq!(auth(&[("api_id", api_id), ("user", "demo"), ("password", "demo")]), Err(108), "{api_id}");
        assert_eq!(credentials(&[("api_id", api_id), ("user", "demo"), ("password", "demo")]), Err(108));
    }
    let expected =
        Credentials { api_id: ApiId::new(3_442_105), user: "demo".into(), password: "demo".into() };
    for api_id in ["3442105", " 3442105\n"] {
        let values = [("api_id", api_id), ("user", "demo"), ("password", "demo")];
        assert_eq!(auth(&values), Ok(Auth::Inline(expected.clone())));
        assert_eq!(credentials(&values), Ok(expected.clone()));
    }
}

#[test]
fn soap_6_1_2_and_6_1_3_and_soap_5_1_1_user_and_password() {
    // In `auth` they are required; elsewhere they are wrong, which the account decides.
    for values in [[("api_id", "1"), ("user", "demo")], [("api_id", "1"), ("password", "demo")]] {
        assert_eq!(credentials(&values), Err(101));
        assert!(matches!(auth(&values), Ok(Auth::Inline(_))));
    }
    assert_eq!(auth(&[("user", "demo")]), Err(108));
}

#[test]
fn a_fault_says_what_is_wrong_with_an_id_and_where() {
    for (name, value, shown) in [
        ("api_id", "34x", "api_id at octet 2: a character that is no digit"),
        ("api_id", " 34x", "api_id at octet 3: a character that is no digit"),
        ("api_id", "1234567890123", "api_id at octet 12: not 1 to 12 characters"),
        ("session_id", "ab\0", "session_id at octet 2: a control character"),
        ("session_id", &"a".repeat(65), "session_id at octet 64: more than 64 octets"),
        ("session_id", &"€".repeat(22), "session_id at octet 63: more than 64 octets"),
    ] {
        let fault = given(Tolerance::GATEWAY, &[(name, value)]).auth(&mut ()).unwrap_err();
        assert_eq!(alloc::format!("{fault}"), shown);
    }
}
