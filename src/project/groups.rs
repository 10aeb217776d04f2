//! Plain files, grouped by what can be applied together.
//!
//! Nothing says which files without a kustomization go to one cluster. That all of them do is the best guess, since
//! people keep one application, or one environment, in a tree and apply it as a whole. One thing proves the guess wrong:
//! two *different* objects of one identity (group, kind, namespace, name) in two files. Applied together, the second would
//! overwrite the first; so the files are alternatives: two environments, two versions, two lessons.
//!
//! A tree with such a pair is taken apart where the pair parts, and no further: each child directory is looked at for
//! itself, down to those that hold no pair; the files that lie directly in a directory that was taken apart stay together,
//! save those of them that are alternatives to each other, which stay alone. Which of the parts go together after all is
//! unknown, so none of them is said to be complete.
//!
//! What is no proof: the same object twice with the same content (vendored copies, a bundle of the files beside it, lists),
//! and a Namespace, which people repeat wherever they need it. Two objects of one identity in *one* file are no
//! alternatives either: a file is always applied as a whole.

use std::collections::{HashMap, HashSet};

use super::path::{ancestors, common_directory, directory};
use crate::yaml::Node;

/// A file that no kustomization names.
pub(super) struct LooseFile<'a> {
    /// Its path, in normal form.
    pub path: &'a str,
    /// The identities of its objects, and the objects.
    pub objects: Vec<(u64, Node<'a>)>,
}

/// Files that are one scope, by their index.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Group {
    /// The directory, or the file, that stands for it.
    pub shown: String,
    pub files: Vec<usize>,
    /// Whether nothing had to be taken apart.
    pub is_whole: bool,
}

/// An object that may stand against another one: its identity, its file's position in `order`, the object.
struct Claim<'a> {
    identity: u64,
    position: usize,
    node: Node<'a>,
}

/// Where a file ends up.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Home<'a> {
    /// With all that lies below a directory.
    Below(&'a str),
    /// With the files beside it, in a directory that is taken apart.
    Beside(&'a str),
    /// Alone.
    Alone(&'a str),
}

/// Groups the files; the order of the groups is that of the paths of their first files.
pub(super) fn groups(files: &[LooseFile<'_>]) -> Vec<Group> {
    let mut order: Vec<usize> = (0..files.len()).collect();
    order.sort_by_key(|&file| files[file].path);
    let path = |position: usize| files[order[position]].path;
    let claims = claims(files, &order);
    let torn = torn_directories(&claims, path);
    let mut homes: Vec<Home<'_>> = (0..order.len()).map(|position| home(path(position), &torn)).collect();
    for position in alternatives(&claims, &homes) {
        homes[position] = Home::Alone(path(position));
    }
    let mut slots: HashMap<&Home<'_>, usize> = HashMap::new();
    let mut groups: Vec<Group> = Vec::new();
    for (position, home) in homes.iter().enumerate() {
        let slot = *slots.entry(home).or_insert(groups.len());
        if slot == groups.len() {
            groups.push(Group { shown: home.shown(), files: Vec::new(), is_whole: torn.is_empty() });
        }
        groups[slot].files.push(order[position]);
    }
    groups
}

/// All claims, those of one identity next to each other and by path.
fn claims<'a>(files: &[LooseFile<'a>], order: &[usize]) -> Vec<Claim<'a>> {
    let mut claims: Vec<Claim<'a>> = Vec::new();
    for (position, &file) in order.iter().enumerate() {
        let objects = files[file].objects.iter();
        claims.extend(objects.map(|&(identity, node)| Claim { identity, position, node }));
    }
    claims.sort_by_key(|claim| (claim.identity, claim.position));
    claims
}

/// The directories that hold two alternatives. Of all pairs, neighbours by path share the deepest directories.
fn torn_directories<'p>(claims: &[Claim<'_>], path: impl Fn(usize) -> &'p str) -> HashSet<&'p str> {
    let mut torn = HashSet::new();
    for pair in claims.windows(2) {
        let shared = common_directory(path(pair[0].position), path(pair[1].position));
        if !torn.contains(shared) && pair[0].excludes(&pair[1]) {
            // What is above a torn directory is torn already.
            ancestors(shared).take_while(|&above| torn.insert(above)).for_each(drop);
        }
    }
    torn
}

fn home<'p>(path: &'p str, torn: &HashSet<&str>) -> Home<'p> {
    let mut home = Home::Beside(directory(path));
    for above in ancestors(directory(path)) {
        if torn.contains(above) {
            break;
        }
        home = Home::Below(above);
    }
    home
}

