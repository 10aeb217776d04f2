//! Passwords in connection strings: `Server=…;Password=…`, `host=… password=…`, `jdbc:…?user=…&password=…`.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

use super::{
    UrlCredential, entropy, url,
    values::{self, Shape},
};

/// What stands before the password.
const PASSWORD_KEYS: [&str; 4] = ["password=", "passwd=", "pwd=", "pass="];
/// What stands before a token in the query of a URL; other words are too common there.
const TOKEN_KEYS: [&str; 5] = ["access_token=", "api_key=", "apikey=", "token=", "secret="];
/// What a connection string has beside its password.
const NEIGHBOURS: [&str; 14] = [
    "server=",
    "data source=",
    "datasource=",
    "host=",
    "hostname=",
    "hostaddr=",
    "user id=",
    "uid=",
    "user=",
    "username=",
    "initial catalog=",
    "database=",
    "dbname=",
    "endpoint=",
];

/// The passwords in the connection strings of `text`, line by line.
pub(super) fn find(text: &str) -> impl Iterator<Item = UrlCredential> {
    let mut start = 0;
    text.split_inclusive('\n').flat_map(move |line| {
        let at = start;
        start += line.len();
        in_line(line)
            .into_iter()
            .map(move |found| UrlCredential { password: found.password.start + at..found.password.end + at, ..found })
    })
}

static KEYS: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| folded(&[&PASSWORD_KEYS[..], &TOKEN_KEYS[..]].concat()));
static BESIDE: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| folded(&NEIGHBOURS));

fn folded(words: &[&str]) -> Option<AhoCorasick> {
    AhoCorasick::builder().ascii_case_insensitive(true).build(words).ok()
}

fn in_line(line: &str) -> Vec<UrlCredential> {
    let Some(keys) = KEYS.as_ref() else {
        return Vec::new();
    };
    let mut neighbours = None;
    let mut found = Vec::new();
    for hit in keys.find_iter(line) {
        let token = hit.pattern().as_usize() >= PASSWORD_KEYS.len();
        let place = place_of(line, hit.start());
        let mut beside = || *neighbours.get_or_insert_with(|| has_neighbours(line));
        let expected = match place {
            Place::Query => true,
            Place::Pair => !token && beside(),
            Place::Elsewhere => false,
        };
        let credential = if expected { value_at(line, hit.end()) } else { None };
        found.extend(credential.filter(|found| !token || entropy::looks_random(&line[found.password.clone()])));
    }
    found
}

enum Place {
    /// After `?` or `&`.
    Query,
    /// After `;`, a blank or a quote, or at the start.
    Pair,
    Elsewhere,
}

fn place_of(line: &str, at: usize) -> Place {
    match line[..at].bytes().next_back() {
        Some(b'?' | b'&') => Place::Query,
        Some(b';') if line[..at].ends_with("&amp;") => Place::Query,
        Some(b' ') if line[..at].trim_end().ends_with(',') => Place::Elsewhere,
        None | Some(b';' | b' ' | b'\t' | b'"' | b'\'' | b'(' | b',') => Place::Pair,
        _ => Place::Elsewhere,
    }
}

fn has_neighbours(line: &str) -> bool {
    BESIDE.as_ref().is_some_and(|beside| beside.is_match(line))
}

/// The value that starts at byte `from`, in quotes or up to the next separator.
fn value_at(line: &str, from: usize) -> Option<UrlCredential> {
    let rest = &line[from..];
    let quote = rest.chars().next().filter(|c| matches!(c, '\'' | '"'));
    let (start, value) = match quote {
        Some(quote) => (from + 1, rest[1..].split(quote).next()?),
        None => (from, rest.split(|c: char| c.is_whitespace() || r#";&"'`<>\,)"#.contains(c)).next()?),
    };
    let confidence = url::confidence(value)
        .filter(|_| !matches!(values::shape(value), Shape::Nothing | Shape::Keyword | Shape::Place))?;
    Some(UrlCredential { scheme: String::new(), user: None, password: start..start + value.len(), confidence })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn passwords(text: &str) -> Vec<&str> {
        find(text).map(|found| &text[found.password]).collect()
    }

    #[test]
    fn connection_strings() {
        for text in [
            "Server=db,1433;Database=shop;User Id=sa;Password=Zk4Qm9!x;Encrypt=true",
            "\"Data Source=db;Initial Catalog=shop;Pwd=Zk4Qm9!x\"",
            "first line\nhost=db port=5432 user=shop password=Zk4Qm9!x sslmode=disable",
            "jdbc:mysql://db/shop?user=shop&password=Zk4Qm9!x",
            "jdbc:sqlserver://db;user=sa;password=Zk4Qm9!x;encrypt=true",
            "<add connectionString=\"Server=db;Uid=sa;Pwd='Zk4Qm9!x'\"/>",
            "url=jdbc:mysql://db/shop?user=shop&amp;password=Zk4Qm9!x",
            "https://hook.example.com/in?token=Zk4Qm9LrT2vXwB7nHcP3sY6d",
        ] {
            let expected = if text.contains("token") { "Zk4Qm9LrT2vXwB7nHcP3sY6d" } else { "Zk4Qm9!x" };
            assert_eq!(passwords(text), [expected], "{text}");
        }
    }

    #[test]
    fn no_connection_strings() {
        for text in [
            "password=Zk4Qm9",
            "Server=db;Database=shop;Trusted_Connection=True",
            "Server=db;Password=;User Id=sa",
            "Server=db;Password=${DB_PASSWORD}",
            "host=db user=shop password=$PGPASSWORD",
            "https://x.example/?token=abc",
            "bypass=1 host=db",
            "host=db sslpassword=x",
        ] {
            assert_eq!(passwords(text), [] as [&str; 0], "{text}");
        }
    }
}
