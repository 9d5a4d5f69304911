//! A relay for tests, on loopback: it speaks SMTP over TLS by the book, except where its script says otherwise.

use std::io::{ErrorKind, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, OnceLock};
use std::thread;
use std::time::Duration;

use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair, KeyUsagePurpose};
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};

/// What a client does, at which the script can say what happens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum On {
    Connect,
    Greeting,
    Ehlo,
    StartTls,
    Auth,
    Mail,
    Rcpt,
    Data,
    /// 64 KiB of a letter have come.
    Body,
    /// All of a letter has come.
    Dot,
}

/// What the relay does instead of what is right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Act {
    /// Says this.
    Say(&'static str),
    /// Says this and closes the connection.
    SayAndClose(&'static str),
    /// Closes the connection.
    Close,
    /// Keeps the letter and closes the connection.
    KeepAndClose,
    /// Says and reads nothing more.
    Stall,
    /// Keeps the letter, and says nothing more.
    KeepAndStall,
}

/// At the n-th time (from 1; 0: each time) that a client does this, the relay does that.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Rule(pub(crate) On, pub(crate) usize, pub(crate) Act);

/// In the n-th letter's transaction (from 1, counted by MAIL), when a client does this, the relay does that.
#[derive(Debug, Clone, Copy)]
pub(crate) struct InLetter(pub(crate) usize, pub(crate) On, pub(crate) Act);

/// How its certificate is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Identity {
    Right,
    OtherName,
    Expired,
    NotYet,
    OtherAuthority,
}

/// How a relay is set up.
#[derive(Debug, Clone)]
pub(crate) struct Setup {
    pub(crate) starttls: bool,
    /// What its EHLO offers, beside STARTTLS where it has that.
    pub(crate) offers: &'static [&'static str],
    pub(crate) identity: Identity,
    pub(crate) rules: Vec<Rule>,
    pub(crate) in_letters: Vec<InLetter>,
    /// What is slipped in behind the answer to STARTTLS, in plain text.
    pub(crate) slips_in: &'static str,
}

impl Default for Setup {
    fn default() -> Self {
        Self {
            starttls: false,
            offers: &["PIPELINING", "SIZE 30000000", "AUTH PLAIN LOGIN", "DSN", "8BITMIME"],
            identity: Identity::Right,
            rules: Vec::new(),
            in_letters: Vec::new(),
            slips_in: "",
        }
    }
}

impl Setup {
    pub(crate) fn rules(rules: &[Rule]) -> Self {
        Self { rules: rules.to_vec(), ..Self::default() }
    }
}

/// A letter that a relay has kept.
#[derive(Debug, Clone)]
pub(crate) struct Kept {
    pub(crate) id: String,
    pub(crate) to: String,
    pub(crate) bytes: Vec<u8>,
}

#[derive(Debug, Default)]
struct State {
    counts: Mutex<Vec<On>>,
    kept: Mutex<Vec<Kept>>,
    said: Mutex<Vec<String>>,
    over: AtomicBool,
}

/// A running relay.
#[derive(Debug)]
pub(crate) struct Relay {
    pub(crate) port: u16,
    state: Arc<State>,
}

/// Authorities and certificates, made once.
struct Authority {
    issuer: Issuer<'static, KeyPair>,
    pem: String,
}

fn authority(name: &str) -> Authority {
    let key = KeyPair::generate().unwrap();
    let mut params = CertificateParams::new(Vec::<String>::new()).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    params.distinguished_name.push(rcgen::DnType::CommonName, name);
    let pem = params.self_signed(&key).unwrap().pem();
    Authority { issuer: Issuer::new(params, key), pem }
}

fn authorities() -> &'static (Authority, Authority) {
    static AUTHORITIES: OnceLock<(Authority, Authority)> = OnceLock::new();
    AUTHORITIES.get_or_init(|| (authority("begrund test"), authority("another")))
}

/// Writes the authority that a client must know.
pub(crate) fn write_authority(path: &Path) -> PathBuf {
    std::fs::write(path, &authorities().0.pem).unwrap();
    path.to_owned()
}

fn server_config(identity: Identity) -> Arc<ServerConfig> {
    let (right, other) = authorities();
    let names = if identity == Identity::OtherName {
        vec!["elsewhere.test.invalid"]
    } else {
        vec!["localhost", "127.0.0.1"]
    };
    let names: Vec<String> = names.into_iter().map(ToOwned::to_owned).collect();
    let mut params = CertificateParams::new(names).unwrap();
    match identity {
        Identity::Expired => {
            params.not_before = rcgen::date_time_ymd(2020, 1, 1);
            params.not_after = rcgen::date_time_ymd(2021, 1, 1);
        }
        Identity::NotYet => {
            params.not_before = rcgen::date_time_ymd(2090, 1, 1);
            params.not_after = rcgen::date_time_ymd(2091, 1, 1);
        }
        _ => {}
    }
    let key = KeyPair::generate().unwrap();
    let issuer = if identity == Identity::OtherAuthority { &other.issuer } else { &right.issuer };
    let certificate = params.signed_by(&key, issuer).unwrap();
    let private = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
    let config = ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate.der().clone()], private)
        .unwrap();
    Arc::new(config)
}

