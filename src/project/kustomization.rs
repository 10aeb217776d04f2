//! A kustomization file as a view: what a build takes in and what it does to it.
//!
//! Facts are those of `sigs.k8s.io/kustomize/api`, `types/kustomization.go` and `internal/target/kusttarget.go`: the name
//! of the file decides, only its first document counts, keys match in any case, `apiVersion` and `kind` may be left out.

use std::borrow::Cow;

use super::path::file_name;
use crate::kubernetes::Kind;
use crate::yaml::{Node, Tree};

/// The names under which kustomize looks for its file. Upstream: `api/konfig/general.go`.
pub const KUSTOMIZATION_FILES: [&str; 3] = ["kustomization.yaml", "kustomization.yml", "Kustomization"];

/// The API group of kustomize's own kinds.
pub(super) const GROUP: &str = "kustomize.config.k8s.io";

/// Lists of files that steer a build and hold no objects to apply.
const STEERING: [&str; 5] = ["configurations", "crds", "generators", "transformers", "validators"];

/// Fields whose effect only their own program knows: charts and plugins.
const OPAQUE: [&str; 4] = ["helmCharts", "helmChartInflationGenerator", "generators", "transformers"];

/// A kustomization: the root map of its file.
#[derive(Debug, Clone, Copy)]
pub struct Kustomization<'a> {
    /// The root map.
    pub node: Node<'a>,
}

/// One patch of a kustomization.
#[derive(Debug, Clone, Copy)]
pub struct Patch<'a> {
    /// The path of a file, or the patch itself.
    pub content: Node<'a>,
    /// Whether `content` is the patch itself.
    pub is_inline: bool,
    /// `target`: which objects are changed. Without one, the patch names its object.
    pub target: Option<Node<'a>>,
}

/// One entry of `configMapGenerator` or `secretGenerator`.
#[derive(Debug, Clone, Copy)]
pub struct Generator<'a> {
    /// What it makes: [`Kind::ConfigMap`] or [`Kind::Secret`].
    pub kind: Kind,
    /// The entry.
    pub node: Node<'a>,
}

/// Labels that a kustomization puts on objects.
#[derive(Debug, Clone, Copy)]
pub struct LabelSet<'a> {
    /// The labels.
    pub pairs: Node<'a>,
    /// Whether pod templates get them too.
    pub in_templates: bool,
    /// Whether selectors get them too (then pod templates do).
    pub in_selectors: bool,
}

impl<'a> Kustomization<'a> {
    /// The kustomization that a file holds, if it is named like one. Flux's object of the same kind is none.
    pub fn of(path: &str, tree: &'a Tree) -> Option<Self> {
        if !KUSTOMIZATION_FILES.contains(&file_name(path)) {
            return None;
        }
        let node = tree.documents().iter().find_map(|document| tree.root(document)).filter(|node| node.is_map())?;
        let kustomization = Self { node };
        let group = kustomization.text("apiVersion");
        let is_ours = group.is_none_or(|version| version.split('/').next() == Some(GROUP));
        is_ours.then_some(kustomization)
    }

    /// Whether it is of `kind: Component`: it changes what includes it, and makes nothing alone.
    pub fn is_component(self) -> bool {
        self.text("kind").as_deref() == Some("Component")
    }

    /// The value of a field. Keys match in any case, and the last one counts.
    pub fn field(self, name: &str) -> Option<Node<'a>> {
        let named = |key: Node<'a>| key.text().eq_ignore_ascii_case(name);
        self.node.entries().filter(|entry| named(entry.key)).last().map(|entry| entry.value)
    }

    /// The items of a list.
    pub fn list(self, field: &str) -> impl Iterator<Item = Node<'a>> {
        self.field(field).into_iter().flat_map(Node::items)
    }

    /// The text of a field that is not empty.
    pub fn text(self, field: &str) -> Option<Cow<'a, str>> {
        self.field(field).filter(|value| !value.is_empty()).map(Node::text)
    }

    /// What it takes in: files, directories, remote places. `bases` come behind `resources`.
    pub fn resources(self) -> impl Iterator<Item = Node<'a>> {
        self.list("resources").chain(self.list("bases"))
    }

    /// The directories of the components that it includes.
    pub fn components(self) -> impl Iterator<Item = Node<'a>> {
        self.list("components")
    }

    /// All patches, whatever the field that holds them.
    pub fn patches(self) -> impl Iterator<Item = Patch<'a>> {
        let bare = self.list("patchesStrategicMerge");
        let bare = bare.map(|content| Patch { content, is_inline: is_inline(content), target: None });
        let entries = self.list("patches").chain(self.list("patchesJson6902"));
        bare.chain(entries.filter_map(Patch::of))
    }

    /// The paths of files that steer the build and hold no objects to apply.
    pub fn steering_files(self) -> impl Iterator<Item = Node<'a>> {
        let listed = STEERING.into_iter().flat_map(move |field| self.list(field));
        let replacements = self.list("replacements").filter_map(|entry| entry.get("path"));
        let openapi = self.field("openapi").and_then(|openapi| openapi.get("path"));
        listed.filter(|entry| !is_inline(*entry)).chain(replacements).chain(openapi)
    }

    /// Whether charts or plugins take part, so that what is built cannot be known from here.
    pub fn is_opaque(self) -> bool {
        OPAQUE.iter().any(|field| self.field(field).is_some_and(|value| !value.is_empty()))
    }

    /// Whether plugins change the objects.
    pub fn has_transformers(self) -> bool {
        self.list("transformers").next().is_some()
    }

    /// The namespace that it gives to all objects.
    pub fn namespace(self) -> Option<Cow<'a, str>> {
        self.text("namespace")
    }

    /// What it puts before and behind the names of objects.
    pub fn affixes(self) -> (Cow<'a, str>, Cow<'a, str>) {
        (self.text("namePrefix").unwrap_or_default(), self.text("nameSuffix").unwrap_or_default())
    }

    /// The entries of `images`, in the order in which they act.
    pub fn images(self) -> impl Iterator<Item = Node<'a>> {
        self.list("images").chain(self.list("imageTags"))
    }

    /// The ConfigMaps and Secrets that it generates.
    pub fn generators(self) -> impl Iterator<Item = Generator<'a>> {
        let maps = self.list("configMapGenerator").map(|node| Generator { kind: Kind::ConfigMap, node });
        maps.chain(self.list("secretGenerator").map(|node| Generator { kind: Kind::Secret, node }))
    }

    /// The labels that it adds.
    pub fn labels(self) -> impl Iterator<Item = LabelSet<'a>> {
        let common = self.field("commonLabels");
        let common = common.map(|pairs| LabelSet { pairs, in_templates: true, in_selectors: true });
        self.list("labels").filter_map(LabelSet::of).chain(common)
    }
}

