//! The two sides of the score put together: what the name announces against what the value looks like.

use std::ops::Range;

use super::{
    Confidence, Kind, Sink, Verdict, dummy, entropy,
    names::{self, Announced, Strength},
    pair,
    values::{self, Shape},
    word_list::WordList,
    words::{squeezed, words},
};

/// Values under non-password names that choose a mechanism.
static MECHANISMS: WordList = WordList::new(
    "aes256 anonymous auto aws azure basic bearer cookie digest env es256 external file gcp
     generated github gitlab header hs256 hs384 hs512 htpasswd internal json jwt keystone
     kubernetes ldap local oauth oauth2 oidc opaque rs256 rs384 rs512 rsa saml simple static uuid vault
     webhook yaml",
);

/// Dummies that, in a file, are as often the name of a user or a mode.
static EVERYDAY: WordList = WordList::new(
    "admin administrator default demo dev development example guest key local oracle root secret
     sample temp temporary token user",
);

/// Judges by what `name` announces.
pub(super) fn by_name(name: &str, value: &str, sink: Sink) -> Option<Verdict> {
    let range = secret_part(value);
    let literal = &value[range.clone()];
    let Some(announced) = names::announced(name) else {
        return unannounced(name, literal, range, sink);
    };
    if let Some(pair) = pair::under(&announced.word, literal, is_loose(name, sink)) {
        return Some(pair.shifted(range.start));
    }
    let shape = values::shape(literal);
    let confidence = weigh(name, &announced, literal, shape, sink)?;
    let kind = if is_aws_secret_key(name, literal) { Kind::Provider("AWS secret access key") } else { announced.kind };
    let reason = reason(&announced, confidence, shape);
    Some(Verdict::new(kind, confidence, range, reason))
}

/// `value` without blanks and one pair of quotes around it.
fn secret_part(value: &str) -> Range<usize> {
    let start = value.len() - value.trim_start().len();
    let range = start..start + value.trim().len();
    let inner = &value[range.clone()];
    let quoted = ['"', '\''].iter().any(|&quote| inner.len() > 2 && inner.starts_with(quote) && inner.ends_with(quote));
    if quoted { range.start + 1..range.end - 1 } else { range }
}

fn weigh(name: &str, announced: &Announced, value: &str, shape: Shape, sink: Sink) -> Option<Confidence> {
    let loose = is_loose(name, sink);
    let password = announced.kind == Kind::Password;
    let strength = match announced.strength {
        Strength::Trailed if loose && announced.kind != Kind::Token => Strength::Strong,
        Strength::Trailed => Strength::Weak,
        other => other,
    };
    if value.chars().count() < 3 {
        return None;
    }
    match shape {
        Shape::Digits if password && strength == Strength::Strong && value.len() >= 4 => {
            Some(graded(value, Confidence::Likely))
        }
        Shape::Prose if password && loose && is_phrase(announced, value) => Some(Confidence::Likely),
        Shape::Name | Shape::Opaque if strength == Strength::Weak => {
            entropy::looks_random(value).then_some(Confidence::Likely)
        }
        Shape::Opaque if password => Some(graded(value, Confidence::Certain)),
        Shape::Name if password => named_password(name, value, sink).then(|| graded(value, Confidence::Likely)),
        Shape::Opaque => opaque(value, loose),
        Shape::Name => named_secret(name, value, sink).then(|| graded(value, Confidence::Likely)),
        _ => None,
    }
}

/// Words that make a password: any under `passphrase`, else two of which one is no word.
fn is_phrase(announced: &Announced, value: &str) -> bool {
    let parts: Vec<&str> = value.split_whitespace().collect();
    announced.word == "passphrase"
        || (parts.len() == 2 && parts.iter().any(|part| values::shape(part) == Shape::Opaque))
}

/// A program reads an environment variable as it stands; in a file, a name may stand for anything.
fn is_loose(name: &str, sink: Sink) -> bool {
    let shouted = name.contains('_') && !name.contains(|c: char| c.is_lowercase());
    match sink {
        Sink::Env | Sink::Secret => true,
        Sink::ConfigMap | Sink::Text => shouted,
        Sink::Argument | Sink::Annotation => false,
    }
}

fn graded(value: &str, otherwise: Confidence) -> Confidence {
    if dummy::is_dummy(value) { Confidence::Dummy } else { otherwise }
}

