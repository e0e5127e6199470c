//! The documents' examples, both ways.

use super::*;
use clickatell_core::number::Msisdn;
use clickatell_core::number::SenderId;
use clickatell_core::send::{Content, SendMsg, Template};

const BY_SESSION: &str = "<session_id xsi:type=\"xsd:string\">330df12c75bf8046942c3304639aa646</session_id>
    <api_id xsi:nil=\"true\" xsi:type=\"xsd:int\"/>
    <user xsi:nil=\"true\" xsi:type=\"xsd:string\"/>
    <password xsi:nil=\"true\" xsi:type=\"xsd:string\"/>";

/// A request of the document, by session where it has one.
fn rpc(operation: &str, values: &str) -> String {
    let body = format!("<tns:{operation} xmlns:tns=\"soap.clickatell.com\">\n{values}\n</tns:{operation}>");
    document(ENV, &body)
}

fn numbers(numbers: &[&str]) -> Vec<Msisdn> {
    numbers.iter().map(|number| Msisdn::parse(number).unwrap()).collect()
}

fn initial() -> Request<'static> {
    let mut message =
        SendMsg::new(numbers(&["27999123454", "27999123134"]), Content::Text("Initial test message".into()));
    message.options.from = Some(SenderId::parse("me").unwrap());
    Request::SendMsg(message)
}

#[test]
fn soap_9_1_1_soap_5_3_1_soap_5_3_11_and_soap_5_3_12_sendmsg() {
    let document = rpc(
        "sendmsg",
        "<session_id xsi:nil=\"true\" xsi:type=\"xsd:string\"/>
        <api_id xsi:type=\"xsd:int\">1234</api_id>
        <user xsi:type=\"xsd:string\">demo</user>
        <password xsi:type=\"xsd:string\">demo</password>
        <to xsi:type=\"SOAP-ENC:Array\" SOAP-ENC:arrayType=\"xsd:string[2]\">
        <item xsi:type=\"xsd:string\">27999123454</item>
        <item xsi:type=\"xsd:string\">27999123134</item>
        </to>
        <from xsi:type=\"xsd:string\">me</from>
        <text xsi:type=\"xsd:string\">Initial test message</text>
        <concat xsi:nil=\"true\" xsi:type=\"xsd:int\"/>
        <deliv_ack xsi:nil=\"true\" xsi:type=\"xsd:int\"/>
        <msg_callback xsi:nil=\"true\" xsi:type=\"xsd:int\"/>
        <deliv_time xsi:nil=\"true\" xsi:type=\"xsd:int\"/>
        <max_credits xsi:nil=\"true\" xsi:type=\"xsd:float\"/>
        <req_feat xsi:nil=\"true\" xsi:type=\"xsd:int\"/>
        <queue xsi:nil=\"true\" xsi:type=\"xsd:int\"/>
        <escalate xsi:nil=\"true\" xsi:type=\"xsd:int\"/>
        <mo xsi:nil=\"true\" xsi:type=\"xsd:int\"/>
        <climsgid xsi:nil=\"true\" xsi:type=\"xsd:string\"/>
        <unicode xsi:nil=\"true\" xsi:type=\"xsd:int\"/>
        <msg_type xsi:nil=\"true\" xsi:type=\"xsd:string\"/>
        <udh xsi:nil=\"true\" xsi:type=\"xsd:string\"/>
        <data xsi:nil=\"true\" xsi:type=\"xsd:string\"/>
        <validity xsi:nil=\"true\" xsi:type=\"xsd:int\"/>",
    );
    both_ways(Service::RpcEncoded, &demo(), &initial(), &document);
    // The older service differs in its namespace, and in one name.
    let older = document
        .replace("soap.clickatell.com", "http://api.clickatell.com/soap/webservice")
        .replace("<climsgid", "<cliMsgId");
    both_ways(Service::OlderRpc, &demo(), &initial(), &older);
}

#[test]
fn soap_4_8_sendmsg_in_document_literal() {
    let document = document(
        LITERAL,
        "<ns1:sendmsg>
        <api_id>1234</api_id>
        <user>demo</user>
        <password>demo</password>
        <text>Initial test message</text>
        <to>27999123454</to>
        <to>27999123134</to>
        <from>me</from>
        </ns1:sendmsg>",
    );
    both_ways(Service::DocumentLiteral, &demo(), &initial(), &document);
}

#[test]
fn soap_9_1_2_and_soap_5_1_1_auth() {
    let document = rpc(
        "auth",
        "<api_id xsi:type=\"xsd:int\">1234</api_id>
        <user xsi:type=\"xsd:string\">demo</user>
        <password xsi:type=\"xsd:string\">demo</password>",
    );
    both_ways(Service::RpcEncoded, &demo(), &Request::Auth, &document);
}

