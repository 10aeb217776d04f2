//! quantity-suspicious: see `quantity_suspicious.md`.

use std::cmp::Ordering;

use crate::diagnostic::{Applicability, Edit, Fix, Severity};
use crate::kubernetes::quantity::{Quantity, lacks_digits};
use crate::kubernetes::{Amount, AmountRole, Object, Unit, placeholder};
use crate::rule::{Check, Context, Rule};

/// Below this many bytes, an amount of memory that a container could run in is out of the question.
const LEAST_BYTES: i64 = 1_000_000;
/// From this many on, processors are more likely thousandths of one whose `m` is forgotten.
const MANY_CORES: i64 = 100;

pub(super) static RULE: Rule = Rule {
    id: "quantity-suspicious",
    summary: "a legal amount that hardly means what it says: `128m` of memory, 500 processors",
    severity: Severity::Warning,
    check: Check::Object(&[], check),
    docs: include_str!("quantity_suspicious.md"),
    ..Rule::DEFAULT
};

/// What is odd about an amount, and what it may have been meant as.
struct Doubt {
    message: String,
    meant: Option<String>,
}

fn check<'a>(object: Object<'a>, cx: &mut Context<'a>) {
    for amount in Amount::all_of(object) {
        let Some(text) = amount.node.as_number_text().filter(|text| !placeholder::is_unknown(text)) else {
            continue;
        };
        let Some(doubt) = Quantity::decode(&text).ok().and_then(|quantity| doubt(&amount, text.trim(), quantity))
        else {
            continue;
        };
        let fix = replacement(&amount, &doubt);
        let finding = cx.report(amount.node, doubt.message);
        let finding = match doubt.meant {
            Some(meant) => finding.help(format!("write `{meant}` if that is meant")),
            None => finding.help("write a number and a unit, such as `500m` of a processor or `512Mi` of memory"),
        };
        if let Some(fix) = fix {
            finding.fix(fix);
        }
    }
}

fn doubt(amount: &Amount<'_>, text: &str, quantity: Quantity) -> Option<Doubt> {
    if lacks_digits(text) {
        let message = format!("`{text}` is a unit without a number, which counts as 0");
        return Some(Doubt { message, meant: None });
    }
    if quantity.sign() != Ordering::Greater || amount.role == AmountRole::Factor {
        return None;
    }
    match amount.unit {
        Unit::Cores => doubt_about_cores(amount, text, quantity),
        Unit::Memory => doubt_about_bytes("of memory", text, quantity),
        // Huge pages come whole, or not at all.
        Unit::Storage if amount.page_size().is_some() => None,
        // A unit of its own says that so little was meant.
        Unit::Storage if is_bare(text) || text.ends_with('m') => doubt_about_bytes("of storage", text, quantity),
        Unit::Storage | Unit::Things | Unit::Other => None,
    }
}

fn doubt_about_cores(amount: &Amount<'_>, text: &str, quantity: Quantity) -> Option<Doubt> {
    let is_of_pods = matches!(amount.role, AmountRole::Container | AmountRole::Bound | AmountRole::Target);
    if quantity.millis() == 1 && quantity.rounded_to_millis() != quantity {
        let message = format!("`{text}` of a processor is less than `1m`, to which it is rounded up");
        return Some(Doubt { message, meant: Some("1m".to_owned()) });
    }
    if quantity < Quantity::from_units(MANY_CORES) || !is_of_pods {
        return None;
    }
    let message = format!("`{text}` is {} processors", quantity.units());
    let meant = if is_bare(text) { Some(format!("{text}m")) } else { None };
    Some(Doubt { message, meant })
}

fn doubt_about_bytes(what: &str, text: &str, quantity: Quantity) -> Option<Doubt> {
    if quantity >= Quantity::from_units(LEAST_BYTES) {
        return None;
    }
    let message = match in_bytes(quantity).as_str() {
        "1" => format!("`{text}` {what} is 1 byte"),
        bytes => format!("`{text}` {what} is {bytes} bytes"),
    };
    let number = text.strip_suffix('m').unwrap_or(text);
    let meant = is_bare(number).then(|| format!("{number}Mi"));
    Some(Doubt { message, meant })
}

/// The number of bytes, thousandths included.
fn in_bytes(quantity: Quantity) -> String {
    let millis = quantity.millis();
    let fraction = format!(".{:03}", millis % 1000);
    format!("{}{}", millis / 1000, fraction.trim_end_matches('0').trim_end_matches('.'))
}

/// Whether a text is a number without a unit.
fn is_bare(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'+'))
}

fn replacement(amount: &Amount<'_>, doubt: &Doubt) -> Option<Fix> {
    let meant = doubt.meant.as_ref().filter(|_| amount.node.written_at().is_none())?;
    Some(Fix {
        title: format!("write `{meant}`"),
        applicability: Applicability::Unsafe,
        edits: vec![Edit { location: amount.node.part(0..amount.node.text().len()), replacement: meant.clone() }],
    })
}
