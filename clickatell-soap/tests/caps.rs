//! Caps, set to 3 and exceeded by a peer.
#![allow(clippy::unwrap_used, clippy::disallowed_methods, reason = "test code")]

use clickatell_core::id::{ApiId, ApiMessageId, MessageId};
use clickatell_core::machine::Machine;
use clickatell_core::secret::Credentials;
use clickatell_core::send::Template;
use clickatell_core::time::Instant;
use clickatell_soap::batch::{BatchLimits, Batches};
use clickatell_soap::client::{Client, ClientSettings};
use clickatell_soap::envelope::{Envelope, Limits, Tolerance};
use clickatell_soap::operation::Request;
use clickatell_soap::server::{HttpRequest, Server, ServerIn, ServerLimits};
use clickatell_soap::{Call, Service};
use clickatell_testkit::{CountingAllocator, allocations_during};

#[global_allocator]
static ALLOCATOR: CountingAllocator = CountingAllocator;

fn envelope(body: &str) -> String {
    format!(
        "<e:Envelope xmlns:e='http://schemas.xmlsoap.org/soap/envelope/'><e:Body>{body}</e:Body></e:Envelope>"
    )
}

fn tight() -> Limits {
    let mut limits = Limits::default();
    (limits.values, limits.references) = (3, 3);
    limits.xml.document = 16 << 20;
    limits
}

/// Reads a document under tight limits: whether that succeeds, how many values there are, and the peak.
fn read(document: &str) -> (bool, usize, u64) {
    let limits = tight();
    let ((read, kept), _, peak) = allocations_during(|| {
        let envelope = Envelope::decode(document.as_bytes(), None, &limits).unwrap();
        let call = Call::read(&envelope, Service::RpcEncoded, &Tolerance::FIELD, &mut ());
        (call.is_ok(), call.map_or(0, |call| call.message().values().len()))
    });
    (read, kept, peak)
}

#[test]
fn values_beyond_their_cap_take_no_memory() {
    for list in ["<to>27</to>".repeat(300_000), format!("<to>{}</to>", "<i>27</i>".repeat(300_000))] {
        let (read, kept, peak) = read(&envelope(&format!("<sendmsg>{list}</sendmsg>")));
        assert!(read && kept == 3 && peak < 4_000, "{kept} values, {peak} octets");
    }
}

#[test]
fn references_and_what_they_lead_to_take_no_memory_beyond_their_cap() {
    let one = "<sendmsg><to href='#a'/></sendmsg>";
    let array = format!("<x id='a'>{}</x>", "<i>27</i>".repeat(300_000));
    let (done, kept, peak) = read(&envelope(&format!("{one}{array}")));
    assert!(done && kept == 3 && peak < 4_000, "{kept} values, {peak} octets");
    let targets = "<x id='b'>27</x>".repeat(100_000);
    let references = format!("<sendmsg>{}</sendmsg>", "<to href='#a'/>".repeat(100_000));
    for body in [format!("{one}{targets}"), references] {
        let (done, _, peak) = read(&envelope(&body));
        assert!(!done && peak < 8_000, "{peak} octets");
    }
}

fn post(body: &[u8]) -> HttpRequest<'_> {
    HttpRequest {
        exchange: 1,
        peer: None,
        method: "POST",
        base: "http://localhost",
        path: "/soap/webservice.php",
        query: None,
        content_type: None,
        content_encoding: None,
        accept_encoding: None,
        body,
    }
}

#[test]
fn calls_that_nobody_answers_take_no_memory_beyond_their_cap() {
    let mut limits = ServerLimits::default();
    (limits.duties, limits.events) = (3, 10);
    let mut server = Server::new(limits);
    let body = envelope(&format!("<sendmsg><text>{}</text></sendmsg>", "a".repeat(10_000)));
    let ((), _, peak) = allocations_during(|| {
        for _ in 0..10_000 {
            server.handle_input(Instant::ZERO, ServerIn::Request(post(body.as_bytes())));
            let mut reply = Vec::new();
            while server.poll_output(&mut reply).is_some() {}
        }
    });
    assert!(!server.wants_input() && peak < 60_000, "{peak} octets");
}

#[test]
fn a_body_beyond_its_cap_is_not_read() {
    let mut limits = ServerLimits::default();
    limits.envelope.xml.document = 3;
    let mut server = Server::new(limits);
    let body = vec![b'a'; 100 << 20];
    let ((), _, peak) =
        allocations_during(|| server.handle_input(Instant::ZERO, ServerIn::Request(post(&body))));
    assert!(peak < 2_000, "{peak} octets");
}

#[cfg(feature = "gzip")]
#[test]
fn a_body_that_inflates_without_end_takes_no_more_than_its_cap() {
    use std::io::Write;

    let mut deflater = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    (0..16).for_each(|_| deflater.write_all(&vec![b' '; 1 << 20]).unwrap());
    let body = deflater.finish().unwrap();
    let mut limits = ServerLimits::default();
    limits.envelope.xml.document = 70_000;
    let mut server = Server::new(limits);
    let request = HttpRequest { content_encoding: Some("gzip"), ..post(&body) };
    assert!(body.len() < limits.max_body());
    let ((), _, peak) = allocations_during(|| server.handle_input(Instant::ZERO, ServerIn::Request(request)));
    // What an inflater needs itself, and a buffer that grows by doubling.
    assert!(peak < 400_000, "{peak} octets");
}

#[test]
fn calls_of_a_client_and_batches_beyond_their_caps() {
    let credentials = Credentials { api_id: ApiId::new(7), user: "demo".into(), password: "demo".into() };
    let mut settings = ClientSettings::new(Service::RpcEncoded, credentials);
    settings.calls = 3;
    let mut client = Client::new(settings);
    let (taken, _, peak) = allocations_during(|| {
        (0..10_000).filter(|_| client.call(Instant::ZERO, &Request::GetBalance).is_ok()).count()
    });
    assert!(taken == 3 && peak < 16_000, "{taken} calls, {peak} octets");
    let limits = {
        let mut limits = BatchLimits::default();
        limits.per_owner = 3;
        limits
    };
    let mut batches = Batches::new(limits);
    let (open, _, peak) = allocations_during(|| {
        for number in 0..10_000_u32 {
            let octets = u128::from(number).to_be_bytes();
            let id = MessageId::from(ApiMessageId::from_random(octets));
            let _ = batches.start(Instant::ZERO, id, 'a', Template::new("x".repeat(1000)));
        }
        batches.len()
    });
    assert!(open == 3 && peak < 24_000, "{open} batches, {peak} octets");
}

#[test]
fn a_short_request_does_not_grow_by_its_references() {
    // 999 references to one text: as a copy each they would be a quarter of a gigabyte.
    let references = "<x href='#i'/>".repeat(999);
    let body = envelope(&format!("<sendmsg>{references}</sendmsg><a id='i'>{}</a>", "x".repeat(250_000)));
    let mut server = Server::new(ServerLimits::default());
    let ((), _, peak) =
        allocations_during(|| server.handle_input(Instant::ZERO, ServerIn::Request(post(body.as_bytes()))));
    let Some(clickatell_soap::server::ServerEvent::Refused { .. }) = server.poll_event() else {
        panic!("it is taken")
    };
    assert!(peak < 2 << 20, "{peak} octets");
}
