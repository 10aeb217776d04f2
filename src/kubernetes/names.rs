//! The grammars of names, keys and values in a manifest.
//!
//! Upstream: apimachinery `pkg/util/validation/validation.go` and `pkg/api/validate/content/`. Lengths are in bytes.

use std::fmt;

/// Bytes that a DNS label, a key's name or a label's value may have.
const LONGEST_LABEL: usize = 63;
/// Bytes that a DNS subdomain or the key of a ConfigMap may have.
const LONGEST_SUBDOMAIN: usize = 253;
/// Bytes that a port's name may have.
const LONGEST_PORT_NAME: usize = 15;

/// Why a text breaks a grammar of names, and where.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NameError {
    /// What is wrong.
    pub problem: NameProblem,
    /// Byte of the text at which it is wrong.
    pub at: usize,
}

/// What can be wrong with a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NameProblem {
    /// Nothing there.
    Empty,
    /// Nothing before, between or after dots or a slash.
    EmptyPart,
    /// More bytes than allowed.
    TooLong {
        /// Bytes that the name, or the part of a key, has.
        length: usize,
        /// Bytes that it may have.
        limit: usize,
    },
    /// A character that may not stand anywhere in the name.
    Character {
        /// The character.
        found: char,
        /// Those that may, in words.
        allowed: &'static str,
    },
    /// The first character may only stand further in.
    Start {
        /// The character.
        found: char,
        /// Those that may stand first, in words.
        allowed: &'static str,
    },
    /// The last character may only stand further in.
    End {
        /// The character.
        found: char,
        /// Those that may stand last, in words.
        allowed: &'static str,
    },
    /// A second slash in a key.
    SecondSlash,
    /// Two hyphens in a row in a port's name.
    DoubleHyphen,
    /// A port's name without a letter.
    NoLetter,
    /// `.`, `..`, or `..` in front: a step in a path.
    PathStep,
    /// A wildcard host that does not begin with `*.`.
    NoWildcard,
}

impl fmt::Display for NameError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.problem {
            NameProblem::Empty => formatter.write_str("it may not be empty"),
            NameProblem::EmptyPart => formatter.write_str("one of its parts is empty"),
            NameProblem::TooLong { length, limit } => {
                write!(formatter, "it has {length} bytes, and at most {limit} are allowed")
            }
            NameProblem::Character { found, allowed } => {
                write!(formatter, "`{found}` may not stand in it; {allowed} may")
            }
            NameProblem::Start { found, allowed } => write!(formatter, "it begins with `{found}` instead of {allowed}"),
            NameProblem::End { found, allowed } => write!(formatter, "it ends with `{found}` instead of {allowed}"),
            NameProblem::SecondSlash => formatter.write_str("it has more than one `/`"),
            NameProblem::DoubleHyphen => formatter.write_str("it has two hyphens in a row"),
            NameProblem::NoLetter => formatter.write_str("it has no letter"),
            NameProblem::PathStep => formatter.write_str("it may neither be `.` nor begin with `..`"),
            NameProblem::NoWildcard => formatter.write_str("it does not begin with `*.`"),
        }
    }
}

impl std::error::Error for NameError {}

/// A DNS-1123 label (`IsDNS1123Label`): names of namespaces, containers, volumes.
///
/// # Errors
/// The first breach of the grammar.
pub fn check_dns_1123_label(name: &str) -> Result<(), NameError> {
    DNS_LABEL.check(name, 0)?;
    check_length(name, 0, LONGEST_LABEL)
}

/// A DNS-1123 subdomain (`IsDNS1123Subdomain`): names of most objects. Its labels may be longer than 63 bytes.
///
/// # Errors
/// The first breach of the grammar.
pub fn check_dns_1123_subdomain(name: &str) -> Result<(), NameError> {
    check_subdomain(name, 0)
}

