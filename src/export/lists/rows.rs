//! From speeches to rows: every item and duty once in each list it belongs on.

use std::collections::hash_map::Entry;

use rustc_hash::{FxHashMap, FxHashSet};

use super::ground::Ground;
use super::{Field, ListKind, Row};
use crate::document::{Document, Duty, Item, RelationType, Speech};
use crate::rules::{Kind, Rules};
use crate::text::{Span, is_comma, is_end};

/// The rows of all lists, of one speech or of many.
///
/// Every problem and cause of a speech is in exactly one row of 问题清单, every measure and target in one of
/// 举措清单, every duty and responsibility in one of 责任清单; 任务分解表 shows measures, targets and duties
/// again, one thing a row. What the speech does not say stays empty.
///
/// ```
/// use tigang::{Field, ListKind, Lists, Parser};
/// let parser = Parser::new();
/// let document = parser.parse("一、存在的问题\n一是前期工作滞后。\n二、下一步工作\n由县发改局牵头，9月底前办结手续。\n");
/// let mut lists = Lists::new(parser.rules());
/// lists.add("draft", &document, &document.speeches()[0]);
/// let problem = &lists.rows(ListKind::Problem)[0];
/// assert_eq!(problem.cell(Field::Words), "前期工作滞后");
/// assert_eq!(problem.cell(Field::Place), "第一部分一是第1句");
/// let duty = &lists.rows(ListKind::Responsibility)[0];
/// assert_eq!((duty.cell(Field::Lead), duty.cell(Field::Deadline)), ("县发改局", "9月底前"));
/// ```
#[derive(Clone, Debug)]
pub struct Lists {
    rules: Rules,
    rows: [Vec<Row>; 5],
    sources: usize,
    ids: FxHashMap<(ListKind, String), usize>,
}

impl Lists {
    /// No rows yet; time limits will be found by these rules.
    pub fn new(rules: &Rules) -> Self {
        Self { rules: rules.clone(), rows: Default::default(), sources: 0, ids: FxHashMap::default() }
    }

    /// The rows of one list, numbered from 1.
    pub fn rows(&self, list: ListKind) -> &[Row] {
        &self.rows[list as usize]
    }

    /// How many speeches they come from.
    pub fn sources(&self) -> usize {
        self.sources
    }

    /// Adds the rows of a speech. `source` is what to call it: its title, or its file.
    pub fn add(&mut self, source: &str, document: &Document, speech: &Speech) {
        self.sources += 1;
        let rules = self.rules.clone();
        let ground = Ground::new(document, speech, &rules);
        let links = Links::new(&ground);
        let from = |list: ListKind| self.rows[list as usize].len() + 1;
        let numbers = Numbers::new(&links, from(ListKind::Problem), from(ListKind::Measure));
        let made = [
            (ListKind::Measure, measures(&ground, &links, &numbers)),
            (ListKind::Problem, problems(&ground, &links, &numbers)),
            (ListKind::Responsibility, responsibilities(&ground, &links, &numbers)),
            (ListKind::Task, tasks(&ground, &links)),
            (ListKind::Achievement, achievements(&ground, &links)),
        ];
        for (list, rows) in made {
            for mut row in rows {
                let rows = &mut self.rows[list as usize];
                row.set(Field::Number, (rows.len() + 1).to_string());
                row.set(Field::Source, source);
                // Two speeches may say the same words.
                let count = self.ids.entry((list, row.id.clone())).or_default();
                *count += 1;
                if *count > 1 {
                    row.id = format!("{}@{count}", row.id);
                }
                row.set(Field::Id, row.id.clone());
                rows.push(row);
            }
        }
    }
}

/// What the lists need to know of the findings of one speech.
struct Links<'a> {
    items: &'a [Item],
    // Duties of one task, in one or several sentences of a bracket.
    groups: Vec<Vec<&'a Duty>>,
    // Of every measure the groups it assigns, by their places.
    assigned: FxHashMap<&'a str, Vec<usize>>,
    // By the ids: causes of a problem, measures that answer it, and back.
    causes: FxHashMap<&'a str, Vec<&'a Item>>,
    measures: FxHashMap<&'a str, Vec<&'a Item>>,
    problems: FxHashMap<&'a str, Vec<&'a Item>>,
    // Of every duty its measure; of every measure its targets.
    measure_of: FxHashMap<&'a str, &'a Item>,
    targets: FxHashMap<&'a str, Vec<&'a Item>>,
    // Of every sentence of a measure, and of a problem, the first that is said there.
    measure_at: FxHashMap<usize, &'a Item>,
    problem_at: FxHashMap<usize, &'a Item>,
    // Causes and targets that hang on nothing.
    loose: Vec<&'a Item>,
}

