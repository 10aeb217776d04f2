//! The catalogue: every rule of every area.

pub mod images;
pub mod probes;
pub mod secrets;
pub mod services;
pub mod storage;
pub mod syntax;

use crate::rule::{Area, Rule};

/// All areas in the order in which they are listed.
pub static AREAS: &[&Area] =
    &[&syntax::AREA, &images::AREA, &probes::AREA, &secrets::AREA, &storage::AREA, &services::AREA];

/// All rules with their areas, in the order in which they are listed.
pub fn all() -> impl Iterator<Item = (&'static Area, &'static Rule)> {
    AREAS.iter().flat_map(|area| area.rules.iter().map(move |rule| (*area, *rule)))
}

/// The rule of an id.
pub fn find(id: &str) -> Option<(&'static Area, &'static Rule)> {
    all().find(|(_, rule)| rule.id == id)
}

/// The rules that a name stands for: an id, or what another tool calls the check (`CKV_K8S_14`), capitals ignored.
pub fn named(name: &str) -> Vec<(&'static Area, &'static Rule)> {
    if let Some(found) = find(name) {
        return vec![found];
    }
    let is_it = |other: &str| other.eq_ignore_ascii_case(name);
    all()
        .filter(|(_, rule)| rule.equivalents.by_tool().iter().any(|(_, names)| names.iter().any(|other| is_it(other))))
        .collect()
}
