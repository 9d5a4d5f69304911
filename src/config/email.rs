//! How letters leave: limits for every channel, and the relay that takes e-mail.
//!
//! There is no setting for plain text, for a certificate that does not hold, or for another time-out: such settings are what leaks.

use std::path::PathBuf;

use lettre::Address;
use lettre::message::Mailbox;

pub use crate::case::settings::Tls;
use crate::case::settings::{self as written, Count};
use crate::config::{Refused, line, lines, path, whole};
use crate::diagnostic::Bilingual;

/// Limits of delivery, whatever the channel.
#[derive(Debug, Clone)]
pub struct Delivery {
    /// The most letters that one run sends.
    pub per_run: usize,
    /// While this file is there, nothing leaves; it is looked for before each letter. From the workspace's folder.
    pub stop_file: PathBuf,
    /// So many days after it was given, an approval is too old to send on.
    pub approval_days: u16,
}

impl Default for Delivery {
    fn default() -> Self {
        Self { per_run: 10_000, stop_file: PathBuf::from("begrund.stop"), approval_days: 60 }
    }
}

impl Delivery {
    pub(super) fn meant(written: written::Delivery) -> Self {
        let usual = Self::default();
        Self {
            per_run: written.per_run.map_or(usual.per_run, Count::into),
            stop_file: path(written.stop_file).unwrap_or(usual.stop_file),
            approval_days: written.approval_days.map_or(usual.approval_days, Count::into),
        }
    }
}

/// The relay that takes e-mail, and what may go by it.
#[derive(Debug, Clone)]
pub struct Email {
    /// The relay's host name; its certificate must bear it.
    pub host: String,
    /// Its port; 465 for implicit TLS and 587 for STARTTLS if the key is not there.
    pub port: Option<u16>,
    /// How the connection is encrypted.
    pub tls: Tls,
    /// The authority that signed the relay's certificate (PEM), beside `begrund.yaml`; without it, those that the system trusts.
    pub ca_file: Option<PathBuf>,
    /// The user to log in as; without it, no login.
    pub user: Option<String>,
    /// A file with the password, which only its user may read; a systemd credential `smtp_password` goes before it.
    pub password_file: Option<PathBuf>,
    /// The sender: `Prøvestad Kommune <brev@proevestad.example>`.
    pub from: String,
    /// That letters themselves may be attached: why, and who decided so. Without it, e-mail can only tell of letters elsewhere.
    pub letters: Option<Grounds>,
    /// Where letters may go.
    pub recipients: Option<Recipients>,
    /// In a workspace for trials: the only recipient.
    pub override_recipient: Option<String>,
    /// Whether a mail without personal data tells of letters that went by Digital Post or on paper.
    pub notice: bool,
    /// When a letter that was put off is tried again.
    pub retry: Retry,
}

/// Why something is allowed, and by whom.
#[derive(Debug, Clone)]
pub struct Grounds {
    /// Why.
    pub because: String,
    /// Who decided so.
    pub by: String,
}

impl Grounds {
    fn meant(written: written::Grounds) -> Option<Self> {
        Some(Self { because: written.because?.0, by: written.by?.0 })
    }
}

/// Where letters may go: one of the two.
#[derive(Debug, Clone)]
pub struct Recipients {
    /// To a gateway for secure mail or Digital Post: an address with `{cpr}`, `{cvr}`, `{local}` or `{domain}` in it.
    pub gateway: Option<String>,
    /// To the recipient's own address, in these domains only; the relay enforces TLS onward to them.
    pub domains: Vec<String>,
}

/// When a letter that was put off is tried again.
#[derive(Debug, Clone, Copy)]
pub struct Retry {
    /// So many minutes later, at the earliest.
    pub after_minutes: u16,
    /// So many minutes a run waits for it.
    pub wait_minutes: u16,
    /// So many hours after it was put off first, it is given up.
    pub give_up_hours: u16,
}

