//! Tabs at which the cluster's parser stops and ours does not: on lines that hold nothing else, or a comment.
//!
//! Upstream: go-yaml `scannerc.go`, `yaml_parser_scan_to_next_token` and `yaml_parser_scan_plain_scalar`.

use super::tree::{NodeKind, RawNode, Style};
use crate::source::Span;

/// The first tab in the indentation of a line where a token might start. `nodes` are those of the text in `span`.
pub(super) fn stray_tab(text: &str, nodes: &[RawNode], span: Span) -> Option<Span> {
    let mut nodes = nodes.iter().peekable();
    // Within scalars and brackets, tabs are text or blanks.
    let mut covered = span.start;
    let mut last: Option<&RawNode> = None;
    for (line, tab) in indenting_tabs(text, span) {
        while let Some(node) = nodes.next_if(|node| node.start < tab) {
            if node.kind == NodeKind::Scalar {
                last = Some(node);
            }
            if node.kind == NodeKind::Scalar || node.style == Style::Flow {
                covered = covered.max(node.end);
            }
        }
        let before = &text[..line as usize];
        if tab >= covered && !last.is_some_and(|node| may_go_on(node, before) && tab - line > parent_column(node, text))
        {
            return Some(Span::new(tab, tab + 1));
        }
    }
    None
}

/// Whether the scalar may go on behind `text`, on the next line if that is indented enough.
fn may_go_on(scalar: &RawNode, text: &str) -> bool {
    let is_open = matches!(scalar.style, Style::Plain | Style::Literal | Style::Folded);
    is_open && text.get(scalar.end as usize..).is_some_and(|between| between.trim().is_empty())
}

/// No more than the column of the map or list that holds the scalar.
fn parent_column(scalar: &RawNode, text: &str) -> u32 {
    let before = &text[..scalar.start as usize];
    let line = before.rfind('\n').map_or(before, |at| &before[at + 1..]);
    let unindented = line.trim_start_matches(' ');
    // A scalar on a line of its own says nothing.
    if unindented.is_empty() { 0 } else { (line.len() - unindented.len()) as u32 }
}

/// The start of each line that a tab indents, and its first tab.
fn indenting_tabs(text: &str, span: Span) -> impl Iterator<Item = (u32, u32)> {
    let bytes = &text.as_bytes()[span.range()];
    let mut searched = 0;
    std::iter::from_fn(move || {
        loop {
            let tab = searched + memchr::memchr(b'\t', bytes.get(searched..)?)?;
            let line = memchr::memrchr(b'\n', &bytes[..tab]).map_or(0, |at| at + 1);
            let end = memchr::memchr(b'\n', &bytes[tab..]).map_or(bytes.len(), |at| tab + at);
            searched = end;
            if bytes[line..tab].iter().all(|&byte| byte == b' ') {
                return Some((span.start + line as u32, span.start + tab as u32));
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use crate::source::FileId;
    use crate::yaml::parse;

    /// The offset of the tab that is refused.
    fn refused(text: &str) -> Option<u32> {
        let tree = parse(FileId(0), text.into(), Vec::new());
        tree.documents().iter().flat_map(|document| &document.errors).map(|error| error.span.start).next()
    }

    #[test]
    fn lines_of_tabs_are_refused_where_a_token_may_start() {
        assert_eq!(refused("a:\n\t\n  b: 1\n"), Some(3));
        assert_eq!(refused("a: 1\n\t\nb: 1\n"), Some(5));
        assert_eq!(refused("a:\n  b: 1\n  \t\n  c: 1\n"), Some(12));
        assert_eq!(refused("a: 'x'\n  \t\nb: 1\n"), Some(9));
        assert_eq!(refused("\t# note\na: 1\n"), Some(0));
        assert_eq!(refused("a: 1\n--- # two\n \t\r\nb: 1\n"), Some(16));
        assert_eq!(refused("a: |\n  x\n\t\nb: 1\n"), Some(9));
        assert_eq!(refused("a: [1]\n  \t# note\nb: 1\n"), Some(9));
        assert_eq!(refused("- a\n-\tb: 1\n"), Some(5));
        assert_eq!(refused("- \t'a'\n"), Some(2));
    }

    #[test]
    fn tabs_are_blanks_elsewhere() {
        for text in [
            "a:\t1\t# note\n",
            "a: 1\n  \t\nb: 1\n",
            "a:\n  b: 1\n   \t\n  c:\n    long\n  \t\n    text\n",
            "a: |\n  x\n  \t\n\n  \ty\nb: 1\n",
            "a: 'x\n\t\n\ty'\n",
            "a: [\n\t\n\t1\n\t]\n",
            "{\n\t\"a\": 1\n\t}",
            "- a\t\n- b: \tc\n",
        ] {
            assert_eq!(refused(text), None, "{text}");
        }
    }
}
