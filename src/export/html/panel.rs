//! The right of the page: items and duties, and what to choose them by.

use std::collections::BTreeMap;

use super::markup::Markup;
use super::text::names;
use super::{View, counted};
use crate::document::{Duty, Item, Relation, RelationType, Speech, Strength};
use crate::outline::NodeId;
use crate::rules::Role;
use crate::text::Spanned;

/// Sections are offered down to this level.
const LEVELS: u32 = 2;

/// Writes the filters, the items and the duties.
pub(super) fn write(view: &View<'_>, to: &mut Markup) {
    filters(view, to);
    let speeches = view.document.speeches();
    let items: usize = speeches.iter().map(|speech| speech.items().len()).sum();
    let duties: usize = speeches.iter().map(|speech| speech.duties().len()).sum();
    to.raw(
        "<div class=\"tabs\"><button type=\"button\" id=\"tab-items\" aria-controls=\"items\" aria-pressed=\"true\">",
    );
    to.both("条目", "Items").raw(" <b>").number(items).raw("</b></button>");
    to.raw("<button type=\"button\" id=\"tab-duties\" aria-controls=\"duties\" aria-pressed=\"false\">");
    to.both("任务分工", "Duties").raw(" <b>").number(duties).raw("</b></button>");
    to.raw("<button type=\"button\" id=\"copy\">").both("复制为表格", "Copy as table").raw("</button></div>\n");

    to.raw("<section id=\"items\"><h2>").both("条目", "Items").raw(" <b>").number(items).raw("</b></h2>\n<ol>\n");
    for (at, speech) in speeches.iter().enumerate() {
        let mut lists = Lists::new(view, at, speech);
        speech.items().iter().for_each(|item| lists.item(item, to));
    }
    to.raw("</ol></section>\n<section id=\"duties\"><h2>").both("任务分工", "Duties");
    to.raw(" <b>").number(duties).raw("</b></h2>\n<ol>\n");
    for (at, speech) in speeches.iter().enumerate() {
        let mut lists = Lists::new(view, at, speech);
        speech.duties().iter().for_each(|duty| lists.duty(duty, to));
    }
    to.raw("</ol></section>\n<p id=\"none-left\" class=\"none\" hidden>");
    to.both("没有符合筛选的条目。", "Nothing fits these filters.").raw("</p>\n");
}

/// The kinds, which are the legend too, then actor, section and words.
fn filters(view: &View<'_>, to: &mut Markup) {
    to.raw("<div class=\"filters\"><h2 class=\"legend\">").both("图例与筛选", "Legend and filters").raw("</h2>");
    to.raw("<div class=\"kinds\">");
    for (kind, count) in counted(view.document).into_iter().filter(|(_, count)| *count > 0) {
        let (chinese, english) = names(kind);
        to.raw("<button type=\"button\" aria-pressed=\"false\" class=\"k-").raw(english).raw("\" data-k=\"");
        to.raw(english).raw("\">").sign(kind).both(chinese, english).raw(" <b>").number(count).raw("</b></button>");
    }
    to.raw("</div>\n<p class=\"marks\"><span class=\"cue\">")
        .both("判断依据", "evidence")
        .raw("</span> <span class=\"who\">");
    to.both("责任主体", "who")
        .raw("</span> <span class=\"when\">")
        .both("时限", "by when")
        .raw("</span> <span class=\"noise\">");
    to.both("杂质", "noise").raw("</span> <span class=\"gap\">").both("此处有省略", "left out").raw("</span>");
    let sentences = || view.document.speeches().iter().flat_map(|speech| speech.sentences());
    let without = counted(view.document).into_iter().filter(|(_, count)| *count == 0).map(|(kind, _)| kind);
    for kind in without.filter(|kind| sentences().any(|sentence| sentence.is(*kind))) {
        let (chinese, english) = names(kind);
        to.raw(" <span>").sign(kind).raw(" ").both(chinese, english).raw("</span>");
    }
    to.raw("</p>\n");
    to.raw("<div class=\"choose\"><input type=\"search\" id=\"search\" autocomplete=\"off\"");
    let opens = view.page.language;
    to.both_attribute("placeholder", ("搜索（/）", "Search (/)"), opens);
    to.both_attribute("aria-label", ("搜索条目", "Search the items"), opens).raw(">");
    actors(view, to);
    sections(view, to);
    to.raw("<button type=\"button\" id=\"clear\" hidden>").both("取消筛选", "Clear").raw("</button></div></div>\n");
}

/// Every actor, the one with most duties first.
fn actors(view: &View<'_>, to: &mut Markup) {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for duty in view.document.speeches().iter().flat_map(|speech| speech.duties()) {
        *counts.entry(view.line(duty.actor)).or_default() += 1;
    }
    let mut actors: Vec<_> = counts.into_iter().collect();
    actors.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    open_choice("actor", ("责任主体：全部", "Actor: all"), view, to);
    for (actor, count) in actors {
        to.raw("<option").attribute("value", &actor).raw(">").words(&actor).raw(" (").number(count).raw(")</option>");
    }
    to.raw("</select>");
}

