//! Which containers of a workload lack a probe that would mean something there.

use crate::kubernetes::image::ImageReference;
use crate::kubernetes::{Container, ProbeKind, Workload};
use crate::rule::{Context, Finding, Place};
use crate::yaml::Node;

/// Containers that service meshes add, with probes of their own making.
const MESH_PROXIES: [&str; 2] = ["istio-proxy", "linkerd-proxy"];

/// The containers that run as long as their pod does and have no probe of this kind.
///
/// None of pods that are made to end, nor of a chart's hooks and tests: nobody waits for them to be ready, and what fails
/// there ends by itself. None of a partial object either, which may have the probe elsewhere.
pub(super) fn lacking<'a>(kind: ProbeKind, workload: Workload<'a>) -> Vec<Container<'a>> {
    if workload.is_finite() || workload.is_helm_hook() || workload.object.is_partial {
        return Vec::new();
    }
    let containers = workload.pod.long_running().filter(|container| !MESH_PROXIES.contains(&&*container.name()));
    containers.filter(|container| !has_probe(*container, kind) && !is_pause(*container)).collect()
}

/// Whether the container only keeps its pod in being: there is nothing in it to ask.
fn is_pause(container: Container<'_>) -> bool {
    let Some(image) = container.image().map(Node::text) else {
        return false;
    };
    let name = |reference: ImageReference<'_>| reference.repository().rsplit('/').next() == Some("pause");
    container.node.written("command").is_none() && ImageReference::parse(&image).is_ok_and(name)
}

/// Whether the field of the probe holds anything, be it a placeholder.
pub(super) fn has_probe(container: Container<'_>, kind: ProbeKind) -> bool {
    container.node.get(kind.field()).is_some_and(|probe| !probe.is_null())
}

/// Reports once for all of these containers that they have no probe of this kind; `message` says what follows.
pub(super) fn report_absent<'c, 'a>(
    kind: ProbeKind,
    containers: &[Container<'a>],
    message: &str,
    cx: &'c mut Context<'a>,
) -> Option<Finding<'c>> {
    let (first, others) = containers.split_first()?;
    let place = Place::Absent(first.node, kind.field());
    let mut finding = cx.report(place, format!("no `{}` in {}: {message}", kind.field(), named(containers)));
    for other in others {
        finding = finding.label_node(other.heading(), format!("no `{}` either", kind.field()));
    }
    Some(finding)
}

/// ``container `web` ``, ``containers `web` and `log` ``.
fn named(containers: &[Container<'_>]) -> String {
    let names: Vec<String> = containers.iter().map(|container| format!("`{}`", container.name())).collect();
    format!("{} {}", if names.len() == 1 { "container" } else { "containers" }, joined(&names))
}

/// `80, 81 and 82`.
pub(super) fn joined(texts: &[String]) -> String {
    match texts {
        [one] => one.clone(),
        [many @ .., last] => format!("{} and {last}", many.join(", ")),
        [] => String::new(),
    }
}
