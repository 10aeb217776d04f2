//! Runs the examples of every rule's page: what is marked must be found, and nothing else.
//!
//! A `yaml` block is a project of one file. Blocks of one section that have a `title="path.yaml"` make one project
//! together. Comments mark what must be reported on their line: `# error`, `# warning`, `# info`, with a part of the
//! message in brackets if wanted. `# error(+2)` means two lines further down (inside a block scalar a comment would be
//! text). `options={…}` behind `yaml` sets options of the rule.

#![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

use std::collections::HashMap;

use regex::Regex;
use timonel::config::{Selection, Settings};
use timonel::diagnostic::Diagnostic;
use timonel::linter::{Linter, Report, Text};
use timonel::rule::Rule;

#[test]
fn pages_hold() {
    let failures: Vec<String> = timonel::rules::all().flat_map(|(_, rule)| check_page(rule)).collect();
    assert!(failures.is_empty(), "{} examples fail:\n\n{}", failures.len(), failures.join("\n"));
}

fn check_page(rule: &'static Rule) -> Vec<String> {
    let page = Page::parse(rule.docs);
    let mut failures = Vec::new();
    if page.title != rule.id {
        failures.push(format!("{}: the heading of the page is `{}`", rule.id, page.title));
    }
    for section in ["Bad", "Good"] {
        if !page.examples.iter().any(|example| example.section.starts_with(section)) {
            failures.push(format!("{}: no example under `{section}`", rule.id));
        }
    }
    failures.extend(page.examples.iter().filter_map(|example| check_example(rule, example)));
    failures
}

fn check_example(rule: &'static Rule, example: &Example) -> Option<String> {
    let report = lint(rule, example);
    let mut expected = example.expectations();
    let mut surprises = Vec::new();
    for diagnostic in &report.diagnostics {
        let file = report.sources.get(diagnostic.primary.file);
        let line = file.position(diagnostic.primary.span.start).line;
        match expected.iter().position(|expectation| expectation.fits(file.path(), line, diagnostic)) {
            Some(index) => drop(expected.remove(index)),
            None => surprises.push(format!(
                "  not expected: {}:{line}: {}: {}",
                file.path(),
                diagnostic.severity.as_str(),
                diagnostic.message
            )),
        }
    }
    surprises.extend(expected.iter().map(|expectation| format!("  not found: {expectation:?}")));
    if example.section.starts_with("Bad") && example.expectations().is_empty() {
        surprises.push("  an example under `Bad` marks nothing".to_owned());
    }
    if example.section.starts_with("Good") && !example.expectations().is_empty() {
        surprises.push("  an example under `Good` marks something".to_owned());
    }
    (!surprises.is_empty()).then(|| {
        format!(
            "{}: line {} of the page, section `{}`:\n{}\n",
            rule.id,
            example.line,
            example.section,
            surprises.join("\n")
        )
    })
}

fn lint(rule: &'static Rule, example: &Example) -> Report {
    let mut options = HashMap::new();
    if let Some(table) = &example.options {
        options.insert(rule.id.to_owned(), serde_json::from_str(table).expect("options are JSON"));
    }
    let settings = Settings { select: vec![Selection::Rule(rule.id)], options, ..Settings::default() };
    let linter = Linter::new(settings).expect("options fit the rule");
    let texts = example.files.iter().map(|(path, text)| Text::new(path.clone(), text.clone()));
    linter.lint(texts.collect())
}

#[derive(Debug)]
struct Expectation {
    path: String,
    line: u32,
    severity: String,
    part: String,
}

impl Expectation {
    fn fits(&self, path: &str, line: u32, diagnostic: &Diagnostic) -> bool {
        (self.path == path && self.line == line)
            && self.severity == diagnostic.severity.as_str()
            && diagnostic.message.contains(&self.part)
    }
}

#[derive(Debug, Default)]
struct Example {
    section: String,
    /// Line of the page at which it starts.
    line: usize,
    options: Option<String>,
    files: Vec<(String, String)>,
}

impl Example {
    fn expectations(&self) -> Vec<Expectation> {
        let mark =
            Regex::new(r"#\s*(error|warning|info)(?:\(([+-]\d+)\))?(?:\s+\[((?:`[^`]*`|[^\]`])*)\])?(?:\s|$)").unwrap();
        let mut expectations = Vec::new();
        for (path, text) in &self.files {
            for (line, content) in (1..).zip(text.lines()) {
                for found in mark.captures_iter(content) {
                    let offset: i32 = found.get(2).map_or(0, |offset| offset.as_str().parse().unwrap());
                    expectations.push(Expectation {
                        path: path.clone(),
                        line: (line + offset) as u32,
                        severity: found[1].to_owned(),
                        part: found.get(3).map_or("", |part| part.as_str()).to_owned(),
                    });
                }
            }
        }
        expectations
    }
}

#[derive(Debug, Default)]
struct Page {
    title: String,
    examples: Vec<Example>,
}

impl Page {
    fn parse(text: &str) -> Self {
        let mut page = Self::default();
        let (mut section, mut fence): (String, Option<(usize, String, String)>) = (String::new(), None);
        for (number, line) in (1..).zip(text.lines()) {
            match &mut fence {
                Some((start, info, body)) if line.starts_with("```") => {
                    page.add(&section, *start, info, body);
                    fence = None;
                }
                Some((_, _, body)) => {
                    body.push_str(line);
                    body.push('\n');
                }
                None if line.starts_with("```") => fence = Some((number, line[3..].to_owned(), String::new())),
                None if line.starts_with("# ") => page.title = line[2..].to_owned(),
                None if line.starts_with("## ") => section = line[3..].to_owned(),
                None => {}
            }
        }
        page
    }

    fn add(&mut self, section: &str, line: usize, info: &str, body: &str) {
        let language = info.split_whitespace().next().unwrap_or_default();
        if !matches!(language, "yaml" | "json") {
            return;
        }
        let attribute = |pattern: &str| Regex::new(pattern).unwrap().captures(info).map(|found| found[1].to_owned());
        let title = attribute(r#"title="([^"]*)""#);
        let options = attribute(r"options=(\{.*\})");
        let file = (title.clone().unwrap_or_else(|| format!("example.{language}")), body.to_owned());
        let joins = title.is_some()
            && self.examples.last().is_some_and(|last| {
                last.section == section
                    && last.files.iter().all(|(path, _)| *path != file.0 && !path.starts_with("example."))
            });
        if joins && let Some(last) = self.examples.last_mut() {
            last.files.push(file);
            last.options = options.or(last.options.take());
            return;
        }
        self.examples.push(Example { section: section.to_owned(), line, options, files: vec![file] });
    }
}
