//! The kustomizations of a tree, their entries resolved: who takes in whom, and what each file is to them.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use super::ReadFile;
use super::kustomization::{Kustomization, Patch};
use super::path::{directory, join, normal};
use super::read::Role;
use crate::source::Sources;
use crate::yaml::NodeId;

/// Index of a stage in its [`Graph`].
pub(super) type StageId = u32;

/// How many components of a stage are followed; nobody writes as many.
const MOST_COMPONENTS: usize = 256;

/// All kustomizations. What would be a cycle is cut, so that edges lead nowhere twice.
#[derive(Debug, Default)]
pub(super) struct Graph {
    stages: Vec<Stage>,
    /// Position of each stage in an order in which it stands before all that it takes in.
    ranks: Vec<u32>,
}

/// A kustomization with its entries resolved to files and other stages.
#[derive(Debug, Default)]
pub(super) struct Stage {
    /// Index of its file.
    pub file: u32,
    node: Option<NodeId>,
    /// The files whose objects it takes in.
    pub resources: Vec<u32>,
    /// The kustomizations that it takes in.
    pub bases: Vec<StageId>,
    /// The components that it includes.
    pub components: Vec<StageId>,
    /// Those and the components that they include, in the order in which they act on its objects.
    pub acting: Vec<StageId>,
    /// Its patches.
    pub patches: Vec<PatchSource>,
    /// Files that steer the build.
    steering: Vec<u32>,
    /// Kustomizations that bundle such files.
    plugins: Vec<StageId>,
    /// Whether all that it takes in is here and understood.
    pub is_complete: bool,
    /// Whether something that is not here or not understood may change its objects.
    pub may_change_anything: bool,
    is_component: bool,
    is_named: bool,
}

/// Where a patch is written.
#[derive(Debug, Clone, Copy)]
pub(super) struct PatchSource {
    /// The file, when it is one and it is here.
    pub file: Option<u32>,
    /// The scalar with its path or its text.
    pub content: NodeId,
    /// Its `target`.
    pub target: Option<NodeId>,
}

/// What an entry leads to.
enum Lead {
    File(u32),
    Stage(StageId),
    /// A remote place, or something that is not part of the run.
    Nowhere,
}

/// The files and directories that entries can name.
struct Places<'a> {
    files: HashMap<Cow<'a, str>, u32>,
    /// Kustomizations by directory; the first by name wins.
    stages: HashMap<String, StageId>,
}

impl Graph {
    /// Finds the kustomizations among the files and resolves what they name.
    pub(super) fn of(sources: &Sources, files: &[ReadFile]) -> Self {
        let found: Vec<(u32, Kustomization<'_>)> = (0..)
            .zip(files)
            .filter_map(|(index, file)| Some((index, Kustomization::of(sources.get(file.file).path(), &file.tree)?)))
            .collect();
        if found.is_empty() {
            return Self::default();
        }
        let path = |index: u32| normal(sources.get(files[index as usize].file).path());
        let mut places = Places { files: HashMap::with_capacity(files.len()), stages: HashMap::new() };
        places.files.extend((0..files.len() as u32).map(|index| (path(index), index)));
        for (stage, (file, _)) in (0..).zip(&found) {
            places.stages.entry(directory(&path(*file)).to_owned()).or_insert(stage);
        }
        let stages = found.iter().map(|(file, kustomization)| {
            let mut stage = Stage::of(*kustomization, directory(&path(*file)), &places);
            stage.file = *file;
            stage.is_complete &= files[*file as usize].is_whole();
            stage
        });
        let mut graph = Self { stages: stages.collect(), ranks: Vec::new() };
        graph.cut_cycles();
        graph.find_roots();
        for stage in 0..graph.stages.len() as StageId {
            graph.stages[stage as usize].acting = graph.acting_on(stage);
        }
        graph
    }

    pub(super) fn stage(&self, id: StageId) -> &Stage {
        &self.stages[id as usize]
    }

    pub(super) fn stages(&self) -> impl Iterator<Item = StageId> {
        0..self.stages.len() as StageId
    }

    /// The kustomization of a stage, as written.
    pub(super) fn view<'a>(&self, files: &'a [ReadFile], id: StageId) -> Option<Kustomization<'a>> {
        let stage = self.stage(id);
        Some(Kustomization { node: files[stage.file as usize].tree.node(stage.node?) })
    }

    /// The stages that nothing takes in and that make objects: each is built on its own.
    pub(super) fn roots(&self) -> impl Iterator<Item = StageId> {
        self.stages().filter(|&id| !self.stage(id).is_named && !self.stage(id).is_component)
    }

    /// A number that is smaller than those of all stages that this one takes in.
    pub(super) fn rank(&self, id: StageId) -> u32 {
        self.ranks[id as usize]
    }

    /// What each file is to the kustomizations. A file that is resource and patch is a resource.
    pub(super) fn roles(&self, files: usize) -> Vec<Role> {
        let mut roles = vec![Role::Loose; files];
        let mut set = |file: u32, role: Role| roles[file as usize] = roles[file as usize].max(role);
        let steering = self.only_steering();
        for (id, stage) in (0..).zip(&self.stages) {
            let resource = if steering.contains(&id) { Role::Steering } else { Role::Resource };
            stage.resources.iter().for_each(|&file| set(file, resource));
            stage.patches.iter().filter_map(|patch| patch.file).for_each(|file| set(file, Role::Patch));
            stage.steering.iter().for_each(|&file| set(file, Role::Steering));
            set(stage.file, Role::Kustomization);
        }
        roles
    }

    /// Stages that bundle the configuration of plugins and are part of no build.
    fn only_steering(&self) -> HashSet<StageId> {
        let plugins = self.stages.iter().flat_map(|stage| stage.plugins.iter().copied());
        let mut steering = self.reachable(plugins);
        let unnamed = self.stages().filter(|&id| !self.stage(id).is_named);
        for built in self.reachable(unnamed) {
            steering.remove(&built);
        }
        steering
    }

    fn reachable(&self, from: impl Iterator<Item = StageId>) -> HashSet<StageId> {
        let mut waiting: Vec<StageId> = from.collect();
        let mut seen = HashSet::new();
        while let Some(id) = waiting.pop() {
            if seen.insert(id) {
                waiting.extend(self.stage(id).taken_in());
            }
        }
        seen
    }

    /// Walks depth first, drops the edges that lead back up the walk, and ranks the stages by the walk's end.
    fn cut_cycles(&mut self) {
        #[derive(Clone, Copy, PartialEq)]
        enum State {
            New,
            Open,
            Done,
        }
        let mut state = vec![State::New; self.stages.len()];
        let mut finished = 0;
        self.ranks = vec![0; self.stages.len()];
        for start in 0..self.stages.len() as StageId {
            let mut walk = vec![start];
            while let Some(&id) = walk.last() {
                let at = id as usize;
                if state[at] == State::New {
                    state[at] = State::Open;
                    self.stages[at].drop_edges(|taken| state[taken as usize] == State::Open);
                    walk.extend(self.stages[at].edges().filter(|&taken| state[taken as usize] == State::New));
                    continue;
                }
                walk.pop();
                if state[at] == State::Open {
                    state[at] = State::Done;
                    finished += 1;
                    self.ranks[at] = self.stages.len() as u32 - finished;
                }
            }
        }
    }

    fn find_roots(&mut self) {
        let named: Vec<StageId> = self.stages.iter().flat_map(Stage::edges).collect();
        for id in named {
            self.stages[id as usize].is_named = true;
        }
    }

    /// The components of a stage, each behind those that it includes itself.
    fn acting_on(&self, id: StageId) -> Vec<StageId> {
        let mut acting = Vec::new();
        let mut seen = HashSet::new();
        let mut walk: Vec<(StageId, bool)> = self.stage(id).components.iter().rev().map(|&id| (id, false)).collect();
        while let Some((component, is_open)) = walk.pop() {
            if is_open {
                acting.push(component);
            } else if seen.len() < MOST_COMPONENTS && seen.insert(component) {
                walk.push((component, true));
                walk.extend(self.stage(component).components.iter().rev().map(|&id| (id, false)));
            }
        }
        acting
    }
}

