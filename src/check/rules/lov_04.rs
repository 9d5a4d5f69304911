use std::sync::LazyLock;

use regex::Regex;

use crate::check::rule::{Check, LetterContext, Reporter, Rule, text};
use crate::diagnostic::{Bilingual, Severity};
use crate::law::Act;
use crate::letter::words::last_word;

pub(super) static RULE: Rule = Rule {
    code: "LOV-04",
    severity: Severity::Error,
    what: text(
        "Et stykke, som brevet nævner, findes i paragraffen.",
        "A paragraph (stykke) that the letter cites exists in the section.",
    ),
    why: text(
        "§ 102 har kun ét stykke. Den, der slår \"stk. 2\" op, finder ingenting, og henvisningen er ingen hjemmel.",
        "§ 102 has only one paragraph. Whoever looks up \"stk. 2\" finds nothing, and the citation is no legal basis.",
    ),
    source: "FVL § 24, stk. 1; lovens paragraffer i `law/acts`",
    check: Check::Letter(check),
};

static CITED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"§ ?(\d+(?: [a-zæøå])?),? stk\. ?(\d+)(?: ?(?:og|eller|-|–) ?(?:stk\. ?)?(\d+))?")
        .expect("the pattern is valid")
});
/// How far after a citation its act may be named ("§ 69, stk. 1, nr. 2, i sundhedsloven"), in characters.
const ACT_WITHIN: usize = 40;

fn check(context: &LetterContext<'_>, reporter: &mut Reporter<'_>) {
    let body = context.lower_body();
    for found in CITED.captures_iter(body) {
        let Some(whole) = found.get(0) else { continue };
        let (before, after) = (last_word(&body[..whole.start()]), &body[whole.end()..]);
        let section = found.get(1).map_or("", |section| section.as_str());
        let Some(has) = act(context, before, section, after).and_then(|act| act.paragraphs(section)) else {
            continue;
        };
        let cited = [2, 3].into_iter().filter_map(|group| found.get(group)?.as_str().parse::<u32>().ok());
        let Some(highest) = cited.max() else { continue };
        if highest > has {
            reporter.report(
                "letter",
                Bilingual::new(
                    format!("Brevet nævner § {section}, stk. {highest}, men paragraffen har kun {has}."),
                    format!("The letter cites § {section}, stk. {highest}, but the section has only {has}."),
                ),
                text(
                    "Ret stykket, eller nævn kun paragraffen.",
                    "Mend the paragraph, or cite the section alone.",
                ),
            );
        } else if has == 1 {
            reporter.report_as(
                Severity::Warning,
                "letter",
                Bilingual::new(
                    format!("Brevet nævner § {section}, stk. 1, men paragraffen er ikke delt i stykker."),
                    format!("The letter cites § {section}, stk. 1, but the section is not divided."),
                ),
                Bilingual::new(format!("Skriv kun § {section}."), format!("Write § {section} alone.")),
            );
        }
    }
}

/// The act that a citation is of: named before it in the genitive, or after it; else the decision's own.
fn act<'a>(context: &LetterContext<'a>, before: &str, section: &str, after: &str) -> Option<&'a Act> {
    let near: String = after.chars().take(ACT_WITHIN).collect();
    // Only up to the next citation, which may be of another act.
    let near = near.split('§').next().unwrap_or("");
    let named = context.law.acts().find(|act| {
        before == act.genitive.to_lowercase()
            || [&act.title, &act.name]
                .iter()
                .any(|name| near.contains(&format!(" i {}", name.to_lowercase())))
    });
    // The genitive of an act that is not listed is of that act.
    let unknown = before.ends_with("lovens") || before.ends_with("bekendtgørelsens");
    named.or_else(|| {
        (!unknown && section == context.provision.section)
            .then(|| context.law.act(&context.provision.act))
            .flatten()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::rules::desk::Desk;
    use crate::letter::Part;

    #[test]
    fn a_paragraph_that_is_not_there_is_found() {
        let desk = |text: &str| Desk::new("refusal-psychologist").with(Part::Reasoning, text).findings(&RULE);
        for wrong in [
            "Det følger af § 102, stk. 2.",
            "Det følger af §\u{a0}102 stk.\u{a0}3, i serviceloven.",
            "Det følger af servicelovens § 102, stk. 1 og 2.",
            "Det følger af servicelovens § 85, stk. 2.",
            "Se § 138, stk. 2, i lov om social service.",
        ] {
            assert_eq!(desk(wrong), ["FEJL letter"], "{wrong}");
        }
        assert_eq!(desk("Det følger af § 102, stk. 1."), ["ADVARSEL letter"]);
        for right in [
            "Det følger af § 102 i lov om social service.",
            "Det følger af servicelovens § 148, stk. 2.",
            "Det følger af sundhedslovens § 140 a, stk. 1, og servicelovens § 102.",
            "Det følger af folkeskolelovens § 102, stk. 2.",
            "Se § 19, stk. 2, i forvaltningsloven.",
        ] {
            assert_eq!(desk(right), [""; 0], "{right}");
        }
        let quoted =
            Desk::new("refusal-psychologist").replace(Part::LawQuote, "efter § 85", "efter § 102, stk. 2,");
        assert_eq!(quoted.findings(&RULE), [""; 0]);
    }
}
