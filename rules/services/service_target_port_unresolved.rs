//! service-target-port-unresolved: see `service_target_port_unresolved.md`.

use std::borrow::Cow;
use std::collections::HashMap;

use crate::cluster::endpoints::{Endpoint, Target, all_endpoints, exposures, possible_endpoints};
use crate::diagnostic::{Layer, Severity};
use crate::kubernetes::names::check_port_name;
use crate::kubernetes::{Container, ContainerPort, Probe, Service, ServicePort, TargetPort, placeholder};
use crate::rule::{Check, Context, Equivalents, Rule};
use crate::yaml::{Node, NodeId};

pub(super) static RULE: Rule = Rule {
    id: "service-target-port-unresolved",
    summary: "a Service sends traffic to a port that its pods do not have",
    severity: Severity::Error,
    layer: Layer::Stuck,
    equivalents: Equivalents { popeye: &["POP-1106"], ..Equivalents::NONE },
    check: Check::Service(check),
    docs: include_str!("service_target_port_unresolved.md"),
    ..Rule::DEFAULT
};

fn check<'a>(service: Service<'a>, cx: &mut Context<'a>) {
    let sure = by_port(all_endpoints(cx.project(), service));
    let possible = by_port(possible_endpoints(cx.project().everything(), service));
    for port in service.ports() {
        if let Some(place) = port.target_node()
            && !is_refused(port, place, cx)
            && let Some(sure) = sure.get(&port.node.id())
        {
            let possible = possible.get(&port.node.id()).map(Vec::as_slice).unwrap_or_default();
            check_port(place, sure, possible, cx);
        }
    }
}

/// Endpoints by the node of their Service's port.
fn by_port(endpoints: Vec<Endpoint<'_>>) -> HashMap<NodeId, Vec<Endpoint<'_>>> {
    let mut ports: HashMap<NodeId, Vec<Endpoint<'_>>> = HashMap::new();
    for endpoint in endpoints {
        ports.entry(endpoint.port.node.id()).or_default().push(endpoint);
    }
    ports
}

/// Reports a target that no pod could have. Upstream: `validateServicePort`.
fn is_refused<'a>(port: ServicePort<'a>, place: Node<'a>, cx: &mut Context<'a>) -> bool {
    match port.target() {
        Some(TargetPort::Number(number)) if !(1..=65_535).contains(&number) => {
            cx.report(place, format!("`{number}` is no port: ports go from 1 to 65535")).layer(Layer::Rejected);
            true
        }
        Some(TargetPort::Name(name)) if !placeholder::is_unknown(&name) => refuse_name(&name, place, cx),
        _ => false,
    }
}

fn refuse_name<'a>(name: &str, place: Node<'a>, cx: &mut Context<'a>) -> bool {
    let Err(error) = check_port_name(name) else {
        return false;
    };
    if name.bytes().all(|byte| byte.is_ascii_digit()) {
        cx.report(place, format!("`\"{name}\"` in quotes is the name of a port, and such a name has a letter"))
            .layer(Layer::Rejected)
            .help(format!("remove the quotes: `targetPort: {name}`"));
    } else {
        cx.report(place, format!("`{name}` cannot be the name of a port: {error}")).layer(Layer::Rejected);
    }
    true
}

fn check_port<'a>(place: Node<'a>, sure: &[Endpoint<'a>], possible: &[Endpoint<'a>], cx: &mut Context<'a>) {
    let Some(first) = sure.first() else { return };
    let (service, port) = (first.service, first.port);
    let is_fine = |endpoint: &Endpoint<'a>| matches!(endpoint.target, Target::Declared(..) | Target::Unknown);
    if possible.iter().chain(sure).any(is_fine) || may_be_patched(service, sure, cx) {
        return;
    }
    match port.target() {
        Some(TargetPort::Name(name)) => report_name(service, &name, sure, place, cx),
        Some(TargetPort::Number(number)) if !service.is_headless() => report_number(number, first, place, cx),
        _ => {}
    }
}

