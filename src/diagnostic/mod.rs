//! What a rule reports: a fact, its place, the object it is about, what helps.

mod fix;

pub use fix::{Applicability, Edit, Fix};

use std::iter;

use crate::source::Location;

/// How bad a finding is. Greater is worse.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Advice; never fails a run by default.
    Info,
    /// Runs, and is probably wrong.
    Warning,
    /// Is rejected, cannot work, or leaks.
    Error,
}

impl Severity {
    /// The name used in reports and flags.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// Who would object.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Layer {
    /// The API server refuses the manifest.
    Rejected,
    /// The API server takes it; then it cannot work.
    Stuck,
    /// It gives something away that was to be kept.
    Leak,
    /// It works, and is unwise.
    Risk,
}

impl Layer {
    /// The name used in reports.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Rejected => "rejected",
            Self::Stuck => "stuck",
            Self::Leak => "leak",
            Self::Risk => "risk",
        }
    }
}

/// Names an object the way the API does.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ObjectKey {
    /// `apiVersion` as written.
    pub api_version: String,
    /// `kind` as written.
    pub kind: String,
    /// `metadata.namespace`; none when the manifest states none.
    pub namespace: Option<String>,
    /// `metadata.name`; empty when there is none.
    pub name: String,
}

/// A further place that a finding speaks of.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Label {
    /// Where.
    pub location: Location,
    /// What is there: `this Service sends traffic to it`.
    pub message: String,
}

/// One finding.
#[derive(Debug, Clone)]
pub struct Diagnostic {
    /// Id of the rule.
    pub rule: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// Who would object.
    pub layer: Layer,
    /// The fact, lower case at the start, the offending value quoted with backticks.
    pub message: String,
    /// What to do about it, with a value that would be right here.
    pub help: Option<String>,
    /// The exact key or value; for something absent, what it is absent from.
    pub primary: Location,
    /// Further places, also in other files.
    pub labels: Vec<Label>,
    /// The object, when the finding is about one.
    pub object: Option<ObjectKey>,
    /// Path of the field inside the object: `spec.containers[0].image`; empty for a whole file.
    pub field_path: String,
    /// A repair, where one is known.
    pub fix: Option<Fix>,
}

impl Diagnostic {
    /// Every place that the finding points at, its own first.
    pub fn places(&self) -> impl Iterator<Item = Location> {
        iter::once(self.primary).chain(self.labels.iter().map(|label| label.location))
    }

    /// Identifies the finding across runs and moved lines: a hash of rule, object and field path, as 16 hex digits.
    ///
    /// Only what a person would call the same finding enters: neither file, nor line, nor message (which may hold a part of a secret).
    pub fn fingerprint(&self) -> String {
        let mut hash = Fnv1a::new();
        hash.write(self.rule);
        if let Some(object) = &self.object {
            // The version may change without the object becoming another one.
            let group = object.api_version.split_once('/').map_or("", |(group, _)| group);
            for part in [group, &object.kind, object.namespace.as_deref().unwrap_or_default(), &object.name] {
                hash.write(part);
            }
        }
        hash.write(&self.field_path);
        format!("{:016x}", hash.0)
    }
}

/// FNV-1a, 64 bits: stable across versions and machines, which the standard library's hasher does not promise.
struct Fnv1a(u64);

impl Fnv1a {
    const fn new() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }

    fn write(&mut self, part: &str) {
        for byte in part.bytes().chain([0xff]) {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
}
