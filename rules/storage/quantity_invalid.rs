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

/// The units in which bytes are handed to a container.
const BYTE_DIVISORS: [&str; 13] = ["1", "1k", "1M", "1G", "1T", "1P", "1E", "1Ki", "1Mi", "1Gi", "1Ti", "1Pi", "1Ei"];

fn check<'a>(object: Object<'a>, cx: &mut Context<'a>) {
    for amount in Amount::all_of(object) {
        let Some(text) = amount.node.as_number_text().filter(|text| !placeholder::is_unknown(text)) else {
            continue;
        };
        match Quantity::decode(&text) {
            Err(error) => report_malformed(amount.node, &text, &error, cx),
            Ok(quantity) => {
                if let Some(Objection { problem, help }) = objection(&amount, &text, quantity) {
                    let finding = cx.report(amount.node, problem).help(help);
                    if amount.role == AmountRole::Bound {
                        // A LimitRange is stored whatever it says, and no pod fits it.
                        finding.severity(Severity::Warning).layer(Layer::Risk);
                    }
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

/// What validation says of an amount that is well-formed.
struct Objection {
    problem: String,
    help: String,
}

/// Upstream: `pkg/apis/core/validation/validation.go` (ValidateResourceQuantityValue, ValidatePersistentVolumeClaimSpec,
/// ValidatePersistentVolumeSpec, validateResourceQuantityHugePageValue, validateContainerResourceDivisor),
/// `pkg/apis/autoscaling/validation/validation.go` (validateMetricTarget).
fn objection(amount: &Amount<'_>, text: &str, quantity: Quantity) -> Option<Objection> {
    let name = &amount.resource;
    let is_storage = amount.role == AmountRole::Volume && name == "storage";
    let has_digits = text.bytes().any(|byte| byte.is_ascii_digit());
    let object = |problem: String, help: String| Some(Objection { problem, help });
    match quantity.sign() {
        Ordering::Less => object(format!("`{text}` is less than nothing"), "write an amount of 0 or more".to_owned()),
        Ordering::Equal if is_storage && has_digits => {
            object(format!("`{text}` of storage is none"), "write an amount greater than 0, such as `1Gi`".to_owned())
        }
        Ordering::Equal if amount.role == AmountRole::Target && has_digits => {
            object(format!("`{text}` is no target to scale to"), "write an amount greater than 0".to_owned())
        }
        Ordering::Greater if amount.role == AmountRole::Factor => bad_divisor(amount, text, quantity),
        // Upstream's own numbers run over here.
        _ if quantity.units() > i128::from(i64::MAX) => None,
        _ if amount.unit == Unit::Things && amount.role != AmountRole::Target && !quantity.is_integer() => object(
            format!("`{text}` of `{name}`: only whole ones can be had"),
            format!("write a whole number, such as `{}`", quantity.units()),
        ),
        _ => broken_page(amount, text, quantity),
    }
}

/// Zero stands for the default. The form counts: `1000` is `1k`, and `1e3` is not.
fn bad_divisor(amount: &Amount<'_>, text: &str, quantity: Quantity) -> Option<Objection> {
    let (allowed, help): (&[&str], _) = match amount.unit {
        Unit::Cores => (&["1", "1m"], "write `1` for processors, or `1m` for thousandths of one"),
        Unit::Memory | Unit::Storage => (&BYTE_DIVISORS, "write one of a unit: `1`, `1Ki`, `1Mi`, `1Gi`, `1M`"),
        Unit::Things | Unit::Other => return None,
    };
    let name = &amount.resource;
    let is_allowed = allowed.contains(&&*quantity.to_string());
    let problem = format!("`{text}` is no unit to count `{name}` in");
    (!is_allowed).then(|| Objection { problem, help: help.to_owned() })
}

fn broken_page(amount: &Amount<'_>, text: &str, quantity: Quantity) -> Option<Objection> {
    let page = amount.page_size()?.units();
    let pages = quantity.units() / page;
    (quantity.units() % page != 0).then(|| Objection {
        problem: format!(
            "`{text}` of `{}`: {pages} pages and a part of one, and only whole ones can be had",
            amount.resource
        ),
        help: format!("write a multiple of `{}`", amount.resource.trim_start_matches("hugepages-")),
    })
}
