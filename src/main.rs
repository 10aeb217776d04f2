//! The `timonel` program.

fn main() {}
