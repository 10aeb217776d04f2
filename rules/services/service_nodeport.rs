//! service-nodeport: see `service_nodeport.md`.

use std::borrow::Cow;

use crate::cluster::endpoints::{Endpoint, all_endpoints, exposures, possible_endpoints};
use crate::cluster::known_ports;
use crate::cluster::routes::{Route, routes_to};
use crate::diagnostic::{Layer, Severity};
use crate::kubernetes::{Kind, Object, Service, ServicePort, ServiceType, TargetPort};
use crate::project::Scope;
use crate::rule::{Check, Context, Equivalents, Rule};
use crate::yaml::Node;

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

/// Targets beyond which the message only counts.
const SHOWN: usize = 3;

fn check<'a>(service: Service<'a>, cx: &mut Context<'a>) {
    let Some(place) = service.spec.get("type").filter(|_| service.service_type() == ServiceType::NodePort) else {
        return;
    };
    let scopes: Vec<Scope<'a>> = cx.project().scopes_of(service.object).collect();
    let is_needed =
        |scope: &Scope<'a>| routes_to(*scope, service).iter().any(|route| needs_node_ports(route.object, service));
    let is_changed = |scope: &Scope<'a>| scope.may_set(service.object, "type");
    if scopes.iter().any(is_needed) || !scopes.is_empty() && scopes.iter().all(is_changed) {
        return;
    }
    let mut endpoints = all_endpoints(cx.project(), service);
    if endpoints.is_empty() {
        endpoints = scopes.iter().flat_map(|scope| possible_endpoints(*scope, service)).collect();
    }
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
        let routes = exposures.into_iter().flat_map(|exposure| exposure.routes);
        routes.filter(|route| is_inside(route.object)).collect()
    };
    let routes: Vec<Vec<Route<'a>>> = endpoints.iter().map(routes_of).collect();
    if routes.iter().any(Vec::is_empty) { Vec::new() } else { routes.into_iter().flatten().collect() }
}

/// Whether the controller of an Ingress reaches a Service by its node ports: those of GKE and AWS do, unless told to go to
/// the pods.
fn needs_node_ports(ingress: Object<'_>, service: Service<'_>) -> bool {
    let class = ingress_class(ingress).unwrap_or_default();
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

/// Whether what routes is known to reach Services inside the cluster. Which controller takes up an Ingress without a
/// class, and how it reaches Services, is for the cluster to say.
fn is_inside(route: Object<'_>) -> bool {
    route.kind != Kind::Ingress || ingress_class(route).is_some()
}

fn ingress_class(ingress: Object<'_>) -> Option<Cow<'_, str>> {
    let class = ingress.spec().and_then(|spec| spec.written("ingressClassName"));
    class.or_else(|| ingress.annotation("kubernetes.io/ingress.class")).map(Node::text)
}

/// Ports of the nodes that lead to one and the same.
struct Door<'a> {
    target: String,
    /// The ports behind, where they are known.
    numbers: Vec<i64>,
    opened: Vec<ServicePort<'a>>,
}

/// Which ports of the nodes lead where: ``port `30080` of every node leads to port 8080 of container `web` in ``…
fn doors<'a>(service: Service<'a>, endpoints: &[Endpoint<'a>]) -> String {
    let mut doors: Vec<Door<'a>> = Vec::new();
    for port in service.ports() {
        let (target, number) = target_of(port, service, endpoints);
        let known = doors.iter().position(|door| door.target == target);
        let index = known.unwrap_or_else(|| {
            doors.push(Door { target, numbers: Vec::new(), opened: Vec::new() });
            doors.len() - 1
        });
        doors[index].numbers.extend(number);
        doors[index].opened.push(port);
    }
    let mut texts: Vec<String> = doors.iter().take(SHOWN).map(Door::text).collect();
    if doors.len() > SHOWN {
        texts.push(format!("{} ports lead elsewhere", doors.len() - SHOWN));
    }
    if texts.is_empty() { "every node opens a port for this Service".to_owned() } else { texts.join(", ") }
}

impl Door<'_> {
    fn text(&self) -> String {
        let written = self.opened.iter().filter_map(|port| port.node_port());
        let written: Vec<String> = written.map(|port| format!("`{}`", port.text())).collect();
        let opened = match (self.opened.len(), written.len()) {
            (1, 1) => format!("port {}", written[0]),
            (1, _) => "a port".to_owned(),
            (all, numbered) if all == numbered => format!("ports {}", enumerated(&written)),
            (all, _) => format!("{all} ports"),
        };
        let verb = if self.opened.len() == 1 { "leads" } else { "lead" };
        let numbers: Vec<String> = self.numbers.iter().map(i64::to_string).collect();
        let behind = match numbers.len() {
            0 => String::new(),
            1 => format!("port {} of ", numbers[0]),
            _ => format!("ports {} of ", enumerated(&numbers)),
        };
        format!("{opened} of every node {verb} to {behind}{}", self.target)
    }
}

fn enumerated(texts: &[String]) -> String {
    match texts {
        [] => String::new(),
        [only] => only.clone(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}

/// What a port leads to, and the number there: ``container `web` in Deployment `web` `` and 8080.
fn target_of<'a>(port: ServicePort<'a>, service: Service<'a>, endpoints: &[Endpoint<'a>]) -> (String, Option<i64>) {
    let mut behind = endpoints.iter().filter(|endpoint| endpoint.port.node == port.node);
    let Some(endpoint) = behind.next() else {
        return unresolved(port, service);
    };
    let workload = endpoint.workload.object.title();
    let target = match endpoint.container() {
        Some(container) => format!("container `{}` in {workload}", container.name()),
        None => workload,
    };
    let others = behind.count();
    let others = if others > 0 { format!(" and {others} more") } else { String::new() };
    (format!("{target}{others}"), endpoint.number())
}

fn unresolved(port: ServicePort<'_>, service: Service<'_>) -> (String, Option<i64>) {
    let owner = match service.selector() {
        Some(selector) => {
            let labels = selector.value.merged_entries();
            let labels = labels.iter().map(|pair| format!("{}={}", pair.key.key_text(), pair.value.text()));
            format!("the pods with `{}`", labels.collect::<Vec<_>>().join(","))
        }
        None => service.object.title(),
    };
    match port.target() {
        Some(TargetPort::Number(number)) => (owner, Some(number)),
        Some(TargetPort::Name(name)) => (format!("port `{name}` of {owner}"), None),
        None => (owner, None),
    }
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
