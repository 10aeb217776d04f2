//! Files as read, byte spans in them, and lines and columns of a byte offset.

use std::ops::Range;
use std::sync::{Arc, OnceLock};

use memchr::memchr_iter;

/// How standard input is shown when no name is given for it.
pub const STDIN_SHOWN: &str = "<stdin>";

/// Index of a [`SourceFile`] in its [`Sources`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(pub u32);

/// A half-open range of bytes `[start, end)` in one file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// Byte after the last one.
    pub end: u32,
}

impl Span {
    /// The span `[start, end)`.
    pub const fn new(start: u32, end: u32) -> Self {
        Self { start, end }
    }

    /// The empty span at `at`.
    pub const fn at(at: u32) -> Self {
        Self { start: at, end: at }
    }

    /// Length in bytes.
    pub const fn len(self) -> u32 {
        self.end.saturating_sub(self.start)
    }

    /// Whether the span covers no byte.
    pub const fn is_empty(self) -> bool {
        self.end <= self.start
    }

    /// Whether `other` lies inside this span.
    pub const fn contains(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// The part of this span from byte `from` to byte `to`, both counted from its start.
    pub fn part(self, range: Range<usize>) -> Self {
        let clamp = |offset: usize| self.start.saturating_add(offset as u32).min(self.end);
        Self::new(clamp(range.start), clamp(range.end))
    }

    /// As a range for slicing.
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end.max(self.start) as usize
    }
}

/// A span together with the file that it lies in: the only form in which places travel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Location {
    /// The file.
    pub file: FileId,
    /// The bytes in it.
    pub span: Span,
}

/// One file (or standard input) as read: its shown path and its text.
#[derive(Debug)]
pub struct SourceFile {
    path: String,
    text: Arc<str>,
    lines: OnceLock<LineIndex>,
}

impl SourceFile {
    /// A file shown as `path` with the text `text`.
    pub fn new(path: impl Into<String>, text: impl Into<Arc<str>>) -> Self {
        Self { path: path.into(), text: text.into(), lines: OnceLock::new() }
    }

    /// The path as shown to people: relative to the working directory, `/` as separator.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The whole text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The text, shared: trees made of it keep it alive.
    pub fn shared_text(&self) -> Arc<str> {
        Arc::clone(&self.text)
    }

    /// The text of `span`, or nothing when it does not lie on character boundaries inside the file.
    pub fn slice(&self, span: Span) -> &str {
        self.text.get(span.range()).unwrap_or_default()
    }

    /// Line starts, made when first asked for.
    pub fn lines(&self) -> &LineIndex {
        self.lines.get_or_init(|| LineIndex::new(&self.text))
    }

    /// Line and column of a byte offset.
    pub fn position(&self, offset: u32) -> Position {
        self.lines().position(&self.text, offset)
    }
}

/// All files of a run; a [`FileId`] is an index into it.
#[derive(Debug, Default)]
pub struct Sources {
    files: Vec<SourceFile>,
}

impl Sources {
    /// Takes a file in and gives its id.
    pub fn add(&mut self, file: SourceFile) -> FileId {
        let id = FileId(self.files.len() as u32);
        self.files.push(file);
        id
    }

    /// The file of an id that this collection gave out.
    pub fn get(&self, id: FileId) -> &SourceFile {
        &self.files[id.0 as usize]
    }

    /// All files with their ids.
    pub fn iter(&self) -> impl Iterator<Item = (FileId, &SourceFile)> {
        self.files.iter().enumerate().map(|(index, file)| (FileId(index as u32), file))
    }

    /// Number of files.
    pub fn len(&self) -> usize {
        self.files.len()
    }

    /// Whether there is no file.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }
}

/// A place as people count: line and column from 1, the column in Unicode scalar values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// Line, from 1.
    pub line: u32,
    /// Column in Unicode scalar values, from 1.
    pub column: u32,
    /// Bytes from the start of the file, from 0.
    pub offset: u32,
}

/// Offsets at which the lines of a text start.
#[derive(Debug)]
pub struct LineIndex {
    starts: Vec<u32>,
    is_ascii: bool,
}

impl LineIndex {
    /// Scans `text` once for line feeds.
    pub fn new(text: &str) -> Self {
        let mut starts = vec![0];
        starts.extend(memchr_iter(b'\n', text.as_bytes()).map(|at| at as u32 + 1));
        Self { starts, is_ascii: text.is_ascii() }
    }

    /// Number of lines; a text that ends in a line feed has an empty last line.
    pub fn len(&self) -> u32 {
        self.starts.len() as u32
    }

    /// Whether there is no line (there always is one).
    pub fn is_empty(&self) -> bool {
        self.starts.is_empty()
    }

    /// Index of the line (from 0) that holds `offset`.
    pub fn line_of(&self, offset: u32) -> u32 {
        self.starts.partition_point(|&start| start <= offset).saturating_sub(1) as u32
    }

    /// Byte offset at which line `line` (from 0) starts; past the end, the last line's start.
    pub fn line_start(&self, line: u32) -> u32 {
        let last = self.starts.len() - 1;
        self.starts[(line as usize).min(last)]
    }

    /// Line and column of `offset` in `text`, the text that this index was made of.
    pub fn position(&self, text: &str, offset: u32) -> Position {
        let offset = offset.min(text.len() as u32);
        let line = self.line_of(offset);
        let start = self.line_start(line);
        if self.is_ascii {
            // Without counting: a line may be as long as its file, and hold every finding.
            return Position { line: line + 1, column: offset - start + 1, offset };
        }
        let before = text.get(start as usize..offset as usize).unwrap_or_default();
        // A byte order mark is not a column of the first line.
        let before = before.strip_prefix('\u{feff}').unwrap_or(before);
        Position { line: line + 1, column: before.chars().count() as u32 + 1, offset }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters_and_lines_count_from_one() {
        let file = SourceFile::new("a.yaml", "\u{feff}año: 1\r\nb: ñ2\n");
        let at = file.text().find(": 1").unwrap() as u32;
        assert_eq!(file.position(at), Position { line: 1, column: 4, offset: at });
        let at = file.text().find('2').unwrap() as u32;
        assert_eq!(file.position(at), Position { line: 2, column: 5, offset: at });
        assert_eq!(file.position(9999).line, 3);
        let ascii = SourceFile::new("a.yaml", "a: 1\r\nb: 2\n");
        assert_eq!(ascii.position(9), Position { line: 2, column: 4, offset: 9 });
        assert_eq!(ascii.position(9999), Position { line: 3, column: 1, offset: 11 });
    }
}
