//! Whether the YAML says anything at all, and what the author meant.

mod duplicate_key;
mod syntax_error;

use crate::rule::Area;

/// The area `syntax`.
pub static AREA: Area = Area {
    id: "syntax",
    summary: "documents that cannot be read, or read otherwise than meant",
    rules: &[&duplicate_key::RULE, &syntax_error::RULE],
};
