//! Credentials in files that are embedded in a ConfigMap, a Secret or an annotation.

mod code;
mod format;
mod json;
mod lines;
mod sql;
mod xml;

use self::format::Format;
use super::{
    Sink, Verdict, command,
    forms::{self, Apart},
    judge,
};

/// A credential in an embedded text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextSecret {
    /// The key, variable, element or attribute that it is given to; empty where the form alone tells.
    pub name: String,
    /// What it is; its range lies within the text that was asked about.
    pub verdict: Verdict,
}

/// The credentials in `text`, the file that a ConfigMap or Secret holds under `key`: in order, one for each value.
///
/// The notation is guessed from the ending of `key`, else from the text: properties, dotenv, ini, TOML and YAML lines,
/// JSON, XML, shell, SQL. In source code only quoted literals count; in prose and templates only what needs no name.
pub fn in_text(key: &str, text: &str) -> Vec<TextSecret> {
    let mut found = Apart::default();
    let format = Format::guess(key, text);
    for secret in named(format, text).into_iter().chain(unnamed(text)) {
        found.add(secret.verdict.range.start, secret.verdict.range.end, secret);
    }
    found.into_items()
}

/// No ConfigMap or Secret may be larger (`pkg/apis/core/types.go`, `MaxSecretSize`), in bytes; what is can never be applied.
const LARGEST_ENTRY: usize = 1 << 20;

/// The credentials in the entry `key: value` of a ConfigMap, a Secret or a list of annotations: the value itself, else
/// those in the file, the JSON or the command line that it holds.
pub fn in_entry(key: &str, value: &str, sink: Sink) -> Vec<TextSecret> {
    if value.len() > LARGEST_ENTRY {
        return Vec::new();
    }
    let one_line = !value.trim_end().contains('\n');
    // `kubectl create secret --from-file=password.txt` makes such keys.
    let name = key.strip_suffix(".txt").unwrap_or(key);
    let file = !one_line || format::is_file_name(name);
    if !file && let Some(verdict) = judge(name, value, sink) {
        return vec![TextSecret { name: key.to_owned(), verdict }];
    }
    let document = value.trim_start().starts_with(['{', '[', '<']);
    if file || document { in_text(key, value) } else { in_line(value) }
}

/// The credentials in a here document.
pub(super) fn in_document(text: &str) -> Vec<TextSecret> {
    named(Format::guess("", text).without_scripts(), text)
}

/// A single line that is no credential itself, nor holds one that its form gives away, may be a list of options.
fn in_line(value: &str) -> Vec<TextSecret> {
    if !value.contains(|c: char| c == '=' || c.is_whitespace()) {
        return Vec::new();
    }
    let mut found = Apart::default();
    for secret in command::in_script(value) {
        let secret = TextSecret { name: secret.name, verdict: secret.verdict };
        found.add(secret.verdict.range.start, secret.verdict.range.end, secret);
    }
    found.into_items()
}

fn named(format: Format, text: &str) -> Vec<TextSecret> {
    match format {
        Format::Json => json::find(text),
        Format::Xml => xml::find(text),
        Format::Lines => lines::find(text, false).into_iter().chain(sql::find(text)).collect(),
        Format::Directives => lines::find(text, true),
        Format::Shell => {
            let commands = command::in_script(text).into_iter();
            let named = commands.map(|secret| TextSecret { name: secret.name, verdict: secret.verdict });
            named.chain(sql::find(text)).collect()
        }
        Format::Code => code::find(text),
        Format::Sql => sql::find(text),
        Format::Plain => Vec::new(),
    }
}

fn unnamed(text: &str) -> impl Iterator<Item = TextSecret> {
    forms::find(text).into_iter().map(|verdict| TextSecret { name: String::new(), verdict })
}

/// Judges `value`, which starts at byte `at`, under `name`.
fn secret(name: &str, value: &str, at: usize) -> Option<TextSecret> {
    let verdict = judge(name, value, Sink::Text)?.shifted(at);
    Some(TextSecret { name: name.to_owned(), verdict })
}
