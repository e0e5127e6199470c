//! Sessions against each other, and against octets that no session would send; time is a number.

mod binding;
mod duties;
mod every_pdu;
mod faults;
mod keepalive;
mod leaving;
mod matrix;
mod operations;
mod outbind;
mod pair;
mod requests;
mod versions;
