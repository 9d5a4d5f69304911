//! What a case tells: drawn from the words, put together so that facts, assessment, reasons and dates say the same.

use std::collections::BTreeMap;

use jiff::ToSpan as _;
use jiff::civil::{Date, date};

use super::calendar::Calendar;
use super::chance::Chance;
use super::grammar::{Caseworker, Circumstance, Grammar, Limb, Offer, Rests, View, World};
use super::phrase::{Phrase, Values};
use super::plan::{Decision, Ground, Less, Occasion, Planned};
use crate::danish;
use crate::law::Law;

/// All that a record says, in words.
#[derive(Debug)]
pub(super) struct Story {
    pub(super) planned: Planned,
    pub(super) days: Calendar,
    pub(super) caseworker: Caseworker,
    pub(super) limb: Limb,
    pub(super) functions: Vec<String>,
    pub(super) aims: &'static [&'static str],
    pub(super) theme: Option<String>,
    pub(super) help: Help,
    /// What the citizen thinks, and our answer.
    pub(super) view: Said,
    pub(super) facts: Vec<Fact>,
    pub(super) hearing: Option<Hearing>,
    pub(super) target_group: TargetGroup,
    pub(super) necessity: Option<Necessity>,
    pub(super) offers: Vec<OfferText>,
    pub(super) discretion: Option<Reason>,
    pub(super) section_85: Option<(String, String)>,
    pub(super) other_help: (String, String, String),
    pub(super) considerations: Vec<String>,
    pub(super) reasoning: Vec<String>,
    pub(super) aim: String,
    pub(super) not_granted: Option<NotGranted>,
    /// A second part that was applied for, and is not granted.
    pub(super) second: Option<Second>,
    pub(super) charge: Option<Charge>,
    pub(super) service_level: Option<ServiceLevel>,
    pub(super) follow_up: Option<FollowUp>,
    pub(super) reopening: Option<(&'static str, String)>,
    pub(super) remittal: Vec<Point>,
    pub(super) scope: String,
}

/// What is applied for, granted, or followed up.
#[derive(Debug, Clone)]
pub(super) struct Help {
    pub(super) id: String,
    pub(super) wording: String,
    pub(super) other: Option<String>,
    pub(super) unit: String,
    pub(super) asked: u32,
    pub(super) granted: u32,
    pub(super) asked_provider: Option<String>,
    pub(super) open_ended: bool,
    pub(super) provider: String,
    pub(super) provider_because: String,
    pub(super) setting: String,
}

/// A second part of an application.
#[derive(Debug, Clone)]
pub(super) struct Second {
    pub(super) id: String,
    pub(super) measure: String,
    pub(super) other: Option<String>,
    pub(super) wording: String,
    pub(super) unit: String,
    pub(super) asked: u32,
}

/// What the citizen pays each time.
#[derive(Debug, Clone)]
pub(super) struct Charge {
    pub(super) amount: String,
    pub(super) basis: String,
    pub(super) approved_by: String,
    told: String,
}

/// The municipality's standard, and whether it is departed from.
#[derive(Debug)]
pub(super) struct ServiceLevel {
    pub(super) standard: String,
    pub(super) departs: bool,
    pub(super) because: String,
    pub(super) rests_on: Vec<String>,
}

/// What somebody said, and our answer.
#[derive(Debug, Clone)]
pub(super) struct Said {
    pub(super) says: String,
    pub(super) our_answer: String,
}

#[derive(Debug, Clone)]
pub(super) struct Fact {
    pub(super) id: String,
    pub(super) source: String,
    pub(super) dated: Date,
    pub(super) says: String,
    pub(super) weight: &'static str,
    pub(super) because: Option<String>,
    pub(super) medical: bool,
    pub(super) adverse: bool,
}

#[derive(Debug)]
pub(super) struct Hearing {
    pub(super) about: Vec<String>,
    /// None: the citizen did not answer.
    pub(super) said: Option<Said>,
}

#[derive(Debug)]
pub(super) struct TargetGroup {
    pub(super) met: bool,
    pub(super) significant: Option<String>,
    pub(super) lasting: Option<String>,
    pub(super) social_problems: Option<String>,
    pub(super) rests_on: Vec<String>,
}

#[derive(Debug)]
pub(super) struct Necessity {
    pub(super) met: bool,
    pub(super) because: String,
    pub(super) rests_on: Vec<String>,
}

/// A reason and the facts it rests on.
#[derive(Debug)]
pub(super) struct Reason {
    pub(super) because: String,
    pub(super) rests_on: Vec<String>,
}

