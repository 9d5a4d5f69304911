//! The law as dated data: acts and their consolidations, provisions, authorities, holidays, the appeal deadline.
//!
//! Everything stands in `templates/law/`; the decision date picks what applies. Nothing here knows a case.

mod act;
mod deadline;
mod holiday;
mod provision;

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use serde::Deserialize;

pub use act::{Act, Amendment, Consolidation};
pub use deadline::Deadline;
pub use holiday::Holidays;
pub use provision::{
    Conditions, NecessityWords, OtherLegislationWords, Provision, Sentence, TargetGroupWords,
};

use crate::pack::{Pack, PackError};

/// All of the law that letters need.
#[derive(Debug, Clone)]
pub struct Law {
    acts: BTreeMap<String, Act>,
    provisions: BTreeMap<String, Provision>,
    /// Principmeddelelser and ombudsman statements.
    pub authorities: Vec<Authority>,
    /// Public holidays.
    pub holidays: Holidays,
    /// How decisions are appealed.
    pub appeal: AppealRules,
    /// VUM 2.0 themes.
    pub themes: Vec<VumTheme>,
    /// Phrases that say nothing of a case, whatever case it is (BEG-09).
    pub stock_phrases: Vec<String>,
    /// The house's own words (SPR-11).
    pub glossary: Vec<String>,
    /// First names that many people have, in lower case (PER-03).
    pub common_names: BTreeSet<String>,
}

/// A principmeddelelse or an ombudsman statement.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Authority {
    /// As it is cited: `PM 25-24`.
    pub id: String,
    /// What it is about.
    pub title: String,
    /// When it was published.
    pub date: Option<Date>,
    /// `in_force` or `historical`.
    pub status: AuthorityStatus,
    /// First decision date on which it may be relied on.
    pub from: Option<Date>,
    /// Last decision date on which it may be relied on.
    pub until: Option<Date>,
    /// What it says, and what of it was read.
    pub note: String,
    /// Where that is known from.
    pub source: String,
}

/// Whether an authority still holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AuthorityStatus {
    /// Gældende.
    InForce,
    /// Historisk: may be named as history, never relied on.
    Historical,
}

/// How decisions are appealed (RSL kapitel 10).
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AppealRules {
    /// The appeal body (klageinstans).
    pub body: String,
    /// Weeks from the day the citizen has received the decision.
    pub weeks: u8,
    /// Weeks in which the municipality looks at the case again (genvurdering).
    pub reassessment_weeks: u8,
    /// Bodies that no longer exist.
    pub abolished_bodies: Vec<String>,
    /// What counts as receipt in Digital Post.
    pub digital_post_day: String,
    /// Where the rules stand.
    pub sources: Vec<String>,
    /// The last day up to which the rules were verified.
    pub verified_until: Date,
}

