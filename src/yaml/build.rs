//! Fills the arena from parser events, one document after the other.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

use granit_parser::{Event, Options, Parser, ScalarStyle, ScanError, StructureStyle, Tag};

use super::check::{alias_errors, excessive_aliasing};
use super::encoding::control_characters;
use super::message;
use super::refused::refusals;
use super::repair::repaired;
use super::split::{Piece, is_json_object, pieces};
use super::tabs::stray_tab;
use super::tree::{ANCHORED, DECODED, Document, NodeId, NodeKind, Origin, RawNode, Style, SyntaxError, TAGGED, Tree};
use crate::source::Span;

/// How deep maps and sequences may nest. The server's JSON decoder gives up far earlier than memory does.
const DEPTH_LIMIT: usize = 512;

/// Offsets are `u32`; a larger text is refused whole.
const SIZE_LIMIT: usize = u32::MAX as usize - 1;

/// How often a piece is read once more. Each time takes as long as the first.
const REPAIR_LIMIT: usize = 64;

pub(super) fn parse(origin: Origin, text: Arc<str>, errors: Vec<SyntaxError>) -> Tree {
    if text.len() > SIZE_LIMIT {
        let error = SyntaxError::new(Span::at(0), "the file is larger than 4 GiB");
        let document = Document { root: None, span: Span::at(0), errors: vec![error] };
        return Tree { documents: vec![document], ..empty(origin, Arc::from("")) };
    }
    let mut builder = Builder::new(empty(origin, Arc::clone(&text)));
    for piece in pieces(&text) {
        builder.piece(&text, &piece);
    }
    let mut tree = builder.tree;
    tree.comments.sort_unstable();
    assign(&mut tree.documents, errors);
    tree
}

fn empty(origin: Origin, text: Arc<str>) -> Tree {
    Tree {
        origin,
        text,
        nodes: Vec::new(),
        documents: Vec::new(),
        decoded: Vec::new(),
        tags: Vec::new(),
        anchors: Vec::new(),
        aliases: HashMap::new(),
        comments: Vec::new(),
        slots: OnceLock::new(),
        tables: OnceLock::new(),
    }
}

/// Gives errors of decoding to the documents that they lie in.
fn assign(documents: &mut [Document], errors: Vec<SyntaxError>) {
    for error in errors {
        let inside = documents.iter().position(|document| document.span.contains(error.span));
        if let Some(document) = documents.get_mut(inside.unwrap_or(0)) {
            document.errors.push(error);
        }
    }
}

struct Builder {
    tree: Tree,
    /// Open maps and sequences.
    stack: Vec<NodeId>,
    /// Anchors of the current document by the parser's number.
    anchors: HashMap<usize, NodeId>,
    root: Option<NodeId>,
    /// Where the current document starts.
    document_start: u32,
    /// Where the last finished key, value or collection ends: the end of the collection that closes next.
    content_end: u32,
    /// Where the search for the `:` or `-` in front of a missing value starts.
    behind: u32,
    /// The first tab of the current piece that indents a key or an item, which the parser lets pass.
    tab: Option<Span>,
}

impl Builder {
    fn new(tree: Tree) -> Self {
        Self {
            tree,
            stack: Vec::new(),
            anchors: HashMap::new(),
            root: None,
            document_start: 0,
            content_end: 0,
            behind: 0,
            tab: None,
        }
    }

