//! The two channels that hand over files: Digital Post, whose sender is the municipality's own, and paper.
//!
//! A file is handed over when it stands in its folder under its name, written through to the disk. So an attempt that was cut off can
//! be looked up there, as long as nobody has taken the file.

use std::path::PathBuf;

use jiff::civil::Date;

use super::channel::{Channel, Destination, Prepared, Stamp};
use super::digital_post::{Outbox, Refused, Registrations, RowFault, Terms, file_name, look_up};
use super::outcome::{Fault, FaultKind, Outcome};
use super::pace::Watch;
use super::paper::{PaperError, Tray, admit};
use super::parcel::{Number, Parcel};
use crate::config::Config;
use crate::diagnostic::{Bilingual, Severity};
use crate::pipeline::Workspace;
use crate::store::{Disk, StoreError};

/// Digital Post: a MeMo file for each letter.
#[derive(Debug)]
pub(super) struct DigitalPostChannel {
    workspace: PathBuf,
    config: Config,
    registrations: Option<Registrations>,
    disk: &'static dyn Disk,
}

/// The channel, with the rows of the registration list that cannot be used.
type WithFaults = (DigitalPostChannel, Vec<RowFault>);

impl DigitalPostChannel {
    /// The channel, where `begrund.yaml` opens it; with it the rows of the registration list that cannot be used.
    ///
    /// # Errors
    /// If the registration list that it names cannot be used.
    pub(super) fn open(
        disk: &'static dyn Disk,
        workspace: &Workspace,
    ) -> Result<Option<WithFaults>, (Bilingual, Bilingual)> {
        let Some(settings) = &workspace.config.digital_post else { return Ok(None) };
        let list = settings.registrations.as_ref().map(|list| workspace.folder.join(list));
        let list = list.map(|list| Registrations::load(&list)).transpose().map_err(|error| {
            let help = Bilingual::new(
                "Få listen lavet igen. docs/delivery.md viser dens kolonner, og hvem der må læse den.",
                "Have the list made anew. docs/delivery.md shows its columns, and who may read it.",
            );
            (error.why(), help)
        })?;
        let (registrations, faults) = list.unzip();
        let channel = Self {
            workspace: workspace.folder.clone(),
            config: workspace.config.clone(),
            registrations,
            disk,
        };
        Ok(Some((channel, faults.unwrap_or_default())))
    }

    fn terms(&self) -> Result<Terms<'_>, Bilingual> {
        Terms::of(&self.config).ok_or_else(not_open)
    }

    fn outbox(&self) -> Result<Outbox<'_>, Fault> {
        let outbox =
            Outbox::open_on(self.disk, &self.workspace, &self.config).map_err(|error| fault(&error))?;
        outbox.ok_or_else(|| Fault::new(FaultKind::Settings, not_open(), not_open()))
    }

    /// What the list says of the recipient, on the day on which the letter leaves (FOR-01).
    fn connection(&self, parcel: &Parcel) -> Option<(Severity, Bilingual)> {
        let number = parcel.to.number.as_ref()?;
        let finding = look_up(self.registrations.as_ref(), number, parcel.dispatch).finding()?;
        Some((finding.severity, finding.message))
    }
}

impl Channel for DigitalPostChannel {
    fn destination(&self, parcel: &Parcel) -> Result<Destination, Bilingual> {
        self.terms()?.admit(parcel).map_err(Refused::why)?;
        if let Some((Severity::Error, why)) = self.connection(parcel) {
            return Err(why);
        }
        let (whole, masked) = match &parcel.to.number {
            Some(Number::Cpr(cpr)) => (cpr.with_hyphen(), "CPR ******-****"),
            Some(Number::Cvr(cvr)) => (cvr.clone(), "CVR ********"),
            None => (String::new(), ""),
        };
        Ok(Destination { whole, domain: None, masked: masked.to_owned() })
    }

    fn remark(&self, parcel: &Parcel) -> Option<Bilingual> {
        self.connection(parcel).map(|(_, message)| message)
    }

    fn prepare(&self, parcel: &Parcel, stamp: &Stamp) -> Result<Prepared, Bilingual> {
        let to = self.destination(parcel)?;
        let memo = self.terms()?.memo(parcel, stamp.number, stamp.at).map_err(Refused::why)?;
        Ok(Prepared { to, message: file_name(&parcel.letter), bytes: memo.xml })
    }

    fn ready(&mut self) -> Result<(), Fault> {
        self.outbox().map(drop)
    }

    fn takes(&self, prepared: &Prepared) -> Result<(), Bilingual> {
        let letter = prepared.message.trim_end_matches(".xml");
        match self.outbox().map(|outbox| outbox.waiting(letter)) {
            Ok(Ok(Some(_))) => Err(Bilingual::new(
                "har en fil i udbakken fra et tidligere forsøg: fjern den, eller lad den blive sendt",
                "has a file of an earlier attempt in the outbox: remove it, or let it be sent",
            )),
            _ => Ok(()),
        }
    }

    fn deliver(&mut self, parcel: &Parcel, prepared: &Prepared, _: &dyn Watch) -> Outcome {
        let outbox = match self.outbox() {
            Ok(outbox) => outbox,
            Err(fault) => return Outcome::Untouched(fault),
        };
        match outbox.put(&parcel.letter, &prepared.bytes) {
            Ok(()) => Outcome::Accepted(None),
            Err(StoreError::Exists { .. }) => Outcome::Deferred(None),
            Err(StoreError::Unsettled { .. }) => Outcome::Unknown,
            Err(error) => Outcome::Untouched(fault(&error)),
        }
    }

