//! quantity-invalid: see `quantity_invalid.md`.

use std::cmp::Ordering;

use crate::diagnostic::{Applicability, Edit, Fix, Layer, Severity};
use crate::kubernetes::quantity::{Quantity, QuantityError, suggestions};
use crate::kubernetes::{Amount, AmountRole, Object, Unit, placeholder};
use crate::rule::{Check, Context, Place, Rule};
use crate::yaml::Node;

pub(super) static RULE: Rule = Rule {
    id: "quantity-invalid",
    summary: "an amount that the API server refuses: `1GB`, `512Mb`, `1 Gi`, half a device",
    severity: Severity::Error,
    layer: Layer::Rejected,
    check: Check::Object(&[], check),
    docs: include_str!("quantity_invalid.md"),
    ..Rule::DEFAULT
};

fn check<'a>(object: Object<'a>, cx: &mut Context<'a>) {
    for amount in Amount::all_of(object) {
        let Some(text) = amount.node.as_number_text().filter(|text| !placeholder::is_unknown(text)) else {
            continue;
        };
        match Quantity::decode(&text) {
            Err(error) => report_malformed(amount.node, &text, &error, cx),
            Ok(quantity) => {
                if let Some((problem, help)) = refused(&amount, &text, quantity) {
                    cx.report(amount.node, problem).help(help);
                }
            }
        }
    }
}

fn report_malformed<'a>(node: Node<'a>, text: &str, error: &QuantityError, cx: &mut Context<'a>) {
    let meant = suggestions(text);
    let is_visible = !error.range.is_empty();
    let place = if is_visible { Place::Part(node, error.range.clone()) } else { Place::Value(node) };
    let finding = cx.report(place, format!("`{text}` is no quantity: {}", complaint(text, error)));
    let finding = match meant.as_slice() {
        [] => finding.help("write a number and a unit, such as `500m` of a processor or `512Mi` of memory"),
        [one] => finding.help(format!("write `{one}`")),
        [decimal, binary, ..] => {
            finding.help(format!("write `{decimal}`, which counts in 1000, or `{binary}`, which counts in 1024"))
        }
    };
    if let Some(fix) = replacement(node, text, &meant) {
        finding.fix(fix);
    }
}

fn complaint(text: &str, error: &QuantityError) -> String {
    match text.get(error.range.clone()) {
        Some(unit) if error.range.start > 0 && unit.bytes().all(|byte| byte.is_ascii_alphabetic()) => {
            format!("there is no unit `{unit}`")
        }
        _ => error.to_string(),
    }
}

/// Sure when there is one way to read the text. A value that an alias stands for is written elsewhere.
fn replacement(node: Node<'_>, text: &str, meant: &[String]) -> Option<Fix> {
    let first = meant.first().filter(|_| node.written_at().is_none())?;
    let is_sure = meant.len() == 1 && !text.contains(',');
    Some(Fix {
        title: format!("write `{first}`"),
        applicability: if is_sure { Applicability::Safe } else { Applicability::Unsafe },
        edits: vec![Edit { location: node.part(0..node.text().len()), replacement: first.clone() }],
    })
}

/// What validation says of amounts that are well-formed. Upstream: `pkg/apis/core/validation/validation.go`
/// (ValidateResourceQuantityValue, ValidatePersistentVolumeClaimSpec, ValidatePersistentVolumeSpec).
fn refused(amount: &Amount<'_>, text: &str, quantity: Quantity) -> Option<(String, String)> {
    let name = &amount.resource;
    let is_storage = amount.role == AmountRole::Volume && name == "storage";
    match quantity.sign() {
        Ordering::Less => Some((format!("`{text}` is less than nothing"), "write an amount of 0 or more".to_owned())),
        Ordering::Equal if is_storage && text.bytes().any(|byte| byte.is_ascii_digit()) => {
            Some((format!("`{text}` of storage is none"), "write an amount greater than 0, such as `1Gi`".to_owned()))
        }
        _ if amount.unit == Unit::Things && amount.role != AmountRole::Target && !quantity.is_integer() => Some((
            format!("`{text}` of `{name}`: only whole ones can be had"),
            format!("write a whole number, such as `{}`", quantity.units()),
        )),
        _ => None,
    }
}
