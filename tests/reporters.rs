//! What each format makes of reports put together by hand.

mod json_schema;

use std::time::Duration;

use proptest::prelude::{prop_assert, prop_assert_eq, proptest};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use timonel::diagnostic::{Applicability, Diagnostic, Edit, Fix, Label, Layer, ObjectKey, Severity};
use timonel::discovery::{SkipReason, Skipped, Unreadable};
use timonel::linter::{DocumentCounts, Report, Summary};
use timonel::reporter::{
    FullOptions, SkippedPaths, concise, full, json, page, report_schema, rules_json, rules_schema, rules_text, summary,
    unreadable,
};
use timonel::rule::{Area, Equivalents, Rule};
use timonel::source::{FileId, Location, SourceFile, Span};

const DEPLOYMENT: &str = "\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  namespace: shop
spec:
  template:
    spec:
      containers:
        - name: nginx
          image: nginx:latest
          ports:
            - containerPort: 8080
";

const SERVICE: &str = "\
apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  ports:
    - port: 80
      targetPort: 8081
";

/// A report of the files, each a path and a text, with no findings yet.
fn report(files: &[(&str, &str)]) -> Report {
    let mut report = Report::default();
    for (path, text) in files {
        report.sources.add(SourceFile::new(*path, *text));
    }
    report
}

/// The first `text` in file number `file`.
fn place(report: &Report, file: u32, text: &str) -> Location {
    let source = report.sources.get(FileId(file));
    let start = source.text().find(text).expect("the text is in the file") as u32;
    Location { file: FileId(file), span: Span::new(start, start + text.len() as u32) }
}

fn finding(primary: Location) -> Diagnostic {
    Diagnostic {
        rule: "image-tag-latest",
        severity: Severity::Error,
        layer: Layer::Risk,
        message: "image `nginx:latest` moves: what runs depends on when a node last pulled it".into(),
        help: Some("name a version, for example `nginx:1.27`".into()),
        primary,
        labels: Vec::new(),
        object: Some(ObjectKey {
            api_version: "apps/v1".into(),
            kind: "Deployment".into(),
            namespace: Some("shop".into()),
            name: "web".into(),
        }),
        field_path: "spec.template.spec.containers[0].image".into(),
        fix: None,
    }
}

/// A report of one file with one finding at `text`.
fn single(text: &str, at: &str) -> Report {
    let mut report = report(&[("app.yaml", text)]);
    report.diagnostics.push(finding(place(&report, 0, at)));
    report
}

fn label(location: Location, message: &str) -> Label {
    Label { location, message: message.into() }
}

/// Lets the first finding point at `text` too.
fn point(report: &mut Report, text: &str, message: &str) {
    let label = label(place(report, 0, text), message);
    report.diagnostics[0].labels.push(label);
}

fn shown(report: &Report) -> String {
    full(report, &FullOptions::default())
}

fn json_without_version(report: &Report) -> String {
    json(report).replace(&format!("\"version\": \"{}\"", env!("CARGO_PKG_VERSION")), "\"version\": \"[version]\"")
}

/// A Service and a Deployment that do not fit, a fix, and no namespace.
fn two_files() -> Report {
    let mut report = report(&[("k8s/deployment.yaml", DEPLOYMENT), ("k8s/service.yaml", SERVICE)]);
    let image = finding(place(&report, 0, "nginx:latest"));
    let mut port = finding(place(&report, 1, "8081"));
    port.rule = "service-port-unreachable";
    port.layer = Layer::Stuck;
    port.severity = Severity::Warning;
    port.message = "port `8081` is reached on no container of Deployment `web`".into();
    port.help = Some("write `targetPort: 8080`".into());
    port.field_path = "spec.ports[0].targetPort".into();
    port.object =
        Some(ObjectKey { api_version: "v1".into(), kind: "Service".into(), namespace: None, name: "web".into() });
    port.labels.push(label(place(&report, 0, "8080"), "the only port that it listens on"));
    port.labels.push(label(place(&report, 1, "80"), "traffic comes in here"));
    port.fix = Some(Fix {
        title: "send traffic to port 8080".into(),
        applicability: Applicability::Unsafe,
        edits: vec![Edit { location: port.primary, replacement: "8080".into() }],
    });
    report.diagnostics = vec![image, port];
    report
}

