//! The days of a case, in an order that law and sense ask for.

use jiff::ToSpan as _;
use jiff::civil::{Date, date};

use super::chance::Chance;
use super::plan::{Occasion, Planned};
use crate::law::Law;

/// The days of a case.
#[derive(Debug, Clone)]
pub(super) struct Calendar {
    /// What the municipality's deadline counts from: the application, or Ankestyrelsen's decision, or when the case was reopened.
    pub(super) begun: Date,
    pub(super) received: Date,
    /// The notice that the deadline would be passed, where it was.
    pub(super) deadline_notice: Option<Date>,
    pub(super) consent: Date,
    pub(super) expert: Date,
    pub(super) seen: Date,
    pub(super) extra: Date,
    pub(super) against: Date,
    pub(super) offer: Date,
    pub(super) heard: Date,
    pub(super) answer_by: Date,
    pub(super) answered: Date,
    pub(super) decided: Date,
    pub(super) dispatch: Date,
    pub(super) contact_by: Date,
    pub(super) from: Date,
    pub(super) to: Date,
    pub(super) follow_up: Date,
    /// When help elsewhere begins.
    pub(super) elsewhere: Date,
    /// The first decision of a help that is followed up, its first and its last day.
    pub(super) original: Date,
    pub(super) original_from: Date,
    pub(super) original_to: Date,
    /// The decision that is looked at again.
    pub(super) earlier: Date,
}

impl Calendar {
    pub(super) fn draw(planned: &Planned, law: &Law, chance: &mut Chance) -> Self {
        let working = |day| working_day(law, day);
        let decided = working(after(date(2026, 2, 2), chance.between(0, 290)));
        let dispatch = working(after(decided, chance.between(1, 4)));
        // One case in twelve took longer than the deadline of ten weeks, and the citizen was told.
        let late =
            planned.occasion == Occasion::Application && !planned.is_follow_up() && chance.below(12) == 0;
        let weeks = if late { chance.between(78, 92) } else { chance.between(52, 67) };
        let begun = working(before(decided, weeks));
        let earlier = before(begun, chance.between(90, 240));
        let received = match planned.occasion {
            Occasion::Application => begun,
            _ => working(before(earlier, chance.between(50, 66))),
        };
        let offer = working(after(begun, chance.between(14, 22)));
        let heard = working(after(offer, chance.between(1, 3)));
        let from = working(after(dispatch, chance.between(12, 28)));
        let to = working(after(from, chance.between(150, 270)));
        let original = working(before(decided, chance.between(230, 320)));
        Self {
            begun,
            received,
            deadline_notice: late.then(|| working(before(decided, 16))),
            consent: working(after(begun, chance.between(1, 3))),
            expert: working(before(begun, chance.between(3, 45))),
            seen: working(after(begun, chance.between(5, 12))),
            extra: working(after(begun, chance.between(6, 12))),
            against: working(before(begun, chance.between(20, 200))),
            offer,
            heard,
            answer_by: working(after(heard, 14)),
            answered: working(after(heard, chance.between(4, 11))),
            decided,
            dispatch,
            contact_by: working(after(dispatch, chance.between(6, 9))),
            from,
            to,
            follow_up: working(before(to, chance.between(28, 56))),
            elsewhere: working(after(dispatch, chance.between(14, 40))),
            original,
            original_from: working(after(original, chance.between(8, 20))),
            original_to: working(after(dispatch, chance.between(31, 50))),
            earlier,
        }
    }
}

fn after(day: Date, days: i32) -> Date {
    day.saturating_add(i64::from(days).days())
}

fn before(day: Date, days: i32) -> Date {
    day.saturating_sub(i64::from(days).days())
}

/// The day itself, or the next one on which an office is open.
fn working_day(law: &Law, day: Date) -> Date {
    let mut day = day;
    while !law.is_working_day(day) {
        day = after(day, 1);
    }
    day
}
