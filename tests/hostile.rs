//! Inputs that crashed or derailed other tools, and inputs made to: nothing panics, nothing hangs, the neighbours are
//! still linted, and whatever cannot be read is said with its place.

#![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

use timonel::config::{Selection, Settings};
use timonel::linter::{Linter, Report, Text};

const NEIGHBOUR: &str = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: neighbour}\ndata: {k: a, k: b}\n";

/// What must become of an input.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Outcome {
    /// Read as this many objects, with no `syntax-error`.
    Objects(usize),
    /// A `syntax-error` on this line.
    Error(u32),
    /// Passed over without noise.
    Skipped,
}

use Outcome::{Error, Objects, Skipped};

fn lint(texts: Vec<(&str, Vec<u8>)>) -> Report {
    let settings = Settings { select: vec![Selection::All], ..Settings::default() };
    let texts = texts.into_iter().map(|(path, bytes)| Text::new(path, bytes)).collect();
    Linter::new(settings).unwrap().lint(texts)
}

/// Lints an input beside a good neighbour in another file, and says what became of it.
fn outcome(path: &str, bytes: &[u8]) -> Outcome {
    let report = lint(vec![(path, bytes.to_vec()), ("zz-neighbour.yaml", NEIGHBOUR.into())]);
    let of_rule = |rule: &str, path: &str| {
        let mut found = report.diagnostics.iter().filter(|diagnostic| diagnostic.rule == rule);
        found.find(|diagnostic| report.sources.get(diagnostic.primary.file).path() == path)
    };
    assert!(of_rule("duplicate-key", "zz-neighbour.yaml").is_some(), "{path}: the neighbour was not linted");
    let failed = report.diagnostics.iter().find(|diagnostic| diagnostic.message.contains("failed on"));
    assert!(failed.is_none(), "{path}: {}", failed.unwrap().message);
    if let Some(error) = of_rule("syntax-error", path) {
        return Error(report.sources.get(error.primary.file).position(error.primary.span.start).line);
    }
    match report.summary.documents.objects - 1 {
        0 if report.summary.skipped.iter().any(|skipped| skipped.path == path) => Skipped,
        objects => Objects(objects),
    }
}

