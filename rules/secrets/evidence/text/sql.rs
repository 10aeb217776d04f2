//! Passwords in SQL: `IDENTIFIED BY 'x'`, `PASSWORD 'x'`.

use std::sync::LazyLock;

use regex::Regex;

use super::TextSecret;
use crate::rules::secrets::evidence::{
    Confidence, Kind, Verdict, dummy,
    values::{self, Shape},
};

/// How far before a password the statement that sets it may begin, in bytes.
const REACH: usize = 400;

/// The passwords that the statements of `text` set.
pub(super) fn find(text: &str) -> Vec<TextSecret> {
    let clauses = CLAUSE.iter().flat_map(|clause| clause.captures_iter(text));
    let found = clauses.filter_map(|hit| {
        let (name, password) = (hit.get(1)?, hit.get(2).or_else(|| hit.get(3))?);
        let literal =
            matches!(values::shape(password.as_str()), Shape::Name | Shape::Opaque | Shape::Digits | Shape::Prose);
        let expected = literal && password.len() >= 3 && sets_a_password(&text.as_bytes()[..name.start()]);
        expected.then(|| secret(name.as_str(), password.as_str(), password.start()))
    });
    found.collect()
}

static CLAUSE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let pattern = r#"(?i)\b(identified\s+(?:with\s+\S+\s+)?by|password)[\s=(]+(?:'([^'\n]+)'|"([^"\n]+)")"#;
    Regex::new(pattern).ok()
});

/// Whether the statement that ends in `before` sets the password of a user; a comment only speaks of it.
fn sets_a_password(before: &[u8]) -> bool {
    let window = &before[before.len().saturating_sub(REACH)..];
    let start = window.iter().rposition(|byte| *byte == b';').map_or(0, |at| at + 1);
    let statement = String::from_utf8_lossy(&window[start..]).to_lowercase();
    let line = statement.rsplit('\n').next().unwrap_or_default().trim_start();
    let says = |words: &[&str]| statement.split(|c: char| !c.is_alphanumeric()).any(|word| words.contains(&word));
    !["#", "--", "//", "*"].iter().any(|comment| line.starts_with(comment))
        && says(&["alter", "create", "grant", "set"])
        && says(&["for", "grant", "login", "role", "user"])
}

fn secret(name: &str, password: &str, at: usize) -> TextSecret {
    let dummy = dummy::is_dummy(password);
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ").to_ascii_lowercase();
    let confidence = if dummy { Confidence::Dummy } else { Confidence::Likely };
    let reason = format!("the statement sets it as a password with `{name}`");
    let verdict = Verdict::new(Kind::Password, confidence, at..at + password.len(), reason);
    TextSecret { name, verdict }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statements() {
        for text in [
            "CREATE USER 'shop'@'%' IDENTIFIED BY 'Zk4Qm9';",
            "create user shop with password 'Zk4Qm9';",
            "ALTER ROLE shop WITH LOGIN PASSWORD 'Zk4Qm9'",
            "GRANT ALL ON *.* TO 'shop' IDENTIFIED BY \"Zk4Qm9\";",
            "ALTER USER 'root'@'localhost' IDENTIFIED WITH mysql_native_password BY 'Zk4Qm9';",
            "SET PASSWORD FOR 'shop' = PASSWORD('Zk4Qm9');",
            "CREATE LOGIN shop WITH PASSWORD = 'Zk4Qm9';",
        ] {
            let found = find(text);
            assert_eq!(found.len(), 1, "{text}");
            assert_eq!(&text[found[0].verdict.range.clone()], "Zk4Qm9");
        }
    }

    #[test]
    fn none() {
        for text in [
            "CREATE USER shop PASSWORD '$PW'",
            "CREATE USER shop IDENTIFIED BY '${PW}'",
            "SELECT password FROM users",
            "CREATE TABLE user (password varchar(64) DEFAULT 'x')",
            "CREATE USER shop PASSWORD NULL",
            "CREATE USER x IDENTIFIED BY ''",
            "# every user has the password 'Zk4Qm9'",
            "-- CREATE USER x PASSWORD 'Zk4Qm9'",
        ] {
            assert_eq!(find(text), [], "{text}");
        }
    }
}
