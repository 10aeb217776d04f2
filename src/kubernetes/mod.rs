//! Kubernetes objects as views over nodes: each is model and place at once, nothing is copied.
//!
//! A getter gives nothing when the field is absent or has another type than the API; that a type is wrong is for a rule
//! of its own to say. The public modules are what the texts mean: amounts, image references, names, selectors.

pub mod image;
pub mod int_or_string;
pub mod names;
pub mod placeholder;
pub mod quantity;
pub mod selector;

mod access;
mod amount;
mod autoscaling;
mod batch;
mod configuration;
mod container;
mod disruption;
mod environment;
mod ingress;
mod kind;
mod namespace;
mod network;
mod node;
mod object;
mod pod;
mod probe;
mod quota;
mod route;
mod service;
mod storage;
mod volume;
mod workload;

pub use access::{PolicyRule, Role, RoleBinding, RoleRef, ServiceAccount, Subject};
pub use amount::{Amount, AmountRole, Unit};
pub use autoscaling::{HorizontalPodAutoscaler, ScaleTarget};
pub use batch::{CronJob, Job};
pub use configuration::{ConfigMap, DataEntry, Encoding, Secret};
pub use container::{Container, ContainerPort, ContainerRole, EnvVar};
pub use disruption::PodDisruptionBudget;
pub use environment::{DataRef, EnvFrom, EnvSource};
pub use ingress::{Ingress, IngressBackend, ServicePortRef};
pub use kind::Kind;
pub use namespace::{Namespace, PodSecurityMode};
pub use network::{Direction, NetworkPeer, NetworkPolicy, NetworkPort, NetworkRule};
pub use node::{ClusterNode, Taint};
pub use object::{Labels, Object, ObjectId};
pub use pod::Pod;
pub use probe::{HANDLERS, Probe, ProbeKind};
pub use quota::{LimitRange, LimitRangeItem, ResourceQuota};
pub use route::{HttpBackend, HttpRoute, OpenShiftRoute, routed_services};
pub use service::{Service, ServicePort, ServiceType, TargetPort};
pub use storage::{AccessMode, PersistentVolume, PersistentVolumeClaim, StorageClass, VolumeMode};
pub use volume::{Projection, Volume, VolumeSource};
pub use workload::{PodLabels, Workload};

/// Reads one object of a test.
#[cfg(test)]
fn with_object<T>(text: &str, run: impl FnOnce(Object<'_>) -> T) -> T {
    let tree = crate::yaml::parse(crate::source::FileId(0), text.into(), Vec::new());
    let node = tree.root(&tree.documents()[0]).unwrap();
    let object = Object { id: ObjectId(0), node, kind: Kind::Other, is_partial: false };
    let api_version = object.api_version();
    let group = api_version.split_once('/').map_or("", |(group, _)| group);
    run(Object { kind: Kind::of(group, &object.kind_text()), ..object })
}
