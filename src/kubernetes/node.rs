//! The machines of a cluster, where a manifest describes them.

use std::borrow::Cow;

use super::kind::Kind;
use super::object::Object;
use crate::yaml::Node;

/// A Node of the cluster.
#[derive(Debug, Clone, Copy)]
pub struct ClusterNode<'a> {
    /// The object; its labels are what selectors of nodes see.
    pub object: Object<'a>,
}

/// Keeps pods that do not tolerate it away from a Node.
#[derive(Debug, Clone)]
pub struct Taint<'a> {
    /// Its map.
    pub node: Node<'a>,
    /// `key`.
    pub key: Cow<'a, str>,
    /// `value`; empty when there is none.
    pub value: Cow<'a, str>,
    /// `effect`: `NoSchedule`, `PreferNoSchedule` or `NoExecute`.
    pub effect: Cow<'a, str>,
}

impl<'a> ClusterNode<'a> {
    /// The Node that an object is.
    pub fn of(object: Object<'a>) -> Option<Self> {
        (object.kind == Kind::Node).then_some(Self { object })
    }

    /// The taints.
    pub fn taints(self) -> impl Iterator<Item = Taint<'a>> {
        let taints = self.object.spec().into_iter().flat_map(|spec| spec.items_at("taints"));
        taints.filter(|taint| taint.is_map()).map(|node| {
            let text = |field: &str| node.get(field).map(Node::text).unwrap_or_default();
            Taint { node, key: text("key"), value: text("value"), effect: text("effect") }
        })
    }

    /// Whether new pods are kept away: `spec.unschedulable`.
    pub fn is_cordoned(self) -> bool {
        self.object.node.path(&["spec", "unschedulable"]).and_then(Node::as_bool) == Some(true)
    }

    /// The amount of a resource that pods may request in all: `status.allocatable`, else `status.capacity`.
    pub fn allocatable(self, resource: &str) -> Option<Node<'a>> {
        let status = self.object.node.get("status")?;
        status.path(&["allocatable", resource]).or_else(|| status.path(&["capacity", resource]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kubernetes::with_object;

    #[test]
    fn a_node_has_taints_and_room() {
        let text = "apiVersion: v1\nkind: Node\nspec:\n  unschedulable: true\n  taints: [{key: gpu, effect: NoSchedule}]\nstatus: {capacity: {cpu: 4, memory: 8Gi}, allocatable: {cpu: 3900m}}\n";
        with_object(text, |object| {
            let node = ClusterNode::of(object).unwrap();
            let taint = node.taints().next().unwrap();
            assert_eq!((&*taint.key, &*taint.value, &*taint.effect), ("gpu", "", "NoSchedule"));
            assert_eq!(node.allocatable("cpu").unwrap().text(), "3900m");
            assert_eq!(node.allocatable("memory").unwrap().text(), "8Gi");
            assert!(node.is_cordoned() && node.allocatable("nvidia.com/gpu").is_none());
        });
    }
}
