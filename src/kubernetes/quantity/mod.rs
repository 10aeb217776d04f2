//! Exact amounts such as `500m`, `1.5Gi` or `2e3`.
//!
//! Upstream: apimachinery `pkg/api/resource/quantity.go` (ParseQuantity, CanonicalizeBytes) and `suffix.go`.

mod parse;
mod suggest;

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::iter::Sum;
use std::ops::{Add, Sub};

pub use parse::{QuantityError, QuantityErrorKind, lacks_digits};
pub use suggest::suggestions;

/// Nano units in one unit, the step below which the cluster keeps nothing.
const NANOS: i128 = 1_000_000_000;
/// Nano units in one thousandth.
const NANOS_IN_MILLI: i128 = 1_000_000;

/// An exact amount and the family of the unit it was written with.
///
/// Counted in nano units, the finest step that the cluster keeps. An `i128` of them holds 1.7·10²⁹ whole units, some
/// 18 thousand million times the cap of 2⁶³−1 that binary units have upstream, so sums over any cluster stay exact.
/// Only decimal monsters beyond that (`1e30`) saturate; they then compare as equal to each other.
///
/// Quantities compare and hash by value: `1024Mi` equals `1Gi`, `1000m` equals `1`.
#[derive(Debug, Clone, Copy)]
pub struct Quantity {
    nanos: i128,
    family: Family,
}

/// The family of units that a quantity is written in, and is printed in again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Family {
    /// Powers of 1000: `n`, `u`, `m`, none, `k`, `M`, `G`, `T`, `P`, `E`.
    DecimalSi,
    /// Powers of 1024: `Ki`, `Mi`, `Gi`, `Ti`, `Pi`, `Ei`.
    BinarySi,
    /// Powers of ten by exponent: `e3`, `E-6`.
    DecimalExponent,
}

impl Quantity {
    /// Nothing at all.
    pub const ZERO: Self = Self { nanos: 0, family: Family::DecimalSi };

    /// Reads a quantity as `ParseQuantity` does: no surrounding space, and anything finer than a nano unit rounded up.
    ///
    /// Upstream takes a text without any digit (`Gi`, `-`) for zero, and so does this; see [`lacks_digits`].
    ///
    /// # Errors
    /// Where upstream refuses the text: see [`QuantityErrorKind`].
    pub fn parse(text: &str) -> Result<Self, QuantityError> {
        parse::parse(text)
    }

    /// Reads the text of a manifest's scalar as `UnmarshalJSON` does, which drops space around it.
    ///
    /// # Errors
    /// As [`Quantity::parse`]; ranges count in `text` as given.
    pub fn decode(text: &str) -> Result<Self, QuantityError> {
        let indent = text.len() - text.trim_start().len();
        Self::parse(text.trim()).map_err(|error| error.shifted(indent))
    }

    /// `units` whole units.
    pub const fn from_units(units: i64) -> Self {
        Self { nanos: units as i128 * NANOS, family: Family::DecimalSi }
    }

    /// The family of the unit. A binary amount between 0 and 1 counts as decimal, as upstream.
    pub const fn family(self) -> Family {
        self.family
    }

    /// The amount in nano units.
    pub const fn nanos(self) -> i128 {
        self.nanos
    }

    /// The amount in thousandths, rounded away from zero (`MilliValue`).
    pub const fn millis(self) -> i128 {
        divide_away_from_zero(self.nanos, NANOS_IN_MILLI)
    }

    /// The amount in whole units, rounded away from zero (`Value`).
    pub const fn units(self) -> i128 {
        divide_away_from_zero(self.nanos, NANOS)
    }

    /// The amount that a pod's resource list keeps: rounded away from zero to thousandths
    /// (`k/k pkg/apis/core/v1/defaults.go` SetDefaults_ResourceList).
    pub const fn rounded_to_millis(self) -> Self {
        Self { nanos: self.millis().saturating_mul(NANOS_IN_MILLI), family: self.family }
    }

    /// Whether the amount is a whole number of units.
    pub const fn is_integer(self) -> bool {
        self.nanos % NANOS == 0
    }