impl Default for Retry {
    fn default() -> Self {
        Self { after_minutes: 15, wait_minutes: 240, give_up_hours: 72 }
    }
}

/// What a gateway's address may hold.
const PLACES: [&str; 4] = ["{cpr}", "{cvr}", "{local}", "{domain}"];

impl Email {
    /// The relay's port.
    pub fn port(&self) -> u16 {
        self.port.unwrap_or(match self.tls {
            Tls::Implicit => 465,
            Tls::Starttls => 587,
        })
    }

    /// The sender.
    ///
    /// # Errors
    /// If it is no address.
    pub fn sender(&self) -> Result<Mailbox, String> {
        mailbox("email.from", &self.from)
    }

    pub(super) fn meant(written: written::Email) -> Option<Self> {
        Some(Self {
            host: written.host?.0,
            port: written.port.map(Count::into),
            tls: written.tls.unwrap_or_default(),
            ca_file: path(written.ca_file),
            user: line(written.user),
            password_file: path(written.password_file),
            from: written.from?.0,
            letters: whole(written.letters.map(Grounds::meant))?,
            recipients: written.recipients.map(|recipients| Recipients {
                gateway: line(recipients.gateway),
                domains: lines(recipients.domains),
            }),
            override_recipient: line(written.override_recipient),
            notice: written.notice,
            retry: written.retry.as_ref().map_or_else(Retry::default, Retry::meant),
        })
    }

    pub(super) fn refuse(&self, test: bool, refused: &mut Refused) {
        if self.host.contains(char::is_whitespace) {
            refused.at(
                "email.host",
                Bilingual::new("Det er ikke navnet på en mailserver.", "That is no name of a mail server."),
                Bilingual::new(
                    "Skriv serverens navn, for eksempel `host: relay.proevestad.example`.",
                    "Write the server's name, such as `host: relay.proevestad.example`.",
                ),
            );
        }
        if self.sender().is_err() {
            refused.at(
                "email.from",
                Bilingual::new(
                    "Det er ikke en afsender, der kan bruges.",
                    "That is no sender that can be used.",
                ),
                Bilingual::new(
                    "Skriv `from: Navn <adresse>` eller kun adressen.",
                    "Write `from: Name <address>`, or the address alone.",
                ),
            );
        }
        if self.letters.is_some() && self.recipients.is_none() {
            refused.at_given(
                "email.letters",
                &["email.recipients"],
                Bilingual::new(
                    "Breve må sendes med e-mail, men der står ikke, hvor de må sendes hen.",
                    "Letters may go by e-mail, but nothing says where they may go.",
                ),
                Bilingual::new(
                    "Tilføj `recipients:` under `email:` med en `gateway` eller `domains`.",
                    "Add `recipients:` under `email:` with a `gateway`, or `domains`.",
                ),
            );
        }
        if let Some(recipients) = &self.recipients {
            recipients.refuse(refused);
        }
        match &self.override_recipient {
            Some(address) if test && address_of("email.override", address).is_err() => {
                refused.at("email.override", no_address(), Bilingual::new(
                    "Skriv den adresse, prøvemappens e-mails skal sendes til, for eksempel `override: proeve@test.invalid`.",
                    "Write the address that mails of the trial reach, such as `override: proeve@test.invalid`.",
                ));
            }
            Some(_) if !test => refused.at_given(
                "email.override",
                &["test"],
                Bilingual::new(
                    "`override` må kun stå i en prøvemappe.",
                    "`override` may stand in a workspace for trials only.",
                ),
                Bilingual::new(
                    "Slet `override:`, eller skriv `test: true` øverst.",
                    "Delete `override:`, or write `test: true` at the top.",
                ),
            ),
            None if test => refused.at_given(
                "email.override",
                &["test"],
                Bilingual::new(
                    "I en prøvemappe skal der stå, hvilken adresse e-mails må sendes til.",
                    "A workspace for trials must say which address mails may reach.",
                ),
                Bilingual::new(
                    "Tilføj `override:` under `email:`, for eksempel `override: proeve@test.invalid`.",
                    "Add `override:` under `email:`, such as `override: proeve@test.invalid`.",
                ),
            ),
            Some(_) | None => {}
        }
    }
}

