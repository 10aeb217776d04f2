//! pvc-will-not-bind: see `pvc_will_not_bind.md`.

use strsim::osa_distance;

use super::listing::listed;
use super::mismatch::{Near, nearest_first, remedy};
use crate::cluster::binding::{
    Claim, ClaimClass, ClaimEntry, Fit, Mismatch, Provisioning, Storage, VolumeEntry, WhyNever, fit,
};
use crate::diagnostic::{Layer, Severity};
use crate::kubernetes::Kind;
use crate::project::Scope;
use crate::rule::{Check, Context, Rule};

/// How many volumes are named with their reasons.
const SHOWN: usize = 5;

pub(super) static RULE: Rule = Rule {
    id: "pvc-will-not-bind",
    summary: "no volume of the project fits the claim, and none is provisioned for it",
    severity: Severity::Error,
    layer: Layer::Stuck,
    check: Check::Scope(check),
    docs: include_str!("pvc_will_not_bind.md"),
    ..Rule::DEFAULT
};

/// What is to be said of a claim.
struct Verdict<'s, 'a> {
    severity: Severity,
    /// What follows the name of the claim.
    fate: String,
    help: String,
    /// The volumes spoken of, each with its reason.
    volumes: Vec<Near<'s, 'a>>,
}

fn check<'a>(scope: Scope<'a>, cx: &mut Context<'a>) {
    let holds_claims =
        [Kind::PersistentVolumeClaim, Kind::StatefulSet].iter().any(|kind| scope.of_kind(*kind).next().is_some());
    if !holds_claims && scope.of_kind(Kind::PersistentVolume).next().is_none() {
        return;
    }
    let storage = Storage::of(scope);
    let mut stuck: Vec<(&ClaimEntry<'a>, Verdict<'_, 'a>)> = Vec::new();
    let mut replicas: Vec<Vec<String>> = Vec::new();
    for claim in &storage.claims {
        let name = claim.facts.name.clone().unwrap_or_default();
        match (stuck.last(), replicas.last_mut()) {
            (Some((first, _)), Some(names)) if first.is_sibling(claim) => {
                if judge(&storage, claim).is_some() {
                    names.push(name);
                }
            }
            _ => {
                if let Some(verdict) = judge(&storage, claim) {
                    stuck.push((claim, verdict));
                    replicas.push(vec![name]);
                }
            }
        }
    }
    for ((claim, verdict), names) in stuck.into_iter().zip(replicas) {
        report(claim, verdict, &names, cx);
    }
}

fn report<'a>(claim: &ClaimEntry<'a>, verdict: Verdict<'_, 'a>, names: &[String], cx: &mut Context<'a>) {
    let subject = if names.len() > 1 { format!("claims {}", listed(names, 3)) } else { claim.title() };
    let mut finding = cx
        .report_on(claim.object, claim.heading(), format!("{subject} {}", verdict.fate))
        .severity(verdict.severity)
        .help(verdict.help);
    for near in verdict.volumes.iter().take(SHOWN) {
        finding = finding.label_node(near.place(), near.mismatch.to_string());
    }
}

fn judge<'s, 'a>(storage: &'s Storage<'a>, claim: &ClaimEntry<'a>) -> Option<Verdict<'s, 'a>> {
    match claim.facts.volume_name.as_deref()? {
        "" => judge_search(storage, &claim.facts),
        wanted => judge_named(storage, &claim.facts, wanted),
    }
}

/// A claim that names its volume.
fn judge_named<'s, 'a>(storage: &'s Storage<'a>, claim: &Claim, wanted: &str) -> Option<Verdict<'s, 'a>> {
    let mut named = storage.volumes.iter().filter(|volume| volume.facts.name.as_deref() == Some(wanted));
    let Some(volume) = named.next() else { return judge_misspelt(storage, wanted) };
    match fit(&volume.facts, claim) {
        Fit::Surely => None,
        Fit::Perhaps if claim.class == Some(ClaimClass::Unset) => class_left_open(volume, claim),
        Fit::Perhaps => None,
        Fit::Never(mismatch) => Some(Verdict {
            severity: Severity::Error,
            fate: format!("will not bind to {}, which it names: {mismatch}", volume.title()),
            help: remedy(&mismatch, volume, claim),
            volumes: vec![Near { volume, mismatch, failed: 1 }],
        }),
    }
}

/// A name that no volume bears may be one of the cluster; one that a volume of the project almost bears is a slip.
fn judge_misspelt<'s, 'a>(storage: &'s Storage<'a>, wanted: &str) -> Option<Verdict<'s, 'a>> {
    let all_named = storage.volumes.iter().all(|volume| volume.facts.name.is_some());
    let distance = |volume: &&VolumeEntry<'_>| osa_distance(volume.facts.name.as_deref().unwrap_or_default(), wanted);
    let near = storage.volumes.iter().filter(|volume| volume.is_local).min_by_key(distance)?;
    if !all_named || distance(&near) > (wanted.len() / 4).min(2) {
        return None;
    }
    Some(Verdict {
        severity: Severity::Error,
        fate: format!("will not bind: there is no volume `{wanted}`, which it names"),
        help: format!("did you mean {}?", near.title()),
        volumes: vec![Near { volume: near, mismatch: Mismatch::OtherVolumeNamed, failed: 1 }],
    })
}

