use crate::case::Cpr;
use crate::case::record::Channel;
use crate::check::rule::{Check, RecordContext, Reporter, Rule, text};
use crate::diagnostic::Severity;

pub(super) static RULE: Rule = Rule {
    code: "FOR-07",
    severity: Severity::Error,
    what: text(
        "Den, der har et erstatningspersonnummer, får ikke brevet i Digital Post.",
        "Whoever has a replacement number does not get the letter in Digital Post.",
    ),
    why: text(
        "Et erstatningspersonnummer er ikke et personnummer, og ingen har en postkasse under det.",
        "A replacement number is no CPR number, and nobody has a mailbox under it.",
    ),
    source: "CPR-kontoret om erstatningspersonnumre; lov om Digital Post",
    check: Check::Record(check),
};

fn check(context: &RecordContext<'_>, reporter: &mut Reporter<'_>) {
    let record = context.record;
    let number = record.citizen.as_ref().and_then(|citizen| citizen.cpr.as_ref());
    let replacement = number.and_then(|written| written.0.as_ref().ok()).is_some_and(Cpr::is_replacement);
    if replacement && record.channel == Some(Channel::DigitalPost) && !context.config.test {
        reporter.report(
            "channel",
            text(
                "Borgeren har et erstatningspersonnummer og kan ikke få Digital Post.",
                "The citizen has a replacement number and cannot get Digital Post.",
            ),
            text("Send på papir: `channel: paper`.", "Send on paper: `channel: paper`."),
        );
    }
}
