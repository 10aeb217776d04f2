//! pvc-overprovisioned: see `pvc_overprovisioned.md`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::cluster::binding::{ClaimEntry, Fit, Reservation, Storage, VolumeEntry};
use crate::diagnostic::Severity;
use crate::kubernetes::Kind;
use crate::project::Scope;
use crate::rule::{Check, Context, OptionSet, Rule};

pub(super) static RULE: Rule = Rule {
    id: "pvc-overprovisioned",
    summary: "the smallest volume that fits a claim is many times what it asks for",
    severity: Severity::Info,
    check: Check::Scope(check),
    options: Some(OptionSet::of::<Options>()),
    docs: include_str!("pvc_overprovisioned.md"),
    ..Rule::DEFAULT
};

#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
struct Options {
    /// From how many times the request on a volume is too large
    #[schemars(range(min = 2))]
    factor: u32,
}

impl Default for Options {
    fn default() -> Self {
        Self { factor: 4 }
    }
}

fn check<'a>(scope: Scope<'a>, cx: &mut Context<'a>) {
    let factor = cx.options::<Options>().factor;
    if scope.of_kind(Kind::PersistentVolume).next().is_none() || wasteful(&Storage::of(scope), factor).is_empty() {
        return;
    }
    let storage = Storage::in_project(scope);
    for (claim, volume) in wasteful(&storage, factor) {
        report(claim, volume, cx);
    }
}

/// The claims whose smallest volume is too large, one of each template.
fn wasteful<'s, 'a>(storage: &'s Storage<'a>, factor: u32) -> Vec<(&'s ClaimEntry<'a>, &'s VolumeEntry<'a>)> {
    let is_first = |at: usize| at == 0 || !storage.claims[at].is_sibling(&storage.claims[at - 1]);
    let firsts = (0..storage.claims.len()).filter(|&at| is_first(at)).map(|at| &storage.claims[at]);
    let with_volume = firsts.filter_map(|claim| Some((claim, smallest(storage, claim)?)));
    with_volume.filter(|(claim, volume)| volume.is_local && is_too_large(claim, volume, factor)).collect()
}

fn is_too_large(claim: &ClaimEntry<'_>, volume: &VolumeEntry<'_>, factor: u32) -> bool {
    let sizes = claim.facts.request.as_ref().zip(volume.facts.capacity.as_ref());
    sizes
        .is_some_and(|(request, capacity)| !request.amount.is_zero() && capacity.amount >= request.amount.times(factor))
}

/// The smallest volume that a claim may get, when each that it may get is known and none is meant for it by name.
fn smallest<'s, 'a>(storage: &'s Storage<'a>, claim: &ClaimEntry<'a>) -> Option<&'s VolumeEntry<'a>> {
    if claim.facts.volume_name.as_deref() != Some("") {
        return None;
    }
    let fits = storage.fits(&claim.facts);
    let is_plain = |(volume, fit): &(usize, Fit)| {
        *fit == Fit::Surely && storage.volumes[*volume].facts.reservation == Some(Reservation::Free)
    };
    if !fits.iter().all(is_plain) {
        return None;
    }
    let volumes = fits.iter().map(|(volume, _)| &storage.volumes[*volume]);
    volumes.min_by_key(|volume| volume.facts.capacity.as_ref().map(|capacity| capacity.amount))
}

fn report<'a>(claim: &ClaimEntry<'a>, volume: &VolumeEntry<'a>, cx: &mut Context<'a>) {
    let (Some(request), Some(capacity)) = (&claim.facts.request, &volume.facts.capacity) else { return };
    let Some(node) = claim.view.request() else { return };
    let times = capacity.amount.nanos() / request.amount.nanos();
    let message = format!(
        "{} asks for `{}` and takes {} of `{}` for itself, {times} times as much: no smaller volume fits",
        claim.title(),
        request.text,
        volume.title(),
        capacity.text
    );
    let finding = cx.report_on(claim.object, node, message).help(format!(
        "a volume belongs to one claim as a whole: add one of about `{}`, or ask for `{}` if the claim is to have it all",
        request.text, capacity.text
    ));
    if let Some(capacity) = volume.view().and_then(|volume| volume.capacity()) {
        finding.label_node(capacity, "the smallest volume that fits");
    }
}
