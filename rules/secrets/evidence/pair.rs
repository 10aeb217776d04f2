//! A user and a password in one value: `user:password`, plain or in base64, and `neo4j/password`.

use super::{
    Confidence, Kind, Verdict, dummy,
    encoded::decoded_text,
    references,
    values::{self, Shape},
};

/// The password of the pair that `value` is, under a name whose `word` speaks of credentials.
///
/// Bare `auth` is believed only where the sink is `loose`: in files, `auth: ldap:internal` chooses a mechanism.
pub(super) fn under(word: &str, value: &str, loose: bool) -> Option<Verdict> {
    let credentials = matches!(word, "cred" | "credential" | "credentials" | "creds");
    if !credentials && !matches!(word, "auth" | "authorization") {
        return None;
    }
    in_base64(value).or_else(|| (credentials || loose).then(|| plain(value)).flatten())
}

/// `value` as a user and a password in base64.
pub(super) fn in_base64(value: &str) -> Option<Verdict> {
    let decoded = decoded_text(value)?;
    let (user, password) = decoded.split_once(':')?;
    let printable = !decoded.contains(char::is_control) && !user.contains(char::is_whitespace);
    if !printable || password.is_empty() || references::is_unknown(password) {
        return None;
    }
    let confidence = if dummy::is_dummy(password) { Confidence::Dummy } else { Confidence::Certain };
    Some(Verdict::new(Kind::Password, confidence, 0..value.len(), "it is a user and a password in base64"))
}

fn plain(value: &str) -> Option<Verdict> {
    let neo4j = value.strip_prefix("neo4j/").map(|password| ("neo4j", password));
    let (user, password) = neo4j.or_else(|| value.split_once(':'))?;
    let is_user = !user.is_empty() && user.bytes().all(|b| b.is_ascii_alphanumeric() || b"._@-".contains(&b));
    let elsewhere = matches!(values::shape(value), Shape::Place | Shape::Public | Shape::Document | Shape::Unknown);
    let literal = matches!(values::shape(password), Shape::Name | Shape::Opaque) && password.len() >= 3;
    (is_user && literal && !elsewhere).then(|| {
        let confidence = if dummy::is_dummy(password) { Confidence::Dummy } else { Confidence::Likely };
        let range = value.len() - password.len()..value.len();
        Verdict::new(Kind::Password, confidence, range, "the value is a user and a password")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs() {
        // base64 of `shop:Zk4Qm9Lr`
        for (word, value, secret) in [
            ("auth", "shop:Zk4Qm9", "Zk4Qm9"),
            ("creds", "shop@example.com:shopkeeper", "shopkeeper"),
            ("auth", "neo4j/Zk4Qm9", "Zk4Qm9"),
            ("auth", "c2hvcDpaazRRbTlMcg==", "c2hvcDpaazRRbTlMcg=="),
        ] {
            let range = under(word, value, true).map(|verdict| verdict.range);
            assert_eq!(range.map(|range| &value[range]), Some(secret), "{value}");
        }
    }

    #[test]
    fn no_pairs() {
        for (word, value, loose) in [
            ("auth", "ldap:internal", false),
            ("token", "shop:Zk4Qm9", true),
            ("auth", "shop:$(PW)", true),
            ("auth", "shop:", true),
            ("auth", "localhost:8080", true),
            ("auth", "shop:$2y$10$abcdefghijk", true),
            ("auth", "bm90IGEgcGFpcg==", true),
        ] {
            assert_eq!(under(word, value, loose), None, "{value}");
        }
    }
}
