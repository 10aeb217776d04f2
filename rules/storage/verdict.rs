//! What becomes of a claim, as far as the project can tell, in words.

use std::cell::OnceCell;

use super::mismatch::{Near, nearest_first, remedy};
use super::spelling::slip;
use crate::cluster::binding::{Claim, ClaimClass, Fit, Mismatch, Provisioning, Storage, VolumeEntry, WhyNever, fit};
use crate::diagnostic::Severity;
use crate::yaml::Node;

/// How many volumes are named with their reasons.
const SHOWN: usize = 5;

/// What is to be said of a claim.
pub(super) struct Verdict<'a> {
    pub severity: Severity,
    /// What follows the name of the claim.
    pub fate: String,
    pub help: String,
    /// Where the reasons are.
    pub labels: Vec<(Node<'a>, String)>,
}

/// Judges the claims of one scope.
pub(super) struct Judge<'s, 'a> {
    storage: &'s Storage<'a>,
    /// Whether some claim may have each volume.
    is_wanted: OnceCell<Vec<bool>>,
}

impl<'s, 'a> Judge<'s, 'a> {
    pub fn new(storage: &'s Storage<'a>) -> Self {
        Self { storage, is_wanted: OnceCell::new() }
    }

    /// None when the claim may well be bound, or nothing is known of it.
    pub fn verdict(&self, claim: &Claim) -> Option<Verdict<'a>> {
        match (claim.volume_name.as_deref()?, &claim.class) {
            ("", Some(ClaimClass::Unset)) => self.without_class(claim),
            ("", _) => self.of_search(claim),
            (wanted, _) => self.of_named(claim, wanted),
        }
    }

    /// A claim that names its volume.
    fn of_named(&self, claim: &Claim, wanted: &str) -> Option<Verdict<'a>> {
        let mut named = self.volumes().filter(|(_, volume)| volume.facts.name.as_deref() == Some(wanted));
        let Some((at, volume)) = named.next() else { return self.of_misspelt(wanted) };
        match fit(&volume.facts, claim) {
            Fit::Perhaps if claim.class == Some(ClaimClass::Unset) => class_left_open(volume, claim),
            Fit::Surely | Fit::Perhaps => None,
            Fit::Never(mismatch) => Some(Verdict {
                severity: Severity::Error,
                fate: format!("will not bind to {}, which it names: {mismatch}", volume.title()),
                help: remedy(&mismatch, volume, claim),
                labels: labels(&[Near { at, volume, mismatch, failed: 1 }]),
            }),
        }
    }

    /// A name that no volume bears may be one of the cluster; one that a volume of the project almost bears is a slip.
    fn of_misspelt(&self, wanted: &str) -> Option<Verdict<'a>> {
        let local = self.volumes().filter(|(_, volume)| volume.is_local);
        let near = local.filter_map(|(_, volume)| Some((slip(wanted, volume.facts.name.as_deref()?)?, volume)));
        let (_, near) = near.min_by_key(|(distance, _)| *distance)?;
        let all_named = self.volumes().all(|(_, volume)| volume.facts.name.is_some());
        all_named.then(|| Verdict {
            severity: Severity::Error,
            fate: format!("will not bind: there is no volume `{wanted}`, which it names"),
            help: format!("did you mean {}?", near.title()),
            labels: vec![(near.object.heading(), "this volume is near".to_owned())],
        })
    }

    /// A claim for which the controller looks for a volume.
    fn of_search(&self, claim: &Claim) -> Option<Verdict<'a>> {
        if !self.storage.fits(claim).is_empty() {
            return None;
        }
        match self.storage.provisioning(claim) {
            Provisioning::Expected => None,
            Provisioning::Never(why) => Some(self.of_unprovisioned(claim, &why)),
            Provisioning::Unknown => self.of_unknown_class(claim),
        }
    }

    fn of_unprovisioned(&self, claim: &Claim, why: &WhyNever) -> Verdict<'a> {
        let volumes = nearest_first(self.storage, claim);
        let Some(nearest) = volumes.first() else {
            return Verdict {
                severity: Severity::Info,
                fate: format!("waits for a volume that somebody else brings: {}", reason(claim, why)),
                help: "add a PersistentVolume that fits, or name a class with a provisioner".to_owned(),
                labels: Vec::new(),
            };
        };
        let is_near = nearest.failed == 1 || nearest.is_of_class(claim);
        let help = format!("{}; {}", remedy(&nearest.mismatch, nearest.volume, claim), reason(claim, why));
        let severity = if is_near { Severity::Error } else { Severity::Warning };
        Verdict { severity, fate: format!("will not bind: {}", reasons(&volumes)), help, labels: labels(&volumes) }
    }

    /// A class that the project does not declare, although it has volumes of it, or of one spelt almost so.
    fn of_unknown_class(&self, claim: &Claim) -> Option<Verdict<'a>> {
        let Some(ClaimClass::Named(class)) = &claim.class else { return None };
        let is_slip = |near: &Near<'_, '_>| match &near.mismatch {
            Mismatch::Class { volume, .. } => near.failed == 1 && slip(class, volume).is_some(),
            _ => false,
        };
        let mut volumes = nearest_first(self.storage, claim);
        // What another claim can have is not meant for this one, which a provisioner may well serve.
        volumes.retain(|near| (near.is_of_class(claim) || is_slip(near)) && !self.is_wanted(near.at));
        let nearest = volumes.first()?;
        Some(Verdict {
            severity: Severity::Info,
            fate: format!("will not bind, unless the cluster provisions class `{class}`: {}", reasons(&volumes)),
            help: remedy(&nearest.mismatch, nearest.volume, claim),
            labels: labels(&volumes),
        })
    }

    /// A claim without a class: what no default class gives it, and what any takes away.
    fn without_class(&self, claim: &Claim) -> Option<Verdict<'a>> {
        if self.storage.fits(claim).iter().any(|(_, fit)| *fit == Fit::Surely) {
            return None;
        }
        let without = Claim { class: Some(ClaimClass::Empty), ..claim.clone() };
        let fits = self.storage.fits(&without);
        let volume = fits.iter().find(|(at, fit)| *fit == Fit::Surely && self.storage.volumes[*at].is_local)?;
        let volume = &self.storage.volumes[volume.0];
        let is_picky = matches!(self.storage.provisioning(claim), Provisioning::Never(_));
        let otherwise = if is_picky { "elsewhere it will stay unbound" } else { "elsewhere it will get a new one" };
        Some(Verdict {
            severity: if is_picky { Severity::Warning } else { Severity::Info },
            fate: format!("will bind to {} only where the cluster has no default class, {otherwise}", volume.title()),
            help: "write `storageClassName: \"\"` to get a volume without a class on every cluster".to_owned(),
            labels: vec![(volume.object.heading(), "this volume has no class".to_owned())],
        })
    }

    fn volumes(&self) -> impl Iterator<Item = (usize, &'s VolumeEntry<'a>)> {
        self.storage.volumes.iter().enumerate()
    }

    fn is_wanted(&self, volume: usize) -> bool {
        let is_wanted = self.is_wanted.get_or_init(|| {
            let mut is_wanted = vec![false; self.storage.volumes.len()];
            let fits = self.storage.claims.iter().flat_map(|claim| self.storage.fits(&claim.facts));
            fits.for_each(|(volume, _)| is_wanted[volume] = true);
            is_wanted
        });
        is_wanted[volume]
    }
}

