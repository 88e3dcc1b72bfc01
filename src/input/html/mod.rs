//! Saved web pages: the article without what stands around it.

mod element;
mod lines;
mod mhtml;
mod tags;
mod tidy;

use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

use dom_smoothie::{Config, Readability};

use self::lines::{Line, lines};
use self::tidy::{Page, tidy};
use super::charset::{self, Charset, Decoded};
use super::manuscript::{Damage, LARGEST, Manuscript};

/// Whether bytes are a web page, whatever the file is called.
///
/// Offices on the web save pages as .doc and .docx, and browsers save them whole, with their pictures,
/// in a mail-like file; both count.
pub(crate) fn is_html(bytes: &[u8]) -> bool {
    const FIRST: &[&str] = &[
        "!doctype html",
        "html",
        "head",
        "body",
        "meta",
        "title",
        "table",
        "div",
        "p",
        "br",
        "span",
        "style",
        "script",
        "center",
        "font",
        "link",
        "base",
        "h1",
        "h2",
        "h3",
        "section",
        "article",
        "xhtml",
    ];
    // Most files are no pages, and this shows it of them at once.
    if !bytes[..bytes.len().min(BEGINNING)].contains(&b'<') {
        return mhtml::is_mhtml(bytes);
    }
    let beginning = beginning(bytes);
    let mut rest = beginning.as_str();
    while let Some(behind) = rest.trim_start().strip_prefix('<') {
        // Declarations and comments may come first.
        let comment = behind.starts_with("!--");
        if comment || behind.starts_with("?xml") {
            let end = if comment { "-->" } else { ">" };
            let Some((_, after)) = behind.split_once(end) else { break };
            rest = after;
            continue;
        }
        let name = &behind[..behind.find(['>', '/', '\n', '\r']).unwrap_or(behind.len())];
        let known = |first: &&&str| {
            name.strip_prefix(**first).is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\t']))
        };
        return FIRST.iter().any(|first| known(&first)) || name.starts_with("!doctype html");
    }
    beginning.contains("<html") && beginning.contains("<head") || mhtml::is_mhtml(bytes)
}

/// Reads a web page: title, then the main text, a paragraph or row of a table per line.
///
/// Menus, notices and lists of other pages are left out where the main text can be told from them;
/// a document that an office program saved as a page is read whole.
pub(crate) fn read(bytes: &[u8]) -> Result<Manuscript, Damage> {
    if bytes.len() > LARGEST {
        return Err(Damage::TooLarge);
    }
    let unwrapped = if mhtml::is_mhtml(bytes) { mhtml::page(bytes) } else { None };
    let decoded = match unwrapped {
        Some((page, label)) => decode(&page, label.as_deref())?,
        None => decode(bytes, None)?,
    };
    let page = tidy(&decoded.text);
    let whole = lines(&page.markup);
    let mut found = if is_office(&decoded.text) { whole } else { main_text(&page, whole) };
    if let Some(title) = title(&page).filter(|title| !begins_with(&found, title)) {
        found.insert(0, Line { text: title, heading: Some(1) });
    }
    if found.is_empty() {
        return Err(Damage::Broken("the page holds no text; save it again when it has loaded".to_owned()));
    }
    let mut manuscript = Manuscript { losses: decoded.losses, ..Manuscript::default() };
    if page.cut {
        manuscript.losses.push("the page is too large: only its beginning was read".to_owned());
    }
    found.iter().for_each(|line| manuscript.push(&line.text, None, line.heading));
    Ok(manuscript)
}

/// How many bytes tell what a file is.
const BEGINNING: usize = 4096;

/// The beginning in lower case, its zero bytes left out so that UTF-16 reads too.
fn beginning(bytes: &[u8]) -> String {
    let bytes: Vec<u8> = bytes.iter().take(BEGINNING).copied().filter(|b| *b != 0).collect();
    let text = String::from_utf8_lossy(&bytes).to_ascii_lowercase();
    text.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '\u{feff}' | '\u{fffd}')).to_owned()
}

