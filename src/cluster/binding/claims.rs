//! Every claim that the objects of a scope make: written, or made for replicas and pods.
//!
//! Upstream: k/k `pkg/controller/statefulset/stateful_set_utils.go` (getPersistentVolumeClaims), k/k
//! `pkg/controller/volume/ephemeral/controller.go` (handleVolume).

use std::collections::HashMap;

use super::facts::Claim;
use super::read;
use crate::kubernetes::{Kind, Object, PersistentVolumeClaim, Workload};
use crate::project::Scope;
use crate::yaml::Node;

/// No more claims of one scope than this are looked at; what is beyond competes with nobody.
const MOST_CLAIMS: usize = 20_000;

/// A claim and what makes it.
#[derive(Debug, Clone)]
pub struct ClaimEntry<'a> {
    /// The claim itself, the StatefulSet, or the workload.
    pub object: Object<'a>,
    /// The claim, or the template that it is made of.
    pub view: PersistentVolumeClaim<'a>,
    /// How it comes about.
    pub origin: ClaimOrigin<'a>,
    /// What decides about it.
    pub facts: Claim,
}

/// How a claim comes about.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum ClaimOrigin<'a> {
    /// It is written as an object.
    Object,
    /// A StatefulSet makes one of this template for every replica.
    Template {
        /// The item of `volumeClaimTemplates`.
        template: Node<'a>,
        /// How many it makes, where that is known; not all of them need be listed.
        replicas: Option<i64>,
    },
    /// Every pod makes one for an ephemeral volume.
    Ephemeral {
        /// The item of `volumes`.
        volume: Node<'a>,
    },
}

impl<'a> ClaimEntry<'a> {
    /// What stands for the claim in a report: its name, or that of its template or volume.
    pub fn heading(&self) -> Node<'a> {
        let holder = match self.origin {
            ClaimOrigin::Object => return self.object.heading(),
            ClaimOrigin::Template { template, .. } => template.get("metadata").unwrap_or(template),
            ClaimOrigin::Ephemeral { volume } => volume,
        };
        holder.get("name").filter(|name| !name.is_empty()).unwrap_or(holder)
    }

    /// The claim in words: ``claim `films` ``.
    pub fn title(&self) -> String {
        match (&self.facts.name, self.origin) {
            (Some(name), _) => format!("claim `{name}`"),
            (None, ClaimOrigin::Object) => "the claim".to_owned(),
            (None, _) => format!("the claim of `{}`", self.heading().text()),
        }
    }

    /// Whether both are made of one template: replicas of each other.
    pub fn is_sibling(&self, other: &Self) -> bool {
        self.view.spec == other.view.spec
    }
}

/// The claims of a scope in the order of the text. What patches may change is left out: what it comes to is unknown.
///
/// Of one template no more than `limit` are listed: more than there are volumes can want no further thing.
pub(super) fn claims_of<'a>(scope: Scope<'a>, limit: usize) -> Vec<ClaimEntry<'a>> {
    let mut written = Names::default();
    let mut claims: Vec<ClaimEntry<'a>> = Vec::new();
    for object in scope.of_kind(Kind::PersistentVolumeClaim) {
        let Some(entry) = written_claim(scope, object) else { continue };
        if written.is_new(&entry.facts) {
            claims.push(entry);
        } else {
            // Which of the two is applied last is unknown, so neither counts.
            claims.retain(|claim| !Names::are_same(&claim.facts, &entry.facts));
        }
    }
    for workload in scope.workloads() {
        let made = Made { scope, workload, limit };
        let most = MOST_CLAIMS.saturating_sub(claims.len());
        let new = made.of_templates().chain(made.of_volumes()).filter(|claim| written.is_new(&claim.facts));
        claims.extend(new.take(most));
    }
    claims.retain(|claim| !may_change(scope, claim.object));
    claims.sort_by_key(|claim| claim.object.id);
    claims
}

/// Whether more may be known of the claims of an object than is written there.
fn may_change(scope: Scope<'_>, object: Object<'_>) -> bool {
    let fields: &[&str] = match object.kind {
        Kind::PersistentVolumeClaim => {
            &["accessModes", "storage", "storageClassName", "volumeName", "volumeMode", "selector", "annotations"]
        }
        _ => &["volumeClaimTemplates", "volumeClaimTemplate"],
    };
    object.is_partial || fields.iter().any(|field| scope.may_set(object, field))
}

