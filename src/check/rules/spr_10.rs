use crate::case::CaseRecord;
use crate::case::record::Amount;
use crate::case::slot::{Slot, SlotText};
use crate::check::rule::{Check, RecordContext, Reporter, Rule, text};
use crate::diagnostic::{Bilingual, Severity};

pub(super) static RULE: Rule = Rule {
    code: "SPR-10",
    severity: Severity::Error,
    what: text(
        "Hver tekst passer i sin sætning: et led begynder med lille og slutter uden punktum, hele sætninger omvendt.",
        "Every text fits its sentence: a part of one begins in lower case and ends without a stop, whole sentences the reverse.",
    ),
    why: text(
        "Ellers står der en brudt sætning i brevet.",
        "Otherwise a broken sentence stands in the letter.",
    ),
    source: "docs/case-record.md, Slots",
    check: Check::Record(check),
};

fn check(context: &RecordContext<'_>, reporter: &mut Reporter<'_>) {
    let counts = counts(context.record);
    for own in context.texts {
        match own.slot {
            Slot::At | Slot::Because | Slot::Phrase => {
                look_at_part(own, reporter);
                look_at_wording(own, context.texts, &counts, reporter);
            }
            Slot::Sentences => look_at_sentences(own, reporter),
            Slot::Label | Slot::Prose => {}
        }
    }
}

fn look_at_part(own: &SlotText, reporter: &mut Reporter<'_>) {
    let begins = |words: &str| {
        let first = own.text.get(..words.len()).is_some_and(|first| first.to_lowercase() == words);
        first && own.text[words.len()..].starts_with(char::is_whitespace)
    };
    // "Du kommer i gang ved, at …" has two words of its own.
    let both = (own.slot == Slot::At && begins("ved at")).then_some("ved at");
    let repeated = both.or_else(|| own.slot.conjunction().filter(|conjunction| begins(conjunction)));
    let mended = || typed(&as_part(&own.text, repeated));
    if let Some(conjunction) = repeated {
        reporter.report_with_detail(
            own.path.as_str(),
            Bilingual::new(
                format!("Teksten begynder med \"{conjunction}\", som allerede står i brevet."),
                format!("The text begins with \"{conjunction}\", which the letter already has."),
            ),
            Bilingual::new(
                format!("Slet \"{conjunction}\", og begynd med lille."),
                format!("Delete \"{conjunction}\" and begin in lower case."),
            ),
            mended(),
        );
    } else if begins_a_sentence(&own.text) {
        reporter.report_with_detail(
            own.path.as_str(),
            text(
                "Teksten begynder med stort midt i en sætning.",
                "The text begins with a capital in the middle of a sentence.",
            ),
            text(
                "Begynd med lille: \"du ikke kan\", ikke \"Du ikke kan\".",
                "Begin in lower case: \"du ikke kan\", not \"Du ikke kan\".",
            ),
            mended(),
        );
    }
    if ends_a_sentence(&own.text) {
        reporter.report_with_detail(
            own.path.as_str(),
            text(
                "Teksten slutter med et skilletegn, men sætningen går videre.",
                "The text ends with a mark, but the sentence goes on.",
            ),
            text(
                "Slet det sidste tegn. Brevet sætter selv punktum.",
                "Delete the last mark. The letter puts its own full stop.",
            ),
            mended(),
        );
    }
}

/// The amounts beside each wording: what is applied for, granted, or was given.
fn counts(record: &CaseRecord) -> Vec<(String, String)> {
    let applied =
        record.application.iter().flat_map(|application| &application.parts).map(|part| &part.amount);
    let granted = record.grant.iter().flat_map(|grant| &grant.parts).map(|part| &part.amount);
    let original = record.follow_up.iter().filter_map(|own| own.original.as_ref()).map(|own| &own.amount);
    let count = |amount: &Option<Amount>| Some(amount.as_ref()?.count?.to_string());
    let applied = applied.enumerate().map(|(index, own)| (format!("application.parts[{index}]"), count(own)));
    let granted = granted.enumerate().map(|(index, own)| (format!("grant.parts[{index}]"), count(own)));
    let original = original.map(|own| ("follow_up.original".to_owned(), count(own)));
    let all = applied.chain(granted).chain(original);
    all.filter_map(|(path, count)| Some((format!("{path}.wording"), count?))).collect()
}

