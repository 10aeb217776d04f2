//! Scalars mean what they mean to the cluster: compared with two other parsers, each difference listed with its reason.

#![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

use timonel::source::FileId;
use timonel::yaml::{Scalar, parse};
use yaml_rust2::{Yaml, YamlLoader};

/// A value as any parser may have it.
#[derive(Debug, PartialEq, Clone)]
enum Value {
    Null,
    Bool(bool),
    Int(i128),
    Float(f64),
    Text(String),
}

const TEXTS: &[&str] = &[
    "yes",
    "Yes",
    "YES",
    "yEs",
    "no",
    "No",
    "NO",
    "on",
    "On",
    "ON",
    "off",
    "Off",
    "OFF",
    "y",
    "Y",
    "n",
    "N",
    "true",
    "True",
    "TRUE",
    "tRue",
    "false",
    "False",
    "FALSE",
    "null",
    "Null",
    "NULL",
    "~",
    "nil",
    "0",
    "1",
    "-1",
    "+1",
    "007",
    "0644",
    "0o644",
    "08",
    "09",
    "0b11",
    "0x1F",
    "0X1f",
    "1_000",
    "1__0",
    "_1",
    "1.5",
    "1.",
    ".5",
    "+.5",
    "-.5",
    "1e3",
    "1E3",
    "1e+3",
    "1.20",
    "123e4",
    "1e",
    "e1",
    ".inf",
    "-.inf",
    ".nan",
    ".",
    "1:30",
    "12:30:45",
    "2001-01-01",
    "2001-12-14t21:59:43.10-05:00",
    "1.2.3",
    "v1",
    "1Gi",
    "500m",
    "=",
    "18446744073709551615",
    "-9223372036854775808",
    "'yes'",
    "\"1\"",
    "!!str 1",
    "!!str yes",
    "!!int 3",
    "''",
    "\"\\u00e9\"",
    "a b",
    "a#b",
    "8080",
];

/// Booleans of YAML 1.1, which the cluster reads, and text to parsers of YAML 1.2.
const BOOLEANS_OF_1_1: &[&str] =
    &["yes", "Yes", "YES", "no", "No", "NO", "on", "On", "ON", "off", "Off", "OFF", "y", "Y", "n", "N"];

/// Where else serde_yaml, libyaml's heir, differs from go-yaml v2: it resolves YAML 1.2, and the cluster reads 1.1 in parts.
const SERDE_YAML_DIFFERS: &[(&str, &str)] = &[
    ("007", "octal by its zero"),
    ("0644", "octal by its zero"),
    ("08", "no octal: a float"),
    ("09", "no octal: a float"),
    ("0X1f", "Go takes the capital prefix"),
    ("1_000", "underscores are dropped"),
    ("1__0", "underscores are dropped"),
];

/// Where else yaml-rust2 differs: its own mixture of 1.2 and 1.1.
const YAML_RUST2_DIFFERS: &[(&str, &str)] = &[
    ("0644", "octal by its zero"),
    ("08", "a float, as octal has no 8"),
    ("09", "a float, as octal has no 9"),
    ("0b11", "binary"),
    ("0X1f", "Go takes the capital prefix"),
    ("1_000", "underscores are dropped"),
    ("1__0", "underscores are dropped"),
    ("18446744073709551615", "unsigned 64 bits"),
    ("Null", "null in capitals"),
    ("NULL", "null in capitals"),
];

#[test]
fn serde_yaml_agrees_but_for_the_list() {
    compare(SERDE_YAML_DIFFERS, |text| from_serde_yaml(&serde_yaml::from_str(&format!("a: {text}\n")).unwrap()));
}

#[test]
fn yaml_rust2_agrees_but_for_the_list() {
    compare(YAML_RUST2_DIFFERS, |text| {
        from_yaml_rust2(&YamlLoader::load_from_str(&format!("a: {text}\n")).unwrap()[0]["a"])
    });
}

fn compare(differs: &[(&str, &str)], other: impl Fn(&str) -> Value) {
    let mut surprises = Vec::new();
    for text in TEXTS {
        let (ours, theirs) = (ours(text), other(text));
        let agree = ours == theirs
            || matches!((&ours, &theirs), (Value::Float(a), Value::Float(b)) if a.is_nan() && b.is_nan());
        let listed = BOOLEANS_OF_1_1.contains(text) || differs.iter().any(|(listed, _)| listed == text);
        if agree == listed {
            surprises.push(format!("{text}: {ours:?} and {theirs:?}, listed: {listed}"));
        }
    }
    assert!(surprises.is_empty(), "{}", surprises.join("\n"));
}

fn ours(text: &str) -> Value {
    let tree = parse(FileId(0), format!("a: {text}\n").into(), Vec::new());
    let root = tree.root(&tree.documents()[0]).unwrap();
    match root.get("a").unwrap().scalar().unwrap() {
        Scalar::Null => Value::Null,
        Scalar::Bool(value) => Value::Bool(value),
        Scalar::Int(value) => Value::Int(value),
        Scalar::Float(value) => Value::Float(value),
        Scalar::Str(text) => Value::Text(text.into_owned()),
    }
}

fn from_serde_yaml(value: &serde_yaml::Value) -> Value {
    match &value["a"] {
        serde_yaml::Value::Null => Value::Null,
        serde_yaml::Value::Bool(value) => Value::Bool(*value),
        serde_yaml::Value::Number(number) => match (number.as_i64(), number.as_u64()) {
            (Some(value), _) => Value::Int(value.into()),
            (_, Some(value)) => Value::Int(value.into()),
            _ => Value::Float(number.as_f64().unwrap()),
        },
        serde_yaml::Value::String(text) => Value::Text(text.clone()),
        other => panic!("{other:?}"),
    }
}

fn from_yaml_rust2(value: &Yaml) -> Value {
    match value {
        Yaml::Null => Value::Null,
        Yaml::Boolean(value) => Value::Bool(*value),
        Yaml::Integer(value) => Value::Int((*value).into()),
        Yaml::Real(_) => Value::Float(value.as_f64().unwrap()),
        Yaml::String(text) => Value::Text(text.clone()),
        other => panic!("{other:?}"),
    }
}