/// A claim that was bound elsewhere and written down afterwards is none that waits for a volume.
fn written_claim<'a>(scope: Scope<'a>, object: Object<'a>) -> Option<ClaimEntry<'a>> {
    let view = PersistentVolumeClaim::of(object)?;
    if object.annotation("pv.kubernetes.io/bind-completed").is_some() {
        return None;
    }
    let facts = Claim { namespace: namespace_of(scope, object), name: name_of(scope, object), ..read::claim(view) };
    Some(ClaimEntry { object, view, origin: ClaimOrigin::Object, facts })
}

/// Unknown where prefixes or suffixes make more than one name of it.
fn name_of(scope: Scope<'_>, object: Object<'_>) -> Option<String> {
    object.name_node().and_then(read::text).filter(|name| scope.names_of(object) == [name.as_str()])
}

fn namespace_of(scope: Scope<'_>, object: Object<'_>) -> Option<String> {
    scope.namespace_of(object).and_then(|namespace| read::known(&namespace))
}

/// The claims that one workload makes.
#[derive(Clone, Copy)]
struct Made<'a> {
    scope: Scope<'a>,
    workload: Workload<'a>,
    limit: usize,
}

impl<'a> Made<'a> {
    fn of_templates(self) -> impl Iterator<Item = ClaimEntry<'a>> {
        self.workload.claim_templates().flat_map(move |template| {
            let origin = ClaimOrigin::Template { template, replicas: self.replicas() };
            let base = template.get("metadata").and_then(|metadata| metadata.get("name")).and_then(read::text);
            let view = PersistentVolumeClaim::of_template(template).into_iter();
            view.flat_map(move |view| {
                let base = base.clone();
                self.pods().map(move |pod| {
                    let name = base.as_ref().zip(pod).map(|(base, pod)| format!("{base}-{pod}"));
                    self.entry(view, origin, name)
                })
            })
        })
    }

    fn of_volumes(self) -> impl Iterator<Item = ClaimEntry<'a>> {
        self.workload.pod.volumes().flat_map(move |volume| {
            let template = volume.path(&["ephemeral", "volumeClaimTemplate"]);
            let base = volume.get("name").and_then(read::text);
            let view = template.and_then(PersistentVolumeClaim::of_template).into_iter();
            view.flat_map(move |view| {
                let base = base.clone();
                self.pods().map(move |pod| {
                    let name = base.as_ref().zip(pod).map(|(base, pod)| format!("{pod}-{base}"));
                    self.entry(view, ClaimOrigin::Ephemeral { volume }, name)
                })
            })
        })
    }

    fn entry(self, view: PersistentVolumeClaim<'a>, origin: ClaimOrigin<'a>, name: Option<String>) -> ClaimEntry<'a> {
        let object = self.workload.object;
        let facts = Claim { namespace: namespace_of(self.scope, object), name, ..read::claim(view) };
        ClaimEntry { object, view, origin, facts }
    }

    fn replicas(self) -> Option<i64> {
        let object = self.workload.object;
        match self.scope.replicas_override(object) {
            Some(count) => count.as_int(),
            None if self.scope.may_set(object, "replicas") => None,
            None => self.workload.replicas(),
        }
    }

    /// The names of its pods, where they are not left to chance. A number of replicas that is unknown counts as one.
    fn pods(self) -> impl Iterator<Item = Option<String>> {
        let object = self.workload.object;
        let name = name_of(self.scope, object);
        let count = usize::try_from(self.replicas().unwrap_or(1)).unwrap_or(0).min(self.limit);
        let start = object.node.path(&["spec", "ordinals", "start"]).and_then(Node::as_int).unwrap_or(0);
        (start..).take(count).map(move |ordinal| match object.kind {
            Kind::Pod => name.clone(),
            Kind::StatefulSet => name.as_ref().map(|name| format!("{name}-{ordinal}")),
            _ => None,
        })
    }
}

/// The namespaces in which each name is taken. An unknown namespace may be any, an unknown name is never taken.
#[derive(Default)]
struct Names(HashMap<String, Vec<Option<String>>>);

impl Names {
    fn is_new(&mut self, claim: &Claim) -> bool {
        let Some(name) = &claim.name else { return true };
        let taken = self.0.entry(name.clone()).or_default();
        let is_new = !taken.iter().any(|namespace| may_be_same(namespace.as_ref(), claim.namespace.as_ref()));
        taken.push(claim.namespace.clone());
        is_new
    }

    fn are_same(one: &Claim, other: &Claim) -> bool {
        one.name == other.name && may_be_same(one.namespace.as_ref(), other.namespace.as_ref())
    }
}

fn may_be_same(one: Option<&String>, other: Option<&String>) -> bool {
    one.is_none() || other.is_none() || one == other
}
