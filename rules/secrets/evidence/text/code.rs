//! Quoted literals in source code: `password = "x"`, `'password' => 'x'`, `{password: "x"}`.

use super::{TextSecret, secret};
use crate::rules::secrets::evidence::{names, words::squeezed};

/// How far before a literal its name is looked for, in bytes.
const REACH: usize = 96;

/// Longer lines are made by machines; quotes in them do not pair reliably.
const LONGEST_LINE: usize = 2000;

/// The credentials among the string literals of `text`.
pub(super) fn find(text: &str) -> Vec<TextSecret> {
    let mut found = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let trimmed = line.trim_start();
        let minified = line.len() > LONGEST_LINE;
        if !minified && !["#", "//", "*", "--", "/*"].iter().any(|comment| trimmed.starts_with(comment)) {
            literals(line, start, &mut found);
        }
        start += line.len();
    }
    found
}

fn literals(line: &str, line_start: usize, found: &mut Vec<TextSecret>) {
    let mut at = 0;
    let mut unclosed = [false; 128];
    while let Some(open) = line[at..].find(['"', '\'']).map(|distance| at + distance) {
        let quote = line.as_bytes()[open];
        let open_for_ever = &mut unclosed[usize::from(quote)];
        let Some(close) = (!*open_for_ever).then(|| closing(line, open + 1, quote)).flatten() else {
            *open_for_ever = true;
            at = open + 1;
            continue;
        };
        let value = &line[open + 1..close];
        let name = name_before(&line[line.floor_char_boundary(open.saturating_sub(REACH))..open]);
        found.extend(
            name.filter(|name| !value.contains(' ') && !squeezed(name).ends_with(&squeezed(value)))
                .and_then(|name| secret(name, value, line_start + open + 1)),
        );
        at = close + 1;
    }
}

/// The byte of the quote that closes the literal begun before `from`.
fn closing(line: &str, from: usize, quote: u8) -> Option<usize> {
    let mut escaped = false;
    line.as_bytes()[from..]
        .iter()
        .position(|&byte| {
            let closes = byte == quote && !escaped;
            escaped = byte == b'\\' && !escaped;
            closes
        })
        .map(|distance| from + distance)
}

/// The name to which `before` assigns: what stands before its last `=`, `:`, `:=` or `=>`.
fn name_before(before: &str) -> Option<&str> {
    let before = before.trim_end();
    let comparison = ["==", "!=", "<=", ">=", "=~", "::"].iter().any(|operator| before.ends_with(operator));
    let assigned = [":=", "=>", "=", ":"].iter().find_map(|operator| before.strip_suffix(operator));
    let defined = before.strip_suffix(',').filter(|left| left.contains("define("));
    let left = assigned.filter(|_| !comparison).or(defined)?;
    let left = left.trim_end().trim_end_matches(['"', '\'', ']', '?', '!']);
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.');
    let start = left.char_indices().rev().take_while(|(_, c)| is_part(*c)).last().map(|(at, _)| at)?;
    let name = &left[start..];
    names::announced(name).map(|_| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<(String, &str)> {
        find(text).into_iter().map(|secret| (secret.name, &text[secret.verdict.range])).collect()
    }

    #[test]
    fn literals_that_are_assigned() {
        for (text, name) in [
            ("password = \"Zk4Qm9\"", "password"),
            ("const dbPassword = 'Zk4Qm9';", "dbPassword"),
            ("connect(user=\"x\", password=\"Zk4Qm9\")", "password"),
            ("$cfg['password'] = 'Zk4Qm9';", "password"),
            ("  'password' => 'Zk4Qm9',", "password"),
            ("{ user: \"x\", password: \"Zk4Qm9\" }", "password"),
            ("x\npw := \"Zk4Qm9\"\n", "pw"),
            ("define('DB_PASSWORD', 'Zk4Qm9');", "DB_PASSWORD"),
            ("self.password: str = \"Zk4Qm9\"", ""),
        ] {
            let expected: Vec<(String, &str)> =
                if name.is_empty() { Vec::new() } else { vec![(name.to_owned(), "Zk4Qm9")] };
            assert_eq!(found(text), expected, "{text}");
        }
    }

    #[test]
    fn none() {
        for text in [
            "password = os.environ[\"DB_PASSWORD\"]",
            "password = request.form[\"password\"]",
            "if password == \"Zk4Qm9\":",
            "# password = \"Zk4Qm9\"",
            "password = getenv('PW', 'x')",
            "input type=\"password\"",
            "password=\"\"",
            "print(\"password: \" + x)",
            "password = \"must be longer\"",
            "token = 'Bearer'",
            "password = \"",
            "it's",
            "token = tokens['access_token']",
            "FLAG_PASSWORD = 'password'",
        ] {
            assert_eq!(found(text), [], "{text}");
        }
    }
}
