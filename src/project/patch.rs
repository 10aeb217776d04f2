//! What can be said of a patch without applying it: which objects it may change, what it may set, what it deletes.

use std::borrow::Cow;

use regex::Regex;

use super::ReadFile;
use super::graph::{Graph, StageId};
use crate::kubernetes::Object;
use crate::source::FileId;
use crate::yaml::Node;

/// A patch with its text at hand.
pub(super) struct ReadPatch<'a> {
    text: Cow<'a, str>,
    target: Option<Node<'a>>,
}

/// A patch that takes objects out of the build. Upstream: `$patch: delete` at the root, `api/resource/resource.go`.
pub(super) struct Deletion<'a> {
    patch: ReadPatch<'a>,
    /// Kind and name of each object that it names itself.
    named: Vec<(String, String)>,
}

/// The patches of a stage.
pub(super) fn patches<'a>(graph: &Graph, files: &'a [ReadFile], stage: StageId) -> impl Iterator<Item = ReadPatch<'a>> {
    let stage = graph.stage(stage);
    let tree = &files[stage.file as usize].tree;
    stage.patches.iter().map(move |patch| ReadPatch {
        text: match patch.file {
            Some(file) => Cow::Borrowed(files[file as usize].tree.text()),
            None => tree.node(patch.content).text(),
        },
        target: patch.target.map(|target| tree.node(target)),
    })
}

impl<'a> ReadPatch<'a> {
    /// Whether it speaks of a field anywhere and may change the object.
    pub(super) fn may_set(&self, object: Object<'_>, names: &[String], field: &str) -> bool {
        self.text.contains(field) && self.may_change(object, names)
    }

    /// By its target, as far as that is about kind and name; else the patch names kind and object in its text.
    fn may_change(&self, object: Object<'_>, names: &[String]) -> bool {
        let Some(target) = self.target else {
            return self.text.contains(&*object.kind_text())
                && names.iter().any(|name| self.text.contains(name.as_str()));
        };
        let fits = |field: &str, values: &[&str]| {
            let pattern = target.get(field).filter(|pattern| !pattern.is_empty());
            pattern.is_none_or(|pattern| values.iter().any(|value| fits(&pattern.text(), value)))
        };
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        fits("kind", &[&object.kind_text()]) && fits("name", &names)
    }

    /// The patch as a deletion, if it is one.
    pub(super) fn deletion(self) -> Option<Deletion<'a>> {
        if !self.text.contains("$patch") {
            return None;
        }
        let tree = crate::yaml::parse(FileId(0), (*self.text).into(), Vec::new());
        let roots = tree.documents().iter().filter_map(|document| tree.root(document));
        let deleting = roots.filter(|root| root.get("$patch").is_some_and(|directive| directive.text() == "delete"));
        let text = |node: Option<Node<'_>>| node.map(Node::text).unwrap_or_default().into_owned();
        let named = deleting.map(|root| (text(root.get("kind")), text(root.path(&["metadata", "name"]))));
        let named: Vec<_> = named.collect();
        (!named.is_empty()).then_some(Deletion { patch: self, named })
    }
}

impl Deletion<'_> {
    pub(super) fn hits(&self, object: Object<'_>, names: &[String]) -> bool {
        if self.patch.target.is_some() {
            return self.patch.may_change(object, names);
        }
        let mut named = self.named.iter();
        named.any(|(kind, name)| object.kind_text() == kind.as_str() && names.contains(name))
    }
}

/// Whether a selector's pattern fits as a whole. Upstream: `api/types/selector.go`, `anchorRegex`.
fn fits(pattern: &str, value: &str) -> bool {
    let is_plain = pattern.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
    if is_plain || pattern == value {
        return pattern == value;
    }
    Regex::new(&format!("^(?:{pattern})$")).is_ok_and(|pattern| pattern.is_match(value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_fit_as_a_whole() {
        assert!(fits("web", "web") && fits("we.*", "web") && fits("a|web", "web") && fits("web.v1", "web.v1"));
        assert!(!fits("we", "web") && !fits("w|e", "web") && !fits("(w", "web"));
    }
}
