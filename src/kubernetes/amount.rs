//! Every field of an object that holds a quantity, with what it counts.

use std::borrow::Cow;
use std::collections::HashSet;

use super::kind::Kind;
use super::object::Object;
use super::quantity::Quantity;
use super::storage::{PersistentVolume, PersistentVolumeClaim};
use super::workload::Workload;
use crate::yaml::{Node, NodeId};

/// A field of an object that the API reads as a quantity.
#[derive(Debug, Clone)]
pub struct Amount<'a> {
    /// The value.
    pub node: Node<'a>,
    /// The name of the resource: `memory`, `requests.cpu`, `nvidia.com/gpu`; empty where the field has none.
    pub resource: Cow<'a, str>,
    /// What is counted.
    pub unit: Unit,
    /// What the amount is there for.
    pub role: AmountRole,
}

/// What a quantity counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Unit {
    /// Processors.
    Cores,
    /// Bytes of memory.
    Memory,
    /// Bytes on a disk, or of huge pages.
    Storage,
    /// Whole things: devices, objects.
    Things,
    /// Something else, or unknown.
    Other,
}

/// What a quantity is there for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AmountRole {
    /// What containers ask for or may use.
    Container,
    /// The size of a volume, or what a claim asks for.
    Volume,
    /// The greatest size of an `emptyDir`.
    SizeLimit,
    /// The sum that a namespace may use.
    Quota,
    /// Bounds and defaults of a LimitRange.
    Bound,
    /// The target of an autoscaler.
    Target,
    /// The unit in which a value is handed to a container, or a plain ratio.
    Factor,
}

/// Upstream: `pkg/apis/core/helper/helpers.go` (integerResources).
const COUNTED: [&str; 9] = [
    "pods",
    "resourcequotas",
    "services",
    "replicationcontrollers",
    "secrets",
    "configmaps",
    "persistentvolumeclaims",
    "services.nodeports",
    "services.loadbalancers",
];

impl Unit {
    /// What the amounts of a resource count. Upstream: `pkg/apis/core/helper/helpers.go` (IsIntegerResourceName,
    /// IsExtendedResourceName).
    pub fn of(resource: &str) -> Self {
        let bare = ["requests.", "limits."].iter().find_map(|prefix| resource.strip_prefix(prefix)).unwrap_or(resource);
        match bare {
            "cpu" => Self::Cores,
            "memory" => Self::Memory,
            "storage" | "ephemeral-storage" => Self::Storage,
            _ if bare.starts_with("hugepages-") || bare.ends_with("/requests.storage") => Self::Storage,
            _ if COUNTED.contains(&resource) => Self::Things,
            _ if resource.contains('/') && !resource.contains("kubernetes.io/") && bare == resource => Self::Things,
            _ => Self::Other,
        }
    }
}

impl<'a> Amount<'a> {
    /// Every amount of an object, each value once, though aliases may use it in several places.
    pub fn all_of(object: Object<'a>) -> Vec<Self> {
        let mut amounts = Amounts::default();
        amounts.add_object(object);
        amounts.found
    }

    /// The size of the huge pages that make up the amount of a container: `2Mi` of `hugepages-2Mi`.
    pub fn page_size(&self) -> Option<Quantity> {
        let size = self.resource.strip_prefix("hugepages-").filter(|_| self.role == AmountRole::Container)?;
        Quantity::parse(size).ok().filter(|size| size.units() > 0)
    }
}

#[derive(Default)]
struct Amounts<'a> {
    found: Vec<Amount<'a>>,
    /// What has been looked through: aliases may lead to one map a thousand times.
    seen: HashSet<NodeId>,
}

impl<'a> Amounts<'a> {
    fn add_object(&mut self, object: Object<'a>) {
        match object.kind {
            Kind::PersistentVolume => {
                let capacity = PersistentVolume::of(object).and_then(|volume| volume.spec.get("capacity"));
                self.add_list(capacity, AmountRole::Volume);
            }
            Kind::ResourceQuota => {
                self.add_list(object.spec().and_then(|spec| spec.get("hard")), AmountRole::Quota);
            }
            Kind::LimitRange => self.add_limit_range(object),
            Kind::HorizontalPodAutoscaler => self.add_autoscaler(object),
            _ => {}
        }
        for claim in PersistentVolumeClaim::all_of(object) {
            self.add_resources(claim.spec, AmountRole::Volume);
        }
        if let Some(workload) = Workload::of(object) {
            self.add_pod(workload);
        }
    }

