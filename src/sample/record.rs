//! Writes a story as a case record.

use jiff::ToSpan as _;
use jiff::civil::Date;

use super::chance::Chance;
use super::grammar::Limb;
use super::people::{Person, Registry};
use super::plan::{Decision, Ground, Occasion};
use super::story::{Fact, Help, OfferText, Story};
use super::yaml::{Map, Node, item};
use crate::draft::SCHEMA;

/// The keys that begin a part of the record.
const APART: &[&str] = &[
    "citizen",
    "application",
    "classification",
    "facts",
    "hearing",
    "assessment",
    "grant",
    "not_granted",
    "follow_up",
];

/// The text of a record.
pub(super) fn text(
    case: &str,
    citizen: &Person,
    story: &Story,
    registry: &mut Registry,
    chance: &mut Chance,
) -> String {
    let mut record = Map::default();
    head(&mut record, case, story);
    again(&mut record, story, chance);
    people(&mut record, citizen, story, registry, chance);
    application(&mut record, story);
    record.word("consent", story.days.consent);
    classification(&mut record, story);
    record.put("facts", Node::List(story.facts.iter().map(fact).collect()));
    hearing(&mut record, story);
    assessment(&mut record, story);
    record.put("reasoning", Node::Block(story.reasoning.clone()));
    record.words("reasoning_covers", [""; 0]);
    if !story.planned.decision.grants_nothing() {
        grant(&mut record, story, chance);
    }
    not_granted(&mut record, story);
    follow_up(&mut record, story);
    let body = record.render(APART);
    format!("# yaml-language-server: $schema=../{SCHEMA}\n# Invented by `begrund sample`.\n{body}")
}

fn head(record: &mut Map, case: &str, story: &Story) {
    let decision = match story.planned.decision {
        Decision::Grant => "grant",
        Decision::Partial => "partial_grant",
        Decision::Refusal(_) => "refusal",
        Decision::Continue | Decision::Change | Decision::End | Decision::RefusedExtension => "follow_up",
    };
    let occasion = match story.planned.occasion {
        _ if !story.planned.is_applied_for() => "review",
        Occasion::Application => "application",
        Occasion::Reopening => "reopening",
        Occasion::Remittal => "remittal",
    };
    record
        .word("case", format!("\"{case}\""))
        .word("provision", "sel-102")
        .word("decision", decision)
        .word("occasion", occasion)
        .word("decided", story.days.decided)
        .word("dispatch", story.days.dispatch)
        .word("channel", &story.planned.channel);
    let notice = story.days.deadline_notice.filter(|_| occasion == "application");
    if let Some(notice) = notice {
        record.word("deadline_notice", notice);
    }
}

fn again(record: &mut Map, story: &Story, chance: &mut Chance) {
    if let Some((ground, because)) = &story.reopening {
        record.map("reopening", |reopening| {
            reopening.word("ground", ground).word("decided", story.days.earlier).text("because", because);
        });
    }
    if !story.remittal.is_empty() {
        record.map("remittal", |remittal| {
            remittal
                .word("decided", story.days.begun)
                .word("reference", format!("\"26-{:05}\"", chance.between(100, 99_999)));
            let points = story.remittal.iter().map(|point| {
                item(|one| {
                    one.text("says", &point.said.says)
                        .text("our_answer", &point.said.our_answer)
                        .words("rests_on", [&point.rests_on]);
                })
            });
            remittal.put("points", Node::List(points.collect()));
        });
    }
}

