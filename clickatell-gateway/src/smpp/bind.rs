//! The checks of a bind, in their order.
//!
//! The session machine has made those before these: that the connection is not bound, and that the PDU is well formed.

use clickatell_core::credit::Credit;
use clickatell_core::id::ApiId;
use clickatell_smpp::pdu::Bind;
use clickatell_smpp::profile::Profile;
use clickatell_smpp::profile::clickatell::ErrorCode;
use clickatell_smpp::profile::clickatell::account::{self, Stage};
use clickatell_smpp::{CommandStatus, Field};

use super::refusal::Refusal;
use crate::accounts::Accounts;
use crate::config::{Account, Api, Door, Server};

/// Whether the profile, the account and its connection let this client in.
pub(super) fn judge<'a>(
    accounts: &'a Accounts,
    profile: &Profile,
    bind: &Bind<'_>,
) -> Result<(&'a Account, &'a Api), Refusal> {
    // Of password and system_type the account knows more, and in which order they are looked at.
    match profile.check_bind(bind) {
        Err(violation) if violation.field == Field::InterfaceVersion => return Err(violation.into()),
        _ => {}
    }
    let user = core::str::from_utf8(bind.system_id.as_bytes()).ok();
    let account = user.and_then(|user| accounts.account(user)).ok_or(Refusal::new(
        CommandStatus::ESME_RINVSYSID,
        "SMPP-9-6",
        "no account has this name",
    ))?;
    if !account.password.is(bind.password.expose()) {
        return Err(Refusal::new(CommandStatus::ESME_RINVPASWD, "SMPP-9-7", "the password is wrong"));
    }
    let id = bind.system_type.as_str().and_then(|text| ApiId::parse(text).ok());
    let api = id.and_then(|id| account.api(id)).filter(|api| api.door == Door::Smpp).ok_or(Refusal::new(
        CommandStatus::ESME_RINVSYSTYP,
        "SMPP-9-5",
        "system_type is no SMPP connection of this account",
    ))?;
    Ok((account, api))
}

/// Whether an account that has proved itself may bind now.
pub(super) fn may_enter(account: &Account, balance: Credit, server: Server) -> Result<(), Refusal> {
    let stage = match (account.frozen, account.compliant) {
        (true, _) => Stage::Disabled,
        (false, true) => Stage::Production,
        (false, false) => Stage::Testing,
    };
    let server = match server {
        Server::Test => account::Server::Test,
        Server::Production => account::Server::Production,
    };
    stage.may_be_bound(balance, server).map_err(|code| match code {
        ErrorCode::ACCFROZ => Refusal::new(code.status(), "SMPP-6-2", "the account is disabled"),
        _ => Refusal::new(code.status(), "SMPP-3-2", "the account has not passed the compliance test"),
    })
}

/// During a lockout.
pub(super) const LOCKED_OUT: Refusal = Refusal::new(
    CommandStatus::ESME_RBINDFAIL,
    "SMPP-9-8",
    "too many binds were refused; locked out for a while",
);

/// The kind is bound already.
pub(super) const KIND_BOUND: Refusal = Refusal::new(
    CommandStatus::ESME_RALYBND,
    "SMPP-5-14",
    "this connection has such a session already, or one that it cannot stand beside",
);

