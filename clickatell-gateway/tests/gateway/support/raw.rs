//! A connection made of nothing but a socket.

use std::net::SocketAddr;
use std::time::Duration;

use clickatell_smpp::CommandId;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::within;

pub struct Raw(TcpStream);

impl Raw {
    pub async fn connect(address: SocketAddr) -> Self {
        Self(TcpStream::connect(address).await.unwrap())
    }

    pub async fn send(&mut self, octets: &[u8]) {
        self.0.write_all(octets).await.unwrap();
    }

    /// Sends the same octets again and again until nothing can be written for a while: how many were written.
    pub async fn send_until_stuck(&mut self, octets: &[u8], at_most: u64) -> u64 {
        let (mut sent, mut at) = (0, 0);
        while let Ok(written) =
            tokio::time::timeout(Duration::from_millis(500), self.0.write(&octets[at..])).await
        {
            let written = written.unwrap();
            sent += u64::try_from(written).unwrap();
            at = (at + written) % octets.len();
            assert!(sent < at_most, "{sent} octets, and no end");
        }
        sent
    }

    /// The next whole PDU; empty where the gateway closed.
    pub async fn receive(&mut self) -> Vec<u8> {
        let mut length = [0; 4];
        if within("a PDU", self.0.read_exact(&mut length)).await.is_err() {
            return Vec::new();
        }
        let mut pdu = length.to_vec();
        pdu.resize(u32::from_be_bytes(length).try_into().unwrap(), 0);
        within("the rest of a PDU", self.0.read_exact(&mut pdu[4..])).await.unwrap();
        pdu
    }

    /// Nothing comes for a while, and the connection stays open.
    pub async fn silent(&mut self) {
        let read = tokio::time::timeout(Duration::from_millis(300), self.0.read(&mut [0; 1])).await;
        assert!(read.is_err(), "something where there should be silence: {read:?}");
    }

    /// Sends a bind and gives the status of its response.
    pub async fn bind(&mut self, command: CommandId, words: [&str; 3], version: u8) -> u32 {
        let mut body: Vec<u8> = words.iter().flat_map(|word| [word.as_bytes(), b"\0"].concat()).collect();
        body.extend_from_slice(&[version, 0, 0, 0]);
        self.send(&pdu(command, 1, &body)).await;
        let response = self.receive().await;
        assert_eq!(response[4..8], command.response().get().to_be_bytes());
        status(&response)
    }
}

/// The status of a response.
pub fn status(response: &[u8]) -> u32 {
    u32::from_be_bytes(response[8..12].try_into().unwrap())
}

/// A PDU with status 0.
pub fn pdu(command: CommandId, sequence: u32, body: &[u8]) -> Vec<u8> {
    with_status(command, sequence, 0, body)
}

pub fn with_status(command: CommandId, sequence: u32, status: u32, body: &[u8]) -> Vec<u8> {
    let length = u32::try_from(16 + body.len()).unwrap();
    let header = [length, command.get(), status, sequence].map(u32::to_be_bytes).concat();
    [header.as_slice(), body].concat()
}

/// The body of a `submit_sm` that is accepted, from ACME to a test number, with this `registered_delivery` and text.
pub fn submit_body(registered_delivery: u8, text: &[u8]) -> Vec<u8> {
    let addresses = b"\0\x05\0ACME\0\x01\x01279991234567\0".to_vec();
    let length = u8::try_from(text.len()).unwrap();
    [addresses.as_slice(), &[0, 0, 0, 0, 0, registered_delivery, 0, 0, 0, length], text].concat()
}
