//! syntax-error: see `syntax_error.md`.

use crate::diagnostic::{Layer, Severity};
use crate::rule::{Check, Context, DocumentSubject, Rule};

pub(super) static RULE: Rule = Rule {
    id: "syntax-error",
    summary: "the document is not well-formed YAML",
    severity: Severity::Error,
    layer: Layer::Rejected,
    check: Check::Document(check),
    docs: include_str!("syntax_error.md"),
    ..Rule::DEFAULT
};

fn check<'a>(subject: DocumentSubject<'a>, cx: &mut Context<'a>) {
    let tree = &subject.file.tree;
    for error in &subject.document.errors {
        let mut finding = cx.report_at(tree.locate(error.span), &error.message);
        if let Some(help) = &error.help {
            finding = finding.help(help);
        }
        if let Some((span, message)) = &error.related {
            finding.label(tree.locate(*span), message);
        }
    }
}
