//! Which pairs keep their order: the heaviest series that runs on in both versions.

use std::hash::{Hash, Hasher};

use rustc_hash::FxHasher;

/// The weight of a pair by its size; of two of one size the words decide, so that the answer is the same when old and
/// new change sides.
pub(super) fn heavy(size: usize, one: &[char], other: &[char]) -> u128 {
    let hash = |words: &[char]| {
        let mut hasher = FxHasher::default();
        words.hash(&mut hasher);
        hasher.finish() >> 32
    };
    (size as u128 + 1) << 64 | u128::from(hash(one) + hash(other))
}

/// Of pairs given in old order by their place in the new one, and their weight, whether each stands in the heaviest
/// increasing series. Places are distinct. Time is n log n.
pub(super) fn in_order(pairs: &[(usize, u128)]) -> Vec<bool> {
    let mut ranks: Vec<usize> = pairs.iter().map(|(place, _)| *place).collect();
    ranks.sort_unstable();
    let mut best = Best(vec![(0, None); pairs.len() + 1]);
    let mut before = vec![None; pairs.len()];
    let mut last: (u128, Option<usize>) = (0, None);
    for (at, (place, weight)) in pairs.iter().enumerate() {
        let rank = ranks.partition_point(|other| other < place);
        let (sum, from) = best.up_to(rank);
        before[at] = from;
        let sum = sum + weight.max(&1);
        best.put(rank, (sum, Some(at)));
        if sum > last.0 {
            last = (sum, Some(at));
        }
    }
    let mut kept = vec![false; pairs.len()];
    let mut next = last.1;
    while let Some(at) = next {
        kept[at] = true;
        next = before[at];
    }
    kept
}

/// The heaviest series that ends before a rank (a Fenwick tree).
struct Best(Vec<(u128, Option<usize>)>);

impl Best {
    fn up_to(&self, rank: usize) -> (u128, Option<usize>) {
        let mut found: (u128, Option<usize>) = (0, None);
        let mut at = rank;
        while at > 0 {
            if self.0[at].0 > found.0 {
                found = self.0[at];
            }
            at &= at - 1;
        }
        found
    }

    fn put(&mut self, rank: usize, series: (u128, Option<usize>)) {
        let mut at = rank + 1;
        while at < self.0.len() {
            if series.0 > self.0[at].0 {
                self.0[at] = series;
            }
            at += at & at.wrapping_neg();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    type Case = (&'static [(usize, u128)], &'static [bool]);

    #[test]
    fn the_lighter_one_has_moved() {
        let cases: [Case; 5] = [
            (&[], &[]),
            (&[(0, 1), (1, 1), (2, 1)], &[true, true, true]),
            (&[(1, 9), (0, 2)], &[true, false]),
            (&[(2, 1), (0, 1), (1, 1)], &[false, true, true]),
            (&[(7, 5), (3, 2), (4, 2)], &[true, false, false]),
        ];
        for (pairs, want) in cases {
            assert_eq!(in_order(pairs), want, "{pairs:?}");
        }
    }
}
