//! Well-known passwords and stand-ins: `changeme`, `admin123`, `my-secret-pw`, `xxx`.

use super::{
    names::is_credential_word,
    word_list::WordList,
    words::{squeezed, words},
};

/// Words that make a value a dummy, alone or together.
static CORE: WordList = WordList::new(
    "abc abcd abcde abcdef admin administrator asdf bar baz cambiame change changeit changeme
     changethis clave contrasena default demo dev development dragon dummy elastic example fake
     foo foobar grafana guest hello hunter2 iloveyou insecure joomla keycloak key letmein mariadb
     minio minioadmin mongo mongodb monkey mysql nextcloud none notsecure oracle pass passw passwd
     passwort password postgres postgresql prueba pw pwd qwe qwerty rabbitmq redis root sample
     secret secreto string temp temporary test testing tiger token toor unsafe user vagrant welcome
     wordpress world",
);

/// Words that may stand beside them.
static FILLERS: WordList = WordList::new(
    "a account alphanumeric and api app as auth before build client db do first for here http in is it jwt later local
     long me mi my new no not only openai or plaintext please prod production random secure server service sk some
     staging strong super the this to top use value very with your",
);

/// Longer values are no dummies, whatever they are made of.
const LONGEST: usize = 64;

/// Whether `value` is a well-known default password, or a stand-in that nobody could take for a secret.
///
/// Case, punctuation and the usual letter swaps (`P@ssw0rd`) do not matter.
///
/// ```
/// use timonel::rules::secrets::evidence::is_dummy;
/// assert!(is_dummy("changeme") && is_dummy("my-secret-pw") && is_dummy("P@ssw0rd123"));
/// assert!(!is_dummy("secretsquirrels"));
/// ```
pub fn is_dummy(value: &str) -> bool {
    if value.contains("EXAMPLE") {
        return true;
    }
    if value.len() > LONGEST {
        return false;
    }
    let plain = squeezed(value);
    if plain.is_empty() {
        return false;
    }
    is_monotone(&plain)
        || asks_for_yours(value)
        || is_made_of_words(&plain)
        || is_made_of_words(&squeezed(&unswapped(value)))
}

/// `your-stackpath-password`: some word of a credential after `your`.
fn asks_for_yours(value: &str) -> bool {
    let words = words(value);
    words.len() > 1 && words[0] == "your" && words.iter().any(|word| is_credential_word(word))
}

/// One character over and over, or one step up or down: `xxxx`, `0000`, `123456`, `abcdef`, `987654`.
fn is_monotone(plain: &str) -> bool {
    let steps = |step: i16| {
        let mut pairs = plain.as_bytes().windows(2);
        pairs.all(|pair| (i16::from(pair[0]) + step == i16::from(pair[1])) || (pair == b"90" && step == 1))
    };
    plain.len() >= 3 && [0, 1, -1].into_iter().any(steps)
}

/// Letters for the digits and marks that are written in their place; digits at the end only count.
fn unswapped(value: &str) -> String {
    let (word, count) = value.split_at(value.trim_end_matches(|c: char| c.is_ascii_digit()).len());
    let letter = |c: char| match c {
        '@' | '4' => 'a',
        '0' => 'o',
        '1' => 'i',
        '3' => 'e',
        '$' | '5' => 's',
        other => other,
    };
    word.chars().map(letter).chain(count.chars()).collect()
}

/// Whether `plain` can be cut into core words, fillers and counting digits without rest, one core word at least.
fn is_made_of_words(plain: &str) -> bool {
    // For each cut: cannot be reached, reached by fillers only, reached with a core word.
    let mut reached: Vec<Option<bool>> = vec![None; plain.len() + 1];
    reached[0] = Some(false);
    for start in 0..plain.len() {
        let Some(with_core) = reached[start] else {
            continue;
        };
        let Some(rest) = plain.get(start..) else {
            continue;
        };
        let pieces = pieces_at(rest);
        for (length, core) in pieces {
            let cut = &mut reached[start + length];
            *cut = Some(cut.unwrap_or(false) || with_core || core);
        }
    }
    reached[plain.len()] == Some(true)
}

/// The lengths of the words that `rest` starts with, and whether each is a core word.
fn pieces_at(rest: &str) -> impl Iterator<Item = (usize, bool)> {
    let core = CORE.iter().map(|word| (word, true));
    let words = core.chain(FILLERS.iter().map(|word| (word, false)));
    let starting = words.filter(move |(word, _)| rest.starts_with(word)).map(|(word, core)| (word.len(), core));
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let counting = (1..=digits).filter(move |&n| is_counting(&rest[..n])).map(|n| (n, false));
    starting.chain(counting)
}

/// Digits that people put after a word: one or two, a year, or a run such as `1234`.
fn is_counting(digits: &str) -> bool {
    digits.len() <= 2
        || (digits.len() == 4 && (digits.starts_with("20") || digits.starts_with("19")))
        || is_monotone(digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dummies() {
        let values = "
            password Password1 P@ssw0rd P@ssw0rd123 pa$$word sk-none changeme CHANGE_ME change-me-in-production changeit admin admin123 root
            toor secret supersecret top-secret my-secret-pw mysecretpassword testpwd example xxx xxxxx 123456 1234567890
            54321 00000000 abc123 qwerty letmein hunter2 minio123 postgres rootpassword foobar password2024 s3cr3t
            super-secret-jwt-token contraseña welcome1 your-stackpath-password yourpassword
            kT9vQ2xB7mR4zL8wN1EXAMPLEKEY";
        for value in values.split_whitespace() {
            assert!(is_dummy(value), "{value}");
        }
    }

    #[test]
    fn no_dummies() {
        let values = "- secretsquirrels passx Tr0ub4dor&3 correcthorse x7Kp2Qr9 adminton 8675309 rootless testament
            kubernetes-dashboard 81723 ñ";
        for value in values.split_whitespace().chain([""]) {
            assert!(!is_dummy(value), "{value}");
        }
    }

    #[test]
    fn long_input_is_cheap() {
        assert!(!is_dummy(&"a".repeat(100_000)));
    }
}
