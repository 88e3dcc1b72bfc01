//! How findings hang together: cause and problem, measure and problem, measure and duty.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::document::{Duty, Item, Relation, RelationType};
use crate::outline::{NodeId, Outline};
use crate::rules::{Kind, Rules};
use crate::text::is_han;

/// Two characters that stand in so many titles that they prove nothing.
const COMMON: &[&str] = &[
    "工作", "问题", "加强", "推进", "建设", "提高", "加快", "不够", "强化", "落实", "进一", "一步", "我们", "发展",
    "存在", "有的", "还有", "必须", "不到", "到位", "切实", "全面", "积极", "要在", "方面", "情况", "一些", "部分",
    "着力", "开展", "完善", "健全",
];

/// A series is answered by one of so many that follow it.
const FOLLOWING: usize = 64;

/// A pair of characters in more titles than this, and in an eighth of all, says nothing.
const EVERYWHERE: usize = 4;

/// A measure that shares words with more problems than this is a slogan.
const SHARED: usize = 64;

/// The relations between items and duties of one speech.
pub(crate) fn relations(
    text: &str,
    outline: &Outline,
    items: &[Item],
    duties: &[Duty],
    rules: &Rules,
) -> Vec<Relation> {
    let mut found = Vec::new();
    causes(items, rules, &mut found);
    let answered = answers_by_place(text, outline, items, rules, &mut found);
    answers_by_words(text, items, &answered, rules, &mut found);
    let within = rules.id("relation.within");
    let mut measure_of = FxHashMap::default();
    for item in items.iter().filter(|item| item.kind == Kind::Measure) {
        for &sentence in &item.sentences {
            measure_of.entry(sentence).or_insert(&item.id);
        }
    }
    for duty in duties {
        // A duty in a tail belongs to the measure the tail ends.
        let measure = (0..4).find_map(|back| measure_of.get(&duty.sentence.checked_sub(back)?));
        if let Some(measure) = measure {
            found.push(Relation {
                sort: RelationType::Assigns,
                from: (*measure).clone(),
                to: duty.id.clone(),
                rule: within.clone(),
            });
        }
    }
    found
}

/// A cause belongs to the problem right before it, in the same point or the same paragraph.
fn causes(items: &[Item], rules: &Rules, found: &mut Vec<Relation>) {
    let rule = rules.id("relation.same-point");
    for (at, cause) in items.iter().enumerate().filter(|(_, item)| item.kind == Kind::Cause) {
        let near = |problem: &&Item| {
            problem.kind == Kind::Problem
                && (problem.node == cause.node
                    || problem.sentences.last().is_some_and(|last| last.abs_diff(cause.sentences[0]) <= 1))
        };
        let before = items[..at].iter().rev().take(6).find(near);
        let problem = before.or_else(|| items[at + 1..].iter().take(2).find(near));
        if let Some(problem) = problem {
            found.push(Relation {
                sort: RelationType::Causes,
                from: cause.id.clone(),
                to: problem.id.clone(),
                rule: rule.clone(),
            });
        }
    }
}

/// Two characters as one number.
fn pair(first: char, second: char) -> u64 {
    u64::from(u32::from(first)) << 32 | u64::from(u32::from(second))
}

/// The pairs of neighbouring characters that tell something, sorted, each once.
fn pairs(words: &str) -> Vec<u64> {
    static COMMON_PAIRS: LazyLock<FxHashSet<u64>> = LazyLock::new(|| {
        COMMON.iter().filter_map(|word| word.chars().next().zip(word.chars().nth(1))).map(|(a, b)| pair(a, b)).collect()
    });
    let mut found = Vec::with_capacity(words.len() / 3);
    let mut before = None;
    for c in words.chars() {
        let han = Some(c).filter(|c| is_han(*c));
        let pair = before.zip(han).map(|(a, b)| pair(a, b));
        found.extend(pair.filter(|pair| !COMMON_PAIRS.contains(pair)));
        before = han;
    }
    found.sort_unstable();
    found.dedup();
    found
}

