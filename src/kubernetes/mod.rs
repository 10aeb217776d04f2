//! Kubernetes objects as views over nodes: each is model and place at once, nothing is copied.
//!
//! A getter gives nothing when the field is absent or has another type than the API; that a type is wrong is for a rule
//! of its own to say.

mod container;
pub mod image;
mod ingress;
pub mod int_or_string;
mod kind;
pub mod names;
mod object;
pub mod placeholder;
mod pod;
mod probe;
pub mod quantity;
pub mod selector;
mod service;
mod storage;
mod workload;

pub use container::{Container, ContainerPort, ContainerRole, EnvVar};
pub use ingress::{Ingress, IngressBackend, ServicePortRef};
pub use kind::Kind;
pub use object::{Labels, Object, ObjectId};
pub use pod::Pod;
pub use probe::{HANDLERS, Probe, ProbeKind};
pub use service::{Service, ServicePort, ServiceType, TargetPort};
pub use storage::{AccessMode, PersistentVolume, PersistentVolumeClaim, StorageClass, VolumeMode};
pub use workload::Workload;
