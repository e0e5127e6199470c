//! Service descriptions (WSDL 1.1), made of the same tables as requests and responses.
//!
//! They describe what the real ones describe, and differ where those did not fit their own gateway: `max_credits` is
//! `xsd:float` in both styles, since a stub that is bound to an integer cuts 0.8 to 0, which means that there is no limit.
//! Names of messages, elements and ports are those that generated clients carry.

use clickatell_core::send::Operation;
use clickatell_core::xml::{XmlElement, XmlEncoding, XmlWriteError, XmlWriter};

use crate::Service;
use crate::envelope::{SOAP_ENC, XSD};
use crate::operation::{Kind, Row, Table, Unset, table};

const WSDL: &str = "http://schemas.xmlsoap.org/wsdl/";
const WSDL_SOAP: &str = "http://schemas.xmlsoap.org/wsdl/soap/";
const HTTP: &str = "http://schemas.xmlsoap.org/soap/http";

type Written = Result<(), XmlWriteError>;

/// What the parts of a description are called.
struct Names {
    service: &'static str,
    port: &'static str,
    port_type: &'static str,
    binding: &'static str,
    /// Behind an operation's name, for its request and its response.
    input: &'static str,
    output: &'static str,
}

const LITERAL: Names = Names {
    service: "ClickatellSms",
    port: "ClickatellSms",
    port_type: "ClickatellSms",
    binding: "Sms",
    input: "Request",
    output: "Response",
};

const RPC: Names = Names {
    service: "PushServerWS",
    port: "PushServerWSPort",
    port_type: "PushServerWSPortType",
    binding: "PushServerWSBinding",
    input: "Input",
    output: "Output",
};

impl Service {
    /// Appends the service's description, with the URL that calls go to.
    ///
    /// ```
    /// use clickatell_soap::Service;
    ///
    /// let mut out = Vec::new();
    /// Service::RpcEncoded.write_wsdl("http://localhost:8080/soap/rpc_encoded/webservice", &mut out)?;
    /// let description = String::from_utf8(out)?;
    /// assert!(description.contains("<part name=\"max_credits\" type=\"xsd:float\"/>"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// The URL has a character that XML cannot carry.
    pub fn write_wsdl(self, url: &str, out: &mut Vec<u8>) -> Result<(), XmlWriteError> {
        let before = out.len();
        let written =
            Description { service: self, names: if self.is_rpc() { &RPC } else { &LITERAL } }.write(url, out);
        if written.is_err() {
            out.truncate(before);
        }
        written
    }
}

struct Description {
    service: Service,
    names: &'static Names,
}

impl Description {
    fn write(&self, url: &str, out: &mut Vec<u8>) -> Written {
        let namespace = self.service.namespace();
        let mut xml = XmlWriter::new(out);
        xml.declaration(Some(XmlEncoding::Utf8))?;
        let mut tag =
            xml.root("definitions")?.attribute("xmlns", WSDL)?.attribute("xmlns:soap", WSDL_SOAP)?;
        tag = tag.attribute("xmlns:xsd", XSD)?.attribute("xmlns:tns", namespace)?;
        if self.service.is_rpc() {
            // A qualified attribute cannot be in the default namespace.
            tag = tag.attribute("xmlns:wsdl", WSDL)?.attribute("xmlns:SOAP-ENC", SOAP_ENC)?;
        }
        let mut root =
            tag.attribute("name", self.names.service)?.attribute("targetNamespace", namespace)?.open()?;
        self.types(&mut root)?;
        self.each(|table, name| self.messages(&mut root, table, name))?;
        self.port_type(&mut root)?;
        self.binding(&mut root)?;
        let mut service = root.child("service")?.attribute("name", self.names.service)?.open()?;
        let port = service.child("port")?.attribute("name", self.names.port)?;
        let mut port = port.attribute("binding", &format!("tns:{}", self.names.binding))?.open()?;
        port.child("soap:address")?.attribute("location", url)?.empty()
    }

    /// Every operation, with its table and its name in this service.
    fn each(&self, mut of: impl FnMut(&'static Table, &'static str) -> Written) -> Written {
        let tables = Operation::ALL.iter().filter_map(|operation| table(*operation));
        tables.into_iter().try_for_each(|table| of(table, self.service.operation_name(table.operation)))
    }

    fn types(&self, root: &mut XmlElement<'_, '_>) -> Written {
        let mut types = root.child("types")?.open()?;
        let schema = types.child("xsd:schema")?.attribute("targetNamespace", self.service.namespace())?;
        let mut schema = schema.open()?;
        if self.service.is_rpc() {
            return array_of_string(&mut schema);
        }
        self.each(|table, name| {
            element(&mut schema, name, |request| {
                table.rows(self.service).try_for_each(|row| {
                    let least = if row.unset == Unset::Required { "1" } else { "0" };
                    let most = if row.kind == Kind::List { "unbounded" } else { "1" };
                    member(request, row.name, (least, most), row.kind)
                })
            })?;
            let most = if table.returns.many { "unbounded" } else { "1" };
            element(&mut schema, &format!("{name}Response"), |response| {
                member(response, "return", ("1", most), Kind::Text)
            })?;
            let fault = format!("{name}Fault");
            element(&mut schema, &fault, |element| member(element, &fault, ("1", "1"), Kind::Text))
        })
    }

