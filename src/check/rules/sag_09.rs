use super::common::demand;
use crate::case::record::{CaseRecord, Fact, Hearing, HearingForm};
use crate::check::rule::{Check, RecordContext, Reporter, Rule, text};
use crate::diagnostic::{Bilingual, Severity};

pub(super) static RULE: Rule = Rule {
    code: "SAG-09",
    severity: Severity::Error,
    what: text(
        "Borgeren er hørt om det, der taler imod; eller der er intet nyt til ugunst; eller en undtagelse står med sin grund.",
        "The citizen was heard about what speaks against; or there is nothing new and adverse; or an exception stands with its reason.",
    ),
    why: text(
        "En afgørelse, der hviler på oplysninger, borgeren ikke har kunnet svare på, er som regel ugyldig.",
        "A decision that rests on facts the citizen could not answer is as a rule invalid.",
    ),
    source: "FVL § 19",
    check: Check::Record(check),
};

const FORMS: Bilingual = text(
    "Skriv én af tre: `about`, `sent`, `deadline` og `answered`; eller `{nothing_adverse: true}`; eller `{exempt: 1, because: …}` \
     med nummeret i forvaltningslovens § 19, stk. 2.",
    "Write one of three: `about`, `sent`, `deadline` and `answered`; or `{nothing_adverse: true}`; or `{exempt: 1, because: …}` \
     with the number in forvaltningsloven § 19, stk. 2.",
);

fn check(context: &RecordContext<'_>, reporter: &mut Reporter<'_>) {
    let record = context.record;
    if !record.is_adverse() {
        return;
    }
    let Some(hearing) = &record.hearing else {
        return reporter.report(
            "hearing",
            text("Der står ikke, om borgeren er hørt.", "It does not say whether the citizen was heard."),
            FORMS,
        );
    };
    match hearing.form() {
        None => reporter.report(
            "hearing",
            text(
                "Partshøringen står ikke i præcis én af de tre former.",
                "The hearing is not in exactly one of the three forms.",
            ),
            FORMS,
        ),
        Some(HearingForm::Held) => look_at_held(record, hearing, reporter),
        Some(HearingForm::NothingAdverse) => demand(
            !record.facts.iter().any(|fact| fact.adverse),
            "hearing.nothing_adverse",
            text(
                "En oplysning er mærket som ny og til ugunst. Så er der noget at høre om.",
                "A fact is marked as new and adverse. Then there is something to hear about.",
            ),
            text(
                "Hør borgeren om oplysningen, eller slet dens `adverse: true`, hvis borgeren kendte den.",
                "Hear the citizen about the fact, or delete its `adverse: true` if the citizen knew it.",
            ),
            reporter,
        ),
        Some(HearingForm::Exempt) => look_at_exempt(hearing, reporter),
    }
}

fn look_at_held(record: &CaseRecord, hearing: &Hearing, reporter: &mut Reporter<'_>) {
    demand(
        !hearing.about.is_empty(),
        "hearing.about",
        text("Der står ikke, hvad borgeren er hørt om.", "It does not say what the citizen was heard about."),
        text(
            "Skriv id'erne på oplysningerne: `about: [klinik]`.",
            "Write the ids of the facts: `about: [klinik]`.",
        ),
        reporter,
    );
    demand(
        hearing.sent.is_some(),
        "hearing.sent",
        text("Der står ikke, hvornår høringen er sendt.", "It does not say when the hearing was sent."),
        text("Skriv dagen: `sent: 2026-10-14`.", "Write the day: `sent: 2026-10-14`."),
        reporter,
    );
    demand(
        hearing.deadline.is_some(),
        "hearing.deadline",
        text("Fristen for at svare mangler.", "The deadline for the answer is missing."),
        text("Skriv den sidste dag: `deadline: 2026-10-28`.", "Write the last day: `deadline: 2026-10-28`."),
        reporter,
    );
    look_at_deadline(record, hearing, reporter);
    look_at_answer(hearing, reporter);
    // With nothing in `about` every fact would be told again.
    for (index, fact) in record.facts.iter().enumerate().filter(|_| !hearing.about.is_empty()) {
        demand(
            // A fact whose id cannot be read, or is another's, is told already.
            !fact.adverse || was_heard_about(hearing, fact) || !has_own_id(record, index),
            format!("facts[{index}].adverse"),
            text(
                "Oplysningen er ny og til ugunst, men borgeren er ikke hørt om den.",
                "The fact is new and adverse, but the citizen was not heard about it.",
            ),
            text(
                "Hør borgeren, og skriv oplysningens id i `hearing.about`.",
                "Hear the citizen and write the fact's id in `hearing.about`.",
            ),
            reporter,
        );
    }
}

