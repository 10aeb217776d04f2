//! `timonel rules` and `timonel explain`

use std::fmt::Write as _;
use std::io;

use super::args::{Color, RulesFormat};
use super::{Exit, terminal};
use crate::reporter;
use crate::rule::Area;
use crate::rules;

/// Lists all rules.
pub(super) fn list(format: RulesFormat) -> Result<Exit, String> {
    let text = match format {
        RulesFormat::Json => reporter::rules_json(rules::all()),
        RulesFormat::Text => table(rules::AREAS),
    };
    finish(&text)
}

/// Shows a rule's page, or the rules of an area.
///
/// # Errors
/// When nothing has that name.
pub(super) fn explain(name: &str, color: Color) -> Result<Exit, String> {
    if let Some(area) = rules::AREAS.iter().find(|area| area.id == name) {
        return finish(&format!("{}: {}\n\n{}", area.id, area.summary, table(&[*area])));
    }
    let colour = terminal::colour(color, &io::stdout());
    let found = rules::named(name);
    if found.is_empty() {
        return Err(crate::config::Selection::parse(name).map_or_else(|error| error.to_string(), |_| String::new()));
    }
    let pages: Vec<String> =
        found.into_iter().map(|(area, rule)| reporter::page(area, rule, colour, terminal::width())).collect();
    finish(&pages.join("\n"))
}

fn finish(text: &str) -> Result<Exit, String> {
    terminal::print(text).map_err(|error| format!("cannot write: {error}"))?;
    Ok(Exit::Clean)
}

fn table(areas: &[&Area]) -> String {
    let width = rules::all().map(|(_, rule)| rule.id.len()).max().unwrap_or_default();
    let mut text = String::new();
    for area in areas {
        for rule in area.rules {
            let severity = rule.severity.as_str();
            let _ = writeln!(text, "{:width$}  {severity:7}  {:8}  {}", rule.id, area.id, rule.summary);
        }
    }
    text
}
