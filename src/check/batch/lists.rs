//! Lists of hashes on a spool.

use std::io;

use crate::spool::{Span, Spool};

/// Lists, one after the other.
#[derive(Debug, Default)]
pub(super) struct Lists(Spool);

/// How many numbers the list at a place has.
pub(super) fn length(span: Span) -> usize {
    span.bytes() / size_of::<u32>()
}

impl Lists {
    /// Keeps a list.
    pub(super) fn keep(&self, list: &[u32]) -> io::Result<Span> {
        let bytes: Vec<u8> = list.iter().flat_map(|number| number.to_le_bytes()).collect();
        self.0.keep(&bytes)
    }

    /// Reads a list into `list`, whose room is used again.
    pub(super) fn read(&self, span: Span, list: &mut Vec<u32>) -> io::Result<()> {
        list.clear();
        list.extend(numbers(&self.0.read(span)?));
        Ok(())
    }

    /// Reads lists from the first to the last, and hands each of them over with its number in `spans`, which is put in their order.
    pub(super) fn read_all(
        &self,
        spans: &mut [(Span, u32)],
        mut take: impl FnMut(u32, &[u32]),
    ) -> io::Result<()> {
        let mut list = Vec::new();
        self.0.read_all(spans, |number, bytes| {
            list.clear();
            list.extend(numbers(bytes));
            take(number, &list);
        })
    }
}

fn numbers(bytes: &[u8]) -> impl Iterator<Item = u32> {
    bytes.as_chunks::<4>().0.iter().map(|number| u32::from_le_bytes(*number))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_come_back() {
        let lists = Lists::default();
        let kept: Vec<Vec<u32>> = (0..50).map(|length| (length..2 * length).collect()).collect();
        let spans: Vec<Span> = kept.iter().map(|list| lists.keep(list).unwrap()).collect();
        let mut list = vec![7];
        for (span, kept) in spans.iter().zip(&kept) {
            lists.read(*span, &mut list).unwrap();
            assert_eq!((&list, length(*span)), (kept, kept.len()));
        }
        let mut numbered: Vec<(Span, u32)> = spans.iter().copied().zip(0..).skip(3).collect();
        let mut seen = 0;
        lists
            .read_all(&mut numbered, |number, list| {
                assert_eq!(list, kept[number as usize]);
                seen += 1;
            })
            .unwrap();
        assert_eq!(seen, 47);
    }
}
