//! begrund beside its peers: the same letters, on the same machine, in the same run.
//!
//! `cargo bench --bench throughput -- [LETTERS]` makes LETTERS (1,000) distinct letters by varying the sample cases,
//! and prints ratios. The peers are used where they are found: the `typst` command (or what `TYPST` names), one process a letter, two side
//! by side; typst for Python, one reused compiler in each of two processes; `WeasyPrint` in one process.
//! Figures are ratios within one run, because machines are noisy. Nothing here is a test.
#![expect(clippy::print_stdout, clippy::unwrap_used, reason = "a bench prints, and a panic is its report")]
#![expect(clippy::disallowed_methods, reason = "a bench reads and writes files of its own")]
#![expect(clippy::cast_precision_loss, reason = "no count here comes near what a float holds")]

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use begrund::case::{discover, read};
use begrund::check::{CheckedCase, check_record};
use begrund::compose::choose;
use begrund::pipeline::Workspace;

const THREADS: usize = 2;
/// Peers that take a process for each letter are given fewer; their rate does not depend on how many.
const PEER_LETTERS: usize = 100;
const WEASYPRINT_LETTERS: usize = 12;

fn main() {
    // `cargo test` runs benches too, with this flag and for a look only.
    if std::env::args().any(|arg| arg == "--test") {
        return;
    }
    let letters = std::env::args().skip(1).find_map(|arg| arg.parse().ok()).unwrap_or(1000);
    let folder = tempfile::tempdir().unwrap();
    let desk = folder.path().join("desk");
    make_workspace(&desk, letters);
    println!("{letters} distinct letters, {THREADS} threads, PDF/A-2a and PDF/UA-1, every file written\n");

    let first = run_build(&desk);
    let again = run_build(&desk);
    let made = fs::read_dir(desk.join("out/letters")).unwrap().count();
    let rate = made as f64 / first.time.as_secs_f64();
    println!("begrund          {rate:8.1} letters/s   {made} letters   peak {:.0} MiB", first.peak_mib);
    println!("second run       1/{:.0} of the first\n", first.time.as_secs_f64() / again.time.as_secs_f64());

    checking(&desk, letters, first.time);
    shares(&desk);
    first_letter(&desk);
    let peers = folder.path().join("peers");
    let sources = write_peer_files(&desk, &peers);
    peer("typst command", rate, 2.5, typst_command(&peers, sources));
    peer("typst-py", rate, 1.2, python(&peers, "typst_py.py", sources.min(4 * PEER_LETTERS), THREADS));
    peer("WeasyPrint", rate, 50.0, python(&peers, "weasy.py", WEASYPRINT_LETTERS, 1));
}

fn peer(name: &str, ours: f64, bar: f64, theirs: Option<f64>) {
    match theirs {
        Some(theirs) => {
            let ratio = ours / theirs;
            let verdict = if ratio >= bar { "reached" } else { "missed" };
            println!(
                "{name:16} {theirs:8.1} letters/s   begrund is {ratio:.2} × as fast (bar {bar}: {verdict})"
            );
        }
        None => println!("{name:16} not found; see benches/peers/README.md"),
    }
}

/// A workspace with the sample settings and as many records as asked for, no two alike in any individual paragraph.
fn make_workspace(desk: &Path, letters: usize) {
    fs::create_dir_all(desk.join("cases")).unwrap();
    fs::copy("begrund.yaml", desk.join("begrund.yaml")).unwrap();
    let samples: Vec<String> = discover::discover(&[PathBuf::from("cases")])
        .unwrap()
        .iter()
        .map(|path| fs::read_to_string(path).unwrap())
        // One letter a record, so that records and letters are counted alike.
        .filter(|text| !text.contains("receives: copy"))
        .collect();
    for number in 0..letters {
        let varied = vary(&samples[number % samples.len()], number);
        fs::write(desk.join(format!("cases/{number:06}.yaml")), varied).unwrap();
    }
}

