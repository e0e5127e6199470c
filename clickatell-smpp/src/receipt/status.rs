//! What a receipt says in the words of the gateway's documents (SMPP API section 15; ruling A-S12).

use clickatell_core::status::MessageStatus;

use super::Receipt;
use crate::value::MessageState;

impl Receipt<'_> {
    /// The status that the gateway's other doors would report: 001 to 014.
    ///
    /// The gateway writes its number as the error code, so that the map from statuses to states, which takes several
    /// to one, can be undone. Where that number is missing, or speaks of another state than the receipt's, the state
    /// alone decides, by the status that claims least. `None` without a state, or with one of no table.
    ///
    /// The way back is [`MessageStatus::message_state`] and [`MessageStatus::digits`].
    ///
    /// ```
    /// use clickatell_core::status::MessageStatus;
    /// use clickatell_smpp::receipt::Receipt;
    ///
    /// let receipt = Receipt::parse(b"id:0A1B stat:REJECTD err:012")?;
    /// assert_eq!(receipt.status(), Some(MessageStatus::OUT_OF_CREDIT));
    /// let receipt = Receipt::parse(b"id:0A1B stat:REJECTD err:069")?;
    /// assert_eq!(receipt.status(), Some(MessageStatus::MESSAGE_ERROR));
    /// # Ok::<(), clickatell_smpp::receipt::ReceiptError>(())
    /// ```
    #[must_use]
    pub fn status(&self) -> Option<MessageStatus> {
        let state = self.state?;
        let digits = self.error.filter(|error| error.len() == 3 && error.iter().all(u8::is_ascii_digit));
        let said = digits.and_then(|digits| MessageStatus::parse(core::str::from_utf8(digits).ok()?).ok());
        match said {
            Some(status) if status.name().is_some() && status.message_state() == state.get() => Some(status),
            _ => of_state(state),
        }
    }
}

/// The status of a state about which nothing else is known.
const fn of_state(state: MessageState) -> Option<MessageStatus> {
    Some(match state {
        MessageState::SCHEDULED => MessageStatus::DEFERRED,
        MessageState::ENROUTE | MessageState::ACCEPTED => MessageStatus::DELIVERED_TO_GATEWAY,
        MessageState::DELIVERED => MessageStatus::RECEIVED,
        MessageState::EXPIRED => MessageStatus::EXPIRED,
        MessageState::DELETED | MessageState::SKIPPED => MessageStatus::CANCELLED,
        MessageState::UNDELIVERABLE => MessageStatus::DELIVERY_ERROR,
        MessageState::UNKNOWN => MessageStatus::UNKNOWN,
        MessageState::REJECTED => MessageStatus::MESSAGE_ERROR,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::string::ToString;
    use std::vec::Vec;

    #[test]
    fn smpp_15_2_to_13_every_status_comes_back_from_the_receipt_that_it_makes() {
        for row in MessageStatus::ALL {
            let digits = row.value.digits().to_string();
            let state = MessageState::new(row.value.message_state());
            let receipt = Receipt {
                id: b"1",
                state: Some(state),
                error: Some(digits.as_bytes()),
                ..Receipt::default()
            };
            let mut text = Vec::new();
            receipt.write(&mut text).unwrap();
            assert_eq!(Receipt::parse(&text).unwrap().status(), Some(row.value));
        }
    }

    #[test]
    fn a_number_that_contradicts_the_state_is_not_believed() {
        let status =
            |text: &'static str| Receipt::parse(text.as_bytes()).unwrap().status().map(MessageStatus::get);
        // Other SMSCs have error codes of their own.
        assert_eq!(status("id:1 stat:DELIVRD err:007"), Some(4));
        assert_eq!(status("id:1 stat:UNDELIV err:004"), Some(7));
        assert_eq!(status("id:1 stat:UNDELIV err:009"), Some(9));
        assert_eq!(
            status("id:1 stat:UNDELIV err:0x9"),
            Some(7),
            "three digits, not a notation of the tables"
        );
        assert_eq!(status("id:1 stat:UNDELIV err:9"), Some(7));
        assert_eq!(status("id:1 err:004"), None);
        let other = Receipt { state: Some(MessageState::new(77)), ..Receipt::default() };
        assert_eq!(other.status(), None);
        for row in MessageState::ALL {
            assert!(of_state(row.value).is_some_and(|status| status.name().is_some()), "{}", row.name);
        }
    }
}
