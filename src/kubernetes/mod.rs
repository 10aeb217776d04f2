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

mod amount;
mod container;
mod ingress;
mod kind;
mod object;
mod pod;
mod probe;
mod service;
mod storage;
mod workload;

pub use amount::{Amount, AmountRole, Unit};
pub use container::{Container, ContainerPort, ContainerRole, EnvVar};
pub use ingress::{Ingress, IngressBackend, ServicePortRef};
pub use kind::Kind;
pub use object::{Labels, Object, ObjectId};
pub use pod::Pod;
pub use probe::{HANDLERS, Probe, ProbeKind};
pub use service::{Service, ServicePort, ServiceType, TargetPort};
pub use storage::{AccessMode, PersistentVolume, PersistentVolumeClaim, StorageClass, VolumeMode};
pub use workload::Workload;
