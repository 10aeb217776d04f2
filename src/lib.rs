//! timonel reads a tree of Kubernetes manifests the way the cluster would and says what would be rejected, get stuck,
//! leak, or is unwise, at the exact place.
//!
//! Modules stand in layer order: each uses only those above it (`tests/layers.rs` keeps it so).

pub mod source;

pub mod diagnostic;

pub mod yaml;

pub mod kubernetes;

pub mod project;

pub mod cluster;

pub mod rule;

#[path = "../rules/mod.rs"]
pub mod rules;

pub mod config;

pub mod discovery;

pub mod linter;

pub mod reporter;

pub mod cli;
