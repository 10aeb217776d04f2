//! Objects by kind, name and label, so that a look-up never scans.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use crate::kubernetes::{Kind, Object, ObjectId, Service, Workload};

/// Where to find the objects of a set. Texts are kept as hashes: whoever looks up compares again.
#[derive(Debug, Default)]
pub(super) struct Index {
    kinds: HashMap<Kind, Vec<ObjectId>>,
    names: HashMap<u64, Vec<ObjectId>>,
    /// Workloads by each label of their pods.
    pod_labels: HashMap<u64, Vec<ObjectId>>,
    /// Services by the first label of their selector.
    selectors: HashMap<u64, Vec<ObjectId>>,
}

impl Index {
    pub(super) fn add(&mut self, object: Object<'_>) {
        self.kinds.entry(object.kind).or_default().push(object.id);
        if let Some(name) = object.name() {
            self.names.entry(hash(&(object.kind, &*name))).or_default().push(object.id);
        }
        if let Some(workload) = Workload::of(object) {
            for (key, value) in workload.pod.labels().iter() {
                self.add_pod_label(object, &key, &value);
            }
        }
        let selector = Service::of(object).and_then(Service::selector);
        if let Some(first) = selector.and_then(|selector| selector.value.entries().next()) {
            let pair = hash(&(&*first.key.key_text(), &*first.value.text()));
            self.selectors.entry(pair).or_default().push(object.id);
        }
    }

    /// Notes a label of a workload's pods that may come from elsewhere; one that is known already is not noted again.
    pub(super) fn add_pod_label(&mut self, object: Object<'_>, key: &str, value: &str) {
        let ids = self.pod_labels.entry(hash(&(key, value))).or_default();
        if ids.last() != Some(&object.id) {
            ids.push(object.id);
        }
    }

    pub(super) fn of_kind(&self, kind: Kind) -> &[ObjectId] {
        self.kinds.get(&kind).map_or(&[], Vec::as_slice)
    }

    pub(super) fn kinds(&self) -> impl Iterator<Item = Kind> {
        self.kinds.keys().copied()
    }

    pub(super) fn named(&self, kind: Kind, name: &str) -> &[ObjectId] {
        self.names.get(&hash(&(kind, name))).map_or(&[], Vec::as_slice)
    }

    pub(super) fn with_pod_label(&self, key: &str, value: &str) -> &[ObjectId] {
        self.pod_labels.get(&hash(&(key, value))).map_or(&[], Vec::as_slice)
    }

    pub(super) fn selecting_first(&self, key: &str, value: &str) -> &[ObjectId] {
        self.selectors.get(&hash(&(key, value))).map_or(&[], Vec::as_slice)
    }
}

fn hash(value: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}