fn sections(view: &View<'_>, to: &mut Markup) {
    open_choice("section", ("章节：全部", "Section: all"), view, to);
    let speeches = view.document.speeches();
    for (at, speech) in speeches.iter().enumerate() {
        if speeches.len() > 1 {
            let title = speech.title.map(|title| view.line(title)).unwrap_or_default();
            let number = (at + 1).to_string();
            to.raw("<option")
                .attribute("value", &number)
                .raw(">【")
                .words(&number)
                .raw("】")
                .words(&title)
                .raw("</option>");
        }
        for (place, node) in speech.outline().nodes().iter().enumerate().filter(|(_, node)| node.level <= LEVELS) {
            let blanks = "\u{3000}".repeat(node.level as usize - 1);
            let words = format!("{}{}", view.line(node.marker), view.line(node.heading));
            let mut short: String = words.chars().take(24).collect();
            short.push_str(if words.chars().nth(24).is_some() { "…" } else { "" });
            to.raw("<option").attribute("value", &view.path(at, NodeId(place as u32)));
            to.raw(">").raw(&blanks).words(&short).raw("</option>");
        }
    }
    to.raw("</select>");
}

fn open_choice(id: &str, (chinese, english): (&str, &str), view: &View<'_>, to: &mut Markup) {
    let opens = view.page.language;
    to.raw("<select").attribute("id", id).both_attribute("aria-label", (chinese, english), opens);
    to.raw("><option value=\"\"").attribute("data-zh", chinese).attribute("data-en", english).raw(">");
    to.words(opens.of(chinese, english)).raw("</option>");
}

/// The lists of one speech.
struct Lists<'a> {
    view: &'a View<'a>,
    at: usize,
    speech: &'a Speech,
    // What an id of a finding is called, and where it leads.
    named: BTreeMap<&'a str, (Found, String)>,
    related: BTreeMap<&'a str, Vec<&'a Relation>>,
    // Who is told to act in a sentence.
    actors: BTreeMap<usize, Vec<String>>,
    walk: Walk<'a>,
}

#[derive(Clone, Copy)]
enum Found {
    Item,
    Duty,
}

impl<'a> Lists<'a> {
    fn new(view: &'a View<'a>, at: usize, speech: &'a Speech) -> Self {
        let items = speech.items().iter().map(|item| (item.id.as_str(), (Found::Item, view.line(item.title))));
        let duties = speech.duties().iter().map(|duty| (duty.id.as_str(), (Found::Duty, view.line(duty.actor))));
        let named = items.chain(duties).collect();
        let mut related: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for relation in speech.relations() {
            for id in [&relation.from, &relation.to] {
                related.entry(id.as_str()).or_default().push(relation);
            }
        }
        let mut actors: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for duty in speech.duties() {
            actors.entry(duty.sentence).or_default().push(view.line(duty.actor));
        }
        Self { view, at, speech, named, related, actors, walk: Walk::new(view.document.source()) }
    }

    fn item(&mut self, item: &Item, to: &mut Markup) {
        let first = self.view.first_sentence[self.at];
        let sentences: Vec<String> = item.sentences.iter().map(|own| (first + own).to_string()).collect();
        let actors = item.sentences.iter().filter_map(|own| self.actors.get(own)).flatten();
        let actors: Vec<&str> = actors.map(String::as_str).collect();
        to.raw("<li class=\"k-").raw(item.kind.name()).raw("\"").attribute("id", &self.id(Found::Item, &item.id));
        to.attribute("data-k", item.kind.name()).attribute("data-s", &sentences.join(" "));
        to.attribute("data-a", &actors.join("|"));
        self.place(item.node, item, to);
        to.raw("><a href=\"#s").raw(sentences.first().map_or("0", |own| own)).raw("\">").sign(item.kind);
        to.raw("<span class=\"what\" lang=\"zh-CN\">").words(&self.view.line(item.title)).raw("</span></a>");
        self.section(item.node, to);
        if item.strength == Strength::Context {
            to.raw("<span class=\"ctx\">").both("据位置", "by its place").raw("</span>");
        }
        self.relations(&item.id, to);
        to.raw("</li>\n");
    }

