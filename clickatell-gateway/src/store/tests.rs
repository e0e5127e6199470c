use std::sync::mpsc as std_mpsc;

use super::*;
use crate::clock::parse_moment;

fn open(limits: Limits) -> Store {
    let accounts = crate::config::Config::default().accounts;
    Store::open(StoreOptions { file: None, limits, accounts }).unwrap().0
}

fn note(connection: &Connection, subject: &str) -> rusqlite::Result<i64> {
    let about = About { subject: Some(subject), ..About::default() };
    append(
        connection,
        parse_moment("2011-04-20T10:30:00Z").unwrap(),
        Kind::Clock,
        about,
        &serde_json::Value::Null,
    )
}

#[tokio::test]
async fn a_failure_undoes_its_own_work_and_no_other() {
    let store = open(Limits::default());
    let (done, outcomes) = std_mpsc::channel();
    // The first piece holds the thread until all are queued, so that they share a transaction.
    let (go, wait) = std_mpsc::channel::<()>();
    let pieces: [(&str, bool); 4] = [("a", true), ("b", false), ("c", true), ("d", false)];
    let first = move |connection: &Connection| {
        wait.recv().unwrap();
        note(connection, "first")
    };
    store.submit(first, |result| assert!(result.is_ok())).await;
    for (name, good) in pieces {
        let done = done.clone();
        let work = move |connection: &Connection| {
            note(connection, name)?;
            if good { Ok(()) } else { connection.execute("no SQL at all", []).map(drop) }
        };
        store.submit(work, move |result| done.send((name, result.is_ok())).unwrap()).await;
    }
    go.send(()).unwrap();
    drop(done);
    assert_eq!(outcomes.iter().collect::<Vec<_>>(), pieces);
    let subjects = store
        .call(|connection| {
            connection
                .prepare("SELECT subject FROM event ORDER BY seq")?
                .query_map([], |row| row.get(0))?
                .collect::<rusqlite::Result<Vec<String>>>()
        })
        .await
        .unwrap();
    assert_eq!(subjects, ["first", "a", "c"]);
    assert_eq!(*store.sequence().borrow(), 3);
    store.close().await;
    assert_eq!(store.call(|_| Ok(())).await, Err(StoreError::Closed));
}

/// Of a full disk SQLite rolls back the whole transaction by itself.
#[tokio::test]
async fn nothing_is_kept_of_a_transaction_that_is_answered_as_lost() {
    let store = open(Limits::default());
    let subjects = |connection: &Connection| {
        connection
            .prepare("SELECT subject FROM event ORDER BY seq")?
            .query_map([], |row| row.get(0))?
            .collect::<rusqlite::Result<Vec<String>>>()
    };
    let most_pages = |connection: &Connection, most: i64| {
        connection.pragma_update_and_check(None, "max_page_count", most, |row| row.get::<_, i64>(0))
    };
    let (done, outcomes) = std_mpsc::channel();
    let (go, wait) = std_mpsc::channel::<()>();
    let hold = move |_: &Connection| {
        wait.recv().unwrap();
        Ok(())
    };
    // The work that holds the thread has a transaction of its own: the three behind it share the next one.
    store.submit(hold, |_| {}).await;
    let before = done.clone();
    store
        .submit(|connection| note(connection, "a"), move |result| before.send(result.is_ok()).unwrap())
        .await;
    let full = done.clone();
    let fill = move |connection: &Connection| {
        note(connection, "b")?;
        let most = most_pages(connection, 1)?;
        let full = note(connection, &"x".repeat(100_000));
        most_pages(connection, most + 1000)?;
        full
    };
    store
        .submit(fill, move |result| {
            assert!(result.as_ref().unwrap_err().to_string().contains("full"), "{result:?}");
            full.send(false).unwrap();
        })
        .await;
    store.submit(|connection| note(connection, "c"), move |result| done.send(result.is_ok()).unwrap()).await;
    go.send(()).unwrap();
    assert_eq!(outcomes.iter().collect::<Vec<_>>(), [false, false, false]);
    assert_eq!(store.call(subjects).await, Ok(vec![]));
    assert_eq!(store.call(|connection| note(connection, "d")).await, Ok(1));
    assert_eq!(store.call(subjects).await, Ok(vec!["d".to_owned()]));
    assert_eq!(*store.sequence().borrow(), 1);
}