/// `*.` and a DNS-1123 subdomain (`IsWildcardDNS1123Subdomain`): hosts of an Ingress.
///
/// # Errors
/// The first breach of the grammar.
pub fn check_wildcard_dns_1123_subdomain(name: &str) -> Result<(), NameError> {
    let rest = name.strip_prefix("*.").ok_or(NameError { problem: NameProblem::NoWildcard, at: 0 })?;
    check_subdomain(rest, 2).map_err(as_part)?;
    check_length(name, 0, LONGEST_SUBDOMAIN)
}

/// A DNS-1035 label (`IsDNS1035Label`): names of Services.
///
/// # Errors
/// The first breach of the grammar.
pub fn check_dns_1035_label(name: &str) -> Result<(), NameError> {
    DNS_1035_LABEL.check(name, 0)?;
    check_length(name, 0, LONGEST_LABEL)
}

/// An IANA service name (`IsValidPortName`): names of container ports, named target ports and probe ports.
///
/// # Errors
/// The first breach of the grammar.
pub fn check_port_name(name: &str) -> Result<(), NameError> {
    DNS_LABEL.check(name, 0)?;
    if let Some(at) = name.find("--") {
        return Err(NameError { problem: NameProblem::DoubleHyphen, at });
    }
    if !name.contains(|character: char| character.is_ascii_lowercase()) {
        return Err(NameError { problem: NameProblem::NoLetter, at: 0 });
    }
    check_length(name, 0, LONGEST_PORT_NAME)
}

/// A label's key, also known as qualified name (`IsLabelKey`): `app`, `app.kubernetes.io/name`.
///
/// # Errors
/// The first breach of the grammar.
pub fn check_label_key(key: &str) -> Result<(), NameError> {
    check_key(key, |prefix| check_subdomain(prefix, 0))
}

/// An annotation's key: a label's key whose prefix may be in upper case too
/// (apimachinery `pkg/api/validation/objectmeta.go` ValidateAnnotations).
///
/// # Errors
/// The first breach of the grammar.
pub fn check_annotation_key(key: &str) -> Result<(), NameError> {
    check_key(key, |prefix| check_subdomain(&prefix.to_ascii_lowercase(), 0))
}

/// A label's value (`IsLabelValue`): empty, or as the name in a key.
///
/// # Errors
/// The first breach of the grammar.
pub fn check_label_value(value: &str) -> Result<(), NameError> {
    if value.is_empty() { Ok(()) } else { check_key_name(value, 0) }
}

/// An environment variable's name by the classic grammar (`IsEnvVarName`).
///
/// # Errors
/// The first breach of the grammar.
pub fn check_env_var_name(name: &str) -> Result<(), NameError> {
    ENV_VAR_NAME.check(name, 0)?;
    check_path_step(name)
}

/// An environment variable's name as clusters take it from 1.34 on (`IsRelaxedEnvVarName`): printable ASCII without `=`.
///
/// # Errors
/// The first breach of the grammar.
pub fn check_relaxed_env_var_name(name: &str) -> Result<(), NameError> {
    RELAXED_ENV_VAR_NAME.check(name, 0)
}

/// The name of a variable in a shell or in C (`IsCIdentifier`): what works everywhere.
///
/// # Errors
/// The first breach of the grammar.
pub fn check_c_identifier(name: &str) -> Result<(), NameError> {
    C_IDENTIFIER.check(name, 0)
}

/// A key of a ConfigMap or Secret (`IsConfigMapKey`).
///
/// # Errors
/// The first breach of the grammar.
pub fn check_config_map_key(key: &str) -> Result<(), NameError> {
    CONFIG_MAP_KEY.check(key, 0)?;
    check_path_step(key)?;
    check_length(key, 0, LONGEST_SUBDOMAIN)
}

