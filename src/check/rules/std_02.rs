use crate::check::rule::{Check, Reporter, Rule, StandardContext, text};
use crate::diagnostic::{Bilingual, Severity};

pub(super) static RULE: Rule = Rule {
    code: "STD-02",
    severity: Severity::Error,
    what: text(
        "En kvalitetsstandard gælder for en bestemmelse, som begrund kender, og loven er kendt på den første dag, den gælder.",
        "A quality standard is about a provision that begrund knows, and the law is known on the first day that it holds.",
    ),
    why: text(
        "begrund sætter selve lovteksten ind, ord for ord, som den lyder den dag.",
        "begrund puts in the words of the law themselves, as they stand on that day.",
    ),
    source: "SEL § 138",
    check: Check::Standard(check),
};

fn check(context: &StandardContext<'_>, reporter: &mut Reporter<'_>) {
    let Some(id) = context.standard.provision.as_ref() else { return };
    let Some(provision) = context.law.provision(id.as_str()) else {
        let known: Vec<&str> = context.law.provisions().map(|provision| provision.id.as_str()).collect();
        let known = known.join(", ");
        reporter.report(
            "provision",
            text("begrund kender ikke bestemmelsen.", "begrund does not know the provision."),
            Bilingual::new(format!("Skriv en af disse: {known}."), format!("Write one of these: {known}.")),
        );
        return;
    };
    let Some(from) = context.standard.valid.as_ref().and_then(|valid| valid.from) else { return };
    let consolidated = context.law.act(&provision.act).and_then(|act| act.consolidation(from));
    if consolidated.is_none() || provision.quote(from).is_none() {
        reporter.report(
            "valid.from",
            text(
                "begrund kender ikke loven, som den lød den dag.",
                "begrund does not know the law as it stood on that day.",
            ),
            text(
                "Skriv en senere dag. Hvilke love der er kendt, står i `templates/law/`.",
                "Write a later day. Which law is known stands in `templates/law/`.",
            ),
        );
    }
}
