//! service-nodeport: see `service_nodeport.md`.

use crate::cluster::endpoints::{Endpoint, all_endpoints, exposures};
use crate::cluster::known_ports;
use crate::cluster::routes::{Route, routes_to};
use crate::diagnostic::{Layer, Severity};
use crate::kubernetes::{Object, Service, ServicePort, ServiceType, TargetPort};
use crate::rule::{Check, Context, Equivalents, Rule};

pub(super) static RULE: Rule = Rule {
    id: "service-nodeport",
    summary: "a Service opens a port on every node of the cluster",
    severity: Severity::Warning,
    layer: Layer::Risk,
    equivalents: Equivalents {
        kube_linter: &["exposed-services"],
        kube_score: &["service-type"],
        kyverno: &["restrict-node-port", "restrict-nodeport"],
        popeye: &["POP-1104"],
        ..Equivalents::NONE
    },
    check: Check::Service(check),
    docs: include_str!("service_nodeport.md"),
    ..Rule::DEFAULT
};

/// Classes of the ingress controllers of GKE and AWS.
const CLOUD_CLASSES: [&str; 3] = ["alb", "gce", "gce-internal"];

/// How annotations for the ingress controllers of GKE and AWS begin.
const CLOUD_ANNOTATIONS: [&str; 4] = [
    "alb.ingress.kubernetes.io/",
    "ingress.gcp.kubernetes.io/",
    "kubernetes.io/ingress.global-static-ip",
    "networking.gke.io/",
];

/// Ports beyond which the message only counts.
const SHOWN: usize = 3;

fn check<'a>(service: Service<'a>, cx: &mut Context<'a>) {
    let Some(place) = service.spec.get("type").filter(|_| service.service_type() == ServiceType::NodePort) else {
        return;
    };
    let mut scopes = cx.project().scopes_of(service.object);
    if scopes.any(|scope| routes_to(scope, service).iter().any(|route| needs_node_ports(route.object, service))) {
        return;
    }
    let endpoints = all_endpoints(cx.project(), service);
    let routes = routes_instead(&endpoints, cx);
    let exposed = service.ports().find_map(|port| sensitive(port, &endpoints));
    let mut message = doors(service, &endpoints);
    if let Some(program) = exposed {
        message += &format!("; that is a port of {program}");
    } else if let Some(route) = routes.first() {
        message += &format!("; it is not needed, as {} brings traffic there already", route.object.title());
    }
    let severity = if exposed.is_some() { Severity::Error } else { Severity::Warning };
    let mut finding = cx.report(place, message).severity(severity).help(advice(exposed, &routes));
    for endpoint in reached(&endpoints) {
        let container = endpoint.container().map(|container| container.heading());
        let place = container.unwrap_or_else(|| endpoint.workload.object.heading());
        finding = finding.label_node(place, "reachable on every node");
    }
    if let Some(route) = routes.first() {
        finding.label_node(route.backend, "traffic from outside comes this way");
    }
}

/// What brings traffic to every port behind a Service already, by this Service or another one.
fn routes_instead<'a>(endpoints: &[Endpoint<'a>], cx: &Context<'a>) -> Vec<Route<'a>> {
    let routes_of = |endpoint: &Endpoint<'a>| -> Vec<Route<'a>> {
        let mut exposures = exposures(cx.project(), endpoint.workload);
        exposures.retain(|exposure| exposure.endpoint.number().is_some_and(|number| endpoint.number() == Some(number)));
        exposures.into_iter().flat_map(|exposure| exposure.routes).collect()
    };
    let routes: Vec<Vec<Route<'a>>> = endpoints.iter().map(routes_of).collect();
    if routes.iter().any(Vec::is_empty) { Vec::new() } else { routes.into_iter().flatten().collect() }
}

/// Whether the controller of an Ingress reaches a Service by its node ports: those of GKE and AWS do, unless told to go to
/// the pods.
fn needs_node_ports(ingress: Object<'_>, service: Service<'_>) -> bool {
    let class = ingress.spec().and_then(|spec| spec.get("ingressClassName"));
    let class = class.or_else(|| ingress.annotation("kubernetes.io/ingress.class"));
    let class = class.map(|class| class.text().into_owned()).unwrap_or_default();
    let goes_to_pods = service.object.annotation("cloud.google.com/neg").is_some()
        || ingress.annotation("alb.ingress.kubernetes.io/target-type").is_some_and(|target| target.text() == "ip");
    let annotations = ingress.metadata().and_then(|metadata| metadata.get("annotations"));
    let mut annotations = annotations.into_iter().flat_map(|annotations| annotations.entries());
    let is_of_cloud = annotations.any(|entry| {
        let key = entry.key.key_text();
        CLOUD_ANNOTATIONS.iter().any(|prefix| key.starts_with(prefix))
    });
    (is_of_cloud || CLOUD_CLASSES.contains(&&*class)) && !goes_to_pods
}

