//! What a tag says about the version it stands for.

use std::ops::Range;

use super::token::{Class, Token, tokens};

/// How much of a version a tag fixes, and which of its bytes say so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TagVersion {
    /// How much of the version is fixed.
    pub precision: Precision,
    /// Bytes of the version, with its `v` and pre-release; of the whole tag when no version is told apart.
    pub range: Range<usize>,
}

/// How much of a version a tag fixes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Precision {
    /// No version of the image: words and variants, such as `stable` or `alpine3.19`. It may move at any time.
    Unversioned,
    /// One number: `1`, `v1`, `7-alpine`, `jre-17`.
    MajorOnly,
    /// Two numbers: `1.21`, `v1.21`, `1.21-php8.2`.
    MajorMinor,
    /// Three numbers or more: `1.21.6`, `1.2.3-rc.1`, `1.2.3.4`.
    Patch,
    /// One build, named by something else than three numbers: a date, a commit, a build number, a revision or
    /// pre-release of a shorter version: `20240115`, `sha-3f2c1d0`, `1-71`, `17-rc1`, `8u382`.
    Build,
}

impl TagVersion {
    /// Reads a tag by the habits of real registries. Where these are at odds, it claims less: one number is
    /// `MajorOnly` only where nothing speaks for a build number, a variant's version or a date.
    pub fn read(tag: &str) -> Self {
        let mut reader = Reader::default();
        for token in tokens(tag) {
            reader.read(&token);
        }
        reader.finish(tag)
    }

    /// The version in the form that can be compared, missing numbers as zero; none for builds and words.
    /// `tag` is the text that was read.
    pub fn semver(&self, tag: &str) -> Option<semver::Version> {
        if matches!(self.precision, Precision::Unversioned | Precision::Build) {
            return None;
        }
        let version = tag.get(self.range.clone())?;
        let version = version.strip_prefix(['v', 'V']).unwrap_or(version);
        // Leading zeros (`24.04`) and fourth numbers are none of semver's, and common.
        semver::Version::parse(version).ok().or_else(|| {
            let end = version.find(|character: char| !character.is_ascii_digit() && character != '.');
            let mut numbers =
                version[..end.unwrap_or(version.len())].split('.').map_while(|number| number.parse().ok());
            let major = numbers.next()?;
            Some(semver::Version::new(major, numbers.next().unwrap_or(0), numbers.next().unwrap_or(0)))
        })
    }
}

/// What stands before a token, as far as it decides what a number means.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Before {
    #[default]
    Nothing,
    /// The version, or what belongs to it.
    Version,
    /// A pre-release word behind the version: `-rc` of `1.2.3-rc.1`.
    PreRelease,
    /// A word that numbers a build: `build`, `rev`, `sha`.
    Stage,
    /// A word that the version itself may follow: `release`, `jre`.
    Introduction,
    /// A system with a version of its own: `debian`, `alpine`.
    System,
    /// Any other word.
    Word,
}

#[derive(Debug, Default)]
struct Reader {
    numbers: usize,
    range: Option<Range<usize>>,
    names_build: bool,
    before: Before,
}

impl Reader {
    fn read(&mut self, token: &Token<'_>) {
        self.before = match token.class() {
            Class::Version { numbers, is_prefixed, is_staged } => {
                self.read_version(token, numbers, is_prefixed, is_staged)
            }
            Class::Stamp => self.read_stamp(),
            Class::StagedNumber { is_pre_release } => {
                self.names_build = true;
                if is_pre_release && self.before == Before::Version {
                    self.extend(token);
                }
                Before::Version
            }
            Class::PreReleaseWord if self.before == Before::Version => Before::PreRelease,
            Class::PreReleaseWord | Class::StageWord => Before::Stage,
            Class::Introduction if self.before == Before::Nothing => Before::Introduction,
            Class::System => Before::System,
            Class::Introduction | Class::Word => Before::Word,
        };
    }

    fn read_version(&mut self, token: &Token<'_>, numbers: usize, is_prefixed: bool, is_staged: bool) -> Before {
        match self.before {
            // `debian-12`: the number is the system's.
            Before::System => return Before::Word,
            Before::Stage => self.names_build = true,
            Before::PreRelease => {
                self.names_build = true;
                self.extend(token);
            }
            // `16-3.4`, a database and its extension: the dotted version says more.
            Before::Version if self.numbers == 1 && numbers > 1 => self.set(token, numbers),
            // `1-71`: a revision.
            Before::Version => self.names_build = true,
            // `3-management-17`: the number is the word's.
            Before::Word if self.numbers > 0 => return Before::Word,
            // `main-142`: a build number.
            Before::Word if numbers == 1 && !is_prefixed => self.names_build = true,
            Before::Nothing | Before::Introduction | Before::Word => self.set(token, numbers),
        }
        self.names_build |= is_staged;
        Before::Version
    }

