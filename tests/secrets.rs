//! What the examples on the pages of the rules for secrets cannot show, as scanners of repositories would take it for real.

#![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

use timonel::config::{Selection, Settings};
use timonel::diagnostic::{Diagnostic, Severity};
use timonel::linter::{Linter, Text};

fn lint(text: &str) -> Vec<Diagnostic> {
    let settings = Settings { select: vec![Selection::Area("secrets")], ..Settings::default() };
    Linter::new(settings).unwrap().lint(vec![Text::new("app.yaml", text)]).diagnostics
}

fn private_key() -> String {
    let body = "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj".repeat(4);
    ["-----BEGIN PRIVATE ", "KEY-----\n", &body, "\n-----END PRIVATE ", "KEY-----\n"].concat()
}

fn indented(text: &str) -> String {
    text.lines().map(|line| format!("    {line}\n")).collect()
}

#[test]
fn a_private_key_in_a_secret_is_an_error_and_stands_first() {
    let text = format!(
        "apiVersion: v1\nkind: Secret\nmetadata: {{name: web}}\nstringData:\n  password: Velvet-Owl-975\n  tls.key: |\n{}",
        indented(&private_key())
    );
    let found = lint(&text);
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].rule, found[0].severity), ("secret-manifest-committed", Severity::Error));
    assert_eq!(
        found[0].message,
        "Secret `web` is written with its values: `tls.key` holds a private key, and one value more"
    );
    assert_eq!(found[0].labels.len(), 1, "the password is another place to hide");
}

#[test]
fn a_private_key_needs_no_name() {
    let text = format!(
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: web}}\ndata:\n  file: |\n{}",
        indented(&private_key())
    );
    let found = lint(&text);
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].rule, found[0].severity), ("secret-in-configmap", Severity::Error));
}

#[test]
fn a_token_is_named_by_its_provider_and_shows_only_its_prefix() {
    let token = ["gh", "p_", &"a1B2c3".repeat(6)].concat();
    let text = format!(
        "apiVersion: v1\nkind: Pod\nmetadata: {{name: web}}\nspec:\n  containers:\n  - {{name: web, env: [{{name: X, value: {token}}}]}}\n"
    );
    let found = lint(&text);
    assert_eq!(found.len(), 1);
    assert!(found[0].message.contains("GitHub") && found[0].message.contains("ghp_… (40 characters)"));
}

#[test]
fn no_value_is_ever_repeated() {
    let value = "Granite-Lark-77";
    let found = lint(&format!(
        "apiVersion: v1
kind: Pod
metadata: {{name: web, annotations: {{hook: 'https://a:{value}@b.example.com/'}}}}
spec:
  containers:
  - name: web
    args: [--password={value}, -u, 'shop:{value}', 'amqp://a:{value}@b']
    env:
    - {{name: DB_PASSWORD, value: {value}}}
    - {{name: OPTS, value: '-Dpassword={value} --token {value}'}}
    - {{name: DSN, value: 'a:{value}@tcp(b:3306)/c'}}
---
apiVersion: v1
kind: ConfigMap
metadata: {{name: web}}
data: {{password: {value}, a.json: '{{\"password\": \"{value}\"}}'}}
---
apiVersion: v1
kind: Secret
metadata: {{name: web}}
stringData: {{password: {value}, url: 'amqp://a:{value}@b', a.env: 'TOKEN={value}'}}
---
apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
secretGenerator:
- {{name: web, literals: [password={value}, 'amqp://a:{value}@b?token={value}']}}
"
    ));
    assert!(found.len() >= 10, "{}", found.len());
    for diagnostic in found {
        let labels = diagnostic.labels.iter().map(|label| label.message.as_str());
        let mut texts = labels.chain(diagnostic.help.as_deref()).chain([diagnostic.message.as_str()]);
        assert!(texts.all(|text| !text.contains(value)), "{diagnostic:?}");
    }
}
