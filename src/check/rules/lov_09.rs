use crate::case::slot::{Label, Phrase};
use crate::check::rule::{Check, RecordContext, Reporter, Rule, text};
use crate::diagnostic::{Bilingual, Severity};
use crate::law::Law;

pub(super) static RULE: Rule = Rule {
    code: "LOV-09",
    severity: Severity::Warning,
    what: text(
        "Hver lov, der nævnes ved et tilbud, er kendt, og paragraffen findes i den.",
        "Every act that is named with an offer is known, and has the section.",
    ),
    why: text(
        "En henvisning til en paragraf, der ikke findes, kan borgeren ikke bruge.",
        "A reference to a section that does not exist is of no use to the citizen.",
    ),
    source: "FVL § 24, stk. 1",
    check: Check::Record(check),
};

fn check(context: &RecordContext<'_>, reporter: &mut Reporter<'_>) {
    let Some(assessment) = &context.record.assessment else { return };
    for (index, offer) in assessment.other_legislation.iter().flat_map(|part| &part.considered).enumerate() {
        let path = format!("assessment.other_legislation.considered[{index}]");
        look_at(context.law, offer.act.as_ref(), offer.section.as_ref(), &path, reporter);
    }
    for (index, help) in assessment.other_help.iter().flat_map(|part| &part.considered).enumerate() {
        let path = format!("assessment.other_help.considered[{index}]");
        look_at(context.law, help.act.as_ref(), help.section.as_ref(), &path, reporter);
    }
}

fn look_at(
    law: &Law,
    name: Option<&Phrase>,
    section: Option<&Label>,
    path: &str,
    reporter: &mut Reporter<'_>,
) {
    let act = name.map(|name| law.act(name));
    if matches!(act, Some(None)) {
        let known = law.acts().map(|act| act.name.as_str()).collect::<Vec<_>>().join(", ");
        let near = name.and_then(|name| nearest(law, name));
        let (da, en) = near.map_or_else(Default::default, |near| {
            (format!("Mente du `act: {near}`? "), format!("Did you mean `act: {near}`? "))
        });
        reporter.report(
            format!("{path}.act"),
            text(
                "Loven er ikke lagt ind, så paragraffen kan ikke slås op.",
                "The act is not there, so the section cannot be looked up.",
            ),
            Bilingual::new(
                format!("{da}Brug om muligt et af navnene: {known}."),
                format!("{en}If possible use one of the names: {known}."),
            ),
        );
    }
    let Some(section) = section else { return };
    let Some(references) = parse(section) else {
        reporter.report(
            format!("{path}.section"),
            text("Teksten kan ikke læses som en paragraf.", "The text cannot be read as a section."),
            text(
                "Skriv den som \"§ 74\", \"§ 140 a\", \"§ 85, stk. 1\" eller \"§§ 67 og 69\".",
                "Write it as \"§ 74\", \"§ 140 a\", \"§ 85, stk. 1\" or \"§§ 67 og 69\".",
            ),
        );
        return;
    };
    let Some(act) = act.flatten() else { return };
    let exists = |reference: &Reference| {
        let paragraphs = act.paragraphs(&reference.section);
        act.has_section(&reference.section) != Some(false)
            && reference
                .paragraph
                .is_none_or(|number| paragraphs.is_none_or(|last| (1..=last).contains(&number)))
    };
    if !references.iter().all(exists) {
        reporter.report(
            format!("{path}.section"),
            text("Paragraffen findes ikke i den lov.", "The act has no such section."),
            text(
                "Slå den op på retsinformation.dk. Er den ny, så lad en godkender bekræfte koden med en grund.",
                "Look it up on retsinformation.dk. If it is new, have an approver confirm the code with a reason.",
            ),
        );
    }
}

/// The act whose name is spelt nearly so, or stands first in what was written.
fn nearest<'l>(law: &'l Law, name: &str) -> Option<&'l str> {
    let name = name.to_lowercase();
    let first = name.split([' ', ',']).next().unwrap_or_default();
    let near = |act: &&str| *act == first || strsim::osa_distance(act, &name) <= 2;
    law.acts().map(|act| act.name.as_str()).find(near)
}

/// A section that is referred to, with its paragraph (stykke) if one is named.
#[derive(Debug, PartialEq, Eq)]
struct Reference {
    section: String,
    paragraph: Option<u32>,
}

/// Reads `§ 140 a`, `§ 85, stk. 1, nr. 2`, `§§ 67, 69 og 140 a` or `§§ 11-12`; of a range, its two ends.
fn parse(text: &str) -> Option<Vec<Reference>> {
    let rest = text.trim().strip_prefix('§')?;
    let rest = rest.strip_prefix('§').unwrap_or(rest);
    let spaced = rest.replace('\u{a0}', " ").replace(',', " , ").replace(['-', '–'], " - ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut references: Vec<Reference> = Vec::new();
    let mut words = words.into_iter().peekable();
    while let Some(word) = words.next() {
        match word {
            "," | "-" | "og" | "eller" | "samt" | "til" | "pkt." | "pkt" => {}
            "stk." | "stk" => {
                references.last_mut()?.paragraph = Some(words.next()?.trim_end_matches('.').parse().ok()?);
            }
            // Numbers, letters and sentences are too fine to be looked up.
            "nr." | "nr" | "litra" => {
                words.next()?;
            }
            _ if word.ends_with('.') && words.peek().is_some_and(|next| next.starts_with("pkt")) => {}
            _ => {
                let digits = word.trim_end_matches(|c: char| c.is_ascii_lowercase());
                let mut letter = &word[digits.len()..];
                if digits.is_empty() || digits.len() > 4 || !digits.bytes().all(|byte| byte.is_ascii_digit())
                {
                    return None;
                }
                if let Some(next) = words.next_if(|next| letter.is_empty() && is_letter(next)) {
                    letter = next;
                }
                let section =
                    if letter.is_empty() { digits.to_owned() } else { format!("{digits} {letter}") };
                references.push(Reference { section, paragraph: None });
            }
        }
    }
    (!references.is_empty()).then_some(references)
}

fn is_letter(word: &str) -> bool {
    word.len() == 1 && word.bytes().all(|byte| byte.is_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sections_are_read_the_way_they_are_written() {
        let read = |text: &str| {
            let references = parse(text)?;
            let shown = references.iter().map(|own| match own.paragraph {
                Some(paragraph) => format!("{}/{paragraph}", own.section),
                None => own.section.clone(),
            });
            Some(shown.collect::<Vec<_>>().join(" "))
        };
        for (text, meant) in [
            ("§ 74", "74"),
            ("§74", "74"),
            ("§ 140 a", "140 a"),
            ("§ 140a", "140 a"),
            ("§ 85, stk. 1", "85/1"),
            ("§ 19, stk. 2, nr. 1, litra b", "19/2"),
            ("§ 24, stk. 1, 2. pkt.", "24/1"),
            ("§§ 67 og 69", "67 69"),
            ("§§ 67, 140 og 140 a", "67 140 140 a"),
            ("§§ 11-12", "11 12"),
        ] {
            assert_eq!(read(text).as_deref(), Some(meant), "{text}");
        }
        for bad in ["", "74", "§", "§ stk. 2", "kapitel 3", "§ sytten", "§ 12345", "§ 74 stk. x", "§ ²"]
        {
            assert_eq!(read(bad), None, "{bad}");
        }
    }
}