fn people(record: &mut Map, citizen: &Person, story: &Story, registry: &mut Registry, chance: &mut Chance) {
    let by_email = story.planned.channel == "email";
    record.map("citizen", |own| {
        own.text("name", &citizen.name)
            .word("cpr", format!("\"{}\"", citizen.cpr))
            .put("address", Node::Lines(citizen.address.to_vec()));
        if story.planned.protected {
            own.word("protected_address", true);
        }
        if by_email {
            own.word("email", email(&citizen.name));
        }
    });
    if story.planned.representative != "none" {
        let person = registry.representative(chance);
        let instead = story.planned.representative == "guardian" && chance.percent(60);
        record.map("representative", |own| {
            own.text("name", &person.name)
                .word("kind", &story.planned.representative)
                .text("scope", &story.scope)
                .word("authorised", story.days.consent)
                .word("receives", if instead { "instead" } else { "copy" })
                .word("channel", "digital_post")
                .put("address", Node::Lines(person.address.to_vec()))
                .word("cpr", format!("\"{}\"", person.cpr));
        });
    }
    let caseworker = &story.caseworker;
    record.map("caseworker", |own| {
        own.text("name", &caseworker.name)
            .text("title", &caseworker.title)
            .text("unit", &caseworker.unit)
            .word("phone", format!("\"{}\"", caseworker.phone))
            .word("user", &caseworker.user);
    });
}

/// An address at a domain that is kept for examples (RFC 2606).
fn email(name: &str) -> String {
    let plain: String = name
        .to_lowercase()
        .chars()
        .map(|c| match c {
            'æ' => "ae".to_owned(),
            'ø' => "oe".to_owned(),
            'å' => "aa".to_owned(),
            'a'..='z' => c.to_string(),
            _ => ".".to_owned(),
        })
        .collect();
    format!("{plain}@example.dk")
}

fn application(record: &mut Map, story: &Story) {
    if !story.planned.is_applied_for() {
        record.word("application", "null");
        return;
    }
    record.map("application", |application| {
        let part = item(|part| {
            let help = &story.help;
            part.word("id", &help.id);
            treatment(part, story);
            amount(part, help.asked, &help.unit);
            if let Some(provider) = &help.asked_provider {
                part.text("provider", provider);
            }
            if help.open_ended {
                part.map("period", |period| {
                    period.word("from", story.days.from).word("open_ended", true);
                });
            }
            if story.charge.is_some() {
                part.word("payment", "accepted");
            }
        });
        let second = story.second.as_ref().map(|second| {
            item(|part| {
                part.word("id", &second.id).word("measure", &second.measure);
                if let Some(other) = &second.other {
                    part.text("measure_other", other);
                }
                part.text("wording", &second.wording);
                amount(part, second.asked, &second.unit);
            })
        });
        let parts = std::iter::once(part).chain(second).collect();
        application.word("received", story.days.received).put("parts", Node::List(parts));
        view(application, story);
    });
}

fn treatment(part: &mut Map, story: &Story) {
    part.word("measure", &story.planned.measure);
    if let Some(other) = &story.help.other {
        part.text("measure_other", other);
    }
    part.text("wording", &story.help.wording);
}

fn amount(part: &mut Map, count: u32, unit: &str) {
    part.map("amount", |amount| {
        amount.word("count", count).text("unit", unit);
    });
}

fn view(map: &mut Map, story: &Story) {
    map.map("citizen_view", |view| {
        view.text("says", &story.view.says).text("our_answer", &story.view.our_answer);
    });
}

fn classification(record: &mut Map, story: &Story) {
    let planned = &story.planned;
    record.map("classification", |own| {
        own.word("background", &planned.background)
            .word("functional_level", &planned.level)
            .words("purpose", &story.functions)
            .word("repeat_grant", planned.repeat)
            .word("medical_documentation", planned.medical);
    });
    if let Some(theme) = &story.theme {
        let support = match planned.level.as_str() {
            "severe" => "high",
            "not_assessed" => "not_assessed",
            level => level,
        };
        let one = item(|own| {
            own.text("theme", theme).word("level", &planned.level).word("support", support);
        });
        record.put("themes", Node::List(vec![one]));
    }
}

fn fact(fact: &Fact) -> Node {
    item(|own| {
        own.word("id", &fact.id)
            .text("source", &fact.source)
            .word("dated", fact.dated)
            .text("says", &fact.says)
            .word("weight", fact.weight);
        if let Some(because) = &fact.because {
            own.text("because", because);
        }
        if fact.medical {
            own.word("medical", true);
        }
        if fact.adverse {
            own.word("adverse", true);
        }
    })
}

