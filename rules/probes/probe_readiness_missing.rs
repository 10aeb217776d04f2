//! probe-readiness-missing: see `probe_readiness_missing.md`.

use super::presence::{lacking, report_absent};
use crate::cluster::endpoints::{Exposure, exposures};
use crate::diagnostic::Severity;
use crate::kubernetes::{Container, ProbeKind, Workload};
use crate::rule::{Check, Context, Equivalents, Finding, Rule};

pub(super) static RULE: Rule = Rule {
    id: "probe-readiness-missing",
    summary: "a container gets traffic whether it is ready or not",
    check: Check::Workload(check),
    equivalents: Equivalents {
        kube_linter: &["no-readiness-probe"],
        kube_score: &["pod-probes"],
        polaris: &["readinessProbeMissing"],
        checkov: &["CKV_K8S_9"],
        kyverno: &["require-probes"],
        popeye: &["POP-102", "POP-104"],
        ..Equivalents::NONE
    },
    docs: include_str!("probe_readiness_missing.md"),
    ..Rule::DEFAULT
};

fn check<'a>(workload: Workload<'a>, cx: &mut Context<'a>) {
    let containers = lacking(ProbeKind::Readiness, workload);
    if containers.is_empty() || has_gates(workload) {
        return;
    }
    let mut exposed = exposures(cx.project(), workload);
    exposed.retain(|exposure| !serves_unready(exposure));
    let gets_traffic = |container: &Container<'a>| exposed.iter().any(|exposure| exposure.endpoint.reaches(*container));
    let (served, others): (Vec<_>, Vec<_>) = containers.into_iter().partition(gets_traffic);
    exposed.retain(|exposure| served.iter().any(|container| exposure.endpoint.reaches(*container)));

    report_served(&served, &exposed, cx);
    let advice =
        "no `readinessProbe`, so it counts as ready from its start on, and a rollout goes on before it can work";
    let finding = report_absent(ProbeKind::Readiness, &others, &format!("{} {advice}", has_or_have(&others)), cx);
    if let Some(finding) = finding {
        finding.severity(Severity::Info).help("add a `readinessProbe` where it takes time until the program can work");
    }
}

/// Conditions that something else sets say when the pod is ready.
fn has_gates(workload: Workload<'_>) -> bool {
    workload.pod.spec.written("readinessGates").is_some()
}

/// Whether the Service sends traffic to what is not ready on purpose.
fn serves_unready(exposure: &Exposure<'_>) -> bool {
    exposure
        .endpoint
        .service
        .spec
        .get("publishNotReadyAddresses")
        .is_some_and(|unready| unready.as_bool() == Some(true))
}

fn report_served<'a>(served: &[Container<'a>], exposed: &[Exposure<'a>], cx: &mut Context<'a>) {
    let Some(first) = exposed.first() else {
        return;
    };
    let message =
        format!("{} no `readinessProbe` and {} of {}, ready or not", has_or_have(served), gets(served), source(first));
    let Some(mut finding) = report_absent(ProbeKind::Readiness, served, &message, cx) else {
        return;
    };
    for exposure in exposed {
        finding = label_exposure(exposure, finding);
    }
    let port = first.endpoint.number().map_or_else(|| "PORT".to_owned(), |port| port.to_string());
    finding.help(format!(
        "add a `readinessProbe` that asks port {port} for what the traffic needs: `httpGet: {{path: /ready, port: {port}}}` or \
         `tcpSocket: {{port: {port}}}`"
    ));
}

fn has_or_have(containers: &[Container<'_>]) -> &'static str {
    if containers.len() == 1 { "has" } else { "have" }
}

fn gets(containers: &[Container<'_>]) -> &'static str {
    if containers.len() == 1 { "gets the traffic" } else { "get the traffic" }
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
    let mut finding =
        finding.label_node(port.target_node().unwrap_or(port.node), format!("{} leads here", source(exposure)));
    for route in &exposure.routes {
        finding = finding.label_node(route.backend, format!("{} sends traffic to this Service", route.object.title()));
    }
    finding
}
