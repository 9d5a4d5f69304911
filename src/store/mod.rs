//! Writing so that nothing half-written is ever found: a temporary file beside the place, then a rename.
//!
//! What a run leaves is for its user alone, or for the one group that `begrund.yaml` names.

#![expect(clippy::disallowed_methods, reason = "this is where files are written")]

mod outlet;

use std::fs::{self, DirBuilder, File, Permissions, TryLockError};
use std::io::{self, BufRead, BufReader, BufWriter, Read as _, Write};
use std::os::unix::fs::{
    DirBuilderExt as _, FileExt as _, MetadataExt as _, OpenOptionsExt as _, PermissionsExt as _, chown,
};
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};
use tempfile::{Builder, NamedTempFile};
use thiserror::Error;

pub use outlet::{Disk, Outlet, RealDisk};

/// Why it is not safe to write somewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum Risk {
    /// A symbolic link.
    #[error("it is a symbolic link")]
    Link,
    /// Not a file of its own.
    #[error("it is no file of its own")]
    NoFile,
    /// No folder.
    #[error("it is no folder")]
    NoFolder,
    /// Everybody may enter it, see what is in it, or write into it.
    #[error("everybody may enter it, see what is in it or write into it")]
    OpenToAll,
    /// A file in it would have a name that cannot be used.
    #[error("a file in it would have a name that cannot be used")]
    BadName,
}

/// Why the run's folder cannot be used.
#[derive(Debug, Error)]
pub enum StoreError {
    /// A file or folder cannot be written.
    #[error("cannot write `{path}`")]
    Write {
        /// The path.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// A file cannot be read.
    #[error("cannot read `{path}`")]
    Read {
        /// The path.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// A file of this name is there already, and must not be replaced.
    #[error("`{path}` is there already")]
    Exists {
        /// The path.
        path: PathBuf,
    },
    /// The file has its name, but a power cut may still undo it.
    #[error("`{path}` is in place, but it is not known to be on disk")]
    Unsettled {
        /// The path.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// The folder is a symbolic link, or others can write into it.
    #[error("`{path}` is not safe to write into: {why}")]
    Unsafe {
        /// The path.
        path: PathBuf,
        /// What is not safe about it.
        why: Risk,
    },
    /// The group is not known to the system.
    #[error("the group `{group}` of begrund.yaml is not known to the system")]
    UnknownGroup {
        /// Its name.
        group: String,
    },
    /// Another run holds the lock.
    #[error("another run is at work in `{path}`")]
    Locked {
        /// The folder.
        path: PathBuf,
    },
}

impl StoreError {
    /// Whether there is no room: the same may succeed when some is made.
    pub fn is_full(&self) -> bool {
        match self {
            Self::Write { source, .. } | Self::Unsettled { source, .. } => {
                matches!(source.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded)
            }
            _ => false,
        }
    }
}

/// Writes a file that is not there yet, for the user to work in; makes the folders above it.
///
/// # Errors
/// If it is there already, or cannot be written.
pub fn place_new(path: &Path, text: &str) -> Result<(), StoreError> {
    let failed = |source| write(path, source);
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(failed)?;
    }
    let mut file = File::options().write(true).create_new(true).open(path).map_err(failed)?;
    file.write_all(text.as_bytes()).map_err(failed)
}

/// Writes a whole file outside `out/`, for its user alone or for the group: first beside its place, then renamed into it.
///
/// # Errors
/// If it cannot be written; the file that was there is unharmed.
pub fn place(path: &Path, content: &[u8], group: Option<&str>) -> Result<(), StoreError> {
    let group = group.map(group_id).transpose()?;
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    put(path, folder, content, if group.is_some() { 0o660 } else { 0o600 }, group, false)
}

/// What came of placing a file beside others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Placed {
    /// It was not there, and is now.
    New,
    /// It was there with the same content.
    Same,
    /// It was there with another content, and has the new one now.
    Over,
    /// It is there with another content, which was left.
    Other,
}

/// Writes a file for the user to work in, which others may not read; makes the folders above it. One that is there with another
/// content is written over only where `over` says so.
///
/// # Errors
/// If it cannot be written.
pub fn place_own(path: &Path, content: &[u8], over: bool, group: Option<&str>) -> Result<Placed, StoreError> {
    let failed = |source| write(path, source);
    let group = group.map(group_id).transpose()?;
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if !folder.is_dir() {
        make_dir(folder, group)?;
    }
    match fs::symlink_metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(source) => return Err(failed(source)),
        Ok(meta) if meta.is_file() && fs::read(path).is_ok_and(|own| own == content) => {
            return Ok(Placed::Same);
        }
        Ok(meta) if !meta.is_file() || !over => return Ok(Placed::Other),
        Ok(_) => return replace(path, content).map(|()| Placed::Over),
    }
    let file = written(folder, content, if group.is_some() { 0o660 } else { 0o600 }, group, false)
        .map_err(failed)?;
    match file.persist_noclobber(path) {
        Ok(_) => Ok(Placed::New),
        Err(error) if error.error.kind() == io::ErrorKind::AlreadyExists => Ok(Placed::Other),
        Err(error) => Err(failed(error.error)),
    }
}

