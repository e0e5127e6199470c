//! Identifiers of information elements; 3GPP TS 23.040, 9.2.3.24.

crate::code_table! {
    /// The identifier of an information element. What the standard reserves has no row, and neither have the ranges that it
    /// leaves to SIM toolkits (0x70 to 0x7F), to applications (0x80 to 0x9F) and to message centres (0xC0 to 0xDF).
    pub struct ElementId(u8), unknown "{:#04x}" {
        /// This message is one part of a longer one, with a reference of eight bits.
        CONCAT_8 = 0x00, "concatenated short messages, 8-bit reference number", "one part of a longer message", "23.040 9.2.3.24.1";
        /// Messages of some kind wait.
        SPECIAL_MESSAGE = 0x01, "special SMS message indication", "messages of some kind wait", "23.040 9.2.3.24.2";
        /// Ports of eight bits.
        PORTS_8 = 0x04, "application port addressing scheme, 8 bit address", "ports of eight bits", "23.040 9.2.3.24.3";
        /// Ports of sixteen bits.
        PORTS_16 = 0x05, "application port addressing scheme, 16 bit address", "ports of sixteen bits", "23.040 9.2.3.24.4";
        /// What the message centre is asked for.
        SMSC_CONTROL = 0x06, "SMSC control parameters", "what the message centre is asked for", "23.040 9.2.3.24.5";
        /// Who made the elements behind it.
        SOURCE = 0x07, "UDH source indicator", "who made the elements behind it", "23.040 9.2.3.24.6";
        /// This message is one part of a longer one, with a reference of sixteen bits.
        CONCAT_16 = 0x08, "concatenated short message, 16-bit reference number", "one part of a longer message", "23.040 9.2.3.24.8";
        /// A message of WCMP.
        WCMP = 0x09, "wireless control message protocol", "a message of WCMP", "23.040 9.2.3.24.7";
        /// How a piece of the text looks.
        TEXT_FORMATTING = 0x0A, "text formatting", "how a piece of the text looks", "23.040 9.2.3.24.10.1.1";
        /// A sound that handsets have.
        PREDEFINED_SOUND = 0x0B, "predefined sound", "a sound that handsets have", "23.040 9.2.3.24.10.1.2";
        /// A sound of the sender's.
        USER_SOUND = 0x0C, "user defined sound", "a sound of the sender's", "23.040 9.2.3.24.10.1.3";
        /// An animation that handsets have.
        PREDEFINED_ANIMATION = 0x0D, "predefined animation", "an animation that handsets have", "23.040 9.2.3.24.10.1.4";
        /// An animation of 16 by 16.
        LARGE_ANIMATION = 0x0E, "large animation", "an animation of 16 by 16", "23.040 9.2.3.24.10.1.5";
        /// An animation of 8 by 8.
        SMALL_ANIMATION = 0x0F, "small animation", "an animation of 8 by 8", "23.040 9.2.3.24.10.1.6";
        /// A picture of 32 by 32.
        LARGE_PICTURE = 0x10, "large picture", "a picture of 32 by 32", "23.040 9.2.3.24.10.1.7";
        /// A picture of 16 by 16.
        SMALL_PICTURE = 0x11, "small picture", "a picture of 16 by 16", "23.040 9.2.3.24.10.1.8";
        /// A picture of any size.
        VARIABLE_PICTURE = 0x12, "variable picture", "a picture of any size", "23.040 9.2.3.24.10.1.9";
        /// Objects that the handset asks about.
        USER_PROMPT = 0x13, "user prompt indicator", "objects that the handset asks about", "23.040 9.2.3.24.10.1.10";
        /// An object of any kind.
        EXTENDED_OBJECT = 0x14, "extended object", "an object of any kind", "23.040 9.2.3.24.10.1.11";
        /// An object that came before.
        REUSED_OBJECT = 0x15, "reused extended object", "an object that came before", "23.040 9.2.3.24.10.1.12";
        /// Objects that are compressed.
        COMPRESSION = 0x16, "compression control", "objects that are compressed", "23.040 9.2.3.24.10.1.13";
        /// Whether objects may be passed on.
        DISTRIBUTION = 0x17, "object distribution indicator", "whether objects may be passed on", "23.040 9.2.3.24.10.1.14";
        /// A vector graphic.
        STANDARD_WVG = 0x18, "standard WVG object", "a vector graphic", "23.040 9.2.3.24.10.1.15";
        /// A vector graphic of the size of a character.
        CHARACTER_WVG = 0x19, "character size WVG object", "a vector graphic of a character's size", "23.040 9.2.3.24.10.1.16";
        /// What objects the handset can show.
        OBJECT_REQUEST = 0x1A, "extended object data request command", "what objects the handset can show", "23.040 9.2.3.24.10.1.17";
        /// The text begins with the header of a mail.
        EMAIL_HEADER = 0x20, "RFC 822 e-mail header", "the text begins with the header of a mail", "23.040 9.2.3.24.11";
        /// A piece of the text is a link.
        HYPERLINK = 0x21, "hyperlink format element", "a piece of the text is a link", "23.040 9.2.3.24.12";
        /// Where replies go.
        REPLY_ADDRESS = 0x22, "reply address element", "where replies go", "23.040 9.2.3.24.13";
        /// What a voice mail system tells.
        VOICE_MAIL = 0x23, "enhanced voice mail information", "what a voice mail system tells", "23.040 9.2.3.24.14";
        /// The language whose table an escape shifts to.
        SINGLE_SHIFT = 0x24, "national language single shift", "the table an escape shifts to", "23.040 9.2.3.24.15";
        /// The language whose table replaces the default alphabet.
        LOCKING_SHIFT = 0x25, "national language locking shift", "the table in the place of the default alphabet", "23.040 9.2.3.24.16";
    }
}
