//! A workspace on disk, and the program run in it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use assert_cmd::Command;
use tempfile::TempDir;

pub(crate) struct Project {
    folder: TempDir,
}

impl Project {
    /// A workspace with the sample settings and no case.
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::copy("begrund.yaml", folder.path().join("begrund.yaml")).unwrap();
        fs::create_dir(folder.path().join("cases")).unwrap();
        Self { folder }
    }

    /// With these samples.
    pub(crate) fn with(self, samples: &[&str]) -> Self {
        for name in samples {
            self.case(name, &fs::read_to_string(crate::fixture::sample(name)).unwrap());
        }
        self
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn case(&self, name: &str, text: &str) {
        fs::write(self.path(&format!("cases/{name}.yaml")), text).unwrap();
    }

    pub(crate) fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    pub(crate) fn write(&self, name: &str, text: &str) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// Runs the program in the workspace; its exit code and what it said.
    pub(crate) fn run(&self, args: &[&str]) -> Run {
        let output = Command::cargo_bin("begrund")
            .unwrap()
            .current_dir(self.folder.path())
            .args(args)
            .output()
            .unwrap();
        Run::from(output)
    }

    /// The letters in place: name and bytes, by name.
    pub(crate) fn letters(&self) -> Vec<(String, Vec<u8>)> {
        let mut letters: Vec<(String, Vec<u8>)> = fs::read_dir(self.path("out/letters"))
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), fs::read(&path).unwrap()))
            .collect();
        letters.sort();
        letters
    }

    pub(crate) fn root(&self) -> &Path {
        self.folder.path()
    }
}

pub(crate) struct Run {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl From<Output> for Run {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code().unwrap_or(-1),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }
}
