//! The grammar of quantities, with upstream's quirks.

use std::fmt;
use std::ops::Range;

use super::{Family, NANOS, Quantity};

/// The letters that upstream's scanner takes for a unit before it looks at their order.
const UNIT_LETTERS: &[u8] = b"eEinumkKMGTP";
/// Nano units in one unit.
const ONE: u128 = NANOS as u128;
/// Amounts in binary units are capped at the greatest `int64`.
const BINARY_CAP: u128 = i64::MAX as u128 * ONE;

/// Why a text is no quantity, and which part of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuantityError {
    /// What upstream would complain of.
    pub kind: QuantityErrorKind,
    /// Bytes of the offending part: what follows the number, or everything.
    pub range: Range<usize>,
}

/// Upstream's complaints about a quantity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum QuantityErrorKind {
    /// Nothing there (`ErrFormatWrong`).
    Empty,
    /// A character that cannot stand in a quantity, or not there (`ErrFormatWrong`): `1GB`, `1 Gi`, `1,5`.
    Format,
    /// The letters of units, but none that exists (`ErrSuffix`): `1K`, `1mi`, `1e`.
    Suffix,
    /// A unit without a number where upstream notices (`ErrNumeric`): `Pi`, `Ei`.
    Number,
}

impl QuantityError {
    /// The same error in a text where `indent` bytes stand before.
    pub(super) fn shifted(self, indent: usize) -> Self {
        Self { range: self.range.start + indent..self.range.end + indent, ..self }
    }
}

impl fmt::Display for QuantityError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self.kind {
            QuantityErrorKind::Empty => "a quantity cannot be empty",
            QuantityErrorKind::Format => "a quantity is a plain number, directly followed by its unit",
            QuantityErrorKind::Suffix => {
                "the units are n, u, m, k, M, G, T, P, E and Ki, Mi, Gi, Ti, Pi, Ei, in exactly this case"
            }
            QuantityErrorKind::Number => "a quantity needs a number before its unit",
        })
    }
}

impl std::error::Error for QuantityError {}

/// Whether a text has no digit where a quantity has its number. Upstream takes most such texts for zero (`Gi`, `m`, `-`,
/// `.`); none of their authors meant that.
pub fn lacks_digits(text: &str) -> bool {
    Parts::of(text.trim()).lacks_digits()
}

pub(super) fn parse(text: &str) -> Result<Quantity, QuantityError> {
    let parts = Parts::of(text);
    let error = |kind| QuantityError { kind, range: parts.offending(text) };
    if text.is_empty() {
        return Err(error(QuantityErrorKind::Empty));
    }
    if !has_suffix_shape(parts.suffix) {
        return Err(error(QuantityErrorKind::Format));
    }
    let unit = Unit::named(parts.suffix).ok_or_else(|| error(QuantityErrorKind::Suffix))?;
    if parts.lacks_digits() && unit.notices_missing_digits() {
        return Err(error(QuantityErrorKind::Number));
    }
    let (nanos, family) = match unit {
        Unit::Decimal { exponent, family } => (decimal_nanos(parts.whole, parts.fraction, exponent), family),
        Unit::Binary { power } => match binary_nanos(parts.whole, parts.fraction, power) {
            nanos @ 1..ONE => (nanos, Family::DecimalSi),
            nanos => (nanos.min(BINARY_CAP), Family::BinarySi),
        },
    };
    let nanos = i128::try_from(nanos).unwrap_or(i128::MAX);
    Ok(Quantity { nanos: if parts.negative { -nanos } else { nanos }, family })
}

/// A text cut where its number ends.
struct Parts<'t> {
    negative: bool,
    whole: &'t str,
    fraction: &'t str,
    suffix: &'t str,
}

impl<'t> Parts<'t> {
    fn of(text: &'t str) -> Self {
        let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
        let (whole, rest) = split_digits(unsigned);
        let (fraction, suffix) = rest.strip_prefix('.').map_or(("", rest), split_digits);
        Self { negative: text.starts_with('-'), whole, fraction, suffix }
    }

    fn lacks_digits(&self) -> bool {
        self.whole.is_empty() && self.fraction.is_empty()
    }

    /// Bytes of the suffix; of everything when there is no number or nothing after it.
    fn offending(&self, text: &str) -> Range<usize> {
        let is_whole = self.lacks_digits() || self.suffix.is_empty();
        let start = if is_whole { 0 } else { text.len() - self.suffix.len() };
        start..text.len()
    }
}

