//! Being asked to stop, by `systemctl stop`, a shutdown or Ctrl-C.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use signal_hook::consts::{SIGINT, SIGTERM};

use super::exit::Exit;
use super::failure::Failure;
use crate::diagnostic::Bilingual;

/// Set from now on when the process is asked to stop: a wish, for the letter in hand is finished first.
pub(super) fn stop_on_signals() -> Result<Arc<AtomicBool>, Failure> {
    let stop = Arc::new(AtomicBool::new(false));
    for signal in [SIGTERM, SIGINT] {
        signal_hook::flag::register(signal, Arc::clone(&stop)).map_err(|error| {
            let hint = Bilingual::new("Prøv igen.", "Try again.");
            Failure::of(Exit::TryLater, error, "begrund kan ikke komme til at lytte efter stopsignaler", hint)
        })?;
    }
    Ok(stop)
}
