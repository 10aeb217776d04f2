//! Text of a file as it is printed.

use std::ops::Range;

use super::line;
use super::masked::Masked;
use crate::reporter::printable;
use crate::source::{FileId, SourceFile};

/// Draws text of one file.
pub(super) struct Pen<'a> {
    pub(super) id: FileId,
    pub(super) file: &'a SourceFile,
    pub(super) masked: &'a Masked,
    /// Columns of the report that are left for the text of a line.
    pub(super) columns: usize,
    /// Whether it may draw more than ASCII where the file has something else.
    pub(super) unicode: bool,
}

impl Pen<'_> {
    /// Stands for what is cut off.
    pub(super) fn dots(&self) -> &'static str {
        if self.unicode { "…" } else { "..." }
    }

    /// The part of a line to draw so that `keep` is seen and there is room for dots at both ends.
    pub(super) fn window(&self, line: Range<usize>, keep: Range<usize>) -> Range<usize> {
        let columns = self.columns - 2 * self.dots().chars().count();
        let keep = keep.start - line.start..keep.end - line.start;
        let window = line::window(&self.file.text()[line.clone()], keep, columns);
        line.start + window.start..line.start + window.end
    }

    /// The text of `bytes` as it is printed.
    pub(super) fn draw(&self, bytes: Range<usize>) -> String {
        let characters = self.file.text()[bytes.clone()].char_indices();
        characters.filter_map(|(at, character)| self.character(character, (bytes.start + at) as u32)).collect()
    }

    fn character(&self, found: char, offset: u32) -> Option<char> {
        if found == '\t' {
            return Some(found);
        }
        if !found.is_whitespace() && self.masked.hides(self.id, offset) {
            return Some(if self.unicode { '•' } else { '*' });
        }
        let shown = printable::character(found)?;
        Some(if shown == found || self.unicode { shown } else { '?' })
    }
}
