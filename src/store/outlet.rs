//! A folder outside `out/` that other programs and people take files from: the outbox of Digital Post, the print folder.
//!
//! A file there is whole and on disk before it has its name, and its name is on disk before anybody is told of it. So whoever
//! takes what is there never takes half a file, and a power cut takes back nothing that was told.

use std::fmt;
use std::fs::{self, File, Permissions};
use std::io::{self, Write as _};
use std::os::unix::fs::{PermissionsExt as _, chown};
use std::path::{Path, PathBuf};

use tempfile::{Builder, NamedTempFile};

use super::{Risk, StoreError, group_id, make_dir, write};

/// What a file has while it has no name yet.
const UNNAMED: &str = ".new-";

/// The steps of which writing consists, each of which can fail. Tests let the n-th fail.
pub trait Disk: fmt::Debug {
    /// A new file without a name that anybody looks for.
    ///
    /// # Errors
    /// What the system says.
    fn create(&self, folder: &Path, mode: u32, group: Option<u32>) -> io::Result<NamedTempFile> {
        let permissions = || Permissions::from_mode(mode);
        let file = Builder::new().prefix(UNNAMED).permissions(permissions()).tempfile_in(folder)?;
        if let Some(group) = group {
            chown(file.path(), None, Some(group))?;
        }
        // What the process's mask took off is put back.
        file.as_file().set_permissions(permissions())?;
        Ok(file)
    }

    /// Writes the content.
    ///
    /// # Errors
    /// What the system says.
    fn write(&self, file: &mut File, content: &[u8]) -> io::Result<()> {
        file.write_all(content)
    }

    /// Waits until the content is on disk.
    ///
    /// # Errors
    /// What the system says.
    fn sync(&self, file: &File) -> io::Result<()> {
        file.sync_all()
    }

    /// Gives the file its name, over one that has it.
    ///
    /// # Errors
    /// What the system says.
    fn name(&self, file: NamedTempFile, path: &Path) -> io::Result<()> {
        file.persist(path).map(drop).map_err(|error| error.error)
    }

    /// Gives the file its name, unless one has it.
    ///
    /// # Errors
    /// What the system says.
    fn name_new(&self, file: NamedTempFile, path: &Path) -> io::Result<()> {
        file.persist_noclobber(path).map(drop).map_err(|error| error.error)
    }

    /// Gives a file another name, over one that has it.
    ///
    /// # Errors
    /// What the system says.
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        fs::rename(from, to)
    }

    /// Removes a file.
    ///
    /// # Errors
    /// What the system says.
    fn remove(&self, path: &Path) -> io::Result<()> {
        fs::remove_file(path)
    }

    /// Waits until the names of a folder are on disk.
    ///
    /// # Errors
    /// What the system says.
    fn sync_folder(&self, folder: &Path) -> io::Result<()> {
        File::open(folder)?.sync_all()
    }
}

/// The system's own.
#[derive(Debug, Clone, Copy)]
pub struct RealDisk;

impl Disk for RealDisk {}

/// A folder that others take files from. One run at a time writes into it: the one that holds the lock of `out/`.
#[derive(Debug)]
pub struct Outlet<'d> {
    folder: PathBuf,
    group: Option<u32>,
    disk: &'d dyn Disk,
}

impl Outlet<'static> {
    /// Opens the folder; makes it for its user alone, or for the group, when it is not there.
    ///
    /// Who may enter a folder that is there is its owner's to say: the program that takes the files may be another user's.
    ///
    /// # Errors
    /// If it cannot be made, is a symbolic link, or everybody may enter it.
    pub fn open(folder: &Path, group: Option<&str>) -> Result<Self, StoreError> {
        Self::open_on(&RealDisk, folder, group)
    }
}

