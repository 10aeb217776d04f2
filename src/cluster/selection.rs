//! Selectors that match no pod: which pods they nearly match, and who else may make some that they do.

use super::slip::is_slip;
use crate::kubernetes::{Kind, Object, PodLabels, placeholder};
use crate::project::{Namespaces, Scope};
use crate::yaml::{Entry, Node};

/// Pods that a selector does not match, by one difference.
#[derive(Debug, Clone, Copy)]
pub struct NearMiss<'a> {
    /// The pods.
    pub pods: PodLabels<'a>,
    /// Why they are not selected.
    pub difference: Difference<'a>,
}

/// The one thing that keeps pods from being selected.
#[derive(Debug, Clone, Copy)]
pub enum Difference<'a> {
    /// The labels stand on the object that makes the pods, and not in its template: the object's `labels`.
    NotInTemplate(Node<'a>),
    /// A label has another value than is wanted.
    Value {
        /// Of the selector.
        wanted: Entry<'a>,
        /// Of the pods.
        found: Entry<'a>,
    },
    /// The wanted value stands under another key.
    Key {
        /// Of the selector.
        wanted: Entry<'a>,
        /// Of the pods.
        found: Entry<'a>,
    },
    /// All labels are there, in another namespace.
    Namespace,
    /// All labels but this one are there.
    Lacks(Entry<'a>),
    /// The labels have nothing to do with the wanted ones; but what makes the pods has the name of what selects.
    Labels,
}

impl NearMiss<'_> {
    /// Whether it is surely an oversight: nobody means two texts that differ by a slip of the pen, or labels one level too
    /// high.
    pub fn is_slip(&self) -> bool {
        match &self.difference {
            Difference::NotInTemplate(_) => true,
            Difference::Value { wanted, found } => is_slip(&wanted.value.text(), &found.value.text()),
            Difference::Key { wanted, found } => is_slip(&wanted.key.key_text(), &found.key.key_text()),
            Difference::Namespace | Difference::Lacks(_) | Difference::Labels => false,
        }
    }

    /// The nearer, the smaller.
    fn distance(&self) -> u8 {
        match (self.difference, self.is_slip()) {
            (Difference::NotInTemplate(_), _) => 0,
            (_, true) => 1,
            (Difference::Namespace, _) => 2,
            (Difference::Value { .. }, _) => 3,
            (Difference::Lacks(_) | Difference::Key { .. }, _) => 4,
            (Difference::Labels, _) => 5,
        }
    }
}

/// The pods of a scope that a selector of labels comes nearest to. `from` is the object that selects.
pub fn near_miss<'a>(scope: Scope<'a>, from: Object<'a>, wanted: &[Entry<'a>]) -> Option<NearMiss<'a>> {
    let all = scope.objects().filter_map(PodLabels::of);
    let misses = all.filter_map(|pods| {
        let wanted = to_be_written(scope, pods, wanted);
        let is_elsewhere = scope.namespaces(from, pods.object) == Namespaces::Different;
        let has_name = pods.object.name().is_some() && pods.object.name() == from.name();
        let difference = match is_elsewhere {
            true => elsewhere(pods, &wanted),
            false => difference(pods, &wanted).or(has_name.then_some(Difference::Labels)),
        };
        difference.map(|difference| NearMiss { pods, difference })
    });
    misses.min_by_key(NearMiss::distance)
}

/// Whether a selector of labels matches pods, or may do so once placeholders are filled in and patches applied.
pub fn may_match<'a>(scope: Scope<'a>, pods: PodLabels<'a>, wanted: &[Entry<'a>]) -> bool {
    let labels = pods.written.node().filter(|labels| !labels.is_null());
    let is_open = pods.object.is_partial || labels.is_some_and(|labels| !labels.is_map() || has_unknown_key(labels));
    let may_be = |pair: &Entry<'a>| {
        let (key, value) = (pair.key.key_text(), pair.value.text());
        pods.has(&key, &value)
            || match pods.written.get(&key) {
                Some(written) => placeholder::is_unknown(&written),
                None => is_open,
            }
    };
    to_be_written(scope, pods, wanted).iter().all(may_be) || scope.may_set(pods.object, "labels")
}

