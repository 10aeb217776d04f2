//! The pipeline from texts to a [`Report`].

mod engine;
mod hidden;
mod report;

pub use report::{DocumentCounts, Report, Summary};

use std::any::Any;
use std::collections::HashSet;
use std::fmt;

use rayon::prelude::*;

use crate::config::Settings;
use crate::diagnostic::{Diagnostic, Layer};
use crate::discovery::{SkipReason, Skipped};
use crate::project::{Outcome, Project, ReadFile, read};
use crate::rule::{Area, Rule};
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
    /// Whether its findings are reported.
    is_chosen: bool,
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
        let enabled = rules::all().filter_map(|(area, rule)| Enabled::new(area, rule, &settings).transpose());
        let rules = enabled.collect::<Result<_, _>>()?;
        Ok(Self { rules, settings })
    }

    /// The rules whose findings are reported.
    pub fn rules(&self) -> impl Iterator<Item = &'static Rule> {
        self.rules.iter().filter(|enabled| enabled.is_chosen).map(|enabled| enabled.rule)
    }

    /// Lints texts as one project. The report's order does not depend on how many threads there are.
    pub fn lint(&self, texts: Vec<Text>) -> Report {
        let project = index(texts);
        let summary = summarize(&project);
        let mut diagnostics = engine::run(&self.rules, &project);
        let leaked = hidden::hidden(&project, &diagnostics);
        diagnostics.retain(|diagnostic| self.reports(diagnostic));
        sort(&mut diagnostics, project.sources());
        Report { diagnostics, leaked, summary, sources: project.into_sources() }
    }

    fn reports(&self, diagnostic: &Diagnostic) -> bool {
        diagnostic.severity >= self.settings.min_severity && self.rules().any(|rule| rule.id == diagnostic.rule)
    }
}

impl Enabled {
    /// The rule with its options; nothing when it need not run.
    fn new(area: &Area, rule: &'static Rule, settings: &Settings) -> Result<Option<Self>, OptionsError> {
        let is_chosen = settings.choose(area, rule);
        // What leaks must not be printed with other findings either, so such rules run in any case.
        if !is_chosen && rule.layer != Layer::Leak {
            return Ok(None);
        }
        let options = match (&rule.options, settings.options.get(rule.id)) {
            (Some(set), Some(table)) => {
                Some(set.parse(table.clone()).map_err(|reason| OptionsError { rule: rule.id.to_owned(), reason })?)
            }
            _ => None,
        };
        Ok(Some(Self { rule, options, is_chosen }))
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
    for diagnostic in diagnostics.iter_mut() {
        let mut seen = HashSet::new();
        diagnostic.labels.retain(|label| seen.insert(label.clone()));
    }
    diagnostics.sort_by(|one, other| {
        let key = |diagnostic: &Diagnostic| (diagnostic.primary.span, diagnostic.rule);
        let paths = sources.get(one.primary.file).path().cmp(sources.get(other.primary.file).path());
        paths.then_with(|| key(one).cmp(&key(other))).then_with(|| one.message.cmp(&other.message))
    });
    diagnostics.dedup_by(|again, first| {
        (again.rule, again.primary, &again.message) == (first.rule, first.primary, &first.message)
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule::Check;

    static LEAK: Rule = Rule {
        id: "leak",
        layer: Layer::Leak,
        check: Check::Object(&[], |object, cx| {
            if let Some(value) = object.node.get("data").and_then(|data| data.get("password")) {
                cx.report(value, "a secret");
            }
        }),
        ..Rule::DEFAULT
    };

    #[test]
    fn what_leaks_is_known_even_when_it_is_not_reported() {
        let rules = vec![Enabled { rule: &LEAK, options: None, is_chosen: false }];
        let linter = Linter { rules, settings: Settings::default() };
        let bytes = b"apiVersion: v1\nkind: ConfigMap\nbase: &pass hunter2\ndata: {password: *pass}\n";
        let report = linter.lint(vec![Text::new("app.yaml", &bytes[..])]);
        assert!(report.diagnostics.is_empty() && linter.rules().next().is_none());
        let leaked = report.leaked.iter().map(|leaked| report.sources.get(leaked.file).slice(leaked.span));
        assert_eq!(leaked.collect::<Vec<_>>(), ["hunter2", "*pass"]);
    }

    #[test]
    fn values_of_secrets_are_hidden_in_patches_too() {
        let linter = Linter { rules: Vec::new(), settings: Settings::default() };
        let secret = "apiVersion: v1\nkind: Secret\nmetadata: {name: db}\nstringData: {user: ada, user: eve}\n";
        let kustomization = "resources: [db.yaml]\npatches: [{path: patch.yaml}]\n";
        let texts = [("db.yaml", secret), ("kustomization.yaml", kustomization), ("patch.yaml", secret)];
        let report = linter.lint(texts.map(|(path, text)| Text::new(path, text)).into());
        let leaked = report.leaked.iter().map(|leaked| report.sources.get(leaked.file).slice(leaked.span));
        assert_eq!(leaked.collect::<Vec<_>>(), ["ada", "eve", "ada", "eve"]);
    }
}
