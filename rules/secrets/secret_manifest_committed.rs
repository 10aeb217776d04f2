//! secret-manifest-committed: see `secret_manifest_committed.md`.

use super::entries::{Bundle, Entry, LAST_APPLIED, secrets};
use super::evidence::{Confidence, Kind, Sink, TextSecret, Verdict, decoded_text, in_entry};
use super::leak::{Leak, Worth};
use crate::diagnostic::{Layer, Severity};
use crate::kubernetes::{self, Encoding, Object, Secret};
use crate::rule::{Check, Context, Place, Rule};

pub(super) static RULE: Rule = Rule {
    id: "secret-manifest-committed",
    summary: "a Secret stands among the manifests with its real values",
    severity: Severity::Warning,
    layer: Layer::Leak,
    check: Check::Object(&[kubernetes::Kind::Secret, kubernetes::Kind::Kustomization], check),
    docs: include_str!("secret_manifest_committed.md"),
    ..Rule::DEFAULT
};

/// Files of certificates, archives and pictures.
const PUBLIC_ENDINGS: [&str; 11] =
    [".cer", ".crt", ".csr", ".der", ".gz", ".ico", ".jpg", ".png", ".pub", ".tgz", ".zip"];

/// A credential in a Secret.
struct Value<'a> {
    /// The key that it stands under.
    key: String,
    place: Place<'a>,
    /// What it is, with its article.
    described: String,
    /// Whether it is in base64.
    is_encoded: bool,
    /// Whether its form proves that it opens something.
    is_proven: bool,
}

fn check<'a>(object: Object<'a>, cx: &mut Context<'a>) {
    if Secret::of(object).is_some_and(is_of_a_tool) {
        return;
    }
    // SOPS writes how it encrypted the values beside them.
    let is_encrypted = object.node.get("sops").is_some();
    for mut bundle in secrets(object) {
        bundle.entries.retain(|_| !is_encrypted);
        bundle.entries.extend(last_applied(object));
        let mut values: Vec<Value<'a>> = bundle.entries.iter().flat_map(values).collect();
        values.sort_by_key(|value| !value.is_proven);
        if let Some((first, others)) = values.split_first() {
            report(&bundle, first, others, cx);
        }
    }
}

/// Helm keeps its releases in Secrets, which nobody writes.
fn is_of_a_tool(secret: Secret<'_>) -> bool {
    secret.secret_type().starts_with("helm.sh/release")
}

/// Whether `key` names a file of bytes that holds nothing private, however random it looks in base64.
fn is_public(key: &str) -> bool {
    let key = key.to_ascii_lowercase();
    ["truststore", "trust-store", "cacerts"].iter().any(|word| key.contains(word))
        || PUBLIC_ENDINGS.iter().any(|ending| key.ends_with(ending))
}

/// What kubectl keeps of the Secret as it was applied, before anything encrypted it.
fn last_applied(object: Object<'_>) -> Option<Entry<'_>> {
    let entry = object.metadata()?.get("annotations")?.entry(LAST_APPLIED)?;
    Some(Entry::new(entry.key, entry.value, Encoding::Text))
}

/// The credentials of an entry, stand-ins left out. What is encoded has no parts to point at, so it counts as one.
fn values<'a>(entry: &Entry<'a>) -> Vec<Value<'a>> {
    let written = entry.value();
    let decoded = Some(&written).filter(|_| entry.encoding == Encoding::Base64).and_then(|written| decoded(written));
    if entry.encoding == Encoding::Base64 && decoded.is_none() && is_public(&entry.key) {
        return Vec::new();
    }
    let text = decoded.as_deref().unwrap_or(&written);
    let found = in_entry(&entry.key, text, Sink::Secret);
    let mut values: Vec<Value<'a>> = found.iter().filter_map(|secret| value(entry, secret, text)).collect();
    if decoded.is_some() {
        values.sort_by_key(|value| !value.is_proven);
        values.truncate(1);
        values.iter_mut().for_each(|value| value.place = entry.part(0..written.len()));
    }
    values
}

fn value<'a>(entry: &Entry<'a>, secret: &TextSecret, text: &str) -> Option<Value<'a>> {
    let leak = Leak::new(&secret.name, &secret.verdict, text);
    (leak.worth() != Worth::StandIn).then(|| Value {
        key: entry.key.to_string(),
        place: entry.part(secret.verdict.range.clone()),
        described: leak.to_string(),
        is_encoded: entry.encoding == Encoding::Base64,
        is_proven: is_proven(&secret.verdict),
    })
}

/// The text under base64, which may be broken into lines. Bytes that are no text stay encoded: keys often are.
fn decoded(written: &str) -> Option<String> {
    let joined: String = written.split_ascii_whitespace().collect();
    let text = decoded_text(&joined)?;
    // Words that happen to be base64 decode to anything.
    let is_text = !text.chars().any(|c| c.is_control() && !c.is_whitespace());
    is_text.then_some(text)
}

fn is_proven(verdict: &Verdict) -> bool {
    verdict.confidence == Confidence::Certain && matches!(verdict.kind, Kind::Provider(_) | Kind::PrivateKey)
}

fn report<'a>(bundle: &Bundle<'a>, first: &Value<'a>, others: &[Value<'a>], cx: &mut Context<'a>) {
    let more = match others.len() {
        0 => String::new(),
        1 => ", and one value more".to_owned(),
        count => format!(", and {count} values more"),
    };
    let encoding = if first.is_encoded { "; base64 is no encryption" } else { "" };
    let Value { key, described, .. } = first;
    let message = format!("{} is written with its values: `{key}` holds {described}{more}{encoding}", bundle.title);
    let severity = if first.is_proven { Severity::Error } else { Severity::Warning };
    let places: Vec<_> = others.iter().map(|other| (cx.locate(&other.place), other.place.written_at())).collect();
    let mut finding = cx.report(first.place.clone(), message).severity(severity).help(format!(
        "encrypt the file (SOPS, SealedSecret), or let an ExternalSecret fetch `{key}` from where it is kept; and change \
         what was committed, as it stays in the history"
    ));
    for (other, (used, written)) in others.iter().zip(places) {
        let message = format!("`{}` holds {}", other.key, other.described);
        finding = finding.label(used, &message);
        if let Some(written) = written {
            finding = finding.label(written, &message);
        }
    }
}