/// The files among those that would stay beside each other that hold alternatives.
fn alternatives(claims: &[Claim<'_>], homes: &[Home<'_>]) -> HashSet<usize> {
    let mut beside: Vec<(u64, &str, &Claim<'_>)> = Vec::new();
    for claim in claims {
        if let Home::Beside(directory) = homes[claim.position] {
            beside.push((claim.identity, directory, claim));
        }
    }
    beside.sort_by_key(|(identity, directory, claim)| (*identity, *directory, claim.position));
    let runs = beside.chunk_by(|one, other| (one.0, one.1) == (other.0, other.1));
    let split = runs.filter(|run| run.windows(2).any(|pair| pair[0].2.excludes(pair[1].2)));
    split.flatten().map(|(_, _, claim)| claim.position).collect()
}

impl Claim<'_> {
    /// Whether the two cannot be applied together: one identity, two files, two contents.
    fn excludes(&self, other: &Self) -> bool {
        self.identity == other.identity && self.position != other.position && !is_copy(self.node, other.node)
    }
}

/// Whether two nodes hold the same; comments, quotes and indentation do not matter.
fn is_copy(one: Node<'_>, other: Node<'_>) -> bool {
    if written(one) == written(other) {
        return true;
    }
    one.descendants()
        .map(|node| (node.kind(), node.text()))
        .eq(other.descendants().map(|node| (node.kind(), node.text())))
}

fn written(node: Node<'_>) -> &str {
    node.tree().text().get(node.span().range()).unwrap_or_default()
}

impl Home<'_> {
    fn shown(&self) -> String {
        match self {
            Self::Below("") | Self::Beside("") => ".".to_owned(),
            Self::Below(path) | Self::Beside(path) | Self::Alone(path) => path.trim_end_matches('/').to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::FileId;

    /// Groups as `shown: path path`. The text of a file is a map from identities to contents.
    fn grouped(files: &[(&str, &str)]) -> Vec<String> {
        let trees: Vec<_> =
            files.iter().map(|(_, text)| crate::yaml::parse(FileId(0), (*text).into(), Vec::new())).collect();
        let roots = trees.iter().map(|tree| tree.root(&tree.documents()[0]).unwrap());
        let objects = roots.map(|root| root.entries().map(|entry| (entry.key.as_int().unwrap() as u64, entry.value)));
        let files = files.iter().map(|(path, _)| *path);
        let loose: Vec<_> =
            files.zip(objects).map(|(path, objects)| LooseFile { path, objects: objects.collect() }).collect();
        let paths = |group: &Group| group.files.iter().map(|&file| loose[file].path).collect::<Vec<_>>().join(" ");
        groups(&loose).iter().map(|group| format!("{}: {}", group.shown, paths(group))).collect()
    }

    #[test]
    fn a_tree_stays_whole_without_a_contradiction() {
        assert_eq!(grouped(&[("b/x", "{1: a}"), ("a/y", "{1: 'a'}"), ("z", "{2: b}")]), [".: a/y b/x z"]);
        assert_eq!(grouped(&[("a", "{1: a, 1: b}"), ("b", "{}")]), [".: a b"], "one file");
        assert_eq!(grouped(&[]), [""; 0]);
    }

    #[test]
    fn it_parts_where_the_pair_parts_and_no_further() {
        let files =
            [("k/a/x/1", "{1: a}"), ("k/a/y/2", "{2: a}"), ("k/b/3", "{1: b}"), ("k/4", "{3: a}"), ("l/5", "{}")];
        assert_eq!(grouped(&files), ["k: k/4", "k/a: k/a/x/1 k/a/y/2", "k/b: k/b/3", "l: l/5"]);
        let absolute = [("/k/a/1", "{1: a}"), ("/k/b/2", "{1: b}"), ("/k/b/3", "{}")];
        assert_eq!(grouped(&absolute), ["/k/a: /k/a/1", "/k/b: /k/b/2 /k/b/3"]);
    }

    #[test]
    fn alternatives_beside_each_other_stand_alone_whatever_lies_between_them() {
        let files = [("d/a", "{1: a}"), ("d/b/x", "{1: a}"), ("d/c", "{1: b}"), ("d/d", "{2: c}")];
        assert_eq!(grouped(&files), ["d/a: d/a", "d/b: d/b/x", "d/c: d/c", "d: d/d"]);
        let outside = [("d/a", "{1: a}"), ("d/b/x", "{1: b}"), ("d/c", "{2: c}")];
        assert_eq!(grouped(&outside), ["d: d/a d/c", "d/b: d/b/x"]);
    }
}