impl<'a> Links<'a> {
    fn new(ground: &Ground<'a>) -> Self {
        let items = ground.speech.items();
        let by_id: FxHashMap<&str, &Item> = items.iter().map(|item| (item.id.as_str(), item)).collect();
        let mut links = Self {
            items,
            groups: groups(ground),
            assigned: FxHashMap::default(),
            causes: FxHashMap::default(),
            measures: FxHashMap::default(),
            problems: FxHashMap::default(),
            measure_of: FxHashMap::default(),
            targets: FxHashMap::default(),
            measure_at: first_said(items, Kind::Measure),
            problem_at: first_said(items, Kind::Problem),
            loose: Vec::new(),
        };
        let mut tied: FxHashSet<&str> = FxHashSet::default();
        for relation in ground.speech.relations() {
            let (from, to) = (by_id.get(relation.from.as_str()), by_id.get(relation.to.as_str()));
            match (relation.sort, from, to) {
                (RelationType::Causes, Some(cause), Some(problem)) if tied.insert(&cause.id) => {
                    links.causes.entry(&problem.id).or_default().push(cause);
                }
                (RelationType::Answers, Some(measure), Some(problem)) => {
                    links.measures.entry(&problem.id).or_default().push(measure);
                    links.problems.entry(&measure.id).or_default().push(problem);
                }
                (RelationType::Assigns, Some(measure), _) => {
                    links.measure_of.insert(&relation.to, measure);
                }
                _ => {}
            }
        }
        for (at, group) in links.groups.iter().enumerate() {
            if let Some(measure) = links.measure(group) {
                links.assigned.entry(&measure.id).or_default().push(at);
            }
        }
        for target in of(items, Kind::Target) {
            // Of what is said in other sentences nobody knows whether it is the target of a measure.
            if let Some(measure) = target.sentences.iter().find_map(|at| links.measure_at.get(at).copied()) {
                links.targets.entry(&measure.id).or_default().push(target);
                tied.insert(&target.id);
            }
        }
        links.loose = items
            .iter()
            .filter(|item| matches!(item.kind, Kind::Cause | Kind::Target) && !tied.contains(item.id.as_str()))
            .collect();
        links
    }

    fn loose(&self, kind: Kind) -> impl Iterator<Item = &'a Item> {
        self.loose.iter().copied().filter(move |item| item.kind == kind)
    }

    /// The groups of duties a measure assigns.
    fn groups_of(&self, measure: &Item) -> Vec<&Vec<&'a Duty>> {
        let places = self.assigned.get(measure.id.as_str()).map_or(&[][..], Vec::as_slice);
        places.iter().map(|at| &self.groups[*at]).collect()
    }

    /// The sentences of a measure and of its targets, or of a problem and of its causes.
    fn said(&self, item: &Item) -> Vec<usize> {
        let (more, taken) = match item.kind {
            Kind::Problem => (&self.causes, &self.problem_at),
            _ => (&self.targets, &self.measure_at),
        };
        let more = more.get(item.id.as_str()).into_iter().flatten().flat_map(|more| &more.sentences);
        ordered(item.sentences.iter().chain(more.filter(|at| !taken.contains_key(at))).copied())
    }

    /// The duties told in the sentences of a measure, or in a bracket behind them.
    fn told_with(&self, ground: &Ground<'_>, measure: &Item) -> Vec<&'a Duty> {
        let inside = |at: &usize| measure.sentences.contains(at);
        let with = |group: &&Vec<&'a Duty>| {
            ground.before(group).any(|at| inside(&at)) || group.iter().any(|duty| inside(&duty.sentence))
        };
        self.groups_of(measure).into_iter().filter(with).flatten().copied().collect()
    }

    fn measure(&self, group: &[&Duty]) -> Option<&'a Item> {
        group.iter().find_map(|duty| self.measure_of.get(duty.id.as_str()).copied())
    }
}

