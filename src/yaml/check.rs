//! What the parser lets pass and the cluster does not: equal keys, aliases that contain themselves or multiply.

use std::collections::HashMap;

use super::node::Node;
use super::tree::{NodeId, NodeKind, SyntaxError, Tree};

/// As go-yaml v2: a document this small may repeat itself as it likes.
const ALIAS_FREE_NODES: u64 = 400_000;

/// How many times a document may be larger when its aliases are written out.
const ALIAS_RATIO: u64 = 100;

/// A key that stands more than once in a map.
#[derive(Debug, Clone, Copy)]
pub struct Duplicate<'a> {
    /// The key that stood there already.
    pub first: Node<'a>,
    /// The key that takes its place: of equal keys the last one counts.
    pub again: Node<'a>,
}

/// Equal keys within one map of a document, compared as JSON has them (`1` and `"1"` are equal), in the order of the text.
pub fn duplicate_keys(root: Node<'_>) -> Vec<Duplicate<'_>> {
    let mut duplicates = Vec::new();
    for map in root.descendants().filter(|node| node.is_map()) {
        let keys: Vec<Node<'_>> = map.entries().map(|entry| entry.key).collect();
        if keys.len() > 16 {
            let mut seen = HashMap::new();
            for key in keys {
                if let Some(first) = seen.insert(key.key_text(), key) {
                    push(&mut duplicates, first, key);
                }
            }
        } else {
            for (index, key) in keys.iter().enumerate() {
                let text = key.key_text();
                if let Some(first) = keys[..index].iter().rev().find(|earlier| earlier.key_text() == text) {
                    push(&mut duplicates, *first, *key);
                }
            }
        }
    }
    duplicates.sort_by_key(|duplicate| duplicate.again.span());
    duplicates
}

fn push<'a>(duplicates: &mut Vec<Duplicate<'a>>, first: Node<'a>, again: Node<'a>) {
    // Several `<<` merge several maps; keys that are no scalars are another error.
    if again.kind() == NodeKind::Scalar && again.text() != "<<" {
        duplicates.push(Duplicate { first, again });
    }
}

/// Aliases that stand inside the node they stand for.
pub(super) fn alias_errors(tree: &Tree, root: NodeId) -> Vec<SyntaxError> {
    let end = tree.raw(root).next;
    let mut errors: Vec<SyntaxError> = tree
        .aliases
        .iter()
        .filter(|(alias, _)| root <= **alias && alias.0 < end)
        .filter(|(alias, target)| *target < *alias && alias.0 < tree.raw(**target).next)
        .map(|(&alias, &target)| {
            let span = tree.node(alias).span();
            SyntaxError::new(span, "this alias stands inside its own anchor: the value contains itself")
                .with_related(tree.node(target).span().part(0..1), "the anchored value starts here")
        })
        .collect();
    errors.sort_by_key(|error| error.span);
    errors
}

/// Documents that would be huge with their aliases written out, which the cluster's parser refuses.
///
/// Upstream: `go.yaml.in/yaml/v2` `decode.go`, `allowedAliasRatio`.
pub(super) fn excessive_aliasing(tree: &Tree, root: NodeId) -> Option<SyntaxError> {
    if tree.aliases.is_empty() {
        return None;
    }
    let (from, end) = (root.0, tree.raw(root).next);
    let mut size = vec![1u64; (end - from) as usize];
    // A target always stands before its alias, but its size is only known once its last descendant was seen; children
    // stand behind their parents. So: sum up sub-trees as soon as they are complete, in the order of the text.
    let mut open: Vec<u32> = Vec::new();
    for at in from..=end {
        while let Some(&top) = open.last().filter(|&&top| tree.raw(NodeId(top)).next <= at) {
            open.pop();
            if let Some(&parent) = open.last() {
                size[(parent - from) as usize] =
                    size[(parent - from) as usize].saturating_add(size[(top - from) as usize]);
            }
        }
        if at < end {
            if let Some(target) = tree.aliases.get(&NodeId(at)).filter(|target| target.0 >= from) {
                size[(at - from) as usize] = size[(target.0 - from) as usize];
            }
            open.push(at);
        }
    }
    let (written, expanded) = (u64::from(end - from), size[0]);
    if expanded <= ALIAS_FREE_NODES || expanded / written.max(1) < ALIAS_RATIO {
        return None;
    }
    let first = tree.aliases.keys().filter(|alias| (from..end).contains(&alias.0)).min()?;
    let message =
        format!("aliases make {written} nodes stand for {expanded}: the cluster's parser refuses such a document");
    Some(
        SyntaxError::new(tree.node(*first).span(), message)
            .with_help("write the repeated values out, or repeat fewer of them"),
    )
}
