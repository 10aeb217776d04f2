//! The catalogue: every rule of every area.

pub mod images;
pub mod services;
pub mod syntax;

use crate::rule::{Area, Rule};

/// All areas in the order in which they are listed.
pub static AREAS: &[&Area] = &[&syntax::AREA, &images::AREA, &services::AREA];

/// All rules with their areas, in the order in which they are listed.
pub fn all() -> impl Iterator<Item = (&'static Area, &'static Rule)> {
    AREAS.iter().flat_map(|area| area.rules.iter().map(move |rule| (*area, *rule)))
}

/// The rule of an id.
pub fn find(id: &str) -> Option<(&'static Area, &'static Rule)> {
    all().find(|(_, rule)| rule.id == id)
}