    fn add_pod(&mut self, workload: Workload<'a>) {
        let pod = workload.pod;
        self.add_resources(pod.spec, AmountRole::Container);
        self.add_list(pod.spec.get("overhead"), AmountRole::Container);
        for container in pod.containers().map(|container| container.node) {
            self.add_resources(container, AmountRole::Container);
            for variable in self.fresh_items(container.get("env")) {
                self.add_divisor(variable.path(&["valueFrom", "resourceFieldRef"]));
            }
        }
        for volume in pod.volumes() {
            if let Some(limit) = volume.path(&["emptyDir", "sizeLimit"]) {
                self.add(limit, "", Unit::Storage, AmountRole::SizeLimit);
            }
            let mut holders = self.fresh_items(volume.path(&["projected", "sources"]));
            holders.push(volume);
            for holder in holders {
                for item in self.fresh_items(holder.path(&["downwardAPI", "items"])) {
                    self.add_divisor(item.get("resourceFieldRef"));
                }
            }
        }
    }

    fn add_limit_range(&mut self, object: Object<'a>) {
        for item in self.fresh_items(object.spec().and_then(|spec| spec.get("limits"))) {
            for field in ["min", "max", "default", "defaultRequest"] {
                self.add_list(item.get(field), AmountRole::Bound);
            }
            self.add_list(item.get("maxLimitRequestRatio"), AmountRole::Factor);
        }
    }

    /// The targets of `autoscaling/v2`, and those of its first beta.
    fn add_autoscaler(&mut self, object: Object<'a>) {
        for metric in self.fresh_items(object.spec().and_then(|spec| spec.get("metrics"))) {
            let sources = metric.entries().map(|entry| entry.value);
            sources.filter(|source| source.is_map()).for_each(|source| self.add_target(source));
        }
    }

    fn add_target(&mut self, source: Node<'a>) {
        let name = source.get("name").map(Node::text).unwrap_or_default();
        // The metrics of pods and other objects may bear any name.
        let unit = if source.get("metric").is_some() { Unit::Other } else { Unit::of(&name) };
        let of_target = |field: &str| source.path(&["target", field]);
        let values = [
            of_target("value"),
            of_target("averageValue"),
            source.get("targetValue"),
            source.get("targetAverageValue"),
        ];
        values.into_iter().flatten().for_each(|value| self.add(value, name.clone(), unit, AmountRole::Target));
    }

    fn add_divisor(&mut self, source: Option<Node<'a>>) {
        let Some(source) = source else { return };
        if let Some(divisor) = source.get("divisor") {
            let resource = source.get("resource").map(Node::text).unwrap_or_default();
            let unit = Unit::of(&resource);
            self.add(divisor, resource, unit, AmountRole::Factor);
        }
    }

    /// The items of a list that was not looked through before, each once.
    fn fresh_items(&mut self, list: Option<Node<'a>>) -> Vec<Node<'a>> {
        let list = list.filter(|list| self.seen.insert(list.id()));
        list.into_iter().flat_map(Node::items).filter(|item| self.seen.insert(item.id())).collect()
    }

    /// The `requests` and `limits` under the `resources` of a container, a pod or a claim.
    fn add_resources(&mut self, holder: Node<'a>, role: AmountRole) {
        let resources = holder.get("resources");
        for field in ["requests", "limits"] {
            self.add_list(resources.and_then(|resources| resources.get(field)), role);
        }
    }

    fn add_list(&mut self, list: Option<Node<'a>>, role: AmountRole) {
        let list = list.filter(|list| self.seen.insert(list.id()));
        for entry in list.map(Node::merged_entries).unwrap_or_default() {
            let resource = entry.key.key_text();
            let unit = if role == AmountRole::Factor { Unit::Other } else { Unit::of(&resource) };
            self.add(entry.value, resource, unit, role);
        }
    }

    fn add(&mut self, node: Node<'a>, resource: impl Into<Cow<'a, str>>, unit: Unit, role: AmountRole) {
        if self.seen.insert(node.id()) {
            self.found.push(Amount { node, resource: resource.into(), unit, role });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Unit;

    #[test]
    fn resources_count_what_upstream_says() {
        for (resource, unit) in [
            ("cpu", Unit::Cores),
            ("limits.cpu", Unit::Cores),
            ("requests.memory", Unit::Memory),
            ("requests.ephemeral-storage", Unit::Storage),
            ("requests.hugepages-2Mi", Unit::Storage),
            ("gold.storageclass.storage.k8s.io/requests.storage", Unit::Storage),
            ("gold.storageclass.storage.k8s.io/persistentvolumeclaims", Unit::Things),
            ("nvidia.com/gpu", Unit::Things),
            ("count/deployments.apps", Unit::Things),
            ("services.nodeports", Unit::Things),
            ("requests.nvidia.com/gpu", Unit::Other),
            ("alpha.kubernetes.io/nvidia-gpu", Unit::Other),
            ("gpu", Unit::Other),
        ] {
            assert_eq!(Unit::of(resource), unit, "{resource}");
        }
    }
}
