//! What a refused bind means to whoever runs the program.

use clickatell_smpp::CommandStatus;
use clickatell_smpp::link::DownReason;

/// What to do about it, to stand behind the reason; nothing where the reason says it all.
pub(super) const fn advice(why: DownReason) -> &'static str {
    match why {
        DownReason::BindRefused(CommandStatus::ESME_RALYBND) => {
            "; the account already has a session bound that this one cannot stand beside: stop it, bind it as receiver and \
             this one as transmitter, or open an account of its own"
        }
        DownReason::BindRefused(CommandStatus::ESME_RBINDFAIL) => {
            "; three refused binds in a row lock an account out for 180 s"
        }
        _ => "",
    }
}

/// Whether the SMSC does not take these credentials, and another attempt with them would go no better.
pub(crate) const fn is_of_credentials(why: DownReason) -> bool {
    matches!(
        why,
        DownReason::BindRefused(
            CommandStatus::ESME_RBINDFAIL
                | CommandStatus::ESME_RINVPASWD
                | CommandStatus::ESME_RINVSYSID
                | CommandStatus::ESME_RINVSYSTYP
        )
    )
}
