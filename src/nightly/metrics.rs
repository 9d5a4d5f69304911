//! The night in numbers: an OpenMetrics text that a node exporter picks up. It holds counts and times alone, and anybody may read it.

use std::fmt::Write as _;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::Night;

/// Moments that the numbers tell of.
#[derive(Debug, Clone, Copy)]
pub struct Moment {
    /// When the run ended.
    pub ended: Timestamp,
    /// When a run last ended well, if one did.
    pub last_success: Option<Timestamp>,
    /// How this one ended.
    pub exit: u8,
}

/// The name of the moment of the last success, which the next run reads back.
const LAST_SUCCESS: &str = "begrund_last_success_timestamp_seconds";

impl Moment {
    /// The moment of the last success that earlier numbers tell of.
    pub fn last_success_in(metrics: &str) -> Option<Timestamp> {
        let line = metrics.lines().find(|line| line.starts_with(LAST_SUCCESS))?;
        Timestamp::from_second(line.rsplit_once(' ')?.1.parse().ok()?).ok()
    }
}

/// The numbers of a night.
pub fn metrics(night: &Night<'_>, moment: Moment) -> String {
    let totals = night.built.totals();
    let counts = night.counts();
    let mut text = String::new();
    let mut gauge = |name: &str, help: &str, value: i64| {
        let _ = writeln!(text, "# TYPE {name} gauge\n# HELP {name} {help}\n{name} {value}");
    };
    let number = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
    for (name, help, value) in [
        ("begrund_cases", "Records found in the last run.", totals.cases),
        ("begrund_built", "Cases whose letters were made in the last run.", totals.built),
        ("begrund_unchanged", "Cases whose letters were there already.", totals.unchanged),
        ("begrund_held", "Cases held back by a finding.", totals.held),
        ("begrund_failed", "Cases whose letters could not be made.", totals.failed),
        ("begrund_letters", "Letters in place.", totals.letters),
        ("begrund_sent", "Letters sent in the last run.", counts.sent),
        ("begrund_deferred", "Letters that the other side cannot take now.", counts.deferred),
        ("begrund_undelivered", "Letters that were refused, given up, or came back.", counts.undelivered),
        ("begrund_unknown", "Letters of which nobody knows whether they were sent.", counts.unknown),
        ("begrund_unapproved", "Letters that await approval.", counts.unapproved),
        ("begrund_early", "Approved letters whose day is still to come.", counts.early),
        ("begrund_late", "Approved letters whose day is over.", counts.late),
        ("begrund_blocked", "Approved letters that cannot go by their channel.", counts.blocked),
        ("begrund_untouched", "Letters that the last run stopped before.", counts.untouched),
    ] {
        gauge(name, help, number(value));
    }
    if let Some(day) = night.oldest_waiting
        && let Ok(start) = day.to_zoned(TimeZone::UTC)
    {
        let help = "The earliest day of dispatch that was planned for anything that has not left.";
        gauge("begrund_oldest_waiting_dispatch_timestamp_seconds", help, start.timestamp().as_second());
    }
    gauge("begrund_last_run_timestamp_seconds", "When the last run ended.", moment.ended.as_second());
    if let Some(success) = moment.last_success {
        gauge(LAST_SUCCESS, "When a run last ended well (exit code 0 or 1).", success.as_second());
    }
    gauge("begrund_last_exit_code", "How the last run ended.", i64::from(moment.exit));
    text.push_str("# EOF\n");
    text
}