fn no_address() -> Bilingual {
    Bilingual::new(
        "Det er ikke en e-mailadresse, der kan bruges.",
        "That is no e-mail address that can be used.",
    )
}

impl Retry {
    fn meant(written: &written::Retry) -> Self {
        let usual = Self::default();
        Self {
            after_minutes: written.after_minutes.map_or(usual.after_minutes, Count::into),
            wait_minutes: written.wait_minutes.map_or(usual.wait_minutes, Count::into),
            give_up_hours: written.give_up_hours.map_or(usual.give_up_hours, Count::into),
        }
    }
}

impl Recipients {
    fn refuse(&self, refused: &mut Refused) {
        match (&self.gateway, self.domains.as_slice()) {
            (Some(template), []) => {
                let holds = PLACES.iter().any(|place| template.contains(place));
                let example = PLACES.iter().fold(template.clone(), |text, place| text.replace(place, "x"));
                let usable =
                    address_of("email.recipients.gateway", &example).is_ok() && !example.contains(['{', '}']);
                if !holds || !usable {
                    let places = PLACES.join(", ");
                    refused.at("email.recipients.gateway", no_address(), Bilingual::new(
                        format!("Skriv en adresse med et af disse i: {places}. For eksempel `gateway: \"{{cpr}}@sikkermail.example\"`."),
                        format!("Write an address with one of these in it: {places}. Such as `gateway: \"{{cpr}}@sikkermail.example\"`."),
                    ));
                }
            }
            (Some(_), _) | (None, []) => refused.at(
                "email.recipients",
                Bilingual::new(
                    "Her skal stå enten en gateway eller domæner.",
                    "Either a gateway or domains belong here.",
                ),
                Bilingual::new(
                    "Skriv `gateway:` med en adresse, eller `domains:` med mindst ét domæne; ikke begge.",
                    "Write `gateway:` with an address, or `domains:` with at least one domain; not both.",
                ),
            ),
            (None, domains) => {
                for (index, domain) in domains.iter().enumerate() {
                    if address_of("email.recipients.domains", &format!("x@{domain}")).is_err() {
                        refused.at(
                            format!("email.recipients.domains[{index}]"),
                            Bilingual::new(
                                "Det er ikke et domæne, der kan sendes til.",
                                "That is no domain that can be sent to.",
                            ),
                            Bilingual::new(
                                "Skriv det, der står efter @ i adressen, for eksempel `proevestad.example`.",
                                "Write what follows the @ of an address, such as `proevestad.example`.",
                            ),
                        );
                    }
                }
            }
        }
    }
}

/// An address that mail can be sent to without anything of RFC 6531: ASCII, a domain with a dot, no IP number.
///
/// # Errors
/// If it is none.
pub fn address_of(key: &str, text: &str) -> Result<Address, String> {
    let wrong = || format!("`{key}` is no e-mail address that can be used");
    let address: Address = text.parse().map_err(|_| wrong())?;
    let domain = address.domain();
    let usable = text.is_ascii() && text.len() <= 254 && domain.contains('.') && !domain.starts_with('[');
    if usable { Ok(address) } else { Err(wrong()) }
}

