use crate::case::record::{Assessment, CaseRecord, Covers, Decision, Ground, Met, Offer, Outcome};
use crate::check::rule::{Check, RecordContext, Reporter, Rule, text};
use crate::diagnostic::{Bilingual, Severity};
use crate::law::Provision;

pub(super) static RULE: Rule = Rule {
    code: "AFG-02",
    severity: Severity::Error,
    what: text(
        "Udfaldet passer til vurderingen af betingelserne: En bevilling kræver dem alle, et afslag én, der ikke er opfyldt, eller et begrundet skøn.",
        "The outcome fits the assessment of the conditions: a grant needs them all, a refusal one that is not met, or a stated discretionary reason.",
    ),
    why: text(
        "Er alle betingelser opfyldt, kan et afslag kun bygge på et konkret skøn, der er skrevet ned. Serviceloven er ikke anden lovgivning, men et tilbud efter den kan betyde, at behandlingen ikke er nødvendig.",
        "Where all conditions are met, a refusal can rest only on a concrete discretion that is written down. Serviceloven is not other legislation, but an offer under it can make the treatment unnecessary.",
    ),
    source: "SEL § 102; FVL § 24; PM 25-24",
    check: Check::Record(check),
};

fn check(context: &RecordContext<'_>, reporter: &mut Reporter<'_>) {
    let record = context.record;
    let (Some(provision), Some(assessment)) = (context.provision, &record.assessment) else { return };
    if provision.conditions.other_legislation.is_some() {
        other_legislation(context, provision, assessment, reporter);
    }
    let look = Look { provision, assessment, states: states(provision, assessment) };
    // Where the label and what is granted disagree, AFG-01 or REC-19 has said that one of them is wrong.
    let grants = record.grant.as_ref().is_some_and(|grant| !grant.parts.is_empty());
    match (record.decision, record.outcome()) {
        (Some(Decision::Grant | Decision::PartialGrant), _)
        | (Some(Decision::FollowUp), Some(Outcome::Continue))
            if grants =>
        {
            look.granted(record, reporter);
        }
        (Some(Decision::FollowUp), Some(Outcome::Change)) if grants => look.changed(reporter),
        (Some(Decision::Refusal), _) | (Some(Decision::FollowUp), Some(Outcome::End)) if !grants => {
            look.refused(reporter);
        }
        _ => {}
    }
    not_granted(record, &look, reporter);
}

/// A condition of the provision, and whether it is met.
struct State {
    ground: Ground,
    path: &'static str,
    /// `Yes`: the condition is met. Absent where it was not written; another rule asks for it.
    met: Option<Met>,
}

struct Look<'a> {
    provision: &'a Provision,
    assessment: &'a Assessment,
    states: Vec<State>,
}

fn states(provision: &Provision, assessment: &Assessment) -> Vec<State> {
    let conditions = &provision.conditions;
    let mut states = vec![State {
        ground: Ground::TargetGroup,
        path: "assessment.target_group.met",
        met: assessment.target_group.as_ref().and_then(|part| part.met),
    }];
    if conditions.necessity.is_some() {
        states.push(State {
            ground: Ground::Necessity,
            path: "assessment.necessity.met",
            met: assessment.necessity.as_ref().and_then(|part| part.met),
        });
    }
    if conditions.other_legislation.is_some() {
        let obtainable = assessment.other_legislation.as_ref().and_then(|part| part.obtainable_elsewhere);
        states.push(State {
            ground: Ground::OtherLegislation,
            path: "assessment.other_legislation.obtainable_elsewhere",
            met: obtainable.map(|obtainable| match obtainable {
                Met::Yes => Met::No,
                Met::No => Met::Yes,
                Met::NotAssessed => Met::NotAssessed,
            }),
        });
    }
    states
}