/// Whether an object of a kind without a model may have pods made for it: by its operator, or as part of a package.
pub fn may_make_pods(object: Object<'_>) -> bool {
    if object.kind != Kind::Other {
        return false;
    }
    let (api_version, kind) = (object.api_version(), object.kind_text());
    let group = api_version.split_once('/').map_or("", |(group, _)| group);
    let is_built_in = !group.contains('.') || group.ends_with(".k8s.io") && !group.ends_with(".x-k8s.io");
    let is_configuration =
        ["Policy", "Config", "Class", "Rule", "Route", "Monitor", "Template", "Secret", "Certificate"];
    !is_built_in && !WITHOUT_PODS.contains(&group) && !is_configuration.iter().any(|end| kind.ends_with(end))
}

/// Groups of custom resources that configure what runs already.
const WITHOUT_PODS: [&str; 22] = [
    "acme.cert-manager.io",
    "bitnami.com",
    "cert-manager.io",
    "cilium.io",
    "crd.projectcalico.org",
    "external-secrets.io",
    "image.openshift.io",
    "image.toolkit.fluxcd.io",
    "karpenter.sh",
    "kyverno.io",
    "metallb.io",
    "monitoring.googleapis.com",
    "networking.gke.io",
    "networking.istio.io",
    "notification.toolkit.fluxcd.io",
    "projectcalico.org",
    "projectcontour.io",
    "security.istio.io",
    "security.openshift.io",
    "telemetry.istio.io",
    "traefik.containo.us",
    "traefik.io",
];

/// The labels that no kustomization gives to the pods.
fn to_be_written<'a>(scope: Scope<'a>, pods: PodLabels<'a>, wanted: &[Entry<'a>]) -> Vec<Entry<'a>> {
    let given = scope.added_pod_labels(pods.object);
    let is_given =
        |pair: &Entry<'a>| given.iter().any(|(key, value)| pair.key.key_text() == *key && *value == pair.value.text());
    wanted.iter().copied().filter(|pair| !is_given(pair)).collect()
}

