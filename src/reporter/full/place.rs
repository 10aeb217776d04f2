//! The places that a finding speaks of, each cut to one line, and which of them are drawn together.

use std::ops::Range;

use crate::source::{FileId, Location, Position, SourceFile, Sources};

/// Places at most so many lines apart share a frame.
const NEAR: usize = 4;

/// A place to be drawn, cut to one line.
pub(super) struct Place<'a> {
    pub(super) id: FileId,
    pub(super) file: &'a SourceFile,
    /// Where it is in the file, as far as it is on its first line.
    pub(super) bytes: Range<usize>,
    /// Line, from 0.
    pub(super) line: usize,
    /// What is said about it; nothing for the place of the finding itself.
    pub(super) message: Option<&'a str>,
    /// Where it begins, for the heading.
    pub(super) position: Position,
}

impl<'a> Place<'a> {
    pub(super) fn new(sources: &'a Sources, location: Location, message: Option<&'a str>) -> Self {
        let file = sources.get(location.file);
        let (line, bytes) = on_one_line(file, location.span.range());
        Self { id: location.file, file, bytes, line, message, position: file.position(location.span.start) }
    }

    /// Whether both are well seen in one frame: few lines, or on one line few `columns`, apart.
    fn goes_with(&self, other: &Self, columns: usize) -> bool {
        // Bytes are no fewer than columns, tabs aside.
        let apart = self.bytes.end.max(other.bytes.end) - self.bytes.start.min(other.bytes.start);
        let fits_on_line = self.line != other.line || apart <= columns;
        self.id == other.id && self.line.abs_diff(other.line) <= NEAR && fits_on_line
    }
}

/// Places by the frame that they are drawn in, the frames in the order of their first places, each frame sorted.
pub(super) fn frames<'a>(places: impl Iterator<Item = Place<'a>>, columns: usize) -> Vec<Vec<Place<'a>>> {
    let mut frames: Vec<Vec<Place<'a>>> = Vec::new();
    for place in places {
        let holds = |frame: &&mut Vec<Place<'a>>| {
            let goes = |other: &Place<'a>| place.goes_with(other, columns);
            frame.iter().any(goes) && frame.iter().all(|other| other.line != place.line || goes(other))
        };
        match frames.iter_mut().find(holds) {
            Some(frame) => frame.push(place),
            None => frames.push(vec![place]),
        }
    }
    for frame in &mut frames {
        frame.sort_by_key(|place| (place.line, place.bytes.start, place.bytes.end));
    }
    frames
}

/// The bytes of a line (from 0) without its end, and without a byte order mark before it.
pub(super) fn line_range(file: &SourceFile, line: usize) -> Range<usize> {
    let text = file.text();
    let lines = file.lines();
    let start = lines.line_start(line as u32) as usize;
    let is_last = line + 1 >= lines.len() as usize;
    let end = if is_last { text.len() } else { lines.line_start(line as u32 + 1) as usize };
    let with_end = &text[start..end];
    let without_end = with_end.strip_suffix('\n').map_or(with_end, |line| line.strip_suffix('\r').unwrap_or(line));
    let without_mark = without_end.trim_start_matches('\u{feff}');
    start + without_end.len() - without_mark.len()..start + without_end.len()
}

/// The nearest line to `wanted` (both from 0) that is worth showing: what follows the last line end of a file is not.
pub(super) fn last_line(file: &SourceFile, wanted: usize) -> usize {
    let last = file.lines().len() as usize - 1;
    let last = if line_range(file, last).is_empty() { last.saturating_sub(1) } else { last };
    wanted.min(last)
}

/// The line (from 0) on which the text of `bytes` begins, and the part of `bytes` that is on it.
fn on_one_line(file: &SourceFile, bytes: Range<usize>) -> (usize, Range<usize>) {
    let text = file.text();
    let end = text.floor_char_boundary(bytes.end);
    let start = text.floor_char_boundary(bytes.start).min(end);
    let inside = &text[start..end];
    let first = inside.lines().next().unwrap_or_default();
    // A span that begins with a line end is about what follows.
    let blank = if first.trim().is_empty() { inside.len() - inside.trim_start().len() } else { 0 };
    let start = if blank < inside.len() { start + blank } else { start };
    let line = file.lines().line_of(start as u32) as usize;
    let on_line = line_range(file, line);
    let clamp = |at: usize| at.clamp(on_line.start, on_line.end);
    let is_cut = end > on_line.end;
    let range = clamp(start)..clamp(end);
    let visible = if is_cut { text[range.clone()].trim_end().len() } else { range.len() };
    (line, range.start..range.start + visible)
}
