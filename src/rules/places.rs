//! Which row of a table a piece of wording has.

use super::piece::{NUMBERS, Piece};

/// The rows of pieces, found in a step or two.
#[derive(Clone, Debug, Default)]
pub(crate) struct Places {
    // Of every character by its number, which row from 1.
    ones: Vec<u16>,
    // A hash table of all other pieces: the piece, and which row from 1; zero where a place is free.
    others: Vec<(u32, u16)>,
}

impl Places {
    /// Row i is that of piece i.
    pub(crate) fn new(pieces: &[Piece]) -> Self {
        let mut made =
            Self { ones: vec![0; NUMBERS], others: vec![(0, 0); (2 * pieces.len()).max(1).next_power_of_two()] };
        for (piece, row) in pieces.iter().zip(1..) {
            if let Some(one) = made.ones.get_mut(piece.0 as usize) {
                *one = row;
                continue;
            }
            let mut at = made.place(piece.0);
            while made.others[at].1 > 0 {
                at = (at + 1) % made.others.len();
            }
            made.others[at] = (piece.0, row);
        }
        made
    }

    fn place(&self, piece: u32) -> usize {
        (piece.wrapping_mul(0x9e37_79b1) >> 8) as usize & (self.others.len() - 1)
    }

    /// Which row is the piece's.
    #[inline(always)]
    pub(crate) fn find(&self, piece: Piece) -> Option<usize> {
        let one = self.ones.get(piece.0 as usize).copied();
        let row = one.unwrap_or_else(|| {
            let mut at = self.place(piece.0);
            loop {
                let (other, row) = self.others[at];
                if other == piece.0 || row == 0 {
                    break row;
                }
                at = (at + 1) & (self.others.len() - 1);
            }
        });
        usize::from(row).checked_sub(1)
    }
}

/// Pieces and their rows as the build script packs them: a piece in four bytes, then hundredths in two bytes each.
pub(crate) fn unpacked<const N: usize>(bytes: &[u8]) -> impl Iterator<Item = (Piece, [f32; N])> {
    bytes.chunks_exact(4 + 2 * N).map(|entry| {
        let piece = u32::from_le_bytes([entry[0], entry[1], entry[2], entry[3]]);
        let worth = |at: usize| f32::from(i16::from_le_bytes([entry[4 + 2 * at], entry[5 + 2 * at]])) / 100.0;
        (Piece(piece), std::array::from_fn(worth))
    })
}