/// The same case of another citizen: number, name and every individual clause are changed.
fn vary(sample: &str, number: usize) -> String {
    const CLAUSES: &[&str] =
        &["says", "because", "significant", "lasting", "social_problems", "aim", "differs_because"];
    let mut varied = String::with_capacity(sample.len() + 512);
    for (line_number, line) in sample.lines().enumerate() {
        let key = line.trim_start().trim_start_matches("- ").split(':').next().unwrap_or_default();
        if line.starts_with("case:") {
            let _written = write!(varied, "case: \"bench-{number:06}\"");
        } else if CLAUSES.contains(&key)
            && !line.contains(['#', '"', '{', '['])
            && !line.trim_end().ends_with(':')
        {
            let _written = write!(varied, "{} (bilag {number}-{line_number})", line.trim_end());
        } else if line.starts_with("reasoning: |") {
            let _written =
                write!(varied, "{line}\n  Vi har samlet det i notat {number} af 5. oktober 2026.\n");
        } else {
            varied.push_str(line);
        }
        varied.push('\n');
    }
    varied
}

struct Run {
    time: Duration,
    peak_mib: f64,
}

fn run_build(desk: &Path) -> Run {
    let begun = Instant::now();
    let mut child = begrund(desk);
    let mut peak_kib = 0.0_f64;
    loop {
        let status = fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap_or_default();
        let seen = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let seen = seen.and_then(|line| line.split_whitespace().next()).and_then(|kib| kib.parse().ok());
        peak_kib = peak_kib.max(seen.unwrap_or(0.0));
        if let Some(status) = child.try_wait().unwrap() {
            assert!(status.success(), "begrund held letters back; run it on the bench's records to see why");
            return Run { time: begun.elapsed(), peak_mib: peak_kib / 1024.0 };
        }
        std::thread::sleep(Duration::from_millis(4));
    }
}

fn begrund(desk: &Path) -> Child {
    Command::new(env!("CARGO_BIN_EXE_begrund"))
        .args(["--jobs", &THREADS.to_string(), "--workspace"])
        .arg(desk)
        .stdout(Stdio::null())
        .spawn()
        .unwrap()
}

fn checked(workspace: &Workspace, path: &Path) -> CheckedCase {
    let file = discover::load(path);
    check_record(&file, read::read(&file), workspace.rulebook()).checked.unwrap()
}

/// What checking a record costs, the comparison of the set included, beside what making its letter costs.
fn checking(desk: &Path, records: usize, build: Duration) {
    let begun = Instant::now();
    let status = Command::new(env!("CARGO_BIN_EXE_begrund"))
        .args(["--jobs", &THREADS.to_string(), "--workspace"])
        .arg(desk)
        .arg("check")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .unwrap();
    assert!(status.success());
    let check = begun.elapsed();
    let ratio = check.as_secs_f64() / build.saturating_sub(check).as_secs_f64();
    println!("checking ÷ typesetting, {records} records of each   {ratio:.3} (bar 0.1)");
}

/// What reading, checking, composing, reading back and hashing cost beside the typesetting, on one thread.
fn shares(desk: &Path) {
    let _pool = rayon::ThreadPoolBuilder::new().num_threads(1).use_current_thread().build().unwrap();
    let workspace = Workspace::load(desk).unwrap();
    let files = discover::discover(&[desk.join("cases")]).unwrap();
    let files = &files[..files.len().min(200)];
    let mut sources = Vec::new();
    let begun = Instant::now();
    for path in files {
        let case = checked(&workspace, path);
        let choice = choose(case.record()).unwrap();
        let letter = workspace
            .composer
            .typeset(&case, &choice, choice.letters[0], &workspace.law, &workspace.config)
            .unwrap();
        std::hint::black_box(letter.export().unwrap());
        comemo::evict(1);
    }
    let whole = begun.elapsed();
    for path in files {
        let case = checked(&workspace, path);
        let choice = choose(case.record()).unwrap();
        sources.push(
            workspace
                .composer
                .source(&case, &choice, choice.letters[0], &workspace.law, &workspace.config)
                .unwrap(),
        );
    }
    comemo::evict(0);
    let begun = Instant::now();
    for source in sources {
        std::hint::black_box(workspace.composer.bare(source).unwrap());
        comemo::evict(1);
    }
    let typesetting = begun.elapsed();
    let rest = whole.saturating_sub(typesetting).as_secs_f64() / typesetting.as_secs_f64();
    println!("all else than typesetting ÷ typesetting   {rest:.3} (bar 0.2)");
}

