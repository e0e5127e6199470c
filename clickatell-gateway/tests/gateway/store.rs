//! A gateway that keeps its store in a file.

use std::path::PathBuf;

use clickatell_gateway::{Gateway, StartError, StoreError};
use clickatell_smpp::CommandStatus;
use clickatell_smpp::pdu::BindKind;

use crate::support::{Control, Esme};

/// A file in a folder of its own, removed with it.
struct Scratch(PathBuf);

impl Scratch {
    fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("clickatell-gateway-{}-{name}", std::process::id()));
        let _from_before = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }

    fn file(&self) -> PathBuf {
        self.0.join("store.db")
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _best_effort = std::fs::remove_dir_all(&self.0);
    }
}

#[tokio::test]
async fn messages_balances_and_what_is_held_survive() {
    let scratch = Scratch::new("survive");
    let gateway = Gateway::builder().store(scratch.file()).start().await.unwrap();
    let mut esme = Esme::bound(&gateway, BindKind::Transceiver).await;
    let received = esme.submit("received", 1).await;
    Control(gateway.http_addr()).advance("1s").await;
    let mut on_its_way = esme.submit("on its way", 1).await;
    drop(esme);
    gateway.shutdown().await;
    assert!(!scratch.0.join("store.db-wal").exists(), "the log is merged into the file");

    // The same seed, and yet no id twice.
    let gateway = Gateway::builder().store(scratch.file()).start().await.unwrap();
    let control = Control(gateway.http_addr());
    let state = control.get("/gateway/state").await;
    assert_eq!(state["accounts"][0]["balance"], "999.333333");
    assert_eq!(state["messages"]["on_their_way"], 1);
    assert!(state["clock"]["now"].as_str().unwrap() >= "2011-04-20T10:30:01", "the clock does not go back");
    let mut esme = Esme::bound(&gateway, BindKind::Transceiver).await;
    assert_eq!(esme.receive(CommandStatus::ESME_ROK).await.receipt, Some((received, 2)));
    control.advance("1s").await;
    assert_eq!(esme.receive(CommandStatus::ESME_ROK).await.receipt, Some((on_its_way.clone(), 2)));
    assert_eq!(esme.query(&on_its_way, "ACME").await.unwrap().0, 2);
    on_its_way = esme.submit("another", 0).await;
    gateway.shutdown().await;

    let gateway = Gateway::builder().store(scratch.file()).start().await.unwrap();
    let control = Control(gateway.http_addr());
    assert_eq!(control.get(&format!("/gateway/messages/{on_its_way}")).await["text"], "another");
    let mut esme = Esme::bound(&gateway, BindKind::Receiver).await;
    esme.receives_nothing().await;
    gateway.shutdown().await;
}

#[tokio::test]
async fn one_file_one_gateway() {
    let scratch = Scratch::new("lock");
    let first = Gateway::builder().store(scratch.file()).start().await.unwrap();
    let second = Gateway::builder().store(scratch.file()).start().await;
    assert!(matches!(second, Err(StartError::Store(StoreError::InUse(file))) if file == scratch.file()));
    first.shutdown().await;
    Gateway::builder().store(scratch.file()).start().await.unwrap().shutdown().await;
}

#[tokio::test]
async fn a_file_that_cannot_be_used_says_why() {
    let scratch = Scratch::new("errors");
    let missing = scratch.0.join("no/such/folder/store.db");
    let Err(StartError::Store(error)) = Gateway::builder().store(&missing).start().await else {
        panic!("started")
    };
    assert!(error.to_string().contains("does its folder exist"), "{error}");

    let other = scratch.file();
    std::fs::write(&other, b"this is no database, but it is long enough to be looked at").unwrap();
    let Err(StartError::Store(error)) = Gateway::builder().store(&other).start().await else {
        panic!("started")
    };
    assert!(error.to_string().contains("no intact SQLite database"), "{error}");
}

#[tokio::test]
async fn an_address_in_use_says_so() {
    let first = Gateway::start().await.unwrap();
    let taken = first.smpp_addr();
    let second = Gateway::builder().configure(|config| config.listen.smpp = taken).start().await;
    let Err(error) = second else { panic!("started") };
    assert!(error.to_string().contains(&format!("SMPP cannot listen on {taken}")), "{error}");
    first.shutdown().await;
}
