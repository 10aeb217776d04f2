//! The arena: every node of a file in document order, 16 bytes each, with byte spans into the text.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use super::Embedded;
use super::node::Node;
use crate::source::{FileId, Location, Span};

/// Index of a node in its [`Tree`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId(pub(super) u32);

/// What a node is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NodeKind {
    /// Text, number, boolean or null.
    Scalar,
    /// Keys and values, alternating as children.
    Map,
    /// Items as children.
    Sequence,
    /// `*name`: stands for the node that the anchor is on.
    Alias,
}

/// How a node is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Style {
    /// A scalar without quotes.
    Plain,
    /// `'…'`
    SingleQuoted,
    /// `"…"`
    DoubleQuoted,
    /// `|`
    Literal,
    /// `>`
    Folded,
    /// A value that is not written at all (`key:`); its span is empty, just behind the `:` or `-`.
    Missing,
    /// A map or sequence by indentation.
    Block,
    /// A map or sequence in braces or brackets.
    Flow,
}

/// One node. Children of node `i` start at `i + 1`; the next sibling of a child `c` is `c.next`.
#[derive(Debug, Clone, Copy)]
pub(super) struct RawNode {
    pub start: u32,
    pub end: u32,
    /// Index of the first node behind the last descendant.
    pub next: u32,
    pub kind: NodeKind,
    pub style: Style,
    pub flags: u16,
}

/// Where a node stands in the node that holds it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Slot {
    pub parent: NodeId,
    pub place: Place,
}

/// A place in a map or sequence. A key stands at its own place.
#[derive(Debug, Clone, Copy)]
pub(super) enum Place {
    Index(u32),
    Key(NodeId),
}

/// Maps with more entries than this are looked up by a table, narrower ones are searched.
const WIDE: usize = 64;

/// The entries of a wide map.
#[derive(Debug)]
pub(super) struct Table {
    /// Key and value by the text of the key; of equal keys the last.
    pub entries: HashMap<Box<str>, (NodeId, NodeId)>,
    /// Whether other maps are merged into it.
    pub merges: bool,
}

/// The node carries a tag.
pub(super) const TAGGED: u16 = 1;
/// The decoded text differs from the written one and stands in the side table.
pub(super) const DECODED: u16 = 1 << 1;
/// The node carries an anchor.
pub(super) const ANCHORED: u16 = 1 << 2;

/// Where the text of a tree lies.
#[derive(Debug)]
pub(super) enum Origin {
    /// The text is a whole file.
    File(FileId),
    /// The text was taken out of a scalar of another file.
    Embedded(Embedded),
}

/// The parsed form of one file, or of a text embedded in a scalar.
#[derive(Debug)]
pub struct Tree {
    pub(super) origin: Origin,
    pub(super) text: Arc<str>,
    pub(super) nodes: Vec<RawNode>,
    pub(super) documents: Vec<Document>,
    /// Decoded texts, by node, ascending.
    pub(super) decoded: Vec<(NodeId, Box<str>)>,
    /// Tags as resolved, by node, ascending: `tag:yaml.org,2002:str`.
    pub(super) tags: Vec<(NodeId, Box<str>)>,
    /// Anchors: the node, and the place of `&name`.
    pub(super) anchors: Vec<(NodeId, Span)>,
    /// Aliases whose anchor exists.
    pub(super) aliases: HashMap<NodeId, NodeId>,
    /// Comments from `#` to the end of the line, ascending.
    pub(super) comments: Vec<Span>,
    /// The slot of every node, for paths; made when first asked for, as most trees give rise to no finding.
    pub(super) slots: OnceLock<Vec<Option<Slot>>>,
    /// The entries of wide maps; made when first asked for.
    pub(super) tables: OnceLock<HashMap<NodeId, Table>>,
}

/// How far a tree is filled.
#[derive(Debug, Clone, Copy)]
pub(super) struct Mark {
    pub nodes: usize,
    pub documents: usize,
    comments: usize,
}

/// One document of a stream.
#[derive(Debug)]
pub struct Document {
    /// The root node; none when the document holds nothing.
    pub(super) root: Option<NodeId>,
    /// From behind its `---` to the next one.
    pub span: Span,
    /// What is wrong with it. A document with errors is incomplete: what it holds is there, what it lacks is unknown.
    pub errors: Vec<SyntaxError>,
}

impl Document {
    /// Whether the whole document could be read.
    pub fn is_complete(&self) -> bool {
        self.errors.is_empty()
    }
}

/// Why a document cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyntaxError {
    /// Where.
    pub span: Span,
    /// What is wrong and what was expected.
    pub message: String,
    /// What to do.
    pub help: Option<String>,
    /// A second place: the opening quote or bracket, the first use.
    pub related: Option<(Span, String)>,
}

impl SyntaxError {
    /// An error with one place and no advice.
    pub fn new(span: Span, message: impl Into<String>) -> Self {
        Self { span, message: message.into(), help: None, related: None }
    }

