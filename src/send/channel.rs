//! What a channel does, and the one place where the three of them are chosen.
//!
//! To the ledger every channel is the same: it makes what will leave, its intention is written down, it hands it over, its outcome is
//! written down.

use std::fmt;

use jiff::Timestamp;

use super::digital_post::RowFault;
use super::email::{EmailChannel, Timeouts};
use super::files::{DigitalPostChannel, PaperChannel};
use super::outcome::{Fault, Outcome};
use super::pace::Watch;
use super::parcel::Parcel;
use super::secret::Secrets;
use crate::case::record;
use crate::diagnostic::Bilingual;
use crate::pipeline::Workspace;
use crate::store::{Disk, RealDisk};

/// Where a letter goes, by a channel.
#[derive(Clone, PartialEq, Eq)]
pub struct Destination {
    /// All of it: an address, a number. Kept in the ledger as a keyed hash only, and shown nowhere.
    pub whole: String,
    /// The domain of an e-mail address.
    pub domain: Option<String>,
    /// What can be shown.
    pub masked: String,
}

impl fmt::Debug for Destination {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Destination").field(&self.masked).finish()
    }
}

/// What makes an attempt different from every other.
#[derive(Debug, Clone)]
pub struct Stamp {
    /// When it is made.
    pub at: Timestamp,
    /// The event of the approval that it rests on.
    pub approval: u64,
    /// Which attempt at this letter it is, from 1.
    pub number: u32,
    /// A keyed hash of letter, approval and number: no attempt of this ledger or any other has the same.
    pub mark: String,
}

/// What will leave.
pub struct Prepared {
    /// Where it goes.
    pub to: Destination,
    /// What it is known by on its way: a Message-ID without its brackets, or the name of a file. Holds no personal data.
    pub message: String,
    /// The bytes.
    pub bytes: Vec<u8>,
}

impl fmt::Debug for Prepared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Prepared").field("message", &self.message).finish_non_exhaustive()
    }
}

/// A way for letters to go.
pub trait Channel: fmt::Debug {
    /// Where a letter goes; makes nothing.
    ///
    /// # Errors
    /// Why this letter cannot go this way: told as why it is held back.
    fn destination(&self, parcel: &Parcel) -> Result<Destination, Bilingual>;

    /// What is to be known of where a letter goes, and does not keep it.
    fn remark(&self, _parcel: &Parcel) -> Option<Bilingual> {
        None
    }

    /// Makes what will leave. The same letter and stamp give the same bytes.
    ///
    /// # Errors
    /// Why this letter cannot go this way.
    fn prepare(&self, parcel: &Parcel, stamp: &Stamp) -> Result<Prepared, Bilingual>;

    /// Makes the channel ready: connects, looks for its folder. Nothing of a letter leaves.
    ///
    /// # Errors
    /// Why it cannot be used now.
    fn ready(&mut self) -> Result<(), Fault>;

    /// Why this letter cannot be taken by a channel that is ready, such as its size.
    ///
    /// # Errors
    /// Why not.
    fn takes(&self, _prepared: &Prepared) -> Result<(), Bilingual> {
        Ok(())
    }

    /// Hands a letter over. The intention is on disk.
    fn deliver(&mut self, parcel: &Parcel, prepared: &Prepared, watch: &dyn Watch) -> Outcome;

    /// What an attempt that was cut off came to, where the channel can see it: whether what it made is there. `None` where it cannot.
    fn came_through(&self, _message: &str, _sha256: &str) -> Option<bool> {
        None
    }

    /// Ends it in good order.
    fn close(&mut self) {}
}

/// The channels of a run; each is there, or why it is not.
#[derive(Debug)]
pub struct Channels {
    /// Digital Post: a MeMo file for the municipality's own sender.
    pub digital_post: Result<Box<dyn Channel>, Bilingual>,
    /// Paper: a folder for print.
    pub paper: Result<Box<dyn Channel>, Bilingual>,
    /// E-mail, for letters and for notices.
    pub email: Result<EmailChannel, Bilingual>,
    /// Rows of the registration list that cannot be used (FOR-01): somebody has to mend them.
    pub list_faults: Vec<RowFault>,
}

impl Channels {
    /// The channels that the settings open.
    ///
    /// # Errors
    /// If a setting cannot be used: a file that it names, the mail's text.
    pub fn open(
        workspace: &Workspace,
        secrets: &Secrets,
        timeouts: Timeouts,
    ) -> Result<Self, (Bilingual, Bilingual)> {
        Self::open_on(&RealDisk, workspace, secrets, timeouts)
    }

    /// Opens them on a disk of one's own.
    ///
    /// # Errors
    /// As [`Channels::open`].
    pub fn open_on(
        disk: &'static dyn Disk,
        workspace: &Workspace,
        secrets: &Secrets,
        timeouts: Timeouts,
    ) -> Result<Self, (Bilingual, Bilingual)> {
        let boxed = |channel: DigitalPostChannel| Box::new(channel) as Box<dyn Channel>;
        let not_open = |da: &str, en: &str| Bilingual::new(da.to_owned(), en.to_owned());
        let (digital_post, list_faults) = DigitalPostChannel::open(disk, workspace)?.unzip();
        Ok(Self {
            digital_post: digital_post.map(boxed).ok_or_else(|| {
                not_open(
                    "kan ikke sendes: begrund.yaml har ingen `digital_post`",
                    "cannot be sent: begrund.yaml has no `digital_post`",
                )
            }),
            list_faults: list_faults.unwrap_or_default(),
            paper: PaperChannel::open(disk, workspace)
                .map(|channel| Box::new(channel) as Box<dyn Channel>)
                .ok_or_else(|| {
                    not_open(
                        "kan ikke sendes: begrund.yaml har ingen `paper`",
                        "cannot be sent: begrund.yaml has no `paper`",
                    )
                }),
            email: match &workspace.config.email {
                Some(email) => Ok(EmailChannel::new(workspace, email, secrets, timeouts)?),
                None => Err(Bilingual::new(
                    "kan ikke sendes: begrund.yaml har ingen `email`",
                    "cannot be sent: begrund.yaml has no `email`",
                )),
            },
        })
    }

    /// The channel that a letter goes by.
    ///
    /// # Errors
    /// Why it is not there.
    pub fn of(&mut self, channel: record::Channel) -> Result<&mut dyn Channel, Bilingual> {
        let there = match channel {
            record::Channel::DigitalPost => self.digital_post.as_mut().map(|channel| &mut **channel as _),
            record::Channel::Paper => self.paper.as_mut().map(|channel| &mut **channel as _),
            record::Channel::Email => self.email.as_mut().map(|channel| channel as &mut dyn Channel),
        };
        there.map_err(|why| why.clone())
    }

    /// Ends all of them in good order.
    pub fn close(&mut self) {
        for channel in [&mut self.digital_post, &mut self.paper].into_iter().flatten() {
            channel.close();
        }
        if let Ok(email) = &mut self.email {
            email.close();
        }
    }
}
