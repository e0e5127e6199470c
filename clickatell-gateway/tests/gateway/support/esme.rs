//! A client: the session machine over a socket.

use std::collections::VecDeque;
use std::net::SocketAddr;

use clickatell_core::machine::{Duty, Machine, Timed};
use clickatell_core::time::Instant;
use clickatell_gateway::Gateway;
use clickatell_smpp::pdu::{
    Bind, BindKind, DeliverSm, DeliverSmResp, QuerySm, QuerySmResp, SubmitSm, SubmitSmResp,
};
use clickatell_smpp::receipt::Receipt;
use clickatell_smpp::session::{EndReason, Reply, Request, Role, Session, SessionEvent, Wire};
use clickatell_smpp::value::{Address, RegisteredDelivery};
use clickatell_smpp::{COctets, CommandStatus, Password, PduBuf, ShortMessage, Tolerance};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::{HANDSET, within};

pub struct Esme {
    stream: TcpStream,
    session: Session,
    zero: tokio::time::Instant,
    deliveries: VecDeque<(Duty<Request>, PduBuf)>,
    ended: Option<EndReason>,
}

/// A message that was delivered, read.
#[derive(Debug, PartialEq, Eq)]
pub struct Delivered {
    pub from: String,
    pub to: String,
    pub text: Vec<u8>,
    pub data_coding: u8,
    /// Of a receipt: the message and its state.
    pub receipt: Option<(String, u8)>,
}

impl Esme {
    pub async fn connect(address: SocketAddr, gateway: &Gateway) -> Self {
        let stream = TcpStream::connect(address).await.unwrap();
        let mut session = Session::new(Role::Esme, gateway.smpp_profile().clone());
        session.handle_input(Instant::ZERO, Wire::Connected);
        let zero = tokio::time::Instant::now();
        Self { stream, session, zero, deliveries: VecDeque::new(), ended: None }
    }

    /// Connected and bound with the default account.
    pub async fn bound(gateway: &Gateway, kind: BindKind) -> Self {
        let mut esme = Self::connect(gateway.smpp_addr(), gateway).await;
        assert_eq!(esme.bind(kind, ["demo", "demo1234", "3000001"]).await, CommandStatus::ESME_ROK);
        esme
    }

    pub async fn bind(&mut self, kind: BindKind, [user, password, system_type]: [&str; 3]) -> CommandStatus {
        let mut bind = Bind::new(kind, user.try_into().unwrap(), Password::try_from(password).unwrap());
        bind.system_type = COctets::try_from(system_type).unwrap();
        let handle = self.session.bind(self.now(), &bind).unwrap();
        match self.event().await {
            SessionEvent::Bound { handle: bound, .. } if bound == handle => CommandStatus::ESME_ROK,
            SessionEvent::BindRefused { handle: refused, status, .. } if refused == handle => status,
            event => panic!("{event:?} while binding"),
        }
    }

    /// Submits a text to the test number, from ACME: its id.
    pub async fn submit(&mut self, text: &str, registered_delivery: u8) -> String {
        let mut pdu = message(text);
        pdu.registered_delivery = RegisteredDelivery::new(registered_delivery);
        self.submit_pdu(&pdu).await.unwrap()
    }

    /// Submits a message: its id, or the status that refuses it.
    pub async fn submit_pdu(&mut self, pdu: &SubmitSm<'_>) -> Result<String, CommandStatus> {
        let handle = self.session.submit(self.now(), pdu).unwrap();
        let (status, pdu) = self.response(handle).await;
        if !status.is_ok() {
            return Err(status);
        }
        let resp: SubmitSmResp<'_> = pdu.frame().decode_as(&Tolerance::STRICT, &mut ()).unwrap();
        Ok(resp.message_id.to_string())
    }

    /// State, error code and final date of a message, or the status that refuses the query.
    pub async fn query(&mut self, id: &str, source: &str) -> Result<(u8, u8, String), CommandStatus> {
        let source = Address::unknown(source.try_into().unwrap());
        let handle = self.session.query(self.now(), &QuerySm::new(id.try_into().unwrap(), source)).unwrap();
        let (status, pdu) = self.response(handle).await;
        if !status.is_ok() {
            return Err(status);
        }
        let resp: QuerySmResp<'_> = pdu.frame().decode_as(&Tolerance::STRICT, &mut ()).unwrap();
        Ok((resp.message_state.get(), resp.error_code, resp.final_date.to_string()))
    }

    /// Submits without waiting for anything.
    pub async fn submit_many(&mut self, number: usize) -> Vec<String> {
        let (mut sent, mut ids) = (0, Vec::new());
        while ids.len() < number {
            while sent < number && self.session.window_left() > 0 {
                self.session.submit(self.now(), &message(&format!("message {sent}"))).unwrap();
                sent += 1;
            }
            let SessionEvent::Response { status, pdu, .. } = self.event().await else {
                panic!("no response")
            };
            assert_eq!(status, CommandStatus::ESME_ROK);
            let resp: SubmitSmResp<'_> = pdu.frame().decode_as(&Tolerance::STRICT, &mut ()).unwrap();
            ids.push(resp.message_id.to_string());
        }
        ids
    }

