//! Exit codes.

use std::process::ExitCode;

/// How a run ended; the number is the exit code. `docs/cli.md` lists them from here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Exit {
    /// All done.
    Done = 0,
    /// Some letters were held back or await somebody, a verdict was refused, or something is not as it was.
    Held = 1,
    /// The tool could not work (arguments, settings, content pack, ledger) and made nothing.
    Unusable = 2,
    /// Something was not delivered, or it is not known.
    Undelivered = 3,
    /// Stopped early; try again later (another run is at work, the disk is full, the relay is away, a signal, the stop file). Or done,
    /// but what should be printed could not be.
    TryLater = 4,
}

impl Exit {
    /// Every code with its meaning, for the manual.
    pub const ALL: &'static [(Self, &'static str)] = &[
        (Self::Done, "all done"),
        (
            Self::Held,
            "some letters were held back or await somebody, a verdict was refused, or something is not as it was",
        ),
        (
            Self::Unusable,
            "the tool could not work (arguments, settings, content pack, ledger) and made nothing",
        ),
        (Self::Undelivered, "something was not delivered, or it is not known"),
        (
            Self::TryLater,
            "stopped early; try again later (another run is at work, the disk is full, the relay is away, a signal, the stop file); or done, but its output could not be written",
        ),
    ];
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}