fn has_own_id(record: &CaseRecord, index: usize) -> bool {
    let id = &record.facts[index].id;
    id.is_some() && record.facts[..index].iter().all(|other| other.id != *id)
}

fn was_heard_about(hearing: &Hearing, fact: &Fact) -> bool {
    fact.id.as_ref().is_some_and(|id| hearing.about.iter().any(|about| **about == *id.as_str()))
}

fn look_at_deadline(record: &CaseRecord, hearing: &Hearing, reporter: &mut Reporter<'_>) {
    let (Some(sent), Some(deadline)) = (hearing.sent, hearing.deadline) else { return };
    if deadline < sent {
        return reporter.report(
            "hearing.deadline",
            text(
                "Fristen ligger før den dag, høringen er sendt.",
                "The deadline is before the day the hearing was sent.",
            ),
            text(
                "Se efter, om `sent` og `deadline` er rigtige.",
                "See whether `sent` and `deadline` are right.",
            ),
        );
    }
    // A hearing from after the decision is out of order (SAG-13), whatever its deadline.
    let open = record.decided.is_some_and(|decided| sent <= decided && decided <= deadline);
    demand(
        !open || hearing.answered.is_some(),
        "hearing.deadline",
        text(
            "Afgørelsen er truffet, før fristen var gået, og uden at borgeren havde svaret.",
            "The decision was made before the deadline had passed and before the citizen had answered.",
        ),
        text(
            "Vent til dagen efter fristen, eller til svaret er kommet, og ret `decided`.",
            "Wait until the day after the deadline, or until the answer has come, and change `decided`.",
        ),
        reporter,
    );
}

fn look_at_answer(hearing: &Hearing, reporter: &mut Reporter<'_>) {
    let said = hearing.answer.is_some() || hearing.our_answer.is_some();
    if hearing.answered.is_none() {
        return demand(
            !said,
            "hearing.answered",
            text("Der står et svar, men ikke hvornår det kom.", "There is an answer, but not when it came."),
            text("Skriv dagen: `answered: 2026-10-25`.", "Write the day: `answered: 2026-10-25`."),
            reporter,
        );
    }
    demand(
        hearing.answer.is_some(),
        "hearing.answer",
        text(
            "Borgeren har svaret, men svaret står her ikke.",
            "The citizen has answered, but the answer is not here.",
        ),
        text(
            "Fortsæt efter \"Du svarede, at\": `answer: gruppeforløb ikke passer til dig`.",
            "Go on after \"Du svarede, at\": `answer: gruppeforløb ikke passer til dig`.",
        ),
        reporter,
    );
    demand(
        hearing.our_answer.is_some(),
        "hearing.our_answer",
        text(
            "Borgerens høringssvar er ikke besvaret.",
            "The citizen's answer to the hearing is not answered.",
        ),
        text(
            "Skriv hele sætninger: `our_answer: Klinikken tilbyder også forløb alene.`",
            "Write whole sentences: `our_answer: Klinikken tilbyder også forløb alene.`",
        ),
        reporter,
    );
}

fn look_at_exempt(hearing: &Hearing, reporter: &mut Reporter<'_>) {
    demand(
        hearing.exempt.is_some_and(|number| (1..=6).contains(&number)),
        "hearing.exempt",
        text("Undtagelsen findes ikke.", "There is no such exception."),
        text(
            "Skriv nummeret i forvaltningslovens § 19, stk. 2: et tal fra 1 til 6.",
            "Write the number in forvaltningsloven § 19, stk. 2: 1 to 6.",
        ),
        reporter,
    );
    demand(
        hearing.because.is_some(),
        "hearing.because",
        text(
            "Der står ikke, hvorfor undtagelsen passer her.",
            "It does not say why the exception holds here.",
        ),
        text(
            "Fortsæt efter \"Vi har ikke spurgt dig om oplysningerne, før vi besluttede os, fordi\": `because: du selv har sendt os dem`.",
            "Go on after \"Vi har ikke spurgt dig om oplysningerne, før vi besluttede os, fordi\": `because: du selv har sendt os dem`.",
        ),
        reporter,
    );
}