    /// The next message that is delivered, answered with this status.
    pub async fn receive(&mut self, status: CommandStatus) -> Delivered {
        let (duty, pdu) = self.next_delivery().await;
        let delivered = read(&pdu);
        let reply = match status {
            CommandStatus::ESME_ROK => Reply::DeliverSm(DeliverSmResp::default()),
            status => Reply::Refuse(status),
        };
        self.session.answer(self.now(), duty, reply).unwrap();
        self.flush().await;
        delivered
    }

    /// The next message that is delivered, not answered.
    pub async fn receive_silently(&mut self) -> Delivered {
        let (_lapses, pdu) = self.next_delivery().await;
        read(&pdu)
    }

    /// Nothing is delivered for a while.
    pub async fn receives_nothing(&mut self) {
        let wait = std::time::Duration::from_millis(200);
        if let Ok((_, pdu)) = tokio::time::timeout(wait, self.next_delivery()).await {
            panic!("{:?} where nothing should come", read(&pdu));
        }
    }

    /// The link works: `enquire_link` is answered.
    pub async fn alive(&mut self) {
        let handle = self.session.enquire_link(self.now()).unwrap();
        assert_eq!(self.response(handle).await.0, CommandStatus::ESME_ROK);
    }

    pub async fn unbind(mut self) {
        self.session.unbind(self.now()).unwrap();
        assert_eq!(self.end().await, EndReason::Unbound);
    }

    /// Closes the connection without a word, and waits until the gateway has noticed.
    pub async fn hang_up(mut self) {
        self.stream.shutdown().await.unwrap();
        within("the end", self.stream.read_to_end(&mut Vec::new())).await.unwrap();
    }

    /// Waits for the end of the session, answering what the session answers by itself.
    pub async fn end(&mut self) -> EndReason {
        while self.ended.is_none() {
            if let SessionEvent::Ended { why } = self.event().await {
                self.ended = Some(why);
            }
        }
        self.flush().await;
        self.ended.unwrap()
    }

    async fn next_delivery(&mut self) -> (Duty<Request>, PduBuf) {
        loop {
            if let Some(delivery) = self.deliveries.pop_front() {
                return delivery;
            }
            match self.event().await {
                SessionEvent::Request { duty, pdu } => self.deliveries.push_back((duty, pdu)),
                event => panic!("{event:?} while waiting for a message"),
            }
        }
    }

    async fn response(
        &mut self,
        wanted: clickatell_core::machine::Handle<clickatell_smpp::session::Command>,
    ) -> (CommandStatus, PduBuf) {
        loop {
            match self.event().await {
                SessionEvent::Response { handle, status, pdu } if handle == wanted => return (status, pdu),
                SessionEvent::Request { duty, pdu } => self.deliveries.push_back((duty, pdu)),
                event => panic!("{event:?} while waiting for a response"),
            }
        }
    }

    /// Runs the session until something happens.
    async fn event(&mut self) -> SessionEvent {
        loop {
            if let Some(event) = self.session.poll_event() {
                return event;
            }
            self.flush().await;
            let mut octets = vec![0; 4096];
            let due = self.session.poll_timeout().map(|at| self.zero + at.since(Instant::ZERO));
            let timer = async {
                match due {
                    Some(due) => tokio::time::sleep_until(due).await,
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                read = within("octets", self.stream.read(&mut octets)) => match read {
                    Ok(0) | Err(_) => self.session.handle_input(self.now(), Wire::Closed),
                    Ok(length) => self.session.handle_input(self.now(), Wire::Octets(&octets[..length])),
                },
                () = timer => self.session.handle_timeout(self.now()),
            }
        }
    }

    async fn flush(&mut self) {
        let mut octets = Vec::new();
        while self.session.poll_output(&mut octets).is_some() {}
        // A gateway that has closed is seen by the next read.
        let _closed = self.stream.write_all(&octets).await;
    }

    fn now(&self) -> Instant {
        Instant::ZERO + self.zero.elapsed()
    }
}

/// A text from ACME to the test number, without a receipt.
pub fn message(text: &str) -> SubmitSm<'_> {
    let to = Address::international(COctets::try_from(HANDSET).unwrap());
    let mut pdu = SubmitSm::new(to, ShortMessage::new(text.as_bytes()).unwrap());
    pdu.source = Address::unknown(COctets::try_from("ACME").unwrap());
    pdu
}

fn read(pdu: &PduBuf) -> Delivered {
    let deliver: DeliverSm<'_> = pdu.frame().decode_as(&Tolerance::STRICT, &mut ()).unwrap();
    let receipt = Receipt::of(&deliver).map(Result::unwrap);
    Delivered {
        from: deliver.source.addr.to_string(),
        to: deliver.destination.addr.to_string(),
        text: deliver.text_octets().to_vec(),
        data_coding: deliver.data_coding.get(),
        receipt: receipt
            .map(|receipt| (String::from_utf8(receipt.id.to_vec()).unwrap(), receipt.state.unwrap().get())),
    }
}
