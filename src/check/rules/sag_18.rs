use super::common::{demand, is_address};
use crate::case::record::{Channel, Receives};
use crate::check::rule::{Check, RecordContext, Reporter, Rule, text};
use crate::diagnostic::Severity;

pub(super) static RULE: Rule = Rule {
    code: "SAG-18",
    severity: Severity::Error,
    what: text(
        "Borgeren kan nås: en adresse på mindst to linjer, og en e-mailadresse, hvor brevet går den vej.",
        "The citizen can be reached: an address of at least two lines, and an e-mail address where the letter goes that way.",
    ),
    why: text(
        "Brevet skal nå den rette. Adressen står i rudekuvertens felt, også når brevet først blev sendt digitalt.",
        "The letter must reach the right person. The address stands in the envelope's window, also for one first sent digitally.",
    ),
    source: "FVL §§ 8 og 32 b",
    check: Check::Record(check),
};

fn check(context: &RecordContext<'_>, reporter: &mut Reporter<'_>) {
    let record = context.record;
    let Some(citizen) = &record.citizen else { return };
    demand(
        is_address(&citizen.address),
        "citizen.address",
        text("Borgerens adresse har ikke to linjer.", "The citizen's address has not two lines."),
        text(
            "Skriv vej og by hver for sig: `address: [\"Prøvevej 1, 2. tv.\", \"9999 Prøveby\"]`.",
            "Write street and town apart: `address: [\"Prøvevej 1, 2. tv.\", \"9999 Prøveby\"]`.",
        ),
        reporter,
    );
    let instead = record
        .representative
        .as_ref()
        .is_some_and(|representative| representative.receives == Some(Receives::Instead));
    demand(
        record.channel != Some(Channel::Email) || instead || citizen.email.is_some(),
        "citizen.email",
        text(
            "Brevet skal sendes som e-mail, men borgerens e-mailadresse mangler.",
            "The letter is to go by e-mail, but the citizen's e-mail address is missing.",
        ),
        text(
            "Skriv `email:`, eller vælg en anden `channel`.",
            "Write `email:`, or choose another `channel`.",
        ),
        reporter,
    );
}
