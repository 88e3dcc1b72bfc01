//! Reads Word documents (.docx): the text as Word shows it, automatic numbers included.

mod body;
mod lists;
mod styles;

use self::body::{Body, Note};
use self::lists::Lists;
use self::styles::Styles;
use super::manuscript::{Damage, Manuscript};
use super::package::Package;
use super::xml::{Event, Xml, decode};

/// Reads a document; headers and footers, comments, deleted and hidden text are no part of it.
///
/// # Errors
///
/// `Password` and `TooLarge` as they say, `Broken` where no text can be had; a document damaged further on
/// gives what comes before, with a loss.
pub(crate) fn read(bytes: &[u8]) -> Result<Manuscript, Damage> {
    let mut package = Package::open(bytes)?;
    let main = main_part(&mut package)?;
    let mut losses = vec![];
    let Some(text) = part(&mut package, &main, &mut losses)? else {
        return Err(missing(&package));
    };
    let text = decode(&text);
    let parts = related(&mut package, &main)?;
    let mut find = |kind: &str| {
        let listed = parts.iter().find(|(name, _)| name == kind).map(|(_, path)| path.clone());
        part(&mut package, &listed.unwrap_or_else(|| beside(&main, &format!("{kind}.xml"))), &mut losses)
    };

    let mut styles = find("styles")?.map(|part| Styles::read(&decode(&part))).unwrap_or_default();
    let mut lists = find("numbering")?.map(|part| Lists::read(&mut Xml::new(&decode(&part)))).unwrap_or_default();
    lists.settle(&styles);
    styles.settle(&lists);

    let mut body = Body::new(&styles, &lists, &text);
    let mut xml = Xml::new(&text);
    body.read(&mut xml);
    for (sort, kind) in [(Note::Foot, "footnotes"), (Note::End, "endnotes")] {
        if let Some(part) = body.wants(sort).then(|| find(kind)).transpose()?.flatten() {
            body.read_notes(&mut Xml::new(&decode(&part)), sort);
        }
    }
    let mut manuscript = body.finish();
    losses.extend(xml.broken().map(|reason| format!("the text breaks off where the file is damaged: {reason}")));
    if !package.is_whole() {
        losses.push("the end of the file is missing; copy or download it again".to_owned());
    }
    if manuscript.text.is_empty() && !losses.is_empty() {
        return Err(Damage::Broken(losses.swap_remove(0)));
    }
    manuscript.losses.append(&mut losses);
    Ok(manuscript)
}

/// The path of the part with the text.
fn main_part(package: &mut Package) -> Result<String, Damage> {
    let listed = related(package, "")?.into_iter().find(|(kind, _)| kind == "officeDocument");
    Ok(listed.map_or_else(|| "word/document.xml".to_owned(), |(_, path)| path))
}

/// Unpacks a part, if it is there; what is wrong with it is a loss.
fn part(package: &mut Package, path: &str, losses: &mut Vec<String>) -> Result<Option<Vec<u8>>, Damage> {
    match package.part(path) {
        Ok(Some(part)) => {
            if part.damaged {
                losses.push(format!("{path} is damaged; copy or download the file again"));
            }
            Ok(Some(part.bytes))
        }
        Ok(None) => Ok(None),
        Err(Damage::Broken(reason)) => {
            losses.push(reason);
            Ok(None)
        }
        Err(damage) => Err(damage),
    }
}

fn missing(package: &Package) -> Damage {
    let others = ["xl/workbook.xml", "ppt/presentation.xml"];
    Damage::Broken(if others.iter().any(|path| package.find(path).is_some()) {
        "it holds a spreadsheet or slides; save their text as .docx or .txt".to_owned()
    } else if package.is_whole() {
        "there is no text of Word in it (word/document.xml is missing)".to_owned()
    } else {
        "the file is cut off before its text; copy or download it again".to_owned()
    })
}

