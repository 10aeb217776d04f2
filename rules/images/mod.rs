//! What runs: image references and their tags.

use crate::rule::Area;

/// The area `images`.
pub static AREA: Area = Area { id: "images", summary: "what runs: image references and their tags", rules: &[] };
