//! What is built reads back as the same, for every operation of every service.

use super::*;
use clickatell_core::callback::CallbackLevel;
use clickatell_core::credit::Credit;
use clickatell_core::number::{Msisdn, SenderId};
use clickatell_core::send::{Content, MaxCredits, Options, SendMsg, Template};
use proptest::prelude::*;
use proptest::strategy::ValueTree;

/// Text of XML, without a carriage return, which no text of a message keeps.
const TEXT: &str = "[ -~\\n\\tà-ÿ€ж😀]{1,60}";

fn id() -> impl Strategy<Value = MessageId> {
    "[0-9a-f]{32}|[!-~]{1,64}".prop_map(|id| MessageId::parse(&id).unwrap())
}

fn numbers() -> impl Strategy<Value = Vec<String>> {
    prop::collection::vec("[1-9][0-9]{6,14}", 1..12)
}

fn destinations() -> impl Strategy<Value = Destinations<'static>> {
    numbers().prop_map(|numbers| numbers.into_iter().map(Cow::Owned).collect())
}

fn options() -> impl Strategy<Value = Options> {
    let counts = (1_u32..=35, 1_u32..=3, 1_u32..=1440, prop::option::of(1_u32..=10_080), any::<u32>());
    let flags = (any::<bool>(), any::<bool>(), any::<bool>(), 0_u8..=7);
    let names = (
        prop::option::of("[A-Za-z][A-Za-z0-9]{0,10}|[0-9]{1,16}"),
        prop::option::of("[A-Za-z0-9]{1,32}"),
        prop::option::of(1_i64..=10_000_000),
    );
    (counts, flags, names).prop_map(|(counts, flags, (from, id, credits))| {
        let mut options = Options::default();
        options.from = from.map(|from| SenderId::parse(&from).unwrap());
        options.concat = counts.0.try_into().unwrap();
        options.queue = counts.1.try_into().unwrap();
        options.validity = counts.2.try_into().unwrap();
        options.deliv_time = counts.3.map(|delay| delay.try_into().unwrap());
        options.req_feat = clickatell_core::feature::ReqFeat::from_bits_retain(counts.4);
        (options.deliv_ack, options.escalate, options.mo) = (flags.0, flags.1, flags.2);
        options.callback = CallbackLevel::new(flags.3);
        options.client_message_id = id.map(|id| MessageId::parse(&id).unwrap());
        let credits = credits.map(|credits| Credit::from_millionths(credits).unwrap());
        options.max_credits = credits.map(|credits| MaxCredits::new(credits).unwrap());
        options
    })
}

fn content() -> impl Strategy<Value = Content<'static>> {
    prop_oneof![
        TEXT.prop_map(|text| Content::Text(text.into())),
        TEXT.prop_map(|text| Content::Unicode(text.into())),
        prop::collection::vec(any::<u8>(), 1..100).prop_map(|data| Content::Data(data.into())),
    ]
}

