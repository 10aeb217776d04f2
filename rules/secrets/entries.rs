//! Keys with values that become ConfigMaps and Secrets: of the objects themselves, and of kustomize's generators.

use std::borrow::Cow;
use std::ops::Range;

use crate::kubernetes::{ConfigMap, Encoding, Kind, Object, Secret};
use crate::rule::Place;
use crate::yaml::Node;

/// The annotation in which kubectl keeps the object as it was applied.
pub(super) const LAST_APPLIED: &str = "kubectl.kubernetes.io/last-applied-configuration";

/// One key with its value.
#[derive(Debug, Clone)]
pub(super) struct Entry<'a> {
    pub key: Cow<'a, str>,
    pub encoding: Encoding,
    /// The scalar that holds the value from byte `start` of its text on.
    node: Node<'a>,
    start: usize,
}

/// What becomes one ConfigMap or Secret.
#[derive(Debug, Clone)]
pub(super) struct Bundle<'a> {
    /// What it is in messages: ``ConfigMap `web` ``.
    pub title: String,
    pub entries: Vec<Entry<'a>>,
}

/// The ConfigMap that an object is, or those that it generates.
pub(super) fn config_maps(object: Object<'_>) -> Vec<Bundle<'_>> {
    match ConfigMap::of(object) {
        Some(config_map) => vec![Bundle {
            title: object.title(),
            entries: config_map.entries().map(|entry| Entry::new(entry.key, entry.value, entry.encoding)).collect(),
        }],
        None => generated(object, "configMapGenerator", Kind::ConfigMap),
    }
}

/// The Secret that an object is, or those that it generates.
pub(super) fn secrets(object: Object<'_>) -> Vec<Bundle<'_>> {
    match Secret::of(object) {
        Some(secret) => vec![Bundle {
            title: object.title(),
            entries: secret.entries().map(|entry| Entry::new(entry.key, entry.value, entry.encoding)).collect(),
        }],
        None => generated(object, "secretGenerator", Kind::Secret),
    }
}

/// Upstream: kustomize `api/types/kvpairsources.go`, `literals`: `key=value`.
fn generated<'a>(object: Object<'a>, field: &str, kind: Kind) -> Vec<Bundle<'a>> {
    let generators = object.node.items_at(field).filter(|_| object.kind == Kind::Kustomization);
    let bundles = generators.map(|generator| {
        let name = generator.get("name").map(Node::text).unwrap_or_default();
        Bundle {
            title: format!("the generator of {} `{name}`", kind.as_str()),
            entries: generator.items_at("literals").filter_map(Entry::of_literal).collect(),
        }
    });
    bundles.collect()
}

impl<'a> Entry<'a> {
    /// A key and its value.
    pub(super) fn new(key: Node<'a>, node: Node<'a>, encoding: Encoding) -> Self {
        Self { key: key.key_text(), encoding, node, start: 0 }
    }

    fn of_literal(node: Node<'a>) -> Option<Self> {
        let text = node.text();
        let (key, _) = text.split_once('=')?;
        // What is no key may be a part of a value without one, and must not be repeated in messages.
        let is_key = !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._".contains(&byte));
        let (key, at) = (key.to_owned(), key.len());
        is_key.then_some(Self { key: key.into(), encoding: Encoding::Text, node, start: at + 1 })
    }

    /// The value as written.
    pub(super) fn value(&self) -> Cow<'a, str> {
        match self.node.text() {
            Cow::Borrowed(text) => Cow::Borrowed(text.get(self.start..).unwrap_or_default()),
            Cow::Owned(text) => Cow::Owned(text.get(self.start..).unwrap_or_default().to_owned()),
        }
    }

    /// The place of a part of the value.
    pub(super) fn part(&self, range: Range<usize>) -> Place<'a> {
        Place::Part(self.node, range.start + self.start..range.end + self.start)
    }
}
