//! Label selectors: which sets of labels they match, and why not.
//!
//! Upstream: apimachinery `pkg/apis/meta/v1/helpers.go` (LabelSelectorAsSelector) and `pkg/labels/selector.go`
//! (Requirement.Matches).

use std::fmt;

use crate::yaml::Node;

/// A label selector. All its requirements must hold, so the empty one matches everything.
///
/// A selector that is *absent* is another matter: to most fields it means nothing at all is selected.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LabelSelector {
    /// Keys and the values they must have, in the order written.
    pub match_labels: Vec<(String, String)>,
    /// Further requirements, in the order written.
    pub expressions: Vec<Requirement>,
}

/// One of a selector's `matchExpressions`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Requirement {
    /// The label's key.
    pub key: String,
    /// How its value relates to `values`.
    pub operator: Operator,
    /// The values; none for `Exists` and `DoesNotExist`, one or more otherwise.
    pub values: Vec<String>,
}

/// The operators of `matchExpressions` in a label selector.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Operator {
    /// The label is there, with one of the values.
    In,
    /// The label is not there, or has none of the values.
    NotIn,
    /// The label is there.
    Exists,
    /// The label is not there.
    DoesNotExist,
}

/// Why the API server refuses a requirement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RequirementError {
    /// `In` or `NotIn` without values.
    NoValues,
    /// `Exists` or `DoesNotExist` with values.
    NeedlessValues,
}

/// A part of a selector that a set of labels does not meet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unmet<'s> {
    /// Of `match_labels`.
    Label {
        /// The label's key.
        key: &'s str,
        /// The value it must have.
        value: &'s str,
    },
    /// Of `expressions`.
    Expression(&'s Requirement),
}

impl LabelSelector {
    /// The selector that a map with `matchLabels` and `matchExpressions` writes; none when it is no map, or an operator is
    /// none that there is.
    pub fn of(node: Node<'_>) -> Option<Self> {
        let labels = node.get("matchLabels").map(Node::merged_entries).unwrap_or_default();
        let labels = labels.iter().map(|entry| (entry.key.key_text(), entry.value.text()));
        let expressions: Option<Vec<Requirement>> = node.items_at("matchExpressions").map(Requirement::of).collect();
        node.is_map().then_some(Self { expressions: expressions?, ..Self::of_labels(labels) })
    }

    /// A selector of keys with the values they must have, such as that of a Service.
    pub fn of_labels<K: Into<String>, V: Into<String>>(labels: impl IntoIterator<Item = (K, V)>) -> Self {
        let match_labels = labels.into_iter().map(|(key, value)| (key.into(), value.into())).collect();
        Self { match_labels, expressions: Vec::new() }
    }

    /// Whether there is no requirement.
    pub fn is_empty(&self) -> bool {
        self.match_labels.is_empty() && self.expressions.is_empty()
    }

    /// Whether labels, looked up by key, meet all requirements.
    pub fn matches<'l>(&self, labels: impl Fn(&str) -> Option<&'l str>) -> bool {
        self.unmet(labels).next().is_none()
    }

    /// What labels, looked up by key, do not meet, in the order written.
    pub fn unmet<'s, 'l>(
        &'s self,
        labels: impl Fn(&str) -> Option<&'l str> + 's,
    ) -> impl Iterator<Item = Unmet<'s>> + 's {
        let equalities = self.match_labels.iter().map(|(key, value)| Unmet::Label { key, value });
        let expressions = self.expressions.iter().map(Unmet::Expression);
        equalities.chain(expressions).filter(move |part| !part.is_met_by(&labels))
    }

    /// The keys that requirements speak of, in the order written.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        let of_labels = self.match_labels.iter().map(|(key, _)| key.as_str());
        of_labels.chain(self.expressions.iter().map(|expression| expression.key.as_str()))
    }
}

impl Requirement {
    /// The requirement that an item of `matchExpressions` writes; none when its operator is none that there is.
    fn of(node: Node<'_>) -> Option<Self> {
        let operator = Operator::named(&node.get("operator")?.text())?;
        Some(Self::new(node.get("key")?.text(), operator, node.items_at("values").map(Node::text)))
    }

    /// A requirement on the label `key`.
    pub fn new<V: Into<String>>(
        key: impl Into<String>,
        operator: Operator,
        values: impl IntoIterator<Item = V>,
    ) -> Self {
        Self { key: key.into(), operator, values: values.into_iter().map(Into::into).collect() }
    }

