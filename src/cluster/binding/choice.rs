//! Which of the volumes that fit a claim is taken.
//!
//! Upstream: k/k `pkg/controller/volume/persistentvolume/index.go` (findByClaim, allPossibleMatchingAccessModes),
//! component-helpers `storage/volume/pv_helpers.go` (FindMatchingVolume), k/k
//! `pkg/scheduler/framework/plugins/volumebinding/binder.go` (findMatchingVolumes).

use std::collections::BTreeMap;

use super::facts::{AccessModes, Claim, Reservation, Volume};
use super::fit::{Fit, fit};

/// The places in `volumes` of those, one of which the claim is bound to while all of them are available; which of several
/// is chance. Empty when none is sure to fit.
///
/// The controller looks at volumes with the fewest access modes first, and only among those of one set of modes for the
/// smallest. A claim that `waits` for its first pod is left to the scheduler, which looks for the smallest of all; only a
/// volume reserved for it is bound at once.
pub fn choices(claim: &Claim, volumes: &[&Volume], waits: bool) -> Vec<usize> {
    let fitting: Vec<usize> = (0..volumes.len()).filter(|&at| fit(volumes[at], claim) == Fit::Surely).collect();
    if claim.volume_name.as_deref() != Some("") {
        return fitting;
    }
    let by_controller = by_modes(&fitting, volumes)
        .into_values()
        .map(|sets| sets.into_iter().flat_map(|set| picks(&set, volumes, waits)).collect::<Vec<_>>())
        .find(|picks| !picks.is_empty());
    by_controller.unwrap_or_else(|| picks(&fitting, volumes, false))
}

/// The volumes by their sets of modes, and the sets by how many modes they hold.
fn by_modes(fitting: &[usize], volumes: &[&Volume]) -> BTreeMap<u32, Vec<Vec<usize>>> {
    let mut levels: BTreeMap<u32, Vec<(AccessModes, Vec<usize>)>> = BTreeMap::new();
    for &at in fitting {
        let modes = volumes[at].access_modes.unwrap_or_default();
        let level = levels.entry(modes.len()).or_default();
        match level.iter_mut().find(|(set, _)| *set == modes) {
            Some((_, members)) => members.push(at),
            None => level.push((modes, vec![at])),
        }
    }
    let members = |level: Vec<(AccessModes, Vec<usize>)>| level.into_iter().map(|(_, members)| members).collect();
    levels.into_iter().map(|(count, level)| (count, members(level))).collect()
}

/// Of one set: what is reserved for the claim, else the smallest.
fn picks(set: &[usize], volumes: &[&Volume], only_reserved: bool) -> Vec<usize> {
    let is_free = |at: usize| volumes[at].reservation == Some(Reservation::Free);
    let reserved: Vec<usize> = set.iter().copied().filter(|&at| !is_free(at)).collect();
    if !reserved.is_empty() || only_reserved {
        return reserved;
    }
    let size = |at: usize| volumes[at].capacity.as_ref().map(|capacity| capacity.amount);
    let smallest = set.iter().map(|&at| size(at)).min();
    set.iter().copied().filter(|&at| Some(size(at)) == smallest).collect()
}
