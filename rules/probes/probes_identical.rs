//! probes-identical: see `probes_identical.md`.

use std::borrow::Cow;

use crate::kubernetes::{Container, Probe, ProbeKind, Workload};
use crate::rule::{Check, Context, Equivalents, Place, Rule};
use crate::yaml::Node;

pub(super) static RULE: Rule = Rule {
    id: "probes-identical",
    summary: "liveness asks the same as readiness, so what is not ready gets killed",
    check: Check::Container(check),
    equivalents: Equivalents {
        kube_score: &["pod-probes-identical"],
        kyverno: &["ensure-probes-different", "validate-probes"],
        ..Equivalents::NONE
    },
    docs: include_str!("probes_identical.md"),
    ..Rule::DEFAULT
};

fn check<'a>(container: Container<'a>, workload: Workload<'a>, cx: &mut Context<'a>) {
    // Nobody sends traffic to what ends by itself.
    let is_finite = workload.is_finite() || workload.is_helm_hook();
    let is_open = workload.object.is_partial || cx.project().may_set(workload.object, "Probe");
    if !is_finite && !is_open {
        compare(container, cx);
    }
}

fn compare<'a>(container: Container<'a>, cx: &mut Context<'a>) -> Option<()> {
    let (liveness, readiness) = (container.probe(ProbeKind::Liveness)?, container.probe(ProbeKind::Readiness)?);
    if Question::of(liveness, container)? != Question::of(readiness, container)? {
        return None;
    }
    let (killed, removed) = (Patience::of(liveness)?, Patience::of(readiness)?);
    if killed.total() > removed.total() {
        return None;
    }
    let message = format!(
        "liveness asks the same as readiness: where container `{}` does not answer, it is not ready after {removed}, and \
         killed after {killed}",
        container.name()
    );
    cx.report(Place::Key(liveness.key), message)
        .label_node(readiness.key, "asks the same")
        .help("let liveness ask for less, such as a status that needs no other service, or drop it");
    Some(())
}

/// How a probe asks, with names resolved and defaults filled in.
#[derive(PartialEq, Eq)]
struct Question<'a> {
    handler: Cow<'a, str>,
    host: Cow<'a, str>,
    port: Cow<'a, str>,
    scheme: Cow<'a, str>,
    /// The path, the gRPC service, or the command.
    words: Vec<Cow<'a, str>>,
    headers: Vec<(Cow<'a, str>, Cow<'a, str>)>,
}

impl<'a> Question<'a> {
    fn of(probe: Probe<'a>, container: Container<'a>) -> Option<Self> {
        let mut handlers = probe.handlers();
        let handler = handlers.next().filter(|handler| handler.value.is_map() && handlers.next().is_none())?;
        let map = handler.value;
        let field = |key, default| map.written(key).map_or(Cow::Borrowed(default), Node::text);
        let words = match &*handler.key.key_text() {
            "exec" => map.items_at("command").map(Node::text).collect(),
            "httpGet" => vec![field("path", "/")],
            _ => vec![field("service", "")],
        };
        let header = |header: Node<'a>| Some((header.get("name")?.text(), header.get("value").map(Node::text)?));
        Some(Self {
            handler: handler.key.key_text(),
            host: field("host", ""),
            port: map.get("port").map(|port| port_number(port, container)).unwrap_or_default(),
            scheme: field("scheme", "HTTP"),
            words,
            headers: map.items_at("httpHeaders").filter_map(header).collect(),
        })
    }
}

/// The number of a port as text; the name itself where the container does not declare it.
fn port_number<'a>(port: Node<'a>, container: Container<'a>) -> Cow<'a, str> {
    let written = port.as_number_text().unwrap_or_default();
    let declared = container.ports().find(|declared| declared.name.as_ref() == Some(&written));
    declared.and_then(|declared| declared.number).map_or(written, |number| number.to_string().into())
}

/// How long a probe puts up with failures.
struct Patience {
    failures: i64,
    period: i64,
}

impl Patience {
    fn of(probe: Probe<'_>) -> Option<Self> {
        Some(Self { failures: probe.number("failureThreshold")?, period: probe.number("periodSeconds")? })
    }

    const fn total(&self) -> i64 {
        self.failures.saturating_mul(self.period)
    }
}

impl std::fmt::Display for Patience {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{} × {} s = {} s", self.failures, self.period, self.total())
    }
}