    /// Whether the operator has values exactly where it needs some
    /// (apimachinery `pkg/apis/meta/v1/validation/validation.go` ValidateLabelSelectorRequirement).
    ///
    /// # Errors
    /// Where values are missing or needless.
    pub fn check(&self) -> Result<(), RequirementError> {
        match (self.operator.takes_values(), self.values.is_empty()) {
            (true, true) => Err(RequirementError::NoValues),
            (false, false) => Err(RequirementError::NeedlessValues),
            _ => Ok(()),
        }
    }

    /// Whether the label's value, or its absence, meets the requirement.
    pub fn matches(&self, label: Option<&str>) -> bool {
        let is_listed = label.is_some_and(|label| self.values.iter().any(|value| value == label));
        match self.operator {
            Operator::In => is_listed,
            Operator::NotIn => !is_listed,
            Operator::Exists => label.is_some(),
            Operator::DoesNotExist => label.is_none(),
        }
    }
}

impl Operator {
    /// All operators, in the order of the API's documentation.
    pub const ALL: [Self; 4] = [Self::In, Self::NotIn, Self::Exists, Self::DoesNotExist];

    /// The operator of that name; case counts.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|operator| operator.as_str() == name)
    }

    /// The name in a manifest.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::In => "In",
            Self::NotIn => "NotIn",
            Self::Exists => "Exists",
            Self::DoesNotExist => "DoesNotExist",
        }
    }

    /// Whether the operator needs values; the others must have none.
    pub const fn takes_values(self) -> bool {
        matches!(self, Self::In | Self::NotIn)
    }
}

impl Unmet<'_> {
    fn is_met_by<'l>(&self, labels: &impl Fn(&str) -> Option<&'l str>) -> bool {
        match self {
            Self::Label { key, value } => labels(key) == Some(value),
            Self::Expression(requirement) => requirement.matches(labels(&requirement.key)),
        }
    }
}

/// As `kubectl` writes selectors: `app=web,tier in (a,b),!legacy`.
impl fmt::Display for LabelSelector {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let equalities = self.match_labels.iter().map(|(key, value)| Unmet::Label { key, value });
        for (index, part) in equalities.chain(self.expressions.iter().map(Unmet::Expression)).enumerate() {
            let comma = if index > 0 { "," } else { "" };
            write!(formatter, "{comma}{part}")?;
        }
        Ok(())
    }
}

impl fmt::Display for Unmet<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Label { key, value } => write!(formatter, "{key}={value}"),
            Self::Expression(requirement) => requirement.fmt(formatter),
        }
    }
}

impl fmt::Display for Requirement {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { key, operator, values } = self;
        match operator {
            Operator::In => write!(formatter, "{key} in ({})", values.join(",")),
            Operator::NotIn => write!(formatter, "{key} notin ({})", values.join(",")),
            Operator::Exists => formatter.write_str(key),
            Operator::DoesNotExist => write!(formatter, "!{key}"),
        }
    }
}

impl fmt::Display for RequirementError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::NoValues => "`In` and `NotIn` need at least one value",
            Self::NeedlessValues => "`Exists` and `DoesNotExist` take no values",
        })
    }
}

