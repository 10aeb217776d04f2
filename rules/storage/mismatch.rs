//! Volumes that a claim nearly fits: which, why not, where that stands, and what would mend it.

use crate::cluster::binding::{AccessModes, Claim, ClaimClass, Mismatch, Storage, VolumeEntry, mismatches};
use crate::yaml::Node;

/// A volume that does not fit a claim.
pub(super) struct Near<'s, 'a> {
    /// Its place in the list of a [`Storage`].
    pub at: usize,
    pub volume: &'s VolumeEntry<'a>,
    /// The first reason.
    pub mismatch: Mismatch,
    /// How many reasons there are.
    pub failed: usize,
}

/// The volumes of the scope that a claim misses, and those of its class elsewhere. Where some are of its class, only these
/// are meant for it; of others, those that miss least come first.
pub(super) fn nearest_first<'s, 'a>(storage: &'s Storage<'a>, claim: &Claim) -> Vec<Near<'s, 'a>> {
    let near = storage.volumes.iter().enumerate().filter_map(|(at, volume)| {
        let mut reasons = mismatches(&volume.facts, claim).into_iter();
        let mismatch = reasons.next()?;
        Some(Near { at, volume, mismatch, failed: 1 + reasons.len() })
    });
    let (of_class, others): (Vec<_>, Vec<_>) = near.partition(|near| near.is_of_class(claim));
    let mut near = if of_class.is_empty() { others } else { of_class };
    near.retain(|near| near.volume.is_local || near.is_of_class(claim));
    near.sort_by_key(|near| (near.failed, near.distance_in_size(claim)));
    near
}

impl<'a> Near<'_, 'a> {
    /// Whether the volume has the class that the claim wants, and wants one.
    pub fn is_of_class(&self, claim: &Claim) -> bool {
        matches!(&claim.class, Some(ClaimClass::Named(class)) if self.volume.facts.class.as_ref() == Some(class))
    }

    /// How far the sizes are apart, in nano units; what is unknown is farthest.
    fn distance_in_size(&self, claim: &Claim) -> i128 {
        let sizes = self.volume.facts.capacity.as_ref().zip(claim.request.as_ref());
        sizes.map_or(i128::MAX, |(capacity, request)| (capacity.amount - request.amount).nanos().saturating_abs())
    }

    /// The field of the volume that does not fit; its name where the field is not written.
    pub fn place(&self) -> Node<'a> {
        let heading = self.volume.object.heading();
        let Some(view) = self.volume.view() else { return heading };
        let field = match &self.mismatch {
            Mismatch::OtherVolumeNamed => None,
            Mismatch::AccessModes { .. } => view.spec.get("accessModes"),
            Mismatch::Reserved { .. } => view.spec.path(&["claimRef", "name"]),
            Mismatch::Released => view.spec.path(&["claimRef", "uid"]),
            Mismatch::Capacity { .. } => view.capacity(),
            Mismatch::VolumeMode { .. } => view.spec.get("volumeMode"),
            Mismatch::AttributesClass { .. } => view.spec.get("volumeAttributesClassName"),
            Mismatch::Selector { .. } => view.object.labels().node(),
            Mismatch::Class { .. } => view.class(),
        };
        field.unwrap_or(heading)
    }
}

/// What would make the volume fit.
pub(super) fn remedy(mismatch: &Mismatch, volume: &VolumeEntry<'_>, claim: &Claim) -> String {
    let name = volume.title();
    match mismatch {
        Mismatch::OtherVolumeNamed => format!("name {name} in `volumeName`"),
        Mismatch::AccessModes { missing } => modes_remedy(*missing, volume, claim),
        Mismatch::Reserved { namespace, name: other } if namespace.is_empty() => {
            format!("write the namespace of the claim `{other}` into `claimRef` of {name}")
        }
        Mismatch::Reserved { .. } => format!("let `claimRef` of {name} name this claim, or add another volume"),
        Mismatch::Released => format!("remove `claimRef.uid` of {name}"),
        Mismatch::Capacity { capacity, request } => {
            format!("ask for at most `{}`, or add a volume of `{}`", capacity.text, request.text)
        }
        Mismatch::VolumeMode { volume, .. } => format!("write `volumeMode: {}` on the claim", volume.as_str()),
        Mismatch::AttributesClass { .. } => "name the same `volumeAttributesClassName` on both".to_owned(),
        Mismatch::Selector { requirement } => {
            format!("label {name} so that it meets `{requirement}`, or change the selector")
        }
        Mismatch::Class { volume, .. } if volume.is_empty() => {
            format!("write `storageClassName: \"\"` on the claim, or give {name} its class")
        }
        Mismatch::Class { volume, .. } => format!("write `storageClassName: {volume}` on the claim"),
    }
}

fn modes_remedy(missing: AccessModes, volume: &VolumeEntry<'_>, claim: &Claim) -> String {
    let name = volume.title();
    let offered = volume.facts.access_modes.unwrap_or_default();
    let kept = claim.access_modes.unwrap_or_default().without(missing);
    let enough = if kept.is_empty() { offered } else { kept };
    format!("ask for `{enough}` if that is enough, or for a volume other than {name} whose storage can do `{missing}`")
}
