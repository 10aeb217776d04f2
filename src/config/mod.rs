//! What a run is asked to do: which rules, with which options, down to which severity.

mod selection;

pub use selection::{Selection, UnknownSelector};

use std::collections::HashMap;

use serde_json::Value;

use crate::diagnostic::Severity;
use crate::rule::{Area, Profile, Rule};

/// Settings of a run.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The rules to run: those of this profile when nothing is selected.
    pub profile: Profile,
    /// Only these rules; empty for the profile's.
    pub select: Vec<Selection>,
    /// None of these rules.
    pub ignore: Vec<Selection>,
    /// Findings below this are not reported.
    pub min_severity: Severity,
    /// Tables of options by rule id.
    pub options: HashMap<String, Value>,
}

impl Settings {
    /// Whether they ask for this rule of this area.
    pub fn choose(&self, area: &Area, rule: &Rule) -> bool {
        let is_selected = match self.select.as_slice() {
            [] => rule.is_in(self.profile),
            select => select.iter().any(|selection| selection.holds(area, rule)),
        };
        is_selected && !self.ignore.iter().any(|selection| selection.holds(area, rule))
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            profile: Profile::Default,
            select: Vec::new(),
            ignore: Vec::new(),
            min_severity: Severity::Info,
            options: HashMap::new(),
        }
    }
}
