//! What may be a secret in a document that cannot be read: no rule judges it, and no report may show it.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

/// Ranges of `text`, a broken document, that may hold secrets: too much rather than too little.
///
/// That is what stands behind a name that speaks of secrets, the `value` behind such a `name`, and all that stands below
/// `data` and `stringData` of a Secret.
pub fn perhaps_secret(text: &str) -> Vec<Range<usize>> {
    let is_secret = SECRET_KIND.is_match(text);
    let (mut found, mut at, mut data_indent, mut value_is_secret) = (Vec::new(), 0, None, false);
    for line in text.split_inclusive('\n') {
        let content = line.trim_end();
        let indent = content.len() - content.trim_start().len();
        if data_indent.is_some_and(|data| indent <= data) && !content.is_empty() {
            data_indent = None;
        }
        let rest = match () {
            () if data_indent.is_some() => Some(behind_key(content).unwrap_or(indent)),
            () if value_is_secret && content.trim_start().starts_with("value") => behind_key(content),
            () => NAMED.captures(content).and_then(|named| named.get(1)).map(|rest| rest.start()),
        };
        found.extend(rest.filter(|&rest| rest < content.len()).map(|rest| at + rest..at + content.len()));
        value_is_secret = NAME.is_match(content);
        if is_secret && data_indent.is_none() && DATA.is_match(content) {
            data_indent = Some(indent);
        }
        at += line.len();
    }
    found
}

/// Where the value starts in `key: value`.
fn behind_key(line: &str) -> Option<usize> {
    let colon = line.find(':')?;
    Some(line.len() - line[colon + 1..].trim_start().len())
}

static SECRET_KIND: LazyLock<Regex> = LazyLock::new(|| pattern(r#"(?m)^[\s"{]*kind["']?\s*:\s*["']?Secret\b"#));
static DATA: LazyLock<Regex> = LazyLock::new(|| pattern(r#"^[\s"{]*(?:data|stringData)["']?\s*:"#));
/// A name that speaks of a secret, and what stands behind it.
static NAMED: LazyLock<Regex> =
    LazyLock::new(|| pattern(&format!(r#"(?i){SPEAKING}[\w.\-]*["']?\s*[:=\s]\s*["']?(\S.*)$"#)));
/// `name: DB_PASSWORD`, whose value stands on the next line.
static NAME: LazyLock<Regex> = LazyLock::new(|| pattern(&format!(r#"(?i)name["']?\s*:.*{SPEAKING}"#)));

const SPEAKING: &str = "(?:pass|pwd|secret|token|api[_-]?key|access[_-]?key|private|credential|auth|clave|contrase)";

#[expect(clippy::unwrap_used, reason = "the patterns are literals, and the tests use all of them")]
fn pattern(pattern: &str) -> Regex {
    Regex::new(pattern).unwrap()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        let mut shown = text.to_owned();
        for range in perhaps_secret(text).into_iter().rev() {
            shown.replace_range(range, "…");
        }
        shown
    }

    #[test]
    fn values_behind_speaking_names_are_hidden() {
        assert_eq!(shown("a: b\npassword: zebra\n"), "a: b\npassword: …\n");
        assert_eq!(shown("  DB_PASSWORD:zebra quilt\n"), "  DB_PASSWORD:…\n");
        assert_eq!(
            shown("- name: API_TOKEN\n  value: zebra\n- name: HOST\n  value: db\n"),
            "- name: API_TOKEN\n  value: …\n- name: HOST\n  value: db\n"
        );
        assert_eq!(shown("\"clientSecret\": \"zebra\","), "\"clientSecret\": \"…");
    }

    #[test]
    fn all_data_of_a_secret_is_hidden() {
        let text = "kind: Secret\nmetadata:\n  name: a\nstringData:\n  user: ada\n  zebra\n   quilt\ntype: Opaque\n";
        assert_eq!(
            shown(text),
            "kind: Secret\nmetadata:\n  name: a\nstringData:\n  user: …\n  …\n   …\ntype: Opaque\n"
        );
    }
}
