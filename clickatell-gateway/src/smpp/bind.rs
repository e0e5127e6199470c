//! The checks of a bind, in their order.
//!
//! The session machine has made those before these: that the connection is not bound, and that the PDU is well formed.

use clickatell_core::credit::Credit;
use clickatell_core::id::ApiId;
use clickatell_smpp::CommandStatus;
use clickatell_smpp::pdu::Bind;
use clickatell_smpp::profile::{Profile, clickatell::ErrorCode};

use super::refusal::Refusal;
use crate::config::{Account, Api, Config, Door, Server};

/// Whether the profile, the account and its connection let this client in.
pub(super) fn judge<'c>(
    config: &'c Config,
    profile: &Profile,
    bind: &Bind<'_>,
) -> Result<(&'c Account, &'c Api), Refusal> {
    profile.check_bind(bind)?;
    let user = bind.system_id.as_bytes();
    let account = config
        .accounts
        .iter()
        .find(|account| account.user.as_bytes() == user)
        .ok_or(Refusal::new(CommandStatus::ESME_RINVSYSID, "SMPP-9-6", "no account has this name"))?;
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
    if account.frozen || balance.is_negative() {
        return Err(Refusal::new(ErrorCode::ACCFROZ.status(), "SMPP-6-2", "the account is disabled"));
    }
    if server == Server::Production && !account.compliant {
        return Err(Refusal::new(
            CommandStatus::ESME_RBINDFAIL,
            "SMPP-3-2",
            "the account has not passed the compliance test",
        ));
    }
    Ok(())
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
    use clickatell_smpp::pdu::BindKind;
    use clickatell_smpp::value::InterfaceVersion;
    use clickatell_smpp::{COctets, Password};

    /// A bind in which everything is right.
    fn good() -> Bind<'static> {
        let mut bind = Bind::new(
            BindKind::Transceiver,
            COctets::try_from("demo").unwrap(),
            Password::try_from("demo1234").unwrap(),
        );
        bind.system_type = COctets::try_from("3000001").unwrap();
        bind
    }

    /// The status of a bind, as far as these checks go.
    fn status(config: &Config, bind: &Bind<'_>, balance: i64) -> u32 {
        let refusal = judge(config, &config.profile(), bind).and_then(|(account, _)| {
            may_enter(account, Credit::from_credits(balance).unwrap(), config.smpp.server)
        });
        refusal.map_or_else(|refusal| refusal.status.get(), |()| 0)
    }

    /// Each row breaks one thing more than the row below it: what stands first in the order answers.
    #[test]
    fn smpp_d2_bind_4_to_9_in_this_order() {
        let config: Config = "[[account]]\nuser = \"demo\"\npassword = \"demo1234\"\ncompliant = false\n
            [[account.api]]\nid = 3000001\ndoor = \"smpp\"\n[[account.api]]\nid = 3000002\ndoor = \"soap\"\n
            [[account]]\nuser = \"ice\"\npassword = \"demo1234\"\nfrozen = true\ncompliant = false\n
            [[account.api]]\nid = 3000003\ndoor = \"smpp\"\n"
            .parse()
            .unwrap();
        let (user, password) =
            (|text| COctets::try_from(text).unwrap(), |text| Password::try_from(text).unwrap());
        let other_door = COctets::try_from("3000002").unwrap();
        let worst = Bind {
            interface_version: InterfaceVersion::V3_3,
            system_id: user("nobody"),
            password: password("wrong"),
            system_type: other_door,
            ..good()
        };
        let rows = [
            (worst, -1, 0x0D),
            (Bind { interface_version: InterfaceVersion::V3_4, ..worst }, -1, 0x0F),
            (
                Bind {
                    system_id: user("demo"),
                    password: password("wrong"),
                    system_type: other_door,
                    ..good()
                },
                -1,
                0x0E,
            ),
            (Bind { system_type: other_door, ..good() }, -1, 0x53),
            (good(), -1, 0x403),
            (good(), 0, 0x0D),
        ];
        for (at, (bind, balance, expected)) in rows.iter().enumerate() {
            assert_eq!(status(&config, bind, *balance), *expected, "row {at}");
        }
        let frozen =
            Bind { system_id: user("ice"), system_type: COctets::try_from("3000003").unwrap(), ..good() };
        assert_eq!(status(&config, &frozen, 1), 0x403);
        assert_eq!(status(&Config::default(), &good(), 0), 0);
    }

    #[test]
    fn smpp_9_4_and_a_s19_system_type_and_version() {
        let config = Config::default();
        let system_type = |text| Bind { system_type: COctets::try_from(text).unwrap(), ..good() };
        for text in ["", "9999999", "300000x", "3000003"] {
            assert_eq!(status(&config, &system_type(text), 1), 0x53, "{text:?}");
        }
        let of_5_0 = Bind { interface_version: InterfaceVersion::V5_0, ..good() };
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
