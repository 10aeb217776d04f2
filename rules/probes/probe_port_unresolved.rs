//! probe-port-unresolved: see `probe_port_unresolved.md`.

use std::fmt::Display;

use crate::cluster::slip;
use crate::diagnostic::{Layer, Severity};
use crate::kubernetes::names::check_port_name;
use crate::kubernetes::{Container, ContainerPort, ContainerRole, Probe, ProbeKind, Workload, placeholder};
use crate::rule::{Check, Context, Equivalents, Rule};
use crate::yaml::Node;

pub(super) static RULE: Rule = Rule {
    id: "probe-port-unresolved",
    summary: "the probe asks at a port that this container does not have",
    severity: Severity::Error,
    layer: Layer::Stuck,
    check: Check::Container(check),
    equivalents: Equivalents { kube_linter: &["liveness-port", "readiness-port", "startup-port"], ..Equivalents::NONE },
    docs: include_str!("probe_port_unresolved.md"),
    ..Rule::DEFAULT
};

/// Ports at which programs serve what they are there for.
const USUAL: [i64; 7] = [80, 443, 3000, 5000, 8000, 8080, 8443];

fn check<'a>(container: Container<'a>, workload: Workload<'a>, cx: &mut Context<'a>) {
    let runs_on = matches!(container.role, ContainerRole::App | ContainerRole::Sidecar);
    // What a patch does not declare, its base may, and the other way round.
    let is_open = workload.object.is_partial || cx.project().may_set(workload.object, "containerPort");
    if !runs_on || is_open {
        return;
    }
    let declared = Declared::of(container);
    for asked in asked_ports(container) {
        match asked.port.as_str() {
            Some(name) => check_name(&name, &asked, &declared, cx),
            None => check_number(&asked, &declared, cx),
        }
    }
}

/// A port that one or more probes of a container ask at.
struct Asked<'a> {
    /// The first of the probes.
    probe: Probe<'a>,
    /// Its port.
    port: Node<'a>,
    /// The ports of the other probes.
    again: Vec<(ProbeKind, Node<'a>)>,
}

/// The ports that a container's probes ask at, each once. Probes that name a host ask elsewhere.
fn asked_ports(container: Container<'_>) -> Vec<Asked<'_>> {
    let mut asked: Vec<Asked<'_>> = Vec::new();
    for probe in container.probes() {
        let mut handlers = probe.handlers();
        let Some(handler) = handlers.next().filter(|_| handlers.next().is_none()) else {
            continue;
        };
        let Some(port) = handler.value.get("port") else {
            continue;
        };
        let is_elsewhere = handler.value.written("host").is_some() && port.as_str().is_none();
        let is_refused = handler.key.text() == "grpc" && port.as_str().is_some();
        if is_elsewhere || is_refused {
            continue;
        }
        match asked.iter_mut().find(|known| known.port.scalar() == port.scalar()) {
            Some(known) => known.again.push((probe.kind, port)),
            None => asked.push(Asked { probe, port, again: Vec::new() }),
        }
    }
    asked
}

/// The ports that a container declares.
struct Declared<'a> {
    container: Container<'a>,
    own: Vec<ContainerPort<'a>>,
}

impl<'a> Declared<'a> {
    fn of(container: Container<'a>) -> Self {
        Self { container, own: container.ports().collect() }
    }

    /// The first port of the containers beside it that is `wanted`.
    fn of_neighbours(&self, wanted: impl Fn(&ContainerPort<'a>) -> bool) -> Option<(Container<'a>, ContainerPort<'a>)> {
        let others = self.container.pod.long_running().filter(|other| other.node != self.container.node);
        others.flat_map(|other| other.ports().map(move |port| (other, port))).find(|(_, port)| wanted(port))
    }

    /// Whether something is still to fill in a declaration, so that nothing can be said to be missing.
    fn is_unknown(&self) -> bool {
        let is_open = |port: &ContainerPort<'_>| {
            port.number.is_none() || port.name.as_deref().is_some_and(placeholder::is_unknown)
        };
        self.own.iter().any(is_open)
    }
}

/// Upstream: `pkg/probe/util.go`, `ResolveContainerPort`: only this container's ports, whatever their protocol.
fn check_name<'a>(name: &str, asked: &Asked<'a>, declared: &Declared<'a>, cx: &mut Context<'a>) {
    let is_named = |port: &ContainerPort<'a>| port.name.as_deref() == Some(name);
    if let Some(port) = declared.own.iter().find(|port| is_named(port)) {
        return check_protocol(name, asked, declared, port, cx);
    }
    if declared.is_unknown() || check_port_name(name).is_err() {
        return;
    }
    let container = declared.container.name();
    let message = format!(
        "container `{container}` declares no port named `{name}`, so its {} probe always fails and {}",
        asked.probe.kind.word(),
        outcome(asked.probe.kind),
    );
    let neighbour = declared.of_neighbours(is_named);
    let mut finding = cx.report(asked.port, message).help(help_for_name(name, declared));
    if let Some((other, port)) = neighbour {
        let message = format!("container `{}` declares it, and is not asked", other.name());
        finding = finding.label_node(port.node.get("name").unwrap_or(port.node), message);
    }
    for (kind, port) in &asked.again {
        finding = finding.label_node(*port, format!("the {} probe asks there too", kind.word()));
    }
}

/// A name stands for its number, and who listens there by UDP alone does not answer TCP.
fn check_protocol<'a>(
    name: &str,
    asked: &Asked<'a>,
    declared: &Declared<'a>,
    port: &ContainerPort<'a>,
    cx: &mut Context<'a>,
) {
    let answers = |other: &ContainerPort<'a>| other.number == port.number && other.protocol == "TCP";
    if declared.is_unknown() || placeholder::is_unknown(&port.protocol) || declared.own.iter().any(answers) {
        return;
    }
    report_doubt(asked, by_tcp(name, asked, declared, port), Some(port), cx);
}

