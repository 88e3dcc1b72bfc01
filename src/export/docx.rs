//! Outlines as Word documents with automatic Chinese numbers and heading styles.

use std::io::Cursor;

use docx_rs::{
    AbstractNumbering, AlignmentType, Docx, IndentLevel, Level, LevelJc, LevelOverride, LevelSuffixType, LevelText,
    LineSpacing, LineSpacingType, NumberFormat, Numbering, NumberingId, PageMargin, Paragraph, Run, RunFonts,
    SpecialIndentType, Start, Style, StyleType,
};

use super::sketch::{Point, Sketch};
use crate::error::Error;

/// Outlines as one Word document (`.docx`): heading styles by level, and numbers Word counts itself, so that
/// a point put in or taken out renumbers the rest.
///
/// Marks that no numbering of Word's makes (首先, ——) are text. Fonts and sizes follow the custom of official
/// documents.
///
/// # Errors
/// The archive cannot be put together; never in practice.
///
/// ```
/// use tigang::{Extent, Hint, Parser, Sketch, decode, outline_docx};
/// let document = Parser::new().parse("一、抓项目\n（一）抓开工\n（二）抓投产\n二、抓安全");
/// let sketch = Sketch::new(&document, &document.speeches()[0], Extent::default());
/// let bytes = outline_docx(&[sketch])?;
/// # #[cfg(feature = "office")]
/// assert_eq!(decode(bytes, Hint::none())?.text.trim(), "一、抓项目\n（一）抓开工\n（二）抓投产\n二、抓安全");
/// # Ok::<(), tigang::Error>(())
/// ```
pub fn outline_docx(sketches: &[Sketch]) -> Result<Vec<u8>, Error> {
    let mut body = Body { docx: page(styled(Docx::new())), numbers: Vec::new(), series: 0, paragraphs: 0 };
    for sketch in sketches {
        if !sketch.title.is_empty() {
            body.paragraph(Paragraph::new().style("Title"), &sketch.title);
        }
        body.points(&sketch.points, 1);
    }
    packed(body.docx)
}

/// The bytes of a document; the same for the same content.
pub(crate) fn packed(docx: Docx) -> Result<Vec<u8>, Error> {
    packed_with(docx, |_| {})
}

/// The same, with a last hand on the XML of the body: for what the writer has no word for.
pub(crate) fn packed_with(docx: Docx, hand: impl FnOnce(&mut Vec<u8>)) -> Result<Vec<u8>, Error> {
    let mut bytes = Cursor::new(Vec::new());
    let mut parts = docx.build();
    hand(&mut parts.document);
    parts.numberings = in_order(&parts.numberings);
    parts.doc_props.core = PROPERTIES.into();
    parts.pack(&mut bytes).map_err(|error| Error::from(std::io::Error::other(error)))?;
    Ok(bytes.into_inner())
}

/// Numberings with what follows a number before its text, where the schema has it; the writer puts it last.
fn in_order(numberings: &[u8]) -> Vec<u8> {
    const SUFFIX: &str = "<w:suff ";
    const TEXT: &str = "<w:lvlText ";
    let xml = String::from_utf8_lossy(numberings);
    let mut out = String::with_capacity(xml.len());
    for level in xml.split_inclusive("</w:lvl>") {
        let suffix = level.find(SUFFIX).and_then(|from| Some(from..from + level[from..].find('>')? + 1));
        match (suffix, level.find(TEXT)) {
            (Some(suffix), Some(text)) if text < suffix.start => {
                out.push_str(&level[..text]);
                out.push_str(&level[suffix.clone()]);
                out.push_str(&level[text..suffix.start]);
                out.push_str(&level[suffix.end..]);
            }
            _ => out.push_str(level),
        }
    }
    out.into_bytes()
}

/// Who made a document, and no word of when: the same content has the same bytes.
const PROPERTIES: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\
    <cp:coreProperties xmlns:cp=\"http://schemas.openxmlformats.org/package/2006/metadata/core-properties\" \
    xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><dc:creator>tigang</dc:creator></cp:coreProperties>";

struct Body {
    docx: Docx,
    // The numberings defined so far: format and text; an abstract numbering each.
    numbers: Vec<(&'static str, String)>,
    series: usize,
    paragraphs: u32,
}

impl Body {
    fn points(&mut self, points: &[Point], level: usize) {
        let mut before: Option<(usize, u32)> = None;
        let mut series = 0;
        for point in points {
            let number = counted(point).map(|(format, text, ordinal)| (self.numbering(format, text), ordinal));
            if let Some((number, ordinal)) = number {
                let goes_on = before.is_some_and(|(last, at)| last == number && at + 1 == ordinal);
                if !goes_on {
                    series = self.restart(number, ordinal);
                }
            }
            before = number;
            let style = format!("Heading{}", level.min(LEVELS));
            let head = Paragraph::new().style(&style);
            match number {
                Some(_) => {
                    let head = head.numbering(NumberingId::new(series), IndentLevel::new(0));
                    self.paragraph(head, &point.heading);
                }
                None => self.paragraph(head, &point.label()),
            }
            if !point.lead.is_empty() {
                self.paragraph(Paragraph::new().style("Normal"), &point.lead);
            }
            for (kind, title) in &point.items {
                self.paragraph(Paragraph::new().style("Normal"), &format!("{}：{title}", kind.chinese()));
            }
            self.points(&point.points, level + 1);
        }
    }

