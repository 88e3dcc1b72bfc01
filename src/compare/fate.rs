//! From pairs to fates: what stayed, what moved, and in what order it is told.

use rustc_hash::FxHashMap;

use super::ground::Side;
use super::order::{heavy, in_order};
use super::pairs::Pairs;
use super::point::weight;
use super::{Compared, Comparison, Fate, In};
use crate::outline::NodeId;

/// Everything that is paired.
pub(super) struct Fates<'a> {
    pub(super) old: &'a Side,
    pub(super) new: &'a Side,
    pub(super) sentences: Pairs,
    pub(super) points: Pairs,
    pub(super) items: Pairs,
}

impl Fates<'_> {
    pub(super) fn tell(self) -> Comparison {
        let points_moved = self.moved_points();
        let sentences_moved = self.moved_sentences();
        let order = merged(&self.spots(&points_moved), self.new.nodes.len(), &self.points);
        let mut found = Comparison { points: Vec::new(), ranges: Vec::new(), sentences: Vec::new(), items: Vec::new() };
        for (a, b) in order {
            let from = found.sentences.len();
            self.sentences_under(a, b, &sentences_moved, &mut found.sentences);
            let changed = a.zip(b).is_some_and(|(a, b)| {
                let other = |a: usize, b: usize| sentences_moved[a] || self.reworded(a, b);
                let (left, right) = (&self.old.nodes[a].own, &self.new.nodes[b].own);
                left.iter().any(|at| self.sentences.new_of(*at).is_none_or(|twin| other(*at, twin)))
                    || right.iter().any(|at| self.sentences.old_of(*at).is_none_or(|twin| other(twin, *at)))
            });
            let mark = |(a, b): (usize, usize)| self.old.nodes[a].mark != self.new.nodes[b].mark;
            found.points.push(Compared {
                renumbered: a.zip(b).is_some_and(mark),
                ..compared(a.map(|at| node(self.old, at)), b.map(|at| node(self.new, at)), changed, || {
                    a.is_some_and(|at| points_moved[at])
                })
            });
            found.ranges.push(from..found.sentences.len());
        }
        self.tell_items(&points_moved, &sentences_moved, &mut found.items);
        found
    }

    /// Whether a sentence has other words now.
    fn reworded(&self, old: usize, new: usize) -> bool {
        self.old.sentences[old].words != self.new.sentences[new].words
    }

    /// Of every old point whether it is in the new version in another place.
    fn moved_points(&self) -> Vec<bool> {
        let known = |side: &Side, at: usize, of: &dyn Fn(usize) -> bool| {
            side.nodes[at].parent.and_then(|at| side.above(at).find(|at| of(*at)))
        };
        let pairs = self.points.iter().map(|(a, b)| {
            let above = known(self.old, a, &|at| self.points.new_of(at).is_some());
            let beside = known(self.new, b, &|at| self.points.old_of(at).is_some());
            (a, b, above, beside)
        });
        let stays = |above: Option<usize>, beside: Option<usize>| above.and_then(|at| self.points.new_of(at)) == beside;
        let pairs: Vec<_> = pairs
            .map(|(a, b, above, beside)| (a, b, above.filter(|_| stays(above, beside)), stays(above, beside)))
            .collect();
        out_of_order(self.old.nodes.len(), &pairs, |a, b| weight(&self.old.nodes[a], &self.new.nodes[b]))
    }

    /// Of every old sentence whether it is in the new version in another place of its point, or under another.
    ///
    /// What keeps its place among all others has not moved: only the point it is counted to is another.
    fn moved_sentences(&self) -> Vec<bool> {
        let pair = |(a, b): (usize, usize)| {
            let above = self.old.above(self.old.sentences[a].node).find(|at| self.points.new_of(*at).is_some());
            let beside = self.new.above(self.new.sentences[b].node).find(|at| self.points.old_of(*at).is_some());
            (a, b, above, above.and_then(|at| self.points.new_of(at)) == beside)
        };
        let pairs: Vec<_> = self.sentences.iter().map(pair).collect();
        let weight = |a: usize, b: usize| {
            let (one, other) = (&self.old.sentences[a], &self.new.sentences[b]);
            // A sentence passes a heading, not a heading a sentence.
            let heads = if one.heads && other.heads { HEADING } else { 1 };
            heavy((one.words.len() + other.words.len()) * heads, &one.words, &other.words)
        };
        let mut moved = out_of_order(self.old.sentences.len(), &pairs, weight);
        let all: Vec<_> = pairs.iter().map(|(a, b, ..)| (*a, *b, None, true)).collect();
        let of_all = out_of_order(self.old.sentences.len(), &all, weight);
        moved.iter_mut().zip(of_all).for_each(|(moved, of_all)| *moved &= of_all);
        moved
    }

    /// Of every old point how many of the new ones it is told behind, should it be gone: those before what stayed of
    /// its sisters before it, with all that is in it, or before its parent's first point.
    fn spots(&self, moved: &[bool]) -> Vec<usize> {
        let nodes = &self.old.nodes;
        let mut spots = vec![0; nodes.len()];
        // Of every point, and at the end of those without a parent, where the next one in it is told.
        let mut next = vec![0; nodes.len() + 1];
        for (at, node) in nodes.iter().enumerate() {
            let holder = node.parent.unwrap_or(nodes.len());
            spots[at] = next[holder];
            let twin = self.points.new_of(at);
            next[at] = twin.map_or(spots[at], |twin| twin + 1);
            if let Some(twin) = twin.filter(|_| !moved[at]) {
                next[holder] = self.new.nodes[twin].end;
            }
        }
        spots
    }

    fn sentences_under(&self, a: Option<usize>, b: Option<usize>, moved: &[bool], to: &mut Vec<Compared<usize>>) {
        let own = |side: &Side, at: Option<usize>| at.map(|at| side.nodes[at].own.clone()).unwrap_or_default();
        let (left, right) = (own(self.old, a), own(self.new, b));
        let mut gone = left.iter().copied().peekable();
        let mut tell = |a: Option<usize>, b: Option<usize>| {
            let words = |(a, b): (usize, usize)| self.reworded(a, b);
            let (one, other) = (a.map(|at| sentence(self.old, at)), b.map(|at| sentence(self.new, at)));
            to.push(compared(one, other, a.zip(b).is_some_and(words), || a.is_some_and(|at| moved[at])));
        };
        for b in right {
            let twin = self.sentences.old_of(b);
            let stayed = twin.filter(|at| Some(self.old.sentences[*at].node) == a);
            // What is gone stands before the next sentence that stayed.
            if let Some(stayed) = stayed.filter(|at| !moved[*at]) {
                while let Some(at) = gone.next_if(|at| *at < stayed) {
                    if self.sentences.new_of(at).is_none() {
                        tell(Some(at), None);
                    }
                }
            }
            tell(twin, Some(b));
        }
        gone.filter(|at| self.sentences.new_of(*at).is_none()).for_each(|at| tell(Some(at), None));
    }

    fn tell_items(&self, points: &[bool], sentences: &[bool], to: &mut Vec<Compared<usize>>) {
        let behind = |last: &mut usize, at: usize| {
            let spot = *last;
            *last = self.items.new_of(at).map_or(spot, |twin| twin + 1);
            Some(spot)
        };
        let spots: Vec<usize> = (0..self.old.items.len()).scan(0, behind).collect();
        for (a, b) in merged(&spots, self.new.items.len(), &self.items) {
            let one = a.map(|at| (&self.old.items[at], at));
            let other = b.map(|at| (&self.new.items[at], at));
            let changed = one.zip(other).is_some_and(|((one, _), (other, _))| {
                one.kind != other.kind
                    || one
                        .sentences
                        .iter()
                        .any(|at| self.sentences.new_of(*at).is_none_or(|twin| self.reworded(*at, twin)))
                    || other
                        .sentences
                        .iter()
                        .any(|at| self.sentences.old_of(*at).is_none_or(|twin| self.reworded(twin, *at)))
            });
            let moved = || {
                one.zip(other).is_some_and(|((one, _), (other, _))| {
                    let twin_in =
                        |at: usize| self.sentences.new_of(at).is_some_and(|twin| other.sentences.contains(&twin));
                    points[one.node] && self.points.new_of(one.node) == Some(other.node)
                        || one.sentences.iter().any(|at| sentences[*at] && twin_in(*at))
                })
            };
            let place = |item: Option<(&super::ground::Thing, usize)>| {
                item.map(|(item, _)| In { speech: item.speech, part: item.at })
            };
            to.push(compared(place(one), place(other), changed, moved));
        }
    }
}

