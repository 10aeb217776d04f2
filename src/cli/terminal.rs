//! What the terminal and the environment say: colour, width, and pipes that close early.

use std::env;
use std::io::{self, Write};

use anstream::{AutoStream, ColorChoice};

use super::args::Color;

/// How wide a report is that goes to no terminal.
const DEFAULT_WIDTH: usize = 100;

/// How wide a report gets at most: longer lines are hard to read.
const WIDEST: usize = 140;

/// Whether to colour a stream. The flag decides, then `NO_COLOR`, `FORCE_COLOR`, `CLICOLOR_FORCE`, `CLICOLOR`, `TERM`,
/// and whether it is a terminal.
pub(super) fn colour(flag: Color, stream: &impl anstream::stream::RawStream) -> bool {
    match flag {
        Color::Always => true,
        Color::Never => false,
        Color::Auto if !is_set("NO_COLOR") && is_set("FORCE_COLOR") => true,
        Color::Auto => AutoStream::choice(stream) != ColorChoice::Never,
    }
}

fn is_set(variable: &str) -> bool {
    env::var_os(variable).is_some_and(|value| !value.is_empty() && value != "0")
}

/// The columns of the terminal.
pub(super) fn width() -> usize {
    terminal_size::terminal_size().map_or(DEFAULT_WIDTH, |(width, _)| usize::from(width.0).min(WIDEST))
}

/// Writes to standard output. A reader that has gone away has read enough.
///
/// # Errors
/// When the text cannot be written for any other reason: a full disk, say.
pub(super) fn print(text: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        result => result,
    }
}

/// Writes to standard error; there is nowhere to complain when that fails.
pub(super) fn complain(text: &str) {
    let _ = io::stderr().lock().write_all(text.as_bytes());
}
