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
use std::hash::{DefaultHasher, Hash, Hasher};

use super::path::{ancestors, common_directory, directory};
use crate::kubernetes::{Kind, Object};
use crate::yaml::Node;

/// A file that no kustomization names.
pub(super) struct LooseFile<'a> {
    /// Its path, in normal form.
    pub path: &'a str,
    /// Its objects.
    pub objects: Vec<Object<'a>>,
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
        claims.extend(objects.filter_map(|object| {
            let identity = identity(*object, object.namespace().as_deref())?;
            Some(Claim { identity, position, node: object.node })
        }));
    }
    claims.sort_by_key(|claim| (claim.identity, claim.position));
    claims
}

/// The hash of what makes two objects one to the cluster; none for objects without a name, and for Namespaces. A namespace
/// that is not written stands for itself.
pub(super) fn identity(object: Object<'_>, namespace: Option<&str>) -> Option<u64> {
    if matches!(object.kind, Kind::Namespace | Kind::Kustomization) {
        return None;
    }
    let mut hasher = DefaultHasher::new();
    let api_version = object.api_version();
    api_version.split_once('/').map_or("", |(group, _)| group).hash(&mut hasher);
    object.kind_text().hash(&mut hasher);
    namespace.hash(&mut hasher);
    object.name()?.hash(&mut hasher);
    Some(hasher.finish())
}

/// The directories that hold two alternatives. Of all pairs, neighbours by path share the deepest directories.
fn torn_directories<'p>(claims: &[Claim<'_>], path: impl Fn(usize) -> &'p str) -> HashSet<&'p str> {
    let mut torn = HashSet::new();
    for pair in claims.windows(2) {
        if pair[0].excludes(&pair[1]) {
            let shared = common_directory(path(pair[0].position), path(pair[1].position));
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
    one.descendants()
        .map(|node| (node.kind(), node.text()))
        .eq(other.descendants().map(|node| (node.kind(), node.text())))
}

impl Home<'_> {
    fn shown(&self) -> String {
        match self {
            Self::Below("") | Self::Beside("") => ".".to_owned(),
            Self::Below(path) | Self::Beside(path) | Self::Alone(path) => path.trim_end_matches('/').to_owned(),
        }
    }
}
