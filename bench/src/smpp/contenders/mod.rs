//! The codecs that are compared, one file each.

mod nom;
mod ours;
mod rusmpp;
mod smpp34;
mod smpp_codec;

use crate::smpp::task::Task;

/// Every task, in the order of the tables.
pub(crate) fn tasks() -> Vec<Task> {
    vec![
        Task::decode::<rusmpp::Rusmpp>(),
        Task::decode::<rusmpp::RusmppCommand>(),
        Task::decode::<smpp34::Smpp34>(),
        Task::decode::<smpp_codec::SmppCodec>(),
        Task::decode::<nom::Nom>(),
        Task::decode::<ours::Ours>(),
        Task::decode::<ours::OursEnum>(),
        Task::encode::<rusmpp::Rusmpp>(),
        Task::encode::<smpp34::Smpp34>(),
        Task::encode::<smpp_codec::SmppCodec>(),
        Task::encode::<ours::Ours>(),
        Task::encode::<ours::OursEnum>(),
    ]
}