impl Relay {
    pub(crate) fn start(setup: Setup) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let state = Arc::new(State::default());
        let shared = Arc::clone(&state);
        let config = server_config(setup.identity);
        thread::spawn(move || {
            for socket in listener.incoming().flatten() {
                if shared.over.load(Ordering::Relaxed) {
                    return;
                }
                let (setup, state, config) = (setup.clone(), Arc::clone(&shared), Arc::clone(&config));
                thread::spawn(move || {
                    let _over: Option<()> =
                        Session { setup: &setup, state: &state, mail: None }.serve(socket, config);
                });
            }
        });
        Self { port, state }
    }

    pub(crate) fn kept(&self) -> Vec<Kept> {
        self.state.kept.lock().unwrap().clone()
    }

    /// How often clients have done something.
    pub(crate) fn count(&self, on: On) -> usize {
        self.state.counts.lock().unwrap().iter().filter(|own| **own == on).count()
    }

    /// Every command that came, without the letters.
    pub(crate) fn commands(&self) -> Vec<String> {
        self.state.said.lock().unwrap().clone()
    }
}

impl Drop for Relay {
    fn drop(&mut self) {
        self.state.over.store(true, Ordering::Relaxed);
        let _woken = TcpStream::connect(("127.0.0.1", self.port));
    }
}

trait Line: Read + Write {}
impl<T: Read + Write> Line for T {}

struct Session<'a> {
    setup: &'a Setup,
    state: &'a State,
    mail: Option<String>,
}