/// A wording says neither the number, which the letter puts before it, nor its unit with a capital.
fn look_at_wording(
    own: &SlotText,
    texts: &[SlotText],
    counts: &[(String, String)],
    reporter: &mut Reporter<'_>,
) {
    let Some((_, count)) = counts.iter().find(|(path, _)| *path == own.path) else { return };
    let (first, rest) = own.text.split_once(' ').unwrap_or((own.text.as_str(), ""));
    if first == count && !rest.is_empty() {
        return reporter.report_with_detail(
            own.path.as_str(),
            text(
                "Teksten begynder med antallet, som brevet selv skriver.",
                "The text begins with the number, which the letter writes itself.",
            ),
            text(
                "Slet tallet her. Det står i `amount`, og brevet sætter det foran.",
                "Delete the number here. It stands in `amount`, and the letter puts it in front.",
            ),
            typed(rest),
        );
    }
    let unit = own.path.trim_end_matches("wording").to_owned() + "amount.unit";
    let unit = texts.iter().find(|text| text.path == unit);
    if first.starts_with(char::is_uppercase) && unit.is_some_and(|unit| unit.text == first.to_lowercase()) {
        reporter.report_with_detail(
            own.path.as_str(),
            text(
                "Teksten begynder med stort midt i en sætning.",
                "The text begins with a capital in the middle of a sentence.",
            ),
            text("Begynd med lille.", "Begin in lower case."),
            typed(&with_first(&own.text, |first| first.to_lowercase().collect())),
        );
    }
}

fn typed(mended: &str) -> Bilingual {
    Bilingual::new(format!("Skriv: »{mended}«."), format!("Write: »{mended}«."))
}

/// The text as a part of a sentence: without the conjunction that the letter has, lower case first, without its last mark.
fn as_part(own: &str, repeated: Option<&str>) -> String {
    let rest = repeated.and_then(|conjunction| own.get(conjunction.len()..)).map_or(own, str::trim_start);
    let rest =
        if ends_a_sentence(rest) { rest.trim_end_matches(['.', '!', '?', ';', ':', ',']) } else { rest };
    if begins_a_sentence(rest) {
        with_first(rest, |first| first.to_lowercase().collect())
    } else {
        rest.to_owned()
    }
}

fn with_first(own: &str, change: impl Fn(char) -> String) -> String {
    let mut characters = own.chars();
    characters.next().map_or_else(String::new, |first| change(first) + characters.as_str())
}

/// Words that are capital only at the start of a sentence. A name may begin with any other word.
const OPENERS: &[&str] =
    &["Du", "Vi", "Der", "Det", "De", "Den", "Han", "Hun", "Man", "Jeg", "En", "Et", "At", "Fordi"];

fn begins_a_sentence(part: &str) -> bool {
    let mut words = part.split_whitespace();
    let opener = words.next().is_some_and(|first| OPENERS.contains(&first));
    // "Den Sociale Døgnvagt" is a name.
    let name = words.next().is_some_and(|second| second.chars().next().is_some_and(char::is_uppercase));
    opener && !name
}

/// What may end a part of a sentence with a stop.
const ABBREVIATIONS: &[&str] = &[
    "m.m.", "m.v.", "mv.", "mm.", "osv.", "o.l.", "o.lign.", "el.lign.", "e.l.", "etc.", "f.eks.", "fx.",
    "bl.a.", "ca.", "kr.", "mio.", "pct.", "nr.", "stk.", "tlf.", "min.", "maks.", "inkl.", "ekskl.", "st.",
    "tv.", "th.", "mf.", "kl.", "a.m.b.a.", "jr.", "sr.", "dr.", "pkt.", "kap.", "s.", "jf.", "evt.", "d.d.",
    "p.t.", "pt.", "s.u.", "afd.", "hosp.", "ass.",
];