impl Look<'_> {
    fn state(&self, ground: Ground) -> Option<&State> {
        self.states.iter().find(|state| state.ground == ground)
    }

    fn decides(&self, ground: Ground) -> bool {
        self.assessment.deciding.contains(&ground)
    }

    fn granted(&self, record: &CaseRecord, reporter: &mut Reporter<'_>) {
        let mut all_met = true;
        for state in &self.states {
            match state.met {
                Some(Met::No) => reporter.report(state.path, unmet(state.ground), unmet_help(record)),
                Some(Met::NotAssessed) => not_assessed(state, reporter),
                Some(Met::Yes) | None => continue,
            }
            all_met = false;
        }
        // A condition that is not met is the cause, where there is one.
        if all_met && !self.assessment.deciding.is_empty() {
            reporter.report(
                "assessment.deciding",
                text(
                    "Borgeren får hjælpen, men her står, hvad der afgjorde et afslag.",
                    "The citizen gets the help, but here stands what decided a refusal.",
                ),
                text(
                    "Skriv `deciding: []`. Det, borgeren ikke får, står under `not_granted` med sin egen `condition`.",
                    "Write `deciding: []`. What the citizen does not get stands under `not_granted` with its own `condition`.",
                ),
            );
        }
    }

    /// Help goes on, but changed: only necessity may be gone, for a part of it.
    fn changed(&self, reporter: &mut Reporter<'_>) {
        let named_rightly = self.deciding(reporter);
        for state in &self.states {
            match (state.met, state.ground) {
                (Some(Met::No), Ground::Necessity) if named_rightly => self.must_decide(state, reporter),
                (Some(Met::No), Ground::Necessity) => {}
                (Some(Met::No), ground) => reporter.report(
                    state.path,
                    unmet(ground),
                    text(
                        "Er betingelsen opfyldt, så ret vurderingen. Ellers stopper hjælpen: skriv `outcome: end`.",
                        "If the condition is met, mend the assessment. If not, the help ends: write `outcome: end`.",
                    ),
                ),
                (Some(Met::NotAssessed), _) if self.assessment.deciding.is_empty() => not_assessed(state, reporter),
                _ => {}
            }
        }
    }

    fn refused(&self, reporter: &mut Reporter<'_>) {
        if self.assessment.deciding.is_empty() {
            return reporter.report(
                "assessment.deciding",
                text(
                    "Det står ikke, hvad der afgjorde, at borgeren ikke får hjælpen.",
                    "It is not said what decided that the citizen does not get the help.",
                ),
                text(
                    "Skriv den eller de betingelser, der ikke er opfyldt: `deciding: [necessity]`. Er de alle opfyldt, og bygger afslaget på et skøn, så skriv `deciding: [discretion]` og grunden i `assessment.discretion`.",
                    "Write the condition or conditions that are not met: `deciding: [necessity]`. If all are met and the refusal rests on a discretion, write `deciding: [discretion]` and the reason in `assessment.discretion`.",
                ),
            );
        }
        // A wrong name for what decided is the cause that the right one is missing.
        if self.deciding(reporter) {
            for state in self.states.iter().filter(|state| state.met == Some(Met::No)) {
                self.must_decide(state, reporter);
            }
        }
    }

    fn must_decide(&self, state: &State, reporter: &mut Reporter<'_>) {
        if self.decides(state.ground) {
            return;
        }
        let ground = state.ground.word();
        reporter.report(
            state.path,
            text(
                "Betingelsen er ikke opfyldt, men står ikke som det, der afgjorde sagen.",
                "The condition is not met, but does not stand as what decided the case.",
            ),
            Bilingual::new(
                format!("Tag den med: `deciding: [{ground}]`. Var den uden betydning, så skriv `not_assessed`, eller ret vurderingen."),
                format!("Name it: `deciding: [{ground}]`. If it did not matter, write `not_assessed`, or mend the assessment."),
            ),
        );
    }

    /// What is named as deciding must be so; whether it is.
    fn deciding(&self, reporter: &mut Reporter<'_>) -> bool {
        let mut all_right = true;
        for (index, ground) in self.assessment.deciding.iter().enumerate() {
            let path = format!("assessment.deciding[{index}]");
            let met = match self.state(*ground).map(|state| state.met) {
                _ if *ground == Ground::Discretion => {
                    all_right &= self.discretion(path, reporter);
                    continue;
                }
                None => {
                    all_right = false;
                    no_such_condition(path, reporter);
                    continue;
                }
                Some(met) => met,
            };
            all_right &= matches!(met, Some(Met::No) | None);
            match met {
                // That an offer covers the need all the same is said at the offer.
                Some(Met::Yes) if *ground == Ground::OtherLegislation && self.is_covered() => {}
                Some(Met::Yes) => reporter.report(
                    path,
                    text(
                        "Betingelsen skal have afgjort sagen, men efter vurderingen er den opfyldt.",
                        "The condition is said to have decided the case, but by the assessment it is met.",
                    ),
                    text(
                        "Ret vurderingen, eller skriv den betingelse, der ikke er opfyldt. Er de alle opfyldt, så er det en bevilling, eller et skøn med en grund i `assessment.discretion`.",
                        "Mend the assessment, or write the condition that is not met. If all are met, it is a grant, or a discretion with a reason in `assessment.discretion`.",
                    ),
                ),
                Some(Met::NotAssessed) => reporter.report(
                    path,
                    text(
                        "Betingelsen skal have afgjort sagen, men den er ikke vurderet.",
                        "The condition is said to have decided the case, but it is not assessed.",
                    ),
                    text(
                        "Vurder betingelsen, eller slet den her. `not_assessed` kan kun stå, hvor en anden betingelse afgør sagen.",
                        "Assess the condition, or delete it here. `not_assessed` can stand only where another condition decides the case.",
                    ),
                ),
                Some(Met::No) | None => {}
            }
        }
        all_right
    }

    fn is_covered(&self) -> bool {
        let mut offers = self.assessment.other_legislation.iter().flat_map(|part| &part.considered);
        offers.any(|offer| offer.covers == Some(Covers::Fully))
    }

    /// A discretion needs its reason, and what that rests on; whether they are there.
    fn discretion(&self, path: String, reporter: &mut Reporter<'_>) -> bool {
        if !self.provision.discretion {
            no_such_condition(path, reporter);
            return false;
        }
        let discretion = self.assessment.discretion.as_ref();
        if discretion.is_none_or(|discretion| discretion.because.is_none()) {
            reporter.report(
                "assessment.discretion.because",
                text(
                    "Et skøn har afgjort sagen, men grunden står der ikke.",
                    "A discretion decided the case, but its reason is not there.",
                ),
                text(
                    "Skriv den konkrete grund efter \"Vi giver dig ikke behandlingen, fordi\": `because: …`. At loven siger \"kan\", er ikke en grund.",
                    "Write the concrete reason after \"Vi giver dig ikke behandlingen, fordi\": `because: …`. That the act says \"kan\" is not a reason.",
                ),
            );
            return false;
        }
        if discretion.is_some_and(|discretion| discretion.rests_on.is_empty()) {
            reporter.report(
                "assessment.discretion.rests_on",
                text(
                    "Skønnet bygger ikke på nogen oplysning i sagen.",
                    "The discretion rests on no fact of the case.",
                ),
                text(
                    "Skriv id'er fra `facts`: `rests_on: [psykiater]`.",
                    "Write ids from `facts`: `rests_on: [psykiater]`.",
                ),
            );
        }
        true
    }
}