impl Session<'_> {
    /// Ends with `None` where the script closes the connection.
    fn serve(&mut self, socket: TcpStream, config: Arc<ServerConfig>) -> Option<()> {
        socket.set_read_timeout(Some(Duration::from_secs(20))).ok()?;
        let raw = socket.try_clone().ok()?;
        let mut plain = socket;
        self.meet(On::Connect, &mut plain, "", &[])?;
        if self.setup.starttls {
            self.greet(&mut plain)?;
            loop {
                let line = read_line(&mut plain)?;
                match word(&line).as_str() {
                    "EHLO" => self.ehlo(&mut plain, true)?,
                    "STARTTLS" => {
                        let answer = format!("220 go ahead\r\n{}", self.setup.slips_in);
                        self.meet(On::StartTls, &mut plain, answer.trim_end_matches("\r\n"), &[])?;
                        break;
                    }
                    "QUIT" => return say(&mut plain, "221 bye"),
                    _ => say(&mut plain, "530 5.7.0 Must issue a STARTTLS command first")?,
                }
            }
        }
        let mut line = StreamOwned::new(ServerConnection::new(config).ok()?, plain);
        let done = self.speak(&mut line);
        let _gone = raw.shutdown(Shutdown::Both);
        done
    }

    fn speak(&mut self, line: &mut dyn Line) -> Option<()> {
        if !self.setup.starttls {
            self.greet(line)?;
        }
        let mut to = String::new();
        loop {
            let text = read_line(line)?;
            self.state.said.lock().unwrap().push(text.trim_end().to_owned());
            match word(&text).as_str() {
                "EHLO" => self.ehlo(line, false)?,
                "AUTH" => self.auth(line, &text)?,
                "MAIL" => {
                    self.mail = Some(text.clone());
                    self.meet(On::Mail, line, "250 2.1.0 Ok", &[])?;
                }
                "RCPT" => {
                    to = text.split(['<', '>']).nth(1).unwrap_or_default().to_owned();
                    self.meet(On::Rcpt, line, "250 2.1.5 Ok", &[])?;
                }
                "DATA" => {
                    if self.meet(On::Data, line, "354 go on", &[])? {
                        let bytes = self.body(line)?;
                        let number = self.count_kept() + 1;
                        let right = format!("250 2.0.0 Ok: queued as A{number:06}");
                        self.meet(On::Dot, line, &right, &[(to.as_str(), &bytes)])?;
                    }
                }
                "RSET" | "NOOP" => say(line, "250 2.0.0 Ok")?,
                "QUIT" => return say(line, "221 2.0.0 Bye"),
                _ => say(line, "500 5.5.2 unrecognized")?,
            }
        }
    }

    fn greet(&mut self, line: &mut dyn Line) -> Option<()> {
        self.meet(On::Greeting, line, "220 relay.test.invalid ESMTP", &[]).map(drop)
    }

    fn ehlo(&mut self, line: &mut dyn Line, plain: bool) -> Option<()> {
        let mut lines = vec!["relay.test.invalid"];
        if plain && !self.setup.slips_in.starts_with("no starttls") {
            lines.push("STARTTLS");
        }
        lines.extend(self.setup.offers.iter().filter(|offer| !plain || !offer.starts_with("AUTH")));
        let last = lines.len() - 1;
        let answer: Vec<String> = lines
            .iter()
            .enumerate()
            .map(|(at, text)| format!("250{}{text}", if at == last { ' ' } else { '-' }))
            .collect();
        self.meet(On::Ehlo, line, &answer.join("\r\n"), &[]).map(drop)
    }

    fn auth(&mut self, line: &mut dyn Line, text: &str) -> Option<()> {
        if text.trim_end().eq_ignore_ascii_case("AUTH LOGIN") {
            for question in ["334 VXNlcm5hbWU6", "334 UGFzc3dvcmQ6"] {
                say(line, question)?;
                read_line(line)?;
            }
        }
        self.meet(On::Auth, line, "235 2.7.0 ok", &[]).map(drop)
    }

    fn body(&mut self, line: &mut dyn Line) -> Option<Vec<u8>> {
        let mut bytes: Vec<u8> = Vec::new();
        let mut some = [0; 16 * 1024];
        let mut told = false;
        loop {
            let count = line.read(&mut some).ok().filter(|count| *count > 0)?;
            // Only the end can be new.
            let seen = bytes.len().saturating_sub(4);
            bytes.extend_from_slice(&some[..count]);
            if let Some(end) = bytes[seen..].windows(5).position(|five| five == b"\r\n.\r\n") {
                bytes.truncate(seen + end + 2);
                return Some(bytes);
            }
            if !told && bytes.len() >= 64 * 1024 {
                told = true;
                self.meet(On::Body, line, "", &[])?;
            }
        }
    }

    /// Does what is right, or what the script says. Gives whether it was right; `None` when the connection is over.
    fn meet(
        &mut self,
        on: On,
        line: &mut dyn Line,
        right: &str,
        letter: &[(&str, &Vec<u8>)],
    ) -> Option<bool> {
        let (time, letter_number) = {
            let mut counts = self.state.counts.lock().unwrap();
            counts.push(on);
            let count = |on| counts.iter().filter(|own| **own == on).count();
            (count(on), count(On::Mail))
        };
        let by_time = self.setup.rules.iter().filter(|Rule(_, nth, _)| *nth == 0 || *nth == time);
        let by_letter = self.setup.in_letters.iter().filter(|InLetter(nth, ..)| *nth == letter_number);
        let acts = by_time.map(|Rule(on, _, act)| (*on, *act));
        let act = acts.chain(by_letter.map(|InLetter(_, on, act)| (*on, *act))).find(|(own, _)| *own == on);
        // As a server that keeps its word: first it has the letter, then it says so.
        if matches!(act, None | Some((_, Act::KeepAndClose | Act::KeepAndStall))) {
            for (to, bytes) in letter {
                self.keep(to, bytes);
            }
        }
        let Some((_, act)) = act else {
            if !right.is_empty() {
                say(line, right)?;
            }
            return Some(true);
        };
        match act {
            Act::Say(text) => {
                say(line, text)?;
                Some(false)
            }
            Act::SayAndClose(text) => {
                say(line, text)?;
                None
            }
            Act::Close | Act::KeepAndClose => None,
            Act::Stall | Act::KeepAndStall => {
                thread::sleep(Duration::from_secs(4));
                None
            }
        }
    }

    fn keep(&self, to: &str, bytes: &[u8]) {
        let text = String::from_utf8_lossy(&bytes[..bytes.len().min(4096)]).into_owned();
        let id = text.lines().find_map(|line| line.strip_prefix("Message-ID: <")).unwrap_or_default();
        let id = id.trim_end_matches(['>', '\r']).to_owned();
        // Dots were doubled on the way.
        let mut plain = Vec::with_capacity(bytes.len());
        for (number, line) in bytes.split(|byte| *byte == b'\n').enumerate() {
            if number > 0 {
                plain.push(b'\n');
            }
            plain.extend_from_slice(line.strip_prefix(b".").unwrap_or(line));
        }
        self.state.kept.lock().unwrap().push(Kept { id, to: to.to_owned(), bytes: plain });
    }

    fn count_kept(&self) -> usize {
        self.state.kept.lock().unwrap().len()
    }
}

fn word(line: &str) -> String {
    line.split([' ', '\r', '\n']).next().unwrap_or_default().to_ascii_uppercase()
}

fn say(line: &mut dyn Line, text: &str) -> Option<()> {
    // In one piece, as it comes from a server.
    line.write_all(format!("{text}\r\n").as_bytes()).ok()?;
    line.flush().ok()
}

fn read_line(line: &mut dyn Line) -> Option<String> {
    let mut text = Vec::new();
    let mut one = [0];
    while !text.ends_with(b"\n") {
        match line.read(&mut one) {
            Ok(1) => text.push(one[0]),
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            _ => return None,
        }
    }
    Some(String::from_utf8_lossy(&text).into_owned())
}
