//! probe-values-invalid: see `probe_values_invalid.md`.

use super::handler::check_handler;
use crate::diagnostic::{Layer, Severity};
use crate::kubernetes::{Container, ContainerRole, Probe, ProbeKind, Workload, placeholder};
use crate::project::Project;
use crate::rule::{Check, Context, Place, Rule};
use crate::yaml::{Entry, Node};

pub(super) static RULE: Rule = Rule {
    id: "probe-values-invalid",
    summary: "the API server refuses the probe: its place, its handler or its numbers",
    severity: Severity::Error,
    layer: Layer::Rejected,
    check: Check::Container(check),
    docs: include_str!("probe_values_invalid.md"),
    ..Rule::DEFAULT
};

/// The numbers of a probe, which may be zero: then they take their defaults.
const COUNTS: [&str; 5] =
    ["initialDelaySeconds", "timeoutSeconds", "periodSeconds", "successThreshold", "failureThreshold"];

fn check<'a>(container: Container<'a>, workload: Workload<'a>, cx: &mut Context<'a>) {
    match container.role {
        ContainerRole::Init if may_be_sidecar(container, workload, cx.project()) => {}
        ContainerRole::Init => forbid(
            container,
            "an init container without `restartPolicy: Always` ends before anyone asks",
            "drop the probes, or make it a sidecar with `restartPolicy: Always`",
            cx,
        ),
        ContainerRole::Ephemeral => {
            forbid(container, "an ephemeral container is a guest in a running pod", "drop the probes", cx);
        }
        ContainerRole::App | ContainerRole::Sidecar => {
            for probe in container.probes() {
                check_probe(probe, cx);
            }
        }
    }
}

/// Whether what is written here leaves open that the container is a sidecar.
fn may_be_sidecar(container: Container<'_>, workload: Workload<'_>, project: &Project) -> bool {
    match container.node.written("restartPolicy") {
        None => workload.object.is_partial || project.may_set(workload.object, "restartPolicy"),
        Some(policy) => placeholder::is_unknown(&policy.text()),
    }
}

/// Upstream: `validateInitContainers`, `validateEphemeralContainers`.
fn forbid<'a>(container: Container<'a>, reason: &str, help: &str, cx: &mut Context<'a>) {
    let entry = |kind: ProbeKind| container.node.entry(kind.field()).filter(|entry| !entry.value.is_null());
    let mut written = ProbeKind::ALL.into_iter().filter_map(entry);
    let Some(Entry { key, .. }) = written.next() else {
        return;
    };
    let message = format!("`{}` is refused in container `{}`: {reason}", key.key_text(), container.name());
    let mut finding = cx.report(Place::Key(key), message).help(help);
    for other in written {
        finding = finding.label_node(other.key, "refused as well");
    }
}

fn check_probe<'a>(probe: Probe<'a>, cx: &mut Context<'a>) {
    let handlers: Vec<Entry<'a>> = probe.handlers().collect();
    match handlers.as_slice() {
        [] => {
            let message = format!("`{}` does not say how to ask, and the API server refuses it", probe.kind.field());
            cx.report(Place::Absent(probe.node, "httpGet"), message)
                .help("give it one of `httpGet`, `tcpSocket`, `grpc`, `exec`");
        }
        [handler] => check_handler(*handler, cx),
        [first, second, ..] => {
            let names: Vec<_> = handlers.iter().map(|handler| format!("`{}`", handler.key.key_text())).collect();
            let message = format!(
                "`{}` asks in {} ways, {}: one is allowed",
                probe.kind.field(),
                names.len(),
                names.join(" and ")
            );
            cx.report(Place::Key(second.key), message)
                .label_node(first.key, "asks here already")
                .help("keep the one that proves more");
        }
    }
    for field in COUNTS {
        if let Some(value) = probe.node.get(field) {
            check_count(field, value, probe.kind, cx);
        }
    }
    check_grace(probe, cx);
}

/// Upstream: `validateProbe`, `validateLivenessProbe`, `validateStartupProbe`.
fn check_count<'a>(field: &str, value: Node<'a>, kind: ProbeKind, cx: &mut Context<'a>) {
    let Some(number) = value.as_int() else {
        return;
    };
    if number < 0 {
        cx.report(value, format!("`{field}` is `{number}`: it cannot be negative"))
            .help("leave it out for the default, or write a positive number");
    } else if number > i64::from(i32::MAX) {
        cx.report(value, format!("`{field}` is `{number}`: it must fit into 32 bits, at most {}", i32::MAX));
    } else if field == "successThreshold" && number > 1 && kind != ProbeKind::Readiness {
        cx.report(value, format!("`successThreshold` of a {} probe must be 1, not `{number}`", kind.word()))
            .help("remove it: only a readiness probe may ask for several successes in a row");
    }
}

/// Upstream: `validateProbe`, `validateReadinessProbe`.
fn check_grace<'a>(probe: Probe<'a>, cx: &mut Context<'a>) {
    let field = "terminationGracePeriodSeconds";
    let Some(entry) = probe.node.entry(field).filter(|entry| !entry.value.is_null()) else {
        return;
    };
    if probe.kind == ProbeKind::Readiness {
        cx.report(Place::Key(entry.key), format!("`{field}` is refused in a readiness probe, which never kills"))
            .help("remove it, or set it in `livenessProbe` or `startupProbe`");
    } else if let Some(number) = entry.value.as_int().filter(|number| *number < 1) {
        cx.report(entry.value, format!("`{field}` is `{number}`: it must be greater than 0"))
            .help("leave it out to use the pod's own");
    }
}