fn hearing(record: &mut Map, story: &Story) {
    record.map("hearing", |own| {
        let Some(hearing) = &story.hearing else {
            own.word("nothing_adverse", true);
            return;
        };
        own.words("about", &hearing.about)
            .word("sent", story.days.heard)
            .word("deadline", story.days.answer_by);
        match &hearing.said {
            Some(said) => own
                .word("answered", story.days.answered)
                .text("answer", &said.says)
                .text("our_answer", &said.our_answer),
            None => own.word("answered", "null"),
        };
    });
}

fn assessment(record: &mut Map, story: &Story) {
    record.map("assessment", |assessment| {
        target_group(assessment, story);
        necessity(assessment, story);
        other_legislation(assessment, story);
        if let Some(discretion) = &story.discretion {
            assessment.map("discretion", |own| {
                own.text("because", &discretion.because).words("rests_on", &discretion.rests_on);
            });
        }
        match &story.section_85 {
            None => assessment.word("section_85", "null"),
            Some((current, differs)) => assessment.map("section_85", |own| {
                own.text("current", current).text("differs_because", differs);
            }),
        };
        let (offer, section, outcome) = &story.other_help;
        assessment.map("other_help", |own| {
            let considered = item(|one| {
                one.text("offer", offer).word("act", "serviceloven").text("section", section);
            });
            own.put("considered", Node::List(vec![considered])).text("outcome", outcome);
        });
        if let Some(level) = &story.service_level {
            assessment.map("service_level", |own| {
                own.text("standard", &level.standard)
                    .word("departs", level.departs)
                    .text("because", &level.because)
                    .words("rests_on", &level.rests_on);
            });
        }
        let considerations = story.considerations.iter().cloned().map(Node::Text).collect();
        assessment.put("considerations", Node::List(considerations)).words("deciding", deciding(story));
    });
}

fn deciding(story: &Story) -> Option<&'static str> {
    Some(match story.planned.decision {
        Decision::Refusal(Ground::OtherLegislation) => "other_legislation",
        Decision::Refusal(Ground::TargetGroup) => "target_group",
        Decision::Refusal(Ground::Discretion) => "discretion",
        Decision::Refusal(Ground::Necessity)
        | Decision::Change
        | Decision::End
        | Decision::RefusedExtension => "necessity",
        Decision::Grant | Decision::Partial | Decision::Continue => return None,
    })
}

fn target_group(assessment: &mut Map, story: &Story) {
    let group = &story.target_group;
    let limb = match story.limb {
        Limb::SocialProblems if group.met => "social_problems",
        _ => "impairment",
    };
    assessment.map("target_group", |own| {
        own.word("met", group.met).word("limb", limb);
        for (key, text) in [
            ("significant", &group.significant),
            ("lasting", &group.lasting),
            ("social_problems", &group.social_problems),
        ] {
            if let Some(text) = text {
                own.text(key, text);
            }
        }
        own.words("rests_on", &group.rests_on);
    });
}

fn necessity(assessment: &mut Map, story: &Story) {
    assessment.map("necessity", |own| {
        let Some(necessity) = &story.necessity else {
            own.word("met", "not_assessed");
            return;
        };
        own.word("met", necessity.met)
            .words("aim", story.aims)
            .words("functions", &story.functions)
            .text("because", &necessity.because)
            .words("rests_on", &necessity.rests_on);
    });
}

fn other_legislation(assessment: &mut Map, story: &Story) {
    assessment.map("other_legislation", |own| {
        let obtainable = match story.planned.decision {
            _ if story.offers.is_empty() => "not_assessed",
            Decision::Refusal(Ground::OtherLegislation) => "true",
            _ => "false",
        };
        own.word("obtainable_elsewhere", obtainable)
            .put("considered", Node::List(story.offers.iter().map(offer).collect()));
    });
}