    fn piece(&mut self, text: &str, piece: &Piece) {
        let source = &text[piece.range.clone()];
        let span = Span::new(piece.range.start as u32, piece.range.end as u32);
        let mut errors = control_characters(source, span.start);
        errors.extend(piece.content_on_separator.map(message::content_on_separator));
        let before = self.tree.mark();
        self.start_at(span.start);
        self.read(source, span, &mut errors);
        self.finish_document(span.end);
        errors.extend(self.tab.take().map(message::tab));
        // JSON is indented as its author likes.
        if errors.is_empty() && !is_json_object(source) {
            errors.extend(stray_tab(text, &self.tree.nodes[before.nodes..], span).map(message::tab));
        }
        let failed_behind_the_last = !errors.is_empty() && self.document_start < span.end;
        if self.tree.documents.len() == before.documents || failed_behind_the_last {
            let span = Span::new(self.document_start, span.end);
            self.tree.documents.push(Document { root: None, span, errors: Vec::new() });
        }
        if let Some(last) = self.tree.documents.last_mut() {
            last.span.end = span.end;
            last.errors.append(&mut errors);
        }
    }

    fn start_at(&mut self, start: u32) {
        (self.document_start, self.behind, self.content_end) = (start, start, start);
    }

    /// Reads a piece, once more where the first try stopped at something that the cluster reads.
    fn read(&mut self, source: &str, span: Span, errors: &mut Vec<SyntaxError>) {
        let before = self.tree.mark();
        let known = errors.len();
        let mut comments = Vec::new();
        let mut current = Cow::Borrowed(source);
        let mut repairs = 0;
        while let Some(error) = self.events(&current, span, errors) {
            let flow = self.stack.iter().find(|&&open| self.tree.raw(open).style == Style::Flow);
            let behind = flow.map_or(self.behind, |&flow| self.tree.raw(flow).start);
            let repaired = repaired(&error, &current, (behind - span.start) as usize);
            let Some(repaired) = repaired.filter(|_| repairs < REPAIR_LIMIT) else {
                self.fail(&error, source, span, errors);
                break;
            };
            repairs += 1;
            comments.extend(repaired.comment);
            current = Cow::Owned(repaired.source);
            self.tree.forget(before);
            self.abandon_document();
            self.start_at(span.start);
            errors.truncate(known);
        }
        let placed =
            |comment: Range<usize>| Span::new(span.start + comment.start as u32, span.start + comment.end as u32);
        self.tree.comments.extend(comments.into_iter().map(placed));
    }

    fn fail(&mut self, error: &ScanError, source: &str, span: Span, errors: &mut Vec<SyntaxError>) {
        // A control character is the cause of whatever the parser stumbles on.
        if errors.is_empty() {
            errors.push(message::describe(error, source, span.start));
        }
        // What stands behind the error is not another document.
        self.finish_document(span.end);
    }

    /// The error at which the parser stops.
    fn events(&mut self, source: &str, span: Span, errors: &mut Vec<SyntaxError>) -> Option<ScanError> {
        let mut parser = Parser::new_from_str_with_options(source, options());
        while let Some(next) = parser.next_event() {
            match next {
                Ok((event, at)) => {
                    let range = at.byte_range().unwrap_or(0..0);
                    let at = Span::new(span.start + range.start as u32, span.start + range.end as u32);
                    self.event(event, at, errors);
                }
                Err(error) => return Some(error),
            }
        }
        None
    }

    fn event(&mut self, event: Event<'_>, at: Span, errors: &mut Vec<SyntaxError>) {
        match event {
            Event::DocumentEnd => self.finish_document(at.end),
            Event::Scalar(text, style, anchor, tag) => self.scalar(&text, style, anchor, tag.as_deref(), at),
            Event::SequenceStart(style, anchor, tag) => {
                self.open(NodeKind::Sequence, style, anchor, tag.as_deref(), at)
            }
            Event::MappingStart(style, anchor, tag) => self.open(NodeKind::Map, style, anchor, tag.as_deref(), at),
            Event::SequenceEnd | Event::MappingEnd => self.close(at),
            Event::Anchor(number, _) => {
                if let Some(&node) = self.anchors.get(&number) {
                    self.tree.anchors.push((node, at));
                }
            }
            Event::Alias(number) => {
                let node = self.push(NodeKind::Alias, Style::Plain, at);
                if let Some(&target) = self.anchors.get(&number) {
                    self.tree.aliases.insert(node, target);
                }
            }
            Event::UnresolvedAlias(_) => {
                self.push(NodeKind::Alias, Style::Plain, at);
                errors.push(message::undefined_alias(at));
            }
            Event::Comment(..) => self.tree.comments.push(at),
            _ => {}
        }
    }

