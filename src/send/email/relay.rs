//! One connection to the relay. It knows how far it has come, so that the meaning of every failure is known.
//!
//! Before the recipient is given, a failure is the run's: no letter is changed. Until the end of the letter is given, a failure means that
//! it was not taken. After that only an answer tells.

use std::fmt;
use std::io::{self, ErrorKind};
use std::path::Path;
use std::time::Duration;

use lettre::Address;
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{
    Certificate, CertificateStore, SmtpConnection, TlsParameters, TlsVersion,
};
use lettre::transport::smtp::commands::{Data, Ehlo, Mail, Noop, Rcpt, Rset};
use lettre::transport::smtp::extension::{ClientId, MailParameter, RcptParameter};
use lettre::transport::smtp::response::Response;
use secrecy::{ExposeSecret as _, SecretString};

use super::reply::kept;
use crate::config::Tls;
use crate::diagnostic::Bilingual;
use crate::ledger::Reply;
use crate::send::outcome::{Fault, FaultKind, Outcome};
use crate::send::pace::{Point, Watch};

/// How long an answer is waited for (RFC 5321, section 4.5.3.2).
///
/// They are no setting: a shorter wait for the last answer makes letters unknown that were taken.
#[derive(Debug, Clone, Copy)]
pub struct Timeouts {
    /// For the connection, the greeting and every command up to the recipient.
    pub command: Duration,
    /// For leave to give the letter.
    pub data: Duration,
    /// For each part of the letter to be taken, and for the last answer.
    pub last: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        let minutes = |minutes: u64| Duration::from_secs(60 * minutes);
        Self { command: minutes(5), data: minutes(2), last: minutes(10) }
    }
}

/// For a connection to open; a relay of one's own that takes longer is away.
const CONNECT_MAX: Duration = Duration::from_secs(30);
/// How long a relay must be silent after STARTTLS, so that nothing that was slipped in before it is believed.
const QUIET: Duration = Duration::from_millis(250);
/// The letter is given in parts of so many bytes, so that it is known whether all of it was taken.
const PART_BYTES: usize = 16 * 1024;

/// What a relay is reached by.
pub(super) struct Target {
    pub(super) host: String,
    pub(super) port: u16,
    pub(super) tls: Tls,
    pub(super) parameters: TlsParameters,
    pub(super) hello: ClientId,
    pub(super) login: Option<(String, SecretString)>,
    pub(super) timeouts: Timeouts,
}

/// What is given to a relay.
pub(super) struct Post<'a> {
    pub(super) from: &'a Address,
    pub(super) to: Address,
    pub(super) bytes: &'a [u8],
    /// What a report of failure will call it.
    pub(super) envelope: &'a str,
}

/// An open connection.
pub(super) struct Relay {
    connection: SmtpConnection,
    timeouts: Timeouts,
    /// Whether it tells of failures in the form of RFC 3461.
    reports: bool,
    /// The largest letter that it takes.
    size_max: Option<usize>,
    /// Whether a letter was given over it before.
    used: bool,
    broken: bool,
}

impl fmt::Debug for Relay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Relay").field("broken", &self.broken).finish_non_exhaustive()
    }
}

/// What makes a connection private, and who must be at its end. There is no way round either.
pub(super) fn tls_parameters(host: &str, authority: Option<&[u8]>) -> Option<TlsParameters> {
    const CERTIFICATE: &[u8] = b"-----BEGIN CERTIFICATE-----";
    let mut builder = TlsParameters::builder(host.to_owned()).set_min_tls_version(TlsVersion::Tlsv12);
    if let Some(pem) = authority {
        builder = builder
            .certificate_store(CertificateStore::None)
            .add_root_certificate(Certificate::from_pem(pem).ok()?);
        // A file without any is read as an empty list.
        if !pem.windows(CERTIFICATE.len()).any(|part| part == CERTIFICATE) {
            return None;
        }
    }
    builder.build_rustls().ok()
}

