//! The dispatch log (afsendelseslog) of a case: what the ledger tells of its letters, in words; what an appeal asks for.

use std::fmt::Write as _;

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

use super::standing::last_word;
use crate::compose::{ComposeError, Composer, literal};
use crate::config::Config;
use crate::danish;
use crate::diagnostic::{Bilingual, Lang};
use crate::ledger::{Ending, Event, Person, Reply, What};

/// The dispatch log of a case.
#[derive(Debug)]
pub struct History {
    /// The case number, in the form that file names have.
    pub matter: String,
    /// What happened, in its order.
    pub lines: Vec<Line>,
    /// Where the chain had come to.
    pub head: String,
    /// Whether all names were verified.
    pub names_verified: bool,
}

/// One event, in words.
#[derive(Debug)]
pub struct Line {
    /// The event.
    pub event: Event,
    /// What happened.
    pub what: Bilingual,
    /// Who did it.
    pub who: Option<Person>,
    /// Why, in that person's own words.
    pub because: Option<String>,
    /// SHA-256 of the PDF that it is about.
    pub pdf: Option<String>,
}

impl History {
    /// The history of a case.
    pub fn new(matter: &str, events: Vec<Event>, head: String) -> Self {
        let lines: Vec<Line> = events.into_iter().map(Line::of).collect();
        let names_verified = lines.iter().filter_map(|line| line.who.as_ref()).all(|who| who.verified);
        Self { matter: matter.to_owned(), lines, head, names_verified }
    }

    /// The letters that it tells of, each with the word that stands last.
    pub fn letters(&self) -> Vec<(&str, Option<&Event>)> {
        let mut letters: Vec<&str> =
            self.lines.iter().filter_map(|line| line.event.letter.as_deref()).collect();
        letters.sort_unstable();
        letters.dedup();
        let last = |letter: &str| {
            let events: Vec<Event> = self
                .lines
                .iter()
                .filter(|line| line.event.letter.as_deref() == Some(letter))
                .map(|line| line.event.clone())
                .collect();
            let word = last_word(&events).map(|event| event.seq)?;
            self.lines.iter().map(|line| &line.event).find(|event| event.seq == word)
        };
        letters.into_iter().map(|letter| (letter, last(letter))).collect()
    }

    /// As text for people.
    pub fn text(&self, lang: Lang) -> String {
        let da = lang == Lang::Da;
        let mut text = if da {
            format!("Afsendelseslog for sag {}\n", self.matter)
        } else {
            format!("Dispatch log of case {}\n", self.matter)
        };
        let mut letter = None;
        for line in &self.lines {
            if line.event.letter != letter {
                letter.clone_from(&line.event.letter);
                let _ = writeln!(text, "\n{}", letter.as_deref().unwrap_or("–"));
            }
            let _ = write!(
                text,
                "  {:>4}  {}  {}",
                line.event.seq,
                local(line.event.at),
                line.what.in_lang(lang)
            );
            if let Some(who) = &line.who {
                let unverified = match (who.verified, da) {
                    (true, _) => "",
                    (false, true) => ", navnet er ikke kontrolleret",
                    (false, false) => ", name not verified",
                };
                let _ = write!(text, ": {} ({}{unverified})", who.name, who.user);
            }
            text.push('\n');
            if let Some(because) = &line.because {
                let _ = writeln!(text, "        »{because}«");
            }
            if let Some(pdf) = &line.pdf {
                let _ = writeln!(text, "        SHA-256 {pdf}");
            }
        }
        let _ = if da {
            writeln!(text, "\nTiderne er dansk tid. Protokollen er kommet til {}.", self.head)
        } else {
            writeln!(text, "\nTimes are Danish time. The ledger has come to {}.", self.head)
        };
        text
    }

    /// The day of the last event, in Typst: a PDF has a date, and it is not the day on which it was printed.
    fn date(&self) -> String {
        let last = self.lines.last().map(|line| clock(line.event.at).date()).unwrap_or_default();
        format!("datetime(year: {}, month: {}, day: {})", last.year(), last.month(), last.day())
    }

