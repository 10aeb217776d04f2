//! What kustomize would make of one root, as far as it can be told without building: which files it takes in, and which
//! kustomizations act on their objects, in which order. Upstream: `accumulateTarget` in `internal/target/kusttarget.go`.

use std::collections::{HashMap, HashSet};

use super::ReadFile;
use super::graph::{Graph, StageId};
use super::kustomization::Kustomization;
use crate::kubernetes::{Kind, Object};

/// How many stages on the way up to the root are asked what they do to an object.
const MAX_DEPTH: usize = 64;

/// How long a name can be. Upstream: `apimachinery/pkg/util/validation`, `DNS1123SubdomainMaxLength`.
const MAX_NAME: usize = 253;

/// The build of one root.
#[derive(Debug)]
pub(super) struct Build {
    /// The stages that take part, each before those that it takes in: the root is the first.
    layers: Vec<Layer>,
    /// The layer that takes a file in.
    files: HashMap<u32, u32>,
    /// Whether all that it takes in is here and understood.
    pub is_complete: bool,
    /// Whether any stage adds labels to pod templates.
    pub adds_pod_labels: bool,
    /// The different prefixes and suffixes that names get.
    pub affixes: HashSet<(String, String)>,
}

/// A stage as part of a build.
#[derive(Debug)]
struct Layer {
    stage: StageId,
    /// The layer that takes it in, the first one if there are several.
    parent: Option<u32>,
    namespace: Given,
}

/// The namespace that objects are given.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Given {
    Nothing,
    Name(String),
    /// It is taken in on several ways that differ in this.
    Several,
}

impl Build {
    /// Follows everything that a root takes in.
    pub(super) fn of(graph: &Graph, files: &[ReadFile], root: StageId) -> Self {
        let mut build = Self {
            layers: Vec::new(),
            files: HashMap::new(),
            is_complete: true,
            adds_pod_labels: false,
            affixes: HashSet::new(),
        };
        build.stack_layers(graph, files, root);
        for layer in 0..build.layers.len() as u32 {
            let stage = graph.stage(build.layers[layer as usize].stage);
            build.is_complete &= stage.is_complete;
            for &file in &stage.resources {
                build.is_complete &= files[file as usize].is_whole();
                build.files.entry(file).or_insert(layer);
            }
            build.note_changes(graph, files, layer);
        }
        build
    }

    /// Puts the stages in order, finds the parent of each, and lets namespaces come down from the root.
    fn stack_layers(&mut self, graph: &Graph, files: &[ReadFile], root: StageId) {
        let mut reached = HashSet::new();
        let mut waiting = vec![root];
        while let Some(stage) = waiting.pop() {
            if reached.insert(stage) {
                waiting.extend(graph.stage(stage).taken_in());
            }
        }
        let mut stages: Vec<StageId> = reached.into_iter().collect();
        stages.sort_by_key(|&stage| graph.rank(stage));
        let slots: HashMap<StageId, u32> = stages.iter().copied().zip(0..).collect();
        let layer = |&stage: &StageId| Layer { stage, parent: None, namespace: Given::Nothing };
        self.layers = stages.iter().map(layer).collect();
        for (slot, &stage) in (0..).zip(&stages) {
            let layer = &mut self.layers[slot as usize];
            if layer.namespace == Given::Nothing {
                layer.namespace = own_namespace(graph, files, stage);
            }
            let namespace = layer.namespace.clone();
            for taken in graph.stage(stage).taken_in() {
                self.layers[slots[&taken] as usize].come_from(slot, &namespace);
            }
        }
    }

    fn note_changes(&mut self, graph: &Graph, files: &[ReadFile], layer: u32) {
        let kustomization = graph.view(files, self.layers[layer as usize].stage);
        self.adds_pod_labels |= kustomization.is_some_and(|view| view.labels().any(|labels| labels.in_templates));
        let (mut prefix, mut suffix) = (String::new(), String::new());
        for stage in self.stages_above(graph, layer) {
            let Some((before, behind)) = graph.view(files, stage).map(Kustomization::affixes) else {
                continue;
            };
            prefix.insert_str(0, &before);
            suffix.push_str(&behind);
            if prefix.len() + suffix.len() > MAX_NAME {
                break;
            }
            if !before.is_empty() || !behind.is_empty() {
                self.affixes.insert((prefix.clone(), suffix.clone()));
            }
        }
    }

    /// The files whose objects are built.
    pub(super) fn files(&self) -> impl Iterator<Item = u32> {
        self.files.keys().copied()
    }

    /// How much memory it takes, in entries.
    pub(super) fn weight(&self) -> usize {
        self.layers.len() + self.files.len()
    }

    /// The stages that take part.
    pub(super) fn stages(&self) -> impl Iterator<Item = (u32, StageId)> {
        (0..).zip(self.layers.iter().map(|layer| layer.stage))
    }