fn unmet(ground: Ground) -> Bilingual {
    match ground {
        Ground::OtherLegislation => text(
            "Efter vurderingen kan behandlingen fås efter anden lovgivning, men borgeren får den bevilget.",
            "By the assessment the treatment can be had under other legislation, yet it is granted.",
        ),
        _ => text(
            "Efter vurderingen er betingelsen ikke opfyldt, men borgeren får hjælpen.",
            "By the assessment the condition is not met, yet the help is granted.",
        ),
    }
}

fn unmet_help(record: &CaseRecord) -> Bilingual {
    match record.decision {
        Some(Decision::PartialGrant) => text(
            "Vurderingen gælder det, borgeren får. Resten står under `not_granted` med sin egen `condition`. Får borgeren ikke noget, så skriv `decision: refusal`.",
            "The assessment is of what the citizen gets. The rest stands under `not_granted` with its own `condition`. If the citizen gets nothing, write `decision: refusal`.",
        ),
        Some(Decision::FollowUp) => text(
            "Er betingelsen opfyldt, så ret vurderingen. Ellers skriv `outcome: end`, eller `outcome: change`, hvis borgeren får mindre.",
            "If the condition is met, mend the assessment. If not, write `outcome: end`, or `outcome: change` if the citizen gets less.",
        ),
        _ => text(
            "Er betingelsen opfyldt, så ret vurderingen. Ellers er det et afslag: skriv `decision: refusal`, og hvad der afgjorde det, i `deciding`.",
            "If the condition is met, mend the assessment. If not, it is a refusal: write `decision: refusal`, and what decided it in `deciding`.",
        ),
    }
}

fn not_assessed(state: &State, reporter: &mut Reporter<'_>) {
    reporter.report(
        state.path,
        text(
            "Betingelsen er ikke vurderet, men borgeren får hjælpen.",
            "The condition is not assessed, yet the help is granted.",
        ),
        text(
            "Vurder betingelsen. `not_assessed` kan kun stå, hvor en anden betingelse afgør et afslag.",
            "Assess the condition. `not_assessed` can stand only where another condition decides a refusal.",
        ),
    );
}

fn no_such_condition(path: String, reporter: &mut Reporter<'_>) {
    reporter.report(
        path,
        text("Bestemmelsen har ikke denne betingelse.", "The provision has no such condition."),
        text("Skriv en af bestemmelsens egne betingelser.", "Write one of the provision's own conditions."),
    );
}

