//! The pipeline from texts to a [`Report`].

mod engine;
mod report;

pub use report::{DocumentCounts, Report, Summary};

use std::any::Any;
use std::fmt;

use rayon::prelude::*;

use crate::config::Settings;
use crate::diagnostic::Diagnostic;
use crate::discovery::{SkipReason, Skipped};
use crate::project::{Outcome, Project, ReadFile, read};
use crate::rule::Rule;
use crate::rules;
use crate::source::{FileId, SourceFile, Sources};
use crate::yaml;

/// A text to lint, and the path to show for it.
#[derive(Debug)]
pub struct Text {
    /// The path.
    pub path: String,
    /// The bytes as read.
    pub bytes: Vec<u8>,
    /// Whether it is read for knowledge only, as the neighbour of what was asked for: nothing is reported in it, and it is
    /// not counted.
    pub is_context: bool,
}

impl Text {
    /// A text to report on.
    pub fn new(path: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Self {
        Self { path: path.into(), bytes: bytes.into(), is_context: false }
    }
}

/// The rules to run, with their options.
#[derive(Debug)]
pub struct Linter {
    rules: Vec<Enabled>,
    settings: Settings,
}

/// A rule that runs.
#[derive(Debug)]
struct Enabled {
    rule: &'static Rule,
    options: Option<Box<dyn Any + Send + Sync>>,
}

/// Options that a rule does not take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OptionsError {
    rule: String,
    reason: String,
}

impl fmt::Display for OptionsError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "options of `{}`: {}", self.rule, self.reason)
    }
}

impl std::error::Error for OptionsError {}

impl Linter {
    /// Chooses the rules.
    ///
    /// # Errors
    /// When a table of options names no rule that has options, or does not fit the rule.
    pub fn new(settings: Settings) -> Result<Self, OptionsError> {
        for id in settings.options.keys() {
            if rules::find(id).is_none_or(|(_, rule)| rule.options.is_none()) {
                return Err(OptionsError { rule: id.clone(), reason: "there is no such rule with options".to_owned() });
            }
        }
        let chosen = rules::all().filter(|(area, rule)| {
            let selected = match settings.select.as_slice() {
                [] => rule.is_in(settings.profile),
                select => select.iter().any(|selection| selection.holds(area, rule)),
            };
            selected && !settings.ignore.iter().any(|selection| selection.holds(area, rule))
        });
        let rules = chosen.map(|(_, rule)| Enabled::new(rule, &settings)).collect::<Result<_, _>>()?;
        Ok(Self { rules, settings })
    }

    /// Lints texts as one project. The report's order does not depend on how many threads there are.
    pub fn lint(&self, texts: Vec<Text>) -> Report {
        let project = index(texts);
        let summary = summarize(&project);
        let mut diagnostics = engine::run(&self.rules, &project);
        diagnostics.retain(|diagnostic| diagnostic.severity >= self.settings.min_severity);
        sort(&mut diagnostics, project.sources());
        Report { diagnostics, summary, sources: project.into_sources() }
    }
}

impl Enabled {
    fn new(rule: &'static Rule, settings: &Settings) -> Result<Self, OptionsError> {
        let options = match (&rule.options, settings.options.get(rule.id)) {
            (Some(set), Some(table)) => {
                Some(set.parse(table.clone()).map_err(|reason| OptionsError { rule: rule.id.to_owned(), reason })?)
            }
            _ => None,
        };
        Ok(Self { rule, options })
    }
}

/// Reads every text and puts all of them into one project.
fn index(texts: Vec<Text>) -> Project {
    let read: Vec<(SourceFile, ReadFile)> = texts
        .into_par_iter()
        .enumerate()
        .map(|(index, text)| {
            let decoded = yaml::decode(text.bytes);
            let file = SourceFile::new(text.path, decoded.text);
            let id = FileId(index as u32);
            let tree = yaml::parse(id, file.shared_text(), decoded.errors);
            let mut read = read(id, tree);
            read.is_context = text.is_context;
            (file, read)
        })
        .collect();
    let mut sources = Sources::default();
    let mut files = Vec::with_capacity(read.len());
    for (source, file) in read {
        sources.add(source);
        files.push(file);
    }
    Project::new(sources, files)
}

fn summarize(project: &Project) -> Summary {
    let mut summary = Summary::default();
    for file in project.files().iter().filter(|file| !file.is_context) {
        summary.files += 1;
        for outcome in &file.outcomes {
            count(&mut summary.documents, *outcome);
        }
        if let Some(reason) = passed_over(file) {
            let path = project.sources().get(file.file).path().to_owned();
            summary.skipped.push(Skipped { path, reason });
        }
    }
    summary
}

fn count(counts: &mut DocumentCounts, outcome: Outcome) {
    match outcome {
        Outcome::Objects(objects) => counts.objects += objects,
        Outcome::Patch => counts.patches += 1,
        Outcome::Empty => counts.empty += 1,
        Outcome::NotKubernetes => counts.not_kubernetes += 1,
        Outcome::Template => counts.templates += 1,
        Outcome::Broken(_) => counts.broken += 1,
    }
}

fn passed_over(file: &ReadFile) -> Option<SkipReason> {
    if file.is_kubernetes() {
        None
    } else if file.outcomes.contains(&Outcome::Template) {
        Some(SkipReason::Template)
    } else {
        Some(SkipReason::NotKubernetes)
    }
}

/// By path, place, rule, message; what is said twice of one place is said once.
fn sort(diagnostics: &mut Vec<Diagnostic>, sources: &Sources) {
    diagnostics.sort_by(|one, other| {
        let key = |diagnostic: &Diagnostic| (diagnostic.primary.span, diagnostic.rule);
        let paths = sources.get(one.primary.file).path().cmp(sources.get(other.primary.file).path());
        paths.then_with(|| key(one).cmp(&key(other))).then_with(|| one.message.cmp(&other.message))
    });
    diagnostics.dedup_by(|again, first| {
        (again.rule, again.primary, &again.message) == (first.rule, first.primary, &first.message)
    });
}
