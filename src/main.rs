//! The `timonel` program.

use std::process::ExitCode;

fn main() -> ExitCode {
    timonel::cli::run()
}
