//! pvc-will-not-bind: see `pvc_will_not_bind.md`.

use super::listing::listed;
use super::verdict::{Judge, Verdict};
use crate::cluster::binding::{ClaimEntry, Storage};
use crate::diagnostic::{Layer, Severity};
use crate::kubernetes::Kind;
use crate::project::Scope;
use crate::rule::{Check, Context, Rule};

pub(super) static RULE: Rule = Rule {
    id: "pvc-will-not-bind",
    summary: "no volume of the project fits the claim, and none is provisioned for it",
    severity: Severity::Error,
    layer: Layer::Stuck,
    check: Check::Scope(check),
    docs: include_str!("pvc_will_not_bind.md"),
    ..Rule::DEFAULT
};

fn check<'a>(scope: Scope<'a>, cx: &mut Context<'a>) {
    let makers = [Kind::PersistentVolumeClaim, Kind::StatefulSet, Kind::PersistentVolume];
    if makers.iter().all(|kind| scope.of_kind(*kind).next().is_none()) || is_plain(&Storage::of(scope)) {
        return;
    }
    let storage = Storage::in_project(scope);
    let judge = Judge::new(&storage);
    // The replicas of one template are told of together, with the reason of the first.
    let mut stuck: Vec<(&ClaimEntry<'a>, Verdict<'a>, Vec<String>)> = Vec::new();
    for claim in &storage.claims {
        let Some(verdict) = judge.verdict(&claim.facts) else { continue };
        let name = claim.facts.name.clone().unwrap_or_default();
        match stuck.last_mut() {
            Some((first, _, names)) if first.is_sibling(claim) => names.push(name),
            _ => stuck.push((claim, verdict, vec![name])),
        }
    }
    for (claim, mut verdict, names) in stuck {
        // What is missing from the scope may bring the volume.
        if !scope.is_complete() {
            verdict.severity = verdict.severity.min(Severity::Warning);
        }
        report(claim, verdict, &names, cx);
    }
}

/// Whether all claims are settled without a look at the rest of the project.
fn is_plain(storage: &Storage<'_>) -> bool {
    let judge = Judge::new(storage);
    storage.claims.iter().all(|claim| {
        let is_named = claim.facts.volume_name.as_deref() != Some("");
        judge.verdict(&claim.facts).is_none() && !(is_named && storage.fits(&claim.facts).is_empty())
    })
}

fn report<'a>(claim: &ClaimEntry<'a>, verdict: Verdict<'a>, names: &[String], cx: &mut Context<'a>) {
    let subject = if names.len() > 1 { format!("claims {}", listed(names, 3)) } else { claim.title() };
    let mut finding = cx
        .report_on(claim.object, claim.heading(), format!("{subject} {}", verdict.fate))
        .severity(verdict.severity)
        .help(verdict.help);
    for (node, reason) in verdict.labels {
        finding = finding.label_node(node, reason);
    }
}
