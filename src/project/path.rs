//! Paths as shown, joined and shortened by their text alone: no file system is asked.
//!
//! A directory carries its `/` at the end, so that it is a prefix of all that lies in it; the working directory is empty.

use std::borrow::Cow;

/// The directory that a file lies in.
pub(super) fn directory(path: &str) -> &str {
    path.rfind('/').map_or("", |at| &path[..=at])
}

/// The last part of a path.
pub(super) fn file_name(path: &str) -> &str {
    &path[directory(path).len()..]
}

/// A directory and all above it, the longest first, down to the empty one.
pub(super) fn ancestors(directory: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(directory), |below| {
        let above = below.strip_suffix('/')?;
        Some(self::directory(above))
    })
}

/// The deepest directory that holds both paths.
pub(super) fn common_directory<'a>(one: &'a str, other: &str) -> &'a str {
    let shared = one.bytes().zip(other.bytes()).take_while(|(one, other)| one == other).count();
    let slash = one.as_bytes()[..shared].iter().rposition(|&byte| byte == b'/');
    &one[..slash.map_or(0, |at| at + 1)]
}

/// What `entry` names when it is written in a file of `directory`.
pub(super) fn join(directory: &str, entry: &str) -> String {
    if entry.starts_with('/') {
        return normal(entry).into_owned();
    }
    normal(&format!("{directory}{entry}")).into_owned()
}

/// The path without `.`, doubled `/` and, where it can be said, `..`; no `/` at the end.
pub(super) fn normal(path: &str) -> Cow<'_, str> {
    let relative = path.strip_prefix('/').unwrap_or(path);
    if relative.split('/').all(|part| !matches!(part, "" | "." | "..")) {
        return Cow::Borrowed(path);
    }
    let is_absolute = relative.len() < path.len();
    let mut parts: Vec<&str> = Vec::new();
    for part in relative.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => drop(parts.pop()),
            ".." if is_absolute => {}
            _ => parts.push(part),
        }
    }
    Cow::Owned(format!("{}{}", if is_absolute { "/" } else { "" }, parts.join("/")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_are_joined_by_their_text() {
        assert_eq!(join("overlays/prod/", "../../base"), "base");
        assert_eq!(join("overlays/prod/", "./patch.yaml"), "overlays/prod/patch.yaml");
        assert_eq!(join("", "../base/"), "../base");
        assert_eq!(join("../k8s/prod/", "../base"), "../k8s/base");
        assert_eq!(join("/srv/prod/", "../../../base"), "/base");
        assert_eq!(join("a/", "/b//c"), "/b/c");
        assert_eq!(join("a/", ".."), "");
        assert_eq!(normal("a/b.yaml"), "a/b.yaml");
    }

    #[test]
    fn directories_are_prefixes() {
        assert_eq!(directory("a/b/c.yaml"), "a/b/");
        assert_eq!(directory("c.yaml"), "");
        assert_eq!(file_name("a/b/c.yaml"), "c.yaml");
        assert_eq!(ancestors("a/b/").collect::<Vec<_>>(), ["a/b/", "a/", ""]);
        assert_eq!(ancestors("/a/").collect::<Vec<_>>(), ["/a/", "/", ""]);
        assert_eq!(common_directory("a/bc/x", "a/bd/x"), "a/");
        assert_eq!(common_directory("a/b.yaml", "a/b.yaml"), "a/");
        assert_eq!(common_directory("ñ/b", "ò/b"), "");
    }
}
