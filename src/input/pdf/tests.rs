//! Whole documents, built here object by object.

use std::io::Write;

use flate2::Compression;
use flate2::write::ZlibEncoder;

use super::*;

/// A line of print: from the left, from below, its size, its text.
type Print<'a> = (f32, f32, f32, &'a str);

const FONT: &str = "<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H/DescendantFonts[<</Type/Font\
/Subtype/CIDFontType0/BaseFont/STSong-Light/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 4>>/DW 1000\
/FontDescriptor<</Type/FontDescriptor/FontName/STSong-Light/Flags 4>>>>]>>";

fn ucs2(text: &str) -> String {
    text.encode_utf16().map(|unit| format!("{unit:04X}")).collect()
}

fn shown(lines: &[Print]) -> String {
    lines
        .iter()
        .map(|(x, y, size, text)| format!("BT /F1 {size} Tf 1 0 0 1 {x} {y} Tm <{}> Tj ET\n", ucs2(text)))
        .collect()
}

/// Writes objects, numbered from 1, with their table; the first is the catalog.
fn file(objects: &[String], trailer: &str) -> Vec<u8> {
    let mut bytes = b"%PDF-1.5\n".to_vec();
    let mut table = format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for (number, object) in (1..).zip(objects) {
        table += &format!("{:010} 00000 n \n", bytes.len());
        bytes.extend(format!("{number} 0 obj\n{object}\nendobj\n").bytes());
    }
    let end = format!(
        "{table}trailer <</Size {}/Root 1 0 R{trailer}>>\nstartxref\n{}\n%%EOF",
        objects.len() + 1,
        bytes.len()
    );
    bytes.extend(end.bytes());
    bytes
}

fn stream(keys: &str, data: &str) -> String {
    format!("<<{keys}/Length {}>>\nstream\n{data}\nendstream", data.len())
}

/// A document of such pages; `font` is what /F1 is.
fn with_font(font: &str, contents: &[String]) -> Vec<u8> {
    with_font_and_keys(font, contents, "")
}

fn with_font_and_keys(font: &str, contents: &[String], keys: &str) -> Vec<u8> {
    let kids: String = (0..contents.len()).map(|page| format!("{} 0 R ", page * 2 + 4)).collect();
    let mut objects = vec![
        "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
        format!(
            "<</Type/Pages/Count {}/Kids[{kids}]/MediaBox[0 0 595 842]/Resources<</Font<</F1 3 0 R>>>>>>",
            contents.len()
        ),
        font.to_owned(),
    ];
    for (page, content) in contents.iter().enumerate() {
        objects.push(format!("<</Type/Page/Parent 2 0 R/Contents {} 0 R>>", page * 2 + 5));
        objects.push(stream(keys, content));
    }
    file(&objects, "")
}

fn pdf(pages: &[&[Print]]) -> Vec<u8> {
    with_font(FONT, &pages.iter().map(|lines| shown(lines)).collect::<Vec<_>>())
}

fn text(bytes: &[u8]) -> String {
    read(bytes).map_or_else(|damage| format!("{damage:?}"), |made| made.text)
}

