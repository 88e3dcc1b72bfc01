//! Which sentence of the old version is which of the new one.

use std::hash::{Hash, Hasher};

use rustc_hash::{FxHashMap, FxHasher};

use super::ground::{Side, Words, alike, bigrams, likeness};
use super::pairs::{Candidate, Pairs};

/// Pairs every sentence with the one it became, the surest first: the same words between the same neighbours, the
/// same words anywhere, words much alike.
pub(super) fn pair(old: &Side, new: &Side) -> Pairs {
    let mut pairs = Pairs::new(old.sentences.len(), new.sentences.len());
    let keys: [fn(&Around) -> u64; 5] = [
        |around| hash(&(around.before, around.own, around.after)),
        |around| hash(&(around.heading, around.own, around.before)),
        |around| hash(&(around.heading, around.own, around.after)),
        |around| hash(&(around.heading, around.own)),
        |around| around.own,
    ];
    let (of_old, of_new) = (Around::all(old), Around::all(new));
    for key in keys {
        same(&mut pairs, &of_old, &of_new, key);
    }
    similar(&mut pairs, old, new);
    pairs
}

/// Of the sentences that are left in two points that are one, those that are alike, if less so; and the headings,
/// however they read.
pub(super) fn pair_within(pairs: &mut Pairs, old: &Side, new: &Side, points: &Pairs) {
    for (of_old, of_new) in points.iter() {
        let (one, other) = (&old.nodes[of_old], &new.nodes[of_new]);
        if let (Some(&a), Some(&b)) = (one.own.first(), other.own.first())
            && old.sentences[a].heads
            && new.sentences[b].heads
            && pairs.are_free(a, b)
        {
            pairs.join(a, b, alike(&old.sentences[a].words, &new.sentences[b].words));
        }
        let left: Vec<usize> = one.own.iter().copied().filter(|at| pairs.new_of(*at).is_none()).collect();
        let right: Vec<usize> = other.own.iter().copied().filter(|at| pairs.old_of(*at).is_none()).collect();
        if left.len() * right.len() > MOST_WITHIN {
            continue;
        }
        let mut candidates = Vec::new();
        for &a in &left {
            for &b in &right {
                let score = alike(&old.sentences[a].words, &new.sentences[b].words);
                if score >= ALIKE_WITHIN {
                    candidates.push(Candidate { old: a, new: b, score });
                }
            }
        }
        pairs.join_best(candidates);
    }
}

/// Sentences are the same sentence from here on, out of 1000.
const ALIKE: u32 = 300;
/// The same in one point.
const ALIKE_WITHIN: u32 = 200;
/// More pairs of sentences than this are not tried in one point.
const MOST_WITHIN: usize = 1024;
/// Two neighbours that are one make a pair likelier by so much.
const NEIGHBOUR: u32 = 50;

fn hash(value: &impl Hash) -> u64 {
    let mut hasher = FxHasher::default();
    value.hash(&mut hasher);
    hasher.finish()
}

/// A sentence and what stands around it, as numbers.
struct Around {
    before: u64,
    own: u64,
    after: u64,
    heading: u64,
}

impl Around {
    fn all(side: &Side) -> Vec<Self> {
        let words: Vec<u64> = side.sentences.iter().map(|sentence| hash(&sentence.words)).collect();
        let near = |at: Option<usize>| at.and_then(|at| words.get(at)).copied().unwrap_or(0);
        let one = |(at, sentence): (usize, &Words)| Self {
            before: near(at.checked_sub(1)),
            own: words[at],
            after: near(Some(at + 1)),
            heading: hash(&side.nodes[sentence.node].heading),
        };
        side.sentences.iter().enumerate().map(one).collect()
    }
}

