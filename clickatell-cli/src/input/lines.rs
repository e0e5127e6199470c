//! Lines of text, each of limited length.

use std::fmt;
use std::io::{self, BufRead as _, BufReader, Read};

use super::{CHUNK, Input};
use crate::failure::Failure;

/// The lines of an input. One that is over-long is skipped, and only its number is kept.
pub(crate) struct Lines {
    name: String,
    reader: BufReader<Box<dyn Read>>,
    max_length: usize,
    number: u64,
    line: Vec<u8>,
}

/// One line.
#[derive(Debug)]
pub(crate) struct Line<'a> {
    /// Its number, from 1.
    pub(crate) number: u64,
    /// Its octets without the line feed; `None` when there are too many of them.
    pub(crate) octets: Option<&'a [u8]>,
}

impl Lines {
    /// The lines of this input, each of up to `max_length` octets.
    pub(crate) fn new(input: Input, max_length: usize) -> Self {
        let Input { name, reader } = input;
        Self {
            name,
            reader: BufReader::with_capacity(CHUNK, reader),
            max_length,
            number: 0,
            line: Vec::new(),
        }
    }

    /// The next line, or `None` at the end; `before_read` is called whenever the input may let us wait.
    pub(crate) fn next(
        &mut self,
        before_read: impl FnOnce() -> io::Result<()>,
    ) -> Result<Option<Line<'_>>, Failure> {
        self.line.clear();
        if !self.reader.buffer().contains(&b'\n') {
            before_read()?;
        }
        let limit = u64::try_from(self.max_length).unwrap_or(u64::MAX).saturating_add(1);
        let read = self.reader.by_ref().take(limit).read_until(b'\n', &mut self.line);
        if read.map_err(|error| self.failure(error))? == 0 {
            return Ok(None);
        }
        self.number = self.number.saturating_add(1);
        let whole = self.line.pop_if(|last| *last == b'\n').is_some();
        if !whole && self.line.len() > self.max_length {
            self.reader.skip_until(b'\n').map_err(|error| self.failure(error))?;
            return Ok(Some(Line { number: self.number, octets: None }));
        }
        Ok(Some(Line { number: self.number, octets: Some(&self.line) }))
    }

    fn failure(&self, error: io::Error) -> Failure {
        Failure::Input { name: self.name.clone(), error }
    }
}

impl fmt::Debug for Lines {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Lines({}, at {})", self.name, self.number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_over_long_line_costs_that_line() {
        let text: &[u8] = b"abc\nabcd\nabcdefgh\n\nabc";
        let mut lines = Lines::new(Input { name: "text".to_owned(), reader: Box::new(text) }, 3);
        let mut found = Vec::new();
        while let Some(line) = lines.next(|| Ok(())).unwrap() {
            found.push((line.number, line.octets.map(<[u8]>::to_vec)));
        }
        let expected: [(u64, Option<&[u8]>); 5] =
            [(1, Some(b"abc")), (2, None), (3, None), (4, Some(b"")), (5, Some(b"abc"))];
        assert_eq!(found, expected.map(|(number, octets)| (number, octets.map(<[u8]>::to_vec))));
    }
}