/// A name that may be a segment of a URL's path (`IsPathSegmentName`): names of roles and their bindings.
///
/// # Errors
/// The first breach of the grammar.
pub fn check_path_segment(name: &str) -> Result<(), NameError> {
    if matches!(name, "." | "..") {
        return Err(NameError { problem: NameProblem::PathStep, at: 0 });
    }
    PATH_SEGMENT.check(name, 0)
}

/// The name of an HTTP header (`IsHTTPHeaderName`).
///
/// # Errors
/// The first breach of the grammar.
pub fn check_http_header_name(name: &str) -> Result<(), NameError> {
    HTTP_HEADER_NAME.check(name, 0)
}

/// Which characters a name has, and which of them may stand at its ends.
struct Grammar {
    is_allowed: fn(char) -> bool,
    allowed: &'static str,
    is_start: fn(char) -> bool,
    start: &'static str,
    is_end: fn(char) -> bool,
    end: &'static str,
}

const ANYWHERE: fn(char) -> bool = |_| true;
const LOWER_ALPHANUMERIC: fn(char) -> bool = |character| character.is_ascii_lowercase() || character.is_ascii_digit();
const ALPHANUMERIC: fn(char) -> bool = |character| character.is_ascii_alphanumeric();

/// Of labels in names of hosts and objects.
const DNS_LABEL: Grammar = Grammar {
    is_allowed: |character| LOWER_ALPHANUMERIC(character) || character == '-',
    allowed: "lower-case letters, digits and `-`",
    is_start: LOWER_ALPHANUMERIC,
    start: "a lower-case letter or digit",
    is_end: LOWER_ALPHANUMERIC,
    end: "a lower-case letter or digit",
};

const DNS_1035_LABEL: Grammar =
    Grammar { is_start: |character| character.is_ascii_lowercase(), start: "a lower-case letter", ..DNS_LABEL };

/// Of the part of a key behind its prefix, and of label values.
const KEY_NAME: Grammar = Grammar {
    is_allowed: |character| ALPHANUMERIC(character) || matches!(character, '-' | '_' | '.'),
    allowed: "letters, digits, `-`, `_` and `.`",
    is_start: ALPHANUMERIC,
    start: "a letter or digit",
    is_end: ALPHANUMERIC,
    end: "a letter or digit",
};

const CONFIG_MAP_KEY: Grammar = Grammar { is_start: ANYWHERE, is_end: ANYWHERE, ..KEY_NAME };

const ENV_VAR_NAME: Grammar =
    Grammar { is_start: |character| !character.is_ascii_digit(), start: "a letter, `_`, `-` or `.`", ..CONFIG_MAP_KEY };

const C_IDENTIFIER: Grammar = Grammar {
    is_allowed: |character| ALPHANUMERIC(character) || character == '_',
    allowed: "letters, digits and `_`",
    start: "a letter or `_`",
    ..ENV_VAR_NAME
};

const RELAXED_ENV_VAR_NAME: Grammar = Grammar {
    is_allowed: |character| matches!(character, ' '..='~') && character != '=',
    allowed: "printable ASCII characters other than `=`",
    is_start: ANYWHERE,
    ..CONFIG_MAP_KEY
};

const PATH_SEGMENT: Grammar = Grammar {
    is_allowed: |character| !matches!(character, '/' | '%'),
    allowed: "all but `/` and `%`",
    ..CONFIG_MAP_KEY
};

const HTTP_HEADER_NAME: Grammar = Grammar {
    is_allowed: |character| ALPHANUMERIC(character) || character == '-',
    allowed: "letters, digits and `-`",
    ..CONFIG_MAP_KEY
};

impl Grammar {
    /// Checks `name`, which begins at byte `offset` of the whole.
    fn check(&self, name: &str, offset: usize) -> Result<(), NameError> {
        let error = |problem, at| Err(NameError { problem, at: offset + at });
        let odd = name.char_indices().find(|(_, character)| !(self.is_allowed)(*character));
        if let Some((at, found)) = odd {
            return error(NameProblem::Character { found, allowed: self.allowed }, at);
        }
        let (Some(first), Some(last)) = (name.chars().next(), name.chars().next_back()) else {
            return error(NameProblem::Empty, 0);
        };
        if !(self.is_start)(first) {
            return error(NameProblem::Start { found: first, allowed: self.start }, 0);
        }
        if !(self.is_end)(last) {
            return error(NameProblem::End { found: last, allowed: self.end }, name.len() - last.len_utf8());
        }
        Ok(())
    }
}