/// Whether a kustomization may change the ports of the Service or of its pods.
fn may_be_patched<'a>(service: Service<'a>, endpoints: &[Endpoint<'a>], cx: &Context<'a>) -> bool {
    let mut objects = endpoints.iter().map(|endpoint| endpoint.workload.object).chain([service.object]);
    objects.any(|object| cx.project().scopes_of(object).any(|scope| scope.may_set(object, "ports")))
}

/// A name that no container gives to a port: the pods are left out.
fn report_name<'a>(
    service: Service<'a>,
    name: &str,
    endpoints: &[Endpoint<'a>],
    place: Node<'a>,
    cx: &mut Context<'a>,
) {
    let (severity, layer) = match service.is_headless() {
        // The addresses of the pods are published all the same; only the record of the port is missing.
        true => (Severity::Warning, Layer::Risk),
        false => (Severity::Error, Layer::Stuck),
    };
    let by_protocol = endpoints.iter().find_map(|endpoint| match &endpoint.target {
        Target::OtherProtocol(container, declared) => Some((endpoint, *container, declared)),
        _ => None,
    });
    if let Some((endpoint, container, declared)) = by_protocol {
        let protocol = endpoint.port.protocol();
        let message = format!(
            "port `{name}` of container `{}` is for {}, and this port of the Service for {protocol}: it leads nowhere",
            container.name(),
            declared.protocol
        );
        cx.report(place, message)
            .severity(severity)
            .layer(layer)
            .label_node(declared.node.get("protocol").unwrap_or(declared.node), "declared here")
            .help(format!(
                "set `protocol: {}` on the port of the Service, or declare a port for {protocol}",
                declared.protocol
            ));
        return;
    }
    let Some(first) = endpoints.first() else { return };
    let declared = declared_ports(first);
    let message =
        format!("no container of {} declares a port named `{name}`: this port leads nowhere", owners(endpoints));
    let mut finding =
        cx.report(place, message).severity(severity).layer(layer).help(name_advice(name, first, &declared));
    for (container, port) in &declared {
        let label = match &port.name {
            Some(known) => format!("container `{}` names this port `{known}`", container.name()),
            None => format!("container `{}` gives this port no name", container.name()),
        };
        finding = finding.label_node(port.node.get("name").unwrap_or(port.node), label);
    }
    if let Some((container, port)) = of_init_containers(first, name) {
        finding.label_node(
            port,
            format!("init container `{}` has ended when the Service sends traffic", container.name()),
        );
    }
}

fn name_advice(name: &str, endpoint: &Endpoint<'_>, declared: &[(Container<'_>, ContainerPort<'_>)]) -> String {
    let named = || declared.iter().filter_map(|(_, port)| port.name.as_deref());
    let near = named().filter(|known| strsim::damerau_levenshtein(known, name) <= 2);
    let near = near.min_by_key(|known| strsim::damerau_levenshtein(known, name));
    let only = named().next().filter(|_| declared.len() == 1);
    if let Some(known) = near {
        return format!("did you mean `{known}`?");
    }
    if let Some(known) = only {
        return format!("set `targetPort: {known}`, or rename the container's port to `{name}`");
    }
    let container = endpoint.workload.pod.long_running().next().map(|container| container.name()).unwrap_or_default();
    format!("add `name: {name}` to the port of container `{container}`, or set `targetPort` to its number")
}

