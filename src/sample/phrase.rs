//! A text with choices and values in it: `du stod <fem|ti> minutter foran {place}`.
//!
//! Each draw of a phrase takes one of every choice. A value is filled in from the case; which there are stands in [`VALUES`].

use std::collections::BTreeMap;

use serde::Deserialize;

use super::chance::Chance;
use crate::danish::capitalised;

/// What a phrase can name. `{Ref}` is `{ref}` with a capital.
const VALUES: &[&str] = &[
    "asked",
    "asked_date",
    "can",
    "expert_date",
    "granted",
    "name",
    "offer_date",
    "offer_from",
    "offer_start",
    "place",
    "ref",
    "Ref",
    "second",
    "seen_date",
    "shown",
    "town",
    "unit",
];

/// What the values of a case are.
pub(super) type Values = BTreeMap<&'static str, String>;

/// A text with choices and values.
#[derive(Debug, Clone, Deserialize)]
#[serde(try_from = "String")]
pub(super) struct Phrase(Vec<Piece>);

#[derive(Debug, Clone)]
enum Piece {
    Text(String),
    Value(&'static str),
    Choice(Vec<Phrase>),
}

impl Phrase {
    /// The text of one draw.
    pub(super) fn say(&self, chance: &mut Chance, values: &Values) -> String {
        let mut text = String::new();
        self.write(&mut text, chance, values);
        text
    }

    /// Whether a draw can name a value.
    pub(super) fn names(&self, value: &str) -> bool {
        self.0.iter().any(|piece| match piece {
            Piece::Text(_) => false,
            Piece::Value(name) => *name == value,
            Piece::Choice(choices) => choices.iter().any(|choice| choice.names(value)),
        })
    }

    fn write(&self, text: &mut String, chance: &mut Chance, values: &Values) {
        for piece in &self.0 {
            match piece {
                Piece::Text(own) => text.push_str(own),
                Piece::Value("Ref") => {
                    text.push_str(&capitalised(values.get("ref").map_or("", String::as_str)));
                }
                Piece::Value(name) => text.push_str(values.get(name).map_or("", String::as_str)),
                Piece::Choice(choices) => {
                    if let Some(chosen) = chance.pick(choices) {
                        chosen.write(text, chance, values);
                    }
                }
            }
        }
    }
}

impl TryFrom<String> for Phrase {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let mut pieces = Vec::new();
        let mut rest = text.as_str();
        while let Some(at) = rest.find(['<', '{', '>', '}']) {
            if at > 0 {
                pieces.push(Piece::Text(rest[..at].to_owned()));
            }
            let (open, close) = match rest.as_bytes()[at] {
                b'<' => ('<', '>'),
                b'{' => ('{', '}'),
                _ => return Err(format!("`{text}`: something is closed that was not opened")),
            };
            let inside = &rest[at + 1..];
            let end = inside.find(close).ok_or_else(|| format!("`{text}`: `{open}` is not closed"))?;
            let own = &inside[..end];
            pieces.push(if open == '<' {
                let choices: Result<Vec<Self>, String> =
                    own.split('|').map(|choice| Self::try_from(choice.to_owned())).collect();
                Piece::Choice(choices?)
            } else {
                let known = VALUES.iter().find(|name| **name == own);
                Piece::Value(known.ok_or_else(|| format!("`{text}`: there is no value `{{{own}}}`"))?)
            });
            rest = &inside[end + 1..];
        }
        if !rest.is_empty() {
            pieces.push(Piece::Text(rest.to_owned()));
        }
        Ok(Self(pieces))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn each_choice_is_taken_and_values_are_filled_in() {
        let phrase = Phrase::try_from("{Ref} så <to|tre> {unit}, <{ref} fire|ingen>.".to_owned()).unwrap();
        let values = Values::from([("ref", "lægen".to_owned()), ("unit", "gange".to_owned())]);
        let mut chance = Chance::new(1);
        let said: BTreeSet<String> = (0..40).map(|_| phrase.say(&mut chance, &values)).collect();
        let expected = [
            "Lægen så to gange, ingen.",
            "Lægen så to gange, lægen fire.",
            "Lægen så tre gange, ingen.",
            "Lægen så tre gange, lægen fire.",
        ];
        assert_eq!(said.iter().map(String::as_str).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn what_cannot_be_read_is_refused_when_the_words_are_loaded() {
        for (text, why) in
            [("et <valg", "not closed"), ("et valg>", "not opened"), ("{ukendt}", "no value `{ukendt}`")]
        {
            let error = Phrase::try_from(text.to_owned()).unwrap_err();
            assert!(error.contains(why), "{error}");
        }
    }
}
