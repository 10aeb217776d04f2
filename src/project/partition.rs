//! Divides the objects into scopes: the builds of kustomizations, groups of plain files, standard input.

use std::collections::HashSet;
use std::sync::Arc;

use rayon::prelude::*;

use super::Project;
use super::build::Build;
use super::graph::StageId;
use super::groups::{LooseFile, groups};
use super::index::{Index, Keys};
use super::patch::{Deletion, patches};
use super::path::{directory, file_name, normal};
use super::read::Role;
use super::scope::{Extent, Members, Scope, ScopeData};
use crate::kubernetes::{Kind, Object, ObjectId};
use crate::source::STDIN_SHOWN;

/// How standard input is called when no name is given for it.
const STDIN: [&str; 2] = [STDIN_SHOWN, "-"];

/// How many files and objects all builds may hold together. A base is held by each of its overlays, so that a small tree
/// made to do harm could ask for more than there is memory. Builds past the bound are left out: their objects are in no
/// scope.
const MOST_HELD: usize = 1_000_000;

/// Objects that local tools read and nobody applies. Upstream: `kusttarget.go`, `IgnoreLocal`.
const LOCAL_CONFIG: &str = "config.kubernetes.io/local-config";

/// A scope before its index is made.
struct Plan {
    objects: Vec<ObjectId>,
    extent: Extent,
    shown: String,
    is_complete: bool,
}

/// The scopes.
pub(super) fn scopes(project: &Project, keys: &[Keys]) -> Vec<ScopeData> {
    let mut plans = builds(project);
    let loose = (0..project.files.len() as u32).filter(|&file| project.files[file as usize].role == Role::Loose);
    let (stdin, loose): (Vec<u32>, Vec<u32>) = loose.partition(|&file| STDIN.contains(&project.path(file)));
    plans.extend(loose_plans(project, keys, &loose));
    plans.extend(stdin.into_iter().map(|file| Plan::of_files(project, &[file], project.path(file).to_owned())));
    plans.retain(|plan| !plan.objects.is_empty());
    plans.into_par_iter().map(|plan| plan.scope(project, keys)).collect()
}

/// The scope of everything that is no patch, when the scopes are known.
pub(super) fn everything(project: &Project, keys: &[Keys]) -> ScopeData {
    let objects = project.objects().filter(|object| !project.is_patch(*object)).map(|object| object.id).collect();
    let mut files = 0..project.files.len() as u32;
    let mut stages = project.graph.stages();
    let is_complete =
        files.all(|file| !project.hides_objects(file)) && stages.all(|stage| project.graph.stage(stage).is_complete);
    Plan { objects, extent: Extent::Everything, shown: ".".to_owned(), is_complete }.scope(project, keys)
}

fn builds(project: &Project) -> Vec<Plan> {
    let mut held = 0;
    let mut plans = Vec::new();
    for root in project.graph.roots() {
        let build = Build::of(&project.graph, &project.files, root);
        let plan = Plan::of_build(project, root, build);
        held += plan.objects.len() + plan.extent.weight();
        if held > MOST_HELD {
            break;
        }
        plans.push(plan);
    }
    plans
}

fn loose_plans(project: &Project, keys: &[Keys], files: &[u32]) -> Vec<Plan> {
    let paths: Vec<_> = files.iter().map(|&file| normal(project.path(file))).collect();
    let known = |object: Object<'_>| keys[object.id.0 as usize].identity;
    let objects =
        |&file: &u32| project.objects_in(file).filter_map(|object| Some((known(object)?, object.node))).collect();
    let loose: Vec<LooseFile<'_>> =
        files.iter().zip(&paths).map(|(file, path)| LooseFile { path, objects: objects(file) }).collect();
    let groups = groups(&loose);
    let plan = groups.into_iter().map(|group| {
        let members: Vec<u32> = group.files.iter().map(|&index| files[index]).collect();
        let mut plan = Plan::of_files(project, &members, group.shown);
        plan.is_complete &= group.is_whole;
        plan
    });
    plan.collect()
}

