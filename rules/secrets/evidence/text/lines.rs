//! Lines of `key=value` and `key: value`: properties, dotenv, ini, TOML, YAML, directives of servers.

use std::ops::Range;

use super::{TextSecret, json, secret};
use crate::rules::secrets::evidence::{names, references, words::words};

/// How many lines below `name: X` its `value: Y` is looked for.
const PAIR_REACH: usize = 3;

const COMMENTS: &[&str] = &["#", "//", ";", "--", "*", "/*", "<!--", "!", "REM ", "rem ", "::", "%", "\"\"\""];
const PREFIXES: &[&str] = &["- ", "export ", "set ", "SET ", "ENV ", "ARG ", "local ", "readonly ", "$env:"];

/// The credentials in `text`; with `directives`, `password x` counts too.
pub(super) fn find(text: &str, directives: bool) -> Vec<TextSecret> {
    let mut found = Vec::new();
    let mut name: Option<(usize, &str)> = None;
    let mut start = 0;
    for (number, line) in text.split_inclusive('\n').enumerate() {
        let at = start;
        start += line.len();
        let Some(entry) = entry(line).or_else(|| directives.then(|| directive(line)).flatten()) else {
            continue;
        };
        let value = &line[entry.value.clone()];
        if matches!(entry.key, "name" | "key" | "variable") {
            name = Some((number, value));
            continue;
        }
        let paired = name.filter(|(line, _)| entry.key == "value" && number - line <= PAIR_REACH).map(|(_, name)| name);
        found.extend(in_value(paired.unwrap_or(entry.key), value, entry.quoted, at + entry.value.start));
    }
    found
}

fn in_value(name: &str, value: &str, quoted: bool, at: usize) -> Vec<TextSecret> {
    if !quoted && value.starts_with('{') {
        return in_braces(value, at);
    }
    if !quoted && is_expression(value) {
        return Vec::new();
    }
    secret(name, value, at).into_iter().collect()
}

/// The members of JSON or of an inline table that starts at byte `at`.
fn in_braces(table: &str, at: usize) -> Vec<TextSecret> {
    if table.contains("\":") || table.contains("\" :") {
        let inner = json::find(table).into_iter();
        return inner.map(|found| TextSecret { verdict: found.verdict.shifted(at), ..found }).collect();
    }
    let mut start = at;
    let members = table.split(['{', '}', ',']).filter_map(|member| {
        let from = start;
        start += member.len() + 1;
        let entry = entry(member)?;
        let value = &member[entry.value.clone()];
        let literal = entry.quoted || !is_expression(value);
        literal.then(|| secret(entry.key, value, from + entry.value.start)).flatten()
    });
    members.collect()
}

/// A key and the place of its value in the line.
struct Entry<'l> {
    key: &'l str,
    value: Range<usize>,
    quoted: bool,
}

fn entry(line: &str) -> Option<Entry<'_>> {
    let start = content_start(line)?;
    let (key, after_key) = key(line, start)?;
    let rest = line[after_key..].trim_start_matches([' ', '\t']);
    let separator = separator(rest)?;
    let value_at = line.len() - rest.len() + separator;
    let (value, quoted) = value(line, value_at);
    Some(Entry { key, value, quoted })
}

/// Where the key begins; nothing for blank lines, comments and section heads.
fn content_start(line: &str) -> Option<usize> {
    let mut rest = line.trim_start();
    if let Some((_, setting)) = rest.strip_prefix("//").and_then(|registry| registry.split_once("/:_")) {
        // `//registry/:_authToken=x` of `.npmrc` is no comment.
        return Some(line.len() - setting.len());
    }
    if rest.is_empty() || COMMENTS.iter().any(|comment| rest.starts_with(comment)) {
        return None;
    }
    while let Some(after) = PREFIXES.iter().find_map(|prefix| rest.strip_prefix(prefix)) {
        rest = after.trim_start();
    }
    Some(line.len() - rest.len())
}

