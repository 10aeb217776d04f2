//! Hands every subject to every rule that looks at it, in parallel.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};

use rayon::prelude::*;

use super::Enabled;
use crate::diagnostic::{Diagnostic, Severity};
use crate::kubernetes::{Object, Service, Workload};
use crate::project::{Project, ReadFile, Scope};
use crate::rule::{Check, Context, DocumentSubject};
use crate::source::{FileId, Location, Span};

/// Runs the rules on all subjects, and keeps what they say of files that were asked for. The order of the findings is not
/// defined.
pub(super) fn run(rules: &[Enabled], project: &Project) -> Vec<Diagnostic> {
    let files = project.files().par_iter().filter(|file| file.is_kubernetes());
    let mut findings: Vec<Diagnostic> = files.flat_map_iter(|file| on_file(rules, project, file)).collect();
    let objects: Vec<Object<'_>> = project.objects().collect();
    findings.par_extend(objects.par_iter().flat_map_iter(|object| on_object(rules, project, *object)));
    let scopes: Vec<Scope<'_>> = project.scopes().collect();
    findings.par_extend(scopes.par_iter().flat_map_iter(|scope| on_scope(rules, project, *scope)));
    findings.retain(|finding| !project.is_context(finding.primary.file));
    findings
}

fn on_file<'a>(rules: &'a [Enabled], project: &'a Project, file: &'a ReadFile) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    for enabled in rules {
        let Check::Document(check) = enabled.rule.check else {
            continue;
        };
        for (document, outcome) in file.tree.documents().iter().zip(&file.outcomes) {
            let subject = DocumentSubject { file, document, outcome: *outcome };
            call(enabled, project, None, file.file, &mut findings, |cx| check(subject, cx));
        }
    }
    findings
}

fn on_object<'a>(rules: &'a [Enabled], project: &'a Project, object: Object<'a>) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    let workload = Workload::of(object);
    let service = Service::of(object);
    let file = project.file_of(object);
    for enabled in rules {
        let mut guarded = |run: &mut dyn FnMut(&mut Context<'a>)| {
            call(enabled, project, Some(object), file, &mut findings, |cx| run(cx));
        };
        match (enabled.rule.check, workload, service) {
            (Check::Object(kinds, check), _, _) if kinds.is_empty() || kinds.contains(&object.kind) => {
                guarded(&mut |cx| check(object, cx));
            }
            (Check::Workload(check), Some(workload), _) => guarded(&mut |cx| check(workload, cx)),
            (Check::Container(check), Some(workload), _) => guarded(&mut |cx| {
                for container in workload.pod.containers() {
                    check(container, workload, cx);
                }
            }),
            (Check::Service(check), _, Some(service)) => guarded(&mut |cx| check(service, cx)),
            _ => {}
        }
    }
    findings
}

fn on_scope<'a>(rules: &'a [Enabled], project: &'a Project, scope: Scope<'a>) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    for enabled in rules {
        let Check::Scope(check) = enabled.rule.check else {
            continue;
        };
        let file = scope.objects().next().map_or(FileId(0), |object| project.file_of(object));
        call(enabled, project, None, file, &mut findings, |cx| check(scope, cx));
    }
    findings
}

/// Calls a rule; should it panic, that is one finding, and the run goes on.
fn call<'a>(
    enabled: &'a Enabled,
    project: &'a Project,
    object: Option<Object<'a>>,
    file: FileId,
    findings: &mut Vec<Diagnostic>,
    run: impl FnOnce(&mut Context<'a>),
) {
    let mut context = Context::new(project, enabled.rule, enabled.options.as_deref());
    context.set_object(object);
    let outcome = catch_unwind(AssertUnwindSafe(|| {
        run(&mut context);
        context.into_findings()
    }));
    match outcome {
        Ok(found) => findings.extend(found),
        Err(panic) => findings.push(failure(enabled, project, file, object, panic.as_ref())),
    }
}

fn failure(
    enabled: &Enabled,
    project: &Project,
    file: FileId,
    object: Option<Object<'_>>,
    panic: &(dyn Any + Send),
) -> Diagnostic {
    let reason = panic.downcast_ref::<&str>().copied().or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    let path = project.sources().get(file).path();
    Diagnostic {
        rule: enabled.rule.id,
        severity: Severity::Error,
        layer: enabled.rule.layer,
        message: format!("rule `{}` failed on {path}: {}", enabled.rule.id, reason.unwrap_or("no reason given")),
        help: Some("this is a fault of timonel, not of the manifest: please report it".to_owned()),
        primary: object.map_or(Location { file, span: Span::at(0) }, |object| object.heading().origin()),
        labels: Vec::new(),
        object: object.map(Object::key),
        field_path: String::new(),
        fix: None,
    }
}
