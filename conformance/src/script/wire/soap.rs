//! Documents of SOAP, written from records and read into them. What is read is what builders write: no comments, no
//! breaks between tags.

use crate::script::value::{Record, Value};

/// The namespace of an operation, where a script names none.
const NAMESPACE: &str = "soap.clickatell.com";

/// The envelope around an element with these children, in their order.
pub(in crate::script) fn envelope(
    name: &str,
    namespace: Option<&str>,
    children: &[(String, String)],
) -> String {
    let namespace = namespace.unwrap_or(NAMESPACE);
    let inside: String =
        children.iter().map(|(name, text)| format!("<{name}>{}</{name}>", escaped(text))).collect();
    body(&format!("<n:{name} xmlns:n=\"{namespace}\">{inside}</n:{name}>"))
}

/// The envelope around a fault.
pub(in crate::script) fn fault(code: &str, string: &str) -> String {
    let string = escaped(string);
    body(&format!("<e:Fault><faultcode>e:{code}</faultcode><faultstring>{string}</faultstring></e:Fault>"))
}

fn body(inside: &str) -> String {
    format!(
        "<e:Envelope xmlns:e=\"http://schemas.xmlsoap.org/soap/envelope/\"><e:Body>{inside}</e:Body></e:Envelope>"
    )
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// The element in a body: its name without a prefix, and the texts inside under the names of their elements; an item of a
/// list under that of the list. `None` for what is no envelope.
pub(in crate::script) fn element(document: &str) -> Option<Record> {
    let (_, body) = document.split_once(":Body>")?;
    let mut open: Vec<&str> = Vec::new();
    let mut found: Option<Record> = None;
    for piece in body.split('<').skip(1) {
        let (tag, text) = piece.split_once('>')?;
        let name = local(tag.split([' ', '/']).find(|name| !name.is_empty())?);
        match (tag.starts_with('/'), open.as_slice()) {
            (true, []) => return found,
            (true, _) => {
                open.pop();
                continue;
            }
            (false, []) => found = Some(Record::new(name)),
            (false, outside) => {
                let name = outside.last().filter(|_| name == "item").unwrap_or(&name);
                if !tag.ends_with('/') && !text.is_empty() {
                    found = Some(found?.with(name, Value::Octets(unescaped(text)?.into_bytes())));
                }
            }
        }
        if !tag.ends_with('/') {
            open.push(name);
        }
    }
    None
}

fn local(name: &str) -> &str {
    name.split_once(':').map_or(name, |(_, local)| local)
}

fn unescaped(text: &str) -> Option<String> {
    let mut pieces = text.split('&');
    let mut plain = pieces.next()?.to_owned();
    for piece in pieces {
        let (reference, rest) = piece.split_once(';')?;
        plain.push(match reference {
            "amp" => '&',
            "lt" => '<',
            "gt" => '>',
            "quot" => '"',
            "apos" => '\'',
            number => char::from_u32(number.strip_prefix('#')?.parse().ok()?)?,
        });
        plain.push_str(rest);
    }
    Some(plain)
}
