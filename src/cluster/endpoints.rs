//! Where the traffic of Services goes: through ports to containers.
//!
//! Only sure links are given: both objects are in one scope and surely in one namespace. Upstream:
//! `pkg/controller/endpointslice`, `pkg/api/v1/pod/util.go` (`FindPort`).

use std::collections::{HashMap, HashSet};

use super::routes::{Route, routes_to};
use crate::kubernetes::{
    Container, ContainerPort, ContainerRole, Service, ServicePort, ServiceType, TargetPort, Workload,
};
use crate::project::{Namespaces, Project, Scope};

/// One port of a Service and one workload whose pods the Service selects.
#[derive(Debug, Clone)]
pub struct Endpoint<'a> {
    /// The Service.
    pub service: Service<'a>,
    /// Its port.
    pub port: ServicePort<'a>,
    /// The workload.
    pub workload: Workload<'a>,
    /// What becomes of the port's traffic in the workload's pods.
    pub target: Target<'a>,
}

/// What becomes of the traffic of a Service's port in a pod.
#[derive(Debug, Clone)]
pub enum Target<'a> {
    /// The container that declares the port, with the declaration.
    Declared(Container<'a>, ContainerPort<'a>),
    /// A container declares the port with another protocol. A named port then leads nowhere; a number is used as it is.
    OtherProtocol(Container<'a>, ContainerPort<'a>),
    /// A number that no container declares; the pod has one container that can listen, this one.
    Undeclared(Container<'a>),
    /// A number, and which container listens cannot be told from the declarations.
    Ambiguous,
    /// A name that no running container declares: the pod is left out of the Service.
    Missing,
    /// Nothing can be said: a placeholder, or a pod of which not everything is written here.
    Unknown,
}

/// One way by which traffic reaches a workload.
#[derive(Debug, Clone)]
pub struct Exposure<'a> {
    /// The Service's port and where it leads.
    pub endpoint: Endpoint<'a>,
    /// What sends traffic from outside to this port.
    pub routes: Vec<Route<'a>>,
}

impl<'a> Endpoint<'a> {
    /// Where each port of a Service leads in the pods of a workload.
    fn between(service: Service<'a>, workload: Workload<'a>) -> impl Iterator<Item = Self> {
        let declared = declared_ports(workload);
        service.ports().map(move |port| Self { service, port, workload, target: resolve(port, workload, &declared) })
    }

    /// The container that gets the traffic, when it is one for sure.
    pub fn container(&self) -> Option<Container<'a>> {
        match &self.target {
            Target::Declared(container, _) | Target::Undeclared(container) => Some(*container),
            Target::OtherProtocol(container, _) => self.number().is_some().then_some(*container),
            Target::Ambiguous | Target::Missing | Target::Unknown => None,
        }
    }

    /// The port of the pod: the written number, or the one that the name stands for.
    pub fn number(&self) -> Option<i64> {
        match (self.port.target()?, &self.target) {
            (TargetPort::Number(number), _) => Some(number),
            (TargetPort::Name(_), Target::Declared(_, declared)) => declared.number,
            (TargetPort::Name(_), _) => None,
        }
    }

    /// Whether the traffic surely goes to this container.
    pub fn reaches(&self, container: Container<'a>) -> bool {
        self.container().is_some_and(|reached| reached.node == container.node)
    }
}

/// A container and a port that it declares.
type Declared<'a> = (Container<'a>, ContainerPort<'a>);

/// Where each port of a Service leads in one scope, workload by workload. Only sure links: see [`possible_endpoints`].
pub fn endpoints<'a>(scope: Scope<'a>, service: Service<'a>) -> Vec<Endpoint<'a>> {
    let mut endpoints = possible_endpoints(scope, service);
    endpoints.retain(|endpoint| scope.namespaces(service.object, endpoint.workload.object) == Namespaces::Same);
    endpoints
}

/// Where each port of a Service may lead in one scope: workloads of which the namespace is unknown are taken in.
pub fn possible_endpoints<'a>(scope: Scope<'a>, service: Service<'a>) -> Vec<Endpoint<'a>> {
    if service.service_type() == ServiceType::ExternalName {
        return Vec::new();
    }
    scope.selected_by(service).into_iter().flat_map(|workload| Endpoint::between(service, workload)).collect()
}

