//! How many `sendmsg` a second the SOAP door answers: several connections that are kept alive, each with one call under way.
//!
//! ```text
//! clickatell-interop-load --http HOST:PORT --path PATH --user U --password P --api-id N
//!     [--connections 8] [--seconds 5] [--floor 5000]
//! ```
//!
//! The body is made once. Every reply is looked at: it has to be an id. Exit status 1 when one is not, and when fewer calls a
//! second were answered than the floor says.

use std::io::{BufRead, BufReader, Error, ErrorKind, Read, Write};
use std::net::TcpStream;
use std::process::ExitCode;
use std::time::{Duration, Instant};
use std::{env, io, thread};

/// What is measured comes after this long.
const WARM_UP: Duration = Duration::from_secs(1);
/// How long a reply may take.
const PATIENCE: Duration = Duration::from_secs(10);

fn main() -> ExitCode {
    match measure() {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("load: {error}");
            ExitCode::FAILURE
        }
    }
}

/// True when as many calls were answered as the floor says.
fn measure() -> io::Result<bool> {
    let request = request()?;
    let http = option("--http", None)?;
    let connections: usize = number("--connections", "8")?;
    let floor: f64 = number("--floor", "5000")?;
    let from = Instant::now() + WARM_UP;
    let span = Duration::from_secs(number("--seconds", "5")?);
    let results: io::Result<Vec<Vec<Duration>>> = thread::scope(|scope| {
        let threads: Vec<_> =
            (0..connections).map(|_| scope.spawn(|| calls(&http, &request, from, from + span))).collect();
        threads
            .into_iter()
            .map(|thread| thread.join().unwrap_or_else(|_| Err(Error::other("a thread panicked"))))
            .collect()
    });
    let mut taken = results?.concat();
    taken.sort_unstable();
    let rate = taken.len() as f64 / span.as_secs_f64();
    let at = |share: f64| {
        taken.get((taken.len() as f64 * share) as usize).map_or(f64::NAN, |it| it.as_secs_f64() * 1e3)
    };
    println!(
        "  {rate:.0} sendmsg a second on {connections} connections; median {:.2} ms, 99 % within {:.2} ms",
        at(0.5),
        at(0.99)
    );
    if rate < floor {
        eprintln!("load: fewer than {floor} a second");
    }
    Ok(rate >= floor)
}

/// One connection: a call, its reply, the next call. Gives how long each took.
fn calls(http: &str, request: &[u8], from: Instant, until: Instant) -> io::Result<Vec<Duration>> {
    let mut stream = TcpStream::connect(http)?;
    stream.set_nodelay(true)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    let mut replies = BufReader::new(stream.try_clone()?);
    let (mut line, mut body, mut taken) = (String::new(), Vec::new(), Vec::new());
    loop {
        let begun = Instant::now();
        if begun >= until {
            return Ok(taken);
        }
        stream.write_all(request)?;
        reply(&mut replies, &mut line, &mut body)?;
        if begun >= from {
            taken.push(begun.elapsed());
        }
    }
}

/// Reads a response and looks for the id in it.
fn reply(replies: &mut BufReader<TcpStream>, line: &mut String, body: &mut Vec<u8>) -> io::Result<()> {
    let mut length = 0;
    loop {
        line.clear();
        if replies.read_line(line)? == 0 {
            return Err(ErrorKind::UnexpectedEof.into());
        }
        let line = line.trim_end().to_ascii_lowercase();
        if line.is_empty() {
            break;
        }
        if let Some(value) = line.strip_prefix("content-length:") {
            length = value.trim().parse().map_err(Error::other)?;
        }
    }
    body.resize(length, 0);
    replies.read_exact(body)?;
    if body.windows(5).any(|octets| octets == b">ID: ") {
        return Ok(());
    }
    Err(Error::other(format!("no id: {}", String::from_utf8_lossy(body))))
}

/// A `sendmsg` to one number, with its head.
fn request() -> io::Result<Vec<u8>> {
    let (http, path) = (option("--http", None)?, option("--path", None)?);
    let (user, password) = (option("--user", None)?, option("--password", None)?);
    let api_id = option("--api-id", None)?;
    let body = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\
         <s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body>\
         <n:sendmsg xmlns:n=\"http://api.clickatell.com/soap/document_literal/webservice\">\
         <api_id>{api_id}</api_id><user>{user}</user><password>{password}</password>\
         <text>This is my message here!</text><to>27999112345</to><from>ACME</from>\
         </n:sendmsg></s:Body></s:Envelope>"
    );
    let head = format!(
        "POST {path} HTTP/1.1\r\nHost: {http}\r\nContent-Type: text/xml; charset=utf-8\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    Ok([head, body].concat().into_bytes())
}

fn number<T: std::str::FromStr>(name: &str, default: &str) -> io::Result<T> {
    let value = option(name, Some(default))?;
    value.parse().map_err(|_| Error::other(format!("{name} {value} is no number")))
}

/// The word behind a name on the command line.
fn option(name: &str, default: Option<&str>) -> io::Result<String> {
    let given = env::args().skip_while(|word| word != name).nth(1);
    given.or_else(|| default.map(str::to_owned)).ok_or_else(|| Error::other(format!("{name} is missing")))
}