fn check(cases: &[(&str, &str, Outcome)]) {
    let wrong: Vec<String> = cases
        .iter()
        .map(|(name, text, expected)| (name, expected, outcome("input.yaml", text.as_bytes())))
        .filter(|(_, expected, found)| *expected != found)
        .map(|(name, expected, found)| format!("{name}: expected {expected:?}, found {found:?}"))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn objects_with_holes() {
    check(&[
        (
            "budget without selector and metadata",
            "apiVersion: policy/v1\nkind: PodDisruptionBudget\nspec:\n  minAvailable: 1\n",
            Objects(1),
        ),
        ("kind null and nothing else", "kind:\n", Skipped),
        ("keys that are no text", "apiVersion: v1\nkind: ConfigMap\ntrue: x\n1: y\n1.5: z\n", Objects(1)),
        ("no metadata", "apiVersion: v1\nkind: Service\nspec: {}\n", Objects(1)),
        ("no name", "apiVersion: v1\nkind: Service\nmetadata: {}\nspec:\n", Objects(1)),
        (
            "nulls in a container",
            "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers:\n  - command: null\n    args:\n    env:\n    ports: ~\n    lifecycle:\n  -\n  - null\n",
            Objects(1),
        ),
        (
            "null rules",
            "apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata: {name: a}\nrules:\n- resources: null\n  verbs:\n- \n",
            Objects(1),
        ),
        (
            "null maps",
            "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  annotations:\n  labels: null\n  name: a\ndata:\n",
            Objects(1),
        ),
        (
            "null rolling update",
            "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\nspec:\n  strategy: {rollingUpdate: }\n  selector:\n  template:\n",
            Objects(1),
        ),
        (
            "malformed ingress",
            "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: a}\nspec:\n  rules:\n  - http:\n  - http: {paths: [null, {backend: x}, {backend: {service: 1}}]}\n  - 3\n  tls: x\n",
            Objects(1),
        ),
        ("scalars for maps", "apiVersion: apps/v1\nkind: Deployment\nmetadata: x\nspec: 3\n", Objects(1)),
        ("lists for maps", "apiVersion: v1\nkind: Pod\nmetadata: [a]\nspec:\n- containers: {a: b}\n", Objects(1)),
        (
            "maps for lists",
            "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers: {name: a, image: b}\n  volumes: x\n",
            Objects(1),
        ),
        (
            "maps for scalars",
            "apiVersion: v1\nkind: Service\nmetadata: {name: {a: b}, namespace: [x]}\nspec: {type: [NodePort], ports: [{port: {}, nodePort: [1]}], selector: [a]}\n",
            Objects(1),
        ),
        ("label value =", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, labels: {a: =}}\n", Objects(1)),
        ("a bare date", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  day: 2024-04-01\n", Objects(1)),
        (
            "a bad quantity",
            "apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {name: a}\nspec:\n  resources: {requests: {storage: 1GB}}\n",
            Objects(1),
        ),
    ]);
}

#[test]
fn streams_cut_in_every_way() {
    let object = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n";
    let cases = [
        ("leading separator", format!("---\n{object}"), Objects(1)),
        ("trailing blanks", format!("{object}---   \n{object}"), Objects(2)),
        ("comment on the separator", format!("{object}--- # two\n{object}"), Objects(2)),
        ("end marker", format!("{object}...\n---\n{object}...\n"), Objects(2)),
        ("empty documents", format!("---\n---\n# only a comment\n---\n{object}---\n"), Objects(1)),
        ("scalar and list documents", format!("just text\n---\n- a\n---\n{object}"), Objects(1)),
        ("dashes in a block scalar", format!("{object}data:\n  x: |\n    a\n    ---\n    b\n"), Objects(1)),
        ("dashes in quotes", format!("{object}data:\n  x: \"a\n    --- b\"\n"), Objects(1)),
        ("content on the separator", format!("{object}--- {{a: b}}\n"), Error(4)),
        ("carriage returns", object.replace('\n', "\r\n") + "---\r\n" + &object.replace('\n', "\r\n"), Objects(2)),
        ("byte order mark", format!("\u{feff}{object}"), Objects(1)),
        ("directive", format!("%YAML 1.2\n---\n{object}"), Objects(1)),
        ("no line feed at the end", format!("{object}---\n{}", object.trim_end()), Objects(2)),
        ("empty file", String::new(), Skipped),
        ("only comments", "# a\n# b\n".to_owned(), Skipped),
    ];
    let cases: Vec<_> = cases.iter().map(|(name, text, expected)| (*name, text.as_str(), *expected)).collect();
    check(&cases);
}

#[test]
fn lists_in_lists() {
    check(&[
        ("empty list", "apiVersion: v1\nkind: List\nitems: []\n", Objects(0)),
        ("null list", "apiVersion: v1\nkind: List\nitems:\n", Objects(0)),
        (
            "nested",
            "apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: List\n  items:\n  - {apiVersion: v1, kind: Secret}\n- {apiVersion: v1, kind: Pod}\n- x\n",
            Objects(2),
        ),
        (
            "list and document",
            "apiVersion: v1\nkind: List\nitems: [{apiVersion: v1, kind: Pod}]\n---\napiVersion: v1\nkind: Pod\n",
            Objects(2),
        ),
    ]);
}

#[test]
fn templates_and_files_of_others() {
    check(&[
        (
            "chart template",
            "{{- if .Values.x }}\napiVersion: v1\nkind: Pod\nmetadata:\n  name: {{ .Release.Name }}\n{{- end }}\n",
            Skipped,
        ),
        ("unquoted action", "apiVersion: v1\nkind: Pod\nmetadata:\n  name: {{x}}\n", Objects(1)),
        (
            "template text in an annotation",
            "apiVersion: v1\nkind: Pod\nmetadata:\n  annotations:\n    a: |\n      {{- with secret \"x\" }}\n      {{ .Data }}\n      {{- end }}\n  name: a\n",
            Objects(1),
        ),
        ("values file", "image:\n  repository: x\n# apiVersion: v1\n# kind: Pod\n", Skipped),
        ("broken values file", "image: [\n", Skipped),
        ("kustomization without kind", "resources: [a.yaml]\npatches: [{path: b.yaml}]\n", Skipped),
        (
            "kustomization with charts",
            "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nhelmCharts: [{name: x}]\ntransformers: [t.yaml]\n",
            Objects(1),
        ),
    ]);
}

#[test]
fn aliases_in_odd_places() {
    let object = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n";
    let cases = [
        ("on an item", format!("{object}x: &a [1]\ny: [*a, *a]\n"), Objects(1)),
        ("for a scalar", format!("{object}x: &a text\ny: *a\n"), Objects(1)),
        ("name defined twice", format!("{object}x: &a 1\ny: *a\nz: &a 2\nw: *a\n"), Objects(1)),
        ("undefined", format!("{object}x: *none\n"), Error(4)),
        ("itself", format!("{object}x: &a [*a]\n"), Error(4)),
        ("merge of itself", format!("{object}x: &a\n  <<: *a\n"), Error(5)),
        ("merge of a scalar", format!("{object}x:\n  <<: 3\n  y: 1\n"), Error(5)),
        ("across documents", format!("x: &a 1\n---\n{object}y: *a\n"), Error(6)),
    ];
    let cases: Vec<_> = cases.iter().map(|(name, text, expected)| (*name, text.as_str(), *expected)).collect();
    check(&cases);
}

#[test]
fn bombs() {
    let mut laughs = String::from(
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]\n",
    );
    let mut merges = laughs.clone() + "  m0: &m0 {k: v}\n";
    for level in 1..=9 {
        let below = vec![format!("*a{}", level - 1); 9].join(", ");
        laughs += &format!("  a{level}: &a{level} [{below}]\n");
        let below = vec![format!("*m{}", level - 1); 9].join(", ");
        merges += &format!("  m{level}: &m{level} {{<<: [{below}]}}\n");
    }
    assert!(matches!(outcome("laughs.yaml", laughs.as_bytes()), Error(_)));
    assert!(matches!(outcome("merges.yaml", merges.as_bytes()), Error(_)));
    let containers = vec!["*c"; 3_000].join(", ");
    let wide = format!(
        "apiVersion: v1\nkind: Pod\nmetadata: {{name: &n a}}\nx: &e [{}]\ny: &c {{name: a, image: b, env: *e}}\nspec: {{containers: [{containers}]}}\n",
        vec!["{name: a, value: b}"; 3_000].join(", ")
    );
    assert!(matches!(outcome("wide.yaml", wide.as_bytes()), Error(_)));
}

#[test]
fn depth() {
    let head = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: ";
    for (name, text) in [
        ("100,000 brackets", format!("{head}{}{}\n", "[".repeat(100_000), "]".repeat(100_000))),
        ("100,000 open brackets", format!("{head}{}\n", "[".repeat(100_000))),
        ("100,000 maps", format!("{head}{}\n", "{a: ".repeat(100_000))),
        ("100,000 dashes", format!("{head}\n  {}\n", "- ".repeat(100_000))),
        (
            "5,000 block maps",
            head.to_owned() + "\n" + &(0..5_000).map(|depth| " ".repeat(depth + 1) + "a:\n").collect::<String>(),
        ),
    ] {
        assert!(matches!(outcome("deep.yaml", text.as_bytes()), Error(_)), "{name}");
    }
}

#[test]
fn size() {
    let head = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n";
    let long = "x".repeat(5_000_000);
    for text in [
        format!("{head}  a: {long}\n"),
        format!("{head}  a: \"{long}\"\n"),
        format!("{head}  a: |\n    {long}\n"),
        head.to_owned() + &(0..100_000).map(|key| format!("  k{key}: v\n")).collect::<String>(),
    ] {
        assert_eq!(outcome("large.yaml", text.as_bytes()), Objects(1));
    }
    let unclosed = format!("{head}  a: [{}", "x, ".repeat(250_000));
    assert!(matches!(outcome("unclosed.yaml", unclosed.as_bytes()), Error(_)));
}

#[test]
fn bytes_that_are_no_text() {
    let object = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  k: ";
    for (name, bytes, expected) in [
        ("NUL", [object.as_bytes(), b"a\0b\n"].concat(), Error(5)),
        ("control character", [object.as_bytes(), b"a\x01b\n"].concat(), Error(5)),
        ("bad UTF-8", [object.as_bytes(), b"a\xffb\n"].concat(), Error(5)),
        ("cut UTF-8", [object.as_bytes(), b"a\xc3"].concat(), Error(5)),
        (
            "UTF-16",
            [&[0xff, 0xfe][..], &object.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>()].concat(),
            Error(1),
        ),
        ("binary", (0..=255).cycle().take(10_000).collect(), Skipped),
    ] {
        assert_eq!(outcome("bytes.yaml", &bytes), expected, "{name}");
    }
}

#[test]
fn syntax_errors_cost_only_their_document() {
    let object = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {k: 1, k: 2}\n";
    for broken in [
        "a: [1",
        "a: b: c",
        "\tkey: 1",
        "a: \"x",
        "- a\nb: 1",
        "a: 'x' y",
        "? [",
        "}",
        "a: &",
        "a: !<x",
        "%",
        "key: |3x",
        "@a",
    ] {
        let text = format!("{object}---\n{broken}\n---\n{object}");
        let report = lint(vec![("stream.yaml", text.into_bytes())]);
        let rules: Vec<&str> = report.diagnostics.iter().map(|diagnostic| diagnostic.rule).collect();
        assert_eq!(rules.iter().filter(|rule| **rule == "duplicate-key").count(), 2, "{broken}: {rules:?}");
        assert_eq!(rules.iter().filter(|rule| **rule == "syntax-error").count(), 1, "{broken}: {rules:?}");
        assert_eq!(report.summary.documents.broken, 1, "{broken}");
    }
}

#[test]
fn json_goes_the_same_way() {
    let object = r#"{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a"}, "data": {"k": "v\u00e9"}}"#;
    assert_eq!(outcome("a.json", object.as_bytes()), Objects(1));
    assert_eq!(outcome("a.json", format!("{object}\n{object}").as_bytes()), Objects(2));
    assert_eq!(outcome("a.json", format!("\t{}", object.replace(", ", ",\n\t")).as_bytes()), Objects(1));
    assert_eq!(outcome("a.json", object.replace("}}", "}").as_bytes()), Error(1));
    assert_eq!(outcome("package.json", br#"{"name": "x", "version": "1"}"#), Skipped);
    assert_eq!(outcome("broken.json", br#"{"name": "x", "#), Skipped);
}
