//! A workspace with approved letters for e-mail, planned for today; built once, copied for each test.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use begrund::approval::user_of_process;
use begrund::ledger::{Event, Ledger, What};
use begrund::pipeline::Workspace;
use begrund::send::email::Timeouts;
use begrund::send::{Channels, Pace, Report, Secrets, SendError, Sending, Silent, Watch, send};
use begrund::store::{Disk, RealDisk, Store};
use jiff::{SignedDuration, Timestamp};
use tempfile::TempDir;

use crate::dates::leaving_today;
use crate::fixture::sample;
use crate::project::Run;
use crate::relay::write_authority;

/// What no letter may show outside itself.
pub(crate) const CANARIES: [&str; 8] =
    ["Modella", "Opfundsen", "6601901234", "660190-1234", "Prøvevej", "modella.o", "psykiater", "angst"];

/// A workspace.
pub(crate) struct Office {
    folder: TempDir,
}

/// How many letters a workspace has, and how large an attachment each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Size {
    /// Nine letters.
    Few,
    /// One letter with an attachment of 14 MB.
    Heavy,
}

impl Office {
    pub(crate) fn new(port: u16) -> Self {
        Self::of_size(port, Size::Few)
    }

    pub(crate) fn of_size(port: u16, size: Size) -> Self {
        static FEW: OnceLock<TempDir> = OnceLock::new();
        static HEAVY: OnceLock<TempDir> = OnceLock::new();
        let made = match size {
            Size::Few => FEW.get_or_init(|| make(9, 0)),
            Size::Heavy => HEAVY.get_or_init(|| make(1, 14_000_000)),
        };
        let folder = tempfile::tempdir().unwrap();
        copy(made.path(), folder.path());
        let office = Self { folder };
        office.settings(port, "");
        office
    }

    pub(crate) fn root(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The settings, with a relay at this port, and more under `email`.
    pub(crate) fn settings(&self, port: u16, more: &str) {
        settings(self.root(), port, more);
    }

    /// The events of delivery, as words, in their order.
    pub(crate) fn told(&self) -> Vec<String> {
        let ledger = Ledger::look(self.root()).unwrap().unwrap();
        let count = ledger.events().verify().unwrap().unwrap().events;
        let events = (1..=count).map(|seq| ledger.events().get(seq).unwrap().unwrap());
        events.filter_map(|event| word(&event)).collect()
    }

    pub(crate) fn letters(&self) -> Vec<String> {
        letters(self.root())
    }

    /// Sends in this process, so that waits are short, and time stands still but for the waits.
    pub(crate) fn send(&self) -> Result<Report, SendError> {
        self.send_with(&StillPace::default(), &Silent, &AtomicBool::new(false))
    }

    pub(crate) fn send_with(
        &self,
        pace: &dyn Pace,
        watch: &dyn Watch,
        stop: &AtomicBool,
    ) -> Result<Report, SendError> {
        send_in(self.root(), pace, watch, stop)
    }

    /// Runs the program itself.
    pub(crate) fn run(&self, args: &[&str]) -> Run {
        run(self.root(), args)
    }
}

/// Sends in this process what is approved in a workspace.
pub(crate) fn send_in(
    folder: &Path,
    pace: &dyn Pace,
    watch: &dyn Watch,
    stop: &AtomicBool,
) -> Result<Report, SendError> {
    send_on(&RealDisk, folder, pace, watch, stop)
}

/// The same, with what it hands over as files on a disk of one's own.
pub(crate) fn send_on(
    disk: &'static dyn Disk,
    folder: &Path,
    pace: &dyn Pace,
    watch: &dyn Watch,
    stop: &AtomicBool,
) -> Result<Report, SendError> {
    let workspace = Workspace::load(folder).unwrap();
    let store = Store::open(&folder.join("out"), None).unwrap();
    let mut ledger = Ledger::open(folder, None, Timestamp::now())?;
    let second = Duration::from_secs(1);
    let timeouts = Timeouts { command: second, data: second, last: second };
    let mut channels = Channels::open_on(disk, &workspace, &Secrets::default(), timeouts)
        .map_err(|(what, help)| SendError::Settings { what, help })?;
    let (ledger, channels) = (&mut ledger, &mut channels);
    send(Sending { workspace: &workspace, store: &store, ledger, channels, pace, watch, stop })
}

/// Time that moves only when somebody waits.
#[derive(Debug)]
pub(crate) struct StillPace {
    began: Timestamp,
    waited: std::sync::Mutex<Duration>,
}

impl Default for StillPace {
    fn default() -> Self {
        Self::at(Timestamp::now())
    }
}

impl StillPace {
    pub(crate) fn at(began: Timestamp) -> Self {
        Self { began, waited: std::sync::Mutex::default() }
    }