    /// Whether the amount is zero.
    pub const fn is_zero(self) -> bool {
        self.nanos == 0
    }

    /// How the amount compares with zero.
    pub fn sign(self) -> Ordering {
        self.nanos.cmp(&0)
    }

    /// The amount `count` times over, saturating.
    pub const fn times(self, count: u32) -> Self {
        Self { nanos: self.nanos.saturating_mul(count as i128), family: self.family }
    }

    /// The family of a sum or difference: that of the left side unless it is zero, as upstream.
    const fn family_with(self, other: Self) -> Family {
        if self.is_zero() { other.family } else { self.family }
    }
}

impl PartialEq for Quantity {
    fn eq(&self, other: &Self) -> bool {
        self.nanos == other.nanos
    }
}

impl Eq for Quantity {}

impl PartialOrd for Quantity {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Quantity {
    fn cmp(&self, other: &Self) -> Ordering {
        self.nanos.cmp(&other.nanos)
    }
}

impl Hash for Quantity {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.nanos.hash(state);
    }
}

/// Saturates.
impl Add for Quantity {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self { nanos: self.nanos.saturating_add(other.nanos), family: self.family_with(other) }
    }
}

/// Saturates; may become negative.
impl Sub for Quantity {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        Self { nanos: self.nanos.saturating_sub(other.nanos), family: self.family_with(other) }
    }
}

impl Sum for Quantity {
    fn sum<I: Iterator<Item = Self>>(quantities: I) -> Self {
        quantities.fold(Self::ZERO, Add::add)
    }
}

/// The canonical form (`CanonicalizeBytes`): no fraction, the greatest unit of the family that loses nothing.
///
/// Upstream drops the unit of decimal amounts whose greatest unit would lie beyond `E`; this stays at `E`.
impl fmt::Display for Quantity {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let units = self.nanos / NANOS;
        match self.family {
            _ if self.is_zero() => formatter.write_str("0"),
            // Below 1024 no binary unit fits, and a fraction has none.
            Family::BinarySi if self.is_integer() && units.unsigned_abs() >= 1024 => {
                let (amount, suffix) = in_binary_units(units);
                write!(formatter, "{amount}{suffix}")
            }
            Family::BinarySi | Family::DecimalSi => {
                let (amount, exponent) = in_thousands(self.nanos, 18);
                write!(formatter, "{amount}{}", decimal_suffix(exponent))
            }
            Family::DecimalExponent => match in_thousands(self.nanos, i32::MAX) {
                (amount, 0) => write!(formatter, "{amount}"),
                (amount, exponent) => write!(formatter, "{amount}e{exponent}"),
            },
        }
    }
}

const fn divide_away_from_zero(nanos: i128, step: i128) -> i128 {
    let quotient = nanos / step;
    if nanos % step == 0 { quotient } else { quotient + nanos.signum() }
}

/// A non-zero amount of whole units as a count of the greatest binary unit that divides it.
fn in_binary_units(units: i128) -> (i128, &'static str) {
    let mut amount = units;
    let mut suffix = "";
    for next in ["Ki", "Mi", "Gi", "Ti", "Pi", "Ei"] {
        if amount % 1024 != 0 {
            break;
        }
        amount /= 1024;
        suffix = next;
    }
    (amount, suffix)
}

/// A non-zero amount of nano units as a whole number times ten to a multiple of three, at most `greatest`.
fn in_thousands(nanos: i128, greatest: i32) -> (i128, i32) {
    let mut amount = nanos;
    let mut exponent = -9;
    while exponent + 3 <= greatest && amount % 1000 == 0 {
        amount /= 1000;
        exponent += 3;
    }
    (amount, exponent)
}

fn decimal_suffix(exponent: i32) -> &'static str {
    match exponent {
        -9 => "n",
        -6 => "u",
        -3 => "m",
        3 => "k",
        6 => "M",
        9 => "G",
        12 => "T",
        15 => "P",
        18 => "E",
        _ => "",
    }
}

#[cfg(test)]
mod tests;