/// The page as text: by its mark, by being UTF-8, by what a header or the page says, or by its looks.
fn decode(bytes: &[u8], label: Option<&str>) -> Result<Decoded, Damage> {
    let guess = |bytes: &[u8]| {
        let broken = |binary: charset::Binary| Damage::Broken(format!("no page but {}", binary.looks_like));
        charset::decode(bytes.to_vec()).map_err(broken)
    };
    if charset::mark(bytes).is_some() || std::str::from_utf8(bytes).is_ok() {
        return guess(bytes);
    }
    let said = label.and_then(Charset::named).or_else(|| said(bytes)).filter(|said| *said != Charset::Utf8);
    let Some(said) = said else { return guess(bytes) };
    let decoded = charset::decode_as(bytes, said);
    // A page that was converted may still name its old charset.
    let bad = decoded.text.matches('\u{fffd}').count();
    if bad * 100 <= decoded.text.len() { Ok(decoded) } else { guess(bytes).or(Ok(decoded)) }
}

/// The charset a page names in its head.
fn said(bytes: &[u8]) -> Option<Charset> {
    let beginning = beginning(bytes);
    beginning.match_indices("charset=").find_map(|(at, key)| {
        let value = beginning[at + key.len()..].trim_start_matches(['"', '\'', ' ']);
        let len = value.find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '-' | '_')).unwrap_or(value.len());
        Charset::named(&value[..len])
    })
}

/// Whether Word, WPS or LibreOffice made the page: then all of it is the text.
fn is_office(page: &str) -> bool {
    const MAKERS: &[&str] = &[
        "content=word.document",
        "content=\"word.document",
        "microsoft word",
        "libreoffice",
        "openoffice",
        "wps office",
    ];
    let head: String = page.chars().take(3000).collect::<String>().to_ascii_lowercase();
    (head.contains("generator") || head.contains("progid")) && MAKERS.iter().any(|maker| head.contains(maker))
}

/// The article, or the whole page where most of its prose would be lost.
fn main_text(page: &Page, whole: Vec<Line>) -> Vec<Line> {
    // The parser takes a third of a kilobyte for an element, and some ten seconds for so much work.
    const ELEMENTS: usize = 200_000;
    const WORK: usize = 80_000_000;
    const LONGEST: usize = 16 << 20;
    if page.elements > ELEMENTS || page.work > WORK || page.markup.len() > LONGEST {
        return whole;
    }
    let mut article = catch_unwind(AssertUnwindSafe(|| article(&page.markup))).ok().flatten().unwrap_or_default();
    if article.is_empty() || prose(&article) * 10 < prose(&whole) * 6 {
        return whole;
    }
    // The parser makes every heading of level 1 one of level 2.
    let levels: HashMap<&str, u8> = whole.iter().filter_map(|line| Some((line.text.as_str(), line.heading?))).collect();
    for line in article.iter_mut().filter(|line| line.heading.is_some()) {
        line.heading = levels.get(line.text.as_str()).copied().or(line.heading);
    }
    article
}

fn article(markup: &str) -> Option<Vec<Line>> {
    let page = format!("<html><head></head><body>{markup}</body></html>");
    let config = Config { disable_json_ld: true, ..Config::default() };
    let article = Readability::new(page, None, Some(config)).ok()?.parse().ok()?;
    Some(lines(&article.content))
}

/// Bytes in lines that are sentences rather than links and labels.
fn prose(lines: &[Line]) -> usize {
    let sentence = |line: &&Line| line.text.chars().count() >= 20 && line.text.contains(['，', '。', ',', '；', '：']);
    lines.iter().filter(sentence).map(|line| line.text.len()).sum()
}