fn outcome(kind: ProbeKind) -> &'static str {
    match kind {
        ProbeKind::Startup | ProbeKind::Liveness => "it is killed again and again",
        ProbeKind::Readiness => "it never becomes ready",
    }
}

fn help_for_name(name: &str, declared: &Declared<'_>) -> String {
    let names: Vec<&str> = declared.own.iter().filter_map(|port| port.name.as_deref()).collect();
    if let Some(meant) = names.iter().find(|other| slip::is_slip(name, other)) {
        return format!("did you mean `{meant}`?");
    }
    if !names.is_empty() {
        return format!("ask at one of the ports that it names, {}, or at a number", listed(&names));
    }
    match declared.own.first().and_then(|port| port.number) {
        Some(number) => format!("add `name: {name}` to its port {number}, or ask at the number"),
        None => format!("declare the port, `ports: [{{name: {name}, containerPort: …}}]`, or ask at its number"),
    }
}

fn check_number<'a>(asked: &Asked<'a>, declared: &Declared<'a>, cx: &mut Context<'a>) {
    let Some(number) = asked.port.as_int().filter(|number| (1..=65_535).contains(number)) else {
        return;
    };
    let is_it = |port: &ContainerPort<'a>| port.number == Some(number) && port.protocol == "TCP";
    if declared.own.iter().any(is_it) || declared.is_unknown() {
        return;
    }
    let neighbour = declared.of_neighbours(is_it);
    let Some(message) = doubt(number, asked, declared, neighbour.as_ref().map(|(other, _)| *other)) else {
        return;
    };
    report_doubt(asked, message, neighbour.as_ref().map(|(_, port)| port), cx);
}

/// Reports what speaks against the port, with the declaration that does.
fn report_doubt<'a>(asked: &Asked<'a>, message: String, declared: Option<&ContainerPort<'a>>, cx: &mut Context<'a>) {
    let mut finding = cx.report(asked.port, message).severity(Severity::Warning).layer(Layer::Risk);
    if let Some(port) = declared {
        finding = finding.label_node(port.node.get("containerPort").unwrap_or(port.node), "declared here");
    }
    for (kind, port) in &asked.again {
        finding = finding.label_node(*port, format!("the {} probe asks there too", kind.word()));
    }
    finding.help("ask at a port at which this container listens, and declare it in `ports`");
}

/// What is wrong with a TCP connection to a port of another protocol.
fn by_tcp(port: &str, asked: &Asked<'_>, declared: &Declared<'_>, other: &ContainerPort<'_>) -> String {
    let (container, probe, protocol) = (declared.container.name(), asked.probe.kind.word(), &other.protocol);
    format!("the {probe} probe asks at port `{port}` by TCP, and container `{container}` declares it for {protocol}")
}

/// What speaks against a number that the container does not declare for TCP.
fn doubt(number: i64, asked: &Asked<'_>, declared: &Declared<'_>, neighbour: Option<Container<'_>>) -> Option<String> {
    let (container, probe) = (declared.container.name(), asked.probe.kind.word());
    if let Some(neighbour) = neighbour {
        let neighbour = neighbour.name();
        return Some(format!(
            "port `{number}` is container `{neighbour}`'s: the {probe} probe of `{container}` says nothing about `{container}`"
        ));
    }
    if let Some(port) = declared.own.iter().find(|port| port.number == Some(number)) {
        return Some(by_tcp(&number.to_string(), asked, declared, port));
    }
    let numbers: Vec<i64> = declared.own.iter().filter_map(|port| port.number).collect();
    is_slip(number, &numbers).then(|| {
        let declared = listed(&numbers);
        format!("the {probe} probe asks at port `{number}`, and container `{container}` declares {declared}")
    })
}

/// Whether an undeclared port was probably meant to be a declared one. Ports for health checks alone (8081 beside 9443,
/// 10254 beside 80) are seldom declared, and are no slip.
fn is_slip(asked: i64, declared: &[i64]) -> bool {
    let text = asked.to_string();
    let is_near = |other: &i64| {
        let other = other.to_string();
        // `80` and `8080`, `8008` and `8080`; but `8080` and `8081` are two ports.
        text.ends_with(&other)
            || other.ends_with(&text)
            || strsim::damerau_levenshtein(&text, &other) == 1 && strsim::levenshtein(&text, &other) != 1
    };
    declared.iter().any(is_near) || declared.len() == 1 && USUAL.contains(&asked)
}

/// `` `a`, `b` and `c` ``.
fn listed<T: Display>(items: &[T]) -> String {
    let quoted: Vec<String> = items.iter().map(|item| format!("`{item}`")).collect();
    match quoted.as_slice() {
        [many @ .., last] if !many.is_empty() => format!("{} and {last}", many.join(", ")),
        other => other.concat(),
    }
}

#[cfg(test)]
mod tests {
    use super::is_slip;

    #[test]
    fn ports_for_health_checks_are_no_slips() {
        for (asked, declared) in
            [(80, &[8080][..]), (8080, &[80, 443]), (8443, &[443]), (8008, &[8080]), (8080, &[3000])]
        {
            assert!(is_slip(asked, declared), "{asked} beside {declared:?}");
        }
        for (asked, declared) in [
            (10254, &[80, 443][..]),
            (8081, &[9443]),
            (8081, &[8080]),
            (9000, &[8080]),
            (8080, &[53, 9153]),
            (8443, &[9443, 8080]),
            (8080, &[]),
        ] {
            assert!(!is_slip(asked, declared), "{asked} beside {declared:?}");
        }
    }
}
