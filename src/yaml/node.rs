//! A node with its tree: what it holds, what it means, where it lies.

use std::borrow::Cow;
use std::collections::HashMap;
use std::collections::hash_map::Entry as Slot;

use super::scalar::{Scalar, json_number, resolve};
use super::tree::{ANCHORED, DECODED, NodeId, NodeKind, Place, RawNode, Style, TAGGED, Tree};
use crate::source::{Location, Span};

/// How many maps a chain of merge keys may visit for one look-up.
const MERGE_BUDGET: usize = 256;

/// A node of a tree, cheap to copy. A node reached through an alias knows the alias.
#[derive(Clone, Copy)]
pub struct Node<'a> {
    tree: &'a Tree,
    id: NodeId,
    /// The outermost alias on the way here.
    via: Option<NodeId>,
}

/// A key and its value.
#[derive(Clone, Copy, Debug)]
pub struct Entry<'a> {
    /// The key as written.
    pub key: Node<'a>,
    /// The value, an alias already followed.
    pub value: Node<'a>,
}

impl std::fmt::Debug for Node<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Node({}, {:?}, {:?})", self.id.0, self.kind(), self.span())
    }
}

impl PartialEq for Node<'_> {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.tree, other.tree) && self.id == other.id && self.via == other.via
    }
}

impl<'a> Node<'a> {
    pub(super) const fn new(tree: &'a Tree, id: NodeId) -> Self {
        Self { tree, id, via: None }
    }

