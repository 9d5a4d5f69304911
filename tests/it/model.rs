//! Delivery against a model of it: whatever the relay does with each letter, wherever the run dies, whatever people do between runs.
//!
//! The model is small: it knows the letters, what is to happen to each, and the points that a letter passes. It foretells every event of the
//! ledger and every copy that the relay has. Beside that it is held, without the model, that no letter is taken twice, that none leaves
//! without an approval of exactly its bytes, and that a letter only moves forward.

use std::collections::BTreeMap;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::atomic::AtomicBool;
use std::sync::{Mutex, OnceLock};

use begrund::ledger::{Dispatch, Event, Ledger, What};
use begrund::letter::sha256;
use begrund::pipeline::Workspace;
use begrund::send::{Evidence, Point, Watch, reconcile};
use begrund::{approval, cli};
use jiff::{SignedDuration, Timestamp};
use mail_parser::{MessageParser, MimeHeaders as _};
use proptest::prelude::*;
use tempfile::TempDir;

use crate::office::{StillPace, copy, letters, make, send_in, settings, word};
use crate::relay::{Act, InLetter, Kept, On, Relay, Setup};

/// How many letters a workspace has.
const LETTERS: usize = 4;

/// What the relay does with one letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    Taken,
    RefusedAtRecipient,
    PutOffAtRecipient,
    ClosedAtRecipient,
    DroppedAtData,
    RefusedAtEnd,
    PutOffAtEnd,
    DroppedAtEnd,
    TakenAndDropped,
}

impl Fate {
    const ALL: [Self; 9] = [
        Self::Taken,
        Self::RefusedAtRecipient,
        Self::PutOffAtRecipient,
        Self::ClosedAtRecipient,
        Self::DroppedAtData,
        Self::RefusedAtEnd,
        Self::PutOffAtEnd,
        Self::DroppedAtEnd,
        Self::TakenAndDropped,
    ];

    /// The script for the relay.
    fn script(self, letter: usize) -> Option<InLetter> {
        let (on, act) = match self {
            Self::Taken => return None,
            Self::RefusedAtRecipient => (On::Rcpt, Act::Say("550 5.1.1 no")),
            Self::PutOffAtRecipient => (On::Rcpt, Act::Say("451 4.7.1 later")),
            Self::ClosedAtRecipient => (On::Rcpt, Act::SayAndClose("421 4.3.2 closing")),
            Self::DroppedAtData => (On::Data, Act::Close),
            Self::RefusedAtEnd => (On::Dot, Act::Say("554 5.7.1 content")),
            Self::PutOffAtEnd => (On::Dot, Act::Say("451 4.3.0 later")),
            Self::DroppedAtEnd => (On::Dot, Act::Close),
            Self::TakenAndDropped => (On::Dot, Act::KeepAndClose),
        };
        Some(InLetter(letter, on, act))
    }

    /// The last point before the relay's word, or its silence.
    fn comes_to(self) -> Point {
        match self {
            Self::RefusedAtRecipient | Self::PutOffAtRecipient | Self::ClosedAtRecipient => Point::Recipient,
            Self::DroppedAtData => Point::Data,
            _ => Point::LastPart,
        }
    }

    fn is_kept(self) -> bool {
        matches!(self, Self::Taken | Self::TakenAndDropped)
    }

    /// The event that tells of it.
    fn event(self) -> &'static str {
        match self {
            Self::Taken => "sent",
            Self::RefusedAtRecipient => "rejected 550",
            Self::PutOffAtRecipient | Self::PutOffAtEnd => "deferred 451",
            Self::ClosedAtRecipient => "untouched 421",
            Self::DroppedAtData => "deferred",
            Self::RefusedAtEnd => "rejected 554",
            Self::DroppedAtEnd | Self::TakenAndDropped => "unknown",
        }
    }
}

/// What happens.
#[derive(Debug, Clone)]
enum Op {
    /// A run: what the relay does with the first letters that it meets, and where the run dies.
    Run(Vec<Fate>, Option<(Point, usize)>),
    /// The approval of a letter is withdrawn.
    Withdraw(usize),
    /// A letter is approved, if it can be.
    Approve(usize),
    /// A letter's PDF is changed, and put back.
    Change(usize),
    /// Whoever has the relay's mailbox settles what it shows.
    Reconcile,
}

