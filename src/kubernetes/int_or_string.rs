//! Fields that hold a number or a text: ports, and counts given as a number or a percentage.
//!
//! Upstream: apimachinery `pkg/util/intstr/intstr.go`.

use std::fmt;

/// A field that holds a number or a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum IntOrString<'t> {
    /// A number.
    Int(i32),
    /// A text: the name of a port, a percentage, or a quoted number, which is no number.
    String(&'t str),
}

/// Which way a share of a total is rounded to a whole number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Rounding {
    /// Towards more, as for `maxSurge`.
    Up,
    /// Towards fewer, as for `maxUnavailable`.
    Down,
}

/// Why a text is no share of a total.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PercentError {
    /// No `%` at the end.
    NoPercentSign,
    /// No whole number before the `%`.
    NoNumber,
}

impl fmt::Display for PercentError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::NoPercentSign => "a text is a percentage only with a `%` at its end; a number goes without quotes",
            Self::NoNumber => "a percentage is a whole number with a `%` behind it",
        })
    }
}

impl std::error::Error for PercentError {}

impl<'t> IntOrString<'t> {
    /// The number, where it is one.
    pub const fn as_int(self) -> Option<i32> {
        match self {
            Self::Int(number) => Some(number),
            Self::String(_) => None,
        }
    }

    /// The text, where it is one.
    pub const fn as_str(self) -> Option<&'t str> {
        match self {
            Self::Int(_) => None,
            Self::String(text) => Some(text),
        }
    }

    /// The number before the `%`, where it is a percentage as the API server takes it.
    pub fn percent(self) -> Option<i64> {
        let text = self.as_str().filter(|text| is_percent(text))?;
        parse_percent(text).ok()
    }

    /// The count meant for `total`: a number as it is, a percentage as its share (`GetScaledValueFromIntOrPercent`).
    ///
    /// # Errors
    /// Where the text is no percentage.
    pub fn scaled(self, total: i64, rounding: Rounding) -> Result<i64, PercentError> {
        match self {
            Self::Int(number) => Ok(i64::from(number)),
            Self::String(text) => parse_percent(text).map(|percent| share(percent, total, rounding)),
        }
    }
}

/// A number as it is, a text as it is.
impl fmt::Display for IntOrString<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Int(number) => number.fmt(formatter),
            Self::String(text) => formatter.write_str(text),
        }
    }
}

/// Whether the API server takes a text for a percentage: digits and a `%` (apimachinery
/// `pkg/util/validation/validation.go` IsValidPercent).
pub fn is_percent(text: &str) -> bool {
    let number = text.strip_suffix('%');
    number.is_some_and(|number| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()))
}

/// The number before a `%`, which may have a sign here.
fn parse_percent(text: &str) -> Result<i64, PercentError> {
    let number = text.strip_suffix('%').ok_or(PercentError::NoPercentSign)?;
    number.parse().map_err(|_| PercentError::NoNumber)
}

/// Upstream reckons in floating point; below 2⁵³ the result is the same.
fn share(percent: i64, total: i64, rounding: Rounding) -> i64 {
    let product = i128::from(percent) * i128::from(total);
    let floor = product.div_euclid(100);
    let is_exact = product.rem_euclid(100) == 0;
    let share = if is_exact || rounding == Rounding::Down { floor } else { floor + 1 };
    i64::try_from(share).unwrap_or(if share < 0 { i64::MIN } else { i64::MAX })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn shares_are_rounded_as_asked() {
        for (text, total, up, down) in [
            ("25%", 10, 3, 2),
            ("25%", 4, 1, 1),
            ("25%", 1, 1, 0),
            ("0%", 10, 0, 0),
            ("100%", 7, 7, 7),
            ("150%", 3, 5, 4),
            ("1%", 0, 0, 0),
            ("-25%", 10, -2, -3),
            ("+50%", 3, 2, 1),
            ("29%", 100, 29, 29),
        ] {
            assert_eq!(IntOrString::String(text).scaled(total, Rounding::Up), Ok(up), "{text} of {total}");
            assert_eq!(IntOrString::String(text).scaled(total, Rounding::Down), Ok(down), "{text} of {total}");
        }
        assert_eq!(IntOrString::Int(3).scaled(10, Rounding::Up), Ok(3));
        assert_eq!(IntOrString::String("9223372036854775807%").scaled(i64::MAX, Rounding::Up), Ok(i64::MAX));
        assert_eq!(IntOrString::String("9223372036854775807%").scaled(i64::MIN, Rounding::Up), Ok(i64::MIN));
    }

    #[test]
    fn texts_that_are_no_percentage_are_refused() {
        let refused = |text| IntOrString::String(text).scaled(10, Rounding::Up).unwrap_err();
        for text in ["", "25", "http", "25% "] {
            assert_eq!(refused(text), PercentError::NoPercentSign, "{text}");
        }
        for text in ["%", "x%", "2.5%", "25%%", " 25%", "9999999999999999999%"] {
            assert_eq!(refused(text), PercentError::NoNumber, "{text}");
        }
    }

    #[test]
    fn the_api_server_wants_digits_alone() {
        assert!(is_percent("25%") && is_percent("0%") && is_percent("0150%"));
        assert!(["", "%", "25", "-25%", "+25%", "2.5%", "25 %", "25%%"].iter().all(|text| !is_percent(text)));
        assert_eq!(IntOrString::String("25%").percent(), Some(25));
        assert_eq!(IntOrString::String("-25%").percent(), None);
        assert_eq!(IntOrString::Int(25).percent(), None);
    }

    #[test]
    fn numbers_and_texts_stay_what_they_are() {
        assert_eq!((IntOrString::Int(80).as_int(), IntOrString::Int(80).as_str()), (Some(80), None));
        assert_eq!((IntOrString::String("80").as_int(), IntOrString::String("80").as_str()), (None, Some("80")));
        assert_eq!(IntOrString::Int(-1).to_string() + &IntOrString::String("25%").to_string(), "-125%");
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in any::<String>(), total: i64) {
            let _ = (IntOrString::String(&text).scaled(total, Rounding::Up), IntOrString::String(&text).percent());
        }

        #[test]
        fn up_and_down_enclose_the_share(percent in -300_i64..300, total in -1000_i64..1000) {
            let text = format!("{percent}%");
            let up = IntOrString::String(&text).scaled(total, Rounding::Up).unwrap();
            let down = IntOrString::String(&text).scaled(total, Rounding::Down).unwrap();
            prop_assert!(down * 100 <= percent * total && percent * total <= up * 100);
            prop_assert!(up - down <= 1 && ((up == down) == (percent * total % 100 == 0)));
        }
    }
}
