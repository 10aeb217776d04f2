//! How the rules of this area speak of a credential: how bad it is, in which words, and where it should be instead.

use std::fmt;

use super::evidence::{Confidence, Kind, Verdict, redact};
use crate::diagnostic::Severity;
use crate::kubernetes::{Object, placeholder};

/// A credential in a text, as it is reported.
pub(super) struct Leak<'t> {
    /// What it is given to inside the text: a flag, a key of a file; empty where nothing names it.
    pub name: &'t str,
    pub verdict: &'t Verdict,
    value: &'t str,
}

/// What the credential would open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Worth {
    /// Nothing: a person or a tool is to put the real one in its place.
    StandIn,
    /// Whatever still has the password that everybody tries first.
    WellKnown,
    /// Something.
    Real,
}

impl<'t> Leak<'t> {
    /// What a verdict says of `text`.
    pub(super) fn new(name: &'t str, verdict: &'t Verdict, text: &'t str) -> Self {
        Self { name, verdict, value: text.get(verdict.range.clone()).unwrap_or_default() }
    }

    /// What the credential would open.
    pub(super) fn worth(&self) -> Worth {
        // Of tokens and keys, only the samples of documentation are well known.
        let by_form = matches!(self.verdict.kind, Kind::Provider(_) | Kind::PrivateKey);
        match self.verdict.confidence {
            Confidence::Likely | Confidence::Certain => Worth::Real,
            Confidence::Dummy if by_form || placeholder::is_dummy(self.value) => Worth::StandIn,
            Confidence::Dummy => Worth::WellKnown,
        }
    }

    /// How bad it is where the credential should not be at all.
    pub(super) fn severity(&self) -> Severity {
        let opens = matches!(self.verdict.kind, Kind::Password | Kind::ConnectionString);
        match self.worth() {
            Worth::Real => Severity::Error,
            Worth::WellKnown if opens => Severity::Error,
            Worth::WellKnown => Severity::Warning,
            Worth::StandIn => Severity::Info,
        }
    }

    /// What follows for `outer`, the thing that holds the text: `consequence` for a real credential.
    pub(super) fn sentence(&self, subject: &str, consequence: &str) -> String {
        match self.worth() {
            Worth::StandIn => format!("{subject} holds {self}; do not put the real one here"),
            _ => format!("{subject} holds {self}: {consequence}"),
        }
    }
}

/// What it is: `a password, Tr… (11 characters)`. Of the value, no more than its first characters.
impl fmt::Display for Leak<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (article, noun) = noun(self.verdict.kind);
        match self.worth() {
            Worth::StandIn => return write!(formatter, "a placeholder for {article} {noun}"),
            Worth::WellKnown => write!(formatter, "a well-known {noun}")?,
            Worth::Real => write!(formatter, "{article} {noun}")?,
        }
        match self.verdict.kind {
            // All of them begin alike.
            Kind::PrivateKey => Ok(()),
            _ => write!(formatter, ", {}", redact(self.value)),
        }
    }
}

/// What a credential is called, and the article before it.
fn noun(kind: Kind) -> (&'static str, &'static str) {
    match kind {
        Kind::Password | Kind::ConnectionString => ("a", "password"),
        Kind::ApiKey => ("a", "key"),
        Kind::Token => ("a", "token"),
        Kind::Secret => ("a", "secret"),
        Kind::PrivateKey => ("a", "private key"),
        Kind::Provider(name) if name.starts_with(['A', 'E', 'I', 'O', 'a']) => ("an", name),
        Kind::Provider(name) => ("a", name),
    }
}

/// `thing`, or what `inner` names in it: ``variable `OPTS` ``, ``  `-Dpassword` in variable `OPTS` ``.
pub(super) fn subject(inner: &str, key: &str, thing: &str) -> String {
    if inner.is_empty() || inner == key { thing.to_owned() } else { format!("`{inner}` in {thing}") }
}

/// The reference that a variable should have in place of a literal, with names that would do here.
pub(super) fn reference(object: Object<'_>, name: &str) -> String {
    let secret = object.name().filter(|name| !placeholder::is_unknown(name)).unwrap_or_else(|| "…".into());
    format!("`valueFrom: {{secretKeyRef: {{name: {secret}, key: {}}}}}`", key_for(name))
}

/// A key of a Secret for what `name` names: `root-password` for `ROOT_PASSWORD`.
fn key_for(name: &str) -> String {
    let key: String = name.to_ascii_lowercase().replace('_', "-");
    let is_key = !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-.".contains(&byte));
    if is_key { key } else { "…".to_owned() }
}

/// The variable that may hold what is given to `name`, a flag or a property: `DB_PASSWORD` for `--db-password`.
pub(super) fn variable_for(name: &str, kind: Kind) -> String {
    let plain = name.strip_prefix("-D").unwrap_or(name).trim_start_matches('-');
    let is_telling =
        plain.len() > 3 && plain.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte));
    if is_telling {
        return plain.to_ascii_uppercase().replace(['-', '.'], "_");
    }
    let word = match kind {
        Kind::Password | Kind::ConnectionString => "PASSWORD",
        Kind::ApiKey => "API_KEY",
        Kind::PrivateKey => "PRIVATE_KEY",
        Kind::Token | Kind::Provider(_) => "TOKEN",
        Kind::Secret => "SECRET",
    };
    word.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::secrets::evidence::{Sink, judge};

    fn said(name: &str, value: &str) -> (Severity, String) {
        let verdict = judge(name, value, Sink::Env).unwrap();
        let leak = Leak::new(name, &verdict, value);
        (leak.severity(), leak.to_string())
    }

    #[test]
    fn a_value_is_as_bad_as_it_opens_something() {
        for (name, value, severity, text) in [
            ("DB_PASSWORD", "Tr0ub4dor&3", Severity::Error, "a password, Tr… (11 characters)"),
            ("DB_PASSWORD", "postgres", Severity::Error, "a well-known password, po… (8 characters)"),
            ("JWT_SECRET", "secret", Severity::Warning, "a well-known secret, … (6 characters)"),
            ("DB_PASSWORD", "changeme", Severity::Info, "a placeholder for a password"),
        ] {
            assert_eq!(said(name, value), (severity, text.to_owned()), "{value}");
        }
    }

    #[test]
    fn flags_become_variables() {
        for (flag, variable) in [
            ("--db-password", "DB_PASSWORD"),
            ("-Dspring.password", "SPRING_PASSWORD"),
            ("-p", "PASSWORD"),
            ("", "PASSWORD"),
        ] {
            assert_eq!(variable_for(flag, Kind::Password), variable);
        }
    }
}