#[test]
fn nothing_found() {
    let report = report(&[("app.yaml", DEPLOYMENT)]);
    assert_eq!(shown(&report), "");
    assert_eq!(concise(&report), "");
    insta::assert_snapshot!(json_without_version(&report));
}

#[test]
fn one_finding() {
    insta::assert_snapshot!(shown(&single(DEPLOYMENT, "nginx:latest")));
}

#[test]
fn several_files_in_full() {
    insta::assert_snapshot!(shown(&two_files()));
}

#[test]
fn several_files_in_colour() {
    let options = FullOptions { colour: true, ..FullOptions::default() };
    insta::assert_snapshot!(full(&two_files(), &options).replace('\x1b', "␛"));
}

#[test]
fn several_files_in_ascii() {
    let drawn = full(&two_files(), &FullOptions { unicode: false, ..FullOptions::default() });
    assert!(drawn.is_ascii());
    insta::assert_snapshot!(drawn);
}

#[test]
fn several_files_concise() {
    insta::assert_snapshot!(concise(&two_files()));
}

#[test]
fn several_files_as_json() {
    insta::assert_snapshot!(json_without_version(&two_files()));
}

#[test]
fn a_narrow_terminal() {
    insta::assert_snapshot!(full(&two_files(), &FullOptions { width: 10, ..FullOptions::default() }));
}

#[test]
fn places_in_one_file_share_a_frame_when_they_are_near() {
    let mut report = single(DEPLOYMENT, "nginx:latest");
    for (text, message) in [("nginx\n", "this container"), ("web", "of this workload"), ("containerPort", "listens")] {
        point(&mut report, text, message);
    }
    insta::assert_snapshot!(shown(&report));
}

#[test]
fn places_on_one_line() {
    let mut report = single("  ports: [80, 8080, 80]\n", "80,");
    report.diagnostics[0].primary = place(&report, 0, "80]");
    point(&mut report, "80,", "first here");
    point(&mut report, "[80, 8080", "around it");
    insta::assert_snapshot!(shown(&report));
}

#[test]
fn many_places() {
    let text: String = (0..15).map(|number| format!("key{number:02}: x\n\n\n\n\n\n")).collect();
    let mut report = single(&text, "key00");
    let again = (1..15).map(|number| label(place(&report, 0, &format!("key{number:02}")), "and here"));
    report.diagnostics[0].labels = again.collect();
    assert_eq!(shown(&report).matches("and here").count(), 10);
    assert!(shown(&report).ends_with("        4 more places are not shown\n"));
}

#[test]
fn non_ascii_text() {
    let text = "año: {naïve: 漢字テスト, emoji: \"👩\u{200d}🚀❤\u{fe0f}\", e\u{301}: nginx:latest}\n";
    let report = single(text, "nginx:latest");
    insta::assert_snapshot!(shown(&report));
    insta::assert_snapshot!(concise(&report), @"app.yaml:1:41: error[image-tag-latest] image `nginx:latest` moves: what runs depends on when a node last pulled it");
    assert!(json(&report).contains("\"column\": 41"));
    insta::assert_snapshot!(shown(&single(text, "漢字テスト")));
}

#[test]
fn tabs() {
    insta::assert_snapshot!(shown(&single("\tspec:\n\t\timage:\tnginx:latest\t# here\n", "nginx:latest")));
}

#[test]
fn crlf_and_byte_order_mark() {
    let text = format!("\u{feff}{}", DEPLOYMENT.replace('\n', "\r\n"));
    let mut report = single(&text, "apiVersion");
    report.diagnostics.push(finding(place(&report, 0, "nginx:latest")));
    let plain = single(DEPLOYMENT, "nginx:latest");
    let drawn = shown(&report);
    assert!(drawn.ends_with(&shown(&plain)));
    assert!(!drawn.contains('\r') && !drawn.contains('\u{feff}'));
    insta::assert_snapshot!(drawn);
}

#[test]
fn a_span_of_many_lines_is_cut_to_its_first() {
    let mut report = single(DEPLOYMENT, "spec:\n  template:\n    spec:\n");
    let mut second = finding(place(&report, 0, "\n  name: web\n  namespace"));
    second.labels.push(label(place(&report, 0, "kind: Deployment\nmetadata:\n"), "in this object"));
    report.diagnostics.push(second);
    insta::assert_snapshot!(shown(&report));
}

