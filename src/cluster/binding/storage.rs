//! The volumes, claims and classes of a scope, and who may take what.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};

use super::claims::{ClaimEntry, claims_of};
use super::facts::{Claim, ClaimClass, Class, Volume};
use super::fit::{Fit, fit};
use super::index::Index;
use super::makers::makes_volumes_of;
use super::read;
use crate::kubernetes::{Kind, Object, ObjectId, PersistentVolume};
use crate::project::{Project, Scope};

/// The claims of a scope, the volumes for them, and the classes of the whole project.
#[derive(Debug)]
pub struct Storage<'a> {
    /// The volumes in the order of the text, each name once.
    pub volumes: Vec<VolumeEntry<'a>>,
    /// The claims of the scope in the order of the text.
    pub claims: Vec<ClaimEntry<'a>>,
    classes: HashMap<String, Class>,
    index: Index,
}

/// A volume and where it is written.
#[derive(Debug, Clone)]
pub struct VolumeEntry<'a> {
    /// The object.
    pub object: Object<'a>,
    /// Whether it belongs to the scope.
    pub is_local: bool,
    /// What decides about it. Where several volumes of one name differ, and where it may be patched, all is unknown.
    pub facts: Volume,
}

/// Whether a volume is made for a claim that no volume fits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Provisioning {
    /// A class of the project makes one.
    Expected,
    /// The class is not in the project, or not known: the cluster may have it.
    Unknown,
    /// None is made.
    Never(WhyNever),
}

/// Why no volume is made for a claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WhyNever {
    /// It names its volume.
    NamesVolume,
    /// Its class is `""`.
    NoClass,
    /// Its class has no provisioner.
    NoProvisioner,
    /// It has a selector, which no provisioner takes.
    Selector,
}

impl<'a> Storage<'a> {
    /// The claims and volumes of a scope.
    pub fn of(scope: Scope<'a>) -> Self {
        Self::read(scope, scope)
    }

    /// The claims of a scope with the volumes of the whole project: what stands elsewhere may be applied as well, so only
    /// what holds here too is certain.
    pub fn in_project(scope: Scope<'a>) -> Self {
        Self::read(scope, scope.project().everything())
    }

    fn read(scope: Scope<'a>, with_volumes_of: Scope<'a>) -> Self {
        let volumes = volumes_of(scope, with_volumes_of);
        let mut claims = claims_of(scope, volumes.len() + 1);
        let default = Self::default_class(scope);
        for claim in claims.iter_mut().filter(|claim| claim.facts.class == Some(ClaimClass::Unset)) {
            claim.facts.class.clone_from(&default);
        }
        let index = Index::of(volumes.iter().map(|volume| &volume.facts));
        Self { volumes, claims, classes: classes_of(scope.project()), index }
    }

    /// What a claim that says nothing of its class has: the one default class of the scope, the cluster's when the project
    /// has none, else something unknown. Upstream: DefaultStorageClass admission.
    pub fn default_class(scope: Scope<'_>) -> Option<ClaimClass> {
        let defaults = |scope: Scope<'_>| -> Vec<Class> {
            scope.of_kind(Kind::StorageClass).filter_map(read::class).filter(|class| class.is_default).collect()
        };
        match defaults(scope).as_slice() {
            [class] => Some(ClaimClass::named(&class.name)),
            [] if defaults(scope.project().everything()).is_empty() => Some(ClaimClass::Unset),
            _ => None,
        }
    }

    /// The class of a name.
    pub fn class(&self, name: &str) -> Option<&Class> {
        self.classes.get(name)
    }

    /// The volumes that a claim may be bound to, no other claim being about, by their places in `volumes`, ascending.
    pub fn fits(&self, claim: &Claim) -> Vec<(usize, Fit)> {
        let candidates = self.index.candidates(claim, self.volumes.len());
        let with_fit = candidates.into_iter().map(|at| (at, fit(&self.volumes[at].facts, claim)));
        with_fit.filter(|(_, fit)| fit.is_possible()).collect()
    }

    /// Whether a volume is made for a claim, should none fit.
    ///
    /// Upstream: `pv_controller.go` (syncUnboundClaim, provisionClaim); that selectors are refused is the documented
    /// contract of provisioners.
    pub fn provisioning(&self, claim: &Claim) -> Provisioning {
        if claim.volume_name.as_ref().is_some_and(|name| !name.is_empty()) {
            return Provisioning::Never(WhyNever::NamesVolume);
        }
        let is_picky = claim.selector.as_ref().is_some_and(|selector| !selector.is_empty());
        let by_class = match &claim.class {
            Some(ClaimClass::Empty) => return Provisioning::Never(WhyNever::NoClass),
            Some(ClaimClass::Named(name)) => self.class(name).and_then(Class::provisions),
            Some(ClaimClass::Unset) | None => None,
        };
        match by_class {
            Some(false) => Provisioning::Never(WhyNever::NoProvisioner),
            _ if is_picky => Provisioning::Never(WhyNever::Selector),
            Some(true) => Provisioning::Expected,
            None => Provisioning::Unknown,
        }
    }

    /// Whether a claim waits for its first pod before it is bound.
    pub fn waits_for_consumer(&self, claim: &Claim) -> bool {
        let class = claim.class.as_ref().and_then(ClaimClass::as_str).and_then(|name| self.class(name));
        class.is_some_and(|class| class.waits_for_consumer)
    }
}

