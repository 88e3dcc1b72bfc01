//! Reads Word 97–2003 files (.doc), and those of WPS Writer (.wps), which are the same.
//!
//! The format is Microsoft's [MS-DOC]; its names stand in brackets where they help to find a thing there.

mod bytes;
mod lists;
mod ole;
mod pieces;
mod properties;
#[cfg(test)]
mod sample;
mod story;

use encoding_rs::{BIG5, EUC_KR, Encoding, GB18030, SHIFT_JIS, WINDOWS_1252};

use self::{
    bytes::{part, size_at, u16_at},
    ole::{Ole, Stream},
    pieces::Fib,
    story::Story,
};
use super::manuscript::{Damage, LARGEST, Manuscript};

/// Reads a Word 97–2003 file.
///
/// Automatic numbers are computed; headers, pictures, hidden and deleted text are left out; boxes, then notes stand
/// at the end. Of a Word 6 or 95 file the bare text is read.
///
/// # Errors
///
/// The file is protected by a password, belongs to another program, or holds no text any more.
pub(crate) fn read(bytes: &[u8]) -> Result<Manuscript, Damage> {
    let Some(ole) = Ole::open(bytes) else { return Err(broken("it does not begin as a Word 97 file does")) };
    let mut document = ole.stream("WordDocument", LARGEST);
    if !matches!(u16_at(&document.bytes, 0), Some(WORD_97 | 0xA5DC | 0xA697..=0xA699)) {
        if let Some(damage) = other_program(&ole) {
            return Err(damage);
        }
        document = Stream { bytes: ole.search(&WORD_97.to_le_bytes()).to_vec(), whole: false };
    }
    let fib = Fib(&document.bytes);
    if fib.flag(ENCRYPTED) {
        return Err(Damage::Password);
    }
    if document.bytes.is_empty() {
        return Err(broken("its text is damaged from the beginning"));
    }
    if u16_at(&document.bytes, 0) != Some(WORD_97) {
        return read_old(&fib);
    }
    let table = ole.stream(if fib.flag(SECOND_TABLE) { "1Table" } else { "0Table" }, LARGEST);
    let data = ole.stream("Data", LARGEST / 4);
    let mut story = Story::open(&fib, &table.bytes, &data.bytes);
    if !document.whole || !table.whole {
        story.lose("the file breaks off, some of its text or its numbers may be missing");
    }
    story.read(fib.lengths())
}

// What the text begins with; Word 6 and 95 have other numbers.
const WORD_97: u16 = 0xA5EC;
const COMPLEX: u16 = 0x4;
const ENCRYPTED: u16 = 0x100;
const SECOND_TABLE: u16 = 0x200;

fn broken(words: &str) -> Damage {
    Damage::Broken(words.to_owned())
}

/// What a container without a Word text is.
fn other_program(ole: &Ole) -> Option<Damage> {
    const PROGRAMS: &[(&str, &str)] = &[
        ("Workbook", "it is an Excel file, save its text as .docx"),
        ("Book", "it is an Excel file, save its text as .docx"),
        ("PowerPoint Document", "it is a PowerPoint file, save its text as .docx"),
        ("CONTENTS", "it is a Microsoft Works file, save it as .docx"),
        ("FileHeader", "it is a Hangul file, save it as .docx"),
        ("__properties_version1.0", "it is an Outlook message, save its text as .txt"),
    ];
    if ole.has("EncryptedPackage") || ole.has("EncryptionInfo") {
        return Some(Damage::Password);
    }
    PROGRAMS.iter().find(|(stream, _)| ole.has(stream)).map(|(_, words)| broken(words))
}

/// The text of a Word 6 or 95 file, if it lies in one piece: bytes in the encoding of its language.
fn read_old(fib: &Fib) -> Result<Manuscript, Damage> {
    const OLD: &str = "an old Word 6/95 file";
    let start = size_at(fib.0, 0x18).unwrap_or(0);
    let len = size_at(fib.0, 0x34).unwrap_or(0);
    let text = part(fib.0, start, len);
    if fib.flag(COMPLEX) || start < 0x60 || text.is_empty() {
        return Err(broken(&format!("{OLD}, save it as .docx")));
    }
    let language: &'static Encoding = match u16_at(fib.0, 6) {
        Some(0x0804 | 0x1004) => GB18030,
        Some(0x0404 | 0x0C04 | 0x1404) => BIG5,
        Some(0x0411) => SHIFT_JIS,
        Some(0x0412) => EUC_KR,
        // Many a Chinese file says that it is English.
        _ if GB18030.decode_without_bom_handling_and_without_replacement(text).is_some() => GB18030,
        _ => WINDOWS_1252,
    };
    let units: Vec<u16> = language.decode_without_bom_handling(text).0.encode_utf16().collect();
    let mut story = Story::bare(units);
    story.lose(&format!("{OLD}, its automatic numbers are missing; save it as .docx to have them"));
    story.read([usize::MAX, 0, 0, 0, 0, 0, 0])
}

