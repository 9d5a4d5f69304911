//! The JSON Schema of a case record, for editors: made from the same declaration that the reader reads by.
//!
//! Whatever the reader accepts is valid under it. The reverse cannot be: a schema knows nothing of dates that do
//! not exist, ids that name nothing, or what a decision needs. Messages (`errorMessage`, which Red Hat's YAML
//! language server shows) are the record's own Danish words.

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde_json::{Value as Json, json};

use super::describe::{KeyDoc, Need, WordDoc, record_keys};
use super::record::CaseRecord;
use super::slot::Slot;
use super::tree::{self, Node, Value};

/// The schema of a whole record, as `docs/case.schema.json` holds it.
pub fn case_schema() -> Schema {
    of_file::<CaseRecord>("En sag i begrund", "Én afgørelse om én borger. Se docs/case-record.md.")
}

/// The schema of a whole file.
pub(super) fn of_file<T: JsonSchema>(title: &str, told: &str) -> Schema {
    // Draft 7 is what editors know best; without references, each key carries its own words.
    let settings = SchemaSettings::draft07().with(|settings| settings.inline_subschemas = true);
    let mut schema = settings.into_generator().into_root_schema_for::<T>();
    schema.insert("title".to_owned(), title.into());
    schema.insert("description".to_owned(), told.into());
    schema
}

/// The schema as text.
pub fn case_schema_text() -> String {
    as_text(&case_schema())
}

pub(super) fn as_text(schema: &Schema) -> String {
    serde_json::to_string_pretty(schema).unwrap_or_default() + "\n"
}

/// A record as an editor sees it: YAML's core schema, by which `20` is a number and `"20"` text. `None` where the
/// text cannot be parsed, or says what a record does not use.
pub fn instance(text: &str) -> Option<Json> {
    let parsed = tree::parse(text, record_keys());
    parsed.tree.filter(|_| parsed.faults.is_empty()).as_ref().map(json)
}

fn json(node: &Node) -> Json {
    match &node.value {
        Value::Empty | Value::Null | Value::Unread => Json::Null,
        Value::Text { text, plain: true } => scalar(text),
        Value::Text { text, .. } => Json::from(text.as_str()),
        Value::List(items) => items.iter().map(json).collect(),
        Value::Map(entries) => entries
            .iter()
            .map(|entry| (entry.key.clone(), json(&entry.node)))
            .collect::<serde_json::Map<_, _>>()
            .into(),
    }
}

/// An unquoted text under YAML's core schema (YAML 1.2.2, section 10.3.2).
pub(crate) fn scalar(text: &str) -> Json {
    let sign = text.strip_prefix(['+', '-']).unwrap_or(text);
    let digits = |s: &str| !s.is_empty() && s.bytes().all(|byte| byte.is_ascii_digit());
    let radix = |prefix, radix| {
        let rest = text.strip_prefix(prefix)?;
        u64::from_str_radix(rest, radix).ok().filter(|_| !rest.starts_with('+')).map(Json::from)
    };
    let (mantissa, exponent) = sign.split_once(['e', 'E']).unwrap_or((sign, "0"));
    let (whole, decimals) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let number = digits(exponent.strip_prefix(['+', '-']).unwrap_or(exponent))
        && [whole, decimals].concat().bytes().all(|byte| byte.is_ascii_digit())
        && !(whole.is_empty() && decimals.is_empty());
    match text {
        "true" | "True" | "TRUE" => true.into(),
        "false" | "False" | "FALSE" => false.into(),
        _ if number => {
            let whole = digits(sign).then(|| text.trim_start_matches('+').parse::<i64>().ok()).flatten();
            whole.map_or_else(|| text.parse::<f64>().map_or_else(|_| text.into(), Json::from), Json::from)
        }
        _ => radix("0x", 16).or_else(|| radix("0o", 8)).unwrap_or_else(|| text.into()),
    }
}

/// A map with these keys and no others.
pub(super) fn map(keys: &'static [KeyDoc], generator: &mut SchemaGenerator) -> Schema {
    let properties: serde_json::Map<String, Json> =
        keys.iter().map(|key| (key.name.to_owned(), property(key, generator).to_value())).collect();
    let required: Vec<&str> =
        keys.iter().filter(|key| key.need == Need::Required).map(|key| key.name).collect();
    let names: Vec<&str> = keys.iter().map(|key| key.name).collect();
    let mut message = format!("Her kan kun stå nøglerne: {}.", names.join(", "));
    if !required.is_empty() {
        message = format!("{message} Der skal altid stå: {}.", required.join(", "));
    }
    json_schema!({
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": false,
        "errorMessage": message,
    })
}

/// A key's schema: its value's, with the key's own words.
fn property(key: &'static KeyDoc, generator: &mut SchemaGenerator) -> Schema {
    let mut schema = (key.schema)(generator);
    let words: Vec<String> =
        key.words.iter().map(|word| format!("- `{}`: {}", word.word, word.meaning)).collect();
    let mut told = key.told();
    if key.need == Need::List {
        schema = list(&schema);
        told.push_str(" En liste: en linje med »- « for hver, eller [a, b].");
    }
    if !words.is_empty() {
        told = format!("{told}\n\n{}", words.join("\n"));
    }
    if let Some(typed) = key.typed() {
        told = format!("{told}\n\nEksempel: `{typed}`");
    }
    schema.insert("description".to_owned(), told.into());
    if let Some(example) = key.example.and_then(instance) {
        schema.insert("examples".to_owned(), json!([example]));
    }
    let default = key.default.or_else(|| (key.need == Need::Flag).then_some("false"));
    if let Some(default) = default {
        schema.insert("default".to_owned(), scalar(default));
    }
    if key.need != Need::Required {
        allow_null(&mut schema, key.default);
    }
    schema
}

