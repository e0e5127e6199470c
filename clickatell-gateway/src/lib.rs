//! The stand-in.