/// Of every sentence the first item of a kind that is said there.
fn first_said(items: &[Item], kind: Kind) -> FxHashMap<usize, &Item> {
    let said = of(items, kind).flat_map(|item| item.sentences.iter().map(move |at| (*at, item)));
    let mut first = FxHashMap::default();
    said.for_each(|(at, item)| _ = first.entry(at).or_insert(item));
    first
}

/// The numbers of sentences in order, each once.
pub(super) fn ordered(sentences: impl Iterator<Item = usize>) -> Vec<usize> {
    let mut sentences: Vec<usize> = sentences.collect();
    sentences.sort_unstable();
    sentences.dedup();
    sentences
}

fn of(items: &[Item], kind: Kind) -> impl Iterator<Item = &Item> {
    items.iter().filter(move |item| item.kind == kind)
}

/// Duties of one sentence, or of one bracket behind a task.
fn groups<'a>(ground: &Ground<'a>) -> Vec<Vec<&'a Duty>> {
    let key = |duty: &Duty| {
        if let Some(bracket) = ground.bracket(duty.sentence) {
            return (ground.speech.sentences()[bracket.start].span.start(), true);
        }
        match ground.tail(duty) {
            Some(task) => (task.start(), true),
            None => (ground.speech.sentences()[duty.sentence].span.start(), false),
        }
    };
    let mut groups: Vec<((usize, bool), Vec<&Duty>)> = Vec::new();
    for duty in ground.speech.duties() {
        match groups.iter_mut().rev().take(8).find(|(of, _)| *of == key(duty)) {
            Some((_, group)) => group.push(duty),
            None => groups.push((key(duty), vec![duty])),
        }
    }
    groups.into_iter().map(|(_, group)| group).collect()
}

/// The numbers problems and measures get, by their ids.
struct Numbers<'a> {
    problems: FxHashMap<&'a str, usize>,
    measures: FxHashMap<&'a str, usize>,
}

impl<'a> Numbers<'a> {
    fn new(links: &Links<'a>, problem: usize, measure: usize) -> Self {
        let numbered = |kind: Kind, loose: Kind, from: usize| {
            listed(links, kind, loose).into_iter().enumerate().map(|(at, item)| (item.id.as_str(), from + at)).collect()
        };
        Self {
            problems: numbered(Kind::Problem, Kind::Cause, problem),
            measures: numbered(Kind::Measure, Kind::Target, measure),
        }
    }

    /// `3、5`, and `3.加快办理…；5.…`.
    fn told(of: &FxHashMap<&str, usize>, ground: &Ground<'_>, items: &[&Item]) -> (String, String) {
        let mut numbered: Vec<(usize, String)> =
            items.iter().filter_map(|item| Some((*of.get(item.id.as_str())?, words(ground, item)))).collect();
        numbered.sort();
        numbered.dedup();
        let numbers: Vec<String> = numbered.iter().map(|(number, _)| number.to_string()).collect();
        let told: Vec<String> = numbered.iter().map(|(number, words)| format!("{number}.{words}")).collect();
        (numbers.join("、"), told.join("；"))
    }
}

/// The items of a list in reading order: those of its kind, and those of another that hang on none of them.
fn listed<'a>(links: &Links<'a>, kind: Kind, loose: Kind) -> Vec<&'a Item> {
    let mut items: Vec<&Item> = of(links.items, kind).chain(links.loose(loose)).collect();
    items.sort_by_key(|item| (item.sentences[0], item.kind));
    items
}

/// What to call an item: its first sentence from the title on, where that is short enough to be read in a
/// cell; else the title.
fn words(ground: &Ground<'_>, item: &Item) -> String {
    let end = ground.speech.sentences()[item.sentences[0]].span.end();
    let whole = ground.words(&Span::new(item.title.start(), end.max(item.title.end())));
    let whole = bare(&whole);
    if whole.chars().count() > CELL { ground.words(&item.title) } else { whole.to_owned() }
}

/// The longest name of a row, and the longest account of what is behind it, in characters.
const CELL: usize = 80;
const DETAIL: usize = 120;

