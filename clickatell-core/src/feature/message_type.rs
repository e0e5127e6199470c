//! Kinds of messages.

use crate::table_word::word_table;

word_table! {
    /// What `msg_type` names; [`Text`](Self::Text) where it is absent or empty, and error 112 for any other word. Binary
    /// messages are known by their header, not by this.
    #[derive(Default)]
    pub enum MessageType {
        /// A text.
        #[default]
        Text = "SMS_TEXT", "SOAP 6.2.15";
        /// A text that the handset shows at once. Clients of the HTTP interface send it; the SOAP document has lost it.
        Flash = "SMS_FLASH", "HTTP";
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn soap_6_1_18_and_a_68_text_is_the_default() {
        assert_eq!(MessageType::default().name(), "SMS_TEXT");
        assert_eq!(MessageType::from_name("sms_flash"), Some(MessageType::Flash));
        assert_eq!(MessageType::from_name("FOO"), None);
    }
}
