//! The command line: the only place that touches standard streams, the environment, clocks and exit codes.

mod args;
mod catalogue;
mod check;
mod terminal;

use std::panic;
use std::process::ExitCode;

use clap::Parser as _;

use args::{Cli, Command};

/// What became of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Exit {
    /// Nothing at or above the fail level.
    Clean,
    /// Findings at or above it.
    Findings,
    /// The job could not be done, or not all of it.
    Failure,
}

/// Runs the program: parses the arguments, does what they say, and gives the exit code.
pub fn run() -> ExitCode {
    // A rule that panics is reported as a finding; the default hook would print a trace between the findings.
    panic::set_hook(Box::new(|_| {}));
    let cli = Cli::parse();
    let outcome = match &cli.command {
        Command::Check(args) => check::run(args, cli.color),
        Command::Explain { name } => catalogue::explain(name, cli.color),
        Command::Rules { output_format } => catalogue::list(*output_format),
    };
    let exit = outcome.unwrap_or_else(|error| {
        terminal::complain(&format!("error: {error}\n"));
        Exit::Failure
    });
    match exit {
        Exit::Clean => ExitCode::SUCCESS,
        Exit::Findings => ExitCode::from(1),
        Exit::Failure => ExitCode::from(2),
    }
}
