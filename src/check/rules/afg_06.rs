use crate::case::record::Payment;
use crate::check::rule::{Check, RecordContext, Reporter, Rule, text};
use crate::diagnostic::Severity;

pub(super) static RULE: Rule = Rule {
    code: "AFG-06",
    severity: Severity::Error,
    what: text(
        "Egenbetaling har beløb, hjemmel og en, der har godkendt den.",
        "A charge has its amount, its legal basis and somebody who approved it.",
    ),
    why: text(
        "Det er ikke afklaret, hvad der er hjemmel til egenbetaling efter § 102. SEL §§ 161 og 163 er det ikke. Derfor står den der aldrig af sig selv.",
        "What the legal basis of a charge under § 102 is, is not settled; SEL §§ 161 and 163 are not. So it never stands there by itself.",
    ),
    source: "SEL §§ 158, 161 og 163; FVL § 24",
    check: Check::Record(check),
};

fn check(context: &RecordContext<'_>, reporter: &mut Reporter<'_>) {
    let parts = context.record.grant.iter().flat_map(|grant| &grant.parts);
    for (index, part) in parts.enumerate() {
        let Some(Payment::Charge(charge)) = &part.payment else { continue };
        let mut missing = |key: &str, what, help| {
            reporter.report(format!("grant.parts[{index}].payment.{key}"), what, help);
        };
        if charge.amount.is_none() {
            missing(
                "amount",
                text("Det står ikke, hvad borgeren skal betale.", "It is not said what the citizen pays."),
                text(
                    "Skriv beløbet i kroner: `amount: \"250,00\"`.",
                    "Write the amount in kroner: `amount: \"250,00\"`.",
                ),
            );
        }
        if charge.per.is_none() {
            missing(
                "per",
                text("Det står ikke, hvad beløbet dækker.", "It is not said what the amount is for."),
                text("Skriv `per: pr. gang` eller `per: i alt`.", "Write `per: pr. gang` or `per: i alt`."),
            );
        }
        if charge.basis.is_none() {
            missing(
                "basis",
                text("Hjemlen for egenbetalingen mangler.", "The legal basis of the charge is missing."),
                text(
                    "Skriv reglen efter ordene \"Det følger af\". Er der ingen regel, så skriv `payment: none`.",
                    "Write the rule after the words \"Det følger af\". If there is none, write `payment: none`.",
                ),
            );
        }
        if charge.approved_by.is_none() {
            missing(
                "approved_by",
                text(
                    "Det står ikke, hvem der har godkendt egenbetalingen.",
                    "It is not said who approved the charge.",
                ),
                text(
                    "Skriv navnet på den leder eller jurist, der har godkendt den.",
                    "Write the name of the manager or lawyer who approved it.",
                ),
            );
        }
    }
}
