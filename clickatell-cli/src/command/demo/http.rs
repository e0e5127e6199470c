//! The HTTP door, walked through as a client that has everything in the URL.

use std::time::{Duration, Instant};

use clickatell_core::number::{Msisdn, SenderId};
use clickatell_core::reply::Reply;
use clickatell_core::secret::{Credentials, Secret};
use clickatell_core::send::{Content, SendMsg};
use clickatell_core::status::MessageStatus;

use super::transcript::Transcript;
use super::{Access, DemoError, expect};
use crate::client::http::HttpClient;
use crate::client::text::TextDoor as _;

const HANDSET: &str = "279991234567";
/// How long a message may take to its handset.
const PATIENCE: Duration = Duration::from_secs(10);

/// Sends a message, and asks how far it has come.
pub(super) fn walk(access: &Access, print: Transcript) -> Result<(), DemoError> {
    let base = format!("http://{}", access.http);
    print.heading(&format_args!("HTTP at {base}/http"))?;
    let credentials = Credentials {
        api_id: access.http_api_id,
        user: access.system_id.clone(),
        password: Secret::from(access.password.as_str()),
    };
    let mut client = HttpClient::new(&base, credentials).by_get();

    print.step(&"GET /http/sendmsg: the message is in the URL, and the reply is a line.")?;
    let to = Msisdn::parse(HANDSET).map_err(DemoError::value)?;
    let mut message = SendMsg::new([to], Content::for_form("Grüße & 5 €"));
    message.options.from = Some(SenderId::parse(&access.sender).map_err(DemoError::value)?);
    let results = client.send(&message)?;
    let [result @ Reply::Id { id, .. }] = results.as_slice() else {
        return Err(DemoError::Unexpected("the message is accepted"));
    };
    let mut line = String::new();
    result.build(&mut line).map_err(DemoError::value)?;
    print.good(&line)?;

    print.step(&"GET /http/querymsg says how far it has come.")?;
    let begun = Instant::now();
    loop {
        let status = client.status(*id)?;
        if status.is_final() {
            expect("the handset receives it", status == MessageStatus::RECEIVED)?;
            return Ok(print.good(&format_args!("{} {status}", status.digits()))?);
        }
        expect("it is received in time", begun.elapsed() < PATIENCE)?;
        std::thread::sleep(Duration::from_millis(50));
    }
}