/// Writes the content of a file anew and leaves it whose it is, and who may read it, as they are.
///
/// # Errors
/// If it cannot be written; the file that was there is unharmed.
pub fn replace(path: &Path, content: &[u8]) -> Result<(), StoreError> {
    let meta = fs::metadata(path).map_err(|source| write(path, source))?;
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    put(path, folder, content, meta.permissions().mode() & 0o7777, Some(meta.gid()), true)
}

/// Makes a folder that is not there yet, for its user alone or for the group: it is filled beside its place, written through to the
/// disk, and only then given its name.
///
/// # Errors
/// What `fill` says, and if it cannot be made or is there already; then nothing of it is left.
pub fn place_folder<T, E: From<StoreError>>(
    path: &Path,
    group: Option<&str>,
    fill: impl FnOnce(&Path) -> Result<T, E>,
) -> Result<T, E> {
    let failed = |source| write(path, source);
    let group = group.map(group_id).transpose()?;
    let above = path.parent().filter(|above| !above.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if !above.is_dir() {
        make_dir(above, group)?;
    }
    let folder = Builder::new().prefix(".new-").tempdir_in(above).map_err(failed)?;
    protect(folder.path(), group, true)?;
    let filled = fill(folder.path())?;
    for entry in fs::read_dir(folder.path()).map_err(failed)? {
        let file = entry.and_then(|entry| File::open(entry.path())).map_err(failed)?;
        file.sync_all().map_err(failed)?;
    }
    if path.symlink_metadata().is_ok() {
        return Err(failed(io::ErrorKind::AlreadyExists.into()).into());
    }
    fs::rename(folder.path(), path).map_err(failed)?;
    let _named = folder.keep();
    File::open(above).and_then(|above| above.sync_all()).map_err(failed)?;
    Ok(filled)
}

/// Makes an empty file, if there is none, that its user alone may read, or the group.
///
/// # Errors
/// If it cannot be made, or is a symbolic link.
pub fn own_file(path: &Path, group: Option<&str>) -> Result<(), StoreError> {
    match File::options().write(true).create_new(true).mode(0o600).open(path) {
        Ok(_) => {}
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
        Err(source) => return Err(write(path, source)),
    }
    if !fs::symlink_metadata(path).map_err(|source| write(path, source))?.is_file() {
        return Err(StoreError::Unsafe { path: path.to_owned(), why: Risk::NoFile });
    }
    guard_if_there(path, group)
}

/// Lets nobody but its user, or the group, read a file that another library made; one that is not there needs nothing.
///
/// # Errors
/// If who may read it cannot be set by its owner.
pub fn guard_if_there(path: &Path, group: Option<&str>) -> Result<(), StoreError> {
    match fs::symlink_metadata(path) {
        Ok(meta) if meta.uid() == nix::unistd::getuid().as_raw() => {
            match protect(path, group.map(group_id).transpose()?, false) {
                Err(StoreError::Write { source, .. }) if source.kind() == io::ErrorKind::NotFound => Ok(()),
                done => done,
            }
        }
        _ => Ok(()),
    }
}

/// Deletes a file, also outside `out/`; one that is not there is gone already.
///
/// # Errors
/// If it cannot be deleted.
pub fn delete(path: &Path) -> Result<(), StoreError> {
    match fs::remove_file(path) {
        Err(source) if source.kind() != io::ErrorKind::NotFound => Err(write(path, source)),
        _ => Ok(()),
    }
}

/// SHA-256 of a file, as lower-case hex, piece by piece; `None` when it is not there or cannot be read.
pub fn digest(path: &Path) -> Option<String> {
    let mut file = File::open(path).ok()?;
    let mut hasher = Sha256::new();
    let mut piece = [0; 16 * 1024];
    loop {
        match file.read(&mut piece).ok()? {
            0 => return Some(hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect()),
            read => hasher.update(&piece[..read]),
        }
    }
}

/// The folder that a run leaves its work in. Holding it is holding the lock.
#[derive(Debug)]
pub struct Store {
    root: PathBuf,
    group: Option<u32>,
    _lock: File,
}

impl Store {
    /// Opens `out/` and takes its lock; makes it when it is not there.
    ///
    /// # Errors
    /// If it cannot be made, is not safe, or another run holds it.
    pub fn open(root: &Path, group: Option<&str>) -> Result<Self, StoreError> {
        let group = group.map(group_id).transpose()?;
        make_dir(root, group)?;
        let meta = fs::symlink_metadata(root).map_err(|source| write(root, source))?;
        if meta.is_symlink() {
            return Err(StoreError::Unsafe { path: root.to_owned(), why: Risk::Link });
        }
        let mode = meta.permissions().mode();
        if mode & 0o002 != 0 {
            return Err(StoreError::Unsafe { path: root.to_owned(), why: Risk::OpenToAll });
        }
        let path = root.join(".lock");
        let lock =
            File::options().create(true).append(true).open(&path).map_err(|source| write(&path, source))?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(StoreError::Locked { path: root.to_owned() }),
            Err(TryLockError::Error(source)) => return Err(write(&path, source)),
        }
        let store = Self { root: root.to_owned(), group, _lock: lock };
        protect(&path, store.group, false)?;
        Ok(store)
    }

    /// The path of `name` in the folder.
    pub fn path(&self, name: &str) -> PathBuf {
        self.root.join(name)
    }

    /// Makes a folder in it.
    ///
    /// # Errors
    /// If it cannot be made.
    pub fn folder(&self, name: &str) -> Result<PathBuf, StoreError> {
        let path = self.path(name);
        make_dir(&path, self.group)?;
        Ok(path)
    }

    /// Empties a folder in it, and makes it anew.
    ///
    /// # Errors
    /// If it cannot be removed or made.
    pub fn fresh_folder(&self, name: &str) -> Result<PathBuf, StoreError> {
        let path = self.path(name);
        match fs::remove_dir_all(&path) {
            Ok(()) => {}
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(source) => return Err(write(&path, source)),
        }
        self.folder(name)
    }

    /// Writes a whole file: first beside its place, then renamed into it.
    ///
    /// # Errors
    /// If it cannot be written; the file that was there is unharmed.
    pub fn write(&self, name: &str, content: &[u8]) -> Result<(), StoreError> {
        self.write_with_mode(name, content, self.file_mode())
    }

    /// Writes a file that everybody may read: the metrics, which hold no personal data.
    ///
    /// # Errors
    /// As [`Self::write`].
    pub fn write_public(&self, name: &str, content: &[u8]) -> Result<(), StoreError> {
        self.write_with_mode(name, content, 0o644)
    }

    /// Writes a file piece by piece, for one that is too large to be held: first beside its place, then renamed into it.
    ///
    /// # Errors
    /// As [`Self::write`].
    pub fn write_by(
        &self,
        name: &str,
        content: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> Result<(), StoreError> {
        let path = self.path(name);
        let folder = path.parent().unwrap_or(&self.root).to_owned();
        put_by(&path, &folder, content, self.file_mode(), self.group, false)
    }

    /// Writes a file into a folder that nobody looks into before the file is renamed out of it, so that it needs no temporary name.
    ///
    /// # Errors
    /// If it cannot be written; a part of it can be there then.
    pub fn stage(&self, name: &str, content: &[u8]) -> Result<(), StoreError> {
        let path = self.path(name);
        let failed = |source| write(&path, source);
        let mut file = File::options()
            .write(true)
            .create(true)
            .truncate(true)
            .mode(self.file_mode())
            .open(&path)
            .map_err(failed)?;
        file.write_all(content).map_err(failed)?;
        // What a umask took of the mode is the group's.
        match self.group {
            Some(_) => protect(&path, self.group, false),
            None => Ok(()),
        }
    }

    fn write_with_mode(&self, name: &str, content: &[u8], mode: u32) -> Result<(), StoreError> {
        let path = self.path(name);
        let folder = path.parent().unwrap_or(&self.root).to_owned();
        put(&path, &folder, content, mode, self.group, false)
    }

    /// Opens a file that lines are added to, one by one; makes it when it is not there.
    ///
    /// # Errors
    /// If it cannot be made.
    pub fn journal(&self, name: &str) -> Result<File, StoreError> {
        let path = self.path(name);
        if !path.exists() {
            self.stage(name, b"")?;
        }
        File::options().append(true).open(&path).map_err(|source| write(&path, source))
    }

    /// Adds a line to such a file, in one piece.
    ///
    /// # Errors
    /// If it cannot be written; a part of the line can be there then.
    pub fn add(&self, name: &str, file: &mut File, line: &str) -> Result<(), StoreError> {
        file.write_all(format!("{line}\n").as_bytes()).map_err(|source| write(&self.path(name), source))
    }

    /// Moves a file within the folder, over one that is there.
    ///
    /// # Errors
    /// If it cannot be moved.
    pub fn rename(&self, from: &str, to: &str) -> Result<(), StoreError> {
        let (from, to) = (self.path(from), self.path(to));
        fs::rename(&from, &to).map_err(|source| write(&to, source))
    }

    /// Removes a file; one that is not there is gone already.
    ///
    /// # Errors
    /// If it cannot be removed.
    pub fn remove(&self, name: &str) -> Result<(), StoreError> {
        delete(&self.path(name))
    }

    /// The names of the files of a folder in it, sorted.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn names(&self, folder: &str) -> Result<Vec<String>, StoreError> {
        self.names_that(folder, |_| true)
    }

    /// The names of the files of a folder in it that `asked` says yes to, sorted; for a folder that holds more than are to be held.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn names_that(&self, folder: &str, asked: impl Fn(&str) -> bool) -> Result<Vec<String>, StoreError> {
        let path = self.path(folder);
        let failed = |source| write(&path, source);
        let mut names = Vec::new();
        for entry in fs::read_dir(&path).map_err(failed)? {
            let name = entry.map_err(failed)?.file_name();
            let name = name.to_string_lossy();
            if asked(&name) {
                names.push(name.into_owned());
            }
        }
        names.sort();
        Ok(names)
    }

    /// The content of a file; `None` when it is not there or cannot be read.
    pub fn read(&self, name: &str) -> Option<Vec<u8>> {
        fs::read(self.path(name)).ok()
    }

    /// A piece of a file as text; `None` when it is not there.
    pub fn read_text(&self, name: &str, begin: u64, length: usize) -> Option<String> {
        let mut bytes = vec![0; length];
        File::open(self.path(name)).ok()?.read_exact_at(&mut bytes, begin).ok()?;
        String::from_utf8(bytes).ok()
    }

    /// A file, to be read piece by piece; `None` when it is not there or cannot be read.
    pub fn reader(&self, name: &str) -> Option<impl BufRead> {
        Some(BufReader::new(File::open(self.path(name)).ok()?))
    }

    /// SHA-256 of a file, as lower-case hex; `None` when it is not there or cannot be read.
    pub fn digest(&self, name: &str) -> Option<String> {
        digest(&self.path(name))
    }

    /// The lines of a file, as they are read; none when it is not there. A line that is no text ends them.
    pub fn lines(&self, name: &str) -> impl Iterator<Item = String> {
        let file = File::open(self.path(name)).ok();
        file.into_iter().flat_map(|file| BufReader::new(file).lines().map_while(Result::ok))
    }

    fn file_mode(&self) -> u32 {
        if self.group.is_some() { 0o660 } else { 0o600 }
    }
}

