//! Claims that want the same volumes: who must be left without, and who may take what another needs.

use super::choice::choices;
use super::facts::Volume;
use super::fit::Fit;
use super::matching::{Graph, Shortage};
use super::storage::{Provisioning, Storage};

/// More claims than this in one competition, or more volumes, are a pool, which nobody means for particular claims.
const GREATEST_COMPETITION: (usize, usize) = (64, 256);

/// A volume that two claims may take. All numbers are places in the lists of a [`Storage`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rivalry {
    /// The claim that may take it first.
    pub taker: usize,
    /// The claim that loses it then.
    pub loser: usize,
    /// The volume.
    pub volume: usize,
    /// Whether the loser is left without any volume. Otherwise it gets another than it might have had.
    pub is_stranded: bool,
}

impl Storage<'_> {
    /// The sets of claims that compete for fewer volumes than they are, among the claims that take part.
    ///
    /// A claim that no volume fits is in none: it lacks something else. What is unknown counts as fitting, so that every
    /// shortage is certain: at least as many claims as it leaves unserved stay unbound, whatever is applied first.
    pub fn shortages(&self, takes_part: impl Fn(usize) -> bool) -> Vec<Shortage> {
        let places: Vec<usize> = (0..self.claims.len()).filter(|&claim| takes_part(claim)).collect();
        let (takers, wishes): (Vec<usize>, Vec<Vec<usize>>) = places
            .into_iter()
            .map(|claim| (claim, self.wishes(claim)))
            .filter(|(_, wishes)| !wishes.is_empty())
            .unzip();
        let graph = Graph { wishes, things: self.volumes.len() };
        let mut shortages = graph.shortages(&graph.maximum_matching());
        for shortage in &mut shortages {
            shortage.takers.iter_mut().chain(&mut shortage.unserved).for_each(|taker| *taker = takers[*taker]);
        }
        shortages
    }

    /// Of every competition that has enough for all, one volume that may fall to the wrong claim.
    ///
    /// Certain: the taker is sure to fit and takes the volume if it comes first. Not complete: what only happens after
    /// several claims have taken their first choice is not looked for.
    pub fn rivalries(&self) -> Vec<Rivalry> {
        let competitions = self.competitions();
        competitions.iter().filter_map(|competition| competition.stranding().or_else(|| competition.swap())).collect()
    }

    /// The volumes of the project that a claim may be bound to.
    fn wishes(&self, claim: usize) -> Vec<usize> {
        self.fits(&self.claims[claim].facts).into_iter().map(|(volume, _)| volume).collect()
    }

    /// Whether a claim stays unbound when no volume is left for it.
    fn depends_on_volumes(&self, claim: usize) -> bool {
        matches!(self.provisioning(&self.claims[claim].facts), Provisioning::Never(_))
    }

    /// Claims that share volumes, each with what it may have.
    fn competitions(&self) -> Vec<Competition<'_>> {
        let wishes: Vec<Vec<usize>> = (0..self.claims.len()).map(|claim| self.wishes(claim)).collect();
        let graph = Graph { wishes, things: self.volumes.len() };
        let groups = graph.components().into_iter().filter(|group| group.len() > 1);
        let competition = |claims: Vec<usize>| Competition::new(self, claims, &graph);
        groups.filter(|claims| claims.len() <= GREATEST_COMPETITION.0).filter_map(competition).collect()
    }
}

/// A group of claims that share volumes.
struct Competition<'s> {
    storage: &'s Storage<'s>,
    claims: Vec<usize>,
    volumes: Vec<usize>,
    /// What each claim may have, as places in `volumes`.
    wishes: Vec<Vec<usize>>,
    /// What each claim takes when it comes first, as places in `volumes`.
    first: Vec<Vec<usize>>,
}

