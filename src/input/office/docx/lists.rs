//! The lists of a Word document, as its numbering part defines them.

use std::collections::HashMap;

use super::super::numbering::{Counters, Format, LEVELS, Level, List};
use super::super::xml::{Event, Tag, Xml};
use super::styles::{Styles, is_set};

/// The lists that paragraphs and styles number with.
#[derive(Debug, Default)]
pub(crate) struct Lists {
    kinds: Vec<Kind>,
    uses: HashMap<u32, Use>,
}

/// A list's definition (`abstractNum`).
#[derive(Debug, Default)]
struct Kind {
    levels: Vec<Step>,
    /// The list style that defines it in its place (`numStyleLink`).
    defined_by: Option<String>,
    /// The list style that it defines (`styleLink`).
    defines: Option<String>,
}

/// A use of a list (`num`), with what it overrides.
#[derive(Debug, Default)]
struct Use {
    kind: usize,
    starts: Vec<(usize, u32)>,
    levels: Vec<(usize, Step)>,
}

/// A level, and the paragraph style that is bound to it.
#[derive(Debug, Default)]
struct Step {
    level: Level,
    style: Option<String>,
}

// Word numbers both with 15 bits.
const MOST: usize = 1 << 16;

impl Lists {
    pub(crate) fn read(xml: &mut Xml) -> Lists {
        let mut lists = Lists::default();
        let mut ids: HashMap<u32, usize> = HashMap::new();
        while let Some(event) = xml.next() {
            let Event::Open(tag) = event else { continue };
            match tag.name() {
                "abstractNum" if lists.kinds.len() < MOST => {
                    ids.insert(tag.number("abstractNumId").unwrap_or_default(), lists.kinds.len());
                    lists.kinds.push(kind(xml));
                }
                "num" if lists.uses.len() < MOST => {
                    let id = tag.number("numId");
                    let (of, used) = usage(xml);
                    if let (Some(id), Some(kind)) = (id, of.and_then(|of| ids.get(&of))) {
                        lists.uses.insert(id, Use { kind: *kind, ..used });
                    }
                }
                _ => {}
            }
        }
        lists
    }

    /// Puts the definition in place of each list that only names the list style which has it.
    pub(crate) fn settle(&mut self, styles: &Styles) {
        let defining: HashMap<&str, usize> =
            self.kinds.iter().enumerate().filter_map(|(at, kind)| Some((kind.defines.as_deref()?, at))).collect();
        let real = |at: usize| {
            let name = self.kinds.get(at)?.defined_by.as_deref()?;
            let through = styles.get(name).and_then(|style| self.uses.get(&style.list?)).map(|used| used.kind);
            through.filter(|there| *there != at).or_else(|| defining.get(name).copied())
        };
        let kinds: Vec<usize> = (0..self.kinds.len()).map(|at| real(at).unwrap_or(at)).collect();
        for used in self.uses.values_mut() {
            used.kind = kinds.get(used.kind).copied().unwrap_or(used.kind);
        }
    }

    /// The level of a list that a paragraph style is bound to.
    pub(crate) fn level_of(&self, list: u32, style: &str) -> Option<usize> {
        let used = self.uses.get(&list)?;
        let bound = |step: &Step| step.style.as_deref() == Some(style);
        let own = used.levels.iter().find(|(_, step)| bound(step)).map(|(at, _)| *at);
        own.or_else(|| self.kinds.get(used.kind)?.levels.iter().position(bound))
    }

    /// Counts a paragraph of a list on and gives its label; none where there is no such list.
    pub(crate) fn label(&self, list: u32, level: usize, counters: &mut Counters) -> Option<String> {
        static BLANK: Level =
            Level { format: Format::Decimal, start: 0, restart_after: None, legal: false, text: String::new() };
        let used = self.uses.get(&list)?;
        let kind = self.kinds.get(used.kind)?;
        let mut levels = [&BLANK; LEVELS];
        for (slot, step) in levels.iter_mut().zip(&kind.levels) {
            *slot = &step.level;
        }
        for (at, step) in &used.levels {
            levels[*at] = &step.level;
        }
        let mut starts = [None; LEVELS];
        for (at, start) in &used.starts {
            starts[*at] = Some(*start);
        }
        Some(counters.next(List { list: used.kind as u32, instance: list, starts }, level, levels))
    }
}

/// Reads an `abstractNum` to its end.
fn kind(xml: &mut Xml) -> Kind {
    let mut kind = Kind::default();
    let outer = xml.depth();
    while xml.depth() >= outer {
        let Some(event) = xml.next() else { break };
        let Event::Open(tag) = event else { continue };
        match tag.name() {
            "lvl" => {
                let at = index(&tag);
                let step = step(xml);
                if let Some(at) = at {
                    kind.levels.resize_with(kind.levels.len().max(at + 1), Step::default);
                    kind.levels[at] = step;
                }
            }
            "numStyleLink" => kind.defined_by = tag.get("val").map(|name| name.into_owned()),
            "styleLink" => kind.defines = tag.get("val").map(|name| name.into_owned()),
            _ => {}
        }
    }
    kind
}

/// Reads a `num` to its end: the id of its `abstractNum`, and what it overrides.
fn usage(xml: &mut Xml) -> (Option<u32>, Use) {
    let (mut of, mut used, mut at) = (None, Use::default(), None);
    let outer = xml.depth();
    while xml.depth() >= outer {
        let Some(event) = xml.next() else { break };
        let Event::Open(tag) = event else { continue };
        match tag.name() {
            "abstractNumId" => of = tag.number("val"),
            "lvlOverride" => at = index(&tag),
            "startOverride" => {
                if let (Some(at), Some(start)) = (at, tag.number("val")) {
                    used.starts.retain(|(other, _)| *other != at);
                    used.starts.push((at, start));
                }
            }
            "lvl" => {
                let at = index(&tag).or(at);
                let step = step(xml);
                if let Some(at) = at {
                    used.levels.retain(|(other, _)| *other != at);
                    used.levels.push((at, step));
                }
            }
            _ => {}
        }
    }
    (of, used)
}

