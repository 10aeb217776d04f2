//! Which notation an embedded text is in.

/// What a text is read as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    Json,
    Xml,
    /// `key=value`, `key: value`: properties, dotenv, ini, TOML, YAML.
    Lines,
    /// The same, and `key value`: the configuration of servers.
    Directives,
    Shell,
    Code,
    Sql,
    /// Prose, markup, tables: only what needs no name is looked for.
    Plain,
}

const ENDINGS: &[(Format, &[&str])] = &[
    (Format::Json, &["avsc", "dockercfg", "dockerconfigjson", "json", "json5", "jsonc", "tfstate", "webmanifest"]),
    (Format::Xml, &["config", "csproj", "plist", "xml", "xsl", "xslt"]),
    (
        Format::Lines,
        &["env", "environment", "hocon", "ini", "npmrc", "pref", "prefs", "properties", "props", "toml", "yaml", "yml"],
    ),
    (Format::Directives, &["cfg", "cnf", "conf", "rc"]),
    (Format::Shell, &["ash", "bash", "bashrc", "ksh", "profile", "sh", "zsh"]),
    (
        Format::Code,
        &[
            "awk",
            "bat",
            "c",
            "clj",
            "cjs",
            "cmd",
            "cpp",
            "cs",
            "cue",
            "erl",
            "ex",
            "exs",
            "go",
            "gradle",
            "groovy",
            "h",
            "hcl",
            "java",
            "js",
            "jsonnet",
            "jsx",
            "kt",
            "kts",
            "libsonnet",
            "lua",
            "mjs",
            "php",
            "pl",
            "pm",
            "ps1",
            "psm1",
            "py",
            "r",
            "rb",
            "rego",
            "rs",
            "scala",
            "star",
            "swift",
            "tf",
            "tfvars",
            "ts",
            "tsx",
            "vcl",
        ],
    ),
    (Format::Sql, &["cql", "ddl", "hql", "psql", "sql"]),
    (
        Format::Plain,
        &[
            "adoc", "cer", "crt", "css", "csv", "graphql", "htm", "html", "lang", "log", "md", "mustache", "pem", "po",
            "pot", "proto", "pub", "rst", "svg", "tsv", "wsdl", "xsd",
        ],
    ),
];

/// Endings that stand after the real one.
const TEMPLATE_ENDINGS: &[&str] = &[
    "ctmpl", "default", "dist", "erb", "example", "ftl", "gotmpl", "hbs", "in", "j2", "jinja", "jinja2", "sample",
    "template", "tmpl", "tpl", "txt",
];

impl Format {
    /// The notation of `text` under `key`.
    pub(super) fn guess(key: &str, text: &str) -> Self {
        ending(key).and_then(known).unwrap_or_else(|| sniff(text))
    }

    /// The same where a script cannot be.
    pub(super) fn without_scripts(self) -> Self {
        if self == Self::Shell { Self::Lines } else { self }
    }
}

/// Whether `key` is the name of a file, not of a value.
pub(super) fn is_file_name(key: &str) -> bool {
    let shouted = key.contains('_') && !key.contains(char::is_lowercase);
    let last = key.rsplit_once('.').map(|(_, ending)| ending);
    !shouted && last.is_some_and(|ending| known(ending).is_some() || TEMPLATE_ENDINGS.contains(&ending))
}

/// The part after the last dot, template endings passed over.
fn ending(key: &str) -> Option<&str> {
    let mut rest = key;
    while let Some((stem, ending)) = rest.rsplit_once('.') {
        if !TEMPLATE_ENDINGS.contains(&ending) {
            return Some(ending);
        }
        rest = stem;
    }
    (rest != key || key.is_empty()).then_some(rest)
}

fn known(ending: &str) -> Option<Format> {
    let lower = ending.to_ascii_lowercase();
    ENDINGS.iter().find(|(_, endings)| endings.contains(&lower.as_str())).map(|(format, _)| *format)
}

fn sniff(text: &str) -> Format {
    let text = text.trim_start();
    if let Some(interpreter) = text.strip_prefix("#!") {
        let line = interpreter.lines().next().unwrap_or_default();
        let shell = line
            .split(['/', ' '])
            .any(|word| matches!(word, "sh" | "bash" | "ash" | "dash" | "ksh" | "zsh" | "with-contenv"));
        return if shell { Format::Shell } else { Format::Code };
    }
    let after_bracket = text.strip_prefix('[').map(|rest| rest.trim_start().chars().next());
    if text.starts_with('{') && !text.starts_with("{{")
        || after_bracket.is_some_and(|next| matches!(next, Some('{' | '"' | '[')))
    {
        return Format::Json;
    }
    if text.starts_with('<') {
        let lower: String = text.chars().take(16).flat_map(char::to_lowercase).collect();
        let page = ["<!doctype html", "<html", "<svg", "<?php"].iter().any(|start| lower.starts_with(start));
        return if page { Format::Plain } else { Format::Xml };
    }
    if is_code(text) { Format::Code } else { Format::Lines }
}

/// Whether a line begins as statements of a programming language do.
fn is_code(text: &str) -> bool {
    const STARTS: [&str; 18] = [
        "import ",
        "from ",
        "def ",
        "class ",
        "function ",
        "const ",
        "let ",
        "var ",
        "package ",
        "local function",
        "require(",
        "module.exports",
        "return ",
        "public class",
        "using ",
        "#include",
        "if (",
        "end",
    ];
    text.lines()
        .take(400)
        .filter(|line| STARTS.iter().any(|start| line.trim_start().starts_with(start)))
        .take(2)
        .count()
        == 2
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn by_ending_then_by_content() {
        for (key, text, format) in [
            ("app.properties", "", Format::Lines),
            (".env", "", Format::Lines),
            ("config.yaml.tpl", "", Format::Lines),
            ("redis.conf", "", Format::Directives),
            ("settings.py", "", Format::Code),
            ("init.sql", "", Format::Sql),
            ("web.config", "", Format::Xml),
            (".dockerconfigjson", "{}", Format::Json),
            ("README.md", "", Format::Plain),
            ("config", "{\"a\": 1}", Format::Json),
            ("config", "[section]\na=1", Format::Lines),
            ("config", "{{ if .x }}\na: 1", Format::Lines),
            ("config", "<a/>", Format::Xml),
            ("index", "<!DOCTYPE html><html>", Format::Plain),
            ("run", "#!/bin/bash\nset -e", Format::Shell),
            ("run", "#!/usr/bin/env python3", Format::Code),
            ("script", "import os\nimport sys\n", Format::Code),
            ("config", "a: 1\nb: 2", Format::Lines),
        ] {
            assert_eq!(Format::guess(key, text), format, "{key}: {text}");
        }
    }

    #[test]
    fn names_of_files_are_told_from_names_of_values() {
        for key in ["app.properties", "secret.yaml", "token.json.tpl", "password.txt"] {
            assert!(is_file_name(key), "{key}");
        }
        for key in ["spring.datasource.password", "DB_PASSWORD", "password", "admin.password"] {
            assert!(!is_file_name(key), "{key}");
        }
    }
}