fn offer(offer: &OfferText) -> Node {
    item(|own| {
        own.text("offer", &offer.offer)
            .word("act", &offer.act)
            .text("section", &offer.section)
            .word("covers", &offer.covers)
            .text("because", &offer.because)
            .word("fact", &offer.fact);
        if let Some(starts) = &offer.starts {
            own.word("starts", starts);
        }
        if let Some(waiting) = &offer.waiting {
            own.text("waiting", waiting);
        }
        if let Some(how) = &offer.how_to_start {
            own.text("how_to_start", how);
        }
    })
}

fn grant(record: &mut Map, story: &Story, chance: &mut Chance) {
    let (help, days): (&Help, _) = (&story.help, &story.days);
    let continues = story.planned.is_follow_up();
    let part = item(|part| {
        part.word("of", if continues { "original" } else { &help.id });
        treatment(part, story);
        amount(part, help.granted, &help.unit);
        part.text("provider", &help.provider)
            .text("provider_because", &help.provider_because)
            .text("setting", &help.setting)
            .map("period", |period| {
                let from = if continues { day_after(days.original_to) } else { days.from };
                period.word("from", from).word("to", days.to);
            });
        match &story.charge {
            None => part.word("payment", "none"),
            Some(charge) => part.map("payment", |own| {
                own.word("amount", format!("\"{}\"", charge.amount))
                    .text("per", "pr. gang")
                    .text("basis", &charge.basis)
                    .text("approved_by", &charge.approved_by);
            }),
        };
    });
    let action_plan =
        chance.pick(&["offered", "offered", "declined", "exists"]).copied().unwrap_or("offered");
    record.map("grant", |grant| {
        grant
            .put("parts", Node::List(vec![part]))
            .text("aim", &story.aim)
            .words("conditions", [""; 0])
            .word("contact_by", days.contact_by)
            .word("follow_up", days.follow_up)
            .word("action_plan", action_plan);
    });
}

fn not_granted(record: &mut Map, story: &Story) {
    let Some(not_granted) = &story.not_granted else { return };
    let one = item(|own| {
        own.word("part", &not_granted.part)
            .text("what", &not_granted.what)
            .word("condition", &not_granted.condition)
            .text("because", &not_granted.because)
            .words("rests_on", &not_granted.rests_on);
    });
    record.put("not_granted", Node::List(vec![one]));
}

fn follow_up(record: &mut Map, story: &Story) {
    let Some(follow_up) = &story.follow_up else { return };
    let (days, help) = (&story.days, &story.help);
    let (outcome, status) = match story.planned.decision {
        Decision::Change => ("change", "end_and_new"),
        Decision::End | Decision::RefusedExtension => ("end", "end"),
        _ => ("continue", "continue"),
    };
    record.map("follow_up", |own| {
        own.word("held", days.seen).word("citizen_took_part", follow_up.absent_because.is_none());
        if let Some(because) = &follow_up.absent_because {
            own.text("citizen_took_part_because", because);
        }
        own.map("original", |original| {
            original
                .word("decided", days.original)
                .text("wording", &help.wording)
                .word("from", days.original_from)
                .word("to", days.original_to);
            amount(original, help.asked, &help.unit);
            original.word("used", follow_up.used);
        });
        own.word("outcome", outcome).word("ffb_status", status);
        let goals = follow_up.goals.iter().map(|goal| {
            item(|one| {
                one.text("goal", &goal.aim).word("met", goal.met).text("because", &goal.because);
            })
        });
        own.put("goals", Node::List(goals.collect()))
            .text("then", &follow_up.then)
            .text("now", &follow_up.now)
            .words("rests_on", &follow_up.rests_on);
        if outcome != "continue" {
            own.word("last_day", days.original_to);
            if let Some(because) = &follow_up.last_day_because {
                own.text("last_day_because", because);
            }
        }
        own.word("extension_applied_for", story.planned.is_applied_for());
        if !story.planned.is_applied_for() {
            view(own, story);
        }
    });
}

fn day_after(day: Date) -> Date {
    day.saturating_add(1.days())
}
