//! Small projects: what is applied together, what a patch is, and what a kustomization changes.

#![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

use timonel::config::Settings;
use timonel::kubernetes::{Kind, Object, Workload};
use timonel::linter::{Linter, Text};
use timonel::project::{Namespaces, Outcome, Project, Scope, read};
use timonel::rule::{Context, Place, Rule};
use timonel::source::{FileId, SourceFile, Sources};

fn project(files: &[(&str, &str)]) -> Project {
    let mut sources = Sources::default();
    let mut read_files = Vec::new();
    for (index, (path, text)) in files.iter().enumerate() {
        sources.add(SourceFile::new(*path, *text));
        let file = FileId(index as u32);
        read_files.push(read(file, timonel::yaml::parse(file, (*text).into(), Vec::new())));
    }
    Project::new(sources, read_files)
}

/// The scopes as `display: name name`.
fn scopes(project: &Project) -> Vec<String> {
    let names =
        |scope: Scope<'_>| scope.objects().map(|object| object.name().unwrap().into_owned()).collect::<Vec<_>>();
    let mut scopes: Vec<_> =
        project.scopes().map(|scope| format!("{}: {}", scope.display(), names(scope).join(" "))).collect();
    scopes.sort();
    scopes
}

fn scope<'a>(project: &'a Project, display: &str) -> Scope<'a> {
    project.scopes().find(|scope| scope.display() == display).unwrap()
}

fn object<'a>(project: &'a Project, name: &str) -> Object<'a> {
    project.objects().find(|object| object.name().as_deref() == Some(name)).unwrap()
}

fn config_map(name: &str, value: &str) -> String {
    format!("apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {name}\ndata:\n  key: {value}\n")
}

fn deployment(name: &str, image: &str) -> String {
    format!(
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: {name}}}\nspec:\n  selector: {{matchLabels: {{app: {name}}}}}\n  \
         template:\n    metadata: {{labels: {{app: {name}}}}}\n    spec:\n      containers:\n      - name: app\n        image: {image}\n"
    )
}

const SERVICE: &str = "apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec:\n  type: NodePort\n  \
                       selector: {app: web}\n  ports: [{port: 80, nodePort: 30080}]\n";

#[test]
fn two_overlays_see_the_base_and_never_each_other() {
    let web = deployment("web", "web:1");
    let project = project(&[
        ("base/kustomization.yaml", "resources: [web.yaml, service.yaml]\n"),
        ("base/web.yaml", &web),
        ("base/service.yaml", SERVICE),
        ("overlays/dev/kustomization.yaml", "resources: [../../base, extra.yaml]\n"),
        ("overlays/dev/extra.yaml", &SERVICE.replace("name: web", "name: web-dev")),
        ("overlays/prod/kustomization.yaml", "bases:\n- ../../base\nresources:\n- extra.yaml\n"),
        ("overlays/prod/extra.yaml", &SERVICE.replace("name: web", "name: web-prod")),
    ]);
    assert_eq!(scopes(&project), ["overlays/dev: web web web-dev", "overlays/prod: web web web-prod"]);
    assert_eq!(project.scopes_of(object(&project, "web")).count(), 2);
    assert_eq!(project.scopes_of(object(&project, "web-dev")).count(), 1);
    assert!(project.scopes().all(Scope::is_complete));
    assert!(project.everything().is_complete());
    let service = project.everything().services().find(|service| service.object.name().unwrap() == "web-prod").unwrap();
    let selected = scope(&project, "overlays/prod").selected_by(service);
    assert_eq!(selected.len(), 1, "an overlay's Service selects the workload of its base");
}

#[test]
fn a_patch_is_part_of_an_object_and_no_object() {
    let web = deployment("web", "web:1");
    let patch = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec: {template: {spec: {containers: [{name: app, image: web:latest}]}}}\n";
    let files = [
        (
            "kustomization.yaml",
            "resources: [web.yaml]\npatches:\n- path: patch.yaml\n- path: ops.yaml\n  target: {kind: Service}\n",
        ),
        ("web.yaml", web.as_str()),
        ("patch.yaml", patch),
        ("ops.yaml", "- op: remove\n  path: /spec/type\n"),
    ];
    let project = project(&files);
    assert_eq!(scopes(&project), [".: web"]);
    assert_eq!(project.files()[2].outcomes, [Outcome::Patch]);
    assert_eq!(project.files()[3].outcomes, [Outcome::Patch]);
    let patch = project.objects().find(|object| object.is_partial).unwrap();
    assert!(project.is_patch(patch));
    assert_eq!(project.scopes_of(patch).count(), 0);
    assert_eq!(project.everything().named(Kind::Deployment, "web").count(), 1);
    assert_eq!(Workload::of(patch).unwrap().pod.containers().count(), 1, "rules still see its containers");

    let texts = files.iter().map(|(path, text)| Text::new(*path, *text)).collect();
    let counts = Linter::new(Settings::default()).unwrap().lint(texts).summary.documents;
    assert_eq!((counts.objects, counts.patches, counts.not_kubernetes), (2, 2, 0));
}

