//! The client half: what talks to a gateway and knows nothing of it but an address and credentials.

mod agent;
mod cause;
pub(crate) mod comeback;
pub(crate) mod control;
pub(crate) mod http;
pub(crate) mod refusal;
pub(crate) mod smpp;
pub(crate) mod soap;
pub(crate) mod tap;
pub(crate) mod text;
