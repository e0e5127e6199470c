//! When a link that is down binds again, in words.

use std::fmt;
use std::time::Duration;

use clickatell_smpp::link::{DownReason, ReconnectSettings};

/// The waits of one link, as its settings bound them: the link itself draws the moment.
#[derive(Clone, Debug)]
pub(crate) struct Comebacks {
    settings: ReconnectSettings,
    /// Binds refused one after the other.
    refused: u32,
}

/// The shortest and the longest wait before the next bind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Wait(Duration, Duration);

impl Comebacks {
    pub(crate) const fn new(settings: ReconnectSettings) -> Self {
        Self { settings, refused: 0 }
    }

    /// The link is bound.
    pub(crate) const fn up(&mut self) {
        self.refused = 0;
    }

    /// The link is down: how long it stays so.
    pub(crate) fn down(&mut self, why: DownReason) -> Wait {
        let ReconnectSettings { earliest, latest, lockout, .. } = self.settings;
        if let DownReason::BindRefused(_) = why {
            self.refused = self.refused.saturating_add(1);
        }
        match lockout.filter(|lockout| self.refused >= lockout.refusals.max(1)) {
            Some(lockout) => {
                self.refused = 0;
                Wait(lockout.wait, lockout.wait.saturating_add(latest.saturating_sub(earliest)))
            }
            None => Wait(earliest, latest),
        }
    }
}

impl fmt::Display for Wait {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "binds again in {} to {} s", self.0.as_secs(), self.1.as_secs())
    }
}

#[cfg(test)]
mod tests {
    use clickatell_smpp::CommandStatus;
    use clickatell_smpp::profile::Profile;

    use super::*;

    #[test]
    fn the_third_refusal_in_a_row_is_followed_by_a_lockout() {
        let settings = Profile::clickatell().reconnect;
        let usual = Wait(settings.earliest, settings.latest);
        let refused = DownReason::BindRefused(CommandStatus::ESME_RINVPASWD);
        let mut comebacks = Comebacks::new(settings);
        assert_eq!([(); 2].map(|()| comebacks.down(refused)), [usual; 2]);
        comebacks.up();
        assert_eq!([(); 2].map(|()| comebacks.down(refused)), [usual; 2], "a bind begins the row anew");
        assert_eq!(comebacks.down(DownReason::NotConnected), usual);
        assert!(comebacks.down(refused).to_string().starts_with("binds again in 180 to "));
        assert_eq!(comebacks.down(refused), usual, "a lockout ends the row");
    }
}