#[test]
fn what_is_resource_and_patch_is_a_resource() {
    let web = deployment("web", "web:1");
    let project =
        project(&[("kustomization.yaml", "resources: [w.yaml]\npatches: [{path: w.yaml}]\n"), ("w.yaml", &web)]);
    assert_eq!(scopes(&project), [".: web"]);
    assert!(!object(&project, "web").is_partial);
}

/// Whether an absent readiness probe of the first container of an object would be reported.
fn reports_absence(project: &Project, object: Object<'_>) -> bool {
    static RULE: Rule = Rule { id: "probe", ..Rule::DEFAULT };
    let object = project.object(object.id);
    let container = Workload::of(object).unwrap().pod.containers().next().unwrap();
    let mut context = Context::new(project, &RULE, None);
    context.set_object(Some(object));
    context.report(Place::Absent(container.node, "readinessProbe"), "no readiness probe");
    !context.into_findings().is_empty()
}

#[test]
fn nothing_is_absent_that_every_overlay_patches_in() {
    let (web, other) = (deployment("web", "web:1"), deployment("other", "other:1"));
    let probe = "spec: {template: {spec: {containers: [{name: app, readinessProbe: {tcpSocket: {port: 80}}}]}}}\n";
    let patch = format!("apiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: web}}\n{probe}");
    let inline = "resources: [../base]\npatches:\n- target: {kind: Deployment, name: w.b}\n  patch: |-\n    - op: add\n      \
                  path: /spec/template/spec/containers/0/readinessProbe\n      value: {}\n";
    let mut files = vec![
        ("base/kustomization.yaml", "resources: [web.yaml, other.yaml]\n"),
        ("base/web.yaml", web.as_str()),
        ("base/other.yaml", other.as_str()),
        ("dev/kustomization.yaml", "resources: [../base]\npatchesStrategicMerge: [patch.yaml]\n"),
        ("dev/patch.yaml", patch.as_str()),
        ("prod/kustomization.yaml", inline),
    ];
    let all = project(&files);
    assert!(!reports_absence(&all, object(&all, "web")));
    assert!(reports_absence(&all, object(&all, "other")));
    let patch = all.objects().find(|object| object.is_partial).unwrap();
    assert!(!reports_absence(&all, patch), "a patch lacks nothing");
    files.push(("test/kustomization.yaml", "resources: [../base]\n"));
    let bare = project(&files);
    assert!(reports_absence(&bare, object(&bare, "web")), "one overlay leaves the probe out");
}

#[test]
fn what_a_patch_deletes_is_not_built() {
    let maps = ["a", "b", "c", "d"].map(|name| config_map(name, "1")).join("---\n");
    let kustomization = "resources: [../base]\npatches:\n- path: a.yaml\n\
                         - patch: |-\n    $patch: delete\n    kind: ConfigMap\n    metadata: {name: b}\n\
                         - target: {kind: ConfigMap, name: c}\n  patch: |-\n    $patch: delete\n    kind: X\n    metadata: {name: x}\n\
                         - patch: |-\n    kind: ConfigMap\n    metadata: {name: d}\n    data: {key: {$patch: delete}}\n";
    let project = project(&[
        ("base/kustomization.yaml", "resources: [maps.yaml]\n"),
        ("base/maps.yaml", &maps),
        ("less/kustomization.yaml", kustomization),
        ("less/a.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n$patch: delete\n"),
        ("all/kustomization.yaml", "resources: [../base]\n"),
    ]);
    assert_eq!(scopes(&project), ["all: a b c d", "less: d"]);
}

