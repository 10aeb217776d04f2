//! image-tag-missing: see `image_tag_missing.md`.

use super::undigested::for_undigested;
use crate::diagnostic::Severity;
use crate::kubernetes::Workload;
use crate::rule::{Check, Context, Equivalents, Rule};

pub(super) static RULE: Rule = Rule {
    id: "image-tag-missing",
    summary: "the image names no version, which means `latest`",
    severity: Severity::Error,
    check: Check::Workload(check),
    equivalents: Equivalents {
        kube_linter: &["latest-tag"],
        kube_score: &["container-image-tag"],
        polaris: &["tagNotSpecified"],
        checkov: &["CKV_K8S_14"],
        trivy: &["KSV-0013"],
        kyverno: &["disallow-latest-tag"],
        popeye: &["POP-100"],
        ..Equivalents::NONE
    },
    docs: include_str!("image_tag_missing.md"),
    ..Rule::DEFAULT
};

fn check<'a>(workload: Workload<'a>, cx: &mut Context<'a>) {
    for_undigested(workload, cx, |image, cx| {
        if image.reference.tag().is_some() {
            return;
        }
        let written = image.text();
        // Docker Hub's official images all have it.
        let doubt =
            if image.reference.repository().starts_with("docker.io/library/") { "" } else { " and need not exist" };
        let message = format!("`{written}` has no tag, so `{written}:latest` is pulled, which moves{doubt}");
        image.report_whole(cx, message).help(format!(
            "name the version that was tested: `{written}:MAJOR.MINOR` follows its bug fixes and nothing else"
        ));
    });
}
