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
        let finer = format!("`{}:{before}{major}.MINOR{rest}`", image.reference.familiar_name());
        let (message, help) = if may_be_counted(tag, &image.reference) {
            (
                format!(
                    "tag `{tag}` fixes no minor version: unless the repository counts its releases so, a node that pulls it later \
                     may get other features"
                ),
                format!("name the minor version that was tested, {finer}, or where there is none the digest"),
            )
        } else {
            (
                format!(
                    "tag `{tag}` fixes only the major version {major}: a node that pulls it later may get other features"
                ),
                format!("name the minor version that was tested: {finer}"),
            )
        };
        image.report(cx, message).help(help);
    });
}

/// Whether the number may count releases, `v1`, `v2`, `v3`, each pushed once: of official images it never does.
fn may_be_counted(tag: &str, reference: &ImageReference<'_>) -> bool {
    let is_bare = tag.trim_start_matches(['v', 'V']).bytes().all(|byte| byte.is_ascii_digit());
    is_bare && !reference.repository().starts_with("docker.io/library/")
}

/// Whether the tag names one number of a version that others follow, and none of the words that move by themselves.
pub(super) fn fixes_major_only(reference: &ImageReference<'_>) -> bool {
    let is_major = |tag| TagVersion::read(tag).precision == Precision::MajorOnly && Moving::of(tag, &WORDS).is_none();
    reference.tag().is_some_and(is_major) && !is_frozen(reference) && !is_distribution(reference)
}

fn is_distribution(reference: &ImageReference<'_>) -> bool {
    DISTRIBUTIONS.iter().any(|name| reference.is_official(name))
}
