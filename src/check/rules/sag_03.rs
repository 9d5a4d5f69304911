use crate::case::cpr::CprFault;
use crate::case::read::WrittenCpr;
use crate::check::rule::{Check, RecordContext, Reporter, Rule, text};
use crate::diagnostic::Severity;

pub(super) static RULE: Rule = Rule {
    code: "SAG-03",
    severity: Severity::Error,
    what: text(
        "CPR-nummeret har ti cifre og begynder med en dato, der findes.",
        "The CPR number has ten digits and begins with a date that exists.",
    ),
    why: text(
        "Et forkert nummer sender brevet til en anden. Numre uden modulus 11 er gyldige.",
        "A wrong number sends the letter to somebody else. Numbers that fail modulus 11 are valid.",
    ),
    source: "CPR-loven; CPR-kontoret: numre uden modulus 11 siden 1. oktober 2007",
    check: Check::Record(check),
};

fn check(context: &RecordContext<'_>, reporter: &mut Reporter<'_>) {
    let record = context.record;
    if let Some(citizen) = &record.citizen {
        match &citizen.cpr {
            None => reporter.report(
                "citizen.cpr",
                text("Borgerens CPR-nummer mangler.", "The citizen's CPR number is missing."),
                text(
                    "Skriv det i anførselstegn, for eksempel `cpr: \"660190-1234\"`.",
                    "Write it in quotation marks, such as `cpr: \"660190-1234\"`.",
                ),
            ),
            Some(cpr) => look_at(cpr, "citizen.cpr", context.config.test, reporter),
        }
    }
    if let Some(cpr) = record.representative.as_ref().and_then(|representative| representative.cpr.as_ref()) {
        look_at(cpr, "representative.cpr", context.config.test, reporter);
    }
}

fn look_at(written: &WrittenCpr, path: &str, test: bool, reporter: &mut Reporter<'_>) {
    let help = text(
        "Slå nummeret op i sagen. Skriv det i anførselstegn: `cpr: \"DDMMÅÅ-NNNN\"`.",
        "Look the number up in the file. Write it in quotation marks: `cpr: \"DDMMYY-NNNN\"`.",
    );
    match &written.0 {
        Err(CprFault::Form) => reporter.report(
            path,
            text("CPR-nummeret har ikke ti cifre.", "The CPR number has not ten digits."),
            help,
        ),
        Err(CprFault::Sign) => reporter.report(
            path,
            text(
                "Mellem CPR-nummerets cifre står et andet tegn end en bindestreg.",
                "Another sign than a hyphen stands between the digits of the CPR number.",
            ),
            text(
                "Skriv en almindelig bindestreg efter det sjette ciffer: `cpr: \"DDMMÅÅ-NNNN\"`.",
                "Write an ordinary hyphen after the sixth digit: `cpr: \"DDMMYY-NNNN\"`.",
            ),
        ),
        Err(CprFault::Date) => reporter.report(
            path,
            text(
                "CPR-nummeret begynder med en dato, der ikke findes.",
                "The CPR number begins with a date that does not exist.",
            ),
            help,
        ),
        Ok(cpr) if cpr.is_replacement() && !test => reporter.report(
            path,
            text(
                "Det er et erstatningspersonnummer (dag + 60). Det kan ikke få Digital Post.",
                "It is a replacement number (day + 60), which cannot get Digital Post.",
            ),
            text(
                "Brug det rigtige nummer. Kun med `test: true` må det stå her.",
                "Use the real number. Only with `test: true` may it stand here.",
            ),
        ),
        Ok(cpr) if !cpr.is_replacement() && !cpr.satisfies_modulus_11() => reporter.report_as(
            Severity::Info,
            path,
            text(
                "CPR-nummeret opfylder ikke modulus 11. Det kan godt være gyldigt.",
                "The CPR number fails modulus 11. It can be valid all the same.",
            ),
            text("Se efter, om det er skrevet rigtigt.", "See whether it is written correctly."),
        ),
        Ok(_) => {}
    }
}
