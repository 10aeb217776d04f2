//! `timonel rules` and `timonel explain`

use std::io;

use super::args::{Color, RulesFormat};
use super::{Exit, terminal};
use crate::config::Selection;
use crate::reporter;
use crate::rule::Area;
use crate::rules;

/// Lists all rules.
///
/// # Errors
/// When the list cannot be written.
pub(super) fn list(format: RulesFormat, color: Color) -> Result<Exit, String> {
    match format {
        RulesFormat::Json => finish(&reporter::rules_json(rules::all())),
        RulesFormat::Text => finish(&reporter::rules_text(rules::AREAS, terminal::colour(color, &io::stdout()))),
    }
}

/// Shows the page of a rule, or of all that another linter calls so; or the rules of an area.
///
/// # Errors
/// When nothing has that name, or the page cannot be written.
pub(super) fn explain(name: &str, color: Color) -> Result<Exit, String> {
    let colour = terminal::colour(color, &io::stdout());
    let named = rules::named(name);
    if !named.is_empty() {
        let pages = named.into_iter().map(|(area, rule)| reporter::page(area, rule, colour, terminal::width()));
        return finish(&pages.collect::<Vec<_>>().join("\n\n"));
    }
    let selection = Selection::parse(name).map_err(|error| error.to_string())?;
    let is_meant = |area: &&&Area| selection == Selection::All || selection == Selection::Area(area.id);
    let areas: Vec<&Area> = rules::AREAS.iter().filter(is_meant).copied().collect();
    finish(&reporter::rules_text(&areas, colour))
}

fn finish(text: &str) -> Result<Exit, String> {
    terminal::print(text)?;
    Ok(Exit::Clean)
}