/// The points that a letter may pass; a run dies at the n-th time that one is passed.
const PASSED: [Point; 13] = [
    Point::Ready,
    Point::Loaded,
    Point::Prepared,
    Point::BeforeIntention,
    Point::AfterIntention,
    Point::Mail,
    Point::Recipient,
    Point::Data,
    Point::FirstPart,
    Point::LastPart,
    Point::Answered,
    Point::BeforeOutcome,
    Point::AfterOutcome,
];

fn op() -> impl Strategy<Value = Op> {
    let fate = prop_oneof![3 => Just(Fate::Taken), 5 => proptest::sample::select(Fate::ALL.to_vec())];
    let fates = proptest::collection::vec(fate, 0..=LETTERS + 2);
    let death = proptest::option::weighted(0.7, (proptest::sample::select(PASSED.to_vec()), 1..=LETTERS));
    prop_oneof![
        6 => (fates, death).prop_map(|(fates, death)| Op::Run(fates, death)),
        1 => (0..LETTERS).prop_map(Op::Withdraw),
        1 => (0..LETTERS).prop_map(Op::Approve),
        1 => (0..LETTERS).prop_map(Op::Change),
        1 => Just(Op::Reconcile),
    ]
}

/// Where the model has a letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Approved,
    Withdrawn,
    /// It leaves, once it is tried again or approved again.
    Refused,
    Unknown {
        kept: bool,
    },
    Sent,
}

#[derive(Debug, Clone)]
struct Model {
    states: Vec<State>,
    /// Letters whose PDF is not the one that was approved.
    changed: Vec<bool>,
    events: Vec<Vec<String>>,
    copies: Vec<usize>,
    /// Letters with an intention that a run has left without an end, and whether the relay has them.
    open: Vec<(usize, bool)>,
}

impl Model {
    fn new() -> Self {
        Self {
            states: vec![State::Approved; LETTERS],
            changed: vec![false; LETTERS],
            events: vec![Vec::new(); LETTERS],
            copies: vec![0; LETTERS],
            open: Vec::new(),
        }
    }

    /// What is open is unknown from the next run on.
    fn close(&mut self) {
        for (letter, kept) in std::mem::take(&mut self.open) {
            self.events[letter].push("unknown".to_owned());
            self.states[letter] = State::Unknown { kept };
        }
    }

    fn run(&mut self, fates: &[Fate], death: Option<(Point, usize)>) {
        self.close();
        let mut fates = fates.iter().copied().chain(std::iter::repeat(Fate::Taken));
        let mut passed = BTreeMap::<Point, usize>::new();
        // Whether the run dies at this point.
        let mut dies = |point: Point| {
            let times = passed.entry(point).or_default();
            *times += 1;
            death == Some((point, *times))
        };
        for letter in 0..LETTERS {
            if self.states[letter] != State::Approved || self.changed[letter] {
                continue;
            }
            // A relay that closes is tried once more.
            for attempt in 0..2 {
                if PASSED.into_iter().take_while(|point| *point <= Point::BeforeIntention).any(&mut dies) {
                    return;
                }
                self.events[letter].push("attempted".to_owned());
                if dies(Point::AfterIntention) {
                    self.open.push((letter, false));
                    return;
                }
                let fate = fates.next().unwrap();
                for point in PASSED.into_iter().filter(|point| *point >= Point::Mail) {
                    if point > fate.comes_to() && point < Point::Answered {
                        continue;
                    }
                    if point == Point::Answered {
                        self.copies[letter] += usize::from(fate.is_kept());
                    }
                    if point == Point::AfterOutcome {
                        self.conclude(letter, fate);
                    }
                    if dies(point) {
                        if point < Point::AfterOutcome {
                            self.open.push((letter, point >= Point::Answered && fate.is_kept()));
                        }
                        return;
                    }
                }
                if fate != Fate::ClosedAtRecipient {
                    break;
                }
                if attempt == 1 {
                    return;
                }
            }
        }
    }

