use super::common::demand;
use crate::check::rule::{Check, RecordContext, Reporter, Rule, text};
use crate::diagnostic::Severity;

pub(super) static RULE: Rule = Rule {
    code: "SAG-07",
    severity: Severity::Warning,
    what: text(
        "Der står, hvad borgeren får efter § 85, og hvorfor behandlingen er noget andet; eller at borgeren intet får.",
        "It says what the citizen gets under § 85 and why the treatment is something else; or that there is none.",
    ),
    why: text(
        "Hjælpen gives ud over tilbud efter § 85. Derfor skal forholdet mellem de to ses.",
        "The help is given beyond offers under § 85. So the relation between the two must be seen.",
    ),
    source: "SEL § 102 (\"ud over\"), § 85",
    check: Check::Record(check),
};

fn check(context: &RecordContext<'_>, reporter: &mut Reporter<'_>) {
    let Some(assessment) = &context.record.assessment else { return };
    let Some(support) = &assessment.section_85 else {
        demand(
            context.nulls.iter().any(|path| path == "assessment.section_85"),
            "assessment.section_85",
            text(
                "Der står ikke, om borgeren får støtte efter § 85.",
                "It does not say whether the citizen gets support under § 85.",
            ),
            text(
                "Skriv `section_85: null`, hvis borgeren intet får; ellers `section_85: {current: …, differs_because: …}`.",
                "Write `section_85: null` if there is none; otherwise `section_85: {current: …, differs_because: …}`.",
            ),
            reporter,
        );
        return;
    };
    demand(
        support.current.is_some(),
        "assessment.section_85.current",
        text(
            "Der står ikke, hvad borgeren får efter § 85.",
            "It does not say what the citizen gets under § 85.",
        ),
        text(
            "Fortsæt efter \"Du får i dag\": `current: støtte 4 timer om ugen til indkøb`.",
            "Go on after \"Du får i dag\": `current: støtte 4 timer om ugen til indkøb`.",
        ),
        reporter,
    );
    demand(
        support.differs_because.is_some(),
        "assessment.section_85.differs_because",
        text(
            "Der står ikke, hvorfor behandlingen er noget andet end støtten efter § 85.",
            "It does not say why the treatment is something else than the support under § 85.",
        ),
        text(
            "Fortsæt efter \"fordi\": `differs_because: støtten ikke er behandling`.",
            "Go on after \"fordi\": `differs_because: støtten ikke er behandling`.",
        ),
        reporter,
    );
}