    /// The namespace that is given to the objects of a file. None if they keep their own; `Some(None)` if they get
    /// several.
    pub(super) fn namespace(&self, file: u32) -> Option<Option<&str>> {
        match &self.layers[*self.files.get(&file)? as usize].namespace {
            Given::Nothing => None,
            Given::Name(name) => Some(Some(name)),
            Given::Several => Some(None),
        }
    }

    /// The stages that act on the objects of a file, in that order.
    pub(super) fn stages_on(&self, graph: &Graph, file: u32) -> Vec<StageId> {
        self.files.get(&file).map(|&layer| self.stages_above(graph, layer)).unwrap_or_default()
    }

    /// The stages that act on what a layer takes in or generates: its components, itself, and so on up to the root. A
    /// component's own objects come too late for the components before it.
    pub(super) fn stages_above(&self, graph: &Graph, layer: u32) -> Vec<StageId> {
        let mut stages = Vec::new();
        let mut below: Option<StageId> = None;
        let mut next = Some(layer);
        while let Some(layer) = next.filter(|_| stages.len() < MAX_DEPTH) {
            let Layer { stage, parent, .. } = &self.layers[layer as usize];
            let acting = &graph.stage(*stage).acting;
            let passed = below.and_then(|below| acting.iter().position(|&component| component == below));
            stages.extend(&acting[passed.map_or(0, |at| at + 1)..]);
            stages.push(*stage);
            below = Some(*stage);
            next = *parent;
        }
        stages
    }
}

impl Layer {
    /// Notes one way from the root; of several, the first is the parent.
    fn come_from(&mut self, parent: u32, namespace: &Given) {
        if self.parent.is_none() {
            self.parent = Some(parent);
            self.namespace = namespace.clone();
        } else if self.namespace != *namespace {
            self.namespace = Given::Several;
        }
    }
}

/// What a stage gives to its objects when nothing above it gives anything.
fn own_namespace(graph: &Graph, files: &[ReadFile], stage: StageId) -> Given {
    let acting = graph.stage(stage).acting.iter().rev();
    let mut stages = std::iter::once(&stage).chain(acting);
    let named = stages.find_map(|&stage| graph.view(files, stage)?.namespace());
    named.map_or(Given::Nothing, |name| Given::Name(name.into_owned()))
}

/// The names that something has in the course of a build, the written one first.
pub(super) fn names(name: &str, affixes: impl Iterator<Item = (String, String)>) -> Vec<String> {
    let mut names = vec![name.to_owned()];
    for (prefix, suffix) in affixes.filter(|(prefix, suffix)| !prefix.is_empty() || !suffix.is_empty()) {
        let name = format!("{prefix}{}{suffix}", names[names.len() - 1]);
        if name.len() > MAX_NAME {
            break;
        }
        names.push(name);
    }
    names
}

/// Whether prefixes and suffixes pass an object by. Upstream: `internal/builtins/PrefixTransformer.go`.
pub(super) fn keeps_name(object: Object<'_>) -> bool {
    matches!(object.kind, Kind::Namespace | Kind::CustomResourceDefinition) || object.kind_text() == "APIService"
}

#[cfg(test)]
mod tests {
    use crate::project::Project;
    use crate::source::{FileId, SourceFile, Sources};

    fn project(files: &[(&str, &str)]) -> Project {
        let mut sources = Sources::default();
        let read = files.iter().map(|(path, text)| {
            let file = sources.add(SourceFile::new(*path, *text));
            crate::project::read(file, crate::yaml::parse(file, (*text).into(), Vec::new()))
        });
        let read = read.collect();
        Project::new(sources, read)
    }

    #[test]
    fn components_act_before_what_includes_them_and_never_on_what_comes_later() {
        let project = project(&[
            ("root/kustomization.yaml", "resources: [../base]\ncomponents: [../one, ../two]\nnamePrefix: root-\n"),
            ("base/kustomization.yaml", "resources: [a.yaml]\nnamePrefix: base-\n"),
            ("base/a.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n"),
            ("one/kustomization.yaml", "kind: Component\ncomponents: [../inner]\nnamePrefix: one-\n"),
            ("inner/kustomization.yaml", "kind: Component\nnamePrefix: inner-\n"),
            ("two/kustomization.yaml", "kind: Component\nresources: [b.yaml]\nnamePrefix: two-\n"),
            ("two/b.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: b}\n"),
        ]);
        let scope = project.scopes().next().unwrap();
        let names = |file: u32| {
            let object = project.objects().find(|object| project.file_of(*object) == FileId(file)).unwrap();
            scope.names_of(object).pop().unwrap()
        };
        assert_eq!(names(2), "root-two-one-inner-base-a");
        assert_eq!(names(6), "root-two-b");
    }
}
