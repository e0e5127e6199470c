//! The runner itself: what is not met fails, in its line.

use clickatell_core::machine::Timed;
use clickatell_core::time::Instant;

use super::*;

const HEADER: &str =
    "# clauses: SMPP-5-18\n# about: The runner.\n# under test: esme\n# profile: clickatell\n\n";
const BOUND: &str = "CONNECT
DO bind_transceiver handle=bind system_id=\"demo\"
S: bind_transceiver_resp seq=1 system_id=\"gw\"
EXPECT C: bind_transceiver seq=1 system_id=\"demo\"
";
const IS_BOUND: &str = "EXPECT EVENT bound handle=bind kind=transceiver version=0x34\n";

fn parsed(text: &str) -> Script {
    Script::parse(text).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

#[test]
fn what_holds_passes_however_it_arrives() {
    let text = format!(
        "{HEADER}{BOUND}{IS_BOUND}\
         S: enquire_link seq=7\nEXPECT C: enquire_link_resp seq=7\nS: enquire_link seq=8\nS: deliver_sm seq=9\n\
         EXPECT C: enquire_link_resp seq=8\nEXPECT EVENT request duty=1 command=deliver_sm seq=9\n\
         DO answer duty=1\nEXPECT C: hex 00000011 80000005 00000000 00000009 00\nWAIT 56s\n\
         EXPECT C: enquire_link seq=?n\nS: enquire_link_resp seq=$n\nEXPECT NOTHING\nEXPECT TIMEOUT 56s"
    );
    let script = parsed(&text);
    for arrival in Arrival::ALL {
        script.run(open(&script.header).unwrap(), arrival).unwrap_or_else(|failure| panic!("{failure}"));
    }
}

#[test]
fn what_is_not_met_fails_in_its_line() {
    let bound = format!("{BOUND}{IS_BOUND}");
    for (before, lines, line, found) in [
        // What is sent.
        (
            &*bound,
            "S: enquire_link seq=7\nEXPECT C: enquire_link_resp seq=8",
            2,
            "found C: enquire_link_resp seq=7 ",
        ),
        (&bound, "EXPECT C: enquire_link seq=2", 1, "nothing is sent"),
        (&bound, "EXPECT CLOSE", 1, "nothing is sent"),
        (
            &bound,
            "S: unbind seq=7\nEXPECT C: unbind_resp seq=7\nEXPECT C: unbind_resp seq=8",
            3,
            "found CLOSE",
        ),
        (&bound, "S: unbind seq=7\nEXPECT CLOSE", 2, "found C: unbind_resp seq=7 "),
        (&bound, "S: enquire_link seq=7\nEXPECT C: hex 01", 2, "found C: enquire_link_resp seq=7 "),
        (&bound, "S: enquire_link seq=7", 1, "C: enquire_link_resp seq=7 "),
        (&bound, "S: enquire_link seq=7\nEXPECT NOTHING", 2, "C: enquire_link_resp seq=7 "),
        // What is told.
        (&bound, "EXPECT EVENT response handle=a status=0", 1, "there is no event"),
        (BOUND, "EXPECT EVENT ended why=unbound", 1, "found bound, not ended; event bound handle=bind "),
        (BOUND, "EXPECT EVENT bound handle=x kind=transceiver version=0x34", 1, "found handle=bind, not x;"),
        (BOUND, "EXPECT EVENT bound handle=bind version=0x34", 1, "found kind=transceiver is not expected;"),
        (BOUND, "EXPECT EVENT bound handle=bind status=0", 1, "found there is no status;"),
        (BOUND, "EXPECT NOTHING", 1, "event bound handle=bind "),
        (BOUND, "EXPECT TIMEOUT 56s", 1, "event bound handle=bind "),
        // Time.
        (&bound, "EXPECT TIMEOUT 55s", 1, "a timer is due in 56s"),
        (&bound, "EXPECT NO TIMEOUT", 1, "a timer is due in 56s"),
        ("CONNECT\n", "EXPECT TIMEOUT 56s", 1, "no timer is due"),
        (&bound, "WAIT 57s", 1, "1s before its end C: enquire_link seq=2 "),
        (&bound, "WAIT 56s\nEXPECT NOTHING", 2, "C: enquire_link seq=2 "),
        (BOUND, "WAIT 1s", 1, "event bound handle=bind "),
        (&bound, "WAIT 57s..58s", 1, "after 56s C: enquire_link seq=2 "),
        (&bound, "WAIT 54s..55s", 1, "nothing is said"),
        (&bound, "WAIT 55s..57s\nEXPECT NOTHING", 2, "C: enquire_link seq=2 "),
        (
            &bound,
            "WAIT 55s..57s\nEXPECT C: enquire_link seq=2\nEXPECT TIMEOUT 55s",
            3,
            "a timer is due in 56s",
        ),
        // What the owner does.
        (&bound, "DO submit handle=a", 1, "error violation field=destination_addr status=0xb"),
        (&bound, "DO submit handle=a\nEXPECT NOTHING", 1, "error violation "),
        (
            &bound,
            "DO submit handle=a\nEXPECT ERROR violation field=destination_addr status=1",
            2,
            "found status=0xb, not 1;",
        ),
        (&bound, "DO abort\nEXPECT ERROR wrong_state", 2, "it was done"),
        (&bound, "DO submit handle=a\nEXPECT RESULT", 2, "error violation "),
        (&bound, "DO abort\nEXPECT RESULT owner=demo", 2, "found there is no owner"),
        (&bound, "EXPECT RESULT", 1, "there is no DO before"),
        (&bound, "EXPECT ERROR wrong_state", 1, "there is no DO before"),
        (&bound, "EXPECT NO INPUT WANTED", 1, "input is wanted"),
        (&bound, "DO fly handle=a", 1, "there is no DO fly"),
        (&bound, "DO unbind", 1, "handle is missing"),
        (&bound, "DO enquire_link handle=bind", 1, "there is a bind already"),
        (&bound, "DO answer duty=1", 1, "there is no such duty"),
        // Lines that cannot be.
        (&bound, "C: enquire_link seq=7", 1, "this end is under test: EXPECT what it sends"),
        (&bound, "EXPECT S: enquire_link seq=7", 1, "this end is the script: nothing is expected of it"),
        (&bound, "S: enquire_link seq=$n", 1, "nothing was remembered as n"),
        (&bound, "S: enquire_links seq=1", 1, "there is no PDU enquire_links"),
        (&bound, "CONNECT", 1, "there is a connection"),
        (
            &bound,
            "CLOSE\nEXPECT EVENT ended why=peer_closed\nS: enquire_link seq=1",
            3,
            "there is no connection",
        ),
        ("", "S: enquire_link seq=1", 1, "there is no connection"),
        ("", "CLOSE", 1, "there is no connection"),
    ] {
        // Something must be expected, if only behind the line that fails.
        let text = format!("{HEADER}{before}{lines}\n");
        let text = if text.contains("EXPECT") { text } else { format!("{text}EXPECT NOTHING\n") };
        let above = HEADER.lines().count() + before.lines().count();
        let script = parsed(&text);
        for arrival in Arrival::ALL {
            let failure = script.run(open(&script.header).unwrap(), arrival).expect_err(lines);
            assert_eq!(failure.line, above + line, "{lines}: {failure}");
            assert!(failure.found.starts_with(found), "{lines}: {failure}");
        }
    }
}

#[test]
fn what_is_no_script_is_located() {
    for (text, line, what) in [
        ("", 1, "the header has no \"clauses\""),
        ("# clauses: SMPP-1-x\n", 1, "\"SMPP-1-x\" is no clause id"),
        (
            "# clauses: SMPP-5-18\nCONNECT\n",
            2,
            "the header, up to the first empty line, has lines like `# about: …`",
        ),
        ("# clause: SMPP-5-18\n", 1, "there is no \"clause\" in a header, or it is there twice"),
        ("# about: A\n# about: B\n", 2, "about is empty, or there twice"),
        ("# clauses\n", 1, "the header has lines like `# about: …`"),
        ("# clauses: SMPP-5-18\n# about: A\n\nEXPECT CLOSE\n", 1, "the header has no \"under test\""),
        ("CONNECT\n", 6, "nothing is expected"),
        ("REPEAT 0\nEXPECT CLOSE\nEND\n", 8, "nothing is expected"),
        ("REPEAT x\n", 6, "x is no count"),
        ("\nREPEAT 2\nEXPECT CLOSE\n", 7, "this REPEAT has no END"),
        ("END\n", 6, "there is no statement END"),
        ("expect CLOSE\n", 6, "there is no statement expect"),
        ("EXPECT\n", 6, "nothing is expected like \"\""),
        ("EXPECT EVENTS bound\n", 6, "nothing is expected like \"EVENTS bound\""),
        ("EXPECT TIMEOUT 56\n", 6, "56 is no span of time"),
        ("WAIT 56x\n", 6, "56x is no span of time"),
        ("WAIT\n", 6, "there is no statement WAIT"),
        ("S:\n", 6, "a name is missing"),
        ("S: seq=1\n", 6, "a name is missing before seq=1"),
        ("S: enquire_link 7\n", 6, "7 is no key=value"),
        ("S: enquire_link seq=\n", 6, "seq=: there is no such value"),
        ("S: enquire_link seq=0xg\n", 6, "seq=0xg: there is no such value"),
        ("S: enquire_link seq=\"\\y\"\n", 6, "seq=\"\\y\": there is no such value"),
        ("S: enquire_link seq=\"7\n", 6, "a quotation mark is not closed"),
        ("S: hex 001\n", 6, "\"001\" is no hex"),
        ("S: hex 0g\n", 6, "\"0g\" is no hex"),
    ] {
        let text = if text.is_empty() || text.starts_with('#') {
            text.to_owned()
        } else {
            format!("{HEADER}{text}")
        };
        let error = Script::parse(&text).expect_err(&text);
        assert_eq!((error.line, error.what.as_str()), (line, what), "{text}");
    }
}

#[test]
fn what_is_not_there_to_be_tried_is_said() {
    for (header, error) in [
        ("# under test: esmes", "there is no machine esmes"),
        ("# under test: esme", "there is no profile \"\""),
        ("# under test: esme\n# profile: standard\n# set: windows=3", "set has no windows"),
        ("# under test: esme\n# profile: standard\n# set: window=3s", "window=3s is no number"),
        ("# under test: api_sessions\n# profile: standard", "api_sessions has no profiles"),
        ("# under test: api_sessions\n# set: idle=3", "idle=3 is no span of time"),
        ("# under test: callback_delivery\n# set: idle=3s", "set has no idle"),
    ] {
        let script = parsed(&format!("# clauses: SMPP-5-18\n# about: A.\n{header}\n\nEXPECT NOTHING"));
        assert_eq!(open(&script.header).err().as_deref(), Some(error));
    }
}

#[test]
fn values_are_read_as_they_are_written() {
    let record = parse::record(
        r##"pdu a=1 b=0x1f c="x \"\\\x00" d=hex:00ff e=90s f=word g=?n h=$n+2 i="ab"*2 # a=2"##,
    );
    let written = r#"pdu a=1 b=0x1f c=hex:7820225c00 d=hex:00ff e=90s f=word g=?n h=$n+2 i="abab""#;
    assert_eq!(record.unwrap().to_string(), written);
    for (span, written) in [("120s", "2m"), ("0s", "0s"), ("48h", "2d"), ("1500ms", "1500ms"), ("7us", "7us")]
    {
        assert_eq!(Value::Span(value::span(span).unwrap()).to_string(), written);
    }
    assert_eq!(Value::Number(16), Value::Code(16));
    assert_ne!(Value::Word("a".to_owned()), Value::Octets(b"a".to_vec()));
}

/// A machine that breaks the contract of machines.
struct Broken {
    events: usize,
    timeout: Option<Instant>,
}

impl Timed for Broken {
    fn poll_timeout(&self) -> Option<Instant> {
        self.timeout
    }

    fn handle_timeout(&mut self, _: Instant) {}
}

impl Subject for Broken {
    fn end(&self) -> End {
        End::Client
    }

    fn command(&mut self, _: Instant, _: Record) -> Result<Done, String> {
        Ok(Ok(Record::new("result")))
    }

    fn poll_event(&mut self) -> Option<Record> {
        self.events = self.events.checked_sub(1)?;
        Some(Record::new("event"))
    }
}

#[test]
fn a_machine_that_never_rests_fails() {
    let due = Some(Instant::from_secs(1));
    for (events, timeout, line, found) in [
        (0, due, "WAIT 2s", "a timer is still due after handle_timeout"),
        (usize::MAX, None, "DO something", "there is no end of events"),
        (0, None, "S: hex 00", "there is no connection"),
        (0, None, "S: message", "this end takes no Message(Record { name: \"message\", fields: [] })"),
        (0, None, "CONNECT", "this end takes no Connected"),
    ] {
        let text = format!("{HEADER}{line}\nEXPECT NOTHING");
        let failure = parsed(&text).run(Box::new(Broken { events, timeout }), Arrival::Lines).unwrap_err();
        assert_eq!((failure.line, failure.found.as_str()), (6, found));
    }
}

#[test]
fn a_failure_says_where_what_and_when() {
    let script = parsed(&format!("{HEADER}{BOUND}{IS_BOUND}WAIT 2s\nEXPECT TIMEOUT 56s  # from now"));
    let failure = script.run(open(&script.header).unwrap(), Arrival::Octets).unwrap_err();
    assert_eq!(
        failure.to_string(),
        "12: EXPECT TIMEOUT 56s: a timer is due in 54s (at 2.000000s, input by Octets)"
    );
}

#[test]
fn input_that_is_not_wanted_waits_and_must_be_read_in_the_end() {
    let full = "# set: duties=1 parked=0\n\n";
    let header = HEADER.replacen("\n\n", &format!("\n{full}"), 1);
    let asked = format!(
        "{header}{BOUND}{IS_BOUND}S: deliver_sm seq=1\nEXPECT EVENT request duty=1 command=deliver_sm seq=1\n\
         EXPECT NO INPUT WANTED\nS: enquire_link seq=2\n"
    );
    let script = parsed(&asked);
    let failure = script.run(open(&script.header).unwrap(), Arrival::Lines).unwrap_err();
    assert_eq!(failure.found, "16 octets of input are not read");
    let script = parsed(&format!(
        "{asked}EXPECT NOTHING\nDO answer duty=1\nEXPECT C: deliver_sm_resp seq=1\nEXPECT C: enquire_link_resp seq=2"
    ));
    for arrival in Arrival::ALL {
        script.run(open(&script.header).unwrap(), arrival).unwrap_or_else(|failure| panic!("{failure}"));
    }
}
