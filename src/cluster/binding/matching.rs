//! Maximum matching in a bipartite graph: who can be served when everyone takes at most one.

use std::collections::{BTreeMap, VecDeque};

/// Which takers may have which things; both are named by their places in lists of the caller.
#[derive(Debug, Clone, Default)]
pub struct Graph {
    /// The things that each taker may have.
    pub wishes: Vec<Vec<usize>>,
    /// How many things there are.
    pub things: usize,
}

/// As many takers served as can be at once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Matching {
    /// What each taker has.
    pub thing_of: Vec<Option<usize>>,
    /// Who has each thing.
    pub taker_of: Vec<Option<usize>>,
}

/// Takers that compete for fewer things than they are: by Hall's theorem the cause of every shortage is such a set.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Shortage {
    /// All that compete, ascending.
    pub takers: Vec<usize>,
    /// All that any of them may have, ascending.
    pub things: Vec<usize>,
    /// The takers left without, in this matching.
    pub unserved: Vec<usize>,
}

impl Graph {
    /// A maximum matching in which earlier takers are served before later ones.
    pub fn maximum_matching(&self) -> Matching {
        let mut matching = Matching { thing_of: vec![None; self.wishes.len()], taker_of: vec![None; self.things] };
        // What a search without success has reached never leads to a free thing again.
        let mut dead = vec![false; self.things];
        for taker in 0..self.wishes.len() {
            self.serve(taker, &mut matching, &mut dead);
        }
        matching
    }

    /// Whether one more taker can be served without leaving another unserved; if so, it is.
    fn serve(&self, taker: usize, matching: &mut Matching, dead: &mut [bool]) -> bool {
        let mut reached_from: Vec<Option<usize>> = vec![None; self.things];
        let mut waiting = VecDeque::from([taker]);
        let mut reached = Vec::new();
        while let Some(asking) = waiting.pop_front() {
            for &thing in &self.wishes[asking] {
                if dead[thing] || reached_from[thing].is_some() {
                    continue;
                }
                reached_from[thing] = Some(asking);
                reached.push(thing);
                match matching.taker_of[thing] {
                    Some(holder) => waiting.push_back(holder),
                    None => {
                        matching.hand_over(thing, &reached_from);
                        return true;
                    }
                }
            }
        }
        for thing in reached {
            dead[thing] = true;
        }
        false
    }

    /// The shortages behind a maximum matching, by their first taker; they share neither takers nor things.
    pub fn shortages(&self, matching: &Matching) -> Vec<Shortage> {
        let mut groups = Groups::new(self.things);
        let competing = self.competing(matching);
        for &taker in &competing {
            groups.join(&self.wishes[taker]);
        }
        let mut shortages: BTreeMap<usize, Shortage> = BTreeMap::new();
        for taker in competing {
            let group = self.wishes[taker].first().map_or(self.things + taker, |&thing| groups.leader(thing));
            let shortage = shortages.entry(group).or_default();
            shortage.takers.push(taker);
            shortage.things.extend(&self.wishes[taker]);
            shortage.unserved.extend(matching.thing_of[taker].is_none().then_some(taker));
            if shortage.things.len() > 2 * self.things {
                sort(&mut shortage.things);
            }
        }
        let mut shortages: Vec<Shortage> = shortages.into_values().collect();
        shortages.iter_mut().for_each(|shortage| sort(&mut shortage.things));
        shortages.sort_by_key(|shortage| shortage.takers.first().copied());
        shortages
    }

    /// The takers that may have a thing in common, directly or through others; those that may have nothing are in none.
    pub fn components(&self) -> Vec<Vec<usize>> {
        let mut groups = Groups::new(self.things);
        self.wishes.iter().for_each(|wishes| groups.join(wishes));
        let mut components: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (taker, wishes) in self.wishes.iter().enumerate() {
            if let Some(&thing) = wishes.first() {
                components.entry(groups.leader(thing)).or_default().push(taker);
            }
        }
        components.into_values().collect()
    }

    /// The takers without a thing, and everyone that they compete with, directly or through others, ascending.
    fn competing(&self, matching: &Matching) -> Vec<usize> {
        let mut is_reached = vec![false; self.things];
        let mut takers: Vec<usize> =
            (0..self.wishes.len()).filter(|&taker| matching.thing_of[taker].is_none()).collect();
        let mut next = 0;
        while let Some(&asking) = takers.get(next) {
            next += 1;
            for &thing in &self.wishes[asking] {
                if !std::mem::replace(&mut is_reached[thing], true) {
                    takers.extend(matching.taker_of[thing]);
                }
            }
        }
        takers.sort_unstable();
        takers
    }
}

