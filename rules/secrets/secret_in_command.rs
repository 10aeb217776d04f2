//! secret-in-command: see `secret_in_command.md`.

use std::borrow::Cow;

use super::commands::{Command, Header, commands, headers};
use super::evidence::{CommandSecret, Kind, Sink, in_command, judge};
use super::leak::{Leak, reference, subject, variable_for};
use crate::diagnostic::{Layer, Severity};
use crate::kubernetes::{Container, Workload};
use crate::rule::{Check, Context, Place, Rule};

pub(super) static RULE: Rule = Rule {
    id: "secret-in-command",
    summary: "a command, its arguments or a header of a probe hold a password, token or key",
    severity: Severity::Error,
    layer: Layer::Leak,
    check: Check::Container(check),
    docs: include_str!("secret_in_command.md"),
    ..Rule::DEFAULT
};

fn check<'a>(container: Container<'a>, workload: Workload<'a>, cx: &mut Context<'a>) {
    for command in commands(container) {
        check_command(&command, container, workload, cx);
    }
    for header in headers(container) {
        check_header(&header, container, cx);
    }
}

fn check_command<'a>(command: &Command<'a>, container: Container<'a>, workload: Workload<'a>, cx: &mut Context<'a>) {
    let texts: Vec<Cow<'a, str>> = command.words.iter().map(|word| word.text()).collect();
    let words: Vec<&str> = texts.iter().map(AsRef::as_ref).collect();
    let found = in_command(&words);
    for secret in found.iter().filter(|secret| secret.verdict.kind != Kind::ConnectionString) {
        let (text, node) = (words[secret.argument], command.words[secret.argument]);
        let leak = Leak::new(&secret.name, &secret.verdict, text);
        let thing = format!("{} of container `{}`", command.of, container.name());
        let message = leak.sentence(
            &subject(leak.name, "", &thing),
            "whoever may read the Pod, or list processes on its node, sees it",
        );
        cx.report(Place::Part(node, secret.verdict.range.clone()), message)
            .severity(leak.severity())
            .help(help(secret, text, workload));
    }
}

fn help(secret: &CommandSecret, text: &str, workload: Workload<'_>) -> String {
    let variable = variable_for(&secret.name, secret.verdict.kind);
    // A script asks the shell, everything else the kubelet.
    let expansion =
        if text.contains(char::is_whitespace) { format!("\"${variable}\"") } else { format!("$({variable})") };
    format!(
        "keep it in a Secret, give the container a variable `{variable}` with {}, and write `{expansion}` here",
        reference(workload.object, &variable)
    )
}

fn check_header<'a>(header: &Header<'a>, container: Container<'a>, cx: &mut Context<'a>) {
    let (name, value) = (header.name.text(), header.value.text());
    let verdict = judge(&name, &value, Sink::Argument).filter(|verdict| verdict.kind != Kind::ConnectionString);
    let Some(verdict) = verdict else { return };
    let leak = Leak::new(&name, &verdict, &value);
    let subject = format!("header `{name}` in {} of container `{}`", header.of, container.name());
    let message = leak.sentence(&subject, "whoever may read the Pod, or this file, may use it");
    cx.report(Place::Part(header.value, verdict.range.clone()), message).severity(leak.severity()).help(
        "headers cannot come from a Secret: ask at a path that needs no credentials, or use `exec` with a variable \
         from a Secret",
    );
}
