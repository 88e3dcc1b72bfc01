//! The lists of a Word file, and the numbers that they give to paragraphs.

use std::collections::HashMap;

use super::{
    super::{
        lines::Label,
        numbering::{Counters, Format, LEVELS, Level, List},
    },
    bytes::{part, size_at, u8_at, u16_at, u32_at},
};

/// The lists and where they stand.
#[derive(Default)]
pub(super) struct Lists {
    // By lsid.
    lists: HashMap<u32, Vec<Level>>,
    // The level that a style has in its list.
    styles: HashMap<(u32, u16), u8>,
    uses: Vec<Use>,
    counters: Counters,
}

/// A use of a list (LFO).
#[derive(Default)]
struct Use {
    list: u32,
    starts: [Option<u32>; LEVELS],
    formats: Vec<(usize, Level)>,
}

const MOST_USES: usize = 0x7FE;

static NO_LEVEL: Level =
    Level { format: Format::None, start: 1, restart_after: None, legal: false, text: String::new() };

impl Lists {
    /// Reads the lists (PlfLst, of this length, and the levels behind it) and their uses (PlfLfo).
    pub(super) fn read((lists, len): (&[u8], usize), uses: &[u8]) -> Lists {
        let mut read = Lists::default();
        read.read_lists(lists, len);
        read.read_uses(uses);
        read
    }

    fn read_lists(&mut self, table: &[u8], len: usize) {
        let mut at = len;
        for number in 0..usize::from(u16_at(table, 0).unwrap_or(0)) {
            let entry = part(table, 2 + number * 28, 28);
            let (Some(list), Some(flags)) = (u32_at(entry, 0), u8_at(entry, 26)) else { return };
            for level in 0..LEVELS {
                if let Some(style) = u16_at(entry, 8 + level * 2).filter(|style| *style != 0xFFF) {
                    self.styles.insert((list, style), level as u8);
                }
            }
            let mut levels = Vec::new();
            for _ in 0..if flags & 1 == 1 { 1 } else { LEVELS } {
                let Some((level, end)) = level(table, at) else { break };
                levels.push(level);
                at = end;
            }
            self.lists.insert(list, levels);
        }
    }

    fn read_uses(&mut self, table: &[u8]) {
        let count = size_at(table, 0).unwrap_or(0).min(MOST_USES);
        let mut at = 4 + count * 16;
        for number in 0..count {
            let entry = part(table, 4 + number * 16, 16);
            let (Some(list), Some(overrides)) = (u32_at(entry, 0), u8_at(entry, 12)) else { return };
            let mut used = Use { list, ..Use::default() };
            at += 4;
            for _ in 0..overrides {
                let (Some(start), Some(flags)) = (u32_at(table, at), u32_at(table, at + 4)) else { break };
                at += 8;
                let (number, mut start) = ((flags & 0xF) as usize, Some(start));
                if flags & 0x20 != 0 {
                    let Some((level, end)) = level(table, at) else { break };
                    start = Some(level.start);
                    at = end;
                    used.formats.push((number, level));
                }
                if let Some(own) = used.starts.get_mut(number).filter(|_| flags & 0x10 != 0) {
                    *own = start;
                }
            }
            self.uses.push(used);
        }
    }

    /// The list of a use, if the file has it.
    fn used(&self, number: u16) -> Option<(&Use, &Vec<Level>)> {
        let used = self.uses.get(usize::from(number).checked_sub(1)?)?;
        Some((used, self.lists.get(&used.list)?))
    }

    /// The level that a style stands on in a list, where nothing else tells it.
    pub(super) fn level_of_style(&self, number: u16, style: u16) -> Option<u8> {
        let (used, _) = self.used(number)?;
        self.styles.get(&(used.list, style)).copied()
    }

    /// Counts a paragraph of a list on and gives its label; none if the file does not have the list.
    pub(super) fn label(&mut self, number: u16, level: u8) -> Option<Label> {
        let used = self.uses.get(usize::from(number).checked_sub(1)?)?;
        let list = self.lists.get(&used.list)?;
        let level = usize::from(level).min(LEVELS - 1);
        let levels: [&Level; LEVELS] = std::array::from_fn(|at| {
            let format = used.formats.iter().find(|(number, _)| *number == at).map(|(_, level)| level);
            format.or(list.get(at)).unwrap_or(&NO_LEVEL)
        });
        let counted = List { list: used.list, instance: u32::from(number), starts: used.starts };
        Some(Label {
            text: self.counters.next(counted, level, levels),
            bullet: levels[level].format == Format::Bullet,
            ..Label::default()
        })
    }
}

/// Reads one level (LVL), and where it ends.
fn level(table: &[u8], at: usize) -> Option<(Level, usize)> {
    let fixed = table.get(at..at.checked_add(28)?)?;
    let flags = u8_at(fixed, 5)?;
    let changes = usize::from(u8_at(fixed, 24)?) + usize::from(u8_at(fixed, 25)?);
    let text = at + 28 + changes;
    let len = usize::from(u16_at(table, text)?);
    let end = text + 2 + len * 2;
    let units = table.get(text + 2..end)?.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]]));
    let suffix = match u8_at(fixed, 15)? {
        0 => "\t",
        1 => " ",
        _ => "",
    };
    let level = Level {
        format: Format::from_nfc(u8_at(fixed, 4)?),
        start: u32_at(fixed, 0)?,
        legal: flags & 4 != 0,
        restart_after: (flags & 8 != 0).then_some(u8_at(fixed, 26)?),
        text: template(units) + suffix,
    };
    Some((level, end))
}

/// The label of a level: the units 0 to 8 are the places of the levels' numbers.
fn template(units: impl Iterator<Item = u16>) -> String {
    let mut out = String::new();
    for c in char::decode_utf16(units).map(|c| c.unwrap_or('\u{FFFD}')) {
        match c {
            '\0'..='\u{8}' => out.extend(['%', char::from(b'1' + c as u8)]),
            _ => out.push(c),
        }
    }
    out
}
