//! What a run keeps of each of its records, in memory where they are few and in a file that has no name where they are many: so the
//! memory that a run takes does not grow with them. The file is gone with the program, however it ends.

use std::io::{self, BufReader, Read as _, Seek as _, SeekFrom, Write as _};
use std::sync::{Mutex, PoisonError};

use serde::Serialize;
use serde::de::DeserializeOwned;
use tempfile::SpooledTempFile;

/// So many bytes are held in memory.
const MEMORY_BYTES: usize = 1024 * 1024;

/// Pieces of bytes, one after the other. Shared by all workers.
#[derive(Debug)]
pub(crate) struct Spool(Mutex<Pieces>);

#[derive(Debug)]
struct Pieces {
    file: SpooledTempFile,
    end: u64,
}

/// Where a piece is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, serde::Deserialize)]
pub(crate) struct Span {
    begin: u64,
    bytes: u32,
}

impl Span {
    /// How many bytes the piece has.
    pub(crate) fn bytes(self) -> usize {
        self.bytes as usize
    }
}

impl Default for Spool {
    fn default() -> Self {
        Self::with_memory(MEMORY_BYTES)
    }
}

impl Spool {
    fn with_memory(bytes: usize) -> Self {
        Self(Mutex::new(Pieces { file: SpooledTempFile::new(bytes), end: 0 }))
    }

    /// Keeps a piece.
    ///
    /// # Errors
    /// If there is no room for it.
    pub(crate) fn keep(&self, piece: &[u8]) -> io::Result<Span> {
        let bytes = u32::try_from(piece.len()).map_err(io::Error::other)?;
        let mut pieces = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let begin = pieces.end;
        pieces.file.seek(SeekFrom::Start(begin))?;
        pieces.file.write_all(piece)?;
        pieces.end += u64::from(bytes);
        Ok(Span { begin, bytes })
    }

    /// Reads a piece.
    ///
    /// # Errors
    /// If it cannot be read.
    pub(crate) fn read(&self, span: Span) -> io::Result<Vec<u8>> {
        let mut piece = vec![0; span.bytes()];
        let mut pieces = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        pieces.file.seek(SeekFrom::Start(span.begin))?;
        pieces.file.read_exact(&mut piece)?;
        Ok(piece)
    }

    /// Reads pieces from the first to the last, and hands each of them over with its number in `spans`, which is put in their order.
    ///
    /// # Errors
    /// If one cannot be read.
    pub(crate) fn read_all(
        &self,
        spans: &mut [(Span, u32)],
        mut take: impl FnMut(u32, &[u8]),
    ) -> io::Result<()> {
        // Costs little where they are in order.
        spans.sort_unstable();
        let mut pieces = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        pieces.file.seek(SeekFrom::Start(0))?;
        let mut file = BufReader::with_capacity(64 * 1024, &mut pieces.file);
        let (mut at, mut piece) = (0, Vec::new());
        for (span, number) in spans.iter().copied() {
            let gap = span.begin - at;
            file.seek_relative(i64::try_from(gap).map_err(io::Error::other)?)?;
            piece.resize(span.bytes(), 0);
            file.read_exact(&mut piece)?;
            take(number, &piece);
            at = span.begin + u64::from(span.bytes);
        }
        Ok(())
    }

    /// Keeps a value.
    ///
    /// # Errors
    /// If there is no room for it.
    pub(crate) fn keep_value<T: Serialize>(&self, value: &T) -> io::Result<Span> {
        self.keep(&serde_json::to_vec(value)?)
    }

    /// Reads a value that was kept.
    ///
    /// # Errors
    /// If it cannot be read.
    pub(crate) fn read_value<T: DeserializeOwned>(&self, span: Span) -> io::Result<T> {
        Ok(serde_json::from_slice(&self.read(span)?)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_come_back_from_memory_and_from_disk() {
        for memory in [0, 24, 1024 * 1024] {
            let spool = Spool::with_memory(memory);
            let kept: Vec<Vec<u8>> = (0..50).map(|length| (length..2 * length).collect()).collect();
            let spans: Vec<Span> = kept.iter().map(|piece| spool.keep(piece).unwrap()).collect();
            for (span, kept) in spans.iter().zip(&kept).rev() {
                assert_eq!(&spool.read(*span).unwrap(), kept);
            }
            // Every third, named out of order.
            let mut some: Vec<(Span, u32)> =
                (0..50).rev().step_by(3).map(|at| (spans[at as usize], at)).collect();
            let mut seen = Vec::new();
            spool
                .read_all(&mut some, |number, piece| {
                    assert_eq!(piece, kept[number as usize]);
                    seen.push(number);
                })
                .unwrap();
            assert_eq!(seen, (0..50).filter(|number| number % 3 == 1).collect::<Vec<_>>());
        }
    }

    #[test]
    fn values_come_back_as_they_were() {
        let spool = Spool::with_memory(8);
        let values = [Some(("æøå".to_owned(), u64::MAX)), None];
        let spans = values.each_ref().map(|value| spool.keep_value(value).unwrap());
        for (span, value) in spans.into_iter().zip(values) {
            assert_eq!(spool.read_value::<Option<(String, u64)>>(span).unwrap(), value);
        }
    }
}
