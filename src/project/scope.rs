//! What is applied together, and the questions asked about it.

use std::borrow::Cow;
use std::sync::Arc;

use super::Project;
use super::build::Build;
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

/// A scope as the project keeps it.
#[derive(Debug, Default)]
pub(super) struct ScopeData {
    pub members: Arc<Members>,
    pub extent: Extent,
    pub shown: String,
    pub is_complete: bool,
    /// The prefixes and suffixes that builds give to names.
    pub affixes: Vec<(String, String)>,
}

/// What holds the objects of a scope together.
#[derive(Debug, Default)]
pub(super) enum Extent {
    /// Nothing: it is all that there is.
    #[default]
    Everything,
    /// A kustomization takes them in.
    Build(Build),
    /// They are applied as written.
    Plain,
}

impl Extent {
    /// How much memory it takes, in entries.
    pub(super) fn weight(&self) -> usize {
        if let Self::Build(build) = self { build.weight() } else { 0 }
    }
}

/// The objects of a scope.
#[derive(Debug, Default)]
pub(super) struct Members {
    pub objects: Vec<ObjectId>,
    pub index: Index,
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

    /// What stands for it when people read of it: the directory of the kustomization or of the files, or the file.
    pub fn display(self) -> &'a str {
        &self.data.shown
    }

    /// Whether all that is applied together is surely here. It is not when a kustomization takes in something remote,
    /// missing, rendered or made by a plugin, when a document is broken or an unrendered template, when a chart lies
    /// among the files, or when the files had to be taken apart so that some part may belong to several others.
    pub fn is_complete(self) -> bool {
        self.data.is_complete
    }

    /// All objects, by file and place.
    pub fn objects(self) -> impl Iterator<Item = Object<'a>> {
        self.data.members.objects.iter().map(move |&id| self.project.object(id))
    }

    /// The objects of a kind, by file and place.
    pub fn of_kind(self, kind: Kind) -> impl Iterator<Item = Object<'a>> {
        self.index().of_kind(kind).map(move |id| self.project.object(id))
    }

    /// Whether there is an object of a kind that timonel has no model of.
    pub fn has_unknown_kinds(self) -> bool {
        self.index().of_kind(Kind::Other).next().is_some()
    }

    /// The kinds of which there is an object, in no order.
    pub fn kinds(self) -> impl Iterator<Item = Kind> {
        self.index().kinds()
    }

    /// The objects of a kind with a name, in any namespace. A name that a kustomization's prefix or suffix makes counts.
    pub fn named(self, kind: Kind, name: &str) -> impl Iterator<Item = Object<'a>> {
        let written = self.written(kind, name);
        written.into_iter().chain(self.renamed(kind, name))
    }

    pub(super) fn written(self, kind: Kind, name: &str) -> Vec<Object<'a>> {
        let objects = self.index().named(kind, name).map(|id| self.project.object(id));
        objects.filter(|object| object.name().as_deref() == Some(name)).collect()
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

    /// The namespace that an object will be in: the kustomization's, else the written one. None when it is not written
    /// or cannot be told.
    pub fn namespace_of<'o>(self, object: Object<'o>) -> Option<Cow<'o, str>>
    where
        'a: 'o,
    {
        match self.given_namespace(object) {
            Some(namespace) => namespace.map(Cow::Borrowed),
            None => object.namespace(),
        }
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
        let by_label = self.index().with_pod_label(&first.key.key_text(), &first.value.text());
        let by_label = by_label.filter_map(|id| Workload::of(self.project.object(id)));
        let is_controller_label = pairs.iter().any(|pair| Workload::is_controller_label(&pair.key.key_text()));
        let candidates: Vec<_> = if is_controller_label { self.workloads().collect() } else { by_label.collect() };
        let matches = |workload: &Workload<'a>| {
            pairs.iter().all(|pair| self.has_pod_label(*workload, &pair.key.key_text(), &pair.value.text()))
                && self.namespaces(service.object, workload.object) != Namespaces::Different
        };
        candidates.into_iter().filter(matches).collect()
    }

    /// The Ingresses, HTTPRoutes and OpenShift Routes that name a Service of this name, in any namespace.
    pub fn routing_to(self, service: &str) -> impl Iterator<Item = Object<'a>> + use<'a> {
        self.index().routing_to(service).map(move |id| self.project.object(id))
    }

    /// The Services that select a workload's pods, for which [`Scope::namespaces`] says `Same`.
    pub fn services_selecting(self, workload: Workload<'a>) -> Vec<Service<'a>> {
        let mut services = self.services_perhaps_selecting(workload);
        services.retain(|service| self.namespaces(service.object, workload.object) == Namespaces::Same);
        services
    }

    /// The Services that select a workload's pods, for which [`Scope::namespaces`] does not say `Different`.
    pub fn services_perhaps_selecting(self, workload: Workload<'a>) -> Vec<Service<'a>> {
        let mut services: Vec<Service<'a>> = Vec::new();
        for (key, value) in workload.pod.labels().iter().chain(self.added_pod_labels(workload.object)) {
            let ids = self.index().selecting_first(&key, &value);
            services.extend(ids.filter_map(|id| Service::of(self.project.object(id))));
        }
        services.retain(|service| {
            let pairs = service.selector().map(|selector| selector.value.merged_entries()).unwrap_or_default();
            !pairs.is_empty()
                && pairs.iter().all(|pair| self.has_pod_label(workload, &pair.key.key_text(), &pair.value.text()))
                && self.namespaces(service.object, workload.object) != Namespaces::Different
        });
        services.sort_by_key(|service| service.object.id);
        services.dedup_by_key(|service| service.object.id);
        services
    }

    pub(super) fn index(self) -> &'a Index {
        &self.data.members.index
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
