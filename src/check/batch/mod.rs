//! What only the set shows: reasons that are alike, and words that belong to another case.
//!
//! Of each case little is kept, and no text: hashes of runs of words, on disk where they are many. So a set of any size can be held
//! against itself, and the result depends on neither the order of the files nor the number of threads.

mod lists;
mod marks;
mod similar;

use std::hash::{Hash as _, Hasher as _};
use std::io;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use siphasher::sip::SipHasher13;

use crate::case::ReadCase;
use crate::case::batch::{Claim, clashes};
use crate::case::record::{CaseRecord, Occasion};
use crate::diagnostic::{Bilingual, Finding, Place, Severity, Spot};
use crate::law::Law;
use crate::spool::{Span, Spool};

use lists::Lists;
use marks::Gathered;
pub use marks::{Index, MarkKind, Marks, Said};
use similar::Shingles;
pub use similar::Sketch;

/// From so much of the smaller text two cases are told to be alike, and from so much they are held (BAT-01).
const ALIKE: f64 = 0.20;
const TWINS: f64 = 0.50;

/// What is kept of a case for the set: no text, and nothing that can be had from the file again when there is cause to look.
#[derive(Debug, Clone, Default)]
pub struct Kept {
    /// Case and citizen, as hashes: letters of one are never held against each other.
    owners: Box<[u64]>,
    /// The runs of words of the core.
    shingles: Shingles,
    /// Who the case is about, and what in its texts could name another.
    marks: Marks,
    /// Which application it decides, where it replaces no other decision, and both as hashes.
    answer: Option<(Answer, Hashes)>,
    /// Where the reasons stand.
    reasoning: Option<Spot>,
    /// The letter that it lays claim to.
    claim: Option<Claim>,
}

/// An application and the decision on it.
type Hashes = (u64, u64);

/// A decision on an application that replaces no other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// The day the application was received.
    pub received: Date,
    /// The day of the decision; `None` where it could not be read.
    pub decided: Option<Date>,
    /// Where the decision stands.
    place: Option<Spot>,
}

impl Answer {
    /// Where the decision stands.
    pub fn place(&self) -> Option<Place> {
        self.place.map(Place::from)
    }
}

impl Kept {
    /// What to keep of a record that was read.
    pub fn of(read: &ReadCase, record: &CaseRecord, law: &Law) -> Self {
        let provision = record.provision.as_ref().and_then(|id| law.provision(id.as_str()));
        let texts = &read.texts;
        let case = record.case.as_ref().map(|case| hash(["case", case.as_str()]));
        let citizen = record.citizen.as_ref();
        let cpr =
            citizen.and_then(|citizen| citizen.cpr.as_ref()).and_then(|written| written.0.as_ref().ok());
        let person = cpr.map(|cpr| hash(["cpr", &cpr.with_hyphen()]));
        let quote = record.decided.zip(provision).and_then(|(decided, provision)| provision.quote(decided));
        let own =
            texts.iter().filter(|text| text.is_core() && !text.is_offer()).map(|text| text.text.as_str());
        let spot = |path: &str| read.place_of(path).as_ref().map(Spot::from);
        let received = record.application.as_ref().and_then(|application| application.received);
        let first = record.occasion == Some(Occasion::Application) && record.replaces.is_none();
        let answer = case.zip(received).filter(|_| first).map(|(case, received)| {
            let decision = record.decision.map_or("", |decision| decision.word());
            let application = hash([format!("{case}"), received.to_string()]);
            let answer = hash([decision.to_owned(), format!("{:?}", record.decided)]);
            let place = spot("decision");
            (Answer { received, decided: record.decided, place }, (application, answer))
        });
        Self {
            owners: case.into_iter().chain(person).collect(),
            shingles: Shingles::of(own, quote.into_iter()),
            marks: Marks::of(record, texts, &law.common_names),
            answer,
            reasoning: spot("reasoning"),
            claim: Claim::of(read),
        }
    }

    /// How much of the smaller one's reasons stands in the other's too, from 0 to 1, as BAT-01 measures it.
    pub fn overlap(&self, other: &Self) -> f64 {
        self.shingles.overlap(&other.shingles)
    }