    fn came_through(&self, message: &str, digest: &str) -> Option<bool> {
        // A file that is not there was never put there, or was taken.
        let waiting = self.outbox().ok()?.waiting(message.trim_end_matches(".xml")).ok()??;
        Some(waiting == digest)
    }
}

/// Paper: a folder for each day.
#[derive(Debug)]
pub(super) struct PaperChannel {
    workspace: PathBuf,
    config: Config,
    tray: Option<(Date, Tray<'static>)>,
    disk: &'static dyn Disk,
}

impl PaperChannel {
    /// The channel, where `begrund.yaml` opens it.
    pub(super) fn open(disk: &'static dyn Disk, workspace: &Workspace) -> Option<Self> {
        workspace.config.paper.as_ref()?;
        let config = workspace.config.clone();
        Some(Self { workspace: workspace.folder.clone(), config, tray: None, disk })
    }

    /// The folder of a day.
    fn tray(&mut self, day: Date) -> Result<&mut Tray<'static>, PaperError> {
        if self.tray.as_ref().is_none_or(|(own, _)| *own != day) {
            let tray = Tray::open_on(self.disk, &self.workspace, &self.config, day)?;
            self.tray = tray.map(|tray| (day, tray));
        }
        let there = self.tray.as_mut().map(|(_, tray)| tray);
        there.ok_or(PaperError::NotOpen)
    }
}

impl Channel for PaperChannel {
    fn destination(&self, parcel: &Parcel) -> Result<Destination, Bilingual> {
        admit(parcel).map_err(super::paper::Refused::why)?;
        let whole = parcel.to.address.join("\n");
        Ok(Destination { whole, domain: None, masked: parcel.dispatch.to_string() })
    }

    fn prepare(&self, parcel: &Parcel, _: &Stamp) -> Result<Prepared, Bilingual> {
        let to = self.destination(parcel)?;
        let bytes = std::iter::once(&parcel.pdf).chain(parcel.attachments.iter().map(|file| &file.bytes));
        let bytes = bytes.flatten().copied().collect();
        Ok(Prepared { to, message: format!("{}/{}", parcel.dispatch, parcel.letter), bytes })
    }

    fn ready(&mut self) -> Result<(), Fault> {
        Ok(())
    }

    fn deliver(&mut self, parcel: &Parcel, _: &Prepared, _: &dyn Watch) -> Outcome {
        let put = self.tray(parcel.dispatch).and_then(|tray| tray.put(parcel));
        match put {
            Ok(_) => Outcome::Accepted(None),
            Err(PaperError::Refused(_)) => Outcome::Deferred(None),
            Err(PaperError::Unfinished(_)) => {
                // Opening the folder anew finishes what can be finished now; else the next run does.
                self.tray = None;
                match self.tray(parcel.dispatch).map(|tray| tray.number_of(&parcel.letter)) {
                    Ok(Some(_)) => Outcome::Accepted(None),
                    _ => Outcome::Unknown,
                }
            }
            Err(error) if error.is_uncertain() => Outcome::Unknown,
            Err(PaperError::Store(error)) => Outcome::Untouched(fault(&error)),
            Err(error) => {
                let what = error.to_string();
                let help = Bilingual::new(
                    "Se mappen til print efter: er control.csv ændret af andre? docs/delivery.md viser den.",
                    "Look at the print folder: did others change control.csv? docs/delivery.md shows it.",
                );
                Outcome::Untouched(Fault::new(FaultKind::Settings, Bilingual::new(what.clone(), what), help))
            }
        }
    }

    fn came_through(&self, message: &str, _: &str) -> Option<bool> {
        let (day, letter) = message.split_once('/')?;
        Tray::lists(&self.workspace, &self.config, day.parse().ok()?, letter).ok()?
    }

    fn close(&mut self) {
        self.tray = None;
    }
}

fn not_open() -> Bilingual {
    Bilingual::new("er ikke åbnet i begrund.yaml", "is not opened in begrund.yaml")
}

/// A folder that cannot be written into stops the run: it is no letter's fault.
fn fault(error: &StoreError) -> Fault {
    let full = error.is_full();
    let what = error.to_string();
    let help = match error {
        _ if full => Bilingual::new(
            "Disken er fuld. Skaf plads, og kør igen.",
            "The disk is full. Make room and run again.",
        ),
        StoreError::Unsettled { .. } => Bilingual::new(
            "Se efter disken: den siger ikke, at det, der er skrevet, er gemt.",
            "See to the disk: it does not say that what was written is kept.",
        ),
        _ => Bilingual::new(
            "Se efter, hvem der ejer mappen, og hvem der må skrive i den.",
            "See who owns the folder and who may write into it.",
        ),
    };
    let kind = if full { FaultKind::Away } else { FaultKind::Settings };
    Fault::new(kind, Bilingual::new(what.clone(), what), help)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_disk_is_waited_for_and_any_other_fault_is_mended() {
        use std::io::ErrorKind::{PermissionDenied, QuotaExceeded, StorageFull};
        let (path, source) = (|| PathBuf::from("x"), std::io::Error::from);
        for full in [StorageFull, QuotaExceeded] {
            let write = StoreError::Write { path: path(), source: source(full) };
            let unsettled = StoreError::Unsettled { path: path(), source: source(full) };
            assert_eq!((fault(&write).kind, fault(&unsettled).kind), (FaultKind::Away, FaultKind::Away));
        }
        let denied = StoreError::Write { path: path(), source: source(PermissionDenied) };
        assert_eq!(fault(&denied).kind, FaultKind::Settings);
    }
}
