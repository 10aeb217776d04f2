//! Everything in the tree, read once and shared by all rules: files, objects, scopes, and where to find what.

mod build;
mod built;
mod graph;
mod groups;
mod images;
mod index;
mod kustomization;
mod partition;
mod patch;
mod path;
mod read;
mod scope;

pub use images::ImageOverride;
pub use kustomization::{Generator, KUSTOMIZATION_FILES, Kustomization, LabelSet, Patch};
pub use read::{Outcome, ReadFile, read};
pub use scope::{Namespaces, Scope};

use rayon::prelude::*;

use crate::kubernetes::{Kind, Object, ObjectId};
use crate::source::{FileId, Sources};
use crate::yaml::{NodeId, Tree};
use graph::Graph;
use index::Keys;
use read::Role;
use scope::ScopeData;

/// All files, objects and scopes of a run.
#[derive(Debug)]
pub struct Project {
    sources: Sources,
    files: Vec<ReadFile>,
    objects: Vec<Record>,
    /// The first object of each file, and the number of all objects.
    starts: Vec<u32>,
    graph: Graph,
    everything: ScopeData,
    scopes: Vec<ScopeData>,
    /// The scopes of each object.
    scopes_of: Vec<Vec<u32>>,
}

/// Where an object is.
#[derive(Debug, Clone, Copy)]
struct Record {
    file: u32,
    node: NodeId,
    kind: Kind,
    is_partial: bool,
}

impl Project {
    /// Indexes files that were read; `files[i]` belongs to the `i`th file of `sources`.
    ///
    /// Files that kustomizations name as patches become partial objects, those that only steer a build become no objects.
    pub fn new(sources: Sources, mut files: Vec<ReadFile>) -> Self {
        let graph = Graph::of(&sources, &files);
        for (file, role) in files.iter_mut().zip(graph.roles(sources.len())) {
            file.assume(role);
        }
        let mut objects: Vec<Record> = Vec::new();
        let mut starts = vec![0];
        for (file, read) in (0..).zip(&files) {
            let found = read.objects.iter();
            objects.extend(found.map(|&read::Found { node, kind, is_partial }| Record {
                file,
                node,
                kind,
                is_partial,
            }));
            starts.push(objects.len() as u32);
        }
        let scopes_of = vec![Vec::new(); objects.len()];
        let everything = ScopeData::default();
        let mut project = Self { sources, files, objects, starts, graph, everything, scopes: Vec::new(), scopes_of };
        let ids = 0..project.objects.len() as u32;
        let keys: Vec<Keys> = ids.into_par_iter().map(|id| Keys::of(project.object(ObjectId(id)))).collect();
        project.scopes = partition::scopes(&project, &keys);
        for (index, scope) in (0..).zip(&project.scopes) {
            for object in &scope.members.objects {
                project.scopes_of[object.0 as usize].push(index);
            }
        }
        project.everything = partition::everything(&project, &keys);
        project
    }

    /// The files as read; a [`FileId`] is an index into them.
    pub fn files(&self) -> &[ReadFile] {
        &self.files
    }

    /// The tree of a file.
    pub fn tree(&self, file: FileId) -> &Tree {
        &self.files[file.0 as usize].tree
    }

    /// The texts.
    pub const fn sources(&self) -> &Sources {
        &self.sources
    }

    /// Gives the texts back when all rules have run.
    pub fn into_sources(self) -> Sources {
        self.sources
    }

    /// Whether a file is read for knowledge only, so that nothing is reported in it.
    pub fn is_context(&self, file: FileId) -> bool {
        self.files[file.0 as usize].is_context
    }

    /// The object of an id that this project gave out.
    pub fn object(&self, id: ObjectId) -> Object<'_> {
        let record = self.objects[id.0 as usize];
        let node = self.files[record.file as usize].tree.node(record.node);
        Object { id, node, kind: record.kind, is_partial: record.is_partial }
    }

    /// All objects, by file and place, patches included.
    pub fn objects(&self) -> impl Iterator<Item = Object<'_>> {
        (0..self.objects.len() as u32).map(|id| self.object(ObjectId(id)))
    }

    /// The file that an object stands in.
    pub fn file_of(&self, object: Object<'_>) -> FileId {
        self.files[self.file_index(object) as usize].file
    }

    /// Whether an object is a patch: part of another object, and in no scope.
    pub fn is_patch(&self, object: Object<'_>) -> bool {
        self.files[self.file_index(object) as usize].role == Role::Patch
    }

    /// The kustomizations of the tree with their files.
    pub fn kustomizations(&self) -> impl Iterator<Item = (FileId, Kustomization<'_>)> {
        self.graph.stages().filter_map(|stage| {
            let file = self.graph.stage(stage).file as usize;
            Some((self.files[file].file, self.graph.view(&self.files, stage)?))
        })
    }

    /// All objects of the tree but patches as one scope: for look-ups, which succeed if any object satisfies them.
    pub fn everything(&self) -> Scope<'_> {
        Scope { project: self, data: &self.everything }
    }

    /// The scopes: what is applied together.
    pub fn scopes(&self) -> impl Iterator<Item = Scope<'_>> {
        self.scopes.iter().map(|data| Scope { project: self, data })
    }

    /// The scopes that an object belongs to: a base is in those of all its overlays, a patch and what only a component
    /// that nobody includes takes in are in none.
    pub fn scopes_of(&self, object: Object<'_>) -> impl Iterator<Item = Scope<'_>> {
        self.scopes_of[object.id.0 as usize]
            .iter()
            .map(|&scope| Scope { project: self, data: &self.scopes[scope as usize] })
    }

    fn file_index(&self, object: Object<'_>) -> u32 {
        self.objects[object.id.0 as usize].file
    }

    fn objects_in(&self, file: u32) -> impl Iterator<Item = Object<'_>> {
        let range = self.starts[file as usize]..self.starts[file as usize + 1];
        range.map(|id| self.object(ObjectId(id)))
    }

    fn path(&self, file: u32) -> &str {
        self.sources.get(self.files[file as usize].file).path()
    }
}
