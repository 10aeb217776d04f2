//! pv-released: see `pv_released.md`.

use crate::diagnostic::{Layer, Severity};
use crate::kubernetes::{Kind, Object, PersistentVolume, placeholder};
use crate::rule::{Check, Context, Rule};
use crate::yaml::Node;

pub(super) static RULE: Rule = Rule {
    id: "pv-released",
    summary: "a volume whose `claimRef` bears the `uid` of a claim that is gone is never bound again",
    severity: Severity::Error,
    layer: Layer::Stuck,
    check: Check::Object(&[Kind::PersistentVolume], check),
    docs: include_str!("pv_released.md"),
    ..Rule::DEFAULT
};

fn check<'a>(object: Object<'a>, cx: &mut Context<'a>) {
    let Some(reference) = PersistentVolume::of(object).and_then(PersistentVolume::claim_ref) else { return };
    let Some(uid) = reference.value.get("uid").filter(|uid| !uid.is_empty() && !placeholder::is_unknown(&uid.text()))
    else {
        return;
    };
    let volume = object.name().unwrap_or_default();
    let message =
        format!("volume `{volume}` is released before it is used: no new claim ever gets the uid `{}`", uid.text());
    let part = |field| reference.value.get(field).map(Node::text).unwrap_or_default();
    cx.report(uid, message).help(format!(
        "remove `uid`: with `namespace` and `name` alone the volume is kept for the next claim `{}/{}`",
        part("namespace"),
        part("name")
    ));
}
