//! Pages, ids, areas, options and equivalents tell the same story. The README's table is in `tests/generated.rs`.

#![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

use std::collections::{BTreeSet, HashSet};
use std::path::Path;

use timonel::rule::{Profile, Rule};
use timonel::rules;
use walkdir::WalkDir;

#[test]
fn ids_are_unique_words_and_sorted() {
    let mut seen = HashSet::new();
    for area in rules::AREAS {
        let ids: Vec<&str> = area.rules.iter().map(|rule| rule.id).collect();
        assert!(ids.is_sorted(), "rules of `{}` are not sorted: {ids:?}", area.id);
        for id in ids.into_iter().chain([area.id]) {
            assert!(seen.insert(id), "`{id}` stands twice");
            let is_word = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
            assert!(id.bytes().all(is_word) && !id.starts_with('-') && !id.ends_with('-'), "`{id}`");
        }
    }
}

#[test]
fn every_rule_is_two_files_and_every_file_a_rule() {
    for area in rules::AREAS {
        let folder = Path::new("rules").join(area.id);
        let stems = |extension: &str| -> BTreeSet<String> {
            WalkDir::new(&folder)
                .max_depth(1)
                .into_iter()
                .flatten()
                .filter(|entry| entry.path().extension().is_some_and(|found| found == extension))
                .map(|entry| entry.path().file_stem().unwrap().to_string_lossy().into_owned())
                .filter(|stem| stem != "mod")
                .collect()
        };
        let expected: BTreeSet<String> = area.rules.iter().map(|rule| rule.id.replace('-', "_")).collect();
        assert_eq!(stems("md"), expected, "pages of `{}`", area.id);
        // Besides its rules an area may have private modules that several of them share.
        assert!(stems("rs").is_superset(&expected), "code of `{}`", area.id);
    }
}

#[test]
fn facts_are_complete() {
    for (_, rule) in rules::all() {
        let Rule { id, summary, since, profiles, docs, .. } = rule;
        assert!(!summary.is_empty() && !summary.ends_with('.'), "summary of `{id}`");
        assert!(!since.is_empty() && profiles.contains(&Profile::Strict), "`{id}`: strict holds every rule");
        assert!(docs.contains("## When to ignore it") && docs.contains("## References"), "sections of `{id}`");
        assert_eq!(docs.contains("## Options"), rule.options.is_some(), "options of `{id}`");
        for (tool, names) in rule.equivalents.by_tool() {
            let unique: HashSet<&&str> = names.iter().collect();
            assert_eq!(unique.len(), names.len(), "`{id}` names a check of {tool} twice");
        }
    }
}

#[test]
fn options_are_documented_with_their_defaults() {
    for (_, rule) in rules::all() {
        let Some(options) = &rule.options else { continue };
        for option in options.list() {
            assert!(!option.summary.is_empty(), "option `{}` of `{}` says nothing", option.name, rule.id);
            let row = rule.docs.lines().find(|line| line.starts_with(&format!("| `{}` |", option.name)));
            let row = row.unwrap_or_else(|| panic!("the page of `{}` does not list `{}`", rule.id, option.name));
            let default = option.default.as_str().map_or_else(|| option.default.to_string(), str::to_owned);
            let is_long = default.len() > 60;
            assert!(is_long || row.contains(&default), "default of `{}` in `{}`: {default}", option.name, rule.id);
        }
    }
}
