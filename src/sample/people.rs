//! Invented people: names, CPR numbers of test form, addresses. No two citizens have the same name or number.

use std::collections::BTreeSet;

use jiff::ToSpan as _;
use jiff::civil::date;

use super::chance::Chance;
use super::grammar::People;

/// So many citizens can be named.
pub(super) const CITIZENS_MAX: usize = 10_000;

/// A person with an address.
#[derive(Debug, Clone)]
pub(super) struct Person {
    pub(super) name: String,
    pub(super) cpr: String,
    pub(super) address: [String; 2],
}

/// Hands out people, each once.
#[derive(Debug)]
pub(super) struct Registry {
    /// Numbers of pairs of a first and a last name, in the order they are handed out.
    names: std::vec::IntoIter<usize>,
    people: People,
    numbers: BTreeSet<String>,
}

impl Registry {
    pub(super) fn new(people: &People, chance: &mut Chance) -> Self {
        let mut names: Vec<usize> = (0..people.first_names.len() * people.last_names.len()).collect();
        chance.shuffle(&mut names);
        Self { names: names.into_iter(), people: people.clone(), numbers: BTreeSet::new() }
    }

    /// A person whom nobody else was yet.
    pub(super) fn citizen(&mut self, chance: &mut Chance) -> Person {
        let number = self.names.next().unwrap_or_default();
        let last_names = self.people.last_names.len().max(1);
        let pick = |names: &[String], at: usize| names.get(at).cloned().unwrap_or_default();
        let name = format!(
            "{} {}",
            pick(&self.people.first_names, number / last_names),
            pick(&self.people.last_names, number % last_names)
        );
        Person { name, cpr: self.cpr(chance), address: self.address(chance) }
    }

    /// Somebody with the name of a professional, for a guardian or an attorney.
    pub(super) fn representative(&mut self, chance: &mut Chance) -> Person {
        let first = chance.pick(&self.people.professionals_first).cloned().unwrap_or_default();
        let last = chance.pick(&self.people.last_names).cloned().unwrap_or_default();
        Person { name: format!("{first} {last}"), cpr: self.cpr(chance), address: self.address(chance) }
    }

    fn address(&self, chance: &mut Chance) -> [String; 2] {
        let street = chance.pick(&self.people.streets).map_or("", String::as_str);
        let floor = chance.pick(&self.people.floors).map_or("", String::as_str);
        let town = chance.pick(&self.people.towns).cloned().unwrap_or_default();
        [format!("{street} {}{floor}", chance.between(1, 240)), town]
    }

    /// A number of test form (day + 60) that nobody has yet, of somebody born from 1962 to 1999.
    fn cpr(&mut self, chance: &mut Chance) -> String {
        loop {
            // 13,878 days; a seventh digit from 0 to 3 is of the twentieth century.
            let born = date(1962, 1, 1).saturating_add(i64::from(chance.between(0, 13_877)).days());
            let serial = chance.between(0, 3999);
            let number =
                format!("{:02}{:02}{:02}-{serial:04}", born.day() + 60, born.month(), born.year() % 100);
            if self.numbers.insert(number.clone()) {
                return number;
            }
        }
    }
}
