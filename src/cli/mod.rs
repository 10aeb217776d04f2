//! The command line: the only place that touches standard streams, the environment, clocks and exit codes.

mod args;
mod catalogue;
mod check;
mod terminal;

use std::panic::{self, AssertUnwindSafe};
use std::process::ExitCode;
use std::sync::{Mutex, PoisonError};

use clap::Parser as _;

use args::{Cli, Command};
use terminal::Messages;

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
    let cli = Cli::parse();
    let exit = guarded(|| dispatch(&cli)).unwrap_or_else(|error| {
        Messages::new(cli.color).error(&error);
        Exit::Failure
    });
    match exit {
        Exit::Clean => ExitCode::SUCCESS,
        Exit::Findings => ExitCode::from(1),
        Exit::Failure => ExitCode::from(2),
    }
}

fn dispatch(cli: &Cli) -> Result<Exit, String> {
    match &cli.command {
        Command::Check(args) => check::run(args, cli.color),
        Command::Explain { name } => catalogue::explain(name, cli.color),
        Command::Rules { output_format } => catalogue::list(*output_format, cli.color),
    }
}

/// What the panic before said, and where.
static LAST_PANIC: Mutex<String> = Mutex::new(String::new());

/// Does the job; should it panic, that is an error like others.
fn guarded(job: impl FnOnce() -> Result<Exit, String>) -> Result<Exit, String> {
    // A rule that panics is a finding of the report; the default hook would print a trace in the middle of it.
    panic::set_hook(Box::new(|panic| {
        *LAST_PANIC.lock().unwrap_or_else(PoisonError::into_inner) = panic.to_string().replace('\n', " ");
    }));
    panic::catch_unwind(AssertUnwindSafe(job)).unwrap_or_else(|_| {
        let panic = LAST_PANIC.lock().unwrap_or_else(PoisonError::into_inner);
        Err(format!("timonel {panic}; this is a fault of timonel, not of the manifests: please report it"))
    })
}
