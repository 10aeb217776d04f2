//! `timonel check`

use std::io::{self, IsTerminal};
use std::path::Path;
use std::time::Instant;
use std::{env, thread};

use rayon::ThreadPoolBuilder;
use rayon::prelude::*;

use super::Exit;
use super::args::{CheckArgs, Color, OutputFormat, ReportArgs};
use super::terminal::{self, Messages};
use crate::config::Settings;
use crate::discovery::{self, Discovery, Input, STDIN, Unreadable};
use crate::linter::{DocumentCounts, Linter, Report, Summary, Text};
use crate::reporter::{self, FullOptions, SkippedPaths};

/// Lints and prints.
///
/// # Errors
/// What keeps it from doing the job at all.
pub(super) fn run(args: &CheckArgs, color: Color) -> Result<Exit, String> {
    let started = Instant::now();
    if args.stdin_filename.is_some() && !args.paths.iter().any(|path| path == Path::new(STDIN)) {
        return Err("`--stdin-filename` names standard input, which is not read: give `-` as a path".to_owned());
    }
    // A second pool would fail; there is only this one call. No threads at all stand for as many as there are cores.
    let _ = ThreadPoolBuilder::new().num_threads(args.threads.min(most_threads())).build_global();
    let linter = Linter::new(settings(args)).map_err(|error| error.to_string())?;
    let cwd = env::current_dir().map_err(|error| format!("the current folder cannot be read: {error}"))?;
    let discovery = discovery::discover(&args.paths, &cwd, args.stdin_filename.as_deref());
    let around = discovery::kustomizations_above(&args.paths, &cwd, &discovery);
    let mut report = lint(&linter, discovery, &around);
    report.summary.elapsed = started.elapsed();
    terminal::print(&draw(&report, &args.report, color))?;
    account(&report, &linter, &args.report, Messages::new(color));
    Ok(exit(&report, args))
}

fn settings(args: &CheckArgs) -> Settings {
    Settings {
        profile: args.rules.profile.into(),
        select: args.rules.select.clone(),
        ignore: args.rules.ignore.clone(),
        min_severity: args.report.min_severity.into(),
        ..Settings::default()
    }
}

fn most_threads() -> usize {
    thread::available_parallelism().map_or(1, usize::from) * 4
}

/// Reads every input and lints what could be read; what lies around is read for knowledge only, where it can be.
fn lint(linter: &Linter, discovery: Discovery, around: &[Input]) -> Report {
    let results: Vec<Result<Text, Unreadable>> = discovery
        .inputs
        .par_iter()
        .map(|input| read(input).map(|bytes| Text::new(input.shown.clone(), bytes)))
        .collect();
    let (mut texts, mut unreadable) = (Vec::with_capacity(results.len()), discovery.unreadable);
    for result in results {
        match result {
            Ok(text) => texts.push(text),
            Err(error) => unreadable.push(error),
        }
    }
    let context = around.iter().filter_map(|input| Some((input, read(input).ok()?)));
    texts.extend(context.map(|(input, bytes)| Text { is_context: true, ..Text::new(input.shown.clone(), bytes) }));
    unreadable.extend(discovery.missing.into_iter().map(missing));
    unreadable.sort();
    let mut report = linter.lint(texts);
    report.summary.skipped.extend(discovery.skipped);
    report.summary.skipped.sort();
    report.summary.unreadable = unreadable;
    report
}

fn read(input: &Input) -> Result<Vec<u8>, Unreadable> {
    if input.is_stdin() { discovery::read_stream(input, io::stdin().lock()) } else { discovery::read(input) }
}

fn missing(path: String) -> Unreadable {
    Unreadable { path, error: "no such file or folder".to_owned() }
}

fn draw(report: &Report, args: &ReportArgs, color: Color) -> String {
    match args.output_format {
        OutputFormat::Concise => reporter::concise(report),
        OutputFormat::Json => reporter::json(report),
        OutputFormat::Full => {
            let colour = terminal::colour(color, &io::stdout());
            reporter::full(report, &FullOptions { colour, unicode: true, width: terminal::width() })
        }
    }
}

/// Says what could not be read and, unless it is to be quiet, what was.
fn account(report: &Report, linter: &Linter, args: &ReportArgs, messages: Messages) {
    let is_below_frames = args.output_format == OutputFormat::Full && !report.diagnostics.is_empty();
    if is_below_frames && !args.quiet && io::stdout().is_terminal() {
        messages.note("\n");
    }
    for error in reporter::unreadable(&report.summary) {
        messages.error(&error);
    }
    if args.quiet {
        return;
    }
    let skipped = if args.verbose { SkippedPaths::Listed } else { SkippedPaths::Counted };
    messages.note(&reporter::summary(report, skipped));
    if linter.rules().next().is_none() {
        messages.warning("no rule is selected, so nothing was checked");
    } else if is_idle(&report.summary) {
        messages.warning("nothing was linted: there is no Kubernetes manifest in what was given");
    }
}

/// Whether there was nothing to lint, and nothing that kept it from being seen.
fn is_idle(summary: &Summary) -> bool {
    let DocumentCounts { objects, patches, broken, .. } = summary.documents;
    objects + patches + broken == 0 && summary.unreadable.is_empty()
}

fn exit(report: &Report, args: &CheckArgs) -> Exit {
    if !report.summary.unreadable.is_empty() {
        Exit::Failure
    } else if report.diagnostics.iter().any(|diagnostic| args.report.fail_level.fails(diagnostic.severity)) {
        Exit::Findings
    } else {
        Exit::Clean
    }
}
