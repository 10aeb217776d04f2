//! How much of a version a tag is to fix: one policy, read by the rule that asks for more and by the rule that asks for
//! less.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Options of `image-tag-patch-pinned` and `image-tag-not-pinned`.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct PolicyOptions {
    /// How much of a version a tag is to fix: `minor`, `patch`, or `digest`
    pub policy: TagPolicy,
}

/// How much of a version a tag is to fix. A digest is always enough.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(super) enum TagPolicy {
    /// MAJOR.MINOR: what it can do stays the same, bug fixes arrive.
    #[default]
    Minor,
    /// MAJOR.MINOR.PATCH: nothing arrives unasked, unless somebody pushes the tag again.
    Patch,
    /// A digest: nothing can change.
    Digest,
}
