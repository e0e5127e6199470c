//! What hostile documents cost.

use clickatell_core::xml::{XmlDocument, XmlError, XmlLimit, XmlLimits, XmlRule, XmlWriter};
use clickatell_testkit::allocations_during;

/// Reads all of it under these limits: how many events there are.
pub(crate) fn read_under(octets: &[u8], limits: &XmlLimits) -> Result<usize, XmlError> {
    let document = XmlDocument::decode(octets, limits)?;
    let mut reader = document.reader();
    let mut events = 0;
    while reader.next_event()?.is_some() {
        events += 1;
    }
    Ok(events)
}

fn read(octets: &[u8]) -> Result<usize, XmlError> {
    read_under(octets, &XmlLimits::default())
}

#[track_caller]
fn refused(octets: &[u8], rule: &XmlRule, memory: u64) {
    let (error, _, peak) = allocations_during(|| read(octets).unwrap_err());
    assert_eq!(error.rule(), rule);
    assert!(peak <= memory, "{peak} octets for {rule}");
}

#[test]
fn plain_documents_are_read_without_an_allocation_for_each_event() {
    let document = |items: usize| {
        let item = "<item xsi:type=\"xsd:string\" n='1'>27999123454</item>\n";
        format!(
            "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>\n<e xmlns:xsi='i'>{}</e>",
            item.repeat(items)
        )
    };
    let [few, many] = [3, 10_000].map(|items| {
        let octets = document(items);
        let (events, count, peak) = allocations_during(|| read(octets.as_bytes()).unwrap());
        assert_eq!(events, 2 + 4 * items);
        assert!(peak <= 2_048, "{peak} octets for {items} items");
        count
    });
    assert_eq!(few, many);
    assert!(few <= 4, "{few} allocations");
}

#[test]
fn nesting_costs_no_more_than_its_cap() {
    refused("<a>".repeat(200_000).as_bytes(), &XmlRule::Limit(XmlLimit::Depth, 64), 16_384);
}

#[test]
fn attributes_and_namespaces_cost_no_more_than_their_caps() {
    refused(format!("<a{}", " b='c'".repeat(100_000)).as_bytes(), &XmlRule::Truncated, 512);
    let many: String = (0..50_000).map(|n| format!(" a{n}=''")).collect();
    refused(format!("<a{many}/>").as_bytes(), &XmlRule::Limit(XmlLimit::Attributes, 64), 16_384);
    let one = format!("<a b='{}'/>", "x".repeat(1 << 19));
    refused(one.as_bytes(), &XmlRule::Limit(XmlLimit::Attribute, 8 << 10), 512);
    let name = format!("<{}/>", "x".repeat(1 << 19));
    refused(name.as_bytes(), &XmlRule::Limit(XmlLimit::Name, 256), 512);
    let nested: String = (0..64).map(|n| format!("<a xmlns:p{n}='u' xmlns:q{n}='u'>")).collect();
    refused(nested.as_bytes(), &XmlRule::Limit(XmlLimit::Namespaces, 64), 16_384);
}

#[test]
fn texts_cost_no_more_than_their_cap() {
    let cap = XmlRule::Limit(XmlLimit::Text, 256 << 10);
    // One piece is refused before it is copied.
    refused(format!("<a>{}</a>", "x".repeat(1 << 19)).as_bytes(), &cap, 512);
    refused(format!("<a><![CDATA[{}]]></a>", "x".repeat(1 << 19)).as_bytes(), &cap, 512);
    // Joined pieces grow by doubling.
    refused(format!("<a>{}</a>", "&#65;x".repeat(170_000)).as_bytes(), &cap, 1 << 20);
    // A carriage return makes a copy of its piece: not of one that is refused.
    refused(format!("<a>\r{}</a>", "x".repeat(1 << 19)).as_bytes(), &cap, 512);
}

#[test]
fn a_document_over_its_cap_costs_nothing() {
    let document = vec![b'<'; (1 << 20) + 1];
    refused(&document, &XmlRule::Limit(XmlLimit::Document, 1 << 20), 256);
}

#[test]
fn document_types_cost_nothing() {
    let entities: String = (1..100).map(|n| format!("<!ENTITY e{n} '&e{};&e{};'>", n - 1, n - 1)).collect();
    let bomb = format!("<!DOCTYPE a [<!ENTITY e0 'ha'>{entities}]><a>&e99;</a>");
    refused(bomb.as_bytes(), &XmlRule::Dtd, 256);
}

#[test]
fn iso_8859_1_is_copied_once() {
    let octets =
        [b"<?xml version='1.0' encoding='ISO-8859-1'?><a>".as_slice(), &vec![0xE9; 100_000], b"</a>"]
            .concat();
    let (events, count, peak) = allocations_during(|| read(&octets).unwrap());
    assert_eq!(events, 3);
    assert!(count <= 8, "{count} allocations");
    assert!(peak <= 4 * 100_000, "{peak} octets");
    let plain = b"<?xml version='1.0' encoding='ISO-8859-1'?><a>x</a>";
    let (_, count, _) =
        allocations_during(|| XmlDocument::decode(plain, &XmlLimits::default()).unwrap().encoding());
    assert_eq!(count, 0);
}

#[test]
fn writing_is_appending() {
    let mut out = Vec::with_capacity(1 << 20);
    let ((), count, _) = allocations_during(|| {
        let mut writer = XmlWriter::new(&mut out);
        let mut root = writer.root("a").unwrap().open().unwrap();
        for _ in 0..10_000 {
            root.child("item").unwrap().text("27999123454 & more").unwrap();
        }
    });
    assert!(count <= 4, "{count} allocations");
    assert_eq!(out.len(), 7 + 10_000 * "<item>27999123454 &amp; more</item>".len());
}