    /// The application that it answers, where it replaces no other decision.
    pub fn answers(&self) -> Option<Answer> {
        self.answer.map(|(answer, _)| answer)
    }

    /// Puts it on the spools of a set, in which it has the number `case`.
    ///
    /// # Errors
    /// If there is no room for it.
    pub fn spooled(self, spools: &Spools, case: usize) -> io::Result<InSet> {
        let spooled = Spooled {
            shingles: self.shingles.spooled(&spools.shingles)?,
            said: self.marks.spooled(&spools.said, &spools.marks, case)?,
            answer: self.answer.map(|(answer, hashes)| (answer.place, hashes)),
            reasoning: self.reasoning,
            claim: self.claim,
        };
        Ok(InSet { owners: self.owners, rest: spools.cases.keep_value(&spooled)? })
    }

    /// What is kept of the letter when it was sent.
    pub fn sent(&self, letter: impl Into<String>) -> Sent {
        Sent { letter: letter.into(), owners: self.owners.to_vec(), sketch: self.shingles.sketch() }
    }
}

/// What is kept of a set's cases.
#[derive(Debug, Default)]
pub struct Spools {
    /// Of each case a [`Spooled`].
    cases: Spool,
    shingles: Lists,
    said: Lists,
    marks: Gathered,
}

/// A case of a set.
#[derive(Debug, Clone)]
pub struct InSet {
    /// Case and citizen, as hashes. Not on disk, for whoever finds a hash there could try out CPR numbers against it.
    owners: Box<[u64]>,
    /// Where on the [`Spools`] the rest is.
    rest: Span,
}

/// What is kept of a case while its set is gone through, beside its lists.
#[derive(Debug, Serialize, Deserialize)]
struct Spooled {
    shingles: Span,
    /// What its texts say that could name another.
    said: Span,
    /// Where the decision stands that answers an application, and both as hashes.
    answer: Option<(Option<Spot>, Hashes)>,
    reasoning: Option<Spot>,
    claim: Option<Claim>,
}

/// What is kept of a letter that was sent, so that later letters can be held against it: no text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sent {
    /// Which letter it was.
    pub letter: String,
    /// Case and citizen, as hashes.
    pub owners: Vec<u64>,
    /// Its reasons.
    pub sketch: Sketch,
}

/// What only the set shows. Cases are told by their numbers in it.
#[derive(Debug, Default)]
pub struct SetFindings {
    /// The findings over other things than likeness and other citizens' names.
    pub findings: Vec<(usize, Finding)>,
    /// Who the cases are about.
    pub index: Index,
    /// The cases whose texts may name another's: each must be looked into again ([`foreign_findings`]).
    pub suspects: Vec<usize>,
    /// The case that each is most like, where it is much; in order.
    pub alike: Vec<Alike>,
    /// The same for letters that were sent before, by their numbers among those.
    pub alike_sent: Vec<Alike>,
}

/// Reasons that are alike.
#[derive(Debug, Clone, Copy)]
pub struct Alike {
    /// The case.
    pub case: usize,
    /// The other.
    pub other: usize,
    /// How much of the smaller one's reasons both have.
    pub overlap: f64,
    place: Option<Spot>,
}

impl Alike {
    /// The finding that a case is like another file's.
    pub fn finding_of_file(&self, name: &str) -> Finding {
        self.finding(&Bilingual::new(name.to_owned(), name.to_owned()))
    }

    /// The finding that a case is like a letter that was sent.
    pub fn finding_of_letter(&self, letter: &str) -> Finding {
        let da = format!("brevet {letter}, der er sendt");
        self.finding(&Bilingual::new(da, format!("the letter {letter}, which was sent")))
    }

    fn finding(&self, other: &Bilingual) -> Finding {
        let mut finding = alike_finding(other, self.overlap);
        finding.place = self.place.map(Place::from);
        finding
    }
}