/// The heading of the article: the page's own heading, or what its title says without the site's name.
fn title(page: &Page) -> Option<String> {
    let title = squeezed(&page.title);
    let headings = page.headings.iter().map(|heading| squeezed(heading));
    let heading = headings
        .filter(|heading| has_words(heading))
        .find(|heading| title.is_empty() || title.contains(heading.as_str()));
    let title = heading.unwrap_or_else(|| without_site(&title).to_owned());
    const NAMELESS: &[&str] = &["无标题", "未命名", "新建", "untitled", "document"];
    let nameless = NAMELESS.iter().any(|name| title.to_lowercase().starts_with(name));
    (has_words(&title) && !nameless).then_some(title)
}

fn squeezed(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn has_words(title: &str) -> bool {
    title.chars().filter(|c| !c.is_ascii()).count() >= 4
}

/// The longest part of a title such as 在会议上的讲话_某某网 that is not a site's name.
fn without_site(title: &str) -> &str {
    const SITES: &[&str] = &["网", "网站", "门户", "平台", "频道", "政府", "首页", "文库", "资讯"];
    let parts = title.split(['_', '|', '｜']).flat_map(|part| part.split(" - ")).flat_map(hyphens);
    let parts = parts.map(str::trim).filter(|part| !SITES.iter().any(|site| part.ends_with(site)));
    parts.fold("", |longest, part| if part.len() > longest.len() { part } else { longest })
}

/// Cuts at hyphens, but not inside 2020-2025 or A-B.
fn hyphens(part: &str) -> impl Iterator<Item = &str> {
    let inside = |at: usize| {
        let ascii = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric() || c == '-');
        ascii(part[..at].chars().next_back()) && ascii(part[at + 1..].chars().next())
    };
    let cuts: Vec<usize> = part.match_indices('-').map(|(at, _)| at).filter(|at| !inside(*at)).collect();
    let starts = std::iter::once(0).chain(cuts.clone().into_iter().map(|at| at + 1));
    starts.zip(cuts.into_iter().chain([part.len()])).map(|(start, end)| &part[start..end])
}

