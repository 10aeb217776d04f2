//! node-port-invalid: see `node_port_invalid.md`.

use std::collections::{HashMap, HashSet};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::cluster::node_ports::{Allocation, allocations};
use crate::diagnostic::{Layer, Severity};
use crate::kubernetes::{Object, ObjectId, Service, ServiceType};
use crate::project::Scope;
use crate::rule::{Check, Context, OptionSet, Rule};
use crate::yaml::Node;

pub(super) static RULE: Rule = Rule {
    id: "node-port-invalid",
    summary: "a node port that the API server refuses: out of range, taken, or of no use to this type of Service",
    severity: Severity::Error,
    layer: Layer::Rejected,
    check: Check::Scope(check),
    options: Some(OptionSet::of::<Options>()),
    docs: include_str!("node_port_invalid.md"),
    ..Rule::DEFAULT
};

#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
struct Options {
    /// The ports that the cluster hands out: the API server's `--service-node-port-range`.
    range: PortRange,
}

/// Two numbers joined by a hyphen, as the flag of the API server has it.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "String", into = "String")]
#[schemars(with = "String")]
struct PortRange {
    first: i64,
    last: i64,
}

fn check<'a>(scope: Scope<'a>, cx: &mut Context<'a>) {
    let range = cx.options::<Options>().range;
    for service in scope.services() {
        cx.set_object(Some(service.object));
        if !scope.may_set(service.object, "type") {
            check_type(service, cx);
        }
        for allocation in allocations(service) {
            check_range(allocation.node, allocation.number, range, cx);
        }
    }
    check_clashes(scope, cx);
}

/// Upstream: `ValidateService`.
fn check_type<'a>(service: Service<'a>, cx: &mut Context<'a>) {
    let written = service.spec.written("type");
    let service_type = service.service_type();
    let opens_nodes = matches!(service_type, ServiceType::NodePort | ServiceType::LoadBalancer);
    if service_type == ServiceType::Unknown || written.is_none() && service.object.is_partial {
        return;
    }
    if opens_nodes && service.is_headless() {
        report_headless(service, written, cx);
    }
    if !opens_nodes {
        for node in service.ports().filter_map(|port| port.node_port()) {
            report_useless(service, node, written, cx);
        }
    }
    if let Some(node) = service.health_check_node_port().filter(|_| !checks_health(service)) {
        cx.report(node, "`healthCheckNodePort` needs `type: LoadBalancer` with `externalTrafficPolicy: Local`")
            .help("leave `healthCheckNodePort` out: the cluster picks a port where one is needed");
    }
}

fn report_headless<'a>(service: Service<'a>, written: Option<Node<'a>>, cx: &mut Context<'a>) {
    let Some(address) = service.spec.get("clusterIP") else { return };
    let type_text = written.map(Node::text).unwrap_or_default();
    let message = format!(
        "a headless Service (`clusterIP: None`) cannot be of type `{type_text}`: it has nothing to lead traffic to"
    );
    let finding = cx.report(address, message);
    let finding = finding.help("remove `clusterIP` to have the port, or `type` to have a headless Service");
    if let Some(written) = written {
        finding.label_node(written, "the type is set here");
    }
}

fn report_useless<'a>(service: Service<'a>, node: Node<'a>, written: Option<Node<'a>>, cx: &mut Context<'a>) {
    let of = match service.service_type() {
        ServiceType::ExternalName => "`ExternalName`",
        _ if service.is_headless() => "`ClusterIP`, headless",
        _ => "`ClusterIP`",
    };
    let default = if written.is_none() { ", the default" } else { "" };
    let message = format!(
        "node port `{}` on a Service of type {of}{default}: only `NodePort` and `LoadBalancer` have node ports",
        node.text()
    );
    let mut finding = cx.report(node, message);
    if service.service_type() == ServiceType::ExternalName {
        // Validation looks at `ClusterIP` alone; nobody opens the port all the same.
        finding = finding.severity(Severity::Warning).layer(Layer::Risk);
    }
    let finding = finding.help("remove `nodePort`, or set `type: NodePort` if every node is to open it");
    if let Some(written) = written {
        finding.label_node(written, "the type is set here");
    }
}

fn checks_health(service: Service<'_>) -> bool {
    let policy = service.spec.get("externalTrafficPolicy").map(Node::text);
    service.service_type() == ServiceType::LoadBalancer && policy.as_deref() == Some("Local")
}

fn check_range<'a>(node: Node<'a>, number: i64, range: PortRange, cx: &mut Context<'a>) {
    let PortRange { first, last } = range;
    if (first..=last).contains(&number) {
        return;
    }
    cx.report(node, format!("node port `{number}` is not in the range {first}–{last} that the cluster hands out"))
        .help(format!("choose one from {first} to {last}, or leave it out: the cluster picks a free one"));
}

fn check_clashes<'a>(scope: Scope<'a>, cx: &mut Context<'a>) {
    let again: HashSet<ObjectId> = scope.duplicates().into_iter().map(|(_, again)| again.id).collect();
    let mut taken: HashMap<i64, (Object<'a>, Node<'a>)> = HashMap::new();
    let is_judged =
        |service: &Service<'a>| !again.contains(&service.object.id) && !scope.may_set(service.object, "nodePort");
    for service in scope.services().filter(is_judged) {
        for Allocation { number, node } in allocations(service) {
            let (owner, first) = *taken.entry(number).or_insert((service.object, node));
            if first != node {
                report_clash(service, number, node, (owner, first), cx);
            }
        }
    }
}

fn report_clash<'a>(
    service: Service<'a>,
    number: i64,
    node: Node<'a>,
    (owner, first): (Object<'a>, Node<'a>),
    cx: &mut Context<'a>,
) {
    let by = match owner.id == service.object.id {
        true => "another port of this Service".to_owned(),
        false => owner.title(),
    };
    let message =
        format!("node port `{number}` is taken by {by}: there is one set of node ports for the whole cluster");
    cx.report_on(service.object, node, message)
        .label_node(first, "taken here")
        .help("leave `nodePort` out and the cluster picks a free one, or choose another");
}

impl Default for PortRange {
    /// The API server's own default.
    fn default() -> Self {
        Self { first: 30_000, last: 32_767 }
    }
}

impl TryFrom<String> for PortRange {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let range = text.split_once('-').and_then(|(first, last)| {
            Some(Self { first: first.trim().parse().ok()?, last: last.trim().parse().ok()? })
        });
        range
            .filter(|range| 0 < range.first && range.first <= range.last && range.last <= 65_535)
            .ok_or_else(|| format!("`{text}` is no range of ports; write it as `30000-32767`"))
    }
}

impl From<PortRange> for String {
    fn from(range: PortRange) -> Self {
        format!("{}-{}", range.first, range.last)
    }
}