fn volumes_of<'a>(scope: Scope<'a>, all: Scope<'a>) -> Vec<VolumeEntry<'a>> {
    let local: HashSet<ObjectId> = scope.of_kind(Kind::PersistentVolume).map(|object| object.id).collect();
    let mut volumes: Vec<VolumeEntry<'a>> = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    for object in all.of_kind(Kind::PersistentVolume) {
        let entry =
            VolumeEntry { object, is_local: local.contains(&object.id), facts: facts_of(scope.project(), object) };
        match entry.facts.name.clone().map(|name| places.entry(name)) {
            Some(Entry::Occupied(place)) => volumes[*place.get()].absorb(entry),
            Some(Entry::Vacant(place)) => {
                place.insert(volumes.len());
                volumes.push(entry);
            }
            None => volumes.push(entry),
        }
    }
    volumes
}

fn facts_of(project: &Project, object: Object<'_>) -> Volume {
    match PersistentVolume::of(object) {
        Some(view) if !object.is_partial && !may_change(project, object) => read::volume(view),
        _ => Volume { name: object.name_node().and_then(read::text), ..Volume::default() },
    }
}

/// Whether a patch may change what decides about a volume, somewhere.
fn may_change(project: &Project, object: Object<'_>) -> bool {
    const FIELDS: [&str; 7] =
        ["capacity", "storage", "accessModes", "storageClassName", "claimRef", "volumeMode", "labels"];
    let object = project.object(object.id);
    project.scopes_of(object).any(|scope| FIELDS.iter().any(|field| scope.may_set(object, field)))
}

impl<'a> VolumeEntry<'a> {
    fn absorb(&mut self, other: Self) {
        if self.facts != other.facts {
            self.facts = Volume { name: self.facts.name.take(), ..Volume::default() };
        }
        if other.is_local && !self.is_local {
            (self.object, self.is_local) = (other.object, true);
        }
    }

    /// Its name in backticks.
    pub fn title(&self) -> String {
        format!("`{}`", self.object.name().unwrap_or_default())
    }

    /// Its view, when it has a spec.
    pub fn view(&self) -> Option<PersistentVolume<'a>> {
        PersistentVolume::of(self.object)
    }
}

/// The classes of the project. Where two of one name differ, and where a program makes volumes for a class without a
/// provisioner, it is unknown who provisions.
fn classes_of(project: &Project) -> HashMap<String, Class> {
    let mut classes: HashMap<String, Class> = HashMap::new();
    for class in project.everything().of_kind(Kind::StorageClass).filter_map(read::class) {
        match classes.entry(class.name.clone()) {
            Entry::Occupied(known) if known.get().provisions() == class.provisions() => {}
            Entry::Occupied(mut known) => known.get_mut().provisioner = None,
            Entry::Vacant(place) => drop(place.insert(class)),
        }
    }
    for class in classes.values_mut().filter(|class| class.provisions() == Some(false)) {
        class.provisioner = class.provisioner.take().filter(|_| !makes_volumes_of(project, &class.name));
    }
    classes
}
