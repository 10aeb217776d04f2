//! HTTP authorization: `Basic` with a user and a password in base64, `Bearer` with a token.

use std::sync::LazyLock;

use regex::Regex;

use super::{
    Confidence, Kind, Verdict, pair,
    values::{self, Shape},
};

/// The credentials of every `Authorization` header in `text`, however it is quoted.
pub(super) fn find(text: &str) -> Vec<Verdict> {
    let headers = HEADER.iter().flat_map(|header| header.captures_iter(text));
    headers
        .filter_map(|hit| Some((hit.get(1)?.as_str(), hit.get(2)?)))
        .filter_map(|(scheme, credentials)| {
            judge(scheme, credentials.as_str()).map(|verdict| verdict.shifted(credentials.start()))
        })
        .collect()
}

/// The credentials in `value`, when it is the value of an `Authorization` header as a whole.
pub(super) fn whole(value: &str) -> Option<Verdict> {
    let (scheme, credentials) = value.split_once(' ')?;
    let credentials = credentials.trim();
    if credentials.contains(char::is_whitespace)
        || !["basic", "bearer"].iter().any(|known| scheme.eq_ignore_ascii_case(known))
    {
        return None;
    }
    judge(scheme, credentials).map(|verdict| verdict.shifted(value.trim_end().len() - credentials.len()))
}

/// Header name, what joins it to its value in any notation, scheme, credentials.
static HEADER: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r#"(?i)\bauthorization["'\\]*[ \t]{0,8}[:=,]?[ \t"'\\]{0,8}\b(basic|bearer|token)[ \t]+([^\s"'\\;,<>]+)"#,
    )
    .ok()
});

fn judge(scheme: &str, credentials: &str) -> Option<Verdict> {
    if scheme.eq_ignore_ascii_case("basic") {
        return pair::in_base64(credentials);
    }
    let opaque = credentials.len() >= 12 && values::shape(credentials) == Shape::Opaque;
    opaque.then(|| {
        let reason = format!("it is sent as the {} of an `Authorization` header", scheme.to_ascii_lowercase());
        Verdict::new(Kind::Token, Confidence::Certain, 0..credentials.len(), reason)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<&str> {
        find(text).into_iter().map(|verdict| &text[verdict.range]).collect()
    }

    #[test]
    fn headers_in_any_notation() {
        // base64 of `shop:Zk4Qm9Lr`
        for text in [
            "Authorization: Basic c2hvcDpaazRRbTlMcg==",
            "proxy_set_header Authorization \"Basic c2hvcDpaazRRbTlMcg==\";",
            "\"Authorization\": \"Basic c2hvcDpaazRRbTlMcg==\"",
            "curl -H 'authorization: basic c2hvcDpaazRRbTlMcg=='",
        ] {
            assert_eq!(found(text), ["c2hvcDpaazRRbTlMcg=="], "{text}");
        }
        assert_eq!(found("Authorization: Bearer Zk4Qm9LrT2vXwB7n"), ["Zk4Qm9LrT2vXwB7n"]);
    }

    #[test]
    fn headers_without_credentials() {
        for text in [
            "Authorization: Bearer $TOKEN",
            "Authorization: Bearer ${TOKEN}",
            "Authorization: Basic realm",
            "authorization: token-based",
            "Authorization: Bearer <token>",
            "the Authorization header",
        ] {
            assert_eq!(found(text), [] as [&str; 0], "{text}");
        }
    }
}
