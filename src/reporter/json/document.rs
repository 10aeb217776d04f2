//! The shape of the report in JSON: these types are its schema.

use schemars::JsonSchema;
use serde::Serialize;

use crate::discovery::SkipReason;

/// What timonel found in a tree of manifests.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(title = "timonel report")]
pub(super) struct Document<'a> {
    /// Version of this format.
    #[schemars(extend("const" = 1))]
    pub(super) version: u32,
    pub(super) tool: Tool,
    /// What columns count.
    #[schemars(extend("const" = "unicode-scalar"))]
    pub(super) column_unit: &'static str,
    pub(super) summary: Summary<'a>,
    /// The findings by path, place and rule.
    pub(super) diagnostics: Vec<Diagnostic<'a>>,
}

/// The program that wrote the report.
#[derive(Serialize, JsonSchema)]
pub(super) struct Tool {
    /// Its name.
    #[schemars(extend("const" = "timonel"))]
    pub(super) name: &'static str,
    /// Its version.
    pub(super) version: &'static str,
}

/// What was read and what came of it.
#[derive(Serialize, JsonSchema)]
pub(super) struct Summary<'a> {
    /// Files read.
    pub(super) files: usize,
    /// Kubernetes objects linted; items of a `List` count each.
    pub(super) objects: usize,
    /// Findings of severity `error`.
    pub(super) errors: usize,
    /// Findings of severity `warning`.
    pub(super) warnings: usize,
    /// Findings of severity `info`.
    pub(super) infos: usize,
    /// Files and folders passed over; a folder ends in `/`.
    pub(super) skipped: Vec<Skipped<'a>>,
    /// Files and folders that are missing or could not be read.
    pub(super) unreadable: Vec<Unreadable<'a>>,
    pub(super) documents: Documents,
}

/// A file that was passed over.
#[derive(Serialize, JsonSchema)]
pub(super) struct Skipped<'a> {
    /// Its path.
    pub(super) path: &'a str,
    /// Why it was passed over.
    #[schemars(extend("enum" = SkipReason::ALL.map(SkipReason::as_str)))]
    pub(super) reason: &'static str,
}

/// A file or folder that could not be read.
#[derive(Serialize, JsonSchema)]
pub(super) struct Unreadable<'a> {
    /// Its path.
    pub(super) path: &'a str,
    /// What the system said.
    pub(super) error: &'a str,
}

/// Documents by what became of them; together they are all documents of the files that were read.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct Documents {
    /// Objects linted.
    pub(super) objects: usize,
    /// Patches of Kustomize.
    pub(super) patches: usize,
    /// Nothing in them, or only comments.
    pub(super) empty: usize,
    /// No `apiVersion` and `kind` at the root.
    pub(super) not_kubernetes: usize,
    /// Unrendered templates.
    pub(super) templates: usize,
    /// Could not be read as YAML.
    pub(super) broken: usize,
}

/// One finding.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct Diagnostic<'a> {
    /// Id of the rule.
    pub(super) rule: &'a str,
    /// How bad it is.
    #[schemars(extend("enum" = ["error", "warning", "info"]))]
    pub(super) severity: &'static str,
    /// Who would object: the API server (`rejected`), the cluster later on (`stuck`), who keeps secrets (`leak`),
    /// or experience (`risk`).
    #[schemars(extend("enum" = ["rejected", "stuck", "leak", "risk"]))]
    pub(super) layer: &'static str,
    /// The fact.
    pub(super) message: &'a str,
    /// What to do about it.
    pub(super) help: Option<&'a str>,
    /// The file, relative to the working directory, with `/` as separator.
    pub(super) path: &'a str,
    pub(super) range: Range,
    /// The object that it is about; null for a file that holds none.
    pub(super) object: Option<Object<'a>>,
    /// The field inside the object; empty for the whole of it.
    pub(super) field_path: &'a str,
    /// Further places.
    pub(super) related: Vec<Related<'a>>,
    /// The same for the same finding after lines have moved: a hash of rule, object and field path.
    pub(super) fingerprint: String,
    /// A repair, where one is known.
    pub(super) fix: Option<Fix<'a>>,
}

/// A part of a file; its end is the place after the last character.
#[derive(Serialize, JsonSchema)]
pub(super) struct Range {
    pub(super) start: Place,
    pub(super) end: Place,
}

/// A place in a file.
#[derive(Serialize, JsonSchema)]
pub(super) struct Place {
    /// Line, from 1.
    #[schemars(range(min = 1))]
    pub(super) line: u32,
    /// Column, from 1, in Unicode scalar values.
    #[schemars(range(min = 1))]
    pub(super) column: u32,
    /// Bytes from the start of the file, from 0.
    pub(super) offset: u32,
}

/// An object as the API names it.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct Object<'a> {
    /// `apiVersion` as written.
    pub(super) api_version: &'a str,
    /// `kind` as written.
    pub(super) kind: &'a str,
    /// `metadata.namespace`; null when the manifest states none.
    pub(super) namespace: Option<&'a str>,
    /// `metadata.name`; empty when there is none.
    pub(super) name: &'a str,
}

/// A further place that a finding speaks of.
#[derive(Serialize, JsonSchema)]
pub(super) struct Related<'a> {
    /// The file.
    pub(super) path: &'a str,
    pub(super) range: Range,
    /// What is there.
    pub(super) message: &'a str,
}

/// A proposed repair.
#[derive(Serialize, JsonSchema)]
pub(super) struct Fix<'a> {
    /// What it does, as an order.
    pub(super) title: &'a str,
    /// Whether it keeps the meaning (`safe`), may change it (`unsafe`), or is only shown (`display`).
    #[schemars(extend("enum" = ["safe", "unsafe", "display"]))]
    pub(super) applicability: &'static str,
    /// What to replace; the edits do not overlap, and all are made or none.
    pub(super) edits: Vec<Edit<'a>>,
}

/// Replaces a part of a file.
#[derive(Serialize, JsonSchema)]
pub(super) struct Edit<'a> {
    /// The file.
    pub(super) path: &'a str,
    pub(super) range: Range,
    /// What stands there afterwards.
    pub(super) replacement: &'a str,
}
