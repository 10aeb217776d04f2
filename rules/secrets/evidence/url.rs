//! User and password in a URL: `scheme://user:password@host`, JDBC's Oracle form, Go's data source names.

use std::ops::Range;

use memchr::{memchr2, memmem};

use super::{Confidence, Kind, Verdict, connection, dummy, forms::Apart, references};

/// A password in a URL or connection string.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UrlCredential {
    /// The scheme in lower case; the protocol of a data source name (`tcp`); empty for `key=value` strings.
    pub scheme: String,
    /// The bytes of the user, when one is written before the password.
    pub user: Option<Range<usize>>,
    /// The bytes of the password.
    pub password: Range<usize>,
    /// How sure it is that this is a real one.
    pub confidence: Confidence,
}

/// Longer schemes are none.
const LONGEST_SCHEME: usize = 32;
/// Longer users and passwords before `@tcp(` are none.
const LONGEST_PAIR: usize = 256;

/// The passwords in the URLs and connection strings of `text`, in order.
///
/// Left out are empty passwords, expansions (`$(X)`, `${X}`, `{{ x }}`), gaps (`<password>`, `***`, `PASSWORD`) and
/// image digests, which have the same shape (`docker://app:1.2@sha256:…`).
pub fn credentials_in_url(text: &str) -> Vec<UrlCredential> {
    if memchr2(b'@', b'=', text.as_bytes()).is_none() {
        return Vec::new();
    }
    let mut found = Apart::default();
    let all = authorities(text).chain(data_source_names(text)).chain(oracle_thin(text));
    for credential in all.chain(connection::find(text)) {
        found.add(credential.password.start, credential.password.end, credential);
    }
    found.into_items()
}

/// Whether looking closer at `text` may find such a password: there is one, or a URL whose slashes JSON escapes.
pub fn may_hold_url_credentials(text: &str) -> bool {
    text.contains(r":\/\/") || !credentials_in_url(text).is_empty()
}

/// The verdict on one such password.
pub(super) fn verdict(credential: UrlCredential) -> Verdict {
    let place = if credential.scheme.is_empty() { "connection string" } else { "URL" };
    let reason = match credential.confidence {
        Confidence::Dummy => format!("the {place} holds a well-known password or a stand-in"),
        _ => format!("the {place} holds a password"),
    };
    Verdict::new(Kind::ConnectionString, credential.confidence, credential.password, reason)
}

/// What `password` is worth; nothing when it stands for another.
pub(super) fn confidence(password: &str) -> Option<Confidence> {
    let decoded = percent_decoded(password);
    let placeholder = matches!(decoded.as_str(), "PASSWORD" | "PASS" | "PWD" | "SECRET" | "TOKEN");
    let mask = decoded.bytes().all(|b| matches!(b, b'x' | b'X'));
    if decoded.is_empty() || placeholder || mask || references::is_unknown(&decoded) {
        return None;
    }
    Some(if dummy::is_dummy(&decoded) || decoded.chars().count() < 3 { Confidence::Dummy } else { Confidence::Certain })
}

fn authorities(text: &str) -> impl Iterator<Item = UrlCredential> {
    memmem::find_iter(text.as_bytes(), "://").filter_map(|at| authority(text, at))
}

