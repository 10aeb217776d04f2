//! `--select` and `--ignore`: ids, areas, `ALL`.

use std::fmt;

use crate::rule::{Area, Rule};
use crate::rules;

/// A word that stands for rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Selection {
    /// Every rule, those outside the profile too.
    All,
    /// The rules of an area.
    Area(&'static str),
    /// One rule.
    Rule(&'static str),
}

/// A word that stands for no rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownSelector {
    word: String,
    nearest: Option<&'static str>,
}

impl fmt::Display for UnknownSelector {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "there is no rule or area `{}`", self.word)?;
        match self.nearest {
            Some(nearest) => write!(formatter, "; did you mean `{nearest}`?"),
            None => write!(formatter, "; `timonel rules` lists them"),
        }
    }
}

impl std::error::Error for UnknownSelector {}

impl Selection {
    /// Reads one word.
    ///
    /// # Errors
    /// When it is neither `ALL`, nor an area, nor a rule.
    pub fn parse(word: &str) -> Result<Self, UnknownSelector> {
        if word == "ALL" {
            return Ok(Self::All);
        }
        if let Some(area) = rules::AREAS.iter().find(|area| area.id == word) {
            return Ok(Self::Area(area.id));
        }
        match rules::find(word) {
            Some((_, rule)) => Ok(Self::Rule(rule.id)),
            None => Err(UnknownSelector { word: word.to_owned(), nearest: nearest(word) }),
        }
    }

    /// Whether it stands for this rule of this area.
    pub fn holds(&self, area: &Area, rule: &Rule) -> bool {
        match self {
            Self::All => true,
            Self::Area(id) => *id == area.id,
            Self::Rule(id) => *id == rule.id,
        }
    }
}

/// What was likely meant: the rule that another linter calls so, a name that is nearly the same, or one that begins so.
fn nearest(word: &str) -> Option<&'static str> {
    let named = || rules::named(word).first().map(|(_, rule)| rule.id);
    let similar = || {
        let distance = |name: &str| strsim::damerau_levenshtein(&word.to_lowercase(), name);
        let nearest = names().map(|name| (distance(name), name)).min();
        nearest.filter(|(distance, name)| *distance <= name.len().div_ceil(3)).map(|(_, name)| name)
    };
    let longer = || names().find(|name| word.len() > 2 && name.starts_with(word));
    named().or_else(similar).or_else(longer)
}

fn names() -> impl Iterator<Item = &'static str> {
    rules::AREAS.iter().map(|area| area.id).chain(rules::all().map(|(_, rule)| rule.id))
}

#[cfg(test)]
mod tests {
    use super::Selection;

    #[test]
    fn words_are_ids_areas_or_all() {
        assert_eq!(Selection::parse("ALL"), Ok(Selection::All));
        assert_eq!(Selection::parse("syntax"), Ok(Selection::Area("syntax")));
        assert_eq!(Selection::parse("duplicate-key"), Ok(Selection::Rule("duplicate-key")));
        for word in ["duplicate-keys", "Duplicate-Key", "dupl"] {
            let error = Selection::parse(word).unwrap_err().to_string();
            assert!(error.contains("did you mean `duplicate-key`"), "{error}");
        }
        for word in ["zzzzzzzzz", "", "-"] {
            assert!(Selection::parse(word).unwrap_err().to_string().contains("timonel rules"));
        }
    }
}
