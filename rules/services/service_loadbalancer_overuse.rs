//! service-loadbalancer-overuse: see `service_loadbalancer_overuse.md`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::diagnostic::{Layer, Severity};
use crate::kubernetes::{Service, ServiceType};
use crate::project::{Namespaces, Scope};
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
    let balancers: Vec<Service<'a>> =
        services.iter().copied().filter(|service| service.service_type() == ServiceType::LoadBalancer).collect();
    let Some(first_above) = balancers.get(limit) else {
        return;
    };
    let Some(place) = first_above.spec.get("type") else {
        return;
    };
    let message = format!(
        "{} load balancers where {limit} should do, each with an address, a price and an entrance of its own; Services \
         applied together, by type: {}",
        balancers.len(),
        table(&services)
    );
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

/// The Services of a scope, each once, whatever number of files it is written in.
fn distinct(scope: Scope<'_>) -> Vec<Service<'_>> {
    let mut found: Vec<Service<'_>> = Vec::new();
    for service in scope.services().filter(|service| !service.object.is_partial) {
        let is_known = service.object.name().is_some_and(|name| {
            let namesakes = scope.named(service.object.kind, &name).take_while(|other| other.id < service.object.id);
            let mut namesakes = namesakes.filter(|other| !other.is_partial);
            namesakes.any(|other| scope.namespaces(other, service.object) != Namespaces::Different)
        });
        if !is_known {
            found.push(service);
        }
    }
    found
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
        let names: Vec<String> =
            of_type.map(|service| format!("`{}`", service.object.name().unwrap_or_default())).collect();
        (!names.is_empty()).then(|| format!("{} {word} ({})", names.len(), listed(&names)))
    });
    rows.collect::<Vec<_>>().join(", ")
}

fn listed(names: &[String]) -> String {
    match names.len().checked_sub(NAMED) {
        Some(rest) if rest > 0 => format!("{} and {rest} more", names[..NAMED].join(", ")),
        _ => names.join(", "),
    }
}