/// What is said behind the first sentence, as much as a cell holds; the quote has all of it.
fn detail(ground: &Ground<'_>, item: &Item) -> String {
    let rest = &item.sentences[1..];
    let room = |to: &usize| ground.quote(&rest[..*to]).chars().count() <= DETAIL;
    let to = (1..=rest.len()).take_while(room).last().unwrap_or(rest.len().min(1));
    ground.quote(&rest[..to]) + if to < rest.len() { "……" } else { "" }
}

fn start(item: &Item) -> Row {
    Row { id: item.id.clone(), holds: vec![item.id.clone()], ..Row::default() }
}

fn problems(ground: &Ground<'_>, links: &Links<'_>, numbers: &Numbers<'_>) -> Vec<Row> {
    let row = |item: &Item| {
        let mut row = start(item);
        ground.locate(&mut row, &links.said(item));
        if item.kind == Kind::Cause {
            row.set(Field::Cause, words(ground, item));
            return row;
        }
        row.set(Field::Words, words(ground, item));
        row.set(Field::Detail, detail(ground, item));
        row.set(Field::Category, item.node.map(|node| ground.group(node)).unwrap_or_default());
        let causes = links.causes.get(item.id.as_str()).map_or(&[][..], Vec::as_slice);
        row.holds.extend(causes.iter().map(|cause| cause.id.clone()));
        let causes = causes.iter().map(|cause| match words(ground, cause) {
            // The same words are read twice; what is behind them is the cause.
            same if same == row.cell(Field::Words) && cause.sentences.len() > 1 => detail(ground, cause),
            words => words,
        });
        let causes = many(causes);
        row.set(Field::Cause, causes);
        let measures = links.measures.get(item.id.as_str()).map_or(&[][..], Vec::as_slice);
        let (told, demand) = Numbers::told(&numbers.measures, ground, measures);
        row.set(Field::MeasureNumbers, told);
        row.set(Field::Demand, demand.clone());
        row.set(Field::Measure, demand);
        let duties: Vec<&Duty> = measures.iter().flat_map(|measure| links.told_with(ground, measure)).collect();
        ground.assign(&mut row, &duties);
        let sentences: Vec<usize> = measures.iter().flat_map(|measure| measure.sentences.clone()).collect();
        row.set(Field::Deadline, ground.limits(&sentences, &duties).join("；"));
        let targets = measures.iter().filter_map(|measure| links.targets.get(measure.id.as_str())).flatten();
        row.set(Field::Target, many(targets.map(|target| words(ground, target))));
        row
    };
    listed(links, Kind::Problem, Kind::Cause).into_iter().map(row).collect()
}

fn measures(ground: &Ground<'_>, links: &Links<'_>, numbers: &Numbers<'_>) -> Vec<Row> {
    let row = |item: &Item| {
        let mut row = measure(ground, links, item);
        let problems = links.problems.get(item.id.as_str()).map_or(&[][..], Vec::as_slice);
        let (told, with) = Numbers::told(&numbers.problems, ground, problems);
        row.set(Field::ProblemNumbers, told);
        row.set(Field::Problem, with);
        let causes = problems.iter().filter_map(|problem| links.causes.get(problem.id.as_str())).flatten();
        row.set(Field::Cause, many(causes.map(|cause| words(ground, cause))));
        let duties = links.told_with(ground, item);
        ground.assign(&mut row, &duties);
        if item.kind == Kind::Measure {
            let brackets = duties.iter().filter_map(|duty| ground.bracket(duty.sentence)).flatten();
            ground.locate(&mut row, &ordered(brackets.chain(links.said(item))));
            row.set(Field::Deadline, ground.limits(&item.sentences, &duties).join("；"));
        }
        row
    };
    listed(links, Kind::Measure, Kind::Target).into_iter().map(row).collect()
}

/// A measure with its targets, or a target that hangs on no measure.
fn measure(ground: &Ground<'_>, links: &Links<'_>, item: &Item) -> Row {
    let mut row = start(item);
    ground.locate(&mut row, &links.said(item));
    if item.kind == Kind::Target {
        row.set(Field::Target, words(ground, item));
        return row;
    }
    row.set(Field::Words, words(ground, item));
    row.set(Field::Detail, detail(ground, item));
    let targets = links.targets.get(item.id.as_str()).map_or(&[][..], Vec::as_slice);
    row.holds.extend(targets.iter().map(|target| target.id.clone()));
    row.set(Field::Target, many(targets.iter().map(|target| words(ground, target))));
    row
}

