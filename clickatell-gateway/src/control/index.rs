//! `/gateway`: which calls there are.

use serde::Serialize;

use super::json::Json;

/// A call, and what it is for.
#[derive(Debug, Serialize)]
pub(super) struct Call {
    call: &'static str,
    effect: &'static str,
}

/// Every call. Those that post need the header `content-type: application/json`.
const CALLS: [Call; 16] = [
    Call { call: "GET /gateway/state", effect: "accounts, binds, the clock, counters" },
    Call {
        call: "GET /gateway/messages?to=&from=&account=&api_id=&status=&text=&since=&limit=&wait=&count=",
        effect: "messages, oldest first",
    },
    Call { call: "GET /gateway/messages/ID", effect: "one message with its history" },
    Call { call: "GET /gateway/handset/MSISDN", effect: "what that handset received" },
    Call {
        call: "POST /gateway/handset/MSISDN/mo {\"to\":\"447624803759\",\"text\":\"Hi\"}",
        effect: "the handset sends a message",
    },
    Call {
        call: "GET /gateway/outcomes",
        effect: "what becomes of messages that are named, and how often it did",
    },
    Call {
        call: "PUT /gateway/outcomes/NAME {\"match\":{\"to\":\"2799910\"},\"then\":[{\"status\":7,\"after\":\"2s\"}]}",
        effect: "sets what becomes of messages: statuses, {\"error\":901}, {\"absent\":\"25h\"}, or nothing",
    },
    Call { call: "DELETE /gateway/outcomes/NAME", effect: "takes it away" },
    Call {
        call: "POST /gateway/accounts {}",
        effect: "opens an account with credentials and numbers of its own",
    },
    Call {
        call: "POST /gateway/reset {\"scope\":[\"messages\"],\"account\":\"demo\"}",
        effect: "forgets messages, refusals, events, outcomes, sessions, balances, lockouts; without a scope all of them",
    },
    Call {
        call: "GET /gateway/callbacks?account=&since=&limit=&wait=&count=",
        effect: "statuses that are or were to be pushed, oldest first",
    },
    Call {
        call: "GET /gateway/refusals?account=&since=&limit=&wait=&count=",
        effect: "what was refused and why, oldest first",
    },
    Call {
        call: "GET /gateway/events?kinds=&account=&since=&limit=&wait=&count=",
        effect: "everything that happened, as JSON lines or as server-sent events",
    },
    Call { call: "GET /gateway/clock", effect: "the clock, and what is due next" },
    Call {
        call: "POST /gateway/clock {\"advance\":\"6h\"}, {\"to\":\"2011-04-20T10:31:00Z\"}, {\"steps\":1} or {\"until\":\"idle\"}",
        effect: "moves a virtual clock",
    },
    Call { call: "GET /gateway", effect: "this list" },
];

/// `GET /gateway`.
pub(super) async fn index() -> Json<&'static [Call]> {
    Json(&CALLS)
}