fn ends_a_sentence(part: &str) -> bool {
    let last = part.split_whitespace().next_back().unwrap_or_default();
    match last.chars().next_back() {
        Some('!' | '?' | ';' | ':' | ',') => true,
        Some('.') => {
            let word = last.trim_start_matches(['(', '"', '»', '“', '„']).to_lowercase();
            let initial = last.chars().count() == 2 && last.starts_with(char::is_uppercase);
            !ABBREVIATIONS.contains(&word.as_str()) && !word.ends_with("..") && !initial
        }
        _ => false,
    }
}

fn look_at_sentences(own: &SlotText, reporter: &mut Reporter<'_>) {
    let mended = || {
        let begun = if begins_in_lower_case(&own.text) {
            with_first(&own.text, |first| first.to_uppercase().collect())
        } else {
            own.text.clone()
        };
        typed(&if ends_like_a_sentence(&begun) { begun } else { begun + "." })
    };
    if begins_in_lower_case(&own.text) {
        reporter.report_with_detail(
            own.path.as_str(),
            text(
                "Her skal stå hele sætninger, men teksten begynder med lille.",
                "Whole sentences belong here, but the text begins in lower case.",
            ),
            text(
                "Begynd med stort: \"Klinikken tilbyder …\".",
                "Begin with a capital: \"Klinikken tilbyder …\".",
            ),
            mended(),
        );
    }
    if !ends_like_a_sentence(&own.text) {
        reporter.report_with_detail(
            own.path.as_str(),
            text(
                "Her skal stå hele sætninger, men teksten slutter uden punktum.",
                "Whole sentences belong here, but the text ends without a full stop.",
            ),
            text("Sæt punktum til sidst.", "Put a full stop at the end."),
            mended(),
        );
    }
}

fn begins_in_lower_case(sentences: &str) -> bool {
    let first = sentences.split_whitespace().next().unwrap_or_default();
    let letters = first.trim_start_matches(['(', '"', '»', '“', '„', '\'', '’']);
    // "e-Boks" is a name.
    letters.chars().next().is_some_and(char::is_lowercase) && !letters.chars().any(char::is_uppercase)
}

fn ends_like_a_sentence(sentences: &str) -> bool {
    let inside = sentences.trim_end_matches([')', ']']);
    inside.ends_with(['.', '!', '?', '…', '«', '»', '"', '“', '”'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_sentences_are_told_from_sentences() {
        for broken in ["Du ikke kan gå ud", "Den hjælp, du får", "Fordi du ikke kan"] {
            assert!(begins_a_sentence(broken), "{broken}");
        }
        for right in
            ["Klinikken Prøvestad", "Den Sociale Døgnvagt", "PTSD fylder meget", "du", "", "Dug på ruden"]
        {
            assert!(!begins_a_sentence(right), "{right}");
        }
        for broken in
            ["du ikke kan gå ud.", "kan du?", "du vil;", "den 1. maj 2026.", "du vil, ", "klokken 8."]
        {
            assert!(ends_a_sentence(broken.trim()), "{broken}");
        }
        for right in [
            "mad, rengøring m.m.",
            "250 kr.",
            "i 2. tv.",
            "rengøring (indkøb osv.",
            "du vil",
            "",
            "»gå væk!«",
            "et brev fra Anders B.",
        ] {
            assert!(!ends_a_sentence(right), "{right}");
        }
    }

    #[test]
    fn sentences_begin_and_end_like_sentences() {
        for right in [
            "Det går.",
            "»Det går,« sagde du.",
            "Er det så?",
            "Du sagde: »Nej!«",
            "e-Boks lukker.",
            "12 timer er nok.",
            "Ja (se bilaget.)",
        ] {
            assert!(!begins_in_lower_case(right) && ends_like_a_sentence(right), "{right}");
        }
        for broken in ["det går", "»det går"] {
            assert!(begins_in_lower_case(broken) && !ends_like_a_sentence(broken), "{broken}");
        }
    }
}
