//! JSON of what was read: the shape of `clickatell decode soap`. It shows what is there, secrets too; see
//! [`Message::redacted`] for what may be kept.

use alloc::collections::BTreeMap;

use serde::ser::{Serialize, SerializeMap, Serializer};

use crate::fault::SoapFault;
use crate::{Call, Message, Response};

/// An object: a string or null under each name, an array of them where a name is there several times.
impl Serialize for Message<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let values = self.values();
        let mut map = serializer.serialize_map(None)?;
        for (place, value) in values.iter().enumerate() {
            if values.iter().take(place).any(|before| before.name() == value.name()) {
                continue;
            }
            let mut all =
                values.iter().filter(|other| other.name() == value.name()).map(|other| other.text());
            match (all.next().flatten(), all.next()) {
                (first, None) => map.serialize_entry(value.name(), &first)?,
                (first, Some(second)) => {
                    let texts: Vec<_> = [first, second].into_iter().chain(all).collect();
                    map.serialize_entry(value.name(), &texts)?;
                }
            }
        }
        map.end()
    }
}

/// `{"style":…,"operation":…,"kind":"request","params":…}`
impl Serialize for Call<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(4))?;
        map.serialize_entry("style", &self.service())?;
        map.serialize_entry("operation", self.service().operation_name(self.operation()))?;
        map.serialize_entry("kind", "request")?;
        map.serialize_entry("params", self.message())?;
        map.end()
    }
}

/// `{"operation":…,"kind":"response","params":…}`
impl Serialize for Response<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(3))?;
        map.serialize_entry("operation", &self.operation())?;
        map.serialize_entry("kind", "response")?;
        map.serialize_entry("params", self.message())?;
        map.end()
    }
}

/// `{"kind":"fault","params":{"faultcode":…,"faultstring":…}}`
impl Serialize for SoapFault<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let params = [
            ("faultcode", Some(self.code.name())),
            ("faultstring", Some(self.string.as_ref())),
            ("faultactor", self.actor.as_deref()),
            ("detail", self.detail.as_deref()),
        ];
        let params: BTreeMap<_, _> = params.into_iter().filter(|(_, text)| text.is_some()).collect();
        let mut map = serializer.serialize_map(Some(2))?;
        map.serialize_entry("kind", "fault")?;
        map.serialize_entry("params", &params)?;
        map.end()
    }
}

#[cfg(test)]
mod tests {
    use crate::envelope::{Envelope, Limits, Tolerance};
    use crate::{Call, Response, Service};

    fn envelope(body: &str) -> String {
        format!(
            "<e:Envelope xmlns:e='http://schemas.xmlsoap.org/soap/envelope/' \
             xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance'><e:Body>{body}</e:Body></e:Envelope>"
        )
    }

    #[test]
    fn requests_responses_and_faults() {
        let document = envelope(
            "<sendmsg><password>geheim</password><to>27999123454</to><to>27999123134</to><text>Hi</text>\
             <from xsi:nil='1'/></sendmsg>",
        );
        let read = Envelope::decode(document.as_bytes(), None, &Limits::default()).unwrap();
        let call = Call::read(&read, Service::OlderRpc, &Tolerance::FIELD, &mut ()).unwrap();
        let expected = "{\"style\":\"older_rpc\",\"operation\":\"sendmsg\",\"kind\":\"request\",\"params\":{\
                        \"password\":\"geheim\",\"to\":[\"27999123454\",\"27999123134\"],\"text\":\"Hi\",\"from\":null}}";
        assert_eq!(serde_json::to_string(&call).unwrap(), expected);
        let redacted = call.into_owned().redacted();
        assert_eq!(serde_json::to_string(&redacted).unwrap(), expected.replace("geheim", "******"));
        let document = envelope("<pingResponse><return>OK:</return></pingResponse>");
        let read = Envelope::decode(document.as_bytes(), None, &Limits::default()).unwrap();
        let response = Response::read(&read, &Tolerance::FIELD, &mut ()).unwrap().unwrap();
        let expected = "{\"operation\":\"ping\",\"kind\":\"response\",\"params\":{\"return\":\"OK:\"}}";
        assert_eq!(serde_json::to_string(&response).unwrap(), expected);
        let document =
            envelope("<e:Fault><faultcode>e:Client</faultcode><faultstring>no</faultstring></e:Fault>");
        let read = Envelope::decode(document.as_bytes(), None, &Limits::default()).unwrap();
        let fault = Response::read(&read, &Tolerance::FIELD, &mut ()).unwrap().unwrap_err();
        let expected = "{\"kind\":\"fault\",\"params\":{\"faultcode\":\"Client\",\"faultstring\":\"no\"}}";
        assert_eq!(serde_json::to_string(&fault).unwrap(), expected);
    }
}
