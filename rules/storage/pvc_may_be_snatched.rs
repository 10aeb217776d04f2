//! pvc-may-be-snatched: see `pvc_may_be_snatched.md`.

use crate::cluster::binding::{Rivalry, Storage};
use crate::diagnostic::Severity;
use crate::kubernetes::Kind;
use crate::project::Scope;
use crate::rule::{Check, Context, Rule};

pub(super) static RULE: Rule = Rule {
    id: "pvc-may-be-snatched",
    summary: "which of two claims gets a volume depends on which is applied first",
    severity: Severity::Warning,
    check: Check::Scope(check),
    docs: include_str!("pvc_may_be_snatched.md"),
    ..Rule::DEFAULT
};

fn check<'a>(scope: Scope<'a>, cx: &mut Context<'a>) {
    if scope.of_kind(Kind::PersistentVolume).next().is_none() {
        return;
    }
    if Storage::of(scope).rivalries().is_empty() {
        return;
    }
    let storage = Storage::in_project(scope);
    for rivalry in storage.rivalries() {
        report(&storage, rivalry, cx);
    }
}

fn report<'a>(storage: &Storage<'a>, rivalry: Rivalry, cx: &mut Context<'a>) {
    let (taker, loser) = (&storage.claims[rivalry.taker], &storage.claims[rivalry.loser]);
    let volume = &storage.volumes[rivalry.volume];
    let name = volume.object.name().unwrap_or_default();
    let message = if rivalry.is_stranded {
        format!("{} may be left without a volume: {} takes `{name}` when it comes first", loser.title(), taker.title())
    } else {
        format!("`{name}` goes to {} or to {}, whichever comes first", taker.title(), loser.title())
    };
    let severity = if rivalry.is_stranded || !is_pool(storage, rivalry) { Severity::Warning } else { Severity::Info };
    cx.report_on(loser.object, loser.heading(), message)
        .severity(severity)
        .label_node(taker.heading(), "this claim may take it")
        .label_node(volume.object.heading(), "the volume that both fit")
        .help(help(storage, rivalry, &name));
}

fn help(storage: &Storage<'_>, rivalry: Rivalry, volume: &str) -> String {
    let loser = &storage.claims[rivalry.loser].facts;
    let may_have_it = storage.fits(loser).iter().any(|(place, _)| *place == rivalry.volume);
    match (&loser.namespace, &loser.name) {
        (Some(namespace), Some(name)) if rivalry.is_stranded && may_have_it => format!(
            "reserve it: `claimRef: {{namespace: {namespace}, name: {name}}}` on the volume, and `volumeName: {volume}` on \
             the claim"
        ),
        _ => "reserve each volume for its claim: `claimRef` with `namespace` and `name` on the volume, `volumeName` on the \
              claim"
            .to_owned(),
    }
}

/// Whether all volumes at stake differ by numbers only: nobody means one of those in particular.
fn is_pool(storage: &Storage<'_>, rivalry: Rivalry) -> bool {
    let claims = [rivalry.taker, rivalry.loser];
    let volumes = claims.iter().flat_map(|&claim| storage.fits(&storage.claims[claim].facts));
    let stem = |volume: usize| {
        let name = storage.volumes[volume].object.name().unwrap_or_default();
        name.chars().filter(|letter| !letter.is_ascii_digit()).collect::<String>()
    };
    let own = stem(rivalry.volume);
    volumes.into_iter().all(|(volume, _)| stem(volume) == own)
}