/// A value without words under a name that says key, token or secret.
fn opaque(value: &str, loose: bool) -> Option<Confidence> {
    let colour =
        value.strip_prefix('#').is_some_and(|hex| hex.len() <= 8 && hex.bytes().all(|b| b.is_ascii_hexdigit()));
    if colour {
        return None;
    }
    if dummy::is_dummy(value) {
        return Some(Confidence::Dummy);
    }
    let syntax = value.contains(['(', ')', '{', '}', '<', '>', '|', '\\', '"', '\'', ',']);
    if !loose && (value.len() < 8 || syntax) {
        return None;
    }
    let long = value.len() >= 16 || entropy::looks_random(value);
    Some(if long { Confidence::Certain } else { Confidence::Likely })
}

/// A password made of words, unless it is a label (`password: Password`) or the name itself.
fn named_password(name: &str, value: &str, sink: Sink) -> bool {
    if !matches!(sink, Sink::Text | Sink::ConfigMap | Sink::Annotation) {
        return true;
    }
    let label = value.starts_with(char::is_uppercase) && names::is_credential_word(&squeezed(value));
    let same = words(value).len() > 1 && squeezed(name).ends_with(&squeezed(value));
    !label && !same
}

/// A key, token or secret made of words, unless the words name the object or the mechanism that holds it.
fn named_secret(name: &str, value: &str, sink: Sink) -> bool {
    let plain = squeezed(value);
    let everyday = EVERYDAY.has(&plain);
    if MECHANISMS.has(&plain) || (squeezed(name).contains(&plain) && !everyday) {
        return false;
    }
    let loose = is_loose(name, sink);
    if dummy::is_dummy(value) {
        return loose || !(everyday || names_an_object(value));
    }
    loose && !names_an_object(value)
}

/// `db-credentials`, `kube-system/regcred`, `X-Api-Key`, `access_token`: what holds a secret.
fn names_an_object(value: &str) -> bool {
    let words = words(value);
    value.contains(['/', ':'])
        || (words.len() > 1 && words.iter().any(|word| names::is_credential_word(word) || word == "tls"))
}

/// The name is silent. In a Secret, a value that looks random, or like a password, is one all the same.
fn unannounced(name: &str, value: &str, range: Range<usize>, sink: Sink) -> Option<Verdict> {
    let pin = words(name).last().is_some_and(|last| last == "pin");
    if pin && (4..=12).contains(&value.len()) && value.bytes().all(|b| b.is_ascii_digit()) {
        let confidence = graded(value, Confidence::Likely);
        return Some(Verdict::new(
            Kind::Password,
            confidence,
            range,
            "the name says `pin` and the value is all digits",
        ));
    }
    let opaque = sink == Sink::Secret && !names::ends_elsewhere(name) && values::shape(value) == Shape::Opaque;
    (opaque && (entropy::looks_random(value) || looks_like_a_password(value)))
        .then(|| Verdict::new(Kind::Secret, Confidence::Likely, range, "it stands in a Secret and looks random"))
}

/// Letters with digits or marks among them, and nothing that lists, addresses and identifiers are made of.
fn looks_like_a_password(value: &str) -> bool {
    let of_a_list = value.contains([',', ';', '/', ':', '=', '(', ')', '[', ']', '*']);
    let address = value.contains('@') && value.contains('.');
    let marked = value.bytes().any(|byte| !byte.is_ascii_alphabetic());
    let long = (8..=64).contains(&value.chars().count());
    long && marked && !of_a_list && !address && !entropy::is_uuid(value) && !dummy::is_dummy(value)
}

/// The forty characters that belong to an access key id; without such a name they could be any hash.
fn is_aws_secret_key(name: &str, value: &str) -> bool {
    let words = words(name);
    let says = |word: &str| words.iter().any(|w| w == word);
    (says("aws") || says("secret")) && says("access") && value.len() == 40 && entropy::looks_random(value)
}

fn reason(announced: &Announced, confidence: Confidence, shape: Shape) -> String {
    let word = &announced.word;
    match (confidence, shape) {
        (Confidence::Dummy, _) => {
            format!("the name says `{word}` and the value is a well-known one or a stand-in")
        }
        (_, Shape::Opaque) if announced.strength == Strength::Weak => {
            format!("the name says `{word}` and the value looks random")
        }
        _ => format!("the name says `{word}` and the value is a literal"),
    }
}
