//! pvc-outnumber-pvs: see `pvc_outnumber_pvs.md`.

use super::listing::listed;
use crate::cluster::binding::{ClaimClass, ClaimEntry, ClaimOrigin, Provisioning, Shortage, Storage};
use crate::diagnostic::{Layer, Severity};
use crate::kubernetes::Kind;
use crate::project::Scope;
use crate::rule::{Check, Context, Rule};

/// How many claims and volumes a message names, and how many of each are shown.
const SHOWN: usize = 5;

pub(super) static RULE: Rule = Rule {
    id: "pvc-outnumber-pvs",
    summary: "more claims than volumes that fit them: a volume belongs to one claim for ever",
    severity: Severity::Error,
    layer: Layer::Stuck,
    check: Check::Scope(check),
    docs: include_str!("pvc_outnumber_pvs.md"),
    ..Rule::DEFAULT
};

fn check<'a>(scope: Scope<'a>, cx: &mut Context<'a>) {
    if scope.of_kind(Kind::PersistentVolume).next().is_none() {
        return;
    }
    // More volumes can only serve more claims, so what the scope has enough of need not be looked for elsewhere.
    if Storage::of(scope).shortages(|_| true).is_empty() {
        return;
    }
    let storage = Storage::in_project(scope);
    let needs_volume = |at: usize| matches!(provisioning(&storage, at), Provisioning::Never(_));
    let certain = storage.shortages(needs_volume);
    // What is missing from the scope may bring the volumes.
    let severity = if scope.is_complete() { Severity::Error } else { Severity::Warning };
    for shortage in &certain {
        report(&storage, shortage, severity, cx);
    }
    // A class that the project does not declare may have a provisioner, which makes what is lacking.
    let is_of_unknown_class = |at: usize| {
        matches!(storage.claims[at].facts.class, Some(ClaimClass::Named(_)))
            && provisioning(&storage, at) == Provisioning::Unknown
    };
    let is_told = |shortage: &Shortage| {
        certain.iter().any(|told| told.things.iter().any(|thing| shortage.things.contains(thing)))
    };
    let possible = storage.shortages(|at| needs_volume(at) || is_of_unknown_class(at));
    for shortage in possible.iter().filter(|shortage| !is_told(shortage)) {
        report(&storage, shortage, Severity::Info, cx);
    }
}

fn provisioning(storage: &Storage<'_>, claim: usize) -> Provisioning {
    storage.provisioning(&storage.claims[claim].facts)
}

fn report<'a>(storage: &Storage<'a>, shortage: &Shortage, severity: Severity, cx: &mut Context<'a>) {
    let Some(last) = shortage.unserved.first().map(|&claim| &storage.claims[claim]) else { return };
    let volumes: Vec<String> = shortage
        .things
        .iter()
        .map(|&volume| storage.volumes[volume].object.name().unwrap_or_default().into_owned())
        .collect();
    let (claims, left) = (count(storage, &shortage.takers), count(storage, &shortage.takers) - volumes.len());
    let plural = |count: usize, one: &str| if count == 1 { format!("1 {one}") } else { format!("{count} {one}s") };
    let message = format!(
        "{claims} claims compete for {} ({}): {} stay{} unbound{}",
        plural(volumes.len(), "volume"),
        listed(&volumes, SHOWN),
        if left == 1 { "one".to_owned() } else { left.to_string() },
        if left == 1 { "s" } else { "" },
        if severity == Severity::Info { ", unless the cluster has a provisioner for the class" } else { "" },
    );
    let mut finding = cx.report_on(last.object, last.heading(), message).severity(severity).help(help(left, last));
    for entry in competitors(storage, shortage, last) {
        finding = finding.label_node(entry.heading(), "competes too");
    }
    for &volume in shortage.things.iter().take(SHOWN) {
        finding = finding.label_node(storage.volumes[volume].object.heading(), "goes to one of them");
    }
}

fn help(left: usize, claim: &ClaimEntry<'_>) -> String {
    let more = if left == 1 { "one more volume".to_owned() } else { format!("{left} more volumes") };
    let request = claim.facts.request.as_ref().map(|request| format!(" of at least `{}`", request.text));
    format!("add {more}{}, or let a class with a provisioner make them", request.unwrap_or_default())
}

/// How many claims there are: of a template no more are listed than could matter.
fn count(storage: &Storage<'_>, claims: &[usize]) -> usize {
    let listed_of = |claim: &ClaimEntry<'_>| storage.claims.iter().filter(|other| other.is_sibling(claim)).count();
    let mut count = claims.len();
    for (at, &claim) in claims.iter().enumerate() {
        let entry = &storage.claims[claim];
        let is_counted = at > 0 && storage.claims[claims[at - 1]].is_sibling(entry);
        if let (false, ClaimOrigin::Template { replicas: Some(replicas), .. }) = (is_counted, entry.origin) {
            count += usize::try_from(replicas).unwrap_or(0).saturating_sub(listed_of(entry));
        }
    }
    count
}

/// The other claims, one of each template.
fn competitors<'s, 'a>(
    storage: &'s Storage<'a>,
    shortage: &Shortage,
    last: &ClaimEntry<'a>,
) -> impl Iterator<Item = &'s ClaimEntry<'a>> {
    let mut shown: Vec<&ClaimEntry<'a>> = Vec::new();
    for entry in shortage.takers.iter().map(|&claim| &storage.claims[claim]) {
        if !entry.is_sibling(last) && !shown.iter().any(|other| other.is_sibling(entry)) {
            shown.push(entry);
        }
    }
    shown.into_iter().take(SHOWN)
}