fn other_legislation(
    context: &RecordContext<'_>,
    provision: &Provision,
    assessment: &Assessment,
    reporter: &mut Reporter<'_>,
) {
    let Some(part) = &assessment.other_legislation else { return };
    let own_act = |offer: &Offer| {
        offer
            .act
            .as_deref()
            .and_then(|name| context.law.act(name))
            .is_some_and(|act| act.name == provision.act)
    };
    for (index, offer) in part.considered.iter().enumerate() {
        let path = |key: &str| format!("assessment.other_legislation.considered[{index}].{key}");
        if own_act(offer) {
            let act = &provision.act;
            reporter.report(
                path("act"),
                Bilingual::new(
                    format!("Et tilbud efter {act} er ikke et tilbud efter anden lovgivning."),
                    format!("An offer under {act} is not an offer under other legislation."),
                ),
                text(
                    "Flyt tilbuddet til `assessment.other_help`, eller til `section_85`, hvis borgeren får det i dag. Dækker det behovet, kan det betyde, at behandlingen ikke er nødvendig: `necessity`.",
                    "Move the offer to `assessment.other_help`, or to `section_85` if the citizen gets it today. If it covers the need, it can make the treatment unnecessary: `necessity`.",
                ),
            );
        } else if part.obtainable_elsewhere == Some(Met::No) && offer.covers == Some(Covers::Fully) {
            reporter.report(
                path("covers"),
                text(
                    "Tilbuddet dækker hele behovet, men efter vurderingen kan behandlingen ikke fås efter anden lovgivning.",
                    "The offer covers the whole need, but by the assessment the treatment cannot be had under other legislation.",
                ),
                text(
                    "Skriv `covers: partly` eller `covers: not`, og hvorfor. Dækker det virkelig, så skriv `obtainable_elsewhere: true`.",
                    "Write `covers: partly` or `covers: not`, and why. If it really covers, write `obtainable_elsewhere: true`.",
                ),
            );
        }
    }
    // Where no offer is named, or how far one covers is not said, that is the thing to mend, and SAG-06 says so.
    let told = !part.considered.is_empty() && part.considered.iter().all(|offer| offer.covers.is_some());
    let covered = part.considered.iter().any(|offer| offer.covers == Some(Covers::Fully));
    // Where something is granted all the same, that is said at the same key.
    let granted = context.record.grant.is_some();
    if part.obtainable_elsewhere == Some(Met::Yes) && told && !covered && !granted {
        reporter.report(
            "assessment.other_legislation.obtainable_elsewhere",
            text(
                "Behandlingen skal kunne fås efter anden lovgivning, men ingen af tilbuddene dækker hele behovet.",
                "The treatment is said to be had under other legislation, but none of the offers covers the whole need.",
            ),
            text(
                "Skriv det tilbud, der dækker, med `covers: fully`. Findes det ikke, så skriv `obtainable_elsewhere: false`.",
                "Write the offer that covers, with `covers: fully`. If there is none, write `obtainable_elsewhere: false`.",
            ),
        );
    }
}

/// A part that is refused while something is granted carries its own condition.
fn not_granted(record: &CaseRecord, look: &Look<'_>, reporter: &mut Reporter<'_>) {
    let mut considered =
        look.assessment.other_legislation.iter().flat_map(|part| &part.considered).peekable();
    // That no offer is named at all, SAG-06 says.
    let covers_nothing =
        considered.peek().is_some() && considered.all(|offer| offer.covers == Some(Covers::Not));
    for (index, refused) in record.not_granted.iter().enumerate() {
        let Some(condition) = refused.condition else { continue };
        let path = format!("not_granted[{index}].condition");
        let known = match condition {
            Ground::Discretion => look.provision.discretion,
            ground => look.state(ground).is_some(),
        };
        if !known {
            no_such_condition(path, reporter);
        } else if condition == Ground::TargetGroup && record.grant.is_some() {
            reporter.report(
                path,
                text(
                    "Målgruppen er et spørgsmål om borgeren. Den kan ikke afgøre én del, når borgeren får en anden.",
                    "The target group is a question of the citizen. It cannot decide one part while another is granted.",
                ),
                text(
                    "Skriv den betingelse, der afgjorde netop denne del: `condition: necessity`, other_legislation eller discretion.",
                    "Write the condition that decided just this part: `condition: necessity`, other_legislation or discretion.",
                ),
            );
        } else if condition == Ground::OtherLegislation && covers_nothing {
            reporter.report(
                path,
                text(
                    "Delen skal kunne fås efter anden lovgivning, men ingen af tilbuddene dækker noget af behovet.",
                    "The part is said to be had under other legislation, but none of the offers covers any of the need.",
                ),
                text(
                    "Skriv tilbuddet under `other_legislation.considered` med `covers: partly`, eller skriv en anden `condition`.",
                    "Write the offer under `other_legislation.considered` with `covers: partly`, or write another `condition`.",
                ),
            );
        }
    }
}