fn put(
    path: &Path,
    folder: &Path,
    content: &[u8],
    mode: u32,
    group: Option<u32>,
    keeps_mode: bool,
) -> Result<(), StoreError> {
    put_by(path, folder, |file| file.write_all(content), mode, group, keeps_mode)
}

fn put_by(
    path: &Path,
    folder: &Path,
    content: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    mode: u32,
    group: Option<u32>,
    keeps_mode: bool,
) -> Result<(), StoreError> {
    let failed = |source| write(path, source);
    let file = written_by(folder, content, mode, group, keeps_mode).map_err(failed)?;
    file.persist(path).map_err(|error| failed(error.error))?;
    Ok(())
}

/// A temporary file with the content, beside the place that it is for.
fn written(
    folder: &Path,
    content: &[u8],
    mode: u32,
    group: Option<u32>,
    keeps_mode: bool,
) -> io::Result<NamedTempFile> {
    written_by(folder, |file| file.write_all(content), mode, group, keeps_mode)
}

fn written_by(
    folder: &Path,
    content: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    mode: u32,
    group: Option<u32>,
    keeps_mode: bool,
) -> io::Result<NamedTempFile> {
    let mut file =
        Builder::new().prefix(".new-").permissions(Permissions::from_mode(mode)).tempfile_in(folder)?;
    let mut buffered = BufWriter::new(&mut file);
    content(&mut buffered).and_then(|()| buffered.flush())?;
    drop(buffered);
    if let Some(group) = group {
        match chown(file.path(), None, Some(group)) {
            // Whose user is not in the group leaves it in their own.
            Err(error) if keeps_mode && error.kind() == io::ErrorKind::PermissionDenied => {}
            done => done?,
        }
    }
    file.as_file().set_permissions(Permissions::from_mode(mode))?;
    Ok(file)
}