impl Stage {
    fn of(kustomization: Kustomization<'_>, directory: &str, places: &Places<'_>) -> Self {
        let mut stage = Self {
            node: Some(kustomization.node.id()),
            is_complete: !kustomization.is_opaque(),
            is_component: kustomization.is_component(),
            may_change_anything: kustomization.has_transformers(),
            ..Self::default()
        };
        for entry in kustomization.resources() {
            match places.lead(directory, &entry.text()) {
                Lead::File(file) => stage.resources.push(file),
                Lead::Stage(base) => stage.bases.push(base),
                Lead::Nowhere => stage.is_complete = false,
            }
        }
        for entry in kustomization.components() {
            match places.lead(directory, &entry.text()) {
                Lead::Stage(component) => stage.components.push(component),
                Lead::File(_) | Lead::Nowhere => stage.lack_change(),
            }
        }
        for patch in kustomization.patches() {
            stage.add_patch(patch, directory, places);
        }
        for entry in kustomization.steering_files() {
            match places.lead(directory, &entry.text()) {
                Lead::File(file) => stage.steering.push(file),
                Lead::Stage(plugin) => stage.plugins.push(plugin),
                Lead::Nowhere => {}
            }
        }
        stage
    }

    fn add_patch(&mut self, patch: Patch<'_>, directory: &str, places: &Places<'_>) {
        let mut file = None;
        if !patch.is_inline {
            match places.lead(directory, &patch.content.text()) {
                Lead::File(found) => file = Some(found),
                Lead::Stage(_) | Lead::Nowhere => self.lack_change(),
            }
        }
        let target = patch.target.map(|target| target.id());
        self.patches.push(PatchSource { file, content: patch.content.id(), target });
    }

    fn lack_change(&mut self) {
        self.is_complete = false;
        self.may_change_anything = true;
    }

    /// Whose objects become part of its own.
    pub(super) fn taken_in(&self) -> impl Iterator<Item = StageId> {
        self.bases.iter().chain(&self.components).copied()
    }

    fn edges(&self) -> impl Iterator<Item = StageId> {
        self.taken_in().chain(self.plugins.iter().copied())
    }

    fn drop_edges(&mut self, is_bad: impl Fn(StageId) -> bool) {
        if self.edges().any(&is_bad) {
            self.is_complete = false;
            for edges in [&mut self.bases, &mut self.components, &mut self.plugins] {
                edges.retain(|&stage| !is_bad(stage));
            }
        }
    }
}

impl Places<'_> {
    /// Files come before directories, as upstream tries them.
    fn lead(&self, directory: &str, entry: &str) -> Lead {
        if entry.is_empty() {
            return Lead::Nowhere;
        }
        let mut path = join(directory, entry);
        if let Some(&file) = self.files.get(path.as_str()) {
            return Lead::File(file);
        }
        if !path.is_empty() && !path.ends_with('/') {
            path.push('/');
        }
        self.stages.get(&path).map_or(Lead::Nowhere, |&stage| Lead::Stage(stage))
    }
}