/// The key that starts at `start`, without quotes, and the byte after it.
fn key(line: &str, start: usize) -> Option<(&str, usize)> {
    let rest = &line[start..];
    if let Some(quote) = rest.chars().next().filter(|c| matches!(c, '"' | '\'')) {
        let length = rest[1..].find(quote)?;
        return Some((&rest[1..1 + length], start + length + 2));
    }
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '/' | '$' | '@' | '[' | ']');
    let length = rest.find(|c| !is_part(c)).unwrap_or(rest.len());
    (length > 0).then(|| (&rest[..length], start + length))
}

/// The length of the `=`, `:`, `:=` or `=>` that `rest` starts with.
fn separator(rest: &str) -> Option<usize> {
    let not = ["==", "=~", "://", "::"].iter().any(|other| rest.starts_with(other));
    let known = [":=", "=>", "?=", "+=", "=", ":"].iter().find(|separator| rest.starts_with(**separator));
    known.filter(|_| !not).map(|separator| separator.len())
}

/// The value from byte `at` of the line on: inside its quotes, or up to a comment.
fn value(line: &str, at: usize) -> (Range<usize>, bool) {
    let rest = line[at..].trim_start();
    let start = line.len() - rest.len();
    if let Some(quote) = rest.chars().next().filter(|c| matches!(c, '"' | '\''))
        && let Some(length) = closing(&rest[1..], quote)
    {
        return (start + 1..start + 1 + length, true);
    }
    let comment = [" #", " //", "\t#", " ;"].iter().filter_map(|mark| rest.find(mark)).min().unwrap_or(rest.len());
    let plain = rest[..comment].trim_end().trim_end_matches([',', ';']);
    (start..start + plain.len(), false)
}

/// Where the text ends that `quote` closes, escaped ones passed over.
fn closing(text: &str, quote: char) -> Option<usize> {
    let mut escaped = false;
    text.char_indices().find_map(|(at, c)| {
        let closes = c == quote && !escaped;
        escaped = c == '\\' && !escaped;
        closes.then_some(at)
    })
}

/// `requirepass x`: two words, of which the first announces a password.
fn directive(line: &str) -> Option<Entry<'_>> {
    let start = content_start(line)?;
    let mut words = line[start..].split_whitespace();
    let (key, value, rest) = (words.next()?, words.next()?, words.next());
    let lower = !key.contains(char::is_uppercase);
    let password = names::announced(key).is_some_and(|announced| announced.kind == super::super::Kind::Password);
    let tail = line[start + key.len()..].trim_start();
    let value_at = line.len() - tail.len();
    let bare = value.trim_end_matches(';').trim_matches('"');
    let quote = usize::from(value.starts_with('"'));
    (lower && password && rest.is_none_or(|rest| rest.starts_with('#'))).then(|| Entry {
        key,
        value: value_at + quote..value_at + quote + bare.len(),
        quoted: quote == 1,
    })
}

/// Whether an unquoted value computes something, or names a variable, in place of being a literal.
fn is_expression(value: &str) -> bool {
    let head_end = value
        .find(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '.' | '$' | ':' | '>' | '-')))
        .unwrap_or(value.len());
    let (head, tail) = value.split_at(head_end);
    let called = !head.is_empty()
        && head.starts_with(|c: char| c.is_alphabetic() || c == '_' || c == '$')
        && tail.starts_with(['(', '[']);
    let computed =
        [" + ", " || ", " && ", " ?? ", " or ", " if ", " => ", " -> "].iter().any(|operator| value.contains(operator));
    called || computed || value.starts_with(['$', '&', '*', '@', '|']) && !looks_typed(value) || names_a_field(value)
}

/// Marks and digits after the first character, as passwords have them and anchors, aliases and variables do not.
fn looks_typed(value: &str) -> bool {
    value.len() >= 6 && value[1..].contains(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '-' | '.')))
}