    fn conclude(&mut self, letter: usize, fate: Fate) {
        self.events[letter].push(fate.event().to_owned());
        self.states[letter] = match fate {
            Fate::Taken => State::Sent,
            Fate::RefusedAtRecipient | Fate::RefusedAtEnd => State::Refused,
            Fate::DroppedAtEnd => State::Unknown { kept: false },
            Fate::TakenAndDropped => State::Unknown { kept: true },
            Fate::PutOffAtRecipient | Fate::PutOffAtEnd | Fate::DroppedAtData | Fate::ClosedAtRecipient => {
                State::Approved
            }
        };
    }

    fn reconcile(&mut self) {
        self.close();
        for (letter, state) in self.states.iter_mut().enumerate() {
            if let State::Unknown { kept } = *state {
                let events = if kept { &["reconciled true", "sent"][..] } else { &["reconciled false"] };
                self.events[letter].extend(events.iter().map(ToString::to_string));
                *state = if kept { State::Sent } else { State::Approved };
            }
        }
    }
}

/// Dies at the n-th time that a point is passed: nothing after it happens, and what is on disk stays as it is.
#[derive(Debug)]
struct Dies(Option<(Point, usize)>, Mutex<usize>);

impl Watch for Dies {
    fn reached(&self, point: Point) {
        if self.0.is_some_and(|(own, _)| own == point) {
            let mut times = self.1.lock().unwrap();
            *times += 1;
            if self.0 == Some((point, *times)) {
                // Without a message: it is no fault.
                std::panic::resume_unwind(Box::new("died"));
            }
        }
    }
}

/// A workspace with what the relay has of it, and the hour.
struct World {
    folder: TempDir,
    kept: Vec<Kept>,
    letters: Vec<String>,
    /// The whole hours since the first run. Each run comes an hour after the one before, so that what was put off may be tried again.
    hours: i64,
    model: Model,
}

impl World {
    fn new() -> Self {
        static MADE: OnceLock<TempDir> = OnceLock::new();
        let made = MADE.get_or_init(|| make(LETTERS, 0));
        let folder = tempfile::tempdir().unwrap();
        copy(made.path(), folder.path());
        let letters = letters(folder.path());
        Self { folder, kept: Vec::new(), letters, hours: 0, model: Model::new() }
    }

    fn root(&self) -> &Path {
        self.folder.path()
    }

    fn ledger(&self) -> Ledger {
        Ledger::open(self.root(), None, Timestamp::now()).unwrap()
    }

    /// Just after midnight of the letters' day, in Denmark: hours on, it is still that day.
    fn now(&self) -> Timestamp {
        let today = approval::clock(Timestamp::now()).date();
        let zone = jiff::tz::TimeZone::fixed(jiff::tz::offset(1));
        let midnight = today.at(1, 5, 0, 0).to_zoned(zone).unwrap().timestamp();
        midnight.checked_add(SignedDuration::from_mins(20 * self.hours)).unwrap()
    }

    fn apply(&mut self, op: &Op) {
        match op {
            Op::Run(fates, death) => self.run(fates, *death),
            Op::Withdraw(letter) => self.withdraw(*letter),
            Op::Approve(letter) => self.approve(*letter),
            Op::Change(letter) => self.change(*letter),
            Op::Reconcile => self.reconcile(),
        }
    }

    fn run(&mut self, fates: &[Fate], death: Option<(Point, usize)>) {
        let in_letters = (1..).zip(fates).filter_map(|(letter, fate)| fate.script(letter)).collect();
        let relay = Relay::start(Setup { in_letters, ..Setup::default() });
        settings(self.root(), relay.port, "");
        let watch = Dies(death, Mutex::new(0));
        let pace = StillPace::at(self.now());
        let (root, stop) = (self.folder.path(), AtomicBool::new(false));
        let ran = catch_unwind(AssertUnwindSafe(|| send_in(root, &pace, &watch, &stop)));
        if let Ok(report) = ran {
            report.unwrap_or_else(|error| panic!("{error}"));
        }
        self.kept.extend(relay.kept());
        self.hours += 1;
        self.model.run(fates, death);
    }

