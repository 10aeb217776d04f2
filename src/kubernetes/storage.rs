//! Volumes, claims and classes.

use std::borrow::Cow;
use std::collections::HashSet;

use super::kind::Kind;
use super::object::Object;
use super::workload::Workload;
use crate::yaml::{Entry, Node};

/// The annotation that named the class before there was a field, and still wins over it.
const CLASS_ANNOTATION: &str = "volume.beta.kubernetes.io/storage-class";

/// A PersistentVolume.
#[derive(Debug, Clone, Copy)]
pub struct PersistentVolume<'a> {
    /// The object.
    pub object: Object<'a>,
    /// Its `spec`.
    pub spec: Node<'a>,
}

/// A claim: an object of its own, or a template that a StatefulSet or an ephemeral volume makes claims of.
#[derive(Debug, Clone, Copy)]
pub struct PersistentVolumeClaim<'a> {
    /// `metadata` of the claim or the template.
    pub metadata: Option<Node<'a>>,
    /// Its `spec`.
    pub spec: Node<'a>,
}

/// A StorageClass.
#[derive(Debug, Clone, Copy)]
pub struct StorageClass<'a> {
    /// The object.
    pub object: Object<'a>,
}

/// How a volume may be attached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AccessMode {
    /// Written from one node, by as many of its pods as like.
    ReadWriteOnce,
    /// Read from many nodes.
    ReadOnlyMany,
    /// Written from many nodes.
    ReadWriteMany,
    /// Written by one pod of the whole cluster.
    ReadWriteOncePod,
}

/// How a volume is given to containers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum VolumeMode {
    /// As a directory.
    Filesystem,
    /// As a device.
    Block,
}

impl AccessMode {
    /// All modes, in the order of the API's documentation.
    pub const ALL: [Self; 4] = [Self::ReadWriteOnce, Self::ReadOnlyMany, Self::ReadWriteMany, Self::ReadWriteOncePod];

    /// The mode of that name; case counts.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|mode| mode.as_str() == name)
    }

    /// The name in a manifest.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ReadWriteOnce => "ReadWriteOnce",
            Self::ReadOnlyMany => "ReadOnlyMany",
            Self::ReadWriteMany => "ReadWriteMany",
            Self::ReadWriteOncePod => "ReadWriteOncePod",
        }
    }

    /// The letters that `kubectl` prints for it.
    pub const fn abbreviation(self) -> &'static str {
        match self {
            Self::ReadWriteOnce => "RWO",
            Self::ReadOnlyMany => "ROX",
            Self::ReadWriteMany => "RWX",
            Self::ReadWriteOncePod => "RWOP",
        }
    }
}

impl VolumeMode {
    /// The mode of that name; case counts.
    pub fn named(name: &str) -> Option<Self> {
        [Self::Filesystem, Self::Block].into_iter().find(|mode| mode.as_str() == name)
    }

    /// The name in a manifest.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Filesystem => "Filesystem",
            Self::Block => "Block",
        }
    }
}

impl<'a> PersistentVolume<'a> {
    /// The volume that an object is.
    pub fn of(object: Object<'a>) -> Option<Self> {
        let spec = object.spec().filter(|spec| object.kind == Kind::PersistentVolume && spec.is_map())?;
        Some(Self { object, spec })
    }

    /// `spec.capacity.storage`.
    pub fn capacity(self) -> Option<Node<'a>> {
        self.spec.path(&["capacity", "storage"]).filter(|capacity| !capacity.is_null())
    }

    /// The items of `spec.accessModes`.
    pub fn access_modes(self) -> impl Iterator<Item = Node<'a>> {
        self.spec.get("accessModes").into_iter().flat_map(Node::items)
    }

    /// The effective class: the annotation, else the field. Upstream: `GetPersistentVolumeClass`.
    pub fn class(self) -> Option<Node<'a>> {
        class(self.object.metadata(), self.spec)
    }

    /// `spec.claimRef`, when it holds anything.
    pub fn claim_ref(self) -> Option<Entry<'a>> {
        self.spec.entry("claimRef").filter(|entry| entry.value.is_map() && !entry.value.is_empty())
    }

    /// The entry of the volume source: the first field of `spec` that is none of the common ones and holds a map.
    pub fn source(self) -> Option<Entry<'a>> {
        const COMMON: [&str; 3] = ["capacity", "claimRef", "nodeAffinity"];
        self.spec.entries().find(|entry| entry.value.is_map() && !COMMON.contains(&&*entry.key.text()))
    }
}

