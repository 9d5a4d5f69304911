use jiff::civil::Date;

use crate::case::record::{CaseRecord, Covers, Occasion};
use crate::case::value::{Dated, DayOrMonth, Period};
use crate::check::rule::{Check, RecordContext, Reporter, Rule, text};
use crate::diagnostic::{Bilingual, Severity};

pub(super) static RULE: Rule = Rule {
    code: "SAG-13",
    severity: Severity::Error,
    what: text(
        "Datoerne kommer i rækkefølge: ansøgning, høring, afgørelse, afsendelse; og en periode begynder, før den slutter. Et tilbud, der er begyndt, før brevet er sendt, er en ADVARSEL.",
        "The dates are in order: application, hearing, decision, dispatch; and a period begins before it ends. An offer that has begun before the letter is sent is a WARNING.",
    ),
    why: text(
        "En dato, der ikke kan passe, er en tastefejl, som borgeren ville læse.",
        "A date that cannot be right is a slip that the citizen would read.",
    ),
    source: "logik",
    check: Check::Record(check),
};

fn check(context: &RecordContext<'_>, reporter: &mut Reporter<'_>) {
    let record = context.record;
    look_at_case(record, reporter);
    look_at_first_answer(record, reporter);
    look_at_hearing(record, reporter);
    look_at_follow_up(record, reporter);
    look_at_periods(record, reporter);
    look_at_offers(record, reporter);
}

/// Two dates of which the first must not come after the second.
struct Pair {
    first: Option<Date>,
    second: Option<Date>,
}

impl Pair {
    /// Reports at `path` when they are the wrong way round; `keys` are the two to look at.
    fn in_order(
        &self,
        path: impl Into<String>,
        message: Bilingual,
        keys: [&str; 2],
        reporter: &mut Reporter<'_>,
    ) {
        if let (Some(first), Some(second)) = (self.first, self.second)
            && first > second
        {
            Self::report(path, message, keys, reporter);
        }
    }

    /// The same, where the two cannot be one day either.
    fn on_different_days(
        &self,
        path: &str,
        message: Bilingual,
        keys: [&str; 2],
        reporter: &mut Reporter<'_>,
    ) {
        if let (Some(first), Some(second)) = (self.first, self.second)
            && first >= second
        {
            Self::report(path, message, keys, reporter);
        }
    }

    fn report(
        path: impl Into<String>,
        message: Bilingual,
        [one, other]: [&str; 2],
        reporter: &mut Reporter<'_>,
    ) {
        let help = Bilingual::new(
            format!("Se efter, om `{one}` og `{other}` er rigtige."),
            format!("See whether `{one}` and `{other}` are right."),
        );
        reporter.report(path, message, help);
    }
}

fn look_at_case(record: &CaseRecord, reporter: &mut Reporter<'_>) {
    let decided = record.decided;
    let received = record.application.as_ref().and_then(|application| application.received);
    Pair { first: received, second: decided }.in_order(
        "application.received",
        text("Ansøgningen er fra efter afgørelsen.", "The application is from after the decision."),
        ["received", "decided"],
        reporter,
    );
    Pair { first: decided, second: record.dispatch }.in_order(
        "dispatch",
        text("Brevet er dateret før afgørelsen.", "The letter is dated before the decision."),
        ["dispatch", "decided"],
        reporter,
    );
    Pair { first: record.consent, second: decided }.in_order(
        "consent",
        text("Samtykket er fra efter afgørelsen.", "The consent is from after the decision."),
        ["consent", "decided"],
        reporter,
    );
    Pair { first: record.deadline_notice, second: decided }.in_order(
        "deadline_notice",
        text(
            "Beskeden om forsinkelsen er fra efter afgørelsen.",
            "The notice of the delay is from after the decision.",
        ),
        ["deadline_notice", "decided"],
        reporter,
    );
    Pair { first: record.reopening.as_ref().and_then(|reopening| reopening.decided), second: decided }
        .on_different_days(
            "reopening.decided",
            text(
                "Den første afgørelse er ikke fra før denne.",
                "The first decision is not from before this one.",
            ),
            ["reopening.decided", "decided"],
            reporter,
        );
    Pair { first: record.remittal.as_ref().and_then(|remittal| remittal.decided), second: decided }
        .on_different_days(
            "remittal.decided",
            text(
                "Ankestyrelsens afgørelse er ikke fra før denne.",
                "Ankestyrelsen's decision is not from before this one.",
            ),
            ["remittal.decided", "decided"],
            reporter,
        );
}

