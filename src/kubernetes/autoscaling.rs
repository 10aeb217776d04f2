//! What changes the number of replicas by load.

use std::borrow::Cow;

use super::kind::Kind;
use super::object::Object;
use crate::yaml::Node;

/// A HorizontalPodAutoscaler.
#[derive(Debug, Clone, Copy)]
pub struct HorizontalPodAutoscaler<'a> {
    /// The object.
    pub object: Object<'a>,
    /// Its `spec`.
    pub spec: Node<'a>,
}

/// The object whose replicas are changed.
#[derive(Debug, Clone)]
pub struct ScaleTarget<'a> {
    /// Its map.
    pub node: Node<'a>,
    /// Its kind; the group counts when `apiVersion` is written.
    pub kind: Kind,
    /// `kind` as written.
    pub kind_text: Cow<'a, str>,
    /// The node of `name`.
    pub name: Node<'a>,
}

impl<'a> HorizontalPodAutoscaler<'a> {
    /// The autoscaler that an object is.
    pub fn of(object: Object<'a>) -> Option<Self> {
        let is_autoscaler = object.kind == Kind::HorizontalPodAutoscaler;
        let spec = object.spec().filter(|spec| is_autoscaler && spec.is_map())?;
        Some(Self { object, spec })
    }

    /// `spec.scaleTargetRef`, when it names an object.
    pub fn target(self) -> Option<ScaleTarget<'a>> {
        let node = self.spec.get("scaleTargetRef")?;
        let kind_text = node.written("kind")?.text();
        let kind = match node.written("apiVersion").map(Node::text) {
            Some(version) => Kind::of(version.split_once('/').map_or("", |(group, _)| group), &kind_text),
            None => ["apps", ""]
                .into_iter()
                .map(|group| Kind::of(group, &kind_text))
                .max_by_key(|kind| *kind != Kind::Other)?,
        };
        Some(ScaleTarget { node, kind, kind_text, name: node.written("name")? })
    }

    /// `spec.minReplicas`; 1 when it is not written (`SetDefaults_HorizontalPodAutoscaler`), none when it is no number.
    pub fn min_replicas(self) -> Option<i64> {
        self.spec.written("minReplicas").map_or(Some(1), Node::as_int)
    }

    /// `spec.maxReplicas`.
    pub fn max_replicas(self) -> Option<i64> {
        self.spec.get("maxReplicas").and_then(Node::as_int)
    }

    /// The items of `spec.metrics`.
    pub fn metrics(self) -> impl Iterator<Item = Node<'a>> {
        self.spec.items_at("metrics").filter(|metric| metric.is_map())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kubernetes::with_object;

    #[test]
    fn an_autoscaler_names_its_target_and_bounds() {
        let text = "apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nspec:\n  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}\n  maxReplicas: 5\n  metrics: [{type: Resource}]\n";
        with_object(text, |object| {
            let autoscaler = HorizontalPodAutoscaler::of(object).unwrap();
            let target = autoscaler.target().unwrap();
            assert_eq!((target.kind, &*target.name.text()), (Kind::Deployment, "web"));
            assert_eq!((autoscaler.min_replicas(), autoscaler.max_replicas()), (Some(1), Some(5)));
            assert_eq!(autoscaler.metrics().count(), 1);
        });
    }

    #[test]
    fn a_target_without_a_group_is_known_by_its_kind() {
        let kind = |target: &str| {
            let text = format!(
                "apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nspec:\n  scaleTargetRef: {target}\n"
            );
            with_object(&text, |object| HorizontalPodAutoscaler::of(object).unwrap().target().map(|target| target.kind))
        };
        assert_eq!(kind("{kind: StatefulSet, name: a}"), Some(Kind::StatefulSet));
        assert_eq!(kind("{kind: ReplicationController, name: a}"), Some(Kind::ReplicationController));
        assert_eq!(kind("{apiVersion: x.io/v1, kind: Deployment, name: a}"), Some(Kind::Other));
        assert_eq!(kind("{kind: Deployment}"), None);
    }
}
