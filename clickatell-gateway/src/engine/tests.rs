use super::*;
use crate::Gateway;

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
