//! Reasons why a claim and a volume do not come together.

use std::fmt;

use super::facts::{AccessModes, Size};
use crate::kubernetes::VolumeMode;

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
