//! Delivery beside a plain loop over lettre: the same letters, the same relay on loopback, over TLS, in one run.
//!
//! `cargo bench --profile dist --bench send` makes and approves 500 letters by e-mail and sends them in turn: by a loop that reads each PDF,
//! makes a mail of it and gives it to the relay over one connection, as a script would; by begrund with a ledger that does not wait for the
//! disk; and by begrund as it is, which waits for the disk at every intention and outcome. With a number as argument, so many letters
//! instead. The first two are held against each other; the third tells what waiting for the disk costs. Most of a letter's time is the same
//! for all: lettre sends the end of a letter in a packet of its own, which the system holds back until the relay's system has acknowledged
//! the one before, some 40 ms later. `TMPDIR=/dev/shm` keeps what others do to the disk out of the first two. Nothing here is a test.
#![expect(clippy::print_stdout, clippy::unwrap_used, reason = "a bench prints, and a panic is its report")]
#![expect(clippy::disallowed_methods, reason = "a bench reads and writes files of its own")]
#![expect(clippy::cast_precision_loss, reason = "no count here comes near what a float holds")]

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use begrund::ledger::Ledger;
use begrund::pipeline::Workspace;
use begrund::send::email::Timeouts;
use begrund::send::{Channels, RealPace, Secrets, Sending, Silent, send};
use begrund::store::Store;
use jiff::Timestamp;
use lettre::message::header::ContentType;
use lettre::message::{Attachment, MultiPart, SinglePart};
use lettre::transport::smtp::client::{Certificate, CertificateStore, SmtpConnection, TlsParameters};
use lettre::transport::smtp::extension::ClientId;
use lettre::{Address, Message};
use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair, KeyUsagePurpose};
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};

/// The program's own.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[path = "../tests/it/dates.rs"]
mod dates;

const LETTERS: usize = 500;
/// How often each way is measured, in turn, for a machine is not the same all the time.
const ROUNDS: usize = 3;

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    // `cargo test` runs benches too, with this flag and for a look only.
    if args.iter().any(|arg| arg == "--test") {
        return;
    }
    let count = args.iter().find_map(|arg| arg.parse().ok()).unwrap_or(LETTERS);
    let (relay, authority) = Relay::start();
    let made = tempfile::tempdir().unwrap();
    let desk = made.path().join("desk");
    make_workspace(&desk, count, relay.port, &authority);
    let mut times = [(); 3].map(|()| Vec::new());
    for _ in 0..ROUNDS {
        for (way, times) in times.iter_mut().enumerate() {
            let own = made.path().join("own");
            copy(&desk, &own);
            let taken = relay.taken();
            let time = match way {
                0 => plain_loop(&own, relay.port, &authority),
                way => begrund(&own, way == 2),
            };
            assert_eq!(relay.taken() - taken, count, "every letter was taken once");
            times.push(time);
            fs::remove_dir_all(own).unwrap();
        }
    }
    let [plain, without, with] = times.map(|mut times| {
        times.sort();
        times[times.len() / 2].as_secs_f64() * 1000.0 / count as f64
    });
    let bytes = relay.bytes.load(Ordering::SeqCst) / (count * ROUNDS * 3);
    println!(
        "{count} letters of {} KiB over TLS on loopback, the middle of {ROUNDS} rounds:\n\
         plain loop over lettre            {plain:.3} ms a letter\n\
         begrund, not waiting for the disk {without:.3} ms a letter, {:.2} × the loop\n\
         begrund                           {with:.3} ms a letter; waiting for the disk costs {:.3} ms a letter",
        bytes / 1024,
        without / plain,
        with - without,
    );
}

