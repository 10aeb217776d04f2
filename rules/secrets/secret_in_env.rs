//! secret-in-env: see `secret_in_env.md`.

use super::evidence::{Kind, Sink, in_entry};
use super::leak::{Leak, reference, subject};
use crate::diagnostic::{Layer, Severity};
use crate::kubernetes::{Container, EnvVar, Workload};
use crate::rule::{Check, Context, Equivalents, Place, Rule};

pub(super) static RULE: Rule = Rule {
    id: "secret-in-env",
    summary: "a variable holds a password, token or key as a literal",
    severity: Severity::Error,
    layer: Layer::Leak,
    check: Check::Container(check),
    equivalents: Equivalents {
        kube_linter: &["env-var-secret"],
        polaris: &["sensitiveContainerEnvVar"],
        ..Equivalents::NONE
    },
    docs: include_str!("secret_in_env.md"),
    ..Rule::DEFAULT
};

fn check<'a>(container: Container<'a>, workload: Workload<'a>, cx: &mut Context<'a>) {
    for variable in container.env() {
        check_variable(variable, container, workload, cx);
    }
}

fn check_variable<'a>(variable: EnvVar<'a>, container: Container<'a>, workload: Workload<'a>, cx: &mut Context<'a>) {
    let Some(value) = variable.value else { return };
    let (name, text) = (variable.name.text(), value.text());
    let found = in_entry(&name, &text, Sink::Env);
    for secret in found.iter().filter(|secret| secret.verdict.kind != Kind::ConnectionString) {
        let leak = Leak::new(&secret.name, &secret.verdict, &text);
        let variable = format!("variable `{name}` of container `{}`", container.name());
        let message =
            leak.sentence(&subject(leak.name, &name, &variable), "whoever may read the Pod, or this file, may use it");
        cx.report(Place::Part(value, secret.verdict.range.clone()), message).severity(leak.severity()).help(format!(
            "move it to a Secret and reference it in place of `value`: {}",
            reference(workload.object, &name)
        ));
    }
}