#[test]
fn an_empty_span_at_the_end() {
    let mut report = report(&[("app.yaml", "a: [1\n"), ("b.yaml", "a: [1"), ("empty.yaml", "")]);
    for (file, at) in [(0, 6), (1, 5), (2, 0), (0, 5), (0, 999)] {
        let location = Location { file: FileId(file), span: Span::at(at) };
        let mut end = finding(location);
        end.message = "expected `]`".into();
        end.help = None;
        end.object = None;
        report.diagnostics.push(end);
    }
    insta::assert_snapshot!(shown(&report));
}

#[test]
fn long_lines_are_cut_around_the_span() {
    let items: Vec<_> = (0..60).map(|number| format!("{{\"name\":\"port-{number}\",\"port\":{number}}}")).collect();
    let line = format!("{{\"before\":1,\"ports\":[{}],\"after\":2}}", items.join(","));
    let mut report = single(&format!("# next\n{line}\n# {}\n", "z".repeat(300)), "\"port-30\"");
    point(&mut report, "\"before\"", "far away on the same line");
    point(&mut report, "\"port\":31", "near");
    report.diagnostics.push(finding(place(&report, 0, "\"after\":2")));
    report.diagnostics.push(finding(place(&report, 0, &items.join(","))));
    let drawn = shown(&report);
    assert!(drawn.lines().all(|line| line.chars().count() <= 100));
    insta::assert_snapshot!(drawn);
}

#[test]
fn a_leaked_value_is_masked_wherever_it_would_be_printed() {
    let text = "env:\n  - name: PASSWORD\n    value: \"correct horse battery\"\n  - name: pin\n    value: 4711\n";
    let mut report = single(text, "\"correct horse battery\"");
    for at in ["pin", "4711", "env"] {
        report.diagnostics.push(finding(place(&report, 0, at)));
    }
    report.leaked = ["\"correct horse battery\"", "4711", "env"].map(|at| place(&report, 0, at)).to_vec();
    let drawn = shown(&report);
    assert!(!drawn.contains("horse") && !drawn.contains("4711"));
    insta::assert_snapshot!(drawn);
}

#[test]
fn text_of_files_cannot_drive_the_terminal() {
    let mut report = single("a: \"\x1b[31m\u{202e}\x07\r\x00\"\n", "\"\x1b");
    report.diagnostics[0].message = "value `\x1b[31m`\nis red".into();
    report.diagnostics[0].help = Some("one\ntwo".into());
    let mut with_name = timonel::source::Sources::default();
    with_name.add(SourceFile::new("od\nd\x1b.yaml", report.sources.get(FileId(0)).text()));
    report.sources = with_name;
    for drawn in [shown(&report), concise(&report)] {
        assert!(drawn.chars().all(|shown| shown == '\n' || !shown.is_control()));
    }
    insta::assert_snapshot!(format!("{}{}", concise(&report), shown(&report)));
    assert!(full(&report, &FullOptions { unicode: false, ..FullOptions::default() }).contains("a: \"?[31m????\""));
}

#[test]
fn spans_outside_of_the_text_are_no_reason_to_fail() {
    let text = "ключ: значение\n";
    for start in 0..40 {
        for end in 0..40 {
            let mut report = report(&[("app.yaml", text)]);
            let location = Location { file: FileId(0), span: Span::new(start, end) };
            report.diagnostics.push(finding(location));
            report.leaked.push(location);
            report.diagnostics[0].labels.push(label(Location { span: Span::new(end, start), ..location }, "other"));
            assert!(shown(&report).contains("app.yaml:"));
            assert!(json(&report).contains("\"line\""));
            assert!(concise(&report).starts_with("app.yaml:"));
        }
    }
}

proptest! {
    /// Whatever stands before a span (tabs, wide and joined characters, control characters, a long line that is cut),
    /// the underline is below the span, column by column.
    #[test]
    fn underlines_are_below_what_they_mean(
        before in "[a-z \t漢é\u{301}👩\u{200d}\u{fe0f}\u{feff}\u{1b}\u{202e}]{0,150}",
        span in "[a-z漢🚀][a-z漢🚀\u{301}]{0,15}",
        after in " [a-z漢 ]{0,150}",
    ) {
        let mut report = report(&[("app.yaml", &format!("{before}{span}{after}\n"))]);
        let start = before.len() as u32;
        let location = Location { file: FileId(0), span: Span::new(start, start + span.len() as u32) };
        report.diagnostics.push(finding(location));
        let drawn = shown(&report);
        let line = |start: &str| drawn.lines().find_map(|line| line.strip_prefix(start)).expect("a line").to_owned();
        let underline = line("   · ");
        let columns = underline.chars().take_while(|shown| *shown == ' ').count()..underline.chars().count();
        let mut column = 0;
        let mut below = String::new();
        for character in line(" 1 │ ").chars() {
            let width = character.width().unwrap_or_default();
            below.extend((columns.contains(&column) && width > 0).then_some(character));
            column += width;
        }
        prop_assert_eq!(below, span.replace('\u{301}', ""));
        prop_assert_eq!(columns.len(), span.width());
        prop_assert!(column <= 95);
    }
}