fn compared<T>(old: Option<In<T>>, new: Option<In<T>>, reworded: bool, moved: impl Fn() -> bool) -> Compared<T> {
    let fate = match (&old, &new) {
        (None, _) => Fate::New,
        (_, None) => Fate::Gone,
        _ if moved() => Fate::Moved,
        _ if reworded => Fate::Reworded,
        _ => Fate::Kept,
    };
    Compared { fate, reworded, renumbered: false, old, new }
}

fn node(side: &Side, at: usize) -> In<Option<NodeId>> {
    let speech = side.nodes[at].speech;
    let root = side.nodes[..=at].partition_point(|node| node.speech < speech);
    In { speech, part: (at > root).then(|| NodeId((at - root - 1) as u32)) }
}

fn sentence(side: &Side, at: usize) -> In<usize> {
    In { speech: side.sentences[at].speech, part: side.sentences[at].at }
}

/// A heading is worth so many sentences of its length.
const HEADING: usize = 64;

/// Of pairs in old order, each with what both stand under and whether that is one, which are out of order there.
fn out_of_order(
    count: usize,
    pairs: &[(usize, usize, Option<usize>, bool)],
    weight: impl Fn(usize, usize) -> u128,
) -> Vec<bool> {
    let mut moved = vec![false; count];
    let mut groups: FxHashMap<Option<usize>, Vec<(usize, usize)>> = FxHashMap::default();
    for &(a, b, above, stays) in pairs {
        match stays {
            true => groups.entry(above).or_default().push((a, b)),
            false => moved[a] = true,
        }
    }
    for group in groups.values() {
        let weighed: Vec<(usize, u128)> = group.iter().map(|(a, b)| (*b, weight(*a, *b))).collect();
        for ((a, _), kept) in group.iter().zip(in_order(&weighed)) {
            moved[*a] = !kept;
        }
    }
    moved
}

/// All of both versions: the new ones in order, and each old one that is gone behind as many of them as its spot says.
fn merged(spots: &[usize], news: usize, pairs: &Pairs) -> Vec<(Option<usize>, Option<usize>)> {
    let mut gone: Vec<(usize, usize)> =
        spots.iter().enumerate().filter(|(at, _)| pairs.new_of(*at).is_none()).map(|(at, spot)| (*spot, at)).collect();
    gone.sort_unstable();
    let mut gone = gone.into_iter().peekable();
    let mut all = Vec::with_capacity(news + gone.len());
    for at in 0..=news {
        while let Some((_, old)) = gone.next_if(|(spot, _)| *spot <= at) {
            all.push((Some(old), None));
        }
        all.extend((at < news).then(|| (pairs.old_of(at), Some(at))));
    }
    all
}
