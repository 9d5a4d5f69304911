//! What each key and word of the record means, in Danish: taken from the one declaration of the record. A quality standard
//! and the settings are declared and described in the same way.
//!
//! The JSON Schema, the drafts of `begrund new` and the mends of the faults all speak from here.

use jiff::civil::Date;
use schemars::{Schema, SchemaGenerator};

use super::CaseId;
use super::read::WrittenCpr;
use super::record::{CaseRecord, Charge, FactId, Key, Payment, ProvisionId};
use super::schema;
use super::settings::Settings;
use super::slot::{AtClause, BecauseClause, Label, Phrase, Prose, Sentences};
use super::standard::Standard;
use super::value::{Dated, DayOrMonth, Number, Period};

/// Whether a key must be there, and how its value stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// Absent is a fault of reading.
    Required,
    /// May be absent.
    Optional,
    /// A list; absent is the empty one.
    List,
    /// True or false; absent is false.
    Flag,
}

/// A key of the record, as its declaration tells it.
#[derive(Debug, Clone, Copy)]
pub struct KeyDoc {
    /// The key as it is written.
    pub name: &'static str,
    /// Whether it must be there.
    pub need: Need,
    /// What it is, in Danish; where it matters, with the sentence of the letter that it stands in.
    pub what: &'static str,
    /// A value as it is typed after the colon.
    pub example: Option<&'static str>,
    /// The value that holds when nothing is written.
    pub default: Option<&'static str>,
    /// How its value is written, in Danish; empty for a map or a choice.
    pub form: &'static str,
    /// The words that may stand there, for a choice.
    pub words: &'static [WordDoc],
    /// The keys under it, for a map or a list of maps.
    pub keys: &'static [KeyDoc],
    /// The schema of its value, without what this key adds.
    pub schema: fn(&mut SchemaGenerator) -> Schema,
}

/// A word of a choice.
#[derive(Debug, Clone, Copy)]
pub struct WordDoc {
    /// The word as it is written.
    pub word: &'static str,
    /// What it means, in Danish.
    pub meaning: &'static str,
}

impl KeyDoc {
    /// What may be typed, key and value: `dated: 2026-08-12`; of a map, its first key with a value.
    pub fn typed(&self) -> Option<String> {
        self.example.map(|example| format!("{}: {example}", self.name))
    }

    /// What it is and how it is written, in Danish.
    pub fn told(&self) -> String {
        let mut told = self.what.to_owned();
        if !self.form.is_empty() {
            told.push(' ');
            told.push_str(self.form);
        }
        told
    }
}

/// The keys of a record, in their order.
pub fn record_keys() -> &'static [KeyDoc] {
    <CaseRecord as Described>::DOCS
}

/// The key at a path of a record, such as `facts[0].dated`, of a quality standard, or of the settings. No path leads to keys of
/// two of them that are not the same.
pub fn describe(path: &str) -> Option<&'static KeyDoc> {
    [<CaseRecord as Described>::DOCS, <Standard as Described>::DOCS, <Settings as Described>::DOCS]
        .into_iter()
        .find_map(|keys| at(keys, path))
}