    /// Its tree.
    pub const fn tree(self) -> &'a Tree {
        self.tree
    }

    /// Its index in the tree.
    pub const fn id(self) -> NodeId {
        self.id
    }

    fn raw(self) -> &'a RawNode {
        self.tree.raw(self.id)
    }

    /// What it is; only [`Node::followed`] turns an alias into what it stands for.
    pub fn kind(self) -> NodeKind {
        self.raw().kind
    }

    /// How it is written.
    pub fn style(self) -> Style {
        self.raw().style
    }

    /// Its bytes in the tree's text. Block scalars span from `|` or `>` to the end of their last line with content.
    pub fn span(self) -> Span {
        Span::new(self.raw().start, self.raw().end)
    }

    /// The place to show: its own bytes, or the alias through which it is used here.
    pub fn origin(self) -> Location {
        self.tree.locate(self.via.map_or_else(|| self.span(), |alias| Node::new(self.tree, alias).span()))
    }

    /// The place where it is written, when it is used here through an alias.
    pub fn written_at(self) -> Option<Location> {
        self.via.map(|_| self.tree.locate(self.span()))
    }

    /// The place of a part of its text; the whole node where the written form has no such part (escapes, folds).
    pub fn part(self, range: std::ops::Range<usize>) -> Location {
        if self.via.is_some() { self.origin() } else { super::Embedded::of(self).locate(range) }
    }

    /// The node itself, or what the alias stands for. An alias without an anchor stays what it is.
    #[must_use]
    pub fn followed(self) -> Self {
        match self.tree.aliases.get(&self.id) {
            Some(&target) if self.kind() == NodeKind::Alias => {
                Self { tree: self.tree, id: target, via: self.via.or(Some(self.id)) }
            }
            _ => self,
        }
    }

    fn with_id(self, id: NodeId) -> Self {
        Self { id, ..self }
    }

    pub(super) fn children(self) -> Children<'a> {
        let container = matches!(self.kind(), NodeKind::Map | NodeKind::Sequence);
        let end = if container { self.raw().next } else { self.id.0 + 1 };
        Children { parent: self, at: self.id.0 + 1, end }
    }

    /// The entries of a map as written: duplicates and merge keys included. Empty for anything else.
    pub fn entries(self) -> impl Iterator<Item = Entry<'a>> {
        let mut children = if self.kind() == NodeKind::Map { self.children() } else { self.no_children() };
        std::iter::from_fn(move || {
            let key = children.next()?;
            Some(Entry { key, value: children.next()?.followed() })
        })
    }

    /// The entries as the cluster has them: merge keys resolved, of equal keys the last one.
    pub fn merged_entries(self) -> Vec<Entry<'a>> {
        let mut found: Vec<Entry<'a>> = Vec::new();
        let mut index: HashMap<Cow<'a, str>, usize> = HashMap::new();
        for map in self.merge_chain() {
            let own_from = found.len();
            for entry in map.entries().filter(|entry| !entry.key.is_merge_key()) {
                match index.entry(entry.key.key_text()) {
                    Slot::Vacant(slot) => {
                        slot.insert(found.len());
                        found.push(entry);
                    }
                    // In one map the last of equal keys counts, of several maps the first.
                    Slot::Occupied(slot) if *slot.get() >= own_from => found[*slot.get()] = entry,
                    Slot::Occupied(_) => {}
                }
            }
        }
        found
    }

    /// The items of a sequence, aliases followed. Empty for anything else.
    pub fn items(self) -> impl Iterator<Item = Node<'a>> {
        let children = if self.kind() == NodeKind::Sequence { self.children() } else { self.no_children() };
        children.map(Node::followed)
    }

    fn no_children(self) -> Children<'a> {
        Children { parent: self, at: 0, end: 0 }
    }

    /// The value of `key` as the cluster has it: the last of equal keys, then merge keys. Null values count as found.
    pub fn get(self, key: &str) -> Option<Node<'a>> {
        self.entry(key).map(|entry| entry.value)
    }

    /// The entry of `key`; see [`Node::get`].
    pub fn entry(self, key: &str) -> Option<Entry<'a>> {
        let (found, merges) = self.own_entry(key);
        if found.is_some() || !merges {
            return found;
        }
        self.merge_chain().iter().skip(1).find_map(|map| map.own_entry(key).0)
    }

    /// The entry as written in this map, and whether others are merged into it.
    fn own_entry(self, key: &str) -> (Option<Entry<'a>>, bool) {
        if let Some(table) = self.tree.table(self.id) {
            let entry = |&(key, value)| Entry { key: self.with_id(key), value: self.with_id(value).followed() };
            return (table.entries.get(key).map(entry), table.merges);
        }
        let mut merges = false;
        let mut found = None;
        for entry in self.entries() {
            if entry.key.is_key(key) {
                found = Some(entry);
            }
            merges |= entry.key.is_merge_key();
        }
        (found, merges)
    }

    /// The value of `key`, unless it holds nothing ([`Node::is_empty`]).
    pub fn written(self, key: &str) -> Option<Node<'a>> {
        self.get(key).filter(|value| !value.is_empty())
    }

    /// The items of the sequence at `key`; empty when there is none.
    pub fn items_at(self, key: &str) -> impl Iterator<Item = Node<'a>> + use<'a> {
        self.get(key).into_iter().flat_map(Node::items)
    }

    /// Follows several keys: `["spec", "template"]`.
    pub fn path(self, keys: &[&str]) -> Option<Node<'a>> {
        keys.iter().try_fold(self, |node, key| node.get(key))
    }

    /// This map and the maps merged into it, in order of precedence.
    fn merge_chain(self) -> Vec<Node<'a>> {
        let mut chain: Vec<Node<'a>> = Vec::new();
        let mut waiting = vec![self];
        while let Some(map) = waiting.pop() {
            if chain.len() >= MERGE_BUDGET || chain.iter().any(|seen| seen.id == map.id) {
                continue;
            }
            chain.push(map);
            let sources: Vec<Node<'a>> = map
                .entries()
                .filter(|entry| entry.key.is_merge_key())
                .flat_map(|entry| if entry.value.is_map() { vec![entry.value] } else { entry.value.items().collect() })
                .filter(|source| source.is_map())
                .collect();
            waiting.extend(sources.into_iter().rev());
        }
        chain
    }

    pub(super) fn is_merge_key(self) -> bool {
        self.style() == Style::Plain && self.tree.raw(self.id).len() == 2 && self.text() == "<<"
    }

    fn is_key(self, key: &str) -> bool {
        let raw = self.raw();
        if raw.kind != NodeKind::Scalar {
            return false;
        }
        // Almost all keys are plain words: compare bytes before anything else.
        if raw.style == Style::Plain && raw.flags == 0 {
            let written = &self.tree.text.as_bytes()[raw.start as usize..raw.end as usize];
            return written == key.as_bytes() && !needs_resolving(written)
                || needs_resolving(written) && self.key_text() == key;
        }
        self.key_text() == key
    }

    /// The key as JSON has it: numbers and booleans turned into text, as `sigs.k8s.io/yaml` does.
    pub fn key_text(self) -> Cow<'a, str> {
        match self.scalar() {
            Some(Scalar::Str(text)) => text,
            Some(Scalar::Bool(value)) => Cow::Borrowed(if value { "true" } else { "false" }),
            Some(Scalar::Int(value)) => value.to_string().into(),
            Some(Scalar::Float(value)) => json_number(value).into(),
            Some(Scalar::Null) => Cow::Borrowed("null"),
            None => Cow::Borrowed(""),
        }
    }

    /// Whether it is a map.
    pub fn is_map(self) -> bool {
        self.kind() == NodeKind::Map
    }

    /// Whether it is a sequence.
    pub fn is_sequence(self) -> bool {
        self.kind() == NodeKind::Sequence
    }

    /// Whether it is null: not written, `~`, `null`.
    pub fn is_null(self) -> bool {
        matches!(self.scalar(), Some(Scalar::Null))
    }

    /// Whether it holds nothing: null, an empty map, an empty sequence, an empty text.
    pub fn is_empty(self) -> bool {
        match self.kind() {
            NodeKind::Map | NodeKind::Sequence => self.raw().next == self.id.0 + 1,
            NodeKind::Scalar => self.is_null() || self.text().is_empty(),
            NodeKind::Alias => true,
        }
    }

    /// The tag as resolved (`tag:yaml.org,2002:str`), where one is written.
    pub fn tag(self) -> Option<&'a str> {
        if self.raw().flags & TAGGED == 0 { None } else { self.tree.tag(self.id) }
    }

    /// Whether it carries an anchor.
    pub fn is_anchored(self) -> bool {
        self.raw().flags & ANCHORED != 0
    }

    /// The text of a scalar, quotes and escapes resolved; empty for anything else.
    pub fn text(self) -> Cow<'a, str> {
        let raw = self.raw();
        if raw.kind != NodeKind::Scalar {
            return Cow::Borrowed("");
        }
        if let Some(decoded) = self.decoded() {
            return Cow::Borrowed(decoded);
        }
        Cow::Borrowed(self.tree.text.get(raw.content_range()).unwrap_or_default())
    }

    pub(super) fn decoded(self) -> Option<&'a str> {
        if self.raw().flags & DECODED == 0 { None } else { self.tree.decoded(self.id) }
    }

    /// What the scalar means to the cluster; none for maps, sequences and aliases.
    pub fn scalar(self) -> Option<Scalar<'a>> {
        if self.kind() != NodeKind::Scalar {
            return None;
        }
        let tag = self.tag().map(|tag| tag.strip_prefix("tag:yaml.org,2002:").unwrap_or(tag));
        let plain = matches!(self.style(), Style::Plain | Style::Missing);
        Some(match tag {
            Some("str" | "!" | "binary") => Scalar::Str(self.text()),
            Some("null") => Scalar::Null,
            Some("int" | "float" | "bool") => resolve_owned(self.text()),
            _ if plain => resolve_owned(self.text()),
            _ => Scalar::Str(self.text()),
        })
    }

    /// The text of a scalar that the cluster takes for text.
    pub fn as_str(self) -> Option<Cow<'a, str>> {
        match self.scalar()? {
            Scalar::Str(text) => Some(text),
            _ => None,
        }
    }

    /// The number, when it is a whole one. `3.0` is `3`, as in JSON.
    pub fn as_int(self) -> Option<i64> {
        match self.scalar()? {
            Scalar::Int(value) => i64::try_from(value).ok(),
            Scalar::Float(value) if value.fract() == 0.0 && value.abs() < 9e15 => Some(value as i64),
            _ => None,
        }
    }

    /// The boolean.
    pub fn as_bool(self) -> Option<bool> {
        match self.scalar()? {
            Scalar::Bool(value) => Some(value),
            _ => None,
        }
    }

    /// Text or number as the text that JSON would carry: what a quantity is parsed from.
    pub fn as_number_text(self) -> Option<Cow<'a, str>> {
        match self.scalar()? {
            Scalar::Str(text) => Some(text),
            Scalar::Int(value) => Some(value.to_string().into()),
            Scalar::Float(value) => Some(json_number(value).into()),
            Scalar::Null | Scalar::Bool(_) => None,
        }
    }

    /// The steps from `root`, a node of the same tree above this one, down to this node. Aliases and merge keys are
    /// followed the way the use reads: the step of `<<` is left out.
    pub fn steps_from(self, root: Node<'a>) -> Vec<Step<'a>> {
        let Some(alias) = self.via else {
            return climb(root, self.id);
        };
        let mut steps = climb(root, alias);
        if let Some(merge) = steps.iter().rposition(|step| matches!(step, Step::Key(key) if key.is_merge_key())) {
            steps.truncate(merge);
        }
        if let Some(&target) = self.tree.aliases.get(&alias) {
            steps.extend(climb(self.tree.node(target), self.id));
        }
        steps
    }

    /// The nodes of this sub-tree in the order of the text, itself first; aliases are not followed.
    pub fn descendants(self) -> impl Iterator<Item = Node<'a>> {
        (self.id.0..self.raw().next).map(move |id| self.with_id(NodeId(id)))
    }
}

