//! Does a value look drawn at random? Supporting evidence where the name is weak, never proof.

/// Shannon entropy of `text`, in bits for each byte.
pub(super) fn bits_per_byte(text: &str) -> f64 {
    let mut counts = [0_u32; 256];
    for byte in text.bytes() {
        counts[byte as usize] += 1;
    }
    let total = text.len() as f64;
    let bits = |count: &u32| {
        let share = f64::from(*count) / total;
        -share * share.log2()
    };
    counts.iter().filter(|count| **count > 0).map(bits).sum()
}

/// Whether `value` is long and mixed enough for its alphabet (hexadecimal, base64, any) to be generated.
///
/// An identifier made of words, a version, a host name and a UUID are not: names of things carry digits and dashes too.
pub(super) fn looks_random(value: &str) -> bool {
    let is = |test: fn(&u8) -> bool| value.bytes().filter(test).count();
    let digits = is(u8::is_ascii_digit);
    let letters = is(u8::is_ascii_alphabetic);
    if is_uuid(value) || !value.bytes().all(|b| b.is_ascii_graphic()) {
        return false;
    }
    if value.bytes().all(|b| b.is_ascii_hexdigit()) {
        return value.len() >= 24 && digits >= 3 && letters >= 3 && bits_per_byte(value) >= 3.0;
    }
    let encoded = value.bytes().all(|b| b.is_ascii_alphanumeric() || b"+/=_-".contains(&b));
    let upper = is(u8::is_ascii_uppercase);
    let mixed = upper >= 2 && letters - upper >= 2;
    if encoded {
        return value.len() >= 20 && digits >= 2 && mixed && bits_per_byte(value) >= 3.6;
    }
    value.len() >= 12 && digits >= 2 && mixed && marks(value) >= 2 && bits_per_byte(value) >= 3.2
}

/// The textual form of a UUID: an identifier, however random.
pub(super) fn is_uuid(value: &str) -> bool {
    value.len() == 36
        && value.bytes().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}

/// Characters that names, hosts and versions do not have.
fn marks(value: &str) -> usize {
    value.bytes().filter(|b| b"!#$%&*^?@~<>{}[]()|\\;+=".contains(b)).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn generated_values_stand_out() {
        for value in [
            "9f86d081884c7d659a2feaa0c55ad015",
            "Zk4Qm9LrT2vXwB7nHcP3sY6d",
            "kT9vQ2+xB7mR4/zL8wN1cA==",
            "x!7Kp#2Qr$9Lm&",
        ] {
            assert!(looks_random(value), "{value}");
        }
    }

    #[test]
    fn names_of_things_do_not() {
        for value in [
            "my-application-config-v2",
            "web-7d9f8b6c5-x2x4z",
            "123e4567-e89b-12d3-a456-426614174000",
            "registry.example.com:5000",
            "deadbeef",
            "1234567890123456789012345",
            "myApplicationConfigurationKeyName",
            "",
            "ünïcödé-välüé-with-digits-42",
        ] {
            assert!(!looks_random(value), "{value}");
        }
    }

    #[test]
    fn entropy_is_zero_for_one_letter_and_one_for_two() {
        assert_eq!(bits_per_byte("aaaa"), 0.0);
        assert_eq!(bits_per_byte("abab"), 1.0);
    }
}
