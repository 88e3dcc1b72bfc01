//! Who is whose partner.

/// A partner for each of both sides, or none.
pub(super) struct Pairs {
    of_old: Vec<Option<(usize, u32)>>,
    of_new: Vec<Option<usize>>,
}

/// Two that may be one.
#[derive(Clone, Copy)]
pub(super) struct Candidate {
    pub(super) old: usize,
    pub(super) new: usize,
    pub(super) score: u32,
}

impl Pairs {
    pub(super) fn new(old: usize, new: usize) -> Self {
        Self { of_old: vec![None; old], of_new: vec![None; new] }
    }

    pub(super) fn new_of(&self, old: usize) -> Option<usize> {
        self.of_old.get(old)?.map(|(new, _)| new)
    }

    pub(super) fn old_of(&self, new: usize) -> Option<usize> {
        *self.of_new.get(new)?
    }

    pub(super) fn are_free(&self, old: usize, new: usize) -> bool {
        self.of_old[old].is_none() && self.of_new[new].is_none()
    }

    pub(super) fn join(&mut self, old: usize, new: usize, score: u32) {
        debug_assert!(self.are_free(old, new), "a partner is taken");
        self.of_old[old] = Some((new, score));
        self.of_new[new] = Some(old);
    }

    /// Joins the best of the candidates whose partners are free, then the next best. The order is the same when old
    /// and new change sides.
    pub(super) fn join_best(&mut self, mut candidates: Vec<Candidate>) {
        candidates.sort_by_key(|Candidate { old, new, score }| {
            (std::cmp::Reverse(*score), old.abs_diff(*new), *old.min(new), *old.max(new), *old)
        });
        for Candidate { old, new, score } in candidates {
            if self.are_free(old, new) {
                self.join(old, new, score);
            }
        }
    }

    /// All pairs in old order.
    pub(super) fn iter(&self) -> impl Iterator<Item = (usize, usize)> {
        self.scored().map(|(old, new, _)| (old, new))
    }

    /// The same, with how much alike they are.
    pub(super) fn scored(&self) -> impl Iterator<Item = (usize, usize, u32)> {
        self.of_old.iter().enumerate().filter_map(|(old, pair)| pair.map(|(new, score)| (old, new, score)))
    }
}
