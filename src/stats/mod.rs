//! `begrund stats`: Ankestyrelsen's own tables of § 102 over a folder of records.
//!
//! Tables 5.1, 6.1 and 6.2, figures 5.2 and 6.3, repeated grants, medical documentation, and outcomes: the survey's headings, categories
//! and rounding, so that a municipality can hold its year against the country's. The day that picks a record is `decided`.
//!
//! No personal data: counts only, and none of few people (see [`suppress`]). What is counted stands in [`count`], what is printed in
//! [`table`]; text, CSV, JSON and the page are four views of the same tables.

pub mod count;
pub mod suppress;
pub mod table;

mod chart;
mod page;
mod text;

use serde::Serialize;

pub use count::{Counted, Period};
pub use table::{Cell, Table, Words};

/// The tables of a period, ready to be shown.
#[derive(Debug, Clone, Serialize)]
pub struct Statistics {
    /// The first and the last day.
    pub period: Period,
    /// How many decisions were counted; `None` if they are few.
    pub decisions: Option<u64>,
    /// Records that could not be counted: they cannot be read, or lack the day or the kind of decision.
    pub unreadable: usize,
    /// Whether small counts are shown: invented cases only.
    pub exact: bool,
    /// The tables.
    pub tables: Vec<Table>,
}

impl Statistics {
    /// The tables of what was counted. `exact` shows small counts too; only invented cases may be shown so.
    pub fn of(words: &Words, counted: &Counted, period: Period, exact: bool) -> Self {
        let few = !exact && counted.decisions() < suppress::FEW;
        Self {
            period,
            decisions: (!few).then_some(counted.decisions()),
            unreadable: counted.unreadable(),
            exact,
            tables: table::tables(words, counted, exact),
        }
    }

    /// As aligned text.
    pub fn text(&self) -> String {
        text::text(self)
    }

    /// As a list of cells for other programs: table, heading, row, count, percent, hidden. RFC 4180.
    pub fn csv(&self) -> String {
        text::csv(self)
    }

    /// As a page that stands alone: tables, and a chart beside each. `municipality` is named in its heading.
    pub fn html(&self, municipality: &str) -> String {
        page::page(self, municipality)
    }
}
