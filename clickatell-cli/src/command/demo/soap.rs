//! The SOAP door, walked through as a client, in both styles.

use std::fmt::Display;
use std::time::{Duration, Instant};

use clickatell_core::credit::Credit;
use clickatell_core::error::ApiError;
use clickatell_core::id::MessageId;
use clickatell_core::number::{Msisdn, SenderId};
use clickatell_core::reply::Reply;
use clickatell_core::secret::{Credentials, Secret};
use clickatell_core::send::{Content, DeliveryTime, SendMsg, Template};
use clickatell_core::status::MessageStatus;
use clickatell_soap::Service;
use clickatell_soap::client::CallFailure;
use clickatell_soap::operation::{Answer, Request, endbatch, querymsg, quicksend, routecoverage, senditem};

use super::transcript::Transcript;
use super::{Access, DemoError, expect};
use crate::client::soap::{SoapClient, SoapError};
use crate::client::text::TextDoor as _;

const HANDSET: &str = "279991234567";
/// A millionth of a credit, in the units of `Credit`.
const MILLIONTH: u64 = 3;
/// How long a message may take to its handset.
const PATIENCE: Duration = Duration::from_secs(10);

/// Sends, asks, stops, and sends a batch, through either service.
pub(super) fn walk(access: &Access, print: Transcript) -> Result<(), DemoError> {
    for (service, name) in
        [(Service::DocumentLiteral, "document/literal"), (Service::RpcEncoded, "rpc/encoded")]
    {
        let path = service.paths().first().copied().unwrap_or_default();
        let url = format!("http://{}{path}", access.http);
        print.heading(&format_args!("SOAP, {name}, at {url}"))?;
        Walk { url, service, access, print }.all()?;
    }
    Ok(())
}

struct Walk<'a> {
    url: String,
    service: Service,
    access: &'a Access,
    print: Transcript,
}