fn check_length(name: &str, offset: usize, limit: usize) -> Result<(), NameError> {
    if name.len() > limit {
        let problem = NameProblem::TooLong { length: name.len(), limit };
        return Err(NameError { problem, at: offset + limit });
    }
    Ok(())
}

fn check_subdomain(name: &str, offset: usize) -> Result<(), NameError> {
    if name.is_empty() {
        return Err(NameError { problem: NameProblem::Empty, at: offset });
    }
    let mut start = offset;
    for label in name.split('.') {
        DNS_LABEL.check(label, start).map_err(as_part)?;
        start += label.len() + 1;
    }
    check_length(name, offset, LONGEST_SUBDOMAIN)
}

fn check_key(key: &str, check_prefix: impl Fn(&str) -> Result<(), NameError>) -> Result<(), NameError> {
    let Some((prefix, name)) = key.split_once('/') else {
        return check_key_name(key, 0);
    };
    check_prefix(prefix).map_err(as_part)?;
    let start = prefix.len() + 1;
    if let Some(at) = name.find('/') {
        return Err(NameError { problem: NameProblem::SecondSlash, at: start + at });
    }
    check_key_name(name, start).map_err(as_part)
}

fn check_key_name(name: &str, offset: usize) -> Result<(), NameError> {
    KEY_NAME.check(name, offset)?;
    check_length(name, offset, LONGEST_LABEL)
}

/// What is wrong with a part, said of the whole.
fn as_part(error: NameError) -> NameError {
    match error.problem {
        NameProblem::Empty => NameError { problem: NameProblem::EmptyPart, ..error },
        _ => error,
    }
}