impl std::error::Error for RequirementError {}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    fn lookup<'l>(labels: &'l [(&'l str, &'l str)]) -> impl Fn(&str) -> Option<&'l str> {
        |key| labels.iter().find(|(name, _)| *name == key).map(|(_, value)| *value)
    }

    const NONE: [&str; 0] = [];

    #[test]
    fn operators_treat_a_missing_key_as_upstream() {
        for (operator, values, missing, listed, other) in [
            (Operator::In, &["a", "b"][..], false, true, false),
            (Operator::NotIn, &["a", "b"], true, false, true),
            (Operator::Exists, &[], false, true, true),
            (Operator::DoesNotExist, &[], true, false, false),
        ] {
            let requirement = Requirement::new("tier", operator, values.iter().copied());
            assert_eq!(requirement.matches(None), missing, "{operator:?}");
            assert_eq!(requirement.matches(Some("b")), listed, "{operator:?}");
            assert_eq!(requirement.matches(Some("")), other, "{operator:?}");
        }
    }

    #[test]
    fn all_requirements_must_hold() {
        let selector = LabelSelector {
            expressions: vec![
                Requirement::new("tier", Operator::NotIn, ["db"]),
                Requirement::new("old", Operator::DoesNotExist, NONE),
            ],
            ..LabelSelector::of_labels([("app", "web")])
        };
        assert!(selector.matches(lookup(&[("app", "web")])));
        assert!(selector.matches(lookup(&[("app", "web"), ("tier", "front"), ("more", "")])));
        assert!(!selector.matches(lookup(&[("app", "web"), ("tier", "db")])));
        assert!(!selector.matches(lookup(&[("app", "Web")])));
        assert!(!selector.matches(lookup(&[])));
        let labels = [("app", "api"), ("old", "true")];
        let unmet: Vec<String> = selector.unmet(lookup(&labels)).map(|part| part.to_string()).collect();
        assert_eq!(unmet, ["app=web", "!old"]);
        assert_eq!(selector.keys().collect::<Vec<_>>(), ["app", "tier", "old"]);
    }

    #[test]
    fn selectors_are_read_as_written() {
        let read = |text: &str| {
            let tree = crate::yaml::parse(crate::source::FileId(0), text.into(), Vec::new());
            LabelSelector::of(tree.root(&tree.documents()[0]).unwrap()).map(|selector| selector.to_string())
        };
        let text = "{matchLabels: {app: web}, matchExpressions: [{key: tier, operator: In, values: [a, b]}]}";
        assert_eq!(read(text).as_deref(), Some("app=web,tier in (a,b)"));
        assert_eq!(read("{}").as_deref(), Some(""));
        assert_eq!(read("{matchLabels: }").as_deref(), Some(""));
        assert_eq!(read("{matchExpressions: [{key: tier, operator: Equals}]}"), None);
        assert_eq!(read("[]"), None);
    }

    #[test]
    fn the_empty_selector_matches_everything() {
        assert!(LabelSelector::default().is_empty());
        assert!(LabelSelector::default().matches(lookup(&[])));
        assert!(LabelSelector::default().matches(lookup(&[("app", "web")])));
        assert!(!LabelSelector::of_labels([("app", "")]).is_empty());
        assert!(!LabelSelector::of_labels([("app", "")]).matches(lookup(&[])));
    }

    #[test]
    fn a_key_required_twice_must_have_both_values() {
        let selector = LabelSelector {
            expressions: vec![Requirement::new("app", Operator::In, ["api"])],
            ..LabelSelector::of_labels([("app", "web")])
        };
        assert!(!selector.matches(lookup(&[("app", "web")])));
        assert!(!selector.matches(lookup(&[("app", "api")])));
    }

    #[test]
    fn values_are_needed_or_needless() {
        let check = |operator, values: &[&str]| Requirement::new("a", operator, values.iter().copied()).check();
        assert_eq!(check(Operator::In, &[]), Err(RequirementError::NoValues));
        assert_eq!(check(Operator::NotIn, &[]), Err(RequirementError::NoValues));
        assert_eq!(check(Operator::Exists, &["a"]), Err(RequirementError::NeedlessValues));
        assert_eq!(check(Operator::DoesNotExist, &["a"]), Err(RequirementError::NeedlessValues));
        assert_eq!((check(Operator::In, &[""]), check(Operator::Exists, &[])), (Ok(()), Ok(())));
    }

    #[test]
    fn operators_have_exact_names() {
        for operator in Operator::ALL {
            assert_eq!(Operator::named(operator.as_str()), Some(operator));
        }
        assert!(["in", "Equals", "Gt", ""].iter().all(|name| Operator::named(name).is_none()));
    }

    #[test]
    fn selectors_print_as_kubectl_writes_them() {
        let selector = LabelSelector {
            expressions: vec![
                Requirement::new("tier", Operator::In, ["a", "b"]),
                Requirement::new("env", Operator::NotIn, ["dev"]),
                Requirement::new("team", Operator::Exists, NONE),
                Requirement::new("old", Operator::DoesNotExist, NONE),
            ],
            ..LabelSelector::of_labels([("app", "web")])
        };
        assert_eq!(selector.to_string(), "app=web,tier in (a,b),env notin (dev),team,!old");
        assert_eq!(LabelSelector::default().to_string(), "");
    }

    proptest! {
        #[test]
        fn labels_match_themselves_and_negations_exclude_each_other(
            labels in proptest::collection::btree_map("[a-c]", "[x-z]?", 0..4),
            key in "[a-d]",
            values in proptest::collection::vec("[x-z]?", 1..3),
        ) {
            let find = |labels: &BTreeMap<String, String>, key: &str| labels.get(key).cloned();
            prop_assert!(LabelSelector::of_labels(labels.clone()).matches(|key| labels.get(key).map(String::as_str)));
            let label = find(&labels, &key);
            for (operator, negation) in [(Operator::In, Operator::NotIn), (Operator::Exists, Operator::DoesNotExist)] {
                let matches = |operator| Requirement::new(&*key, operator, values.clone()).matches(label.as_deref());
                prop_assert_ne!(matches(operator), matches(negation));
            }
        }
    }
}
