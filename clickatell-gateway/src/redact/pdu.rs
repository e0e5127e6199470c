//! A PDU.

use clickatell_smpp::{CommandId, Frame, HEADER_LENGTH};

use super::Shown;

/// The longest `system_id`, without its NUL.
const SYSTEM_ID: usize = 15;

impl Shown {
    /// Every octet of a PDU whose body holds no password. Of one that does, everything up to the password and behind it, as
    /// long as each text is what it should be: behind a text that is missing, or one that is too long, the password stands
    /// in another's place. Of a command that nobody knows, the header.
    pub(crate) fn pdu(frame: &Frame<'_>) -> Self {
        let command = frame.header().command_id;
        let mut octets = frame.masked_octets();
        let shown = match command.name() {
            Some(_) if command.holds_password() => HEADER_LENGTH.saturating_add(sound(command, frame)),
            Some(_) => octets.len(),
            None => HEADER_LENGTH,
        };
        octets.iter_mut().skip(shown).for_each(|octet| *octet = b'*');
        Self(octets)
    }
}

/// How many octets of the body are what they should be.
fn sound(command: CommandId, frame: &Frame<'_>) -> usize {
    let body = frame.octets().get(HEADER_LENGTH..).unwrap_or_default();
    let mut texts = body.split(|octet| *octet == 0);
    let mut next = || texts.next().unwrap_or_default();
    let (system_id, password) = (next(), next());
    let is_name = (1..=SYSTEM_ID).contains(&system_id.len()) && system_id.iter().all(u8::is_ascii_graphic);
    if !is_name || system_id.len() == body.len() {
        return 0;
    }
    let behind_password = system_id.len().saturating_add(1).saturating_add(password.len());
    // The gateway's connections are numbers.
    let system_type = next();
    if command == CommandId::OUTBIND || !system_type.iter().all(u8::is_ascii_digit) {
        return behind_password;
    }
    // Versions and ranges of addresses.
    let rest = body.len().saturating_sub(behind_password.saturating_add(1).saturating_add(system_type.len()));
    if rest <= MOST_BEHIND { body.len() } else { behind_password }
}

/// What stands behind `system_type` in a bind that names no addresses: its NUL, the version, the type and plan of the
/// addresses, and an empty range.
const MOST_BEHIND: usize = 5;

#[cfg(test)]
mod tests {
    use super::*;
    use clickatell_smpp::pdu::{Bind, BindKind, PduBody};
    use clickatell_smpp::{COctets, Password, PduBuf, SequenceNumber};

    fn shown(octets: &[u8]) -> Vec<u8> {
        Shown::pdu(&PduBuf::new(octets).unwrap().frame()).octets().to_vec()
    }

    fn pdu(command: u8, body: &[u8]) -> Vec<u8> {
        let length = u8::try_from(HEADER_LENGTH + body.len()).unwrap();
        [&[0, 0, 0, length, 0, 0, 0, command, 0, 0, 0, 0, 0, 0, 0, 1], body].concat()
    }

    #[test]
    fn a_bind_s_password_is_masked_and_nothing_else() {
        let (user, password) = (COctets::try_from("demo").unwrap(), Password::try_from("demo1234").unwrap());
        let mut octets = Vec::new();
        Bind::new(BindKind::Transceiver, user, password).encode(SequenceNumber::FIRST, &mut octets);
        let expected = String::from_utf8_lossy(&octets).replace("demo1234", "********");
        assert_eq!(String::from_utf8_lossy(&shown(&octets)), expected);
    }

    #[test]
    fn a_password_in_another_s_place_is_masked_too() {
        for (body, front) in [
            (&b"demo hunter2"[..], 0),
            (b"demohunter2", 0),
            (b"demo hunter2\0\0", 0),
            (b"demo            hunter2\0\0\0\0\0\0", 0),
            (b"\0demo\0hunter2\0\0\0\0\0", 0),
            (b"demo\0hunte", 5),
            (b"demo\0\0hunter2\0\0\0\0\0", 5),
            (b"demo\0\0\0\x34hunter2\0", 5),
        ] {
            let shown = shown(&pdu(9, body));
            let expected = [&body[..front], &vec![b'*'; body.len() - front]].concat();
            assert_eq!(String::from_utf8_lossy(&shown[16..]), String::from_utf8_lossy(&expected));
        }
        for end in [&b"\x003000001\0\x34\0\0\0"[..], b"\x003000001\0\x34", b"\0\0"] {
            let shown = shown(&pdu(9, &[b"demo\0hunter2", end].concat()));
            assert_eq!(shown[16..], [b"demo\0*******", end].concat());
        }
        let strange = pdu(0x0A, b"demo\0hunter2\0");
        assert_eq!(shown(&strange), [&strange[..16], &[b'*'; 13]].concat());
        let query = pdu(3, b"an id\0\0\0\0");
        assert_eq!(shown(&query), query);
    }
}