    fn messages(&self, root: &mut XmlElement<'_, '_>, table: &Table, name: &str) -> Written {
        let Names { input, output, .. } = self.names;
        if !self.service.is_rpc() {
            for (message, element) in [(*input, ""), (output, "Response"), ("Fault", "Fault")] {
                let mut message = message_of(root, name, message)?;
                let part = message.child("part")?.attribute("name", "parameters")?;
                part.attribute("element", &format!("tns:{name}{element}"))?.empty()?;
            }
            return Ok(());
        }
        let mut request = message_of(root, name, input)?;
        for row in table.rows(self.service) {
            request.child("part")?.attribute("name", row.name)?.attribute("type", rpc_type(row))?.empty()?;
        }
        drop(request);
        let returned = if table.returns.array { ARRAY } else { "xsd:string" };
        let mut response = message_of(root, name, output)?;
        response.child("part")?.attribute("name", "return")?.attribute("type", returned)?.empty()
    }

    fn port_type(&self, root: &mut XmlElement<'_, '_>) -> Written {
        let Names { input, output, .. } = self.names;
        let mut port_type = root.child("portType")?.attribute("name", self.names.port_type)?.open()?;
        self.each(|table, name| {
            let mut operation = port_type.child("operation")?.attribute("name", name)?;
            if self.service.is_rpc() {
                // For toolkits that call by position.
                let names: Vec<_> = table.rows(self.service).map(|row| row.name).collect();
                operation = operation.attribute("parameterOrder", &names.join(" "))?;
            }
            let mut operation = operation.open()?;
            for (way, suffix) in [("input", *input), ("output", output)] {
                let name = format!("{name}{suffix}");
                let tag = operation.child(way)?.attribute("name", &name)?;
                tag.attribute("message", &format!("tns:{name}"))?.empty()?;
            }
            if self.service.is_rpc() {
                return Ok(());
            }
            let fault = operation.child("fault")?.attribute("name", "fault")?;
            fault.attribute("message", &format!("tns:{name}Fault"))?.empty()
        })
    }

    fn binding(&self, root: &mut XmlElement<'_, '_>) -> Written {
        let Names { input, output, .. } = self.names;
        let style = if self.service.is_rpc() { "rpc" } else { "document" };
        let binding = root.child("binding")?.attribute("name", self.names.binding)?;
        let mut binding = binding.attribute("type", &format!("tns:{}", self.names.port_type))?.open()?;
        binding.child("soap:binding")?.attribute("style", style)?.attribute("transport", HTTP)?.empty()?;
        self.each(|table, name| {
            let mut operation = binding.child("operation")?.attribute("name", name)?.open()?;
            let action = self.service.action(table.operation);
            let action = action.trim_matches('"');
            operation
                .child("soap:operation")?
                .attribute("soapAction", action)?
                .attribute("style", style)?
                .empty()?;
            for (way, suffix) in [("input", *input), ("output", output)] {
                let mut way = operation.child(way)?.attribute("name", &format!("{name}{suffix}"))?.open()?;
                let body = way.child("soap:body")?;
                if self.service.is_rpc() {
                    let body =
                        body.attribute("use", "encoded")?.attribute("namespace", self.service.namespace())?;
                    body.attribute("encodingStyle", SOAP_ENC)?.empty()?;
                } else {
                    body.attribute("use", "literal")?.empty()?;
                }
            }
            if self.service.is_rpc() {
                return Ok(());
            }
            let mut fault = operation.child("fault")?.attribute("name", "fault")?.open()?;
            fault.child("soap:fault")?.attribute("name", "fault")?.attribute("use", "literal")?.empty()
        })
    }
}

const ARRAY: &str = "tns:ArrayOfString";

const fn rpc_type(row: &Row) -> &'static str {
    match row.kind {
        Kind::List => ARRAY,
        kind => kind.xsd(),
    }
}

/// Lists of SOAP's own encoding, whose schema is imported by its namespace alone: toolkits know it, and none need fetch
/// it.
fn array_of_string(schema: &mut XmlElement<'_, '_>) -> Written {
    schema.child("xsd:import")?.attribute("namespace", SOAP_ENC)?.empty()?;
    schema.child("xsd:import")?.attribute("namespace", WSDL)?.empty()?;
    let mut array = schema.child("xsd:complexType")?.attribute("name", "ArrayOfString")?.open()?;
    let mut content = array.child("xsd:complexContent")?.open()?;
    let mut restriction = content.child("xsd:restriction")?.attribute("base", "SOAP-ENC:Array")?.open()?;
    let attribute = restriction.child("xsd:attribute")?.attribute("ref", "SOAP-ENC:arrayType")?;
    attribute.attribute("wsdl:arrayType", "xsd:string[]")?.empty()
}

/// An element that holds others, in their order.
fn element(
    schema: &mut XmlElement<'_, '_>,
    name: &str,
    members: impl FnOnce(&mut XmlElement<'_, '_>) -> Written,
) -> Written {
    let mut element = schema.child("xsd:element")?.attribute("name", name)?.open()?;
    let mut content = element.child("xsd:complexType")?.open()?;
    members(&mut content.child("xsd:sequence")?.open()?)
}

fn member(sequence: &mut XmlElement<'_, '_>, name: &str, (least, most): (&str, &str), kind: Kind) -> Written {
    let member =
        sequence.child("xsd:element")?.attribute("minOccurs", least)?.attribute("maxOccurs", most)?;
    member.attribute("name", name)?.attribute("type", kind.xsd())?.empty()
}

fn message_of<'e, 'o>(
    root: &'e mut XmlElement<'_, 'o>,
    name: &str,
    suffix: &str,
) -> Result<XmlElement<'e, 'o>, XmlWriteError> {
    root.child("message")?.attribute("name", &format!("{name}{suffix}"))?.open()
}