impl<'a> PersistentVolumeClaim<'a> {
    /// The claim that an object is.
    pub fn of(object: Object<'a>) -> Option<Self> {
        let is_claim = object.kind == Kind::PersistentVolumeClaim;
        let spec = object.spec().filter(|spec| is_claim && spec.is_map())?;
        Some(Self { metadata: object.metadata(), spec })
    }

    /// The claims that an object is or describes: the object itself, `volumeClaimTemplates`, ephemeral volumes.
    pub fn all_of(object: Object<'a>) -> Vec<Self> {
        let workload = Workload::of(object);
        let templates = workload.into_iter().flat_map(Workload::claim_templates);
        let volumes = workload.into_iter().flat_map(|workload| workload.pod.volumes());
        let ephemeral = volumes.filter_map(|volume| volume.path(&["ephemeral", "volumeClaimTemplate"]));
        let mut claims: Vec<Self> =
            Self::of(object).into_iter().chain(templates.chain(ephemeral).filter_map(Self::of_template)).collect();
        // Aliases may lead to one template a thousand times.
        let mut seen = HashSet::new();
        claims.retain(|claim| seen.insert(claim.spec.id()));
        claims
    }

    /// The claim that a template describes (`volumeClaimTemplates[]`, `ephemeral.volumeClaimTemplate`).
    pub fn of_template(template: Node<'a>) -> Option<Self> {
        Some(Self { metadata: template.get("metadata"), spec: template.get("spec").filter(|spec| spec.is_map())? })
    }

    /// `spec.resources.requests.storage`.
    pub fn request(self) -> Option<Node<'a>> {
        self.spec.path(&["resources", "requests", "storage"]).filter(|request| !request.is_null())
    }

    /// The items of `spec.accessModes`.
    pub fn access_modes(self) -> impl Iterator<Item = Node<'a>> {
        self.spec.get("accessModes").into_iter().flat_map(Node::items)
    }

    /// The effective class: the annotation, else the field. None means the cluster's default class, and an empty text
    /// means no class at all. Upstream: `GetPersistentVolumeClaimClass`, `PersistentVolumeClaimHasClass`.
    pub fn class(self) -> Option<Node<'a>> {
        class(self.metadata, self.spec)
    }

    /// `spec.volumeName`: the one volume that it wants.
    pub fn volume_name(self) -> Option<Node<'a>> {
        self.spec.get("volumeName").filter(|name| !name.is_empty())
    }

    /// `spec.selector`, when it is written.
    pub fn selector(self) -> Option<Node<'a>> {
        self.spec.get("selector").filter(|selector| selector.is_map())
    }
}

impl<'a> StorageClass<'a> {
    /// The class that an object is.
    pub fn of(object: Object<'a>) -> Option<Self> {
        (object.kind == Kind::StorageClass).then_some(Self { object })
    }

    /// `provisioner`.
    pub fn provisioner(self) -> Option<Cow<'a, str>> {
        self.object.node.get("provisioner").filter(|node| !node.is_empty()).map(Node::text)
    }

    /// Whether claims wait for their first pod: `volumeBindingMode: WaitForFirstConsumer`.
    pub fn waits_for_consumer(self) -> bool {
        self.object.node.get("volumeBindingMode").is_some_and(|mode| mode.text() == "WaitForFirstConsumer")
    }

    /// Whether claims without a class get this one. Upstream: `pkg/volume/util/storageclass.go`, `IsDefaultAnnotation`.
    pub fn is_default(self) -> bool {
        ["storageclass.kubernetes.io/is-default-class", "storageclass.beta.kubernetes.io/is-default-class"]
            .into_iter()
            .any(|annotation| self.object.annotation(annotation).is_some_and(|value| value.text() == "true"))
    }
}

fn class<'a>(metadata: Option<Node<'a>>, spec: Node<'a>) -> Option<Node<'a>> {
    let annotation = metadata.and_then(|metadata| metadata.get("annotations")?.get(CLASS_ANNOTATION));
    annotation.or_else(|| spec.get("storageClassName").filter(|class| !class.is_null()))
}
