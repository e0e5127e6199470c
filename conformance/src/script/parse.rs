//! Reads a script. `scripts/README.md` has the grammar.

use std::time::Duration;

use super::statement::{Act, Expectation, Header, Message, Script, Statement};
use super::subject::End;
use super::value::{Field, Record, Value, from_hex, span};
use crate::ClauseId;

/// Lines and their numbers.
type Lines<'a> = std::iter::Zip<std::str::Lines<'a>, std::ops::RangeFrom<usize>>;

/// Why a text is no script, and in which line.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ParseError {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong there.
    pub what: String,
}

impl std::fmt::Display for ParseError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.line, self.what)
    }
}

impl std::error::Error for ParseError {}

impl Script {
    /// Reads a script.
    ///
    /// # Errors
    /// The first line that is none of the language's.
    pub fn parse(text: &str) -> Result<Self, ParseError> {
        let mut lines = text.lines().zip(1_usize..);
        let mut header = Header::default();
        for (line, number) in lines.by_ref().take_while(|(line, _)| !line.trim().is_empty()) {
            header_line(line, &mut header).map_err(|what| ParseError { line: number, what })?;
        }
        let last = text.lines().count();
        header.check().map_err(|what| ParseError { line: 1, what })?;
        let statements = block(&mut lines, None)?;
        if !statements.iter().any(Statement::expects) {
            return Err(ParseError { line: last, what: "nothing is expected".to_owned() });
        }
        Ok(Self { header, statements, last })
    }
}

fn header_line(line: &str, header: &mut Header) -> Result<(), String> {
    let line = line
        .strip_prefix("# ")
        .ok_or("the header, up to the first empty line, has lines like `# about: …`")?;
    let (key, value) = line.split_once(':').ok_or("the header has lines like `# about: …`")?;
    let value = value.trim();
    let text = match key {
        "clauses" => {
            for id in value.split(',') {
                header.clauses.push(ClauseId::try_from(id.trim().to_owned())?);
            }
            return Ok(());
        }
        "order-sensitive" if header.order_sensitive.is_none() => {
            header.order_sensitive = Some(value.to_owned());
            return Ok(());
        }
        "set" => {
            header.settings = record(&format!("set {value}"))?;
            return Ok(());
        }
        "about" => &mut header.about,
        "under test" => &mut header.under_test,
        "profile" => &mut header.profile,
        _ => return Err(format!("there is no {key:?} in a header, or it is there twice")),
    };
    if !text.is_empty() || value.is_empty() {
        return Err(format!("{key} is empty, or there twice"));
    }
    value.clone_into(text);
    Ok(())
}

impl Header {
    fn check(&self) -> Result<(), String> {
        for (key, missing) in [
            ("clauses", self.clauses.is_empty()),
            ("about", self.about.is_empty()),
            ("under test", self.under_test.is_empty()),
        ] {
            if missing {
                return Err(format!("the header has no {key:?}"));
            }
        }
        Ok(())
    }
}

/// Statements up to the end of the file, or to the `END` of the `REPEAT` in line `opened`.
fn block(lines: &mut Lines<'_>, opened: Option<usize>) -> Result<Vec<Statement>, ParseError> {
    let mut statements = Vec::new();
    while let Some((text, line)) = lines.next() {
        let located = |what| ParseError { line, what };
        let tokens = tokens(text).map_err(located)?;
        let words: Vec<&str> = tokens.iter().map(String::as_str).collect();
        let act = match words.as_slice() {
            [] => continue,
            ["END"] if opened.is_some() => return Ok(statements),
            ["REPEAT", times] => {
                let times = times.parse().map_err(|_| located(format!("{times} is no count")))?;
                Act::Repeat { times, body: block(lines, Some(line))? }
            }
            words => act(words).map_err(located)?,
        };
        statements.push(Statement { line, text: words.join(" "), act });
    }
    match opened {
        None => Ok(statements),
        Some(line) => Err(ParseError { line, what: "this REPEAT has no END".to_owned() }),
    }
}

fn act(words: &[&str]) -> Result<Act, String> {
    Ok(match words {
        ["CONNECT"] => Act::Connect,
        ["CLOSE"] => Act::Close,
        ["C:", rest @ ..] => Act::Send { end: End::Client, message: message(rest)? },
        ["S:", rest @ ..] => Act::Send { end: End::Gateway, message: message(rest)? },
        ["WAIT", time] => match time.split_once("..") {
            Some((earliest, latest)) => {
                Act::WaitFor { earliest: time_span(earliest)?, latest: time_span(latest)? }
            }
            None => Act::Wait(time_span(time)?),
        },
        ["DO", rest @ ..] => Act::Do(fields(rest)?),
        ["EXPECT", rest @ ..] => Act::Expect(expectation(rest)?),
        [first, ..] => return Err(format!("there is no statement {first}")),
        [] => return Err("nothing stands here".to_owned()),
    })
}