    fn scalar(&mut self, text: &str, style: ScalarStyle, anchor: usize, tag: Option<&Tag>, at: Span) {
        let (style, at) = match style {
            ScalarStyle::Plain if at.is_empty() => (Style::Missing, Span::at(self.missing_at(at.start))),
            ScalarStyle::SingleQuoted => (Style::SingleQuoted, at),
            ScalarStyle::DoubleQuoted => (Style::DoubleQuoted, at),
            ScalarStyle::Literal => (Style::Literal, self.block_scalar(at)),
            ScalarStyle::Folded => (Style::Folded, self.block_scalar(at)),
            _ => (Style::Plain, at),
        };
        let node = self.push(NodeKind::Scalar, style, at);
        self.properties(node, anchor, tag);
        // The parser stands `~` in for a value that is not written.
        let text = if style == Style::Missing { "" } else { text };
        let raw = &mut self.tree.nodes[node.0 as usize];
        if self.tree.text.get(raw.content_range()) != Some(text) {
            raw.flags |= DECODED;
            self.tree.decoded.push((node, text.into()));
        }
    }

    fn open(&mut self, kind: NodeKind, style: StructureStyle, anchor: usize, tag: Option<&Tag>, at: Span) {
        let style = if style == StructureStyle::Flow { Style::Flow } else { Style::Block };
        let at = if kind == NodeKind::Sequence && style == Style::Block { self.first_dash(at) } else { at };
        let node = self.push(kind, style, at);
        self.properties(node, anchor, tag);
        self.stack.push(node);
        // Behind the bracket of a flow collection; a block collection starts at its first key or dash.
        self.behind = if style == Style::Flow { at.end } else { at.start.max(self.behind) };
    }

    fn close(&mut self, at: Span) {
        let Some(node) = self.stack.pop() else { return };
        let next = self.tree.nodes.len() as u32;
        let raw = &mut self.tree.nodes[node.0 as usize];
        raw.next = next;
        // A block collection ends with its last child: the parser would say where the next token starts.
        raw.end = match raw.style {
            Style::Flow => at.end.max(self.content_end),
            _ => self.content_end.max(raw.start),
        };
        self.content_end = raw.end;
        self.behind = self.behind.max(raw.end);
    }

    fn push(&mut self, kind: NodeKind, style: Style, at: Span) -> NodeId {
        let node = NodeId(self.tree.nodes.len() as u32);
        self.tree.nodes.push(RawNode { start: at.start, end: at.end, next: node.0 + 1, kind, style, flags: 0 });
        self.root = self.root.or(Some(node));
        self.tab = self.tab.or_else(|| self.indenting_tab(at.start));
        if matches!(kind, NodeKind::Scalar | NodeKind::Alias) {
            self.behind = self.behind.max(at.end);
            self.content_end = self.content_end.max(at.end);
        }
        node
    }

    fn properties(&mut self, node: NodeId, anchor: usize, tag: Option<&Tag>) {
        let raw = &mut self.tree.nodes[node.0 as usize];
        if anchor != 0 {
            raw.flags |= ANCHORED;
            self.anchors.insert(anchor, node);
        }
        if let Some(tag) = tag {
            raw.flags |= TAGGED;
            let (handle, suffix) = tag.parts();
            self.tree.tags.push((node, format!("{handle}{suffix}").into()));
        }
    }

