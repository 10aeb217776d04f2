//! What the terminal and the environment say: colour, width, and pipes that close early.

use std::env;
use std::io::{self, Write};

use anstream::stream::RawStream;
use anstream::{AutoStream, ColorChoice};
use anstyle::{AnsiColor, Style};

use super::args::Color;

/// How wide a report is that goes to no terminal.
const DEFAULT_WIDTH: usize = 100;

/// How wide a report gets at most: longer lines are hard to read.
const WIDEST: usize = 140;

/// Whether to colour a stream. The flag decides, then `NO_COLOR`, `FORCE_COLOR`, `CLICOLOR_FORCE`, `CLICOLOR`, `TERM`,
/// and whether it is a terminal.
pub(super) fn colour(flag: Color, stream: &impl RawStream) -> bool {
    let is_forced = || env::var_os("FORCE_COLOR").is_some_and(|value| !value.is_empty() && value != "0");
    let is_forbidden = || env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    match flag {
        Color::Always => true,
        Color::Never => false,
        Color::Auto if is_forced() => !is_forbidden(),
        Color::Auto => AutoStream::choice(stream) != ColorChoice::Never,
    }
}

/// The columns to fill on standard output.
pub(super) fn width() -> usize {
    terminal_size::terminal_size_of(io::stdout()).map_or(DEFAULT_WIDTH, |(width, _)| usize::from(width.0).min(WIDEST))
}

/// Writes to standard output. A reader that has gone away has read enough.
///
/// # Errors
/// When the text cannot be written for any other reason: a full disk, say.
pub(super) fn print(text: &str) -> Result<(), String> {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(format!("cannot write the output: {error}")),
        _ => Ok(()),
    }
}

const ERROR: Style = AnsiColor::Red.on_default().bold();
const WARNING: Style = AnsiColor::Yellow.on_default().bold();

/// All that is said besides the output proper, on standard error; there is nowhere to complain when that fails.
#[derive(Debug, Clone, Copy)]
pub(super) struct Messages {
    colour: bool,
}

impl Messages {
    /// Messages in colour when the flag and standard error allow it.
    pub(super) fn new(flag: Color) -> Self {
        Self { colour: colour(flag, &io::stderr()) }
    }

    /// What kept the job, or a part of it, from being done.
    pub(super) fn error(self, text: &str) {
        self.say("error", ERROR, text);
    }

    /// What is probably not meant.
    pub(super) fn warning(self, text: &str) {
        self.say("warning", WARNING, text);
    }

    /// Text with its own line ends.
    pub(super) fn note(self, text: &str) {
        let _ = io::stderr().lock().write_all(text.as_bytes());
    }

    fn say(self, what: &str, style: Style, text: &str) {
        let style = if self.colour { style } else { Style::new() };
        self.note(&format!("{style}{what}:{style:#} {text}\n"));
    }
}