impl<'a> Patch<'a> {
    fn of(entry: Node<'a>) -> Option<Self> {
        let target = entry.get("target");
        let file = entry.get("path").filter(|path| !path.is_empty());
        match file {
            Some(content) => Some(Self { content, is_inline: false, target }),
            None => Some(Self { content: entry.get("patch")?, is_inline: true, target }),
        }
    }
}

impl<'a> Generator<'a> {
    /// The name before any prefix and hash.
    pub fn name(self) -> Option<Cow<'a, str>> {
        self.node.get("name").filter(|name| !name.is_empty()).map(Node::text)
    }
}

impl<'a> LabelSet<'a> {
    fn of(entry: Node<'a>) -> Option<Self> {
        let flag = |name| entry.get(name).and_then(Node::as_bool).unwrap_or(false);
        let in_selectors = flag("includeSelectors");
        Some(Self { pairs: entry.get("pairs")?, in_templates: in_selectors || flag("includeTemplates"), in_selectors })
    }
}

/// Whether an entry that may be a path is YAML itself.
fn is_inline(entry: Node<'_>) -> bool {
    let text = entry.text();
    text.contains('\n') || text.contains(": ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::FileId;

    fn tree(text: &str) -> Tree {
        crate::yaml::parse(FileId(0), text.into(), Vec::new())
    }

    #[test]
    fn the_name_of_the_file_decides() {
        let bare = tree("# all of it\n---\nRESOURCES: [a.yaml]\n");
        let found = Kustomization::of("k8s/kustomization.yml", &bare).unwrap();
        assert_eq!(found.resources().map(Node::text).collect::<Vec<_>>(), ["a.yaml"]);
        assert!(Kustomization::of("k8s/other.yaml", &bare).is_none());
        assert!(Kustomization::of("kustomization.yaml", &tree("- 1\n")).is_none());
        let flux = tree("apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\n");
        assert!(Kustomization::of("kustomization.yaml", &flux).is_none());
        let component = tree("apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\n");
        assert!(Kustomization::of("Kustomization", &component).unwrap().is_component());
    }

    #[test]
    fn patches_stand_in_three_fields() {
        let text = "patches:\n- path: a.yaml\n- patch: |-\n    - op: remove\n  target: {kind: Pod}\n- {}\n\
                    patchesStrategicMerge:\n- b.yaml\n- |-\n  kind: Pod\n  metadata: {name: x}\n\
                    patchesJson6902:\n- target: {name: x}\n  path: c.json\n";
        let tree = tree(text);
        let patches: Vec<_> = Kustomization::of("kustomization.yaml", &tree).unwrap().patches().collect();
        let files: Vec<_> = patches.iter().filter(|patch| !patch.is_inline).map(|patch| patch.content.text()).collect();
        assert_eq!(files, ["b.yaml", "a.yaml", "c.json"]);
        assert_eq!(patches.len(), 5);
        assert_eq!(patches.iter().filter(|patch| patch.target.is_some()).count(), 2);
    }

    #[test]
    fn what_only_steers_the_build_is_named() {
        let text = "configurations: [a.yaml]\nopenapi: {path: b.json}\nreplacements:\n- path: c.yaml\n- source: {}\n\
                    transformers:\n- |-\n  apiVersion: builtin\n- d.yaml\ncrds: [e.yaml]\n";
        let tree = tree(text);
        let kustomization = Kustomization::of("kustomization.yaml", &tree).unwrap();
        let mut files: Vec<_> = kustomization.steering_files().map(Node::text).collect();
        files.sort();
        assert_eq!(files, ["a.yaml", "b.json", "c.yaml", "d.yaml", "e.yaml"]);
        assert!(kustomization.is_opaque());
    }
}
