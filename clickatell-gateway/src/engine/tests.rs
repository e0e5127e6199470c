use core::net::{IpAddr, Ipv4Addr};
use core::pin::pin;
use core::task::{Context, Waker};

use clickatell_core::feature::ApiKind;
use clickatell_core::send::{Given, Operation, Parameter, Tolerance};
use clickatell_soap::operation::Parameters;

use super::*;
use crate::Gateway;
use crate::api::Call;
use crate::config::Door;

#[tokio::test]
async fn a_second_try_outlives_a_failure_of_the_store() {
    let gateway = Gateway::start().await.unwrap();
    let shared = &gateway.shared;
    let api = shared.accounts.account("demo").and_then(|demo| demo.apis.first()).unwrap().id;
    let bell = shared.smpp.mailbox(api).unwrap().listen();
    let plan = shared.plan(("demo", Queue::THIRD), Timing::at_once(shared.clock.now()), &Fate::Received);
    shared.retry_at(plan.first().unwrap(), api);
    shared.start(ApiMessageId::from_random([1; 16]), plan);

    let rename = |from: &'static str, to: &'static str| {
        shared
            .store
            .call(move |connection| connection.execute_batch(&format!("ALTER TABLE {from} RENAME TO {to}")))
    };
    rename("message", "lost").await.unwrap();
    assert!(gateway.advance(Duration::from_secs(1)).await.is_err());
    assert!(!bell.has_changed().unwrap());

    rename("lost", "message").await.unwrap();
    assert_eq!(gateway.advance(Duration::from_secs(1)).await, Ok(3));
    assert!(bell.has_changed().unwrap());
}

/// The task that sends is not woken here once its message is stored: others may be quicker than it.
#[tokio::test]
async fn what_is_found_in_the_store_is_on_the_agenda() {
    let gateway = Gateway::start().await.unwrap();
    let shared = &gateway.shared;
    let limits = shared.parameters_limits();
    let mut given = Given::new(ApiKind::Http, Tolerance::GATEWAY, limits.send);
    for (parameter, value) in [
        (Parameter::ApiId, "3000003"),
        (Parameter::User, "demo"),
        (Parameter::Password, "demo1234"),
        (Parameter::To, "27999112345"),
        (Parameter::Text, "Hi"),
    ] {
        given.put(parameter, value);
    }
    let parameters = Parameters::new(Operation::SendMsg, given);
    let peer = IpAddr::V4(Ipv4Addr::LOCALHOST);
    let mut sending = pin!(shared.call(Call { door: Door::Http, peer, parameters: &parameters }));
    loop {
        // The store is busy until the task waits for it.
        let (go, wait) = std::sync::mpsc::channel::<()>();
        let busy = move |_: &rusqlite::Connection| {
            let _gone = wait.recv();
            Ok(())
        };
        shared.store.submit(busy, |_| {}).await;
        assert!(sending.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending(), "it waits");
        go.send(()).unwrap();
        let stored = |connection: &rusqlite::Connection| {
            connection.query_row("SELECT count(*) FROM message", [], |row| row.get::<_, i64>(0))
        };
        if shared.store.call(stored).await == Ok(1) {
            break;
        }
    }
    assert_eq!(gateway.advance(Duration::from_secs(1)).await, Ok(2));
    assert_eq!(sending.await.replies.len(), 1);
}
