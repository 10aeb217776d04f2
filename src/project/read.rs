//! What the documents of a file are: objects, or something else, or broken.

use std::sync::LazyLock;

use regex::Regex;

use super::kustomization;
use crate::kubernetes::Kind;
use crate::source::FileId;
use crate::yaml::{Document, Node, NodeId, Tree};

/// A file with what its documents turned out to be.
#[derive(Debug)]
pub struct ReadFile {
    /// The file.
    pub file: FileId,
    /// Its tree.
    pub tree: Tree,
    /// What each document of the tree is, in order.
    pub outcomes: Vec<Outcome>,
    /// Whether it is read for knowledge only: nothing is reported in it, and it is not counted.
    pub is_context: bool,
    /// What it is to the kustomizations of the project.
    pub(super) role: Role,
    /// The objects of all documents in the order of the text.
    pub(super) objects: Vec<Found>,
}

/// What a document turned out to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Kubernetes objects: one, or the items of a list.
    Objects(usize),
    /// A kustomize patch: part of objects, or a list of JSON patch operations.
    Patch,
    /// Nothing, or only comments.
    Empty,
    /// YAML without `apiVersion` and `kind` at its root.
    NotKubernetes,
    /// A template that nothing has rendered.
    Template,
    /// It has the look of a manifest and cannot be read to its end; objects in it count as partial.
    Broken(usize),
}

/// What a file is to the kustomizations of a project. Where it is several things, the greatest counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Role {
    /// None of them names it.
    Loose,
    /// It steers a build and holds nothing to apply.
    Steering,
    /// It changes objects of other files.
    Patch,
    /// Its objects are taken in.
    Resource,
    /// It is a kustomization itself.
    Kustomization,
}

/// An object as found in a document.
#[derive(Debug, Clone, Copy)]
pub(super) struct Found {
    pub node: NodeId,
    pub kind: Kind,
    pub is_partial: bool,
}

/// Sorts the documents of a file.
pub fn read(file: FileId, tree: Tree) -> ReadFile {
    let mut objects = Vec::new();
    let outcomes = tree.documents().iter().map(|document| outcome(&tree, document, &mut objects)).collect();
    let mut read = ReadFile { file, outcomes, objects, tree, is_context: false, role: Role::Loose };
    read.promote_broken_neighbours();
    read
}

impl ReadFile {
    /// Whether any document of the file is Kubernetes, whole or broken.
    pub fn is_kubernetes(&self) -> bool {
        let is_ours = |outcome: &Outcome| matches!(outcome, Outcome::Objects(_) | Outcome::Patch | Outcome::Broken(_));
        self.outcomes.iter().any(is_ours)
    }

    /// Whether all objects that it may hold could be read.
    pub(super) fn is_whole(&self) -> bool {
        !self.outcomes.iter().any(|outcome| matches!(outcome, Outcome::Broken(_) | Outcome::Template))
    }

    /// Takes up the role that the kustomizations give to the file.
    pub(super) fn assume(&mut self, role: Role) {
        self.role = role;
        match role {
            Role::Loose | Role::Resource => {}
            Role::Steering => self.objects.clear(),
            Role::Patch => self.objects.iter_mut().for_each(|object| object.is_partial = true),
            Role::Kustomization => self.find_kustomization(),
        }
        for (document, outcome) in self.tree.documents().iter().zip(&mut self.outcomes) {
            *outcome = match (role, *outcome) {
                (Role::Loose, outcome) => outcome,
                (Role::Steering, Outcome::Objects(_)) => Outcome::NotKubernetes,
                (Role::Patch | Role::Resource | Role::Kustomization, Outcome::NotKubernetes)
                    if !document.is_complete() =>
                {
                    Outcome::Broken(0)
                }
                (Role::Patch, Outcome::Objects(_) | Outcome::NotKubernetes) => Outcome::Patch,
                (_, outcome) => outcome,
            };
        }
    }

    /// A kustomization may leave `apiVersion` and `kind` out.
    fn find_kustomization(&mut self) {
        let roots = self.tree.documents().iter().map(|document| self.tree.root(document));
        let Some((at, Some(root))) = roots.enumerate().find(|(_, root)| root.is_some()) else {
            return;
        };
        if self.outcomes[at] == Outcome::NotKubernetes {
            let is_partial = !self.tree.documents()[at].is_complete();
            self.objects.insert(0, Found { node: root.id(), kind: Kind::Kustomization, is_partial });
            self.outcomes[at] = if is_partial { Outcome::Broken(1) } else { Outcome::Objects(1) };
        }
    }

    /// A broken document that shows only one of the two root keys is a manifest when its neighbours are.
    fn promote_broken_neighbours(&mut self) {
        if !self.is_kubernetes() {
            return;
        }
        for (document, outcome) in self.tree.documents().iter().zip(&mut self.outcomes) {
            if *outcome == Outcome::NotKubernetes && !document.is_complete() {
                *outcome = Outcome::Broken(0);
            }
        }
    }
}

fn outcome(tree: &Tree, document: &Document, objects: &mut Vec<Found>) -> Outcome {
    let before = objects.len();
    if let Some(root) = tree.root(document) {
        open(root, !document.is_complete(), objects);
    }
    let found = objects.len() - before;
    if document.is_complete() {
        return match tree.root(document) {
            None => Outcome::Empty,
            Some(_) if found > 0 => Outcome::Objects(found),
            Some(root) if is_list(root) => Outcome::Objects(0),
            Some(_) => Outcome::NotKubernetes,
        };
    }
    let text = &tree.text()[document.span.range()];
    if is_template(text) {
        objects.truncate(before);
        Outcome::Template
    } else if found > 0 || looks_like_a_manifest(text) {
        Outcome::Broken(found)
    } else {
        Outcome::NotKubernetes
    }
}

