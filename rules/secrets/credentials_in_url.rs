//! credentials-in-url: see `credentials_in_url.md`.

use std::borrow::Cow;
use std::ops::Range;

use super::commands::{Command, commands};
use super::entries::{LAST_APPLIED, config_maps};
use super::evidence::{Kind, Sink, TextSecret, Verdict, in_command, in_entry, may_hold_url_credentials, redact};
use super::leak::{Leak, reference};
use crate::diagnostic::{Layer, Severity};
use crate::kubernetes::{self, Container, Encoding, EnvVar, Object, Workload, placeholder};
use crate::rule::{Check, Context, Place, Rule};
use crate::yaml::Node;

pub(super) static RULE: Rule = Rule {
    id: "credentials-in-url",
    summary: "a URL or connection string holds a password",
    severity: Severity::Error,
    layer: Layer::Leak,
    check: Check::Object(&[], check),
    docs: include_str!("credentials_in_url.md"),
    ..Rule::DEFAULT
};

/// Bytes beyond which a user is none.
const LONGEST_USER: usize = 256;
/// Bytes beyond which a scheme is none.
const LONGEST_SCHEME: usize = 32;

fn check<'a>(object: Object<'a>, cx: &mut Context<'a>) {
    if object.kind == kubernetes::Kind::Other {
        return;
    }
    check_annotations(object.metadata(), cx);
    check_config_maps(object, cx);
    let Some(workload) = Workload::of(object) else { return };
    if workload.pod.metadata != object.metadata() {
        check_annotations(workload.pod.metadata, cx);
    }
    for container in workload.pod.containers() {
        check_image(container, cx);
        for variable in container.env() {
            check_variable(variable, container, object, cx);
        }
        for command in commands(container) {
            check_command(&command, container, cx);
        }
    }
}

fn check_annotations<'a>(metadata: Option<Node<'a>>, cx: &mut Context<'a>) {
    let annotations = metadata.and_then(|metadata| metadata.get("annotations"));
    for entry in annotations.map(Node::merged_entries).unwrap_or_default() {
        let (key, text) = (entry.key.key_text(), entry.value.text());
        // It repeats what is said in the object itself.
        if key == LAST_APPLIED {
            continue;
        }
        for secret in in_urls(&key, &text, Sink::Annotation) {
            let found = Found { verdict: &secret.verdict, text: &text, thing: format!("annotation `{key}`") };
            let place = Place::Part(entry.value, found.verdict.range.clone());
            found.report(place, "annotations are kept and shown as they are; name a Secret here instead", cx);
        }
    }
}

fn check_config_maps<'a>(object: Object<'a>, cx: &mut Context<'a>) {
    for bundle in config_maps(object) {
        for entry in bundle.entries.iter().filter(|entry| entry.encoding == Encoding::Text) {
            let (key, text) = (&entry.key, entry.value());
            for secret in in_urls(key, &text, Sink::ConfigMap) {
                let thing = format!("`{key}` of {}", bundle.title);
                let found = Found { verdict: &secret.verdict, text: &text, thing };
                let help = format!(
                    "move `{key}` to a Secret; or keep the address here without user and password, and give those to \
                     the program as variables with `secretKeyRef`"
                );
                found.report(entry.part(found.verdict.range.clone()), help, cx);
            }
        }
    }
}

fn check_variable<'a>(variable: EnvVar<'a>, container: Container<'a>, object: Object<'a>, cx: &mut Context<'a>) {
    let Some(value) = variable.value else { return };
    let (name, text) = (variable.name.text(), value.text());
    for secret in in_urls(&name, &text, Sink::Env) {
        let thing = format!("variable `{name}` of container `{}`", container.name());
        let found = Found { verdict: &secret.verdict, text: &text, thing };
        let help = format!("move the whole value to a Secret and reference it: {}", reference(object, &name));
        found.report(Place::Part(value, found.verdict.range.clone()), help, cx);
    }
}

