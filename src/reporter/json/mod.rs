//! The report as JSON, version 1. Fields may be added to it; a change of meaning makes version 2.

mod document;

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde::Serialize;

use self::document::{Document, Documents, Object, Place, Range, Related, Skipped, Tool, Unreadable};
use crate::diagnostic::{Diagnostic, Edit, Fix, Label, ObjectKey, Severity};
use crate::linter::{DocumentCounts, Report};
use crate::source::{Location, Position, Sources};

/// The whole report as one JSON document.
pub fn json(report: &Report) -> String {
    pretty(&Document::of(report))
}

/// The JSON Schema of [`json`].
pub fn report_schema() -> String {
    schema::<Document<'_>>()
}

/// The JSON Schema of what a type is written as.
pub(super) fn schema<T: JsonSchema>() -> String {
    pretty(&SchemaSettings::draft2020_12().for_serialize().into_generator().into_root_schema_for::<T>())
}

/// A value as indented JSON that ends in a line feed.
pub(super) fn pretty(value: &impl Serialize) -> String {
    // Fails for maps whose keys are no strings; there is none in our types.
    let mut text = serde_json::to_string_pretty(value).unwrap_or_default();
    text.push('\n');
    text
}

impl<'a> Document<'a> {
    fn of(report: &'a Report) -> Self {
        Self {
            version: 1,
            tool: Tool { name: "timonel", version: env!("CARGO_PKG_VERSION") },
            column_unit: "unicode-scalar",
            summary: document::Summary::of(report),
            diagnostics: report.diagnostics.iter().map(|one| document::Diagnostic::of(&report.sources, one)).collect(),
        }
    }
}

impl<'a> document::Summary<'a> {
    fn of(report: &'a Report) -> Self {
        let count = |severity| report.diagnostics.iter().filter(|found| found.severity == severity).count();
        let summary = &report.summary;
        let skipped = summary.skipped.iter().map(|one| Skipped { path: &one.path, reason: one.reason.as_str() });
        let unreadable = summary.unreadable.iter().map(|one| Unreadable { path: &one.path, error: &one.error });
        Self {
            files: summary.files,
            objects: summary.documents.objects,
            errors: count(Severity::Error),
            warnings: count(Severity::Warning),
            infos: count(Severity::Info),
            skipped: skipped.collect(),
            unreadable: unreadable.collect(),
            documents: summary.documents.into(),
        }
    }
}

impl From<DocumentCounts> for Documents {
    fn from(counts: DocumentCounts) -> Self {
        let DocumentCounts { objects, patches, empty, not_kubernetes, templates, broken } = counts;
        Self { objects, patches, empty, not_kubernetes, templates, broken }
    }
}

impl<'a> document::Diagnostic<'a> {
    fn of(sources: &'a Sources, found: &'a Diagnostic) -> Self {
        let (path, range) = place(sources, found.primary);
        Self {
            rule: found.rule,
            severity: found.severity.as_str(),
            layer: found.layer.as_str(),
            message: &found.message,
            help: found.help.as_deref(),
            path,
            range,
            object: found.object.as_ref().map(Object::from),
            field_path: &found.field_path,
            related: found.labels.iter().map(|label| Related::of(sources, label)).collect(),
            fingerprint: found.fingerprint(),
            fix: found.fix.as_ref().map(|fix| document::Fix::of(sources, fix)),
        }
    }
}

impl<'a> From<&'a ObjectKey> for Object<'a> {
    fn from(key: &'a ObjectKey) -> Self {
        let ObjectKey { api_version, kind, namespace, name } = key;
        Self { api_version, kind, namespace: namespace.as_deref(), name }
    }
}

impl<'a> Related<'a> {
    fn of(sources: &'a Sources, label: &'a Label) -> Self {
        let (path, range) = place(sources, label.location);
        Self { path, range, message: &label.message }
    }
}

impl<'a> document::Fix<'a> {
    fn of(sources: &'a Sources, fix: &'a Fix) -> Self {
        let edits = fix.edits.iter().map(|edit| document::Edit::of(sources, edit)).collect();
        Self { title: &fix.title, applicability: fix.applicability.as_str(), edits }
    }
}

impl<'a> document::Edit<'a> {
    fn of(sources: &'a Sources, edit: &'a Edit) -> Self {
        let (path, range) = place(sources, edit.location);
        Self { path, range, replacement: &edit.replacement }
    }
}

impl From<Position> for Place {
    fn from(Position { line, column, offset }: Position) -> Self {
        Self { line, column, offset }
    }
}

fn place(sources: &Sources, location: Location) -> (&str, Range) {
    let file = sources.get(location.file);
    let at = |offset| file.position(offset).into();
    (file.path(), Range { start: at(location.span.start), end: at(location.span.end) })
}
