//! A [`Report`](crate::linter::Report) as text: one pure function a format.
//!
//! Nothing here reads the environment or writes anywhere; whether there is colour is for the caller to say. Text that
//! comes from the files is made printable first, so that it cannot drive a terminal.

mod catalogue;
mod concise;
mod full;
mod json;
mod page;
mod printable;
mod style;
mod summary;

pub use catalogue::{rules_json, rules_schema, rules_text};
pub use concise::concise;
pub use full::{FullOptions, full};
pub use json::{json, report_schema};
pub use page::page;
pub use summary::{SkippedPaths, summary, unreadable};
