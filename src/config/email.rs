//! How letters leave: limits for every channel, and the relay that takes e-mail.
//!
//! There is no setting for plain text, for a certificate that does not hold, or for another time-out: such settings are what leaks.

use std::path::PathBuf;

use lettre::Address;
use lettre::message::Mailbox;
use serde::Deserialize;

/// Limits of delivery, whatever the channel.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Delivery {
    /// The most letters that one run sends.
    #[serde(default = "default_per_run")]
    pub per_run: usize,
    /// While this file is there, nothing leaves; it is looked for before each letter. From the workspace's folder.
    #[serde(default = "default_stop_file")]
    pub stop_file: PathBuf,
    /// So many days after it was given, an approval is too old to send on.
    #[serde(default = "default_approval_days")]
    pub approval_days: u16,
}

fn default_per_run() -> usize {
    10_000
}

fn default_stop_file() -> PathBuf {
    PathBuf::from("begrund.stop")
}

fn default_approval_days() -> u16 {
    60
}

impl Default for Delivery {
    fn default() -> Self {
        Self {
            per_run: default_per_run(),
            stop_file: default_stop_file(),
            approval_days: default_approval_days(),
        }
    }
}

impl Delivery {
    pub(super) fn validate(&self) -> Result<(), String> {
        if self.per_run == 0 {
            return Err("`delivery.per_run` must be at least 1".to_owned());
        }
        if self.approval_days == 0 {
            return Err("`delivery.approval_days` must be at least 1".to_owned());
        }
        Ok(())
    }
}

/// The relay that takes e-mail, and what may go by it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Email {
    /// The relay's host name; its certificate must bear it.
    pub host: String,
    /// Its port; 465 for implicit TLS and 587 for STARTTLS if the key is not there.
    #[serde(default)]
    pub port: Option<u16>,
    /// How the connection is encrypted.
    #[serde(default)]
    pub tls: Tls,
    /// The authority that signed the relay's certificate (PEM), beside `begrund.yaml`; without it, those that the system trusts.
    #[serde(default)]
    pub ca_file: Option<PathBuf>,
    /// The user to log in as; without it, no login.
    #[serde(default)]
    pub user: Option<String>,
    /// A file with the password, which only its user may read; a systemd credential `smtp_password` goes before it.
    #[serde(default)]
    pub password_file: Option<PathBuf>,
    /// The sender: `Prøvestad Kommune <brev@proevestad.example>`.
    pub from: String,
    /// That letters themselves may be attached: why, and who decided so. Without it, e-mail can only tell of letters elsewhere.
    #[serde(default)]
    pub letters: Option<Grounds>,
    /// Where letters may go.
    #[serde(default)]
    pub recipients: Option<Recipients>,
    /// In a workspace for trials: the only recipient.
    #[serde(default, rename = "override")]
    pub override_recipient: Option<String>,
    /// Whether a mail without personal data tells of letters that went by Digital Post or on paper.
    #[serde(default)]
    pub notice: bool,
    /// When a letter that was put off is tried again.
    #[serde(default)]
    pub retry: Retry,
}

/// How the connection is encrypted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Tls {
    /// From its first byte.
    #[default]
    Implicit,
    /// After a greeting in plain text, and never without.
    Starttls,
}

/// Why something is allowed, and by whom.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Grounds {
    /// Why.
    pub because: String,
    /// Who decided so.
    pub by: String,
}

/// Where letters may go: one of the two.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Recipients {
    /// To a gateway for secure mail or Digital Post: an address with `{cpr}`, `{cvr}`, `{local}` or `{domain}` in it.
    #[serde(default)]
    pub gateway: Option<String>,
    /// To the recipient's own address, in these domains only; the relay enforces TLS onward to them.
    #[serde(default)]
    pub domains: Vec<String>,
}

/// When a letter that was put off is tried again.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Retry {
    /// So many minutes later, at the earliest.
    #[serde(default = "default_after_minutes")]
    pub after_minutes: u16,
    /// So many minutes a run waits for it.
    #[serde(default = "default_wait_minutes")]
    pub wait_minutes: u16,
    /// So many hours after it was put off first, it is given up.
    #[serde(default = "default_give_up_hours")]
    pub give_up_hours: u16,
}

fn default_after_minutes() -> u16 {
    15
}

fn default_wait_minutes() -> u16 {
    240
}

fn default_give_up_hours() -> u16 {
    72
}

