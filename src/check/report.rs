//! Findings as JSON, and as SARIF 2.1.0 for code hosts and editors.

use std::path::Path;

use serde_json::{Value, json};

use super::{Checks, Finding};
use crate::document::Document;
use crate::text::{Language, Offsets, Span, Spanned};

impl Finding {
    /// The finding as JSON; spans count characters of the decoded text, lines and columns from 1.
    ///
    /// ```
    /// use tigang::{Checks, Parser};
    /// let document = Parser::new().parse("要抓早，，要抓小。");
    /// let json = Checks::default().run(&document)[0].json(&document, "a.txt".as_ref());
    /// assert_eq!(json["code"], "TG402");
    /// assert_eq!((json["span"]["start"].as_u64(), json["text"].as_str()), (Some(3), Some("，，")));
    /// assert_eq!(json["fix"]["changes"][0]["text"], "，");
    /// ```
    pub fn json(&self, document: &Document, path: &Path) -> Value {
        let mut object = json!({
            "path": path.to_string_lossy(),
            "code": self.check.code,
            "name": self.check.name,
            "message": {"zh": self.message.chinese, "en": self.message.english},
            "help": {"zh": self.check.help, "en": self.check.help_english},
        });
        let place = quote(document, self.span());
        let more: Vec<Value> = self.more.iter().map(|span| quote(document, *span)).collect();
        let fix = self.fix.as_ref().map(|fix| {
            let changes = fix.changes.iter();
            let changes = changes.map(|change| json!({"span": offsets(document, change.span), "text": change.text}));
            json!({"changes": changes.collect::<Vec<_>>()})
        });
        if let (Some(object), Value::Object(place)) = (object.as_object_mut(), place) {
            object.extend(place);
            object.insert("more".to_owned(), more.into());
            object.insert("fix".to_owned(), fix.into());
        }
        object
    }

    /// The finding as a SARIF `result`, told in one language; columns count characters.
    ///
    /// ```
    /// use tigang::{Checks, Language, Parser};
    /// let document = Parser::new().parse("要抓早，，要抓小。");
    /// let result = Checks::default().run(&document)[0].sarif(&document, "稿 子.txt".as_ref(), Language::English);
    /// assert_eq!(result["message"]["text"], "stops side by side: ，，");
    /// let place = &result["locations"][0]["physicalLocation"];
    /// assert_eq!(place["artifactLocation"]["uri"], "%E7%A8%BF%20%E5%AD%90.txt");
    /// assert_eq!(place["region"]["startColumn"], 4);
    /// ```
    pub fn sarif(&self, document: &Document, path: &Path, language: Language) -> Value {
        let uri = uri(path);
        let place = |span: Span| json!({"physicalLocation": {"artifactLocation": {"uri": uri}, "region": region(document, span)}});
        let mut result = json!({
            "ruleId": self.check.code,
            "level": "warning",
            "message": {"text": language.of(&self.message.chinese, &self.message.english)},
            "locations": [place(self.span())],
        });
        if !self.more.is_empty() {
            result["relatedLocations"] = self.more.iter().map(|span| place(*span)).collect();
        }
        if let Some(fix) = &self.fix {
            let changes: Vec<Value> = fix
                .changes
                .iter()
                .map(|change| {
                    json!({"deletedRegion": region(document, change.span), "insertedContent": {"text": change.text}})
                })
                .collect();
            result["fixes"] = json!([{
                "description": {"text": language.of(&self.check.help, &self.check.help_english)},
                "artifactChanges": [{"artifactLocation": {"uri": uri}, "replacements": changes}],
            }]);
        }
        result
    }
}

impl Checks {
    /// The SARIF `tool` object: the program and all its checks, told in one language.
    ///
    /// ```
    /// assert_eq!(tigang::Checks::sarif_tool(tigang::Language::Chinese)["driver"]["name"], "tigang");
    /// ```
    pub fn sarif_tool(language: Language) -> Value {
        let rules: Vec<Value> = Self::all()
            .iter()
            .map(|check| {
                json!({
                    "id": check.code,
                    "name": check.name,
                    "shortDescription": {"text": language.of(&check.title, &check.english)},
                    "fullDescription": {"text": language.of(&check.says, &check.english)},
                    "help": {"text": language.of(&check.help, &check.help_english)},
                    "defaultConfiguration": {"enabled": !check.off, "level": "warning"},
                })
            })
            .collect();
        json!({"driver": {"name": "tigang", "version": env!("CARGO_PKG_VERSION"), "rules": rules}})
    }
}

fn offsets(document: &Document, span: Span) -> Value {
    let offset = |byte| document.offset(byte, Offsets::Char);
    json!({"start": offset(span.start()), "end": offset(span.end())})
}

fn quote(document: &Document, span: Span) -> Value {
    let (start, end) = (document.place(span.start()), document.place(span.end()));
    let mut quote = json!({
        "span": {"start": start.char, "end": end.char},
        "text": document.text(&span),
        "start": {"line": start.line, "column": start.column},
        "end": {"line": end.line, "column": end.column},
    });
    if let Some(paragraph) = start.paragraph {
        quote["paragraph"] = paragraph.into();
    }
    if let Some(page) = start.page {
        quote["page"] = page.into();
    }
    quote
}

fn region(document: &Document, span: Span) -> Value {
    let (start, end) = (document.place(span.start()), document.place(span.end()));
    json!({
        "startLine": start.line,
        "startColumn": start.column,
        "endLine": end.line,
        "endColumn": end.column,
        "charOffset": start.char,
        "charLength": end.char - start.char,
        "snippet": {"text": document.text(&span)},
    })
}

/// A path as a relative reference: every byte that is not plain is escaped.
fn uri(path: &Path) -> String {
    let mut uri = String::new();
    for byte in path.to_string_lossy().replace('\\', "/").bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' | b'/' => uri.push(byte as char),
            _ => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    uri
}
