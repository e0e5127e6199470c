//! A client under tokio: binds, submits one message, and acknowledges what comes in until it is interrupted.
//!
//! ```sh
//! cargo run -p clickatell-smpp --features tokio --example client -- 127.0.0.1:2775 demo demo1234 3000001 279991234567
//! ```
//!
//! What is left out at the end is the gateway's demo account.
#![allow(
    clippy::print_stdout,
    clippy::std_instead_of_core,
    reason = "an example prints, and runs where std is"
)]

use std::error::Error;

use clickatell_smpp::link::{Link, Plan};
use clickatell_smpp::net::{self, Incoming, Outcome};
use clickatell_smpp::pdu::{Bind, BindKind, SubmitSm};
use clickatell_smpp::profile::Profile;
use clickatell_smpp::value::{Address, RegisteredDelivery};
use clickatell_smpp::{COctets, Password, ShortMessage};
use tokio::net::TcpStream;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let mut argument = |default: &str| arguments.next().unwrap_or_else(|| default.to_owned());
    let address = argument("127.0.0.1:2775");
    let (user, password, api_id) = (argument("demo"), argument("demo1234"), argument("3000001"));
    let to = argument("279991234567");
    let mut bind = Bind::new(
        BindKind::Transceiver,
        COctets::try_from(user.as_str())?,
        Password::try_from(password.as_str())?,
    );
    bind.system_type = COctets::try_from(api_id.as_str())?;
    // The seed spreads reconnects: each client of a fleet takes another.
    let link = Link::new(Plan::Transceiver, Profile::clickatell(), &bind, u64::from(std::process::id()))?;
    let (client, mut incoming, driver) = net::client(link, move || TcpStream::connect(address.clone()));
    let driver = tokio::spawn(driver);

    let mut message = SubmitSm::new(
        Address::international(COctets::try_from(to.as_str())?),
        ShortMessage::new(b"Hello from tokio")?,
    );
    message.registered_delivery = RegisteredDelivery::FINAL;
    let outcome = client.submit(&message);
    tokio::pin!(outcome);
    let mut told = false;
    loop {
        tokio::select! {
            outcome = &mut outcome, if !told => {
                told = true;
                match outcome? {
                    Outcome::Refused(status, _) => println!("refused: {status}"),
                    Outcome::Unknown(_) => println!("unknown: the connection died"),
                    other => println!("submitted as {:?}", other.message_id()),
                }
            }
            happened = incoming.recv() => match happened {
                Some(Incoming::Delivery(delivery)) => {
                    println!("delivered: {:?}", delivery.pdu());
                    delivery.accept()?;
                }
                Some(other) => println!("{other:?}"),
                None => break,
            },
            _ = tokio::signal::ctrl_c() => client.unbind(),
        }
    }
    driver.await?;
    Ok(())
}