#[test]
fn what_cannot_be_read_makes_a_build_incomplete() {
    let map = config_map("a", "1");
    let incomplete = |kustomization: &str, extra: &[(&str, &str)]| {
        let mut files = vec![("k/kustomization.yaml", kustomization), ("k/a.yaml", map.as_str())];
        files.extend(extra);
        let project = project(&files);
        assert_eq!(scopes(&project), ["k: a"]);
        !scope(&project, "k").is_complete() && !project.everything().is_complete()
    };
    assert!(!incomplete("resources: [a.yaml]\n", &[]));
    assert!(incomplete("resources: [a.yaml, 'https://example.com/org/repo//base?ref=v1']\n", &[]));
    assert!(incomplete("resources: [a.yaml, missing.yaml]\n", &[]));
    assert!(incomplete("resources: [a.yaml]\nhelmCharts: [{name: x}]\n", &[]));
    assert!(incomplete("resources: [a.yaml]\ngenerators: [g.yaml]\n", &[]));
    assert!(incomplete("resources: [a.yaml]\npatches: [{path: missing.yaml}]\n", &[]));
    assert!(incomplete("resources: [a.yaml, b.yaml]\n", &[("k/b.yaml", "apiVersion: v1\nkind: [\n")]));
    assert!(incomplete("resources: [a.yaml, ../l]\n", &[("l/kustomization.yaml", "resources: [gone.yaml]\n")]));
    assert!(incomplete("resources: [a.yaml, ../l]\n", &[("l/kustomization.yaml", "resources: [../k]\n")]));
}

#[test]
fn a_component_acts_where_it_is_included() {
    let (web, cache) = (deployment("web", "web:1"), deployment("cache", "cache:1"));
    let mut files = vec![
        (
            "kustomization.yaml",
            "resources: [web.yaml]\ncomponents: [parts/cache]\nimages: [{name: web, newTag: '3'}]\n",
        ),
        ("web.yaml", web.as_str()),
        (
            "parts/cache/kustomization.yaml",
            "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nresources: [cache.yaml]\nnamespace: shop\n\
             images: [{name: web, newName: mirror/web}]\n",
        ),
        ("parts/cache/cache.yaml", cache.as_str()),
        ("parts/idle/kustomization.yaml", "kind: Component\nresources: [idle.yaml]\n"),
        ("parts/idle/idle.yaml", "apiVersion: v1\nkind: Secret\nmetadata: {name: idle}\n"),
    ];
    let all = project(&files);
    assert_eq!(scopes(&all), [".: web cache"]);
    let (root, web) = (scope(&all, "."), object(&all, "web"));
    assert_eq!(root.namespace_of(web).unwrap(), "shop");
    assert_eq!(root.image_override(web, "web:1").unwrap().image, "mirror/web:1", "the component comes first");
    let idle = object(&all, "idle");
    assert_eq!(all.scopes_of(idle).count(), 0);
    assert_eq!(all.everything().named(Kind::Secret, "idle").count(), 1);
    assert!(!all.everything().has_unknown_kinds(), "a component is no custom resource");
    files.remove(0);
    assert_eq!(scopes(&project(&files)), [".: web"]);
}

#[test]
fn namespaces_come_from_the_outermost_kustomization() {
    let (web, other) = (config_map("web", "1"), "apiVersion: v1\nkind: Secret\nmetadata: {name: s, namespace: shop}\n");
    let mut files = vec![
        ("base/kustomization.yaml", "resources: [web.yaml]\nnamespace: base\n"),
        ("base/web.yaml", web.as_str()),
        ("a/kustomization.yaml", "resources: [../base]\nnamespace: shop\n"),
        ("secret.yaml", other),
    ];
    let one = project(&files);
    let (map, secret) = (object(&one, "web"), object(&one, "s"));
    assert_eq!(scope(&one, "a").namespace_of(map).unwrap(), "shop");
    assert_eq!(one.everything().namespaces(map, secret), Namespaces::Same);
    files.push(("b/kustomization.yaml", "resources: [../base]\nnamespace: other\n"));
    let two = project(&files);
    let (map, secret) = (object(&two, "web"), object(&two, "s"));
    assert_eq!(scope(&two, "b").namespace_of(map).unwrap(), "other");
    assert_eq!(two.everything().namespaces(map, secret), Namespaces::Unknown, "it is in two");
    files.push(("all/kustomization.yaml", "resources: [../a, ../b]\n"));
    let both = project(&files);
    assert_eq!(scopes(&both), [".: s", "all: web"]);
    assert_eq!(scope(&both, "all").namespace_of(object(&both, "web")), None);
}