    /// As a PDF for the case file and for Ankestyrelsen: PDF/A-2a and PDF/UA-1, in Danish.
    ///
    /// # Errors
    /// If it cannot be typeset.
    pub fn pdf(&self, composer: &Composer, config: &Config) -> Result<Vec<u8>, ComposeError> {
        // What the fonts lack would stop the export; these are words of staff, not of a letter.
        let settable = |text: &str| {
            let set = |c: char| if composer.can_set().can_set(c) { c } else { '?' };
            literal(&text.chars().map(set).collect::<String>())
        };
        let mut source = String::from("#import \"/layout/log.typ\": *\n");
        let _ = writeln!(
            source,
            "#show: dispatch-log.with(case-number: {}, municipality: {}, head: {}, verified: {}, date: {})",
            settable(&self.matter),
            settable(&config.municipality.name),
            settable(&self.head),
            self.names_verified,
            self.date(),
        );
        for (letter, _) in self.letters() {
            let _ = writeln!(source, "#letter-log({}, (", settable(letter));
            for line in self.lines.iter().filter(|line| line.event.letter.as_deref() == Some(letter)) {
                let who =
                    line.who.as_ref().map(|who| format!("{} ({})", who.name, who.user)).unwrap_or_default();
                let _ = writeln!(
                    source,
                    "  (number: {}, time: {}, what: {}, who: {}, because: {}, pdf: {}),",
                    settable(&line.event.seq.to_string()),
                    settable(&local(line.event.at)),
                    settable(&line.what.da),
                    settable(&who),
                    settable(line.because.as_deref().unwrap_or_default()),
                    settable(line.pdf.as_deref().unwrap_or_default()),
                );
            }
            source.push_str("))\n");
        }
        composer.document(source, &format!("log-{}", self.matter))
    }
}

impl Line {
    fn of(event: Event) -> Self {
        let plain = |da: &str, en: &str| Bilingual::new(da.to_owned(), en.to_owned());
        let (what, who, because, pdf) = match &event.what {
            What::Opened { pdf, by } => (plain("åbnet", "opened"), Some(by), None, Some(pdf)),
            What::Confirmed { code, because, pdf, by, .. } => (
                Bilingual::new(format!("advarslen {code} bekræftet"), format!("warning {code} confirmed")),
                Some(by),
                Some(because),
                Some(pdf),
            ),
            What::Approved { bound, by, carries: None, .. } => {
                (plain("godkendt", "approved"), Some(by), None, Some(&bound.pdf))
            }
            What::Approved { bound, by, .. } => (
                plain("godkendt med nye datoer", "approved with new dates"),
                Some(by),
                None,
                Some(&bound.pdf),
            ),
            What::Rejected { pdf, because, by, .. } => {
                (plain("afvist", "rejected"), Some(by), Some(because), Some(pdf))
            }
            What::Withdrawn { because, by } => {
                (plain("godkendelsen trukket tilbage", "approval withdrawn"), Some(by), Some(because), None)
            }
            What::Redated { from, to, is, .. } => (
                Bilingual::new(
                    format!("ny afsendelsesdag: {} i stedet for {}", plain_date(*to), plain_date(*from)),
                    format!("new day of dispatch: {to} instead of {from}"),
                ),
                None,
                None,
                Some(is),
            ),
            What::Sent { pdf, channel, reply, .. } => {
                let said = said(reply.as_ref());
                (
                    Bilingual::new(format!("sendt ({channel}){said}"), format!("sent ({channel}){said}")),
                    None,
                    None,
                    Some(pdf),
                )
            }
            What::Attempted { pdf, channel, number, .. } => (
                Bilingual::new(
                    format!("forsøg {number} på at sende ({channel})"),
                    format!("attempt {number} at sending ({channel})"),
                ),
                None,
                None,
                Some(pdf),
            ),
            What::Ended { outcome, reply, .. } => (ended(*outcome, reply.as_ref()), None, None, None),
            What::Settled { was_sent, because, by, .. } => {
                (settled(*was_sent), Some(by), Some(because), None)
            }
            What::Reconciled { was_sent, evidence, .. } => {
                let Bilingual { da, en } = settled(*was_sent);
                (Bilingual::new(format!("{da} ({evidence})"), format!("{en} ({evidence})")), None, None, None)
            }
            What::Bounced { action, status, .. } => (bounced(action, status.as_deref()), None, None, None),
            What::Noticed { accepted: true, .. } => {
                (plain("besked om brevet sendt på e-mail", "notice of the letter e-mailed"), None, None, None)
            }
            What::Noticed { .. } => (
                plain(
                    "besked om brevet kunne ikke sendes på e-mail",
                    "notice of the letter could not be e-mailed",
                ),
                None,
                None,
                None,
            ),
            What::Purged { pdf, after_days, record, .. } => (
                match record {
                    false => Bilingual::new(
                        format!("filerne slettet, {after_days} dage efter at brevet var sendt"),
                        format!("files deleted, {after_days} days after the letter was sent"),
                    ),
                    true => Bilingual::new(
                        format!("filerne og sagen slettet, {after_days} dage efter at brevet var sendt"),
                        format!("files and record deleted, {after_days} days after the letter was sent"),
                    ),
                },
                None,
                None,
                Some(pdf),
            ),
            What::Receipt { delivered, status, told, code, .. } => {
                let (da, en) = match delivered {
                    true => ("kvittering: leveret", "receipt: delivered"),
                    false => ("kvittering: ikke leveret", "receipt: not delivered"),
                };
                let code = code.as_ref().map(|code| format!(" {code}")).unwrap_or_default();
                let rest = format!("({status}{code}, {})", local(*told));
                (Bilingual::new(format!("{da} {rest}"), format!("{en} {rest}")), None, None, None)
            }
            other => (Bilingual::new(other.kind().to_owned(), other.kind().to_owned()), None, None, None),
        };
        let (who, because, pdf) = (who.cloned(), because.cloned(), pdf.cloned());
        Self { event, what, who, because, pdf }
    }
}

