//! Words of an identifier: split at punctuation, at humps and between letters and digits, in lower case without accents.

/// Longer names are no names; they are not looked at.
const LONGEST: usize = 256;

/// The words of `name`: `dbRootPassword`, `DB_ROOT_PASSWORD` and `db.root-password` give the same three.
///
/// Digits are words of their own, accents are dropped (`contraseña` is `contrasena`), an acronym ends before the last
/// capital that starts a word (`APIKey` is `api`, `key`).
pub(super) fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    if name.len() > LONGEST {
        return words;
    }
    let mut before = Class::Other;
    let mut letters = name.chars().filter(|c| !is_combining(*c)).peekable();
    while let Some(letter) = letters.next() {
        let class = Class::of(letter);
        let after = letters.peek().map_or(Class::Other, |next| Class::of(*next));
        if class != Class::Other {
            if words.is_empty() || starts_word(before, class, after) {
                words.push(String::new());
            }
            if let Some(word) = words.last_mut() {
                word.extend(letter.to_lowercase().map(without_accent));
            }
        }
        before = class;
    }
    words
}

/// `text` in lower case, without accents and without anything but letters and digits.
pub(super) fn squeezed(text: &str) -> String {
    text.chars()
        .filter(|c| c.is_alphanumeric() && !is_combining(*c))
        .flat_map(char::to_lowercase)
        .map(without_accent)
        .collect()
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Lower,
    Upper,
    Digit,
    Other,
}

impl Class {
    fn of(letter: char) -> Self {
        match letter {
            c if c.is_numeric() => Self::Digit,
            c if c.is_uppercase() => Self::Upper,
            c if c.is_alphabetic() => Self::Lower,
            _ => Self::Other,
        }
    }
}

fn starts_word(before: Class, class: Class, after: Class) -> bool {
    match (before, class) {
        (Class::Other, _) | (Class::Lower, Class::Upper) => true,
        (Class::Digit, now) => now != Class::Digit,
        (_, Class::Digit) => true,
        (Class::Upper, Class::Upper) => after == Class::Lower,
        _ => false,
    }
}

fn is_combining(letter: char) -> bool {
    ('\u{300}'..='\u{36f}').contains(&letter)
}

fn without_accent(letter: char) -> char {
    match letter {
        'á' | 'à' | 'â' | 'ä' | 'ã' | 'å' => 'a',
        'é' | 'è' | 'ê' | 'ë' => 'e',
        'í' | 'ì' | 'î' | 'ï' => 'i',
        'ó' | 'ò' | 'ô' | 'ö' | 'õ' | 'ø' => 'o',
        'ú' | 'ù' | 'û' | 'ü' => 'u',
        'ñ' | 'ń' => 'n',
        'ç' => 'c',
        'ł' => 'l',
        'ş' | 'ś' => 's',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_fall_apart_into_words() {
        let cases: &[(&str, &[&str])] = &[
            ("DB_ROOT_PASSWORD", &["db", "root", "password"]),
            ("dbRootPassword", &["db", "root", "password"]),
            ("spring.datasource.password", &["spring", "datasource", "password"]),
            ("APIKey", &["api", "key"]),
            ("OAuth2Token", &["o", "auth", "2", "token"]),
            ("API_KEY_2", &["api", "key", "2"]),
            ("S3SecretKey", &["s", "3", "secret", "key"]),
            ("contraseña", &["contrasena"]),
            ("contrasen\u{303}a", &["contrasena"]),
            ("CONTRASEÑA_BD", &["contrasena", "bd"]),
            ("tokenizer", &["tokenizer"]),
            ("--x--", &["x"]),
            ("", &[]),
            ("__", &[]),
        ];
        for (name, expected) in cases {
            assert_eq!(&words(name), expected, "{name}");
        }
    }

    #[test]
    fn very_long_names_are_not_looked_at() {
        assert!(words(&"a_".repeat(200)).is_empty());
    }
}
