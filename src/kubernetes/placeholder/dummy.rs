//! Values that stand in for a real one: `changeme`, `your-password-here`, `xxxx`.

/// The words that stand-ins are made of.
const VOCABULARY: [Words; 5] = [
    Words {
        telling: Telling::Alone,
        place: Place::Anywhere,
        words: "changeme changethis changeit replaceme replacethis placeholder your yours example examples sample dummy fake mock \
                fixme tbd redacted xxx",
    },
    // A bar code is no stand-in.
    Words { telling: Telling::Alone, place: Place::Whole, words: "foo bar baz foobar" },
    Words {
        telling: Telling::WithOthers,
        place: Place::First,
        words: "change changed replace replaced insert enter put fill paste",
    },
    Words { telling: Telling::WithOthers, place: Place::Last, words: "here encoded replaced" },
    Words {
        telling: Telling::No,
        place: Place::Anywhere,
        words: "a access account actual admin an and api app auth aws azure base be before bot bucket cert \
                certificate change client code cluster connection credential credentials data database db deploy \
                deploying deployment dev development docker domain email for gcp generated github gitlab google \
                hash host hostname i id in is it jwt key keys license local login long mail me mongo must my mysql \
                name new not of on openai or org own pass passphrase password passwd please postgres private prod \
                production project public pwd random real redis region registry root salt secret secrets secure \
                server service session set should signing slack smtp some something staging string stripe strong \
                super test that the this to token tokens url use user username value variable very webhook with",
    },
];
/// Letters and marks that fill a form.
const FILLERS: &str = "xX*.#?-_•…";
/// Repeated fillers that give a value away wherever they stand: `AKIAXXXXXXXXXXXXXXXX`.
const TELLING_RUN: usize = 6;
/// Bytes beyond which a value is no stand-in.
const LONGEST: usize = 120;

/// Whether a value stands in for a real one that a person must put there.
///
/// Weak but real values (`password`, `admin123`) are none of these.
pub fn is_dummy(value: &str) -> bool {
    let value = value.trim();
    if value.is_empty() || value.len() > LONGEST {
        return false;
    }
    is_filler(value) || has_run(value) || is_note(value) || is_made_of_words(value)
}

/// Nothing but fillers, or the zeros of an empty identifier.
fn is_filler(value: &str) -> bool {
    let is_blank = value.chars().count() > 2 && value.chars().all(|character| FILLERS.contains(character));
    is_blank || value.len() >= 8 && value.bytes().all(|byte| matches!(byte, b'0' | b'-'))
}

fn has_run(value: &str) -> bool {
    ["x", "X", "*"].iter().any(|filler| value.contains(&filler.repeat(TELLING_RUN)))
}

/// Keys of documentation end in `EXAMPLE`. Only in capitals: `todo` in lower case is many an application.
fn is_note(value: &str) -> bool {
    value.contains("EXAMPLE") || value.starts_with("TODO") || value.eq_ignore_ascii_case("todo")
}

fn is_made_of_words(value: &str) -> bool {
    let mut reading = Reading::NOTHING;
    for token in value.split(|character: char| !character.is_alphanumeric()) {
        let letters = token.trim_end_matches(|character: char| character.is_ascii_digit());
        if token.len() - letters.len() > 4 {
            return false;
        }
        match Reading::of(&letters.to_lowercase()) {
            Some(read) => reading = reading.and(read),
            None => return false,
        }
    }
    reading.telling == Telling::Alone || reading.telling == Telling::WithOthers && reading.words > 1
}

/// Words that say equally much where they stand.
struct Words {
    telling: Telling,
    place: Place,
    /// Separated by spaces.
    words: &'static str,
}

/// Where in a run of letters a word counts.
enum Place {
    Anywhere,
    First,
    Last,
    Whole,
}

/// How much a word says that a value is a stand-in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Telling {
    No,
    WithOthers,
    Alone,
}

/// One way to read letters as words; the greater one tells more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Reading {
    telling: Telling,
    words: usize,
}

