//! Services and their ports.

use std::borrow::Cow;

use super::kind::Kind;
use super::object::Object;
use crate::yaml::{Entry, Node};

/// A Service.
#[derive(Debug, Clone, Copy)]
pub struct Service<'a> {
    /// The object.
    pub object: Object<'a>,
    /// Its `spec`.
    pub spec: Node<'a>,
}

/// How a Service is reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ServiceType {
    /// Inside the cluster; the default.
    ClusterIp,
    /// On a port of every node.
    NodePort,
    /// Through a load balancer of the provider.
    LoadBalancer,
    /// A DNS alias.
    ExternalName,
    /// Something that the API server refuses, or a placeholder.
    Unknown,
}

/// An entry of `spec.ports`.
#[derive(Debug, Clone, Copy)]
pub struct ServicePort<'a> {
    /// Its map.
    pub node: Node<'a>,
}

impl<'a> Service<'a> {
    /// The Service that an object is.
    pub fn of(object: Object<'a>) -> Option<Self> {
        let spec = object.spec().filter(|spec| object.kind == Kind::Service && spec.is_map())?;
        Some(Self { object, spec })
    }

    /// `spec.type`.
    pub fn service_type(self) -> ServiceType {
        match self.spec.written("type").map(Node::text).as_deref() {
            None | Some("ClusterIP") => ServiceType::ClusterIp,
            Some("NodePort") => ServiceType::NodePort,
            Some("LoadBalancer") => ServiceType::LoadBalancer,
            Some("ExternalName") => ServiceType::ExternalName,
            Some(_) => ServiceType::Unknown,
        }
    }

    /// The entry of `selector`, when it selects anything.
    pub fn selector(self) -> Option<Entry<'a>> {
        self.spec.entry("selector").filter(|entry| entry.value.is_map() && !entry.value.is_empty())
    }

    /// Whether it has no address of its own: `clusterIP: None`.
    pub fn is_headless(self) -> bool {
        self.spec.get("clusterIP").is_some_and(|address| address.text() == "None")
    }

    /// The node of `healthCheckNodePort`, unless it is 0, which asks for none in particular.
    pub fn health_check_node_port(self) -> Option<Node<'a>> {
        self.spec.get("healthCheckNodePort").filter(|port| !port.is_null() && port.as_int() != Some(0))
    }

    /// The ports.
    pub fn ports(self) -> impl Iterator<Item = ServicePort<'a>> {
        let items = self.spec.get("ports").into_iter().flat_map(Node::items);
        items.filter(|port| port.is_map()).map(|node| ServicePort { node })
    }
}

impl<'a> ServicePort<'a> {
    /// `port`.
    pub fn number(self) -> Option<i64> {
        self.node.get("port").and_then(Node::as_int)
    }

    /// `name`.
    pub fn name(self) -> Option<Cow<'a, str>> {
        self.node.get("name").filter(|name| !name.is_empty()).map(Node::text)
    }

    /// `protocol`; `TCP` when it is not written.
    pub fn protocol(self) -> Cow<'a, str> {
        self.node.get("protocol").filter(|protocol| !protocol.is_empty()).map_or("TCP".into(), Node::text)
    }

    /// The node of `nodePort`, unless it is 0, which asks for none in particular.
    pub fn node_port(self) -> Option<Node<'a>> {
        self.node.get("nodePort").filter(|port| !port.is_null() && port.as_int() != Some(0))
    }

    /// Where the traffic goes. Upstream: `SetDefaults_Service` (absent, 0 and empty are the port itself).
    pub fn target(self) -> Option<TargetPort<'a>> {
        let written = self.node.get("targetPort").filter(|port| !port.is_empty() && port.as_int() != Some(0));
        match written {
            None => self.number().map(TargetPort::Number),
            Some(port) => match port.as_int() {
                Some(number) => Some(TargetPort::Number(number)),
                None => port.as_str().map(TargetPort::Name),
            },
        }
    }

    /// The node of `targetPort`, else of `port`.
    pub fn target_node(self) -> Option<Node<'a>> {
        self.node.get("targetPort").filter(|port| !port.is_empty()).or_else(|| self.node.get("port"))
    }
}

/// A port of a pod, by number or by the name that one of its containers declares.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TargetPort<'a> {
    /// Used as it is; nothing needs to declare it.
    Number(i64),
    /// Looked up in each pod.
    Name(Cow<'a, str>),
}
