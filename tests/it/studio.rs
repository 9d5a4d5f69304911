//! A workspace in memory for tests that make letters.

use std::fs;
use std::path::{Path, PathBuf};

use begrund::case::{CaseFile, discover, read};
use begrund::check::{CheckedCase, Verdict, check_letter, check_record};
use begrund::compose::{ComposeError, Letter, Typeset, choose};
use begrund::config::Config;
use begrund::diagnostic::Findings;
use begrund::pack::Pack;
use begrund::pipeline::{Workspace, WorkspaceError};

pub(crate) struct Studio {
    pub(crate) workspace: Workspace,
}

impl Studio {
    pub(crate) fn new() -> Self {
        Self::with_pack(Pack::built_in())
    }

    pub(crate) fn with_pack(pack: Pack) -> Self {
        Self::try_with_pack(pack).unwrap()
    }

    pub(crate) fn try_with_pack(pack: Pack) -> Result<Self, WorkspaceError> {
        let config = Config::parse(&fs::read_to_string("begrund.yaml").unwrap()).unwrap();
        Ok(Self { workspace: Workspace::new(Path::new("."), config, pack)? })
    }

    pub(crate) fn check(&self, record: &[u8]) -> Verdict {
        let file = CaseFile::from_bytes(Path::new("case.yaml"), "case.yaml".to_owned(), record.to_vec());
        check_record(&file, read::read(&file), self.workspace.rulebook())
    }

    pub(crate) fn checked(&self, path: &Path) -> CheckedCase {
        let verdict = self.check(&fs::read(path).unwrap());
        verdict.checked.unwrap_or_else(|| panic!("{}: {:?}", path.display(), verdict.findings))
    }

    /// Lays out every letter of a case.
    pub(crate) fn typeset(&self, case: &CheckedCase) -> Result<Vec<Typeset>, ComposeError> {
        let choice = choose(case.record()).unwrap();
        let Workspace { composer, law, config, .. } = &self.workspace;
        choice
            .letters
            .iter()
            .map(|addressee| composer.typeset(case, &choice, *addressee, law, config))
            .collect()
    }

    /// Makes every letter of a case, with what the rules over letters find.
    pub(crate) fn letters(&self, case: &CheckedCase) -> Result<(Vec<Letter>, Findings), ComposeError> {
        let Workspace { law, config, wording, .. } = &self.workspace;
        let mut findings = Findings::default();
        let mut letters = Vec::new();
        for typeset in self.typeset(case)? {
            findings.extend(check_letter(&typeset.context(case, law, config).unwrap(), wording, config));
            letters.push(typeset.export()?);
        }
        Ok((letters, findings))
    }
}

/// Every sample case.
pub(crate) fn samples() -> Vec<PathBuf> {
    let samples = discover::discover(&[PathBuf::from("cases")]).unwrap();
    assert!(samples.len() >= 20);
    samples
}

/// Does `work` for each of `items`, on two threads, each a rayon pool of its own as in the program.
pub(crate) fn side_by_side<T: Sync>(items: &[T], work: impl Fn(&T) + Sync) {
    let next = std::sync::atomic::AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for _ in 0..2 {
            std::thread::Builder::new()
                .stack_size(16 << 20)
                .spawn_scoped(scope, || {
                    let _pool =
                        rayon::ThreadPoolBuilder::new().num_threads(1).use_current_thread().build().unwrap();
                    while let Some(item) = items.get(next.fetch_add(1, std::sync::atomic::Ordering::Relaxed))
                    {
                        work(item);
                        comemo::evict(1);
                    }
                })
                .unwrap();
        }
    });
}
