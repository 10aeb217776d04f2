//! service-selects-nothing: see `service_selects_nothing.md`.

use crate::cluster::selection::{Difference, NearMiss, may_make_pods, may_match, near_miss};
use crate::diagnostic::{Layer, Severity};
use crate::kubernetes::{PodLabels, Service, ServiceType, Workload, placeholder};
use crate::project::{Namespaces, Scope};
use crate::rule::{Check, Context, Equivalents, Place, Rule};
use crate::yaml::{Entry, Node};

pub(super) static RULE: Rule = Rule {
    id: "service-selects-nothing",
    summary: "a Service whose selector matches no pod of the project",
    severity: Severity::Error,
    layer: Layer::Stuck,
    equivalents: Equivalents {
        kube_linter: &["dangling-service"],
        kube_score: &["service-targets-pod"],
        popeye: &["POP-1100"],
        ..Equivalents::NONE
    },
    check: Check::Service(check),
    docs: include_str!("service_selects_nothing.md"),
    ..Rule::DEFAULT
};

/// Namespaces whose pods the platform itself runs.
const OF_THE_PLATFORM: [&str; 3] = ["kube-node-lease", "kube-public", "kube-system"];

/// What is known about a selector that matches nothing.
struct Verdict<'a> {
    /// Pods in the Service's namespace that it might have been meant for.
    candidates: usize,
    near: Option<NearMiss<'a>>,
}

fn check<'a>(service: Service<'a>, cx: &mut Context<'a>) {
    let Some(selector) = judged_selector(service) else {
        return;
    };
    let wanted = selector.value.merged_entries();
    let project = cx.project();
    let is_selected = project
        .scopes_of(service.object)
        .chain([project.everything()])
        .any(|scope| !scope.selected_by(service).is_empty() || scope_may_match(scope, service, &wanted));
    if is_selected {
        return;
    }
    let verdict = project.scopes_of(service.object).find_map(|scope| judge(scope, service, &wanted));
    if let Some(verdict) = verdict {
        report(service, selector, &wanted, &verdict, cx);
    }
}

/// The selector, when everything about it is written here.
fn judged_selector(service: Service<'_>) -> Option<Entry<'_>> {
    if service.object.is_partial || matches!(service.service_type(), ServiceType::ExternalName | ServiceType::Unknown) {
        return None;
    }
    let selector = service.selector()?;
    let is_unknown = |text: &str| placeholder::is_unknown(text);
    let namespace = service.object.namespace().is_some_and(|namespace| is_unknown(&namespace));
    let mut pairs = selector.value.merged_entries().into_iter();
    let labels = pairs.any(|pair| is_unknown(&pair.key.key_text()) || is_unknown(&pair.value.text()));
    (!namespace && !labels).then_some(selector)
}

/// Whether any pods of the namespace match: also those of which nothing but the labels is written.
fn scope_may_match<'a>(scope: Scope<'a>, service: Service<'a>, wanted: &[Entry<'a>]) -> bool {
    scope.objects().filter_map(PodLabels::of).any(|pods| {
        scope.namespaces(service.object, pods.object) != Namespaces::Different && may_match(scope, pods, wanted)
    })
}

fn judge<'a>(scope: Scope<'a>, service: Service<'a>, wanted: &[Entry<'a>]) -> Option<Verdict<'a>> {
    if scope.may_set(service.object, "selector") {
        return None;
    }
    // A scope that is part of a tree of alternatives is not complete; but the other parts have been searched.
    let is_complete = scope.is_complete() || scope.project().everything().is_complete();
    let near = near_miss(scope, service.object, wanted);
    let pods = scope.objects().filter_map(PodLabels::of);
    let candidates = pods.filter(|pods| scope.namespaces(service.object, pods.object) == Namespaces::Same).count();
    let is_elsewhere = near.is_some_and(|near| matches!(near.difference, Difference::Namespace));
    let is_sure = near.is_some_and(|near| near.is_slip());
    let is_known = (candidates > 0 || is_elsewhere)
        && is_complete
        && !scope.objects().any(may_make_pods)
        && (near.is_some() || !is_of_an_operator(scope, wanted))
        && !service.object.namespace().is_some_and(|namespace| OF_THE_PLATFORM.contains(&&*namespace));
    (is_sure || is_known).then_some(Verdict { candidates, near })
}

/// Whether a label bears the mark of a program that no template here bears: `strimzi.io/cluster`. Its operator makes the
/// pods.
fn is_of_an_operator(scope: Scope<'_>, wanted: &[Entry<'_>]) -> bool {
    let prefix = |key: &str| key.split_once('/').map(|(prefix, _)| prefix.to_owned());
    let keys = wanted.iter().map(|pair| pair.key.key_text()).filter(|key| !Workload::is_controller_label(key));
    let mut marks = keys.filter_map(|key| prefix(&key));
    marks.any(|mark| {
        let mut templates = scope.objects().filter_map(PodLabels::of);
        !templates.any(|pods| pods.written.iter().any(|(key, _)| prefix(&key).as_deref() == Some(&mark)))
    })
}