impl Relay {
    /// Connects, makes the connection private, and logs in.
    pub(super) fn open(at: &Target) -> Result<Self, Fault> {
        let wait = at.timeouts.command.min(CONNECT_MAX);
        let server = (at.host.as_str(), at.port);
        let wrapped = (at.tls == Tls::Implicit).then_some(&at.parameters);
        let connection = SmtpConnection::connect(server, Some(wait), &at.hello, wrapped, None)
            .map_err(|error| not_open(&error))?;
        let mut relay = Self {
            connection,
            timeouts: at.timeouts,
            reports: false,
            size_max: None,
            used: false,
            broken: false,
        };
        relay.patience(at.timeouts.command);
        if at.tls == Tls::Starttls {
            relay.encrypt(at)?;
        }
        relay.greet_again(&at.hello)?;
        if let Some((user, password)) = &at.login {
            relay.log_in(user, password)?;
        }
        Ok(relay)
    }

    /// STARTTLS. What arrives in plain text behind the relay's word for it would be believed as if it had come encrypted; a relay that
    /// says more than it was asked is left.
    fn encrypt(&mut self, at: &Target) -> Result<(), Fault> {
        if !self.connection.can_starttls() {
            return Err(Fault::new(
                FaultKind::Settings,
                Bilingual::new("mailserveren tilbyder ikke STARTTLS", "the relay does not offer STARTTLS"),
                Bilingual::new(
                    "Brug `email.tls: implicit` og port 465, eller få STARTTLS slået til. begrund sender intet ukrypteret.",
                    "Use `email.tls: implicit` and port 465, or have STARTTLS turned on. begrund sends nothing in the clear.",
                ),
            ));
        }
        self.connection.starttls(&at.parameters, &at.hello).map_err(|error| not_open(&error))?;
        let slipped_in = || {
            Fault::new(
                FaultKind::Settings,
                Bilingual::new(
                    "uventede data efter STARTTLS: nogen på linjen kan have blandet sig",
                    "unexpected data after STARTTLS: somebody on the line may have interfered",
                ),
                Bilingual::new(
                    "Intet er sendt. Brug `email.tls: implicit`, og tal med dem, der driver netværket.",
                    "Nothing was sent. Use `email.tls: implicit`, and speak to those who run the network.",
                ),
            )
        };
        self.connection.command(Noop).map_err(|_| slipped_in())?;
        self.patience(QUIET);
        let more = self.connection.read_response();
        self.patience(self.timeouts.command);
        match more {
            Err(error) if is_silence(&error) => Ok(()),
            _ => Err(slipped_in()),
        }
    }

