//! One line of source as it is drawn: cut to a width around what matters, and safe to print.

use std::ops::Range;

use unicode_width::UnicodeWidthChar;

use crate::reporter::printable;

/// Columns between two tab stops.
pub(super) const TAB: usize = 4;

/// The longest character in UTF-8, and so the most bytes that a column can take but for marks of no width.
const BYTES_A_COLUMN: usize = 4;

/// The part of `line` to draw in `columns`: all of it when it fits; else as much as fits around `keep`, which has at
/// least a quarter of the width before it, as far as there is that much.
///
/// Looks at no more of the line than it draws, so that a line of many megabytes costs no more than another.
pub(super) fn window(line: &str, keep: Range<usize>, columns: usize) -> Range<usize> {
    if line.len() <= columns * BYTES_A_COLUMN && width(line) <= columns {
        return 0..line.len();
    }
    let fits_from_start = keep.end <= columns * BYTES_A_COLUMN && width(&line[..keep.end]) <= columns;
    let start = if fits_from_start { 0 } else { start_before(line, &keep, columns) };
    let end = start + fitting(line[start..].chars(), columns);
    // What the end of the line leaves free goes to what stands before.
    if end == line.len() { end - fitting(line.chars().rev(), columns)..end } else { start..end }
}

/// Where to start so that `keep` is seen with a good deal of what stands before it.
fn start_before(line: &str, keep: &Range<usize>, columns: usize) -> usize {
    let kept = line[keep.clone()].chars().take(columns).map(columns_of).sum::<usize>();
    let before = columns.saturating_sub(kept).max(columns / 2) / 2;
    keep.start - fitting(line[..keep.start].chars().rev(), before)
}

/// Bytes of the first characters of `text` that fit into `columns`.
fn fitting(text: impl Iterator<Item = char>, columns: usize) -> usize {
    let mut left = columns;
    let mut bytes = 0;
    // A letter may carry any number of marks without width; no line needs more of them than this.
    for character in text.take(columns * BYTES_A_COLUMN) {
        let Some(after) = left.checked_sub(columns_of(character)) else { break };
        left = after;
        bytes += character.len_utf8();
    }
    bytes
}

fn width(text: &str) -> usize {
    text.chars().map(columns_of).sum()
}

/// Columns that a character takes once it is printable, at most.
fn columns_of(character: char) -> usize {
    match character {
        '\t' => TAB,
        other => printable::character(other).and_then(UnicodeWidthChar::width).unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(line: &str, keep: &str, columns: usize) -> String {
        let start = line.find(keep).unwrap();
        line[window(line, start..start + keep.len(), columns)].to_owned()
    }

    #[test]
    fn a_line_that_fits_is_whole() {
        assert_eq!(shown("image: nginx", "nginx", 12), "image: nginx");
        assert_eq!(shown("名: 漢字", "漢字", 8), "名: 漢字");
    }

    #[test]
    fn a_long_line_is_cut_around_what_is_kept() {
        let line = format!("{}image: nginx{}", "a".repeat(100), "z".repeat(100));
        assert_eq!(shown(&line, "image", 20), "aaaaaaaimage: nginxz");
        assert_eq!(shown(&line, &"z".repeat(100), 20), "nginxzzzzzzzzzzzzzzz");
        assert_eq!(shown(&line[..112], "nginx", 20), "aaaaaaaaimage: nginx");
        assert_eq!(shown(&format!("image: {line}"), "image: a", 20), "image: aaaaaaaaaaaaa");
    }

    #[test]
    fn wide_characters_are_not_halved_and_marks_do_not_add_up() {
        let line = "漢".repeat(100);
        assert_eq!(window(&line, 150..153, 21), 138..168);
        let marks = format!("e{}x", "\u{301}".repeat(1000));
        assert!(window(&marks, 0..1, 20).len() <= 160);
    }
}
