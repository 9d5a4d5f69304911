use crate::check::rule::{Check, RecordContext, Reporter, Rule, text};
use crate::diagnostic::{Bilingual, Severity};

pub(super) static RULE: Rule = Rule {
    code: "SAG-11",
    severity: Severity::Error,
    what: text(
        "Hvert VUM-tema er et af de elleve, og et niveau står kun, hvor Fælles Faglige Begreber tillader det.",
        "Every VUM theme is one of the eleven, and a level stands only where Fælles Faglige Begreber allows one.",
    ),
    why: text(
        "Et forkert tema eller niveau bliver afvist, når det indberettes.",
        "A wrong theme or level is rejected when it is reported.",
    ),
    source: "VUM 2.0; KL's Fælles Faglige Begreber, version 20240530",
    check: Check::Record(check),
};

fn check(context: &RecordContext<'_>, reporter: &mut Reporter<'_>) {
    let themes = &context.law.themes;
    for (index, own) in context.record.themes.iter().enumerate() {
        let Some(name) = &own.theme else {
            reporter.report(
                format!("themes[{index}].theme"),
                text("Temaet har intet navn.", "The theme has no name."),
                text("Skriv navnet: `theme: relationer`.", "Write the name: `theme: relationer`."),
            );
            continue;
        };
        match themes.iter().find(|theme| theme.name == **name) {
            None => {
                let known = themes.iter().map(|theme| theme.name.as_str()).collect::<Vec<_>>().join(", ");
                reporter.report(
                    format!("themes[{index}].theme"),
                    text("Temaet er ikke et af de elleve.", "The theme is not one of the eleven."),
                    Bilingual::new(format!("Vælg mellem: {known}."), format!("Choose one of: {known}.")),
                );
            }
            Some(theme) if own.level.is_some() && !theme.level_allowed => reporter.report(
                format!("themes[{index}].level"),
                text(
                    "Temaet kan ikke have et funktionsevneniveau.",
                    "The theme cannot have a level of functioning.",
                ),
                text(
                    "Slet `level`. Niveau hører til under aktivitet og deltagelse, for eksempel relationer.",
                    "Delete `level`. A level belongs to activity and participation, such as relationer.",
                ),
            ),
            Some(_) => {}
        }
    }
}
