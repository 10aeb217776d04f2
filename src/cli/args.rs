//! The arguments.

use std::path::PathBuf;

use clap::builder::NonEmptyStringValueParser;
use clap::builder::styling::{AnsiColor, Effects, Styles};
use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::config::Selection;
use crate::diagnostic::Severity;
use crate::rule::Profile;

const STYLES: Styles = Styles::styled()
    .header(AnsiColor::Green.on_default().effects(Effects::BOLD))
    .usage(AnsiColor::Green.on_default().effects(Effects::BOLD))
    .literal(AnsiColor::Cyan.on_default().effects(Effects::BOLD))
    .placeholder(AnsiColor::Cyan.on_default());

/// A linter for Kubernetes manifests: what would be rejected, get stuck, leak or is unwise, at the exact place.
#[derive(Debug, Parser)]
#[command(version, styles = STYLES, max_term_width = 100)]
pub(super) struct Cli {
    /// When to colour
    #[arg(long, value_enum, default_value_t = Color::Auto, global = true, value_name = "WHEN")]
    pub color: Color,
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Lint files, folders or standard input
    #[command(after_help = CHECK_HELP)]
    Check(CheckArgs),
    /// Show the page of a rule, also by another linter's name for it
    #[command(visible_alias = "rule", after_help = EXPLAIN_HELP)]
    Explain {
        /// A rule, an area, or what kube-linter, kube-score, polaris, checkov, trivy, kyverno or popeye call the check
        #[arg(value_name = "RULE")]
        name: String,
    },
    /// List all rules
    Rules {
        /// How to print them
        #[arg(long, value_enum, default_value_t = RulesFormat::Text, value_name = "FORMAT")]
        output_format: RulesFormat,
    },
}

const CHECK_HELP: &str = "\
Examples:
  timonel check                              the tree under the current folder
  timonel check k8s/ overlays/prod/app.yaml
  helm template chart | timonel check -
  timonel check --select images,syntax --ignore duplicate-key

Exit codes:
  0  nothing at or above --fail-level
  1  findings at or above it
  2  a bad flag, or a path that is missing or cannot be read (the others are linted)";

const EXPLAIN_HELP: &str = "\
Examples:
  timonel explain duplicate-key
  timonel explain CKV_K8S_14         what checkov calls so
  timonel explain syntax             the rules of an area";

#[derive(Debug, Args)]
pub(super) struct CheckArgs {
    /// Files and folders, `-` for standard input; the current folder when there is none
    #[arg(value_name = "PATH", default_value = ".", hide_default_value = true)]
    pub paths: Vec<PathBuf>,
    /// The path that standard input is taken for
    #[arg(long, value_name = "PATH", value_parser = NonEmptyStringValueParser::new())]
    pub stdin_filename: Option<String>,
    /// Read no configuration
    #[arg(long)]
    pub isolated: bool,
    /// Number of threads; 0 for as many as there are cores
    #[arg(short = 'j', long, value_name = "N", default_value_t = 0)]
    pub threads: usize,
    #[command(flatten)]
    pub rules: RuleArgs,
    #[command(flatten)]
    pub report: ReportArgs,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Rules")]
pub(super) struct RuleArgs {
    /// Only these rules: ids, areas, or ALL for those outside the profile too
    #[arg(long, value_delimiter = ',', value_name = "RULE,…", value_parser = selection)]
    pub select: Vec<Selection>,
    /// Not these rules: ids or areas
    #[arg(long, value_delimiter = ',', value_name = "RULE,…", value_parser = selection)]
    pub ignore: Vec<Selection>,
    /// The rules to run when none are selected
    #[arg(long, value_enum, default_value_t = ProfileName::Default, value_name = "PROFILE")]
    pub profile: ProfileName,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Report")]
pub(super) struct ReportArgs {
    /// How to print findings
    #[arg(long, value_enum, default_value_t = OutputFormat::Full, value_name = "FORMAT")]
    pub output_format: OutputFormat,
    /// Leave out findings that are less severe
    #[arg(long, value_enum, default_value_t = Level::Info, value_name = "SEVERITY")]
    pub min_severity: Level,
    /// Exit with 1 on findings this severe or worse
    #[arg(long, value_enum, default_value_t = FailLevel::Warning, value_name = "SEVERITY")]
    pub fail_level: FailLevel,
    /// Print neither summary nor warnings
    #[arg(short, long, conflicts_with = "verbose")]
    pub quiet: bool,
    /// Name every file that was passed over
    #[arg(short, long)]
    pub verbose: bool,
}

fn selection(word: &str) -> Result<Selection, String> {
    Selection::parse(word.trim()).map_err(|error| error.to_string())
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Color {
    /// On a terminal, unless the environment says otherwise
    Auto,
    /// In any case
    Always,
    /// Never
    Never,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum OutputFormat {
    /// With the lines that a finding speaks of
    Full,
    /// One line a finding
    Concise,
    /// One JSON document
    Json,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum RulesFormat {
    /// By area, a line each
    Text,
    /// One JSON document
    Json,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Level {
    /// Advice and all else
    Info,
    /// What is probably wrong, and all worse
    Warning,
    /// What is rejected, cannot work, or leaks
    Error,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum FailLevel {
    /// On any finding
    Info,
    /// On warnings and errors
    Warning,
    /// On errors
    Error,
    /// Never because of findings
    Never,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum ProfileName {
    /// What the author of good manifests would thank for
    Default,
    /// All that good practice asks for
    Strict,
}

impl From<ProfileName> for Profile {
    fn from(name: ProfileName) -> Self {
        match name {
            ProfileName::Default => Self::Default,
            ProfileName::Strict => Self::Strict,
        }
    }
}

impl From<Level> for Severity {
    fn from(level: Level) -> Self {
        match level {
            Level::Info => Self::Info,
            Level::Warning => Self::Warning,
            Level::Error => Self::Error,
        }
    }
}

impl FailLevel {
    /// Whether a finding of this severity fails the run.
    pub fn fails(self, severity: Severity) -> bool {
        match self {
            Self::Never => false,
            Self::Info => true,
            Self::Warning => severity >= Severity::Warning,
            Self::Error => severity >= Severity::Error,
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn arguments_are_well_defined() {
        Cli::command().debug_assert();
    }

    #[test]
    fn examples_in_help_are_accepted() {
        let lines = CHECK_HELP.lines().chain(EXPLAIN_HELP.lines());
        let examples: Vec<_> = lines.filter_map(|line| line.split_once("timonel ")).collect();
        assert_eq!(examples.len(), 7);
        for (_, example) in examples {
            let arguments = example.split("   ").next().into_iter().flat_map(str::split_whitespace);
            let parsed = Cli::try_parse_from(["timonel"].into_iter().chain(arguments));
            assert!(parsed.is_ok(), "{example}: {parsed:?}");
        }
    }
}
