//! What the control plane makes of the objects of a project.

pub mod binding;
pub mod endpoints;
pub mod known_ports;
pub mod node_ports;
pub mod routes;
pub mod selection;
pub mod slip;

/// A project of one file.
#[cfg(test)]
fn project_of(text: &str) -> crate::project::Project {
    use crate::source::{FileId, SourceFile, Sources};
    let file = SourceFile::new("app.yaml", text);
    let tree = crate::yaml::parse(FileId(0), file.shared_text(), Vec::new());
    let mut sources = Sources::default();
    sources.add(file);
    crate::project::Project::new(sources, vec![crate::project::read(FileId(0), tree)])
}
