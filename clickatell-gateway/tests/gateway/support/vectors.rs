//! The lines of `conformance/vectors/gateway`, and the steps that all of them can have.

use clickatell_gateway::Gateway;
use clickatell_gateway::config::Config;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::Control;

/// The lines of all files of the folder, as they stand there.
pub fn all() -> Vec<Value> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../conformance/vectors/gateway");
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let texts = files.iter().map(|file| std::fs::read_to_string(file).unwrap());
    texts
        .flat_map(|text| text.lines().map(|line| serde_json::from_str(line).unwrap()).collect::<Vec<_>>())
        .collect()
}

/// Those of this kind.
pub fn of_kind<L: DeserializeOwned>(kind: &str) -> Vec<L> {
    let lines = all().into_iter().filter(|line| line["kind"] == kind);
    lines.map(|line| serde_json::from_value(line).unwrap()).collect()
}

/// A gateway with this configuration, in TOML, on free ports.
pub async fn start(config: &str) -> Result<Gateway, String> {
    let mut config: Config = config.parse().map_err(|error| format!("{error}"))?;
    let gateway = Gateway::builder().configure(|free| {
        config.listen = free.listen.clone();
        *free = config;
    });
    gateway.start().await.map_err(|error| error.to_string())
}

/// A call to the control interface, method and path, which must succeed.
pub async fn control(control: Control, call: &str, body: Option<&Value>) -> Result<(), String> {
    let (method, path) = call.split_once(' ').unwrap();
    let body = body.map_or_else(String::new, Value::to_string);
    let (status, answer) = control.request(method, path, &["Content-Type: application/json"], &body).await;
    if (200..300).contains(&status) { Ok(()) } else { Err(format!("{status} {answer}")) }
}
