//! image-tag-latest: see `image_tag_latest.md`.

use super::undigested::for_undigested;
use crate::diagnostic::Severity;
use crate::kubernetes::Workload;
use crate::rule::{Check, Context, Equivalents, Rule};

pub(super) static RULE: Rule = Rule {
    id: "image-tag-latest",
    summary: "the image is whatever was pushed last as `latest`",
    severity: Severity::Error,
    check: Check::Workload(check),
    equivalents: Equivalents {
        kube_linter: &["latest-tag"],
        kube_score: &["container-image-tag"],
        polaris: &["tagNotSpecified"],
        checkov: &["CKV_K8S_14"],
        trivy: &["KSV-0013"],
        kyverno: &["disallow-latest-tag"],
        popeye: &["POP-101"],
        ..Equivalents::NONE
    },
    docs: include_str!("image_tag_latest.md"),
    ..Rule::DEFAULT
};

fn check<'a>(workload: Workload<'a>, cx: &mut Context<'a>) {
    for_undigested(workload, cx, |image, cx| {
        if image.reference.tag() != Some("latest") {
            return;
        }
        let name = image.reference.familiar_name();
        let message = format!(
            "`latest` of `{name}` is whatever was pushed last: whichever node pulls it next may get another major version"
        );
        image.report(cx, message).help(format!(
            "name the version that was tested: `{name}:MAJOR.MINOR` follows its bug fixes and nothing else"
        ));
    });
}
