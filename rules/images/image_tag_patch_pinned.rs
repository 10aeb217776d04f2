//! image-tag-patch-pinned: see `image_tag_patch_pinned.md`.

use super::moving::{Moving, WORDS, is_frozen};
use super::policy::{PolicyOptions, TagPolicy};
use super::undigested::for_undigested;
use crate::diagnostic::Severity;
use crate::kubernetes::Workload;
use crate::kubernetes::image::{Precision, TagVersion};
use crate::rule::{Check, Context, OptionSet, Rule};

pub(super) static RULE: Rule = Rule {
    id: "image-tag-patch-pinned",
    summary: "the tag fixes the patch version, so bug fixes do not arrive",
    severity: Severity::Info,
    check: Check::Workload(check),
    options: Some(OptionSet::of::<PolicyOptions>()),
    docs: include_str!("image_tag_patch_pinned.md"),
    ..Rule::DEFAULT
};

fn check<'a>(workload: Workload<'a>, cx: &mut Context<'a>) {
    if cx.options::<PolicyOptions>().policy != TagPolicy::Minor {
        return;
    }
    for_undigested(workload, cx, |image, cx| {
        let Some((tag, minor)) = image.reference.tag().and_then(|tag| Some((tag, minor_of(tag)?))) else {
            return;
        };
        if is_frozen(&image.reference) || image.is_kept_current() {
            return;
        }
        let name = image.reference.familiar_name();
        image
            .report(cx, format!("tag `{tag}` stays at one patch: bug fixes do not arrive"))
            .help(format!("`{name}:{minor}` follows them, where such a tag is published; a digest fixes all for good"));
    });
}

/// The tag that leaves the patch version open: `1.21-alpine` for `1.21.6-alpine`. None for pre-releases, of which no
/// shorter tag exists, for tags that fix more or less than the patch version of a release, and where the last number is no
/// patch: in versions made of year and month, and before 0.1, where every release may break.
fn minor_of(tag: &str) -> Option<String> {
    let TagVersion { precision, range } = TagVersion::read(tag);
    if precision != Precision::Patch || Moving::of(tag, &WORDS).is_some() {
        return None;
    }
    let (before, version, rest) = (&tag[..range.start], &tag[range.clone()], &tag[range.end..]);
    let (prefix, numbers) = version.split_at(version.find(|first: char| first.is_ascii_digit())?);
    if !numbers.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') {
        return None;
    }
    let mut numbers = numbers.split('.');
    let (major, minor) = (numbers.next()?, numbers.next()?);
    if is_year(major) || (major, minor) == ("0", "0") {
        return None;
    }
    // What holds digits is mostly a build or revision of this very patch.
    let is_variant = rest.starts_with('-') && !rest.contains(|character: char| character.is_ascii_digit());
    Some(format!("{before}{prefix}{major}.{minor}{}", if is_variant { rest } else { "" }))
}

fn is_year(number: &str) -> bool {
    number.len() == 4 && number.starts_with("20")
}

#[cfg(test)]
mod tests {
    use super::minor_of;

    #[test]
    fn the_shorter_tag_keeps_prefix_and_variant() {
        for (tag, minor) in [
            ("1.21.6", Some("1.21")),
            ("v1.21.6", Some("v1.21")),
            ("1.21.6-alpine", Some("1.21-alpine")),
            ("4.3.2-management-alpine", Some("4.3-management-alpine")),
            ("v1.31.0-debian-12-r3", Some("v1.31")),
            ("pg17-0.112.0", Some("pg17-0.112")),
            ("1.2.3.4", Some("1.2")),
            ("1.2.3-rc.1", None),
            ("1.2.3-SNAPSHOT", None),
            ("1.0.2k", None),
            ("2026.5.1", None),
            ("v0.0.24", None),
            ("0.10.6", Some("0.10")),
            ("1.21", None),
            ("1", None),
            ("20240115", None),
            ("latest", None),
        ] {
            assert_eq!(minor_of(tag).as_deref(), minor, "{tag}");
        }
    }
}
