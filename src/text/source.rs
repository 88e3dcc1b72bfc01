/// A place in a document's text, in every unit people count in.
///
/// ```
/// let document = tigang::Parser::new().parse("同志们:\n今天开会。");
/// let place = document.place(11);
/// assert_eq!((place.byte, place.char, place.utf16), (11, 5, 5));
/// assert_eq!((place.line, place.column), (2, 1));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// UTF-8 bytes before it.
    pub byte: usize,
    /// Unicode scalar values before it: what Python, R and most annotation tools count.
    pub char: usize,
    /// UTF-16 units before it: what JavaScript and Word count.
    pub utf16: usize,
    /// Line, from 1; lines end at `\n`.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// Paragraph of the file, from 1, where its format has paragraphs: docx, doc, odt, rtf, html, pdf.
    pub paragraph: Option<usize>,
    /// Page, from 1, where the file tells pages: always in a PDF, in office files where breaks are marked.
    pub page: Option<u32>,
}

/// The unit in which offsets are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Offsets {
    /// Unicode scalar values.
    #[default]
    Char,
    /// UTF-8 bytes.
    Byte,
    /// UTF-16 units.
    Utf16,
}

impl Offsets {
    /// Its name in the output: `char`, `byte` or `utf16`.
    pub fn name(self) -> &'static str {
        match self {
            Offsets::Char => "char",
            Offsets::Byte => "byte",
            Offsets::Utf16 => "utf16",
        }
    }
}

const STEP: usize = 256;

/// Counts at every 256th byte, so that any place is found by counting at most 255 bytes.
#[derive(Clone, Debug, Default)]
pub(crate) struct Places {
    steps: Vec<Count>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Count {
    chars: u32,
    // UTF-16 units beyond one a character.
    extra: u32,
    lines: u32,
}

impl Count {
    fn add(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.chars += u32::from(byte as i8 >= -64);
            self.extra += u32::from(byte >= 0xf0);
            self.lines += u32::from(byte == b'\n');
        }
    }
}

impl Places {
    pub(crate) fn new(text: &str) -> Self {
        let mut count = Count::default();
        let steps = text
            .as_bytes()
            .chunks(STEP)
            .map(|chunk| {
                let before = count;
                count.add(chunk);
                before
            })
            .collect();
        Self { steps }
    }

    fn count(&self, text: &str, byte: usize) -> Count {
        let step = (byte / STEP).min(self.steps.len().saturating_sub(1));
        let mut count = self.steps.get(step).copied().unwrap_or_default();
        count.add(&text.as_bytes()[step * STEP..byte]);
        count
    }

    pub(crate) fn offset(&self, text: &str, byte: usize, unit: Offsets) -> usize {
        match unit {
            Offsets::Byte => byte,
            Offsets::Char => self.count(text, byte).chars as usize,
            Offsets::Utf16 => {
                let count = self.count(text, byte);
                (count.chars + count.extra) as usize
            }
        }
    }

    pub(crate) fn place(&self, text: &str, byte: usize) -> Place {
        let byte = text.floor_char_boundary(byte);
        let count = self.count(text, byte);
        // The line begins in the last step that knows fewer of them; a line may be as long as the text.
        let step = self.steps.partition_point(|before| before.lines < count.lines);
        let from = step.saturating_sub(1) * STEP;
        let near = &text.as_bytes()[from..byte.min(step * STEP).max(from)];
        let start = memchr::memrchr(b'\n', near).map_or(0, |at| from + at + 1);
        Place {
            byte,
            char: count.chars as usize,
            utf16: (count.chars + count.extra) as usize,
            line: count.lines as usize + 1,
            column: (count.chars - self.count(text, start).chars) as usize + 1,
            paragraph: None,
            page: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_boundary_counts_as_the_slow_way_does() {
        for text in ["一、😀a\n二。".repeat(80), "一".repeat(300) + "\n\n二、" + &"三".repeat(200), "\n".repeat(600)]
        {
            let places = Places::new(&text);
            for (byte, _) in text.char_indices().chain([(text.len(), ' ')]) {
                let before = &text[..byte];
                assert_eq!(places.offset(&text, byte, Offsets::Char), before.chars().count());
                assert_eq!(places.offset(&text, byte, Offsets::Utf16), before.encode_utf16().count());
                let place = places.place(&text, byte);
                assert_eq!(place.line, before.matches('\n').count() + 1);
                assert_eq!(place.column, before.rsplit('\n').next().unwrap_or_default().chars().count() + 1);
            }
        }
    }
}
