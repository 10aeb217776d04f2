//! One object of a manifest: a view of its root map.

use std::borrow::Cow;

use super::kind::Kind;
use crate::diagnostic::ObjectKey;
use crate::yaml::Node;

/// Index of an object in its project.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ObjectId(pub u32);

/// An object as written.
#[derive(Debug, Clone, Copy)]
pub struct Object<'a> {
    /// Its index in the project.
    pub id: ObjectId,
    /// Its root map.
    pub node: Node<'a>,
    /// Its kind.
    pub kind: Kind,
    /// Whether more may belong to it than is written here: a kustomize patch, or a document that is broken further down.
    /// Nothing may be said about what such an object lacks.
    pub is_partial: bool,
}

impl<'a> Object<'a> {
    /// `apiVersion` as written.
    pub fn api_version(self) -> Cow<'a, str> {
        self.node.get("apiVersion").map(Node::text).unwrap_or_default()
    }

    /// `kind` as written.
    pub fn kind_text(self) -> Cow<'a, str> {
        self.node.get("kind").map(Node::text).unwrap_or_default()
    }

    /// `metadata`.
    pub fn metadata(self) -> Option<Node<'a>> {
        self.node.get("metadata")
    }

    /// `spec`.
    pub fn spec(self) -> Option<Node<'a>> {
        self.node.get("spec")
    }

    /// The node of `metadata.name`.
    pub fn name_node(self) -> Option<Node<'a>> {
        self.metadata()?.get("name").filter(|name| !name.is_empty())
    }

    /// `metadata.name`.
    pub fn name(self) -> Option<Cow<'a, str>> {
        self.name_node().map(Node::text)
    }

    /// `metadata.namespace`; none when the manifest states none.
    pub fn namespace(self) -> Option<Cow<'a, str>> {
        self.metadata()?.get("namespace").filter(|namespace| !namespace.is_empty()).map(Node::text)
    }

    /// The entries of `metadata.labels`.
    pub fn labels(self) -> Labels<'a> {
        Labels::of(self.metadata())
    }

    /// The value of an annotation.
    pub fn annotation(self, key: &str) -> Option<Node<'a>> {
        self.metadata()?.get("annotations")?.get(key)
    }

    /// What stands for the object in a report: its name, else its kind.
    pub fn heading(self) -> Node<'a> {
        self.name_node().or_else(|| self.node.get("kind")).unwrap_or(self.node)
    }

    /// Kind and name for messages: ``Deployment `web` ``.
    pub fn title(self) -> String {
        match self.name() {
            Some(name) => format!("{} `{name}`", self.kind_text()),
            None => self.kind_text().into_owned(),
        }
    }

    /// The key that names the object in reports.
    pub fn key(self) -> ObjectKey {
        ObjectKey {
            api_version: self.api_version().into_owned(),
            kind: self.kind_text().into_owned(),
            namespace: self.namespace().map(Cow::into_owned),
            name: self.name().unwrap_or_default().into_owned(),
        }
    }
}

/// The labels of an object or a pod template.
#[derive(Debug, Clone, Copy)]
pub struct Labels<'a>(Option<Node<'a>>);

impl<'a> Labels<'a> {
    /// The labels under a `metadata` node.
    pub fn of(metadata: Option<Node<'a>>) -> Self {
        Self(metadata.and_then(|metadata| metadata.get("labels")))
    }

    /// The `labels` map itself.
    pub fn node(self) -> Option<Node<'a>> {
        self.0
    }

    /// The value of a label.
    pub fn get(self, key: &str) -> Option<Cow<'a, str>> {
        self.0?.get(key).map(Node::text)
    }

    /// Keys and values, as the cluster has them.
    pub fn iter(self) -> impl Iterator<Item = (Cow<'a, str>, Cow<'a, str>)> {
        let entries = self.0.map(Node::merged_entries).unwrap_or_default();
        entries.into_iter().map(|entry| (entry.key.key_text(), entry.value.text()))
    }
}
