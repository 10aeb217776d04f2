//! pvc-missing: see `pvc_missing.md`.

use super::spelling::slip;
use crate::diagnostic::{Applicability, Edit, Fix, Layer, Severity};
use crate::kubernetes::{Kind, Object, Workload, placeholder};
use crate::project::{Namespaces, Scope};
use crate::rule::{Check, Context, Rule};
use crate::yaml::Node;

pub(super) static RULE: Rule = Rule {
    id: "pvc-missing",
    summary: "a pod mounts a claim that the project does not hold",
    severity: Severity::Error,
    layer: Layer::Stuck,
    check: Check::Workload(check),
    docs: include_str!("pvc_missing.md"),
    ..Rule::DEFAULT
};

fn check<'a>(workload: Workload<'a>, cx: &mut Context<'a>) {
    for volume in workload.pod.volumes() {
        let claim = volume.path(&["persistentVolumeClaim", "claimName"]).filter(|name| !name.is_empty());
        let Some(claim) = claim.filter(|name| name.as_str().is_some_and(|text| !placeholder::is_unknown(&text))) else {
            continue;
        };
        if !is_replaced_by_template(volume, workload) {
            check_claim(claim, workload, cx);
        }
    }
}

/// Of a volume with the name of a claim template the StatefulSet's own claim takes the place.
fn is_replaced_by_template(volume: Node<'_>, workload: Workload<'_>) -> bool {
    let name = volume.get("name").map(Node::text);
    workload.claim_templates().any(|template| template.path(&["metadata", "name"]).map(Node::text) == name)
}

fn check_claim<'a>(claim: Node<'a>, workload: Workload<'a>, cx: &mut Context<'a>) {
    let name = claim.text();
    let neighbours = Neighbours { everything: cx.project().everything(), workload };
    if neighbours.provide(&name) || may_be_patched(workload.object, cx) {
        return;
    }
    let pod = workload.object.title();
    if let Some(elsewhere) = neighbours.of_another_namespace(&name) {
        let namespace = elsewhere.namespace().unwrap_or_default();
        let message = format!("{pod} mounts the claim `{name}`, which lives in another namespace, `{namespace}`");
        let help =
            "a pod finds the claims of its own namespace only: put both into one, or give the pod a claim of its own";
        cx.report(claim, message).label_node(elsewhere.heading(), "the claim of that name").help(help);
    } else if let Some(near) = neighbours.nearest(&name) {
        let meant = near.name().unwrap_or_default();
        let message = format!("{pod} mounts the claim `{name}`, which the project does not hold");
        let finding = cx.report(claim, message).label_node(near.heading(), "this claim is near");
        let finding = finding.help(format!("did you mean `{meant}`?"));
        if claim.written_at().is_none() {
            finding.fix(rename(claim, &meant));
        }
    } else if provides_claims(workload.object, cx) {
        let message = format!("{pod} mounts the claim `{name}`, which the project does not hold");
        cx.report(claim, message).help(format!(
            "add a PersistentVolumeClaim `{name}` to the namespace of the pod, as for its other claims: without it the pod stays Pending"
        ));
    }
}

fn rename(claim: Node<'_>, meant: &str) -> Fix {
    Fix {
        title: format!("mount `{meant}`"),
        applicability: Applicability::Unsafe,
        edits: vec![Edit { location: claim.part(0..claim.text().len()), replacement: meant.to_owned() }],
    }
}

fn may_be_patched<'a>(object: Object<'a>, cx: &Context<'a>) -> bool {
    object.is_partial || cx.project().scopes_of(object).any(|scope| scope.may_set(object, "claimName"))
}

/// Whether all of what is applied with an object is known, nothing in it makes claims in ways of its own, and claims are
/// among it.
fn provides_claims<'a>(object: Object<'a>, cx: &Context<'a>) -> bool {
    let mut scopes = cx.project().scopes_of(object).peekable();
    scopes.peek().is_some()
        && scopes.all(|scope| {
            let mut claims = scope.of_kind(Kind::PersistentVolumeClaim);
            scope.is_complete()
                && !scope.has_unknown_kinds()
                && claims.any(|claim| scope.namespaces(claim, object) == Namespaces::Same)
        })
}

/// What the whole project has beside a workload.
#[derive(Clone, Copy)]
struct Neighbours<'a> {
    everything: Scope<'a>,
    workload: Workload<'a>,
}

impl<'a> Neighbours<'a> {
    /// Whether a claim of that name may be in the workload's namespace: written, made by a StatefulSet or for an ephemeral
    /// volume, or by a custom resource that bears the name.
    fn provide(self, name: &str) -> bool {
        let mut written = [Kind::PersistentVolumeClaim, Kind::Other]
            .into_iter()
            .flat_map(|kind| self.everything.named(kind, name))
            .filter(|object| self.namespaces(*object) != Namespaces::Different);
        // Only these give their pods names that can be told.
        let mut makers = [Kind::StatefulSet, Kind::Pod]
            .into_iter()
            .flat_map(|kind| self.everything.of_kind(kind))
            .filter(|object| self.namespaces(*object) != Namespaces::Different);
        written.next().is_some()
            || makers.any(|object| Workload::of(object).is_some_and(|workload| makes_claim(workload, name)))
    }

    fn of_another_namespace(self, name: &str) -> Option<Object<'a>> {
        self.everything.named(Kind::PersistentVolumeClaim, name).next()
    }

    /// The claim of the namespace for whose name this one may be a slip.
    fn nearest(self, name: &str) -> Option<Object<'a>> {
        let claims = self.everything.of_kind(Kind::PersistentVolumeClaim);
        let here = claims.filter(|claim| self.namespaces(*claim) != Namespaces::Different);
        let near = here.filter_map(|claim| Some((slip(name, &claim.name()?)?, claim)));
        near.min_by_key(|(distance, _)| *distance).map(|(_, claim)| claim)
    }

    fn namespaces(self, object: Object<'a>) -> Namespaces {
        self.everything.namespaces(object, self.workload.object)
    }
}

/// Whether a workload makes a claim of that name: `<template>-<set>-<ordinal>`, `<pod>-<volume>`.
fn makes_claim(workload: Workload<'_>, name: &str) -> bool {
    let own = workload.object.name().unwrap_or_default();
    let by_template = |template: Node<'_>| {
        let base = template.path(&["metadata", "name"]).map(Node::text).unwrap_or_default();
        let ordinal = name.strip_prefix(&format!("{base}-{own}-"));
        ordinal.is_some_and(|ordinal| !ordinal.is_empty() && ordinal.bytes().all(|byte| byte.is_ascii_digit()))
    };
    let by_volume = |volume: Node<'_>| {
        let base = volume.get("name").map(Node::text).unwrap_or_default();
        volume.get("ephemeral").is_some() && name.starts_with(&*own) && name.ends_with(&format!("-{base}"))
    };
    workload.claim_templates().any(by_template) || workload.pod.volumes().any(by_volume)
}