    /// A sequence written in the column of its key is said to start at its first item: step back to the dash.
    fn first_dash(&self, at: Span) -> Span {
        let text = self.tree.text.as_bytes();
        if text.get(at.start as usize) == Some(&b'-') {
            return at;
        }
        let between = &text[(self.behind.min(at.start)) as usize..at.start as usize];
        match between.iter().rposition(|byte| !byte.is_ascii_whitespace()) {
            Some(offset) if between[offset] == b'-' => Span::new(self.behind + offset as u32, at.end),
            _ => at,
        }
    }

    /// Just behind the `:` or `-` that waits for the value.
    fn missing_at(&self, reported: u32) -> u32 {
        let behind = self.behind as usize;
        let mut in_comment = false;
        for (at, byte) in self.tree.text.as_bytes()[behind..].iter().enumerate() {
            match byte {
                b'\n' => in_comment = false,
                _ if in_comment => {}
                b'#' => in_comment = true,
                b':' | b'-' | b'?' => return (behind + at) as u32 + 1,
                b' ' | b'\t' | b'\r' => {}
                _ => break,
            }
        }
        reported
    }

    /// From the `|` or `>` to the end of the last line with content: the parser leaves the header out.
    fn block_scalar(&self, content: Span) -> Span {
        let text = &self.tree.text;
        let content_start = content.start as usize;
        let start = block_header(text, self.behind as usize, content_start).unwrap_or(content_start);
        let body = &text[start..content.end.max(content.start) as usize];
        let trimmed = body.trim_end_matches([' ', '\t', '\r', '\n']);
        // With its line break, unless there is nothing but the header.
        let line_break = body[trimmed.len()..].find('\n').map_or(body.len() - trimmed.len(), |at| at + 1);
        let end = start + trimmed.len() + if trimmed.contains('\n') { line_break } else { 0 };
        Span::new(start as u32, end as u32)
    }

    /// A tab between the start of the line and a node outside brackets. Upstream: go-yaml `scannerc.go`,
    /// `yaml_parser_scan_to_next_token`.
    fn indenting_tab(&self, start: u32) -> Option<Span> {
        let in_flow = self.stack.last().is_some_and(|&top| self.tree.raw(top).style == Style::Flow);
        let (before, behind) = self.tree.text.as_bytes().split_at_checked(start as usize)?;
        // What starts with a bracket may be JSON, and JSON is indented as it likes.
        let in_flow = in_flow || matches!(behind.first(), Some(b'{' | b'['));
        let blank = before.iter().rev().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
        let (before_blank, indent) = before.split_at(before.len() - blank);
        let is_refused = match before_blank.last() {
            None | Some(b'\n') => !in_flow,
            // A dash may stand before the `:` of a missing value too, but nothing behind a dash of a list.
            Some(b'-') => self.stack.last().is_some_and(|&top| is_block_sequence(self.tree.raw(top))),
            Some(_) => false,
        };
        let tab = indent.iter().position(|&byte| byte == b'\t').filter(|_| is_refused)?;
        let at = (before.len() - blank + tab) as u32;
        Some(Span::new(at, at + 1))
    }

    /// Forgets the document that is being read.
    fn abandon_document(&mut self) {
        self.stack.clear();
        self.anchors.clear();
        (self.root, self.tab) = (None, None);
    }

    /// Closes whatever a broken document left open and files what was read.
    fn finish_document(&mut self, end: u32) {
        while !self.stack.is_empty() {
            self.close(Span::at(self.content_end));
        }
        self.anchors.clear();
        let Some(root) = self.root.take() else { return };
        let holds_nothing = self.tree.raw(root).style == Style::Missing;
        let mut errors = alias_errors(&self.tree, root);
        errors.extend(refusals(&self.tree, root));
        // Nobody may walk through such a document.
        let is_bomb = excessive_aliasing(&self.tree, root).map(|error| errors.push(error)).is_some();
        let span = Span::new(self.document_start, end.max(self.document_start));
        self.tree.documents.push(Document { root: (!holds_nothing && !is_bomb).then_some(root), span, errors });
        self.document_start = span.end;
    }
}