/// User and password of the URL whose `://` stands at `at`.
fn authority(text: &str, at: usize) -> Option<UrlCredential> {
    let scheme = scheme(text, at)?;
    let start = at + "://".len();
    let rest = &text[start..];
    let end = rest.find(|c: char| c.is_whitespace() || r#"/?#"'<>`\"#.contains(c)).unwrap_or(rest.len());
    let (user_info, host) = rest[..end].rsplit_once('@')?;
    let (user, password) = user_info.split_once(':')?;
    let is_host = host.starts_with(|c: char| c.is_alphanumeric() || "[${_%(*".contains(c));
    if !is_host || host.starts_with("sha256:") || user.contains(['[', '^', '|']) || password.contains("[^") {
        return None;
    }
    let password_start = start + user.len() + 1;
    Some(UrlCredential {
        scheme,
        user: (!user.is_empty()).then(|| start..start + user.len()),
        password: password_start..password_start + password.len(),
        confidence: confidence(password)?,
    })
}

/// The scheme that ends at `at`.
fn scheme(text: &str, at: usize) -> Option<String> {
    let is_part = |byte: &&u8| byte.is_ascii_alphanumeric() || b"+.-".contains(byte);
    let length = text.as_bytes()[..at].iter().rev().take(LONGEST_SCHEME).take_while(is_part).count();
    let scheme = text[at - length..at].trim_start_matches(|c: char| !c.is_ascii_alphabetic());
    (!scheme.is_empty()).then(|| scheme.to_ascii_lowercase())
}

/// `user:password@tcp(host:3306)/db`, as Go's MySQL driver reads it.
fn data_source_names(text: &str) -> impl Iterator<Item = UrlCredential> {
    ["tcp", "unix", "udp"].into_iter().flat_map(move |protocol| {
        let marker = format!("@{protocol}(");
        let places: Vec<usize> = memmem::find_iter(text.as_bytes(), &marker).collect();
        places.into_iter().filter_map(move |at| pair_before(text, at, protocol, ':'))
    })
}

/// `jdbc:oracle:thin:user/password@host`.
fn oracle_thin(text: &str) -> impl Iterator<Item = UrlCredential> {
    memmem::find_iter(text.as_bytes(), "jdbc:oracle:thin:").filter_map(|at| {
        let start = at + "jdbc:oracle:thin:".len();
        let length = text.as_bytes()[start..].iter().take(LONGEST_PAIR).position(|byte| *byte == b'@')?;
        pair_before(text, start + length, "jdbc:oracle", '/').filter(|found| found.password.start > start)
    })
}

/// The user and the password that end at the `@` at `at`.
fn pair_before(text: &str, at: usize, scheme: &str, between: char) -> Option<UrlCredential> {
    let is_part = |byte: &&u8| !byte.is_ascii_whitespace() && !b"\"'`<>=,;".contains(byte);
    let length = text.as_bytes()[..at].iter().rev().take(LONGEST_PAIR).take_while(is_part).count();
    let pair = text.get(at - length..at)?;
    let (head, password) = pair.split_once(between).filter(|_| text[at..].starts_with('@'))?;
    let (user, password) = if between == '/' { (head.rsplit(':').next()?, password) } else { (head, password) };
    let password_start = at - password.len();
    let user_start = password_start - 1 - user.len();
    Some(UrlCredential {
        scheme: scheme.to_owned(),
        user: (!user.is_empty()).then(|| user_start..user_start + user.len()),
        password: password_start..at,
        confidence: confidence(password)?,
    })
}

/// `text` with `%40` and its like decoded, where that gives text.
fn percent_decoded(text: &str) -> String {
    let mut decoded = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        let code = (byte == b'%').then(|| after.get(..2)).flatten();
        let code = code.and_then(|digits| u8::from_str_radix(str::from_utf8(digits).ok()?, 16).ok());
        decoded.push(code.unwrap_or(byte));
        rest = if code.is_some() { &after[2..] } else { after };
    }
    String::from_utf8(decoded).unwrap_or_else(|_| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn passwords(text: &str) -> Vec<&str> {
        credentials_in_url(text).into_iter().map(|found| &text[found.password]).collect()
    }

    #[test]
    fn passwords_in_urls() {
        for (text, password) in [
            ("postgres://shop:Zk4Qm9@db:5432/shop", "Zk4Qm9"),
            ("redis://:Zk4Qm9@redis:6379/0", "Zk4Qm9"),
            ("amqp://guest:guest@rabbitmq", "guest"),
            ("mongodb+srv://app:p%40ss%2F1@cluster0.example.net/?retryWrites=true", "p%40ss%2F1"),
            ("mongodb://u:s3kr1t@h1:27017,h2:27017/db", "s3kr1t"),
            ("DATABASE_URL=postgresql+asyncpg://u:Zk@4Qm9@db/x # dev", "Zk@4Qm9"),
            ("HTTP_PROXY: \"http://proxy:Zk4Qm9@10.0.0.1:3128\"", "Zk4Qm9"),
            ("https://oauth2:Zk4Qm9@git.example.com/a.git", "Zk4Qm9"),
            ("jdbc:oracle:thin:scott/Zk4Qm9@db:1521/x", "Zk4Qm9"),
            ("DSN: shop:Zk4Qm9@tcp(db:3306)/shop?parseTime=true", "Zk4Qm9"),
            ("root:@x:y@unix(/run/mysqld.sock)/", "@x:y"),
            ("smb://DOMAIN;user:Zk4Qm9@nas/share", "Zk4Qm9"),
            ("http://${USER}:Zk4Qm9@host", "Zk4Qm9"),
        ] {
            assert_eq!(passwords(text), [password], "{text}");
        }
    }

    #[test]
    fn urls_without_a_password() {
        for text in [
            "https://example.com/a@b:c",
            "https://example.com:8443/x",
            "postgres://shop@db/shop",
            "postgres://shop:@db/shop",
            "postgres://shop:$(PW)@db",
            "postgres://shop:${PW}@db",
            "postgres://shop:$PW@db",
            "postgres://shop:%24%7BPW%7D@db",
            "postgres://shop:{{ .pw }}@db",
            "postgres://shop:<password>@db",
            "postgres://shop:***@db",
            "redis://:xxxxx@redis",
            "postgres://USER:PASSWORD@HOST:5432/DB",
            "docker-pullable://nginx:1.27@sha256:0a1b",
            "fmt: %s://%s:%s@%s/%s",
            "https?://[^:]+:[^@]+@host",
            "git@github.com:a/b.git",
            "ssh://git@github.com/a",
            "://:a@b",
            "'redis://:' + pw + '@h'",
            "$(PW)@tcp(db:3306)/x",
            "user@tcp(db:3306)/x",
            "see tcp(x)",
            "jdbc:oracle:thin:@db:1521/x",
            "https://a.b/@c:d@e",
        ] {
            assert_eq!(passwords(text), [] as [&str; 0], "{text}");
        }
    }

    #[test]
    fn user_scheme_and_worth() {
        let text = "AMQPS://guest:guest@mq";
        let found = &credentials_in_url(text)[0];
        assert_eq!(found.scheme, "amqps");
        assert_eq!(found.user.clone().map(|user| &text[user]), Some("guest"));
        assert_eq!(found.confidence, Confidence::Dummy);
    }
}