/// Where each port of the Services that perhaps select a workload may lead in its pods, in one scope.
pub fn possible_endpoints_of<'a>(scope: Scope<'a>, workload: Workload<'a>) -> impl Iterator<Item = Endpoint<'a>> {
    let services = scope.services_perhaps_selecting(workload).into_iter();
    let services = services.filter(|service| service.service_type() != ServiceType::ExternalName);
    services.flat_map(move |service| Endpoint::between(service, workload))
}

/// Where each port of a Service leads in any of its scopes, each pair of port and workload once.
pub fn all_endpoints<'a>(project: &'a Project, service: Service<'a>) -> Vec<Endpoint<'a>> {
    let mut seen = HashSet::new();
    let all = project.scopes_of(service.object).flat_map(|scope| endpoints(scope, service));
    all.filter(|endpoint| seen.insert((endpoint.port.node.id(), endpoint.workload.object.id))).collect()
}

/// Every way by which traffic reaches a workload, in any of its scopes, each once.
pub fn exposures<'a>(project: &'a Project, workload: Workload<'a>) -> Vec<Exposure<'a>> {
    let mut found: Vec<Exposure<'a>> = Vec::new();
    let mut places = HashMap::new();
    for scope in project.scopes_of(workload.object) {
        for service in scope.services_selecting(workload) {
            if service.service_type() == ServiceType::ExternalName {
                continue;
            }
            let routes = routes_to(scope, service);
            for endpoint in Endpoint::between(service, workload) {
                let place = *places.entry((service.object.id, endpoint.port.node.id())).or_insert(found.len());
                if place == found.len() {
                    found.push(Exposure { endpoint, routes: Vec::new() });
                }
                found[place].add(&routes);
            }
        }
    }
    found
}

impl<'a> Exposure<'a> {
    /// Adds what routes to the port, unless another scope did so already.
    fn add(&mut self, routes: &[Route<'a>]) {
        let port = self.endpoint.port.node;
        for route in routes.iter().filter(|route| route.ports.iter().any(|routed| routed.node == port)) {
            if !self.routes.iter().any(|known| known.backend == route.backend) {
                self.routes.push(route.clone());
            }
        }
    }
}

fn resolve<'a>(port: ServicePort<'a>, workload: Workload<'a>, declared: &[Declared<'a>]) -> Target<'a> {
    let protocol = port.protocol();
    let target = match port.target() {
        Some(TargetPort::Number(number)) => by_number(number, &protocol, workload, declared),
        Some(TargetPort::Name(name)) => by_name(&name, &protocol, declared),
        None => return Target::Unknown,
    };
    match target {
        Target::Missing | Target::Undeclared(_) if workload.object.is_partial => Target::Unknown,
        target => target,
    }
}

/// Upstream: `FindPort`: regular containers in order, then sidecars; the first with equal name and protocol.
fn by_name<'a>(name: &str, protocol: &str, declared: &[Declared<'a>]) -> Target<'a> {
    if !is_plain(name) {
        return Target::Unknown;
    }
    let named = || declared.iter().filter(|(_, port)| port.name.as_deref() == Some(name));
    if let Some((container, port)) = named().find(|(_, port)| port.protocol == protocol) {
        return Target::Declared(*container, port.clone());
    }
    if let Some((container, port)) = named().next() {
        return Target::OtherProtocol(*container, port.clone());
    }
    let is_unclear = |port: &ContainerPort<'a>| port.name.as_deref().is_some_and(|name| !is_plain(name));
    if declared.iter().any(|(_, port)| is_unclear(port)) { Target::Unknown } else { Target::Missing }
}

