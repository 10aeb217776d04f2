//! Programs that make volumes for classes without a provisioner.

use crate::kubernetes::Kind;
use crate::project::Project;
use crate::yaml::Node;

/// Whether the project configures a program that makes volumes of a class out of the disks of its nodes.
///
/// The local volume static provisioner reads the ConfigMap entry `storageClassMap`; the operators for local storage have
/// resources such as `LocalVolume`, with `storageClassName` somewhere inside.
pub(super) fn makes_volumes_of(project: &Project, class: &str) -> bool {
    let everything = project.everything();
    let mut configs = everything.of_kind(Kind::ConfigMap);
    let mut others = everything.of_kind(Kind::Other).filter(|object| object.kind_text().contains("Volume"));
    configs.any(|config| maps_class(config.node, class)) || others.any(|object| names_class(object.node, class))
}

/// The entry holds YAML; that a line begins with the name is all that matters.
fn maps_class(config: Node<'_>, class: &str) -> bool {
    let text = config.path(&["data", "storageClassMap"]).map(Node::text).unwrap_or_default();
    text.lines().any(|line| line.trim_start().strip_prefix(class).is_some_and(|rest| rest.starts_with(':')))
}

fn names_class(root: Node<'_>, class: &str) -> bool {
    let maps = root.descendants().filter(|node| node.is_map());
    maps.filter_map(|map| map.get("storageClassName")).any(|name| name.text() == class)
}