/// The one difference between wanted labels and those of pods in the same namespace.
fn difference<'a>(pods: PodLabels<'a>, wanted: &[Entry<'a>]) -> Option<Difference<'a>> {
    let own = pods.object.labels().node().filter(|own| own.is_map() && pods.object.kind != Kind::Pod);
    if let Some(own) = own.filter(|own| wanted.iter().all(|pair| holds(*own, pair))) {
        return Some(Difference::NotInTemplate(own));
    }
    let mut unmet = wanted.iter().filter(|pair| !pods.has(&pair.key.key_text(), &pair.value.text()));
    let (Some(&pair), None) = (unmet.next(), unmet.next()) else {
        return None;
    };
    let written = pods.written.node()?;
    let has_others = wanted.len() > 1;
    if let Some(found) = written.entry(&pair.key.key_text()) {
        let difference = Difference::Value { wanted: pair, found };
        return (has_others || is_slip(&pair.value.text(), &found.value.text())).then_some(difference);
    }
    // A label that is wanted itself was not meant for another.
    let is_wanted = |found: &Entry<'a>| wanted.iter().any(|pair| pair.key.key_text() == found.key.key_text());
    let mut entries = written.merged_entries().into_iter().filter(|found| !is_wanted(found));
    let renamed = entries.find(|found| found.value.text() == pair.value.text() && !found.value.is_empty());
    match renamed {
        Some(found) => Some(Difference::Key { wanted: pair, found }),
        None => has_others.then_some(Difference::Lacks(pair)),
    }
}

/// Whether pods of another namespace have all labels.
fn elsewhere<'a>(pods: PodLabels<'a>, wanted: &[Entry<'a>]) -> Option<Difference<'a>> {
    let all = wanted.iter().all(|pair| pods.has(&pair.key.key_text(), &pair.value.text()));
    all.then_some(Difference::Namespace)
}

fn holds(labels: Node<'_>, pair: &Entry<'_>) -> bool {
    labels.get(&pair.key.key_text()).is_some_and(|value| value.text() == pair.value.text())
}

fn has_unknown_key(labels: Node<'_>) -> bool {
    labels.entries().any(|entry| placeholder::is_unknown(&entry.key.key_text()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cluster::project_of;
    use crate::kubernetes::Service;

    /// What keeps a Service from a Deployment.
    fn missed(selector: &str, metadata: &str, labels: &str) -> Option<String> {
        let project = project_of(&format!(
            "apiVersion: v1\nkind: Service\nmetadata: {{name: s, namespace: a}}\nspec: {{selector: {selector}}}\n---\n\
             apiVersion: apps/v1\nkind: Deployment\nmetadata: {metadata}\n\
             spec: {{template: {{metadata: {{labels: {labels}}}}}}}\n"
        ));
        let scope = project.everything();
        let service = scope.services().next().unwrap();
        let wanted = Service::selector(service).unwrap().value.merged_entries();
        let miss = near_miss(scope, service.object, &wanted)?;
        let sure = if miss.is_slip() { "!" } else { "" };
        Some(match miss.difference {
            Difference::NotInTemplate(_) => format!("not in the template{sure}"),
            Difference::Value { wanted, found } => format!("{}/{}{sure}", wanted.value.text(), found.value.text()),
            Difference::Key { wanted, found } => format!("{}/{}{sure}", wanted.key.text(), found.key.text()),
            Difference::Namespace => format!("namespace{sure}"),
            Difference::Lacks(wanted) => format!("lacks {}{sure}", wanted.key.text()),
            Difference::Labels => format!("labels{sure}"),
        })
    }

    #[test]
    fn one_difference_is_near() {
        let here = "{name: d, namespace: a}";
        assert_eq!(missed("{app: wbe}", here, "{app: web}").as_deref(), Some("wbe/web!"));
        assert_eq!(missed("{app: web, tier: a}", here, "{app: web, tier: b}").as_deref(), Some("a/b"));
        assert_eq!(missed("{app: web, tier: a}", here, "{app: web}").as_deref(), Some("lacks tier"));
        assert_eq!(missed("{apps: web}", here, "{app: web}").as_deref(), Some("apps/app"));
        assert_eq!(missed("{app: web, name: web}", here, "{name: web}").as_deref(), Some("lacks app"));
        assert_eq!(
            missed("{app: web}", "{name: d, labels: {app: web}}", "{x: y}").as_deref(),
            Some("not in the template!")
        );
        assert_eq!(missed("{app: web}", "{name: d, namespace: b}", "{app: web}").as_deref(), Some("namespace"));
    }

    #[test]
    fn one_name_is_near() {
        assert_eq!(missed("{app: x}", "{name: s, namespace: a}", "{app: web}").as_deref(), Some("labels"));
        assert_eq!(missed("{app: x}", "{name: s, namespace: b}", "{app: web}"), None);
    }

    #[test]
    fn more_is_far() {
        let here = "{name: d, namespace: a}";
        assert_eq!(missed("{app: web}", here, "{app: database}"), None);
        assert_eq!(missed("{app: web, tier: a}", here, "{app: api, tier: b}"), None);
        assert_eq!(missed("{app: web}", "{name: d, namespace: b}", "{app: wbe}"), None);
    }

    #[test]
    fn placeholders_may_become_anything() {
        let may = |labels: &str| {
            let text = format!(
                "apiVersion: v1\nkind: Service\nspec: {{selector: {{app: web}}}}\n---\napiVersion: v1\nkind: Pod\nmetadata: {{labels: {labels}}}\n"
            );
            let project = project_of(&text);
            let scope = project.everything();
            let wanted = scope.services().next().unwrap().selector().unwrap().value.merged_entries();
            scope.objects().filter_map(PodLabels::of).any(|pods| may_match(scope, pods, &wanted))
        };
        assert!(may("{app: web}") && may("{app: \"${APP}\"}") && may("{\"${KEY}\": web}") && may("\"{{ labels }}\""));
        assert!(!may("{app: api}") && !may("{}") && !may(""));
    }

    #[test]
    fn operators_may_make_pods() {
        let makes = |api_version: &str, kind: &str| {
            let project = project_of(&format!("apiVersion: {api_version}\nkind: {kind}\n"));
            project.everything().objects().any(may_make_pods)
        };
        assert!(makes("monitoring.coreos.com/v1", "Prometheus") && makes("helm.toolkit.fluxcd.io/v2", "HelmRelease"));
        assert!(!makes("monitoring.coreos.com/v1", "ServiceMonitor") && !makes("cert-manager.io/v1", "Issuer"));
        assert!(
            !makes("admissionregistration.k8s.io/v1", "MutatingWebhookConfiguration")
                && !makes("apps/v1", "Deployment")
        );
    }
}