/// Numbers are used as they are: declarations only tell which container is meant.
fn by_number<'a>(number: i64, protocol: &str, workload: Workload<'a>, declared: &[Declared<'a>]) -> Target<'a> {
    let with_number: Vec<_> = declared.iter().filter(|(_, port)| port.number == Some(number)).collect();
    let exact: Vec<_> = with_number.iter().filter(|(_, port)| port.protocol == protocol).collect();
    match (exact.as_slice(), with_number.as_slice()) {
        ([(container, port)], _) => Target::Declared(*container, port.clone()),
        ([], [(container, port)]) => Target::OtherProtocol(*container, port.clone()),
        ([], []) => only_listener(workload).map_or(Target::Ambiguous, Target::Undeclared),
        _ => Target::Ambiguous,
    }
}

fn only_listener(workload: Workload<'_>) -> Option<Container<'_>> {
    let mut running = workload.pod.long_running();
    running.next().filter(|_| running.next().is_none())
}

/// The ports of the containers that run as long as the pod does, in the order in which names are looked up.
fn declared_ports(workload: Workload<'_>) -> Vec<Declared<'_>> {
    let of_role = |role| workload.pod.long_running().filter(move |container| container.role == role);
    let ordered = of_role(ContainerRole::App).chain(of_role(ContainerRole::Sidecar));
    ordered.flat_map(|container| container.ports().map(move |port| (container, port))).collect()
}

/// Whether a text can be the name of a port, and is no placeholder.
fn is_plain(name: &str) -> bool {
    name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cluster::project_of;

    fn describe(endpoint: &Endpoint<'_>) -> String {
        let outcome = match &endpoint.target {
            Target::Declared(..) => "declared",
            Target::OtherProtocol(..) => "other protocol",
            Target::Undeclared(_) => "undeclared",
            Target::Ambiguous => "ambiguous",
            Target::Missing => "missing",
            Target::Unknown => "unknown",
        };
        let container = endpoint.container().map(|container| format!(" {}", container.name()));
        let number = endpoint.number().map(|number| format!(" {number}"));
        format!("{outcome}{}{}", container.unwrap_or_default(), number.unwrap_or_default())
    }

    /// What becomes of each port of a Service in front of the containers.
    fn targets(ports: &str, containers: &str) -> Vec<String> {
        let project = project_of(&format!(
            "apiVersion: v1\nkind: Service\nmetadata: {{name: s}}\nspec:\n  selector: {{app: a}}\n  ports: {ports}\n\
             ---\napiVersion: v1\nkind: Pod\nmetadata: {{name: p, labels: {{app: a, b: c}}}}\nspec: {containers}\n"
        ));
        let scope = project.everything();
        scope.services().flat_map(|service| endpoints(scope, service)).map(|found| describe(&found)).collect()
    }

    const WEB: &str = "{containers: [{name: web, ports: [{name: http, containerPort: 8080}]}, {name: log, ports: [{containerPort: 9}]}]}";

    #[test]
    fn names_are_looked_up_with_their_protocol() {
        assert_eq!(targets("[{port: 80, targetPort: http}]", WEB), ["declared web 8080"]);
        assert_eq!(targets("[{port: 80, targetPort: https}]", WEB), ["missing"]);
        assert_eq!(targets("[{port: 80, targetPort: http, protocol: UDP}]", WEB), ["other protocol"]);
        assert_eq!(targets("[{port: 80, targetPort: \"${PORT}\"}]", WEB), ["unknown"]);
    }

    #[test]
    fn app_containers_come_before_sidecars_and_init_containers_do_not_count() {
        let pod = "{initContainers: [{name: side, restartPolicy: Always, ports: [{name: http, containerPort: 1}]}, \
                   {name: init, ports: [{name: once, containerPort: 2}]}], \
                   containers: [{name: web, ports: [{name: http, containerPort: 3}]}]}";
        assert_eq!(
            targets("[{port: 80, targetPort: http}, {port: 2, targetPort: once}]", pod),
            ["declared web 3", "missing"]
        );
    }

    #[test]
    fn numbers_are_used_as_they_are() {
        let one = "{containers: [{name: web}]}";
        assert_eq!(
            targets("[{port: 8080}, {port: 9, protocol: UDP}, {port: 7}]", WEB),
            ["declared web 8080", "other protocol log 9", "ambiguous 7"]
        );
        assert_eq!(targets("[{port: 80, targetPort: 7}]", one), ["undeclared web 7"]);
    }
}
