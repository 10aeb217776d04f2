//! probe-readiness-missing: see `probe_readiness_missing.md`.

use std::collections::HashSet;

use super::presence::{joined, lacking, report_absent};
use crate::cluster::endpoints::{Endpoint, Exposure, Target, exposures, possible_endpoints_of};
use crate::cluster::known_ports;
use crate::diagnostic::Severity;
use crate::kubernetes::{Container, Kind, Probe, ProbeKind, Workload};
use crate::project::Project;
use crate::rule::{Check, Context, Equivalents, Finding, Rule};
use crate::yaml::Node;

pub(super) static RULE: Rule = Rule {
    id: "probe-readiness-missing",
    summary: "a container gets traffic whether it is ready or not",
    check: Check::Workload(check),
    equivalents: Equivalents {
        kube_linter: &["no-readiness-probe"],
        kube_score: &["pod-probes"],
        polaris: &["readinessProbeMissing"],
        checkov: &["CKV_K8S_9"],
        popeye: &["POP-102", "POP-104"],
        ..Equivalents::NONE
    },
    docs: include_str!("probe_readiness_missing.md"),
    ..Rule::DEFAULT
};

/// Words in the names of ports at which metrics are collected.
const METRICS: [&str; 5] = ["exporter", "metrics", "prom", "prometheus", "telemetry"];

/// How many ports of a Service are named.
const SHOWN: usize = 4;

fn check<'a>(workload: Workload<'a>, cx: &mut Context<'a>) {
    let containers = lacking(ProbeKind::Readiness, workload);
    // With gates something else says when the pod is ready.
    if containers.is_empty() || workload.pod.spec.written("readinessGates").is_some() {
        return;
    }
    let mut exposed = exposures(cx.project(), workload);
    exposed.retain(|exposure| !serves_unready(exposure) && !is_for_metrics(exposure));
    let gets_traffic = |container: &Container<'a>| exposed.iter().any(|exposure| exposure.endpoint.reaches(*container));
    let (served, mut others): (Vec<_>, Vec<_>) = containers.into_iter().partition(gets_traffic);
    others.retain(|container| !is_left_out(*container, workload, cx.project()));
    exposed.retain(|exposure| served.iter().any(|container| exposure.endpoint.reaches(*container)));

    report_served(&served, &exposed, cx);
    if let Some(finding) = report_absent(ProbeKind::Readiness, &others, "being started counts as being ready", cx) {
        let help = if workload.object.kind == Kind::Pod {
            "add a `readinessProbe` where a Service is to send traffic only when the program can answer"
        } else {
            "add a `readinessProbe` where the program needs time until it can work: rollouts wait for it"
        };
        finding.severity(Severity::Info).help(help);
    }
}

/// Whether the Service sends traffic to what is not ready on purpose.
fn serves_unready(exposure: &Exposure<'_>) -> bool {
    let unready = exposure.endpoint.service.spec.get("publishNotReadyAddresses");
    unready.is_some_and(|unready| unready.as_bool() == Some(true))
}

/// Whether the port is there for a collector of metrics, which wants those of what is not ready as well.
fn is_for_metrics(exposure: &Exposure<'_>) -> bool {
    let declared = match &exposure.endpoint.target {
        Target::Declared(_, port) => port.name.clone(),
        _ => None,
    };
    let mut names = [exposure.endpoint.port.name(), declared].into_iter().flatten();
    names.any(|name| speaks_of_metrics(&name))
}

fn speaks_of_metrics(name: &str) -> bool {
    name.split('-').any(|word| METRICS.contains(&word))
}

/// Whether nobody waits for the container: all its ports are there for a collector; or the project writes Services, none
/// of them may lead to it, and it declares no port at which something else could ask. A pod by itself need not declare
/// none: there is no rollout to wait.
fn is_left_out<'a>(container: Container<'a>, workload: Workload<'a>, project: &'a Project) -> bool {
    let mut ports = container.ports().peekable();
    let has_ports = ports.peek().is_some();
    if has_ports && ports.all(|port| port.name.is_some_and(|name| speaks_of_metrics(&name))) {
        return true;
    }
    let everything = project.everything();
    let is_unasked = workload.object.kind == Kind::Pod || !has_ports;
    is_unasked
        && everything.services().any(|service| service.selector().is_some())
        && !possible_endpoints_of(everything, workload).any(|endpoint| may_reach(&endpoint, container))
}

