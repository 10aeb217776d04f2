//! Volumes of a pod and where their content comes from.

use std::borrow::Cow;

use super::environment::DataRef;
use super::kind::Kind;
use super::storage::PersistentVolumeClaim;
use crate::yaml::{Entry, Node};

/// An entry of `volumes`.
#[derive(Debug, Clone, Copy)]
pub struct Volume<'a> {
    /// Its map.
    pub node: Node<'a>,
}

/// Where the content of a volume comes from.
#[derive(Debug, Clone)]
pub enum VolumeSource<'a> {
    /// A claim: the node of `claimName`.
    Claim(Node<'a>),
    /// A claim made for this pod: its template.
    EphemeralClaim(PersistentVolumeClaim<'a>),
    /// The keys of a ConfigMap or Secret as files.
    Data(DataRef<'a>),
    /// Several sources in one directory.
    Projected(Vec<Projection<'a>>),
    /// A directory that lives as long as the pod: the map, or null.
    EmptyDir(Node<'a>),
    /// A path of the node: the map.
    HostPath(Node<'a>),
    /// Anything else.
    Other(Entry<'a>),
}

/// One source of a projected volume.
#[derive(Debug, Clone, Copy)]
pub enum Projection<'a> {
    /// The keys of a ConfigMap or Secret.
    Data(DataRef<'a>),
    /// A token of the pod's ServiceAccount: the map.
    ServiceAccountToken(Node<'a>),
    /// Fields of the pod: the map.
    DownwardApi(Node<'a>),
    /// Anything else: the item of `sources`.
    Other(Node<'a>),
}

impl<'a> Volume<'a> {
    /// The node of `name`.
    pub fn name_node(self) -> Option<Node<'a>> {
        self.node.written("name")
    }

    /// `name`; empty when there is none.
    pub fn name(self) -> Cow<'a, str> {
        self.name_node().map(Node::text).unwrap_or_default()
    }

    /// Where the content comes from: the first field beside `name`, or nothing when it lacks the name of its object.
    ///
    /// A volume without any source is an empty directory (`SetDefaults_Volume`); that is not reported as one here.
    pub fn source(self) -> Option<VolumeSource<'a>> {
        let entry = self.node.entries().find(|entry| !matches!(&*entry.key.text(), "name" | "<<"))?;
        let map = entry.value;
        Some(match &*entry.key.text() {
            "persistentVolumeClaim" => VolumeSource::Claim(map.written("claimName")?),
            "ephemeral" => {
                VolumeSource::EphemeralClaim(PersistentVolumeClaim::of_template(map.get("volumeClaimTemplate")?)?)
            }
            "configMap" => VolumeSource::Data(DataRef::of(map, Kind::ConfigMap, "name")?),
            "secret" => VolumeSource::Data(DataRef::of(map, Kind::Secret, "secretName")?),
            "projected" => VolumeSource::Projected(map.items_at("sources").map(Projection::of).collect()),
            "emptyDir" => VolumeSource::EmptyDir(map),
            "hostPath" => VolumeSource::HostPath(map),
            _ => VolumeSource::Other(entry),
        })
    }
}

impl<'a> VolumeSource<'a> {
    /// The ConfigMaps and Secrets that it holds.
    pub fn data_refs(self) -> impl Iterator<Item = DataRef<'a>> {
        let (own, projected) = match self {
            Self::Data(data) => (Some(data), Vec::new()),
            Self::Projected(sources) => (None, sources),
            _ => (None, Vec::new()),
        };
        let projected = projected.into_iter().filter_map(|source| match source {
            Projection::Data(data) => Some(data),
            _ => None,
        });
        own.into_iter().chain(projected)
    }
}

impl<'a> Projection<'a> {
    fn of(item: Node<'a>) -> Self {
        let data = |field: &str, kind| DataRef::of(item.get(field)?, kind, "name").map(Self::Data);
        data("configMap", Kind::ConfigMap)
            .or_else(|| data("secret", Kind::Secret))
            .or_else(|| item.get("serviceAccountToken").map(Self::ServiceAccountToken))
            .or_else(|| item.get("downwardAPI").map(Self::DownwardApi))
            .unwrap_or(Self::Other(item))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kubernetes::{Workload, with_object};

    #[test]
    fn sources_are_told_apart() {
        let text = "
apiVersion: v1
kind: Pod
spec:
  volumes:
  - {name: a, persistentVolumeClaim: {claimName: data}}
  - {name: b, secret: {secretName: tls}}
  - {name: c, configMap: {}}
  - {emptyDir: {}, name: d}
  - {name: e, ephemeral: {volumeClaimTemplate: {spec: {accessModes: [ReadWriteOnce]}}}}
  - {name: f, nfs: {server: nas}}
  - {name: g}
  - {name: h, projected: {sources: [{secret: {name: x}}, {downwardAPI: {}}, {clusterTrustBundle: {}}]}}
";
        with_object(text, |object| {
            let pod = Workload::of(object).unwrap().pod;
            let describe = |node| match (Volume { node }).source() {
                Some(VolumeSource::Claim(name)) => format!("claim {}", name.text()),
                Some(VolumeSource::EphemeralClaim(claim)) => format!("ephemeral {}", claim.access_modes().count()),
                Some(VolumeSource::Data(data)) => format!("{} {}", data.kind.as_str(), data.name.text()),
                Some(VolumeSource::Projected(sources)) => format!("projected {}", sources.len()),
                Some(VolumeSource::EmptyDir(_)) => "empty".to_owned(),
                Some(VolumeSource::HostPath(_)) => "host".to_owned(),
                Some(VolumeSource::Other(entry)) => entry.key.text().into_owned(),
                None => "none".to_owned(),
            };
            assert_eq!(
                pod.volumes().map(describe).collect::<Vec<_>>(),
                ["claim data", "Secret tls", "none", "empty", "ephemeral 1", "nfs", "none", "projected 3"]
            );
        });
    }
}