#[test]
fn names_replicas_labels_and_generators_are_known() {
    let web = deployment("web", "web:1");
    let root = "resources: [base]\nnamePrefix: eu-\nreplicas: [{name: web, count: 3}]\n\
                labels: [{pairs: {tier: front}, includeTemplates: true}]\n";
    let project = project(&[
        ("kustomization.yaml", root),
        (
            "base/kustomization.yaml",
            "resources: [web.yaml, s.yaml]\nnameSuffix: -v1\nsecretGenerator: [{name: token, literals: [a=b]}]\n",
        ),
        ("base/web.yaml", &web),
        ("base/s.yaml", &SERVICE.replace("{app: web}", "{tier: front, app: web}")),
    ]);
    let (root, web) = (scope(&project, "."), object(&project, "web"));
    assert_eq!(root.names_of(web), ["web", "web-v1", "eu-web-v1"]);
    for scope in [root, project.everything()] {
        assert_eq!(scope.named(Kind::Deployment, "eu-web-v1").count(), 1);
        assert_eq!(scope.named(Kind::Deployment, "web").count(), 1);
        assert_eq!(scope.named(Kind::Deployment, "us-web-v1").count(), 0);
        assert!(scope.generates(Kind::Secret, "token") && scope.generates(Kind::Secret, "eu-token-v1"));
        assert!(!scope.generates(Kind::ConfigMap, "token") && !scope.generates(Kind::Secret, "other"));
        let service = scope.services().next().unwrap();
        assert_eq!(scope.selected_by(service).len(), 1, "the label comes from the kustomization");
        assert_eq!(scope.services_selecting(Workload::of(web).unwrap()).len(), 1);
    }
    assert_eq!(root.replicas_override(web).unwrap().as_int(), Some(3));
    assert!(project.may_set(web, "replicas"));
}

#[test]
fn what_steers_a_build_is_no_object() {
    let map = config_map("a", "1");
    let project = project(&[
        ("kustomization.yaml", "resources: [a.yaml]\ntransformers: [t.yaml, plugins]\nconfigurations: [c.yaml]\n"),
        ("a.yaml", &map),
        ("t.yaml", "apiVersion: builtin\nkind: PrefixTransformer\nmetadata: {name: p}\nprefix: x-\n"),
        ("c.yaml", "namePrefix: []\n"),
        ("plugins/kustomization.yaml", "resources: [p.yaml]\n"),
        ("plugins/p.yaml", "apiVersion: builtin\nkind: LabelTransformer\nmetadata: {name: l}\n"),
    ]);
    assert_eq!(scopes(&project), [".: a"]);
    assert_eq!(project.objects().filter(|object| object.kind != Kind::Kustomization).count(), 1);
    assert_eq!(project.files()[2].outcomes, [Outcome::NotKubernetes]);
}

#[test]
fn plain_files_are_one_scope_until_they_contradict_each_other() {
    let (one, two, other) = (config_map("settings", "1"), config_map("settings", "2"), config_map("other", "1"));
    let whole = project(&[("a/x.yaml", &one), ("b/y.yaml", &other), ("z.yaml", &other)]);
    assert_eq!(scopes(&whole), [".: settings other other"]);
    assert!(scope(&whole, ".").is_complete());

    let split = project(&[("a/x.yaml", &one), ("a/w/o.yaml", &other), ("b/y.yaml", &two), ("z.yaml", &other)]);
    assert_eq!(scopes(&split), [".: other", "a: settings other", "b: settings"]);
    assert!(!scope(&split, "a").is_complete());

    let deep = project(&[("k/a/x.yaml", &one), ("k/b/y.yaml", &two), ("l/z.yaml", &other), ("l/m/z.yaml", &other)]);
    assert_eq!(scopes(&deep), ["k/a: settings", "k/b: settings", "l: other other"]);
}

#[test]
fn alternatives_in_one_directory_stand_alone() {
    let (one, two, other) = (config_map("settings", "1"), config_map("settings", "2"), config_map("other", "1"));
    let project =
        project(&[("d/v1.yaml", &one), ("d/v2.yaml", &two), ("d/other.yaml", &other), ("d/e/x.yaml", &other)]);
    assert_eq!(scopes(&project), ["d/e: other", "d/v1.yaml: settings", "d/v2.yaml: settings", "d: other"]);
}

