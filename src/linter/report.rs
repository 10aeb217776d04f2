//! What a run found, and what it read to find it.

use std::time::Duration;

use crate::diagnostic::Diagnostic;
use crate::discovery::{Skipped, Unreadable};
use crate::source::{Location, Sources};

/// What a run found, and what it read to find it.
#[derive(Debug, Default)]
pub struct Report {
    /// The files that diagnostics point into.
    pub sources: Sources,
    /// Findings by path, place, rule.
    pub diagnostics: Vec<Diagnostic>,
    /// Places that no report may show, sorted: what rules take for leaked secrets, or for their keys, whether or not these
    /// findings are reported; the values of Secrets; what may be a secret in a broken document.
    pub leaked: Vec<Location>,
    /// What was read and what was passed over.
    pub summary: Summary,
}

/// An account of every file and document of a run.
#[derive(Debug, Default)]
pub struct Summary {
    /// Files read.
    pub files: usize,
    /// Documents of these files by outcome; they add up to all documents.
    pub documents: DocumentCounts,
    /// Files that were passed over as a whole.
    pub skipped: Vec<Skipped>,
    /// Files and folders that are missing or could not be read.
    pub unreadable: Vec<Unreadable>,
    /// Wall time of the run.
    pub elapsed: Duration,
}

/// Documents by what became of them.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct DocumentCounts {
    /// Kubernetes objects linted (items of a `List` count each).
    pub objects: usize,
    /// Kustomize patches: read as the partial objects that they are.
    pub patches: usize,
    /// Nothing in them, or only comments.
    pub empty: usize,
    /// No `apiVersion` and `kind` at the root.
    pub not_kubernetes: usize,
    /// Unrendered templates.
    pub templates: usize,
    /// Could not be read as YAML; each is a finding.
    pub broken: usize,
}
