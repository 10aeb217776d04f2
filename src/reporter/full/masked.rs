//! Secrets that must not be printed: what the report lists as leaked is unreadable in the lines drawn for
//! every finding.

use std::collections::HashMap;

use crate::linter::Report;
use crate::source::{FileId, Span};

/// The parts of files that are not printed.
pub(super) struct Masked(HashMap<FileId, Vec<Span>>);

/// Characters left readable at the start of a long secret, enough to tell which one it is.
const KEPT: usize = 4;

/// Characters of which a secret must have this many for any to be left readable.
const LONG: usize = 12;

impl Masked {
    /// The values that `report` says leak.
    pub(super) fn of(report: &Report) -> Self {
        let mut spans = HashMap::<_, Vec<_>>::new();
        for leaked in &report.leaked {
            if let Some(span) = secret(leaked.span, report.sources.get(leaked.file).text()) {
                spans.entry(leaked.file).or_default().push(span);
            }
        }
        spans.values_mut().for_each(merge);
        Self(spans)
    }

    /// Whether the byte at `offset` belongs to a part that is not printed.
    pub(super) fn hides(&self, file: FileId, offset: u32) -> bool {
        let Some(spans) = self.0.get(&file) else { return false };
        let after = spans.partition_point(|span| span.start <= offset);
        after > 0 && offset < spans[after - 1].end
    }
}

/// The part of a leaked value to hide. A key is no value: it says what leaks, not with what.
fn secret(span: Span, text: &str) -> Option<Span> {
    let is_key = text.get(span.end as usize..).is_some_and(|after| after.trim_start_matches(' ').starts_with(':'));
    if is_key {
        return None;
    }
    let value = text.get(span.range())?;
    let is_long = value.chars().nth(LONG).is_some();
    let kept = if is_long { value.chars().take(KEPT).map(char::len_utf8).sum() } else { 0 };
    Some(span.part(kept..value.len()))
}

/// Sorts spans and joins those that overlap, so that the last to start before a place is the only one to hold it.
fn merge(spans: &mut Vec<Span>) {
    spans.sort_unstable();
    spans.dedup_by(|later, earlier| {
        let overlaps = later.start <= earlier.end;
        if overlaps {
            earlier.end = earlier.end.max(later.end);
        }
        overlaps
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn overlapping_spans_hide_all_that_any_of_them_does() {
        let mut spans = vec![Span::new(8, 9), Span::new(0, 6), Span::new(2, 3), Span::new(6, 7)];
        merge(&mut spans);
        let masked = Masked(HashMap::from([(FileId(0), spans)]));
        let hidden: Vec<_> = (0..10).map(|offset| u8::from(masked.hides(FileId(0), offset))).collect();
        assert_eq!(hidden, [1, 1, 1, 1, 1, 1, 1, 0, 1, 0]);
        assert!(!masked.hides(FileId(1), 0));
    }
}