    fn paragraph(&mut self, paragraph: Paragraph, words: &str) {
        self.paragraphs += 1;
        // Its own ids would go on counting from one document to the next.
        let paragraph = paragraph.id(format!("{:08x}", self.paragraphs)).add_run(Run::new().add_text(words));
        self.docx = std::mem::take(&mut self.docx).add_paragraph(paragraph);
    }

    /// The abstract numbering of this look, made when it is first asked for.
    fn numbering(&mut self, format: &'static str, text: String) -> usize {
        if let Some(at) = self.numbers.iter().position(|known| *known == (format, text.clone())) {
            return at + FIRST;
        }
        let id = self.numbers.len() + FIRST;
        let level =
            Level::new(0, Start::new(1), NumberFormat::new(format), LevelText::new(&text), LevelJc::new("left"))
                .suffix(LevelSuffixType::Nothing);
        self.docx = std::mem::take(&mut self.docx).add_abstract_numbering(AbstractNumbering::new(id).add_level(level));
        self.numbers.push((format, text));
        id
    }

    /// A new series of that look, from `ordinal` on.
    fn restart(&mut self, number: usize, ordinal: u32) -> usize {
        self.series = self.series.max(FIRST) + 1;
        let numbering = Numbering::new(self.series, number).add_override(LevelOverride::new(0).start(ordinal as usize));
        self.docx = std::mem::take(&mut self.docx).add_numbering(numbering);
        self.series
    }
}

/// The writer keeps number 1 to itself.
const FIRST: usize = 2;

/// Word has nine levels of headings.
const LEVELS: usize = 9;

/// The format of a point's number, the text around it with `%1` in its place, and the number.
fn counted(point: &Point) -> Option<(&'static str, String, u32)> {
    let ordinal = point.ordinal?;
    let with = |format: &'static str, shown: &str| {
        let at = point.mark.find(shown)?;
        let (before, after) = (&point.mark[..at], &point.mark[at + shown.len()..]);
        // A mark such as 第1-2 holds more than its number.
        let more = |c: char| c.is_numeric() || CHINESE.contains(&c) || c == '十' || c == '%';
        if before.contains(more) || after.contains(more) {
            return None;
        }
        Some((format, format!("{before}%1{after}{}", point.parting()), ordinal))
    };
    let wide: String =
        ordinal.to_string().chars().filter_map(|c| char::from_u32(c as u32 - '0' as u32 + '０' as u32)).collect();
    let circled = (1..=20).contains(&ordinal).then(|| char::from_u32('①' as u32 + ordinal - 1)).flatten();
    chinese(ordinal)
        .and_then(|shown| with("chineseCountingThousand", &shown))
        .or_else(|| with("decimal", &ordinal.to_string()))
        .or_else(|| with("decimalFullWidth", &wide))
        .or_else(|| with("decimalEnclosedCircle", &circled?.to_string()))
}

const CHINESE: [char; 9] = ['一', '二', '三', '四', '五', '六', '七', '八', '九'];

/// A number up to 99 as marks write it: 十二, 二十.
pub(crate) fn chinese(number: u32) -> Option<String> {
    let digit = |digit: u32| digit.checked_sub(1).and_then(|at| CHINESE.get(at as usize)).copied();
    let (tens, ones) = (number / 10, number % 10);
    if number == 0 || tens > 9 {
        return None;
    }
    let mut out = String::new();
    out.extend(digit(tens).filter(|_| tens > 1));
    out.extend((tens > 0).then_some('十'));
    out.extend(digit(ones));
    Some(out)
}

/// 三号, 二号: half points.
const BODY_SIZE: usize = 32;
const TITLE_SIZE: usize = 44;

/// A4 with the margins of official documents, in twentieths of a point.
fn page(docx: Docx) -> Docx {
    docx.page_size(11906, 16838).page_margin(PageMargin {
        top: 2098,
        left: 1588,
        bottom: 1985,
        right: 1474,
        header: 851,
        footer: 992,
        gutter: 0,
    })
}

