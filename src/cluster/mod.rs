//! What the control plane makes of the objects of a project.

pub mod binding;