#[derive(Debug)]
pub(super) struct OfferText {
    pub(super) offer: String,
    pub(super) act: String,
    pub(super) section: String,
    pub(super) covers: String,
    pub(super) because: String,
    pub(super) fact: String,
    pub(super) starts: Option<String>,
    pub(super) waiting: Option<String>,
    pub(super) how_to_start: Option<String>,
}

#[derive(Debug)]
pub(super) struct NotGranted {
    pub(super) part: String,
    pub(super) what: String,
    pub(super) condition: String,
    pub(super) because: String,
    pub(super) rests_on: Vec<String>,
}

#[derive(Debug)]
pub(super) struct FollowUp {
    pub(super) absent_because: Option<String>,
    pub(super) used: u32,
    pub(super) goals: Vec<Goal>,
    pub(super) then: String,
    pub(super) now: String,
    pub(super) rests_on: Vec<String>,
    pub(super) last_day_because: Option<String>,
}

#[derive(Debug)]
pub(super) struct Goal {
    pub(super) aim: String,
    pub(super) met: &'static str,
    pub(super) because: String,
}

/// A point of Ankestyrelsen's, and our answer.
#[derive(Debug)]
pub(super) struct Point {
    pub(super) said: Said,
    pub(super) rests_on: String,
}

/// The circumstances that a case is about, no two the same.
struct Circumstances<'g> {
    /// What makes the loss of function significant.
    significant: &'g Circumstance,
    /// What the reasons tell of.
    told: Drawn<'g>,
    /// What one more fact tells of.
    more: Drawn<'g>,
}

/// A circumstance whose aim and progress are drawn once, since several texts say them.
struct Drawn<'g> {
    own: &'g Circumstance,
    aim: String,
    can: Option<String>,
}

impl Story {
    /// Draws what a planned case tells.
    pub(super) fn draw(grammar: &Grammar, law: &Law, planned: &Planned, chance: &mut Chance) -> Self {
        let pm_4_23 = planned.occasion == Occasion::Reopening && chance.percent(40);
        let mut days = Calendar::draw(planned, law, chance);
        if pm_4_23 {
            // While principmeddelelse 4-23 was the authority: from 22 March 2023 until the ombudsman's statement of 30 June 2024.
            days.earlier = date(2023, 4, 3).saturating_add(i64::from(chance.between(0, 400)).days());
            days.received = days.earlier.saturating_sub(i64::from(chance.between(50, 66)).days());
        }
        Teller::new(grammar, planned, days, chance).tell(pm_4_23)
    }
}

/// Draws one case. The values that phrases name are set on the way, each before the first phrase that needs it.
struct Teller<'a> {
    grammar: &'a Grammar,
    world: &'a World,
    planned: &'a Planned,
    days: Calendar,
    chance: &'a mut Chance,
    values: Values,
    facts: Vec<Fact>,
}

impl<'a> Teller<'a> {
    fn new(grammar: &'a Grammar, planned: &'a Planned, days: Calendar, chance: &'a mut Chance) -> Self {
        let world = &grammar.worlds[planned.world];
        let values = Values::from([
            ("expert_date", danish::date(days.expert)),
            ("seen_date", danish::date(days.seen)),
            ("offer_date", danish::date(days.offer)),
            ("asked_date", danish::date(days.offer)),
        ]);
        Self { grammar, world, planned, days, chance, values, facts: Vec::new() }
    }

    fn tell(mut self, pm_4_23: bool) -> Story {
        let circumstances = self.circumstances();
        let mut help = self.help();
        self.expert(&help);
        let lead = self.seen(&circumstances);
        let (offers, offer_told) = self.offers();
        if self.planned.is_follow_up() || self.chance.percent(60) {
            self.more(&circumstances);
        }
        let second = self.second();
        let less = self.less(&mut help, second.is_some());
        let charge = self.charge();
        let discretion = self.discretion();
        if self.chance.percent(35) {
            self.against();
        }
        let target_group = self.target_group(&circumstances);
        let necessity = self.necessity(&circumstances);
        let reasoning = self.reasoning(&Told {
            circumstances: &circumstances,
            lead,
            offer: offer_told,
            less: less.as_ref().map(|(_, told)| told.clone()),
            discretion: discretion.as_ref().map(|(_, told)| told.clone()),
            charge: charge.as_ref().map(|charge| charge.told.clone()),
        });
        let service_level = self.service_level(&help);
        let (reopening, remittal) = self.again(pm_4_23);
        Story {
            caseworker: self.chance.pick(&self.grammar.people.caseworkers).cloned().unwrap_or_default(),
            limb: self.world.limb,
            functions: self.world.functions.clone(),
            aims: self.aims(),
            theme: self.chance.percent(40).then(|| self.chance.pick(&self.world.themes).cloned()).flatten(),
            view: self.view(),
            hearing: self.hearing(),
            section_85: self.section_85(),
            other_help: self.other_help(),
            considerations: self.considerations(),
            aim: next_aim(self.planned, &circumstances),
            follow_up: self.follow_up(&circumstances, &help),
            scope: self.scope(),
            planned: self.planned.clone(),
            days: self.days,
            facts: self.facts,
            not_granted: less.map(|(less, _)| less),
            second,
            charge,
            service_level,
            discretion: discretion.map(|(reason, _)| reason),
            help,
            target_group,
            necessity,
            offers,
            reasoning,
            reopening,
            remittal,
        }
    }