/// One step of a path.
#[derive(Clone, Copy, Debug)]
pub enum Step<'a> {
    /// Into the value of this key.
    Key(Node<'a>),
    /// Into the item with this index.
    Index(usize),
}

/// Climbs from the node `target` to `root`, which holds it; no steps when it does not.
fn climb<'a>(root: Node<'a>, target: NodeId) -> Vec<Step<'a>> {
    let mut steps = Vec::new();
    let mut at = target;
    while at != root.id {
        let Some(slot) = root.tree.slot(at) else {
            return Vec::new();
        };
        steps.push(match slot.place {
            Place::Index(index) => Step::Index(index as usize),
            Place::Key(key) => Step::Key(Node::new(root.tree, key)),
        });
        at = slot.parent;
    }
    steps.reverse();
    steps
}

/// Whether plain text may be a boolean, a number or null, so that its JSON key differs from what is written.
fn needs_resolving(text: &[u8]) -> bool {
    match text {
        [b'0'..=b'9' | b'+' | b'-' | b'.' | b'~', ..] | [] => true,
        _ => text.len() <= 5 && matches!(text[0], b'y' | b'Y' | b'n' | b'N' | b't' | b'T' | b'f' | b'F' | b'o' | b'O'),
    }
}

fn resolve_owned(text: Cow<'_, str>) -> Scalar<'_> {
    match text {
        Cow::Borrowed(text) => resolve(text),
        Cow::Owned(text) => match resolve(&text) {
            Scalar::Str(_) => Scalar::Str(Cow::Owned(text)),
            Scalar::Null => Scalar::Null,
            Scalar::Bool(value) => Scalar::Bool(value),
            Scalar::Int(value) => Scalar::Int(value),
            Scalar::Float(value) => Scalar::Float(value),
        },
    }
}

pub(super) struct Children<'a> {
    parent: Node<'a>,
    at: u32,
    end: u32,
}

impl<'a> Iterator for Children<'a> {
    type Item = Node<'a>;

    fn next(&mut self) -> Option<Node<'a>> {
        if self.at >= self.end {
            return None;
        }
        let child = self.parent.with_id(NodeId(self.at));
        self.at = child.raw().next;
        Some(child)
    }
}

impl RawNode {
    const fn len(&self) -> u32 {
        self.end.saturating_sub(self.start)
    }

    /// The bytes between the quotes, or all of them.
    pub(super) fn content_range(&self) -> std::ops::Range<usize> {
        let (start, end) = (self.start as usize, self.end as usize);
        match self.style {
            Style::SingleQuoted | Style::DoubleQuoted if end >= start + 2 => start + 1..end - 1,
            _ => start..end,
        }
    }
}