impl Words {
    /// Those of the words that the letters go on with at `start`, and that count there.
    fn continuing(&self, letters: &str, start: usize) -> impl Iterator<Item = &'static str> {
        let rest = letters.get(start..).unwrap_or_default();
        self.words.split_ascii_whitespace().filter(move |word| {
            let (is_first, is_last) = (start == 0, word.len() == rest.len());
            let counts = match self.place {
                Place::Anywhere => true,
                Place::First => is_first,
                Place::Last => is_last,
                Place::Whole => is_first && is_last,
            };
            counts && rest.starts_with(word)
        })
    }
}

impl Reading {
    const NOTHING: Self = Self { telling: Telling::No, words: 0 };

    /// The most telling way to cut letters into known words, without gaps.
    fn of(letters: &str) -> Option<Self> {
        let mut readings = vec![None; letters.len() + 1];
        readings[0] = Some(Self::NOTHING);
        for start in 0..letters.len() {
            let Some(before) = readings[start] else { continue };
            for group in &VOCABULARY {
                for word in group.continuing(letters, start) {
                    let reading = &mut readings[start + word.len()];
                    *reading = (*reading).max(Some(before.and(Self { telling: group.telling, words: 1 })));
                }
            }
        }
        readings[letters.len()]
    }

    fn and(self, other: Self) -> Self {
        Self { telling: self.telling.max(other.telling), words: self.words + other.words }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn stand_ins_are_known() {
        for value in [
            "changeme",
            "change-me",
            "CHANGE_ME",
            "ChangeMe",
            "changeme123",
            "changeit",
            "change-this-in-production",
            "please change me",
            "replace-me",
            "REPLACE_ME",
            "replace-with-your-token",
            "to-be-replaced",
            "placeholder",
            "password-placeholder",
            "your-password",
            "your_api_key",
            "yourpassword",
            "yourpasswordhere",
            "your-password-here",
            "<your-password>",
            "YOUR_SECRET_KEY",
            "YourPassword1",
            "insert-token-here",
            "enter your password",
            "put-your-key-here",
            "example",
            "example-password",
            "sample_token",
            "dummy",
            "fake-secret",
            "TODO",
            "TODO: set me",
            "todo",
            "FIXME",
            "tbd",
            "redacted",
            "[REDACTED]",
            "xxx",
            "XXXX",
            "xxxx-xxxx-xxxx",
            "***",
            "********",
            "...",
            "?????",
            "AKIAXXXXXXXXXXXXXXXX",
            "sk-xxxxxxxxxxxxxxxx",
            "AKIAIOSFODNN7EXAMPLE",
            "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
            "00000000-0000-0000-0000-000000000000",
            "base64-encoded-password",
            "foo",
            "foobar",
            "dev-secret-change-before-production",
        ] {
            assert!(is_dummy(value), "{value}");
        }
    }

    #[test]
    fn real_values_are_none_however_weak() {
        for value in [
            "",
            " ",
            "password",
            "admin",
            "admin123",
            "secret",
            "mysecretpassword",
            "supersecret",
            "test",
            "root",
            "123456",
            "hunter2",
            "letmein",
            "change",
            "replace",
            "put",
            "here",
            "x",
            "--",
            "s3cr3t-changeling",
            "exchange",
            "barista",
            "foundation",
            "postgres://u:p@db.example.com",
            "user@example.com",
            "/etc/example/password",
            "https://example.com/token",
            "ghp_16C7e42F292c6912E7710c838347Ae178B4a",
            "dXNlcjpwYXNzd29yZA==",
            "Zm9vYmFy",
            "0",
            "000",
            "1.2.3",
            "your-2f8a9c1e7b",
            "input",
            "appset",
            "barcode",
            "toolbar-key",
            "todo-db",
            "where",
            "update-user",
            "changeme-2f8a9c1e7b",
        ] {
            assert!(!is_dummy(value), "{value}");
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(value in any::<String>()) {
            is_dummy(&value);
        }

        #[test]
        fn no_words_make_it_panic(value in "(change|me|your|İ|ß|xxx|[a-z0-9_é-]{0,3}){0,8}") {
            is_dummy(&value);
        }

        #[test]
        fn random_secrets_are_no_stand_ins(value in "[a-zA-Z0-9]{20,40}") {
            prop_assume!(!value.contains("EXAMPLE"));
            prop_assert!(!is_dummy(&value));
        }
    }
}
