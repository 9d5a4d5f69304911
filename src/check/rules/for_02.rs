use crate::case::record::Channel;
use crate::check::rule::{Check, RecordContext, Reporter, Rule, text};
use crate::config::Opening;
use crate::diagnostic::Severity;

pub(super) static RULE: Rule = Rule {
    code: "FOR-02",
    severity: Severity::Error,
    what: text(
        "Brevet sendes kun som e-mail, hvor kommunen har åbnet for det.",
        "The letter goes by e-mail only where the municipality has opened that way.",
    ),
    why: text(
        "Fortrolige oplysninger må ikke sendes i en almindelig mail.",
        "Confidential information must not be sent in ordinary e-mail.",
    ),
    source: "Datatilsynets praksis om e-mail; GDPR art. 32",
    check: Check::Record(check),
};

fn check(context: &RecordContext<'_>, reporter: &mut Reporter<'_>) {
    if context.config.channels.email == Opening::Open {
        return;
    }
    let record = context.record;
    let representative = record.representative.as_ref().and_then(|representative| representative.channel);
    for (channel, path) in [(record.channel, "channel"), (representative, "representative.channel")] {
        if channel == Some(Channel::Email) {
            reporter.report(
                path,
                text("E-mail er ikke åben her.", "E-mail is not open here."),
                text(
                    "Skriv `channel: digital_post` eller `channel: paper`. Kommunen åbner for e-mail i begrund.yaml: `channels: {email: open}`.",
                    "Write `channel: digital_post` or `channel: paper`. The municipality opens e-mail in begrund.yaml: `channels: {email: open}`.",
                ),
            );
        }
    }
}