/// A number works without a declaration. It is probably wrong where a declared port is left without traffic.
fn report_number<'a>(number: i64, endpoint: &Endpoint<'a>, place: Node<'a>, cx: &mut Context<'a>) {
    let exposures = exposures(cx.project(), endpoint.workload);
    let gets_traffic = |port: &ContainerPort<'a>| {
        exposures.iter().any(|exposure| match &exposure.endpoint.target {
            Target::Declared(_, declared) => declared.node == port.node,
            _ => false,
        })
    };
    if let Target::OtherProtocol(container, declared) = &endpoint.target {
        if !gets_traffic(declared) {
            report_protocol(number, endpoint, *container, declared, place, cx);
        }
        return;
    }
    let mut running = endpoint.workload.pod.long_running();
    if running.any(|container| container.ports().next().is_none() || mentions(container, number)) {
        return;
    }
    let mut idle = declared_ports(endpoint);
    idle.retain(|(_, port)| {
        port.protocol == endpoint.port.protocol() && !gets_traffic(port) && !is_for_observers(port)
    });
    let Some((container, port)) = idle.first() else { return };
    let declared = port.number.map(|number| number.to_string()).unwrap_or_default();
    let workload = endpoint.workload.object.title();
    let message = format!(
        "no container of {workload} declares port {number}; container `{}` declares {declared}, to which no Service sends traffic",
        container.name()
    );
    cx.report(place, message)
        .severity(Severity::Warning)
        .layer(Layer::Risk)
        .label_node(port.node.get("containerPort").unwrap_or(port.node), "declared here")
        .help(format!("set `targetPort: {declared}`, or declare {number} in the container that listens there"));
}

fn report_protocol<'a>(
    number: i64,
    endpoint: &Endpoint<'a>,
    container: Container<'a>,
    declared: &ContainerPort<'a>,
    place: Node<'a>,
    cx: &mut Context<'a>,
) {
    let (wanted, protocol) = (endpoint.port.protocol(), &declared.protocol);
    let message = format!(
        "container `{}` declares port {number} for {protocol}, and the Service sends {wanted}",
        container.name()
    );
    cx.report(place, message)
        .severity(Severity::Warning)
        .layer(Layer::Risk)
        .label_node(declared.node.get("protocol").unwrap_or(declared.node), "declared here")
        .help(format!("set `protocol: {protocol}` on the port of the Service, or declare {number} for {wanted} too"));
}

/// Whether what is written about a container shows that it listens on a port, declared or not.
fn mentions(container: Container<'_>, number: i64) -> bool {
    let is_probed = container.probes().filter_map(Probe::port).any(|port| port.as_int() == Some(number));
    let arguments = container.command().chain(container.args());
    let values = container.env().filter_map(|variable| variable.value);
    is_probed || arguments.chain(values).any(|text| holds_number(&text.text(), number))
}

fn holds_number(text: &str, number: i64) -> bool {
    let number = number.to_string();
    text.split(|character: char| !character.is_ascii_digit()).any(|digits| digits == number)
}

/// Whether a port is by its name one that no Service needs.
fn is_for_observers(port: &ContainerPort<'_>) -> bool {
    const WORDS: [&str; 9] = ["metric", "prom", "health", "probe", "live", "ready", "monitor", "debug", "admin"];
    port.name.as_deref().is_some_and(|name| WORDS.iter().any(|word| name.contains(word)))
}

fn declared_ports<'a>(endpoint: &Endpoint<'a>) -> Vec<(Container<'a>, ContainerPort<'a>)> {
    let running = endpoint.workload.pod.long_running();
    running.flat_map(|container| container.ports().map(move |port| (container, port))).collect()
}

/// The init container that declares a port of a name, with the declaration.
fn of_init_containers<'a>(endpoint: &Endpoint<'a>, name: &str) -> Option<(Container<'a>, Node<'a>)> {
    let mut ports = endpoint.workload.pod.containers().flat_map(|container| {
        container.ports().map(move |port| (container, port.node, port.name.map(Cow::into_owned)))
    });
    let (container, port, _) = ports.find(|(_, _, known)| known.as_deref() == Some(name))?;
    Some((container, port))
}

fn owners(endpoints: &[Endpoint<'_>]) -> String {
    let title = endpoints.first().map(|endpoint| endpoint.workload.object.title()).unwrap_or_default();
    match endpoints.len() {
        0 | 1 => title,
        count => format!("{title} and {} more", count - 1),
    }
}
