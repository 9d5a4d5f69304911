//! begrund beside its peers: the same letters, on the same machine, in the same run.
//!
//! `cargo bench --profile dist --bench throughput` makes 100 and 1,000 distinct letters by varying the sample cases, and prints how fast
//! begrund and its peers make them, and what a letter costs at each stage. With numbers as arguments, so many letters instead.
//! `--large` lets begrund make 10,000 and 100,000 letters too, alone; `--write` leaves what was printed in `docs/benchmarks.md`.
//! Peers are used where they are found; `benches/peers/install.sh` gets them. Figures are ratios within one run, for machines are
//! noisy. Nothing here is a test.
#![expect(clippy::print_stdout, clippy::unwrap_used, reason = "a bench prints, and a panic is its report")]
#![expect(clippy::disallowed_methods, reason = "a bench reads and writes files of its own")]
#![expect(clippy::cast_precision_loss, reason = "no count here comes near what a float holds")]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use begrund::case::{discover, read};
use begrund::check::{CheckedCase, check_letter, check_record};
use begrund::compose::choose;
use begrund::pipeline::Workspace;

const THREADS: usize = 2;
const SIZES: [usize; 2] = [100, 1000];
const LARGE: [usize; 2] = [10_000, 100_000];
/// Machines are not the same all the time.
const ROUNDS: usize = 3;
/// What takes a second for some letters is given fewer; its rate does not depend on how many.
const SLOW_LETTERS: usize = 60;
const NOTES: &str = include_str!("notes.md");

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let asked = |flag: &str| args.iter().any(|arg| arg == flag);
    // `cargo test` runs benches too, with this flag and for a look only.
    if asked("--test") {
        return;
    }
    let named: Vec<usize> = args.iter().filter_map(|arg| arg.parse().ok()).collect();
    let sizes = if named.is_empty() { SIZES.to_vec() } else { named };
    let mut report = Report { written: asked("--write"), ..Report::default() };
    report.tell(&machine());
    let folder = tempfile::tempdir().unwrap();
    for letters in &sizes {
        beside_peers(&folder.path().join(format!("{letters}")), *letters, &mut report);
    }
    let stages = folder.path().join(format!("{}/desk", sizes[sizes.len() - 1]));
    cost_of_stages(&stages, &mut report);
    first_letter(&stages, &mut report);
    checking(folder.path(), sizes[sizes.len() - 1], &mut report);
    if asked("--large") {
        alone(folder.path(), &mut report);
    }
    report
        .tell(&format!("Load at the end: {}. Two or less is a machine that had nothing else to do.", load()));
}

/// What is printed, kept; and written as it comes, so that what was measured stays if a tool fails later.
#[derive(Default)]
struct Report {
    text: String,
    written: bool,
}

impl Report {
    fn tell(&mut self, text: &str) {
        println!("{text}");
        self.text.push_str(text);
        self.text.push('\n');
        if self.written {
            fs::write("docs/benchmarks.md", format!("{NOTES}\n{}", self.text)).unwrap();
        }
    }
}

/// What the figures were measured on.
fn machine() -> String {
    let field = |file: &str, key: &str| {
        let text = fs::read_to_string(file).unwrap_or_default();
        let line = text.lines().find(|line| line.starts_with(key)).unwrap_or_default().to_owned();
        line.split_once(':').map_or(String::new(), |(_, value)| value.trim().to_owned())
    };
    let memory: u64 = field("/proc/meminfo", "MemTotal").split(' ').next().unwrap().parse().unwrap();
    let cores = thread::available_parallelism().unwrap();
    let load = load();
    format!(
        "Measured {}, on {} ({cores} cores, {} GiB), {}, load {load} at the start; begrund {} built with {}.\n\
         {THREADS} threads or processes, PDF/A-2a and PDF/UA-1 where the tool can, fonts embedded, every letter written to a file of its own.\n",
        said("date", &["+%Y-%m-%d"]).unwrap_or_default(),
        field("/proc/cpuinfo", "model name"),
        memory.div_ceil(1024 * 1024),
        said("uname", &["-sr"]).unwrap_or_default(),
        env!("CARGO_PKG_VERSION"),
        said("rustc", &["--version"]).unwrap_or_default(),
    )
}

