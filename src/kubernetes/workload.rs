//! Objects that are pods or make pods.

use super::kind::Kind;
use super::object::{Labels, Object};
use super::pod::Pod;
use crate::yaml::Node;

/// An object with its pod.
#[derive(Debug, Clone, Copy)]
pub struct Workload<'a> {
    /// The object.
    pub object: Object<'a>,
    /// The pod that it is or makes.
    pub pod: Pod<'a>,
}

/// The labels by which selectors find the pods of an object.
#[derive(Debug, Clone, Copy)]
pub struct PodLabels<'a> {
    /// The object that is a pod or makes pods.
    pub object: Object<'a>,
    /// The labels as written in the Pod or the template.
    pub written: Labels<'a>,
}

impl<'a> Workload<'a> {
    /// The workload that an object is, when its kind has pods and a pod spec is written.
    pub fn of(object: Object<'a>) -> Option<Self> {
        let holder = pod_holder(object)?;
        let spec = holder.get("spec").filter(|spec| spec.is_map())?;
        Some(Self { object, pod: Pod { metadata: holder.get("metadata"), spec } })
    }

    /// Whether its pods are made to end: Jobs, CronJobs, and Pods that are not always restarted.
    pub fn is_finite(self) -> bool {
        match self.object.kind {
            Kind::Job | Kind::CronJob => true,
            Kind::Pod => self.pod.restart_policy() != "Always",
            _ => false,
        }
    }

    /// Whether it is the test or hook of a chart, which runs and ends.
    pub fn is_helm_hook(self) -> bool {
        self.object.annotation("helm.sh/hook").is_some()
    }

    /// `spec.replicas` where the kind has it; 1 when it is not written; none when it is no number.
    pub fn replicas(self) -> Option<i64> {
        match self.object.kind {
            Kind::Pod => Some(1),
            Kind::Job | Kind::CronJob | Kind::DaemonSet => None,
            _ => match self.object.node.path(&["spec", "replicas"]).filter(|replicas| !replicas.is_null()) {
                None => Some(1),
                Some(replicas) => replicas.as_int(),
            },
        }
    }

    /// Whether its pods carry a label; see [`PodLabels::has`].
    pub fn has_label(self, key: &str, value: &str) -> bool {
        PodLabels { object: self.object, written: self.pod.labels() }.has(key, value)
    }

    /// Whether controllers put this label on the pods that they make.
    pub fn is_controller_label(key: &str) -> bool {
        matches!(
            key,
            "statefulset.kubernetes.io/pod-name"
                | "apps.kubernetes.io/pod-index"
                | "controller-revision-hash"
                | "pod-template-hash"
                | "rollouts-pod-template-hash"
                | "deploymentconfig"
                | "deployment"
                | "job-name"
                | "batch.kubernetes.io/job-name"
                | "controller-uid"
                | "batch.kubernetes.io/controller-uid"
                | "batch.kubernetes.io/job-completion-index"
        )
    }

    /// The claims made for every replica: the items of `spec.volumeClaimTemplates`.
    pub fn claim_templates(self) -> impl Iterator<Item = Node<'a>> {
        let is_stateful_set = self.object.kind == Kind::StatefulSet;
        let templates = self.object.node.path(&["spec", "volumeClaimTemplates"]).filter(|_| is_stateful_set);
        templates.into_iter().flat_map(Node::items).filter(|template| template.is_map())
    }
}

impl<'a> PodLabels<'a> {
    /// The labels of the pod that an object is or makes. What runs in the pod need not be written.
    pub fn of(object: Object<'a>) -> Option<Self> {
        Some(Self { object, written: Labels::of(pod_holder(object)?.get("metadata")) })
    }

    /// Whether the pods carry a label: written in the template, or added by the controller that makes them.
    ///
    /// Of the labels with a value that only the controller knows, any value is taken for right.
    pub fn has(self, key: &str, value: &str) -> bool {
        if self.written.get(key).is_some_and(|label| label == value) {
            return true;
        }
        let name = self.object.name().unwrap_or_default();
        match (key, self.object.kind) {
            ("statefulset.kubernetes.io/pod-name", Kind::StatefulSet) => {
                let ordinal = value.strip_prefix(&*name).and_then(|rest| rest.strip_prefix('-'));
                ordinal.is_some_and(|ordinal| !ordinal.is_empty() && ordinal.bytes().all(|byte| byte.is_ascii_digit()))
            }
            ("apps.kubernetes.io/pod-index", Kind::StatefulSet)
            | ("controller-revision-hash", Kind::StatefulSet | Kind::DaemonSet)
            | ("pod-template-hash", Kind::Deployment | Kind::ReplicaSet)
            | ("rollouts-pod-template-hash", Kind::Rollout)
            | ("deploymentconfig" | "deployment", Kind::DeploymentConfig) => true,
            ("job-name" | "batch.kubernetes.io/job-name", Kind::Job) => value == name,
            ("job-name" | "batch.kubernetes.io/job-name", Kind::CronJob) => value.starts_with(&*name),
            ("controller-uid" | "batch.kubernetes.io/controller-uid", Kind::Job | Kind::CronJob)
            | ("batch.kubernetes.io/job-completion-index", Kind::Job | Kind::CronJob) => true,
            _ => false,
        }
    }
}

/// The Pod itself, or the template of the pods that an object makes.
fn pod_holder(object: Object<'_>) -> Option<Node<'_>> {
    match object.kind {
        Kind::Pod => Some(object.node),
        Kind::CronJob => object.node.path(&["spec", "jobTemplate", "spec", "template"]),
        kind if kind.has_pods() => object.node.path(&["spec", "template"]),
        _ => None,
    }
}
