//! Cuts a stream into documents before any of them is parsed, so that a broken one costs only itself.
//!
//! Cutting at lines that start with `---` is sound (YAML forbids such a line inside every scalar) and is what the
//! cluster's clients do: apimachinery `pkg/util/yaml/decoder.go`, `splitYAMLDocument`.

use std::ops::Range;

use crate::source::Span;

/// One document's part of the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// The bytes, the line with `---` included.
    pub range: Range<usize>,
    /// What stands behind the `---` on its line and is no comment: clients refuse such a separator.
    pub content_on_separator: Option<Span>,
}

/// The pieces of a stream in order; a text without separators is one piece.
pub fn pieces(text: &str) -> Vec<Piece> {
    let start = if text.starts_with('\u{feff}') { 3 } else { 0 };
    if is_json_object(&text[start..]) {
        let objects = json_objects(text, start);
        if objects.len() > 1 {
            return objects;
        }
    }
    yaml_pieces(text, start)
}

/// `{` and then a key in quotes: neither a template action nor a flow map of YAML.
pub(super) fn is_json_object(text: &str) -> bool {
    text.trim_start().strip_prefix('{').is_some_and(|rest| rest.trim_start().starts_with(['"', '}']))
}

fn yaml_pieces(text: &str, start: usize) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut current = Piece { range: start..start, content_on_separator: None };
    for line in lines(text, start) {
        if is_separator(&text[line.clone()]) {
            let before = &text[current.range.start..line.start];
            if !is_only_directives(before) {
                let first_and_blank = pieces.is_empty() && current.range.start == start && before.trim().is_empty();
                current.range.end = line.start;
                if !first_and_blank {
                    pieces.push(current);
                }
                current = Piece { range: line.start..line.start, content_on_separator: None };
            }
            current.content_on_separator = content_behind(text, &line);
        }
    }
    current.range.end = text.len();
    pieces.push(current);
    pieces
}

fn lines(text: &str, start: usize) -> impl Iterator<Item = Range<usize>> {
    let mut at = start;
    std::iter::from_fn(move || {
        if at >= text.len() {
            return None;
        }
        let end = memchr::memchr(b'\n', &text.as_bytes()[at..]).map_or(text.len(), |offset| at + offset + 1);
        let line = at..end;
        at = end;
        Some(line)
    })
}

fn is_separator(line: &str) -> bool {
    line.strip_prefix("---").is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\t', '\r', '\n']))
}

/// `%YAML` and `%TAG` lines belong to the document behind the `---` that follows them.
fn is_only_directives(text: &str) -> bool {
    let mut directives = false;
    for line in text.lines() {
        let line = line.trim_end();
        directives |= line.starts_with('%');
        if !(line.is_empty() || line.starts_with(['%', '#'])) {
            return false;
        }
    }
    directives
}

fn content_behind(text: &str, line: &Range<usize>) -> Option<Span> {
    let rest = &text[line.start + 3..line.end];
    let content = rest.trim();
    if content.is_empty() || content.starts_with('#') {
        return None;
    }
    let from = line.start + 3 + (rest.len() - rest.trim_start().len());
    Some(Span::new(from as u32, (from + content.len()) as u32))
}

/// JSON objects standing one behind the other, as a decoder of a JSON stream takes them.
fn json_objects(text: &str, start: usize) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    let (mut from, mut depth, mut in_string, mut escaped) = (start, 0usize, false, false);
    for (at, byte) in text.bytes().enumerate().skip(start) {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' => in_string = !in_string,
            _ if in_string => {}
            b'{' | b'[' => depth += 1,
            b'}' | b']' => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    pieces.push(Piece { range: from..at + 1, content_on_separator: None });
                    from = at + 1;
                }
            }
            // Text between two objects: this is no stream of JSON.
            _ if depth == 0 && !byte.is_ascii_whitespace() => return Vec::new(),
            _ => {}
        }
    }
    if depth > 0 || in_string {
        pieces.push(Piece { range: from..text.len(), content_on_separator: None });
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str) -> Vec<&str> {
        pieces(text).into_iter().map(|piece| &text[piece.range]).collect()
    }

    #[test]
    fn streams_are_cut_at_separator_lines_only() {
        assert_eq!(texts("a: 1\n---\nb: 2\n"), ["a: 1\n", "---\nb: 2\n"]);
        assert_eq!(texts("---   \r\na: 1\r\n--- # two\r\nb: 2"), ["---   \r\na: 1\r\n", "--- # two\r\nb: 2"]);
        assert_eq!(texts("a: |\n  ---\n  x\n"), ["a: |\n  ---\n  x\n"]);
        assert_eq!(texts("%YAML 1.2\n---\na: 1\n"), ["%YAML 1.2\n---\na: 1\n"]);
        assert_eq!(texts("---\n---\na: 1"), ["---\n", "---\na: 1"]);
        assert_eq!(texts("---foo\n----\n"), ["---foo\n----\n"]);
        assert_eq!(texts("").len(), 1);
    }

    #[test]
    fn content_behind_a_separator_is_marked() {
        let text = "a: 1\n--- b: 2 \n--- # c\n";
        let marked: Vec<_> = pieces(text).iter().map(|piece| piece.content_on_separator).collect();
        assert_eq!(marked, [None, Some(Span::new(9, 13)), None]);
    }

    #[test]
    fn json_objects_may_follow_each_other() {
        assert_eq!(texts("{\"a\": \"}\"}\n{\"b\": [1]}\n"), ["{\"a\": \"}\"}", "\n{\"b\": [1]}"]);
        assert_eq!(texts("{a: 1}\n---\nb: 2\n"), ["{a: 1}\n", "---\nb: 2\n"]);
        assert_eq!(texts("{\"a\": \"\\\"\"}{").len(), 2);
    }
}
