//! What kustomizations make of objects: the questions to which a scope that is a build knows more than is written.

use std::borrow::Cow;
use std::collections::HashMap;

use regex::Regex;

use super::Project;
use super::build::{Build, keeps_name, names};
use super::graph::PatchSource;
use super::groups::identity;
use super::images::ImageOverride;
use super::kustomization::{Generator, Kustomization};
use super::scope::{Extent, Scope};
use crate::kubernetes::{Kind, Object, Workload};
use crate::yaml::Node;

impl<'a> Scope<'a> {
    /// The kustomization whose build this is.
    pub fn kustomization(self) -> Option<Kustomization<'a>> {
        let (_, root) = self.build()?.stages().next()?;
        self.project.graph.view(&self.project.files, root)
    }

    /// What the `images` of the kustomizations make of an image of an object's containers or init containers; none when
    /// they leave it as it is. [`Project::everything`] is no build and changes nothing.
    pub fn image_override(self, object: Object<'a>, image: &str) -> Option<ImageOverride<'a>> {
        let kustomizations = self.kustomizations_on(object);
        ImageOverride::of(image, kustomizations.into_iter().flat_map(Kustomization::images))
    }

    /// The `count` that the `replicas` of a kustomization give to a workload.
    ///
    /// Upstream: `internal/builtins/ReplicaCountTransformer.go`.
    pub fn replicas_override(self, object: Object<'a>) -> Option<Node<'a>> {
        let is_scaled = [Kind::Deployment, Kind::ReplicationController, Kind::ReplicaSet, Kind::StatefulSet];
        if !is_scaled.contains(&object.kind) {
            return None;
        }
        let names = self.names_of(object);
        let entries = self.kustomizations_on(object).into_iter().flat_map(|view| view.list("replicas"));
        let named =
            entries.filter(|entry| entry.get("name").is_some_and(|name| names.iter().any(|own| *own == name.text())));
        named.filter_map(|entry| entry.get("count")).last()
    }

    /// Whether a kustomization generates a ConfigMap or Secret that is referred to by this name.
    pub fn generates(self, kind: Kind, name: &str) -> bool {
        let Some(build) = self.build() else {
            return self.is_everything() && self.project.generates(kind, name);
        };
        build.stages().any(|(layer, stage)| {
            let view = self.project.graph.view(&self.project.files, stage);
            let generators = view.into_iter().flat_map(Kustomization::generators).filter(|made| made.kind == kind);
            generators.filter_map(Generator::name).any(|written| {
                let above = build.stages_above(&self.project.graph, layer);
                names(&written, self.affixes_of(above)).iter().any(|known| known == name)
            })
        })
    }

    /// The names under which an object is referred to: the written one, and those that prefixes and suffixes make of it.
    pub fn names_of(self, object: Object<'a>) -> Vec<String> {
        let Some(name) = object.name() else {
            return Vec::new();
        };
        let mut found = vec![name.clone().into_owned()];
        if self.data.affixes.is_empty() || keeps_name(object) {
            return found;
        }
        for build in self.builds_of(object) {
            let stages = build.stages_on(&self.project.graph, self.project.file_index(object));
            for name in names(&name, self.affixes_of(stages)) {
                if !found.contains(&name) {
                    found.push(name);
                }
            }
        }
        found
    }

    /// Whether a patch of this build may set a field of an object, so that its absence from the manifest says nothing.
    ///
    /// Patches are not evaluated: any that may change the object and speaks of the field anywhere counts.
    pub fn may_set(self, object: Object<'a>, field: &str) -> bool {
        let Some(build) = self.build() else {
            return false;
        };
        let graph = &self.project.graph;
        let stages = build.stages_on(graph, self.project.file_index(object));
        let names = self.names_of(object);
        let patched = stages.into_iter().any(|stage| {
            let file = graph.stage(stage).file;
            let mut patches = graph.stage(stage).patches.iter();
            patches.any(|patch| self.project.patch(file, patch).may_set(object, &names, field))
        });
        patched || field == "replicas" && self.replicas_override(object).is_some()
    }

    /// Objects that are another object of this scope over again (kind, namespace and name), each behind that other one.
    /// Namespaces, which people repeat on purpose, are left out.
    pub fn duplicates(self) -> Vec<(Object<'a>, Object<'a>)> {
        let mut first: HashMap<u64, Object<'a>> = HashMap::new();
        let mut duplicates = Vec::new();
        for object in self.objects() {
            let Some(identity) = identity(object, self.namespace_of(object).as_deref()) else {
                continue;
            };
            let known = *first.entry(identity).or_insert(object);
            if known.id != object.id {
                duplicates.push((known, object));
            }
        }
        duplicates
    }

    /// The namespace that an object is given. None if it keeps its own; `Some(None)` if it gets several.
    pub(super) fn given_namespace(self, object: Object<'_>) -> Option<Option<&'a str>> {
        if object.kind.is_namespaced() == Some(false) {
            return None;
        }
        let file = self.project.file_index(object);
        if !self.is_everything() {
            return self.build()?.namespace(file);
        }
        let mut scopes = self.project.scopes_of(object);
        let given = scopes.next()?.given_namespace(object);
        if scopes.all(|scope| scope.given_namespace(object) == given) { given } else { Some(None) }
    }

    /// The objects that get a name from prefixes and suffixes.
    pub(super) fn renamed(self, kind: Kind, name: &str) -> Vec<Object<'a>> {
        let mut objects = Vec::new();
        for (prefix, suffix) in &self.data.affixes {
            let written = name.strip_prefix(prefix.as_str()).and_then(|name| name.strip_suffix(suffix.as_str()));
            let written = written.map(|written| self.written(kind, written)).unwrap_or_default();
            objects.extend(written.into_iter().filter(|object| self.names_of(*object).iter().any(|own| own == name)));
        }
        objects.sort_by_key(|object| object.id);
        objects.dedup_by_key(|object| object.id);
        objects
    }

    /// Whether a workload's pods have a label, by themselves or through a kustomization.
    pub(super) fn has_pod_label(self, workload: Workload<'a>, key: &str, value: &str) -> bool {
        let is_added = |(added, given): &(Cow<'_, str>, Cow<'_, str>)| added == key && given == value;
        workload.has_label(key, value) || self.added_pod_labels(workload.object).iter().any(is_added)
    }

    /// The labels that kustomizations add to the pods of a workload.
    pub(super) fn added_pod_labels(self, object: Object<'_>) -> Vec<(Cow<'a, str>, Cow<'a, str>)> {
        let builds = self.builds_of(object).filter(|build| build.adds_pod_labels);
        let file = self.project.file_index(object);
        let stages = builds.flat_map(|build| build.stages_on(&self.project.graph, file));
        let views = stages.filter_map(|stage| self.project.graph.view(&self.project.files, stage));
        let sets = views.flat_map(Kustomization::labels).filter(|labels| labels.in_templates);
        let pairs = sets.flat_map(|labels| labels.pairs.merged_entries());
        pairs.map(|pair| (pair.key.key_text(), pair.value.text())).collect()
    }

    const fn is_everything(self) -> bool {
        matches!(self.data.extent, Extent::Everything)
    }

    const fn build(self) -> Option<&'a Build> {
        match &self.data.extent {
            Extent::Build(build) => Some(build),
            Extent::Everything | Extent::Plain => None,
        }
    }

    /// Its build, or all builds that hold the object when it is everything.
    fn builds_of(self, object: Object<'_>) -> impl Iterator<Item = &'a Build> {
        let project = self.project;
        let all = self.is_everything().then(|| project.scopes_of(object).filter_map(Self::build).collect::<Vec<_>>());
        self.build().into_iter().chain(all.unwrap_or_default())
    }

    fn kustomizations_on(self, object: Object<'_>) -> Vec<Kustomization<'a>> {
        let file = self.project.file_index(object);
        let stages = self.build().map(|build| build.stages_on(&self.project.graph, file)).unwrap_or_default();
        stages.into_iter().filter_map(|stage| self.project.graph.view(&self.project.files, stage)).collect()
    }

    fn affixes_of(self, stages: Vec<u32>) -> impl Iterator<Item = (String, String)> {
        let project = self.project;
        stages.into_iter().filter_map(move |stage| {
            let (prefix, suffix) = project.graph.view(&project.files, stage)?.affixes();
            Some((prefix.into_owned(), suffix.into_owned()))
        })
    }
}

impl Project {
    /// Whether patches may set a field of an object wherever it is applied ([`Scope::may_set`]), so that no place is left
    /// where its absence is sure.
    pub fn may_set(&self, object: Object<'_>, field: &str) -> bool {
        let object = self.object(object.id);
        let mut scopes = self.scopes_of(object).peekable();
        scopes.peek().is_some() && scopes.all(|scope| scope.may_set(object, field))
    }

    fn generates(&self, kind: Kind, name: &str) -> bool {
        let written = self.kustomizations().flat_map(|(_, view)| view.generators());
        let mut written = written.filter(|made| made.kind == kind).filter_map(Generator::name);
        written.any(|written| written == name) || self.scopes().any(|scope| scope.generates(kind, name))
    }

    fn patch(&self, file: u32, source: &PatchSource) -> ReadPatch<'_> {
        let tree = &self.files[file as usize].tree;
        let text = match source.file {
            Some(file) => Cow::Borrowed(self.files[file as usize].tree.text()),
            None => tree.node(source.content).text(),
        };
        ReadPatch { text, target: source.target.map(|target| tree.node(target)) }
    }
}

/// A patch with its text at hand.
struct ReadPatch<'a> {
    text: Cow<'a, str>,
    target: Option<Node<'a>>,
}

impl ReadPatch<'_> {
    fn may_set(&self, object: Object<'_>, names: &[String], field: &str) -> bool {
        self.text.contains(field) && self.may_change(object, names)
    }

    /// By its target, as far as that is about kind and name; else the patch names its object in its text.
    fn may_change(&self, object: Object<'_>, names: &[String]) -> bool {
        let Some(target) = self.target else {
            return names.iter().any(|name| self.text.contains(name.as_str()));
        };
        let fits = |field: &str, values: &[&str]| {
            let pattern = target.get(field).filter(|pattern| !pattern.is_empty());
            pattern.is_none_or(|pattern| values.iter().any(|value| fits(&pattern.text(), value)))
        };
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        fits("kind", &[&object.kind_text()]) && fits("name", &names)
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
