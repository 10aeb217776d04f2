//! One line a finding, for editors, `grep` and problem matchers.

use std::fmt::Write;

use super::printable;
use crate::diagnostic::Diagnostic;
use crate::linter::Report;
use crate::source::Sources;

/// `path:line:col: severity[rule] message`, one line for each finding.
pub fn concise(report: &Report) -> String {
    let mut out = String::new();
    for diagnostic in &report.diagnostics {
        out.push_str(&line(&report.sources, diagnostic));
    }
    out
}

/// The line of one finding, with its line end.
pub(super) fn line(sources: &Sources, diagnostic: &Diagnostic) -> String {
    let file = sources.get(diagnostic.primary.file);
    let at = file.position(diagnostic.primary.span.start);
    let mut line = printable::name(file.path());
    let (severity, rule) = (diagnostic.severity.as_str(), diagnostic.rule);
    let message = printable::one_line(&diagnostic.message);
    // Writing to a string cannot fail.
    let _infallible = writeln!(line, ":{}:{}: {severity}[{rule}] {message}", at.line, at.column);
    line
}
