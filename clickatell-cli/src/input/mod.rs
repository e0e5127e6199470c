//! What commands read.

mod lines;
mod octets;
mod pdus;
mod stream;

use std::fmt;
use std::fs::File;
use std::io::{self, Read};
use std::path::PathBuf;

use crate::failure::Failure;

pub(crate) use lines::{Line, Lines};
pub(crate) use octets::{Form, Octets};
pub(crate) use pdus::{Pdus, Piece};
pub(crate) use stream::{Found, Stream, is_plausible};

/// How many octets are read at once.
pub(crate) const CHUNK: usize = 64 * 1024;

/// An opened file, or standard input.
pub(crate) struct Input {
    name: String,
    reader: Box<dyn Read>,
}

impl Input {
    /// Opens a file; `-`, or none at all, is standard input.
    pub(crate) fn open(path: Option<PathBuf>) -> Result<Self, Failure> {
        match path {
            Some(path) if path.as_os_str() != "-" => {
                let name = path.display().to_string();
                match File::open(&path) {
                    Ok(file) => Ok(Self { name, reader: Box::new(file) }),
                    Err(error) => Err(Failure::Input { name, error }),
                }
            }
            _ => Ok(Self { name: "standard input".to_owned(), reader: Box::new(io::stdin().lock()) }),
        }
    }

    /// The first octets, as many as there are of so many; they are read again later.
    pub(crate) fn peek(&mut self, count: usize) -> Result<Vec<u8>, Failure> {
        let (mut octets, mut chunk) = (Vec::new(), vec![0; CHUNK]);
        while octets.len() < count {
            match self.read(&mut chunk)? {
                0 => break,
                read => octets.extend_from_slice(chunk.get(..read).unwrap_or_default()),
            }
        }
        let first = octets.get(..count).unwrap_or(&octets).to_vec();
        let rest = std::mem::replace(&mut self.reader, Box::new(io::empty()));
        self.reader = Box::new(io::Cursor::new(octets).chain(rest));
        Ok(first)
    }

    /// One read; 0 at the end.
    pub(crate) fn read(&mut self, into: &mut [u8]) -> Result<usize, Failure> {
        loop {
            match self.reader.read(into) {
                Ok(count) => return Ok(count),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(self.failure(error)),
            }
        }
    }

    /// What is left of it.
    pub(crate) fn reader(&mut self) -> &mut dyn Read {
        &mut self.reader
    }

    pub(crate) fn failure(&self, error: io::Error) -> Failure {
        Failure::Input { name: self.name.clone(), error }
    }
}

impl fmt::Debug for Input {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Input({})", self.name)
    }
}