fn may_reach<'a>(endpoint: &Endpoint<'a>, container: Container<'a>) -> bool {
    match endpoint.target {
        Target::Unknown => true,
        Target::Missing => false,
        Target::Ambiguous => !endpoint.number().is_some_and(|number| is_ready_elsewhere(number, container)),
        _ => endpoint.reaches(container),
    }
}

/// Whether the readiness probe of a neighbour asks at this port: then it is the neighbour that listens there.
fn is_ready_elsewhere(number: i64, container: Container<'_>) -> bool {
    let mut neighbours = container.pod.long_running().filter(|other| other.node != container.node);
    neighbours.any(|other| {
        let port = other.probe(ProbeKind::Readiness).and_then(Probe::port);
        port.and_then(Node::as_int) == Some(number)
    })
}

fn report_served<'a>(served: &[Container<'a>], exposed: &[Exposure<'a>], cx: &mut Context<'a>) {
    let Some(first) = exposed.first() else {
        return;
    };
    let (ports, is_one) = sources(exposed, first);
    let sends = if is_one { "sends its traffic there" } else { "send their traffic there" };
    let Some(mut finding) = report_absent(ProbeKind::Readiness, served, &format!("{ports} {sends}, ready or not"), cx)
    else {
        return;
    };
    let mut shown = HashSet::new();
    for exposure in exposed {
        let container = exposure.endpoint.container().map(|container| container.node.id());
        if shown.insert((exposure.endpoint.service.object.id, container)) {
            finding = label_exposure(exposure, finding);
        }
    }
    finding.help(format!("add a `readinessProbe` that asks for what the traffic needs: {}", question(exposed)));
}

/// The ports of the first Service: ``ports 80 and 443 of Service `web` ``, and whether it is one.
fn sources(exposed: &[Exposure<'_>], first: &Exposure<'_>) -> (String, bool) {
    let service = first.endpoint.service.object;
    let same = exposed.iter().filter(|exposure| exposure.endpoint.service.object.id == service.id);
    let mut numbers: Vec<i64> = Vec::new();
    for number in same.filter_map(|exposure| exposure.endpoint.port.number()) {
        if !numbers.contains(&number) {
            numbers.push(number);
        }
    }
    if numbers.len() < 2 {
        return (source(first), true);
    }
    let mut named: Vec<String> = numbers.iter().take(SHOWN).map(i64::to_string).collect();
    if numbers.len() > SHOWN {
        named.push(format!("{} more", numbers.len() - SHOWN));
    }
    (format!("ports {} of {}", joined(&named), service.title()), false)
}

/// A probe that fits what listens: an HTTP request only where the port is not known for another protocol.
fn question(exposed: &[Exposure<'_>]) -> String {
    let program = |exposure: &Exposure<'_>| exposure.endpoint.number().and_then(known_ports::speaking_no_http);
    let over_tcp = exposed.iter().filter(|exposure| exposure.endpoint.port.protocol() == "TCP");
    let Some(exposure) = over_tcp.min_by_key(|exposure| program(exposure).is_some()) else {
        return "an `exec` that asks the program itself, as there is no probe over UDP or SCTP".to_owned();
    };
    let port = exposure.endpoint.number().map_or_else(|| "PORT".to_owned(), |port| port.to_string());
    match program(exposure) {
        Some(program) => format!("an `exec` with a ping of {program}, or `tcpSocket: {{port: {port}}}`"),
        None if is_grpc(exposure) => format!("`grpc: {{port: {port}}}`"),
        None => format!("`httpGet: {{path: /ready, port: {port}}}` or `tcpSocket: {{port: {port}}}`"),
    }
}

fn is_grpc(exposure: &Exposure<'_>) -> bool {
    let port = exposure.endpoint.port;
    let protocol = port.node.get("appProtocol").map(Node::text);
    let mut names = [port.name(), protocol].into_iter().flatten();
    names.any(|name| name.split('-').any(|word| word == "grpc"))
}

/// ``port 80 of Service `web` ``.
fn source(exposure: &Exposure<'_>) -> String {
    let service = exposure.endpoint.service.object.title();
    match exposure.endpoint.port.number() {
        Some(number) => format!("port {number} of {service}"),
        None => service,
    }
}

fn label_exposure<'c>(exposure: &Exposure<'_>, finding: Finding<'c>) -> Finding<'c> {
    let port = exposure.endpoint.port;
    let target = port.target_node().unwrap_or(port.node);
    let mut finding = finding.label_node(target, format!("{} leads there", source(exposure)));
    for route in &exposure.routes {
        finding = finding.label_node(route.backend, format!("{} sends traffic to this Service", route.object.title()));
    }
    finding
}
