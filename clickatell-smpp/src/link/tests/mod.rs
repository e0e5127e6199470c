mod connecting;
mod leaving;
mod random;
mod requests;
mod world;