/// Things joined into groups (union–find).
struct Groups(Vec<usize>);

impl Groups {
    fn new(things: usize) -> Self {
        Self((0..things).collect())
    }

    fn leader(&mut self, thing: usize) -> usize {
        let mut at = thing;
        while self.0[at] != at {
            self.0[at] = self.0[self.0[at]];
            at = self.0[at];
        }
        at
    }

    fn join(&mut self, things: &[usize]) {
        for pair in things.windows(2) {
            let (one, other) = (self.leader(pair[0]), self.leader(pair[1]));
            self.0[one.max(other)] = one.min(other);
        }
    }
}

fn sort(things: &mut Vec<usize>) {
    things.sort_unstable();
    things.dedup();
}

impl Matching {
    /// Gives a free thing along the way on which it was reached: each on the way takes the thing reached through it.
    fn hand_over(&mut self, free: usize, reached_from: &[Option<usize>]) {
        let mut thing = free;
        while let Some(taker) = reached_from[thing] {
            self.taker_of[thing] = Some(taker);
            match self.thing_of[taker].replace(thing) {
                Some(previous) => thing = previous,
                None => break,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn graph(things: usize, wishes: &[&[usize]]) -> Graph {
        Graph { wishes: wishes.iter().map(|wish| wish.to_vec()).collect(), things }
    }

    #[test]
    fn earlier_takers_give_way_but_are_served() {
        let graph = graph(3, &[&[0, 1], &[0], &[1, 2]]);
        assert_eq!(graph.maximum_matching().thing_of, [Some(1), Some(0), Some(2)]);
        assert!(graph.shortages(&graph.maximum_matching()).is_empty());
    }

    #[test]
    fn the_last_of_too_many_is_left_without() {
        let graph = graph(4, &[&[0, 1], &[3], &[0, 1], &[1]]);
        let matching = graph.maximum_matching();
        assert_eq!(matching.thing_of[3], None);
        let shortage = Shortage { takers: vec![0, 2, 3], things: vec![0, 1], unserved: vec![3] };
        assert_eq!(graph.shortages(&matching), [shortage]);
    }

    #[test]
    fn thousands_that_want_too_little_end_soon() {
        let wishes: Vec<Vec<usize>> = (0..4000).map(|_| (0..500).collect()).collect();
        let graph = Graph { wishes, things: 500 };
        let matching = graph.maximum_matching();
        assert_eq!(matching.thing_of.iter().flatten().count(), 500);
    }

    /// The greatest number that can be served, by trying everything.
    fn most_served(wishes: &[Vec<usize>], taken: &mut Vec<usize>) -> usize {
        let Some((first, rest)) = wishes.split_first() else { return 0 };
        let mut most = most_served(rest, taken);
        for thing in first {
            if !taken.contains(thing) {
                taken.push(*thing);
                most = most.max(1 + most_served(rest, taken));
                taken.pop();
            }
        }
        most
    }

    proptest! {
        #[test]
        fn no_matching_serves_more(wishes in proptest::collection::vec(proptest::collection::btree_set(0_usize..5, 0..5), 0..6)) {
            let wishes: Vec<Vec<usize>> = wishes.into_iter().map(|wish| wish.into_iter().collect()).collect();
            let graph = Graph { wishes: wishes.clone(), things: 5 };
            let matching = graph.maximum_matching();
            let served: Vec<(usize, usize)> =
                matching.thing_of.iter().enumerate().filter_map(|(taker, thing)| Some((taker, (*thing)?))).collect();
            prop_assert!(served.iter().all(|(taker, thing)| wishes[*taker].contains(thing)));
            prop_assert!(served.iter().all(|(taker, thing)| matching.taker_of[*thing] == Some(*taker)));
            prop_assert_eq!(served.len(), most_served(&wishes, &mut Vec::new()));
            for shortage in graph.shortages(&matching) {
                let reach: std::collections::BTreeSet<usize> =
                    shortage.takers.iter().flat_map(|taker| wishes[*taker].iter().copied()).collect();
                prop_assert_eq!(&reach.into_iter().collect::<Vec<_>>(), &shortage.things);
                prop_assert_eq!(shortage.takers.len(), shortage.things.len() + shortage.unserved.len());
            }
        }
    }
}
