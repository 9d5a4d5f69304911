//! E-mail over an own relay, always encrypted: letters by way of a gateway, and mails that tell of letters elsewhere.

mod message;
mod recipient;
mod relay;
mod reply;

use std::fmt;

use lettre::Address;
use lettre::message::Mailbox;
use lettre::transport::smtp::extension::ClientId;

pub use relay::Timeouts;

use self::message::Covers;
use self::relay::{Post, Relay, Target};
use super::channel::{Channel, Destination, Prepared, Stamp};
use super::outcome::{Fault, Outcome};
use super::pace::Watch;
use super::parcel::Parcel;
use super::secret::{Secrets, password};
use crate::config::Email;
use crate::diagnostic::{Bilingual, because};
use crate::pipeline::Workspace;

/// The largest mail where the relay does not say, in bytes; few take more.
const SIZE_MAX: usize = 25_000_000;

/// The channel for e-mail.
pub struct EmailChannel {
    settings: Email,
    sender: Mailbox,
    target: Target,
    covers: Covers,
    relay: Option<Relay>,
}

impl fmt::Debug for EmailChannel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EmailChannel").field("relay", &self.relay).finish_non_exhaustive()
    }
}

fn no_password() -> Bilingual {
    Bilingual::new("der er ingen adgangskode til mailserveren", "there is no password for the relay")
}

impl EmailChannel {
    /// The channel that the settings describe; connects to nothing.
    ///
    /// # Errors
    /// What cannot be used, and what to do.
    pub fn new(
        workspace: &Workspace,
        email: &Email,
        secrets: &Secrets,
        timeouts: Timeouts,
    ) -> Result<Self, (Bilingual, Bilingual)> {
        let mend = || Bilingual::new("Ret begrund.yaml, og kør igen.", "Mend begrund.yaml and run again.");
        let sender = email
            .sender()
            .map_err(|what| (Bilingual::new("`email.from` er ikke en afsender", what), mend()))?;
        let authority = match &email.ca_file {
            Some(file) => {
                let path = workspace.folder.join(file);
                let read = relay::read_authority(&path);
                let unreadable = |error: std::io::Error| {
                    let shown = path.display();
                    let what = Bilingual::new(
                        format!("`email.ca_file`: `{shown}` kan ikke læses: {}", because(&error)),
                        format!("`email.ca_file`: `{shown}` cannot be read: {error}"),
                    );
                    (what, mend())
                };
                Some(read.map_err(unreadable)?)
            }
            None => None,
        };
        let no_certificate = || {
            let what = Bilingual::new(
                "`email.ca_file` har intet certifikat, der kan bruges",
                "`email.ca_file` holds no certificate that can be used",
            );
            (what, mend())
        };
        let parameters =
            relay::tls_parameters(&email.host, authority.as_deref()).ok_or_else(no_certificate)?;
        let login = match &email.user {
            Some(user) => {
                let file = email.password_file.as_ref().map(|file| workspace.folder.join(file));
                let password = password(secrets, file.as_deref()).map_err(|why| (no_password(), why))?;
                Some((user.clone(), password))
            }
            None => None,
        };
        let covers = Covers::load(&workspace.pack, &workspace.config.municipality).map_err(|error| {
            let mend = Bilingual::new("Ret filen i skabelonerne.", "Mend the file in the templates.");
            (
                Bilingual::new(format!("skabelonen til e-mails kan ikke bruges: {error}"), error.to_string()),
                mend,
            )
        })?;
        let target = Target {
            host: email.host.clone(),
            port: email.port(),
            tls: email.tls,
            parameters,
            // The machine's own name is nobody's business.
            hello: ClientId::Domain(sender.email.domain().to_owned()),
            login,
            timeouts,
        };
        Ok(Self { settings: email.clone(), sender, target, covers, relay: None })
    }

    /// Whether mails tell of letters that went another way.
    pub fn notices(&self) -> bool {
        self.settings.notice
    }

    /// The mail that tells of a letter that went another way; `None` where the record has no address.
    pub fn prepare_notice(&self, parcel: &Parcel, stamp: &Stamp) -> Option<Prepared> {
        let to = recipient::of_notice(&self.settings, &parcel.to)?;
        let name = message::name(&parcel.pdf, stamp, "notice");
        let address: Address = to.whole.parse().ok()?;
        let bytes = message::of_notice(&self.covers, &self.sender, &address, stamp, &name).ok()?;
        Some(Prepared { to, message: self.id(&name), bytes })
    }

    fn id(&self, name: &str) -> String {
        format!("{name}@{}", self.sender.email.domain())
    }
}

impl Channel for EmailChannel {
    fn destination(&self, parcel: &Parcel) -> Result<Destination, Bilingual> {
        recipient::of_letter(&self.settings, &parcel.to)
    }

    fn prepare(&self, parcel: &Parcel, stamp: &Stamp) -> Result<Prepared, Bilingual> {
        let cannot = || Bilingual::new("kan ikke blive til en e-mail", "cannot be made into an e-mail");
        let to = self.destination(parcel)?;
        let name = message::name(&parcel.pdf, stamp, "letter");
        let address: Address = to.whole.parse().map_err(|_| cannot())?;
        let bytes = message::of_letter(&self.covers, &self.sender, &address, parcel, stamp, &name)
            .map_err(|_| cannot())?;
        Ok(Prepared { to, message: self.id(&name), bytes })
    }

    fn ready(&mut self) -> Result<(), Fault> {
        if !self.relay.as_ref().is_some_and(Relay::is_usable) {
            self.relay = None;
            self.relay = Some(Relay::open(&self.target)?);
        }
        Ok(())
    }

    fn takes(&self, prepared: &Prepared) -> Result<(), Bilingual> {
        let size_max = self.relay.as_ref().and_then(Relay::size_max).unwrap_or(SIZE_MAX);
        if prepared.bytes.len() <= size_max {
            return Ok(());
        }
        Err(Bilingual::new(
            format!("er for stort til mailserveren: højst {} MB", size_max / 1_000_000),
            format!("is too large for the relay: at most {} MB", size_max / 1_000_000),
        ))
    }

    fn deliver(&mut self, _: &Parcel, prepared: &Prepared, watch: &dyn Watch) -> Outcome {
        let Some(relay) = self.relay.as_mut() else {
            return Outcome::Deferred(None);
        };
        let Ok(to) = prepared.to.whole.parse() else { return Outcome::Deferred(None) };
        let envelope = prepared.message.split('@').next().unwrap_or_default();
        let post = Post { from: &self.sender.email, to, bytes: &prepared.bytes, envelope };
        relay.give(&post, watch)
    }

    fn close(&mut self) {
        if let Some(relay) = self.relay.take() {
            relay.quit();
        }
    }
}
