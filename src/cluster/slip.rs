//! Slips of the pen: two names that were meant to be one.

/// Characters below which a changed letter makes another word: `app` and `api`.
const SHORTEST: usize = 5;
/// Characters from which two changed letters are still a slip.
const LONG: usize = 9;

/// Whether one name is the other one mistyped. Names that differ in digits only are siblings: `redis-1` and `redis-2`.
pub fn is_slip(one: &str, other: &str) -> bool {
    if one == other || without_digits(one) == without_digits(other) {
        return false;
    }
    if bare(one) == bare(other) {
        return true;
    }
    let length = one.chars().count().min(other.chars().count());
    match strsim::damerau_levenshtein(one, other) {
        1 => length >= SHORTEST || is_swap(one, other),
        2 => length >= LONG,
        _ => false,
    }
}

/// Whether two neighbouring letters changed places: `wbe` and `web`.
fn is_swap(one: &str, other: &str) -> bool {
    let sorted = |text: &str| {
        let mut letters: Vec<char> = text.chars().collect();
        letters.sort_unstable();
        letters
    };
    sorted(one) == sorted(other)
}

/// What is left when case and separators do not count.
fn bare(text: &str) -> String {
    text.chars().filter(|character| character.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

fn without_digits(text: &str) -> String {
    text.chars().filter(|character| !character.is_ascii_digit()).collect()
}

#[cfg(test)]
mod tests {
    use super::is_slip;

    #[test]
    fn slips_are_small_against_the_word() {
        for (one, other) in [
            ("web", "wbe"),
            ("frontend", "frontent"),
            ("front-end", "frontend"),
            ("Web", "web"),
            ("checkout-service", "checkuot-servic"),
        ] {
            assert!(is_slip(one, other), "{one} {other}");
        }
    }

    #[test]
    fn other_words_are_no_slips() {
        for (one, other) in [
            ("app", "api"),
            ("apps", "app"),
            ("web", "web"),
            ("redis-1", "redis-2"),
            ("v1", "v2"),
            ("web", "app"),
            ("master", "slave"),
        ] {
            assert!(!is_slip(one, other), "{one} {other}");
        }
    }
}