fn is_block_sequence(node: &RawNode) -> bool {
    node.kind == NodeKind::Sequence && node.style == Style::Block
}

fn options() -> Options {
    granit_parser::options! {
        emit_anchor_events: true,
        emit_unresolved_aliases: true,
        flow_nesting_limit: DEPTH_LIMIT,
        block_nesting_limit: DEPTH_LIMIT,
        max_buffered_comment_events: 1 << 20,
        block_scalar_eof_without_line_feed: true,
    }
}

/// The `|` or `>` whose header ends a line between `from` and `to`.
fn block_header(text: &str, from: usize, to: usize) -> Option<usize> {
    let mut at = from.min(to);
    for line in text.get(at..to)?.split_inclusive('\n') {
        let candidates = line.char_indices().filter(|(_, character)| matches!(character, '|' | '>'));
        let header = candidates.map(|(offset, _)| offset).find(|&offset| is_block_header(&line[offset + 1..]));
        if let Some(offset) = header.filter(|_| !line.trim_start().starts_with('#')) {
            return Some(at + offset);
        }
        at += line.len();
    }
    None
}

/// Whether `rest`, what follows a `|` or `>`, is the rest of a block scalar's header: `2-  # why`.
fn is_block_header(rest: &str) -> bool {
    let behind = rest.trim_start_matches(['+', '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9']);
    let blank = behind.trim();
    rest.len() - behind.len() <= 2 && (blank.is_empty() || blank.starts_with('#') && behind.starts_with([' ', '\t']))
}

#[cfg(test)]
mod tests {
    use crate::source::FileId;
    use crate::yaml::{Node, NodeKind, Style, Tree, parse};

    fn tree(text: &str) -> Tree {
        parse(FileId(0), text.into(), Vec::new())
    }

