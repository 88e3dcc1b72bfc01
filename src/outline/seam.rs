//! Where a heading ends that runs into its body because the line end between them was lost (标题与正文连排).
//!
//! Every place in the words may be the seam, or none. Each is weighed by how often sentences open and clauses end with
//! the characters on its two sides, how often those two stand side by side at all, and how long heading and body would
//! be; the weights are fitted (`tigang fit`).

use std::sync::OnceLock;

use super::heading::OPENERS;
use crate::rules::{Piece, sign};
use crate::text::{is_comma, is_end, is_space};

/// Of a pair of characters, or of one: the logarithm of how often it stands anywhere, up to 9; how much oftener than
/// others it opens a sentence, and ends a clause: from 0, hardly ever, to 8; 9 where too little is known.
pub(crate) type Worth = [u8; 3];

/// What is not in the table.
const UNKNOWN: Worth = [0, 9, 9];

/// No more characters are looked at.
const MOST: usize = 120;

/// The kinds of evidence, and how many values each has.
pub(crate) const EVIDENCE: [(&str, usize); 16] = [
    // How sentences open with the two, and with the one, behind the seam.
    ("seam.opens", 10),
    ("seam.opens-one", 10),
    // How clauses end with the two, and with the one, before it.
    ("seam.ends", 10),
    ("seam.ends-one", 10),
    // How often the two on its sides stand side by side.
    ("seam.side-by-side", 10),
    // The characters of the heading, by fours; of its last clause; its clauses; the second's length less the first's.
    ("seam.heading", 11),
    ("seam.clause", 15),
    ("seam.clauses", 4),
    ("seam.even", 7),
    // The characters of the body's first clause; whether another follows; those of its sentence, by tens.
    ("seam.first", 15),
    ("seam.goes-on", 2),
    ("seam.body", 7),
    // The body begins with two, or four, characters of the heading.
    ("seam.again", 2),
    // The body begins as bodies of the genre do.
    ("seam.usual", 1),
    // That there is no seam: always, by the length in eights, by the commas.
    ("seam.none-length", 11),
    ("seam.none-commas", 5),
];

/// Their places in [`EVIDENCE`].
#[derive(Clone, Copy)]
enum By {
    Opens,
    OpensOne,
    Ends,
    EndsOne,
    SideBySide,
    Heading,
    Clause,
    Clauses,
    Even,
    First,
    GoesOn,
    Body,
    Again,
    Usual,
    NoneLength,
    NoneCommas,
}

impl By {
    /// Where a value stands among all of them; one beyond the last counts as the last.
    fn at(self, value: usize) -> usize {
        let before: usize = EVIDENCE[..self as usize].iter().map(|(_, values)| values).sum();
        before + value.min(EVIDENCE[self as usize].1 - 1)
    }
}

/// How many values the evidence has in all, with the one of no seam.
pub(crate) const WIDTH: usize = {
    let mut sum = 1;
    let mut at = 0;
    while at < EVIDENCE.len() {
        sum += EVIDENCE[at].1;
        at += 1;
    }
    sum
};

const NONE: usize = WIDTH - 1;

/// The places where a seam may be, in characters, and what speaks for each; the last is none at all.
pub(crate) struct Ground {
    pub(crate) places: Vec<usize>,
    pub(crate) evidence: Vec<Vec<usize>>,
}

impl Ground {
    /// For words up to their first stop.
    pub(crate) fn new(words: &[char], worth: impl Fn(Piece) -> Worth) -> Self {
        let end = words.iter().position(|c| is_end(*c)).unwrap_or(words.len()).min(MOST);
        let words = &words[..end];
        let signs: Vec<u16> = words.iter().map(|c| sign(*c)).collect();
        let parted = |at: usize| {
            let (before, behind) = (words[at - 1], words[at]);
            let opens = is_comma(before) || is_space(before) || matches!(before, '（' | '(' | '“' | '《');
            let closes = is_comma(behind) || is_space(behind) || matches!(behind, '）' | ')' | '”' | '》');
            !opens && !closes
        };
        let places: Vec<usize> = (4..end.saturating_sub(5)).filter(|at| parted(*at)).collect();
        let mut evidence: Vec<Vec<usize>> = places.iter().map(|at| weighed(words, &signs, *at, &worth)).collect();
        let commas = words.iter().filter(|c| is_comma(**c)).count();
        evidence.push(vec![NONE, By::NoneLength.at(end / 8), By::NoneCommas.at(commas)]);
        Self { places, evidence }
    }
}

