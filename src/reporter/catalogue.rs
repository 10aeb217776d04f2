//! The rules as `timonel rules` prints them: for people, and as JSON, version 1.

use std::fmt::Write as _;

use schemars::JsonSchema;
use serde::Serialize;

use super::json;
use super::style::{self, Paint};
use crate::rule::{self, Area, Profile, Rule};

/// The rules of `areas`: a heading for each area, and a line for each of its rules.
pub fn rules_text(areas: &[&Area], colour: bool) -> String {
    let paint = Paint { colour };
    let width = areas.iter().flat_map(|area| area.rules).map(|rule| rule.id.len()).max().unwrap_or_default();
    let parts = areas.iter().map(|area| {
        let mut part = format!("{}: {}\n", paint.with(style::HEADING, area.id), area.summary);
        for rule in area.rules {
            let id = paint.with(style::CODE, &format!("{:width$}", rule.id));
            let severity = paint.with(style::of(rule.severity), &format!("{:7}", rule.severity.as_str()));
            // Writing to a string cannot fail.
            let _infallible = writeln!(part, "  {id}  {severity}  {}{}", rule.summary, choice(rule));
        }
        part
    });
    parts.collect::<Vec<_>>().join("\n")
}

/// What it takes to run a rule that does not run by itself.
fn choice(rule: &Rule) -> &'static str {
    match rule.profiles {
        [] => " (only when selected)",
        profiles if profiles.contains(&Profile::Default) => "",
        _ => " (profile strict)",
    }
}

/// The document that lists `rules`, each with its area.
pub fn rules_json<'a>(rules: impl IntoIterator<Item = (&'a Area, &'a Rule)>) -> String {
    let rules = rules.into_iter().map(|(area, rule)| Entry::new(area, rule)).collect();
    json::pretty(&Catalogue { version: 1, rules })
}

/// The JSON Schema of [`rules_json`].
pub fn rules_schema() -> String {
    json::schema::<Catalogue<'_>>()
}

/// All rules of timonel.
#[derive(Serialize, JsonSchema)]
#[schemars(title = "timonel rules")]
struct Catalogue<'a> {
    /// Version of this format.
    #[schemars(extend("const" = 1))]
    version: u32,
    /// The rules by area and id.
    rules: Vec<Entry<'a>>,
}

/// One rule.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Rule")]
struct Entry<'a> {
    /// Its id, by which it is selected and ignored.
    id: &'a str,
    /// The area that it belongs to.
    area: &'a str,
    /// How bad its findings are unless they say otherwise.
    #[schemars(extend("enum" = ["error", "warning", "info"]))]
    severity: &'a str,
    /// What it finds, in a line.
    summary: &'a str,
    /// The profiles that hold it; none for one that must be selected.
    profiles: Vec<&'a str>,
    equivalents: Equivalents<'a>,
}

/// Names of the same check in other tools.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
struct Equivalents<'a> {
    /// kube-linter's check names.
    kube_linter: &'a [&'a str],
    /// kube-score's check ids.
    kube_score: &'a [&'a str],
    /// polaris' check ids.
    polaris: &'a [&'a str],
    /// checkov's ids.
    checkov: &'a [&'a str],
    /// trivy's ids.
    trivy: &'a [&'a str],
    /// Names of Kyverno's sample policies.
    kyverno: &'a [&'a str],
    /// popeye's codes.
    popeye: &'a [&'a str],
    /// Controls of the Pod Security Standards.
    pss: &'a [&'a str],
}

impl<'a> Entry<'a> {
    fn new(area: &'a Area, rule: &'a Rule) -> Self {
        Self {
            id: rule.id,
            area: area.id,
            severity: rule.severity.as_str(),
            summary: rule.summary,
            profiles: rule.profiles.iter().map(|profile| profile.as_str()).collect(),
            equivalents: (&rule.equivalents).into(),
        }
    }
}

impl<'a> From<&'a rule::Equivalents> for Equivalents<'a> {
    fn from(equivalents: &'a rule::Equivalents) -> Self {
        let &rule::Equivalents { kube_linter, kube_score, polaris, checkov, trivy, kyverno, popeye, pss } = equivalents;
        Self { kube_linter, kube_score, polaris, checkov, trivy, kyverno, popeye, pss }
    }
}
