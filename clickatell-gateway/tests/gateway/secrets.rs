//! No credential of a request shows in a record, an event, an error or a log, wherever an odd request puts it.

use clickatell_core::callback::MtMethod;
use clickatell_core::delivery::CallbackUrl;
use clickatell_core::hex;
use clickatell_gateway::Gateway;
use clickatell_gateway::config::{CallbackTarget, Config};
use clickatell_smpp::CommandId;

use crate::support::raw::pdu;
use crate::support::{Control, Raw, log};

/// What must show nowhere.
const SECRET: &str = "hunter2xyz";
const STYLES: [&str; 3] =
    ["/soap/document_literal/webservice", "/soap/rpc_encoded/webservice", "/soap/webservice_vs.php"];
const WHO: &str = "api_id=3000003&user=demo&password=demo1234";
const FORM: &str = "Content-Type: application/x-www-form-urlencoded";
const JSON: &str = "Content-Type: application/json";

/// A gateway whose log is kept.
struct Watched {
    gateway: Gateway,
    control: Control,
}

impl Watched {
    async fn start(configure: impl FnOnce(&mut Config)) -> Self {
        log::keep();
        let gateway = Gateway::builder().configure(configure).start().await.unwrap();
        let control = Control(gateway.http_addr());
        Self { gateway, control }
    }

    /// That this many refusals are recorded, and that neither they nor anything else that can be asked for, nor the log,
    /// holds the secret.
    async fn is_discreet(&self, refusals: usize) {
        let control = self.control;
        let wanted = format!("/gateway/refusals?limit=1000&wait=10s&count={}", refusals.max(1));
        if refusals > 0 {
            assert_eq!(control.get(&wanted).await.as_array().unwrap().len(), refusals);
        }
        let logged = log::logged();
        assert!(logged.contains("message=refused") || refusals == 0, "{logged}");
        let mut shown = logged;
        for list in ["refusals", "callbacks", "messages", "state", "outcomes"] {
            let what = if list == "state" || list == "outcomes" { "" } else { "?limit=1000" };
            shown += &control.get(&format!("/gateway/{list}{what}")).await.to_string();
        }
        shown += &control.request("GET", "/gateway/events?limit=1000", &[], "").await.1;
        let in_hex = hex::encode(SECRET.as_bytes());
        for line in shown.replace("},{", "}\n{").lines() {
            assert!(!line.contains(SECRET) && !line.contains(&in_hex), "{line}");
        }
    }
}

fn envelope(body: &str) -> String {
    let body = body.replace("SECRET", SECRET);
    format!(
        "<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/' xmlns:n='urn:n'><s:Header>\
         <password>{SECRET}</password></s:Header><s:Body>{body}</s:Body></s:Envelope>"
    )
}

#[tokio::test]
async fn soap_in_every_style() {
    let watched = Watched::start(|_| {}).await;
    let bodies = [
        "<n:sendmsg><to><password>SECRET</password></to></n:sendmsg>",
        "<n:sendmsg><to><user>demo</user><passwd>SECRET</passwd></to></n:sendmsg>",
        "<n:sendmsg><to><a><password>SECRET</password></a></to></n:sendmsg>",
        "<n:sendmsg><user><![CDATA[demo;password=SECRET]]></user></n:sendmsg>",
        "<n:sendmsg><to href='#a'/></n:sendmsg><x id='a'><password>SECRET</password></x>",
        "<n:sendmsg><to href='#a'/></n:sendmsg><x id='a'><password href='#b'/></x><y id='b'>SECRET</y>",
        "<n:sendmsg><to password='SECRET' n:type='SECRET'>27</to><!-- SECRET --><?SECRET SECRET?></n:sendmsg>",
        "<n:sendmsg><to>http://demo:SECRET@host/</to></n:sendmsg>",
        "<n:auth><pass>SECRET</pass><PASSWORD>SECRET</PASSWORD><session_id>SECRET</session_id></n:auth>",
        "<n:auth xmlns:n='urn:demo;password=SECRET'><password>SECRET</password></n:auth>",
        "<n:auth>SECRET</n:auth>",
        "<n:auth><password>SECRET<password>SECRET</password></password></n:auth>",
        "<n:ping><session_id>SECRET</session_id></n:ping>",
        "<n:token_pay><session_id>SECRET</session_id><token>SECRET</token></n:token_pay>",
        "<n:login><user>demo</user><password>SECRET</password></n:login>",
        "<s:Fault><faultcode>SECRET</faultcode><faultstring>SECRET</faultstring></s:Fault>",
        "<n:auth><password>SECRET</n:auth>",
        "<n:auth><password>SECRET &unknown;</password></n:auth>",
    ];
    for path in STYLES {
        for body in bodies {
            watched.control.request("POST", path, &["Content-Type: text/xml"], &envelope(body)).await;
        }
        let entity =
            envelope("<n:auth/>").replace("<s:Env", &format!("<!DOCTYPE a [<!ENTITY b '{SECRET}'>]><s:Env"));
        watched.control.request("POST", path, &["Content-Type: text/xml"], &entity).await;
        watched.control.request("PUT", path, &["Content-Type: text/xml"], &envelope("<n:auth/>")).await;
        let charset = format!("Content-Type: text/xml; charset=password={SECRET}");
        watched.control.request("POST", path, &[&charset], &envelope("<n:auth/>")).await;
    }
    watched.is_discreet(STYLES.len() * (bodies.len() + 3)).await;
}

