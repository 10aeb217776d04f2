//! Pod specs, wherever they stand: in a Pod or in the template of a workload.

use std::borrow::Cow;

use super::container::{Container, ContainerRole};
use super::object::Labels;
use crate::yaml::Node;

/// A pod as a Pod object or a template describes it.
#[derive(Debug, Clone, Copy)]
pub struct Pod<'a> {
    /// `metadata` of the Pod or of the template.
    pub metadata: Option<Node<'a>>,
    /// `spec` of the Pod or of the template.
    pub spec: Node<'a>,
}

impl<'a> Pod<'a> {
    /// The labels that selectors see, less those that controllers add.
    pub fn labels(self) -> Labels<'a> {
        Labels::of(self.metadata)
    }

    /// An annotation of the pod.
    pub fn annotation(self, key: &str) -> Option<Node<'a>> {
        self.metadata?.get("annotations")?.get(key)
    }

    /// All containers: init containers and sidecars, app containers, ephemeral ones, in this order.
    pub fn containers(self) -> impl Iterator<Item = Container<'a>> {
        let lists = [("initContainers", false), ("containers", false), ("ephemeralContainers", true)];
        lists.into_iter().flat_map(move |(list, is_ephemeral)| {
            let items = self.spec.get(list).into_iter().flat_map(Node::items);
            items.filter(|item| item.is_map()).map(move |node| {
                let restarts = node.get("restartPolicy").is_some_and(|policy| policy.text() == "Always");
                let role = match list {
                    "initContainers" if restarts => ContainerRole::Sidecar,
                    "initContainers" => ContainerRole::Init,
                    _ if is_ephemeral => ContainerRole::Ephemeral,
                    _ => ContainerRole::App,
                };
                Container { node, role, pod: self }
            })
        })
    }

    /// The containers that run as long as the pod does: app containers and sidecars.
    pub fn long_running(self) -> impl Iterator<Item = Container<'a>> {
        self.containers().filter(|container| matches!(container.role, ContainerRole::App | ContainerRole::Sidecar))
    }

    /// The entries of `volumes`.
    pub fn volumes(self) -> impl Iterator<Item = Node<'a>> {
        self.spec.get("volumes").into_iter().flat_map(Node::items).filter(|volume| volume.is_map())
    }

    /// The image references, where they are text: of all containers, and of volumes that mount an image.
    pub fn images(self) -> impl Iterator<Item = Node<'a>> {
        let volumes = self.volumes().filter_map(|volume| volume.path(&["image", "reference"]));
        let texts = volumes.filter(|reference| reference.as_str().is_some());
        self.containers().filter_map(Container::image).chain(texts)
    }

    /// `restartPolicy`; `Always` when it is not written.
    pub fn restart_policy(self) -> Cow<'a, str> {
        self.spec.get("restartPolicy").filter(|policy| !policy.is_empty()).map_or(Cow::Borrowed("Always"), Node::text)
    }
}