impl Plan {
    fn of_build(project: &Project, root: StageId, build: Build) -> Self {
        let path = normal(project.path(project.graph.stage(root).file));
        let shown = directory(&path).strip_suffix('/').unwrap_or(".").to_owned();
        let deletions = deletions(project, &build);
        let objects = build.files().flat_map(|file| project.objects_in(file)).filter(is_built);
        let kept = objects.filter(|object| deletions.is_empty() || !is_deleted(project, &build, &deletions, *object));
        let mut objects: Vec<ObjectId> = kept.map(|object| object.id).collect();
        objects.sort_unstable();
        Self { objects, is_complete: build.is_complete, extent: Extent::Build(build), shown }
    }

    fn of_files(project: &Project, files: &[u32], shown: String) -> Self {
        let objects = files.iter().flat_map(|&file| project.objects_in(file));
        let mut objects: Vec<ObjectId> =
            objects.filter(|object| object.kind != Kind::Kustomization).map(|object| object.id).collect();
        objects.sort_unstable();
        let is_complete = files.iter().all(|&file| !project.hides_objects(file));
        Self { objects, extent: Extent::Plain, shown, is_complete }
    }

    fn scope(self, project: &Project, keys: &[Keys]) -> ScopeData {
        let Self { objects, extent, shown, is_complete } = self;
        let affixes = match &extent {
            Extent::Everything => project.scopes.iter().flat_map(|scope| scope.affixes.iter().cloned()).collect(),
            Extent::Build(build) => build.affixes.clone(),
            Extent::Plain => HashSet::new(),
        };
        let affixes = affixes.into_iter().collect();
        let mut data = ScopeData { members: Arc::default(), extent, shown, is_complete, affixes };
        // A tree that is one scope needs no second index for everything.
        data.members = match project.scopes.as_slice() {
            [only] if only.members.objects == objects => Arc::clone(&only.members),
            _ => Arc::new(members(Scope { project, data: &data }, keys, objects)),
        };
        data
    }
}

fn members(scope: Scope<'_>, keys: &[Keys], objects: Vec<ObjectId>) -> Members {
    let mut index = Index::default();
    for object in objects.iter().map(|&id| scope.project.object(id)) {
        index.add(object.id, object.kind, &keys[object.id.0 as usize]);
        if object.kind.has_pods() {
            for (key, value) in scope.added_pod_labels(object) {
                index.add_pod_label(object.id, &key, &value);
            }
        }
    }
    index.sort();
    Members { objects, index }
}

/// Whether an object that a kustomization takes in comes out of its build.
fn is_built(object: &Object<'_>) -> bool {
    let is_local = object.annotation(LOCAL_CONFIG).is_some_and(|value| value.text() != "false");
    object.kind != Kind::Kustomization && !is_local
}

fn deletions<'a>(project: &'a Project, build: &Build) -> Vec<(StageId, Deletion<'a>)> {
    let patches = build.stages().flat_map(|(_, stage)| {
        let patches = patches(&project.graph, &project.files, stage);
        patches.map(move |patch| (stage, patch))
    });
    patches.filter_map(|(stage, patch)| Some((stage, patch.deletion()?))).collect()
}

fn is_deleted(project: &Project, build: &Build, deletions: &[(StageId, Deletion<'_>)], object: Object<'_>) -> bool {
    let stages = build.stages_on(&project.graph, project.file_index(object));
    let names = project.names_in(build, object);
    deletions.iter().any(|(stage, deletion)| stages.contains(stage) && deletion.hits(object, &names))
}

impl Project {
    /// Whether a file, or what it stands for, has objects that could not be read: broken documents, a chart's templates.
    fn hides_objects(&self, file: u32) -> bool {
        !self.files[file as usize].is_whole() || file_name(self.path(file)) == "Chart.yaml"
    }
}