fn write(path: &Path, source: io::Error) -> StoreError {
    StoreError::Write { path: path.to_owned(), source }
}

fn group_id(name: &str) -> Result<u32, StoreError> {
    let found = nix::unistd::Group::from_name(name).ok().flatten();
    found.map(|group| group.gid.as_raw()).ok_or_else(|| StoreError::UnknownGroup { group: name.to_owned() })
}

fn make_dir(path: &Path, group: Option<u32>) -> Result<(), StoreError> {
    match DirBuilder::new().mode(0o700).recursive(true).create(path) {
        Ok(()) => protect(path, group, true),
        Err(source) => Err(write(path, source)),
    }
}

fn protect(path: &Path, group: Option<u32>, folder: bool) -> Result<(), StoreError> {
    let mode = match (group.is_some(), folder) {
        (true, true) => 0o2770,
        (true, false) => 0o660,
        (false, true) => 0o700,
        (false, false) => 0o600,
    };
    let failed = |source| write(path, source);
    if fs::symlink_metadata(path).map_err(failed)?.is_symlink() {
        return Err(StoreError::Unsafe { path: path.to_owned(), why: Risk::Link });
    }
    if let Some(group) = group {
        chown(path, None, Some(group)).map_err(failed)?;
    }
    fs::set_permissions(path, Permissions::from_mode(mode)).map_err(failed)
}
