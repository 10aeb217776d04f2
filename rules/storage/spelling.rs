//! Names that were meant to be another name.

use strsim::osa_distance;

/// How many letters two names differ by, when one may be a slip for the other: by two at most, and by one in short names.
/// `data-0` and `data-1` are near, and no slip.
pub(super) fn slip(written: &str, known: &str) -> Option<usize> {
    let limit = (written.len() / 4).min(2);
    let distance = osa_distance(written, known);
    (distance <= limit && !differ_by_number(written, known)).then_some(distance)
}

fn differ_by_number(one: &str, other: &str) -> bool {
    let letters = |name: &str| name.chars().filter(|letter| !letter.is_ascii_digit()).collect::<String>();
    letters(one) == letters(other)
}

#[cfg(test)]
mod tests {
    use super::slip;

    #[test]
    fn a_letter_or_two_are_a_slip_and_a_number_is_none() {
        assert_eq!(slip("photograph", "photographs"), Some(1));
        assert_eq!(slip("repidito-redundante", "rapidito-redundante"), Some(1));
        assert_eq!(slip("web", "wed"), None);
        assert_eq!(slip("data-0", "data-1"), None);
        assert_eq!(slip("data-web-1", "data-wed-1"), Some(1));
        assert_eq!(slip("uploads", "downloads"), None);
    }
}