/// Each problem and the later measure whose title shares most with its own; two pairs of characters at least.
fn answers_by_words(text: &str, items: &[Item], answered: &BTreeSet<usize>, rules: &Rules, found: &mut Vec<Relation>) {
    let rule = rules.id("relation.shared-words");
    let of = |kind: Kind| items.iter().enumerate().filter(move |(_, item)| item.kind == kind);
    let told = |(at, item): (usize, &Item)| (at, pairs(&text[item.title.range()]));
    let problems: Vec<(usize, Vec<u64>)> = of(Kind::Problem).map(told).collect();
    let measures: Vec<(usize, Vec<u64>)> = of(Kind::Measure).map(told).collect();
    let mut by_pair: FxHashMap<u64, Vec<usize>> =
        problems.iter().flat_map(|(_, pairs)| pairs).map(|pair| (*pair, Vec::new())).collect();
    // What stands in many titles is what the speech is about, and joins none of them.
    let mut titles: FxHashMap<u64, usize> = FxHashMap::default();
    for (at, pairs) in problems.iter().chain(&measures) {
        for pair in pairs {
            *titles.entry(*pair).or_default() += 1;
            if let Some(list) =
                by_pair.get_mut(pair).filter(|list| items[*at].kind == Kind::Measure && list.len() < SHARED)
            {
                list.push(*at);
            }
        }
    }
    let most = EVERYWHERE.max((problems.len() + measures.len()) / 8);
    by_pair.retain(|pair, _| titles[pair] <= most);
    let mut shared: Vec<usize> = Vec::new();
    for (at, pairs) in problems.into_iter().filter(|(at, _)| !answered.contains(at)) {
        shared.clear();
        for list in pairs.iter().filter_map(|pair| by_pair.get(pair)) {
            shared.extend(list.iter().filter(|measure| **measure > at));
        }
        shared.sort_unstable();
        // Of equals the nearest.
        let counts = shared.chunk_by(|a, b| a == b).map(|same| (same[0], same.len()));
        let best = counts.max_by_key(|(measure, count)| (*count, usize::MAX - *measure));
        if let Some((measure, _)) = best.filter(|(_, count)| *count >= 2) {
            found.push(Relation {
                sort: RelationType::Answers,
                from: items[measure].id.clone(),
                to: items[at].id.clone(),
                rule: rule.clone(),
            });
        }
    }
}

/// Two series of points, problems in the first and as many measures in a later one, answer each other where the
/// speech says so, or where every other pair shares words. The problems that are answered so.
fn answers_by_place(
    text: &str,
    outline: &Outline,
    items: &[Item],
    rules: &Rules,
    found: &mut Vec<Relation>,
) -> BTreeSet<usize> {
    let rule = rules.id("relation.parallel");
    let nodes = outline.nodes();
    // Of every point, its items and those of the points below it.
    let mut held: Vec<Vec<usize>> = vec![Vec::new(); nodes.len()];
    for (at, item) in items.iter().enumerate().filter(|(_, item)| matches!(item.kind, Kind::Problem | Kind::Measure)) {
        let mut node = item.node;
        while let Some(id) = node {
            held[id.index()].push(at);
            node = outline.node(id).parent;
        }
    }
    let mut series: BTreeMap<Option<NodeId>, Vec<usize>> = BTreeMap::new();
    for (at, node) in nodes.iter().enumerate() {
        series.entry(node.parent).or_default().push(at);
    }
    let of = |kind: Kind| -> Vec<&Vec<usize>> {
        let all =
            |of: &&Vec<usize>| of.iter().all(|node| held[*node].first().is_some_and(|at| items[*at].kind == kind));
        series.values().filter(|of| of.len() >= 2).filter(all).collect()
    };
    let mut measures = of(Kind::Measure);
    measures.sort_by_key(|answers| answers[0]);
    let mut answered = BTreeSet::new();
    for problems in of(Kind::Problem) {
        let next = measures.partition_point(|answers| answers[0] <= problems[0]);
        let following = || measures[next..].iter().take(FOLLOWING).filter(|answers| answers.len() == problems.len());
        let Some(answers) = following().find(|answers| correspond(text, outline, problems, answers)) else { continue };
        for (problem, measure) in problems.iter().zip(*answers) {
            let problem = held[*problem][0];
            answered.insert(problem);
            for measure in held[*measure].iter().filter(|at| items[**at].kind == Kind::Measure) {
                found.push(Relation {
                    sort: RelationType::Answers,
                    from: items[*measure].id.clone(),
                    to: items[problem].id.clone(),
                    rule: rule.clone(),
                });
            }
        }
    }
    answered
}

/// Whether a series of points says that it answers another, or takes up its words.
fn correspond(text: &str, outline: &Outline, problems: &[usize], answers: &[usize]) -> bool {
    const SAYS: &[&str] = &["对应", "逐条", "逐一", "针对", "对症"];
    const LEAD: usize = 300;
    let nodes = outline.nodes();
    let heading = |node: &usize| &text[nodes[*node].heading.range()];
    let first = nodes[answers[0]].span.start();
    let from = nodes[answers[0]].parent.map_or(0, |parent| outline.node(parent).span.start());
    let lead = &text[text.floor_char_boundary(from.max(first.saturating_sub(LEAD)))..first];
    if SAYS.iter().any(|word| lead.contains(word)) || answers.iter().all(|node| heading(node).starts_with("针对")) {
        return true;
    }
    let shares = |(problem, answer): &(&usize, &usize)| {
        let told = pairs(heading(problem));
        pairs(heading(answer)).iter().any(|pair| told.binary_search(pair).is_ok())
    };
    problems.iter().zip(answers).filter(shares).count() * 2 >= problems.len()
}
