//! Places of findings: which bytes, and the path of the field.

use std::fmt::Write as _;
use std::ops::Range;

use crate::kubernetes::Object;
use crate::source::Location;
use crate::yaml::{Node, Step};

/// What a finding points at.
#[derive(Debug, Clone)]
pub enum Place<'a> {
    /// A value.
    Value(Node<'a>),
    /// Part of the text of a scalar, in bytes of [`Node::text`].
    Part(Node<'a>, Range<usize>),
    /// A key; the path is that of its value.
    Key(Node<'a>),
    /// Something that is not there: the field missing from a map. The place is the map's own key, or its `name` when
    /// it is an item of a list.
    Absent(Node<'a>, &'static str),
}

impl<'a> From<Node<'a>> for Place<'a> {
    fn from(node: Node<'a>) -> Self {
        Self::Value(node)
    }
}

impl<'a> Place<'a> {
    /// The bytes.
    pub fn location(&self, object: Option<Object<'a>>) -> Location {
        match self {
            Self::Value(node) | Self::Key(node) => node.origin(),
            Self::Part(node, range) => node.part(range.clone()),
            Self::Absent(parent, _) => holder(*parent, object).origin(),
        }
    }

    /// The path inside the object: `spec.containers[0].image`.
    pub fn field_path(&self, object: Option<Object<'a>>) -> String {
        let Some(object) = object else {
            return String::new();
        };
        match self {
            Self::Value(node) | Self::Part(node, _) | Self::Key(node) => field_path(&node.steps_from(object.node)),
            Self::Absent(parent, field) => {
                let mut path = field_path(&parent.steps_from(object.node));
                if !path.is_empty() {
                    path.push('.');
                }
                path + field
            }
        }
    }

    /// Where the value is written, when it is used here through an alias.
    pub fn written_at(&self) -> Option<Location> {
        match self {
            Self::Value(node) | Self::Part(node, _) | Self::Key(node) => node.written_at(),
            Self::Absent(..) => None,
        }
    }
}

/// What is visible of a map that lacks a field.
fn holder<'a>(parent: Node<'a>, object: Option<Object<'a>>) -> Node<'a> {
    let Some(object) = object else { return parent };
    match parent.steps_from(object.node).last() {
        Some(Step::Key(key)) => *key,
        Some(Step::Index(_)) => parent.get("name").filter(|name| !name.is_empty()).unwrap_or_else(|| first_key(parent)),
        None => object.heading(),
    }
}

fn first_key(map: Node<'_>) -> Node<'_> {
    map.entries().next().map_or(map, |entry| entry.key)
}

/// Steps as text: keys joined by dots, keys that are no plain words in brackets and quotes, indexes in brackets.
pub fn field_path(steps: &[Step<'_>]) -> String {
    let mut path = String::new();
    for step in steps {
        match step {
            Step::Index(index) => {
                let _ = write!(path, "[{index}]");
            }
            Step::Key(key) => {
                let key = key.key_text();
                let is_word = !key.is_empty()
                    && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
                if !is_word {
                    let _ = write!(path, "[{key:?}]");
                } else if path.is_empty() {
                    path.push_str(&key);
                } else {
                    let _ = write!(path, ".{key}");
                }
            }
        }
    }
    path
}
