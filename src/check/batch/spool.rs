//! Lists of hashes, in memory where they are few and in a file that has no name where they are many: so the memory that a set takes
//! does not grow with its texts. The file is gone with the program, however it ends.

use std::io::{self, BufReader, Seek as _, SeekFrom, Write as _};
use std::sync::{Mutex, PoisonError};

use tempfile::SpooledTempFile;

/// So many bytes are held in memory.
const MEMORY_BYTES: usize = 1024 * 1024;

/// Lists, one after the other.
#[derive(Debug)]
pub(super) struct Spool(Mutex<Lists>);

#[derive(Debug)]
struct Lists {
    file: SpooledTempFile,
    end: u64,
}

/// Where a list is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(super) struct Span {
    begin: u64,
    numbers: u32,
}

impl Span {
    /// How many numbers the list has.
    pub(super) fn len(self) -> usize {
        self.numbers as usize
    }
}

impl Default for Spool {
    fn default() -> Self {
        Self::with_memory(MEMORY_BYTES)
    }
}

impl Spool {
    fn with_memory(bytes: usize) -> Self {
        Self(Mutex::new(Lists { file: SpooledTempFile::new(bytes), end: 0 }))
    }

    /// Keeps a list.
    pub(super) fn keep(&self, list: &[u32]) -> io::Result<Span> {
        let bytes: Vec<u8> = list.iter().flat_map(|number| number.to_le_bytes()).collect();
        let mut lists = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let begin = lists.end;
        lists.file.seek(SeekFrom::Start(begin))?;
        lists.file.write_all(&bytes)?;
        lists.end += bytes.len() as u64;
        Ok(Span { begin, numbers: u32::try_from(list.len()).map_err(io::Error::other)? })
    }

    /// Reads a list into `list`, whose room is used again.
    pub(super) fn read(&self, span: Span, list: &mut Vec<u32>) -> io::Result<()> {
        let mut lists = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        lists.file.seek(SeekFrom::Start(span.begin))?;
        read_numbers(&mut lists.file, span, list)
    }

    /// Reads lists from the first to the last, and hands each of them over with its number in `spans`, which is put in their order.
    pub(super) fn read_all(
        &self,
        spans: &mut [(Span, u32)],
        mut take: impl FnMut(u32, &[u32]),
    ) -> io::Result<()> {
        // Costs little where they are in order.
        spans.sort_unstable();
        let mut lists = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        lists.file.seek(SeekFrom::Start(0))?;
        let mut file = BufReader::with_capacity(64 * 1024, &mut lists.file);
        let (mut at, mut list) = (0, Vec::new());
        for (span, number) in spans.iter().copied() {
            let gap = span.begin - at;
            file.seek_relative(i64::try_from(gap).map_err(io::Error::other)?)?;
            read_numbers(&mut file, span, &mut list)?;
            take(number, &list);
            at = span.begin + 4 * u64::from(span.numbers);
        }
        Ok(())
    }
}

fn read_numbers(file: &mut impl io::Read, span: Span, list: &mut Vec<u32>) -> io::Result<()> {
    let mut bytes = vec![0; 4 * span.len()];
    file.read_exact(&mut bytes)?;
    list.clear();
    list.extend(bytes.as_chunks::<4>().0.iter().map(|number| u32::from_le_bytes(*number)));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_come_back_from_memory_and_from_disk() {
        for memory in [0, 24, 1024 * 1024] {
            let spool = Spool::with_memory(memory);
            let kept: Vec<Vec<u32>> = (0..50).map(|length| (length..2 * length).collect()).collect();
            let spans: Vec<Span> = kept.iter().map(|list| spool.keep(list).unwrap()).collect();
            let mut list = Vec::new();
            for (span, kept) in spans.iter().zip(&kept).rev() {
                spool.read(*span, &mut list).unwrap();
                assert_eq!(&list, kept);
            }
            // Every third, named out of order.
            let mut some: Vec<(Span, u32)> =
                (0..50).rev().step_by(3).map(|at| (spans[at as usize], at)).collect();
            let mut seen = Vec::new();
            spool
                .read_all(&mut some, |number, list| {
                    assert_eq!(list, kept[number as usize]);
                    seen.push(number);
                })
                .unwrap();
            assert_eq!(seen, (0..50).filter(|number| number % 3 == 1).collect::<Vec<_>>());
        }
    }
}