fn responsibilities(ground: &Ground<'_>, links: &Links<'_>, numbers: &Numbers<'_>) -> Vec<Row> {
    let mut rows: Vec<(usize, Row)> = Vec::new();
    // Of every sentence the first row that quotes it.
    let mut bound: FxHashMap<usize, usize> = FxHashMap::default();
    for group in &links.groups {
        let mut row = self::bound(ground, group);
        if let Some(measure) = links.measure(group) {
            let (told, with) = Numbers::told(&numbers.measures, ground, &[measure]);
            row.set(Field::MeasureNumbers, told);
            row.set(Field::Measure, with);
            let problems = links.problems.get(measure.id.as_str()).map_or(&[][..], Vec::as_slice);
            let (told, with) = Numbers::told(&numbers.problems, ground, problems);
            row.set(Field::ProblemNumbers, told);
            row.set(Field::Problem, with);
        }
        row.said.iter().for_each(|at| _ = bound.entry(*at).or_insert(rows.len()));
        rows.push((group[0].sentence, row));
    }
    for item in of(links.items, Kind::Responsibility) {
        // An item whose sentences are quoted already is in the row that says who is bound.
        match item.sentences.iter().filter_map(|at| bound.get(at)).copied().min() {
            Some(place) => {
                let row = &mut rows[place].1;
                row.holds.push(item.id.clone());
                // It is quoted with its first words.
                if let Entry::Vacant(unquoted) = bound.entry(item.sentences[0]) {
                    unquoted.insert(place);
                    let said = ordered(row.said.iter().copied().chain([item.sentences[0]]));
                    ground.locate(row, &said);
                }
            }
            None => {
                let mut row = start(item);
                ground.locate(&mut row, &item.sentences);
                row.set(Field::Words, words(ground, item));
                row.set(Field::Deadline, ground.limits(&item.sentences, &[]).join("；"));
                rows.push((item.sentences[0], row));
            }
        }
    }
    rows.sort_by_key(|(at, _)| *at);
    rows.into_iter().map(|(_, row)| row).collect()
}

/// The row of some duties: who, what, by when.
fn bound(ground: &Ground<'_>, group: &[&Duty]) -> Row {
    let mut row =
        Row { id: group[0].id.clone(), holds: group.iter().map(|duty| duty.id.clone()).collect(), ..Row::default() };
    ground.locate(&mut row, &ground.said(group));
    row.set(Field::Words, bare(&task(ground, group)));
    ground.assign(&mut row, group);
    row.set(Field::Deadline, ground.limits(&[], group).join("；"));
    row
}

/// What some duties are about.
fn task(ground: &Ground<'_>, group: &[&Duty]) -> String {
    let before = ground.before(group);
    if before.is_empty() {
        return ground.unmarked(group[0].sentence);
    }
    let inside = |task: &Span| ground.speech.sentences()[before.clone()].iter().any(|of| of.span.overlaps(*task));
    match group.iter().filter_map(|duty| ground.tail(duty)).find(inside) {
        Some(task) => ground.words(&task),
        None => {
            let words = ground.unmarked(before.start);
            // A bracket that is open at the end is that behind the task.
            match words.rfind(['（', '(']).filter(|at| !words[*at..].contains(['）', ')'])) {
                Some(at) if at > 0 => words[..at].to_owned(),
                _ => words,
            }
        }
    }
}

/// One thing a row: a measure with who does it; where it names several tasks, a row for each.
fn tasks(ground: &Ground<'_>, links: &Links<'_>) -> Vec<Row> {
    let mut rows: Vec<(usize, Row)> = Vec::new();
    for item in of(links.items, Kind::Measure) {
        rows.extend(tasks_of(ground, links, item));
    }
    for group in links.groups.iter().filter(|group| links.measure(group).is_none()) {
        let mut row = bound(ground, group);
        ground.charge(&mut row, group);
        rows.push((group[0].sentence, row));
    }
    // A target stands in the row that quotes its sentence.
    let mut row_of: FxHashMap<usize, usize> = FxHashMap::default();
    for (at, (_, row)) in rows.iter().enumerate() {
        row.said.iter().for_each(|said| _ = row_of.entry(*said).or_insert(at));
    }
    for target in links.loose(Kind::Target) {
        match row_of.get(&target.sentences[0]) {
            Some(at) => {
                let row = &mut rows[*at].1;
                let told = [row.cell(Field::Target).to_owned(), words(ground, target)];
                row.set(Field::Target, many(told.into_iter().filter(|told| !told.is_empty())));
                row.holds.push(target.id.clone());
            }
            None => rows.push((target.sentences[0], measure(ground, links, target))),
        }
    }
    rows.sort_by_key(|(at, _)| *at);
    rows.into_iter().map(|(_, row)| row).collect()
}