/// An application that was answered before came before its first answer.
fn look_at_first_answer(record: &CaseRecord, reporter: &mut Reporter<'_>) {
    let received = record.application.as_ref().and_then(|application| application.received);
    // An application from after the decision has been told.
    let received = received.filter(|received| record.decided.is_none_or(|decided| *received <= decided));
    let reopened = record.reopening.as_ref().filter(|_| record.occasion == Some(Occasion::Reopening));
    Pair { first: received, second: reopened.and_then(|reopening| reopening.decided) }.in_order(
        "application.received",
        text(
            "Ansøgningen er fra efter den første afgørelse.",
            "The application is from after the first decision.",
        ),
        ["received", "reopening.decided"],
        reporter,
    );
    let sent_back = record.remittal.as_ref().filter(|_| record.occasion == Some(Occasion::Remittal));
    Pair { first: received, second: sent_back.and_then(|remittal| remittal.decided) }.in_order(
        "application.received",
        text(
            "Ansøgningen er fra efter Ankestyrelsens afgørelse.",
            "The application is from after Ankestyrelsen's decision.",
        ),
        ["received", "remittal.decided"],
        reporter,
    );
}

fn look_at_hearing(record: &CaseRecord, reporter: &mut Reporter<'_>) {
    let Some(hearing) = &record.hearing else { return };
    // An application from after the decision has been told.
    let received = record.application.as_ref().and_then(|application| application.received);
    let received = received.filter(|received| record.decided.is_none_or(|decided| *received <= decided));
    Pair { first: received, second: hearing.sent }.in_order(
        "hearing.sent",
        text("Høringen er sendt, før ansøgningen kom.", "The hearing was sent before the application came."),
        ["received", "sent"],
        reporter,
    );
    Pair { first: hearing.sent, second: record.decided }.in_order(
        "hearing.sent",
        text("Høringen er sendt efter afgørelsen.", "The hearing was sent after the decision."),
        ["sent", "decided"],
        reporter,
    );
    Pair { first: hearing.sent, second: hearing.answered }.in_order(
        "hearing.answered",
        text(
            "Borgeren har svaret, før høringen blev sendt.",
            "The citizen answered before the hearing was sent.",
        ),
        ["sent", "answered"],
        reporter,
    );
    Pair { first: hearing.answered, second: record.decided }.in_order(
        "hearing.answered",
        text("Borgerens svar er fra efter afgørelsen.", "The citizen's answer is from after the decision."),
        ["answered", "decided"],
        reporter,
    );
    for (index, about) in hearing.about.iter().enumerate() {
        let fact =
            record.facts.iter().find(|fact| fact.id.as_ref().is_some_and(|id| *id.as_str() == **about));
        let last_day = fact.and_then(|fact| fact.dated).map(Dated::last_day);
        // A fact from after the decision has been told (SAG-08).
        let last_day = last_day.filter(|day| record.decided.is_none_or(|decided| *day <= decided));
        Pair { first: last_day, second: hearing.sent }.in_order(
            format!("hearing.about[{index}]"),
            text(
                "Oplysningen er fra efter den dag, borgeren blev hørt om den.",
                "The fact is from after the day on which the citizen was heard about it.",
            ),
            ["dated", "sent"],
            reporter,
        );
    }
}