fn split_digits(text: &str) -> (&str, &str) {
    let end = text.bytes().position(|byte| !byte.is_ascii_digit()).unwrap_or(text.len());
    text.split_at(end)
}

/// Letters of units, a sign, digits; each may be absent.
fn has_suffix_shape(suffix: &str) -> bool {
    let rest = suffix.trim_start_matches(|letter: char| u8::try_from(letter).is_ok_and(|l| UNIT_LETTERS.contains(&l)));
    let rest = rest.strip_prefix(['+', '-']).unwrap_or(rest);
    rest.bytes().all(|byte| byte.is_ascii_digit())
}

#[derive(Clone, Copy)]
enum Unit {
    /// Times ten to `exponent`.
    Decimal { exponent: i32, family: Family },
    /// Times two to `power`.
    Binary { power: u32 },
}

impl Unit {
    fn named(suffix: &str) -> Option<Self> {
        let si = |exponent| Self::Decimal { exponent, family: Family::DecimalSi };
        Some(match suffix {
            "n" => si(-9),
            "u" => si(-6),
            "m" => si(-3),
            "" => si(0),
            "k" => si(3),
            "M" => si(6),
            "G" => si(9),
            "T" => si(12),
            "P" => si(15),
            "E" => si(18),
            "Ki" => Self::Binary { power: 10 },
            "Mi" => Self::Binary { power: 20 },
            "Gi" => Self::Binary { power: 30 },
            "Ti" => Self::Binary { power: 40 },
            "Pi" => Self::Binary { power: 50 },
            "Ei" => Self::Binary { power: 60 },
            _ => {
                let exponent: i64 = suffix.strip_prefix(['e', 'E'])?.parse().ok()?;
                // Upstream cuts the exponent to 32 bits without a look.
                Self::Decimal { exponent: exponent as i32, family: Family::DecimalExponent }
            }
        })
    }

    /// Upstream's fast path reads missing digits as zero; its slow path, taken for these units, refuses them.
    fn notices_missing_digits(self) -> bool {
        match self {
            Self::Decimal { exponent, .. } => exponent < -9,
            Self::Binary { power } => power >= 50,
        }
    }
}

/// `whole.fraction` times ten to `exponent`, in nano units, rounded up, saturating.
fn decimal_nanos(whole: &str, fraction: &str, exponent: i32) -> u128 {
    // How many of all digits stand before the point once it has moved; the rest is rounded away.
    let kept = whole.len() as i64 + i64::from(exponent) + 9;
    let mut nanos = 0_u128;
    let mut seen = 0_i64;
    for digit in digits(whole).chain(digits(fraction)) {
        if seen < kept {
            nanos = nanos.saturating_mul(10).saturating_add(digit);
            seen += 1;
        } else if digit != 0 {
            return nanos.saturating_add(1);
        }
    }
    // Forty further zeros overflow anything but zero.
    (0..(kept - seen).clamp(0, 40)).fold(nanos, |nanos, _| nanos.saturating_mul(10))
}

/// `whole.fraction` times two to `power`, in nano units, rounded up, saturating. `power` is at most 60.
fn binary_nanos(whole: &str, fraction: &str, power: u32) -> u128 {
    let factor = ONE << power;
    let whole = digits(whole).fold(0_u128, |number, digit| number.saturating_mul(10).saturating_add(digit));
    // Long multiplication from the last digit on: the carry that is left over is the whole part of the product.
    let mut carry = 0;
    let mut has_rest = false;
    for digit in digits(fraction).rev() {
        let product = digit * factor + carry;
        has_rest |= !product.is_multiple_of(10);
        carry = product / 10;
    }
    whole.saturating_mul(factor).saturating_add(carry).saturating_add(u128::from(has_rest))
}

