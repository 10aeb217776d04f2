//! What the cluster's parser reads and ours does not, blanked out: every offset stays true.
//!
//! Upstream: go-yaml `scannerc.go`, `yaml_parser_scan_to_next_token`: between brackets a tab is a blank like any other, and
//! a comment starts wherever a token may.

use std::ops::Range;

use granit_parser::{ErrorKind, ScanError};

/// A source that may be read where the first one could not.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Repaired {
    /// As long as the one it stands for.
    pub source: String,
    /// The comment that was blanked.
    pub comment: Option<Range<usize>>,
}

/// `source` without the cause of `error`, where the cluster would not have minded it. What was read before ends at
/// `behind`, or is the collection in brackets that starts there.
pub(super) fn repaired(error: &ScanError, source: &str, behind: usize) -> Option<Repaired> {
    match error.kind() {
        ErrorKind::CommentNotSeparated => without_comment(source, error.marker().byte_offset()?),
        ErrorKind::TabInIndentation | ErrorKind::TabInBlockIndentation | ErrorKind::TabNotAllowed => {
            without_tabs_in_brackets(source, behind)
        }
        _ => None,
    }
}

/// Behind a name (`*base#x`) it is no comment upstream either.
fn without_comment(source: &str, at: usize) -> Option<Repaired> {
    let rest = source.get(at..).filter(|rest| rest.starts_with('#'))?;
    let is_behind_name = source[..at].ends_with(|last: char| last.is_alphanumeric() || last == '_');
    let end = at + rest.find(['\r', '\n']).unwrap_or(rest.len());
    (!is_behind_name).then(|| Repaired { source: blanked(source, at..end), comment: Some(at..end) })
}

fn without_tabs_in_brackets(source: &str, from: usize) -> Option<Repaired> {
    let mut bytes = source.as_bytes().to_vec();
    let mut brackets = Brackets::default();
    let mut is_indent = false;
    for byte in bytes.get_mut(from..)? {
        match *byte {
            b'\t' if is_indent && brackets.depth > 0 => *byte = b' ',
            b'\n' => is_indent = true,
            b' ' | b'\t' => {}
            _ => is_indent = false,
        }
        brackets.pass(*byte);
        if brackets.are_closed {
            break;
        }
    }
    let source = String::from_utf8(bytes).ok().filter(|repaired| repaired != source)?;
    Some(Repaired { source, comment: None })
}

fn blanked(source: &str, range: Range<usize>) -> String {
    let blank = " ".repeat(range.len());
    [&source[..range.start], &blank, &source[range.end..]].concat()
}

/// Whether brackets are open, byte by byte.
#[derive(Default)]
struct Brackets {
    depth: usize,
    are_closed: bool,
    inside: Inside,
    /// The last byte that is no blank.
    last: u8,
    is_behind_blank: bool,
}

#[derive(Default, PartialEq, Eq)]
enum Inside {
    #[default]
    Nothing,
    Quotes(u8),
    Escape,
    Comment,
}

impl Brackets {
    fn pass(&mut self, byte: u8) {
        match (&self.inside, byte) {
            (Inside::Comment, b'\n') | (Inside::Quotes(b'\''), b'\'') | (Inside::Quotes(b'"'), b'"') => {
                self.inside = Inside::Nothing;
            }
            (Inside::Quotes(b'"'), b'\\') => self.inside = Inside::Escape,
            (Inside::Escape, _) => self.inside = Inside::Quotes(b'"'),
            (Inside::Nothing, b'"' | b'\'') if matches!(self.last, b'[' | b'{' | b',' | b':') => {
                self.inside = Inside::Quotes(byte);
            }
            (Inside::Nothing, b'#') if self.is_behind_blank => self.inside = Inside::Comment,
            (Inside::Nothing, b'[' | b'{') => self.depth += 1,
            (Inside::Nothing, b']' | b'}') => {
                self.depth = self.depth.saturating_sub(1);
                self.are_closed = self.depth == 0;
            }
            _ => {}
        }
        self.is_behind_blank = byte.is_ascii_whitespace();
        if !self.is_behind_blank && self.inside != Inside::Comment {
            self.last = byte;
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::source::FileId;
    use crate::yaml::parse;

    /// Whether the text is read without errors, and the comments found in it.
    fn read(text: &str) -> (bool, Vec<String>) {
        let tree = parse(FileId(0), text.into(), Vec::new());
        let comments = tree.comments().iter().map(|span| text[span.range()].to_owned()).collect();
        (tree.documents().iter().all(|document| document.is_complete()), comments)
    }

    #[test]
    fn tabs_indent_between_brackets() {
        for text in [
            "a: [\n\t1,\n\t\t2\n]\nb: {\n\tc: d\n}\n",
            "a: [ \"]\",\n\t'it''s',\n\tdon't, # ] '\n\tx]\nb:\n  - {\n\t  c: \"\\\"]\",\n\td: e }\n",
        ] {
            assert!(read(text).0, "{text}");
        }
        for text in ["a:\n\tb: [\n\t1]\n", "a: [1]\n\tb: 1\n"] {
            assert!(!read(text).0, "{text}");
        }
    }

    #[test]
    fn comments_may_touch_what_ends_by_itself() {
        let text = "a: \"x\"#one\nb: [1,#two\n  2]#three\nc: |#four\n  text\n# five\n";
        assert_eq!(read(text), (true, ["#one", "#two", "#three", "#four", "# five"].map(str::to_owned).to_vec()));
        assert!(!read("a: &x 1\nb: *x#no\n").0);
    }

    #[test]
    fn repairs_come_to_an_end() {
        assert!(read(&"- 'x'#one\n".repeat(60)).0);
        assert!(!read(&"- 'x'#one\n".repeat(100)).0);
    }
}
