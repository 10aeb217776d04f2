//! What no report may show, whichever rules run and whatever they find.

use crate::diagnostic::{Diagnostic, Layer};
use crate::kubernetes::{Kind, Object};
use crate::project::{Outcome, Project, ReadFile};
use crate::rules::secrets::evidence::perhaps_secret;
use crate::source::{Location, Span};
use crate::yaml::Node;

/// All that findings about leaks point at, the values of Secrets, and what may be a secret in a document that is broken;
/// sorted.
pub(super) fn hidden(project: &Project, diagnostics: &[Diagnostic]) -> Vec<Location> {
    let leaks = diagnostics.iter().filter(|diagnostic| diagnostic.layer == Layer::Leak);
    // Labels count too: the value behind an alias is one.
    let mut hidden: Vec<Location> = leaks.flat_map(Diagnostic::places).collect();
    // Patches as well, which no scope holds.
    hidden.extend(project.objects().filter(|object| object.kind == Kind::Secret).flat_map(values));
    hidden.extend(project.files().iter().flat_map(in_broken_documents));
    hidden.sort_unstable();
    hidden.dedup();
    hidden
}

/// The values of a Secret as written, those of repeated keys included.
fn values(secret: Object<'_>) -> Vec<Location> {
    let holds_values = |key: &str| matches!(key, "data" | "stringData");
    let fields = secret.node.entries().filter(|field| holds_values(&field.key.key_text()));
    let scalars =
        fields.flat_map(|field| field.value.entries()).map(|entry| entry.value).filter(|value| !value.is_empty());
    scalars.flat_map(|value: Node<'_>| [Some(value.origin()), value.written_at()]).flatten().collect()
}

fn in_broken_documents(file: &ReadFile) -> Vec<Location> {
    let documents = file.tree.documents().iter().zip(&file.outcomes);
    let broken =
        documents.filter(|(_, outcome)| matches!(outcome, Outcome::Broken(_))).map(|(document, _)| document.span);
    let place = |from: u32, range: std::ops::Range<usize>| {
        file.tree.locate(Span::new(from + range.start as u32, from + range.end as u32))
    };
    broken
        .flat_map(|span| {
            let text = file.tree.text().get(span.range()).unwrap_or_default();
            perhaps_secret(text).into_iter().map(move |range| place(span.start, range))
        })
        .collect()
}
