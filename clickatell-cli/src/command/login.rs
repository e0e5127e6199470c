//! How commands say who they are at the SMPP door.

use std::net::{SocketAddr, ToSocketAddrs};

use clickatell_smpp::profile::Profile;

use crate::client::smpp::Access;

/// Who binds, and by whose rules.
#[derive(Debug, clap::Args)]
pub(crate) struct Login {
    /// The user name
    #[arg(long, value_name = "NAME", env = "CLICKATELL_USER", default_value = "demo")]
    system_id: String,
    /// The password
    #[arg(long, env = "CLICKATELL_PASSWORD", default_value = "demo1234", hide_env_values = true)]
    password: String,
    /// The number of the SMPP connection, its API ID
    #[arg(long, value_name = "NUMBER", default_value = "3000001")]
    system_type: String,
    /// Whose rules hold
    #[arg(long, value_enum, default_value_t = Rules::Clickatell)]
    profile: Rules,
}

/// Whose rules hold.
#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum Rules {
    /// The gateway of Clickatell
    Clickatell,
    /// An SMSC of which only the specification is known
    Standard,
}

impl Login {
    /// At this address.
    pub(crate) fn at(&self, address: SocketAddr) -> Access<'_> {
        Access {
            address,
            system_id: &self.system_id,
            password: &self.password,
            system_type: &self.system_type,
        }
    }

    /// The rules.
    pub(crate) fn profile(&self) -> Profile {
        match self.profile {
            Rules::Clickatell => Profile::clickatell(),
            Rules::Standard => Profile::standard(),
        }
    }
}

/// An address, as an argument: that of a name is looked up.
pub(crate) fn address(text: &str) -> Result<SocketAddr, String> {
    let written = || "a host and a port are expected, such as 127.0.0.1:2775";
    let (host, port) = text.rsplit_once(':').ok_or_else(written)?;
    if host.is_empty() || port.parse::<u16>().is_err() {
        return Err(written().into());
    }
    let mut found = text.to_socket_addrs().map_err(|error| format!("{host} is not found: {error}"))?;
    found.next().ok_or_else(|| format!("{host} has no address"))
}
