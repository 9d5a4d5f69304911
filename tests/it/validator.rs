//! A JSON Schema validator for the few keywords that our schemas use; any other keyword fails the test.
//!
//! A crate would do it too, but every one that was looked at changes the features of crates that Typst is built with, so
//! that running and testing would no longer share one build. `editor.rs` holds this one against Ajv.

use std::cell::RefCell;
use std::collections::BTreeMap;

use regex::Regex;
use serde_json::Value;

/// What is wrong with `instance` under `schema`: the paths of the faults; none where it is valid.
pub(crate) fn faults(schema: &Value, instance: &Value) -> Vec<String> {
    let mut faults = Vec::new();
    look(schema, instance, "", &mut faults);
    faults
}

fn look(schema: &Value, instance: &Value, path: &str, faults: &mut Vec<String>) {
    let mut fault = |what: &str| faults.push(format!("{path}: {what}"));
    let text = instance.as_str();
    let mut inner = Vec::new();
    for (keyword, rule) in schema.as_object().unwrap() {
        match keyword.as_str() {
            "$schema"
            | "title"
            | "description"
            | "examples"
            | "default"
            | "errorMessage"
            | "patternErrorMessage"
            | "enumDescriptions" => {}
            "type" => {
                let types = rule.as_array().cloned().unwrap_or_else(|| vec![rule.clone()]);
                if !types.iter().any(|one| is_of_type(one.as_str().unwrap(), instance)) {
                    fault("type");
                }
            }
            "enum" => {
                if !rule.as_array().unwrap().contains(instance) {
                    fault("enum");
                }
            }
            "pattern" => {
                if text.is_some_and(|text| !matches(rule.as_str().unwrap(), text)) {
                    fault("pattern");
                }
            }
            "items" => {
                for (index, item) in instance.as_array().into_iter().flatten().enumerate() {
                    look(rule, item, &format!("{path}[{index}]"), &mut inner);
                }
            }
            "required" => {
                if let Some(map) = instance.as_object() {
                    for key in rule.as_array().unwrap() {
                        if !map.contains_key(key.as_str().unwrap()) {
                            fault("required");
                        }
                    }
                }
            }
            "properties" => {
                for (key, value) in instance.as_object().into_iter().flatten() {
                    if let Some(rule) = rule.get(key) {
                        look(rule, value, &format!("{path}.{key}"), &mut inner);
                    }
                }
            }
            "additionalProperties" => {
                let known = |key: &str| schema.get("properties").is_some_and(|keys| keys.get(key).is_some());
                for (key, value) in instance.as_object().into_iter().flatten().filter(|(key, _)| !known(key))
                {
                    if rule == &Value::Bool(false) {
                        fault("additionalProperties");
                    } else {
                        look(rule, value, &format!("{path}.{key}"), &mut inner);
                    }
                }
            }
            "minimum" => {
                if instance.as_f64().is_some_and(|number| number < rule.as_f64().unwrap()) {
                    fault("minimum");
                }
            }
            "maximum" => {
                if instance.as_f64().is_some_and(|number| number > rule.as_f64().unwrap()) {
                    fault("maximum");
                }
            }
            "anyOf" => {
                let valid = |schema: &Value| {
                    let mut faults = Vec::new();
                    look(schema, instance, path, &mut faults);
                    faults.is_empty()
                };
                if !rule.as_array().unwrap().iter().any(valid) {
                    fault("anyOf");
                }
            }
            other => panic!("the validator does not know `{other}`"),
        }
    }
    faults.append(&mut inner);
}

fn is_of_type(name: &str, instance: &Value) -> bool {
    match name {
        "null" => instance.is_null(),
        "boolean" => instance.is_boolean(),
        "string" => instance.is_string(),
        "array" => instance.is_array(),
        "object" => instance.is_object(),
        "number" => instance.is_number(),
        "integer" => instance.as_f64().is_some_and(|number| number.fract() == 0.0),
        other => panic!("the validator does not know the type `{other}`"),
    }
}

fn matches(pattern: &str, text: &str) -> bool {
    // As an expression, a length of thousands of characters is more than the crate will compile.
    let most = pattern.strip_prefix(r"^[\s\S]{0,").and_then(|rest| rest.strip_suffix("}$"));
    if let Some(most) = most {
        return text.chars().count() <= most.parse::<usize>().unwrap();
    }
    thread_local!(static COMPILED: RefCell<BTreeMap<String, Regex>> = const { RefCell::new(BTreeMap::new()) });
    COMPILED.with_borrow_mut(|compiled| {
        compiled.entry(pattern.to_owned()).or_insert_with(|| Regex::new(pattern).unwrap()).is_match(text)
    })
}