#[cfg(test)]
mod tests {
    use super::{
        pieces::Table,
        sample::{Run, Sample, changed, container, level, plain, set, style},
        *,
    };

    fn shown(bytes: &[u8]) -> String {
        read(bytes).map_or_else(|damage| format!("{damage:?}"), |manuscript| manuscript.text.replace('\n', "⏎"))
    }

    fn of(runs: Vec<Run>) -> Sample {
        Sample { runs, ..Sample::default() }
    }

    const LIST: u16 = 0x460B;
    const LEVEL: u16 = 0x260A;
    const OUTLINE: u16 = 0x2640;
    const ROW_END: u16 = 0x2417;

    #[test]
    fn text_stands_in_order_without_codes_and_pictures() {
        const CASES: &[(&str, &str)] = &[
            ("同志们：\r一、加快项目建设\r", "同志们：⏎一、加快项目建设⏎"),
            ("a\u{13} PAGE \u{14}3\u{15}b\r", "a3b⏎"),
            ("a\u{13} X \u{13} Y \u{14}y\u{15} \u{14}x\u{15}b\r", "axb⏎"),
            ("a\u{13} b\rc\u{14}\r", "a b⏎c⏎"),
            ("a\tb\u{B}c\u{1E}d\u{1F}e\u{1}\u{8}\r", "a\tb⏎c-de⏎"),
            ("😀\r\rb", "😀⏎b⏎"),
        ];
        for (text, want) in CASES {
            assert_eq!(shown(&of(vec![plain(text)]).bytes()), *want, "{text}");
        }
    }

    #[test]
    fn deleted_and_hidden_text_is_left_out() {
        let runs = vec![
            plain("保留"),
            changed("删除", 0x0800, 1),
            changed("隐藏", 0x083C, 1),
            changed("可见", 0x083C, 0),
            changed("\r", 0x0800, 1),
            plain("继续\r"),
        ];
        assert_eq!(shown(&of(runs).bytes()), "保留可见继续⏎");
    }

    #[test]
    fn lists_are_numbered() {
        let levels = vec![level(39, "\0、", 1), level(39, "（\u{1}）", 1), level(0, "\0.\u{2}", 3), level(23, "•", 1)];
        let runs = vec![
            set("a\r", 0, &[(LIST, &[1, 0])]),
            set("b\r", 0, &[(LIST, &[1, 0]), (LEVEL, &[1])]),
            set("c\r", 0, &[(LIST, &[1, 0]), (LEVEL, &[1])]),
            set("d\r", 0, &[(LIST, &[1, 0]), (LEVEL, &[2])]),
            set("e\r", 0, &[(LIST, &[1, 0]), (LEVEL, &[3])]),
            set("f\r", 0, &[(LIST, &[1, 0])]),
            set("g\r", 0, &[(LIST, &[2, 0])]),
            set("h\r", 0, &[(LIST, &[9, 0])]),
            set("i\r", 0, &[(LIST, &[0, 0])]),
        ];
        let sample = Sample { levels, uses: vec![None, Some(5)], ..of(runs) };
        assert_eq!(shown(&sample.bytes()), "一、a⏎（一）b⏎（二）c⏎一.3d⏎e⏎二、f⏎五、g⏎h⏎i⏎");
    }

    #[test]
    fn styles_give_numbers_and_headings() {
        let list = [0x0B, 0x46, 1, 0];
        let styles = vec![
            style(0, 0xFFF, &[]),
            style(1, 0, &list),
            style(2, 1, &[]),
            style(0x20, 2, &[0x40, 0x26, 8, 0x0B, 0x46, 0, 0]),
            style(0x21, 3, &[0x40, 0x26, 9]),
            // A loop.
            style(0x22, 5, &[]),
        ];
        let runs = vec![
            set("a\r", 1, &[]),
            set("b\r", 2, &[]),
            set("c\r", 3, &[]),
            set("d\r", 4, &[]),
            set("e\r", 5, &[]),
            set("f\r", 1, &[(OUTLINE, &[3]), (LIST, &[0, 0])]),
        ];
        let levels = vec![level(39, "\0、", 1), level(39, "（\u{1}）", 1)];
        let manuscript = read(&Sample { styles, levels, uses: vec![None], ..of(runs) }.bytes()).unwrap();
        assert_eq!(manuscript.text.replace('\n', "⏎"), "一、a⏎（一）b⏎c⏎d⏎e⏎f⏎");
        let headings: Vec<_> = manuscript.paragraphs.iter().map(|paragraph| paragraph.heading).collect();
        assert_eq!(headings, [Some(1), Some(2), Some(9), None, None, Some(4)]);
    }

