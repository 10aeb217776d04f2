//! YAML as the cluster reads it: a stream of documents in one arena, every node with its exact bytes.

mod build;
mod check;
mod embedded;
mod encoding;
mod message;
mod node;
mod refused;
mod repair;
mod scalar;
mod split;
mod tabs;
mod tree;

pub use check::{Duplicate, duplicate_keys};
pub use embedded::Embedded;
pub use encoding::{Decoded, decode};
pub use node::{Entry, Node, Step};
pub use scalar::{Scalar, json_number, resolve};
pub use tree::{Document, NodeId, NodeKind, Style, SyntaxError, Tree};

use std::sync::Arc;

use crate::source::FileId;

/// Parses the text of a file. `errors` are those that decoding its bytes met ([`decode`]); they go to their documents.
///
/// Never fails: what cannot be read is in the documents' errors, and the other documents are whole.
pub fn parse(file: FileId, text: Arc<str>, errors: Vec<SyntaxError>) -> Tree {
    build::parse(tree::Origin::File(file), text, errors)
}
