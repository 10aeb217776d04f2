//! image-tag-not-pinned: see `image_tag_not_pinned.md`.

use super::image_tag_major_only::fixes_major_only;
use super::moving::{Moving, WORDS};
use super::policy::{PolicyOptions, TagPolicy};
use super::undigested::{Undigested, for_undigested};
use crate::kubernetes::Workload;
use crate::kubernetes::image::{ImageReference, Precision, TagVersion};
use crate::rule::{Check, Context, OptionSet, Rule};

pub(super) static RULE: Rule = Rule {
    id: "image-tag-not-pinned",
    summary: "the image is fixed less exactly than the policy asks",
    check: Check::Workload(check),
    options: Some(OptionSet::of::<PolicyOptions>()),
    docs: include_str!("image_tag_not_pinned.md"),
    ..Rule::DEFAULT
};

fn check<'a>(workload: Workload<'a>, cx: &mut Context<'a>) {
    let policy = cx.options::<PolicyOptions>().policy;
    for_undigested(workload, cx, |image, cx| match policy {
        _ if is_judged_elsewhere(&image.reference) => {}
        TagPolicy::Minor => {}
        TagPolicy::Patch => demand_patch(image, cx),
        TagPolicy::Digest => demand_digest(image, cx),
    });
}

fn demand_patch<'a>(image: &Undigested<'_, 'a>, cx: &mut Context<'a>) {
    let Some(tag) = image.reference.tag() else {
        return;
    };
    let TagVersion { precision, range } = TagVersion::read(tag);
    if precision == Precision::MajorMinor {
        let (name, version) = (image.reference.familiar_name(), &tag[range]);
        image
            .report(cx, format!("tag `{tag}` leaves the patch version open, and the policy is `patch`"))
            .help(format!("name all three numbers, as in `{name}:{version}.PATCH`, or add the digest"));
    }
}

fn demand_digest<'a>(image: &Undigested<'_, 'a>, cx: &mut Context<'a>) {
    let written = image.text();
    image
        .report_whole(cx, format!("`{written}` has no digest, and the policy is `digest`"))
        .help(format!("add the digest that the registry gives for this tag: `{written}@sha256:…`"));
}

/// Whether a rule of its own says what is wrong with the tag, whatever the policy.
fn is_judged_elsewhere(reference: &ImageReference<'_>) -> bool {
    reference.effective_tag() == Some("latest")
        || fixes_major_only(reference)
        || reference.tag().is_some_and(|tag| Moving::of(tag, &WORDS).is_some())
}