/// How many processes wanted a core in the last minute.
fn load() -> String {
    let load = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    load.split(' ').next().unwrap_or_default().to_owned()
}

/// What a command says first; `None` where it is not found.
fn said(program: &str, args: &[&str]) -> Option<String> {
    let output = Command::new(program).args(args).stderr(Stdio::null()).output().ok()?;
    let said = String::from_utf8_lossy(&output.stdout).lines().next().unwrap_or_default().trim().to_owned();
    output.status.success().then_some(said)
}

/// How a tool did.
struct Run {
    letters: usize,
    time: Duration,
    peak_mib: f64,
    bytes: u64,
}

impl Run {
    fn rate(&self) -> f64 {
        self.letters as f64 / self.time.as_secs_f64()
    }
}

/// The run in the middle, by its rate.
fn median(mut runs: Vec<Run>) -> Run {
    runs.sort_by(|a, b| a.rate().total_cmp(&b.rate()));
    runs.swap_remove(runs.len() / 2)
}

/// A tool that makes the same letters, or how it is got.
struct Peer {
    name: String,
    run: Option<Run>,
}

fn beside_peers(folder: &Path, letters: usize, report: &mut Report) {
    let desk = folder.join("desk");
    make_workspace(&desk, letters);
    let peers = folder.join("peers");
    let sources = write_peer_files(&desk, &peers);
    // What was just written is no work of those who are measured.
    let _status = Command::new("sync").status();
    let (mut runs, mut rounds, mut again) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let _fresh = fs::remove_dir_all(desk.join("out"));
        runs.push(build(&desk));
        again.push(build(&desk));
        rounds.push(peers_at_work(&peers, sources));
    }
    let all: Vec<String> = runs.iter().map(|run| format!("{:.0}", run.rate())).collect();
    let (first, again) = (median(runs), median(again));
    let rate = first.rate();
    let found: Vec<Peer> = (0..rounds[0].len())
        .map(|at| {
            let name = rounds[0][at].name.clone();
            let runs: Vec<Run> = rounds.iter_mut().filter_map(|round| round[at].run.take()).collect();
            Peer { name, run: (!runs.is_empty()).then(|| median(runs)) }
        })
        .collect();
    let mut table = format!(
        "## {letters} letters\n\n{ROUNDS} rounds, in each of which every tool has its turn; of each tool the round in the middle.\n\n\
         | tool | letters/s | begrund is | peak MiB | KiB a letter |\n|---|---:|---:|---:|---:|\n"
    );
    let kib = |run: &Run| run.bytes as f64 / 1024.0 / run.letters as f64;
    let _ = writeln!(
        table,
        "| **begrund**, {THREADS} threads (records read, checked, read back too) | {rate:.1} (of {}) | – | {:.0} | {:.1} |",
        all.join(", "),
        first.peak_mib,
        kib(&first)
    );
    for Peer { name, run } in &found {
        let _ = match run {
            Some(run) => writeln!(
                table,
                "| {name}{} | {:.1} | {:.2} × as fast | {:.0} | {:.1} |",
                if run.letters < letters { format!(" (the first {})", run.letters) } else { String::new() },
                run.rate(),
                rate / run.rate(),
                run.peak_mib,
                kib(run)
            ),
            None => writeln!(table, "| {name} | not found | | | |"),
        };
    }
    let second = first.time.as_secs_f64() / again.time.as_secs_f64();
    let _ = writeln!(table, "\nA second run over the same records: 1/{second:.0} of the first.");
    report.tell(&table);
}

/// begrund on a workspace: until it ends, its peak memory, and what it made.
fn build(desk: &Path) -> Run {
    let (time, peak_mib) = watched(vec![begrund(desk, &[]).spawn().unwrap()]);
    let made =
        fs::read_dir(desk.join("out/letters")).unwrap().map(|entry| entry.unwrap().metadata().unwrap());
    let sizes: Vec<u64> = made.map(|meta| meta.len()).collect();
    Run { letters: sizes.len(), time, peak_mib, bytes: sizes.iter().sum() }
}

