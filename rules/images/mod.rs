//! What runs: image references and their tags.

mod image_reference_invalid;
mod image_reference_unresolved;
mod image_tag_latest;
mod image_tag_major_only;
mod image_tag_missing;
mod image_tag_mutable;
mod image_tag_not_pinned;
mod image_tag_patch_pinned;

mod moving;
mod policy;
mod undigested;

use crate::rule::Area;

/// The area `images`.
pub static AREA: Area = Area {
    id: "images",
    summary: "what runs: image references and their tags",
    rules: &[
        &image_reference_invalid::RULE,
        &image_reference_unresolved::RULE,
        &image_tag_latest::RULE,
        &image_tag_major_only::RULE,
        &image_tag_missing::RULE,
        &image_tag_mutable::RULE,
        &image_tag_not_pinned::RULE,
        &image_tag_patch_pinned::RULE,
    ],
};
