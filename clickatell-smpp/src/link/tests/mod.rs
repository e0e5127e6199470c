mod connecting;
mod leaving;
mod random;
mod requests;
pub(crate) mod world;
