//! Data in JSON: what is written reads back, and what could not have been written is refused.
#![cfg(feature = "serde")]
#![allow(clippy::unwrap_used, reason = "test code")]

use core::fmt::Debug;

use clickatell_core::account::{Connection, Senders, Stage};
use clickatell_core::api_session::SessionLimits;
use clickatell_core::callback::MtMethod;
use clickatell_core::credit::Credit;
use clickatell_core::delivery::{
    self, Callback, CallbackDelivery, DeliveryEvent, DeliveryLimits, DeliverySettings, HttpAnswer, HttpIn,
    Received,
};
use clickatell_core::feature::{ApiKind, Direction, ReqFeat};
use clickatell_core::form::{self, pairs};
use clickatell_core::id::ApiId;
use clickatell_core::machine::{Handle, Machine};
use clickatell_core::number::{Msisdn, SenderId, SenderWarning, ShortCode};
use clickatell_core::reply;
use clickatell_core::route::{Choice, Demand, Route};
use clickatell_core::send::{self, Auth, Content, DeliveryTime, Parameter, Warning};
use clickatell_core::text::join::{Incomplete, IncompleteReason, JoinLimits, Joined, Joiner};
use clickatell_core::text::udh::{Concat, Element, Reference, Udh};
use clickatell_core::time::{CivilDateTime, Instant, MysqlTolerance};
use serde::Serialize;
use serde::de::DeserializeOwned;

#[track_caller]
fn both_ways<T: Serialize + DeserializeOwned + PartialEq + Debug>(value: &T, json: &str) {
    assert_eq!(serde_json::to_string(value).unwrap(), json);
    assert_eq!(&serde_json::from_str::<T>(json).unwrap(), value);
}

#[track_caller]
fn refused<T: DeserializeOwned + Debug>(json: &[&str]) {
    for json in json {
        let read = serde_json::from_str::<T>(json);
        assert!(read.is_err(), "{json}: {read:?}");
    }
}

