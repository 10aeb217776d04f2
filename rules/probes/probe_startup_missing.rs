//! probe-startup-missing: see `probe_startup_missing.md`.

use super::presence::lacking;
use crate::diagnostic::Severity;
use crate::kubernetes::{Probe, ProbeKind, Workload};
use crate::rule::{Check, Context, Place, Profile, Rule};

pub(super) static RULE: Rule = Rule {
    id: "probe-startup-missing",
    summary: "liveness counts from the start, while the program is still starting",
    severity: Severity::Info,
    profiles: &[Profile::Strict],
    check: Check::Workload(check),
    docs: include_str!("probe_startup_missing.md"),
    ..Rule::DEFAULT
};

fn check<'a>(workload: Workload<'a>, cx: &mut Context<'a>) {
    for container in lacking(ProbeKind::Startup, workload) {
        let Some(liveness) = container.probe(ProbeKind::Liveness) else {
            continue;
        };
        let Some(budget) = budget(liveness) else {
            continue;
        };
        cx.report(
            Place::Absent(container.node, "startupProbe"),
            format!(
                "container `{}` has no `startupProbe`: liveness gives it {budget} to start, then kills it",
                container.name()
            ),
        )
        .label_node(liveness.key, "counts from the start on")
        .help(
            "add a `startupProbe` that asks the same with as many chances as a slow start needs; liveness waits for it",
        );
    }
}

/// The time until the first kill: `60 s + 48 × 5 s = 300 s`.
fn budget(liveness: Probe<'_>) -> Option<String> {
    let number = |field| liveness.number(field).filter(|number| *number >= 0);
    let (delay, failures, period) =
        (number("initialDelaySeconds")?, number("failureThreshold")?, number("periodSeconds")?);
    let total = delay.saturating_add(failures.saturating_mul(period));
    Some(match delay {
        0 => format!("{failures} × {period} s = {total} s"),
        _ => format!("{delay} s + {failures} × {period} s = {total} s"),
    })
}