/// Whether a refusal counts towards a lockout: those for wrong credentials do (ruling A-S5).
pub(super) fn counts(status: CommandStatus) -> bool {
    matches!(
        status,
        CommandStatus::ESME_RINVPASWD | CommandStatus::ESME_RINVSYSID | CommandStatus::ESME_RINVSYSTYP
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;
    use clickatell_smpp::pdu::BindKind;
    use clickatell_smpp::value::InterfaceVersion;
    use clickatell_smpp::{COctets, Password};

    /// A bind in which everything is right, then changed.
    fn bind(change: impl FnOnce(&mut Bind<'static>)) -> Bind<'static> {
        let (user, password) = (COctets::try_from("demo"), Password::try_from("demo1234"));
        let mut bind = Bind::new(BindKind::Transceiver, user.unwrap(), password.unwrap());
        bind.system_type = COctets::try_from("3000001").unwrap();
        change(&mut bind);
        bind
    }

    /// The status of a bind, as far as these checks go.
    fn status(config: &Config, bind: &Bind<'_>, balance: i64) -> u32 {
        let balance = Credit::from_credits(balance).unwrap();
        let accounts = Accounts::new(&config.accounts, 0);
        let checked = judge(&accounts, &config.profile(), bind)
            .and_then(|(account, _)| may_enter(account, balance, config.smpp.server));
        checked.map_or_else(|refusal| refusal.status.get(), |()| 0)
    }

    #[test]
    fn smpp_d2_bind_4_to_9_in_this_order() {
        let account = "[[account]]\nuser = \"demo\"\npassword = \"demo1234\"\ncompliant = false\n";
        let api = |id, door| format!("[[account.api]]\nid = {id}\ndoor = \"{door}\"\n");
        let text = [account.to_owned(), api(3_000_001, "smpp"), api(3_000_002, "soap")].concat();
        let config: Config = text.parse().unwrap();
        // Each row mends what the row before it was refused for; all that is wrong below it stays wrong.
        let mut bind = bind(|bind| {
            bind.interface_version = InterfaceVersion::V3_3;
            bind.system_id = COctets::try_from("nobody").unwrap();
            bind.password = Password::try_from("wrong").unwrap();
            bind.system_type = COctets::try_from("3000002").unwrap();
        });
        assert_eq!(status(&config, &bind, -1), 0x0D, "4: a transceiver of 3.3");
        bind.interface_version = InterfaceVersion::V3_4;
        assert_eq!(status(&config, &bind, -1), 0x0F, "5");
        bind.system_id = COctets::try_from("demo").unwrap();
        assert_eq!(status(&config, &bind, -1), 0x0E, "6");
        bind.password = Password::try_from("demo1234").unwrap();
        assert_eq!(status(&config, &bind, -1), 0x53, "7: a connection to another door");
        bind.system_type = COctets::try_from("3000001").unwrap();
        assert_eq!(status(&config, &bind, -1), 0x403, "8: a negative balance");
        assert_eq!(status(&config, &bind, 0), 0x0D, "9: not compliant");
        let compliant = text.replace("compliant = false", "compliant = true");
        assert_eq!(status(&compliant.parse().unwrap(), &bind, 0), 0);
        let frozen = text.replace("compliant = false", "compliant = false\nfrozen = true");
        assert_eq!(status(&frozen.parse().unwrap(), &bind, 0), 0x403, "8: frozen");
    }

    #[test]
    fn smpp_9_4_and_a_s19_system_type_and_version() {
        let config = Config::default();
        for text in ["", "9999999", "300000x", "3000003"] {
            let bind = bind(|bind| bind.system_type = COctets::try_from(text).unwrap());
            assert_eq!(status(&config, &bind, 1), 0x53, "{text:?}");
        }
        let of_5_0 = bind(|bind| bind.interface_version = InterfaceVersion::V5_0);
        assert_eq!(status(&config, &of_5_0, 1), 0);
        let strict: Config = "[smpp]\nstrict = true".parse().unwrap();
        assert_eq!(status(&strict, &of_5_0, 1), 0x0D);
    }

    #[test]
    fn a_s5_only_wrong_credentials_count() {
        for (status, counted) in
            [(0x0E, true), (0x0F, true), (0x53, true), (0x05, false), (0x0D, false), (0x403, false)]
        {
            assert_eq!(counts(CommandStatus::new(status)), counted, "{status:#x}");
        }
    }

    #[test]
    fn smpp_3_2_the_test_server_takes_everybody() {
        let mut account = Config::default().accounts.remove(0);
        account.compliant = false;
        assert_eq!(may_enter(&account, Credit::ZERO, Server::Test), Ok(()));
        assert!(may_enter(&account, Credit::ZERO, Server::Production).is_err());
    }
}