#[tokio::test]
async fn http_by_query_and_by_form() {
    let watched = Watched::start(|_| {}).await;
    let pairs = [
        "user=demo&password=SECRET",
        "user=demo&Password=SECRET&PASSWORD=SECRET",
        "user=demo&pass=SECRET&x=SECRET",
        "user=demo;password=SECRET",
        "user=demo%3Bpassword%3DSECRET",
        "user=demo&password=a&SECRET&b",
        "to=http://demo:SECRET@host/",
        "session_id=SECRET",
        "text=pwd%20is%20SECRET",
        "user=demo&password=SECRET%zz",
        "user=demo&charset=nonsense&password=SECRET",
        "SECRET",
    ];
    for pairs in pairs {
        let pairs = pairs.replace("SECRET", SECRET);
        for operation in ["auth", "sendmsg"] {
            let path = format!("/http/{operation}");
            watched.control.request("GET", &format!("{path}?{pairs}"), &[], "").await;
            watched.control.request("POST", &path, &[FORM], &pairs).await;
            watched.control.request("POST", &path, &["Content-Type: text/plain"], &pairs).await;
            watched.control.request("PUT", &format!("{path}?{pairs}"), &[], "").await;
        }
    }
    watched.is_discreet(pairs.len() * 8).await;
}

#[tokio::test]
async fn the_header_authorization_and_a_url_with_credentials() {
    let watched = Watched::start(|_| {}).await;
    let auth = format!("Authorization: Basic {SECRET}");
    let header = format!("X-Password: {SECRET}");
    for (method, path) in
        [("GET", "/http/auth"), ("POST", STYLES[0]), ("POST", STYLES[1]), ("PUT", "/http/auth")]
    {
        watched.control.request(method, path, &[&auth, &header], "nonsense").await;
    }
    let whole = format!("http://demo:{SECRET}@localhost/http/auth");
    watched.control.request("GET", &whole, &[], "").await;
    watched.is_discreet(5).await;
}