/// Takes in an object, or the items of a list, lists in lists included.
fn open(root: Node<'_>, is_partial: bool, objects: &mut Vec<Found>) {
    let mut waiting = vec![(root, None)];
    while let Some((node, inherited)) = waiting.pop() {
        let Some(kind) = identity(node).or(inherited) else {
            continue;
        };
        if is_list(node) {
            let item_kind = item_kind(node);
            let items: Vec<_> = node.get("items").into_iter().flat_map(Node::items).collect();
            waiting.extend(items.into_iter().rev().filter(|item| item.is_map()).map(|item| (item, item_kind)));
        } else {
            objects.push(Found { node: node.id(), kind, is_partial });
        }
    }
}

/// The kind of a map with `apiVersion` and `kind`.
fn identity(node: Node<'_>) -> Option<Kind> {
    let api_version = node.get("apiVersion")?.as_str().filter(|text| !text.is_empty())?;
    let kind = node.get("kind")?.as_str().filter(|text| !text.is_empty())?;
    match group(&api_version) {
        // Components too: input of a build, no custom resource.
        kustomization::GROUP => Some(Kind::Kustomization),
        group => Some(Kind::of(group, &kind)),
    }
}

fn group(api_version: &str) -> &str {
    api_version.split_once('/').map_or("", |(group, _)| group)
}

/// `kind: List`, or a typed list like `PodList`, with `items`. Upstream: apimachinery `unstructured.IsList`.
fn is_list(node: Node<'_>) -> bool {
    let kind = node.get("kind").map(Node::text).unwrap_or_default();
    kind.ends_with("List") && node.get("items").is_some_and(|items| items.is_sequence() || items.is_null())
}

/// The kind that items of a typed list have when they state none. Upstream: `unstructured/helpers.go`, `decodeToList`.
fn item_kind(list: Node<'_>) -> Option<Kind> {
    let kind = list.get("kind")?.text();
    let api_version = list.get("apiVersion")?.text();
    kind.strip_suffix("List").filter(|item| !item.is_empty()).map(|item| Kind::of(group(&api_version), item))
}

/// Both root keys, in the text of a document that could not be read. A wrong indentation may be why.
fn looks_like_a_manifest(text: &str) -> bool {
    static YAML: LazyLock<Regex> = LazyLock::new(|| regex(r#"(?m)^(?:apiVersion|"apiVersion")[ \t]*:"#));
    static YAML_KIND: LazyLock<Regex> = LazyLock::new(|| regex(r#"(?m)^[ \t]*(?:kind|"kind")[ \t]*:"#));
    static JSON: LazyLock<Regex> = LazyLock::new(|| regex(r#"^[\s\u{feff}]*\{[^{}\[\]]*"(?:apiVersion|kind)"\s*:"#));
    YAML.is_match(text) && YAML_KIND.is_match(text) || JSON.is_match(text) && text.contains("\"apiVersion\"")
}

/// Template actions where YAML would have a value, a key or an item.
fn is_template(text: &str) -> bool {
    static ACTION: LazyLock<Regex> = LazyLock::new(|| regex(r"(?m)^[^#'\x22\n]*\{\{|^\s*\{%|^\s*<%"));
    ACTION.is_match(text)
}

#[expect(clippy::unwrap_used, reason = "the pattern is a literal that a test compiles")]
fn regex(pattern: &str) -> Regex {
    Regex::new(pattern).unwrap()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outcomes(text: &str) -> Vec<Outcome> {
        read(FileId(0), crate::yaml::parse(FileId(0), text.into(), Vec::new())).outcomes
    }

    #[test]
    fn documents_are_sorted_by_content() {
        use Outcome::{Broken, Empty, NotKubernetes, Objects, Template};
        assert_eq!(outcomes("apiVersion: v1\nkind: Pod\n"), [Objects(1)]);
        assert_eq!(outcomes("apiVersion: v1\nkind:\n"), [NotKubernetes]);
        assert_eq!(outcomes("# nothing\n---\n- 1\n---\n3\n"), [Empty, NotKubernetes, NotKubernetes]);
        assert_eq!(outcomes("apiVersion: v1\nkind: Pod\nspec: [\n---\na: [\n"), [Broken(1), Broken(0)]);
        assert_eq!(outcomes("a: [\n"), [NotKubernetes]);
        assert_eq!(outcomes("apiVersion: v1\n  kind: Pod\n"), [Broken(0)]);
        assert_eq!(outcomes("apiVersion: v1\nkind: Pod\n{{- if x }}\na: 1\n{{ end }}\n"), [Template]);
        assert_eq!(outcomes("{\"apiVersion\": \"v1\", \"kind\": \"Pod\", "), [Broken(0)]);
    }

    #[test]
    fn lists_are_opened_at_any_depth() {
        let nested = "apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: PodList\n  items:\n  - metadata: {name: a}\n  - metadata: {name: b}\n- apiVersion: v1\n  kind: Secret\n";
        assert_eq!(outcomes(nested), [Outcome::Objects(3)]);
        assert_eq!(outcomes("apiVersion: v1\nkind: List\nitems:\n"), [Outcome::Objects(0)]);
    }
}
