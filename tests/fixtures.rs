//! Every fixture says what its comments announce, and good ones say nothing: see `fixtures/README.md`.

#![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use regex::Regex;
use timonel::config::Settings;
use timonel::discovery::{discover, read};
use timonel::linter::{Linter, Report, Text};
use walkdir::WalkDir;

/// A rule that speaks at a line of a file.
type Said = BTreeSet<(String, u32, String)>;

#[test]
fn notes_say_what_they_announce() {
    let failures: Vec<String> =
        topics().flat_map(|topic| children(&topic)).filter_map(|project| compare(&project)).collect();
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn projects_say_what_they_announce() {
    let failures: Vec<String> =
        children(Path::new("fixtures/projects")).into_iter().filter_map(|project| compare(&project)).collect();
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn clean_manifests_are_left_alone() {
    let together = compare(Path::new("fixtures/clean"));
    let alone = children(Path::new("fixtures/clean")).into_iter().filter_map(|project| compare(&project));
    let failures: Vec<String> = together.into_iter().chain(alone).collect();
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

fn topics() -> impl Iterator<Item = PathBuf> {
    children(Path::new("fixtures/notes")).into_iter().filter(|path| path.is_dir())
}

fn children(folder: &Path) -> Vec<PathBuf> {
    let mut paths: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.is_dir() || path.extension().is_some_and(|extension| extension != "md"));
    paths.sort();
    paths
}

/// What a project says and does not announce, or announces and does not say.
fn compare(project: &Path) -> Option<String> {
    let (said, announced) = (said(&lint(project)), announced(project));
    if said == announced {
        return None;
    }
    let show = |what: &str, lines: Vec<&(String, u32, String)>| -> String {
        lines.iter().map(|(path, line, rule)| format!("  {what}: {path}:{line}: {rule}\n")).collect()
    };
    let surprises = show("not announced", said.difference(&announced).collect());
    let missing = show("not said", announced.difference(&said).collect());
    Some(format!("{}\n{surprises}{missing}", project.display()))
}

fn lint(project: &Path) -> Report {
    let cwd = std::env::current_dir().unwrap();
    let found = discover(&[project.to_owned()], &cwd, None);
    let texts = found.inputs.iter().map(|input| Text::new(input.shown.clone(), read(input).unwrap()));
    Linter::new(Settings::default()).unwrap().lint(texts.collect())
}

fn said(report: &Report) -> Said {
    let place = |diagnostic: &timonel::diagnostic::Diagnostic| {
        let file = report.sources.get(diagnostic.primary.file);
        (file.path().to_owned(), file.position(diagnostic.primary.span.start).line, diagnostic.rule.to_owned())
    };
    report.diagnostics.iter().map(place).collect()
}

fn announced(project: &Path) -> Said {
    let mark = Regex::new(r"# expect(?:\+(\d+))?: ([a-z-]+(?:, [a-z-]+)*)").unwrap();
    let mut announced = Said::new();
    for entry in WalkDir::new(project).into_iter().flatten().filter(|entry| entry.file_type().is_file()) {
        let text = String::from_utf8_lossy(&fs::read(entry.path()).unwrap()).into_owned();
        for (line, content) in (1..).zip(text.lines()) {
            for found in mark.captures_iter(content) {
                let offset = found.get(1).map_or(0, |offset| offset.as_str().parse().unwrap());
                for rule in found[2].split(", ") {
                    announced.insert((entry.path().to_str().unwrap().to_owned(), line + offset, rule.to_owned()));
                }
            }
        }
    }
    announced
}