fn begrund(desk: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_begrund"));
    command.args(["--jobs", &THREADS.to_string(), "--workspace"]).arg(desk).args(args);
    command.stdout(Stdio::null()).stderr(Stdio::null());
    command
}

/// Waits for processes, and sees how much memory they take together with those that they start.
fn watched(mut children: Vec<Child>) -> (Duration, f64) {
    let begun = Instant::now();
    let mut peaks = BTreeMap::new();
    loop {
        let mut running = false;
        for child in &mut children {
            see_peaks(child.id(), &mut peaks);
            match child.try_wait().unwrap() {
                Some(status) => assert!(status.success(), "a tool failed, or begrund held letters back"),
                None => running = true,
            }
        }
        if !running {
            return (begun.elapsed(), peaks.values().sum());
        }
        thread::sleep(Duration::from_millis(2));
    }
}

/// Notes the most memory, in MiB, that a process and each of its descendants have had.
fn see_peaks(process: u32, peaks: &mut BTreeMap<u32, f64>) {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let seen = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kib = seen.and_then(|line| line.split_whitespace().next()?.parse::<f64>().ok());
    let peak = peaks.entry(process).or_default();
    *peak = peak.max(kib.unwrap_or(0.0) / 1024.0);
    let started = fs::read_to_string(format!("/proc/{process}/task/{process}/children")).unwrap_or_default();
    for child in started.split_whitespace().filter_map(|child| child.parse().ok()) {
        see_peaks(child, peaks);
    }
}

