//! Ingresses and the Services that they send traffic to.

use std::borrow::Cow;

use super::kind::Kind;
use super::object::Object;
use crate::yaml::Node;

/// An Ingress.
#[derive(Debug, Clone, Copy)]
pub struct Ingress<'a> {
    /// The object.
    pub object: Object<'a>,
    /// Its `spec`.
    pub spec: Node<'a>,
}

/// A Service that an Ingress names, in the form of `networking.k8s.io/v1` or of the older versions.
#[derive(Debug, Clone)]
pub struct IngressBackend<'a> {
    /// The node of the Service's name.
    pub service: Node<'a>,
    /// The port.
    pub port: Option<ServicePortRef<'a>>,
}

/// A port of a Service by number or name: of `spec.ports[].port` and `.name`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ServicePortRef<'a> {
    /// By `port`.
    Number(i64),
    /// By `name`.
    Name(Cow<'a, str>),
}

impl<'a> Ingress<'a> {
    /// The Ingress that an object is.
    pub fn of(object: Object<'a>) -> Option<Self> {
        let spec = object.spec().filter(|spec| object.kind == Kind::Ingress && spec.is_map())?;
        Some(Self { object, spec })
    }

    /// Every backend that is a Service: the default one and those of the paths.
    pub fn backends(self) -> impl Iterator<Item = IngressBackend<'a>> {
        let default = self.spec.get("defaultBackend").or_else(|| self.spec.get("backend"));
        let rules = self.spec.get("rules").into_iter().flat_map(Node::items);
        let paths = rules.filter_map(|rule| rule.path(&["http", "paths"])).flat_map(Node::items);
        default.into_iter().chain(paths.filter_map(|path| path.get("backend"))).filter_map(IngressBackend::of)
    }
}

impl<'a> IngressBackend<'a> {
    fn of(node: Node<'a>) -> Option<Self> {
        if let Some(service) = node.get("service") {
            let port = service.get("port").and_then(|port| {
                let by_number = port.get("number").and_then(Node::as_int).map(ServicePortRef::Number);
                by_number.or_else(|| port.get("name").and_then(Node::as_str).map(ServicePortRef::Name))
            });
            return Some(Self { service: service.get("name")?, port });
        }
        let port = node.get("servicePort").and_then(|port| match port.as_int() {
            Some(number) => Some(ServicePortRef::Number(number)),
            None => port.as_str().map(ServicePortRef::Name),
        });
        Some(Self { service: node.get("serviceName")?, port })
    }
}
