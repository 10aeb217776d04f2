//! service-loadbalancer-overuse: see `service_loadbalancer_overuse.md`.

use std::collections::HashSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::diagnostic::{Layer, Severity};
use crate::kubernetes::{ObjectId, Service, ServiceType};
use crate::project::Scope;
use crate::rule::{Check, Context, OptionSet, Rule};

pub(super) static RULE: Rule = Rule {
    id: "service-loadbalancer-overuse",
    summary: "more Services of type LoadBalancer than a cluster needs",
    severity: Severity::Warning,
    layer: Layer::Risk,
    check: Check::Scope(check),
    options: Some(OptionSet::of::<Options>()),
    docs: include_str!("service_loadbalancer_overuse.md"),
    ..Rule::DEFAULT
};

#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
struct Options {
    /// How many Services of type `LoadBalancer` may be applied together.
    limit: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self { limit: 2 }
    }
}

/// Names of one type beyond which the message only counts.
const NAMED: usize = 8;
/// Load balancers beyond which no further place is shown.
const SHOWN: usize = 10;

fn check<'a>(scope: Scope<'a>, cx: &mut Context<'a>) {
    let limit = cx.options::<Options>().limit;
    let services = distinct(scope);
    let balancers = services.iter().copied().filter(|service| service.service_type() == ServiceType::LoadBalancer);
    let (balancers, beyond_ingress): (Vec<Service<'a>>, Vec<Service<'a>>) = balancers.partition(is_all_tcp);
    let Some(first_above) = balancers.get(limit) else {
        return;
    };
    let Some(place) = first_above.spec.get("type").filter(|_| is_one_whole(scope, &balancers)) else {
        return;
    };
    let mut message = format!(
        "{} load balancers where {limit} should do, each with an address, a price and an entrance of its own; Services \
         applied together, by type: {}",
        balancers.len(),
        table(&services)
    );
    if !beyond_ingress.is_empty() {
        let names: Vec<String> = beyond_ingress.iter().map(name).collect();
        message += &format!("; not counted, as no Ingress carries UDP or SCTP: {}", listed(&names));
    }
    let mut finding = cx.report_on(first_above.object, place, message).help(
        "set `type: ClusterIP` on those that speak HTTP, and name their hosts in Ingresses: one load balancer in front of \
         the ingress controller serves them all",
    );
    let others = balancers.iter().enumerate().filter(|(index, _)| *index != limit).map(|(_, service)| service);
    for service in others.take(SHOWN) {
        if let Some(written) = service.spec.get("type") {
            finding = finding.label_node(written, format!("{} is one, too", service.object.title()));
        }
    }
}

/// Whether an ingress controller could carry what a load balancer does: none carries UDP or SCTP by Ingresses.
fn is_all_tcp(service: &Service<'_>) -> bool {
    service.ports().all(|port| port.protocol() == "TCP")
}

/// Whether Services are surely applied together. Files that had to be taken apart may be several applications, unless
/// they lie side by side.
fn is_one_whole<'a>(scope: Scope<'a>, services: &[Service<'a>]) -> bool {
    let project = scope.project();
    let directory = |service: &Service<'a>| {
        let path = project.sources().get(project.file_of(service.object)).path();
        path.rsplit_once('/').map_or("", |(directory, _)| directory)
    };
    let mut directories = services.iter().map(directory);
    let first = directories.next();
    scope.is_complete() || scope.kustomization().is_some() || directories.all(|other| Some(other) == first)
}

/// The Services of a scope, each once, whatever number of files it is written in.
fn distinct(scope: Scope<'_>) -> Vec<Service<'_>> {
    let again: HashSet<ObjectId> = scope.duplicates().into_iter().map(|(_, again)| again.id).collect();
    let is_one = |service: &Service<'_>| !service.object.is_partial && !again.contains(&service.object.id);
    scope.services().filter(is_one).collect()
}

/// How many Services there are of each type, and which: ``3 `LoadBalancer` (`a`, `b`, `c`), 1 `ClusterIP` (`d`) ``.
fn table(services: &[Service<'_>]) -> String {
    const TYPES: [(ServiceType, &str); 5] = [
        (ServiceType::LoadBalancer, "`LoadBalancer`"),
        (ServiceType::NodePort, "`NodePort`"),
        (ServiceType::ClusterIp, "`ClusterIP`"),
        (ServiceType::ExternalName, "`ExternalName`"),
        (ServiceType::Unknown, "of an unknown type"),
    ];
    let rows = TYPES.into_iter().filter_map(|(service_type, word)| {
        let of_type = services.iter().filter(|service| service.service_type() == service_type);
        let names: Vec<String> = of_type.map(name).collect();
        (!names.is_empty()).then(|| format!("{} {word} ({})", names.len(), listed(&names)))
    });
    rows.collect::<Vec<_>>().join(", ")
}

fn name(service: &Service<'_>) -> String {
    format!("`{}`", service.object.name().unwrap_or_default())
}

fn listed(names: &[String]) -> String {
    match names.len().checked_sub(NAMED) {
        Some(rest) if rest > 0 => format!("{} and {rest} more", names[..NAMED].join(", ")),
        _ => names.join(", "),
    }
}
