//! The rules as JSON, version 1: what `timonel rules --output-format json` prints.

use schemars::JsonSchema;
use serde::Serialize;

/// The document that lists `rules`.
pub fn rules_json(rules: &[RuleEntry<'_>]) -> String {
    super::json::pretty(&Catalogue { version: 1, rules })
}

/// The JSON Schema of [`rules_json`].
pub fn rules_schema() -> String {
    super::json::schema::<Catalogue<'_>>()
}

/// All rules of timonel.
#[derive(Serialize, JsonSchema)]
#[schemars(title = "timonel rules")]
struct Catalogue<'a> {
    /// Version of this format.
    #[schemars(extend("const" = 1))]
    version: u32,
    /// The rules by area and id.
    rules: &'a [RuleEntry<'a>],
}

/// One rule.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[schemars(rename = "Rule")]
pub struct RuleEntry<'a> {
    /// Its id, by which it is selected and ignored.
    pub id: &'a str,
    /// The area that it belongs to.
    pub area: &'a str,
    /// How bad its findings are unless they say otherwise.
    #[schemars(extend("enum" = ["error", "warning", "info"]))]
    pub severity: &'a str,
    /// What it finds, in a sentence.
    pub summary: &'a str,
    /// The profiles that it is in; none for one that must be selected.
    pub profiles: &'a [&'a str],
    /// The same check in other tools.
    pub equivalents: Equivalents<'a>,
}

/// Ids that the same check has elsewhere.
#[derive(Debug, Clone, Copy, Default, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Equivalents<'a> {
    /// kube-linter's checks.
    pub kube_linter: &'a [&'a str],
    /// kube-score's checks.
    pub kube_score: &'a [&'a str],
    /// Polaris' checks.
    pub polaris: &'a [&'a str],
    /// Checkov's ids.
    pub checkov: &'a [&'a str],
    /// Trivy's ids.
    pub trivy: &'a [&'a str],
    /// Kyverno's policies.
    pub kyverno: &'a [&'a str],
    /// Popeye's codes.
    pub popeye: &'a [&'a str],
    /// Controls of the Pod Security Standards.
    pub pss: &'a [&'a str],
}
