//! Colours of text for people, by what the text is.

use anstyle::{AnsiColor, Style};

use crate::diagnostic::Severity;

pub(super) const HEADING: Style = AnsiColor::Green.on_default().bold();
pub(super) const STRONG: Style = Style::new().bold();
pub(super) const STRESSED: Style = Style::new().italic();
pub(super) const CODE: Style = AnsiColor::Cyan.on_default();
pub(super) const LINK: Style = AnsiColor::Blue.on_default().underline();
pub(super) const FAINT: Style = Style::new().dimmed();

/// The colour of a severity, the same as in the frames that miette draws.
pub(super) const fn of(severity: Severity) -> Style {
    match severity {
        Severity::Error => AnsiColor::Red.on_default(),
        Severity::Warning => AnsiColor::Yellow.on_default(),
        Severity::Info => AnsiColor::Cyan.on_default(),
    }
}

/// Colours text, or leaves it as it is.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Paint {
    /// Whether to colour.
    pub(super) colour: bool,
}

impl Paint {
    /// `text` in `style`.
    pub(super) fn with(self, style: Style, text: &str) -> String {
        if self.colour && !text.is_empty() { format!("{style}{text}{style:#}") } else { text.to_owned() }
    }
}
