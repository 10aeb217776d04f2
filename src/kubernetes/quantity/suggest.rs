//! What the author of a text that is no quantity may have meant.

use super::Quantity;

/// Quantities that `text` may have been meant as, the likeliest first; none for what is one already or cannot be guessed.
///
/// `1GB` gives `1G` and `1Gi`, `1 Gi` gives `1Gi`, `1,5` gives `1.5`.
pub fn suggestions(text: &str) -> Vec<String> {
    if Quantity::decode(text).is_ok() {
        return Vec::new();
    }
    let text = text.trim();
    let end = text.bytes().position(|byte| !is_number_byte(byte)).unwrap_or(text.len());
    let (number, unit) = text.split_at(end);
    let number = tidy_number(number.trim_end_matches('.'));
    let meant = meant_units(unit.trim()).into_iter().map(|unit| format!("{number}{unit}"));
    meant.filter(|candidate| !super::lacks_digits(candidate) && Quantity::parse(candidate).is_ok()).collect()
}

fn is_number_byte(byte: u8) -> bool {
    byte.is_ascii_digit() || matches!(byte, b'+' | b'-' | b'.' | b',' | b'_')
}

/// Drops what groups digits by thousands; a comma that does not, is a decimal point.
fn tidy_number(number: &str) -> String {
    let number = number.replace('_', "");
    let groups: Vec<&str> = number.split(',').collect();
    match groups.as_slice() {
        [whole, fraction] if fraction.len() != 3 => format!("{whole}.{fraction}"),
        _ => groups.concat(),
    }
}

/// The units that a misspelt one may stand for. In doubt the literal reading comes first: a gigabyte is `G`.
fn meant_units(unit: &str) -> Vec<&str> {
    let units: &[&str] = match unit.to_lowercase().as_str() {
        // A real unit stands for itself: `500 m` is no megabyte.
        _ if Quantity::parse(&format!("1{unit}")).is_ok() => &[unit],
        "" | "b" | "byte" | "bytes" | "c" | "cpu" | "cpus" | "core" | "cores" | "vcpu" | "vcpus" => &[""],
        "n" => &["n"],
        "u" | "µ" | "μ" => &["u"],
        "mc" | "mcpu" | "millicore" | "millicores" | "millicpu" | "millicpus" => &["m"],
        "k" | "kb" | "kbyte" | "kbytes" => &["k", "Ki"],
        "m" | "mb" | "mbyte" | "mbytes" => &["M", "Mi"],
        "g" | "gb" | "gbyte" | "gbytes" => &["G", "Gi"],
        "t" | "tb" | "tbyte" | "tbytes" => &["T", "Ti"],
        "p" | "pb" => &["P", "Pi"],
        "e" | "eb" => &["E", "Ei"],
        "ki" | "kib" => &["Ki"],
        "mi" | "mib" => &["Mi"],
        "gi" | "gib" => &["Gi"],
        "ti" | "tib" => &["Ti"],
        "pi" | "pib" => &["Pi"],
        "ei" | "eib" => &["Ei"],
        _ => &[],
    };
    units.to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn misspelt_units_are_guessed() {
        for (text, meant) in [
            ("1GB", &["1G", "1Gi"][..]),
            ("1gb", &["1G", "1Gi"]),
            ("1g", &["1G", "1Gi"]),
            ("512mb", &["512M", "512Mi"]),
            ("512Mb", &["512M", "512Mi"]),
            ("1.5MB", &["1.5M", "1.5Mi"]),
            ("64kb", &["64k", "64Ki"]),
            ("1K", &["1k", "1Ki"]),
            ("1KiB", &["1Ki"]),
            ("1mi", &["1Mi"]),
            ("1GIB", &["1Gi"]),
            ("2 TB", &["2T", "2Ti"]),
            ("1e", &["1E", "1Ei"]),
            ("100B", &["100"]),
            ("1 CPU", &["1"]),
            ("2cores", &["2"]),
            ("500mCPU", &["500m"]),
            ("100U", &["100u"]),
            ("-1GB", &["-1G", "-1Gi"]),
        ] {
            assert_eq!(suggestions(text), meant, "{text}");
        }
    }

    #[test]
    fn numbers_are_tidied() {
        for (text, meant) in [
            ("1 Gi", "1Gi"),
            ("500 m", "500m"),
            ("1,5", "1.5"),
            ("1,5Gi", "1.5Gi"),
            ("1,000", "1000"),
            ("1,000,000k", "1000000k"),
            ("1_000", "1000"),
            ("1_000 Mi", "1000Mi"),
        ] {
            assert_eq!(suggestions(text), [meant], "{text}");
        }
    }

    #[test]
    fn nothing_is_guessed_for_what_is_right_or_lost() {
        for text in
            ["", "1Gi", " 1Gi ", "500m", "0x10", "1.5.2", "1M5", "1MM", "1e3Mi", "many", "GB", "1GB/s", "1-2GB", "50%"]
        {
            assert_eq!(suggestions(text), [""; 0], "{text}");
        }
    }
}