/// Which port of the nodes leads where: ``port `30080` of every node leads to container `web` of Deployment `web` ``.
fn doors(service: Service<'_>, endpoints: &[Endpoint<'_>]) -> String {
    let ports: Vec<ServicePort<'_>> = service.ports().collect();
    let mut doors: Vec<String> = ports.iter().take(SHOWN).map(|port| door(*port, service, endpoints)).collect();
    if ports.len() > SHOWN {
        doors.push(format!("and {} ports more", ports.len() - SHOWN));
    }
    if doors.is_empty() { "every node opens a port for this Service".to_owned() } else { doors.join(", ") }
}

fn door(port: ServicePort<'_>, service: Service<'_>, endpoints: &[Endpoint<'_>]) -> String {
    let opened = match port.node_port().map(|node_port| node_port.text()) {
        Some(number) => format!("port `{number}` of every node"),
        None => "a port of every node".to_owned(),
    };
    let mut behind = endpoints.iter().filter(|endpoint| endpoint.port.node == port.node);
    let target = match behind.next() {
        Some(endpoint) => described(endpoint),
        None => unresolved(port, service),
    };
    let others = behind.count();
    let others = if others > 0 { format!(" and {others} more") } else { String::new() };
    format!("{opened} leads to {target}{others}")
}

/// ``container `web` (port 8080) of Deployment `web` ``, or less when less is known.
fn described(endpoint: &Endpoint<'_>) -> String {
    let number = endpoint.number().map(|number| format!("port {number}"));
    let workload = endpoint.workload.object.title();
    match (endpoint.container().map(|container| container.name()), number) {
        (Some(name), Some(number)) => format!("container `{name}` ({number}) of {workload}"),
        (Some(name), None) => format!("container `{name}` of {workload}"),
        (None, Some(number)) => format!("{number} of {workload}"),
        (None, None) => workload,
    }
}

fn unresolved(port: ServicePort<'_>, service: Service<'_>) -> String {
    let target = match port.target() {
        Some(TargetPort::Number(number)) => format!("port {number}"),
        Some(TargetPort::Name(name)) => format!("port `{name}`"),
        None => "a port".to_owned(),
    };
    let Some(selector) = service.selector() else {
        return format!("{target} of {}", service.object.title());
    };
    let labels = selector.value.merged_entries();
    let labels = labels.iter().map(|pair| format!("{}={}", pair.key.key_text(), pair.value.text()));
    format!("{target} of the pods with `{}`", labels.collect::<Vec<_>>().join(","))
}

/// The data store or means of administration that a port leads to.
fn sensitive(port: ServicePort<'_>, endpoints: &[Endpoint<'_>]) -> Option<&'static str> {
    if port.protocol() != "TCP" {
        return None;
    }
    let mut behind = endpoints.iter().filter(|endpoint| endpoint.port.node == port.node).peekable();
    if behind.peek().is_some() {
        return behind.filter_map(Endpoint::number).find_map(known_ports::sensitive);
    }
    match port.target()? {
        TargetPort::Number(number) => known_ports::sensitive(number),
        TargetPort::Name(_) => port.number().and_then(known_ports::sensitive),
    }
}

fn advice(exposed: Option<&str>, routes: &[Route<'_>]) -> String {
    match (exposed, routes.first()) {
        (Some(_), _) => {
            "set `type: ClusterIP`, and reach it from outside by `kubectl port-forward` or a VPN".to_owned()
        }
        (None, Some(route)) => format!(
            "set `type: ClusterIP`: the controller of {} reaches the Service inside the cluster",
            route.object.title()
        ),
        (None, None) => {
            "set `type: ClusterIP`, and let an Ingress bring traffic from outside through the one load balancer of its \
             controller"
                .to_owned()
        }
    }
}

/// One endpoint for each container that can be told, as many as are worth showing.
fn reached<'e, 'a>(endpoints: &'e [Endpoint<'a>]) -> Vec<&'e Endpoint<'a>> {
    let mut found: Vec<&Endpoint<'a>> = Vec::new();
    for endpoint in endpoints {
        let is_known = |known: &&Endpoint<'a>| match (known.container(), endpoint.container()) {
            (Some(one), Some(other)) => one.node == other.node,
            _ => known.workload.object.id == endpoint.workload.object.id,
        };
        if !found.iter().any(is_known) {
            found.push(endpoint);
        }
    }
    found.truncate(SHOWN);
    found
}