fn check_command<'a>(command: &Command<'a>, container: Container<'a>, cx: &mut Context<'a>) {
    let texts: Vec<Cow<'a, str>> = command.words.iter().map(|word| word.text()).collect();
    let words: Vec<&str> = texts.iter().map(AsRef::as_ref).collect();
    for secret in in_command(&words).iter().filter(|secret| is_in_url(&secret.verdict)) {
        let thing = format!("{} of container `{}`", command.of, container.name());
        let found = Found { verdict: &secret.verdict, text: words[secret.argument], thing };
        let place = Place::Part(command.words[secret.argument], found.verdict.range.clone());
        found.report(
            place,
            "give the container the password as a variable with `secretKeyRef`, and write `$(PASSWORD)` in its place",
            cx,
        );
    }
}

/// `user:password@registry/…`: a reference takes no credentials, but who tries has written them down.
fn check_image<'a>(container: Container<'a>, cx: &mut Context<'a>) {
    let Some(image) = container.image() else { return };
    let text = image.text();
    let Some(range) = image_password(&text) else { return };
    let (name, shown) = (container.name(), redact(&text[range.clone()]));
    cx.report(
        Place::Part(image, range),
        format!("the image reference of container `{name}` holds a password, {shown}, and no reference takes one"),
    )
    .help("name the image alone, and a Secret of type `kubernetes.io/dockerconfigjson` in `imagePullSecrets`");
}

fn image_password(text: &str) -> Option<Range<usize>> {
    let (credentials, behind) = text.rsplit_once('@')?;
    let is_digest = behind.split_once(':').is_some_and(|(algorithm, _)| algorithm.starts_with("sha"));
    let from = credentials.find("://").map_or(0, |at| at + 3);
    let password = from + credentials[from..].find(':')? + 1..credentials.len();
    let is_unknown = placeholder::is_unknown(&text[password.clone()]);
    (!is_digest && !password.is_empty() && !is_unknown && !text[password.clone()].contains('/')).then_some(password)
}

/// The credentials of an entry that stand in URLs; the others are for the rule of the place to report.
fn in_urls(key: &str, text: &str, sink: Sink) -> Vec<TextSecret> {
    if !may_hold_url_credentials(text) {
        return Vec::new();
    }
    let mut found = in_entry(key, text, sink);
    found.retain(|secret| is_in_url(&secret.verdict));
    found
}

fn is_in_url(verdict: &Verdict) -> bool {
    verdict.kind == Kind::ConnectionString
}

/// A password in a URL or connection string.
struct Found<'t> {
    verdict: &'t Verdict,
    text: &'t str,
    /// What holds the text.
    thing: String,
}

impl Found<'_> {
    fn report<'a>(&self, place: Place<'a>, help: impl Into<String>, cx: &mut Context<'a>) {
        let leak = Leak::new("", self.verdict, self.text);
        let subject = format!("{} in {}", self.form(), self.thing);
        let message =
            leak.sentence(&subject, "addresses are copied into logs and error messages, with all that is in them");
        cx.report(place, message).severity(leak.severity()).help(help);
    }

    /// Which kind of address it is.
    fn form(&self) -> String {
        match scheme_before(self.text, self.verdict.range.start) {
            Some(scheme) => format!("the `{scheme}` URL"),
            None => "the connection string".to_owned(),
        }
    }
}

/// The scheme of the URL whose password starts at byte `at`.
fn scheme_before(text: &str, at: usize) -> Option<&str> {
    let head = text.get(..at)?.strip_suffix(':')?;
    let user = head.bytes().rev().take(LONGEST_USER).take_while(|byte| *byte != b'/').count();
    let head = head.get(..head.len() - user)?.strip_suffix("://")?;
    let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || b"+.-".contains(byte);
    let length = head.bytes().rev().take(LONGEST_SCHEME).take_while(is_part).count();
    head.get(head.len() - length..).filter(|scheme| !scheme.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scheme_stands_before_the_user() {
        for (text, scheme) in [
            ("url=postgres+ssl://shop:PW@db", Some("postgres+ssl")),
            ("amqp://:PW@queue", Some("amqp")),
            ("jdbc:mysql://db/shop?user=shop&password=PW", None),
            ("shop:PW@tcp(db:3306)/shop", None),
            ("://shop:PW@db", None),
        ] {
            assert_eq!(scheme_before(text, text.find("PW").unwrap()), scheme, "{text}");
        }
    }
}