fn requests() -> impl Strategy<Value = Request<'static>> {
    let message = (numbers(), content(), options()).prop_map(|(to, content, options)| {
        let mut message = SendMsg::new(to.iter().map(|to| Msisdn::parse(to).unwrap()), content);
        message.options = options;
        Request::SendMsg(message)
    });
    let template = (TEXT, any::<bool>(), options()).prop_map(|(text, unicode, options)| {
        let mut template = Template::new(text);
        (template.unicode, template.options) = (unicode, options);
        Request::StartBatch(template)
    });
    let named = prop_oneof![
        id().prop_map(querymsg::Request::Api),
        TEXT.prop_map(|id| querymsg::Request::Client(id.into())),
    ];
    let item = (id(), destinations(), prop::collection::vec(TEXT, 0..=4)).prop_map(|(batch, to, fields)| {
        Request::SendItem(senditem::Request::new(batch, to, fields.into_iter().map(Cow::Owned).collect()))
    });
    let mms = (destinations(), TEXT, 0_usize..4, 1_u32.., TEXT, "[!-~]{1,30}", options()).prop_map(
        |(to, subject, class, expire, sender, url, options)| {
            let class = ind_push::MmsClass::ALL[class];
            let mut push = ind_push::Request::new(to, subject, class, expire, sender, url);
            push.options = options;
            Request::IndPush(push)
        },
    );
    let moment = prop::option::of("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z");
    let si = (destinations(), TEXT, "[!-~]{1,30}", TEXT, moment, 0_usize..5, options()).prop_map(
        |(to, id, url, text, expires, action, options)| {
            let mut push = si_push::Request::new(to, id, url, text);
            push.expires = expires.map(Cow::Owned);
            push.action = si_push::SiAction::ALL[action];
            push.options = options;
            Request::SiPush(push)
        },
    );
    prop_oneof![
        4 => message,
        2 => template,
        1 => Just(Request::GetBalance),
        1 => named.clone().prop_map(Request::QueryMsg),
        1 => named.prop_map(Request::DelMsg),
        1 => "[0-9]{1,15}".prop_map(|digits| Request::RouteCoverage(routecoverage::Request::new(digits).unwrap())),
        2 => item,
        1 => (id(), destinations()).prop_map(|(batch, to)| Request::QuickSend(quicksend::Request::new(batch, to))),
        1 => id().prop_map(|batch| Request::EndBatch(endbatch::Request { batch })),
        1 => id().prop_map(|id| Request::GetMsgCharge(getmsgcharge::Request { id })),
        1 => "[!-~]{1,30}".prop_map(|token| Request::TokenPay(token_pay::Request::new(token))),
        2 => mms,
        2 => si,
    ]
}

fn callers() -> impl Strategy<Value = Auth> {
    let credentials = (1_u64..=999_999_999_999, TEXT, TEXT).prop_map(|(api_id, user, password)| {
        let api_id = ApiId::try_from(api_id).unwrap();
        Auth::Inline(Credentials { api_id, user, password: password.into() })
    });
    prop_oneof![id().prop_map(Auth::Session), credentials]
}

proptest! {
    #[test]
    fn what_is_built_reads_back_as_the_same(
        auth in callers(),
        request in requests(),
        service in prop::sample::select(Service::ALL.as_slice()),
    ) {
        let mut built = b"before".to_vec();
        match service.write_request(&auth, &request, &mut built) {
            Ok(()) => {}
            Err(error) => {
                // Too long a text is the one thing that the strategies may get wrong.
                prop_assert!(matches!(&request, Request::SendMsg(message) if message.parts().is_err()), "{error}");
                prop_assert_eq!(built, b"before");
                return Ok(());
            }
        }
        let built = built.strip_prefix(b"before").unwrap();
        prop_assert!(built.is_ascii());
        let (read_auth, read_request) = read(service, built);
        prop_assert_eq!((read_auth, read_request), (auth, request));
    }

    #[cfg(feature = "serde")]
    #[test]
    fn serde_keeps_what_it_may(mut request in requests()) {
        let value = serde_json::to_value(&request).unwrap();
        let members: Vec<_> = value.as_object().into_iter().flatten().map(|(name, _)| name.clone()).collect();
        let name = request.operation().name().to_ascii_lowercase();
        match (value.as_str(), members.as_slice()) {
            (Some(alone), []) => prop_assert_eq!(alone, name),
            (None, [member]) => prop_assert_eq!(member, &name),
            _ => prop_assert!(false, "{value}"),
        }
        if let Request::TokenPay(pay) = &mut request {
            let stars = "*".repeat(pay.token.len());
            prop_assert_eq!(value.pointer("/token_pay/token"), Some(&serde_json::Value::from(stars.as_str())));
            pay.token = stars.as_str().into();
        }
        prop_assert_eq!(serde_json::from_value::<Request<'_>>(value).unwrap(), request);
    }
}

#[test]
fn every_operation_but_two_is_among_the_requests() {
    // Those two have nothing of their own: `examples` has both.
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let mut seen = std::collections::BTreeSet::new();
    for _ in 0..2000 {
        let request = requests().new_tree(&mut runner).unwrap().current();
        seen.insert(request.operation());
    }
    assert_eq!(seen.len(), 13);
}
