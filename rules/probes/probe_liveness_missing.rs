//! probe-liveness-missing: see `probe_liveness_missing.md`.

use super::presence::{lacking, report_absent};
use crate::diagnostic::Severity;
use crate::kubernetes::{ProbeKind, Workload};
use crate::rule::{Check, Context, Equivalents, Profile, Rule};

pub(super) static RULE: Rule = Rule {
    id: "probe-liveness-missing",
    summary: "nothing restarts the container when it hangs",
    severity: Severity::Info,
    profiles: &[Profile::Strict],
    check: Check::Workload(check),
    equivalents: Equivalents {
        kube_linter: &["no-liveness-probe"],
        polaris: &["livenessProbeMissing"],
        checkov: &["CKV_K8S_8"],
        popeye: &["POP-103"],
        ..Equivalents::NONE
    },
    docs: include_str!("probe_liveness_missing.md"),
    ..Rule::DEFAULT
};

fn check<'a>(workload: Workload<'a>, cx: &mut Context<'a>) {
    let containers = lacking(ProbeKind::Liveness, workload);
    let message = "a process that hangs without ending is never restarted";
    if let Some(finding) = report_absent(ProbeKind::Liveness, &containers, message, cx) {
        finding.help("add a `livenessProbe` that asks for less than readiness does, if the program can hang");
    }
}
