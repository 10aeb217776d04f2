//! `timonel check`

use std::io;
use std::time::Instant;
use std::{env, thread};

use rayon::ThreadPoolBuilder;
use rayon::prelude::*;

use super::args::{CheckArgs, Color, OutputFormat, ReportArgs};
use super::{Exit, terminal};
use crate::config::Settings;
use crate::discovery::{self, Discovery, Input, Unreadable};
use crate::linter::{Linter, Report, Text};
use crate::reporter::{self, FullOptions, SkippedPaths};

/// Lints and prints.
///
/// # Errors
/// What keeps it from doing the job at all.
pub(super) fn run(args: &CheckArgs, color: Color) -> Result<Exit, String> {
    let started = Instant::now();
    if let Some(threads) = args.threads {
        // A second pool would fail; there is only this one call.
        let _ = ThreadPoolBuilder::new().num_threads(threads.min(most_threads())).build_global();
    }
    let linter = Linter::new(settings(args)).map_err(|error| error.to_string())?;
    let cwd = env::current_dir().map_err(|error| format!("the current folder cannot be read: {error}"))?;
    let discovery = discovery::discover(&args.paths, &cwd, args.stdin_filename.as_deref());
    let missing = discovery.missing.clone();
    let mut report = lint(&linter, discovery);
    report.summary.elapsed = started.elapsed();
    terminal::print(&print(&report, &args.report, color))
        .map_err(|error| format!("cannot write the report: {error}"))?;
    for path in &missing {
        terminal::complain(&format!("error: there is no `{path}`\n"));
    }
    if !args.report.quiet {
        summarize(&report, &args.report);
    }
    Ok(exit(&report, args, !missing.is_empty()))
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

/// Reads every input and lints what could be read.
fn lint(linter: &Linter, discovery: Discovery) -> Report {
    let read: Vec<Result<Text, Unreadable>> =
        discovery.inputs.par_iter().map(|input| read(input).map(|bytes| Text::new(&input.shown, bytes))).collect();
    let (mut texts, mut unreadable) = (Vec::with_capacity(read.len()), discovery.unreadable);
    for result in read {
        match result {
            Ok(text) => texts.push(text),
            Err(error) => unreadable.push(error),
        }
    }
    let mut report = linter.lint(texts);
    report.summary.skipped.extend(discovery.skipped);
    report.summary.skipped.sort();
    unreadable.sort();
    report.summary.unreadable = unreadable;
    report
}

fn read(input: &Input) -> Result<Vec<u8>, Unreadable> {
    if input.is_stdin() { discovery::read_stream(input, io::stdin().lock()) } else { discovery::read(input) }
}

fn print(report: &Report, args: &ReportArgs, color: Color) -> String {
    match args.output_format {
        OutputFormat::Concise => reporter::concise(report),
        OutputFormat::Json => reporter::json(report),
        OutputFormat::Full => {
            let colour = terminal::colour(color, &io::stdout());
            reporter::full(report, &FullOptions { colour, unicode: true, width: terminal::width() })
        }
    }
}

fn summarize(report: &Report, args: &ReportArgs) {
    let skipped = if args.verbose { SkippedPaths::Listed } else { SkippedPaths::Counted };
    if args.output_format == OutputFormat::Full && !report.diagnostics.is_empty() {
        terminal::complain("\n");
    }
    terminal::complain(&reporter::summary(report, skipped));
    if report.summary.files == 0 && report.summary.unreadable.is_empty() {
        terminal::complain("warning: nothing was linted\n");
    }
}

fn exit(report: &Report, args: &CheckArgs, is_missing: bool) -> Exit {
    if is_missing || !report.summary.unreadable.is_empty() {
        Exit::Failure
    } else if report.diagnostics.iter().any(|diagnostic| args.report.fail_level.fails(diagnostic.severity)) {
        Exit::Findings
    } else {
        Exit::Clean
    }
}
