//! Where variables get their values from, and every reference from a pod to a ConfigMap or Secret.

use super::container::{Container, EnvVar};
use super::kind::Kind;
use super::pod::Pod;
use super::volume::{Volume, VolumeSource};
use crate::yaml::Node;

/// A reference from a pod to a ConfigMap or Secret of its namespace.
#[derive(Debug, Clone, Copy)]
pub struct DataRef<'a> {
    /// Its map.
    pub node: Node<'a>,
    /// [`Kind::ConfigMap`] or [`Kind::Secret`].
    pub kind: Kind,
    /// The node of the object's name.
    pub name: Node<'a>,
    /// Whether the pod starts without it: `optional: true`.
    pub is_optional: bool,
}

/// Where the value of a variable comes from: the one field of `valueFrom`.
#[derive(Debug, Clone, Copy)]
pub enum EnvSource<'a> {
    /// A key of a ConfigMap or Secret.
    Data(DataRef<'a>),
    /// A field of the pod: the node of `fieldPath`.
    Field(Node<'a>),
    /// A request or limit of a container: the map.
    Resource(Node<'a>),
    /// A key of a file in a volume of the pod: the map.
    File(Node<'a>),
}

/// An entry of `envFrom`: all keys of an object as variables.
#[derive(Debug, Clone, Copy)]
pub struct EnvFrom<'a> {
    /// Its map.
    pub node: Node<'a>,
    /// The object.
    pub data: DataRef<'a>,
}

impl<'a> DataRef<'a> {
    /// The reference that a map makes by its field `name_field`.
    pub(super) fn of(node: Node<'a>, kind: Kind, name_field: &str) -> Option<Self> {
        let is_optional = node.get("optional").and_then(Node::as_bool) == Some(true);
        Some(Self { node, kind, name: node.written(name_field)?, is_optional })
    }

    /// The nodes of the keys that must be there: `key`, or those of `items`. None means all that there are.
    pub fn keys(self) -> impl Iterator<Item = Node<'a>> {
        let of_items = self.node.items_at("items").filter_map(|item| item.get("key"));
        self.node.get("key").into_iter().chain(of_items)
    }
}

impl<'a> EnvVar<'a> {
    /// Where the value comes from, when it is not written here.
    pub fn source(self) -> Option<EnvSource<'a>> {
        let from = self.node.get("valueFrom")?;
        let data = |field: &str, kind| DataRef::of(from.get(field)?, kind, "name").map(EnvSource::Data);
        let field = || from.path(&["fieldRef", "fieldPath"]).map(EnvSource::Field);
        data("configMapKeyRef", Kind::ConfigMap)
            .or_else(|| data("secretKeyRef", Kind::Secret))
            .or_else(field)
            .or_else(|| from.written("resourceFieldRef").map(EnvSource::Resource))
            .or_else(|| from.written("fileKeyRef").map(EnvSource::File))
    }
}

impl<'a> EnvFrom<'a> {
    fn of(node: Node<'a>) -> Option<Self> {
        let data = |field: &str, kind| DataRef::of(node.get(field)?, kind, "name");
        let data = data("configMapRef", Kind::ConfigMap).or_else(|| data("secretRef", Kind::Secret))?;
        Some(Self { node, data })
    }

    /// What stands before each key: `prefix`.
    pub fn prefix(self) -> Option<Node<'a>> {
        self.node.written("prefix")
    }
}

impl<'a> Container<'a> {
    /// The entries of `envFrom` that name an object.
    pub fn env_from(self) -> impl Iterator<Item = EnvFrom<'a>> {
        self.node.items_at("envFrom").filter_map(EnvFrom::of)
    }

    /// The ConfigMaps and Secrets that variables come from.
    pub fn env_data(self) -> impl Iterator<Item = DataRef<'a>> {
        let of_variables = self.env().filter_map(|variable| match variable.source() {
            Some(EnvSource::Data(data)) => Some(data),
            _ => None,
        });
        of_variables.chain(self.env_from().map(|from| from.data))
    }
}

impl<'a> Pod<'a> {
    /// Every reference to a ConfigMap or Secret: variables, volumes, and credentials for registries.
    pub fn data_refs(self) -> impl Iterator<Item = DataRef<'a>> {
        let of_containers = self.containers().flat_map(Container::env_data);
        let of_volumes = self.volumes().filter_map(|node| Volume { node }.source()).flat_map(VolumeSource::data_refs);
        let of_registries = self.spec.items_at("imagePullSecrets");
        let of_registries = of_registries.filter_map(|secret| DataRef::of(secret, Kind::Secret, "name"));
        of_containers.chain(of_volumes).chain(of_registries)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kubernetes::{Workload, with_object};

    const POD: &str = "
apiVersion: v1
kind: Pod
spec:
  imagePullSecrets: [{name: registry}]
  containers:
  - name: web
    envFrom:
    - prefix: DB_
      secretRef: {name: database, optional: true}
    env:
    - {name: PLAIN, value: a}
    - {name: KEY, valueFrom: {configMapKeyRef: {name: settings, key: mode}}}
    - {name: NODE, valueFrom: {fieldRef: {fieldPath: spec.nodeName}}}
    - {name: CPU, valueFrom: {resourceFieldRef: {resource: limits.cpu}}}
  volumes:
  - {name: a, secret: {secretName: tls, items: [{key: tls.crt, path: crt}]}}
  - {name: b, projected: {sources: [{configMap: {name: part}}, {serviceAccountToken: {path: token}}]}}
";

    #[test]
    fn a_pod_gives_all_its_references() {
        with_object(POD, |object| {
            let refs = Workload::of(object).unwrap().pod.data_refs();
            let describe = |data: DataRef<'_>| {
                let keys: String = data.keys().map(|key| format!(" {}", key.text())).collect();
                format!("{} {}{keys}{}", data.kind.as_str(), data.name.text(), if data.is_optional { "?" } else { "" })
            };
            assert_eq!(
                refs.map(describe).collect::<Vec<_>>(),
                [
                    "ConfigMap settings mode",
                    "Secret database?",
                    "Secret tls tls.crt",
                    "ConfigMap part",
                    "Secret registry"
                ]
            );
        });
    }

    #[test]
    fn variables_know_their_source() {
        with_object(POD, |object| {
            let container = Workload::of(object).unwrap().pod.containers().next().unwrap();
            let sources: Vec<_> = container.env().map(EnvVar::source).collect();
            assert!(matches!(
                sources.as_slice(),
                [None, Some(EnvSource::Data(_)), Some(EnvSource::Field(_)), Some(EnvSource::Resource(_))]
            ));
            assert_eq!(container.env_from().next().unwrap().prefix().unwrap().text(), "DB_");
        });
    }
}
