//! Which tags move: they are pushed again and again, each time onto another image.

use std::fmt;

use crate::kubernetes::image::{ImageReference, Precision, TagVersion};

/// Registries in which a tag is pushed once. Upstream: the image promoter of registry.k8s.io refuses to move a tag.
const FROZEN_REGISTRIES: [&str; 2] = ["registry.k8s.io", "k8s.gcr.io"];

/// Words that say so even beside a version: `2022-latest`, `2.0-SNAPSHOT`.
const ALWAYS: [&str; 2] = ["latest", "snapshot"];

/// Words that say so alone or with a variant, `stable` or `stable-alpine`: branches, channels, stages.
pub(super) const WORDS: [&str; 43] = [
    "alpha",
    "beta",
    "canary",
    "current",
    "daily",
    "dev",
    "devel",
    "develop",
    "development",
    "edge",
    "experimental",
    "head",
    "insiders",
    "integration",
    "live",
    "lts",
    "main",
    "mainline",
    "master",
    "newest",
    "next",
    "nightly",
    "preprod",
    "preview",
    "prod",
    "production",
    "qa",
    "rawhide",
    "rc",
    "release",
    "rolling",
    "sid",
    "stable",
    "stage",
    "staging",
    "test",
    "testing",
    "tip",
    "trunk",
    "uat",
    "unstable",
    "weekly",
    "wip",
];

/// Words that choose among the builds of a version: where nothing else is said, it is the newest version.
const VARIANTS: [&str; 13] = [
    "alpine",
    "apache",
    "debug",
    "distroless",
    "fpm",
    "glibc",
    "management",
    "musl",
    "nonroot",
    "perl",
    "slim",
    "static",
    "uclibc",
];

/// Why a tag moves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Moving<'t> {
    /// It holds this word.
    Word(&'t str),
    /// It names a variant and no version.
    Variant,
}

impl fmt::Display for Moving<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Word(word) => write!(formatter, "`{word}` is a name that is pushed again for every new build"),
            Self::Variant => formatter.write_str("it chooses a variant and no version, so the newest one is pulled"),
        }
    }
}

impl<'t> Moving<'t> {
    /// Why a tag moves, by its words; `words` are those that count where no version is named.
    ///
    /// `latest` itself is for `image-tag-latest` to report. Tags of one build (`main-3f2c1d0`, `nightly-20240101`) stay.
    pub(super) fn of<W: AsRef<str>>(tag: &'t str, words: &[W]) -> Option<Self> {
        let precision = TagVersion::read(tag).precision;
        if tag == "latest" || precision == Precision::Build {
            return None;
        }
        let parts: Vec<&str> = tag.split(['-', '_', '.']).filter(|part| !part.is_empty()).collect();
        if let Some(word) = parts.iter().find(|part| is_one_of(part, &ALWAYS)) {
            return Some(Self::Word(word));
        }
        if precision != Precision::Unversioned {
            return None;
        }
        let ends = [parts.first(), parts.last()];
        if let Some(word) = ends.into_iter().flatten().find(|part| is_one_of(part, words)) {
            return Some(Self::Word(word));
        }
        // Words of an option may hold separators themselves.
        if is_one_of(tag, words) {
            return Some(Self::Word(tag));
        }
        let is_variant = !parts.is_empty() && parts.iter().all(|part| is_one_of(part, &VARIANTS));
        is_variant.then_some(Self::Variant)
    }
}

/// Whether the registry lets no version tag move: `v2` is one image, and a tag that follows versions does not exist.
pub(super) fn is_frozen(reference: &ImageReference<'_>) -> bool {
    FROZEN_REGISTRIES.contains(&reference.domain())
}

fn is_one_of<W: AsRef<str>>(part: &str, words: &[W]) -> bool {
    words.iter().any(|word| word.as_ref().eq_ignore_ascii_case(part))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_at_an_end_of_a_tag_make_it_move() {
        for (tag, word) in [
            ("stable", "stable"),
            ("stable-alpine3.19", "stable"),
            ("lts-jdk17", "lts"),
            ("alpine-edge", "edge"),
            ("master-head", "master"),
            ("LATEST", "LATEST"),
            ("latest-alpine", "latest"),
            ("2022-latest", "latest"),
            ("1.2.3-SNAPSHOT", "SNAPSHOT"),
            ("Nightly", "Nightly"),
        ] {
            assert_eq!(Moving::of(tag, &WORDS), Some(Moving::Word(word)), "{tag}");
        }
        for tag in ["alpine", "slim", "fpm-alpine", "debug-nonroot"] {
            assert_eq!(Moving::of(tag, &WORDS), Some(Moving::Variant), "{tag}");
        }
    }

    #[test]
    fn versions_builds_and_releases_stay() {
        for tag in [
            "latest",
            "1",
            "1.21",
            "1.21-stable",
            "stable-1.2",
            "1.21.6-alpine",
            "main-3f2c1d0",
            "nightly-20240101",
            "main-142",
            "bookworm",
            "bookworm-slim",
            "xenial",
            "alpine3.19",
            "e2e",
            "k8s",
            "_",
            "",
        ] {
            assert_eq!(Moving::of(tag, &WORDS), None, "{tag}");
        }
    }

    #[test]
    fn the_words_are_sorted() {
        assert!(WORDS.is_sorted());
        assert!(VARIANTS.is_sorted());
    }
}