#[test]
fn soap_9_1_3_and_soap_7_2_1_getbalance() {
    both_ways(Service::RpcEncoded, &session(), &Request::GetBalance, &rpc("getbalance", BY_SESSION));
}

#[test]
fn soap_9_1_4_and_soap_5_4_1_querymsg_and_delmsg() {
    let values = format!(
        "{BY_SESSION}
        <apimsgid xsi:type=\"xsd:string\">{MESSAGE}</apimsgid>
        <climsgid xsi:nil=\"true\" xsi:type=\"xsd:string\"/>"
    );
    let message = querymsg::Request::Api(MessageId::parse(MESSAGE).unwrap());
    let query = Request::QueryMsg(message.clone());
    both_ways(Service::RpcEncoded, &session(), &query, &rpc("querymsg", &values));
    // the older service alone has the connection as a string there.
    let older = rpc("delmsg", &values)
        .replace("soap.clickatell.com", "http://api.clickatell.com/soap/webservice")
        .replace(
            "<api_id xsi:nil=\"true\" xsi:type=\"xsd:int\"/>",
            "<api_id xsi:nil=\"true\" xsi:type=\"xsd:string\"/>",
        );
    both_ways(Service::OlderRpc, &session(), &Request::DelMsg(message), &older);
    both_ways(
        Service::DocumentLiteral,
        &session(),
        &Request::DelMsg(querymsg::Request::Client("abc123".into())),
        &document(
            LITERAL,
            "<ns1:delmsg><session_id>330df12c75bf8046942c3304639aa646</session_id>
            <climsgid>abc123</climsgid></ns1:delmsg>",
        ),
    );
}

#[test]
fn soap_9_2_1_soap_8_1_3_and_a_48_startbatch() {
    let nil = |name: &str, kind: &str| format!("<{name} xsi:nil=\"true\" xsi:type=\"xsd:{kind}\"/>");
    let mut values = format!("{BY_SESSION}{}{}", nil("from", "string"), nil("concat", "int"));
    values
        .push_str("<template xsi:type=\"xsd:string\">Hi #field1# this is a personalised message</template>");
    for (name, kind) in [
        ("deliv_ack", "int"),
        ("msg_callback", "int"),
        ("deliv_time", "int"),
        ("max_credits", "float"),
        ("req_feat", "int"),
        ("queue", "int"),
        ("escalate", "int"),
        ("mo", "int"),
        ("climsgid", "string"),
        ("unicode", "int"),
        ("msg_type", "string"),
        ("udh", "string"),
        ("data", "string"),
        ("validity", "int"),
    ] {
        values.push_str(&nil(name, kind));
    }
    let template = Template::new("Hi #field1# this is a personalised message");
    both_ways(Service::RpcEncoded, &session(), &Request::StartBatch(template), &rpc("startbatch", &values));
}

#[test]
fn soap_9_2_2_and_soap_8_4_2_endbatch() {
    let batch = "630d9a8b093b4f0c13392ff0e0e4f863";
    let values = format!("{BY_SESSION}<batch_id xsi:type=\"xsd:string\">{batch}</batch_id>");
    let request = endbatch::Request { batch: MessageId::parse(batch).unwrap() };
    both_ways(Service::RpcEncoded, &session(), &Request::EndBatch(request), &rpc("endbatch", &values));
}

#[test]
fn soap_9_2_3_soap_8_2_1_and_soap_8_2_2_senditem() {
    let batch = MessageId::parse("a96d70df18b7b56f2965e816c76d317b").unwrap();
    let values = format!(
        "{BY_SESSION}
        <batch_id xsi:type=\"xsd:string\">a96d70df18b7b56f2965e816c76d317b</batch_id>
        <to xsi:type=\"SOAP-ENC:Array\" SOAP-ENC:arrayType=\"xsd:string[1]\">
        <item xsi:type=\"xsd:string\">27999123454</item>
        </to>
        <field1 xsi:type=\"xsd:string\">John</field1>
        <field2 xsi:nil=\"true\" xsi:type=\"xsd:string\"/>
        <field3 xsi:nil=\"true\" xsi:type=\"xsd:string\"/>
        <field4 xsi:nil=\"true\" xsi:type=\"xsd:string\"/>"
    );
    let request = senditem::Request::new(batch, to(["27999123454"]), vec!["John".into()]);
    both_ways(
        Service::RpcEncoded,
        &session(),
        &Request::SendItem(request.clone()),
        &rpc("senditem", &values),
    );
    // The text of the batch that the document starts before.
    let template = Template::new("Hi #field1# this is a personalised message");
    let message = template.message(request.to, &request.fields).unwrap();
    assert_eq!(message.content, Content::Text("Hi John this is a personalised message".into()));
}

