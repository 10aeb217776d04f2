//! What kustomizations make of objects: the questions to which a scope that is a build knows more than is written.

use std::borrow::Cow;
use std::collections::HashMap;

use super::Project;
use super::build::{Build, keeps_name, names};
use super::graph::StageId;
use super::images::ImageOverride;
use super::index::identity;
use super::kustomization::{Generator, Kustomization};
use super::patch::patches;
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
                names(&written, self.project.affixes(above)).iter().any(|known| known == name)
            })
        })
    }

    /// The names under which an object is referred to: the written one, and those that prefixes and suffixes make of it.
    pub fn names_of(self, object: Object<'a>) -> Vec<String> {
        let mut names: Vec<String> = object.name().map(Cow::into_owned).into_iter().collect();
        for build in self.builds_of(object).filter(|build| !build.affixes.is_empty()) {
            for name in self.project.names_in(build, object) {
                if !names.contains(&name) {
                    names.push(name);
                }
            }
        }
        names
    }

    /// Whether a patch of this build may set a field of an object, so that its absence from the manifest says nothing.
    ///
    /// Patches are not evaluated: any that may change the object and speaks of the field anywhere counts, and so does one
    /// that is not here.
    pub fn may_set(self, object: Object<'a>, field: &str) -> bool {
        let Some(build) = self.build() else {
            return false;
        };
        let graph = &self.project.graph;
        let stages = build.stages_on(graph, self.project.file_index(object));
        let names = self.names_of(object);
        let is_patched = stages.into_iter().any(|stage| {
            let mut patches = patches(graph, &self.project.files, stage);
            graph.stage(stage).may_change_anything || patches.any(|patch| patch.may_set(object, &names, field))
        });
        is_patched || field == "replicas" && self.replicas_override(object).is_some()
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
    pub fn added_pod_labels(self, object: Object<'_>) -> Vec<(Cow<'a, str>, Cow<'a, str>)> {
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
}

impl Project {
    /// Whether patches may set a field of an object wherever it is applied ([`Scope::may_set`]), so that no place is left
    /// where its absence is sure.
    pub fn may_set(&self, object: Object<'_>, field: &str) -> bool {
        let object = self.object(object.id);
        let mut scopes = self.scopes_of(object).peekable();
        scopes.peek().is_some() && scopes.all(|scope| scope.may_set(object, field))
    }

    /// The names that an object has in the course of a build.
    pub(super) fn names_in(&self, build: &Build, object: Object<'_>) -> Vec<String> {
        let Some(name) = object.name() else {
            return Vec::new();
        };
        if keeps_name(object) {
            return vec![name.into_owned()];
        }
        names(&name, self.affixes(build.stages_on(&self.graph, self.file_index(object))))
    }

    fn affixes(&self, stages: Vec<StageId>) -> impl Iterator<Item = (String, String)> {
        stages.into_iter().filter_map(|stage| {
            let (prefix, suffix) = self.graph.view(&self.files, stage)?.affixes();
            Some((prefix.into_owned(), suffix.into_owned()))
        })
    }

    fn generates(&self, kind: Kind, name: &str) -> bool {
        let written = self.kustomizations().flat_map(|(_, view)| view.generators());
        let mut written = written.filter(|made| made.kind == kind).filter_map(Generator::name);
        written.any(|written| written == name) || self.scopes().any(|scope| scope.generates(kind, name))
    }
}
