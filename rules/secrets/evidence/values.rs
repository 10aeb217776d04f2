//! What a value looks like, whatever its name: nothing, a reference, a switch, a place, prose, a name, or a literal.

use super::{pem, references, word_list::WordList, words::words};

/// The look of a value, without surrounding blanks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// Empty, `null`, `none`.
    Nothing,
    /// Filled in elsewhere.
    Unknown,
    /// `true`, `off`, a type name such as `string`.
    Keyword,
    /// Digits only.
    Digits,
    /// A number with a unit, a version, a date.
    Measure,
    /// A path, a URL, a host with a port.
    Place,
    /// Not secret by its nature: a certificate, a public key, the hash of a password.
    Public,
    /// Several lines, JSON or YAML, a pattern: a document of its own.
    Document,
    /// Words with blanks between them.
    Prose,
    /// Words and small numbers with punctuation between them, as things are named.
    Name,
    /// Anything else without blanks.
    Opaque,
}

/// Longer values are not on the lists of words.
const LONGEST_WORD: usize = 16;

static NOTHING: WordList = WordList::new("~ \"\" '' {} [] null none nil undefined n/a na empty nullptr");

static KEYWORDS: WordList = WordList::new(
    "bool boolean disable disabled enable enabled false forbidden int integer invalid n no number
     object off on optional prefer preferred prompt require required str string text true valor
     value varchar y yes",
);

static FILE_ENDINGS: WordList = WordList::new(
    ".asc .bin .cer .cert .cfg .cnf .conf .config .crt .csr .csv .der .env .gpg .html .ini .jceks
     .jks .js .json .jwk .jwks .kdbx .key .keystore .keytab .log .p12 .p8 .pem .pfx .php .pkcs12
     .properties .ps1 .pub .py .secret .sh .sql .toml .truststore .txt .xml .yaml .yml",
);

/// Words that letters and digits share.
static NUMERONYMS: WordList =
    WordList::new("a11y b2b e2e h2c i18n k3s k8s l10n m2m p2p v1alpha1 v1beta1 v2beta1 v2beta2 x509");

/// The look of `value`, which has no blanks around it.
pub(super) fn shape(value: &str) -> Shape {
    let lower = if value.len() <= LONGEST_WORD { value.to_ascii_lowercase() } else { String::new() };
    if value.is_empty() || NOTHING.has(&lower) {
        Shape::Nothing
    } else if value.contains(['\n', '\r']) {
        Shape::Document
    } else if references::is_unknown(value) {
        Shape::Unknown
    } else if KEYWORDS.has(&lower) || matches!(lower.trim_end_matches(|c: char| c.is_ascii_digit()), "value" | "valor")
    {
        Shape::Keyword
    } else {
        literal_shape(value)
    }
}

fn literal_shape(value: &str) -> Shape {
    if value.bytes().all(|b| b.is_ascii_digit()) {
        Shape::Digits
    } else if is_measure(value) {
        Shape::Measure
    } else if is_public(value) {
        Shape::Public
    } else if is_place(value) {
        Shape::Place
    } else if is_document(value) {
        Shape::Document
    } else if value.contains(char::is_whitespace) {
        Shape::Prose
    } else if is_name(value) {
        Shape::Name
    } else {
        Shape::Opaque
    }
}

/// `15m`, `1.5Gi`, `-1`, `1_000`, `2024-01-31`, `1.2.3`, `50%`.
fn is_measure(value: &str) -> bool {
    let number = value.trim_start_matches(['-', '+', 'v']);
    let unit_at = number
        .find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | ',' | '_' | '-' | ':' | '/')))
        .unwrap_or(number.len());
    let (digits, unit) = number.split_at(unit_at);
    const UNITS: [&str; 29] = [
        "", "%", "B", "G", "GB", "Gi", "GiB", "K", "KB", "Ki", "M", "MB", "Mi", "MiB", "T", "Ti", "d", "day", "days",
        "h", "hours", "k", "m", "min", "minutes", "ms", "s", "sec", "seconds",
    ];
    digits.bytes().any(|b| b.is_ascii_digit()) && UNITS.contains(&unit)
}

/// A certificate, a public key, a salted hash.
fn is_public(value: &str) -> bool {
    const STARTS: [&str; 28] = [
        "ssh-rsa ",
        "AAAAB3NzaC1yc2E",
        "ssh-ed25519 ",
        "ecdsa-sha2-",
        "ssh-dss ",
        "age1",
        "$2a$",
        "$2b$",
        "$2y$",
        "$apr1$",
        "$1$",
        "$5$",
        "$6$",
        "$7$",
        "$y$",
        "$argon2",
        "$pbkdf2",
        "$scrypt$",
        "{sha}",
        "{ssha}",
        "{SHA}",
        "{SSHA}",
        "{bcrypt}",
        "{SHA512}",
        "{SSHA512}",
        "pbkdf2",
        "sha256:",
        "SCRAM-SHA-256$",
    ];
    let htpasswd = value.split_once(':').is_some_and(|(_, hash)| STARTS.iter().any(|start| hash.starts_with(start)));
    htpasswd || STARTS.iter().any(|start| value.starts_with(start)) || pem::is_public(value)
}

