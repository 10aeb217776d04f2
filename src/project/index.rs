//! Objects by kind, name and label, so that a look-up never scans.

use std::hash::{DefaultHasher, Hash, Hasher};

use crate::kubernetes::{Kind, Object, ObjectId, Service, Workload, routed_services};

/// What an object can be found by. Texts are kept as hashes: whoever looks up compares again.
#[derive(Debug)]
pub(super) struct Keys {
    /// What makes it one object to the cluster, as written ([`identity`]).
    pub identity: Option<u64>,
    name: Option<u64>,
    /// Each label of its pods.
    pod_labels: Vec<u64>,
    /// The first label of its selector, if it is a Service.
    selector: Option<u64>,
    /// The names of the Services that it sends traffic to, if it is an Ingress or a route.
    routes: Vec<u64>,
}

impl Keys {
    pub(super) fn of(object: Object<'_>) -> Self {
        let workload = Workload::of(object);
        let labels = workload.into_iter().flat_map(|workload| workload.pod.labels().iter());
        let selector = Service::of(object).and_then(Service::selector);
        let first = selector.and_then(|selector| selector.value.entries().next());
        Self {
            identity: identity(object, object.namespace().as_deref()),
            name: object.name().map(|name| hash(&(object.kind, &*name))),
            pod_labels: labels.map(|(key, value)| label(&key, &value)).collect(),
            selector: first.map(|first| label(&first.key.key_text(), &first.value.text())),
            routes: routed_services(object).into_iter().map(|service| hash(&*service.text())).collect(),
        }
    }
}

/// The hash of what makes two objects one to the cluster; none for objects without a name, for Namespaces, which people
/// repeat on purpose, and for what is not applied. A namespace that is not written stands for itself.
pub(super) fn identity(object: Object<'_>, namespace: Option<&str>) -> Option<u64> {
    if matches!(object.kind, Kind::Namespace | Kind::Kustomization) {
        return None;
    }
    let api_version = object.api_version();
    let group = api_version.split_once('/').map_or("", |(group, _)| group);
    Some(hash(&(group, object.kind_text(), namespace, object.name()?)))
}

/// Where to find the objects of a set.
#[derive(Debug, Default)]
pub(super) struct Index {
    kinds: Table<Kind>,
    names: Table<u64>,
    pod_labels: Table<u64>,
    selectors: Table<u64>,
    routes: Table<u64>,
}

impl Index {
    /// Takes an object in. [`Index::sort`] must follow before anything is looked up.
    pub(super) fn add(&mut self, object: ObjectId, kind: Kind, keys: &Keys) {
        self.kinds.0.push((kind, object));
        self.names.0.extend(keys.name.map(|name| (name, object)));
        self.pod_labels.0.extend(keys.pod_labels.iter().map(|&label| (label, object)));
        self.selectors.0.extend(keys.selector.map(|label| (label, object)));
        self.routes.0.extend(keys.routes.iter().map(|&service| (service, object)));
    }

    /// Notes a label that a workload's pods get from elsewhere.
    pub(super) fn add_pod_label(&mut self, object: ObjectId, key: &str, value: &str) {
        self.pod_labels.0.push((label(key, value), object));
    }

    pub(super) fn sort(&mut self) {
        self.kinds.sort();
        self.names.sort();
        self.pod_labels.sort();
        self.selectors.sort();
        self.routes.sort();
    }

    pub(super) fn of_kind(&self, kind: Kind) -> impl Iterator<Item = ObjectId> {
        self.kinds.get(kind)
    }

    pub(super) fn kinds(&self) -> impl Iterator<Item = Kind> {
        self.kinds.0.chunk_by(|one, other| one.0 == other.0).map(|run| run[0].0)
    }

    pub(super) fn named(&self, kind: Kind, name: &str) -> impl Iterator<Item = ObjectId> + use<'_> {
        self.names.get(hash(&(kind, name)))
    }

    pub(super) fn with_pod_label(&self, key: &str, value: &str) -> impl Iterator<Item = ObjectId> + use<'_> {
        self.pod_labels.get(label(key, value))
    }

    pub(super) fn selecting_first(&self, key: &str, value: &str) -> impl Iterator<Item = ObjectId> + use<'_> {
        self.selectors.get(label(key, value))
    }

    pub(super) fn routing_to(&self, service: &str) -> impl Iterator<Item = ObjectId> + use<'_> {
        self.routes.get(hash(service))
    }
}

/// Objects by a key, in runs.
#[derive(Debug)]
struct Table<K>(Vec<(K, ObjectId)>);

impl<K> Default for Table<K> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<K: Ord + Copy> Table<K> {
    fn sort(&mut self) {
        self.0.sort_unstable();
        self.0.dedup();
    }

    fn get(&self, key: K) -> impl Iterator<Item = ObjectId> {
        let start = self.0.partition_point(|(other, _)| *other < key);
        self.0[start..].iter().take_while(move |(other, _)| *other == key).map(|(_, object)| *object)
    }
}

fn label(key: &str, value: &str) -> u64 {
    hash(&(key, value))
}

fn hash(value: &(impl Hash + ?Sized)) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}
