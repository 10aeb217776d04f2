//! What must not be written down: passwords, tokens and keys in manifests.

mod evidence;

use crate::rule::Area;

/// The area `secrets`.
pub static AREA: Area =
    Area { id: "secrets", summary: "what must not be written down: passwords, tokens and keys", rules: &[] };