/// `settings.db_password`, `user_password`: words of a program, one of which says what it holds.
fn names_a_field(value: &str) -> bool {
    let plain =
        value.bytes().all(|b| b.is_ascii_lowercase() || b == b'_' || b == b'.') || references::is_unknown(value);
    let words = words(value);
    plain && value.contains(['.', '_']) && words.len() > 1 && words.iter().any(|word| names::is_credential_word(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<(String, &str)> {
        find(text, true).into_iter().map(|secret| (secret.name, &text[secret.verdict.range])).collect()
    }

    #[test]
    fn one_secret_each() {
        for (text, name, value) in [
            ("DB_PASSWORD=Zk4Qm9\n", "DB_PASSWORD", "Zk4Qm9"),
            ("export DB_PASSWORD='Zk 4Qm9' # dev", "DB_PASSWORD", "Zk 4Qm9"),
            ("a=1\r\nspring.datasource.password = Zk4Qm9\r\nb=2", "spring.datasource.password", "Zk4Qm9"),
            ("db:\n  password: Zk4Qm9 # dev\n", "password", "Zk4Qm9"),
            ("- password: \"Zk4Qm9\"", "password", "Zk4Qm9"),
            ("\"password\": \"Zk\\\"4Qm9\",", "password", "Zk\\\"4Qm9"),
            ("[database]\npassword = \"Zk4Qm9\"", "password", "Zk4Qm9"),
            ("$cfg['password'] = 'Zk4Qm9';", "", ""),
            ("requirepass Zk4Qm9\nmaxmemory 1gb", "requirepass", "Zk4Qm9"),
            ("  auth_pass Zk4Qm9;", "auth_pass", "Zk4Qm9"),
            ("env:\n- name: DB_PASSWORD\n  value: Zk4Qm9\n", "DB_PASSWORD", "Zk4Qm9"),
            ("contraseña: Zk4Qm9", "contraseña", "Zk4Qm9"),
            ("api-token:Zk4Qm9LrT2vX", "api-token", "Zk4Qm9LrT2vX"),
            ("redis: {\"password\": \"Zk4Qm9\"}", "password", "Zk4Qm9"),
            ("password: 86753090", "password", "86753090"),
            ("password=pa(ss)Zk4", "", ""),
        ] {
            if value.is_empty() {
                assert_eq!(found(text), [], "{text}");
            } else {
                assert_eq!(found(text), [(name.to_owned(), value)], "{text}");
            }
        }
    }

    #[test]
    fn none() {
        for text in [
            "# password: foo",
            "// password = foo",
            "; password = foo",
            "-- password=foo",
            "password:",
            "password=",
            "password: ''",
            "password: null",
            "password: {{ .Values.password }}",
            "password = ${DB_PASSWORD}",
            "password = os.environ[\"PW\"]",
            "password = request.form[\"password\"]",
            "password = get_password()",
            "password: *alias",
            "password: &anchor",
            "password = settings.db_password",
            "if password == \"x\":",
            "auth_request_set $token $upstream_http_x_token;",
            "proxy_set_header X-Auth-Token $token;",
            "proxy_pass http://backend;",
            "password_encryption = md5",
            "password required",
            "token: jwt",
            "secretName: db",
            "tokenizer: standard",
            "bearer_token_file: /var/run/token",
            "max_password_length = 64",
            "passwordKey: admin-password",
            "clave: valor",
            "password: string",
            "password=Password",
            "description: the password: is kept elsewhere",
            "https://example.com",
            "key: value",
            "password: |",
            "password: >-",
            "token: my-service",
            "type: password",
            "pass: all the way down",
            "PASSWORD=$1",
            "password: $PASSWORD",
            "secret: db-credentials",
            "[password]",
            "password",
            "user default on nopass ~* +@all",
        ] {
            assert_eq!(found(text), [], "{text}");
        }
    }
}