    /// As a person does it, with the program's own code.
    fn person(&self, args: &[&str]) -> i32 {
        crate::office::run(self.root(), args).code
    }

    fn withdraw(&mut self, letter: usize) {
        let code = self.person(&["withdraw", &self.letters[letter], "--because", "Vi mangler et bilag."]);
        let open = self.model.open.iter().any(|(own, _)| *own == letter);
        // What nobody knows of cannot be withdrawn, and what has left neither.
        let may = self.model.states[letter] == State::Approved && !open;
        assert_eq!(code == 0, may, "{:?}", self.model);
        if may {
            self.model.states[letter] = State::Withdrawn;
        }
    }

    fn approve(&mut self, letter: usize) {
        let code = self.person(&["approve", &self.letters[letter]]);
        let open = self.model.open.iter().any(|(own, _)| *own == letter);
        let may = matches!(self.model.states[letter], State::Withdrawn | State::Refused)
            && !self.model.changed[letter];
        if may && !open {
            assert_eq!(code, 0, "{:?}", self.model);
            self.model.states[letter] = State::Approved;
        }
        // What is approved already may be approved again, which changes nothing; what left or may have left is refused.
        let left = matches!(self.model.states[letter], State::Sent | State::Unknown { .. }) || open;
        assert!(!left || code != 0, "{:?}", self.model);
    }

    fn change(&mut self, letter: usize) {
        let pdf = self.root().join(format!("out/letters/{}.pdf", self.letters[letter]));
        let mut bytes = fs::read(&pdf).unwrap();
        bytes[1000] ^= 1;
        fs::write(&pdf, bytes).unwrap();
        self.model.changed[letter] ^= true;
    }

    fn reconcile(&mut self) {
        let mailbox = tempfile::tempdir().unwrap();
        for (number, kept) in self.kept.iter().enumerate() {
            fs::write(mailbox.path().join(format!("{number:04}")), &kept.bytes).unwrap();
        }
        let workspace = Workspace::load(self.root()).unwrap();
        let mut ledger = self.ledger();
        begrund::send::close_open(&mut ledger, None, self.now()).unwrap();
        let shelf = approval::Shelf::load(&workspace, &ledger).unwrap();
        let evidence = Evidence::of_maildir(mailbox.path()).unwrap();
        reconcile(&mut ledger, &shelf, &evidence, true, self.now()).unwrap();
        self.model.reconcile();
    }

    /// Holds the world against the model, and against what must hold in any world.
    fn is_as_foretold(&self) {
        let ledger = self.ledger();
        ledger.events().verify().unwrap();
        let mut of_message = BTreeMap::new();
        for (number, letter) in self.letters.iter().enumerate() {
            let events = ledger.events().of_letter(letter).unwrap();
            let told: Vec<String> = events.iter().filter_map(word).collect();
            assert_eq!(told, self.model.events[number], "{letter}");
            only_forward(&events);
            for event in &events {
                if let What::Attempted { message, approval, pdf, .. } = &event.what {
                    of_message.insert(message.clone(), (number, pdf.clone()));
                    was_approved(&events, event, *approval, pdf);
                }
            }
            let sent = events.iter().filter(|event| matches!(event.what, What::Sent { .. })).count();
            assert!(sent <= 1, "{letter} was sent {sent} times");
        }
        let mut copies = vec![0; LETTERS];
        for kept in &self.kept {
            // Each mail belongs to one attempt, and holds the bytes that were approved.
            let (letter, pdf) = &of_message[&kept.id];
            copies[*letter] += 1;
            let mail = MessageParser::default().parse(&kept.bytes).unwrap();
            let attached = mail.attachment(0).unwrap();
            assert_eq!(&sha256(attached.contents()), pdf, "{}", self.letters[*letter]);
            assert!(attached.attachment_name().unwrap().starts_with("afgoerelse-"));
        }
        assert_eq!(copies, self.model.copies, "{:?}", self.model);
        assert!(copies.iter().all(|copies| *copies <= 1), "a letter is there twice: {copies:?}");
    }
}