    pub(crate) fn waited(&self) -> Duration {
        *self.waited.lock().unwrap()
    }
}

impl Pace for StillPace {
    fn now(&self) -> Timestamp {
        self.began.checked_add(SignedDuration::try_from(self.waited()).unwrap()).unwrap()
    }

    fn wait(&self, time: Duration) {
        *self.waited.lock().unwrap() += time;
    }
}

pub(crate) fn run(folder: &Path, args: &[&str]) -> Run {
    let output =
        assert_cmd::Command::cargo_bin("begrund").unwrap().current_dir(folder).args(args).output().unwrap();
    Run::from(output)
}

pub(crate) fn letters(folder: &Path) -> Vec<String> {
    let files = fs::read_dir(folder.join("out/letters")).unwrap().map(|entry| entry.unwrap().path());
    let mut letters: Vec<String> =
        files.map(|path| path.file_stem().unwrap().to_string_lossy().into_owned()).collect();
    letters.sort();
    letters
}

pub(crate) fn word(event: &Event) -> Option<String> {
    Some(match &event.what {
        What::Attempted { .. } => "attempted".to_owned(),
        What::Ended { outcome, reply, .. } => {
            let reply = reply.as_ref().map(|reply| format!(" {}", reply.code)).unwrap_or_default();
            format!("{}{reply}", outcome.word())
        }
        What::Sent { .. } => "sent".to_owned(),
        What::Settled { was_sent, .. } => format!("settled {was_sent}"),
        What::Reconciled { was_sent, .. } => format!("reconciled {was_sent}"),
        What::Bounced { action, .. } => format!("bounced {action}"),
        What::Noticed { accepted, .. } => format!("noticed {accepted}"),
        _ => return None,
    })
}

pub(crate) fn settings(folder: &Path, port: u16, more: &str) {
    let sample = fs::read_to_string("begrund.yaml").unwrap();
    let user = user_of_process();
    let text = format!(
        "{sample}
approval:
  approvers: [{{name: Godkenda Prøvesen, user: {user}}}]
  open_each: []
  draw_percent: 0
email:
  host: localhost
  port: {port}
  ca_file: ca.pem
  from: Prøvestad Kommune <brev@test.invalid>
  letters: {{because: sikker gateway, by: Ansvarlia Prøvesen}}
  recipients: {{gateway: \"{{cpr}}@gateway.test.invalid\"}}
  override: ok@test.invalid
  retry: {{wait_minutes: 0}}
{more}"
    );
    fs::write(folder.join("begrund.yaml"), text).unwrap();
    write_authority(&folder.join("ca.pem"));
}

/// A workspace with so many letters, approved and planned for today.
pub(crate) fn make(count: usize, attachment: usize) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    settings(folder.path(), 1, "");
    fs::create_dir(folder.path().join("cases")).unwrap();
    let record = leaving_today(&fs::read_to_string(sample("refusal-psychologist")).unwrap());
    for number in 0..count {
        let mut text = record
            .replace("2026-102-0042", &format!("2026-102-{:04}", number + 100))
            .replace("channel: digital_post", "channel: email")
            .replace("  address: [", "  email: modella.o@test.invalid\n  address: [");
        if attachment > 0 {
            text.push_str("attachments: [bilag.pdf]\n");
        }
        fs::write(folder.path().join(format!("cases/{number:04}.yaml")), text).unwrap();
    }
    if attachment > 0 {
        let mut random = fastrand::Rng::with_seed(7);
        let bytes: Vec<u8> = (0..attachment).map(|_| random.u8(..)).collect();
        fs::write(folder.path().join("cases/bilag.pdf"), bytes).unwrap();
    }
    let proof = run(folder.path(), &["proof"]);
    assert_eq!(proof.code, 0, "{}{}", proof.stdout, proof.stderr);
    let letters = letters(folder.path());
    assert_eq!(letters.len(), count);
    let names: Vec<&str> = letters.iter().map(String::as_str).collect();
    let approved = run(folder.path(), &[&["approve"], names.as_slice()].concat());
    assert_eq!(approved.code, 0, "{}{}", approved.stdout, approved.stderr);
    folder
}

pub(crate) fn copy(from: &Path, to: &Path) {
    for entry in walkdir::WalkDir::new(from).into_iter().map(Result::unwrap) {
        let place = to.join(entry.path().strip_prefix(from).unwrap());
        if entry.file_type().is_dir() {
            fs::create_dir_all(&place).unwrap();
            fs::set_permissions(&place, entry.metadata().unwrap().permissions()).unwrap();
        } else {
            fs::copy(entry.path(), &place).unwrap();
        }
    }
}
