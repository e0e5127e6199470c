//! The same measurement in cargo's default release profile, in a process of
//! its own because a profile is a property of the whole program.

use std::{
    env,
    process::{Command, Stdio},
};

use crate::report::{self, Other};

/// Builds and runs this program in the other profile; nothing when it was not
/// started by cargo, which is the one that can build it.
pub(crate) fn untuned(rounds: usize) -> Result<Vec<Other>, String> {
    let (Some(cargo), Some(manifest)) = (env::var_os("CARGO"), env::var_os("CARGO_MANIFEST_PATH")) else {
        return Ok(Vec::new());
    };
    eprintln!("building and running cargo's default release profile ...");
    let output = Command::new(cargo)
        .args(["run", "--quiet", "--locked", "--profile", "untuned"])
        .arg("--manifest-path")
        .arg(manifest)
        .args(["--", "--lines", "--rounds", &rounds.to_string()])
        .stderr(Stdio::inherit())
        .output()
        .map_err(|error| format!("cargo does not start: {error}"))?;
    if !output.status.success() {
        return Err(format!("the other profile ends with {}", output.status));
    }
    Ok(report::parse(&String::from_utf8_lossy(&output.stdout)))
}
