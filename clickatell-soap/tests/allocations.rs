//! How often the heap is asked while a request is built and read: a fixed number of times, and where a list grows.
#![allow(clippy::unwrap_used, clippy::disallowed_methods, reason = "test code")]

use clickatell_core::callback::CallbackLevel;
use clickatell_core::feature::ReqFeat;
use clickatell_core::id::{ApiId, MessageId};
use clickatell_core::number::{Msisdn, SenderId};
use clickatell_core::secret::Credentials;
use clickatell_core::send::{
    Content, DeliveryTime, MaxCredits, MaxParts, Options, Queue, SendMsg, Template, Validity,
};
use clickatell_soap::envelope::{Envelope, Limits, Tolerance};
use clickatell_soap::operation::{Auth, ParametersLimits, Request, si_push};
use clickatell_soap::{Call, Service, send};
use clickatell_testkit::{CountingAllocator, allocations_during};

#[global_allocator]
static ALLOCATOR: CountingAllocator = CountingAllocator;

/// No option at its default.
fn options() -> Options {
    let mut options = Options::default();
    options.from = Some(SenderId::parse("279991235642").unwrap());
    options.concat = MaxParts::RECOMMENDED;
    (options.deliv_ack, options.escalate, options.mo) = (true, true, true);
    options.callback = CallbackLevel::ALL_KINDS;
    options.deliv_time = Some(DeliveryTime::RECOMMENDED);
    options.max_credits = Some(MaxCredits::LISTED[4]);
    options.req_feat = ReqFeat::from_bits_retain(u32::MAX);
    options.queue = Queue::FIRST;
    options.client_message_id = Some(MessageId::parse("order77").unwrap());
    options.validity = Validity::new(90).unwrap();
    options
}

fn numbers(count: usize) -> impl Iterator<Item = Msisdn> {
    (0..count).map(|number| format!("27999{number:07}").as_str().try_into().unwrap())
}

fn message(to: usize, options: Options) -> Request<'static> {
    let mut message = SendMsg::new(numbers(to), Content::Text("Initial test message".into()));
    message.options = options;
    Request::SendMsg(message)
}

fn auth() -> Auth {
    let (user, password) = ("demo".into(), "demo1234".into());
    Auth::Inline(Credentials { api_id: ApiId::new(3_000_002), user, password })
}

/// How many allocations building takes, where the output has room.
fn built(service: Service, request: &Request<'_>) -> (u64, Vec<u8>) {
    let (auth, mut document) = (auth(), Vec::with_capacity(100_000));
    let ((), count, _) = allocations_during(|| service.write_request(&auth, request, &mut document).unwrap());
    (count, document)
}

/// How many allocations reading takes.
fn parsed(service: Service, document: &[u8]) -> u64 {
    let ((), count, _) = allocations_during(|| {
        let envelope = Envelope::decode(document, None, &Limits::default()).unwrap();
        let call = Call::read(&envelope, service, &Tolerance::STRICT, &mut ()).unwrap();
        let parameters = call.parameters(send::Tolerance::STRICT, ParametersLimits::default(), &mut ());
        parameters.auth(&mut ()).unwrap();
        parameters.request(&mut ()).unwrap();
    });
    count
}

#[test]
fn soap_5_3_13_an_element_takes_no_allocation_of_its_own() {
    for service in Service::ALL {
        let (few, short) = built(service, &message(10, Options::default()));
        let (many, long) = built(service, &message(300, Options::default()));
        assert_eq!((few, few <= 20), (many, true), "{service:?}");
        let (few, many) = (parsed(service, &short), parsed(service, &long));
        // Three lists double five times from 10 destinations to 300.
        assert!(few <= 24 && many <= few + 15, "{service:?} {few} {many}");
    }
}

#[test]
fn soap_5_3_13_an_option_takes_no_allocation_of_its_own() {
    for service in Service::ALL {
        let (none, plain) = built(service, &message(10, Options::default()));
        let (all, full) = built(service, &message(10, options()));
        // The rules for three of them are those of a call, which is put together for that.
        assert!(all <= none + 1, "{service:?} {none} {all}");
        let (none, all) = (parsed(service, &plain), parsed(service, &full));
        // Two lists double twice at most from a dozen values to two.
        assert!(all <= none + 4, "{service:?} {none} {all}");
        let one = |options: Options| {
            let to = vec!["27999123454".into()];
            let mut push = si_push::Request::new(to, "1", "http://example.com/", "Offer");
            push.options = options;
            let mut template = Template::new("Hello");
            template.options = options;
            (built(service, &Request::SiPush(push)).0, built(service, &Request::StartBatch(template)).0)
        };
        let (none, all) = (one(Options::default()), one(options()));
        // A list of values, which doubles.
        assert!(all.0 <= none.0 + 4 && all.1 <= none.1 + 6, "{service:?} {none:?} {all:?}");
    }
}
