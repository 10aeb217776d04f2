//! Modules use only what stands below them: the order is that of `src/lib.rs`.

#![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use regex::Regex;
use walkdir::WalkDir;

/// Modules of one line do not know each other.
const LAYERS: &[&[&str]] = &[
    &["source"],
    &["diagnostic"],
    &["yaml"],
    &["kubernetes"],
    &["schema"],
    &["project"],
    &["cluster"],
    &["rule"],
    &["rules"],
    &["config", "discovery", "suppression"],
    &["linter"],
    &["reporter"],
    &["cli", "lsp"],
];

fn layer(module: &str) -> Option<usize> {
    LAYERS.iter().position(|modules| modules.contains(&module))
}

#[test]
fn nothing_imports_upward() {
    let uses = Regex::new(r"\bcrate::(?:\{|([a-z_]+))").unwrap();
    let mut violations = Vec::new();
    for (module, path) in sources() {
        let own = layer(&module).unwrap_or_else(|| panic!("{} is in no layer", path.display()));
        for used in uses.captures_iter(&fs::read_to_string(&path).unwrap()) {
            let Some(used) = used.get(1) else {
                violations.push(format!("{}: name the module: `use crate::{{…}}` hides it", path.display()));
                continue;
            };
            let other = layer(used.as_str());
            let is_fine = used.as_str() == module || other.is_none_or(|other| other < own);
            if !is_fine {
                violations.push(format!("{}: `{module}` uses `{}`", path.display(), used.as_str()));
            }
        }
    }
    assert!(violations.is_empty(), "{}", violations.join("\n"));
}

#[test]
fn modules_stand_in_layer_order() {
    let declared = Regex::new(r"(?m)^pub mod ([a-z]+);").unwrap();
    let text = fs::read_to_string("src/lib.rs").unwrap();
    let order: Vec<usize> = declared.captures_iter(&text).filter_map(|found| layer(&found[1])).collect();
    assert!(order.is_sorted(), "src/lib.rs lists modules out of order");
}

#[test]
fn only_the_command_line_touches_the_outside() {
    let outside = Regex::new(r"std::(?:env|process)\b|std::io::std(?:in|out|err)|Instant::now|SystemTime").unwrap();
    let offenders: Vec<String> = sources()
        .filter(|(module, _)| !matches!(module.as_str(), "cli" | "lsp"))
        .filter(|(_, path)| outside.is_match(&fs::read_to_string(path).unwrap()))
        .map(|(_, path)| path.display().to_string())
        .collect();
    assert!(offenders.is_empty(), "only `cli` and `lsp` may: {offenders:?}");
}

#[test]
fn files_are_of_a_readable_size() {
    let mut sizes: BTreeMap<usize, PathBuf> = BTreeMap::new();
    let lines: Vec<usize> = sources()
        .map(|(_, path)| {
            let text = fs::read_to_string(&path).unwrap();
            let code = text.split("#[cfg(test)]\nmod tests").next().unwrap_or_default().lines().count();
            sizes.insert(code, path);
            code
        })
        .collect();
    let mut sorted = lines.clone();
    sorted.sort_unstable();
    assert!(sorted[sorted.len() / 2] < 200, "the median file has {} lines", sorted[sorted.len() / 2]);
    let (longest, path) = sizes.last_key_value().unwrap();
    assert!(*longest < 600, "{} has {longest} lines", path.display());
}

/// Every source file with the top-level module that it belongs to.
fn sources() -> impl Iterator<Item = (String, PathBuf)> {
    let in_folder = |folder: &'static str| {
        WalkDir::new(folder).sort_by_file_name().into_iter().flatten().map(walkdir::DirEntry::into_path)
    };
    let is_source = |path: &PathBuf| path.extension().is_some_and(|extension| extension == "rs");
    let src = in_folder("src").filter(is_source).filter_map(|path| Some((top_module(&path)?, path)));
    let rules = in_folder("rules").filter(is_source).map(|path| ("rules".to_owned(), path));
    src.chain(rules)
}

fn top_module(path: &Path) -> Option<String> {
    let first = path.strip_prefix("src").ok()?.components().next()?;
    let name = Path::new(first.as_os_str()).file_stem()?.to_str()?.to_owned();
    (name != "lib" && name != "main").then_some(name)
}
