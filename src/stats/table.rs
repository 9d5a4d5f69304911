//! The tables: the survey's headings and categories, counts and percentages, and what is hidden.

use serde::{Deserialize, Serialize};

use super::count::{Counted, Counts, Result};
use super::suppress::{all_enough, enough, hidden, hidden_of_many, parts};
use crate::pack::{Pack, PackError};

/// Headings and categories, read from the pack.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Words {
    /// What the row of records is called that do not say it.
    unstated: String,
    /// What the last row is called.
    total: String,
    tables: Vec<Form>,
}

impl Words {
    /// The words of a pack.
    ///
    /// # Errors
    /// If they cannot be read.
    pub fn load(pack: &Pack) -> std::result::Result<Self, PackError> {
        pack.yaml("stats/tables.yaml")
    }
}

/// A table without its counts.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Form {
    id: String,
    title: String,
    of: Of,
    answers: Answers,
    column: String,
    rows: Rows,
    note: String,
}

/// The word in a record and what the survey calls it, in the survey's order.
#[derive(Debug, Clone)]
struct Rows(Vec<(String, String)>);

impl<'de> Deserialize<'de> for Rows {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> std::result::Result<Self, D::Error> {
        let rows = serde_yaml::Mapping::deserialize(from)?;
        let text = |value: serde_yaml::Value| match value {
            serde_yaml::Value::String(text) => Ok(text),
            _ => Err(serde::de::Error::custom("a row is a word and what it is called")),
        };
        rows.into_iter()
            .map(|(word, label)| Ok((text(word)?, text(label)?)))
            .collect::<std::result::Result<_, _>>()
            .map(Self)
    }
}

/// Over which decisions a table is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Of {
    Applications,
    Granted,
    Decisions,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Answers {
    One,
    Several,
}

/// A table with its counts.
#[derive(Debug, Clone, Serialize)]
pub struct Table {
    /// A short name: `tabel-6-1`.
    pub id: String,
    /// The survey's heading.
    pub title: String,
    /// What the rows are.
    pub column: String,
    /// What counts.
    pub note: String,
    /// The rows. Empty where there are too few cases to show any.
    pub rows: Vec<Cell>,
    /// The last row; in a table of several answers, how many could give them.
    pub total: Cell,
}

/// A row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Cell {
    /// The category.
    pub label: String,
    /// How many; `None` where it is hidden.
    pub count: Option<u64>,
    /// Of 100, to the nearest whole; `None` where it is hidden or there is nothing to be a part of.
    pub percent: Option<u64>,
}

impl Table {
    /// Whether something in it is hidden.
    pub fn hides(&self) -> bool {
        self.rows.iter().chain([&self.total]).any(|cell| cell.count.is_none())
    }
}

/// All tables. `exact` hides nothing.
pub(super) fn tables(words: &Words, counted: &Counted, exact: bool) -> Vec<Table> {
    words.tables.iter().map(|form| table(words, form, counted, exact)).collect()
}

fn table(words: &Words, form: &Form, counted: &Counted, exact: bool) -> Table {
    let (counts, all) = (counts_of(form, counted), total(form.of, counted));
    let mut rows: Vec<(&str, u64)> = form
        .rows
        .0
        .iter()
        .map(|(word, label)| (label.as_str(), counts.get(word.as_str()).copied().unwrap_or(0)))
        .collect();
    let unstated = counts.get("").copied().unwrap_or(0);
    if unstated > 0 {
        rows.push((&words.unstated, unstated));
    }
    let values: Vec<u64> = rows.iter().map(|(_, count)| *count).collect();
    let totals = Totals::of(counted);
    let shown_total = exact || totals.shows(form.of);
    let hides = match form.answers {
        _ if exact => vec![false; values.len()],
        // Rows that are all shown would sum to the total that may not be.
        _ if !shown_total => vec![true; values.len()],
        Answers::One => hidden(&values, &parts(values.len(), &totals.sums(form))),
        Answers::Several => values.iter().map(|count| hidden_of_many(*count, all)).collect(),
    };
    let cell = |label: &str, count: u64, hides: bool| Cell {
        label: label.to_owned(),
        count: (!hides).then_some(count),
        percent: (!hides && all > 0).then(|| (count * 200 + all) / (all * 2)),
    };
    Table {
        id: form.id.clone(),
        title: form.title.clone(),
        column: form.column.clone(),
        note: form.note.clone(),
        rows: rows.iter().zip(hides).map(|((label, count), hides)| cell(label, *count, hides)).collect(),
        total: cell(&words.total, all, !shown_total),
    }
}

fn counts_of(form: &Form, counted: &Counted) -> Counts {
    match form.id.as_str() {
        "tabel-5-1" => counted.applied.clone(),
        "figur-5-2" => counted.purposes.clone(),
        "tabel-6-1" => counted.measures.clone(),
        "tabel-6-2" => counted.backgrounds.clone(),
        "figur-6-3" => counted.levels.clone(),
        "gentagne-bevillinger" => counted.repeated.clone(),
        "laegefaglig-dokumentation" => counted.medical.clone(),
        "afgoerelser" => counted.results(),
        _ => Counts::new(),
    }
}

fn total(of: Of, counted: &Counted) -> u64 {
    match of {
        Of::Applications => counted.applications(),
        Of::Granted => counted.granted(),
        Of::Decisions => counted.decisions(),
    }
}

/// Which totals are published: each of them is a sum over the table of outcomes, so they are chosen together.
struct Totals(Vec<Of>);

impl Totals {
    /// The most that can be published without telling of few, tables over granted cases before those over applications.
    fn of(counted: &Counted) -> Self {
        let choices: [&[Of]; 4] =
            [&[Of::Granted, Of::Applications], &[Of::Granted], &[Of::Applications], &[]];
        let safe = |choice: &&[Of]| {
            let sums: Vec<Vec<usize>> = choice.iter().map(|of| outcomes(*of)).collect();
            all_enough(&Result::ALL.map(|result| counted.came_to(result)), &parts(Result::ALL.len(), &sums))
        };
        let chosen = choices.into_iter().find(safe).unwrap_or_default();
        let decisions = enough(counted.decisions()).then_some(Of::Decisions);
        Self(chosen.iter().copied().chain(decisions).collect())
    }

    fn shows(&self, of: Of) -> bool {
        self.0.contains(&of)
    }

    /// The published sums over a table's rows, besides its own total.
    fn sums(&self, form: &Form) -> Vec<Vec<usize>> {
        if form.of != Of::Decisions {
            return Vec::new();
        }
        let row =
            |outcome: usize| form.rows.0.iter().position(|(word, _)| word == Result::ALL[outcome].word());
        self.0.iter().map(|of| outcomes(*of).into_iter().filter_map(row).collect()).collect()
    }
}

/// The outcomes whose decisions a total counts, by their place in [`Result::ALL`].
fn outcomes(of: Of) -> Vec<usize> {
    let counts = |result: Result| match of {
        Of::Applications => result.answers(),
        Of::Granted => result.grants(),
        Of::Decisions => true,
    };
    (0..Result::ALL.len()).filter(|outcome| counts(Result::ALL[*outcome])).collect()
}
