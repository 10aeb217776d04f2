//! Is this text a credential? The evidence in a name and its value, in a command line, in a file inside a ConfigMap.
//!
//! Everything here is pure: strings in, verdicts with byte ranges out, in time linear in the input. The score has two
//! sides, what the name says and what the value looks like. Neither is enough alone, except where the form of the value
//! is unmistakable (a provider's token, a private key, user and password in a URL).

mod broken;
mod command;
mod connection;
mod dummy;
mod encoded;
mod entropy;
mod forms;
mod header;
mod names;
mod pair;
mod pem;
mod programs;
mod providers;
mod redact;
mod references;
mod shell;
mod text;
mod url;
mod values;
mod weigh;
mod word_list;
mod words;

use std::ops::Range;

pub use broken::perhaps_secret;
pub use command::{CommandSecret, in_command};
pub use dummy::is_dummy;
pub use encoded::decoded_text;
pub use redact::redact;
pub use text::{TextSecret, in_entry, in_text};
pub use url::{UrlCredential, credentials_in_url, may_hold_url_credentials};

/// Where a value is written. It decides how much a name alone is worth: an environment variable is read by a program, a
/// line in a file may be anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Sink {
    /// The literal value of an environment variable.
    Env,
    /// A value of a ConfigMap's `data`.
    ConfigMap,
    /// A value of a Secret's `stringData`, or of its `data` after decoding.
    Secret,
    /// A flag or an assignment in a container's command or arguments.
    Argument,
    /// The value of an annotation.
    Annotation,
    /// A line of a file that is embedded in a ConfigMap or Secret.
    Text,
}

/// What a credential opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A password, passphrase or PIN.
    Password,
    /// An API, access or encryption key.
    ApiKey,
    /// A bearer, session or access token.
    Token,
    /// A shared or client secret, or a credential of no nearer kind.
    Secret,
    /// The private half of a key pair.
    PrivateKey,
    /// User and password in a URL or connection string.
    ConnectionString,
    /// A token in the form that this provider gives out.
    Provider(&'static str),
}

/// How sure the verdict is. Greater is surer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Confidence {
    /// A well-known default, a documentation sample or a stand-in such as `changeme`: hardcoded, yet little is given away.
    Dummy,
    /// The name says so and the value does not contradict.
    Likely,
    /// Name and value agree, or the value's form proves it.
    Certain,
}

/// That a value is a credential, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// What it opens.
    pub kind: Kind,
    /// How sure that is.
    pub confidence: Confidence,
    /// The bytes of the secret part, on character boundaries inside the text that was asked about.
    pub range: Range<usize>,
    /// Why, as one clause in lower case, without the value.
    pub reason: String,
}

/// Judges the `value` written under `name` (an environment variable, a configuration key, a flag without its dashes).
///
/// `None` means that nothing speaks for a credential, or something speaks against it: a reference, a path, a switch.
/// The range of the verdict lies within `value`.
///
/// ```
/// use timonel::rules::secrets::evidence::{Confidence, Sink, judge};
/// let worth = |name, value| judge(name, value, Sink::Env).map(|verdict| verdict.confidence);
/// assert_eq!(worth("DB_PASSWORD", "Tr0ub4dor&3"), Some(Confidence::Certain));
/// assert_eq!(worth("DB_PASSWORD", "changeme"), Some(Confidence::Dummy));
/// assert_eq!(worth("DB_PASSWORD_FILE", "/run/secrets/db"), None);
/// ```
pub fn judge(name: &str, value: &str, sink: Sink) -> Option<Verdict> {
    forms::strongest(value).or_else(|| weigh::by_name(name, value, sink))
}

impl Verdict {
    fn new(kind: Kind, confidence: Confidence, range: Range<usize>, reason: impl Into<String>) -> Self {
        Self { kind, confidence, range, reason: reason.into() }
    }

    /// The same verdict about a text in which this one's text starts at byte `by`.
    fn shifted(mut self, by: usize) -> Self {
        self.range = self.range.start + by..self.range.end + by;
        self
    }

    /// The same verdict, its range read through `places`.
    fn mapped(mut self, places: impl FnOnce(Range<usize>) -> Range<usize>) -> Self {
        self.range = places(self.range);
        self
    }
}

#[cfg(test)]
mod tests;
