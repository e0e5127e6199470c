//! What requests look like.

use super::*;
use crate::callback::{MoMethod, MtMethod};

fn request(callback: Callback) -> (HttpOut, Vec<u8>) {
    let mut rig = Rig::new();
    rig.enqueue(callback);
    let mut outputs = rig.outputs();
    assert_eq!(outputs.len(), 1);
    outputs.remove(0)
}

#[test]
fn soap_6_2_5_1_variables_go_into_the_query_or_into_the_body() {
    let url = CallbackUrl::parse("http://h/p?k=1#top").unwrap();
    let callback = |method| Callback::new(url.clone(), method, "a=1&b=".into(), Ladder::MT);
    let (HttpOut::Request { url: to, method, content_type, auth, .. }, body) =
        request(callback(HttpMethod::Get))
    else {
        panic!("no request")
    };
    assert_eq!((to.as_str(), method.name(), body.len()), ("http://h/p?k=1&a=1&b=", "GET", 0));
    assert_eq!((content_type, auth), (None, None));
    let (HttpOut::Request { url: to, method, content_type, .. }, body) = request(callback(HttpMethod::Post))
    else {
        panic!("no request")
    };
    assert_eq!(
        (to.as_str(), method.name(), body.as_slice()),
        ("http://h/p?k=1", "POST", b"a=1&b=".as_slice())
    );
    assert_eq!(content_type, Some("application/x-www-form-urlencoded"));
}

#[test]
fn soap_6_2_5_8_a_receiver_s_user_and_password_go_along_and_do_not_show() {
    let auth = BasicAuth::new("cb", "secret").unwrap();
    let (output, _) = request(callback("a", 1).with_auth(Some(auth)));
    let shown = std::format!("{output:?}");
    assert!(!shown.contains("secret") && !shown.contains("Y2I6"), "{shown}");
    let HttpOut::Request { auth: Some(auth), .. } = output else { panic!("{output:?}") };
    assert_eq!(auth.header(), "Basic Y2I6c2VjcmV0");
}

#[test]
fn soap_6_2_5_28_and_tw_8_3_1_17_a_probe_is_the_bare_url_once() {
    let mut rig = Rig::new();
    let handle = rig.enqueue(Callback::probe(CallbackUrl::parse("http://h/p").unwrap()));
    let sent = rig.one();
    assert_eq!((sent.url.as_str(), sent.body.len()), ("http://h/p", 0));
    rig.answer(&sent, HttpAnswer::Status(404));
    let events = rig.events();
    assert!(matches!(&events[..], [DeliveryEvent::GaveUp { handle: of, .. }] if *of == handle), "{events:?}");
}

#[test]
fn bodies_are_appended() {
    let mut rig = Rig::new();
    rig.enqueue(callback("a", 1));
    rig.enqueue(callback("b", 2));
    let mut buf = b"front:".to_vec();
    while rig.delivery.poll_output(&mut buf).is_some() {}
    assert_eq!(buf, b"front:n=1n=2");
}

#[test]
fn soap_6_2_5_1_and_tw_8_3_1_methods_of_http() {
    for method in MtMethod::ALL {
        assert!(method.name().ends_with(HttpMethod::of_mt(*method).name()));
    }
    for method in MoMethod::ALL {
        let name = HttpMethod::of_mo(*method).map(HttpMethod::name);
        assert_eq!(name, ["GET", "POST"].into_iter().find(|name| method.name().ends_with(name)));
    }
}

#[test]
fn neither_a_callback_nor_its_request_shows_the_variables() {
    let url = CallbackUrl::parse("http://www.example.com/mo?key=1").unwrap();
    let form = String::from("text=PIN+4711&to=27999");
    let callback = Callback::new(url, HttpMethod::Get, form, Ladder::MT);
    let shown = std::format!("{callback:?}");
    assert!(shown.contains(r#"form: {"text": [8 octets], "to": [5 octets]}"#), "{shown}");
    let (out, _) = request(callback);
    let shown = std::format!("{out:?}");
    let url = r#"url: "http://www.example.com/mo", query: {"key": [1 octets], "text": [8 octets], "to": [5 octets]}"#;
    assert!(shown.contains(url), "{shown}");
}
