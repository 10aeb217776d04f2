//! Tokens that their form gives away, whatever they are called.

pub(in crate::rules::secrets::evidence) mod checksum;
mod formats;
mod jwt;

use std::{ops::Range, sync::LazyLock};

use aho_corasick::AhoCorasick;

use self::formats::{FORMATS, Format, Part};
use super::{Confidence, Kind, Verdict};

/// The tokens in `text`: those of providers, then JSON Web Tokens.
pub(super) fn find(text: &str) -> Vec<Verdict> {
    let mut found = Vec::new();
    let mut from = 0;
    for hit in PREFIXES.iter().flat_map(|prefixes| prefixes.find_overlapping_iter(text)) {
        let format = &FORMATS[hit.pattern().as_usize()];
        let Some(range) = token_at(format, text, hit.start()) else {
            continue;
        };
        if range.start >= from {
            from = range.end;
            found.push(verdict(format, text, range));
        }
    }
    found.extend(jwt::find(text));
    found
}

/// The prefix of the token that `value` is, when its provider prints that prefix on every token.
pub(super) fn public_prefix(value: &str) -> Option<&str> {
    let is_whole = |format: &&Format| {
        format.lead.is_none() && value.starts_with(format.prefix) && token_at(format, value, 0) == Some(0..value.len())
    };
    FORMATS.iter().filter(|format| format.prefix.len() >= 3).find(is_whole).map(|format| format.prefix)
}

/// Finds every prefix. The table is constant, so building succeeds; a test says so.
static PREFIXES: LazyLock<Option<AhoCorasick>> =
    LazyLock::new(|| AhoCorasick::new(FORMATS.iter().map(|format| format.prefix)).ok());

/// Alphabets of tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Alphabet {
    Digit,
    LowerHex,
    Hex,
    Base32,
    LowerAlnum,
    UpperAlnum,
    Alnum,
    /// Letters, digits, `_` and `-`.
    Word,
    /// Letters, digits, `+` and `/`; padding is a part of its own.
    Base64,
}

impl Alphabet {
    fn has(self, byte: u8) -> bool {
        match self {
            Self::Digit => byte.is_ascii_digit(),
            Self::LowerHex => byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte),
            Self::Hex => byte.is_ascii_hexdigit(),
            Self::Base32 | Self::UpperAlnum => byte.is_ascii_digit() || byte.is_ascii_uppercase(),
            Self::LowerAlnum => byte.is_ascii_digit() || byte.is_ascii_lowercase(),
            Self::Alnum => byte.is_ascii_alphanumeric(),
            Self::Word => byte.is_ascii_alphanumeric() || b"_-".contains(&byte),
            Self::Base64 => byte.is_ascii_alphanumeric() || b"+/".contains(&byte),
        }
    }
}

/// The secret part of the token of this `format` whose prefix stands at `at`.
fn token_at(format: &Format, text: &str, at: usize) -> Option<Range<usize>> {
    let bytes = text.as_bytes();
    let start = lead(format, bytes, at)?;
    let mut end = at + format.prefix.len();
    for part in format.body {
        end += match part {
            Part::Text(text) => bytes[end..].starts_with(text.as_bytes()).then_some(text.len())?,
            Part::Run(alphabet, least, most) => {
                let run = bytes[end..].iter().take(most + 1).take_while(|byte| alphabet.has(**byte)).count();
                (*least..=*most).contains(&run).then_some(run)?
            }
        };
    }
    let goes_on = bytes.get(end).is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_');
    (!goes_on).then_some(start + format.public..end)
}

/// Where the token begins: at its prefix, which follows no letter, or at what must stand before it.
fn lead(format: &Format, bytes: &[u8], at: usize) -> Option<usize> {
    let Some((alphabet, least, most)) = format.lead else {
        let inside = format.public == 0 && at > 0 && (bytes[at - 1].is_ascii_alphanumeric() || bytes[at - 1] == b'_');
        return (!inside).then_some(at);
    };
    let run = bytes[..at].iter().rev().take(most + 1).take_while(|byte| alphabet.has(**byte)).count();
    let inside = at > run && bytes[at - run - 1].is_ascii_alphanumeric();
    ((least..=most).contains(&run) && !inside).then(|| at - run)
}

fn verdict(format: &Format, text: &str, range: Range<usize>) -> Verdict {
    let token = &text[range.clone()];
    let body = token.strip_prefix(format.prefix).unwrap_or(token);
    let provider = format.provider;
    let article = if provider.starts_with(['A', 'O', 'a']) { "an" } else { "a" };
    let form = format!("it has the form of {article} {provider}");
    let (confidence, reason) = if is_sample(body) {
        (Confidence::Dummy, format!("{form}, as samples in documentation do"))
    } else if format.checked && checksum::is_base62_crc32(body) {
        (Confidence::Certain, format!("{form} and its check digits are right"))
    } else if format.checked {
        (Confidence::Likely, form)
    } else {
        (format.confidence, form)
    };
    Verdict::new(Kind::Provider(provider), confidence, range, reason)
}

