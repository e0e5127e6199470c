//! An ESME over a blocking socket: binds, submits a message, prints what comes back, and unbinds.
//!
//! ```sh
//! cargo run --release -- gateway &
//! cargo run -p clickatell-smpp --example esme -- 127.0.0.1:2775
//! ```
#![allow(clippy::disallowed_methods, clippy::disallowed_types, clippy::print_stdout, reason = "a program")]
#![allow(clippy::indexing_slicing, clippy::std_instead_of_core, unreachable_pub, reason = "a program")]

#[path = "../tests/blocking/run.rs"]
mod run;

use std::error::Error;
use std::net::TcpStream;

use clickatell_core::time::Instant;
use clickatell_smpp::pdu::{Bind, BindKind, DeliverSm, DeliverSmResp, SubmitSm, SubmitSmResp};
use clickatell_smpp::profile::Profile;
use clickatell_smpp::receipt::Receipt;
use clickatell_smpp::session::{Reply, Role, Session, SessionEvent};
use clickatell_smpp::value::{Address, RegisteredDelivery};
use clickatell_smpp::{COctets, Password, PduBuf, ShortMessage, Tolerance};

fn main() -> Result<(), Box<dyn Error>> {
    let address = std::env::args().nth(1).unwrap_or_else(|| "127.0.0.1:2775".to_owned());
    let stream = TcpStream::connect(address)?;
    let started = std::time::Instant::now();
    let clock = move || Instant::ZERO.after(started.elapsed());

    let mut bind =
        Bind::new(BindKind::Transceiver, COctets::try_from("demo")?, Password::try_from("demo1234")?);
    bind.system_type = COctets::try_from("3000001")?;
    let mut submit = SubmitSm::new(
        Address::international(COctets::try_from("279991234567")?),
        ShortMessage::new(b"Hello from an example")?,
    );
    submit.source = Address::unknown(COctets::try_from("ACME")?);
    submit.registered_delivery = RegisteredDelivery::FINAL;

    let session = Session::new(Role::Esme, Profile::clickatell());
    run::run(session, stream, clock, |session, event| {
        let done = match event {
            run::Happened::Connected => session.bind(clock(), &bind).map(drop),
            run::Happened::Event(SessionEvent::Bound { version, .. }) => {
                println!("bound, SMPP {version}");
                session.submit(clock(), &submit).map(drop)
            }
            run::Happened::Event(SessionEvent::Response { status, pdu, .. }) => {
                println!("{}: {status} {}", pdu.header().command_id, message_id(&pdu));
                Ok(())
            }
            run::Happened::Event(SessionEvent::Request { duty, pdu }) => {
                println!("received {}", describe(&pdu));
                // Only now is it acknowledged: a real client has stored it by here.
                let reply = Reply::DeliverSm(DeliverSmResp::new(COctets::EMPTY));
                if let Err(error) = session.answer(clock(), duty, reply) {
                    println!("too late: {error}");
                }
                session.unbind(clock()).map(drop)
            }
            run::Happened::Event(other) => {
                println!("{other:?}");
                Ok(())
            }
        };
        if let Err(error) = done {
            println!("{error}");
            session.abort();
        }
    })?;
    Ok(())
}

fn message_id(pdu: &PduBuf) -> String {
    let resp = pdu.frame().decode_as::<SubmitSmResp<'_>>(&Tolerance::FIELD, &mut ());
    resp.map_or_else(|_| String::new(), |resp| resp.message_id.to_string())
}

fn describe(pdu: &PduBuf) -> String {
    match pdu.frame().decode_as::<DeliverSm<'_>>(&Tolerance::FIELD, &mut ()) {
        Ok(deliver) => match Receipt::of(&deliver) {
            Some(Ok(receipt)) => format!("receipt of {}: {:?}", receipt.id.escape_ascii(), receipt.state),
            Some(Err(error)) => format!("receipt: {error}"),
            None => format!("message: {:?}", deliver.short_message),
        },
        Err(fault) => fault.to_string(),
    }
}
