//! All that decides whether a volume and a claim come together, as plain values.
//!
//! A fact that is `None` is unknown: a placeholder stands there, a value of another type, an amount that cannot be read,
//! or a field that the API demands is missing. What is unknown neither fits nor fails.

use std::fmt;

use crate::kubernetes::quantity::{Family, Quantity};
use crate::kubernetes::selector::LabelSelector;
use crate::kubernetes::{AccessMode, VolumeMode};

/// A PersistentVolume.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Volume {
    /// `metadata.name`.
    pub name: Option<String>,
    /// `metadata.labels`; of a label, too, the value may be unknown.
    pub labels: Option<Vec<(String, Option<String>)>>,
    /// `spec.capacity.storage`.
    pub capacity: Option<Size>,
    /// `spec.accessModes`.
    pub access_modes: Option<AccessModes>,
    /// Its class; empty when it has none.
    pub class: Option<String>,
    /// `spec.volumeMode`.
    pub volume_mode: Option<VolumeMode>,
    /// `spec.volumeAttributesClassName`; empty when it has none.
    pub attributes_class: Option<String>,
    /// `spec.claimRef`.
    pub reservation: Option<Reservation>,
}

/// What `claimRef` says of a volume.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reservation {
    /// Nothing: any claim may take it.
    Free,
    /// Only the claim of this namespace and name may take it; without a namespace none may.
    For {
        /// The claim's namespace; empty when none is written.
        namespace: Option<String>,
        /// The claim's name.
        name: Option<String>,
    },
    /// It was bound to a claim that is gone: a `uid` stands in a manifest, and no new claim can have it.
    Released,
}

/// A claim, as the API server has stored it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Claim {
    /// Its namespace; unknown when none is written.
    pub namespace: Option<String>,
    /// Its name.
    pub name: Option<String>,
    /// `spec.resources.requests.storage`.
    pub request: Option<Size>,
    /// `spec.accessModes`.
    pub access_modes: Option<AccessModes>,
    /// Its class.
    pub class: Option<ClaimClass>,
    /// `spec.volumeMode`.
    pub volume_mode: Option<VolumeMode>,
    /// `spec.volumeAttributesClassName`; empty when it has none.
    pub attributes_class: Option<String>,
    /// `spec.selector`; without requirements when there is none.
    pub selector: Option<LabelSelector>,
    /// `spec.volumeName`; empty when it names none.
    pub volume_name: Option<String>,
}

/// What a claim says of its class.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum ClaimClass {
    /// Nothing, and the manifests declare no default class: the cluster's default, should it have one.
    Unset,
    /// `""`: only volumes without a class will do, and none is provisioned.
    Empty,
    /// The name of a class.
    Named(String),
}

/// A StorageClass.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Class {
    /// `metadata.name`.
    pub name: String,
    /// `provisioner`.
    pub provisioner: Option<String>,
    /// Whether claims wait for their first pod (`volumeBindingMode: WaitForFirstConsumer`).
    pub waits_for_consumer: bool,
    /// Whether claims that say nothing of their class get this one.
    pub is_default: bool,
}

/// An amount of storage, and how it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Size {
    /// How much.
    pub amount: Quantity,
    /// The text in the manifest.
    pub text: String,
}

/// A set of access modes: order and repetition mean nothing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct AccessModes(u8);

impl ClaimClass {
    /// The class of that name, which may be empty.
    pub fn named(name: impl Into<String>) -> Self {
        let name = name.into();
        if name.is_empty() { Self::Empty } else { Self::Named(name) }
    }

    /// The name that a volume's class must equal; none while it is for the cluster to say.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::Unset => None,
            Self::Empty => Some(""),
            Self::Named(name) => Some(name),
        }
    }
}

impl Class {
    /// Whether it makes volumes for claims; unknown while its provisioner is.
    ///
    /// Of the names under `kubernetes.io/` only the one that says so is sure to make none: the others are handed to
    /// drivers, or were plugins of older versions. Upstream: `pv_controller.go` (findProvisionablePlugin).
    pub fn provisions(&self) -> Option<bool> {
        self.provisioner.as_deref().map(|provisioner| provisioner != "kubernetes.io/no-provisioner")
    }
}

impl Size {
    /// The amount that a text of a manifest means; none when it means none.
    pub fn parse(text: &str) -> Option<Self> {
        Some(Self { amount: Quantity::decode(text).ok()?, text: text.trim().to_owned() })
    }

    /// Both sizes with a sign between them, in bytes too where one counts in 1000 and the other in 1024: `5Gi < 10Gi`.
    pub fn compared(&self, sign: &str, other: &Self) -> String {
        let written = format!("{} {sign} {}", self.text, other.text);
        if self.is_binary() == other.is_binary() {
            return written;
        }
        format!("{written}, which is {} {sign} {} bytes", self.amount.units(), other.amount.units())
    }

    fn is_binary(&self) -> bool {
        self.amount.family() == Family::BinarySi
    }
}

impl AccessModes {
    /// Whether every mode of `other` is among these.
    pub const fn contains(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// The modes that are not among `other`.
    #[must_use]
    pub const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// How many there are.
    pub const fn len(self) -> u32 {
        self.0.count_ones()
    }

    /// Whether there is none.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The modes in the order of [`AccessMode::ALL`].
    pub fn iter(self) -> impl Iterator<Item = AccessMode> {
        AccessMode::ALL.into_iter().filter(move |mode| self.0 & bit(*mode) != 0)
    }
}

impl FromIterator<AccessMode> for AccessModes {
    fn from_iter<I: IntoIterator<Item = AccessMode>>(modes: I) -> Self {
        Self(modes.into_iter().fold(0, |set, mode| set | bit(mode)))
    }
}

/// The names, joined by commas.
impl fmt::Display for AccessModes {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, mode) in self.iter().enumerate() {
            let comma = if index > 0 { ", " } else { "" };
            write!(formatter, "{comma}{}", mode.as_str())?;
        }
        Ok(())
    }
}

const fn bit(mode: AccessMode) -> u8 {
    1 << mode as u8
}
