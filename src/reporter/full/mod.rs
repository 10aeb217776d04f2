//! Findings for people: each with the lines that it speaks of, drawn by miette from an [`Excerpt`] of them.

mod excerpt;
mod line;
mod masked;
mod pen;
mod place;
mod wrap;

use std::fmt::{self, Display};

use miette::{GraphicalReportHandler, GraphicalTheme, LabeledSpan, SourceCode, ThemeCharacters, ThemeStyles};

use self::excerpt::{Excerpt, Limits};
use self::masked::Masked;
use super::{concise, printable};
use crate::diagnostic::{Diagnostic, Severity};
use crate::linter::Report;
use crate::source::Sources;

/// How the full report is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FullOptions {
    /// Whether to colour, by ANSI sequences.
    pub colour: bool,
    /// Whether to draw with more than ASCII.
    pub unicode: bool,
    /// Columns to fill; text is wrapped and lines of source are cut to it.
    pub width: usize,
}

impl Default for FullOptions {
    fn default() -> Self {
        Self { colour: false, unicode: true, width: 100 }
    }
}

/// Every finding with its lines underlined, and a blank line between two.
pub fn full(report: &Report, options: &FullOptions) -> String {
    let painter = Painter::new(report, *options);
    let findings: Vec<_> = report.diagnostics.iter().map(|diagnostic| painter.paint(diagnostic)).collect();
    findings.join("\n")
}

/// The narrowest report; below that, wrapping does more harm than a terminal that wraps.
const NARROWEST: usize = 40;

/// What is the same for all findings of a report.
struct Painter<'a> {
    sources: &'a Sources,
    masked: Masked,
    options: FullOptions,
    handler: GraphicalReportHandler,
}

impl<'a> Painter<'a> {
    fn new(report: &'a Report, options: FullOptions) -> Self {
        let options = FullOptions { width: options.width.max(NARROWEST), ..options };
        // Lines are wrapped by us: what miette takes for a good place to break lies inside of names.
        let handler = GraphicalReportHandler::new_themed(GraphicalTheme::none())
            .with_wrap_lines(false)
            .with_urls(false)
            .with_context_lines(excerpt::CONTEXT)
            .tab_width(line::TAB)
            .without_syntax_highlighting()
            .without_cause_chain();
        Self { sources: &report.sources, masked: Masked::of(report), options, handler }
    }

    fn paint(&self, diagnostic: &Diagnostic) -> String {
        let limits = Limits { width: self.options.width, unicode: self.options.unicode };
        let excerpt = Excerpt::of(diagnostic, self.sources, &self.masked, limits);
        let handler = self.handler.clone().with_theme(self.theme(diagnostic.severity, &excerpt));
        let finding = Finding::new(diagnostic, excerpt, self.options.width);
        let mut drawn = String::new();
        match handler.render_report(&mut drawn, &finding) {
            Ok(()) => tidy(&drawn),
            // Better a line than nothing, should miette refuse.
            Err(fmt::Error) => concise::line(self.sources, diagnostic),
        }
    }

    /// The theme whose colours go with the places of `excerpt`, in their order: what is found has the colour of its
    /// severity, what else is pointed at another one.
    fn theme(&self, severity: Severity, excerpt: &Excerpt) -> GraphicalTheme {
        let characters = if self.options.unicode { ThemeCharacters::unicode() } else { ThemeCharacters::ascii() };
        let mut styles = if self.options.colour { ThemeStyles::ansi() } else { ThemeStyles::none() };
        let found = match severity {
            Severity::Error => styles.error,
            Severity::Warning => styles.warning,
            Severity::Info => styles.advice,
        };
        let other = styles.highlights[0];
        styles.highlights = excerpt.marks().map(|mark| if mark.is_primary { found } else { other }).collect();
        GraphicalTheme { characters, styles }
    }
}

/// Drops the empty line under the heading and the blanks at line ends, which miette writes.
fn tidy(drawn: &str) -> String {
    let mut tidy = String::with_capacity(drawn.len());
    for (number, line) in drawn.lines().enumerate() {
        let is_below_heading = number == 1 && line.is_empty();
        if !is_below_heading {
            tidy.push_str(line.trim_end_matches(' '));
            tidy.push('\n');
        }
    }
    tidy
}

/// A finding in the shape that miette draws.
#[derive(Debug)]
struct Finding {
    heading: String,
    message: String,
    help: Option<String>,
    severity: Severity,
    excerpt: Excerpt,
}

impl Finding {
    fn new(diagnostic: &Diagnostic, excerpt: Excerpt, width: usize) -> Self {
        let (severity, rule, layer) = (diagnostic.severity.as_str(), diagnostic.rule, diagnostic.layer.as_str());
        let message = printable::one_line(&diagnostic.message);
        Self {
            heading: format!("{severity}[{rule}] ({layer})"),
            message: wrap::wrap(&message, width.saturating_sub("  x ".len())),
            help: help(diagnostic, &excerpt, width.saturating_sub("  help: ".len())),
            severity: diagnostic.severity,
            excerpt,
        }
    }
}

/// What is said below the lines: what helps, which repair is known, and how many places are not drawn.
fn help(diagnostic: &Diagnostic, excerpt: &Excerpt, width: usize) -> Option<String> {
    let help = diagnostic.help.as_deref().map(printable::one_line);
    let fix = diagnostic.fix.as_ref();
    let fix = fix.map(|fix| format!("fix ({}): {}", fix.applicability.as_str(), printable::one_line(&fix.title)));
    let left_out = match excerpt.left_out() {
        0 => None,
        1 => Some("1 more place is not shown".to_owned()),
        number => Some(format!("{number} more places are not shown")),
    };
    let lines: Vec<_> = [help, fix, left_out].into_iter().flatten().map(|line| wrap::wrap(&line, width)).collect();
    (!lines.is_empty()).then(|| lines.join("\n"))
}

impl Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Finding {}

impl miette::Diagnostic for Finding {
    fn code<'a>(&'a self) -> Option<Box<dyn Display + 'a>> {
        Some(Box::new(&self.heading))
    }

    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.severity {
            Severity::Error => miette::Severity::Error,
            Severity::Warning => miette::Severity::Warning,
            Severity::Info => miette::Severity::Advice,
        })
    }

    fn help<'a>(&'a self) -> Option<Box<dyn Display + 'a>> {
        self.help.as_ref().map(|help| Box::new(help) as _)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(&self.excerpt)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(self.excerpt.marks().map(|mark| mark.labeled())))
    }
}