/// From the start of the program to the end of a run over one record.
fn first_letter(desk: &Path) {
    let alone = desk.with_file_name("alone");
    fs::create_dir_all(alone.join("cases")).unwrap();
    fs::copy(desk.join("begrund.yaml"), alone.join("begrund.yaml")).unwrap();
    fs::copy(desk.join("cases/000000.yaml"), alone.join("cases/000000.yaml")).unwrap();
    let mut times: Vec<Duration> = (0..5)
        .map(|_| {
            let _gone = fs::remove_dir_all(alone.join("out"));
            run_build(&alone).time
        })
        .collect();
    times.sort();
    println!(
        "start to the end of a run of one letter   {:.0} ms (bar for the first letter: 50)\n",
        times[2].as_secs_f64() * 1000.0
    );
}

/// The sources and files that the peers compile: the same letters, without our checks.
fn write_peer_files(desk: &Path, peers: &Path) -> usize {
    let workspace = Workspace::load(desk).unwrap();
    for (name, bytes) in workspace.composer.files(&workspace.pack) {
        let path = peers.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    fs::create_dir_all(peers.join("made")).unwrap();
    let files = discover::discover(&[desk.join("cases")]).unwrap();
    let files = &files[..files.len().min(4 * PEER_LETTERS)];
    for (number, path) in files.iter().enumerate() {
        let case = checked(&workspace, path);
        let choice = choose(case.record()).unwrap();
        let source = workspace
            .composer
            .source(&case, &choice, choice.letters[0], &workspace.law, &workspace.config)
            .unwrap();
        fs::write(peers.join(format!("{number:06}.typ")), source).unwrap();
        let text = workspace
            .composer
            .typeset(&case, &choice, choice.letters[0], &workspace.law, &workspace.config)
            .unwrap()
            .text()
            .whole
            .clone();
        fs::write(peers.join(format!("{number:06}.txt")), text).unwrap();
        comemo::evict(1);
    }
    files.len()
}

/// Letters a second of the `typst` command, one process a letter, two side by side.
fn typst_command(peers: &Path, sources: usize) -> Option<f64> {
    let program = std::env::var("TYPST").unwrap_or_else(|_| "typst".to_owned());
    Command::new(&program).arg("--version").output().ok()?;
    let count = sources.min(PEER_LETTERS);
    let compile = |number: usize| {
        let status = Command::new(&program)
            .current_dir(peers)
            .args([
                "compile",
                "--root",
                ".",
                "--font-path",
                "fonts",
                "--ignore-system-fonts",
                "--pdf-standard",
                "a-2a,ua-1",
            ])
            .args([format!("{number:06}.typ"), format!("made/{number:06}.pdf")])
            .stdout(Stdio::null())
            .status()
            .unwrap();
        assert!(status.success());
    };
    let begun = Instant::now();
    std::thread::scope(|scope| {
        for worker in 0..THREADS {
            let compile = &compile;
            scope.spawn(move || (worker..count).step_by(THREADS).for_each(compile));
        }
    });
    Some(count as f64 / begun.elapsed().as_secs_f64())
}

/// Letters a second of a Python peer in `benches/peers/`, in so many processes.
fn python(peers: &Path, script: &str, count: usize, processes: usize) -> Option<f64> {
    let script = Path::new("benches/peers").join(script).canonicalize().ok()?;
    let python = std::env::var("PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let ready = Command::new(&python).arg(&script).arg("--ready").stderr(Stdio::null()).status().ok()?;
    if !ready.success() {
        return None;
    }
    let begun = Instant::now();
    let children: Vec<Child> = (0..processes)
        .map(|worker| {
            Command::new(&python)
                .arg(&script)
                .args([worker.to_string(), processes.to_string(), count.to_string()])
                .current_dir(peers)
                .stdout(Stdio::null())
                .spawn()
                .unwrap()
        })
        .collect();
    for mut child in children {
        assert!(child.wait().unwrap().success());
    }
    Some(count as f64 / begun.elapsed().as_secs_f64())
}