#[tokio::test]
async fn numbers_of_events_are_never_used_twice() {
    let store = open(Limits { events: 3, messages: 3, ..Limits::default() });
    for _ in 0..10 {
        store.call(|connection| note(connection, "x")).await.unwrap();
    }
    let kept: Vec<i64> = store
        .call(|connection| events_since(connection, (&[], None), 0, 100))
        .await
        .unwrap()
        .iter()
        .map(|event| event.seq)
        .collect();
    assert_eq!(kept, [8, 9, 10]);
    store.call(|connection| connection.execute("DELETE FROM event", []).map(drop)).await.unwrap();
    assert_eq!(store.call(|connection| note(connection, "x")).await, Ok(11));
}

#[tokio::test]
async fn no_table_is_built_to_write_a_message_and_an_index_finds_the_unfinished() {
    let store = open(Limits::default());
    let explain = async |column: &'static str, statement: &'static str| {
        let work = move |connection: &Connection| {
            connection
                .prepare(statement)?
                .query_map([], |row| row.get(column))?
                .collect::<rusqlite::Result<Vec<String>>>()
        };
        store.call(work).await.unwrap()
    };
    let steps = explain("opcode", "EXPLAIN UPDATE message SET status = 3 WHERE id = ''").await;
    assert!(steps.iter().any(|step| step == "IdxInsert"), "{steps:?}");
    assert!(steps.iter().all(|step| step != "OpenEphemeral"), "{steps:?}");
    let query = "EXPLAIN QUERY PLAN SELECT id FROM message
                 WHERE status = 2 OR status = 3 OR status = 8 OR status = 11 ORDER BY seq";
    let plan = explain("detail", query).await;
    assert!(plan.iter().all(|step| step.contains("message_unfinished")), "{plan:?}");
}

#[test]
fn age_is_counted_from_the_clock_s_zero_on() {
    let day = Duration::from_secs(86_400);
    assert_eq!(before(Instant::from_secs(86_399), day), -1);
    assert_eq!(before(Instant::from_secs(86_400), day), 0);
    assert_eq!(moment(column(Instant::from_micros(u64::MAX))), Instant::from_micros(i64::MAX.unsigned_abs()));
}

/// 4096 octets of a refusal or of an item, as often as a peer likes.
#[tokio::test]
async fn what_peers_make_grow_stays_within_rows_and_octets() {
    let limits = Limits { refusals: 100, held: 100, events: 100, ..Limits::default() };
    let store = open(limits);
    let mut pages = Vec::new();
    for _ in 0..30 {
        let grow = |connection: &Connection| {
            let mut pdu = vec![0x2A; 4096];
            pdu[..16].copy_from_slice(&[0, 0, 0x10, 0, 0, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0, 1]);
            let at = parse_moment("2011-04-20T10:30:00Z").unwrap();
            let refusal = NewRefusal {
                at,
                door: "smpp",
                peer: String::new(),
                account: None,
                operation: String::new(),
                status: 0,
                name: String::new(),
                reason: String::new(),
                clause: String::new(),
                shown: crate::redact::Shown::pdu(&clickatell_smpp::Frame::new(&pdu).unwrap()),
            };
            let (account, subject) = (String::new(), String::new());
            let held = Held { account, api: ApiId::new(1), at, kind: "mo", subject, pdu };
            // As many as one call may have destinations.
            for _ in 0..300 {
                refuse(connection, &refusal)?;
                hold(connection, &held)?;
            }
            Ok(())
        };
        store.call(grow).await.unwrap();
        let size = |connection: &Connection| {
            for table in ["refusal", "held", "event"] {
                let rows = format!("SELECT count(*) FROM {table}");
                let rows: i64 = connection.query_row(&rows, [], |row| row.get(0))?;
                assert!((100..=101).contains(&rows), "{rows} of {table}");
            }
            connection.pragma_query_value(None, "page_count", |row| row.get::<_, i64>(0))
        };
        pages.push(store.call(size).await.unwrap());
    }
    // The first rounds fill the database; the others use the room again.
    assert!(pages[29] <= pages[4] + pages[4] / 10, "{pages:?}");
}
