//! The list tables of RTF, and the numbers that they give to paragraphs.

use std::collections::HashMap;

use super::super::{
    lines::Label,
    numbering::{Counters, Format, LEVELS, Level, List},
};

/// The lists of a document and where they stand.
#[derive(Default)]
pub(super) struct Lists {
    // By `\listid`.
    lists: HashMap<i32, Vec<Level>>,
    // By `\ls`.
    uses: HashMap<i32, Use>,
    counters: Counters,
    // What the tables are being read into.
    levels: Vec<Level>,
    level: Level,
    template: String,
    suffix: &'static str,
    id: i32,
    used: Use,
    override_start: bool,
    override_format: bool,
}

/// A use of a list (`\listoverride`).
#[derive(Default)]
struct Use {
    number: i32,
    list: i32,
    // One for each `\lfolevel`, in order.
    overrides: Vec<(Option<u32>, Option<Level>)>,
}

/// Where a word of the tables stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Table,
    List,
    Level,
    Template,
    Use,
    UseLevel,
}

const MOST_LISTS: usize = 1 << 15;
const LONGEST_TEMPLATE: usize = 256;

static NO_LEVEL: Level =
    Level { format: Format::None, start: 1, restart_after: None, legal: false, text: String::new() };

impl Lists {
    /// Reads a control word in a part of the tables; some open another part.
    pub(super) fn word(&mut self, part: Part, word: &str, number: Option<i32>) -> Option<Part> {
        let n = number.unwrap_or(1);
        match word {
            "list" => self.levels.clear(),
            "listoverride" => self.used = Use::default(),
            "lfolevel" => {
                self.level = Level { start: 1, ..Level::default() };
                (self.override_start, self.override_format) = (false, false);
            }
            "listlevel" => {
                self.level = Level { start: 1, ..Level::default() };
                self.template.clear();
                self.suffix = "\t";
            }
            "leveltext" => self.template.clear(),
            "levelnfc" | "levelnfcn" => {
                self.level.format = u8::try_from(n).map(Format::from_nfc).unwrap_or_default();
            }
            "levelstartat" => self.level.start = u32::try_from(n).unwrap_or(1),
            "levelfollow" => {
                self.suffix = match n {
                    0 => "\t",
                    1 => " ",
                    _ => "",
                }
            }
            "levellegal" => self.level.legal = n != 0,
            "levelnorestart" => self.level.restart_after = (n != 0).then_some(0),
            "listid" if part == Part::Use => self.used.list = n,
            "listid" => self.id = n,
            "ls" => self.used.number = n,
            "listoverridestartat" => self.override_start = n != 0,
            "listoverrideformat" => self.override_format = n != 0,
            _ => {}
        }
        Some(match word {
            "list" => Part::List,
            "listlevel" => Part::Level,
            "leveltext" => Part::Template,
            "listoverride" => Part::Use,
            "lfolevel" => Part::UseLevel,
            _ => return None,
        })
    }

    /// Reads characters of a level's template: its length, then text with the levels' places as 0 to 8, then `;`.
    pub(super) fn text(&mut self, text: &str) {
        if self.template.len() + text.len() <= LONGEST_TEMPLATE {
            self.template.push_str(text);
        }
    }

    /// Keeps a part that is complete.
    pub(super) fn end(&mut self, part: Part) {
        match part {
            Part::Level => {
                self.level.text = template(&self.template, self.suffix);
                if self.levels.len() < LEVELS {
                    self.levels.push(self.level.clone());
                }
            }
            Part::List if self.lists.len() < MOST_LISTS => {
                self.lists.insert(self.id, std::mem::take(&mut self.levels));
            }
            Part::UseLevel if self.used.overrides.len() < LEVELS => {
                let start = self.override_start.then_some(self.level.start);
                let format = self.override_format.then(|| self.level.clone());
                self.used.overrides.push((start, format));
            }
            Part::Use if self.uses.len() < MOST_LISTS => {
                let used = std::mem::take(&mut self.used);
                self.uses.insert(used.number, used);
            }
            _ => {}
        }
    }

    /// Counts a paragraph of a list on and gives its label; none if the tables do not know the list.
    pub(super) fn label(&mut self, number: i32, level: usize) -> Option<Label> {
        let used = self.uses.get(&number)?;
        let list = self.lists.get(&used.list)?;
        let levels: [&Level; LEVELS] = std::array::from_fn(|at| {
            let format = used.overrides.get(at).and_then(|(_, format)| format.as_ref());
            format.or(list.get(at)).unwrap_or(&NO_LEVEL)
        });
        let starts = std::array::from_fn(|at| used.overrides.get(at).and_then(|(start, _)| *start));
        let shown = levels[level.min(LEVELS - 1)];
        let list = List { list: used.list as u32, instance: number as u32, starts };
        Some(Label {
            suffix: match shown.text.chars().last() {
                Some('\t') => "\t",
                Some(' ') => " ",
                _ => "",
            },
            bullet: shown.format == Format::Bullet,
            text: self.counters.next(list, level, levels),
        })
    }
}

fn template(text: &str, suffix: &str) -> String {
    let text = text.strip_suffix(';').unwrap_or(text);
    let mut out = String::new();
    for c in text.chars().skip(1) {
        match c {
            '\0'..='\u{8}' => {
                out.push('%');
                out.push(char::from(b'1' + c as u8));
            }
            _ => out.push(c),
        }
    }
    out.push_str(suffix);
    out
}