impl Walk<'_> {
    fn all(&self) -> Result<(), DemoError> {
        self.wrong_password()?;
        let mut client = self.client(&self.access.password);
        let before = self.balance(&mut client)?;
        self.send(&mut client)?;
        let after = self.balance(&mut client)?;
        let paid = before.checked_sub(after).map_or(0, Credit::units);
        // Balances come with six decimals: two of them are off by a millionth at most.
        let difference = paid.abs_diff(Credit::THIRD.units());
        expect("a test message costs a third of a credit", difference <= MILLIONTH)?;
        self.stop(&mut client)?;
        self.batch(&mut client)?;
        self.coverage(&mut client)
    }

    fn wrong_password(&self) -> Result<(), DemoError> {
        self.print.step(&"A wrong password is refused.")?;
        let refused = self.client("wrong").call(&Request::GetBalance);
        let Err(SoapError::Failure(failure)) = refused else {
            return Err(DemoError::Unexpected("the call is refused"));
        };
        let code = code(&failure);
        expect("the error is 001", code == Some(ApiError::AUTHENTICATION_FAILED))?;
        self.good(&failure)
    }

    fn balance(&self, client: &mut SoapClient) -> Result<Credit, DemoError> {
        let Answer::GetBalance(answer) = client.call(&Request::GetBalance)? else {
            return Err(DemoError::Unexpected("getbalance gives a balance"));
        };
        self.good(&format_args!("Credit: {}", answer.credit))?;
        Ok(answer.credit)
    }

    /// Two destinations, of which one cannot be reached.
    fn send(&self, client: &mut SoapClient) -> Result<(), DemoError> {
        self.print.step(&"A text to two numbers: each has a result of its own.")?;
        let good = Msisdn::parse(HANDSET).map_err(DemoError::value)?;
        let bad = Msisdn::parse(&self.access.mo_number).map_err(DemoError::value)?;
        let mut message = SendMsg::new([good, bad], Content::for_text("Ωmega & <more>"));
        message.options.from = Some(SenderId::parse(&self.access.sender).map_err(DemoError::value)?);
        let results = client.send(&message)?;
        let [Reply::Id { id, .. }, Reply::Error { code: ApiError::CANNOT_ROUTE, .. }] = results.as_slice()
        else {
            return Err(DemoError::Unexpected("one is accepted, and the other cannot be routed"));
        };
        self.lines(&results)?;
        let begun = Instant::now();
        loop {
            let status = client.status(*id)?;
            if status.is_final() {
                expect("the handset receives it", status == MessageStatus::RECEIVED)?;
                return self.good(&format_args!("{} {status}", status.digits()));
            }
            expect("it is received in time", begun.elapsed() < PATIENCE)?;
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    /// A message that waits can be stopped.
    fn stop(&self, client: &mut SoapClient) -> Result<(), DemoError> {
        self.print.step(&"A message for an hour later is stopped before it is due.")?;
        let to = Msisdn::parse(HANDSET).map_err(DemoError::value)?;
        let mut message = SendMsg::new([to], Content::for_text("Later"));
        message.options.deliv_time = DeliveryTime::try_from(60_u32).ok();
        let results = client.send(&message)?;
        let [Reply::Id { id, .. }] = results.as_slice() else {
            return Err(DemoError::Unexpected("it is accepted"));
        };
        expect("it is deferred", client.status(*id)? == MessageStatus::DEFERRED)?;
        let Answer::DelMsg(stopped) = client.call(&Request::DelMsg(querymsg::Request::Api(*id)))? else {
            return Err(DemoError::Unexpected("delmsg gives a status"));
        };
        expect("it is cancelled", stopped.status.message() == MessageStatus::CANCELLED)?;
        self.good(&format_args!("ID: {} Status: {}", stopped.id, stopped.status))
    }

    fn batch(&self, client: &mut SoapClient) -> Result<(), DemoError> {
        self.print
            .step(&"A batch: one text, with what differs filled in; ended, it is no batch any more.")?;
        let template = Template::new("Hi #field1#, your appointment is at #field2#");
        let Answer::StartBatch(started) = client.call(&Request::StartBatch(template))? else {
            return Err(DemoError::Unexpected("startbatch gives a batch"));
        };
        let batch = started.batch;
        let item = senditem::Request::new(batch, vec![HANDSET.into()], vec!["Fred".into(), "10:30".into()]);
        let Answer::SendItem(sent) = client.call(&Request::SendItem(item))? else {
            return Err(DemoError::Unexpected("senditem gives results"));
        };
        self.lines(&sent.results)?;
        let quick = quicksend::Request::new(batch, vec![HANDSET.into(), "279991234568".into()]);
        let Answer::QuickSend(sent) = client.call(&Request::QuickSend(quick))? else {
            return Err(DemoError::Unexpected("quicksend gives results"));
        };
        expect("both are accepted", sent.results.iter().all(|line| matches!(line, Reply::Id { .. })))?;
        self.lines(&sent.results)?;
        self.end(client, batch)
    }

    fn end(&self, client: &mut SoapClient, batch: MessageId) -> Result<(), DemoError> {
        client.call(&Request::EndBatch(endbatch::Request { batch }))?;
        let late = senditem::Request::new(batch, vec![HANDSET.into()], Vec::new());
        match client.call(&Request::SendItem(late)) {
            Err(SoapError::Failure(failure)) if code(&failure) == Some(ApiError::INVALID_BATCH_ID) => {
                self.good(&failure)
            }
            _ => Err(DemoError::Unexpected("an ended batch is refused with 201")),
        }
    }

    fn coverage(&self, client: &mut SoapClient) -> Result<(), DemoError> {
        self.print.step(&"What a prefix costs.")?;
        let request = routecoverage::Request::new("27").map_err(DemoError::value)?;
        let Answer::RouteCoverage(routecoverage::Answer::Covered { charge, .. }) =
            client.call(&Request::RouteCoverage(request))?
        else {
            return Err(DemoError::Unexpected("the prefix is covered"));
        };
        self.good(&format_args!("27 is covered for {charge} credits"))
    }

    fn client(&self, password: &str) -> SoapClient {
        let credentials = Credentials {
            api_id: self.access.soap_api_id,
            user: self.access.system_id.clone(),
            password: Secret::from(password),
        };
        SoapClient::new(&self.url, self.service, credentials, true)
    }

    fn lines(&self, results: &[Reply<'_>]) -> Result<(), DemoError> {
        for result in results {
            let mut line = String::new();
            result.build(&mut line).map_err(DemoError::value)?;
            self.good(&line)?;
        }
        Ok(())
    }

    fn good(&self, what: &impl Display) -> Result<(), DemoError> {
        Ok(self.print.good(what)?)
    }
}

fn code(failure: &CallFailure) -> Option<ApiError> {
    match failure {
        CallFailure::Refused(refused) => Some(refused.code),
        CallFailure::Session(why) => code(why),
        _ => None,
    }
}
