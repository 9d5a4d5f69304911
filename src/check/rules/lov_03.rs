use crate::check::rule::{Check, LetterContext, Reporter, Rule, text};
use crate::diagnostic::Severity;
use crate::letter::Part;

pub(super) static RULE: Rule = Rule {
    code: "LOV-03",
    severity: Severity::Error,
    what: text(
        "Loven er citeret ordret, som den gælder på afgørelsens dag.",
        "The law is quoted word for word, as it applies on the day of the decision.",
    ),
    why: text(
        "Et enkelt ord kan være forskellen på et ja og et nej: optræning er ikke genoptræning, og forbedre er ikke bevare.",
        "A single word can make the difference between yes and no: optræning is not genoptræning, and forbedre is not bevare.",
    ),
    source: "FVL § 24, stk. 1; lovens tekst i `law/provisions`",
    check: Check::Letter(check),
};

fn check(context: &LetterContext<'_>, reporter: &mut Reporter<'_>) {
    let quoted = context.letter.part(Part::LawQuote);
    let Some(law) = context.record.decided.and_then(|decided| context.provision.quote(decided)) else {
        return;
    };
    // A letter without the quotation is poorer, not wrong.
    if quoted.is_empty() || bare(quoted, &context.provision.section) == bare(law, &context.provision.section)
    {
        return;
    }
    reporter.report(
        format!("letter:{}", Part::LawQuote),
        text("Loven er ikke citeret ordret.", "The law is not quoted word for word."),
        text(
            "Skabelonen skal sætte bestemmelsens tekst ind, som den er, og ikke ændre i den.",
            "The template must put the provision's text in as it is, and change nothing in it.",
        ),
    );
}

/// The words alone: without white space, quotation marks and the section's own number in front.
fn bare(text: &str, section: &str) -> String {
    let text: String = text
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '"' | '»' | '«' | '“' | '”' | '„' | '\u{ad}'))
        .collect();
    let number = format!("§{section}.");
    text.strip_prefix(&number).map(str::to_owned).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::rules::desk::Desk;

    #[test]
    fn the_quotation_is_the_law() {
        let desk = || Desk::new("refusal-psychologist");
        for (from, to) in
            [("bevare eller forbedre", "bevare"), ("§ 85", "§ 86"), ("Tilbuddet gives", "Tilbudet gives")]
        {
            assert_eq!(
                desk().replace(Part::LawQuote, from, to).findings(&RULE),
                ["FEJL letter:law-quote"],
                "{from}"
            );
        }
        let set = desk()
            .replace(Part::LawQuote, "Kommunalbestyrelsen kan", "»§ 102. Kommunalbestyrelsen\nkan")
            .replace(Part::LawQuote, "anden lovgivning.", "anden lovgivning.«");
        assert_eq!(set.findings(&RULE), [""; 0]);
        assert_eq!(desk().without(Part::LawQuote).findings(&RULE), [""; 0]);
    }
}
