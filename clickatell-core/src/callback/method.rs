//! By what methods statuses and messages from handsets are handed over.

use crate::table_word::word_table;

word_table! {
    /// How statuses of messages are pushed: a setting of the connection.
    pub enum MtMethod {
        /// Variables in a query.
        HttpGet = "HTTP GET", "SOAP 6.2.5";
        /// Variables in a form.
        HttpPost = "HTTP POST", "SOAP 6.2.5";
        /// An XML document as the variable `data` of a query.
        XmlGet = "XML GET", "SOAP 6.2.5";
        /// An XML document as the variable `data` of a form.
        XmlPost = "XML POST", "SOAP 6.2.5";
        /// A SOAP packet as the variable `data` of a query.
        SoapGet = "SOAP GET", "SOAP 6.2.5";
        /// A SOAP packet as the variable `data` of a form.
        SoapPost = "SOAP POST", "SOAP 6.2.5";
    }
}

word_table! {
    /// How messages from handsets are handed over: a setting of the number that they are sent to.
    pub enum MoMethod {
        /// Variables in a query.
        HttpGet = "HTTP GET", "TW 8.3";
        /// Variables in a form.
        HttpPost = "HTTP POST", "TW 8.3";
        /// As `deliver_sm`.
        Smpp = "SMPP", "TW 8.3";
        /// An XML document as the variable `data` of a query.
        XmlGet = "XML GET", "TW 8.3";
        /// An XML document as the variable `data` of a form.
        XmlPost = "XML POST", "TW 8.3";
        /// A line in `mo.log`.
        Ftp = "FTP", "TW 8.3";
        /// A SOAP packet as the variable `data` of a query.
        SoapGet = "SOAP GET", "TW 8.3";
        /// A SOAP packet as the variable `data` of a form.
        SoapPost = "SOAP POST", "TW 8.3";
        /// Nothing is handed over; they can be read online.
        OnlineReports = "Online Reports", "TW 8.3";
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn soap_6_2_5_1_six_methods() {
        let names = MtMethod::ALL.iter().map(|method| method.name());
        assert!(names.eq(["HTTP GET", "HTTP POST", "XML GET", "XML POST", "SOAP GET", "SOAP POST"]));
        // As the service calls of the gateway spell it.
        assert_eq!("Soap Post".parse(), Ok(MtMethod::SoapPost));
    }

    #[test]
    fn tw_8_3_1_nine_methods() {
        let names = MoMethod::ALL.iter().map(|method| method.name());
        assert!(names.eq([
            "HTTP GET",
            "HTTP POST",
            "SMPP",
            "XML GET",
            "XML POST",
            "FTP",
            "SOAP GET",
            "SOAP POST",
            "Online Reports"
        ]));
        for method in MoMethod::ALL {
            assert_eq!(MoMethod::from_name(method.name()), Some(*method));
        }
    }
}