    fn say(&mut self, phrase: &Phrase) -> String {
        phrase.say(self.chance, &self.values)
    }

    /// One of the phrases; empty if there is none.
    fn one(&mut self, phrases: &[Phrase]) -> String {
        let phrase = self.chance.pick(phrases);
        phrase.map(|phrase| phrase.say(self.chance, &self.values)).unwrap_or_default()
    }

    fn said(&mut self, view: &View) -> Said {
        Said { says: self.say(&view.says), our_answer: self.say(&view.our_answer) }
    }

    /// What the pools of granted and refused cases are called.
    fn answer(&self) -> &'static str {
        if self.planned.decision.grants_nothing() { "refused" } else { "granted" }
    }

    /// What the pools of each outcome are called.
    fn outcome(&self) -> &'static str {
        match self.planned.decision {
            Decision::Grant | Decision::Partial => "granted",
            Decision::Refusal(Ground::OtherLegislation) => "elsewhere",
            Decision::Refusal(_) => "refusal",
            Decision::Continue => "continue",
            Decision::Change => "change",
            Decision::End => "end",
            Decision::RefusedExtension => "extension",
        }
    }

    /// Three circumstances; where it is told what the citizen can do now, of those that tell it.
    fn circumstances(&mut self) -> Circumstances<'a> {
        let mut all: Vec<&'a Circumstance> = self.world.circumstances.iter().collect();
        self.chance.shuffle(&mut all);
        if self.tells_progress() {
            // Those that can be told of first, so that two of them are taken.
            all.sort_by_key(|circumstance| circumstance.can.is_none());
        }
        let at = |index: usize| all[index.min(all.len() - 1)];
        let (significant, told, more) = (at(2), self.drawn(at(0)), self.drawn(at(1)));
        if let Some(can) = &told.can {
            self.values.insert("can", can.clone());
        }
        Circumstances { significant, told, more }
    }

    fn drawn(&mut self, own: &'a Circumstance) -> Drawn<'a> {
        Drawn { own, aim: self.say(&own.aim), can: own.can.as_ref().map(|can| self.say(can)) }
    }

    fn help(&mut self) -> Help {
        let treatment = &self.world.treatments[self.planned.treatment];
        let at = self.chance.below(treatment.wording.len());
        let count = self.chance.pick(&treatment.counts).copied().unwrap_or(10);
        let other = (self.planned.measure == "other").then(|| treatment.wording_other.get(at).cloned());
        let place = self.place();
        self.values.insert("place", place);
        let (provider, provider_because, setting) = match self.chance.pick(&self.world.providers) {
            Some(provider) => {
                (self.say(&provider.name), self.say(&provider.because), self.say(&provider.setting))
            }
            None => Default::default(),
        };
        self.values.insert("unit", treatment.unit.clone());
        Help {
            id: treatment.id.clone(),
            wording: treatment.wording[at].clone(),
            other: other.flatten(),
            unit: treatment.unit.clone(),
            asked: count,
            granted: count,
            asked_provider: self.chance.percent(40).then(|| provider.clone()),
            open_ended: false,
            provider,
            provider_because,
            setting,
        }
    }

    fn place(&mut self) -> String {
        self.chance.pick(&self.grammar.people.places).cloned().unwrap_or_default()
    }

    /// The fact that the case rests on first: what a professional found, or, without medical documents, somebody close by.
    fn expert(&mut self, help: &Help) {
        let name = [&self.grammar.people.professionals_first, &self.grammar.people.professionals_last]
            .map(|names| self.chance.pick(names).cloned().unwrap_or_default());
        self.values.insert("name", name.join(" "));
        let town = self.chance.pick(&self.grammar.people.cities).cloned().unwrap_or_default();
        self.values.insert("town", town);
        let medical = self.planned.medical;
        let (id, source, refers) = if self.planned.is_follow_up() {
            let (source, refers) = if medical {
                (format!("statussen fra {}", help.provider), "behandleren")
            } else {
                ("statussen fra din hjemmevejleder".to_owned(), "hjemmevejlederen")
            };
            ("status".to_owned(), source, refers.to_owned())
        } else {
            let sources = if medical { &self.world.expert } else { &self.world.lay };
            match self.chance.pick(sources) {
                Some(source) => (source.id.clone(), self.say(&source.cited), source.refers.clone()),
                None => Default::default(),
            }
        };
        self.values.insert("ref", refers);
        let says = match self.planned.decision {
            _ if self.planned.is_follow_up() => self.one(&self.grammar.common.status),
            Decision::Refusal(Ground::TargetGroup) => {
                let recovery = self.chance.pick(&self.grammar.common.recovery);
                recovery.map(|recovery| self.say(&recovery.finding)).unwrap_or_default()
            }
            _ if medical => self.one(&self.world.finding),
            _ => self.one(&self.grammar.common.lay_finding),
        };
        let adverse = matches!(
            self.planned.decision,
            Decision::Change
                | Decision::End
                | Decision::RefusedExtension
                | Decision::Refusal(Ground::TargetGroup)
        );
        self.facts.push(Fact {
            id,
            source,
            dated: self.days.expert,
            says,
            weight: "decisive",
            because: None,
            medical,
            adverse,
        });
    }

    /// The fact that we saw or heard ourselves; gives the sentence that leads up to it in the reasons.
    fn seen(&mut self, circumstances: &Circumstances<'_>) -> String {
        let progress = circumstances.told.can.clone().filter(|_| self.tells_progress());
        let Some(seen) = self.chance.pick(&self.grammar.common.seen) else { return String::new() };
        let (says, lead) = if let Some(can) = progress {
            (can, self.one(&seen.leads))
        } else {
            let shown = self.say(&circumstances.told.own.shown);
            self.values.insert("shown", shown.clone());
            (shown, self.one(&seen.tells))
        };
        self.facts.push(Fact {
            id: seen.id.clone(),
            source: seen.source.clone(),
            dated: self.days.seen,
            says,
            weight: "decisive",
            because: None,
            medical: false,
            adverse: false,
        });
        lead
    }

    /// One more fact, about something else in the citizen's days.
    fn more(&mut self, circumstances: &Circumstances<'_>) {
        // Of what is not reached in full, the fact tells what is hard.
        let reached =
            self.tells_progress() && !matches!(self.planned.decision, Decision::Continue | Decision::Change);
        let says = match circumstances.more.can.clone().filter(|_| reached) {
            Some(can) => can,
            None => self.say(&circumstances.more.own.shown),
        };
        self.facts.push(Fact {
            id: "hverdag".to_owned(),
            source: "beskrivelsen af din hverdag, som vi lavede sammen".to_owned(),
            dated: self.days.extra,
            says,
            weight: "supporting",
            because: None,
            medical: false,
            adverse: false,
        });
    }

    fn tells_progress(&self) -> bool {
        self.planned.is_follow_up()
            || matches!(self.planned.decision, Decision::Refusal(Ground::Necessity | Ground::TargetGroup))
    }

    /// What was looked at under other legislation, and the sentences of the reasons about it. Another part that decides leaves it
    /// unassessed.
    fn offers(&mut self) -> (Vec<OfferText>, String) {
        let (offers, covers_fully) = match self.planned.decision {
            Decision::Refusal(Ground::OtherLegislation) => (&self.world.elsewhere, true),
            Decision::Refusal(Ground::Necessity | Ground::TargetGroup)
            | Decision::End
            | Decision::RefusedExtension => return Default::default(),
            _ => (&self.world.offers, false),
        };
        let Some(offer) = self.chance.pick(offers) else { return Default::default() };
        let monthly = offer.starts.as_deref() == Some("month");
        let day = self.days.elsewhere;
        let (start, from) = if monthly {
            let month = danish::month_and_year(day);
            (format!("i {month}"), format!("fra {month}"))
        } else {
            (format!("den {}", danish::date(day)), format!("fra den {}", danish::date(day)))
        };
        self.values.extend([("offer_start", start), ("offer_from", from)]);
        let fact = Fact {
            id: format!("svar-{}", offer.id),
            source: self.say(&offer.source),
            dated: self.days.offer,
            says: self.one(&offer.says),
            weight: if covers_fully { "decisive" } else { "supporting" },
            because: None,
            medical: false,
            adverse: covers_fully,
        };
        self.facts.push(fact);
        let text = self.offer(offer, covers_fully, monthly);
        (vec![text], self.one(&offer.told))
    }

    fn offer(&mut self, offer: &Offer, covers_fully: bool, monthly: bool) -> OfferText {
        let covers = if covers_fully { "fully" } else { offer.covers.as_deref().unwrap_or("partly") };
        let waiting = offer.waiting.as_ref().map(|waiting| self.say(waiting));
        let day = self.days.elsewhere;
        let starts = match () {
            () if covers == "not" || waiting.is_some() => None,
            () if monthly => Some(day.strftime("%Y-%m").to_string()),
            () => Some(day.to_string()),
        };
        OfferText {
            offer: self.say(&offer.what),
            act: offer.act.clone(),
            section: offer.section.clone(),
            covers: covers.to_owned(),
            because: self.one(&offer.because),
            fact: format!("svar-{}", offer.id),
            starts,
            waiting,
            how_to_start: offer.how_to_start.as_ref().filter(|_| covers != "not").map(|how| self.say(how)),
        }
    }

    /// What is granted less than was applied for or given until now, with its sentences in the reasons.
    fn less(&mut self, help: &mut Help, second: bool) -> Option<(NotGranted, String)> {
        let kinds = &self.grammar.common.partial;
        if self.planned.decision == Decision::Change {
            help.granted = (help.asked / 2).max(2);
            self.values.insert("granted", help.granted.to_string());
            let because = self.pool(&self.grammar.common.needs, "change");
            let what = kinds.get("fewer").map(|less| self.say(&less.what)).unwrap_or_default();
            return Some((self.not_granted("original", what, "necessity", because), String::new()));
        }
        if self.planned.decision != Decision::Partial {
            return None;
        }
        // Where there is no other treatment to apply for, less of the one is granted.
        let kind = match self.planned.less {
            Less::Part if !second => Less::Fewer,
            kind => kind,
        };
        let less = kinds.get(kind.word())?;
        match kind {
            Less::Fewer => help.granted = (help.asked * 3 / 5).max(2),
            Less::Shorter => help.open_ended = true,
            Less::Part => {}
            Less::Provider => {
                let asked = loop {
                    let place = format!("Stedet {}", self.place());
                    if !help.provider.ends_with(place.trim_start_matches("Stedet ")) {
                        break place;
                    }
                };
                self.values.insert("asked", asked.clone());
                help.asked_provider = Some(asked);
            }
        }
        self.values.insert("granted", help.granted.to_string());
        if let Some(source) = &less.source {
            let fact = Fact {
                id: "oensket-sted".to_owned(),
                source: self.say(source),
                dated: self.days.offer,
                says: self.one(&less.says),
                weight: "decisive",
                because: None,
                medical: false,
                adverse: true,
            };
            self.facts.push(fact);
        }
        let (what, because) = (self.say(&less.what), self.one(&less.because));
        let told = self.one(&less.told);
        let part = if kind == Less::Part { SECOND } else { &help.id };
        Some((self.not_granted(part, what, &less.condition, because), told))
    }

    /// Another treatment of the same world, where two were applied for and one is granted.
    fn second(&mut self) -> Option<Second> {
        if self.planned.decision != Decision::Partial || self.planned.less != Less::Part {
            return None;
        }
        let first = &self.world.treatments[self.planned.treatment];
        let others: Vec<_> = self.world.treatments.iter().filter(|other| other.id != first.id).collect();
        let other = self.chance.pick(&others).copied()?;
        let at = self.chance.below(other.wording.len());
        let (measure, _) = other.cells.first()?;
        let wording = other.wording.get(at)?.clone();
        self.values.insert("second", wording.clone());
        Some(Second {
            id: SECOND.to_owned(),
            measure: measure.clone(),
            other: (measure == "other").then(|| other.wording_other.get(at).cloned()).flatten(),
            wording,
            unit: other.unit.clone(),
            asked: self.chance.pick(&other.counts).copied().unwrap_or(10),
        })
    }

    /// What the citizen has agreed to pay.
    fn charge(&mut self) -> Option<Charge> {
        if !self.planned.charged || !matches!(self.planned.decision, Decision::Grant | Decision::Partial) {
            return None;
        }
        let charges = &self.grammar.common.charges;
        Some(Charge {
            amount: self.chance.pick(&charges.amounts)?.clone(),
            basis: self.chance.pick(&charges.basis)?.clone(),
            approved_by: self.chance.pick(&charges.approved_by)?.clone(),
            told: self.one(&charges.told),
        })
    }

    /// The guiding standard, in a case about conversations that is granted.
    fn service_level(&mut self, help: &Help) -> Option<ServiceLevel> {
        let granted = matches!(self.planned.decision, Decision::Grant | Decision::Partial);
        if !self.planned.service_level || !granted || help.unit != "samtaler" {
            return None;
        }
        let level = &self.grammar.common.service_level;
        let departs = help.granted > GUIDING;
        let because = self.one(if departs { &level.departs } else { &level.keeps });
        Some(ServiceLevel { standard: level.standard.clone(), departs, because, rests_on: self.resting(2) })
    }

    fn not_granted(&self, part: &str, what: String, condition: &str, because: String) -> NotGranted {
        let own = self.facts.iter().find(|fact| fact.id == "oensket-sted").map(|fact| fact.id.clone());
        let rests_on = own.map_or_else(|| self.resting(2), |own| vec![own]);
        NotGranted { part: part.to_owned(), what, condition: condition.to_owned(), because, rests_on }
    }

    /// The discretionary reason, where one decides, and its sentences in the reasons.
    fn discretion(&mut self) -> Option<(Reason, String)> {
        if self.planned.decision != Decision::Refusal(Ground::Discretion) {
            return None;
        }
        let discretion = self.chance.pick(&self.grammar.common.discretion)?;
        let fact = Fact {
            id: discretion.id.clone(),
            source: discretion.source.clone(),
            dated: self.days.extra,
            says: self.say(&discretion.says),
            weight: "decisive",
            because: None,
            medical: false,
            adverse: false,
        };
        self.facts.push(fact);
        let reason = Reason { because: self.one(&discretion.because), rests_on: vec![discretion.id.clone()] };
        Some((reason, self.one(&discretion.told)))
    }

    /// A fact that speaks in another direction, and why it did not decide.
    fn against(&mut self) {
        let pool = self.grammar.common.against.get(self.answer()).map_or(&[][..], Vec::as_slice);
        let Some(against) = self.chance.pick(pool) else { return };
        let fact = Fact {
            id: against.id.clone(),
            source: against.source.clone(),
            dated: self.days.against,
            says: self.say(&against.says),
            weight: "against",
            because: Some(self.say(&against.because)),
            medical: against.medical && self.planned.medical,
            adverse: false,
        };
        self.facts.push(fact);
    }

    /// The ids of the first facts, which the case rests on.
    fn resting(&self, count: usize) -> Vec<String> {
        self.facts.iter().take(count).map(|fact| fact.id.clone()).collect()
    }

    fn target_group(&mut self, circumstances: &Circumstances<'_>) -> TargetGroup {
        let rests_on = self.resting(2);
        if self.planned.decision == Decision::Refusal(Ground::TargetGroup) {
            let lasting = self.chance.pick(&self.grammar.common.recovery);
            return TargetGroup {
                met: false,
                significant: self.values.get("can").cloned(),
                lasting: lasting.map(|recovery| self.say(&recovery.lasting)),
                social_problems: Some(self.one(&self.grammar.common.settled)),
                rests_on,
            };
        }
        if self.world.limb == Limb::SocialProblems {
            let problems = Some(self.one(&self.world.problems));
            return TargetGroup {
                met: true,
                significant: None,
                lasting: None,
                social_problems: problems,
                rests_on,
            };
        }
        // Only a professional can say what is to be expected.
        let lasting: Vec<&Phrase> =
            self.world.lasting.iter().filter(|phrase| self.planned.medical || !phrase.names("ref")).collect();
        let lasting = self.chance.pick(&lasting).map(|phrase| self.say(phrase));
        TargetGroup {
            met: true,
            significant: circumstances.significant.cannot.as_ref().map(|cannot| self.say(cannot)),
            lasting,
            social_problems: None,
            rests_on,
        }
    }

    /// None where the target group decides, so that necessity is not assessed.
    fn necessity(&mut self, circumstances: &Circumstances<'_>) -> Option<Necessity> {
        let (met, because) = match self.planned.decision {
            Decision::Refusal(Ground::TargetGroup) => return None,
            Decision::Refusal(Ground::Necessity) | Decision::End | Decision::RefusedExtension => {
                let more = circumstances.more.can.clone();
                (false, more.or_else(|| self.values.get("can").cloned()).unwrap_or_default())
            }
            Decision::Change => (false, self.pool(&self.grammar.common.needs, "change")),
            Decision::Continue => (true, self.pool(&self.grammar.common.needs, "continue")),
            _ => (true, self.one(&self.world.needs)),
        };
        Some(Necessity { met, because, rests_on: self.resting(2) })
    }

    fn aims(&mut self) -> &'static [&'static str] {
        const AIMS: [&[&str]; 3] = [&["improve"], &["maintain", "improve"], &["maintain"]];
        if self.planned.decision == Decision::Change {
            return &["improve"];
        }
        AIMS[self.chance.below(AIMS.len())]
    }

    fn pool(&mut self, pools: &BTreeMap<String, Vec<Phrase>>, key: &str) -> String {
        pools.get(key).map(|phrases| self.one(phrases)).unwrap_or_default()
    }

    /// The caseworker's own words: two to four paragraphs.
    fn reasoning(&mut self, told: &Told<'_>) -> Vec<String> {
        let common = &self.grammar.common;
        let outcome = self.outcome();
        let mut first = vec![self.pool(&common.openings, outcome)];
        if self.planned.repeat && matches!(outcome, "granted" | "elsewhere" | "refusal") {
            let key = if outcome == "granted" { "granted" } else { "refused" };
            first.push(self.pool(&common.repeat, key));
        }
        let mut second = vec![told.lead.clone()];
        if self.tells_progress() {
            second.push(self.one(&common.progress));
        } else {
            second.push(self.say(&told.circumstances.told.own.told));
        }
        let mut third: Vec<String> = Vec::new();
        third.extend(told.discretion.clone());
        if told.discretion.is_none() && outcome != "change" {
            third.push(told.offer.clone());
        }
        if matches!(self.planned.decision, Decision::Grant | Decision::Partial) {
            third.push(self.one(&self.world.methods));
        }
        third.extend(told.charge.clone());
        let mut last: Vec<String> = told.less.iter().cloned().collect();
        last.push(self.pool(&common.closings, outcome));
        // A short closing goes with what stands before it.
        if told.less.is_none() {
            third.append(&mut last);
        }
        [first, second, third, last]
            .into_iter()
            .map(|sentences| {
                let said: Vec<String> =
                    sentences.into_iter().filter(|sentence| !sentence.is_empty()).collect();
                said.join(" ")
            })
            .filter(|paragraph| !paragraph.is_empty())
            .collect()
    }

    fn considerations(&mut self) -> Vec<String> {
        let key = match self.planned.decision {
            Decision::Refusal(Ground::OtherLegislation) => "other_legislation",
            Decision::Refusal(Ground::Necessity) => "necessity",
            Decision::Refusal(Ground::TargetGroup) => "target_group",
            Decision::Refusal(Ground::Discretion) => "discretion",
            _ => self.outcome(),
        };
        let mut pool: Vec<&Phrase> =
            self.grammar.common.considerations.get(key).into_iter().flatten().collect();
        self.chance.shuffle(&mut pool);
        let count = 1 + self.chance.below(2);
        pool.into_iter().take(count).map(|phrase| self.say(phrase)).collect()
    }

    fn section_85(&mut self) -> Option<(String, String)> {
        let texts = &self.grammar.common.section_85;
        let complete = self.planned.level == "complete";
        if !complete && self.chance.percent(45) {
            return None;
        }
        let current = if complete { &texts.current_complete } else { &texts.current };
        Some((self.one(current), self.one(&texts.differs)))
    }

    fn other_help(&mut self) -> (String, String, String) {
        match self.chance.pick(&self.grammar.common.other_help) {
            Some(help) => (help.offer.clone(), help.section.clone(), self.one(&help.outcome)),
            None => Default::default(),
        }
    }

    fn view(&mut self) -> Said {
        let follow_up = &self.grammar.common.views_follow_up;
        let views = match self.planned.decision {
            Decision::Continue => &follow_up.continues,
            Decision::Change => &follow_up.change,
            Decision::End => &follow_up.end,
            Decision::RefusedExtension => &follow_up.extension,
            Decision::Refusal(_) => &self.grammar.common.views_refused,
            Decision::Grant | Decision::Partial => &self.world.views,
        };
        let view = self.chance.pick(views);
        view.map_or(Said { says: String::new(), our_answer: String::new() }, |view| self.said(view))
    }

    /// None: there was nothing new that spoke against.
    fn hearing(&mut self) -> Option<Hearing> {
        let about: Vec<String> =
            self.facts.iter().filter(|fact| fact.adverse).map(|fact| fact.id.clone()).collect();
        if about.is_empty() {
            return None;
        }
        let key = match self.planned.decision {
            Decision::Refusal(Ground::OtherLegislation) => "other_legislation",
            Decision::Refusal(_) => "necessity",
            Decision::Change | Decision::End | Decision::RefusedExtension => "follow_up",
            _ => "partial",
        };
        let pool = self.grammar.common.hearing.get(key).map_or(&[][..], Vec::as_slice);
        let answered = self.chance.percent(75);
        let answer = self.chance.pick(pool).filter(|_| answered);
        let said = answer
            .map(|answer| Said { says: self.say(&answer.answer), our_answer: self.say(&answer.our_answer) });
        Some(Hearing { about, said })
    }

    fn follow_up(&mut self, circumstances: &Circumstances<'_>, help: &Help) -> Option<FollowUp> {
        if !self.planned.is_follow_up() {
            return None;
        }
        let common = &self.grammar.common;
        let ends = self.planned.decision.ends();
        let told = self.values.get("can").cloned().unwrap_or_default();
        let mut goals = vec![Goal { aim: circumstances.told.aim.clone(), met: "fully", because: told }];
        let more = circumstances.more.can.clone().filter(|_| ends);
        let (met, because) = match more {
            Some(can) => ("fully", can),
            None => ("partly", self.one(&common.partly)),
        };
        goals.push(Goal { aim: circumstances.more.aim.clone(), met, because });
        let absent = self.chance.percent(12);
        Some(FollowUp {
            absent_because: absent.then(|| self.one(&common.views_follow_up.absent)),
            used: help.asked - 1 - u32::try_from(self.chance.below(2)).unwrap_or(0),
            goals,
            then: circumstances.told.own.then.as_ref().map(|then| self.say(then)).unwrap_or_default(),
            now: circumstances.told.own.now.as_ref().map(|now| self.say(now)).unwrap_or_default(),
            rests_on: self.resting(2),
            last_day_because: self.chance.percent(50).then(|| self.one(&common.last_day_because)),
        })
    }

    /// Why the case is looked at again, where it is.
    fn again(&mut self, pm_4_23: bool) -> (Option<(&'static str, String)>, Vec<Point>) {
        if self.planned.is_follow_up() {
            return (None, Vec::new());
        }
        let common = &self.grammar.common;
        match self.planned.occasion {
            Occasion::Application => (None, Vec::new()),
            Occasion::Reopening => {
                let ground = match () {
                    () if pm_4_23 => "pm_4_23",
                    () if self.chance.percent(60) => "new_information",
                    () => "own_error",
                };
                (Some((ground, self.pool(&common.reopening, ground))), Vec::new())
            }
            Occasion::Remittal => (None, self.points()),
        }
    }

    /// One or two of Ankestyrelsen's points, of those that the facts can answer.
    fn points(&mut self) -> Vec<Point> {
        let pool = self.grammar.common.remittal.get(self.answer()).map_or(&[][..], Vec::as_slice);
        let mut points: Vec<Point> = Vec::new();
        for point in pool {
            let rests_on = match point.rests_on {
                Rests::Expert => self.facts.first(),
                Rests::Seen => self.facts.get(1),
                Rests::Offer => self.facts.iter().find(|fact| fact.id.starts_with("svar-")),
            };
            let Some(rests_on) = rests_on.map(|fact| fact.id.clone()) else { continue };
            let said = Said { says: self.say(&point.says), our_answer: self.say(&point.our_answer) };
            points.push(Point { said, rests_on });
        }
        self.chance.shuffle(&mut points);
        points.truncate(1 + self.chance.below(2));
        points
    }

    fn scope(&mut self) -> String {
        let pool = self.grammar.common.representative.get(&self.planned.representative);
        pool.and_then(|scopes| self.chance.pick(scopes)).cloned().unwrap_or_default()
    }
}

/// The aim of the help: of help that goes on, the aim that is not reached in full.
fn next_aim(planned: &Planned, circumstances: &Circumstances<'_>) -> String {
    let next = if planned.is_follow_up() { &circumstances.more } else { &circumstances.told };
    next.aim.clone()
}

/// What the reasons are put together from.
struct Told<'a> {
    circumstances: &'a Circumstances<'a>,
    lead: String,
    offer: String,
    less: Option<String>,
    discretion: Option<String>,
    charge: Option<String>,
}

/// The name of the second of two parts.
const SECOND: &str = "andet";
/// How many conversations the guiding standard names.
const GUIDING: u32 = 12;
