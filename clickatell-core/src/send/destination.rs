//! `to`: the handset that a message is for.

use super::{Fault, Parameter, Rule};
use crate::number::{CountryCode, Msisdn, MsisdnError};

/// The number that a destination is.
///
/// Where the connection is set to replace a leading zero, `country_code` takes its place, unless the handset is to reply:
/// then numbers must be in international format to begin with.
///
/// ```
/// use clickatell_core::number::CountryCode;
/// use clickatell_core::send::destination;
///
/// let code = CountryCode::parse("44").ok();
/// assert_eq!(destination("07901231234", code, false)?.as_str(), "447901231234");
/// assert_eq!(destination("07901231234", code, true).unwrap_err().answer().get(), 105);
/// # Ok::<(), clickatell_core::send::Fault>(())
/// ```
///
/// # Errors
/// What is wrong with it, and where; the answer is always error 105.
pub fn destination(given: &str, country_code: Option<CountryCode>, reply: bool) -> Result<Msisdn, Fault> {
    let national = |given: &&str| given.starts_with('0') && !given.starts_with("00");
    let number = match country_code.filter(|_| !reply && national(&given)) {
        Some(code) => Msisdn::from_national(code, given),
        None => Msisdn::parse(given),
    };
    number.map_err(|error| {
        let (rule, at) = match error {
            MsisdnError::Empty => (Rule::Length { least: 7, most: 15 }, 0),
            MsisdnError::Plus => (Rule::Plus, 0),
            MsisdnError::DialPrefix => (Rule::DialPrefix, 0),
            MsisdnError::LeadingZero => (Rule::LeadingZero, 0),
            // The place in a number with another front is of no use.
            MsisdnError::NotDigit { character, .. } => {
                (Rule::NotDigit, given.find(character).unwrap_or_default())
            }
            MsisdnError::Length { .. } => (Rule::Length { least: 7, most: 15 }, given.len().min(15)),
        };
        Fault::new(rule, Parameter::To, at)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ApiError;

    fn uk() -> Option<CountryCode> {
        CountryCode::parse("44").ok()
    }

    #[test]
    fn soap_6_1_5_and_soap_10_105_international_format() {
        assert_eq!(destination("447901231234", None, false).unwrap().as_str(), "447901231234");
        for (given, rule, at) in [
            ("", Rule::Length { least: 7, most: 15 }, 0),
            ("+447901231234", Rule::Plus, 0),
            ("00447901231234", Rule::DialPrefix, 0),
            ("07901231234", Rule::LeadingZero, 0),
            ("44 7901", Rule::NotDigit, 2),
            ("447901\u{661}", Rule::NotDigit, 6),
            ("447901", Rule::Length { least: 7, most: 15 }, 6),
            ("1234567890123456", Rule::Length { least: 7, most: 15 }, 15),
        ] {
            let fault = destination(given, None, false).unwrap_err();
            assert_eq!(fault, Fault::new(rule, Parameter::To, at), "{given}");
            assert_eq!(fault.answer(), ApiError::INVALID_DESTINATION);
        }
        assert!(
            destination("1234567", None, false).is_ok()
                && destination("123456789012345", None, false).is_ok()
        );
    }

    #[test]
    fn soap_6_2_1_1_and_a_63_a_leading_zero_is_replaced_where_the_connection_says_so() {
        let number = |given, country_code, reply| destination(given, country_code, reply).ok();
        let meant = number("447901231234", None, false);
        assert_eq!(number("07901231234", uk(), false), meant);
        assert_eq!(number("447901231234", uk(), false), meant);
        assert_eq!(number("07901231234", None, false), None);
        // The prefix of an international call is no national number.
        for given in ["00447901231234", "0007901231234", "007901231234"] {
            assert_eq!(destination(given, uk(), false).unwrap_err().rule(), Rule::DialPrefix);
        }
        let fault = destination("0790123x", uk(), false).unwrap_err();
        assert_eq!((fault.rule(), fault.at()), (Rule::NotDigit, 7));
    }

    #[test]
    fn tw_8_1_4_no_replacement_where_the_handset_is_to_reply() {
        assert_eq!(destination("07901231234", uk(), true).unwrap_err().rule(), Rule::LeadingZero);
        assert!(destination("447901231234", uk(), true).is_ok());
    }
}
