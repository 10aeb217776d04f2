use std::collections::HashSet;

use proptest::prelude::*;

use super::*;

fn quantity(text: &str) -> Quantity {
    Quantity::parse(text).unwrap()
}

#[test]
fn amounts_compare_exactly_whatever_their_unit() {
    assert_eq!(quantity("1024Mi"), quantity("1Gi"));
    assert_eq!(quantity("1000m"), quantity("1"));
    assert_eq!(quantity("1e3"), quantity("1k"));
    assert!(quantity("1Gi") > quantity("1G"));
    assert!(quantity("0.1") > quantity("99m"));
    assert!(quantity("0.30000000000000004") > quantity("300m"));
    assert!(quantity("9007199254740993") > quantity("9007199254740992"));
    assert!(quantity("-1Gi") < Quantity::ZERO);
    let distinct: HashSet<Quantity> = ["1", "1000m", "1e0", "1Gi", "1024Mi"].map(quantity).into();
    assert_eq!(distinct.len(), 2);
}

#[test]
fn the_canonical_form_is_the_cluster_s() {
    for (text, canonical) in [
        ("0", "0"),
        ("0Gi", "0"),
        ("-0", "0"),
        ("1.5", "1500m"),
        ("1500m", "1500m"),
        ("1000m", "1"),
        ("0.5", "500m"),
        ("0.0001", "100u"),
        ("0.5Gi", "512Mi"),
        ("1.5Gi", "1536Mi"),
        ("1024Mi", "1Gi"),
        ("1000Ki", "1000Ki"),
        ("1024", "1024"),
        ("1Ki", "1Ki"),
        ("0.5Ki", "512"),
        ("0.9990234375Ki", "1023"),
        ("1.0005Ki", "1024512m"),
        ("-1.5Gi", "-1536Mi"),
        ("-0.5Ki", "-512"),
        ("8Ei", "9223372036854775807"),
        ("4Ei", "4Ei"),
        ("1000k", "1M"),
        ("1001k", "1001k"),
        ("100000E", "100000E"),
        ("1e3", "1e3"),
        ("1e4", "10e3"),
        ("1.5e-3", "1500e-6"),
        ("1000e-3", "1"),
        ("1e21", "1e21"),
    ] {
        assert_eq!(quantity(text).to_string(), canonical, "{text}");
    }
}

#[test]
fn rounding_goes_away_from_zero() {
    assert_eq!(quantity("0.0001").rounded_to_millis(), quantity("1m"));
    assert_eq!(quantity("-0.0001").rounded_to_millis(), quantity("-1m"));
    assert_eq!(quantity("250m").rounded_to_millis(), quantity("250m"));
    assert_eq!(quantity("100m").units(), 1);
    assert_eq!(quantity("-100m").units(), -1);
    assert_eq!(quantity("1001u").millis(), 2);
    assert_eq!(quantity("1Ki").units(), 1024);
    assert_eq!(Quantity { nanos: i128::MAX, family: Family::DecimalSi }.rounded_to_millis().nanos(), i128::MAX);
}

#[test]
fn whole_numbers_and_signs_are_told_apart() {
    assert!(quantity("1000m").is_integer() && quantity("0").is_integer() && quantity("1.5Ki").is_integer());
    assert!(!quantity("100m").is_integer() && !quantity("0.3Ki").is_integer());
    assert_eq!(quantity("-1").sign(), Ordering::Less);
    assert_eq!(quantity("-0").sign(), Ordering::Equal);
    assert_eq!(quantity("1n").sign(), Ordering::Greater);
    assert!(Quantity::ZERO.is_zero() && !quantity("1n").is_zero());
}

#[test]
fn sums_keep_the_family_of_what_came_first() {
    assert_eq!((quantity("1Gi") + quantity("512Mi")).to_string(), "1536Mi");
    assert_eq!((Quantity::ZERO + quantity("2Gi")).to_string(), "2Gi");
    assert_eq!((quantity("1Gi") - quantity("2Gi")).to_string(), "-1Gi");
    assert_eq!(["100m", "0.4", "1"].map(quantity).into_iter().sum::<Quantity>().to_string(), "1500m");
    assert_eq!(quantity("1500m").times(3).to_string(), "4500m");
    let huge = quantity("1e40");
    assert_eq!(huge + huge, huge);
    assert_eq!(Quantity::ZERO - huge - huge, Quantity { nanos: i128::MIN, family: Family::DecimalSi });
    assert_eq!((Quantity::ZERO - huge - huge).to_string(), "-170141183460469231731687303715884105728e-9");
}

/// A decimal number of any size, done by hand on its digits: slow, and with nothing in common with the code under test.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Digits {
    /// From the first to the last.
    digits: Vec<u8>,
    /// How many of them stand after the point.
    places: usize,
}

