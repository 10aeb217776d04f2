//! Volumes by what a claim must agree with them in, so that no claim looks at all of them.

use std::collections::HashMap;

use super::facts::{Claim, ClaimClass, Reservation, Volume};

/// Where to find volumes in a list.
#[derive(Debug, Default)]
pub(super) struct Index {
    names: HashMap<String, Vec<usize>>,
    free_by_class: HashMap<String, Vec<usize>>,
    reserved_by_claim: HashMap<String, Vec<usize>>,
    /// Those of which a key is unknown.
    unsure: Vec<usize>,
}

impl Index {
    pub(super) fn of<'v>(volumes: impl Iterator<Item = &'v Volume>) -> Self {
        let mut index = Self::default();
        volumes.enumerate().for_each(|(at, volume)| index.add(at, volume));
        index
    }

    fn add(&mut self, at: usize, volume: &Volume) {
        let by_claim = match (&volume.reservation, &volume.class) {
            (Some(Reservation::Free), Some(class)) => Some(self.free_by_class.entry(class.clone()).or_default()),
            (Some(Reservation::For { name: Some(name), .. }), _) => {
                Some(self.reserved_by_claim.entry(name.clone()).or_default())
            }
            (Some(Reservation::Released), _) => return,
            _ => None,
        };
        let is_sure = by_claim.is_some() && volume.name.is_some();
        by_claim.into_iter().for_each(|places| places.push(at));
        if let Some(name) = &volume.name {
            self.names.entry(name.clone()).or_default().push(at);
        }
        if !is_sure {
            self.unsure.push(at);
        }
    }

    /// A superset of the volumes that a claim may be bound to, ascending.
    pub(super) fn candidates(&self, claim: &Claim, volumes: usize) -> Vec<usize> {
        let get = |map: &HashMap<String, Vec<usize>>, key: &str| map.get(key).cloned().unwrap_or_default();
        let class = claim.class.as_ref().and_then(ClaimClass::as_str);
        let mut places = match (claim.volume_name.as_deref(), class, &claim.name) {
            (Some(""), Some(class), Some(name)) => {
                [get(&self.free_by_class, class), get(&self.reserved_by_claim, name)].concat()
            }
            (Some(wanted), _, _) if !wanted.is_empty() => get(&self.names, wanted),
            _ => return (0..volumes).collect(),
        };
        places.extend(&self.unsure);
        places.sort_unstable();
        places.dedup();
        places
    }
}