/// A workspace with the sample settings and as many records as asked for, no two alike in any individual paragraph.
fn make_workspace(desk: &Path, letters: usize) {
    fs::create_dir_all(desk.join("cases")).unwrap();
    // Records that were invented in great number are alike; what is told of that holds nothing here.
    let settings = fs::read_to_string("begrund.yaml").unwrap();
    fs::write(desk.join("begrund.yaml"), format!("load: true\n{settings}")).unwrap();
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

/// The same case of another citizen: the number and every individual clause are changed.
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

fn checked(workspace: &Workspace, path: &Path) -> CheckedCase {
    let file = discover::load(path);
    check_record(&file, read::read(&file), workspace.rulebook()).checked.unwrap()
}

/// What a letter costs at each stage, on one thread; and all else than typesetting beside the typesetting alone.
fn cost_of_stages(desk: &Path, report: &mut Report) {
    let _pool = rayon::ThreadPoolBuilder::new().num_threads(1).use_current_thread().build().unwrap();
    let workspace = Workspace::load(desk).unwrap();
    let files = discover::discover(&[desk.join("cases")]).unwrap();
    let Workspace { composer, law, config, wording, .. } = &workspace;
    let written = desk.join("out/stage.pdf");
    let (mut stages, mut typesetting, mut letters) = ([Duration::ZERO; 8], Duration::ZERO, 0);
    // Turn and turn about, each with an empty cache, for a machine's speed drifts.
    for (number, block) in files[..files.len().min(300)].chunks(30).enumerate() {
        let mut sources = Vec::new();
        comemo::evict(0);
        let mut clock = Instant::now();
        for path in block {
            let mut stage =
                |stage: usize| stages[stage] += std::mem::replace(&mut clock, Instant::now()).elapsed();
            let file = discover::load(path);
            let read = read::read(&file);
            stage(0);
            let case = check_record(&file, read, workspace.rulebook()).checked.unwrap();
            stage(1);
            let choice = choose(case.record()).unwrap();
            let to = choice.letters[0];
            let source = composer.source(&case, &choice, to, law, config).unwrap();
            stage(2);
            let letter = composer.lay_out(&case, &choice, to, law, config).unwrap();
            stage(3);
            let context = letter.context(&case, law, config).unwrap();
            std::hint::black_box(check_letter(&context, wording, config));
            stage(4);
            let letter = letter.accepted().unwrap().export().unwrap();
            stage(5);
            fs::write(&written, letter.pdf()).unwrap();
            stage(6);
            comemo::evict(2);
            stage(7);
            sources.push(source);
        }
        letters += sources.len();
        comemo::evict(0);
        let begun = Instant::now();
        for source in sources {
            std::hint::black_box(composer.bare(source).unwrap());
            comemo::evict(2);
        }
        typesetting += begun.elapsed();
        // The first make what is made once.
        if number == 0 {
            (stages, typesetting, letters) = ([Duration::ZERO; 8], Duration::ZERO, 0);
        }
    }
    // Laying out renders once more, and reads the pages back.
    stages[3] = stages[3].saturating_sub(stages[2]);
    let whole: Duration = stages.iter().sum();
    let mut table = String::from(
        "## Where the time goes\n\nOne thread.\n\n| stage | ms a letter | share |\n|---|---:|---:|\n",
    );
    let names = [
        "read the record",
        "check it",
        "choose, render the template",
        "lay out, read the pages back",
        "check the finished letter",
        "export as PDF, hash",
        "write",
        "empty the cache",
    ];
    for (name, stage) in names.iter().zip(stages) {
        let share = 100.0 * stage.as_secs_f64() / whole.as_secs_f64();
        let ms = stage.as_secs_f64() * 1000.0 / letters as f64;
        let _ = writeln!(table, "| {name} | {ms:.2} | {share:.1} % |");
    }
    let rest = whole.saturating_sub(typesetting).as_secs_f64() / typesetting.as_secs_f64();
    let _ = writeln!(table, "\nAll else than typesetting ÷ typesetting the same sources alone: {rest:.2}.");
    report.tell(&table);
}

/// What checking a record costs, the comparison of a set ten times as large included, beside what typesetting a letter costs.
fn checking(folder: &Path, letters: usize, report: &mut Report) {
    let records = 10 * letters;
    let desk = folder.join("checking");
    make_workspace(&desk, records);
    let (all, _) = watched(vec![begrund(&desk, &["check"]).spawn().unwrap()]);
    for number in letters..records {
        fs::remove_file(desk.join(format!("cases/{number:06}.yaml"))).unwrap();
    }
    let (some, _) = watched(vec![begrund(&desk, &["check"]).spawn().unwrap()]);
    let built = build(&desk).time;
    let check = all.as_secs_f64() / records as f64;
    let typeset = built.saturating_sub(some).as_secs_f64() / letters as f64;
    report.tell(&format!(
        "## Checking\n\n{records} records checked, the set held against itself: {:.2} ms a record. {letters} of them typeset: {:.2} ms a letter. Checking ÷ typesetting: {:.3}.\n",
        check * 1000.0,
        typeset * 1000.0,
        check / typeset
    ));
}

/// From the start of the program to the end of a run over one record.
fn first_letter(desk: &Path, report: &mut Report) {
    let alone = desk.with_file_name("alone");
    fs::create_dir_all(alone.join("cases")).unwrap();
    fs::copy(desk.join("begrund.yaml"), alone.join("begrund.yaml")).unwrap();
    fs::copy(desk.join("cases/000000.yaml"), alone.join("cases/000000.yaml")).unwrap();
    let mut times: Vec<Duration> = (0..9)
        .map(|_| {
            let _gone = fs::remove_dir_all(alone.join("out"));
            build(&alone).time
        })
        .collect();
    times.sort();
    let (least, median) = (times[0].as_secs_f64() * 1000.0, times[4].as_secs_f64() * 1000.0);
    report.tell(&format!(
        "## One letter\n\nFrom the start of the program to its end, one record: {median:.0} ms in the middle of nine runs, {least:.0} ms at the least.\n"
    ));
}

/// begrund alone over many records: whether time and memory stay in proportion.
fn alone(folder: &Path, report: &mut Report) {
    let mut table = String::from(
        "## begrund alone\n\n| letters | letters/s | ms a letter | peak MiB | KiB a letter | second run |\n|---:|---:|---:|---:|---:|---:|\n",
    );
    let mut rates = Vec::new();
    for letters in LARGE {
        let desk = folder.join(format!("alone-{letters}"));
        make_workspace(&desk, letters);
        let first = build(&desk);
        let again = build(&desk);
        rates.push(first.rate());
        let _ = writeln!(
            table,
            "| {letters} | {:.1} | {:.2} | {:.0} | {:.1} | 1/{:.0}, peak {:.0} MiB |",
            first.rate(),
            1000.0 / first.rate(),
            first.peak_mib,
            first.bytes as f64 / 1024.0 / first.letters as f64,
            first.time.as_secs_f64() / again.time.as_secs_f64(),
            again.peak_mib
        );
        fs::remove_dir_all(desk).unwrap();
    }
    let grown = rates[0] / rates[rates.len() - 1];
    let _ = writeln!(table, "\nTime a letter at {} ÷ at {}: {grown:.2}.", LARGE[LARGE.len() - 1], LARGE[0]);
    report.tell(&table);
}

/// The sources and files that the peers compile: the same letters, without our checks.
fn write_peer_files(desk: &Path, peers: &Path) -> usize {
    let workspace = Workspace::load(desk).unwrap();
    for (name, bytes) in workspace.composer.files(&workspace.pack) {
        let path = peers.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    let files = discover::discover(&[desk.join("cases")]).unwrap();
    for (number, path) in files.iter().enumerate() {
        let case = checked(&workspace, path);
        let choice = choose(case.record()).unwrap();
        let to = choice.letters[0];
        let source =
            workspace.composer.source(&case, &choice, to, &workspace.law, &workspace.config).unwrap();
        fs::write(peers.join(format!("{number:06}.typ")), source).unwrap();
        if number < SLOW_LETTERS {
            let letter =
                workspace.composer.typeset(&case, &choice, to, &workspace.law, &workspace.config).unwrap();
            let text = letter.text();
            fs::write(peers.join(format!("{number:06}.txt")), &text.whole).unwrap();
            let parts = text.parts.iter().map(|part| (part.part.to_string(), &part.text));
            let told = serde_json::json!({
                "case": case.core().case.as_str(),
                "foot": workspace.config.municipality.name,
                "headings": text.headings,
                "parts": parts.collect::<Vec<_>>(),
                "whole": text.whole,
            });
            fs::write(peers.join(format!("{number:06}.json")), told.to_string()).unwrap();
            comemo::evict(1);
        }
    }
    files.len()
}

fn peers_at_work(peers: &Path, letters: usize) -> Vec<Peer> {
    let slow = letters.min(SLOW_LETTERS);
    let typst = std::env::var("TYPST").unwrap_or_else(|_| found("target/peers/bin/typst", "typst"));
    let python = std::env::var("PYTHON").unwrap_or_else(|_| found("target/peers/venv/bin/python", "python3"));
    let version = |program: &str, args: &[&str]| said(program, args).unwrap_or_default();
    let module = |name: &str| version(&python, &["-c", &format!("import {name} as m; print(m.__version__)")]);
    let (typst_version, office_version) =
        (version(&typst, &["--version"]), version("soffice", &["--version"]));
    let mut all = Vec::new();
    for processes in [1, THREADS] {
        let name = format!("`{typst_version}`, a process a letter, {processes} at a time");
        all.push(Peer { name, run: typst_command(peers, &typst, letters, processes) });
    }
    for processes in [1, THREADS] {
        let name = format!("typst for Python {}, one compiler kept, {processes} of them", module("typst"));
        all.push(Peer { name, run: python_peer(peers, &python, "typst_py.py", letters, processes) });
    }
    let name = format!("WeasyPrint {}, PDF/UA-1, 1 process", module("weasyprint"));
    all.push(Peer { name, run: python_peer(peers, &python, "weasy.py", slow, 1) });
    let office = office_version.split(' ').take(2).collect::<Vec<_>>().join(" ");
    let name = format!("{office} headless, plain PDF, all in 1 process");
    all.push(Peer { name, run: libreoffice(peers, slow) });
    all
}

/// A program that `benches/peers/install.sh` got, else what the path names; absolute, for it is run elsewhere.
fn found(path: &str, name: &str) -> String {
    let there = std::env::current_dir().unwrap().join(path);
    if there.exists() { there.display().to_string() } else { name.to_owned() }
}

/// What stands in a folder that the peers wrote to; it is emptied.
fn written(folder: &Path, letters: usize, time: Duration, peak_mib: f64) -> Run {
    let sizes = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().metadata().unwrap().len());
    let sizes: Vec<u64> = sizes.collect();
    assert_eq!(sizes.len(), letters, "a peer left letters out");
    let run = Run { letters, time, peak_mib, bytes: sizes.iter().sum() };
    fs::remove_dir_all(folder).unwrap();
    run
}

/// The `typst` command, one process a letter, so many side by side.
fn typst_command(peers: &Path, program: &str, letters: usize, processes: usize) -> Option<Run> {
    said(program, &["--version"])?;
    let made = peers.join("made");
    fs::create_dir_all(&made).unwrap();
    let compile = |number: usize| {
        let child = Command::new(program)
            .current_dir(peers)
            .args(["compile", "--root", ".", "--font-path", "fonts", "--ignore-system-fonts"])
            .args(["--pdf-standard", "a-2a,ua-1"])
            .args([format!("{number:06}.typ"), format!("made/{number:06}.pdf")])
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        watched(vec![child]).1
    };
    let begun = Instant::now();
    let peaks: Vec<f64> = thread::scope(|scope| {
        let workers: Vec<_> = (0..processes)
            .map(|worker| {
                scope.spawn(move || (worker..letters).step_by(processes).map(compile).fold(0.0, f64::max))
            })
            .collect();
        workers.into_iter().map(|worker| worker.join().unwrap()).collect()
    });
    Some(written(&made, letters, begun.elapsed(), peaks.iter().sum()))
}

/// A Python peer in `benches/peers/`, in so many processes.
fn python_peer(peers: &Path, python: &str, script: &str, letters: usize, processes: usize) -> Option<Run> {
    let script = Path::new("benches/peers").join(script).canonicalize().ok()?;
    let script = script.to_str()?;
    said(python, &[script, "--ready"])?;
    let made = peers.join("made");
    fs::create_dir_all(&made).unwrap();
    let children = (0..processes).map(|worker| {
        Command::new(python)
            .arg(script)
            .args([worker.to_string(), processes.to_string(), letters.to_string()])
            .current_dir(peers)
            .stdout(Stdio::null())
            .spawn()
            .unwrap()
    });
    let (time, peak_mib) = watched(children.collect());
    Some(written(&made, letters, time, peak_mib))
}

/// `LibreOffice`, which converts all letters in one process: their text as paragraphs of a flat document.
fn libreoffice(peers: &Path, letters: usize) -> Option<Run> {
    // `soffice` is a script; its memory is that of the program which it starts.
    let office = found("/usr/lib/libreoffice/program/soffice.bin", "soffice");
    said("soffice", &["--version"])?;
    let (folder, made) = (peers.join("office"), peers.join("made"));
    fs::create_dir_all(&folder).unwrap();
    for number in 0..letters {
        let text = fs::read_to_string(peers.join(format!("{number:06}.txt"))).unwrap();
        let escaped = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        let paragraphs: String = escaped.lines().map(|line| format!("<text:p>{line}</text:p>")).collect();
        let document = format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?><office:document xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" \
             xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\" office:version=\"1.3\" \
             office:mimetype=\"application/vnd.oasis.opendocument.text\"><office:body><office:text>{paragraphs}</office:text></office:body></office:document>"
        );
        fs::write(folder.join(format!("{number:06}.fodt")), document).unwrap();
    }
    let sources = (0..letters).map(|number| format!("office/{number:06}.fodt"));
    let profile = format!("-env:UserInstallation=file://{}", peers.join("profile").display());
    // A new profile ends the first start, and the script begins again; that is no work on letters.
    let _made = Command::new("soffice")
        .args([&profile, "--headless", "--terminate_after_init"])
        .stderr(Stdio::null())
        .status();
    let child = Command::new(office)
        .args([&profile, "--headless", "--convert-to", "pdf", "--outdir", "made"])
        .args(sources)
        .current_dir(peers)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let (time, peak_mib) = watched(vec![child]);
    Some(written(&made, letters, time, peak_mib))
}
