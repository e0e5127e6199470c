//! What `demo` shows.
#![allow(clippy::unwrap_used, reason = "a test: a panic is a failed test")]

mod program;

#[test]
fn every_step_is_well_and_every_delivery_is_answered_before_it_is_judged() {
    // Nobody answers at the proxy, and no call of the demo leaves this machine.
    let run = program::command().arg("demo").env("http_proxy", "http://127.0.0.1:1").output().unwrap();
    let shown = String::from_utf8(run.stdout).unwrap();
    assert_eq!(
        (run.status.code(), String::from_utf8(run.stderr).unwrap().as_str()),
        (Some(0), ""),
        "{shown}"
    );
    let (mut deliveries, mut responses) = (0, 0);
    for line in shown.lines() {
        deliveries += usize::from(line.contains("← deliver_sm #"));
        responses += usize::from(line.contains("→ deliver_sm_resp #"));
        if line.contains('✓') {
            assert_eq!(deliveries, responses, "{shown}");
        }
    }
    assert_eq!(deliveries, 5, "three parts, a long message and an answer: {shown}");
    for part in ["SMPP at", "a balance of 1000", "document/literal", "rpc/encoded", "GET /http/sendmsg"] {
        assert!(shown.contains(part), "{part}: {shown}");
    }
}
