//! Fixes: byte edits with a word on how sure they are.

use crate::source::Location;

/// How safe it is to apply a fix.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Applicability {
    /// Keeps the meaning that the author had; may be applied unseen.
    Safe,
    /// Likely right, but changes what the cluster does; applied only when asked for.
    Unsafe,
    /// Shown, never applied.
    Display,
}

impl Applicability {
    /// The name used in reports.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Safe => "safe",
            Self::Unsafe => "unsafe",
            Self::Display => "display",
        }
    }
}

/// Replaces the bytes of one place by a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// What is replaced; an empty span inserts.
    pub location: Location,
    /// What stands there afterwards.
    pub replacement: String,
}

/// A proposed repair.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// What the fix does, as an order: `quote the value`.
    pub title: String,
    /// How sure it is.
    pub applicability: Applicability,
    /// The edits; they do not overlap.
    pub edits: Vec<Edit>,
}
