//! timonel reads a tree of Kubernetes manifests the way the cluster would and says what would be rejected, get stuck,
//! leak, or is unwise, at the exact place.
//!
//! Modules stand in layer order: each uses only those above it (`tests/layers.rs` keeps it so).

pub mod source;

pub mod diagnostic;

pub mod linter;

#[path = "../rules/mod.rs"]
pub mod rules;