/// A theme of VUM 2.0.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VumTheme {
    /// Its name, lower case.
    pub name: String,
    /// Its group.
    pub group: String,
    /// Whether KL's reporting profile allows a level on it.
    pub level_allowed: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AuthoritiesFile {
    authorities: Vec<Authority>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StockFile {
    phrases: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct GlossaryFile {
    terms: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NamesFile {
    common: Vec<String>,
}

#[derive(Deserialize)]
struct FfbFile {
    themes: Vec<VumTheme>,
}

impl Law {
    /// Loads the law of a pack.
    ///
    /// # Errors
    /// If a file is broken, an act or provision that the built-in pack has is missing, or they do not fit together.
    pub fn load(pack: &Pack) -> Result<Self, PackError> {
        let mut acts = BTreeMap::new();
        for file in pack.names("law/acts/", ".yaml") {
            let act: Act = pack.yaml(file)?;
            act.validate(file)?;
            acts.insert(act.name.clone(), act);
        }
        let mut provisions = BTreeMap::new();
        for file in pack.names("law/provisions/", "/provision.yaml") {
            let provision = Provision::load(pack, file, &acts)?;
            provisions.insert(provision.id.clone(), provision);
        }
        Ok(Self {
            acts,
            provisions,
            authorities: pack.yaml::<AuthoritiesFile>("law/authorities.yaml")?.authorities,
            holidays: pack.yaml("law/holidays.yaml")?,
            appeal: pack.yaml("law/appeal.yaml")?,
            themes: pack.yaml::<FfbFile>("law/ffb.yaml")?.themes,
            stock_phrases: pack.yaml::<StockFile>("law/stock-phrases.yaml")?.phrases,
            glossary: pack.yaml::<GlossaryFile>("glossary.yaml")?.terms,
            common_names: pack
                .yaml::<NamesFile>("first-names.yaml")?
                .common
                .iter()
                .map(|name| name.to_lowercase())
                .collect(),
        })
    }

    /// The provision with this id.
    pub fn provision(&self, id: &str) -> Option<&Provision> {
        self.provisions.get(id)
    }

    /// All provisions.
    pub fn provisions(&self) -> impl Iterator<Item = &Provision> {
        self.provisions.values()
    }

    /// The act that a record names, by its name or another accepted spelling.
    pub fn act(&self, name: &str) -> Option<&Act> {
        self.acts.get(name).or_else(|| {
            self.acts.values().find(|act| {
                act.title.eq_ignore_ascii_case(name)
                    || act.aliases.iter().any(|alias| alias.eq_ignore_ascii_case(name))
            })
        })
    }

    /// All acts.
    pub fn acts(&self) -> impl Iterator<Item = &Act> {
        self.acts.values()
    }

    /// The last day up to which the law of a provision was verified: the earliest of what its letter tells.
    pub fn verified_until(&self, provision: &Provision) -> Date {
        let named = ["retssikkerhedsloven", "forvaltningsloven", provision.act.as_str()];
        named
            .iter()
            .filter_map(|name| self.acts.get(*name))
            .map(|act| act.verified_until)
            .chain([self.appeal.verified_until])
            .min()
            .unwrap_or(self.appeal.verified_until)
    }

    /// Whether offices are open on `day`: no weekend, no public holiday, nor a day treated like one.
    pub fn is_working_day(&self, day: Date) -> bool {
        self.holidays.can_end_on(day)
    }

    /// The appeal deadline of a letter that is available on `available`: four weeks, moved past days on which none ends.
    pub fn deadline(&self, available: Date) -> Deadline {
        deadline::deadline(available, self.appeal.weeks, &self.holidays)
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn law() -> Law {
        Law::load(&Pack::built_in()).unwrap()
    }

    #[test]
    fn the_decision_date_picks_the_consolidation() {
        let law = law();
        let act = law.act("serviceloven").unwrap();
        for (day, number) in [
            (date(2024, 1, 21), 1089),
            (date(2024, 1, 22), 67),
            (date(2024, 7, 3), 909),
            (date(2025, 2, 10), 909),
            (date(2025, 2, 11), 155),
            (date(2025, 9, 23), 155),
            (date(2025, 9, 24), 1129),
            (date(2026, 11, 19), 1129),
        ] {
            assert_eq!(act.consolidation(day).unwrap().number, number, "{day}");
        }
        assert_eq!(act.consolidation(date(2010, 1, 1)), None);
    }

    #[test]
    fn later_amendments_are_told_only_after_their_date() {
        let law = law();
        let act = law.act("SEL").unwrap();
        assert!(!act.is_amended_by(date(2026, 1, 26)));
        assert!(act.is_amended_by(date(2026, 1, 27)));
    }

    #[test]
    fn what_was_verified_ends_on_a_known_day() {
        let law = law();
        let provision = law.provision("sel-102").unwrap();
        assert_eq!(law.verified_until(provision), date(2026, 2, 12));
        assert!(
            provision
                .quote(date(2026, 11, 19))
                .unwrap()
                .starts_with("Kommunalbestyrelsen kan ud over tilbud efter § 85")
        );
    }
}