    fn root(tree: &Tree) -> Node<'_> {
        tree.root(&tree.documents()[0]).unwrap()
    }

    /// The text of every node's span, in document order.
    fn spans(text: &str) -> Vec<String> {
        let tree = tree(text);
        tree.nodes().map(|node| text[node.span().range()].to_owned()).collect()
    }

    #[test]
    fn spans_are_exact() {
        assert_eq!(
            spans("a: 1\nb:\n- x\n- y\n\n# end\nc: [p, {q: r}]\n"),
            [
                "a: 1\nb:\n- x\n- y\n\n# end\nc: [p, {q: r}]",
                "a",
                "1",
                "b",
                "- x\n- y",
                "x",
                "y",
                "c",
                "[p, {q: r}]",
                "p",
                "{q: r}",
                "q",
                "r"
            ]
        );
        assert_eq!(spans("a: 'x y' # c\n"), ["a: 'x y'", "a", "'x y'"]);
        assert_eq!(spans("a: x\n  y\nb: \"p\n  q\"\n"), ["a: x\n  y\nb: \"p\n  q\"", "a", "x\n  y", "b", "\"p\n  q\""]);
    }

    #[test]
    fn block_scalars_start_at_their_indicator_and_end_with_their_content() {
        assert_eq!(spans("a: |\n  x\n\n\nb: 1\n")[2], "|\n  x\n");
        assert_eq!(spans("a: &k !!str >2- # why | not\n   x\n  y\n# c\nb: 1\n")[2], ">2- # why | not\n   x\n  y\n");
        assert_eq!(spans("a: |\nb: 1\n")[2], "|");
        assert_eq!(spans("- |\n x\n- y")[1], "|\n x\n");
        assert_eq!(spans("a: |+\n  x")[2], "|+\n  x");
    }

    #[test]
    fn missing_values_lie_behind_their_indicator() {
        for (text, expected) in
            [("a:\nb: 1\n", 2), ("a:   # c\n", 2), ("a :\n", 3), ("a: {b: 1, c: }", 12), ("a:\n  -\n  - x\n", 6)]
        {
            let tree = tree(text);
            let missing = tree.nodes().find(|node| node.style() == Style::Missing).unwrap();
            assert_eq!((missing.span().start, missing.span().len()), (expected, 0), "{text}");
            assert!(missing.is_null());
        }
    }

    #[test]
    fn documents_are_told_apart() {
        let tree = tree("# only\n---\na: 1\n...\n---\nb: [\n--- # c\nc: 3\n---\n");
        let roots: Vec<bool> = tree.documents().iter().map(|document| document.root.is_some()).collect();
        let complete: Vec<bool> = tree.documents().iter().map(|document| document.errors.is_empty()).collect();
        assert_eq!(roots, [false, true, true, true, false]);
        assert_eq!(complete, [true, true, false, true, true]);
    }

    #[test]
    fn aliases_and_merge_keys_are_followed_on_look_up() {
        let text = "base: &b {x: 1, z: 2}\nuse:\n  <<: *b\n  z: 3\nsame: *b\n";
        let tree = tree(text);
        let used = root(&tree).get("use").unwrap();
        let x = used.get("x").unwrap();
        assert_eq!((x.as_int(), used.get("z").unwrap().as_int()), (Some(1), Some(3)));
        assert_eq!(&text[x.origin().span.range()], "*b");
        assert_eq!(&text[x.written_at().unwrap().span.range()], "1");
        assert_eq!(x.steps_from(root(&tree)).len(), 2);
        let same = root(&tree).get("same").unwrap();
        assert!(same.is_map());
        assert_eq!(same.get("z").unwrap().as_int(), Some(2));
        let keys: Vec<_> = used.merged_entries().iter().map(|entry| entry.key.text().into_owned()).collect();
        assert_eq!(keys, ["z", "x"]);
    }

    #[test]
    fn of_equal_keys_the_last_counts() {
        let tree = tree("a: 1\n\"a\": 2\non: x\n8080: y\n");
        assert_eq!(root(&tree).get("a").unwrap().as_int(), Some(2));
        assert!(
            root(&tree).get("true").is_some() && root(&tree).get("on").is_none() && root(&tree).get("8080").is_some()
        );
    }

    #[test]
    fn wide_maps_are_looked_up_as_narrow_ones_are() {
        let filler: String = (0..200).map(|index| format!("  k{index}: {index}\n")).collect();
        let tree = tree(&format!("base: &b {{x: 1, k7: 0}}\nuse:\n{filler}  <<: *b\n  \"k3\": last\n  8: y\n"));
        let used = root(&tree).get("use").unwrap();
        let value = |key: &str| used.get(key).unwrap().text();
        assert_eq!([value("k3"), value("k7"), value("x"), value("8")], ["last", "7", "1", "y"]);
        assert!(used.get("k200").is_none());
    }

    #[test]
    fn bombs_and_loops_are_errors_and_never_expand() {
        let mut bomb = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for level in 1..9 {
            let below = format!("*a{}", level - 1);
            bomb.push_str(&format!("a{level}: &a{level} [{}]\n", vec![below; 10].join(", ")));
        }
        assert!(!tree(&bomb).documents()[0].is_complete());
        assert!(tree("a: &a [*a]\n").documents()[0].errors[0].message.contains("contains itself"));
        assert!(tree("a: *nowhere\n").documents()[0].errors[0].message.contains("no anchor"));
        let kinds: Vec<_> = tree("a: *nowhere\n").nodes().map(Node::kind).collect();
        assert_eq!(kinds, [NodeKind::Map, NodeKind::Scalar, NodeKind::Alias]);
    }

    #[test]
    fn json_and_tabs_are_read() {
        let tree = tree("{\n\t\"a\": [1, true, null, \"x\\u00e9\\/\"]\n}\n");
        assert!(tree.documents()[0].is_complete(), "{:?}", tree.documents()[0].errors);
        let last = root(&tree).get("a").unwrap().items().last().unwrap();
        assert_eq!(last.text(), "xé/");
    }
}
