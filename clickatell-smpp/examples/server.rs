//! A server under tokio: lets everybody bind, takes every message, and sends it back to its sender.
//!
//! ```sh
//! cargo run -p clickatell-smpp --features tokio --example server -- 127.0.0.1:2775
//! ```
#![allow(
    clippy::print_stdout,
    clippy::std_instead_of_core,
    reason = "an example prints, and runs where std is"
)]

use std::error::Error;
use std::time::Duration;

use clickatell_smpp::net::{self, FromEsme};
use clickatell_smpp::pdu::{DeliverSm, SubmitSm, SubmitSmResp};
use clickatell_smpp::profile::Profile;
use clickatell_smpp::session::Reply;
use clickatell_smpp::{COctets, CommandStatus, Tolerance};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::timeout;

/// How long an ESME may take to read the end.
const PATIENCE: Duration = Duration::from_secs(10);

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let address = std::env::args().nth(1).unwrap_or_else(|| "127.0.0.1:2775".to_owned());
    let listener = TcpListener::bind(address).await?;
    println!("listening on {}", listener.local_addr()?);
    loop {
        let (stream, peer) = listener.accept().await?;
        tokio::spawn(async move {
            if let Err(error) = serve(stream).await {
                println!("{peer}: {error}");
            }
        });
    }
}

async fn serve(stream: TcpStream) -> Result<(), Box<dyn Error + Send + Sync>> {
    let (server, mut esme, driver) = net::serve(stream, Profile::standard());
    let mut driver = tokio::spawn(driver);
    let mut count = 0_u32;
    while let Some(happened) = esme.recv().await {
        match happened {
            FromEsme::Ended(why) => {
                println!("the session is over: {why}");
                break;
            }
            FromEsme::Bind(bind) => bind.accept(COctets::try_from("example")?)?,
            FromEsme::Request(request) => {
                let pdu = request.pdu().clone();
                let Ok(submit) = pdu.frame().decode_as::<SubmitSm<'_>>(&Tolerance::FIELD, &mut ()) else {
                    request.reject(CommandStatus::ESME_RSUBMITFAIL)?;
                    continue;
                };
                count = count.wrapping_add(1);
                let id = count.to_string();
                request.answer(Reply::SubmitSm(SubmitSmResp::new(COctets::try_from(id.as_str())?)))?;
                let mut echo = DeliverSm::new(submit.source, submit.short_message);
                echo.source = submit.destination;
                echo.data_coding = submit.data_coding;
                match server.deliver(&echo).await {
                    Ok(outcome) => println!("message {id} went back: {outcome:?}"),
                    Err(error) => println!("message {id} stays here: {error}"),
                }
            }
            other => println!("{other:?}"),
        }
    }
    // Whoever does not read what it was told last is not waited for.
    if timeout(PATIENCE, &mut driver).await.is_err() {
        driver.abort();
    }
    Ok(())
}