    fn read_stamp(&mut self) -> Before {
        if self.before == Before::System {
            return Before::Word;
        }
        self.names_build = true;
        Before::Version
    }

    fn set(&mut self, token: &Token<'_>, numbers: usize) {
        self.numbers = numbers;
        self.range = Some(token.range());
    }

    fn extend(&mut self, token: &Token<'_>) {
        if let Some(range) = &mut self.range {
            range.end = token.range().end;
        }
    }

    fn finish(self, tag: &str) -> TagVersion {
        let whole = 0..tag.len();
        let (precision, range) = match (self.numbers, self.range) {
            (3.., Some(range)) => (Precision::Patch, range),
            _ if self.names_build => (Precision::Build, whole),
            (2, Some(range)) => (Precision::MajorMinor, range),
            (1, Some(range)) => (Precision::MajorOnly, range),
            _ => (Precision::Unversioned, whole),
        };
        TagVersion { precision, range }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Precision::*;
    use super::*;

    #[track_caller]
    fn assert_reads(precision: Precision, tags: &[(&str, &str)]) {
        for (tag, version) in tags {
            let read = TagVersion::read(tag);
            assert_eq!((read.precision, &tag[read.range]), (precision, *version), "{tag}");
        }
    }

    #[track_caller]
    fn assert_whole(precision: Precision, tags: &[&str]) {
        for tag in tags {
            assert_reads(precision, &[(tag, tag)]);
        }
    }

    #[test]
    fn one_number_is_the_major_version_alone() {
        assert_whole(MajorOnly, &["1", "16", "v1", "v14", "V2", "0", "v120", "2022"]);
        assert_reads(
            MajorOnly,
            &[
                ("1-alpine", "1"),
                ("7-alpine", "7"),
                ("20-slim", "20"),
                ("8-jre", "8"),
                ("17-jre", "17"),
                ("3-management", "3"),
                ("16-bookworm", "16"),
                ("11-jdk-slim", "11"),
                ("9-jre11-temurin", "9"),
                ("8-jdk8", "8"),
                ("1-alpine3.19", "1"),
                ("1-alpine3.19-slim", "1"),
                ("16-debian-12", "16"),
                ("20-windowsservercore-1809", "20"),
                ("3-eclipse-temurin-17", "3"),
                ("3-slim-bookworm", "3"),
                ("7-32bit", "7"),
                ("2-x86_64", "2"),
                ("20-lts", "20"),
                ("1-latest", "1"),
                ("2022-latest", "2022"),
                ("1.x", "1"),
                ("1-SNAPSHOT", "1"),
                ("jre-17", "17"),
                ("node-20-alpine", "20"),
                ("release-3", "3"),
                ("frontend-v5", "v5"),
            ],
        );
    }

    #[test]
    fn two_numbers_are_major_and_minor() {
        assert_whole(MajorMinor, &["1.21", "v1.21", "0.8", "24.04", "2024.01", "23.10"]);
        assert_reads(
            MajorMinor,
            &[
                ("1.21-alpine", "1.21"),
                ("1.21-php8.2", "1.21"),
                ("14.2-alpine3.19", "14.2"),
                ("1.21-debian-12", "1.21"),
                ("3.9-amazoncorretto-17", "3.9"),
                ("3.6-openjdk-8", "3.6"),
                ("23.10-py3", "23.10"),
                ("1.21.x", "1.21"),
                ("3.13-rc", "3.13"),
                ("2.0-SNAPSHOT", "2.0"),
                ("release-1.21", "1.21"),
                ("stable-1.2", "1.2"),
                ("arm64v8-1.2", "1.2"),
                ("16-3.4", "3.4"),
                ("16-3.4-alpine", "3.4"),
            ],
        );
    }

    #[test]
    fn three_numbers_go_down_to_the_patch() {
        assert_whole(Patch, &["1.21.6", "v1.21.6", "1.2.3.4", "2024.1.5", "1.0.2k", "3.12.0a1"]);
        assert_reads(
            Patch,
            &[
                ("1.2.3-rc.1", "1.2.3-rc.1"),
                ("v2.0.0-alpha5", "v2.0.0-alpha5"),
                ("3.0.0-beta-2-slim", "3.0.0-beta-2"),
                ("9.0.0-preview.5.24306.7", "9.0.0-preview.5.24306.7"),
                ("1.21.6-alpine3.19", "1.21.6"),
                ("v1.31.0-debian-12-r3", "v1.31.0"),
                ("4.3.2-management-alpine", "4.3.2"),
                ("12.1.0-cudnn8-runtime-ubuntu22.04", "12.1.0"),
                ("26.1.0.Final", "26.1.0"),
                ("1.28.5-eksbuild.1", "1.28.5"),
                ("v1.28.5-k3s1", "v1.28.5"),
                ("3.5.12-0", "3.5.12"),
                ("1.5.2_v1", "1.5.2"),
                ("17.0.9_9-jre", "17.0.9"),
                ("pg17-0.112.0", "0.112.0"),
                ("v1.2.3-14-gabcdef0", "v1.2.3"),
                ("1.2.3-SNAPSHOT", "1.2.3"),
                ("release-v1.2.3", "v1.2.3"),
            ],
        );
    }

    #[test]
    fn dates_commits_and_builds_are_no_major_version() {
        assert_whole(
            Build,
            &[
                "20240115",
                "v20240115-1a2b3c4",
                "20240115123456",
                "2024-01-15",
                "2024.01.15",
                "2024_01_15",
                "24-01-15",
                "RELEASE.2024-01-01T00-00-00Z",
                "focal-20240101",
                "bookworm-20240110-slim",
                "nightly-20240101",
                "1-20240101",
                "3f2c1d0",
                "sha-3f2c1d0",
                "main-3f2c1d0",
                "git-1234567",
                "0123456789abcdef0123456789abcdef01234567",
                "550e8400-e29b-41d4-a716-446655440000",
                "142",
                "1234",
                "v1234",
                "main-142",
                "main-7",
                "pr-17",
                "build-17",
                "build.17",
                "b17",
                "r3",
                "rc1",
                "1-71",
                "1-71.1697652955",
                "8.9-1028",
                "3.8_1",
                "16-debian-12-r3",
                "17-rc1",
                "17beta1",
                "1.21rc2",
                "1.21-rc.1",
                "7.4.rc1",
                "8u382",
                "8u382-b05-jre",
                "17-ea-33",
                "2022-CU12-ubuntu-22.04",
                "7.2-v9",
                "v1beta1",
            ],
        );
    }

    #[test]
    fn words_and_variants_are_no_version() {
        assert_whole(
            Unversioned,
            &[
                "latest",
                "stable",
                "stable-alpine",
                "stable-alpine3.19",
                "main",
                "master-head",
                "lts-jdk17",
                "bookworm",
                "bookworm-slim",
                "xenial",
                "alpine",
                "alpine3.19",
                "alpine-3.19",
                "ubuntu-22.04",
                "php8.2-apache",
                "jdk17",
                "node20",
                "ltsc2022",
                "e2e",
                "k8s",
                "s390x",
                "arm64v8",
                "beta",
                "rc",
                "dind",
                "deadbeef",
                "_",
                "1e5",
                "20H2",
            ],
        );
    }

    #[test]
    fn versions_compare_as_numbers() {
        let semver = |tag: &str| TagVersion::read(tag).semver(tag).map(|version| version.to_string());
        for (tag, version) in [
            ("1", "1.0.0"),
            ("v1.21-alpine", "1.21.0"),
            ("24.04", "24.4.0"),
            ("1.2.3.4", "1.2.3"),
            ("1.2.3-rc.1", "1.2.3-rc.1"),
            ("v1.31.0-debian-12-r3", "1.31.0"),
            ("3.12.0a1", "3.12.0"),
        ] {
            assert_eq!(semver(tag).as_deref(), Some(version), "{tag}");
        }
        for tag in ["latest", "20240115", "17-rc1", "99999999999999999999.1.1"] {
            assert_eq!(semver(tag), None, "{tag}");
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(tag in any::<String>()) {
            let version = TagVersion::read(&tag);
            prop_assert!(tag.get(version.range.clone()).is_some());
            let _ = version.semver(&tag);
        }

        #[test]
        fn no_tag_makes_it_panic(tag in "([vV]?[0-9]{0,5}[._-]?|[a-z]{0,3}[0-9.]{0,3}[_.-]|rc[.-]?|alpine|é){0,6}") {
            let version = TagVersion::read(&tag);
            prop_assert!(tag.get(version.range.clone()).is_some());
            let _ = version.semver(&tag);
        }

        #[test]
        fn plain_versions_are_read_whole(major in 0_u32..100, minor in 0_u32..10_000, patch in 0_u32..100_000, v in "v?") {
            for (tag, precision) in [
                (format!("{v}{major}"), MajorOnly),
                (format!("{v}{major}.{minor}"), MajorMinor),
                (format!("{v}{major}.{minor}.{patch}"), Patch),
            ] {
                prop_assert_eq!(TagVersion::read(&tag), TagVersion { precision, range: 0..tag.len() });
                prop_assert_eq!(TagVersion::read(&format!("{tag}-alpine3.19")), TagVersion { precision, range: 0..tag.len() });
            }
        }
    }
}
