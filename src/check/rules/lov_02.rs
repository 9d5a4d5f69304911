use std::sync::LazyLock;

use regex::Regex;

use crate::check::rule::{Check, LetterContext, Reporter, Rule, text};
use crate::diagnostic::{Bilingual, Severity};
use crate::law::{Act, Law};
use crate::letter::words::{last_word, read_date};

pub(super) static RULE: Rule = Rule {
    code: "LOV-02",
    severity: Severity::Error,
    what: text(
        "Lovbekendtgørelsens nummer og dato er det par, der gælder på afgørelsens dag.",
        "The consolidation's number and date are the pair that applies on the day of the decision.",
    ),
    why: text(
        "Et nummer fra ét år med en dato fra et andet er den fejl, der bliver begået. Borgeren finder så en lov, der ikke gælder.",
        "A number of one year with a date of another is the error that is made, and leads the citizen to an act that does not apply.",
    ),
    source: "FVL § 24, stk. 1",
    check: Check::Letter(check),
};

/// How far back from a number its act is looked for, in characters.
const ACT_WITHIN: usize = 120;

static NUMBER: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?:nr\.?|lbk) ?(?:nr\.? ?)?(\d+) af ").expect("the pattern is valid"));

fn check(context: &LetterContext<'_>, reporter: &mut Reporter<'_>) {
    let Some(act) = context.law.act(&context.provision.act) else { return };
    let Some(consolidation) = context.record.decided.and_then(|decided| act.consolidation(decided)) else {
        return;
    };
    let body = context.lower_body();
    let wrong = NUMBER.captures_iter(body).any(|found| {
        let (Some(whole), Some(number)) = (found.get(0), found.get(1)) else { return false };
        let (before, after) = (&body[..whole.start()], &body[whole.end()..]);
        let Some(date) = read_date(after).filter(|_| !before.ends_with(char::is_alphabetic)) else {
            return false;
        };
        let kind = last_word(before);
        // An act that amends, or another kind of text, has its own numbers.
        let other =
            matches!(kind, "lov" | "bekendtgørelse" | "cirkulære" | "vejledning" | "forordning" | "aftale");
        let ours = !other && last_named(context.law, before).is_some_and(|named| named.name == act.name);
        ours && (number.as_str() != consolidation.number.to_string() || date != consolidation.date)
    });
    if wrong {
        let cited = consolidation.cited();
        reporter.report(
            "letter",
            text(
                "Brevet nævner loven med et nummer eller en dato, der ikke gælder på afgørelsens dag.",
                "The letter cites the act by a number or a date that does not apply on the day of the decision.",
            ),
            Bilingual::new(format!("Skriv: {cited}."), format!("Write: {cited}.")),
        );
    }
}

/// The act that is named last before a place, unless that is far back.
fn last_named<'l>(law: &'l Law, before: &str) -> Option<&'l Act> {
    let near: String = before.chars().rev().take(ACT_WITHIN).collect::<Vec<_>>().into_iter().rev().collect();
    let last = |act: &Act| {
        let names = [&act.title, &act.name].into_iter().chain(&act.aliases);
        names.filter_map(|name| near.rfind(&name.to_lowercase()).map(|at| at + name.len())).max()
    };
    let named = law.acts().filter_map(|act| last(act).map(|at| (at, act)));
    named.max_by_key(|(at, _)| *at).map(|(_, act)| act)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::rules::desk::Desk;
    use crate::letter::Part;

    #[test]
    fn number_and_date_are_a_pair() {
        let desk = |text: &str| Desk::new("refusal-psychologist").with(Part::Rule, text).findings(&RULE);
        for wrong in [
            "§ 102 i lov om social service (lovbekendtgørelse nr. 1089 af 22. september 2025)",
            "§ 102 i lov om social service (lovbekendtgørelse nr. 1129 af 11. februar 2025)",
            "serviceloven (LBK 909 af 03-07-2024)",
            "servicelovens § 102, lovbekendtgørelse\u{a0}nr. 155 af\n11. februar 2025",
            "serviceloven, LBK nr. 155 af 11.02.2025",
        ] {
            assert_eq!(desk(wrong), ["FEJL letter"], "{wrong}");
        }
        for right in [
            "§ 102 i lov om social service (lovbekendtgørelse nr. 1129 af 22. september 2025 som ændret senere)",
            "serviceloven, LBK nr. 1129 af 22/9 2025",
            "lov om social service, som er ændret ved lov nr. 136 af 27. januar 2026",
            "sundhedsloven (lovbekendtgørelse nr. 275 af 12. marts 2025)",
        ] {
            assert_eq!(desk(right), [""; 0], "{right}");
        }
    }
}