    #[test]
    fn tables_are_read_row_by_row() {
        let runs = vec![
            plain("单位\u{7}数量\u{7}"),
            set("\u{7}", 0, &[(ROW_END, &[1])]),
            plain("a\u{7}"),
            set("b\r", 0, &[(0x2416, &[1])]),
            plain("c\u{7}"),
            set("\u{7}", 0, &[(ROW_END, &[1])]),
            plain("完\r"),
        ];
        assert_eq!(shown(&of(runs).bytes()), "单位\t数量⏎a⏎b⏎c⏎完⏎");
    }

    #[test]
    fn notes_stand_at_the_end_and_headers_nowhere() {
        let special = |text| changed(text, 0x0855, 1);
        let runs = vec![plain("正文"), special("\u{2}"), plain("续\r"), special("\u{2}"), plain(" 注\r页眉\r")];
        let places = |places: &[u32]| places.iter().flat_map(|place| place.to_le_bytes()).collect::<Vec<u8>>();
        let tables =
            vec![(Table::NoteMarks, [places(&[2, 4]), vec![1, 0]].concat()), (Table::NoteTexts, places(&[0, 4, 5]))];
        assert_eq!(shown(&Sample { notes: 4, headers: 3, tables, ..of(runs) }.bytes()), "正文[1]续⏎[1] 注⏎");
    }

    #[test]
    fn pages_are_told_if_the_file_breaks_any() {
        let manuscript = read(&of(vec![plain("a\rb\u{C}c\r"), plain("d\u{C}"), plain("e\r")]).bytes()).unwrap();
        let pages: Vec<_> = manuscript.paragraphs.iter().map(|paragraph| paragraph.page).collect();
        assert_eq!(manuscript.text, "a\nb\nc\nd\ne\n");
        assert_eq!(pages, [Some(1), Some(1), Some(2), Some(3)]);
    }

    #[test]
    fn files_that_are_no_text_say_what_they_are() {
        let encrypted = Sample { flags: ENCRYPTED, ..of(vec![plain("a\r")]) }.bytes();
        assert_eq!(read(&encrypted), Err(Damage::Password));
        assert_eq!(read(&container(&[("/EncryptedPackage", b"x"), ("/EncryptionInfo", b"x")])), Err(Damage::Password));
        for (stream, word) in [("/Workbook", "Excel"), ("/PowerPoint Document", "PowerPoint"), ("/New", "damaged")] {
            assert!(shown(&container(&[(stream, b"x")])).contains(word), "{stream}");
        }
        assert!(shown(b"PK").contains("Word 97"));
    }

    #[test]
    fn an_old_file_gives_its_bare_text() {
        let mut document = vec![0; 0x60];
        document[..2].copy_from_slice(&0xA5DCu16.to_le_bytes());
        (document[0x18], document[0x34]) = (0x60, 10);
        document.extend(b"\xCF\xEE\xC4\xBF\r\xBD\xA8\xC9\xE8\r header");
        let manuscript = read(&container(&[("/WordDocument", &document)])).unwrap();
        assert_eq!((manuscript.text.as_str(), manuscript.losses.len()), ("项目\n建设\n", 1));
        document[0xA] = COMPLEX as u8;
        assert!(shown(&container(&[("/WordDocument", &document)])).contains("old Word 6/95 file"));
    }

    #[test]
    fn the_text_is_saved_from_a_damaged_file() {
        let whole = of(vec![plain("一、加快项目建设\r二、抓好落实\r")]).bytes();
        for damage in [&b"W\0o\0r\0d\0"[..], b"1\0T\0a\0b\0l\0e\0", &[2, 16, 0, 0, 0, 0]] {
            let mut bytes = whole.clone();
            let at = bytes.windows(damage.len()).position(|part| part == damage).unwrap();
            bytes[at] = b'?';
            let manuscript = read(&bytes).unwrap();
            assert_eq!(manuscript.text, "一、加快项目建设\n二、抓好落实\n");
            assert!(!manuscript.losses.is_empty());
        }
    }

    #[test]
    fn damaged_files_do_no_harm() {
        let runs = || vec![set("a\r", 1, &[(LIST, &[1, 0])]), changed("b\u{13}c\u{15}", 0x083C, 129), plain("\u{7}\r")];
        let sample = Sample {
            levels: vec![level(39, "\0", 1)],
            uses: vec![Some(2)],
            styles: vec![style(1, 0, &[])],
            ..of(runs())
        };
        let whole = sample.bytes();
        let mut seed = 7u32;
        let mut random = move |below: usize| {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (seed >> 8) as usize % below
        };
        for round in 0..600 {
            let mut bytes = whole.clone();
            if round % 3 == 0 {
                bytes.truncate(random(whole.len()));
            }
            for _ in 0..random(40) {
                let at = random(bytes.len().max(1));
                if let Some(byte) = bytes.get_mut(at) {
                    *byte = [0, 1, 0x7F, 0xFF, random(256) as u8][random(5)];
                }
            }
            let _ = read(&bytes);
        }
    }
}