/// Whether the first lines hold the title, alone or cut in two.
fn begins_with(lines: &[Line], title: &str) -> bool {
    let bare = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    let first: String = lines.iter().take(6).map(|line| bare(&line.text)).collect();
    first.contains(&bare(title))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SPEECH: &str = "<p>同志们：</p><p>今天我们召开项目建设推进会，主要任务是分析形势、明确责任，推动全年目标任务落地。</p>\
        <p>一、加快项目建设</p><p>一是抓开工。各单位要倒排工期，落实专人，确保在六月底前全部开工建设，不留空白。</p>";

    fn read_text(page: &str) -> String {
        read(page.as_bytes()).unwrap().text
    }

    #[test]
    fn the_speech_is_read_without_the_page_around_it() {
        let links = "<li><a href=/x>全市重大项目集中开工</a></li>".repeat(20);
        let page = format!(
            "<html><head><title>在推进会上的讲话_某某区政府网</title></head><body><ul class=nav>{links}</ul>\
             <div class=main><h1>在推进会上的讲话</h1><div class=info>来源：区府办</div><div id=zoom>{}</div></div>\
             <div class=footer>主办：某某区政府办公室</div></body></html>",
            SPEECH.repeat(3)
        );
        let manuscript = read(page.as_bytes()).unwrap();
        let text = manuscript.text;
        assert!(text.starts_with("在推进会上的讲话\n"), "{text}");
        assert!(text.ends_with("不留空白。\n") && !text.contains("集中开工"), "{text}");
        assert_eq!(text.lines().filter(|line| *line == "一、加快项目建设").count(), 3);
        assert_eq!((manuscript.paragraphs.len(), manuscript.paragraphs[0].heading), (text.lines().count(), Some(1)));
    }

    #[test]
    fn a_page_is_read_in_the_charset_it_names_or_is_in() {
        for (label, encoding) in
            [("gb2312", encoding_rs::GB18030), ("big5", encoding_rs::BIG5), ("gbk", encoding_rs::UTF_8)]
        {
            let page = format!("<html><head><meta charset={label}></head><body><p>一、加快建设，抓好工作。</p>");
            let manuscript = read(&encoding.encode(&page).0).unwrap();
            assert_eq!(
                (manuscript.text.as_str(), manuscript.losses.len()),
                ("一、加快建设，抓好工作。\n", 0),
                "{label}"
            );
        }
    }

    #[test]
    fn a_document_saved_as_a_page_is_read_whole() {
        let page = format!(
            "<html><head><meta name=Generator content=\"Microsoft Word 15\"></head><body><p>在推进会上的讲话</p>{SPEECH}\
             <table><tr><td>项目</td><td>投资</td></tr><tr><td>甲</td><td>3亿元</td></tr></table><p>附件</p></body>"
        );
        let text = read_text(&page);
        assert!(text.ends_with("项目\t投资\n甲\t3亿元\n附件\n"), "{text}");
    }

    const TITLES: &[(&str, &str)] = &[
        ("在推进会上的讲话_某某网", "在推进会上的讲话"),
        ("某某政府网-领导讲话-在推进会上的讲话", "在推进会上的讲话"),
        ("在2020-2025年规划会上的讲话 - 范文网", "在2020-2025年规划会上的讲话"),
        ("在推进会上的讲话", "在推进会上的讲话"),
        ("某某网", ""),
    ];

    #[test]
    fn a_title_loses_the_name_of_its_site() {
        for (title, want) in TITLES {
            assert_eq!(without_site(title), *want, "{title}");
        }
    }

    const PAGES: &[(&str, bool)] = &[
        ("<!DOCTYPE html><html>", true),
        ("\u{feff}\n <HTML lang=zh>", true),
        ("<?xml version=\"1.0\"?><!DOCTYPE html PUBLIC \"x\">", true),
        ("<!-- saved from url -->\n<html>", true),
        ("<table width=100%><tr>", true),
        ("HTTP/1.1 200 OK\n\n<html><head>", true),
        ("MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n", true),
        ("<?xml version=\"1.0\"?><w:document>", false),
        ("<讲话>一、加快", false),
        ("一、加快项目建设 <p>", false),
        ("", false),
    ];

    #[test]
    fn pages_are_told_by_how_they_begin() {
        for (page, want) in PAGES {
            assert_eq!(is_html(page.as_bytes()), *want, "{page}");
        }
        let utf16: Vec<u8> = "\u{feff}<html>".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert!(is_html(&utf16));
    }

    #[test]
    fn a_page_without_text_is_damage() {
        assert!(matches!(read(b"<html><script>x</script></html>"), Err(Damage::Broken(_))));
    }

    #[test]
    fn deep_pages_are_read_to_their_bottom() {
        for open in
            ["<div>", "<table><tr><td>", "<b><i>", "<ul><li>", "<a href=x><p>", "<div><table><td></div></table>"]
        {
            let page = format!("{}{SPEECH}", open.repeat(20_000));
            assert!(read_text(&page).contains("确保在六月底前全部开工建设"), "{open}");
        }
    }

    #[test]
    fn no_bytes_make_it_panic() {
        let whole = format!(
            "<html><head><meta charset=gbk><title>讲话_网</title></head><body><table><tr><td>{SPEECH}</td></tr></table>"
        );
        let mut seed = 3u64;
        let mut random = |below: usize| {
            seed = seed.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
            (seed >> 33) as usize % below
        };
        for _ in 0..150 {
            let mut page = whole.as_bytes()[..1 + random(whole.len() - 1)].to_vec();
            for _ in 0..random(10) {
                let at = random(page.len());
                page[at] = b"<>/&;\"'=! -\xff\xe4\0"[random(14)];
            }
            let _ = (is_html(&page), read(&page));
        }
    }
}
