//! The lines that one finding speaks of, as a small source that miette reads in place of whole files.
//!
//! miette looks for a place by going through its source from the start, which in large files costs seconds. Here the
//! places are found by the line index, and the few lines around them are copied, cut to the width of the report and
//! safe to print. Lines of several files, or far apart, follow each other as frames, each with a heading of its own.

use std::ops::Range;

use miette::{LabeledSpan, MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};

use super::masked::Masked;
use super::pen::Pen;
use super::place::{self, Place};
use crate::diagnostic::Diagnostic;
use crate::reporter::printable;
use crate::source::{Position, Sources};

/// Lines shown before and after one that is pointed at.
pub(super) const CONTEXT: usize = 1;

/// Places drawn for one finding, besides that of the finding itself.
const MOST_PLACES: usize = 10;

/// What lines are cut to.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limits {
    /// Columns of the whole report.
    pub(super) width: usize,
    /// Whether marks of ours may be other than ASCII.
    pub(super) unicode: bool,
}

/// Frames of lines, and the places in them.
#[derive(Debug, Default)]
pub(super) struct Excerpt {
    text: String,
    frames: Vec<Frame>,
    /// In the order of the text.
    marks: Vec<Mark>,
    left_out: usize,
}

/// Lines that follow each other in one file.
#[derive(Debug)]
struct Frame {
    path: String,
    /// Where it is in the text of the excerpt.
    bytes: Range<usize>,
    /// Number of the first line, from 0.
    first_line: usize,
    lines: usize,
}

/// A place that is pointed at.
#[derive(Debug)]
pub(super) struct Mark {
    /// Where it is in the text of the excerpt.
    bytes: Range<usize>,
    message: Option<String>,
    /// Whether it is the place of the finding itself.
    pub(super) is_primary: bool,
    /// Where it is in its file.
    position: Position,
}

impl Excerpt {
    /// The lines of `diagnostic`: first those around the finding itself, then those of its labels.
    pub(super) fn of(diagnostic: &Diagnostic, sources: &Sources, masked: &Masked, limits: Limits) -> Self {
        let mut excerpt = Self { left_out: diagnostic.labels.len().saturating_sub(MOST_PLACES), ..Self::default() };
        let labels = diagnostic.labels.iter().take(MOST_PLACES);
        let labels = labels.map(|label| Place::new(sources, label.location, Some(&label.message)));
        let places = [Place::new(sources, diagnostic.primary, None)].into_iter().chain(labels);
        for frame in place::frames(places, limits.width / 2) {
            excerpt.add_frame(&frame, masked, limits);
        }
        excerpt
    }

    /// The places, in the order of the text.
    pub(super) fn marks(&self) -> impl Iterator<Item = &Mark> {
        self.marks.iter()
    }

    /// Number of places that are not drawn because there are too many.
    pub(super) fn left_out(&self) -> usize {
        self.left_out
    }

    /// Adds the lines of `places`, which are of one file and sorted.
    fn add_frame(&mut self, places: &[Place<'_>], masked: &Masked, limits: Limits) {
        let (Some(first), Some(last)) = (places.first(), places.last()) else { return };
        let file = first.file;
        let lines = first.line.saturating_sub(CONTEXT)..=place::last_line(file, last.line + CONTEXT).max(last.line);
        let gutter = format!(" {} │ ", lines.end() + 1).chars().count();
        let pen = Pen { id: first.id, file, masked, columns: limits.width - gutter, unicode: limits.unicode };
        let start = self.text.len();
        for line in lines.clone() {
            let on_line: Vec<_> = places.iter().filter(|place| place.line == line).collect();
            self.add_line(&pen, place::line_range(file, line), &on_line);
        }
        self.frames.push(Frame {
            path: printable::name(file.path()),
            bytes: start..self.text.len(),
            first_line: *lines.start(),
            lines: lines.count(),
        });
    }

    /// Adds the line that `line` is the bytes of, and marks for the places on it, which are sorted.
    fn add_line(&mut self, pen: &Pen<'_>, line: Range<usize>, places: &[&Place<'_>]) {
        let all = places.iter().map(|place| place.bytes.clone());
        let keep = all.reduce(|left, right| left.start..left.end.max(right.end)).unwrap_or(line.start..line.start);
        let window = pen.window(line.clone(), keep);
        if window.start > line.start {
            self.text.push_str(pen.dots());
        }
        let start = self.text.len();
        let at = |byte: usize| start + pen.draw(window.start..byte.clamp(window.start, window.end)).len();
        self.marks.extend(places.iter().map(|place| Mark::new(place, at(place.bytes.start)..at(place.bytes.end))));
        self.text.push_str(&pen.draw(window.clone()));
        if window.end < line.end {
            self.text.push_str(pen.dots());
        }
        self.text.push('\n');
    }
}

impl SourceCode for Excerpt {
    /// The frame that holds `span`; without context, as miette asks for to write the heading of a frame, it is said to
    /// begin where the place that is there lies in its file.
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        context_before: usize,
        _context_after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let bytes = span.offset()..span.offset() + span.len();
        let holds = |frame: &&Frame| frame.bytes.contains(&bytes.start) && bytes.end <= frame.bytes.end;
        let frame = self.frames.iter().find(holds).ok_or(MietteError::OutOfBounds)?;
        let mark = self.marks.iter().find(|mark| context_before == 0 && mark.bytes == bytes);
        let (line, column) = match mark {
            Some(mark) => (mark.position.line as usize - 1, mark.position.column as usize - 1),
            None => (frame.first_line, 0),
        };
        let data = &self.text.as_bytes()[frame.bytes.clone()];
        let span = frame.bytes.clone().into();
        Ok(Box::new(MietteSpanContents::new_named(frame.path.clone(), data, span, line, column, frame.lines)))
    }
}

impl Mark {
    fn new(place: &Place<'_>, bytes: Range<usize>) -> Self {
        let message = place.message.map(printable::one_line);
        Self { bytes, is_primary: message.is_none(), message, position: place.position }
    }

    /// As miette takes it.
    pub(super) fn labeled(&self) -> LabeledSpan {
        let new = if self.is_primary { LabeledSpan::new_primary_with_span } else { LabeledSpan::new_with_span };
        new(self.message.clone(), self.bytes.clone())
    }
}
