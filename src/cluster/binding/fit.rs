//! Whether a volume fits a claim, and the first reason why not.
//!
//! Upstream: component-helpers `storage/volume/pv_helpers.go` (FindMatchingVolume, IsVolumeBoundToClaim), k/k
//! `pkg/controller/volume/persistentvolume/{index,pv_controller}.go` (findByClaim, checkVolumeSatisfyClaim).

use super::facts::{Claim, Reservation, Volume};
use super::mismatch::Mismatch;
use crate::kubernetes::selector::Unmet;

/// How a volume stands to a claim, no other claim being about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fit {
    /// The claim may be bound to it.
    Surely,
    /// What is unknown decides.
    Perhaps,
    /// The claim is never bound to it.
    Never(Mismatch),
}

/// How a volume stands to a claim: the checks in upstream's order, the first that fails decides.
pub fn fit(volume: &Volume, claim: &Claim) -> Fit {
    Fit::of(checks(volume, claim).iter().map(|check| check(volume, claim)))
}

/// The first reason why a claim is never bound to a volume.
pub fn mismatch(volume: &Volume, claim: &Claim) -> Option<Mismatch> {
    match fit(volume, claim) {
        Fit::Never(mismatch) => Some(mismatch),
        Fit::Surely | Fit::Perhaps => None,
    }
}

/// Every reason why a claim is never bound to a volume, in upstream's order.
pub fn mismatches(volume: &Volume, claim: &Claim) -> Vec<Mismatch> {
    let failed = |check: &Test| if let Check::Failed(mismatch) = check(volume, claim) { Some(mismatch) } else { None };
    checks(volume, claim).iter().filter_map(failed).collect()
}

enum Check {
    Passed,
    Unknown,
    Failed(Mismatch),
}

impl Check {
    fn when(passes: bool, mismatch: impl FnOnce() -> Mismatch) -> Self {
        if passes { Self::Passed } else { Self::Failed(mismatch()) }
    }
}

impl Fit {
    fn of(checks: impl Iterator<Item = Check>) -> Self {
        let mut fit = Self::Surely;
        for check in checks {
            match check {
                Check::Passed => {}
                Check::Unknown => fit = Self::Perhaps,
                Check::Failed(mismatch) => return Self::Never(mismatch),
            }
        }
        fit
    }

    /// Whether the claim may be bound to the volume, as far as is known.
    pub const fn is_possible(&self) -> bool {
        !matches!(self, Self::Never(_))
    }
}

/// One check; the later ones are only made when the earlier ones pass.
type Test = fn(&Volume, &Claim) -> Check;

fn checks(volume: &Volume, claim: &Claim) -> &'static [Test] {
    // A volume that is kept for the claim is taken whatever the checks behind its reservation would say.
    let is_free = volume.reservation == Some(Reservation::Free);
    match claim.volume_name.as_deref() {
        Some("") if is_free => &OF_SEARCH,
        Some("") => &OF_SEARCH[..5],
        Some(_) if is_free => &OF_NAMED,
        Some(_) => &OF_NAMED[..2],
        None => &[|_, _| Check::Unknown],
    }
}

/// A claim that names no volume: FindMatchingVolume, behind the index by access modes.
const OF_SEARCH: [Test; 7] = [access_modes, reservation, capacity, volume_mode, attributes_class, selector, class];

/// A claim that names its volume: syncUnboundClaim and checkVolumeSatisfyClaim. The selector does not count.
const OF_NAMED: [Test; 7] = [name, reservation, capacity, class, attributes_class, volume_mode, access_modes];

fn name(volume: &Volume, claim: &Claim) -> Check {
    let name = volume.name.as_deref();
    name.map_or(Check::Unknown, |name| {
        Check::when(claim.volume_name.as_deref() == Some(name), || Mismatch::OtherVolumeNamed)
    })
}

fn access_modes(volume: &Volume, claim: &Claim) -> Check {
    let (Some(offered), Some(wanted)) = (volume.access_modes, claim.access_modes) else {
        return Check::Unknown;
    };
    Check::when(offered.contains(wanted), || Mismatch::AccessModes { missing: wanted.without(offered) })
}

fn reservation(volume: &Volume, claim: &Claim) -> Check {
    match &volume.reservation {
        Some(Reservation::Free) => Check::Passed,
        Some(Reservation::Released) => Check::Failed(Mismatch::Released),
        Some(Reservation::For { namespace, name }) => {
            let parts = [(namespace, &claim.namespace), (name, &claim.name)];
            let differs = |(kept, own): (&Option<String>, &Option<String>)| matches!((kept, own), (Some(kept), Some(own)) if kept != own);
            let is_other = namespace.as_deref() == Some("") || parts.into_iter().any(differs);
            if is_other {
                let text = |part: &Option<String>| part.clone().unwrap_or_default();
                return Check::Failed(Mismatch::Reserved { namespace: text(namespace), name: text(name) });
            }
            if parts.into_iter().all(|(kept, own)| kept.is_some() && own.is_some()) {
                Check::Passed
            } else {
                Check::Unknown
            }
        }
        None => Check::Unknown,
    }
}

fn capacity(volume: &Volume, claim: &Claim) -> Check {
    let (Some(capacity), Some(request)) = (&volume.capacity, &claim.request) else {
        return Check::Unknown;
    };
    let mismatch = || Mismatch::Capacity { capacity: capacity.clone(), request: request.clone() };
    Check::when(capacity.amount >= request.amount, mismatch)
}

fn volume_mode(volume: &Volume, claim: &Claim) -> Check {
    let (Some(volume), Some(claim)) = (volume.volume_mode, claim.volume_mode) else {
        return Check::Unknown;
    };
    Check::when(volume == claim, || Mismatch::VolumeMode { volume, claim })
}

fn attributes_class(volume: &Volume, claim: &Claim) -> Check {
    let (Some(volume), Some(claim)) = (&volume.attributes_class, &claim.attributes_class) else {
        return Check::Unknown;
    };
    let mismatch = || Mismatch::AttributesClass { volume: volume.clone(), claim: claim.clone() };
    Check::when(volume == claim, mismatch)
}

fn selector(volume: &Volume, claim: &Claim) -> Check {
    let Some(selector) = &claim.selector else {
        return Check::Unknown;
    };
    if selector.is_empty() {
        return Check::Passed;
    }
    let Some(labels) = &volume.labels else {
        return Check::Unknown;
    };
    let find = |key: &str| labels.iter().find(|(name, _)| name == key);
    let is_known = |key: &str| find(key).is_none_or(|(_, value)| value.is_some());
    let value_of = |key: &str| find(key).and_then(|(_, value)| value.as_deref());
    let unmet = selector.unmet(value_of).find(|unmet| is_known(key_of(unmet)));
    match unmet {
        Some(unmet) => Check::Failed(Mismatch::Selector { requirement: unmet.to_string() }),
        None if selector.keys().all(is_known) => Check::Passed,
        None => Check::Unknown,
    }
}

fn key_of<'s>(unmet: &Unmet<'s>) -> &'s str {
    match unmet {
        Unmet::Label { key, .. } => key,
        Unmet::Expression(requirement) => &requirement.key,
    }
}

fn class(volume: &Volume, claim: &Claim) -> Check {
    let (Some(volume), Some(claim)) = (&volume.class, claim.class.as_ref().and_then(|class| class.as_str())) else {
        return Check::Unknown;
    };
    Check::when(volume == claim, || Mismatch::Class { volume: volume.clone(), claim: claim.to_owned() })
}