/// Which level a tag speaks of.
fn index(tag: &Tag) -> Option<usize> {
    tag.number("ilvl").filter(|at| *at < LEVELS)
}

/// Reads a `lvl` to its end.
fn step(xml: &mut Xml) -> Step {
    let mut step = Step::default();
    let level = &mut step.level;
    let (mut after, mut hidden) = ("\t", false);
    let outer = xml.depth();
    while xml.depth() >= outer {
        let Some(event) = xml.next() else { break };
        let Event::Open(tag) = event else { continue };
        match tag.name() {
            "start" => level.start = tag.number("val").unwrap_or(0),
            // A format of Word 2010 comes with an older one to fall back on, which stands last.
            "numFmt" => level.format = tag.get("val").map_or(Format::Decimal, |name| Format::from_word_name(&name)),
            "lvlRestart" => level.restart_after = tag.number("val"),
            "pStyle" => step.style = tag.get("val").map(|id| id.into_owned()),
            "isLgl" => level.legal = is_set(&tag),
            "lvlText" => level.text = tag.get("val").unwrap_or_default().into_owned(),
            "vanish" => hidden = is_set(&tag),
            "suff" => {
                after = match tag.get("val").as_deref() {
                    Some("nothing") => "",
                    Some("space") => " ",
                    _ => "\t",
                }
            }
            _ => {}
        }
    }
    if hidden {
        level.text.clear();
    }
    level.text.push_str(after);
    step
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lists(numbering: &str, styles: &str) -> Lists {
        let mut lists = Lists::read(&mut Xml::new(&format!("<numbering>{numbering}</numbering>")));
        lists.settle(&Styles::read(&format!("<styles>{styles}</styles>")));
        lists
    }

    fn labels(lists: &Lists, steps: &[(u32, usize)]) -> String {
        let mut counters = Counters::default();
        let label = |(list, level): &(u32, usize)| lists.label(*list, *level, &mut counters).unwrap_or("-".to_owned());
        steps.iter().map(label).collect::<Vec<_>>().join(" ")
    }

    const SPEECH: &str = r#"<abstractNum abstractNumId="4">
        <lvl ilvl="0"><start val="1"/><numFmt val="chineseCounting"/><pStyle val="h1"/><suff val="nothing"/><lvlText val="%1、"/></lvl>
        <lvl ilvl="1"><start val="1"/><numFmt val="chineseCounting"/><suff val="space"/><lvlText val="（%2）"/></lvl>
        <lvl ilvl="2"><start val="1"/><numFmt val="decimal"/><isLgl/><lvlText val="%1.%3"/></lvl>
        </abstractNum>"#;

    #[test]
    fn levels_are_read_with_what_follows_the_number() {
        let lists = lists(&format!(r#"{SPEECH}<num numId="1"><abstractNumId val="4"/></num>"#), "");
        assert_eq!(labels(&lists, &[(1, 0), (1, 1), (1, 2), (1, 0), (2, 0)]), "一、 （一）  1.1\t 二、 -");
        assert_eq!((lists.level_of(1, "h1"), lists.level_of(1, "h2")), (Some(0), None));
    }

    #[test]
    fn uses_of_a_list_share_its_count_unless_they_set_it() {
        let numbering = r#"<num numId="1"><abstractNumId val="4"/></num><num numId="2"><abstractNumId val="4"/></num>
            <num numId="3"><abstractNumId val="4"/><lvlOverride ilvl="0"><startOverride val="1"/></lvlOverride></num>
            <num numId="5"><abstractNumId val="4"/><lvlOverride ilvl="0"><lvl ilvl="0"><start val="1"/>
            <numFmt val="decimal"/><suff val="nothing"/><lvlText val="%1."/></lvl></lvlOverride></num>"#;
        let lists = lists(&format!("{SPEECH}{numbering}"), "");
        assert_eq!(labels(&lists, &[(1, 0), (2, 0), (3, 0), (3, 0), (5, 0)]), "一、 二、 一、 二、 3.");
    }

    #[test]
    fn a_list_may_be_defined_by_a_list_style() {
        let link = r#"<abstractNum abstractNumId="9"><numStyleLink val="L"/></abstractNum>
            <num numId="1"><abstractNumId val="9"/></num><num numId="2"><abstractNumId val="4"/></num>"#;
        let style = r#"<style styleId="L"><numId val="2"/></style>"#;
        assert_eq!(labels(&lists(&format!("{SPEECH}{link}"), style), &[(1, 0), (1, 0)]), "一、 二、");
        let named = SPEECH.replace("<lvl ilvl=\"0\">", "<styleLink val=\"L\"/><lvl ilvl=\"0\">");
        assert_eq!(labels(&lists(&format!("{named}{link}"), ""), &[(1, 0)]), "一、");
        let circle = r#"<abstractNum abstractNumId="9"><numStyleLink val="L"/><styleLink val="L"/></abstractNum>
            <num numId="1"><abstractNumId val="9"/></num>"#;
        assert_eq!(labels(&lists(circle, r#"<style styleId="L"><numId val="1"/></style>"#), &[(1, 0)]), "");
    }
}
