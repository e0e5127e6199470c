//! A client beside a model of it: what it says and what it sends, after every step of a random walk.

use super::*;
use proptest::prelude::*;

/// What a client may send, and what becomes of it.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Sent {
    /// `auth` for calls that wait.
    Auth,
    /// `auth` that the owner called.
    OwnAuth { call: u64 },
    /// `getbalance` by this session.
    Balance { call: u64, session: u8, again: bool },
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Told {
    Opened,
    Done { call: u64, how: How },
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum How {
    Answered,
    Refused,
    Unknown,
    /// Not made, as no session was to be had.
    NoSession,
}

#[derive(Clone, Copy, Debug)]
enum Reply {
    Good,
    Expired,
    Refused,
    None,
}

#[derive(Default)]
struct Model {
    session: Option<u8>,
    opening: bool,
    sessions: u8,
    /// Calls without a session, and whether they were made before.
    waiting: Vec<(u64, bool)>,
    sent: Vec<Sent>,
    told: Vec<Told>,
}

impl Model {
    fn balance(&mut self, call: u64) {
        self.waiting.push((call, false));
        self.go_on();
    }

    /// Whoever waits goes by the session that there is, or one is opened.
    fn go_on(&mut self) {
        match self.session {
            Some(session) => {
                let calls = self.waiting.drain(..);
                self.sent.extend(calls.map(|(call, again)| Sent::Balance { call, session, again }));
            }
            None if self.waiting.is_empty() || self.opening => {}
            None => {
                self.opening = true;
                self.sent.push(Sent::Auth);
            }
        }
    }

    fn open(&mut self) {
        self.sessions += 1;
        (self.session, self.opening) = (Some(self.sessions), false);
        self.told.push(Told::Opened);
    }

    fn reply(&mut self, sent: Sent, reply: Reply) {
        let how = match reply {
            Reply::Good => How::Answered,
            Reply::Expired | Reply::Refused => How::Refused,
            Reply::None => How::Unknown,
        };
        match (sent, reply) {
            (Sent::Auth, Reply::Good) => self.open(),
            (Sent::Auth, _) if self.session.is_some() => {}
            (Sent::Auth, _) => {
                self.opening = false;
                let calls = self.waiting.drain(..);
                self.told.extend(calls.map(|(call, _)| Told::Done { call, how: How::NoSession }));
            }
            (Sent::Balance { call, session, again }, Reply::Expired) => {
                self.session = self.session.filter(|current| *current != session);
                if again {
                    self.told.push(Told::Done { call, how });
                } else {
                    self.waiting.push((call, true));
                }
            }
            (Sent::OwnAuth { call }, _) => {
                if matches!(reply, Reply::Good) {
                    self.open();
                }
                self.told.push(Told::Done { call, how });
            }
            (Sent::Balance { call, .. }, _) => self.told.push(Told::Done { call, how }),
        }
        self.go_on();
    }
}

fn session_id(number: u8) -> String {
    format!("{number:032x}")
}

fn told(event: ClientEvent) -> Told {
    match event {
        ClientEvent::SessionOpened => Told::Opened,
        ClientEvent::Done { handle, result, .. } => {
            let how = match result {
                Ok(_) => How::Answered,
                Err(CallFailure::Refused(_)) => How::Refused,
                Err(CallFailure::Unknown) => How::Unknown,
                Err(CallFailure::Session(_)) => How::NoSession,
                Err(other) => panic!("{other:?}"),
            };
            Told::Done { call: handle.id(), how }
        }
        other => panic!("{other:?}"),
    }
}

#[derive(Clone, Debug)]
enum Step {
    Balance,
    Auth,
    Reply(prop::sample::Index, Reply),
    /// Longer than any reply may take.
    Wait,
}

fn any_step() -> impl Strategy<Value = Step> {
    let reply = prop_oneof![
        4 => Just(Reply::Good),
        3 => Just(Reply::Expired),
        1 => Just(Reply::Refused),
        1 => Just(Reply::None),
    ];
    prop_oneof![
        6 => Just(Step::Balance),
        1 => Just(Step::Auth),
        12 => (any::<prop::sample::Index>(), reply).prop_map(|(which, reply)| Step::Reply(which, reply)),
        1 => Just(Step::Wait),
    ]
}

proptest! {
    #[test]
    fn a_client_does_what_its_model_does(steps in prop::collection::vec(any_step(), 0..80)) {
        let mut client = Client::new(settings(Service::DocumentLiteral));
        let mut model = Model::default();
        let mut now = Instant::ZERO;
        let mut flying: Vec<(Handle<Exchange>, Sent)> = Vec::new();
        for step in steps {
            match step {
                Step::Balance => model.balance(client.call(now, &Request::GetBalance).unwrap().id()),
                Step::Auth => {
                    let call = client.call(now, &Request::Auth).unwrap().id();
                    model.sent.push(Sent::OwnAuth { call });
                }
                Step::Reply(which, reply) if !flying.is_empty() => {
                    let (exchange, sent) = flying.remove(which.index(flying.len()));
                    let auth = !matches!(sent, Sent::Balance { .. });
                    let operation = if auth { "auth" } else { "getbalance" };
                    let text = match reply {
                        Reply::Good if auth => format!("OK: {}", session_id(model.sessions + 1)),
                        Reply::Good => "Credit: 1.000000".to_owned(),
                        Reply::Expired => "ERR: 003, Session ID expired".to_owned(),
                        Reply::Refused => "ERR: 001, Authentication failed".to_owned(),
                        Reply::None => String::new(),
                    };
                    let body = response(operation, &text);
                    let reply_of_http = (!matches!(reply, Reply::None)).then(|| http(200, &body));
                    client.handle_input(now, HttpIn { exchange, reply: reply_of_http });
                    model.reply(sent, reply);
                }
                Step::Reply(..) => {}
                Step::Wait => {
                    now = now.after(client.settings().reply_within);
                    client.handle_timeout(now);
                    for (_, sent) in flying.drain(..) {
                        model.reply(sent, Reply::None);
                    }
                }
            }
            let events: Vec<_> = core::iter::from_fn(|| client.poll_event()).map(told).collect();
            prop_assert_eq!(events, core::mem::take(&mut model.told));
            let requests = sent(&mut client);
            let expected = core::mem::take(&mut model.sent);
            prop_assert_eq!(requests.len(), expected.len());
            for ((exchange, operation, session), expected) in requests.into_iter().zip(expected) {
                let by = match expected {
                    Sent::Balance { session, .. } => ("getbalance", Some(session_id(session))),
                    Sent::Auth | Sent::OwnAuth { .. } => ("auth", None),
                };
                prop_assert_eq!((operation.as_str(), session), by);
                flying.push((exchange, expected));
            }
            prop_assert_eq!(client.poll_timeout().is_some(), !flying.is_empty());
        }
    }
}
