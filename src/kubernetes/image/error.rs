//! Why a text is no image reference.

use std::fmt;
use std::ops::Range;

/// Why a text is no image reference, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImageError {
    /// What is wrong.
    pub kind: ImageErrorKind,
    /// Bytes of the offending part; never outside the text, empty where something is missing.
    pub range: Range<usize>,
}

/// What can be wrong with an image reference.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ImageErrorKind {
    /// Nothing there.
    Empty,
    /// White space in it or around it.
    Space,
    /// A URL's scheme in front: `https://`, `docker://`.
    Scheme,
    /// 64 hexadecimal digits and nothing else.
    ImageId,
    /// What stands before the first slash is taken for a registry, and is no host with a port.
    Domain,
    /// Registry, tag or digest without a repository.
    MissingName,
    /// Nothing before, between or after slashes.
    EmptyComponent,
    /// Upper case in the repository's name.
    UpperCase,
    /// A character that no repository name has.
    NameCharacter(char),
    /// `.`, `_` or `-` at an end of a part of the name, or too many of them.
    Separator,
    /// The path is longer than 255 bytes; it has so many.
    NameTooLong(usize),
    /// Nothing follows the `:`.
    EmptyTag,
    /// A tag begins with `.` or `-`.
    TagStart(char),
    /// A character that no tag has.
    TagCharacter(char),
    /// The tag is longer than 128 bytes; it has so many.
    TagTooLong(usize),
    /// Nothing follows the `@`.
    EmptyDigest,
    /// The digest does not begin with an algorithm that is known.
    DigestAlgorithm,
    /// The digest has another number of digits than its algorithm makes.
    DigestLength {
        /// Digits that the algorithm makes.
        expected: usize,
        /// Digits (or other characters) found.
        found: usize,
    },
    /// A character that is no lower-case hexadecimal digit.
    DigestCharacter(char),
}

impl fmt::Display for ImageError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        use ImageErrorKind::*;
        match self.kind {
            Empty => formatter.write_str("an image reference cannot be empty"),
            Space => formatter.write_str("an image reference holds no white space"),
            Scheme => formatter.write_str("an image reference begins with its registry, without a scheme like `https://`"),
            ImageId => formatter.write_str("an image id cannot be pulled; write `name@sha256:…` to name an image by its digest"),
            Domain => formatter.write_str("a registry is a host name, with a port if need be: `registry.example.com:5000`"),
            MissingName => formatter.write_str("the repository's name is missing"),
            EmptyComponent => formatter.write_str("a part of the repository's name is empty"),
            UpperCase => formatter.write_str("repository names are lower case"),
            NameCharacter(character) => write!(formatter, "`{character}` cannot stand in a repository name"),
            Separator => formatter.write_str(
                "the parts of a repository name begin and end with a letter or digit; one `.`, one or two `_`, or hyphens join them",
            ),
            NameTooLong(length) => write!(formatter, "the repository's name has {length} bytes, and at most 255 are allowed"),
            EmptyTag => formatter.write_str("no tag follows the `:`"),
            TagStart(character) => write!(formatter, "a tag begins with a letter, a digit or `_`, not with `{character}`"),
            TagCharacter(':') => formatter.write_str("a reference has one tag, and none holds a `:`"),
            TagCharacter(character) => write!(formatter, "`{character}` cannot stand in a tag"),
            TagTooLong(length) => write!(formatter, "the tag has {length} bytes, and at most 128 are allowed"),
            EmptyDigest => formatter.write_str("no digest follows the `@`"),
            DigestAlgorithm => formatter.write_str("a digest begins with `sha256:`, `sha384:` or `sha512:`"),
            DigestLength { expected, found } => {
                write!(formatter, "the digest has {found} hexadecimal digits, and its algorithm makes {expected}")
            }
            DigestCharacter(character) => write!(formatter, "`{character}` is no digit of a digest, which are `0`–`9` and `a`–`f`"),
        }
    }
}

impl std::error::Error for ImageError {}
