//! As much of JSON Schema as the schemas checked in here use. It is stricter in one thing: a property that the schema
//! does not name is an error, so that none is added without the schema saying so.

use serde_json::Value;

/// What is wrong with `instance`, each with the path to it; nothing when `schema` describes it.
///
/// # Panics
///
/// On a keyword that is not known here: it would go unchecked.
pub fn errors(schema: &Value, instance: &Value) -> Vec<String> {
    let mut errors = Vec::new();
    check(schema, schema, instance, "$", &mut errors);
    errors
}

fn check(root: &Value, schema: &Value, instance: &Value, at: &str, errors: &mut Vec<String>) {
    for (keyword, expected) in schema.as_object().expect("a schema is an object") {
        let holds = match keyword.as_str() {
            "$schema" | "$defs" | "title" | "description" | "format" => true,
            "$ref" => {
                let pointer = expected.as_str().expect("a reference is a string").trim_start_matches('#');
                check(root, root.pointer(pointer).expect("a definition"), instance, at, errors);
                true
            }
            "type" => names(expected).iter().any(|name| has_type(instance, name)),
            "const" => instance == expected,
            "enum" => list(expected).contains(instance),
            "anyOf" => list(expected).iter().any(|one| {
                let mut inner = Vec::new();
                check(root, one, instance, at, &mut inner);
                inner.is_empty()
            }),
            "minimum" => instance.as_f64() >= expected.as_f64(),
            "required" => names(expected).iter().all(|name| instance.get(name).is_some()),
            "items" => {
                for (index, item) in instance.as_array().into_iter().flatten().enumerate() {
                    check(root, expected, item, &format!("{at}[{index}]"), errors);
                }
                true
            }
            "properties" => {
                for (name, value) in instance.as_object().into_iter().flatten() {
                    match expected.get(name) {
                        Some(property) => check(root, property, value, &format!("{at}.{name}"), errors),
                        None => errors.push(format!("{at}: no property `{name}` in the schema")),
                    }
                }
                true
            }
            unknown => panic!("teach this file the keyword `{unknown}`"),
        };
        if !holds {
            errors.push(format!("{at}: {keyword} should be {expected}, found {instance}"));
        }
    }
}

fn list(value: &Value) -> &[Value] {
    value.as_array().expect("a list")
}

fn names(one_or_many: &Value) -> Vec<&str> {
    match one_or_many.as_array() {
        Some(names) => names.iter().filter_map(Value::as_str).collect(),
        None => one_or_many.as_str().into_iter().collect(),
    }
}

fn has_type(instance: &Value, name: &str) -> bool {
    match name {
        "null" => instance.is_null(),
        "object" => instance.is_object(),
        "array" => instance.is_array(),
        "string" => instance.is_string(),
        "integer" => instance.is_u64() || instance.is_i64(),
        unknown => panic!("teach this file the type `{unknown}`"),
    }
}