/// A claim without a class that names its volume: on most clusters it is given the default class, which the volume has not.
fn class_left_open<'s, 'a>(volume: &'s VolumeEntry<'a>, claim: &Claim) -> Option<Verdict<'s, 'a>> {
    let class = volume.facts.class.as_deref()?;
    let with_class = Claim { class: Some(ClaimClass::named(class)), ..claim.clone() };
    if fit(&volume.facts, &with_class) != Fit::Surely {
        return None;
    }
    let condition = match class {
        "" => "has no default class".to_owned(),
        class => format!("has `{class}` for its default class"),
    };
    Some(Verdict {
        severity: Severity::Warning,
        fate: format!("will bind to {}, which it names, only where the cluster {condition}", volume.title()),
        help: format!(
            "write `storageClassName: {}`: a claim that says nothing is given the default class",
            quoted(class)
        ),
        volumes: vec![Near {
            volume,
            mismatch: Mismatch::Class { volume: class.to_owned(), claim: String::new() },
            failed: 1,
        }],
    })
}

/// A claim for which the controller looks for a volume.
fn judge_search<'s, 'a>(storage: &'s Storage<'a>, claim: &Claim) -> Option<Verdict<'s, 'a>> {
    if claim.class == Some(ClaimClass::Unset) {
        return judge_without_class(storage, claim);
    }
    if !storage.fits(claim).is_empty() {
        return None;
    }
    match storage.provisioning(claim) {
        Provisioning::Expected => None,
        Provisioning::Never(why) => Some(never(storage, claim, &why)),
        Provisioning::Unknown => unknown_class(storage, claim),
    }
}

fn never<'s, 'a>(storage: &'s Storage<'a>, claim: &Claim, why: &WhyNever) -> Verdict<'s, 'a> {
    let volumes = nearest_first(storage, claim);
    let Some(nearest) = volumes.first() else {
        return Verdict {
            severity: Severity::Info,
            fate: format!("waits for a volume that somebody else brings: {}", reason(claim, why)),
            help: "add a PersistentVolume that fits, or name a class with a provisioner".to_owned(),
            volumes,
        };
    };
    let is_near = nearest.failed == 1 || nearest.is_of_class(claim);
    let help = format!("{}; {}", remedy(&nearest.mismatch, nearest.volume, claim), reason(claim, why));
    Verdict {
        severity: if is_near { Severity::Error } else { Severity::Warning },
        fate: format!("will not bind: {}", reasons(&volumes)),
        help,
        volumes,
    }
}

/// Why nobody makes a volume for the claim.
fn reason(claim: &Claim, why: &WhyNever) -> String {
    let class = claim.class.as_ref().and_then(ClaimClass::as_str).unwrap_or_default();
    match why {
        WhyNever::NamesVolume => "a claim that names its volume gets no other".to_owned(),
        WhyNever::NoClass => "with `storageClassName: \"\"` none is provisioned".to_owned(),
        WhyNever::NoProvisioner => format!("class `{class}` provisions none"),
        WhyNever::Selector => "for a claim with a selector none is provisioned".to_owned(),
    }
}

/// ``no volume fits (`a`: 5Gi < 10Gi; `b`: 8Gi < 10Gi)``.
fn reasons(volumes: &[Near<'_, '_>]) -> String {
    let shown: Vec<String> =
        volumes.iter().take(SHOWN).map(|near| format!("{}: {}", near.volume.title(), near.mismatch)).collect();
    let more = volumes.len().saturating_sub(SHOWN);
    let rest = if more > 0 { format!("; and {more} more") } else { String::new() };
    format!("no volume fits ({}{rest})", shown.join("; "))
}

/// A class that the project does not declare, although it has volumes of it, or of one spelt almost so.
fn unknown_class<'s, 'a>(storage: &'s Storage<'a>, claim: &Claim) -> Option<Verdict<'s, 'a>> {
    let Some(ClaimClass::Named(class)) = &claim.class else { return None };
    let is_slip = |near: &Near<'_, '_>| match &near.mismatch {
        Mismatch::Class { volume, .. } => near.failed == 1 && osa_distance(volume, class) <= (class.len() / 4).min(2),
        _ => false,
    };
    let mut volumes = nearest_first(storage, claim);
    volumes.retain(|near| near.is_of_class(claim) || is_slip(near));
    let nearest = volumes.first()?;
    Some(Verdict {
        severity: Severity::Info,
        fate: format!("will not bind, unless the cluster provisions class `{class}`: {}", reasons(&volumes)),
        help: remedy(&nearest.mismatch, nearest.volume, claim),
        volumes,
    })
}

/// A claim without a class: what no default class gives it, and what any takes away.
fn judge_without_class<'s, 'a>(storage: &'s Storage<'a>, claim: &Claim) -> Option<Verdict<'s, 'a>> {
    if storage.fits(claim).iter().any(|(_, fit)| *fit == Fit::Surely) {
        return None;
    }
    let without = Claim { class: Some(ClaimClass::Empty), ..claim.clone() };
    let fits = storage.fits(&without);
    let (at, _) = fits.iter().find(|(at, fit)| *fit == Fit::Surely && storage.volumes[*at].is_local)?;
    let volume = &storage.volumes[*at];
    let is_picky = matches!(storage.provisioning(claim), Provisioning::Never(_));
    let otherwise = if is_picky { "elsewhere it will stay unbound" } else { "elsewhere it will get a new one" };
    Some(Verdict {
        severity: if is_picky { Severity::Warning } else { Severity::Info },
        fate: format!("will bind to {} only where the cluster has no default class, {otherwise}", volume.title()),
        help: "write `storageClassName: \"\"` to get a volume without a class on every cluster".to_owned(),
        volumes: Vec::new(),
    })
}

fn quoted(class: &str) -> String {
    if class.is_empty() { "\"\"".to_owned() } else { class.to_owned() }
}
