//! Sessions against each other, and against octets that no session would send; time is a number.

mod binding;
mod duties;
mod faults;
mod keepalive;
mod leaving;
mod matrix;
mod operations;
mod pair;
mod requests;
