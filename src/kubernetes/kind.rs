//! The kinds that timonel knows, by API group and kind: a `Service` of another group is no `Service`.

macro_rules! kinds {
    ($($(#[$doc:meta])* $variant:ident: $scope:ident in $($group:literal)|+ ;)+) => {
        /// A kind of object, whatever the version of its group.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Kind {
            $($(#[$doc])* $variant,)+
            /// Any kind that timonel has no model of: custom resources, and what is newer than this program.
            Other,
        }

        impl Kind {
            /// The kind named by the group of an `apiVersion` and a `kind`.
            pub fn of(group: &str, kind: &str) -> Self {
                match (group, kind) {
                    $(($($group)|+, stringify!($variant)) => Self::$variant,)+
                    _ => Self::Other,
                }
            }

            /// Whether objects of this kind live in a namespace; unknown for [`Kind::Other`].
            pub const fn is_namespaced(self) -> Option<bool> {
                match self {
                    $(Self::$variant => Some(matches!(Scope::$scope, Scope::Namespaced)),)+
                    Self::Other => None,
                }
            }

            /// The kind as written in manifests.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => stringify!($variant),)+
                    Self::Other => "",
                }
            }
        }
    };
}

enum Scope {
    Namespaced,
    Cluster,
}

kinds! {
    /// A node of the cluster.
    Node: Cluster in "";
    /// A namespace.
    Namespace: Cluster in "";
    /// A pod.
    Pod: Namespaced in "";
    /// Keeps replicas of a pod and rolls out changes.
    Deployment: Namespaced in "apps" | "extensions";
    /// Keeps replicas of a pod.
    ReplicaSet: Namespaced in "apps" | "extensions";
    /// The predecessor of ReplicaSet.
    ReplicationController: Namespaced in "";
    /// Keeps replicas with an identity and a volume each.
    StatefulSet: Namespaced in "apps";
    /// Keeps a pod on every node.
    DaemonSet: Namespaced in "apps" | "extensions";
    /// Runs pods to their end.
    Job: Namespaced in "batch";
    /// Makes Jobs by the clock.
    CronJob: Namespaced in "batch";
    /// Argo Rollouts' Deployment.
    Rollout: Namespaced in "argoproj.io";
    /// OpenShift's Deployment.
    DeploymentConfig: Namespaced in "apps.openshift.io" | "";
    /// Confidential data.
    Secret: Namespaced in "";
    /// Configuration data.
    ConfigMap: Namespaced in "";
    /// A stable address for pods.
    Service: Namespaced in "";
    /// Addresses of a Service written by hand.
    Endpoints: Namespaced in "";
    /// Addresses of a Service written by hand.
    EndpointSlice: Namespaced in "discovery.k8s.io";
    /// HTTP rules in front of Services.
    Ingress: Namespaced in "networking.k8s.io" | "extensions";
    /// Which controller serves an Ingress.
    IngressClass: Cluster in "networking.k8s.io";
    /// Which traffic pods may have.
    NetworkPolicy: Namespaced in "networking.k8s.io" | "extensions";
    /// HTTP routes of the Gateway API.
    HTTPRoute: Namespaced in "gateway.networking.k8s.io";
    /// OpenShift's route to a Service.
    Route: Namespaced in "route.openshift.io" | "";
    /// A piece of storage.
    PersistentVolume: Cluster in "";
    /// A claim for storage.
    PersistentVolumeClaim: Namespaced in "";
    /// How storage is provisioned.
    StorageClass: Cluster in "storage.k8s.io";
    /// Limits on the sum of a namespace.
    ResourceQuota: Namespaced in "";
    /// Limits and defaults for each pod of a namespace.
    LimitRange: Namespaced in "";
    /// The identity of pods.
    ServiceAccount: Namespaced in "";
    /// Permissions in a namespace.
    Role: Namespaced in "rbac.authorization.k8s.io";
    /// Who has a Role.
    RoleBinding: Namespaced in "rbac.authorization.k8s.io";
    /// Permissions in the cluster.
    ClusterRole: Cluster in "rbac.authorization.k8s.io";
    /// Who has a ClusterRole everywhere.
    ClusterRoleBinding: Cluster in "rbac.authorization.k8s.io";
    /// Scales a workload by load.
    HorizontalPodAutoscaler: Namespaced in "autoscaling";
    /// How many pods may be evicted at once.
    PodDisruptionBudget: Namespaced in "policy";
    /// Ranks pods.
    PriorityClass: Cluster in "scheduling.k8s.io";
    /// Defines a custom resource.
    CustomResourceDefinition: Cluster in "apiextensions.k8s.io";
    /// The input of a kustomize build; never sent to the cluster.
    Kustomization: Namespaced in "kustomize.config.k8s.io";
}

impl Kind {
    /// Whether objects of this kind are pods or hold a pod template.
    pub const fn has_pods(self) -> bool {
        matches!(
            self,
            Self::Pod
                | Self::Deployment
                | Self::ReplicaSet
                | Self::ReplicationController
                | Self::StatefulSet
                | Self::DaemonSet
                | Self::Job
                | Self::CronJob
                | Self::Rollout
                | Self::DeploymentConfig
        )
    }
}

#[cfg(test)]
mod tests {
    use super::Kind;

    #[test]
    fn the_group_decides() {
        assert_eq!(Kind::of("", "Service"), Kind::Service);
        assert_eq!(Kind::of("serving.knative.dev", "Service"), Kind::Other);
        assert_eq!(Kind::of("extensions", "Deployment"), Kind::Deployment);
        assert_eq!(Kind::PersistentVolume.is_namespaced(), Some(false));
    }
}