/// That a letter's approval at the attempt was for exactly these bytes, and still stood.
fn was_approved(events: &[Event], attempt: &Event, approval: u64, pdf: &str) {
    let mut before = events.iter().filter(|event| event.seq < attempt.seq);
    let last = before
        .rfind(|event| {
            matches!(event.what, What::Approved { .. } | What::Withdrawn { .. } | What::Rejected { .. })
        })
        .unwrap();
    let What::Approved { bound, .. } = &last.what else { panic!("{last:?}") };
    assert_eq!((last.seq, bound.pdf.as_str()), (approval, pdf));
}

/// That every event takes the letter to a place that may come after the one before.
fn only_forward(events: &[Event]) {
    for (number, event) in events.iter().enumerate() {
        let (before, after) = (Dispatch::of(&events[..number]), Dispatch::of(&events[..=number]));
        let attempted = matches!(event.what, What::Attempted { .. });
        let approved = matches!(event.what, What::Approved { .. });
        let fits = match (before, after) {
            (Dispatch::Waiting | Dispatch::Deferred { .. }, Dispatch::Open(_)) => attempted,
            // Only a person's new word lets begin again what was refused or put off.
            (Dispatch::Refused(_) | Dispatch::Deferred { .. }, Dispatch::Waiting) => approved,
            (Dispatch::Waiting, Dispatch::Waiting)
            | (Dispatch::Open(_), _)
            | (Dispatch::Deferred { .. }, Dispatch::Deferred { .. })
            | (Dispatch::Refused(_), Dispatch::Refused(_))
            | (Dispatch::Sent(_), Dispatch::Sent(_))
            | (Dispatch::Unknown(_), Dispatch::Unknown(_)) => !attempted,
            // And only evidence settles what nobody knows.
            (Dispatch::Unknown(_), Dispatch::Sent(_)) => {
                matches!(events[number - 1].what, What::Reconciled { was_sent: true, .. })
            }
            (Dispatch::Unknown(_), Dispatch::Waiting) => {
                matches!(event.what, What::Reconciled { was_sent: false, .. })
            }
            _ => false,
        };
        assert!(fits, "{before:?} → {after:?} by {:?}", event.what);
        // An attempt has one end.
        if matches!(event.what, What::Ended { .. }) {
            assert!(matches!(before, Dispatch::Open(_)), "{event:?}");
        }
    }
}

proptest! {
    // `PROPTEST_CASES=1000` tries more.
    #![proptest_config(ProptestConfig {
        cases: if std::env::var("PROPTEST_CASES").is_ok() { ProptestConfig::default().cases } else { 24 },
        max_shrink_iters: 60,
        ..ProptestConfig::default()
    })]

    #[test]
    fn whatever_happens_is_foretold_and_no_letter_leaves_twice_or_unapproved(ops in proptest::collection::vec(op(), 1..7)) {
        let mut world = World::new();
        for op in &ops {
            world.apply(op);
            world.is_as_foretold();
        }
        // In the end evidence settles what is open, everything is approved again, and a run without a fault sends what is left: the
        // ledger tells what the relay has.
        for letter in 0..LETTERS {
            if world.model.changed[letter] {
                world.change(letter);
            }
        }
        world.reconcile();
        for letter in 0..LETTERS {
            if matches!(world.model.states[letter], State::Withdrawn | State::Refused) {
                world.approve(letter);
            }
        }
        world.run(&[], None);
        world.is_as_foretold();
        prop_assert_eq!(&world.model.copies, &vec![1; LETTERS]);
        prop_assert!(world.model.states.iter().all(|state| *state == State::Sent));
    }
}

/// The exit code of a run that goes well after all is the one for that.
#[test]
fn a_model_of_no_faults_ends_with_everything_sent() {
    let mut world = World::new();
    world.run(&[], None);
    world.is_as_foretold();
    assert_eq!(world.model.copies, vec![1; LETTERS]);
    assert_eq!(world.person(&["send"]), cli::Exit::Done as i32);
}