impl<'s> Competition<'s> {
    /// None when the group is a pool, or leaves a claim unbound anyway.
    fn new(storage: &'s Storage<'s>, claims: Vec<usize>, graph: &Graph) -> Option<Self> {
        let mut volumes: Vec<usize> = claims.iter().flat_map(|&claim| graph.wishes[claim].iter().copied()).collect();
        volumes.sort_unstable();
        volumes.dedup();
        if volumes.len() > GREATEST_COMPETITION.1 {
            return None;
        }
        let place = |volume: &usize| volumes.binary_search(volume).ok();
        let wishes = claims.iter().map(|&claim| graph.wishes[claim].iter().filter_map(place).collect()).collect();
        let facts: Vec<&Volume> = volumes.iter().map(|&volume| &storage.volumes[volume].facts).collect();
        let first = claims.iter().map(|&claim| first_choices(storage, claim, &facts)).collect();
        let competition = Self { storage, claims, volumes, wishes, first };
        competition.short_of(None).is_none().then_some(competition)
    }

    /// A volume that leaves another claim without any when the wrong one takes it.
    fn stranding(&self) -> Option<Rivalry> {
        let takes = |taker: usize| self.first[taker].iter().map(move |&volume| (taker, volume));
        let local = |(_, volume): &(usize, usize)| self.is_local(*volume);
        (0..self.claims.len()).flat_map(takes).filter(local).find_map(|(taker, volume)| {
            let shortage = self.short_of(Some((taker, volume)))?;
            let loser = shortage.into_iter().min_by_key(|&claim| self.wishes[claim].len())?;
            Some(self.rivalry(taker, loser, volume, true))
        })
    }

    /// A volume that two claims, no replicas of each other, take for their first choice.
    fn swap(&self) -> Option<Rivalry> {
        let pairs = (0..self.claims.len()).flat_map(|loser| (0..loser).map(move |taker| (taker, loser)));
        pairs.filter(|&(taker, loser)| !self.are_siblings(taker, loser)).find_map(|(taker, loser)| {
            let shared = |volume: &&usize| self.first[loser].contains(volume) && self.is_local(**volume);
            let volume = *self.first[taker].iter().find(shared)?;
            Some(self.rivalry(taker, loser, volume, false))
        })
    }

    /// The claims that compete for too little once one of them has taken a volume.
    fn short_of(&self, taken: Option<(usize, usize)>) -> Option<Vec<usize>> {
        let is_in = |claim: usize| {
            self.storage.depends_on_volumes(self.claims[claim]) && taken.is_none_or(|(taker, _)| taker != claim)
        };
        let left = |claim: usize| {
            let wishes = self.wishes[claim].iter().copied();
            wishes.filter(|&volume| taken.is_none_or(|(_, gone)| gone != volume)).collect()
        };
        let takers: Vec<usize> = (0..self.claims.len()).filter(|&claim| is_in(claim)).collect();
        let graph = Graph { wishes: takers.iter().map(|&claim| left(claim)).collect(), things: self.volumes.len() };
        let shortage = graph.shortages(&graph.maximum_matching()).into_iter().next()?;
        Some(shortage.takers.into_iter().map(|taker| takers[taker]).collect())
    }

    fn is_local(&self, volume: usize) -> bool {
        self.storage.volumes[self.volumes[volume]].is_local
    }

    fn are_siblings(&self, one: usize, other: usize) -> bool {
        let entry = |claim: usize| &self.storage.claims[self.claims[claim]];
        entry(one).is_sibling(entry(other))
    }

    fn rivalry(&self, taker: usize, loser: usize, volume: usize, is_stranded: bool) -> Rivalry {
        let (taker, loser, volume) = (self.claims[taker], self.claims[loser], self.volumes[volume]);
        Rivalry { taker, loser, volume, is_stranded }
    }
}

/// What a claim takes when it comes first; nothing when the unknown has a say in it.
fn first_choices(storage: &Storage<'_>, claim: usize, volumes: &[&Volume]) -> Vec<usize> {
    let claim = &storage.claims[claim].facts;
    if storage.fits(claim).iter().any(|(_, fit)| *fit != Fit::Surely) {
        return Vec::new();
    }
    choices(claim, volumes, storage.waits_for_consumer(claim))
}