fn digits(text: &str) -> impl DoubleEndedIterator<Item = u128> {
    text.bytes().map(|byte| u128::from(byte.wrapping_sub(b'0')))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(text: &str) -> QuantityErrorKind {
        Quantity::parse(text).unwrap_err().kind
    }

    #[test]
    fn what_upstream_refuses_is_refused_for_its_reason() {
        for text in [
            " 1", "1 ", "1 Gi", "1,5", "0x10", "1.5.2", "1..2", "1_000", "1GB", "1gb", "1MB", "1Mb", "1kb", "1KB",
            "1KiB", "1g", "1gi", "1t", "1U", "1B", "1 CPU", "1e3Mi", "1e3.5", "1+-1", "\u{661}", "1\u{b5}", "1Gi\n",
        ] {
            assert_eq!(kind(text), QuantityErrorKind::Format, "{text}");
        }
        for text in
            ["1K", "1mi", "1ki", "1Kk", "1MM", "1i", "1M5", "1e", "1E+", "1-2", "--", "--1", "1e99999999999999999999"]
        {
            assert_eq!(kind(text), QuantityErrorKind::Suffix, "{text}");
        }
        for text in ["Pi", "Ei", "-Pi", ".Ei", "e-10", "+.e-20"] {
            assert_eq!(kind(text), QuantityErrorKind::Number, "{text}");
        }
        assert_eq!(kind(""), QuantityErrorKind::Empty);
        assert_eq!(Quantity::decode("  ").unwrap_err().kind, QuantityErrorKind::Empty);
    }

    #[test]
    fn the_offending_part_is_what_follows_the_number() {
        for (text, part) in [
            ("1GB", "GB"),
            ("-1.5 Gi", " Gi"),
            ("1K", "K"),
            ("1,5", ",5"),
            ("1.5.2", ".2"),
            (" 1", " 1"),
            ("many", "many"),
            ("Pi", "Pi"),
        ] {
            assert_eq!(&text[Quantity::parse(text).unwrap_err().range], part, "{text}");
        }
        assert_eq!(Quantity::decode("  1GB ").unwrap_err().range, 3..5);
    }

    #[test]
    fn numbers_without_digits_are_zero_as_upstream() {
        for text in [".", "+", "-", "m", "k", "E", "Ki", "Ti", ".Ti", "e5", "n", "-.k"] {
            assert_eq!(Quantity::parse(text), Ok(Quantity::ZERO), "{text}");
            assert!(lacks_digits(text), "{text}");
        }
        for text in ["0", ".5", "1.", "-1Gi", "0Ki"] {
            assert!(!lacks_digits(text), "{text}");
        }
    }

    #[test]
    fn odd_but_accepted_forms_have_their_value() {
        for (text, same) in [
            ("+1", "1"),
            ("007", "7"),
            ("1.", "1"),
            (".5", "500m"),
            ("1.Gi", "1Gi"),
            ("0.5Gi", "512Mi"),
            ("1e3", "1k"),
            ("1E3", "1k"),
            ("1e+3", "1k"),
            ("1e-3", "1m"),
            ("1E", "1000P"),
            ("0e5", "0"),
            ("-0", "0"),
            ("1e4294967299", "1e3"),
            ("1000000000n", "1"),
        ] {
            assert_eq!(Quantity::parse(text).unwrap(), Quantity::parse(same).unwrap(), "{text}");
        }
        assert_eq!(Quantity::decode(" 1Gi\n").unwrap(), Quantity::parse("1Gi").unwrap());
    }

    #[test]
    fn what_is_finer_than_nano_is_rounded_away_from_zero() {
        for (text, nanos) in [
            ("0.1n", 1),
            ("-0.1n", -1),
            ("1.5n", 2),
            ("1.0000000001", 1_000_000_001),
            ("1.0000000000", 1_000_000_000),
            ("1e-2000000000", 1),
            ("0.0000000001Ki", 103),
            ("0.00000000000001Ki", 1),
            ("0.0000000000Ki", 0),
        ] {
            assert_eq!(Quantity::parse(text).unwrap().nanos(), nanos, "{text}");
        }
        assert_eq!(Quantity::parse("0.5Ki").unwrap().family(), Family::BinarySi);
        assert_eq!(Quantity::parse("0.0005Ki").unwrap().family(), Family::DecimalSi);
    }

    #[test]
    fn binary_amounts_are_capped_and_decimal_ones_are_not() {
        let cap = Quantity::from_units(i64::MAX);
        assert_eq!(Quantity::parse("8Ei").unwrap(), cap);
        assert_eq!(
            Quantity::parse("-99999999999999999999999999999999999999999999999999Ei").unwrap().units(),
            -i128::from(i64::MAX)
        );
        assert!(Quantity::parse("7.99Ei").unwrap() < cap);
        assert!(Quantity::parse("10E").unwrap() > cap);
        assert!(Quantity::parse("1e29").unwrap() < Quantity::parse("1.1e29").unwrap());
        // Beyond the range of 128 bits all amounts are one.
        assert_eq!(Quantity::parse("1e40").unwrap(), Quantity::parse("1e2000000000").unwrap());
        assert_eq!(
            Quantity::parse("100000000000000000000000000000000000000000000e-44").unwrap(),
            Quantity::from_units(1)
        );
    }
}