/// The parts that a part relates to: the last word of each relation, and the path. The package itself is "".
fn related(package: &mut Package, source: &str) -> Result<Vec<(String, String)>, Damage> {
    let (folder, name) = source.rsplit_once('/').unwrap_or(("", source));
    let path = format!("{folder}/_rels/{name}.rels");
    let Some(bytes) = part(package, &path, &mut vec![])? else {
        return Ok(vec![]);
    };
    let text = decode(&bytes);
    let mut xml = Xml::new(&text);
    let mut found = vec![];
    while let Some(event) = xml.next() {
        let Event::Open(tag) = event else { continue };
        if let (Some(kind), Some(target)) = (tag.get("Type"), tag.get("Target")) {
            let kind = kind.rsplit('/').next().unwrap_or_default();
            // Links to the web are relations too, and a document may hold thousands.
            if matches!(kind, "officeDocument" | "styles" | "numbering" | "footnotes" | "endnotes") {
                found.push((kind.to_owned(), beside(source, &target)));
            }
        }
    }
    Ok(found)
}

/// The path that a part means by a target.
fn beside(source: &str, target: &str) -> String {
    if let Some(path) = target.strip_prefix('/') {
        return path.to_owned();
    }
    let mut folders: Vec<&str> = source.split('/').collect();
    folders.pop();
    for step in target.split('/') {
        match step {
            ".." => drop(folders.pop()),
            "." | "" => {}
            step => folders.push(step),
        }
    }
    folders.join("/")
}

#[cfg(test)]
mod tests {
    use super::super::package::tests::pack;
    use super::*;

    const STYLES: &str = r#"<w:styles>
        <w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/></w:style>
        <w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/><w:basedOn w:val="a"/>
            <w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>
        <w:style w:type="paragraph" w:styleId="my"><w:name w:val="my"/><w:basedOn w:val="1"/></w:style>
        <w:style w:type="character" w:styleId="secret"><w:rPr><w:vanish/></w:rPr></w:style>
        <w:style w:type="table" w:styleId="t"><w:name w:val="heading 2"/></w:style></w:styles>"#;
    const NUMBERING: &str = r#"<w:numbering><w:abstractNum w:abstractNumId="0">
        <w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:pStyle w:val="1"/><w:suff w:val="nothing"/>
            <w:lvlText w:val="%1、"/></w:lvl>
        <w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%2."/></w:lvl>
        </w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>"#;
    const FOOTNOTES: &str = r#"<w:footnotes><w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>
        <w:footnote w:id="2"><w:p><w:r><w:footnoteRef/></w:r><w:r><w:t xml:space="preserve"> 见附件</w:t></w:r></w:p></w:footnote>
        <w:footnote w:id="3"><w:p><w:r><w:t>无人提及</w:t></w:r></w:p></w:footnote></w:footnotes>"#;

    fn docx(body: &str) -> Vec<u8> {
        let document = format!("<w:document><w:body>{body}<w:sectPr/></w:body></w:document>");
        pack(&[
            ("word/document.xml", document.as_bytes()),
            ("word/styles.xml", STYLES.as_bytes()),
            ("word/numbering.xml", NUMBERING.as_bytes()),
            ("word/footnotes.xml", FOOTNOTES.as_bytes()),
        ])
    }

