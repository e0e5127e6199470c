//! Code points: the numbers of SMPP and their names.

mod command_id;
mod command_status;

pub use command_id::CommandId;
pub use command_status::CommandStatus;
