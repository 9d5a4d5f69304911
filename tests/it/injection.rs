//! Case text is data: whatever is typed in a text field stands in the letter as typed, or is refused with a finding.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use begrund::case::{CaseFile, Slot, read};
use begrund::compose::ComposeError;
use proptest::prelude::*;

use crate::studio::{Studio, samples, side_by_side};

/// A text field: a sample that has it, its path and its slot.
struct Field {
    sample: PathBuf,
    path: String,
    slot: Slot,
}

/// One field for each key path of the record, whatever its index in a list.
fn fields() -> Vec<Field> {
    let mut fields = BTreeMap::new();
    for sample in samples() {
        let file = CaseFile::from_bytes(&sample, String::new(), fs::read(&sample).unwrap());
        for text in read::read(&file).texts {
            let key: String = text.path.chars().filter(|c| !c.is_ascii_digit()).collect();
            let field = Field { sample: sample.clone(), path: text.path, slot: text.slot };
            fields.entry(key).or_insert(field);
        }
    }
    fields.into_values().collect()
}

/// The record with `value` in the field, as a quoted YAML string.
fn with_value(field: &Field, value: &str) -> String {
    let text = fs::read_to_string(&field.sample).unwrap();
    // What `reasoning` covers is not printed a second time; here every field is to be printed.
    let text: String = text
        .lines()
        .filter(|line| !line.starts_with("reasoning_covers:"))
        .fold(String::new(), |all, line| all + line + "\n");
    let file = CaseFile::from_bytes(&field.sample, String::new(), text.clone().into_bytes());
    let span = read::read(&file).place_of(&field.path).unwrap().span;
    let quoted = serde_json::to_string(value).unwrap();
    if field.slot == Slot::Prose {
        let start = text[..span.start].rfind("reasoning:").unwrap();
        return format!("{}reasoning: {quoted}\n{}", &text[..start], &text[span.end..]);
    }
    format!("{}{quoted}{}", &text[..span.start], &text[span.end..])
}

/// The value as a caseworker would put it into the slot.
pub(crate) fn in_slot(slot: Slot, value: &str) -> String {
    match slot {
        Slot::Label => value.to_owned(),
        Slot::Phrase => format!("noget med {value} i"),
        Slot::At | Slot::Because => format!("du har skrevet {value} til os"),
        Slot::Sentences | Slot::Prose => format!("Du har skrevet {value} til os."),
    }
}

/// Without white space: a line may end inside what was typed, after a hyphen or a stroke.
fn plain(text: &str) -> String {
    text.split_whitespace().collect()
}

/// Makes the letter; whether the value was printed as typed.
fn try_value(studio: &Studio, field: &Field, value: &str) -> bool {
    let placed = in_slot(field.slot, value);
    let record = with_value(field, &placed);
    let verdict = studio.check(record.as_bytes());
    let Some(case) = verdict.checked else {
        assert!(verdict.findings.has_errors(), "{} {value:?}: held without a finding", field.path);
        return false;
    };
    match studio.typeset(&case) {
        Ok(letters) => {
            for letter in &letters {
                let text = plain(&letter.text().whole);
                let printed = !is_printed(&field.path) || text.contains(&plain(&placed));
                assert!(printed, "{}: {placed:?} is not in the letter as typed", field.path);
            }
            true
        }
        // A reading back that misses words is a refusal too.
        Err(ComposeError::Pages(_)) => false,
        Err(error) => panic!("{} {value:?}: {error}", field.path),
    }
}

/// Fields that a letter does not print, or prints in other words.
fn is_printed(path: &str) -> bool {
    let unprinted = [
        ".email",
        ".user",
        ".approved_by",
        ".cvr",
        "replaces",
        "measure_other",
        ".theme",
        "attachments",
        ".unit",
        ".per",
        ".act",
        "representative.address",
        "citizen.address",
    ];
    !unprinted.iter().any(|ending| path.contains(ending))
        && !path.starts_with("themes")
        // The amount may stand inside the wording, after its first word.
        && !path.ends_with(".wording")
        // A letter to a representative names the citizen in the text; the reverse is not so.
        && !path.starts_with("representative.")
        && !path.starts_with("hearing.about")
}

#[test]
fn what_is_typed_is_printed_as_typed_or_refused() {
    let studio = Studio::new();
    let strings = fs::read_to_string("tests/corpus/injection.txt").unwrap();
    let strings: Vec<&str> = strings.lines().collect();
    assert!(strings.len() >= 40);
    let fields = fields();
    assert!(fields.len() >= 55, "{}", fields.len());
    let trials: Vec<(&Field, &str)> =
        fields.iter().flat_map(|field| strings.iter().map(move |string| (field, *string))).collect();
    let printed = std::sync::atomic::AtomicUsize::new(0);
    side_by_side(&trials, |(field, string)| {
        if try_value(&studio, field, string) {
            printed.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        }
    });
    let printed = printed.into_inner();
    assert!(printed * 2 > trials.len(), "only {printed} of {} were printed", trials.len());
}

#[test]
fn what_cannot_be_read_or_set_is_refused_in_every_field() {
    let studio = Studio::new();
    let strings = fs::read_to_string("tests/corpus/refused.txt").unwrap();
    let mut strings: Vec<String> =
        strings.lines().filter(|line| !line.starts_with('#')).map(unescaped).collect();
    strings.push("x".repeat(1000));
    strings.push(format!("{} ", "ord ".repeat(4000)));
    let fields = fields();
    for field in &fields {
        for string in &strings {
            let verdict = studio.check(with_value(field, &in_slot(field.slot, string)).as_bytes());
            assert!(verdict.checked.is_none(), "{}: {string:?} passed", field.path);
            assert!(verdict.findings.has_errors());
        }
    }
}

fn unescaped(line: &str) -> String {
    let mut text = String::new();
    let mut rest = line;
    while let Some((before, after)) = rest.split_once("\\u{") {
        let (code, after) = after.split_once('}').unwrap();
        let code = u32::from_str_radix(code, 16).unwrap();
        text.push_str(before);
        // Half of a surrogate pair and the like are no characters at all.
        text.push(char::from_u32(code).unwrap_or('\u{fffd}'));
        rest = after;
    }
    text + rest
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, ..ProptestConfig::default() })]

    #[test]
    fn any_text_in_the_reasoning_is_printed_or_refused(text in "\\PC{1,200}") {
        let studio = STUDIO.with(|studio| *studio);
        let field = Field { sample: PathBuf::from("cases/refusal-psychologist.yaml"), path: "reasoning".to_owned(), slot: Slot::Prose };
        try_value(studio, &field, &text);
        comemo::evict(1);
    }
}

thread_local! {
    static STUDIO: &'static Studio = Box::leak(Box::new(Studio::new()));
}
