//! image-reference-unresolved: see `image_reference_unresolved.md`.

use super::undigested::{has_image_trigger, is_replaced};
use crate::diagnostic::Severity;
use crate::kubernetes::{Workload, placeholder};
use crate::rule::{Check, Context, Place, Profile, Rule};

pub(super) static RULE: Rule = Rule {
    id: "image-reference-unresolved",
    summary: "something else is still to fill in the image, so it cannot be judged",
    severity: Severity::Info,
    profiles: &[Profile::Strict],
    check: Check::Workload(check),
    docs: include_str!("image_reference_unresolved.md"),
    ..Rule::DEFAULT
};

fn check<'a>(workload: Workload<'a>, cx: &mut Context<'a>) {
    if has_image_trigger(workload) {
        return;
    }
    for image in workload.pod.images() {
        let text = image.text();
        let Some(found) = placeholder::find_in_image(&text) else {
            continue;
        };
        if is_replaced(image, workload.object, cx.project()) {
            continue;
        }
        let part = text.get(found.range.clone()).unwrap_or_default();
        cx.report(Place::Part(image, found.range), format!("`{part}` is not filled in, so the image cannot be judged"))
            .help("lint what comes out of the tool that fills it in, rather than its input");
    }
}