/// Holds a set against itself. `name` are the names of its cases' files; those that `passes` says no to give no letter, and their reasons are
/// not compared. `sent` are the letters that were sent before, and `keyed` is what was done to their owners.
///
/// # Errors
/// If what is on the spools cannot be read.
pub fn check_set(
    set: &[InSet],
    spools: Spools,
    sent: &[Sent],
    keyed: impl Fn(u64) -> u64,
    passes: impl Fn(usize) -> bool,
    name: impl Fn(usize) -> String,
) -> io::Result<SetFindings> {
    let Spools { cases, shingles, said, marks } = spools;
    let index = Index::of(marks);
    // Of a large set each takes some MiB; one that grows takes half as much again.
    let room = set.len();
    let (mut answers, mut claims) = (Vec::with_capacity(room), Vec::with_capacity(room));
    let (mut compared, mut cores) = (Vec::with_capacity(room), Vec::with_capacity(room));
    let mut suspects = Vec::new();
    let mut list = Vec::new();
    for (case, InSet { owners, rest }) in set.iter().enumerate() {
        let own: Spooled = cases.read_value(*rest)?;
        said.read(own.said, &mut list)?;
        if index.may_name(case, &list) {
            suspects.push(case);
        }
        answers.extend(own.answer.map(|(_, hashes)| (hashes, case)));
        claims.extend(own.claim.map(|claim| (case, claim)));
        if passes(case) {
            compared.push(case);
            cores.push((&**owners, own.shingles));
        }
    }
    let spooled = |case: usize| cases.read_value::<Spooled>(set[case].rest);
    let mut findings = clashes(&claims, &name);
    drop(claims);
    for (case, other) in two_answers(answers) {
        let place = spooled(case)?.answer.and_then(|(place, _)| place);
        findings.push((case, two_answers_finding(&name(other), place)));
    }
    let alike = similar::likenesses(&cores, &shingles, ALIKE)?.into_iter().map(|like| {
        let (case, other) = (compared[like.case], compared[like.other]);
        Ok(Alike { case, other, overlap: like.overlap, place: spooled(case)?.reasoning })
    });
    let alike = alike.collect::<io::Result<_>>()?;
    let mut alike_sent = Vec::new();
    if !sent.is_empty() {
        let own = cores.iter().map(|(owners, core)| {
            shingles.read(*core, &mut list)?;
            Ok((owners.iter().map(|owner| keyed(*owner)).collect(), Sketch::of(&list)))
        });
        let known: Vec<(&[u64], &Sketch)> =
            sent.iter().map(|sent| (sent.owners.as_slice(), &sent.sketch)).collect();
        for like in similar::likenesses_to_sent(own, &known, ALIKE)? {
            let case = compared[like.case];
            let place = spooled(case)?.reasoning;
            alike_sent.push(Alike { case, other: like.other, overlap: like.overlap, place });
        }
    }
    Ok(SetFindings { findings, index, suspects, alike, alike_sent })
}

/// What a case that was read once more says of others of the set (PER-03).
pub fn foreign_findings(index: &Index, case: usize, read: &ReadCase, law: &Law) -> Vec<Finding> {
    let Some(record) = &read.record else { return Vec::new() };
    let said = Said::of(record, &read.texts, &law.common_names);
    let found = marks::foreign_marks(index, case, &said).into_iter();
    let placed = found.map(|(kind, path)| {
        let mut finding = foreign_finding(kind, path);
        finding.place = read.place_of(path);
        finding
    });
    placed.collect()
}

/// The cases that decide an application otherwise than another does, neither of which replaces the other; each with that other.
fn two_answers(mut answers: Vec<(Hashes, usize)>) -> Vec<(usize, usize)> {
    // By application, and in the order of the files.
    answers.sort_unstable_by_key(|((application, _), case)| (*application, *case));
    let applications = answers.chunk_by(|(a, _), (b, _)| a.0 == b.0);
    let told = applications.flat_map(|cases| {
        cases.iter().filter_map(|((_, answer), case)| {
            let (_, other) = cases.iter().find(|((_, other), _)| other != answer)?;
            Some((*case, *other))
        })
    });
    told.collect()
}

