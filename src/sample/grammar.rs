//! The words of the samples as `templates/sample/` holds them. `templates/sample/README.md` says what each key is.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::phrase::Phrase;
use crate::pack::{Pack, PackError};

/// Where the words of the worlds are.
const WORLDS: &str = "sample/worlds/";

/// All of it.
#[derive(Debug)]
pub(super) struct Grammar {
    pub(super) survey: Survey,
    pub(super) people: People,
    pub(super) common: Common,
    pub(super) worlds: Vec<World>,
}

impl Grammar {
    pub(super) fn load(pack: &Pack) -> Result<Self, PackError> {
        let worlds: Result<Vec<World>, PackError> =
            pack.names(WORLDS, ".yaml").map(|name| pack.yaml(name)).collect();
        Ok(Self {
            survey: pack.yaml("sample/survey.yaml")?,
            people: pack.yaml("sample/people.yaml")?,
            common: pack.yaml("sample/common.yaml")?,
            worlds: worlds?,
        })
    }
}

/// How often what occurs.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Survey {
    pub(super) granted_cases: usize,
    pub(super) cells: Weighed<Weighed<usize>>,
    pub(super) levels: Weighed<usize>,
    pub(super) repeat_grant: usize,
    pub(super) medical_documentation: usize,
    pub(super) decisions: Weighed<usize>,
    pub(super) grounds: Weighed<usize>,
    pub(super) occasions: Weighed<usize>,
    pub(super) channels: Weighed<usize>,
    pub(super) representatives: Weighed<usize>,
    pub(super) protected_addresses: usize,
    pub(super) charges: usize,
    pub(super) service_levels: usize,
    pub(super) less: Weighed<usize>,
}

/// Words with a weight each, sorted by word.
pub(super) type Weighed<T> = BTreeMap<String, T>;

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct People {
    pub(super) first_names: Vec<String>,
    pub(super) last_names: Vec<String>,
    pub(super) professionals_first: Vec<String>,
    pub(super) professionals_last: Vec<String>,
    pub(super) streets: Vec<String>,
    pub(super) floors: Vec<String>,
    pub(super) towns: Vec<String>,
    pub(super) places: Vec<String>,
    pub(super) cities: Vec<String>,
    pub(super) caseworkers: Vec<Caseworker>,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Caseworker {
    pub(super) name: String,
    pub(super) title: String,
    pub(super) unit: String,
    pub(super) phone: String,
    pub(super) user: String,
}

/// What any kind of case can say.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Common {
    pub(super) seen: Vec<Seen>,
    pub(super) openings: BTreeMap<String, Vec<Phrase>>,
    pub(super) repeat: BTreeMap<String, Vec<Phrase>>,
    pub(super) closings: BTreeMap<String, Vec<Phrase>>,
    pub(super) considerations: BTreeMap<String, Vec<Phrase>>,
    pub(super) needs: BTreeMap<String, Vec<Phrase>>,
    pub(super) section_85: Section85,
    pub(super) other_help: Vec<OtherHelp>,
    pub(super) against: BTreeMap<String, Vec<Against>>,
    pub(super) views_refused: Vec<View>,
    pub(super) hearing: BTreeMap<String, Vec<HearingAnswer>>,
    pub(super) reopening: BTreeMap<String, Vec<Phrase>>,
    pub(super) remittal: BTreeMap<String, Vec<Point>>,
    pub(super) partial: BTreeMap<String, Less>,
    pub(super) service_level: ServiceLevel,
    pub(super) charges: Charges,
    pub(super) recovery: Vec<Recovery>,
    pub(super) settled: Vec<Phrase>,
    pub(super) discretion: Vec<Discretion>,
    pub(super) partly: Vec<Phrase>,
    pub(super) progress: Vec<Phrase>,
    pub(super) lay_finding: Vec<Phrase>,
    pub(super) status: Vec<Phrase>,
    pub(super) views_follow_up: FollowUpViews,
    pub(super) last_day_because: Vec<Phrase>,
    pub(super) representative: BTreeMap<String, Vec<String>>,
}

