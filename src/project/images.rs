//! What the `images` of kustomizations make of an image reference. Upstream: `api/filters/imagetag`, `internal/image`.

use regex::Regex;

use crate::yaml::Node;

/// An image reference after `images` entries changed it, and the nodes that gave its new parts.
#[derive(Debug, Clone)]
pub struct ImageOverride<'a> {
    /// The whole reference that results: what the pod will get.
    pub image: String,
    /// The `newName` that gave its name.
    pub name: Option<Node<'a>>,
    /// The `newTag` or `tagSuffix` that gave its tag.
    pub tag: Option<Node<'a>>,
    /// The `digest` that gave its digest.
    pub digest: Option<Node<'a>>,
}

impl<'a> ImageOverride<'a> {
    /// Lets `entries` act on `image`, one after the other; none when no entry matches.
    pub(super) fn of(image: &str, entries: impl Iterator<Item = Node<'a>>) -> Option<Self> {
        let mut current = Self { image: image.to_owned(), name: None, tag: None, digest: None };
        let mut is_changed = false;
        for entry in entries {
            let name = entry.get("name").map(Node::text).unwrap_or_default();
            if matches(&name, &current.image) {
                current.apply(entry);
                is_changed = true;
            }
        }
        is_changed.then_some(current)
    }

    fn apply(&mut self, entry: Node<'a>) {
        let given = |field: &str| entry.get(field).filter(|value| !value.is_empty());
        let (name, tag, digest) = split(&self.image);
        let (mut name, mut tag, mut digest) = (name.to_owned(), tag.to_owned(), digest.to_owned());
        if let Some(new) = given("newName") {
            name = new.text().into_owned();
            self.name = Some(new);
        }
        let (new_tag, new_digest, suffix) = (given("newTag"), given("digest"), given("tagSuffix"));
        if new_tag.is_some() || new_digest.is_some() {
            tag = new_tag.map(Node::text).unwrap_or_default().into_owned();
            digest = new_digest.map(Node::text).unwrap_or_default().into_owned();
            (self.tag, self.digest) = (new_tag, new_digest);
        } else if let Some(suffix) = suffix {
            tag.push_str(&suffix.text());
            digest.clear();
            (self.tag, self.digest) = (Some(suffix), None);
        }
        self.image = name;
        for (mark, part) in [(':', tag), ('@', digest)] {
            if !part.is_empty() {
                self.image.push(mark);
                self.image.push_str(&part);
            }
        }
    }
}

/// Name, tag, digest; a `:` before the last `/` is a port.
fn split(image: &str) -> (&str, &str, &str) {
    let (rest, digest) = image.split_once('@').unwrap_or((image, ""));
    let last = rest.rfind('/').map_or(0, |at| at + 1);
    match rest[last..].find(':') {
        Some(at) => (&rest[..last + at], &rest[last + at + 1..], digest),
        None => (rest, "", digest),
    }
}

/// Whether an entry's `name` fits. It is a regular expression upstream, though hardly anybody means it to be one.
fn matches(name: &str, image: &str) -> bool {
    if name.contains(['*', '+', '?', '[', '(', '|', '\\', '^', '$', '{']) {
        let pattern = format!("^{name}(:[a-zA-Z0-9_.{{}}-]*)?(@sha256:[a-zA-Z0-9_.{{}}-]*)?$");
        return Regex::new(&pattern).is_ok_and(|pattern| pattern.is_match(image));
    }
    !name.is_empty() && image.strip_prefix(name).is_some_and(is_tag_and_digest)
}

fn is_tag_and_digest(text: &str) -> bool {
    let is_word = |text: &str| {
        text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'{' | b'}' | b'-'))
    };
    let (tag, digest) = text.split_once('@').unwrap_or((text, "sha256:"));
    let is_tag = tag.is_empty() || tag.strip_prefix(':').is_some_and(is_word);
    is_tag && digest.strip_prefix("sha256:").is_some_and(is_word)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::FileId;

    fn built(entries: &str, image: &str) -> Option<String> {
        let tree = crate::yaml::parse(FileId(0), entries.into(), Vec::new());
        let list = tree.root(&tree.documents()[0]).unwrap();
        ImageOverride::of(image, list.items()).map(|found| found.image)
    }

    #[test]
    fn entries_replace_the_parts_that_they_name() {
        let entry = "[{name: reg:5000/web, newTag: '2'}]";
        assert_eq!(built(entry, "reg:5000/web").unwrap(), "reg:5000/web:2");
        assert_eq!(built(entry, "reg:5000/web:1@sha256:ab").unwrap(), "reg:5000/web:2");
        assert_eq!(built(entry, "reg:5000/web-api:1"), None);
        assert_eq!(built("[{name: web, newName: r/w}]", "web:1@sha256:ab").unwrap(), "r/w:1@sha256:ab");
        assert_eq!(built("[{name: web, digest: 'sha256:cd'}]", "web:1").unwrap(), "web@sha256:cd");
        assert_eq!(built("[{name: web, newTag: '2', digest: 'sha256:cd'}]", "web").unwrap(), "web:2@sha256:cd");
        assert_eq!(built("[{name: web, tagSuffix: -x}]", "web:1").unwrap(), "web:1-x");
        assert_eq!(built("[{name: 'web:1', newTag: '2'}]", "web:3"), None);
    }

    #[test]
    fn entries_act_one_after_the_other_and_may_be_patterns() {
        assert_eq!(built("[{name: a, newName: b}, {name: b, newTag: '3'}]", "a:1").unwrap(), "b:3");
        assert_eq!(built("[{name: 'reg/.*', newTag: '3'}]", "reg/any").unwrap(), "reg/any:3");
        assert_eq!(built("[{name: 'reg/(', newTag: '3'}, {newTag: '4'}]", "reg/any"), None);
    }
}
