//! Secrets written where everybody can read them.

pub mod evidence;
