//! What YAML allows, our parser reads, and the cluster's refuses.
//!
//! Upstream: `go.yaml.in/yaml/v2` `scannerc.go` (anchors, escapes) and `decode.go` (`merge`), `sigs.k8s.io/yaml`
//! `yaml.go` (`convertToJSONableObject`).

use super::node::{Entry, Node};
use super::tree::{NodeId, NodeKind, Style, SyntaxError, Tree};
use crate::source::Span;

/// The refusals of the document under `root`, in the order of the text.
pub(super) fn refusals(tree: &Tree, root: NodeId) -> Vec<SyntaxError> {
    let nodes = || tree.node(root).descendants();
    let last = tree.raw(root).next;
    let mut errors: Vec<SyntaxError> = nodes().flat_map(Node::entries).filter_map(refused_entry).collect();
    // JSON is decoded as such, and has escapes of its own.
    if tree.raw(root).style != Style::Flow {
        errors.extend(nodes().filter_map(|node| refused_escape(tree, node)));
    }
    let anchors = tree.anchors.iter().filter(|(node, _)| (root.0..last).contains(&node.0));
    errors.extend(anchors.filter_map(|&(_, span)| refused_anchor(tree, span)));
    errors.sort_by_key(|error| error.span);
    errors
}

fn refused_entry(entry: Entry<'_>) -> Option<SyntaxError> {
    let key = entry.key.followed();
    if is_in_double_braces(key) {
        return None;
    }
    if key.is_null() || matches!(key.kind(), NodeKind::Map | NodeKind::Sequence) {
        let what = if key.is_null() { "nothing" } else { "a map or a list" };
        let error = SyntaxError::new(entry.key.span(), format!("{what} cannot be a key: JSON has texts as keys"));
        return Some(error.with_help("quote the key if it is a text"));
    }
    let is_mergeable = entry.value.is_map()
        || entry.value.kind() == NodeKind::Alias
        || entry.value.is_sequence() && entry.value.items().all(Node::is_map);
    (key.is_merge_key() && !is_mergeable).then(|| {
        SyntaxError::new(entry.key.span(), "`<<` merges a map or a list of maps, and this is neither")
            .with_help("give it the alias of a map, `<<: *name`, or quote the key if it is a text")
    })
}

/// `{{ name }}` is for a template engine, or for a reader who fills it in.
fn is_in_double_braces(key: Node<'_>) -> bool {
    let before = key.tree().text().get(..key.span().start as usize);
    key.is_map() && before.is_some_and(|before| before.ends_with('{'))
}

/// `\/` and halves of surrogate pairs are JSON's.
fn refused_escape(tree: &Tree, node: Node<'_>) -> Option<SyntaxError> {
    if node.style() != Style::DoubleQuoted {
        return None;
    }
    let span = node.span();
    let text = tree.text().get(span.range())?;
    let mut at = 0;
    while let Some(offset) = text.get(at..)?.find('\\') {
        at += offset;
        let escape = text.get(at + 1..)?;
        if escape.starts_with('/') {
            let error =
                SyntaxError::new(span.part(at..at + 2), "`\\/` is an escape of JSON, and YAML 1.1 has none such");
            return Some(error.with_help("write `/`"));
        }
        if escape.get(..3).is_some_and(is_surrogate) {
            let error = SyntaxError::new(span.part(at..at + 6), "half a character: YAML has no surrogate pairs");
            return Some(error.with_help("write the character itself, or `\\U` and its eight digits"));
        }
        at += 1 + escape.chars().next().map_or(1, char::len_utf8);
    }
    None
}

fn is_surrogate(escape: &str) -> bool {
    matches!(escape.as_bytes(), [b'u', b'd' | b'D', b'8' | b'9' | b'a'..=b'f' | b'A'..=b'F'])
}

fn refused_anchor(tree: &Tree, span: Span) -> Option<SyntaxError> {
    let name = tree.text().get(span.range())?.strip_prefix('&')?;
    let end = name.find(|character: char| !(character.is_ascii_alphanumeric() || matches!(character, '-' | '_')));
    // There the name ends upstream, and something else begins.
    let ends_well = end.is_none_or(|end| name[end..].starts_with(['?', ':', ',', ']', '}', '%', '@', '`']));
    (!ends_well).then(|| {
        SyntaxError::new(span, format!("the cluster's parser does not read `{name}` as the name of an anchor"))
            .with_help("use letters, digits, `-` and `_`")
    })
}

#[cfg(test)]
mod tests {
    use crate::source::FileId;
    use crate::yaml::parse;

    /// The places of the errors.
    fn refused(text: &str) -> Vec<String> {
        let tree = parse(FileId(0), text.into(), Vec::new());
        let errors = tree.documents().iter().flat_map(|document| &document.errors);
        errors.map(|error| text[error.span.range()].to_owned()).collect()
    }

    #[test]
    fn keys_are_texts() {
        assert_eq!(refused("[a]: 1\n{}: 2\n~: 3\nb: {null: 4}\n"), ["[a]", "{}", "~", "null"]);
        assert_eq!(refused("a: {{ name }}\n").len(), 0);
        assert_eq!(refused("a: &k x\n*k : 1\n8080: 2\n\"null\": 3\n").len(), 0);
    }

    #[test]
    fn maps_are_merged() {
        assert_eq!(refused("a:\n  <<: text\nb:\n  <<:\nc:\n  <<: [{x: 1}, y]\n"), ["<<", "<<", "<<"]);
        assert_eq!(refused("a: &a {x: 1}\nb:\n  <<: *a\nc:\n  <<: [*a, {y: 1}]\n\"<<\": text\n").len(), 0);
    }

    #[test]
    fn escapes_of_json_are_for_json() {
        assert_eq!(refused("a: \"x\\/y\"\nb: \"\\ud83d\\ude00\"\n"), ["\\/", "\\ud83d"]);
        assert_eq!(refused("a: \"\\\\/é\\u00e9\\\"\"\nb: 'x\\/y'\nc: x\\/y\n").len(), 0);
        assert_eq!(refused("{\"a\": \"x\\/y\"}\n").len(), 0);
    }

    #[test]
    fn names_of_anchors_are_words() {
        assert_eq!(refused("a: &x.y 1\nb: &é 1\nc: &x-y_1 1\n"), ["&x.y", "&é"]);
    }
}