/// The rows of a measure: the first with its name, and one for each other task it assigns.
fn tasks_of(ground: &Ground<'_>, links: &Links<'_>, item: &Item) -> Vec<(usize, Row)> {
    let mut row = measure(ground, links, item);
    let mut groups = links.groups_of(item);
    // The bracket behind it is about the whole of it.
    groups.sort_by_key(|group| ground.bracket(group[0].sentence).is_none());
    let [first, rest @ ..] = &groups[..] else {
        if item.kind == Kind::Measure {
            row.set(Field::Deadline, ground.limits(&item.sentences, &[]).join("；"));
        }
        return vec![(item.sentences[0], row)];
    };
    let name = row.cell(Field::Words).to_owned();
    let said: Vec<Vec<usize>> = rest.iter().map(|group| ground.said(group)).collect();
    let elsewhere = |at: &usize| said.iter().any(|said| said.contains(at));
    // What another measure says stands in its row.
    let other =
        |at: &usize| !item.sentences.contains(at) && links.measure_at.get(at).is_some_and(|of| of.id != item.id);
    let bound_to = ground.said(first).into_iter().filter(|at| !other(at));
    let own = ordered(links.said(item).into_iter().filter(|at| !elsewhere(at)).chain(bound_to));
    ground.locate(&mut row, &own);
    ground.charge(&mut row, first);
    row.holds.extend(first.iter().map(|duty| duty.id.clone()));
    row.set(Field::Deadline, ground.limits(&own, first).join("；"));
    if !rest.is_empty() {
        row.set(Field::Words, named(&name, bare(&task(ground, first))));
    }
    let mut rows = vec![(item.sentences[0], row)];
    for group in rest {
        let mut row = bound(ground, group);
        ground.charge(&mut row, group);
        row.set(Field::Words, named(&name, row.cell(Field::Words)));
        rows.push((group[0].sentence, row));
    }
    // A target stands with the task whose sentence says it.
    let targets = links.targets.get(item.id.as_str()).map_or(&[][..], Vec::as_slice);
    let of = |target: &Item| said.iter().position(|said| said.contains(&target.sentences[0])).map_or(0, |at| at + 1);
    rows[0].1.holds.retain(|id| targets.iter().all(|target| target.id != *id));
    for (at, (_, row)) in rows.iter_mut().enumerate() {
        let own = || targets.iter().filter(|target| of(target) == at);
        row.holds.extend(own().map(|target| target.id.clone()));
        row.set(Field::Target, many(own().map(|target| words(ground, target))));
    }
    rows
}

/// A task under the name of its measure.
fn named(measure: &str, task: &str) -> String {
    if task.contains(measure) { task.to_owned() } else { format!("{measure}：{task}") }
}

fn achievements(ground: &Ground<'_>, links: &Links<'_>) -> Vec<Row> {
    let row = |item: &Item| {
        let mut row = start(item);
        ground.locate(&mut row, &item.sentences);
        row.set(Field::Words, words(ground, item));
        row.set(Field::Detail, detail(ground, item));
        row
    };
    of(links.items, Kind::Achievement).map(row).collect()
}

/// Several words in one cell, each once.
fn many(words: impl Iterator<Item = String>) -> String {
    let mut told: Vec<String> = Vec::new();
    for words in words {
        if !told.contains(&words) {
            told.push(words);
        }
    }
    told.join("；")
}

/// The words without a comma before and a stop behind them.
fn bare(words: &str) -> &str {
    words.trim_start_matches(is_comma).trim_end_matches(|c| is_end(c) || is_comma(c))
}