    /// `一`, or `1:一` in style 1, or `0/1:一` numbered by level 0 of list 1.
    fn p(text: &str) -> String {
        let (properties, text) = match text.split_once(':') {
            Some((numbered, text)) if numbered.contains('/') => {
                let (level, list) = numbered.split_once('/').unwrap();
                (format!(r#"<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{list}"/></w:numPr>"#), text)
            }
            Some((style, text)) => (format!(r#"<w:pStyle w:val="{style}"/>"#), text),
            None => (String::new(), text),
        };
        format!("<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>")
    }

    fn text(body: &str) -> String {
        read(&docx(body)).unwrap().text.trim_end_matches('\n').replace('\n', "|")
    }

    #[test]
    fn numbers_come_from_styles_and_paragraphs() {
        let paragraphs =
            ["1:认清形势", "1/1:抓项目", "1/1:", "1/1:抓投资", "my:狠抓落实", "0/0:无号", "1/1:抓作风", "0/9:无此表"];
        let want = "一、认清形势|1.\t抓项目|3.\t抓投资|二、狠抓落实|无号|1.\t抓作风|无此表";
        assert_eq!(text(&paragraphs.map(p).concat()), want);
        let headings: Vec<_> = read(&docx(&paragraphs.map(p).concat())).unwrap().paragraphs;
        assert_eq!(headings.iter().map(|p| p.heading).collect::<Vec<_>>()[..3], [Some(1), None, None]);
        let plain = r#"<w:p><w:pPr><w:pStyle w:val="1"/><w:numPr><w:numId w:val="0"/></w:numPr><w:outlineLvl w:val="9"/></w:pPr>
            <w:r><w:t>正文</w:t></w:r></w:p>"#;
        let paragraph = read(&docx(plain)).unwrap();
        assert_eq!((&paragraph.text[..], paragraph.paragraphs[0].heading), ("正文\n", None));
    }

    const RUNS: &[(&str, &str)] = &[
        (
            "<w:r><w:t>保留</w:t></w:r><w:del><w:r><w:delText>删</w:delText><w:t>删</w:t></w:r></w:del><w:ins><w:r><w:t>插入</w:t></w:r></w:ins>",
            "保留插入",
        ),
        ("<w:moveFrom><w:r><w:t>旧</w:t></w:r></w:moveFrom><w:moveTo><w:r><w:t>新</w:t></w:r></w:moveTo>", "新"),
        ("<w:r><w:rPr><w:vanish/></w:rPr><w:t>藏</w:t></w:r><w:r><w:t>露</w:t></w:r>", "露"),
        (r#"<w:r><w:rPr><w:vanish w:val="0"/><w:rStyle w:val="secret"/></w:rPr><w:t>露</w:t></w:r>"#, "露"),
        (r#"<w:r><w:rPr><w:rStyle w:val="secret"/></w:rPr><w:t>藏</w:t></w:r>"#, ""),
        (
            r#"<w:r><w:t>一</w:t><w:tab/><w:t>二</w:t><w:br/><w:t>三</w:t><w:noBreakHyphen/><w:sym w:font="Wingdings" w:char="F082"/><w:sym w:font="x" w:char="F000"/></w:r>"#,
            "一\t二|三-②",
        ),
        (
            r#"<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>PAGE</w:instrText><w:t>令</w:t></w:r>
            <w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>果</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r><w:r><w:t>后</w:t></w:r>"#,
            "果后",
        ),
        (r#"<w:fldSimple w:instr="DATE"><w:r><w:t>五月</w:t></w:r></w:fldSimple>"#, "五月"),
        (
            "<w:ruby><w:rubyPr/><w:rt><w:r><w:t>bo</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>博</w:t></w:r></w:rubyBase></w:ruby>",
            "博",
        ),
        ("<w:sdt><w:sdtPr><w:t>否</w:t></w:sdtPr><w:sdtContent><w:r><w:t>是</w:t></w:r></w:sdtContent></w:sdt>", "是"),
        (
            "<mc:AlternateContent><mc:Choice><w:r><w:t>一次</w:t></w:r></mc:Choice><mc:Fallback><w:r><w:t>两次</w:t></w:r></mc:Fallback></mc:AlternateContent>",
            "一次",
        ),
        (
            "<mc:AlternateContent><mc:Choice><w:r/></mc:Choice><mc:Fallback><w:r><w:t>退路</w:t></w:r></mc:Fallback></mc:AlternateContent>",
            "退路",
        ),
        (r#"<w:r><w:t>正文</w:t><w:footnoteReference w:id="2"/><w:t>。</w:t></w:r>"#, "正文[1]。|[1] 见附件"),
        (
            "<w:r><w:t>框外</w:t><w:pict><w:txbxContent><w:p><w:r><w:t>框内</w:t></w:r></w:p></w:txbxContent></w:pict><w:t>续</w:t></w:r>",
            "框外续|框内",
        ),
        ("<w:r><w:t>a&#10;b &lt;&amp;&#x4E00;</w:t></w:r>", "a b <&一"),
    ];

    #[test]
    fn only_what_is_shown_is_read() {
        for (runs, want) in RUNS {
            assert_eq!(text(&format!("<w:p>{runs}</w:p>")), *want, "{runs}");
        }
    }

    #[test]
    fn a_deleted_mark_joins_its_paragraph_to_the_next() {
        let mark = "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>加快</w:t></w:r></w:p>";
        assert_eq!(text(&format!("{mark}{}{}", p("项目建设"), p("完"))), "加快项目建设|完");
        assert_eq!(text(mark), "加快");
    }

    #[test]
    fn tables_are_read_in_their_place() {
        let row = |cells: &[&str]| {
            let cells: String = cells.iter().map(|cell| format!("<w:tc><w:tcPr/>{}</w:tc>", p(cell))).collect();
            format!("<w:tr>{cells}</w:tr>")
        };
        let deleted = "<w:tr><w:trPr><w:del/></w:trPr><w:tc><w:p><w:r><w:t>删行</w:t></w:r></w:p></w:tc></w:tr>";
        let inner = format!("<w:tr><w:tc>{}<w:tbl>{}</w:tbl><w:p/></w:tc></w:tr>", p("外"), row(&["内一", "内二"]));
        let table =
            format!("<w:tbl>{}{deleted}{}{inner}</w:tbl>", row(&["单位", "", "完成"]), row(&["0/1:住建局", "八"]));
        assert_eq!(text(&format!("{}{table}{}", p("前"), p("后"))), "前|单位\t\t完成|一、住建局\t八|外|内一\t内二|后");
    }

    #[test]
    fn pages_are_counted_where_they_are_marked() {
        let page = |body: &str| read(&docx(body)).unwrap().paragraphs.iter().map(|p| p.page).collect::<Vec<_>>();
        let breaks = r#"<w:p><w:r><w:t>一</w:t><w:br w:type="page"/></w:r></w:p><w:p><w:r><w:lastRenderedPageBreak/><w:t>二</w:t></w:r></w:p>"#;
        assert_eq!(page(breaks), [Some(1), Some(2)]);
        assert_eq!(page(&breaks.replace("<w:lastRenderedPageBreak/>", "")), [Some(1), Some(2)]);
        assert_eq!(page(&p("一")), [None]);
    }

    #[test]
    fn the_main_part_is_found_through_the_relations() {
        let text = "<x:document xmlns:x='http://purl.oclc.org/ooxml/wordprocessingml/main'><x:p><x:r><x:t>严格</x:t></x:r></x:p></x:document>";
        let relation = r#"<Relationships><Relationship Type="http://purl.oclc.org/ooxml/officeDocument/relationships/officeDocument" Target="/doc/main.xml"/></Relationships>"#;
        let file = pack(&[("_rels/.rels", relation.as_bytes()), ("doc/main.xml", text.as_bytes())]);
        assert_eq!(read(&file).unwrap().text, "严格\n");
        assert_eq!(beside("word/document.xml", "../a/./b.xml"), "a/b.xml");
        assert!(
            matches!(read(&pack(&[("xl/workbook.xml", b"<x/>")])), Err(Damage::Broken(why)) if why.contains("spreadsheet"))
        );
    }

    #[test]
    fn broken_xml_gives_what_comes_before() {
        let manuscript = read(&docx(&format!("{}<w:p><w:r><w:t>半句</w:t></w:p>{}", p("整句"), p("失")))).unwrap();
        assert_eq!(manuscript.text, "整句\n半句\n");
        assert!(manuscript.losses[0].contains("breaks off"), "{:?}", manuscript.losses);
        let deep = format!("{}{}", p("浅"), "<w:tbl><w:tr><w:tc>".repeat(20_000));
        let manuscript = read(&docx(&deep)).unwrap();
        assert_eq!((&manuscript.text[..], manuscript.losses.len()), ("浅\n", 1));
    }

    #[test]
    fn no_bytes_make_it_panic() {
        let body: String = RUNS.iter().map(|(runs, _)| format!("<w:p>{runs}</w:p>")).collect();
        let body = format!("{body}{}<w:tbl><w:tr><w:tc>{}</w:tc></w:tr></w:tbl>", p("0/1:一"), p("my:二"));
        let file = docx(&body);
        let document = format!("<w:document><w:body>{body}</w:body></w:document>");
        let mut seed = 11u32;
        let mut next = |below: usize| {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            seed as usize / 256 % below
        };
        for round in 0..400 {
            let mut bytes = if round % 2 == 0 { file.clone() } else { document.clone().into_bytes() };
            for _ in 0..1 + round % 5 {
                let at = next(bytes.len());
                bytes[at] = next(256) as u8;
            }
            bytes.truncate(if round % 4 < 2 { next(bytes.len()) } else { bytes.len() });
            let bytes = if round % 2 == 0 { bytes } else { pack(&[("word/document.xml", &bytes)]) };
            let _ = read(&bytes);
        }
    }
}