#[test]
fn no_line_ends_in_a_blank() {
    for drawn in [shown(&two_files()), shown(&single("a:\n\n  b: nginx:latest   \n\n", "nginx:latest"))] {
        assert!(drawn.lines().all(|line| !line.ends_with(' ')), "{drawn}");
    }
}

fn summary_of(mut report: Report, summary_given: Summary, skipped: SkippedPaths) -> String {
    report.summary = Summary { elapsed: Duration::from_millis(213), ..summary_given };
    summary(&report, skipped)
}

#[test]
fn summary_of_nothing_and_of_one() {
    let nothing = summary_of(Report::default(), Summary::default(), SkippedPaths::Counted);
    insta::assert_snapshot!(nothing, @"0 files: 0 objects; no findings in 0.21 s");
    let documents = DocumentCounts { objects: 1, patches: 1, empty: 1, not_kubernetes: 1, templates: 1, broken: 1 };
    let skipped = SkipReason::ALL.map(|reason| Skipped { path: "x.yaml".into(), reason }).to_vec();
    let one = Summary { files: 1, documents, skipped, ..Summary::default() };
    let one = summary_of(single(DEPLOYMENT, "nginx:latest"), one, SkippedPaths::Counted);
    insta::assert_snapshot!(one, @"1 file: 1 object, 1 patch, 1 empty document, 1 broken document; passed over 1 not Kubernetes, 1 template, 1 chart template, 1 ignored, 1 link out of the tree, 1 link loop; 1 error in 0.21 s");
}

#[test]
fn summary_names_what_was_passed_over() {
    let documents = DocumentCounts { objects: 390, patches: 2, broken: 1, not_kubernetes: 20, ..Default::default() };
    let skipped = |path: &str, reason| Skipped { path: path.into(), reason };
    let skipped = vec![
        skipped("chart/templates/a.yaml", SkipReason::ChartTemplate),
        skipped("chart/templates/b.yaml", SkipReason::ChartTemplate),
        skipped("out/", SkipReason::Ignored),
        skipped("values.yaml", SkipReason::NotKubernetes),
    ];
    let one_unreadable = vec![Unreadable { path: "secret\n.yaml".into(), error: "permission denied".into() }];
    let many = Summary { files: 412, documents, skipped, unreadable: one_unreadable, ..Summary::default() };
    assert_eq!(unreadable(&many).collect::<Vec<_>>(), ["could not read `secret␊.yaml`: permission denied"]);
    insta::assert_snapshot!(summary_of(two_files(), many, SkippedPaths::Listed));
}

/// What is wrong with `document` by `schema`, both JSON.
fn schema_errors(schema: &str, document: &str) -> Vec<String> {
    let parse = |text| serde_json::from_str(text).expect("valid JSON");
    json_schema::errors(&parse(schema), &parse(document))
}

#[test]
fn json_is_what_its_schema_says() {
    let mut report = two_files();
    report.diagnostics[0].object = None;
    report.diagnostics[0].help = None;
    report.summary.skipped =
        SkipReason::ALL.map(|reason| Skipped { path: format!("{}.yaml", reason.as_str()), reason }).to_vec();
    report.summary.unreadable = vec![Unreadable { path: "a.yaml".into(), error: "permission denied".into() }];
    for (severity, layer) in [(Severity::Info, Layer::Rejected), (Severity::Warning, Layer::Leak)] {
        report.diagnostics.push(Diagnostic { severity, layer, ..report.diagnostics[1].clone() });
    }
    for applicability in [Applicability::Safe, Applicability::Display] {
        let fix = Fix { title: "do".into(), applicability, edits: Vec::new() };
        report.diagnostics.push(Diagnostic { fix: Some(fix), ..report.diagnostics[1].clone() });
    }
    assert_eq!(schema_errors(&report_schema(), &json(&report)), Vec::<String>::new());
    assert_eq!(schema_errors(&report_schema(), &json(&Report::default())), Vec::<String>::new());

    let wrong = json(&report).replace("\"stuck\"", "\"struck\"").replace("\"fieldPath\"", "\"field\"");
    let errors = schema_errors(&report_schema(), &wrong);
    assert!(errors.iter().any(|error| error.contains(".layer: enum")), "{errors:?}");
    assert!(errors.iter().any(|error| error.contains("no property `field`")), "{errors:?}");
}