/// What came of an attempt.
fn ended(outcome: Ending, reply: Option<&Reply>) -> Bilingual {
    let said = said(reply);
    let (da, en) = match outcome {
        Ending::Untouched => ("ikke begyndt", "not begun"),
        Ending::Deferred => ("udsat af modtagerens server", "put off by the other side"),
        Ending::Rejected => ("afvist af modtagerens server", "refused by the other side"),
        Ending::GaveUp => ("opgivet: udsat for længe", "given up: put off for too long"),
        Ending::Unknown => ("uvist, om det er sendt", "not known whether it was sent"),
    };
    Bilingual::new(format!("{da}{said}"), format!("{en}{said}"))
}

fn settled(was_sent: bool) -> Bilingual {
    if was_sent {
        Bilingual::new("afklaret: det blev sendt", "settled: it was sent")
    } else {
        Bilingual::new("afklaret: det blev ikke sendt", "settled: it was not sent")
    }
}

fn bounced(action: &str, status: Option<&str>) -> Bilingual {
    let status = status.map(|status| format!(" ({status})")).unwrap_or_default();
    let (da, en) = match action {
        "failed" => ("kom tilbage", "came back"),
        "delayed" => ("er forsinket", "is late"),
        _ => ("er kommet videre", "has gone further"),
    };
    Bilingual::new(format!("{da}{status}"), format!("{en}{status}"))
}

/// What a relay said, in brackets.
fn said(reply: Option<&Reply>) -> String {
    let Some(reply) = reply else { return String::new() };
    let status = reply.status.as_ref().map(|status| format!(" {status}")).unwrap_or_default();
    format!(" [{}{status} {}]", reply.code, reply.text).replace(" ]", "]")
}

fn plain_date(date: jiff::civil::Date) -> String {
    danish::date(date).replace('\u{a0}', " ")
}

/// A time as a clock in Denmark shows it: the rule is the European Union's since 1996, and needs no table of the system's.
pub fn local(at: Timestamp) -> String {
    let clock = clock(at);
    format!("{} {:02}:{:02}:{:02}", clock.date(), clock.hour(), clock.minute(), clock.second())
}

/// The day and the time of day in Denmark.
pub fn clock(at: Timestamp) -> DateTime {
    let zone = TimeZone::posix("CET-1CEST,M3.5.0,M10.5.0/3").unwrap_or(TimeZone::UTC);
    at.to_zoned(zone).datetime()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_those_of_a_danish_clock() {
        for (at, clock) in [
            ("2026-11-24T15:36:38Z", "2026-11-24 16:36:38"),
            ("2026-07-01T22:30:00Z", "2026-07-02 00:30:00"),
            ("2026-03-29T00:59:59Z", "2026-03-29 01:59:59"),
            ("2026-03-29T01:00:00Z", "2026-03-29 03:00:00"),
            ("2026-10-25T00:59:59Z", "2026-10-25 02:59:59"),
            ("2026-10-25T01:00:00Z", "2026-10-25 02:00:00"),
        ] {
            assert_eq!(local(at.parse().unwrap()), clock);
        }
    }
}