fn mailbox(key: &str, text: &str) -> Result<Mailbox, String> {
    let wrong = || format!("`{key}` is no sender: write `Name <address>`, or the address alone");
    // A line break in a name would stop the mail from being made.
    if text.chars().any(char::is_control) {
        return Err(wrong());
    }
    let mailbox: Mailbox = text.parse().map_err(|_| wrong())?;
    address_of(key, mailbox.email.as_ref())?;
    Ok(mailbox)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Config, Faults};

    const SAMPLE: &str = include_str!("../../begrund.yaml");
    const EMAIL: &str = "email:
  host: relay.test.invalid
  from: Prøvestad Kommune <brev@test.invalid>
  letters: {because: sikker gateway, by: Ansvarlia Prøvesen}
  recipients: {gateway: \"{cpr}@gateway.test.invalid\"}
  override: proeve@test.invalid
";

    fn read(email: &str) -> Result<Config, Faults> {
        Config::parse(&format!("{SAMPLE}\n{email}"))
    }

    #[test]
    fn implicit_tls_is_what_is_meant_without_a_word() {
        let email = read(EMAIL).unwrap().email.unwrap();
        assert_eq!((email.tls, email.port(), email.retry.give_up_hours), (Tls::Implicit, 465, 72));
        let starttls = read(&EMAIL.replace("  from", "  tls: starttls\n  from")).unwrap().email.unwrap();
        assert_eq!(starttls.port(), 587);
        assert!(read("").unwrap().email.is_none());
    }

    #[test]
    fn nothing_leads_to_plain_text_or_to_anybody() {
        let swap = |from: &str, to: &str| {
            assert!(EMAIL.contains(from), "{from}");
            read(&EMAIL.replace(from, to)).unwrap_err().brief()
        };
        for (from, to, told) in [
            ("  from", "  tls: none\n  from", "REC-10 email.tls"),
            ("  from", "  tls: opportunistic\n  from", "REC-10 email.tls"),
            ("  from", "  accept_invalid_certs: true\n  from", "REC-06 email"),
            ("  from", "  timeout: 1\n  from", "REC-06 email"),
            ("  from", "  password: hemmelig\n  from", "REC-06 email"),
            ("relay.test.invalid\n", "\"\"\n", "REC-08 email.host"),
            ("relay.test.invalid\n", "to relæer\n", "REC-21 email.host"),
            ("<brev@test.invalid>", "", "REC-21 email.from"),
            ("<brev@test.invalid>", "<søren@test.invalid>", "REC-21 email.from"),
            ("Prøvestad Kommune <brev@test.invalid>", "\"A\\nB <b@test.invalid>\"", "REC-15 email.from"),
            ("Prøvestad Kommune <brev@test.invalid>", "\"A\\eB <b@test.invalid>\"", "REC-14 email.from"),
            ("by: Ansvarlia Prøvesen", "by: \"\"", "REC-08 email.letters.by"),
            ("  recipients: {gateway: \"{cpr}@gateway.test.invalid\"}\n", "", "REC-21 email.letters"),
            ("{cpr}@", "alle@", "REC-21 email.recipients.gateway"),
            ("{cpr}@", "{navn}@", "REC-21 email.recipients.gateway"),
            ("{cpr}@", "{cpr}{navn}@", "REC-21 email.recipients.gateway"),
            ("gateway: \"{cpr}@gateway.test.invalid\"", "domains: []", "REC-21 email.recipients"),
            (
                "gateway: \"{cpr}@gateway.test.invalid\"",
                "domains: [test.invalid, localhost]",
                "REC-21 email.recipients.domains[1]",
            ),
            ("  override: proeve@test.invalid\n", "", "REC-21 email.override"),
            ("override: proeve@test.invalid", "override: proeve@[127.0.0.1]", "REC-21 email.override"),
            ("  from", "  retry: {after_minutes: 1}\n  from", "REC-12 email.retry.after_minutes"),
            ("  from", "  port: 0\n  from", "REC-12 email.port"),
        ] {
            assert_eq!(swap(from, to), [told], "{to}");
        }
        let earnest = format!("{}\n{EMAIL}", SAMPLE.replace("test: true", "test: false"));
        assert_eq!(Config::parse(&earnest).unwrap_err().brief(), ["REC-21 email.override"]);
        assert_eq!(read("delivery: {per_run: 0}").unwrap_err().brief(), ["REC-12 delivery.per_run"]);
    }
}
