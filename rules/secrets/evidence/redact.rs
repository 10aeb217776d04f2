//! How much of a secret may be shown: enough to find it again, too little to use it.

use super::providers;

/// Values shorter than this show none of their characters.
const SHORTEST_SHOWN: usize = 8;

/// `value` as it may appear in a report: at most two characters, or the public prefix of a provider's token
/// (`ghp_`), and the length. Short values and values that start with blanks show nothing but the length.
pub fn redact(value: &str) -> String {
    let length = value.chars().count();
    let unit = if length == 1 { "character" } else { "characters" };
    format!("{}… ({length} {unit})", shown(value, length))
}

fn shown(value: &str, length: usize) -> &str {
    if let Some(prefix) = providers::public_prefix(value) {
        return prefix;
    }
    let end = value.char_indices().nth(2).map_or(0, |(at, _)| at);
    let head = &value[..end];
    let plain = head.chars().all(|c| !c.is_control() && !c.is_whitespace());
    if length < SHORTEST_SHOWN || !plain { "" } else { head }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn never_more_than_two_characters_and_none_of_a_short_value() {
        for (value, expected) in [
            ("", "… (0 characters)"),
            ("x", "… (1 character)"),
            ("hunter2", "… (7 characters)"),
            ("hunter22", "hu… (8 characters)"),
            ("ñandúñandú", "ña… (10 characters)"),
            ("\n\nsecretsecret", "… (14 characters)"),
        ] {
            assert_eq!(redact(value), expected);
        }
    }

    #[test]
    fn a_provider_prefix_is_public() {
        let token = ["gh", "p_", &"a1B2c3".repeat(6)].concat();
        assert_eq!(redact(&token), "ghp_… (40 characters)");
        assert_eq!(redact("ghp_short"), "gh… (9 characters)", "no token of theirs");
    }
}
