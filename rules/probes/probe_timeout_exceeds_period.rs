//! probe-timeout-exceeds-period: see `probe_timeout_exceeds_period.md`.

use crate::kubernetes::{Container, Probe, ProbeKind, Workload};
use crate::rule::{Check, Context, Rule};

pub(super) static RULE: Rule = Rule {
    id: "probe-timeout-exceeds-period",
    summary: "a probe may take longer than the time until the next one",
    check: Check::Container(check),
    docs: include_str!("probe_timeout_exceeds_period.md"),
    ..Rule::DEFAULT
};

fn check<'a>(container: Container<'a>, workload: Workload<'a>, cx: &mut Context<'a>) {
    for probe in container.probes() {
        // In a patch the period may be the base's, and the other way round.
        let is_open = workload.object.is_partial || cx.project().may_set(workload.object, "periodSeconds");
        if !is_open || probe.node.get("periodSeconds").is_some() {
            check_probe(probe, cx);
        }
    }
}

/// Upstream: `pkg/kubelet/prober/worker.go`, `run`: one attempt after the other, ticks in between are lost.
fn check_probe<'a>(probe: Probe<'a>, cx: &mut Context<'a>) -> Option<()> {
    let (timeout, period) = (probe.number("timeoutSeconds")?, probe.number("periodSeconds")?);
    let failures = probe.number("failureThreshold")?;
    // An unwritten timeout is 1 second, which no period is below; negative numbers are for `probe-values-invalid`.
    let node = probe.node.get("timeoutSeconds").filter(|_| timeout > period && period > 0 && failures > 0)?;
    let written = probe.node.get("periodSeconds").filter(|period| !period.is_null() && period.as_int() != Some(0));
    let default = if written.is_some() { "" } else { ", the default" };
    let message = format!(
        "a {} probe may take {timeout} s and is to be asked every {period} s{default}: when the container hangs, it is {} after \
         {failures} × {timeout} s = {} s, not {failures} × {period} s = {} s",
        probe.kind.word(),
        outcome(probe.kind),
        failures.saturating_mul(timeout),
        failures.saturating_mul(period),
    );
    let finding = cx
        .report(node, message)
        .help(format!("set `timeoutSeconds` to {period} or less, or `periodSeconds` to {timeout} or more"));
    if let Some(written) = written {
        finding.label_node(written, "period set here");
    }
    Some(())
}

fn outcome(kind: ProbeKind) -> &'static str {
    match kind {
        ProbeKind::Startup | ProbeKind::Liveness => "killed",
        ProbeKind::Readiness => "not ready",
    }
}
