//! The rules, one directory an area.

pub mod secrets;