fn look_at_follow_up(record: &CaseRecord, reporter: &mut Reporter<'_>) {
    let Some(follow_up) = &record.follow_up else { return };
    Pair { first: follow_up.held, second: record.decided }.in_order(
        "follow_up.held",
        text("Opfølgningen er holdt efter afgørelsen.", "The follow-up was held after the decision."),
        ["held", "decided"],
        reporter,
    );
    let Some(original) = &follow_up.original else { return };
    // A follow-up that was held after the decision has been told.
    let held = follow_up.held.filter(|held| record.decided.is_none_or(|decided| *held <= decided));
    Pair { first: original.decided.filter(|_| held.is_some()), second: held }.in_order(
        "follow_up.held",
        text(
            "Opfølgningen er holdt, før hjælpen blev bevilget.",
            "The follow-up was held before the help was granted.",
        ),
        ["original.decided", "held"],
        reporter,
    );
    Pair { first: original.from.map(DayOrMonth::first_day), second: original.to }.in_order(
        "follow_up.original.to",
        text("Hjælpen slutter, før den begynder.", "The help ends before it begins."),
        ["from", "to"],
        reporter,
    );
    Pair { first: original.decided, second: record.decided }.on_different_days(
        "follow_up.original.decided",
        text(
            "Den afgørelse, der følges op, er ikke fra før denne.",
            "The decision that is followed up is not from before this one.",
        ),
        ["original.decided", "decided"],
        reporter,
    );
}

fn look_at_periods(record: &CaseRecord, reporter: &mut Reporter<'_>) {
    for (index, part) in record.application.iter().flat_map(|application| &application.parts).enumerate() {
        look_at_period(part.period, &format!("application.parts[{index}]"), reporter);
    }
    for (index, part) in record.grant.iter().flat_map(|grant| &grant.parts).enumerate() {
        look_at_period(part.period, &format!("grant.parts[{index}]"), reporter);
    }
    for (index, fact) in record.facts.iter().enumerate() {
        if let Some(Dated::Between(from, to)) = fact.dated {
            Pair { first: Some(from), second: Some(to) }.in_order(
                format!("facts[{index}].dated.to"),
                text("Tidsrummet slutter, før det begynder.", "The span ends before it begins."),
                ["from", "to"],
                reporter,
            );
        }
    }
}

/// What the letter tells the citizen to begin with must still lie ahead.
fn look_at_offers(record: &CaseRecord, reporter: &mut Reporter<'_>) {
    let Some(dispatch) = record.dispatch else { return };
    let part = record.assessment.as_ref().and_then(|assessment| assessment.other_legislation.as_ref());
    for (index, offer) in part.iter().flat_map(|part| &part.considered).enumerate() {
        let begun = offer.starts.is_some_and(|starts| match starts {
            DayOrMonth::Day(day) => day < dispatch,
            DayOrMonth::Month(first) => first.last_of_month() < dispatch,
        });
        if begun && offer.covers != Some(Covers::Not) {
            reporter.report_as(
                Severity::Warning,
                format!("assessment.other_legislation.considered[{index}].starts"),
                text(
                    "Efter brevet kan borgeren begynde på en dag, der er gået, når brevet bliver sendt.",
                    "By the letter the citizen can begin on a day that has passed when the letter is sent.",
                ),
                text(
                    "Hør, hvornår borgeren nu kan begynde. Er der plads hele tiden, så skriv den første dag efter `dispatch`.",
                    "Ask when the citizen can begin now. If there is always room, write the first day after `dispatch`.",
                ),
            );
        }
    }
}

fn look_at_period(period: Option<Period>, path: &str, reporter: &mut Reporter<'_>) {
    let Some(period) = period else { return };
    Pair { first: period.from.map(DayOrMonth::first_day), second: period.to }.in_order(
        format!("{path}.period.to"),
        text("Perioden slutter, før den begynder.", "The period ends before it begins."),
        ["from", "to"],
        reporter,
    );
}
