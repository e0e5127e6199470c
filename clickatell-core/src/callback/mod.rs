//! How the gateway calls back: which statuses it pushes, and by what methods.

mod level;
mod method;

pub use level::{CallbackLevel, CallbackLevelError};
pub use method::{MoMethod, MtMethod};
