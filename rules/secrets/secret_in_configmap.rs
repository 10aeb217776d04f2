//! secret-in-configmap: see `secret_in_configmap.md`.

use super::entries::{Bundle, Entry, config_maps};
use super::evidence::{Kind, Sink, TextSecret, in_entry};
use super::leak::{Leak, subject};
use crate::diagnostic::{Layer, Severity};
use crate::kubernetes::{self, Encoding, Object};
use crate::rule::{Check, Context, Equivalents, Rule};

pub(super) static RULE: Rule = Rule {
    id: "secret-in-configmap",
    summary: "a ConfigMap, or a file in it, holds a password, token or key",
    severity: Severity::Error,
    layer: Layer::Leak,
    check: Check::Object(&[kubernetes::Kind::ConfigMap, kubernetes::Kind::Kustomization], check),
    equivalents: Equivalents {
        kube_linter: &["configmap-with-credentials"],
        polaris: &["sensitiveConfigmapContent"],
        trivy: &["KSV-0109"],
        ..Equivalents::NONE
    },
    docs: include_str!("secret_in_configmap.md"),
    ..Rule::DEFAULT
};

fn check<'a>(object: Object<'a>, cx: &mut Context<'a>) {
    for bundle in config_maps(object) {
        for entry in bundle.entries.iter().filter(|entry| entry.encoding == Encoding::Text) {
            check_entry(entry, &bundle, cx);
        }
    }
}

fn check_entry<'a>(entry: &Entry<'a>, bundle: &Bundle<'a>, cx: &mut Context<'a>) {
    let text = entry.value();
    let found = in_entry(&entry.key, &text, Sink::ConfigMap);
    for secret in found.iter().filter(|secret| secret.verdict.kind != Kind::ConnectionString) {
        let leak = Leak::new(&secret.name, &secret.verdict, &text);
        let thing = format!("`{}` of {}", entry.key, bundle.title);
        let message = leak.sentence(
            &subject(leak.name, &entry.key, &thing),
            "the cluster role `view` may read every ConfigMap, and no Secret",
        );
        cx.report(entry.part(secret.verdict.range.clone()), message)
            .severity(leak.severity())
            .help(help(entry, secret));
    }
}

fn help(entry: &Entry<'_>, secret: &TextSecret) -> String {
    let key = &entry.key;
    if secret.name == *key {
        return format!("move `{key}` to a Secret, and take it from there: `secretKeyRef` for `configMapKeyRef`");
    }
    format!(
        "move `{key}` to a Secret and mount that; or leave the value out and let the program read it from a variable \
         with `secretKeyRef`"
    )
}