#[test]
fn values() {
    both_ways(&Credit::THIRD, "1000000");
    both_ways(&ApiId::new(3_442_105), "3442105");
    both_ways(&Direction::Mo, r#""MO""#);
    both_ways(&MtMethod::SoapPost, r#""SOAP POST""#);
    both_ways(&SenderWarning::NotAscii, r#""not_ascii""#);
    both_ways(&Stage::Confirmed, r#""confirmed""#);
    both_ways(&DeliveryTime::MAX, "10080");
    both_ways(&CivilDateTime::new(2011, 4, 20, 10, 31, 0).unwrap(), r#""2011-04-20 10:31:00""#);
    both_ways(&CivilDateTime::from_epoch_seconds(0).unwrap(), r#""1970-01-01 00:00:00""#);
    both_ways(&[HttpAnswer::Status(200), HttpAnswer::Failed], r#"[{"status":200},"failed"]"#);
    both_ways(
        &Concat::new(Reference::Eight(0x33), 2, 1).unwrap(),
        r#"{"reference":{"Eight":51},"total":2,"part":1}"#,
    );
}

#[test]
fn values_that_cannot_be() {
    refused::<Credit>(&["0.5", r#""1""#, "9223372036854775808"]);
    refused::<ApiId>(&["-1", "1000000000000", r#""1""#]);
    refused::<CivilDateTime>(&[
        r#""2011-02-29 00:00:00""#,
        r#""2011-04-20T10:31:00""#,
        r#""1969-12-31 23:59:59""#,
        "0",
    ]);
    refused::<DeliveryTime>(&["0", "10081", "-1"]);
    refused::<Concat>(&[
        r#"{"reference":{"Eight":51},"total":2,"part":3}"#,
        r#"{"reference":{"Eight":51},"total":2,"part":0}"#,
        r#"{"reference":{"Eight":51},"total":0,"part":0}"#,
        r#"{"reference":{"Eight":256},"total":1,"part":1}"#,
    ]);
    refused::<Parameter>(&[r#""colour""#, r#""TO""#]);
}

#[test]
fn a_pair_of_a_form_is_percent_encoded() {
    let found: Vec<_> =
        pairs(b"text=%04%1F+a%2B&x", form::Tolerance::STRICT, form::Limits::default(), &mut ())
            .map(|pair| pair.unwrap().into_owned())
            .collect();
    both_ways(&found, r#"[{"name":"text","value":"%04%1F%20a%2B","at":0},{"name":"x","value":"","at":17}]"#);
    refused::<form::Pair<'_>>(&[
        r#"{"name":"text","value":"%zz","at":0}"#,
        r#"{"name":"%","value":"","at":0}"#,
        r#"{"name":"text","value":""}"#,
    ]);
}

#[test]
fn contents_and_callers() {
    both_ways(&Content::Text("Hi".into()), r#"{"text":"Hi"}"#);
    both_ways(&Content::Unicode("ж".into()), r#"{"unicode":"ж"}"#);
    both_ways(&Content::Data(b"\x00\xFF".into()), r#"{"data":"00FF"}"#);
    refused::<Content<'_>>(&[r#"{"data":"0"}"#, r#"{"data":"0x"}"#, r#"{"colour":"red"}"#, "{}"]);
    // Read only: a password is never written.
    let auth: Auth =
        serde_json::from_str(r#"{"inline":{"api_id":1,"user":"demo","password":"geheim"}}"#).unwrap();
    assert!(matches!(auth, Auth::Inline(credentials) if credentials.password.is(b"geheim")));
    let auth: Auth = serde_json::from_str(r#"{"session":"330df12c75bf8046942c3304639aa646"}"#).unwrap();
    assert!(matches!(auth, Auth::Session(id) if id.as_str().starts_with("330d")));
    refused::<Auth>(&[r#"{"session":""}"#, r#"{"inline":{"api_id":1,"user":"demo"}}"#, r#""session""#]);
}

#[test]
fn a_switch_that_is_not_named_is_off_and_there_are_no_others() {
    macro_rules! check {
        ($($Tolerance:ty: $switch:literal),+) => { $(
            for tolerance in [<$Tolerance>::STRICT, <$Tolerance>::FIELD] {
                let json = serde_json::to_string(&tolerance).unwrap();
                both_ways(&tolerance, &json);
            }
            assert_eq!(serde_json::from_str::<$Tolerance>("{}").unwrap(), <$Tolerance>::STRICT);
            let one = serde_json::from_str::<$Tolerance>(concat!("{\"", $switch, "\":true}")).unwrap();
            assert_ne!(one, <$Tolerance>::STRICT);
            refused::<$Tolerance>(&[r#"{"colour":true}"#, concat!("{\"", $switch, "\":1}")]);
        )+ };
    }
    check!(
        send::Tolerance: "zero", form::Tolerance: "escape", reply::Tolerance: "credits",
        delivery::Tolerance: "short_status", MysqlTolerance: "separator"
    );
    #[cfg(feature = "xml")]
    check!(clickatell_core::xml::XmlTolerance: "any_case");
}

#[test]
fn routes_and_accounts() {
    let features = ReqFeat::TEXT | ReqFeat::NUMER;
    both_ways(
        &Route::new(Credit::ONE, features),
        r#"{"price":3000000,"features":33,"replies":false,"congested":false}"#,
    );
    both_ways(
        &Demand::new(features, 2, Credit::ONE),
        r#"{"features":33,"parts":2,"most":3000000,"replies":false,"escalate":false}"#,
    );
    let connection = r#"{"account":"demo","kind":"HTTP","description":"shop","callback":null}"#;
    let read: Connection<String> = serde_json::from_str(connection).unwrap();
    assert_eq!((read.kind, serde_json::to_string(&read).unwrap().as_str()), (ApiKind::Http, connection));
    let mut senders = Senders::default();
    senders.registered.extend(SenderId::parse("ACME"));
    senders.numbers.extend(Msisdn::parse("447624803759"));
    senders.short_codes.extend(ShortCode::parse("31647"));
    both_ways(&senders, r#"{"registered":["ACME"],"numbers":["447624803759"],"short_codes":["31647"]}"#);
    assert_eq!(serde_json::from_str::<Senders>("{}").unwrap(), Senders::default());
    refused::<Senders>(&[r#"{"registered":["+1"]}"#, r#"{"numbers":["0831234567"]}"#]);
}

#[test]
fn what_a_delivery_is_told_and_tells() {
    let json = r#"{"url":"http://h/cb","method":"Post","form":"n=1","ladder":{"delays":[]},
        "auth":{"user":"cb","password":"geheim"}}"#;
    let callback: Callback = serde_json::from_str(json).unwrap();
    assert!(callback.auth.as_ref().is_some_and(|auth| auth.admits(b"Basic Y2I6Z2VoZWlt")));
    refused::<Callback>(&[
        r#"{"url":"h","method":"Post","form":"","ladder":{"delays":[]}}"#,
        r#"{"url":"http://h/","method":"Post","form":"","ladder":{"delays":[]},"auth":{"user":"a:b","password":""}}"#,
        r#"{"url":"http://h/","method":"Post","form":"","ladder":{"delays":[]},"colour":1}"#,
    ]);
    let mut delivery = CallbackDelivery::new(DeliverySettings::default());
    let handle = delivery.enqueue(Instant::ZERO, callback).unwrap();
    let request = delivery.poll_output(&mut Vec::new()).unwrap();
    let written = serde_json::to_string(&request).unwrap();
    // Credentials are never written.
    let rest = r#""url":"http://h/cb","content_type":"application/x-www-form-urlencoded""#;
    assert_eq!(written, format!(r#"{{"request":{{"attempt":1,"handle":1,"method":"Post",{rest}}}}}"#));
    let answer = HttpIn { attempt: Handle::new(1), answer: HttpAnswer::Status(500) };
    both_ways(&answer, r#"{"attempt":1,"answer":{"status":500}}"#);
    delivery.handle_input(Instant::ZERO, answer);
    let event = delivery.poll_event().unwrap();
    let attempts = r#"[{"number":1,"began":0,"ended":0,"outcome":{"Status":500}}]"#;
    both_ways(&event, &format!(r#"{{"gave_up":{{"handle":1,"attempts":{attempts},"why":"Exhausted"}}}}"#));
    assert!(matches!(event, DeliveryEvent::GaveUp { handle: ended, .. } if ended == handle));
    both_ways(&Received::Probe, r#""probe""#);
    both_ways(&Received::Data(b"<a>".into()), r#"{"data":"3C613E"}"#);
    refused::<Received<'_>>(&[r#"{"data":"3"}"#, r#"{"status":{}}"#]);
}

#[test]
fn headers_parts_choices_and_warnings() {
    let (header, _) = Udh::parse(b"\x08\x00\x03\x33\x02\x01\x70\x01\xFF").unwrap();
    assert_eq!(serde_json::to_string(&header).unwrap(), r#""0800033302017001FF""#);
    let elements: Vec<Element<'_>> = header.elements().collect();
    assert_eq!(
        serde_json::to_string(&elements).unwrap(),
        r#"[{"concat":{"reference":{"Eight":51},"total":2,"part":1}},{"other":{"id":112,"data":"FF"}}]"#
    );
    both_ways(&Joined::Complete(b"\x00\xFF".to_vec()), r#"{"complete":"00FF"}"#);
    both_ways(&Joined::Waiting { missing: 2 }, r#"{"waiting":{"missing":2}}"#);
    both_ways(&IncompleteReason::Expired, r#""expired""#);
    let mut joiner = Joiner::new(JoinLimits::default());
    let concat = |part| Concat::new(Reference::Eight(7), 2, part).unwrap();
    for octets in [b"a", b"b"] {
        joiner.push(Instant::ZERO, "k".to_owned(), concat(2), octets).unwrap();
    }
    let incomplete: Incomplete<String> = joiner.poll_incomplete().unwrap();
    both_ways(
        &incomplete,
        r#"{"key":"k","reference":{"Eight":7},"total":2,"parts":{"2":"61"},"why":"superseded"}"#,
    );
    both_ways(&[Choice::Take(1), Choice::NoRoute], r#"[{"take":1},"no_route"]"#);
    both_ways(
        &[Warning::ShortDelay, Warning::Sender(SenderWarning::Space)],
        r#"["short_delay",{"sender":"space"}]"#,
    );
    let foreign = send::SendMsg::new([Msisdn::parse("27999123454").unwrap()], Content::Text("aж".into()));
    both_ways(&foreign.warnings(), r#"[{"not_gsm":{"character":"ж","at":1}}]"#);
}

#[test]
fn a_limit_that_is_not_named_is_at_its_default_and_there_are_no_others() {
    macro_rules! check {
        ($($Limits:ty: $name:ident),+ $(,)?) => { $(
            assert_eq!(serde_json::from_str::<$Limits>("{}").unwrap(), <$Limits>::default());
            let three = concat!("{\"", stringify!($name), "\":3}");
            let limits: $Limits = serde_json::from_str(three).unwrap();
            assert_eq!(limits.$name, 3, "{three}");
            assert_ne!(limits, <$Limits>::default());
            both_ways(&limits, &serde_json::to_string(&limits).unwrap());
            refused::<$Limits>(&[r#"{"colour":3}"#, concat!("{\"", stringify!($name), "\":-1}")]);
        )+ };
    }
    check!(
        form::Limits: pairs, reply::Limits: lines, send::Limits: destinations, JoinLimits: sets,
        DeliveryLimits: queued, SessionLimits: sessions,
    );
    #[cfg(feature = "xml")]
    check!(clickatell_core::xml::XmlLimits: depth);
    let settings: DeliverySettings = serde_json::from_str(r#"{"limits":{"queued":3}}"#).unwrap();
    assert_eq!((settings.limits.queued, settings.timeout), (3, DeliverySettings::default().timeout));
}
