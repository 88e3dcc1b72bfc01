//! Which point of the old outline is which of the new one: told by the sentences in it, and by its heading.

use rustc_hash::FxHashMap;

use super::ground::{Place, Side, alike, letters};
use super::order::{heavy, in_order};
use super::pairs::{Candidate, Pairs};

/// Pairs speeches and points.
pub(super) fn pair(old: &Side, new: &Side, sentences: &Pairs) -> Pairs {
    let mut pairs = Pairs::new(old.nodes.len(), new.nodes.len());
    let roots = |side: &Side| side.nodes.iter().filter(|node| node.parent.is_none()).count();
    if roots(old) == 1 && roots(new) == 1 {
        pairs.join(0, 0, 1000);
    }
    let shared = shared(old, new, sentences);
    let part = |a: usize, b: usize| {
        let words = shared.get(&(a, b)).copied().unwrap_or(0);
        let size = old.nodes[a].size + new.nodes[b].size;
        (2000 * words / size.max(1)).min(1000) as u32
    };
    let mut candidates = Vec::new();
    for &(a, b) in shared.keys() {
        let (one, other) = (&old.nodes[a], &new.nodes[b]);
        if one.parent.is_none() != other.parent.is_none() {
            continue;
        }
        let parents = one.parent.zip(other.parent).map_or(0, |(a, b)| part(a, b));
        let score = (6 * part(a, b) + 4 * alike(&one.heading, &other.heading)) / 10;
        if score >= ALIKE {
            candidates.push(Candidate { old: a, new: b, score: score + parents / 10 });
        }
    }
    pairs.join_best(candidates);
    rest(&mut pairs, old, new);
    pairs
}

/// Points are the same point from here on, out of 1000.
const ALIKE: u32 = 250;
/// The same for headings of points that stand in the same gap between sisters, by single letters.
const ALIKE_IN_GAP: u32 = 340;
/// A gap with more pairs than this is not tried.
const MOST_IN_GAP: usize = 400;

/// Of any two points how many letters of paired sentences they share.
fn shared(old: &Side, new: &Side, sentences: &Pairs) -> FxHashMap<(usize, usize), usize> {
    let mut shared = FxHashMap::default();
    for (a, b, score) in sentences.scored() {
        let (one, other) = (&old.sentences[a], &new.sentences[b]);
        let size = letters(&one.words).count().min(letters(&other.words).count());
        let words = size * score.min(1000) as usize / 1000;
        for above in old.above(one.node) {
            for beside in new.above(other.node) {
                *shared.entry((above, beside)).or_default() += words;
            }
        }
    }
    shared
}

/// Pairs what no sentence told: points under the same point, between the same sisters, with headings somewhat alike.
fn rest(pairs: &mut Pairs, old: &Side, new: &Side) {
    let mut next = 0;
    // What is joined may have points under it that are free; it stands before them.
    while next < old.nodes.len() {
        if let Some(other) = pairs.new_of(next) {
            gaps(pairs, old, new, next, other);
        }
        next += 1;
    }
}

fn gaps(pairs: &mut Pairs, old: &Side, new: &Side, parent: usize, other: usize) {
    let (left, right) = (children(old, parent), children(new, other));
    if left.iter().all(|at| pairs.new_of(*at).is_some()) {
        return;
    }
    // By heading, in order: what has no words but its mark, and what is there too often to be told apart.
    let mut named: FxHashMap<&[char], Vec<usize>> = FxHashMap::default();
    for &at in right.iter().rev().filter(|at| pairs.old_of(**at).is_none()) {
        named.entry(&new.nodes[at].heading).or_default().push(at);
    }
    for &at in &left {
        if pairs.new_of(at).is_none()
            && let Some(twin) = named.get_mut(old.nodes[at].heading.as_slice()).and_then(Vec::pop)
        {
            pairs.join(at, twin, 1000);
        }
    }
    // Between two sisters that are paired.
    let place: FxHashMap<usize, usize> = right.iter().enumerate().map(|(place, at)| (*at, place)).collect();
    let twin = |at: usize| Some((at, *place.get(&pairs.new_of(left[at])?)?));
    let known: Vec<(usize, usize)> = (0..left.len()).filter_map(twin).collect();
    let weigh = |(at, twin): &(usize, usize)| (*twin, weight(&old.nodes[left[*at]], &new.nodes[right[*twin]]));
    let weighed: Vec<(usize, u128)> = known.iter().map(weigh).collect();
    let kept = in_order(&weighed);
    let fixed = known.into_iter().zip(kept).filter(|(_, kept)| *kept).map(|(pair, _)| pair);
    let (mut from, mut begin) = (0, 0);
    for (at, twin) in fixed.chain([(left.len(), right.len())]) {
        gap(pairs, old, new, &left[from..at], &right[begin..twin]);
        (from, begin) = (at + 1, twin + 1);
    }
}

/// How much speaks for a point having stayed, and others having moved.
pub(super) fn weight(one: &Place, other: &Place) -> u128 {
    heavy(one.size + other.size, &one.heading, &other.heading)
}

fn gap(pairs: &mut Pairs, old: &Side, new: &Side, left: &[usize], right: &[usize]) {
    let free = |at: &&usize| pairs.new_of(**at).is_none();
    let left: Vec<usize> = left.iter().filter(free).copied().collect();
    let right: Vec<usize> = right.iter().filter(|at| pairs.old_of(**at).is_none()).copied().collect();
    if left.len() * right.len() > MOST_IN_GAP {
        return;
    }
    let mut candidates = Vec::new();
    for &a in &left {
        for &b in &right {
            let score = common(&old.nodes[a], &new.nodes[b]);
            if score >= ALIKE_IN_GAP {
                candidates.push(Candidate { old: a, new: b, score });
            }
        }
    }
    pairs.join_best(candidates);
}

fn children(side: &Side, parent: usize) -> Vec<usize> {
    let end = side.nodes[parent].end;
    let first = Some(parent + 1).filter(|at| *at < end);
    std::iter::successors(first, |at| Some(side.nodes[*at].end).filter(|at| *at < end)).collect()
}

/// How many letters two headings share.
fn common(one: &Place, other: &Place) -> u32 {
    let sorted = |node: &Place| {
        let mut all: Vec<u64> = letters(&node.heading).map(|c| u64::from(c as u32)).collect();
        all.sort_unstable();
        all
    };
    super::ground::likeness(&sorted(one), &sorted(other))
}