fn expectation(words: &[&str]) -> Result<Expectation, String> {
    Ok(match words {
        ["C:", rest @ ..] => Expectation::Sent { end: End::Client, message: message(rest)? },
        ["S:", rest @ ..] => Expectation::Sent { end: End::Gateway, message: message(rest)? },
        ["EVENT", rest @ ..] => Expectation::Event(fields(rest)?),
        ["CLOSE"] => Expectation::Close,
        ["NOTHING"] => Expectation::Nothing,
        ["NO", "INPUT", "WANTED"] => Expectation::NoInput,
        ["NO", "TIMEOUT"] => Expectation::Timeout(None),
        ["TIMEOUT", time] => Expectation::Timeout(Some(time_span(time)?)),
        ["ERROR", rest @ ..] => Expectation::Error(fields(rest)?),
        ["RESULT", rest @ ..] => {
            let words: Vec<&str> = std::iter::once("result").chain(rest.iter().copied()).collect();
            Expectation::Result(fields(&words)?)
        }
        _ => return Err(format!("nothing is expected like {:?}", words.join(" "))),
    })
}

fn message(words: &[&str]) -> Result<Message, String> {
    match words {
        ["hex", octets @ ..] if !octets.is_empty() => Ok(Message::Octets(from_hex(&octets.concat())?)),
        words => Ok(Message::Record(fields(words)?)),
    }
}

fn time_span(word: &str) -> Result<Duration, String> {
    span(word).ok_or_else(|| format!("{word} is no span of time"))
}

/// A record in one line.
pub(super) fn record(line: &str) -> Result<Record, String> {
    let tokens = tokens(line)?;
    fields(&tokens.iter().map(String::as_str).collect::<Vec<_>>())
}

fn fields(words: &[&str]) -> Result<Record, String> {
    let [name, rest @ ..] = words else { return Err("a name is missing".to_owned()) };
    if name.contains('=') {
        return Err(format!("a name is missing before {name}"));
    }
    let mut record = Record::new(*name);
    for word in rest {
        let (key, text) = word.split_once('=').ok_or_else(|| format!("{word} is no key=value"))?;
        let value = value(text).ok_or_else(|| format!("{word}: there is no such value"))?;
        record.fields.push(Field { key: key.to_owned(), value, optional: false });
    }
    Ok(record)
}

fn value(text: &str) -> Option<Value> {
    let is_name = |name: &str| {
        name.bytes().all(|octet| octet.is_ascii_alphanumeric() || b"_.-".contains(&octet)) && !name.is_empty()
    };
    if let Some(quoted) = text.strip_prefix('"') {
        let (quoted, times) = quoted.rsplit_once('"')?;
        let times = if times.is_empty() { 1 } else { times.strip_prefix('*')?.parse().ok()? };
        return Some(Value::Octets(unescape(quoted)?.repeat(times)));
    }
    if let Some(name) = text.strip_prefix('?') {
        return is_name(name).then(|| Value::Capture(name.to_owned()));
    }
    if let Some(variable) = text.strip_prefix('$') {
        let (name, more) = variable.split_once('+').unwrap_or((variable, "0"));
        return is_name(name).then_some(Value::Variable(name.to_owned(), more.parse().ok()?));
    }
    if let Some(octets) = text.strip_prefix("hex:") {
        return from_hex(octets).ok().map(Value::Octets);
    }
    if let Some(number) = text.strip_prefix("0x") {
        return u64::from_str_radix(number, 16).ok().map(Value::Code);
    }
    if text.starts_with(|letter: char| letter.is_ascii_digit()) {
        return text.parse().map(Value::Number).ok().or_else(|| span(text).map(Value::Span));
    }
    is_name(text).then(|| Value::Word(text.to_owned()))
}

/// `\"`, `\\` and `\xNN`.
fn unescape(text: &str) -> Option<Vec<u8>> {
    let mut octets = Vec::new();
    let mut rest = text;
    while let Some(place) = rest.find('\\') {
        let (plain, escape) = rest.split_at_checked(place)?;
        octets.extend_from_slice(plain.as_bytes());
        let escape = escape.strip_prefix('\\')?;
        rest = if let Some(hex) = escape.strip_prefix('x') {
            let (digits, rest) = hex.split_at_checked(2)?;
            octets.append(&mut from_hex(digits).ok().filter(|octets| octets.len() == 1)?);
            rest
        } else {
            let letter = escape.chars().next().filter(|letter| matches!(letter, '"' | '\\'))?;
            octets.extend(u8::try_from(letter));
            escape.strip_prefix(letter)?
        };
    }
    octets.extend_from_slice(rest.as_bytes());
    Some(octets)
}

/// What stands between blanks, quoted blanks aside; `#` where a word would begin makes the rest a comment.
fn tokens(line: &str) -> Result<Vec<String>, String> {
    let mut tokens = Vec::new();
    let mut token = String::new();
    let (mut quoted, mut escaped) = (false, false);
    for letter in line.chars() {
        match letter {
            '#' if token.is_empty() => break,
            ' ' | '\t' if !quoted => {
                if !token.is_empty() {
                    tokens.push(std::mem::take(&mut token));
                }
                continue;
            }
            '"' if !escaped => quoted = !quoted,
            _ => {}
        }
        escaped = quoted && letter == '\\' && !escaped;
        token.push(letter);
    }
    if quoted {
        return Err("a quotation mark is not closed".to_owned());
    }
    if !token.is_empty() {
        tokens.push(token);
    }
    Ok(tokens)
}