/// Lines of 20 letters of 20 points from 90 to 490, 30 points apart; two spaces stand for the indent.
fn page(lines: &[&'static str]) -> Vec<Print<'static>> {
    let mut y = 780.0;
    lines
        .iter()
        .map(|line| {
            y -= 30.0;
            let words = line.trim_start();
            (90.0 + 20.0 * (line.len() - words.len()) as f32, y, 20.0, words)
        })
        .collect()
}

const PARAGRAPHS: &[(&[&str], &str)] = &[
    (
        &[
            "  今年全县上下齐心协力抓项目促投资取得了",
            "好的成绩。各乡镇各部门干得不错希望大家",
            "再接再厉。",
            "  下面讲两点意见。",
        ],
        "今年全县上下齐心协力抓项目促投资取得了好的成绩。各乡镇各部门干得不错希望大家再接再厉。\n下面讲两点意见。\n",
    ),
    (
        &[
            "一、加快项目建设",
            "要把项目建设摆在第一位一天也不耽误不含",
            "糊。干部要到工地上去解决问题帮助企业。",
            "二、加强组织领导",
        ],
        "一、加快项目建设\n要把项目建设摆在第一位一天也不耽误不含糊。干部要到工地上去解决问题帮助企业。\n二、加强组织领导\n",
    ),
    (
        &["各乡镇要看到困难更要看到希望不等不靠的", "（一）抓好春耕。种子化肥要在三月底前全部", "到位。"],
        "各乡镇要看到困难更要看到希望不等不靠的（一）抓好春耕。种子化肥要在三月底前全部到位。\n",
    ),
];

#[test]
fn wrapped_lines_are_joined_and_ended_lines_stay_apart() {
    for (lines, want) in PARAGRAPHS {
        assert_eq!(text(&pdf(&[&page(lines)])), *want);
    }
}

#[test]
fn a_paragraph_runs_on_over_the_page_and_headers_stay_out() {
    let sheet = |number: &'static str, lines: &[&'static str]| {
        let mut all = vec![(200.0, 810.0, 10.0, "某县春耕会议材料"), (290.0, 30.0, 10.0, number)];
        all.extend(page(lines));
        all
    };
    let first = sheet("- 1 -", &["  今年全县上下齐心协力抓项目促投资取得了", "好的成绩各乡镇各部门干得不错希望再努力"]);
    let second = sheet("- 2 -", &["更上一层楼。", "  下面讲两点意见。"]);
    let made = read(&pdf(&[&first, &second])).unwrap();
    assert_eq!(
        made.text,
        "今年全县上下齐心协力抓项目促投资取得了好的成绩各乡镇各部门干得不错希望再努力更上一层楼。\n下面讲两点意见。\n"
    );
    assert_eq!(made.paragraphs.iter().map(|p| p.page).collect::<Vec<_>>(), [Some(1), Some(2)]);
    assert_eq!(made.losses, Vec::<String>::new());
}

#[test]
fn two_columns_are_read_one_after_the_other() {
    let left = "左边一栏文字从上到下读完再";
    let right = "右边一栏文字也是从上到下读";
    let lines: Vec<Print> = (0..10)
        .flat_map(|row| {
            let y = 700.0 - 20.0 * row as f32;
            [(60.0, y, 15.0, left), (300.0, y, 15.0, right)]
        })
        .collect();
    assert_eq!(text(&pdf(&[&lines])), format!("{}{}\n", left.repeat(10), right.repeat(10)));
}

#[test]
fn large_short_lines_of_one_size_are_headings_and_a_title_is_none() {
    let mut lines = vec![(150.0, 790.0, 30.0, "在春耕会议上的讲话")];
    lines.extend([(90.0, 740.0, 25.0, "一、抓春耕"), (90.0, 600.0, 25.0, "二、抓项目")]);
    for row in 0..3 {
        lines.push((90.0, 700.0 - 30.0 * row as f32, 20.0, "种子化肥要在三月底前全部到位不得拖延各村"));
        lines.push((90.0, 560.0 - 30.0 * row as f32, 20.0, "项目建设一天也不能耽误干部要到工地上去办"));
    }
    let made = read(&pdf(&[&lines])).unwrap();
    assert_eq!(made.paragraphs.iter().map(|p| p.heading).collect::<Vec<_>>(), [None, Some(1), None, Some(1), None]);
}

#[test]
fn codes_of_gbk_are_read_without_a_map() {
    let font = FONT.replace("UniGB-UCS2-H", "GBK-EUC-H");
    let bytes: String = encoding_rs::GBK.encode("春耕生产").0.iter().map(|byte| format!("{byte:02X}")).collect();
    assert_eq!(text(&with_font(&font, &[format!("BT /F1 20 Tf 90 700 Td <{bytes}> Tj ET")])), "春耕生产\n");
}

#[test]
fn words_are_parted_by_gaps_and_shadows_are_no_text() {
    let font = "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>";
    let content = "BT /F1 20 Tf 90 700 Td [(spring) -300 (work)] TJ 0.3 0 Td (spring) Tj ET";
    assert_eq!(text(&with_font(font, &[content.to_owned()])), "spring work\n");
}

#[test]
fn pictures_alone_are_a_scan() {
    let objects = [
        "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
        "<</Type/Pages/Count 1/Kids[3 0 R]>>".to_owned(),
        "<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<</XObject<</I 5 0 R>>>>>>".to_owned(),
        stream("", "q 595 0 0 842 0 0 cm /I Do Q"),
        stream("/Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8", "x"),
    ];
    assert_eq!(read(&file(&objects, "")), Err(Damage::Scanned));
}

#[test]
fn a_page_that_is_scanned_is_told() {
    let sheet = |number: usize, contents: &str| {
        [
            format!(
                "<</Type/Page/Parent 2 0 R/Contents {} 0 R/Resources<</Font<</F1 3 0 R>>/XObject<</I 4 0 R>>>>>>",
                number + 1
            ),
            stream("", contents),
        ]
    };
    let picture = "q 595 0 0 842 0 0 cm /I Do Q";
    let words = shown(&page(&["  下面讲两点意见。"]));
    let mut objects = vec![
        "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
        "<</Type/Pages/Count 3/Kids[5 0 R 7 0 R 9 0 R]/MediaBox[0 0 595 842]>>".to_owned(),
        FONT.to_owned(),
        stream("/Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8", "x"),
    ];
    objects.extend(sheet(5, &format!("{words}{picture}")));
    objects.extend(sheet(7, picture));
    objects.extend(sheet(9, ""));
    let made = read(&file(&objects, "")).unwrap();
    assert_eq!(made.text, "下面讲两点意见。\n");
    assert_eq!(made.losses, ["page 2 is scanned (扫描), without text; recognize the text (OCR) first"]);
}

/// A stop that hangs over the edge makes the widest lines wider than the others can be.
#[test]
fn where_paragraphs_are_indented_a_line_without_indent_goes_on() {
    let short = "  下面讲两点意见。";
    let long = [
        "  今年全县上下齐心协力抓项目促投资取得",
        "了好的成绩各乡镇各部门干得都很不错希望能",
        "再接再厉一件一件抓到底一天也不耽误不含糊",
        "干部要到工地上去解决问题帮助企业渡",
        "过难关。",
    ];
    let joined = format!("{}\n", long.concat().trim_start());
    let indented: Vec<&str> = [short; 4].into_iter().chain(long).collect();
    assert_eq!(text(&pdf(&[&page(&indented)])), format!("{}{joined}", "下面讲两点意见。\n".repeat(4)));
    let flush: Vec<&str> = ["下面讲两点意见。"; 4].into_iter().chain(long).collect();
    assert!(text(&pdf(&[&page(&flush)])).ends_with("企业渡\n过难关。\n"));
}

#[test]
fn a_dash_of_two_letters_is_two_dashes() {
    let map = "begincmap 1 begincodespacerange <00> <FF> endcodespacerange \
        2 beginbfchar <41> <4E00> <42> <2E3A> endbfchar endcmap";
    let objects = [
        "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
        "<</Type/Pages/Count 1/Kids[4 0 R]/MediaBox[0 0 595 842]>>".to_owned(),
        "<</Type/Font/Subtype/TrueType/BaseFont/A/FirstChar 65/LastChar 66/Widths[1000 2000]/ToUnicode 6 0 R>>"
            .to_owned(),
        "<</Type/Page/Parent 2 0 R/Contents 5 0 R/Resources<</Font<</F1 3 0 R>>>>>>".to_owned(),
        stream("", "BT /F1 20 Tf 90 700 Td (ABA) Tj ET"),
        stream("", map),
    ];
    assert_eq!(text(&file(&objects, "")), "一——一\n");
}

#[test]
fn a_user_password_is_said() {
    let keys = "<</Filter/Standard/V 1/R 2/Length 40/P -4/O<00112233445566778899AABBCCDDEEFF00112233445566778899AABB\
CCDDEEFF>/U<00112233445566778899AABBCCDDEEFF00112233445566778899AABBCCDDEEFF>>>";
    let objects =
        ["<</Type/Catalog/Pages 2 0 R>>".to_owned(), "<</Type/Pages/Count 0/Kids[]>>".to_owned(), keys.to_owned()];
    assert_eq!(read(&file(&objects, "/Encrypt 3 0 R/ID[<AA><AA>]")), Err(Damage::Password));
}

#[test]
fn what_claims_memory_gets_none() {
    let page = shown(&page(&["  下面讲两点意见。"]));
    let wide = FONT.replace("/DW 1000", "/DW 1000/W[0 4294967295 500]");
    let first = "<</Type/Font/Subtype/TrueType/BaseFont/A/FirstChar 99999999999/LastChar 99999999999/Widths[500]>>";
    for font in [wide.as_str(), first] {
        assert!(read(&with_font(font, std::slice::from_ref(&page))).is_err());
    }
    let packed = |keys: &str| {
        let mut zlib = ZlibEncoder::new(Vec::new(), Compression::fast());
        zlib.write_all(page.as_bytes()).unwrap();
        let hex: String = zlib.finish().unwrap().iter().map(|byte| format!("{byte:02x}")).collect();
        with_font_and_keys(FONT, &[hex], &format!("/Filter[/ASCIIHexDecode/FlateDecode]{keys}"))
    };
    assert_eq!(text(&packed("")), "下面讲两点意见。\n");
    let claim = "/DecodeParms[null<</Predictor 12/Colors 5/Columns 99999999999999>>]";
    for keys in [claim, &claim.replace("Columns", "Col#75mns")] {
        assert!(read(&packed(keys)).is_err(), "{keys}");
    }
    let twice = with_font_and_keys(FONT, &[String::new()], "/Filter[/FlateDecode/Fl#61teDecode]");
    assert_eq!(read(&twice), Err(Damage::TooLarge));
}

#[test]
fn what_leads_in_circles_ends() {
    let page = "<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<</XObject<</A 5 0 R>>>>>>".to_owned();
    let objects = [
        "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
        "<</Type/Pages/Count 9/Kids[3 0 R 2 0 R 3 0 R]>>".to_owned(),
        page,
        stream("", "/A Do"),
        stream("/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</A 5 0 R>>>>", "/A Do /A Do"),
    ];
    assert!(read(&file(&objects, "")).is_err());
    let deep = format!("{}{}", "[".repeat(60_000), "]".repeat(60_000));
    assert!(read(&with_font(FONT, &[format!("{deep} TJ")])).is_err());
}

#[test]
fn damage_anywhere_never_panics() {
    let whole = pdf(&[&page(PARAGRAPHS[0].0), &page(PARAGRAPHS[1].0)]);
    let mut seed = 7_u64;
    let mut random = |below: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) as usize % below
    };
    for i in 0..60 {
        let _ = read(&whole[..whole.len() * i / 60]);
    }
    for _ in 0..150 {
        let mut bytes = whole.clone();
        for _ in 0..1 + random(8) {
            let at = random(bytes.len());
            bytes[at] = random(256) as u8;
        }
        let _ = read(&bytes);
    }
}