#[test]
fn copies_lists_and_namespaces_contradict_nothing() {
    let one = config_map("settings", "1");
    let list = format!("apiVersion: v1\nkind: List\nitems:\n- {}", one.trim_end().replace('\n', "\n  "));
    let shop = "apiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n";
    let labelled = "apiVersion: v1\nkind: Namespace\nmetadata: {name: shop, labels: {a: b}}\n";
    let generated = "apiVersion: batch/v1\nkind: Job\nmetadata: {generateName: job-}\n";
    let elsewhere = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings, namespace: shop}\n";
    let files = [
        ("a.yaml", one.as_str()),
        ("b/a.yaml", &one.replace("value", "value # the same")),
        ("c/list.yaml", &list),
        ("d.yaml", shop),
        ("e.yaml", labelled),
        ("f.yaml", generated),
        ("g.yaml", generated),
        ("h.yaml", elsewhere),
    ];
    let project = project(&files);
    assert_eq!(project.scopes().count(), 1);
    let duplicates = project.scopes().next().unwrap().duplicates();
    assert_eq!(duplicates.len(), 2);
    assert!(duplicates.iter().all(|(first, _)| first.id == object(&project, "settings").id));
}

#[test]
fn a_file_is_always_applied_as_a_whole() {
    let both = format!("{}---\n{}", config_map("settings", "1"), config_map("settings", "2"));
    let project = project(&[("a.yaml", &both), ("b.yaml", &config_map("other", "1"))]);
    assert_eq!(scopes(&project), [".: settings settings other"]);
    assert_eq!(project.scopes().next().unwrap().duplicates().len(), 1);
}

#[test]
fn standard_input_is_a_scope_of_its_own() {
    let (one, two) = (config_map("settings", "1"), config_map("settings", "2"));
    let project = project(&[("<stdin>", &one), ("k/a.yaml", &two), ("k/b.yaml", &config_map("other", "1"))]);
    assert_eq!(scopes(&project), [".: settings other", "<stdin>: settings"]);
    assert!(project.scopes().all(Scope::is_complete));
}

#[test]
fn a_chart_beside_plain_files_makes_them_incomplete() {
    let project = project(&[("a.yaml", &config_map("a", "1")), ("charts/x/Chart.yaml", "name: x\nversion: 1.0.0\n")]);
    assert!(!scope(&project, ".").is_complete());
}

#[test]
fn a_kustomization_needs_no_kind_and_meets_odd_paths() {
    let map = config_map("a", "1");
    let project = project(&[
        (
            "./k8s//prod/kustomization.yml",
            "resources:\n- ./../base/\n- ../base/a.yaml\n- ../../../out.yaml\n- ''\n- 3\n- {}\n",
        ),
        ("./k8s/base/Kustomization", "resources: [a.yaml]\n"),
        ("./k8s/base/a.yaml", &map),
    ]);
    assert_eq!(scopes(&project), ["k8s/prod: a"]);
    assert_eq!(project.kustomizations().count(), 2);
    assert!(project.files().iter().all(|file| file.outcomes == [Outcome::Objects(1)]));
}

#[test]
fn cycles_end() {
    let map = config_map("a", "1");
    let project = project(&[
        ("a/kustomization.yaml", "resources: [../b, a.yaml]\n"),
        ("a/a.yaml", &map),
        ("b/kustomization.yaml", "resources: [../a, ../b, .]\ncomponents: [../b]\n"),
    ]);
    assert_eq!(scopes(&project), ["a: a"]);
    assert!(!scope(&project, "a").is_complete());
}

#[test]
fn context_informs_and_is_not_reported_on() {
    let linter = Linter::new(Settings::default()).unwrap();
    let broken = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, name: a}\n";
    let mut texts = vec![Text::new("a.yaml", broken), Text::new("b.yaml", broken)];
    texts[1].is_context = true;
    texts.push(Text { is_context: true, ..Text::new("kustomization.yaml", "patches: [{path: a.yaml}]\n") });
    let report = linter.lint(texts);
    let files: Vec<FileId> = report.diagnostics.iter().map(|diagnostic| diagnostic.primary.file).collect();
    assert_eq!(files, [FileId(0)]);
    assert_eq!((report.summary.files, report.summary.documents.patches, report.summary.documents.objects), (1, 1, 0));
    assert!(report.summary.skipped.is_empty());
}

#[test]
fn many_overlays_of_many_bases_stay_in_bounds() {
    let mut files = Vec::new();
    for level in 0..40 {
        let next = level + 1;
        for side in ["x", "y"] {
            let text = format!("resources: [../x{next}, ../y{next}]\nnamePrefix: {side}-\n");
            files.push((format!("{side}{level}/kustomization.yaml"), text));
        }
    }
    files.push(("x40/kustomization.yaml".to_owned(), "resources: [a.yaml]\n".to_owned()));
    files.push(("x40/a.yaml".to_owned(), config_map("a", "1")));
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    assert_eq!(scopes(&project(&files)), ["x0: a", "y0: a"]);
}
