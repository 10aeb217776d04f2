//! What is applied together, and the questions asked about it.

use std::borrow::Cow;

use super::Project;
use super::index::Index;
use crate::kubernetes::{Kind, Object, ObjectId, Service, Workload};

/// How the namespaces of two objects stand to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Namespaces {
    /// Surely the same one.
    Same,
    /// One of them is not written, or a placeholder: whatever it is applied to.
    Unknown,
    /// Surely not the same one.
    Different,
}

/// The objects of one scope.
#[derive(Debug)]
pub(super) struct ScopeData {
    pub objects: Vec<ObjectId>,
    pub index: Index,
    /// The namespace that a kustomization gives to all of them.
    pub namespace: Option<String>,
}

/// A scope: what is applied together. Sums and clashes are counted within one; see also [`Project::everything`].
#[derive(Debug, Clone, Copy)]
pub struct Scope<'a> {
    pub(super) project: &'a Project,
    pub(super) data: &'a ScopeData,
}

impl<'a> Scope<'a> {
    /// The project that it belongs to.
    pub const fn project(self) -> &'a Project {
        self.project
    }

    /// All objects, by file and place.
    pub fn objects(self) -> impl Iterator<Item = Object<'a>> {
        self.data.objects.iter().map(move |&id| self.project.object(id))
    }

    /// The objects of a kind, by file and place.
    pub fn of_kind(self, kind: Kind) -> impl Iterator<Item = Object<'a>> {
        self.data.index.of_kind(kind).iter().map(move |&id| self.project.object(id))
    }

    /// Whether there is an object of a kind that timonel has no model of.
    pub fn has_unknown_kinds(self) -> bool {
        !self.data.index.of_kind(Kind::Other).is_empty()
    }

    /// The kinds of which there is an object, in no order.
    pub fn kinds(self) -> impl Iterator<Item = Kind> {
        self.data.index.kinds()
    }

    /// The objects of a kind with a name, in any namespace.
    pub fn named(self, kind: Kind, name: &str) -> impl Iterator<Item = Object<'a>> {
        let name = name.to_owned();
        let ids = self.data.index.named(kind, &name).iter();
        ids.map(move |&id| self.project.object(id)).filter(move |object| object.name().as_deref() == Some(&name))
    }

    /// The objects that are pods or make pods.
    pub fn workloads(self) -> impl Iterator<Item = Workload<'a>> {
        self.objects().filter_map(Workload::of)
    }

    /// The Services.
    pub fn services(self) -> impl Iterator<Item = Service<'a>> {
        self.of_kind(Kind::Service).filter_map(Service::of)
    }

    /// How the namespaces of two objects stand to each other. Cluster-scoped objects are everywhere.
    pub fn namespaces(self, one: Object<'_>, other: Object<'_>) -> Namespaces {
        if one.kind.is_namespaced() == Some(false) || other.kind.is_namespaced() == Some(false) {
            return Namespaces::Same;
        }
        compare(self.namespace_of(one).as_deref(), self.namespace_of(other).as_deref())
    }

    /// The namespace that an object will be in: the kustomization's, else the written one.
    pub fn namespace_of<'o>(self, object: Object<'o>) -> Option<Cow<'o, str>>
    where
        'a: 'o,
    {
        self.data.namespace.as_deref().map(Cow::Borrowed).or_else(|| object.namespace())
    }

    /// The workloads whose pods a Service selects, for which [`Scope::namespaces`] does not say `Different`.
    ///
    /// Upstream: `pkg/controller/endpointslice`; labels that controllers add are counted in ([`Workload::has_label`]).
    pub fn selected_by(self, service: Service<'a>) -> Vec<Workload<'a>> {
        let Some(selector) = service.selector() else {
            return Vec::new();
        };
        let pairs: Vec<_> = selector.value.merged_entries();
        let Some(first) = pairs.first() else {
            return Vec::new();
        };
        let by_label = self.data.index.with_pod_label(&first.key.key_text(), &first.value.text());
        let by_label = by_label.iter().filter_map(|&id| Workload::of(self.project.object(id)));
        let is_controller_label = pairs.iter().any(|pair| Workload::is_controller_label(&pair.key.key_text()));
        let candidates: Vec<_> = if is_controller_label { self.workloads().collect() } else { by_label.collect() };
        let matches = |workload: &Workload<'a>| {
            pairs.iter().all(|pair| workload.has_label(&pair.key.key_text(), &pair.value.text()))
                && self.namespaces(service.object, workload.object) != Namespaces::Different
        };
        candidates.into_iter().filter(matches).collect()
    }

    /// The Ingresses, HTTPRoutes and OpenShift Routes that name a Service of this name, in any namespace.
    pub fn routing_to(self, service: &str) -> impl Iterator<Item = Object<'a>> + use<'a> {
        let mut ids = self.data.index.routing_to(service).to_vec();
        ids.dedup();
        ids.into_iter().map(move |id| self.project.object(id))
    }

    /// The Services that select a workload's pods, for which [`Scope::namespaces`] says `Same`.
    pub fn services_selecting(self, workload: Workload<'a>) -> Vec<Service<'a>> {
        let mut services: Vec<Service<'a>> = Vec::new();
        for (key, value) in workload.pod.labels().iter() {
            let ids = self.data.index.selecting_first(&key, &value).iter();
            services.extend(ids.filter_map(|&id| Service::of(self.project.object(id))));
        }
        services.retain(|service| {
            let pairs = service.selector().map(|selector| selector.value.merged_entries()).unwrap_or_default();
            !pairs.is_empty()
                && pairs.iter().all(|pair| workload.has_label(&pair.key.key_text(), &pair.value.text()))
                && self.namespaces(service.object, workload.object) == Namespaces::Same
        });
        services.sort_by_key(|service| service.object.id);
        services.dedup_by_key(|service| service.object.id);
        services
    }
}

fn compare(one: Option<&str>, other: Option<&str>) -> Namespaces {
    let is_placeholder = |namespace: Option<&str>| {
        namespace.is_some_and(|name| name.bytes().any(|byte| !(byte.is_ascii_alphanumeric() || byte == b'-')))
    };
    if is_placeholder(one) || is_placeholder(other) {
        return Namespaces::Unknown;
    }
    match (one, other) {
        (Some(one), Some(other)) if one != other => Namespaces::Different,
        (Some(_), Some(_)) | (None, None) => Namespaces::Same,
        _ => Namespaces::Unknown,
    }
}
