//! duplicate-key: see `duplicate_key.md`.

use crate::diagnostic::{Layer, Severity};
use crate::kubernetes::Object;
use crate::rule::{Check, Context, Place, Rule};
use crate::yaml::duplicate_keys;

pub(super) static RULE: Rule = Rule {
    id: "duplicate-key",
    summary: "a key stands more than once in one map",
    severity: Severity::Error,
    layer: Layer::Rejected,
    check: Check::Object(&[], check),
    docs: include_str!("duplicate_key.md"),
    ..Rule::DEFAULT
};

fn check<'a>(object: Object<'a>, cx: &mut Context<'a>) {
    for duplicate in duplicate_keys(object.node) {
        let key = duplicate.again.key_text();
        let finding = cx.report(Place::Key(duplicate.again), format!("key `{key}` is already set in this map"));
        if duplicate.first.scalar() == duplicate.again.scalar() {
            finding.label_node(duplicate.first, "first set here; this value is lost").help(
                "keep one of the two: strict clients refuse the document, others keep the last value without a word",
            );
        } else {
            // The number and the text meet where JSON is made, in no particular order.
            finding
                .layer(Layer::Risk)
                .label_node(duplicate.first, "first set here")
                .help("keep one of the two: they are one key in JSON, and which value stays is left to chance");
        }
    }
}