    fn duty(&mut self, duty: &Duty, to: &mut Markup) {
        let number = (self.view.first_sentence[self.at] + duty.sentence).to_string();
        let sentence = &self.speech.sentences()[duty.sentence];
        let kinds: Vec<&str> = sentence.labels().iter().map(|label| label.kind.name()).collect();
        let actor = self.view.line(duty.actor);
        to.raw("<li class=\"duty\"").attribute("id", &self.id(Found::Duty, &duty.id));
        to.attribute("data-k", &kinds.join(" ")).attribute("data-s", &number).attribute("data-a", &actor);
        self.place(sentence.node, &duty.actor, to);
        to.raw("><a href=\"#s")
            .raw(&number)
            .raw("\"><span class=\"who\" lang=\"zh-CN\">")
            .words(&actor)
            .raw("</span></a>");
        to.raw("<span class=\"role role-").raw(duty.role.name()).raw("\">").both(duty.role.chinese(), role(duty.role));
        to.raw("</span>");
        if let Some(limit) = &duty.deadline {
            to.raw("<span class=\"when\"").attribute("data-v", limit.value.as_deref().unwrap_or_default());
            to.attribute("title", limit.value.as_deref().unwrap_or_default()).raw(" lang=\"zh-CN\">");
            to.words(&self.view.line(limit.span)).raw("</span>");
        }
        if duty.strength == Strength::Context {
            to.raw("<span class=\"ctx\">").both("推定", "implied").raw("</span>");
        }
        self.section(sentence.node, to);
        if let Some(task) = duty.task {
            to.raw("<span class=\"task\" lang=\"zh-CN\">").words(&self.view.line(task)).raw("</span>");
        }
        to.raw("</li>\n");
    }

    fn id(&self, found: Found, id: &str) -> String {
        format!("{}{}-{id}", if matches!(found, Found::Item) { "i" } else { "d" }, self.at + 1)
    }

    /// The point, the place in the file, and the words of the section for a table.
    fn place(&mut self, node: Option<NodeId>, at: &impl Spanned, to: &mut Markup) {
        let place = self.walk.to(at.span().start());
        let path = node.map_or_else(|| (self.at + 1).to_string(), |node| self.view.path(self.at, node));
        to.attribute("data-n", &path).attribute("data-p", &place);
    }

    fn section(&self, node: Option<NodeId>, to: &mut Markup) {
        let Some(node) = node else { return };
        let path = self.view.path(self.at, node);
        to.raw("<a class=\"w\" lang=\"zh-CN\" href=\"#n").raw(&path).raw("\">");
        to.words(&self.view.section(self.speech, node)).raw("</a>");
    }

    /// What this finding answers, causes or assigns, and what does so to it.
    fn relations(&self, id: &str, to: &mut Markup) {
        let mut said: Vec<(Verb, Vec<(Found, &str)>)> = Vec::new();
        for relation in self.related.get(id).into_iter().flatten() {
            let (other, verb) = if relation.from == id {
                (relation.to.as_str(), forward(relation.sort))
            } else {
                (relation.from.as_str(), backward(relation.sort))
            };
            let Some((found, _)) = self.named.get(other) else { continue };
            match said.iter_mut().find(|(own, _)| *own == verb) {
                Some((_, others)) => others.push((*found, other)),
                None => said.push((verb, vec![(*found, other)])),
            }
        }
        for ((chinese, english), others) in said {
            to.raw("<span class=\"rel\">").both(chinese, english);
            for (at, (found, other)) in others.into_iter().enumerate() {
                to.raw(if at > 0 { "、<a lang=\"zh-CN\"" } else { " <a lang=\"zh-CN\"" });
                to.attribute("href", &format!("#{}", self.id(found, other)));
                to.raw(">").words(&self.named[other].1).raw("</a>");
            }
            to.raw("</span>");
        }
    }
}

/// Finds `line:column` of places in reading order; each step only looks at what lies between.
struct Walk<'a> {
    text: &'a str,
    byte: usize,
    line: usize,
    column: usize,
}

impl<'a> Walk<'a> {
    fn new(text: &'a str) -> Self {
        Self { text, byte: 0, line: 1, column: 1 }
    }

    fn to(&mut self, byte: usize) -> String {
        if byte < self.byte {
            *self = Self::new(self.text);
        }
        for c in self.text[self.byte..byte].chars() {
            (self.line, self.column) = if c == '\n' { (self.line + 1, 1) } else { (self.line, self.column + 1) };
        }
        self.byte = byte;
        format!("{}:{}", self.line, self.column)
    }
}

/// In Chinese and in English.
type Verb = (&'static str, &'static str);

fn forward(sort: RelationType) -> Verb {
    match sort {
        RelationType::Causes => ("导致", "causes"),
        RelationType::Answers => ("针对", "answers"),
        RelationType::Assigns => ("交给", "assigned to"),
    }
}

fn backward(sort: RelationType) -> Verb {
    match sort {
        RelationType::Causes => ("起因", "caused by"),
        RelationType::Answers => ("对策", "answered by"),
        RelationType::Assigns => ("来自", "assigned by"),
    }
}

fn role(role: Role) -> &'static str {
    match role {
        Role::Lead => "leads",
        Role::Support => "supports",
        Role::Supervise => "supervises",
        Role::Owner => "owns",
    }
}