/// What speaks for the seam at a place.
fn weighed(words: &[char], signs: &[u16], at: usize, worth: &impl Fn(Piece) -> Worth) -> Vec<usize> {
    let (heading, body) = words.split_at(at);
    let two = |at: usize| worth(Piece::two(signs[at], signs[at + 1])).map(usize::from);
    let one = |at: usize| worth(Piece::one(signs[at])).map(usize::from);
    let clauses = || heading.split(|c| is_comma(*c));
    let last = heading.rsplit(|c| is_comma(*c)).next().unwrap_or_default();
    let first = body.split(|c| is_comma(*c)).next().unwrap_or_default();
    let mut found = vec![
        By::Opens.at(two(at)[1]),
        By::OpensOne.at(one(at)[1]),
        By::Ends.at(two(at - 2)[2]),
        By::EndsOne.at(one(at - 1)[2]),
        By::SideBySide.at(two(at - 1)[0]),
        By::Heading.at(at / 4),
        By::Clause.at(last.len()),
        By::Clauses.at(clauses().count() - 1),
        By::First.at(first.len()),
        By::GoesOn.at(usize::from(body.iter().any(|c| is_comma(*c)))),
        By::Body.at(body.len() / 10),
    ];
    let lengths: Vec<usize> = clauses().map(<[char]>::len).collect();
    if let [first, second] = lengths[..] {
        found.push(By::Even.at((second + 3).saturating_sub(first)));
    }
    let again = |len: usize| heading.windows(len).any(|words| body.starts_with(words));
    if again(4) {
        found.push(By::Again.at(1));
    } else if again(2) {
        found.push(By::Again.at(0));
    }
    let usual = |opener: &&str| opener.chars().eq(body.iter().take(opener.chars().count()).copied());
    if OPENERS.iter().any(usual) {
        found.push(By::Usual.at(0));
    }
    found
}

/// What counts come to: how often it stands anywhere, opens a sentence, ends a clause.
#[cfg(feature = "fit")]
pub(crate) fn told([any, opens, ends]: [u32; 3], pair: bool) -> Worth {
    let doubt = if pair { 5.0 } else { 10.0 };
    let share = |part: u32, usual: f64| match any {
        0 | 1 => 9,
        _ => {
            let share = (f64::from(part) + doubt * usual) / (f64::from(any) + doubt);
            (((share / usual).ln() * 1.5).round().clamp(-4.0, 4.0) + 4.0) as u8
        }
    };
    [(any + 1).ilog2().min(9) as u8, share(opens, 0.04), share(ends, 0.1)]
}

/// Pieces as the build script packs them, in order: four bytes of the piece, and what it is worth.
fn worth(piece: Piece) -> Worth {
    let table: &[[u8; 7]] = include_bytes!(concat!(env!("OUT_DIR"), "/pairs")).as_chunks().0;
    let key = |row: &[u8; 7]| u32::from_be_bytes([row[0], row[1], row[2], row[3]]);
    let found = table.binary_search_by_key(&piece.0, key);
    found.map_or(UNKNOWN, |at| [table[at][4], table[at][5], table[at][6]])
}

/// How likely each place is the seam, and last that there is none.
pub(crate) fn chances(ground: &Ground, weights: &[f64; WIDTH]) -> Vec<f64> {
    let sums: Vec<f64> = ground.evidence.iter().map(|found| found.iter().map(|at| weights[*at]).sum()).collect();
    let most = sums.iter().copied().fold(f64::MIN, f64::max);
    let all: f64 = sums.iter().map(|sum| (sum - most).exp()).sum();
    sums.iter().map(|sum| (sum - most).exp() / all).collect()
}

/// The seam in words up to their first stop, in bytes, where it is at least as likely as `least`.
pub(super) fn seam(words: &str, least: f64) -> Option<usize> {
    let chars: Vec<char> = words.chars().take(MOST + 1).collect();
    let ground = Ground::new(&chars, worth);
    let chances = chances(&ground, weights());
    let (at, chance) = chances.iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1))?;
    let place = ground.places.get(at).filter(|_| *chance >= least)?;
    words.char_indices().nth(*place).map(|(at, _)| at)
}

/// The fitted weights.
fn weights() -> &'static [f64; WIDTH] {
    static WEIGHTS: OnceLock<[f64; WIDTH]> = OnceLock::new();
    WEIGHTS.get_or_init(|| {
        let mut values = include_str!(concat!(env!("OUT_DIR"), "/seam")).split_ascii_whitespace();
        std::array::from_fn(|_| values.next().and_then(|value| value.parse().ok()).unwrap_or_default())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_heading_ends_where_a_reader_ends_it() {
        for words in [
            "压紧压实责任，确保整改任务落到实处|各乡镇党委书记是第一责任人，要把整改放在心上",
            "认清形势，切实增强做好秋收工作的紧迫感|今年的雨水比往年多，三个乡镇的稻子倒了一片",
            "加强组织领导，狠抓工作落实|各乡镇要成立专班，主要负责人要靠前指挥",
            "要切实加强组织领导，进一步压实工作责任",
        ] {
            let text = words.replace('|', "");
            assert_eq!(seam(&text, 0.5), words.find('|'), "{words}");
        }
    }
}