/// A claim without a class that names its volume: on most clusters it is given the default class, which the volume has not.
fn class_left_open<'a>(volume: &VolumeEntry<'a>, claim: &Claim) -> Option<Verdict<'a>> {
    let class = volume.facts.class.as_deref()?;
    let with_class = Claim { class: Some(ClaimClass::named(class)), ..claim.clone() };
    if fit(&volume.facts, &with_class) != Fit::Surely {
        return None;
    }
    let (condition, written, label) = match class {
        "" => ("has no default class".to_owned(), "\"\"", "this volume has no class".to_owned()),
        class => (format!("has `{class}` for its default class"), class, format!("this volume has class `{class}`")),
    };
    Some(Verdict {
        severity: Severity::Warning,
        fate: format!("will bind to {}, which it names, only where the cluster {condition}", volume.title()),
        help: format!("write `storageClassName: {written}`: a claim that says nothing is given the default class"),
        labels: vec![(volume.object.heading(), label)],
    })
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
    let line = |near: &Near<'_, '_>| format!("{}: {}", near.volume.title(), near.mismatch);
    let shown: Vec<String> = volumes.iter().take(SHOWN).map(line).collect();
    let more = volumes.len().saturating_sub(SHOWN);
    let rest = if more > 0 { format!("; and {more} more") } else { String::new() };
    format!("no volume fits ({}{rest})", shown.join("; "))
}

/// The fields that do not fit.
fn labels<'a>(volumes: &[Near<'_, 'a>]) -> Vec<(Node<'a>, String)> {
    volumes.iter().take(SHOWN).map(|near| (near.place(), near.mismatch.to_string())).collect()
}
