//! Which template and which letters a record gives, and why.

use std::fs;

use begrund::case::{CaseFile, CaseRecord, read};
use begrund::compose::{Choice, Template, choose};

use crate::fixture::sample;

fn record(name: &str, edit: impl Fn(String) -> String) -> CaseRecord {
    let text = edit(fs::read_to_string(sample(name)).unwrap());
    read::read(&CaseFile::from_bytes(&sample(name), String::new(), text.into_bytes())).record.unwrap()
}

fn chosen(name: &str) -> Choice {
    choose(&record(name, |text| text)).unwrap()
}

fn letters(choice: &Choice) -> Vec<String> {
    let word = |letter: &begrund::compose::Addressee| {
        format!("{} {}", letter.recipient.word(), letter.channel.word())
    };
    choice.letters.iter().map(word).collect()
}

#[test]
fn each_decision_has_its_template_and_says_why() {
    for (name, template, why) in [
        ("grant-vision-training", Template::Grant, "All that was applied for is granted."),
        ("partial-two-parts", Template::PartialGrant, "Some is granted and some refused."),
        ("refusal-discretion", Template::Refusal, "Nothing is granted."),
        ("reopened-pm-4-23-refusal", Template::Refusal, "Nothing is granted."),
        ("remittal-grant", Template::Grant, "All that was applied for is granted."),
        ("follow-up-continue", Template::FollowUpContinue, "After the follow-up the help goes on."),
        (
            "follow-up-continue-application",
            Template::FollowUpContinue,
            "After the follow-up the help goes on.",
        ),
        ("follow-up-change", Template::FollowUpChange, "After the follow-up the help is changed."),
        ("follow-up-end", Template::FollowUpEnd, "After the follow-up the help ends."),
        (
            "follow-up-refused-extension",
            Template::RefusedExtension,
            "The help ends though an extension was applied for. That is a refusal.",
        ),
    ] {
        let choice = chosen(name);
        assert_eq!((choice.template, choice.why[0].en.as_ref()), (template, why), "{name}");
        assert_eq!(choice.why.len(), 2);
    }
}

#[test]
fn each_recipient_has_a_letter_by_their_own_channel() {
    assert_eq!(letters(&chosen("refusal-psychologist")), ["citizen digital_post"]);
    assert_eq!(letters(&chosen("refusal-service-level-departure")), ["citizen email"]);
    assert_eq!(letters(&chosen("grant-relatives-misuse")), ["citizen digital_post", "copy paper"]);
    assert_eq!(letters(&chosen("grant-sexology")), ["representative digital_post"]);
}

#[test]
fn an_expiry_without_an_application_is_no_refusal() {
    let ended = record("follow-up-refused-extension", |text| {
        text.replace("extension_applied_for: true", "extension_applied_for: false")
    });
    assert_eq!(choose(&ended).unwrap().template, Template::FollowUpEnd);
}

#[test]
fn a_record_that_does_not_say_enough_gives_no_choice() {
    let undecided =
        record("refusal-psychologist", |text| text.replace("decision: refusal", "decision: maybe"));
    assert_eq!(choose(&undecided), None);
    let unaddressed =
        record("grant-sexology", |text| text.replace("receives: instead", "receives: something"));
    assert_eq!(choose(&unaddressed), None);
}
