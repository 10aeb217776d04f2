//! Files that are made from the code and checked in: they must be what the code makes.

use std::fs;
use std::path::Path;
use std::sync::Mutex;

use timonel::config::{Selection, Settings};
use timonel::discovery::{discover, read};
use timonel::linter::{Linter, Text};
use timonel::reporter::{FullOptions, full, report_schema, rules_schema};
use timonel::rule::{Profile, Rule};
use timonel::rules;

#[test]
fn schema_of_the_report() {
    is_current("schemas/report.schema.json", &report_schema());
}

#[test]
fn schema_of_the_rules() {
    is_current("schemas/rules.schema.json", &rules_schema());
}

/// Two tests write the README: one after the other.
static README: Mutex<()> = Mutex::new(());

#[test]
fn the_readme_lists_every_rule() {
    let _turn = README.lock();
    let readme =
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).expect("there is a README");
    let (before, rest) = readme.split_once("<!-- rules -->\n").expect("the README has a table of rules");
    let (_, after) = rest.split_once("<!-- /rules -->").expect("the table ends");
    let table: String = rules::all().map(|(area, rule)| row(area.id, rule)).collect();
    let head = "| rule | area | severity | what it finds |\n|---|---|---|---|\n";
    is_current("README.md", &format!("{before}<!-- rules -->\n{head}{table}<!-- /rules -->{after}"));
}

#[test]
fn the_readme_shows_a_real_finding() {
    let _turn = README.lock();
    let readme =
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).expect("there is a README");
    let (before, rest) = readme.split_once("<!-- transcript -->\n").expect("the README has a transcript");
    let (_, after) = rest.split_once("<!-- /transcript -->").expect("the transcript ends");
    let select = vec![Selection::Rule("pvc-will-not-bind")];
    let linter = Linter::new(Settings { select, ..Settings::default() }).expect("the settings are right");
    let found = discover(&["fixtures/projects/wordpress".into()], Path::new(env!("CARGO_MANIFEST_DIR")), None);
    let texts = found.inputs.iter().map(|input| Text::new(&*input.shown, read(input).expect("fixtures can be read")));
    let mut report = linter.lint(texts.collect());
    report.diagnostics.truncate(1);
    let shown = full(&report, &FullOptions::default());
    let command = "$ timonel check fixtures/projects/wordpress --select pvc-will-not-bind";
    is_current(
        "README.md",
        &format!("{before}<!-- transcript -->\n```console\n{command}\n{shown}...\n```\n<!-- /transcript -->{after}"),
    );
}

fn row(area: &str, rule: &Rule) -> String {
    let (id, severity, summary) = (rule.id, rule.severity.as_str(), rule.summary.replace('|', "\\|"));
    let page = format!("rules/{area}/{}.md", id.replace('-', "_"));
    let strict = if rule.is_in(Profile::Default) { "" } else { " (strict)" };
    format!("| [`{id}`]({page}) | {area} | {severity}{strict} | {summary} |\n")
}

/// Compares the file at `path`, from the root of the repository, with what it should be; writes it when
/// `TIMONEL_BLESS=1`.
fn is_current(path: &str, made: &str) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    if std::env::var_os("TIMONEL_BLESS").is_some_and(|value| value == "1") {
        fs::write(&file, made).expect("the file can be written");
    }
    let checked_in = fs::read_to_string(&file).unwrap_or_default().replace("\r\n", "\n");
    assert!(
        checked_in == made,
        "{path} is out of date; write it anew with `TIMONEL_BLESS=1 cargo test --test generated`, and look at the difference"
    );
}