    /// Adds advice.
    #[must_use]
    pub fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Adds a second place.
    #[must_use]
    pub fn with_related(mut self, span: Span, message: impl Into<String>) -> Self {
        self.related = Some((span, message.into()));
        self
    }
}

impl Tree {
    /// The whole text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The documents in order.
    pub fn documents(&self) -> &[Document] {
        &self.documents
    }

    /// The root node of a document of this tree.
    pub fn root(&self, document: &Document) -> Option<Node<'_>> {
        document.root.map(|id| Node::new(self, id))
    }

    /// The node of an id that this tree gave out.
    pub fn node(&self, id: NodeId) -> Node<'_> {
        Node::new(self, id)
    }

    /// All nodes of all documents in the order of the text; aliases are not followed.
    pub fn nodes(&self) -> impl Iterator<Item = Node<'_>> {
        (0..self.nodes.len() as u32).map(|id| Node::new(self, NodeId(id)))
    }

    /// The comments, from `#` to the end of the line, in order.
    pub fn comments(&self) -> &[Span] {
        &self.comments
    }

    /// Where a span of this tree's text lies in the file that people see.
    pub fn locate(&self, span: Span) -> Location {
        match &self.origin {
            Origin::File(file) => Location { file: *file, span },
            Origin::Embedded(embedded) => embedded.locate(span.range()),
        }
    }

    /// How far it is filled.
    pub(super) fn mark(&self) -> Mark {
        Mark { nodes: self.nodes.len(), documents: self.documents.len(), comments: self.comments.len() }
    }

    /// Drops what came after `mark`.
    pub(super) fn forget(&mut self, mark: Mark) {
        let is_kept = |node: NodeId| (node.0 as usize) < mark.nodes;
        self.nodes.truncate(mark.nodes);
        self.documents.truncate(mark.documents);
        self.comments.truncate(mark.comments);
        self.decoded.retain(|(node, _)| is_kept(*node));
        self.tags.retain(|(node, _)| is_kept(*node));
        self.anchors.retain(|(node, _)| is_kept(*node));
        self.aliases.retain(|&node, _| is_kept(node));
    }

    pub(super) fn raw(&self, id: NodeId) -> &RawNode {
        &self.nodes[id.0 as usize]
    }

    /// Where a node stands in its parent; none for roots.
    pub(super) fn slot(&self, id: NodeId) -> Option<Slot> {
        self.slots.get_or_init(|| slots(&self.nodes))[id.0 as usize]
    }

    /// The entries of a map, if it is a wide one.
    pub(super) fn table(&self, id: NodeId) -> Option<&Table> {
        let is_large = (self.raw(id).next - id.0) as usize > 2 * WIDE;
        if is_large { self.tables.get_or_init(|| self.make_tables()).get(&id) } else { None }
    }

    fn make_tables(&self) -> HashMap<NodeId, Table> {
        let maps = self.nodes().filter(|node| node.is_map());
        let wide = maps.filter(|map| map.children().nth(2 * WIDE).is_some());
        wide.map(|map| (map.id(), Table::of(map))).collect()
    }

    pub(super) fn decoded(&self, id: NodeId) -> Option<&str> {
        side_table(&self.decoded, id)
    }

    pub(super) fn tag(&self, id: NodeId) -> Option<&str> {
        side_table(&self.tags, id)
    }
}

impl Table {
    fn of(map: Node<'_>) -> Self {
        let mut table = Self { entries: HashMap::new(), merges: false };
        let mut children = map.children();
        while let (Some(key), Some(value)) = (children.next(), children.next()) {
            table.merges |= key.is_merge_key();
            if key.kind() == NodeKind::Scalar {
                table.entries.insert(key.key_text().into(), (key.id(), value.id()));
            }
        }
        table
    }
}

fn slots(nodes: &[RawNode]) -> Vec<Option<Slot>> {
    /// An open map or sequence: how many children it has so far, and the last key among them.
    struct Open {
        id: NodeId,
        children: u32,
        key: NodeId,
    }
    let mut open: Vec<Open> = Vec::new();
    let mut slots = Vec::with_capacity(nodes.len());
    for (id, node) in (0..).map(NodeId).zip(nodes) {
        while open.pop_if(|top| nodes[top.id.0 as usize].next <= id.0).is_some() {}
        slots.push(open.last_mut().map(|top| {
            let index = top.children;
            top.children += 1;
            if nodes[top.id.0 as usize].kind == NodeKind::Sequence {
                return Slot { parent: top.id, place: Place::Index(index) };
            }
            if index % 2 == 0 {
                top.key = id;
            }
            Slot { parent: top.id, place: Place::Key(top.key) }
        }));
        if matches!(node.kind, NodeKind::Map | NodeKind::Sequence) {
            open.push(Open { id, children: 0, key: id });
        }
    }
    slots
}

fn side_table(table: &[(NodeId, Box<str>)], id: NodeId) -> Option<&str> {
    table.binary_search_by_key(&id, |(node, _)| *node).ok().map(|at| &*table[at].1)
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_node_takes_sixteen_bytes() {
        assert_eq!(size_of::<super::RawNode>(), 16);
    }
}