/// Title, headings and text: 小标宋, 黑体, 楷体, 仿宋.
fn styled(docx: Docx) -> Docx {
    let spacing = || LineSpacing::new().line_rule(LineSpacingType::Exact).line(560);
    let two = Some(SpecialIndentType::FirstLine(640));
    let normal = Style::new("Normal", StyleType::Paragraph)
        .name("Normal")
        .q_format(true)
        .fonts(fonts("仿宋"))
        .size(BODY_SIZE)
        .line_spacing(spacing())
        .indent(None, two, None, None);
    let title = Style::new("Title", StyleType::Paragraph)
        .name("Title")
        .based_on("Normal")
        .q_format(true)
        .fonts(fonts("方正小标宋简体"))
        .size(TITLE_SIZE)
        .align(AlignmentType::Center)
        .indent(None, Some(SpecialIndentType::FirstLine(0)), None, None)
        .line_spacing(LineSpacing::new().after(400));
    let docx = docx.default_fonts(fonts("仿宋")).add_style(normal).add_style(title);
    (1..=LEVELS).fold(docx, |docx, level| {
        let face = match level {
            1 => "黑体",
            2 => "楷体",
            _ => "仿宋",
        };
        let style = Style::new(format!("Heading{level}"), StyleType::Paragraph)
            .name(format!("heading {level}"))
            .based_on("Normal")
            .next("Normal")
            .q_format(true)
            .fonts(fonts(face))
            .size(BODY_SIZE)
            .outline_lvl(level - 1);
        docx.add_style(if level == 3 { style.bold() } else { style })
    })
}

/// A Chinese face, with Times New Roman for what is Latin.
pub(crate) fn fonts(face: &str) -> RunFonts {
    RunFonts::new().east_asia(face).ascii("Times New Roman").hi_ansi("Times New Roman")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Parser;
    use crate::export::sketch::Extent;

    // A mark, and the format and the text of its number; "" where it stays text.
    const MARKS: &[(&str, &str, &str)] = &[
        ("一、", "chineseCountingThousand", "%1、"),
        ("（一）", "chineseCountingThousand", "（%1）"),
        ("1.", "decimal", "%1. "),
        ("①", "decimalEnclosedCircle", "%1"),
        ("第一，", "chineseCountingThousand", "第%1，"),
        ("一是", "chineseCountingThousand", "%1是"),
        ("首先，", "", ""),
    ];

    #[test]
    fn a_mark_is_counted_where_word_can() {
        for (mark, format, text) in MARKS {
            let mut point = sketch("一、抓项目\n二、抓安全").points.remove(0);
            point.mark = (*mark).to_owned();
            let found = counted(&point);
            let found = found.as_ref().map_or(("", ""), |(format, text, _)| (*format, text.as_str()));
            assert_eq!(found, (*format, *text), "{mark}");
        }
    }

    #[test]
    fn numbers_are_as_marks_write_them() {
        let cases = [(1, "一"), (10, "十"), (12, "十二"), (20, "二十"), (99, "九十九")];
        for (number, want) in cases {
            assert_eq!(chinese(number).as_deref(), Some(want));
        }
        assert_eq!((chinese(0), chinese(100)), (None, None));
    }

    #[test]
    fn the_same_outline_gives_the_same_bytes() {
        let sketch = [sketch("在会上的讲话\n一、抓项目\n二、抓安全")];
        assert_eq!(outline_docx(&sketch).unwrap(), outline_docx(&sketch).unwrap());
    }

    #[test]
    fn the_parts_of_a_level_stand_in_order() {
        let level =
            "<w:lvl w:ilvl=\"0\"><w:start /><w:lvlText w:val=\"%1\" /><w:rPr /><w:suff w:val=\"nothing\" /></w:lvl>";
        let want =
            "<w:lvl w:ilvl=\"0\"><w:start /><w:suff w:val=\"nothing\" /><w:lvlText w:val=\"%1\" /><w:rPr /></w:lvl>";
        let other = "<w:lvl><w:lvlText w:val=\"%1\" /></w:lvl></w:numbering>";
        let found = in_order(format!("{level}{level}{other}").as_bytes());
        assert_eq!(String::from_utf8(found).unwrap(), format!("{want}{want}{other}"));
    }

    #[cfg(feature = "office")]
    #[test]
    fn word_counts_what_the_speech_counts() {
        let text = "在会上的讲话\n一、抓项目\n（一）抓开工\n（二）抓投产\n二、抓安全\n（一）抓矿山\n（二）抓消防\n\
            三、抓民生\n第一，抓就业。\n第二，抓医疗。\n首先，看病。\n其次，买药。";
        let bytes = outline_docx(&[sketch(text)]).unwrap();
        let read = crate::input::decode(bytes, crate::input::Hint::none()).unwrap();
        assert_eq!(read.losses, Vec::<String>::new());
        assert_eq!(read.text.trim(), text.replace("。", ""));
    }

    fn sketch(text: &str) -> Sketch {
        let document = Parser::new().parse(text);
        Sketch::new(&document, &document.speeches()[0], Extent::default())
    }
}
