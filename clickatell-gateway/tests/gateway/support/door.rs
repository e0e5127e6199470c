//! The HTTP door, by a client of a few lines.

use clickatell_gateway::Gateway;
use clickatell_gateway::config::Config;

use super::Control;

/// Credentials, in a query.
pub const WHO: &str = "api_id=3000003&user=demo&password=demo1234";

/// A client that calls by `GET`, and by `POST` when told so.
#[derive(Clone, Copy)]
pub struct Http(pub Control);

impl Http {
    pub fn of(gateway: &Gateway) -> Self {
        Self(Control(gateway.http_addr()))
    }

    pub async fn get(self, operation: &str, query: &str) -> String {
        let (status, body) = self.0.request("GET", &format!("/http/{operation}?{query}"), &[], "").await;
        assert_eq!(status, 200, "{body}");
        body
    }

    pub async fn auth(self) -> String {
        let reply = self.get("auth", WHO).await;
        let id = reply.strip_prefix("OK: ").unwrap().to_owned();
        assert!(id.len() == 32 && id.bytes().all(|digit| digit.is_ascii_hexdigit()), "{reply}");
        id
    }

    /// Sends with credentials in the call; the reply.
    pub async fn send(self, parameters: &str) -> String {
        self.get("sendmsg", &format!("{WHO}&{parameters}")).await
    }

    pub async fn status(self, id: &str) -> String {
        let reply = self.get("querymsg", &format!("{WHO}&apimsgid={id}")).await;
        reply.strip_prefix(&format!("ID: {id} Status: ")).unwrap_or(&reply).to_owned()
    }

    pub async fn balance(self) -> String {
        self.get("getbalance", WHO).await
    }
}

/// The id of a message that was accepted.
pub fn id(reply: &str) -> &str {
    reply.strip_prefix("ID: ").unwrap_or_else(|| panic!("{reply}"))
}

/// A gateway with the configuration changed so.
pub async fn start(configure: impl FnOnce(&mut Config)) -> Gateway {
    Gateway::builder().configure(configure).start().await.unwrap()
}