#[test]
fn soap_9_2_4_and_soap_8_3_1_quicksend() {
    let batch = MessageId::parse("a96d70df18b7b56f2965e816c76d317b").unwrap();
    let values = format!(
        "{BY_SESSION}
        <batch_id xsi:type=\"xsd:string\">a96d70df18b7b56f2965e816c76d317b</batch_id>
        <to xsi:type=\"SOAP-ENC:Array\" SOAP-ENC:arrayType=\"xsd:string[3]\">
        <item xsi:type=\"xsd:string\">2799912345</item>
        <item xsi:type=\"xsd:string\">27999123134</item>
        <item xsi:type=\"xsd:string\">2799923424</item>
        </to>"
    );
    let request = quicksend::Request::new(batch, to(["2799912345", "27999123134", "2799923424"]));
    both_ways(Service::RpcEncoded, &session(), &Request::QuickSend(request), &rpc("quicksend", &values));
}

#[test]
fn soap_7_4_10_ind_push() {
    let values = format!(
        "{BY_SESSION}
        <to xsi:type=\"SOAP-ENC:Array\" SOAP-ENC:arrayType=\"xsd:string[1]\">
        <item xsi:type=\"xsd:string\">27999123454</item>
        </to>
        <mms_subject xsi:type=\"xsd:string\">My message</mms_subject>
        <mms_class xsi:type=\"xsd:string\">80</mms_class>
        <mms_expire xsi:type=\"xsd:string\">3000</mms_expire>
        <mms_from xsi:type=\"xsd:string\">John</mms_from>
        <mms_url xsi:type=\"xsd:string\">http://www.mywebsite.com/example.mms</mms_url>"
    );
    let request = ind_push::Request::new(
        to(["27999123454"]),
        "My message",
        ind_push::MmsClass::Personal,
        3000,
        "John",
        "http://www.mywebsite.com/example.mms",
    );
    both_ways(Service::RpcEncoded, &session(), &Request::IndPush(request), &rpc("ind_push", &values));
}

#[test]
fn soap_4_12_what_the_document_leaves_out() {
    let ping = "<ns1:ping><session_id>330df12c75bf8046942c3304639aa646</session_id></ns1:ping>";
    both_ways(Service::DocumentLiteral, &session(), &Request::Ping, &document(LITERAL, ping));
    let coverage = routecoverage::Request::new("27999123456").unwrap();
    both_ways(
        Service::DocumentLiteral,
        &session(),
        &Request::RouteCoverage(coverage.clone()),
        &document(
            LITERAL,
            "<ns1:routecoverage><session_id>330df12c75bf8046942c3304639aa646</session_id>
            <msisdn>27999123456</msisdn></ns1:routecoverage>",
        ),
    );
    let values = format!("{BY_SESSION}<msisdn xsi:type=\"xsd:string\">27999123456</msisdn>");
    both_ways(
        Service::RpcEncoded,
        &session(),
        &Request::RouteCoverage(coverage),
        &rpc("routeCoverage", &values),
    );
    let values = format!("{BY_SESSION}<apimsgid xsi:type=\"xsd:string\">{MESSAGE}</apimsgid>");
    let charge = getmsgcharge::Request { id: MessageId::parse(MESSAGE).unwrap() };
    both_ways(Service::RpcEncoded, &session(), &Request::GetMsgCharge(charge), &rpc("getmsgcharge", &values));
    let values = format!("{BY_SESSION}<token xsi:type=\"xsd:string\">123-456</token>");
    let token = token_pay::Request::new("123-456");
    both_ways(Service::RpcEncoded, &session(), &Request::TokenPay(token), &rpc("token_pay", &values));
    let mut push =
        si_push::Request::new(to(["27999123454"]), "17", "http://wap.example/a b", "Offer \u{416}");
    push.unicode = true;
    push.expires = Some("2008-08-06T09:30:14Z".into());
    push.action = si_push::SiAction::High;
    let document = document(
        LITERAL,
        "<ns1:si_push><session_id>330df12c75bf8046942c3304639aa646</session_id>
        <to>27999123454</to><si_id>17</si_id><si_url>http://wap.example/a%20b</si_url>
        <si_text>004F0066006600650072002</si_text><si_expires>2008-08-06T09:30:14Z</si_expires>
        <si_action>signal-high</si_action><unicode>1</unicode></ns1:si_push>",
    )
    .replace("0072002<", "007200200416<");
    push.url = "http://wap.example/a%20b".into();
    both_ways(Service::DocumentLiteral, &session(), &Request::SiPush(push), &document);
}
