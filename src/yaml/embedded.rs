//! Text inside a scalar, with a map from its offsets to the file's.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use super::build;
use super::node::Node;
use super::tree::{NodeKind, Origin, Style, Tree};
use crate::source::{Location, Span};

/// A scalar's text as the cluster has it, which knows where each part of it is written.
///
/// Block scalars written with `|` map line by line, one-line scalars without escapes as a whole; in any other form
/// (folds, escapes) a part maps to the whole scalar.
#[derive(Debug, Clone)]
pub struct Embedded {
    text: Arc<str>,
    /// The scalar itself.
    whole: Location,
    /// `(offset in the text, offset in the file, length)`, ascending; empty when parts cannot be placed.
    runs: Vec<(usize, u32, usize)>,
}

impl Embedded {
    /// The text of a scalar node.
    pub fn of(node: Node<'_>) -> Self {
        let text = node.text();
        let runs = if node.kind() == NodeKind::Scalar { runs(node, &text) } else { Vec::new() };
        Self { whole: node.origin(), runs: place(node, runs), text: Arc::from(text) }
    }

    /// The text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Where a range of the text is written.
    pub fn locate(&self, range: Range<usize>) -> Location {
        let first = self.offset(range.start, false);
        let last = self.offset(range.end, true);
        match (first, last) {
            (Some(start), Some(end)) if start <= end => Location { file: self.whole.file, span: Span::new(start, end) },
            _ => self.whole,
        }
    }

    /// Parses the text as YAML (or JSON); places in the result are places in the file.
    pub fn parse(&self) -> Tree {
        build::parse(Origin::Embedded(self.clone()), Arc::clone(&self.text), Vec::new())
    }

    /// An end belongs to the run before it, a start to the run behind it.
    fn offset(&self, inner: usize, is_end: bool) -> Option<u32> {
        let is_behind = |&(start, _, length): &(usize, u32, usize)| {
            let end = start + length;
            if is_end { end < inner } else { end <= inner }
        };
        let run = self.runs.get(self.runs.partition_point(is_behind)).or(self.runs.last());
        let (start, outer, _) = run.filter(|(start, _, length)| (*start..=start + length).contains(&inner))?;
        Some(outer + (inner - start) as u32)
    }
}

/// Turns offsets in the tree's text into offsets in the file, for trees that are embedded themselves.
fn place(node: Node<'_>, runs: Vec<(usize, u32, usize)>) -> Vec<(usize, u32, usize)> {
    match node.tree().origin {
        Origin::File(_) => runs,
        Origin::Embedded(ref outer) => runs
            .into_iter()
            .filter_map(|(inner, at, length)| Some((inner, outer.offset(at as usize, false)?, length)))
            .collect(),
    }
}

fn runs(node: Node<'_>, text: &str) -> Vec<(usize, u32, usize)> {
    match node.style() {
        Style::Literal => literal_runs(node, text),
        Style::Folded => Vec::new(),
        _ if node.decoded().is_some() => Vec::new(),
        style => {
            let quote = u32::from(matches!(style, Style::SingleQuoted | Style::DoubleQuoted));
            vec![(0, node.span().start + quote, text.len())]
        }
    }
}

/// Every line of the text is the end of a line of the file: what precedes it there is indentation.
fn literal_runs(node: Node<'_>, text: &str) -> Vec<(usize, u32, usize)> {
    let source = node.tree().text();
    let written: Cow<str> = source.get(node.span().range()).unwrap_or_default().into();
    let mut outer = node.span().start as usize + written.find('\n').map_or(written.len(), |at| at + 1);
    let mut inner = 0;
    let mut runs = Vec::new();
    for line in text.split_inclusive('\n') {
        let Some(rest) = source.get(outer..) else {
            break;
        };
        let end = rest.find('\n').map_or(rest.len(), |at| at + 1);
        let content = line.trim_end_matches('\n');
        let file_line = rest[..end].trim_end_matches('\n').trim_end_matches('\r');
        let Some(indent) = file_line.len().checked_sub(content.len()).filter(|&at| &file_line[at..] == content) else {
            // An only-blank line may be written shorter than its indentation.
            if content.is_empty() {
                inner += line.len();
                outer += end;
                continue;
            }
            return Vec::new();
        };
        runs.push((inner, (outer + indent) as u32, line.len().min(content.len() + 1)));
        inner += line.len();
        outer += end;
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::FileId;
    use crate::yaml::parse;

    fn shown(source: &str, needle: &str) -> String {
        let tree = parse(FileId(0), source.into(), Vec::new());
        let value = tree.root(&tree.documents()[0]).unwrap().get("a").unwrap();
        let embedded = Embedded::of(value);
        let at = embedded.text().find(needle).unwrap();
        let span = embedded.locate(at..at + needle.len()).span;
        source[span.range()].to_owned()
    }

    #[test]
    fn parts_are_placed_in_literals_and_simple_scalars() {
        assert_eq!(shown("a: |\n  x=1\n\n  y=2\n", "y=2"), "y=2");
        assert_eq!(shown("a: |2-\n    x=1\r\n  y=2\r\n", "y=2"), "y=2");
        assert_eq!(shown("a: \"x y z\"\n", "y z"), "y z");
        assert_eq!(shown("a: x y z\n", "y"), "y");
    }

    #[test]
    fn parts_of_folded_and_escaped_scalars_are_the_whole() {
        assert_eq!(shown("a: \"x\\ty\"\n", "y"), "\"x\\ty\"");
        assert_eq!(shown("a: >\n  x\n  y\n", "y"), ">\n  x\n  y\n");
    }

    #[test]
    fn an_embedded_document_knows_its_place() {
        let source = "a: |\n  k:\n    - secret\n";
        let tree = parse(FileId(0), source.into(), Vec::new());
        let inner = Embedded::of(tree.root(&tree.documents()[0]).unwrap().get("a").unwrap()).parse();
        let item = inner.root(&inner.documents()[0]).unwrap().get("k").unwrap().items().next().unwrap();
        assert_eq!(&source[item.origin().span.range()], "secret");
    }
}
