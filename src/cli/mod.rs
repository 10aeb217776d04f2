//! The command line: the only place that touches standard streams, the environment, clocks and exit codes.

use std::io::Write as _;
use std::process::ExitCode;

use crate::config::Settings;
use crate::linter::{Linter, Text};

/// Runs the program.
pub fn run() -> ExitCode {
    let mut texts = Vec::new();
    for entry in ignore::WalkBuilder::new(std::env::args().nth(2).unwrap_or_else(|| ".".into())).build().flatten() {
        let path = entry.path();
        if path.is_file()
            && path.extension().is_some_and(|extension| matches!(extension.to_str(), Some("yaml" | "yml" | "json")))
            && let Ok(bytes) = std::fs::read(path)
        {
            texts.push(Text::new(path.display().to_string(), bytes));
        }
    }
    texts.sort_by(|one, other| one.path.cmp(&other.path));
    let Ok(linter) = Linter::new(Settings::default()) else {
        return ExitCode::from(2);
    };
    let report = linter.lint(texts);
    let mut out = std::io::stdout().lock();
    for diagnostic in &report.diagnostics {
        let file = report.sources.get(diagnostic.primary.file);
        let at = file.position(diagnostic.primary.span.start);
        let _ = writeln!(
            out,
            "{}:{}:{}: {}[{}] {}",
            file.path(),
            at.line,
            at.column,
            diagnostic.severity.as_str(),
            diagnostic.rule,
            diagnostic.message
        );
    }
    let _ = writeln!(out, "{:?}", report.summary.documents);
    ExitCode::SUCCESS
}
