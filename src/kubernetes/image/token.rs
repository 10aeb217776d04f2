//! The parts of a tag and what each looks like.

use std::ops::Range;

/// Words behind which a number counts what comes before a release.
const PRE_RELEASES: [&str; 10] =
    ["alpha", "beta", "canary", "dev", "ea", "milestone", "pre", "preview", "rc", "snapshot"];
/// Words and letters behind which a number counts builds, patches or revisions.
const STAGES: [&str; 22] = [
    "a", "b", "build", "c", "cu", "eksbuild", "fix", "ga", "gdr", "hotfix", "k3s", "m", "p", "patch", "pl", "r", "rev",
    "revision", "rke2r", "sp", "u", "update",
];
/// Words behind which a commit stands, whatever it looks like.
const COMMITS: [&str; 7] = ["commit", "git", "hash", "ref", "sha", "sha1", "sha256"];
/// Words at the start of a tag behind which the version stands: of the release, or of the language that the image is.
const INTRODUCTIONS: [&str; 18] = [
    "v", "ver", "version", "rel", "release", "jre", "jdk", "java", "openjdk", "temurin", "node", "nodejs", "python",
    "php", "ruby", "go", "golang", "dotnet",
];
/// Systems that an image is built on, with versions of their own.
const SYSTEMS: [&str; 20] = [
    "al", "alma", "alpine", "amzn", "centos", "deb", "debian", "el", "fedora", "leap", "ltsc", "mariner", "ol",
    "photon", "redhat", "rhel", "rocky", "sles", "ubi", "ubuntu",
];
/// How the names of further systems end: `amazonlinux`, `windowsservercore`, `opensuse`.
const SYSTEM_ENDS: [&str; 4] = ["linux", "server", "servercore", "suse"];
/// Digits from which on a number inside a version is a time or a build.
const LONG_STAMP_DIGITS: usize = 6;

/// A part of a tag between separators.
#[derive(Debug, Clone, Copy)]
pub(super) struct Token<'t> {
    text: &'t str,
    start: usize,
}

/// What a token looks like on its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    /// `1`, `v1.21`, `17beta1`: so many numbers, with a `v` in front, with a stage glued behind.
    Version { numbers: usize, is_prefixed: bool, is_staged: bool },
    /// A date, a commit or a build number.
    Stamp,
    /// `rc1`, `r3`: a stage with its number.
    StagedNumber { is_pre_release: bool },
    /// `rc`, `beta`.
    PreReleaseWord,
    /// `build`, `sha`.
    StageWord,
    /// `release`, `jre`.
    Introduction,
    /// `alpine`, `debian`.
    System,
    /// Anything else: `slim`, `php8.2`, `arm64v8`.
    Word,
}

/// Cuts a tag at `-`, at `_`, and at dots that do not stand between digits.
pub(super) fn tokens(tag: &str) -> impl Iterator<Item = Token<'_>> {
    let bytes = tag.as_bytes();
    let is_digit = |index: Option<usize>| index.and_then(|index| bytes.get(index)).is_some_and(u8::is_ascii_digit);
    let is_cut = move |index: usize, byte: u8| match byte {
        b'-' | b'_' => true,
        b'.' => !(is_digit(index.checked_sub(1)) && is_digit(index.checked_add(1))),
        _ => false,
    };
    let cuts = tag.bytes().enumerate().filter(move |(index, byte)| is_cut(*index, *byte)).map(|(index, _)| index);
    let mut start = 0;
    cuts.chain([tag.len()]).filter_map(move |end| {
        let token = Token { text: tag.get(start..end)?, start };
        start = end + 1;
        (!token.text.is_empty()).then_some(token)
    })
}

impl Token<'_> {
    pub(super) fn range(&self) -> Range<usize> {
        self.start..self.start + self.text.len()
    }

    pub(super) fn class(&self) -> Class {
        let text = self.text.to_ascii_lowercase();
        if is_commit(&text) || text.strip_prefix('g').is_some_and(is_commit) {
            return Class::Stamp;
        }
        let unprefixed = text.strip_prefix('v').unwrap_or(&text);
        if unprefixed.starts_with(|first: char| first.is_ascii_digit()) {
            return classify_number(unprefixed, unprefixed.len() < text.len());
        }
        let letters = text.trim_end_matches(|character: char| character.is_ascii_digit());
        if letters.len() < text.len() { classify_numbered_word(&text, letters) } else { classify_word(&text) }
    }
}

/// Seven hexadecimal digits or more, of which some are letters and some are not.
fn is_commit(text: &str) -> bool {
    text.len() >= 7
        && text.bytes().all(|byte| byte.is_ascii_hexdigit())
        && text.bytes().any(|byte| byte.is_ascii_digit())
        && text.bytes().any(|byte| byte.is_ascii_alphabetic())
}

/// A text that starts with a digit, its `v` taken off.
fn classify_number(text: &str, is_prefixed: bool) -> Class {
    let end = text.find(|character: char| !character.is_ascii_digit() && character != '.').unwrap_or(text.len());
    let (numbers, tail) = text.split_at(end);
    let count = numbers.split('.').count();
    let stage = tail.trim_end_matches(|character: char| character.is_ascii_digit());
    let is_stage = PRE_RELEASES.contains(&stage) || STAGES.contains(&stage);
    if is_stamp(numbers, is_prefixed) {
        return Class::Stamp;
    }
    // `32bit` is no version, `1.0.2k` is one.
    if !tail.is_empty() && !is_stage && count == 1 {
        return Class::Word;
    }
    // `3.13rc` follows all candidates, `3.13rc2` is one of them.
    let is_staged = !tail.is_empty() && (!is_stage || stage.len() < tail.len());
    Class::Version { numbers: count, is_prefixed, is_staged }
}

/// Whether numbers name a day or count builds. A year alone is a version: `2022-latest`.
fn is_stamp(numbers: &str, is_prefixed: bool) -> bool {
    let numbers: Vec<&str> = numbers.split('.').collect();
    match numbers.as_slice() {
        // `v120` is a major version; `120` is more often the 120th build.
        [number] => number.len() > if is_prefixed { 3 } else { 2 } && !is_year(number),
        [year, month, day] if is_year(year) && is_two_digits(month, 12) && is_two_digits(day, 31) => true,
        numbers => numbers.len() == 2 && numbers.iter().any(|number| number.len() >= LONG_STAMP_DIGITS),
    }
}

fn is_year(number: &str) -> bool {
    number.len() == 4 && (number.starts_with("19") || number.starts_with("20"))
}

fn is_two_digits(number: &str, greatest: u8) -> bool {
    number.len() == 2 && number.parse().is_ok_and(|number: u8| (1..=greatest).contains(&number))
}

/// A word with digits behind it: `rc1`, `alpine3`, `sha256`.
fn classify_numbered_word(text: &str, letters: &str) -> Class {
    if COMMITS.contains(&text) {
        return Class::StageWord;
    }
    let is_pre_release = PRE_RELEASES.contains(&letters);
    if is_pre_release || STAGES.contains(&letters) { Class::StagedNumber { is_pre_release } } else { Class::Word }
}

fn classify_word(text: &str) -> Class {
    if SYSTEMS.contains(&text) || SYSTEM_ENDS.iter().any(|end| text.ends_with(end)) {
        Class::System
    } else if INTRODUCTIONS.contains(&text) {
        Class::Introduction
    } else if PRE_RELEASES.contains(&text) {
        Class::PreReleaseWord
    } else if COMMITS.contains(&text) || text.len() > 1 && STAGES.contains(&text) {
        Class::StageWord
    } else {
        Class::Word
    }
}
