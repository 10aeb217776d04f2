//! What a rule is: facts about it, and one function from a subject to findings.

mod context;
mod options;
mod place;

pub use context::{Context, Finding};
pub use options::{OptionInfo, OptionSet, RuleOptions};
pub use place::{Place, field_path};

use crate::diagnostic::{Layer, Severity};
use crate::kubernetes::{Container, Kind, Object, Service, Workload};
use crate::project::{Outcome, ReadFile, Scope};
use crate::yaml::Document;

/// A rule. Its page (`docs`) teaches it and holds its examples, which are its tests.
#[derive(Debug)]
pub struct Rule {
    /// Its name: kebab-case, the flaw in the field's terms.
    pub id: &'static str,
    /// What it finds, in one line without a full stop.
    pub summary: &'static str,
    /// How bad a finding is unless the rule says otherwise for one.
    pub severity: Severity,
    /// Who objects unless the rule says otherwise for one.
    pub layer: Layer,
    /// The profiles that hold it.
    pub profiles: &'static [Profile],
    /// The version that it came with.
    pub since: &'static str,
    /// The same check in other tools.
    pub equivalents: Equivalents,
    /// What it looks at, and the function that looks.
    pub check: Check,
    /// Its options, where it has any.
    pub options: Option<OptionSet>,
    /// Its page, in Markdown.
    pub docs: &'static str,
}

impl Rule {
    /// What most rules have in common; id, summary, check and docs must be given.
    pub const DEFAULT: Self = Self {
        id: "",
        summary: "",
        severity: Severity::Warning,
        layer: Layer::Risk,
        profiles: &[Profile::Default, Profile::Strict],
        since: "0.1.0",
        equivalents: Equivalents::NONE,
        check: Check::Object(&[], |_, _| {}),
        options: None,
        docs: "",
    };

    /// Whether a profile holds the rule.
    pub fn is_in(&self, profile: Profile) -> bool {
        self.profiles.contains(&profile)
    }
}

/// A choice of rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Profile {
    /// What the author of good manifests would thank for.
    Default,
    /// All that good practice asks for.
    Strict,
}

impl Profile {
    /// The name used in reports and settings.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Default => "default",
            Self::Strict => "strict",
        }
    }
}

/// A group of rules about one subject: a folder under `rules/`.
#[derive(Debug)]
pub struct Area {
    /// Its name: `images`.
    pub id: &'static str,
    /// What it is about, in one line.
    pub summary: &'static str,
    /// Its rules, sorted by id.
    pub rules: &'static [&'static Rule],
}

/// Names of the same check in other tools.
#[derive(Debug, Clone, Copy)]
pub struct Equivalents {
    /// kube-linter's check names.
    pub kube_linter: &'static [&'static str],
    /// kube-score's check ids.
    pub kube_score: &'static [&'static str],
    /// polaris' check ids.
    pub polaris: &'static [&'static str],
    /// checkov's ids.
    pub checkov: &'static [&'static str],
    /// trivy's ids.
    pub trivy: &'static [&'static str],
    /// Names of Kyverno's sample policies.
    pub kyverno: &'static [&'static str],
    /// popeye's codes.
    pub popeye: &'static [&'static str],
    /// Controls of the Pod Security Standards.
    pub pss: &'static [&'static str],
}

impl Equivalents {
    /// No other tool has this check.
    pub const NONE: Self = Self {
        kube_linter: &[],
        kube_score: &[],
        polaris: &[],
        checkov: &[],
        trivy: &[],
        kyverno: &[],
        popeye: &[],
        pss: &[],
    };

    /// The tools with their names for the check, in a fixed order.
    pub const fn by_tool(&self) -> [(&'static str, &'static [&'static str]); 8] {
        [
            ("kube-linter", self.kube_linter),
            ("kube-score", self.kube_score),
            ("polaris", self.polaris),
            ("checkov", self.checkov),
            ("trivy", self.trivy),
            ("kyverno", self.kyverno),
            ("popeye", self.popeye),
            ("pss", self.pss),
        ]
    }
}

/// A document of a Kubernetes file, whole or broken.
#[derive(Debug, Clone, Copy)]
pub struct DocumentSubject<'a> {
    /// Its file.
    pub file: &'a ReadFile,
    /// The document.
    pub document: &'a Document,
    /// What it turned out to be.
    pub outcome: Outcome,
}

/// What a rule looks at. The engine walks once and hands each function exactly its subject.
#[derive(Debug, Clone, Copy)]
pub enum Check {
    /// Every document of files that hold Kubernetes objects.
    Document(for<'a> fn(DocumentSubject<'a>, &mut Context<'a>)),
    /// Every object of these kinds; of all kinds when none is named.
    Object(&'static [Kind], for<'a> fn(Object<'a>, &mut Context<'a>)),
    /// Every object that is a pod or makes pods.
    Workload(for<'a> fn(Workload<'a>, &mut Context<'a>)),
    /// Every container of every workload.
    Container(for<'a> fn(Container<'a>, Workload<'a>, &mut Context<'a>)),
    /// Every Service.
    Service(for<'a> fn(Service<'a>, &mut Context<'a>)),
    /// Every scope: sums and clashes among what is applied together.
    Scope(for<'a> fn(Scope<'a>, &mut Context<'a>)),
}