/// Whether nobody drew this body at random: `EXAMPLE`, one letter over and over, the alphabet, Azurite's published key.
fn is_sample(body: &str) -> bool {
    let lower = body.to_ascii_lowercase();
    let marks = [
        "example",
        "xxxxx",
        "00000000",
        "1234567890",
        "abcdefghij",
        "yourtoken",
        "your-",
        "your_",
        "eby8vdm02xnocqflq",
    ];
    let mut seen = [false; 128];
    body.bytes().for_each(|byte| seen[usize::from(byte & 0x7f)] = true);
    let distinct = seen.iter().filter(|seen| **seen).count();
    marks.iter().any(|mark| lower.contains(mark)) || (distinct < 6 && body.len() >= 16)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Forty-odd characters that no sample has.
    const NOISE: &str = "k9Xw2RtQ7vLm4ZpB8sYc3NfJ6hDg5TqKx1Wb0VrEuAoMiPyGlS";

    fn noise(length: usize) -> String {
        NOISE.chars().cycle().take(length).collect()
    }

    fn hex(length: usize) -> String {
        "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08".chars().cycle().take(length).collect()
    }

    fn found(text: &str) -> Vec<(&str, Kind, Confidence)> {
        find(text).into_iter().map(|v| (&text[v.range], v.kind, v.confidence)).collect()
    }

    #[test]
    fn all_prefixes_are_looked_for() {
        assert!(PREFIXES.is_some());
    }

    #[test]
    fn every_form_is_found_in_its_place() {
        let digits = "8675309421";
        for (provider, parts) in [
            ("GitHub fine-grained token", vec!["github", "_pat_", &noise(22), "_", &noise(59)]),
            ("GitLab token", vec!["gl", "pat-", &noise(20)]),
            ("AWS access key id", vec!["AK", "IA", "Q7RZK2WM4TXNBV6H"]),
            ("Google API key", vec!["AI", "za", &noise(35)]),
            ("Google OAuth secret", vec!["GOC", "SPX-", &noise(28)]),
            ("DigitalOcean token", vec!["dop", "_v1_", &hex(64)]),
            ("Slack bot token", vec!["xo", "xb-", digits, "-", digits, "-", &noise(24)]),
            ("Telegram bot token", vec![digits, ":", "AA", &noise(33)]),
            ("Twilio API key", vec!["S", "K", &hex(32)]),
            ("SendGrid key", vec!["S", "G.", &noise(22), ".", &noise(43)]),
            ("Mailgun key", vec!["ke", "y-", &hex(32)]),
            ("Mailchimp key", vec![&hex(32), "-", "us12"]),
            ("Stripe live key", vec!["sk", "_live_", &noise(24)]),
            ("OpenAI key", vec!["s", "k-", &noise(48)]),
            ("OpenAI project key", vec!["sk", "-proj-", &noise(48)]),
            ("Anthropic key", vec!["sk", "-ant-", "api03-", &noise(93)]),
            ("Hugging Face token", vec!["h", "f_", &noise(34)]),
            ("PyPI token", vec!["py", "pi-AgEIcHlwaS5vcmc", &noise(60)]),
            ("Vault token", vec!["hv", "s.", &noise(24)]),
            ("Terraform Cloud token", vec![&noise(14), ".atlas", "v1.", &noise(64)]),
            ("Databricks token", vec!["da", "pi", &hex(32)]),
            ("OpenShift token", vec!["sha256", "~", &noise(43)]),
        ] {
            let token = parts.concat();
            let text = format!("see \"{token}\", then");
            let expected = if provider == "Google API key" || provider == "Twilio API key" {
                Confidence::Likely
            } else {
                Confidence::Certain
            };
            assert_eq!(found(&text), [(token.as_str(), Kind::Provider(provider), expected)], "{provider}");
        }
    }

    #[test]
    fn check_digits_raise_the_verdict() {
        let right = ["gh", "p_", &checksum::with_check_digits(&noise(30))].concat();
        let wrong = ["gh", "p_", &noise(36)].concat();
        assert_eq!(find(&right)[0].confidence, Confidence::Certain);
        assert_eq!(find(&wrong)[0].confidence, Confidence::Likely);
    }

    #[test]
    fn only_the_secret_part_is_marked() {
        let key = format!("{}==", noise(86));
        let text = ["AccountName=shop;Account", "Key=", &key, ";EndpointSuffix=core.windows.net"].concat();
        assert_eq!(found(&text)[0].0, key);
        let hook = ["https://hooks.", "slack.com/services/", "T0A1B2C3D4/B0A1B2C3D4/", &noise(24)].concat();
        assert!(found(&hook)[0].0.starts_with("T0A1"));
    }

    #[test]
    fn samples_are_dummies() {
        for parts in [
            vec!["AK", "IA", "IOSFODNN7EXAMPLE"],
            vec!["gh", "p_", "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"],
            vec!["sk", "_test_", "4eC39HqLyjWDarjtT1zdp7dc"],
        ] {
            assert_eq!(find(&parts.concat())[0].confidence, Confidence::Dummy, "{}", parts.concat());
        }
    }

    #[test]
    fn near_misses() {
        for parts in [
            vec!["gh", "p_", "short"],
            vec!["gh", "p_", &noise(37)],
            vec!["MAK", "IA", "Q7RZK2WM4TXNBV6H"],
            vec!["AK", "IA", "Q7RZK2WM4TXNBV6HX"],
            vec!["xo", "xb-your-token-goes-here-please"],
            vec!["task-", "list"],
            vec!["S", "K", &hex(33)],
            vec!["pk", "_live_", &noise(24)],
            vec!["12:AA", &noise(33)],
        ] {
            assert_eq!(find(&parts.concat()), [], "{}", parts.concat());
        }
    }

    #[test]
    fn web_tokens_need_a_header_that_decodes() {
        // {"alg":"HS256","typ":"JWT"} . {"sub":"shop","iat":1700000000}
        let (header, payload) = ("eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9", "eyJzdWIiOiJzaG9wIiwiaWF0IjoxNzAwMDAwMDAwfQ");
        let token = [header, payload, &noise(43)].join(".");
        let text = format!("token={token} ");
        assert_eq!(found(&text), [(token.as_str(), Kind::Token, Confidence::Certain)]);
        for broken in [[payload, payload, "x"].join("."), [header, payload].join("."), "eyJ.eyJ.x".to_owned()] {
            assert_eq!(find(&broken), [], "{broken}");
        }
    }
}