fn report<'a>(
    service: Service<'a>,
    selector: Entry<'a>,
    wanted: &[Entry<'a>],
    verdict: &Verdict<'a>,
    cx: &mut Context<'a>,
) {
    let place = match verdict.near.map(|near| near.difference) {
        Some(Difference::Value { wanted, .. } | Difference::Lacks(wanted)) => Place::Value(wanted.value),
        Some(Difference::Key { wanted, .. }) => Place::Key(wanted.key),
        _ => Place::Key(selector.key),
    };
    let message =
        format!("no pod has the labels `{}`{}: the Service has no endpoints", joined(wanted), among(service, verdict));
    // Pods that nothing here resembles, or in a namespace without workloads here, may come from elsewhere after all.
    let is_certain = verdict.near.is_some() && verdict.candidates > 0;
    let severity = if is_certain { Severity::Error } else { Severity::Warning };
    let finding = cx.report(place, message).severity(severity);
    match &verdict.near {
        Some(near) => {
            let (node, label, help) = explained(near);
            finding.label_node(node, label).help(help);
        }
        None => {
            finding.help(
                "give the Service the labels of the pod template that it is for (`spec.template.metadata.labels`)",
            );
        }
    }
}

/// ``; none of the 3 workloads in namespace `shop` makes such ``.
fn among(service: Service<'_>, verdict: &Verdict<'_>) -> String {
    let place = match service.object.namespace() {
        Some(namespace) => format!("in namespace `{namespace}`"),
        None => "beside it".to_owned(),
    };
    match verdict.candidates {
        0 => String::new(),
        1 => format!("; the only workload {place} makes pods with other labels"),
        count => format!("; none of the {count} workloads {place} makes such pods"),
    }
}

/// Where the near miss is, what it is, what helps.
fn explained<'a>(near: &NearMiss<'a>) -> (Node<'a>, String, String) {
    let owner = near.pods.object.title();
    match near.difference {
        Difference::NotInTemplate(labels) => (
            labels,
            format!("these are the labels of {owner} itself; its pods have those of the template"),
            format!("write the labels under `spec.template.metadata.labels` of {owner}, too"),
        ),
        Difference::Value { wanted, found } => (
            found.value,
            format!("pods of {owner} have `{}`", pair_text(&found)),
            match near.is_slip() {
                true => format!("did you mean `{}: {}`?", wanted.key.key_text(), found.value.text()),
                false => format!(
                    "let the two agree: `{}` here, or `{}` in the template of {owner}",
                    pair_text(&found),
                    pair_text(&wanted)
                ),
            },
        ),
        Difference::Key { wanted, found } => (
            found.key,
            format!("pods of {owner} have `{}`", pair_text(&found)),
            format!("did you mean `{}: {}`?", found.key.key_text(), wanted.value.text()),
        ),
        Difference::Lacks(wanted) => (
            near.pods.written.node().unwrap_or_else(|| near.pods.object.heading()),
            format!("pods of {owner} have all labels but `{}`", pair_text(&wanted)),
            format!(
                "add `{}: {}` to the template of {owner}, or remove it here",
                wanted.key.key_text(),
                wanted.value.text()
            ),
        ),
        Difference::Labels => (
            near.pods.written.node().unwrap_or_else(|| near.pods.object.heading()),
            format!("pods of {owner} have {}", labels_of(near.pods)),
            format!("if the Service is for {owner}, give it the labels of its pod template"),
        ),
        Difference::Namespace => (
            near.pods
                .object
                .metadata()
                .and_then(|metadata| metadata.get("namespace"))
                .unwrap_or_else(|| near.pods.object.heading()),
            format!("pods of {owner} have these labels, in another namespace"),
            "a Service selects pods of its own namespace only: put both into one".to_owned(),
        ),
    }
}

fn labels_of(pods: PodLabels<'_>) -> String {
    let labels: Vec<String> = pods.written.iter().map(|(key, value)| format!("{key}={value}")).collect();
    if labels.is_empty() { "no labels".to_owned() } else { format!("`{}`", labels.join(",")) }
}

fn joined(pairs: &[Entry<'_>]) -> String {
    pairs.iter().map(pair_text).collect::<Vec<_>>().join(",")
}

fn pair_text(pair: &Entry<'_>) -> String {
    format!("{}={}", pair.key.key_text(), pair.value.text())
}
