//! Everything in the tree, read once and shared by all rules: files, objects, scopes, and where to find what.

mod index;
mod read;
mod scope;

pub use read::{Outcome, ReadFile, read};
pub use scope::{Namespaces, Scope};

use crate::kubernetes::{Kind, Object, ObjectId};
use crate::source::{FileId, Sources};
use crate::yaml::{NodeId, Tree};
use index::Index;
use scope::ScopeData;

/// All files, objects and scopes of a run.
#[derive(Debug)]
pub struct Project {
    sources: Sources,
    files: Vec<ReadFile>,
    objects: Vec<Record>,
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
    pub fn new(sources: Sources, files: Vec<ReadFile>) -> Self {
        let objects: Vec<Record> = files
            .iter()
            .enumerate()
            .flat_map(|(file, read)| {
                let file = file as u32;
                read.objects.iter().map(move |found| Record {
                    file,
                    node: found.node,
                    kind: found.kind,
                    is_partial: found.is_partial,
                })
            })
            .collect();
        let all: Vec<ObjectId> = (0..objects.len() as u32).map(ObjectId).collect();
        let nothing = ScopeData { objects: Vec::new(), index: Index::default(), namespace: None };
        let mut project =
            Self { sources, files, objects, everything: nothing, scopes: Vec::new(), scopes_of: Vec::new() };
        project.everything = project.scope_of_objects(all.clone(), None);
        project.scopes = vec![project.scope_of_objects(all, None)];
        project.scopes_of = vec![vec![0]; project.objects.len()];
        project
    }

    fn scope_of_objects(&self, objects: Vec<ObjectId>, namespace: Option<String>) -> ScopeData {
        let index = Index::of(objects.iter().map(|&id| self.object(id)));
        ScopeData { objects, index, namespace }
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

    /// The object of an id that this project gave out.
    pub fn object(&self, id: ObjectId) -> Object<'_> {
        let record = self.objects[id.0 as usize];
        let node = self.files[record.file as usize].tree.node(record.node);
        Object { id, node, kind: record.kind, is_partial: record.is_partial }
    }

    /// All objects, by file and place.
    pub fn objects(&self) -> impl Iterator<Item = Object<'_>> {
        (0..self.objects.len() as u32).map(|id| self.object(ObjectId(id)))
    }

    /// Number of objects.
    pub fn object_count(&self) -> usize {
        self.objects.len()
    }

    /// The file that an object stands in.
    pub fn file_of(&self, object: Object<'_>) -> FileId {
        self.files[self.objects[object.id.0 as usize].file as usize].file
    }

    /// All objects of the tree as one scope: for look-ups, which succeed if any object satisfies them.
    pub fn everything(&self) -> Scope<'_> {
        Scope { project: self, data: &self.everything }
    }

    /// The scopes: what is applied together.
    pub fn scopes(&self) -> impl Iterator<Item = Scope<'_>> {
        self.scopes.iter().map(|data| Scope { project: self, data })
    }

    /// The scopes that an object belongs to.
    pub fn scopes_of(&self, object: Object<'_>) -> impl Iterator<Item = Scope<'_>> {
        self.scopes_of[object.id.0 as usize]
            .iter()
            .map(|&scope| Scope { project: self, data: &self.scopes[scope as usize] })
    }
}
