//! Whether a volume fits a claim, and the first reason why not.
//!
//! Upstream: component-helpers `storage/volume/pv_helpers.go` (FindMatchingVolume, IsVolumeBoundToClaim), k/k
//! `pkg/controller/volume/persistentvolume/{index,pv_controller}.go` (findByClaim, checkVolumeSatisfyClaim).

use std::fmt;

use super::facts::{AccessModes, Claim, Reservation, Size, Volume};
use crate::kubernetes::VolumeMode;
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

/// Why a claim is never bound to a volume.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mismatch {
    /// The claim names another volume.
    OtherVolumeNamed,
    /// The volume lacks modes that the claim wants.
    AccessModes {
        /// The modes that it lacks.
        missing: AccessModes,
    },
    /// The volume is kept for another claim.
    Reserved {
        /// The other claim's namespace; empty when `claimRef` lacks it.
        namespace: String,
        /// The other claim's name.
        name: String,
    },
    /// The volume was bound to a claim that is gone.
    Released,
    /// The volume is too small.
    Capacity {
        /// What it has.
        capacity: Size,
        /// What the claim wants.
        request: Size,
    },
    /// One is a directory, the other a device.
    VolumeMode {
        /// What the volume is.
        volume: VolumeMode,
        /// What the claim wants.
        claim: VolumeMode,
    },
    /// The volume attributes classes differ.
    AttributesClass {
        /// The volume's.
        volume: String,
        /// The claim's.
        claim: String,
    },
    /// The volume's labels do not meet the claim's selector.
    Selector {
        /// The first requirement that is not met, as `kubectl` writes it.
        requirement: String,
    },
    /// The classes differ.
    Class {
        /// The volume's; empty when it has none.
        volume: String,
        /// The claim's; empty when it wants none.
        claim: String,
    },
}

/// How a volume stands to a claim: the checks in upstream's order, the first that fails decides.
pub fn fit(volume: &Volume, claim: &Claim) -> Fit {
    Fit::of(checks(volume, claim))
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
    let failed = |check| if let Check::Failed(mismatch) = check { Some(mismatch) } else { None };
    checks(volume, claim).into_iter().filter_map(failed).collect()
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
    fn of(checks: Vec<Check>) -> Self {
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

fn checks(volume: &Volume, claim: &Claim) -> Vec<Check> {
    match claim.volume_name.as_deref() {
        Some("") => checks_of_search(volume, claim),
        Some(wanted) => checks_of_named(volume, claim, wanted),
        None => vec![Check::Unknown],
    }
}

/// A claim that names no volume: FindMatchingVolume, behind the index by access modes.
fn checks_of_search(volume: &Volume, claim: &Claim) -> Vec<Check> {
    let mut checks = vec![
        access_modes(volume, claim),
        reservation(volume, claim),
        capacity(volume, claim),
        volume_mode(volume, claim),
        attributes_class(volume, claim),
    ];
    // A volume that is kept for the claim is taken whatever its class and labels are.
    if volume.reservation == Some(Reservation::Free) {
        checks.extend([selector(volume, claim), class(volume, claim)]);
    }
    checks
}

/// A claim that names its volume: syncUnboundClaim and checkVolumeSatisfyClaim. The selector does not count.
fn checks_of_named(volume: &Volume, claim: &Claim, wanted: &str) -> Vec<Check> {
    let name = volume.name.as_deref().map(|name| Check::when(name == wanted, || Mismatch::OtherVolumeNamed));
    let mut checks = vec![name.unwrap_or(Check::Unknown), reservation(volume, claim)];
    if volume.reservation == Some(Reservation::Free) {
        checks.extend([
            capacity(volume, claim),
            class(volume, claim),
            attributes_class(volume, claim),
            volume_mode(volume, claim),
            access_modes(volume, claim),
        ]);
    }
    checks
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

/// The arithmetic, volume first: `5Gi < 10Gi`, ``class `slow` ≠ `fast` ``.
impl fmt::Display for Mismatch {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OtherVolumeNamed => formatter.write_str("not the volume that the claim names"),
            Self::AccessModes { missing } => write!(formatter, "no `{missing}`"),
            Self::Reserved { namespace, name } if namespace.is_empty() => {
                write!(formatter, "reserved for a claim `{name}` of no namespace")
            }
            Self::Reserved { namespace, name } => write!(formatter, "reserved for `{namespace}/{name}`"),
            Self::Released => formatter.write_str("released, never bound again"),
            Self::Capacity { capacity, request } => formatter.write_str(&capacity.compared("<", request)),
            Self::VolumeMode { volume, claim } => {
                write!(formatter, "volumeMode `{}` ≠ `{}`", volume.as_str(), claim.as_str())
            }
            Self::AttributesClass { volume, claim } => {
                write!(formatter, "volumeAttributesClassName `{volume}` ≠ `{claim}`")
            }
            Self::Selector { requirement } => write!(formatter, "labels do not meet `{requirement}`"),
            Self::Class { volume, claim } => match (volume.as_str(), claim.as_str()) {
                ("", claim) => write!(formatter, "no class ≠ class `{claim}`"),
                (volume, "") => write!(formatter, "class `{volume}` ≠ no class"),
                (volume, claim) => write!(formatter, "class `{volume}` ≠ `{claim}`"),
            },
        }
    }
}
