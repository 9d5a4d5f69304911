//! How far a run has come: a bar on a terminal, a line now and then elsewhere.

use std::io::IsTerminal as _;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

use crate::diagnostic::Lang;
use crate::pipeline::{Progress, Step};
use crate::send::{Point, Watch};

/// How often a run without a terminal says that it is alive.
const HEARTBEAT: Duration = Duration::from_secs(10);

/// The progress of a run, on stderr.
#[derive(Debug)]
pub(super) struct Bar {
    lang: Lang,
    terminal: bool,
    state: Mutex<Option<State>>,
}

#[derive(Debug)]
struct State {
    bar: ProgressBar,
    step: &'static str,
    cases: usize,
    done: usize,
    spoke: Instant,
}

impl Bar {
    pub(super) fn new(lang: Lang) -> Self {
        Self { lang, terminal: std::io::stderr().is_terminal(), state: Mutex::new(None) }
    }
}

impl Progress for Bar {
    fn begin(&self, step: Step, cases: usize) {
        let step = match (step, self.lang) {
            (Step::Check, Lang::Da) => "kontrollerer",
            (Step::Check, Lang::En) => "checking",
            (Step::Typeset, Lang::Da) => "sætter breve",
            (Step::Typeset, Lang::En) => "typesetting",
        };
        let bar = if self.terminal { ProgressBar::new(cases as u64) } else { ProgressBar::hidden() };
        if let Ok(style) = ProgressStyle::with_template("{msg} {bar:32} {pos}/{len} {eta}") {
            bar.set_style(style);
        }
        bar.set_message(step);
        if let Ok(mut state) = self.state.lock() {
            *state = Some(State { bar, step, cases, done: 0, spoke: Instant::now() });
        }
    }

    fn advance(&self) {
        let Ok(mut state) = self.state.lock() else { return };
        let Some(state) = state.as_mut() else { return };
        state.done += 1;
        state.bar.inc(1);
        if !self.terminal && state.spoke.elapsed() >= HEARTBEAT {
            eprintln!("begrund: {} {}/{}", state.step, state.done, state.cases);
            state.spoke = Instant::now();
        }
    }

    fn end(&self) {
        if let Ok(mut state) = self.state.lock()
            && let Some(state) = state.take()
        {
            state.bar.finish_and_clear();
        }
    }
}

/// The progress of a run of delivery, on stderr.
#[derive(Debug)]
pub(super) struct Posting {
    lang: Lang,
    bar: Mutex<Option<ProgressBar>>,
}

impl Posting {
    pub(super) fn new(lang: Lang) -> Self {
        Self { lang, bar: Mutex::new(None) }
    }
}

impl Watch for Posting {
    fn begin(&self, letters: usize) {
        let terminal = std::io::stderr().is_terminal();
        let bar = if terminal { ProgressBar::new(letters as u64) } else { ProgressBar::hidden() };
        if let Ok(style) = ProgressStyle::with_template("{msg} {bar:32} {pos}/{len} {eta}") {
            bar.set_style(style);
        }
        bar.set_message(if self.lang == Lang::Da { "sender" } else { "sending" });
        if let Ok(mut own) = self.bar.lock() {
            *own = Some(bar);
        }
    }

    fn reached(&self, point: Point) {
        if point == Point::AfterOutcome
            && let Ok(bar) = self.bar.lock()
            && let Some(bar) = bar.as_ref()
        {
            bar.inc(1);
        }
    }

    fn waits(&self, letters: usize, time: Duration) {
        let minutes = time.as_secs().div_ceil(60);
        if self.lang == Lang::Da {
            eprintln!("begrund: venter {minutes} minutter på at prøve {letters} udsatte breve igen");
        } else {
            eprintln!("begrund: waits {minutes} minutes to try {letters} letters again that were put off");
        }
    }

    fn end(&self) {
        if let Ok(mut bar) = self.bar.lock()
            && let Some(bar) = bar.take()
        {
            bar.finish_and_clear();
        }
    }
}
