//! image-tag-major-only: see `image_tag_major_only.md`.

use super::moving::{Moving, WORDS, is_frozen};
use super::undigested::for_undigested;
use crate::kubernetes::Workload;
use crate::kubernetes::image::{ImageReference, Precision, TagVersion};
use crate::rule::{Check, Context, Rule};

pub(super) static RULE: Rule = Rule {
    id: "image-tag-major-only",
    summary: "the tag fixes the major version alone, so features come and go",
    check: Check::Workload(check),
    docs: include_str!("image_tag_major_only.md"),
    ..Rule::DEFAULT
};

/// Official images of distributions: one number names a release, which gets nothing but fixes.
const DISTRIBUTIONS: [&str; 9] =
    ["almalinux", "amazonlinux", "centos", "clearlinux", "debian", "fedora", "oraclelinux", "photon", "rockylinux"];

fn check<'a>(workload: Workload<'a>, cx: &mut Context<'a>) {
    for_undigested(workload, cx, |image, cx| {
        let Some(tag) = image.reference.tag().filter(|_| fixes_major_only(&image.reference)) else {
            return;
        };
        let version = TagVersion::read(tag).range;
        let (before, major, rest) = (&tag[..version.start], &tag[version.clone()], &tag[version.end..]);
        let message = format!(
            "tag `{tag}` fixes only the major version {major}: a node that pulls it later may get other features"
        );
        let name = image.reference.familiar_name();
        image
            .report(cx, message)
            .help(format!("name the minor version that was tested: `{name}:{before}{major}.MINOR{rest}`"));
    });
}

/// Whether the tag names one number of a version that others follow, and none of the words that move by themselves.
pub(super) fn fixes_major_only(reference: &ImageReference<'_>) -> bool {
    let is_major = |tag| TagVersion::read(tag).precision == Precision::MajorOnly && Moving::of(tag, &WORDS).is_none();
    reference.tag().is_some_and(is_major) && !is_frozen(reference) && !is_distribution(reference)
}

fn is_distribution(reference: &ImageReference<'_>) -> bool {
    DISTRIBUTIONS.iter().any(|name| reference.is_official(name))
}
