//! The control interface, by a client of a few lines.

use std::net::SocketAddr;

use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::within;

#[derive(Clone, Copy)]
pub struct Control(pub SocketAddr);

impl Control {
    /// What a GET gives, which must succeed.
    pub async fn get(self, path: &str) -> Value {
        let (status, body) = self.request("GET", path, &[], "").await;
        assert_eq!(status, 200, "{path}: {body}");
        serde_json::from_str(&body).unwrap()
    }

    /// What a POST gives, which must succeed.
    pub async fn post(self, path: &str, body: &Value) -> Value {
        let (status, body) =
            self.request("POST", path, &["Content-Type: application/json"], &body.to_string()).await;
        assert_eq!(status, 200, "{path}: {body}");
        serde_json::from_str(&body).unwrap()
    }

    /// Status and body of any request.
    pub async fn request(self, method: &str, path: &str, headers: &[&str], body: &str) -> (u16, String) {
        let mut stream = self.open(method, path, headers, body).await;
        let mut response = Vec::new();
        within("an HTTP response", stream.read_to_end(&mut response)).await.unwrap();
        let response = String::from_utf8(response).unwrap();
        let (head, body) = response.split_once("\r\n\r\n").unwrap();
        (head.split(' ').nth(1).unwrap().parse().unwrap(), body.to_owned())
    }

    /// The connection of any request, whose response is still to be read.
    pub async fn open(self, method: &str, path: &str, headers: &[&str], body: &str) -> TcpStream {
        let host = if headers.iter().any(|header| header.starts_with("Host:")) {
            String::new()
        } else {
            format!("Host: {}\r\n", self.0)
        };
        let headers: String = headers.iter().map(|header| format!("{header}\r\n")).collect();
        let request = format!(
            "{method} {path} HTTP/1.1\r\n{host}{headers}Connection: close\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        );
        let mut stream = TcpStream::connect(self.0).await.unwrap();
        stream.write_all(request.as_bytes()).await.unwrap();
        stream
    }

    /// Moves the clock, and gives what fell due.
    pub async fn advance(self, span: &str) -> Vec<Value> {
        let moved = self.post("/gateway/clock", &serde_json::json!({ "advance": span })).await;
        moved["fired"].as_array().unwrap().clone()
    }
}

/// What a stream says until it has said this.
pub async fn until(stream: &mut TcpStream, last: &str) -> String {
    let mut heard = String::new();
    while !heard.contains(last) {
        let octet = within(last, stream.read_u8()).await.unwrap();
        heard.push(char::from(octet));
    }
    heard
}
