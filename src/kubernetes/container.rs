//! Containers and what hangs on them: ports, environment, probes.

use std::borrow::Cow;

use super::pod::Pod;
use super::probe::{Probe, ProbeKind};
use crate::yaml::Node;

/// What a container is to its pod.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ContainerRole {
    /// Runs and ends before the app starts.
    Init,
    /// An init container with `restartPolicy: Always`: runs beside the app.
    Sidecar,
    /// An entry of `containers`.
    App,
    /// Added to a running pod.
    Ephemeral,
}

/// A container of a pod.
#[derive(Debug, Clone, Copy)]
pub struct Container<'a> {
    /// Its map.
    pub node: Node<'a>,
    /// What it is to the pod.
    pub role: ContainerRole,
    /// Its pod.
    pub pod: Pod<'a>,
}

/// A declared port of a container. Declarations are informational, except that names are resolved by them.
#[derive(Debug, Clone)]
pub struct ContainerPort<'a> {
    /// Its map.
    pub node: Node<'a>,
    /// `containerPort`.
    pub number: Option<i64>,
    /// `name`.
    pub name: Option<Cow<'a, str>>,
    /// `protocol`; `TCP` when it is not written.
    pub protocol: Cow<'a, str>,
}

/// A variable of a container.
#[derive(Debug, Clone, Copy)]
pub struct EnvVar<'a> {
    /// Its map.
    pub node: Node<'a>,
    /// The node of `name`.
    pub name: Node<'a>,
    /// The node of `value`; none when the value comes from elsewhere.
    pub value: Option<Node<'a>>,
}

impl<'a> Container<'a> {
    /// The node of `name`.
    pub fn name_node(self) -> Option<Node<'a>> {
        self.node.get("name").filter(|name| !name.is_empty())
    }

    /// `name`; empty when there is none.
    pub fn name(self) -> Cow<'a, str> {
        self.name_node().map(Node::text).unwrap_or_default()
    }

    /// What stands for the container in a report: its name, else the map.
    pub fn heading(self) -> Node<'a> {
        self.name_node().unwrap_or(self.node)
    }

    /// The node of `image`, when it is text.
    pub fn image(self) -> Option<Node<'a>> {
        self.node.get("image").filter(|image| image.as_str().is_some())
    }

    /// The declared ports.
    pub fn ports(self) -> impl Iterator<Item = ContainerPort<'a>> {
        let items = self.node.get("ports").into_iter().flat_map(Node::items).filter(|port| port.is_map());
        items.map(|node| ContainerPort {
            node,
            number: node.get("containerPort").and_then(Node::as_int),
            name: node.get("name").filter(|name| !name.is_empty()).map(Node::text),
            protocol: node.get("protocol").filter(|protocol| !protocol.is_empty()).map_or("TCP".into(), Node::text),
        })
    }

    /// The variables of `env` that have a name.
    pub fn env(self) -> impl Iterator<Item = EnvVar<'a>> {
        let items = self.node.get("env").into_iter().flat_map(Node::items).filter(|variable| variable.is_map());
        items.filter_map(|node| {
            let has_source = node.get("valueFrom").is_some_and(|source| !source.is_empty());
            let value = node.get("value").filter(|_| !has_source);
            Some(EnvVar { node, name: node.get("name")?, value })
        })
    }

    /// The items of `command`.
    pub fn command(self) -> impl Iterator<Item = Node<'a>> {
        self.node.get("command").into_iter().flat_map(Node::items)
    }

    /// The items of `args`.
    pub fn args(self) -> impl Iterator<Item = Node<'a>> {
        self.node.get("args").into_iter().flat_map(Node::items)
    }

    /// The probe of a kind, when its field holds a map.
    pub fn probe(self, kind: ProbeKind) -> Option<Probe<'a>> {
        let entry = self.node.entry(kind.field())?;
        entry.value.is_map().then_some(Probe { kind, key: entry.key, node: entry.value })
    }

    /// The probes that are there.
    pub fn probes(self) -> impl Iterator<Item = Probe<'a>> {
        ProbeKind::ALL.into_iter().filter_map(move |kind| self.probe(kind))
    }
}
