//! What a plain scalar means to the cluster: go-yaml v2's rules, as `sigs.k8s.io/yaml` uses them.
//!
//! Upstream: `go.yaml.in/yaml/v2` `resolve.go`, function `resolve`. That is YAML 1.1 in parts (`yes`, `on`, `0644`),
//! but sexagesimal numbers and timestamps stay text.

use std::borrow::Cow;

/// The value of a scalar as the API server's JSON has it.
#[derive(Debug, Clone, PartialEq)]
pub enum Scalar<'a> {
    /// Nothing: empty, `~`, `null`.
    Null,
    /// `true`, `yes`, `on`, …
    Bool(bool),
    /// A whole number that fits 64 bits, signed or unsigned.
    Int(i128),
    /// Any other number; infinities and NaN cannot be put into JSON and are refused.
    Float(f64),
    /// Text.
    Str(Cow<'a, str>),
}

impl Scalar<'_> {
    /// The name of the type in messages, with its article: `a boolean`.
    pub const fn type_name(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool(_) => "a boolean",
            Self::Int(_) | Self::Float(_) => "a number",
            Self::Str(_) => "text",
        }
    }
}

/// The meaning of plain, untagged text.
pub fn resolve(text: &str) -> Scalar<'_> {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Scalar::Null,
        "y" | "Y" | "yes" | "Yes" | "YES" | "true" | "True" | "TRUE" | "on" | "On" | "ON" => Scalar::Bool(true),
        "n" | "N" | "no" | "No" | "NO" | "false" | "False" | "FALSE" | "off" | "Off" | "OFF" => Scalar::Bool(false),
        ".nan" | ".NaN" | ".NAN" => Scalar::Float(f64::NAN),
        ".inf" | ".Inf" | ".INF" | "+.inf" | "+.Inf" | "+.INF" => Scalar::Float(f64::INFINITY),
        "-.inf" | "-.Inf" | "-.INF" => Scalar::Float(f64::NEG_INFINITY),
        _ => number(text).unwrap_or(Scalar::Str(Cow::Borrowed(text))),
    }
}

fn number(text: &str) -> Option<Scalar<'static>> {
    match text.as_bytes().first()? {
        b'.' => go_float(text).map(Scalar::Float),
        b'0'..=b'9' | b'+' | b'-' => {
            let plain: Cow<str> = if text.contains('_') { text.replace('_', "").into() } else { text.into() };
            go_integer(&plain).map(Scalar::Int).or_else(|| go_float(&plain).map(Scalar::Float))
        }
        _ => None,
    }
}

/// `strconv.ParseInt(text, 0, 64)`, then `ParseUint`: prefixes `0x`, `0o`, `0b`, and a leading `0` for octal.
fn go_integer(text: &str) -> Option<i128> {
    let (negative, digits) = match text.as_bytes().first()? {
        b'-' => (true, &text[1..]),
        b'+' => (false, &text[1..]),
        _ => (false, text),
    };
    let (radix, digits) = match digits.get(..2) {
        Some("0x" | "0X") => (16, &digits[2..]),
        Some("0o" | "0O") => (8, &digits[2..]),
        Some("0b" | "0B") => (2, &digits[2..]),
        Some(two) if two.starts_with('0') => (8, &digits[1..]),
        _ => (10, digits),
    };
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return None;
    }
    let magnitude = i128::from_str_radix(digits, radix).ok()?;
    let value = if negative { -magnitude } else { magnitude };
    (i128::from(i64::MIN)..=i128::from(u64::MAX)).contains(&value).then_some(value)
}

/// `[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?`
fn go_float(text: &str) -> Option<f64> {
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    let (mantissa, exponent) = match unsigned.find(['e', 'E']) {
        Some(at) => (&unsigned[..at], Some(&unsigned[at + 1..])),
        None => (unsigned, None),
    };
    let all_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let has_digits = !(whole.is_empty() && fraction.is_empty());
    let exponent_fits = exponent.is_none_or(|exponent| {
        let digits = exponent.strip_prefix(['-', '+']).unwrap_or(exponent);
        !digits.is_empty() && all_digits(digits)
    });
    let is_float = has_digits && all_digits(whole) && all_digits(fraction) && exponent_fits;
    // What is too large for 64 bits stays text.
    text.parse().ok().filter(|value: &f64| is_float && value.is_finite())
}

/// A float as `encoding/json` writes it into the object that the server sees: `1.20` is `1.2`, `1e3` is `1000`.
pub fn json_number(value: f64) -> String {
    if value.fract() == 0.0 && value.abs() < 1e21 { format!("{value:.0}") } else { value.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_scalars_mean_what_the_cluster_reads() {
        for (text, expected) in [
            ("yes", Scalar::Bool(true)),
            ("oN", Scalar::Str("oN".into())),
            ("off", Scalar::Bool(false)),
            ("0644", Scalar::Int(420)),
            ("0o644", Scalar::Int(420)),
            ("0b11", Scalar::Int(3)),
            ("0x1F", Scalar::Int(31)),
            ("1_000", Scalar::Int(1000)),
            ("-1", Scalar::Int(-1)),
            ("18446744073709551615", Scalar::Int(i128::from(u64::MAX))),
            ("18446744073709551616", Scalar::Float(18_446_744_073_709_551_616.0)),
            ("09", Scalar::Float(9.0)),
            ("1.20", Scalar::Float(1.2)),
            ("1e3", Scalar::Float(1000.0)),
            ("1e400", Scalar::Str("1e400".into())),
            ("1e-400", Scalar::Float(0.0)),
            ("1.", Scalar::Float(1.0)),
            (".5", Scalar::Float(0.5)),
            ("1:30", Scalar::Str("1:30".into())),
            ("2001-01-01", Scalar::Str("2001-01-01".into())),
            ("=", Scalar::Str("=".into())),
            ("-", Scalar::Str("-".into())),
            ("0x", Scalar::Str("0x".into())),
            ("e3", Scalar::Str("e3".into())),
            ("1.2.3", Scalar::Str("1.2.3".into())),
        ] {
            assert_eq!(resolve(text), expected, "{text}");
        }
    }

    #[test]
    fn numbers_are_written_as_json_does() {
        assert_eq!(json_number(1.2), "1.2");
        assert_eq!(json_number(1000.0), "1000");
    }
}
