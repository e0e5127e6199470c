//! Service descriptions, as facts: read by a parser that is not ours.

use clickatell_soap::Service;
use roxmltree::{Document, Node};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::Verdict;
use crate::line::Kind;
use crate::shape::{explain, same};

/// What a service's description says about the service.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Description {
    service: Service,
    /// Where calls go.
    location: String,
    expect: Value,
}

impl Kind for Description {
    fn run(self, verdict: &mut Verdict) {
        verdict.check("description read", || {
            let text = written(self.service, &self.location)?;
            let document = Document::parse(&text).map_err(explain)?;
            let root = document.root_element();
            let service = child(root, "service")?;
            let port = child(service, "port")?;
            let binding = child(root, "binding")?;
            let port_type = child(root, "portType")?;
            let style = child(binding, "binding")?;
            let uses = binding.descendants().filter(|node| node.tag_name().name() == "body");
            let mut uses: Vec<_> = uses.filter_map(|body| body.attribute("use")).collect();
            uses.dedup();
            let list = root
                .descendants()
                .find_map(|node| node.attribute(("http://schemas.xmlsoap.org/wsdl/", "arrayType")));
            let found = json!({
                "namespace": root.attribute("targetNamespace"),
                "schema": child(child(root, "types")?, "schema")?.attribute("targetNamespace"),
                "qualified": child(child(root, "types")?, "schema")?.attribute("elementFormDefault"),
                "service": service.attribute("name"),
                "port": port.attribute("name"),
                "port_type": port_type.attribute("name"),
                "binding": binding.attribute("name"),
                "style": style.attribute("style"),
                "use": uses,
                "list": list,
                "location": child(port, "address")?.attribute("location"),
                "operations": names(port_type, "operation"),
                "bound": names(binding, "operation") == names(port_type, "operation"),
            });
            same(&found, &self.expect)
        });
    }
}

/// What a service's description says about an operation.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Described {
    service: Service,
    operation: String,
    expect: Value,
}

impl Kind for Described {
    fn run(self, verdict: &mut Verdict) {
        verdict.check("operation described", || {
            let text = written(self.service, "http://localhost/")?;
            let document = Document::parse(&text).map_err(explain)?;
            let root = document.root_element();
            let operation = named(child(root, "portType")?, "operation", &self.operation)?;
            let members = |way: &str| members(root, operation, way);
            let bound = named(child(root, "binding")?, "operation", &self.operation)?;
            let found = json!({
                "action": child(bound, "operation")?.attribute("soapAction"),
                "parameters": members("input")?,
                "returns": members("output")?,
                "fault": members("fault").ok(),
            });
            same(&found, &self.expect)
        });
    }
}

fn written(service: Service, location: &str) -> Result<String, String> {
    let mut out = Vec::new();
    service.write_wsdl(location, &mut out).map_err(explain)?;
    String::from_utf8(out).map_err(explain)
}

/// The parts of a message, or the members of the element that is its only part: name and type, and how often it must and
/// may be there.
fn members(root: Node<'_, '_>, operation: Node<'_, '_>, way: &str) -> Result<Vec<Value>, String> {
    let message = local(child(operation, way)?.attribute("message").unwrap_or_default());
    let message = named(root, "message", message)?;
    let parts = || message.children().filter(|node| node.tag_name().name() == "part");
    let Some(element) = parts().find_map(|part| part.attribute("element")) else {
        return Ok(parts().map(|part| json!([part.attribute("name"), part.attribute("type")])).collect());
    };
    let schema = child(child(root, "types")?, "schema")?;
    let element = named(schema, "element", local(element))?;
    let sequence = child(child(element, "complexType")?, "sequence")?;
    let member = |node: Node<'_, '_>| {
        let value = |name: &str| node.attribute(name).map(str::to_owned);
        json!([value("name"), value("type"), value("minOccurs"), value("maxOccurs")])
    };
    Ok(sequence.children().filter(Node::is_element).map(member).collect())
}

fn names(parent: Node<'_, '_>, kind: &str) -> Vec<String> {
    let children = parent.children().filter(|node| node.tag_name().name() == kind);
    children.filter_map(|node| node.attribute("name")).map(str::to_owned).collect()
}

fn child<'a, 'i>(parent: Node<'a, 'i>, name: &str) -> Result<Node<'a, 'i>, String> {
    let found = parent.children().find(|node| node.tag_name().name() == name);
    found.ok_or_else(|| format!("{} has no {name}", parent.tag_name().name()))
}

fn named<'a, 'i>(parent: Node<'a, 'i>, kind: &str, name: &str) -> Result<Node<'a, 'i>, String> {
    let mut children = parent.children().filter(|node| node.tag_name().name() == kind);
    let found = children.find(|node| node.attribute("name") == Some(name));
    found.ok_or_else(|| format!("there is no {kind} {name}"))
}

/// A name without its prefix.
fn local(name: &str) -> &str {
    name.split_once(':').map_or(name, |(_, local)| local)
}