/// Where what the citizen does was seen or heard.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Seen {
    pub(super) id: String,
    pub(super) source: String,
    /// What leads up to what the citizen can do now.
    pub(super) leads: Vec<Phrase>,
    /// What tells what was hard: `{shown}`.
    pub(super) tells: Vec<Phrase>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Section85 {
    pub(super) current: Vec<Phrase>,
    pub(super) current_complete: Vec<Phrase>,
    pub(super) differs: Vec<Phrase>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OtherHelp {
    pub(super) offer: String,
    pub(super) section: String,
    pub(super) outcome: Vec<Phrase>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Against {
    pub(super) id: String,
    pub(super) source: String,
    pub(super) says: Phrase,
    pub(super) because: Phrase,
    #[serde(default)]
    pub(super) medical: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct View {
    pub(super) says: Phrase,
    pub(super) our_answer: Phrase,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct HearingAnswer {
    pub(super) answer: Phrase,
    pub(super) our_answer: Phrase,
}

/// A point of Ankestyrelsen's.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Point {
    pub(super) says: Phrase,
    pub(super) our_answer: Phrase,
    pub(super) rests_on: Rests,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Rests {
    Expert,
    Seen,
    Offer,
}

/// A way in which less is granted than was applied for.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Less {
    pub(super) condition: String,
    pub(super) what: Phrase,
    pub(super) because: Vec<Phrase>,
    #[serde(default)]
    pub(super) source: Option<Phrase>,
    #[serde(default)]
    pub(super) says: Vec<Phrase>,
    pub(super) told: Vec<Phrase>,
}

/// The guiding standard that a case can name, and why it is departed from or is not.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ServiceLevel {
    pub(super) standard: String,
    pub(super) departs: Vec<Phrase>,
    pub(super) keeps: Vec<Phrase>,
}

/// What a citizen has agreed to pay.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Charges {
    pub(super) amounts: Vec<String>,
    pub(super) basis: Vec<String>,
    pub(super) approved_by: Vec<String>,
    pub(super) told: Vec<Phrase>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Recovery {
    pub(super) finding: Phrase,
    pub(super) lasting: Phrase,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Discretion {
    pub(super) id: String,
    pub(super) source: String,
    pub(super) says: Phrase,
    pub(super) because: Vec<Phrase>,
    pub(super) told: Vec<Phrase>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FollowUpViews {
    #[serde(rename = "continue")]
    pub(super) continues: Vec<View>,
    pub(super) change: Vec<View>,
    pub(super) end: Vec<View>,
    pub(super) extension: Vec<View>,
    pub(super) absent: Vec<Phrase>,
}

/// A kind of life, with everything that is said of it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct World {
    pub(super) limb: Limb,
    pub(super) functions: Vec<String>,
    pub(super) themes: Vec<String>,
    pub(super) treatments: Vec<Treatment>,
    pub(super) providers: Vec<Provider>,
    pub(super) expert: Vec<Source>,
    pub(super) lay: Vec<Source>,
    pub(super) finding: Vec<Phrase>,
    #[serde(default)]
    pub(super) problems: Vec<Phrase>,
    pub(super) lasting: Vec<Phrase>,
    pub(super) needs: Vec<Phrase>,
    pub(super) methods: Vec<Phrase>,
    pub(super) views: Vec<View>,
    pub(super) offers: Vec<Offer>,
    pub(super) elsewhere: Vec<Offer>,
    pub(super) circumstances: Vec<Circumstance>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Limb {
    Impairment,
    SocialProblems,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Treatment {
    /// Measure and background of each cell that it belongs to.
    pub(super) cells: Vec<(String, String)>,
    /// How often it is taken where several belong to one cell.
    #[serde(default = "one")]
    pub(super) share: usize,
    pub(super) id: String,
    pub(super) wording: Vec<String>,
    /// Of `measure: other`, what each wording is in a few words.
    #[serde(default)]
    pub(super) wording_other: Vec<String>,
    pub(super) unit: String,
    pub(super) counts: Vec<u32>,
}

fn one() -> usize {
    1
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Provider {
    pub(super) name: Phrase,
    pub(super) because: Phrase,
    pub(super) setting: Phrase,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Source {
    pub(super) id: String,
    #[serde(rename = "source")]
    pub(super) cited: Phrase,
    #[serde(rename = "ref")]
    pub(super) refers: String,
}

/// Help under another act.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Offer {
    pub(super) id: String,
    #[serde(rename = "offer")]
    pub(super) what: Phrase,
    pub(super) act: String,
    pub(super) section: String,
    /// `partly` or `not`; of an offer elsewhere nothing, since it covers fully.
    #[serde(default)]
    pub(super) covers: Option<String>,
    pub(super) because: Vec<Phrase>,
    pub(super) source: Phrase,
    pub(super) says: Vec<Phrase>,
    /// `month`: it begins in a month; without it, on a day.
    #[serde(default)]
    pub(super) starts: Option<String>,
    #[serde(default)]
    pub(super) waiting: Option<Phrase>,
    #[serde(default)]
    pub(super) how_to_start: Option<Phrase>,
    pub(super) told: Vec<Phrase>,
}

/// Something in daily life that is hard, and what becomes of it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Circumstance {
    /// After "fordi"; none where the limb is social problems.
    #[serde(default)]
    pub(super) cannot: Option<Phrase>,
    pub(super) shown: Phrase,
    pub(super) told: Phrase,
    pub(super) aim: Phrase,
    #[serde(default)]
    pub(super) then: Option<Phrase>,
    #[serde(default)]
    pub(super) now: Option<Phrase>,
    #[serde(default)]
    pub(super) can: Option<Phrase>,
}