fn check_path_step(name: &str) -> Result<(), NameError> {
    if name == "." || name.starts_with("..") {
        return Err(NameError { problem: NameProblem::PathStep, at: 0 });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use proptest::prelude::*;
    use regex::Regex;

    use super::*;

    type Check = fn(&str) -> Result<(), NameError>;

    #[track_caller]
    fn assert_accepts(check: Check, names: &[&str]) {
        for name in names {
            assert_eq!(check(name), Ok(()), "{name}");
        }
    }

    #[track_caller]
    fn assert_refuses(check: Check, cases: &[(&str, usize, &str)]) {
        for (name, at, message) in cases {
            let error = check(name).unwrap_err();
            assert_eq!((error.at, &*error.to_string()), (*at, *message), "{name}");
        }
    }

    #[test]
    fn dns_labels() {
        let longest = "a".repeat(63);
        assert_accepts(check_dns_1123_label, &["a", "0", "my-app", "1-2--3", &longest]);
        assert_refuses(
            check_dns_1123_label,
            &[
                ("", 0, "it may not be empty"),
                ("my_app", 2, "`_` may not stand in it; lower-case letters, digits and `-` may"),
                ("my.app", 2, "`.` may not stand in it; lower-case letters, digits and `-` may"),
                ("App", 0, "`A` may not stand in it; lower-case letters, digits and `-` may"),
                ("añb", 1, "`ñ` may not stand in it; lower-case letters, digits and `-` may"),
                ("-a", 0, "it begins with `-` instead of a lower-case letter or digit"),
                ("ab-", 2, "it ends with `-` instead of a lower-case letter or digit"),
                (&"a".repeat(64), 63, "it has 64 bytes, and at most 63 are allowed"),
            ],
        );
        assert_accepts(check_dns_1035_label, &["a", "web-1"]);
        assert_refuses(check_dns_1035_label, &[("1web", 0, "it begins with `1` instead of a lower-case letter")]);
    }

    #[test]
    fn dns_subdomains() {
        let long_label = "a".repeat(100);
        assert_accepts(check_dns_1123_subdomain, &["a", "a.b-c.1", &long_label]);
        assert_refuses(
            check_dns_1123_subdomain,
            &[
                ("", 0, "it may not be empty"),
                ("a..b", 2, "one of its parts is empty"),
                (".a", 0, "one of its parts is empty"),
                ("a.", 2, "one of its parts is empty"),
                ("ab.-c", 3, "it begins with `-` instead of a lower-case letter or digit"),
                ("ab.c_d", 4, "`_` may not stand in it; lower-case letters, digits and `-` may"),
                (&"a".repeat(254), 253, "it has 254 bytes, and at most 253 are allowed"),
            ],
        );
        assert_accepts(check_wildcard_dns_1123_subdomain, &["*.example.com", "*.a"]);
        assert_refuses(
            check_wildcard_dns_1123_subdomain,
            &[
                ("example.com", 0, "it does not begin with `*.`"),
                ("*", 0, "it does not begin with `*.`"),
                ("*.", 2, "one of its parts is empty"),
                ("*.*.a", 2, "`*` may not stand in it; lower-case letters, digits and `-` may"),
            ],
        );
    }

    #[test]
    fn port_names() {
        assert_accepts(check_port_name, &["http", "a", "8a", "http-metrics-12"]);
        assert_refuses(
            check_port_name,
            &[
                ("8080", 0, "it has no letter"),
                ("a--b", 1, "it has two hyphens in a row"),
                ("http_api", 4, "`_` may not stand in it; lower-case letters, digits and `-` may"),
                ("prometheus-metrics", 15, "it has 18 bytes, and at most 15 are allowed"),
            ],
        );
    }

    #[test]
    fn label_keys_and_values() {
        let longest = format!("{}/{}", "a".repeat(253), "B".repeat(63));
        assert_accepts(check_label_key, &["app", "App.Name_1-x", "app.kubernetes.io/name", "a/B", &longest]);
        assert_refuses(
            check_label_key,
            &[
                ("", 0, "it may not be empty"),
                ("/name", 0, "one of its parts is empty"),
                ("a/", 2, "one of its parts is empty"),
                ("a/b/c", 3, "it has more than one `/`"),
                ("A/b", 0, "`A` may not stand in it; lower-case letters, digits and `-` may"),
                ("a/-b", 2, "it begins with `-` instead of a letter or digit"),
                ("a/b c", 3, "` ` may not stand in it; letters, digits, `-`, `_` and `.` may"),
                (&format!("a/{}", "b".repeat(64)), 65, "it has 64 bytes, and at most 63 are allowed"),
            ],
        );
        assert_accepts(check_annotation_key, &["Example.com/Name", "a"]);
        assert!(check_annotation_key("exa mple/name").is_err());
        assert_accepts(check_label_value, &["", "a", "v1.2_3-x", "TRUE"]);
        assert_refuses(
            check_label_value,
            &[
                ("a/b", 1, "`/` may not stand in it; letters, digits, `-`, `_` and `.` may"),
                ("a.", 1, "it ends with `.` instead of a letter or digit"),
            ],
        );
    }

    #[test]
    fn environment_variables_and_keys_of_data() {
        assert_accepts(check_env_var_name, &["A", "_a", "my.env-name", ".a", "-"]);
        assert_refuses(
            check_env_var_name,
            &[
                ("", 0, "it may not be empty"),
                ("1A", 0, "it begins with `1` instead of a letter, `_`, `-` or `.`"),
                ("A B", 1, "` ` may not stand in it; letters, digits, `-`, `_` and `.` may"),
                (".", 0, "it may neither be `.` nor begin with `..`"),
                ("..a", 0, "it may neither be `.` nor begin with `..`"),
            ],
        );
        assert_accepts(check_relaxed_env_var_name, &["1A", "a b", "a:b", "..", "~"]);
        assert_refuses(
            check_relaxed_env_var_name,
            &[("A=B", 1, "`=` may not stand in it; printable ASCII characters other than `=` may")],
        );
        assert!(check_relaxed_env_var_name("").is_err() && check_relaxed_env_var_name("a\tb").is_err());
        assert_accepts(check_c_identifier, &["A_1", "_"]);
        assert_refuses(check_c_identifier, &[("1", 0, "it begins with `1` instead of a letter or `_`")]);
        assert!(check_c_identifier("a-b").is_err());
        assert_accepts(check_config_map_key, &["a", "-", "_.x", "application.properties", ".dockerconfigjson", "1"]);
        assert!(check_config_map_key("a/b").is_err() && check_config_map_key("..").is_err());
        assert!(check_config_map_key(&"a".repeat(254)).is_err());
    }

    #[test]
    fn segments_and_headers() {
        assert_accepts(check_path_segment, &["system:node", "a b", "..."]);
        assert!(["", ".", "..", "a/b", "50%"].iter().all(|name| check_path_segment(name).is_err()));
        assert_accepts(check_http_header_name, &["X-Custom", "-"]);
        assert!(["", "X_Custom", "a:"].iter().all(|name| check_http_header_name(name).is_err()));
    }

    /// The grammars as upstream writes them, lengths aside.
    static UPSTREAM: LazyLock<Vec<(Check, Regex)>> = LazyLock::new(|| {
        let label = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
        let subdomain = format!(r"{label}(\.{label})*");
        let name = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]";
        let regex = |pattern: &str| Regex::new(&format!(r"\A(?:{pattern})\z")).unwrap();
        vec![
            (check_dns_1123_label, regex(label)),
            (check_dns_1123_subdomain, regex(&subdomain)),
            (check_wildcard_dns_1123_subdomain, regex(&format!(r"\*\.{subdomain}"))),
            (check_dns_1035_label, regex("[a-z]([-a-z0-9]*[a-z0-9])?")),
            (check_label_key, regex(&format!("({subdomain}/)?{name}"))),
            (check_label_value, regex(&format!("({name})?"))),
            (check_env_var_name, regex(r"\.?([-_a-zA-Z][-._a-zA-Z0-9]*)|\.[-_a-zA-Z0-9][-._a-zA-Z0-9]*")),
            (check_relaxed_env_var_name, regex("[ -<>-~]+")),
            (check_c_identifier, regex("[A-Za-z_][A-Za-z0-9_]*")),
            (check_config_map_key, regex(r"[-_a-zA-Z0-9][-._a-zA-Z0-9]*|\.[-_a-zA-Z0-9][-._a-zA-Z0-9]*")),
            (check_path_segment, regex(r"(?s)[^/%.]|\.?[^/%.][^/%]*|\.\.[^/%]+")),
            (check_http_header_name, regex("[-A-Za-z0-9]+")),
        ]
    });

    proptest! {
        #[test]
        fn no_text_makes_them_panic(name in any::<String>()) {
            for (check, grammar) in UPSTREAM.iter() {
                let result = check(&name);
                prop_assert_eq!(result.is_ok(), grammar.is_match(&name), "{}", grammar);
                if let Err(error) = result {
                    prop_assert!(name.is_char_boundary(error.at) && !error.to_string().is_empty());
                }
            }
            let _ = (check_port_name(&name), check_annotation_key(&name));
        }

        #[test]
        fn the_grammars_are_upstream_s(name in r"(\*\.)?[aB0._/=% -]{0,7}") {
            for (check, grammar) in UPSTREAM.iter() {
                prop_assert_eq!(check(&name).is_ok(), grammar.is_match(&name), "{}", grammar);
            }
        }
    }
}