    /// Asks again what the relay can do: lettre keeps only what it knows itself.
    fn greet_again(&mut self, hello: &ClientId) -> Result<(), Fault> {
        let answer = self.connection.command(Ehlo::new(hello.clone())).map_err(|error| not_open(&error))?;
        for line in answer.message() {
            let mut words = line.split_whitespace();
            match words.next().map(str::to_ascii_uppercase).as_deref() {
                Some("DSN") => self.reports = true,
                Some("SIZE") => {
                    let size = words.next().and_then(|size| size.parse().ok());
                    self.size_max = size.filter(|size| *size > 0);
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// Once. A second attempt with a wrong password may lock the account.
    fn log_in(&mut self, user: &str, password: &SecretString) -> Result<(), Fault> {
        let credentials = Credentials::new(user.to_owned(), password.expose_secret().to_owned());
        let done = self.connection.auth(&[Mechanism::Plain, Mechanism::Login], &credentials);
        done.map(drop).map_err(|error| match error.status() {
            Some(code) if error.is_transient() => away(reply_of(&error, code.into())),
            None if is_network(&error) => not_open(&error),
            code => Fault::new(
                FaultKind::Settings,
                Bilingual::new("mailserveren afviser login", "the relay refuses the login"),
                Bilingual::new(
                    "Se efter `email.user` og adgangskoden. begrund har prøvet én gang, så kontoen bliver ikke låst.",
                    "See to `email.user` and the password. begrund has tried once, so that the account is not locked.",
                ),
            )
            .saying(code.map(|code| reply_of(&error, code.into()))),
        })
    }

    /// Whether it can be used for another letter.
    pub(super) fn is_usable(&self) -> bool {
        !self.broken
    }

    /// The largest letter that it takes.
    pub(super) fn size_max(&self) -> Option<usize> {
        self.size_max
    }

    /// Gives it a letter.
    pub(super) fn give(&mut self, post: &Post<'_>, watch: &dyn Watch) -> Outcome {
        let first_use = !std::mem::replace(&mut self.used, true);
        let outcome = self.converse(post, watch, first_use);
        watch.reached(Point::Answered);
        let left_open = matches!(outcome, Outcome::Rejected(_) | Outcome::Deferred(Some(_)));
        if left_open && !self.broken && self.connection.command(Rset).is_err() {
            self.broken = true;
        }
        outcome
    }

    fn converse(&mut self, post: &Post<'_>, watch: &dyn Watch, first_use: bool) -> Outcome {
        self.patience(self.timeouts.command);
        watch.reached(Point::Mail);
        if let Err(error) = self.ask(250, self.mail(post)) {
            return Outcome::Untouched(self.refused_sender(&error, first_use));
        }
        watch.reached(Point::Recipient);
        match self.recipient(post) {
            Ok(()) => {}
            Err(Answer::Closing(reply)) => return Outcome::Untouched(self.lost(Some(reply))),
            Err(Answer::No(reply)) => return Outcome::Rejected(reply),
            Err(Answer::Later(reply)) => return Outcome::Deferred(Some(reply)),
            Err(Answer::Nothing) => return self.put_off(),
        }
        self.patience(self.timeouts.data);
        watch.reached(Point::Data);
        match self.ask(354, Data) {
            Ok(()) => {}
            Err(Answer::Closing(reply)) => return Outcome::Untouched(self.lost(Some(reply))),
            Err(Answer::No(reply)) => return Outcome::Rejected(reply),
            Err(Answer::Later(reply)) => return Outcome::Deferred(Some(reply)),
            Err(Answer::Nothing) => return self.put_off(),
        }
        self.hand_over(post.bytes, watch)
    }

    /// The letter itself. lettre asks for the next part only when the one before was taken by the system, so when it has asked for one
    /// more than there are, all have left, and only the relay knows what became of them.
    fn hand_over(&mut self, bytes: &[u8], watch: &dyn Watch) -> Outcome {
        let mut all_left = false;
        self.patience(self.timeouts.last);
        let mut parts = bytes.chunks(PART_BYTES).enumerate();
        let parts = std::iter::from_fn(|| {
            let part = parts.next();
            match part {
                Some((1, _)) => watch.reached(Point::FirstPart),
                None => {
                    all_left = true;
                    watch.reached(Point::LastPart);
                }
                Some(_) => {}
            }
            part.map(|(_, bytes)| bytes)
        });
        let answer = self.connection.message_iter(parts);
        match answer {
            Ok(answer) if is(&answer, 250) || is(&answer, 251) => {
                Outcome::Accepted(Some(kept(250, &joined(&answer))))
            }
            Err(error) if error.status().is_some() => {
                let reply = reply_of(&error, error.status().map_or(0, u16::from));
                self.broken = reply.code == 421;
                if error.is_permanent() { Outcome::Rejected(reply) } else { Outcome::Deferred(Some(reply)) }
            }
            // An answer of another kind answers something else: the two sides no longer understand each other.
            _ => {
                self.broken = true;
                if all_left { Outcome::Unknown } else { Outcome::Deferred(None) }
            }
        }
    }

    fn mail(&self, post: &Post<'_>) -> Mail {
        let mut parameters = Vec::new();
        if self.reports {
            // Without it, a report of failure brings the whole letter back, in the clear.
            parameters.push(other("RET", "HDRS"));
            parameters.push(other("ENVID", post.envelope));
        }
        Mail::new(Some(post.from.clone()), parameters)
    }

    fn recipient(&mut self, post: &Post<'_>) -> Result<(), Answer> {
        let notify =
            RcptParameter::Other { keyword: "NOTIFY".to_owned(), value: Some("FAILURE,DELAY".to_owned()) };
        let parameters = if self.reports { vec![notify] } else { Vec::new() };
        self.ask(250, Rcpt::new(post.to.clone(), parameters))
    }

    /// A command whose answer must be of one code. 251 is as good as 250.
    fn ask(&mut self, code: u16, command: impl fmt::Display) -> Result<(), Answer> {
        match self.connection.command(command) {
            Ok(answer) if is(&answer, code) || (code == 250 && is(&answer, 251)) => Ok(()),
            Err(error) => {
                if let Some(status) = error.status() {
                    let reply = reply_of(&error, status.into());
                    Err(match reply.code {
                        421 => {
                            self.broken = true;
                            Answer::Closing(reply)
                        }
                        _ if error.is_permanent() => Answer::No(reply),
                        _ => Answer::Later(reply),
                    })
                } else {
                    self.broken = true;
                    Err(Answer::Nothing)
                }
            }
            Ok(_) => {
                self.broken = true;
                Err(Answer::Nothing)
            }
        }
    }

    fn refused_sender(&mut self, answer: &Answer, first_use: bool) -> Fault {
        match answer {
            Answer::No(reply) => Fault::new(
                FaultKind::Settings,
                Bilingual::new("mailserveren afviser afsenderen", "the relay refuses the sender"),
                Bilingual::new(
                    "Se efter `email.from`, og om brugeren må sende som den.",
                    "See to `email.from`, and whether the user may send as it.",
                ),
            )
            .saying(Some(reply.clone())),
            Answer::Later(reply) => away(reply.clone()),
            Answer::Closing(reply) if first_use => away(reply.clone()),
            Answer::Closing(reply) => self.lost(Some(reply.clone())),
            Answer::Nothing => self.lost(None),
        }
    }

    fn lost(&mut self, reply: Option<Reply>) -> Fault {
        self.broken = true;
        Fault::new(
            FaultKind::Lost,
            Bilingual::new("mailserveren afbrød forbindelsen", "the relay closed the connection"),
            try_later(),
        )
        .saying(reply)
    }

    fn put_off(&mut self) -> Outcome {
        self.broken = true;
        Outcome::Deferred(None)
    }

    fn patience(&mut self, time: Duration) {
        // It fails only on a connection that is gone, and then so does what comes next.
        let _gone: io::Result<()> = self.connection.set_timeout(Some(time));
    }

    /// Ends the connection in good order.
    pub(super) fn quit(mut self) {
        if !self.broken {
            self.patience(Duration::from_secs(5));
            let _said: Result<Response, Error> = self.connection.quit();
        }
    }
}

/// What came instead of the right answer.
enum Answer {
    /// No, for good.
    No(Reply),
    /// Not now.
    Later(Reply),
    /// The relay is going away.
    Closing(Reply),
    /// No answer, or one that makes no sense.
    Nothing,
}

fn other(keyword: &str, value: &str) -> MailParameter {
    MailParameter::Other { keyword: keyword.to_owned(), value: Some(value.to_owned()) }
}

fn is(answer: &Response, code: u16) -> bool {
    answer.has_code(code)
}

fn joined(answer: &Response) -> String {
    answer.message().collect::<Vec<_>>().join("\n")
}

/// What can be kept of a refusal.
fn reply_of(error: &Error, code: u16) -> Reply {
    let message = std::error::Error::source(error).map(ToString::to_string).unwrap_or_default();
    kept(code, &message)
}

fn away(reply: Reply) -> Fault {
    Fault::new(
        FaultKind::Away,
        Bilingual::new("mailserveren kan ikke lige nu", "the relay cannot just now"),
        try_later(),
    )
    .saying(Some(reply))
}

fn try_later() -> Bilingual {
    Bilingual::new(
        "Kør `begrund send` igen senere. Ingen breve er ændret af det.",
        "Run `begrund send` again later. No letter was changed by it.",
    )
}

/// Why a connection could not be opened.
fn not_open(error: &Error) -> Fault {
    if let Some(status) = error.status() {
        let reply = reply_of(error, status.into());
        return if error.is_transient() {
            away(reply)
        } else {
            Fault::new(
                FaultKind::Settings,
                Bilingual::new(
                    "mailserveren tager ikke imod forbindelsen",
                    "the relay does not take the connection",
                ),
                Bilingual::new(
                    "Se efter `email.host` og `email.port`, og om denne maskine må bruge mailserveren.",
                    "See to `email.host` and `email.port`, and whether this machine may use the relay.",
                ),
            )
            .saying(Some(reply))
        };
    }
    match tls_fault(error) {
        Some(rustls::Error::InvalidCertificate(why)) => Fault::new(
            FaultKind::Settings,
            Bilingual::new(
                format!("mailserverens certifikat holder ikke ({})", certificate(&why, true)),
                format!("the relay's certificate does not hold ({})", certificate(&why, false)),
            ),
            Bilingual::new(
                "Intet er sendt. Se efter `email.host` (navnet i certifikatet), `email.ca_file` og maskinens ur.",
                "Nothing was sent. See to `email.host` (the name in the certificate), `email.ca_file` and the machine's clock.",
            ),
        ),
        Some(_) => Fault::new(
            FaultKind::Settings,
            Bilingual::new(
                "mailserveren og begrund kan ikke blive enige om TLS",
                "the relay and begrund cannot agree on TLS",
            ),
            Bilingual::new(
                "Se efter `email.port` og `email.tls`: 465 er implicit TLS, 587 er STARTTLS. Mailserveren skal kunne TLS 1.2.",
                "See to `email.port` and `email.tls`: 465 is implicit TLS, 587 is STARTTLS. The relay must know TLS 1.2.",
            ),
        ),
        None => Fault::new(
            FaultKind::Away,
            Bilingual::new("mailserveren kan ikke nås", "the relay cannot be reached"),
            Bilingual::new(
                "Se efter `email.host` og `email.port`, eller kør igen senere. Ingen breve er ændret.",
                "See to `email.host` and `email.port`, or run again later. No letter was changed.",
            ),
        ),
    }
}

/// What is wrong with a certificate, in words.
fn certificate(why: &rustls::CertificateError, da: bool) -> &'static str {
    use rustls::CertificateError as Why;
    let (danish, english) = match why {
        Why::Expired | Why::ExpiredContext { .. } => {
            ("udløbet, eller uret går forkert", "expired, or the clock is wrong")
        }
        Why::NotValidYet | Why::NotValidYetContext { .. } => {
            ("gælder ikke endnu, eller uret går forkert", "not valid yet, or the clock is wrong")
        }
        Why::UnknownIssuer => ("ukendt udsteder", "unknown issuer"),
        Why::NotValidForName | Why::NotValidForNameContext { .. } => ("et andet navn", "another name"),
        _ => ("ikke gyldigt", "not valid"),
    };
    if da { danish } else { english }
}

fn causes(error: &Error) -> impl Iterator<Item = &(dyn std::error::Error + 'static)> {
    std::iter::successors(std::error::Error::source(error), |error| error.source())
}

/// The fault of TLS in an error of the network.
fn tls_fault(error: &Error) -> Option<rustls::Error> {
    causes(error).find_map(|cause| {
        let io = cause.downcast_ref::<io::Error>()?;
        io.get_ref()?.downcast_ref::<rustls::Error>().cloned()
    })
}

fn is_network(error: &Error) -> bool {
    causes(error).any(<dyn std::error::Error + 'static>::is::<io::Error>)
}

/// Whether nothing came in time. (`Error::is_timeout` knows only one of the two kinds that Linux has for it.)
fn is_silence(error: &Error) -> bool {
    let silent = |cause: &io::Error| matches!(cause.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut);
    causes(error).filter_map(|cause| cause.downcast_ref::<io::Error>()).any(silent)
}

/// The authority's certificates, from their file.
#[expect(clippy::disallowed_methods, reason = "the file that begrund.yaml names is read")]
pub(super) fn read_authority(path: &Path) -> io::Result<Vec<u8>> {
    std::fs::read(path)
}