#[tokio::test]
async fn the_control_interface() {
    let watched = Watched::start(|_| {}).await;
    let url = format!("http://demo:{SECRET}@host/cb");
    let cut = format!("http://127.0.0.1:9/{SECRET}@host/cb");
    let callback = |target: serde_json::Value| serde_json::json!({ "callback": target }).to_string();
    let mut answers = String::new();
    for body in [
        callback(serde_json::json!(url)),
        callback(serde_json::json!({ "url": url })),
        callback(serde_json::json!({ "url": format!("http://demo:{SECRET}/x@host/cb") })),
        callback(serde_json::json!({ "url": "http://host", "password": [SECRET] })),
        callback(serde_json::json!({ "url": "http://host", "method": url })),
        callback(serde_json::json!({ "url": "http://host", "probe": format!("password={SECRET}") })),
        serde_json::json!({ "password": [SECRET] }).to_string(),
        format!("{{\"password\":\"{SECRET}"),
        format!("{{\"password\":{SECRET}}}"),
    ] {
        let (status, answer) = watched.control.request("POST", "/gateway/accounts", &[JSON], &body).await;
        assert!((400..500).contains(&status), "{body}: {answer}");
        answers += &answer;
    }
    assert!(!answers.contains(SECRET), "{answers}");
    for password in ["12345678", "-12345678", "1234567.8", "18446744073709551615"] {
        for body in [
            format!("{{\"password\":{password}}}"),
            format!("{{\"callback\":{{\"url\":\"http://h\",\"password\":{password}}}}}"),
        ] {
            let (status, answer) = watched.control.request("POST", "/gateway/accounts", &[JSON], &body).await;
            assert!(status == 422 && !answer.contains("12345") && !answer.contains("1844"), "{answer}");
        }
    }
    let query = format!("/gateway/messages?password={SECRET}");
    assert!(!watched.control.request("GET", &query, &[], "").await.1.contains(SECRET));
    // Where a port would do for the front of a password, the URL is taken, and shows nothing of it.
    let opened =
        watched.control.post("/gateway/accounts", &serde_json::json!({ "callback": { "url": cut } })).await;
    let who = format!(
        "api_id={}&user={}&password={}",
        opened["http_api_id"],
        opened["user"].as_str().unwrap(),
        opened["password"].as_str().unwrap()
    );
    let send = format!("/http/sendmsg?{who}&to=27999112345&text=Hi&callback=7");
    assert!(watched.control.request("GET", &send, &[], "").await.1.starts_with("ID: "));
    watched.control.advance("1m").await;
    assert_ne!(watched.control.get("/gateway/callbacks").await.as_array().unwrap().len(), 0);
    watched.is_discreet(0).await;
}

#[tokio::test]
async fn the_url_of_a_callback() {
    let url = format!("http://127.0.0.1:9/cb?key={SECRET}&{SECRET}");
    let url = CallbackUrl::parse(&url).unwrap();
    let watched = Watched::start(|config| {
        config.accounts[0].apis[2].callback = Some(CallbackTarget::new(url.clone(), MtMethod::HttpGet));
    })
    .await;
    let send = format!("/http/sendmsg?{WHO}&to=27999112345&text=Hi&callback=7");
    assert!(watched.control.request("GET", &send, &[], "").await.1.starts_with("ID: "));
    watched.gateway.advance(std::time::Duration::from_secs(60)).await.unwrap();
    let callbacks = watched.control.get("/gateway/callbacks").await;
    assert_eq!(callbacks[0]["url"], "http://127.0.0.1:9/cb?key=**********&**********");
    watched.is_discreet(0).await;
    let probed = |config: &mut Config| {
        let mut target = CallbackTarget::new(url.clone(), MtMethod::HttpGet);
        target.probe = true;
        config.accounts[0].apis[2].callback = Some(target);
    };
    let error = Gateway::builder().configure(probed).start().await.unwrap_err().to_string();
    assert!(error.contains("http://127.0.0.1:9/cb") && !error.contains(SECRET), "{error}");
}

#[test]
fn the_configuration() {
    let account =
        "[[account]]\nuser = \"demo\"\npassword = \"x\"\n[[account.api]]\nid = 7\ndoor = \"http\"\n";
    for (callback, place) in [
        (format!("callback = \"http://demo:{SECRET}@host\""), "callback"),
        (format!("callback.url = \"http://demo:{SECRET}@host\""), "user and password"),
        (format!("callback = {{ url = \"http://h\", password = [\"{SECRET}\"] }}"), "password"),
        (format!("callback = {{ url = \"http://h\", password = {SECRET} }}"), "line 7"),
    ] {
        let error = format!("{account}{callback}").parse::<Config>().unwrap_err().to_string();
        assert!(error.contains(place) && !error.contains(SECRET), "{error}");
    }
}

#[tokio::test]
async fn binds_whose_password_stands_in_another_place() {
    let watched = Watched::start(|_| {}).await;
    let bodies = ["SECRET\0demo\0", "\0demo\0SECRET\0", "demo\0\0SECRET\0", "demo SECRET", "demo\0SECRET"];
    for body in bodies {
        let body = format!("{}\0\0\0\0\0", body.replace("SECRET", &format!("{SECRET}{SECRET}")));
        for command in [9, 2, 0x0A] {
            let mut raw = Raw::connect(watched.gateway.smpp_addr()).await;
            raw.send(&pdu(CommandId::new(command), 1, body.as_bytes())).await;
            raw.receive().await;
        }
    }
    watched.is_discreet(bodies.len() * 3).await;
}
