//! HTTPRoutes of the Gateway API and Routes of OpenShift: what sends traffic to Services beside Ingresses.

use std::borrow::Cow;

use super::ingress::Ingress;
use super::kind::Kind;
use super::object::Object;
use crate::yaml::Node;

/// An HTTPRoute of the Gateway API.
#[derive(Debug, Clone, Copy)]
pub struct HttpRoute<'a> {
    /// The object.
    pub object: Object<'a>,
    /// Its `spec`.
    pub spec: Node<'a>,
}

/// A Service that an HTTPRoute names.
#[derive(Debug, Clone)]
pub struct HttpBackend<'a> {
    /// The node of the Service's name.
    pub service: Node<'a>,
    /// The Service's namespace, when it is another one than the route's.
    pub namespace: Option<Cow<'a, str>>,
    /// The Service's `port`.
    pub port: Option<i64>,
}

/// A Route of OpenShift.
#[derive(Debug, Clone, Copy)]
pub struct OpenShiftRoute<'a> {
    /// The object.
    pub object: Object<'a>,
    /// Its `spec`.
    pub spec: Node<'a>,
}

impl<'a> HttpRoute<'a> {
    /// The HTTPRoute that an object is.
    pub fn of(object: Object<'a>) -> Option<Self> {
        let spec = object.spec().filter(|spec| object.kind == Kind::HTTPRoute && spec.is_map())?;
        Some(Self { object, spec })
    }

    /// The backends that are Services, rule by rule.
    pub fn backends(self) -> impl Iterator<Item = HttpBackend<'a>> {
        let rules = self.spec.get("rules").into_iter().flat_map(Node::items);
        rules.filter_map(|rule| rule.get("backendRefs")).flat_map(Node::items).filter_map(HttpBackend::of)
    }
}

impl<'a> HttpBackend<'a> {
    fn of(node: Node<'a>) -> Option<Self> {
        let written = |field: &str| node.get(field).filter(|value| !value.is_empty()).map(Node::text);
        if written("group").is_some() || written("kind").is_some_and(|kind| kind != "Service") {
            return None;
        }
        let port = node.get("port").and_then(Node::as_int);
        Some(Self { service: node.get("name")?, namespace: written("namespace"), port })
    }
}

impl<'a> OpenShiftRoute<'a> {
    /// The Route that an object is.
    pub fn of(object: Object<'a>) -> Option<Self> {
        let spec = object.spec().filter(|spec| object.kind == Kind::Route && spec.is_map())?;
        Some(Self { object, spec })
    }

    /// The nodes of the names of its Services: `to`, then `alternateBackends`.
    pub fn services(self) -> impl Iterator<Item = Node<'a>> {
        let others = self.spec.get("alternateBackends").into_iter().flat_map(Node::items);
        let backends = self.spec.get("to").into_iter().chain(others);
        let is_service = |backend: &Node<'a>| backend.get("kind").is_none_or(|kind| kind.text() == "Service");
        backends.filter(is_service).filter_map(|backend| backend.get("name"))
    }

    /// `spec.port.targetPort`: the name of a Service's port, or the number of a pod's; all ports when it is not written.
    pub fn target_port(self) -> Option<Node<'a>> {
        self.spec.path(&["port", "targetPort"]).filter(|port| !port.is_empty())
    }
}

/// The nodes of the names of Services that an object sends traffic to; empty unless it is an Ingress or a route.
pub fn routed_services<'a>(object: Object<'a>) -> Vec<Node<'a>> {
    let ingress = Ingress::of(object).map(|ingress| ingress.backends().map(|backend| backend.service).collect());
    let http = HttpRoute::of(object).map(|route| route.backends().map(|backend| backend.service).collect());
    let openshift = OpenShiftRoute::of(object).map(|route| route.services().collect());
    ingress.or(http).or(openshift).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kubernetes::with_object;

    #[test]
    fn only_services_are_backends_of_an_http_route() {
        let text = "apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nspec:\n  rules:\n  - backendRefs:\n    - {name: web, port: 80}\n    - {name: api, namespace: other, port: 81}\n    - {kind: ServiceImport, group: x, name: far}\n  - matches: []\n";
        let found = with_object(text, |object| {
            let backends = HttpRoute::of(object).unwrap().backends();
            backends.map(|backend| format!("{} {:?}", backend.service.text(), backend.port)).collect::<Vec<_>>()
        });
        assert_eq!(found, ["web Some(80)", "api Some(81)"]);
    }

    #[test]
    fn a_route_names_services_and_one_port() {
        let text = "apiVersion: route.openshift.io/v1\nkind: Route\nspec:\n  to: {kind: Service, name: web}\n  alternateBackends: [{kind: Service, name: next}]\n  port: {targetPort: http}\n";
        with_object(text, |object| {
            let route = OpenShiftRoute::of(object).unwrap();
            assert_eq!(route.services().map(Node::text).collect::<Vec<_>>(), ["web", "next"]);
            assert_eq!(route.target_port().unwrap().text(), "http");
            assert_eq!(routed_services(object).len(), 2);
        });
    }
}
