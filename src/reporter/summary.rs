//! What a run did, in a line or two: nothing is left out in silence.

use std::fmt::Write;

use super::printable;
use crate::diagnostic::Severity;
use crate::discovery::SkipReason;
use crate::linter::{Report, Summary};

/// Whether the paths that were passed over are listed, or only counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SkippedPaths {
    /// How many there are of each kind.
    #[default]
    Counted,
    /// And each on a line of its own.
    Listed,
}

/// What was read, passed over, found, and how long it took.
///
/// Every document of the files that were read is counted once: as an object, a patch, as empty, as broken, or among
/// what was passed over.
pub fn summary(report: &Report, skipped: SkippedPaths) -> String {
    let of = &report.summary;
    let parts: Vec<_> =
        [read(of), passed_over(of), not_read(of), found(report)].into_iter().filter(|part| !part.is_empty()).collect();
    let mut out = format!("{} in {:.2} s\n", parts.join("; "), report.summary.elapsed.as_secs_f64());
    if skipped == SkippedPaths::Listed {
        for skipped in &report.summary.skipped {
            // Writing to a string cannot fail.
            let _infallible =
                writeln!(out, "passed over {}: {}", printable::name(&skipped.path), skipped.reason.as_str());
        }
    }
    out
}

/// What could not be read, and why: a line each, without line end.
pub fn unreadable(summary: &Summary) -> impl Iterator<Item = String> {
    summary.unreadable.iter().map(|unreadable| {
        format!("could not read `{}`: {}", printable::name(&unreadable.path), printable::one_line(&unreadable.error))
    })
}

fn read(summary: &Summary) -> String {
    let documents = &summary.documents;
    let counts = [
        (documents.patches, "patch", "patches"),
        (documents.empty, "empty document", "empty documents"),
        (documents.broken, "broken document", "broken documents"),
    ];
    let objects = count(documents.objects, "object", "objects");
    let all: Vec<_> = [objects].into_iter().chain(present(&counts)).collect();
    format!("{}: {}", count(summary.files, "file", "files"), all.join(", "))
}

fn passed_over(summary: &Summary) -> String {
    let files = |reason| summary.skipped.iter().filter(|skipped| skipped.reason == reason).count();
    let counts = [
        (summary.documents.not_kubernetes, "not Kubernetes", "not Kubernetes"),
        (summary.documents.templates, "template", "templates"),
        (files(SkipReason::ChartTemplate), "chart template", "chart templates"),
        (files(SkipReason::Ignored), "ignored", "ignored"),
        (files(SkipReason::OutsideLink), "link out of the tree", "links out of the tree"),
        (files(SkipReason::LinkLoop), "link loop", "link loops"),
    ];
    let all = present(&counts).collect::<Vec<_>>();
    if all.is_empty() { String::new() } else { format!("passed over {}", all.join(", ")) }
}

fn not_read(summary: &Summary) -> String {
    present(&[(summary.unreadable.len(), "unreadable", "unreadable")]).collect()
}

fn found(report: &Report) -> String {
    let of = |severity| report.diagnostics.iter().filter(|found| found.severity == severity).count();
    let counts = [
        (of(Severity::Error), "error", "errors"),
        (of(Severity::Warning), "warning", "warnings"),
        (of(Severity::Info), "info", "infos"),
    ];
    let all = present(&counts).collect::<Vec<_>>();
    if all.is_empty() { "no findings".to_owned() } else { all.join(", ") }
}

/// The counts that are not zero.
fn present(counts: &[(usize, &str, &str)]) -> impl Iterator<Item = String> {
    counts.iter().filter(|(number, ..)| *number > 0).map(|(number, one, many)| count(*number, one, many))
}

fn count(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}