#[test]
fn rules_are_what_their_schema_says() {
    let equivalents = Equivalents { kube_linter: &["latest-tag"], checkov: &["CKV_K8S_14"], ..Equivalents::NONE };
    let rule = Rule { id: "image-tag-latest", summary: "an image whose tag moves", equivalents, ..Rule::DEFAULT };
    let area = Area { id: "images", summary: "what containers run", rules: &[] };
    let rules = rules_json([(&area, &rule)]);
    assert_eq!(schema_errors(&rules_schema(), &rules_json(timonel::rules::all())), Vec::<String>::new());
    assert_eq!(schema_errors(&rules_schema(), &rules), Vec::<String>::new());
    insta::assert_snapshot!(rules);
}

static MOVING_TAG: Rule = Rule {
    id: "image-tag-latest",
    summary: "tag `latest` names whatever was pushed last",
    equivalents: Equivalents {
        kube_linter: &["latest-tag"],
        checkov: &["CKV_K8S_14", "CKV_K8S_43"],
        trivy: &["KSV-0013"],
        ..Equivalents::NONE
    },
    docs: "\
# image-tag-latest

A tag like any other: `latest` is what somebody pushed *last*, and `kubectl rollout undo` finds **nothing** to go back to.
Ask [the registry](https://registry.example.com/tags?of=nginx), not your memory.

- First, a point that takes more room than one line has, even in a wide terminal
  (and goes on).
  - A point of its own.

1. <https://kubernetes.example.com/docs>

## Bad `latest`

```yaml title=\"app.yaml\" options={\"policy\": \"digest\"}
containers:
  - image: nginx:latest  # error [pushed last]

  - image: registry.example.com/a/path/that/is/longer/than/the/page/is/wide/nginx:1.27  # info(-2)
```

## Options

| name | default | meaning |
|---|---|---|
| `policy` | `\"minor\"` | how much of a version a tag is to fix, in the end |
| `words` | none | words |
",
    ..Rule::DEFAULT
};

static IMAGES: Area = Area { id: "images", summary: "what containers run", rules: &[&MOVING_TAG, &NEVER_BY_ITSELF] };

static NEVER_BY_ITSELF: Rule =
    Rule { id: "image-policy", summary: "a house rule", severity: Severity::Info, profiles: &[], ..Rule::DEFAULT };

#[test]
fn a_page() {
    insta::assert_snapshot!(page(&IMAGES, &MOVING_TAG, false, 60));
}

#[test]
fn a_page_in_colour() {
    insta::assert_snapshot!(page(&IMAGES, &MOVING_TAG, true, 100).replace('\x1b', "␛"));
}

#[test]
fn a_list_of_rules() {
    insta::assert_snapshot!(rules_text(&[&IMAGES, &IMAGES], false));
    assert!(rules_text(&[&IMAGES], true).contains("\x1b[33mwarning\x1b[0m"));
}

/// Run with `cargo test --test reporters -- --ignored --nocapture`.
#[test]
#[ignore = "a measurement"]
fn a_large_report() {
    let text: String = (0..50_000).map(|number| format!("key{number}: nginx:latest\n")).collect();
    let mut large = report(&[("large.yaml", &text)]);
    let places = (0..2_000).map(|number| place(&large, 0, &format!("key{}:", number * 25)));
    let places: Vec<_> = places.collect();
    large.diagnostics = places.into_iter().map(finding).collect();
    let one_line = text.replace('\n', ",");
    let mut minified = report(&[("minified.json", &one_line)]);
    minified.diagnostics = large.diagnostics.clone();
    for report in [large, minified] {
        for (name, format) in [("full", shown as fn(&Report) -> String), ("concise", concise), ("json", json)] {
            let start = std::time::Instant::now();
            let bytes = format(&report).len();
            println!("{name}: {bytes} bytes in {:?}", start.elapsed());
        }
    }
}