/// begrund's own run, from the plan to the last outcome.
fn begrund(desk: &Path, waits_for_disk: bool) -> Duration {
    let workspace = Workspace::load(desk).unwrap();
    let store = Store::open(&desk.join("out"), None).unwrap();
    let mut ledger = Ledger::open(desk, None, Timestamp::now()).unwrap();
    if !waits_for_disk {
        ledger.do_not_wait_for_the_disk().unwrap();
    }
    let mut channels = Channels::open(&workspace, &Secrets::default(), Timeouts::default()).unwrap();
    let begun = Instant::now();
    let report = send(Sending {
        workspace: &workspace,
        store: &store,
        ledger: &mut ledger,
        channels: &mut channels,
        pace: &RealPace::from(Timestamp::now()),
        watch: &Silent,
        stop: &AtomicBool::new(false),
    });
    let time = begun.elapsed();
    assert_eq!(report.unwrap().untouched(), 0);
    time
}

/// What a script does: no ledger, no approval, no plan.
fn plain_loop(desk: &Path, port: u16, authority: &str) -> Duration {
    let mut letters: Vec<_> =
        fs::read_dir(desk.join("out/letters")).unwrap().map(|entry| entry.unwrap().path()).collect();
    letters.sort();
    let text = "Der er et brev til dig.\r\n".repeat(20);
    let begun = Instant::now();
    let parameters = TlsParameters::builder("localhost".to_owned())
        .certificate_store(CertificateStore::None)
        .add_root_certificate(Certificate::from_pem(authority.as_bytes()).unwrap())
        .build_rustls()
        .unwrap();
    let hello = ClientId::Domain("test.invalid".to_owned());
    let patience = Some(Duration::from_mins(1));
    let mut connection =
        SmtpConnection::connect(("localhost", port), patience, &hello, Some(&parameters), None).unwrap();
    let to: Address = "ok@test.invalid".parse().unwrap();
    for letter in letters {
        let pdf = fs::read(&letter).unwrap();
        let message = Message::builder()
            .from("Prøvestad Kommune <brev@test.invalid>".parse().unwrap())
            .to(to.clone().into())
            .subject("Brev fra Prøvestad Kommune")
            .multipart(
                MultiPart::mixed().singlepart(SinglePart::plain(text.clone())).singlepart(
                    Attachment::new("afgoerelse.pdf".to_owned())
                        .body(pdf, ContentType::parse("application/pdf").unwrap()),
                ),
            )
            .unwrap();
        connection.send(message.envelope(), &message.formatted()).unwrap();
    }
    connection.quit().unwrap();
    begun.elapsed()
}

/// A workspace with so many letters by e-mail, approved and planned for today.
fn make_workspace(desk: &Path, count: usize, port: u16, authority: &str) {
    fs::create_dir_all(desk.join("cases")).unwrap();
    fs::write(desk.join("ca.pem"), authority).unwrap();
    let sample = fs::read_to_string("begrund.yaml").unwrap();
    let settings = format!(
        "{sample}\napproval:\n  approvers: [{{name: Godkenda Prøvesen, user: {}}}]\n  open_each: []\n  draw_percent: 0\n\
         email:\n  host: localhost\n  port: {port}\n  ca_file: ca.pem\n  from: Prøvestad Kommune <brev@test.invalid>\n  \
         letters: {{because: sikker gateway, by: Ansvarlia Prøvesen}}\n  \
         recipients: {{gateway: \"{{cpr}}@gateway.test.invalid\"}}\n  override: ok@test.invalid\n",
        begrund::approval::user_of_process()
    );
    fs::write(desk.join("begrund.yaml"), settings).unwrap();
    let record = dates::leaving_today(&fs::read_to_string("cases/refusal-psychologist.yaml").unwrap())
        .replace("channel: digital_post", "channel: email")
        .replace("  address: [", "  email: modella.o@test.invalid\n  address: [");
    for number in 0..count {
        let text = record.replace("2026-102-0042", &format!("2026-102-{number:06}"));
        fs::write(desk.join(format!("cases/{number:06}.yaml")), text).unwrap();
    }
    said(desk, &["proof"]);
    let letters = fs::read_dir(desk.join("out/letters")).unwrap();
    let letters: Vec<String> = letters
        .map(|entry| entry.unwrap().path().file_stem().unwrap().to_string_lossy().into_owned())
        .collect();
    assert_eq!(letters.len(), count);
    let names = letters.iter().map(String::as_str);
    said(desk, &["approve"].into_iter().chain(names).collect::<Vec<_>>());
}