impl<'d> Outlet<'d> {
    /// Opens the folder on a disk of one's own.
    ///
    /// # Errors
    /// As [`Outlet::open`].
    pub fn open_on(disk: &'d dyn Disk, folder: &Path, group: Option<&str>) -> Result<Self, StoreError> {
        let group = group.map(group_id).transpose()?;
        let is_not = |why| StoreError::Unsafe { path: folder.to_owned(), why };
        match fs::symlink_metadata(folder) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => make_dir(folder, group)?,
            Err(source) => return Err(write(folder, source)),
            Ok(meta) if meta.is_symlink() => return Err(is_not(Risk::Link)),
            Ok(meta) if !meta.is_dir() => return Err(is_not(Risk::NoFolder)),
            Ok(meta) if meta.permissions().mode() & 0o007 != 0 => {
                return Err(is_not(Risk::OpenToAll));
            }
            Ok(_) => {}
        }
        let outlet = Self { folder: folder.to_owned(), group, disk };
        // What a run that was killed had not named yet.
        for name in outlet.names()?.iter().filter(|name| name.starts_with(UNNAMED)) {
            outlet.remove(name)?;
        }
        Ok(outlet)
    }

    /// Puts a file there whose name no other has.
    ///
    /// # Errors
    /// [`StoreError::Exists`] if there is one, and then it is unharmed; [`StoreError::Unsettled`] if the file is there but a power
    /// cut may undo it; else it is not there.
    pub fn put_new(&self, name: &str, content: &[u8]) -> Result<(), StoreError> {
        let path = self.path(name)?;
        let file = self.unnamed(content).map_err(|source| write(&path, source))?;
        match self.disk.name_new(file, &path) {
            Ok(()) => self.settle(&path),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Err(StoreError::Exists { path }),
            Err(source) => Err(write(&path, source)),
        }
    }

    /// Puts a file there, over one of the same name.
    ///
    /// # Errors
    /// [`StoreError::Unsettled`] if the file is there but a power cut may undo it; else the one that was there is unharmed.
    pub fn put(&self, name: &str, content: &[u8]) -> Result<(), StoreError> {
        let path = self.path(name)?;
        let file = self.unnamed(content).map_err(|source| write(&path, source))?;
        self.disk.name(file, &path).map_err(|source| write(&path, source))?;
        self.settle(&path)
    }

    /// Gives files other names, each over one that has it.
    ///
    /// # Errors
    /// If one of them cannot have its name; those before it have theirs.
    pub fn rename(&self, names: &[(String, String)]) -> Result<(), StoreError> {
        let mut last = None;
        for (from, to) in names {
            let to = self.path(to)?;
            self.disk.rename(&self.path(from)?, &to).map_err(|source| write(&to, source))?;
            last = Some(to);
        }
        last.map_or(Ok(()), |path| self.settle(&path))
    }

    /// Removes a file; one that is not there is gone already.
    ///
    /// # Errors
    /// If it cannot be removed.
    pub fn remove(&self, name: &str) -> Result<(), StoreError> {
        let path = self.path(name)?;
        match self.disk.remove(&path) {
            Err(source) if source.kind() != io::ErrorKind::NotFound => Err(write(&path, source)),
            _ => Ok(()),
        }
    }

    /// The names of its files, sorted; those too that have none for others yet.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn names(&self) -> Result<Vec<String>, StoreError> {
        let failed = |source| write(&self.folder, source);
        let entries = fs::read_dir(&self.folder).map_err(failed)?;
        let name = |entry: io::Result<fs::DirEntry>| Ok(entry?.file_name().to_string_lossy().into_owned());
        let mut names: Vec<String> = entries.map(name).collect::<io::Result<_>>().map_err(failed)?;
        names.sort();
        Ok(names)
    }

    /// The content of a file; `None` when it is not there.
    ///
    /// # Errors
    /// If it is there and cannot be read.
    pub fn read(&self, name: &str) -> Result<Option<Vec<u8>>, StoreError> {
        let path = self.path(name)?;
        match fs::read(&path) {
            Ok(content) => Ok(Some(content)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(source) => Err(StoreError::Read { path, source }),
        }
    }

    /// The path of a name: letters, digits, `.`, `_` and `-`, so that it leads nowhere else and is no formula in a spreadsheet.
    ///
    /// # Errors
    /// If the name has anything else.
    pub fn path(&self, name: &str) -> Result<PathBuf, StoreError> {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-');
        let begins = name.strip_prefix('.').unwrap_or(name).starts_with(|c: char| c.is_ascii_alphanumeric());
        if !begins || !name.bytes().all(plain) {
            let path = self.folder.clone();
            return Err(StoreError::Unsafe { path, why: Risk::BadName });
        }
        Ok(self.folder.join(name))
    }

    /// A file with this content, on disk, that has no name yet.
    fn unnamed(&self, content: &[u8]) -> io::Result<NamedTempFile> {
        let mode = if self.group.is_some() { 0o660 } else { 0o600 };
        let mut file = self.disk.create(&self.folder, mode, self.group)?;
        self.disk.write(file.as_file_mut(), content)?;
        self.disk.sync(file.as_file())?;
        Ok(file)
    }

    fn settle(&self, path: &Path) -> Result<(), StoreError> {
        let unsettled = |source| StoreError::Unsettled { path: path.to_owned(), source };
        self.disk.sync_folder(&self.folder).map_err(unsettled)
    }
}