impl Default for Retry {
    fn default() -> Self {
        Self {
            after_minutes: default_after_minutes(),
            wait_minutes: default_wait_minutes(),
            give_up_hours: default_give_up_hours(),
        }
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

    pub(super) fn validate(&self, test: bool) -> Result<(), String> {
        if self.host.trim().is_empty() || self.host.contains(|c: char| c.is_whitespace() || c.is_control()) {
            return Err("`email.host` must be the relay's name".to_owned());
        }
        self.sender()?;
        if let Some(user) = &self.user
            && (user.is_empty() || user.chars().any(char::is_control))
        {
            return Err("`email.user` must be a name; leave the key out for no login".to_owned());
        }
        if self
            .letters
            .as_ref()
            .is_some_and(|letters| letters.because.trim().is_empty() || letters.by.trim().is_empty())
        {
            return Err("`email.letters` needs `because` and `by`".to_owned());
        }
        if self.letters.is_some() && self.recipients.is_none() {
            return Err(
                "`email.letters` needs `email.recipients`: a `gateway` address, or `domains`".to_owned()
            );
        }
        if let Some(recipients) = &self.recipients {
            recipients.validate()?;
        }
        match &self.override_recipient {
            Some(address) if test => drop(address_of("email.override", address)?),
            Some(_) => return Err("`email.override` is for workspaces with `test: true` only".to_owned()),
            None if test => {
                return Err("`email` in a workspace with `test: true` needs `override`: the only address that is reached".to_owned());
            }
            None => {}
        }
        let Retry { after_minutes, wait_minutes, give_up_hours } = self.retry;
        if after_minutes < 15 || wait_minutes > 240 || !(1..=120).contains(&give_up_hours) {
            return Err("`email.retry`: `after_minutes` is at least 15, `wait_minutes` at most 240, `give_up_hours` from 1 to 120".to_owned());
        }
        Ok(())
    }
}

impl Recipients {
    fn validate(&self) -> Result<(), String> {
        match (&self.gateway, self.domains.as_slice()) {
            (Some(template), []) => {
                let holds = PLACES.iter().any(|place| template.contains(place));
                let example = PLACES.iter().fold(template.clone(), |text, place| text.replace(place, "x"));
                if !holds || example.contains(['{', '}']) {
                    return Err(format!(
                        "`email.recipients.gateway` must be an address with one of {} in it",
                        PLACES.join(", ")
                    ));
                }
                address_of("email.recipients.gateway", &example).map(drop)
            }
            (Some(_), _) | (None, []) => {
                Err("`email.recipients` needs either `gateway` or at least one of `domains`".to_owned())
            }
            (None, domains) => domains.iter().try_for_each(|domain| {
                address_of("email.recipients.domains", &format!("x@{domain}")).map(drop)
            }),
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
    use crate::config::Config;

    const SAMPLE: &str = include_str!("../../begrund.yaml");
    const EMAIL: &str = "email:
  host: relay.test.invalid
  from: Prøvestad Kommune <brev@test.invalid>
  letters: {because: sikker gateway, by: Ansvarlia Prøvesen}
  recipients: {gateway: \"{cpr}@gateway.test.invalid\"}
  override: proeve@test.invalid
";

    fn read(email: &str) -> Result<Config, String> {
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
            read(&EMAIL.replace(from, to)).unwrap_err()
        };
        for (from, to, told) in [
            ("  from", "  tls: none\n  from", "tls"),
            ("  from", "  tls: opportunistic\n  from", "tls"),
            ("  from", "  accept_invalid_certs: true\n  from", "accept_invalid_certs"),
            ("  from", "  timeout: 1\n  from", "timeout"),
            ("  from", "  password: hemmelig\n  from", "password"),
            ("relay.test.invalid\n", "\"\"\n", "email.host"),
            ("<brev@test.invalid>", "", "email.from"),
            ("<brev@test.invalid>", "<søren@test.invalid>", "email.from"),
            ("Prøvestad Kommune <brev@test.invalid>", "\"A\\nB <b@test.invalid>\"", "email.from"),
            ("by: Ansvarlia Prøvesen", "by: \"\"", "email.letters"),
            ("  recipients: {gateway: \"{cpr}@gateway.test.invalid\"}\n", "", "email.recipients"),
            ("{cpr}@", "alle@", "gateway"),
            ("{cpr}@", "{navn}@", "gateway"),
            ("gateway: \"{cpr}@gateway.test.invalid\"", "domains: []", "domains"),
            ("gateway: \"{cpr}@gateway.test.invalid\"", "domains: [localhost]", "domains"),
            ("  override: proeve@test.invalid\n", "", "override"),
            ("override: proeve@test.invalid", "override: proeve@[127.0.0.1]", "override"),
            ("  from", "  retry: {after_minutes: 1}\n  from", "email.retry"),
        ] {
            let message = swap(from, to);
            assert!(message.contains(told), "{to}: {message}");
        }
        let earnest = format!("{}\n{EMAIL}", SAMPLE.replace("test: true", "test: false"));
        assert!(Config::parse(&earnest).unwrap_err().contains("email.override"));
        assert!(read("delivery: {per_run: 0}").unwrap_err().contains("per_run"));
    }
}
