//! What Kubernetes means by the texts of a manifest: amounts, image references, names, selectors.

pub mod image;
pub mod int_or_string;
pub mod names;
pub mod placeholder;
pub mod quantity;
pub mod selector;