impl Digits {
    fn of(whole: &str, fraction: &str) -> Self {
        Self { digits: format!("{whole}{fraction}").bytes().map(|byte| byte - b'0').collect(), places: fraction.len() }
    }

    fn doubled(mut self) -> Self {
        let mut carry = 0;
        for digit in self.digits.iter_mut().rev() {
            let double = *digit * 2 + carry;
            *digit = double % 10;
            carry = double / 10;
        }
        self.digits.insert(0, carry);
        self
    }

    fn shifted(mut self, exponent: i32) -> Self {
        for _ in 0..exponent.max(0) {
            self.digits.push(0);
        }
        self.places += exponent.min(0).unsigned_abs() as usize;
        self.digits.splice(0..0, vec![0; self.places]);
        self
    }

    /// The whole number of nano units, rounded up.
    fn nanos(self) -> i128 {
        let places = self.places;
        let nanos = self.shifted(9);
        let (whole, rest) = nanos.digits.split_at(nanos.digits.len() - places);
        let whole = whole.iter().fold(0_i128, |number, digit| number * 10 + i128::from(*digit));
        whole + i128::from(rest.iter().any(|&digit| digit != 0))
    }
}

fn naive_nanos(whole: &str, fraction: &str, suffix: &str) -> i128 {
    let number = Digits::of(whole, fraction);
    let decimals = ["n", "u", "m", "", "k", "M", "G", "T", "P", "E"];
    let binaries = ["Ki", "Mi", "Gi", "Ti", "Pi", "Ei"];
    if let Some(index) = decimals.iter().position(|unit| *unit == suffix) {
        return number.shifted(index as i32 * 3 - 9).nanos();
    }
    if let Some(index) = binaries.iter().position(|unit| *unit == suffix) {
        let doubled = (0..(index + 1) * 10).fold(number, |number, _| number.doubled());
        return doubled.nanos().min(i128::from(i64::MAX) * NANOS);
    }
    number.shifted(suffix[1..].parse().unwrap()).nanos()
}

fn suffixes() -> impl Strategy<Value = String> {
    prop_oneof!["[num]?", "[kMGTPE]", "[KMGTPE]i", "[eE][+-]?[0-9]", "[eE]-1[0-9]"]
}

proptest! {
    #[test]
    fn values_are_those_of_arithmetic_by_hand(whole in "[0-9]{1,9}", fraction in "[0-9]{0,30}", suffix in suffixes(), minus: bool) {
        let sign = if minus { "-" } else { "" };
        let parsed = quantity(&format!("{sign}{whole}.{fraction}{suffix}"));
        let naive = naive_nanos(&whole, &fraction, &suffix);
        prop_assert_eq!(parsed.nanos(), if minus { -naive } else { naive });
    }

    #[test]
    fn order_and_sum_are_those_of_arithmetic_by_hand(
        left in ("[0-9]{1,6}", "[0-9]{0,6}", suffixes()),
        right in ("[0-9]{1,6}", "[0-9]{0,6}", suffixes()),
    ) {
        let parsed = |(whole, fraction, suffix): &(String, String, String)| quantity(&format!("{whole}.{fraction}{suffix}"));
        let naive = |(whole, fraction, suffix): &(String, String, String)| naive_nanos(whole, fraction, suffix);
        prop_assert_eq!(parsed(&left).cmp(&parsed(&right)), naive(&left).cmp(&naive(&right)));
        prop_assert_eq!((parsed(&left) + parsed(&right)).nanos(), naive(&left) + naive(&right));
        prop_assert_eq!((parsed(&left) - parsed(&right)).nanos(), naive(&left) - naive(&right));
    }

    #[test]
    fn the_canonical_form_means_the_same_and_is_its_own(whole in "[0-9]{1,12}", fraction in "[0-9]{0,12}", suffix in suffixes()) {
        let parsed = quantity(&format!("{whole}.{fraction}{suffix}"));
        let canonical = parsed.to_string();
        prop_assert_eq!(quantity(&canonical), parsed);
        prop_assert_eq!(quantity(&canonical).to_string(), canonical);
    }

    #[test]
    fn no_text_makes_it_panic(text in any::<String>()) {
        let _ = Quantity::decode(&text).map(|quantity| (quantity.to_string(), quantity.rounded_to_millis().units()));
        for suggestion in suggestions(&text) {
            prop_assert!(Quantity::parse(&suggestion).is_ok());
        }
    }

    #[test]
    fn no_likely_text_makes_it_panic(text in "[-+]{0,2}[0-9.,_ ]{0,50}[eEinumkKMGTPBb ]{0,3}[-+]?[0-9]{0,25}") {
        let parsed = Quantity::decode(&text);
        if let Err(error) = &parsed {
            prop_assert!(text.get(error.range.clone()).is_some());
        }
        let _ = (parsed.map(|quantity| quantity.to_string()), suggestions(&text));
    }
}
