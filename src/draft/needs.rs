//! Which keys each kind of decision needs, block by block, in the record's order.

use super::{Draft, Kind};
use crate::case::record::{Ground, Occasion};

/// The name that a draft gives the one part applied for, and the one fact; the caseworker may change them.
const PART: &str = "del-1";
const FACTS: &str = "[oplysning-1]";

/// A key of a draft.
#[derive(Debug)]
pub(super) enum Entry {
    /// The case number.
    Case,
    /// A key that the caseworker fills in.
    Slot(&'static str),
    /// A key whose value follows from the kind.
    Is(&'static str, &'static str),
    /// A key with the likeliest of several values; the caseworker may choose another.
    Likely(&'static str, &'static str),
    /// A key with paragraphs, which the caseworker writes under it.
    Paragraphs(&'static str),
    /// A map.
    Map(&'static str, Vec<Entry>),
    /// A list of maps with one item; the caseworker may add others.
    Item(&'static str, Vec<Entry>),
}

use Entry::{Is, Item, Likely, Map, Paragraphs, Slot};

impl Entry {
    pub(super) fn name(&self) -> &'static str {
        match self {
            Self::Case => "case",
            Slot(name) | Paragraphs(name) | Is(name, _) | Likely(name, _) | Map(name, _) | Item(name, _) => {
                name
            }
        }
    }
}

/// Every key of a draft.
pub(super) fn of(draft: Draft) -> Vec<Entry> {
    let blocks = [
        first(draft),
        again(draft),
        people(),
        application(draft),
        facts(),
        hearing(draft),
        vec![Map("assessment", assessment(draft))],
        own_words(draft),
        grant(draft),
        not_granted(draft),
        follow_up(draft),
    ];
    blocks.into_iter().flatten().collect()
}

/// Whether it takes or refuses anything.
fn is_adverse(kind: Kind) -> bool {
    !matches!(kind, Kind::Grant | Kind::Continue)
}

fn is_applied_for(kind: Kind) -> bool {
    kind.may_be_reopened() || kind == Kind::RefusedExtension
}

fn first(draft: Draft) -> Vec<Entry> {
    let decision = match draft.kind {
        Kind::Grant => "grant",
        Kind::PartialGrant => "partial_grant",
        Kind::Refusal => "refusal",
        Kind::Continue | Kind::Change | Kind::End | Kind::RefusedExtension => "follow_up",
    };
    let occasion = match draft.kind {
        Kind::Continue | Kind::Change | Kind::End => Occasion::Review,
        Kind::RefusedExtension => Occasion::Application,
        _ => draft.occasion,
    };
    vec![
        Entry::Case,
        Is("provision", "sel-102"),
        Is("decision", decision),
        Is("occasion", occasion.word()),
        Slot("decided"),
        Slot("dispatch"),
        Slot("channel"),
    ]
}

fn again(draft: Draft) -> Vec<Entry> {
    match draft.occasion {
        Occasion::Reopening if draft.kind.may_be_reopened() => {
            vec![Map("reopening", vec![Slot("ground"), Slot("decided"), Slot("because")])]
        }
        Occasion::Remittal if draft.kind.may_be_reopened() => vec![Map(
            "remittal",
            vec![
                Slot("decided"),
                Slot("reference"),
                Item("points", vec![Slot("says"), Slot("our_answer"), Is("rests_on", FACTS)]),
            ],
        )],
        _ => Vec::new(),
    }
}

fn people() -> Vec<Entry> {
    vec![
        Map("citizen", vec![Slot("name"), Slot("cpr"), Slot("address")]),
        Map("caseworker", vec![Slot("name"), Slot("title"), Slot("unit"), Slot("phone")]),
    ]
}

fn citizen_view() -> Entry {
    Map("citizen_view", vec![Slot("says"), Slot("our_answer")])
}

fn amount() -> Entry {
    Map("amount", vec![Slot("count"), Slot("unit")])
}

fn application(draft: Draft) -> Vec<Entry> {
    if !is_applied_for(draft.kind) {
        return Vec::new();
    }
    let part = vec![Is("id", PART), Slot("measure"), Slot("wording"), amount()];
    vec![Map("application", vec![Slot("received"), Item("parts", part), citizen_view()])]
}

fn facts() -> Vec<Entry> {
    vec![Item("facts", vec![Is("id", "oplysning-1"), Slot("source"), Slot("dated"), Slot("says")])]
}

fn hearing(draft: Draft) -> Vec<Entry> {
    if !is_adverse(draft.kind) {
        return Vec::new();
    }
    let held = vec![
        Is("about", FACTS),
        Slot("sent"),
        Slot("deadline"),
        Slot("answered"),
        Slot("answer"),
        Slot("our_answer"),
    ];
    vec![Map("hearing", held)]
}

fn assessment(draft: Draft) -> Vec<Entry> {
    let ground = draft.kind.has_ground().then_some(draft.ground);
    let mut entries =
        vec![target_group(ground == Some(Ground::TargetGroup)), necessity(ground), other_legislation(ground)];
    if ground == Some(Ground::Discretion) {
        entries.push(Map("discretion", vec![Slot("because"), Is("rests_on", FACTS)]));
    }
    entries.push(Slot("section_85"));
    if is_adverse(draft.kind) {
        entries.push(Map("other_help", vec![Item("considered", vec![Slot("offer")]), Slot("outcome")]));
        entries.push(Slot("considerations"));
    }
    if let Some(ground) = ground {
        let deciding = match ground {
            Ground::TargetGroup => "[target_group]",
            Ground::Necessity => "[necessity]",
            Ground::OtherLegislation => "[other_legislation]",
            Ground::Discretion => "[discretion]",
        };
        entries.push(Is("deciding", deciding));
    }
    entries
}

fn target_group(refused: bool) -> Entry {
    let mut entries = if refused {
        vec![Is("met", "false")]
    } else {
        vec![Is("met", "true"), Likely("limb", "impairment")]
    };
    entries.extend([Slot("significant"), Slot("lasting")]);
    if refused {
        entries.push(Slot("social_problems"));
    }
    entries.push(Is("rests_on", FACTS));
    Map("target_group", entries)
}

fn necessity(ground: Option<Ground>) -> Entry {
    let met = match ground {
        Some(Ground::TargetGroup) => return Map("necessity", vec![Is("met", "not_assessed")]),
        Some(Ground::Necessity) => "false",
        _ => "true",
    };
    let rest = [Slot("aim"), Slot("functions"), Slot("because"), Is("rests_on", FACTS)];
    Map("necessity", [Is("met", met)].into_iter().chain(rest).collect())
}

fn other_legislation(ground: Option<Ground>) -> Entry {
    let refused = ground == Some(Ground::OtherLegislation);
    if matches!(ground, Some(Ground::TargetGroup | Ground::Necessity)) {
        return Map("other_legislation", vec![Is("obtainable_elsewhere", "not_assessed")]);
    }
    let mut offer = vec![
        Slot("offer"),
        Slot("act"),
        Slot("section"),
        if refused { Likely("covers", "fully") } else { Slot("covers") },
        Slot("because"),
        Is("fact", "oplysning-1"),
    ];
    if refused {
        offer.extend([Slot("starts"), Slot("how_to_start")]);
    }
    let obtainable = if refused { "true" } else { "false" };
    Map("other_legislation", vec![Is("obtainable_elsewhere", obtainable), Item("considered", offer)])
}

fn own_words(draft: Draft) -> Vec<Entry> {
    if is_adverse(draft.kind) { vec![Paragraphs("reasoning")] } else { Vec::new() }
}

/// The name of what the parts of a grant answer: a part of the application, or the help that runs.
fn of_what(draft: Draft) -> &'static str {
    if is_applied_for(draft.kind) { PART } else { "original" }
}

fn grant(draft: Draft) -> Vec<Entry> {
    if matches!(draft.kind, Kind::Refusal | Kind::End | Kind::RefusedExtension) {
        return Vec::new();
    }
    let part = vec![
        Is("of", of_what(draft)),
        Slot("wording"),
        amount(),
        Slot("provider"),
        Map("period", vec![Slot("from"), Slot("to")]),
        Slot("payment"),
    ];
    let mut entries = vec![Item("parts", part), Slot("aim"), Slot("follow_up")];
    if draft.kind.may_be_reopened() {
        entries.push(Slot("action_plan"));
    }
    vec![Map("grant", entries)]
}

fn not_granted(draft: Draft) -> Vec<Entry> {
    if !matches!(draft.kind, Kind::PartialGrant | Kind::Change) {
        return Vec::new();
    }
    let refused = vec![
        Is("part", of_what(draft)),
        Slot("what"),
        Slot("condition"),
        Slot("because"),
        Is("rests_on", FACTS),
    ];
    vec![Item("not_granted", refused)]
}

fn follow_up(draft: Draft) -> Vec<Entry> {
    let (outcome, status) = match draft.kind {
        Kind::Grant | Kind::PartialGrant | Kind::Refusal => return Vec::new(),
        Kind::Continue => ("continue", "continue"),
        Kind::Change => ("change", "end_and_new"),
        Kind::End | Kind::RefusedExtension => ("end", "end"),
    };
    let mut entries = vec![Slot("held"), Slot("citizen_took_part")];
    if !is_applied_for(draft.kind) {
        entries.push(citizen_view());
    }
    entries.extend([
        Map("original", vec![Slot("decided"), Slot("wording")]),
        Is("outcome", outcome),
        Is("ffb_status", status),
        Item("goals", vec![Slot("goal"), Slot("met"), Slot("because")]),
    ]);
    if draft.kind != Kind::Continue {
        entries.extend([Slot("then"), Slot("now"), Is("rests_on", FACTS), Slot("last_day")]);
    }
    if draft.kind == Kind::RefusedExtension {
        entries.push(Is("extension_applied_for", "true"));
    }
    vec![Map("follow_up", entries)]
}