/// A list of what one schema describes.
pub(super) fn list(items: &Schema) -> Schema {
    json_schema!({
        "type": "array",
        "items": items,
        "errorMessage": "Her skal stå en liste: en linje med »- « for hver, eller [a, b].",
    })
}

/// `null` says: there is none, on purpose; or, where the key has a default, that this holds.
fn allow_null(schema: &mut Schema, default: Option<&str>) {
    if let Some(Json::Array(choices)) = schema.get_mut("anyOf") {
        choices.push(json!({"type": "null"}));
        return;
    }
    match schema.get_mut("type") {
        Some(Json::Array(types)) => types.push("null".into()),
        Some(one) => *one = json!([one.clone(), "null"]),
        None => {}
    }
    if let Some(Json::Array(words)) = schema.get_mut("enum") {
        words.push(Json::Null);
    }
    if let Some(Json::Array(words)) = schema.get_mut("enumDescriptions") {
        let none = "der er med vilje ingen".to_owned();
        words.push(default.map_or(none, |default| format!("som uden nøglen: {default}")).into());
    }
}

/// One of two shapes.
pub(super) fn either(one: &Schema, other: &Schema, form: &str) -> Schema {
    json_schema!({"anyOf": [one, other], "errorMessage": format!("Her skal stå: {form}")})
}

/// A word out of a closed set.
pub(super) fn choice(words: &[WordDoc]) -> Schema {
    let names: Vec<&str> = words.iter().map(|word| word.word).collect();
    let meanings: Vec<&str> = words.iter().map(|word| word.meaning).collect();
    let message = format!("Vælg mellem: {}.", names.join(", "));
    let values: Vec<Json> = names.iter().map(|name| scalar(name)).collect();
    if values.iter().all(Json::is_string) {
        return json_schema!({"type": "string", "enum": values, "enumDescriptions": meanings, "errorMessage": message});
    }
    // `"true"` in quotation marks is read too; a pattern keeps it out of what editors offer.
    let quoted = format!("^({})$", names.join("|"));
    json_schema!({
        "anyOf": [
            {"enum": values, "enumDescriptions": meanings, "errorMessage": message},
            {"type": "string", "pattern": quoted, "errorMessage": message},
        ],
        "errorMessage": message,
    })
}

/// A text of a letter. Its length is that of the typed text.
pub(super) fn text(slot: Slot, form: &str) -> Schema {
    // A block of lines (`|`) ends in a line break of its own.
    let most = slot.chars_max() + 1;
    // Editors have words of their own for `maxLength`, in English.
    let form = if form.is_empty() {
        format!("På én linje, højst {} tegn.", slot.chars_max())
    } else {
        form.to_owned()
    };
    let message = format!("Her skal stå tekst. {form} Er det et tal, så sæt det i anførselstegn.");
    pattern(&json!("string"), &format!("^[\\s\\S]{{0,{most}}}$"), &message)
}

fn pattern(types: &Json, pattern: &str, form: &str) -> Schema {
    let message = form;
    json_schema!({"type": types, "pattern": pattern, "errorMessage": message, "patternErrorMessage": message})
}

const DAY: &str = "(19[0-9]{2}|20[0-9]{2}|2100)-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])";

pub(super) fn date(form: &str) -> Schema {
    pattern(&json!("string"), &format!("^{DAY}$"), form)
}

pub(super) fn day_or_month(form: &str) -> Schema {
    pattern(&json!("string"), &format!("^({DAY}|(19[0-9]{{2}}|20[0-9]{{2}}|2100)-(0[1-9]|1[0-2]))$"), form)
}

pub(super) fn number(form: &str) -> Schema {
    pattern(&json!(["number", "string"]), "^[0-9.]+(,[0-9]{1,2})?$", form)
}

pub(super) fn whole_number(form: &str) -> Schema {
    pattern(&json!(["integer", "string"]), "^\\+?[0-9]+$", form)
}

pub(super) fn yes_or_no(form: &str) -> Schema {
    pattern(&json!(["boolean", "string"]), "^(true|false)$", form)
}

pub(super) fn case_number(form: &str) -> Schema {
    pattern(&json!("string"), "^[A-Za-z0-9][A-Za-z0-9._/-]{2,38}[A-Za-z0-9]$", form)
}

pub(super) fn cpr(form: &str) -> Schema {
    pattern(&json!("string"), "^[0-9]{6}-?[0-9]{4}$", form)
}

/// A name: no ASCII sign but `-` and `_`. Numbers may stand unquoted.
pub(super) fn name(form: &str) -> Schema {
    pattern(&json!(["string", "integer"]), "^[^\\u0000-,./:-@\\[-^`{-\\u007f]{1,40}$", form)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unquoted_text_is_what_yaml_says() {
        for (text, value) in [
            ("20", json!(20)),
            ("-3", json!(-3)),
            ("007", json!(7)),
            ("1.5", json!(1.5)),
            ("1e3", json!(1000.0)),
            ("0x1f", json!(31)),
            ("true", json!(true)),
            ("2026-12-07", json!("2026-12-07")),
            ("1,5", json!("1,5")),
            ("2026-12", json!("2026-12")),
            ("99 99 99 99", json!("99 99 99 99")),
            ("ja", json!("ja")),
            (".", json!(".")),
            ("e5", json!("e5")),
        ] {
            assert_eq!(scalar(text), value, "{text}");
        }
    }
}
