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

fn nearest(word: &str) -> Option<&'static str> {
    let areas = rules::AREAS.iter().map(|area| area.id);
    let ids = rules::all().map(|(_, rule)| rule.id);
    let distance = |candidate: &str| strsim::damerau_levenshtein(&word.to_lowercase(), candidate);
    areas
        .chain(ids)
        .map(|id| (distance(id), id))
        .min()
        .filter(|(distance, id)| *distance <= id.len().div_ceil(3))
        .map(|(_, id)| id)
}

#[cfg(test)]
mod tests {
    use super::Selection;

    #[test]
    fn words_are_ids_areas_or_all() {
        assert_eq!(Selection::parse("ALL"), Ok(Selection::All));
        assert_eq!(Selection::parse("syntax"), Ok(Selection::Area("syntax")));
        assert_eq!(Selection::parse("duplicate-key"), Ok(Selection::Rule("duplicate-key")));
        let error = Selection::parse("duplicate-keys").unwrap_err().to_string();
        assert!(error.contains("did you mean `duplicate-key`"), "{error}");
        assert!(Selection::parse("zzzzzzzzz").unwrap_err().to_string().contains("timonel rules"));
    }
}