/// Pairs those of one key in their order.
fn same(pairs: &mut Pairs, old: &[Around], new: &[Around], key: fn(&Around) -> u64) {
    let mut of_key: FxHashMap<u64, Vec<usize>> = FxHashMap::default();
    for (at, around) in new.iter().enumerate().rev() {
        if pairs.old_of(at).is_none() {
            of_key.entry(key(around)).or_default().push(at);
        }
    }
    for (at, around) in old.iter().enumerate() {
        if pairs.new_of(at).is_none()
            && let Some(other) = of_key.get_mut(&key(around)).and_then(Vec::pop)
        {
            pairs.join(at, other, 1000);
        }
    }
}

/// Pairs what shares rare pairs of letters, the likest first.
fn similar(pairs: &mut Pairs, old: &Side, new: &Side) {
    let left = Left::new(&old.sentences, |at| pairs.new_of(at).is_none());
    let right = Left::new(&new.sentences, |at| pairs.old_of(at).is_none());
    let mut candidates = Vec::new();
    for (a, b) in together(&left, &right) {
        let (i, j) = (left.numbers[a], right.numbers[b]);
        let score = likeness(&left.bigrams[a], &right.bigrams[b]);
        if score < ALIKE {
            continue;
        }
        let neighbours = [(i.checked_sub(1), j.checked_sub(1)), (Some(i + 1), Some(j + 1))];
        let joined = neighbours.iter().filter(|(i, j)| i.is_some_and(|i| j.is_some() && pairs.new_of(i) == *j));
        candidates.push(Candidate { old: i, new: j, score: score + NEIGHBOUR * joined.count() as u32 });
    }
    pairs.join_best(candidates);
}

/// Sentences without a partner.
struct Left {
    numbers: Vec<usize>,
    bigrams: Vec<Vec<u64>>,
}

impl Left {
    fn new(sentences: &[Words], free: impl Fn(usize) -> bool) -> Self {
        let numbers: Vec<usize> = (0..sentences.len()).filter(|at| free(*at)).collect();
        let bigrams = numbers.iter().map(|at| bigrams(&sentences[*at].words)).collect();
        Self { numbers, bigrams }
    }

    /// In how many sentences each pair of letters stands.
    fn spread(&self) -> FxHashMap<u64, usize> {
        let mut spread = FxHashMap::default();
        for bigrams in &self.bigrams {
            bigrams.chunk_by(|a, b| a == b).for_each(|run| *spread.entry(run[0]).or_default() += 1);
        }
        spread
    }
}

/// So many of the rarest pairs of letters tell where to look for a sentence.
const RAREST: usize = 12;
/// A pair of letters that would lead to more pairs of sentences than this leads nowhere.
const MOST_PAIRS: usize = 400;

/// Pairs of sentences that share one of the rarest pairs of letters of both, each once. At most `RAREST` ×
/// `MOST_PAIRS` times as many as there are sentences.
fn together(left: &Left, right: &Left) -> Vec<(usize, usize)> {
    let (of_left, of_right) = (left.spread(), right.spread());
    let weight =
        |bigram: &u64| Some(of_left.get(bigram)? * of_right.get(bigram)?).filter(|weight| *weight <= MOST_PAIRS);
    let lists = |side: &Left| {
        let mut lists: FxHashMap<u64, Vec<usize>> = FxHashMap::default();
        for (at, bigrams) in side.bigrams.iter().enumerate() {
            let distinct = bigrams.chunk_by(|a, b| a == b).map(|run| run[0]);
            let mut known: Vec<(usize, u64)> = distinct.filter_map(|bigram| Some((weight(&bigram)?, bigram))).collect();
            known.sort_unstable();
            known.iter().take(RAREST).for_each(|(_, bigram)| lists.entry(*bigram).or_default().push(at));
        }
        lists
    };
    let (in_left, in_right) = (lists(left), lists(right));
    let mut found = Vec::new();
    for (bigram, lefts) in &in_left {
        for b in in_right.get(bigram).into_iter().flatten() {
            found.extend(lefts.iter().map(|a| (*a, *b)));
        }
    }
    found.sort_unstable();
    found.dedup();
    found
}