/// Two decisions on one application (BAT-03). `name` is the other's file, and `place` is where the decision stands.
fn two_answers_finding(name: &str, place: Option<Spot>) -> Finding {
    let message = Bilingual::new(
        format!("En anden fil afgør den samme ansøgning anderledes: {name}."),
        format!("Another file decides the same application otherwise: {name}."),
    );
    let help = Bilingual::new(
        "Behold den rigtige. Skal den ene træde i stedet for den anden, så skriv det under `replaces`.",
        "Keep the right one. If one takes the other's place, say so under `replaces`.",
    );
    let mut finding = Finding::new("BAT-03", Severity::Error, "decision", message, help);
    finding.place = place.map(Place::from);
    finding
}

/// A decision on an application that was answered already, by a letter that was sent (BAT-03).
pub fn answered_before(letter: &str) -> Finding {
    let message = Bilingual::new(
        format!("Ansøgningen er afgjort: brevet {letter} er sendt."),
        format!("The application has been decided: the letter {letter} was sent."),
    );
    let help = Bilingual::new(
        "Er sagen genoptaget eller hjemvist, så skriv det under `occasion`. Træder denne afgørelse i stedet for den anden, så skriv brevets navn under `replaces`.",
        "If the case was reopened or remitted, say so under `occasion`. If this decision takes the other's place, write the letter's name under `replaces`.",
    );
    Finding::new("BAT-03", Severity::Error, "decision", message, help)
}

fn alike_finding(other: &Bilingual, overlap: f64) -> Finding {
    let severity = if overlap >= TWINS { Severity::Error } else { Severity::Warning };
    let share = format!("{:.0}", overlap * 100.0);
    Finding::new(
        "BAT-01",
        severity,
        "reasoning",
        Bilingual::new(
            format!(
                "{share} % af begrundelsens ord i rækkefølge står også i {}, og det handler om en anden borger.",
                other.da
            ),
            format!(
                "{share} % of the reasons' runs of words stand in {} too, and that is about another citizen.",
                other.en
            ),
        ),
        Bilingual::new(
            "Skriv det, der gælder for netop denne borger: hvad kan borgeren, hvad viser oplysningerne, hvorfor fører det til dette svar?",
            "Write what is so for this very citizen: what can they do, what do the facts show, why does it lead to this answer?",
        ),
    )
}

/// A finding about words of another case, in the record's text at `path` or in the finished letter.
pub fn foreign_finding(kind: MarkKind, path: &str) -> Finding {
    let (severity, da, en) = match kind {
        MarkKind::Cpr => (Severity::Error, "et CPR-nummer", "a CPR number"),
        MarkKind::Case => (Severity::Error, "et sagsnummer", "a case number"),
        MarkKind::Name => (Severity::Warning, "et navn", "a name"),
        MarkKind::Street => (Severity::Warning, "en adresse", "an address"),
        MarkKind::FirstName => (Severity::Warning, "et sjældent fornavn", "a rare first name"),
    };
    Finding::new(
        "PER-03",
        severity,
        path,
        Bilingual::new(
            format!("Teksten har {da} fra en anden sag i kørslen."),
            format!("The text has {en} of another case of the run."),
        ),
        Bilingual::new(
            "Slet det, hvis teksten er kopieret. Hører det til i sagen, så nævn personen i sagens egne felter, for eksempel som kilde.",
            "Delete it if the text was copied. If it belongs in the case, name the person in the record's own fields, such as a source.",
        ),
    )
}

/// The hash of the first of some words, of the first two, and so on, each as [`hash`] gives it.
fn growing_hashes<'w>(words: impl Iterator<Item = &'w str>) -> impl Iterator<Item = u64> {
    let mut hasher = SipHasher13::new();
    words.map(move |word| {
        word.hash(&mut hasher);
        hasher.finish()
    })
}

/// A hash of words; the same in every run, on every machine and under every compiler, since sketches are kept.
fn hash(words: impl IntoIterator<Item = impl AsRef<str>>) -> u64 {
    let mut hasher = SipHasher13::new();
    for word in words {
        word.as_ref().hash(&mut hasher);
    }
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_are_hashed_one_after_the_other_have_the_hashes_that_they_have_together() {
        let words = ["bo", "", "på", "skyggevej"];
        let growing: Vec<u64> = growing_hashes(words.into_iter()).collect();
        let whole: Vec<u64> = (1..=words.len()).map(|length| hash(&words[..length])).collect();
        assert_eq!(growing, whole);
    }
}