fn at(mut keys: &'static [KeyDoc], path: &str) -> Option<&'static KeyDoc> {
    let mut found = None;
    for step in path.split('.') {
        let name = step.split('[').next().unwrap_or(step);
        let key = keys.iter().find(|key| key.name == name)?;
        keys = key.keys;
        found = Some(key);
    }
    found
}

/// The paths of maps (`assessment.necessity`) that know a key of this name, nearest the top first; `keys` are those at the
/// top.
pub fn homes(keys: &'static [KeyDoc], name: &str) -> Vec<String> {
    fn search(keys: &'static [KeyDoc], path: &str, name: &str, homes: &mut Vec<String>) {
        for key in keys.iter().filter(|key| !key.keys.is_empty()) {
            let at = if path.is_empty() { key.name.to_owned() } else { format!("{path}.{}", key.name) };
            if key.keys.iter().any(|inner| inner.name == name) {
                homes.push(at.clone());
            }
            search(key.keys, &at, name, homes);
        }
    }
    let mut homes = Vec::new();
    search(keys, "", name, &mut homes);
    homes.sort_by_key(|home| home.matches('.').count());
    homes
}

/// Whether any map of what has `keys` at its top has a key of this name.
pub fn is_key(keys: &[KeyDoc], name: &str) -> bool {
    keys.iter().any(|key| key.name == name || is_key(key.keys, name))
}

/// A type that stands in a record and can tell how it is written.
pub(super) trait Described {
    /// How it is written, in Danish.
    const FORM: &'static str = "";
    /// The words of a choice.
    const WORD_DOCS: &'static [WordDoc] = &[];
    /// The keys of a map.
    const DOCS: &'static [KeyDoc] = &[];

    /// Its JSON Schema.
    fn schema(generator: &mut SchemaGenerator) -> Schema;
}

macro_rules! slots_described {
    ($($Name:ident $form:literal;)*) => {$(
        impl Described for $Name {
            const FORM: &'static str = $form;

            fn schema(_: &mut SchemaGenerator) -> Schema {
                schema::text(Self::SLOT, Self::FORM)
            }
        }
    )*};
}
slots_described! {
    Label "";
    Phrase "Et led i en sætning: begynd med lille, intet punktum, højst 200 tegn.";
    AtClause "Læses efter »at«: skriv ikke selv »at«, begynd med lille, intet punktum, højst 400 tegn. Ordstilling som »du ikke kan«.";
    BecauseClause "Læses efter »fordi«: skriv ikke selv »fordi«, begynd med lille, intet punktum, højst 400 tegn. Ordstilling som »du ikke kan«.";
    Sentences "Hele sætninger med stort begyndelsesbogstav og punktum, på én linje, højst 1.200 tegn.";
    Prose "Dine egne afsnit: tom linje mellem dem, lister med »- «, højst 8.000 tegn. Skriv »|« efter kolon, og ryk teksten ind nedenunder.";
}

macro_rules! values_described {
    ($($Type:ty: $form:literal, $schema:expr;)*) => {$(
        impl Described for $Type {
            const FORM: &'static str = $form;

            fn schema(_: &mut SchemaGenerator) -> Schema {
                $schema(Self::FORM)
            }
        }
    )*};
}
values_described! {
    Date: "En dato: år-måned-dag.", schema::date;
    DayOrMonth: "En dato (2026-12-07) eller en måned (2026-12).", schema::day_or_month;
    Number: "Et positivt tal med cifre, højst to decimaler: 20 eller 1,5.", schema::number;
    u32: "Et helt tal med cifre.", schema::whole_number;
    bool: "true (ja) eller false (nej).", schema::yes_or_no;
    CaseId: "Bogstaver a-z, cifre og - . _ /, 4 til 40 tegn, i anførselstegn.", schema::case_number;
    WrittenCpr: "Ti cifre med bindestreg, i anførselstegn.", schema::cpr;
    Key: "Bogstaver, cifre, - og _.", schema::name;
    FactId: "Et id, der står under facts.", schema::name;
    ProvisionId: "Bogstaver, cifre, - og _.", schema::name;
}

impl<T: Described> Described for Vec<T> {
    const FORM: &'static str = "En liste: en linje med »- « for hver, eller [a, b].";
    const WORD_DOCS: &'static [WordDoc] = T::WORD_DOCS;
    const DOCS: &'static [KeyDoc] = T::DOCS;

    fn schema(generator: &mut SchemaGenerator) -> Schema {
        schema::list(&T::schema(generator))
    }
}

/// A key of a type that is read by hand.
const fn by_hand<T: Described>(
    name: &'static str,
    need: Need,
    what: &'static str,
    example: &'static str,
) -> KeyDoc {
    KeyDoc {
        name,
        need,
        what,
        example: Some(example),
        default: None,
        form: T::FORM,
        words: T::WORD_DOCS,
        keys: T::DOCS,
        schema: T::schema,
    }
}

impl Described for Dated {
    const FORM: &'static str = "En dato (2026-12-07) eller en periode ({from: 2026-08-17, to: 2026-09-20}).";
    const DOCS: &'static [KeyDoc] = &[
        by_hand::<Date>("from", Need::Required, "Første dag.", "2026-08-17"),
        by_hand::<Date>("to", Need::Required, "Sidste dag.", "2026-09-20"),
    ];

    fn schema(generator: &mut SchemaGenerator) -> Schema {
        schema::either(&schema::date(Self::FORM), &schema::map(Self::DOCS, generator), Self::FORM)
    }
}

impl Described for Period {
    const FORM: &'static str =
        "{from: 2026-12-01, to: 2027-11-30} eller {from: 2026-12-01, open_ended: true}.";
    const DOCS: &'static [KeyDoc] = &[
        by_hand::<DayOrMonth>("from", Need::Optional, "Første dag, eller måneden.", "2026-12-01"),
        by_hand::<Date>("to", Need::Optional, "Sidste dag.", "2027-11-30"),
        by_hand::<bool>("open_ended", Need::Flag, "Skriv true, hvis perioden ingen slutdag har.", "true"),
    ];

    fn schema(generator: &mut SchemaGenerator) -> Schema {
        schema::map(Self::DOCS, generator)
    }
}

impl Described for Payment {
    const FORM: &'static str = "none, eller {amount: \"250,00\", per: pr. gang, basis: …, approved_by: …}.";
    const DOCS: &'static [KeyDoc] = <Charge as Described>::DOCS;

    fn schema(generator: &mut SchemaGenerator) -> Schema {
        schema::either(&schema::choice(&[Self::NOTHING]), &schema::map(Self::DOCS, generator), Self::FORM)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_leads_to_its_key() {
        assert_eq!(describe("facts[0].dated").unwrap().typed().unwrap(), "dated: 2026-08-12");
        assert_eq!(describe("grant.parts[1].payment.basis").unwrap().name, "basis");
        assert!(describe("facts[0].datd").is_none() && describe("").is_none());
        assert_eq!(homes(record_keys(), "phone"), ["caseworker"]);
    }

    #[test]
    fn a_record_a_standard_and_the_settings_share_no_key_that_is_not_the_same() {
        let others = [<Standard as Described>::DOCS, <Settings as Described>::DOCS];
        for key in others.into_iter().flatten() {
            let other = record_keys().iter().find(|other| other.name == key.name);
            assert!(other.is_none_or(|other| other.form == key.form && key.keys.is_empty()), "{}", key.name);
        }
        for key in <Settings as Described>::DOCS {
            assert!(<Standard as Described>::DOCS.iter().all(|other| other.name != key.name), "{}", key.name);
        }
    }

    #[test]
    fn every_key_and_word_has_danish_words() {
        fn look(keys: &[KeyDoc]) -> usize {
            for key in keys {
                assert!(key.what.ends_with(['.', '?', '»', '«', ')']), "{}: {}", key.name, key.what);
                let said = key.example.is_some() || !key.keys.is_empty() || key.need == Need::Flag;
                assert!(said, "{} has no example", key.name);
                assert!(key.words.iter().all(|word| !word.meaning.is_empty()), "{}", key.name);
            }
            keys.len() + keys.iter().map(|key| look(key.keys)).sum::<usize>()
        }
        assert!(look(<CaseRecord as Described>::DOCS) > 200);
        assert!(look(<Standard as Described>::DOCS) > 15);
        assert!(look(<Settings as Described>::DOCS) > 70);
    }
}