/// A path, a URL, a host with a port, an object in a namespace.
fn is_place(value: &str) -> bool {
    const STARTS: [&str; 7] = ["./", "../", "~/", "file:", "\\\\", "$HOME", "classpath:"];
    let lower_end: String =
        value.chars().rev().take(12).flat_map(char::to_lowercase).collect::<Vec<_>>().into_iter().rev().collect();
    STARTS.iter().any(|start| value.starts_with(start))
        || is_absolute_path(value)
        || is_drive_path(value)
        || has_scheme(value)
        || is_host_and_port(value)
        || (is_relative_path(value) && value.matches('/').count() >= 2)
        || (!value.contains(char::is_whitespace)
            && value.len() > 5
            && FILE_ENDINGS.iter().any(|end| lower_end.ends_with(end)))
}

/// `/etc/x`: each part is made of words. A slash may also begin base64, which is not.
fn is_absolute_path(value: &str) -> bool {
    value.starts_with('/') && !super::entropy::looks_random(value)
}

fn is_relative_path(value: &str) -> bool {
    value.split('/').all(|part| !part.is_empty() && is_name(part))
}

fn is_drive_path(value: &str) -> bool {
    let bytes = value.as_bytes();
    bytes.len() > 2 && bytes[0].is_ascii_alphabetic() && bytes[1] == b':' && matches!(bytes[2], b'\\' | b'/')
}

/// `scheme://…`; user and password in it are looked for elsewhere.
fn has_scheme(value: &str) -> bool {
    value.split_once("://").is_some_and(|(scheme, _)| {
        scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme.bytes().all(|b| b.is_ascii_alphanumeric() || b"+.-:".contains(&b))
    })
}

fn is_host_and_port(value: &str) -> bool {
    value.rsplit_once(':').is_some_and(|(host, port)| {
        !host.is_empty()
            && (2..=5).contains(&port.len())
            && port.bytes().all(|b| b.is_ascii_digit())
            && host.bytes().all(|b| b.is_ascii_alphanumeric() || b".-".contains(&b))
            && (host.contains('.') || host == "localhost")
    })
}

/// JSON, a list, a pattern, a query.
fn is_document(value: &str) -> bool {
    let ends = |open: char, close: char| value.starts_with(open) && value.ends_with(close);
    let coloured = ["\\x1b[", "\\033[", "\\e["].iter().any(|escape| value.contains(escape));
    coloured
        || ends('{', '}')
        || ends('[', ']')
        || ends('^', '$')
        || value.starts_with("<?xml")
        || value.starts_with("{\"")
}

/// Parts of words, each with at most one small number: `db-password`, `node1`, `X-Api-Key`, `kube-system/foo`.
pub(super) fn is_name(value: &str) -> bool {
    value.contains(char::is_alphabetic) && value.split(['-', '_', '.', '/', ':']).all(is_part_of_name)
}

fn is_part_of_name(part: &str) -> bool {
    if NUMERONYMS.has(part) {
        return true;
    }
    let words = words(part);
    let (numbers, letters): (Vec<&String>, Vec<&String>) =
        words.iter().partition(|word| word.contains(char::is_numeric));
    let small = numbers.len() <= 1 && numbers.iter().all(|number| number.len() <= 3);
    let spoken = letters.iter().all(|word| (word.len() >= 2 || letters.len() == 1) && is_spoken(word));
    small && spoken && part.chars().all(char::is_alphanumeric)
}

/// Whether `word` can be spoken, or is short enough to be an abbreviation.
fn is_spoken(word: &str) -> bool {
    let mut longest = 0;
    let mut run = 0;
    for letter in word.chars() {
        run = if "aeiouy".contains(letter) || !letter.is_ascii() { 0 } else { run + 1 };
        longest = longest.max(run);
    }
    longest <= 4
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shapes() {
        for (expected, values) in [
            (Shape::Nothing, "null None ~ {} N/A"),
            (Shape::Unknown, "$(X) ${X} <password> vault:x YOUR_TOKEN ****"),
            (Shape::Keyword, "true No required string valor value2"),
            (Shape::Digits, "1 123456"),
            (Shape::Measure, "15m 1.5Gi 2024-01-31 v1.2.3 -1 10.0.0.1:8080 50%"),
            (
                Shape::Place,
                "/etc/pw ./pw tls.key my/secret/file/path https://idp.example.com/token C:\\pw.txt localhost:8080",
            ),
            (Shape::Place, "db.example.com:5432 kv/data/app"),
            (Shape::Public, "$2y$10$abcdefghijk admin:$apr1$x$y sha256:0123abcd"),
            (Shape::Document, "{\"a\":1} ^[a-z]+$ [1,2]"),
            (
                Shape::Name,
                "postgres db-password X-Api-Key secretsquirrels my-app-v2 kube-system/foo hunter2 a csi.storage.k8s.io/secret-name",
            ),
            (Shape::Opaque, "Tr0ub4dor&3 x7Kp2Qr9 9f86d081884c7d659a2f p@ss kT9vQ2+xB7mR4/zL8wN1cA== s3cr3t Zk4Qm9"),
        ] {
            for value in values.split_whitespace() {
                assert_eq!(shape(value), expected, "{value}");
            }
        }
        assert_eq!(shape(""), Shape::Nothing);
        assert_eq!(shape("a\nb"), Shape::Document);
        assert_eq!(shape("the token is kept elsewhere"), Shape::Prose);
        assert_eq!(shape("ssh-rsa AAAA"), Shape::Public);
    }
}