fn said(desk: &Path, args: &[&str]) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_begrund"));
    let status = command.current_dir(desk).args(args).stdout(Stdio::null()).status().unwrap();
    assert!(status.success(), "{:?}", args.first());
}

fn copy(from: &Path, to: &Path) {
    assert!(Command::new("cp").arg("-a").args([from, to]).status().unwrap().success());
}

/// A relay that takes everything and keeps nothing, as fast as it can.
struct Relay {
    port: u16,
    taken: Arc<AtomicUsize>,
    bytes: Arc<AtomicUsize>,
}

impl Relay {
    /// With the authority that its certificate is by.
    fn start() -> (Self, String) {
        let (config, authority) = identity();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let relay = Self { port, taken: Arc::default(), bytes: Arc::default() };
        let (taken, bytes) = (Arc::clone(&relay.taken), Arc::clone(&relay.bytes));
        thread::spawn(move || {
            for socket in listener.incoming().flatten() {
                // As a server's own sockets: it has nothing to wait for.
                socket.set_nodelay(true).unwrap();
                let (config, taken, bytes) = (Arc::clone(&config), Arc::clone(&taken), Arc::clone(&bytes));
                thread::spawn(move || {
                    let line = StreamOwned::new(ServerConnection::new(config).unwrap(), socket);
                    let _over: Option<()> = serve(line, &taken, &bytes);
                });
            }
        });
        (relay, authority)
    }

    fn taken(&self) -> usize {
        self.taken.load(Ordering::SeqCst)
    }
}

fn serve(
    mut line: StreamOwned<ServerConnection, TcpStream>,
    taken: &AtomicUsize,
    bytes: &AtomicUsize,
) -> Option<()> {
    line.write_all(b"220 relay.test.invalid ESMTP\r\n").ok()?;
    let mut buffer = vec![0; 64 * 1024];
    let mut held = Vec::new();
    let mut in_letter = false;
    loop {
        let end: &[u8] = if in_letter { b"\r\n.\r\n" } else { b"\r\n" };
        // A client waits for each answer, so what has come ends with what is asked.
        if !held.ends_with(end) {
            let count = line.read(&mut buffer).ok().filter(|count| *count > 0)?;
            if in_letter {
                bytes.fetch_add(count, Ordering::SeqCst);
                // Only the end tells anything.
                let keep = held.len().saturating_sub(4);
                held.drain(..keep);
            }
            held.extend_from_slice(&buffer[..count]);
            continue;
        }
        let answer: &[u8] = match held.first() {
            _ if in_letter => {
                taken.fetch_add(1, Ordering::SeqCst);
                in_letter = false;
                b"250 2.0.0 Ok: queued as A0000001\r\n"
            }
            Some(b'E') => b"250-relay.test.invalid\r\n250-SIZE 30000000\r\n250-DSN\r\n250 8BITMIME\r\n",
            Some(b'D') => {
                in_letter = true;
                b"354 go on\r\n"
            }
            Some(b'Q') => {
                line.write_all(b"221 2.0.0 Bye\r\n").ok()?;
                return line.flush().ok();
            }
            _ => b"250 2.0.0 Ok\r\n",
        };
        held.clear();
        line.write_all(answer).ok()?;
        line.flush().ok()?;
    }
}

fn identity() -> (Arc<ServerConfig>, String) {
    let key = KeyPair::generate().unwrap();
    let mut params = CertificateParams::new(Vec::<String>::new()).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign];
    let authority = params.self_signed(&key).unwrap().pem();
    let issuer = Issuer::new(params, key);
    let own = KeyPair::generate().unwrap();
    let params = CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
    let certificate = params.signed_by(&own, &issuer).unwrap();
    let private = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(own.serialize_der()));
    let config = ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate.der().clone()], private)
        .unwrap();
    (Arc::new(config), authority)
}
