//! Whether a record still fits its text.

use std::fmt::{Display, Write};

use serde_json::Value;
use sha2::{Digest, Sha256};

/// Checks a record of the contract `tigang/1` against the text it was made from.
///
/// Returns one line for every fault, each beginning with the place in the record as a JSON Pointer; none
/// where all is well. What must hold: `source.text_sha256` is the hash of the text; every span runs forward
/// and lies in the text, in the unit the record names in `offsets`; every quote's `text` is exactly what
/// stands at its `span`; no two sentences overlap.
///
/// `text` is the decoded text, without a byte order mark. Time is linear in the size of record and text.
///
/// ```
/// use tigang::{Parser, Record, Source, verify};
/// let text = "一、抓安全。";
/// let source = Source::new("a.txt", text.as_bytes());
/// let record = serde_json::to_value(Record::new(&Parser::new().parse(text), &source))?;
/// assert!(verify(&record, text).is_empty());
///
/// let faults = verify(&record, "一、抓质量。");
/// assert!(faults[0].starts_with("/source/text_sha256: "), "{faults:?}");
/// assert!(faults.contains(&"/speeches/0/outline/0/heading: \"抓安全\" is said to stand where \"抓质量\" stands".to_owned()));
/// # Ok::<(), serde_json::Error>(())
/// ```
pub fn verify(record: &Value, text: &str) -> Vec<String> {
    let mut faults = Vec::new();
    if record["schema"] != "tigang/1" {
        faults.push("/schema: not \"tigang/1\"; only results of this contract can be checked".to_owned());
        return faults;
    }
    let width = match record["offsets"].as_str() {
        Some("char") => |_: char| 1,
        Some("byte") => char::len_utf8,
        Some("utf16") => char::len_utf16,
        _ => {
            faults.push("/offsets: none of char, byte, utf16".to_owned());
            return faults;
        }
    };
    faults.extend(hash(record, text));
    let mut check = Check { ruler: Ruler::new(text, width), path: String::new(), faults };
    check.value(record);
    check.faults.extend(overlaps(record));
    check.faults
}

fn hash(record: &Value, text: &str) -> Option<String> {
    let found: String = Sha256::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect();
    (record["source"]["text_sha256"] != found.as_str())
        .then(|| format!("/source/text_sha256: the text's is {found}; the record was made from another text"))
}

/// Sentences that begin before the one in front of them has ended.
fn overlaps(record: &Value) -> Vec<String> {
    let mut faults = Vec::new();
    let mut end = 0;
    for (i, speech) in list(&record["speeches"]).enumerate() {
        for (j, sentence) in list(&speech["sentences"]).enumerate() {
            let span = &sentence["span"];
            if span["start"].as_u64().is_some_and(|start| start < end) {
                faults.push(format!("/speeches/{i}/sentences/{j}: overlaps the sentence before it"));
            }
            end = span["end"].as_u64().unwrap_or(end).max(end);
        }
    }
    faults
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

/// Walks through a record.
struct Check<'a> {
    ruler: Ruler<'a>,
    // Where it is: a JSON Pointer.
    path: String,
    faults: Vec<String>,
}

impl Check<'_> {
    fn value(&mut self, value: &Value) {
        match value {
            Value::Array(list) => list.iter().enumerate().for_each(|(at, below)| self.below(at, below)),
            Value::Object(fields) => {
                if fields.contains_key("start") || fields.contains_key("end") {
                    self.span(value);
                }
                if let Some(quoted) = fields.get("text").and_then(Value::as_str) {
                    self.quote(quoted, &value["span"]);
                }
                fields.iter().for_each(|(key, below)| self.below(key, below));
            }
            _ => {}
        }
    }

    fn below(&mut self, step: impl Display, value: &Value) {
        if !value.is_array() && !value.is_object() {
            return;
        }
        let back = self.path.len();
        write!(self.path, "/{step}").expect("writing to a string does not fail");
        self.value(value);
        self.path.truncate(back);
    }

    fn span(&mut self, span: &Value) {
        if self.ruler.words(span).is_none() {
            let says = format!("{}: {}..{} is no stretch of the text", self.path, span["start"], span["end"]);
            self.faults.push(says);
        }
    }

    /// A span that is no stretch of the text is a fault of its own.
    fn quote(&mut self, quoted: &str, span: &Value) {
        if let Some(words) = self.ruler.words(span)
            && words != quoted
        {
            let says = format!("{}: {:?} is said to stand where {:?} stands", self.path, short(quoted), short(words));
            self.faults.push(says);
        }
    }
}

/// The beginning of a quote, for a message.
fn short(words: &str) -> String {
    const LONGEST: usize = 40;
    match words.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &words[..end]),
        None => words.to_owned(),
    }
}

/// From offsets in some unit back to bytes.
struct Ruler<'a> {
    text: &'a str,
    width: fn(char) -> usize,
    // Step i is the first character at or behind offset i * STEP: its byte and its offset.
    steps: Vec<(usize, usize)>,
}

const STEP: usize = 256;

impl<'a> Ruler<'a> {
    fn new(text: &'a str, width: fn(char) -> usize) -> Self {
        let mut steps = vec![(0, 0)];
        let mut offset = 0;
        for (byte, c) in text.char_indices() {
            if offset >= steps.len() * STEP {
                steps.push((byte, offset));
            }
            offset += width(c);
        }
        Self { text, width, steps }
    }

    /// What stands at `{"start": …, "end": …}`; nothing where that is no stretch of the text.
    fn words(&self, span: &Value) -> Option<&'a str> {
        let byte = |key: &str| self.byte(usize::try_from(span[key].as_u64()?).ok()?);
        self.text.get(byte("start")?..byte("end")?)
    }

    /// Nothing behind the end of the text or within a character.
    fn byte(&self, offset: usize) -> Option<usize> {
        let &(byte, mut at) = self.steps.get(offset / STEP).or(self.steps.last())?;
        for (next, c) in self.text[byte..].char_indices() {
            if at >= offset {
                return (at == offset).then_some(byte + next);
            }
            at += (self.width)(c);
        }
        (at == offset).then_some(self.text.len())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::{Offsets, Parser, Record, SCHEMA, Source};

    const TEXT: &str = "在全县防汛会上的讲话\n2025年6月1日\n一、存在问题。𠀀村前期工作滞后，主要是重视不够。\n（此处省略300字）\n二、下步打算\n由水利局牵头，9月底前办结。";

    const FIGURES: &str = "在2025年全县经济工作会议上的讲话\n一、去年成绩\n去年，全县完成投资72.5亿元，同比增长8.5%左右，\
                           占年度计划的九成以上，居全市第3位；能耗由12%降到9.3%。\n二、今年目标\n力争新增就业3000至5000人。";

    fn record(text: &str, offsets: Offsets) -> Value {
        let source = Source::new("a.txt", text.as_bytes());
        serde_json::to_value(Record::new(&Parser::new().parse(text), &source).offsets(offsets)).unwrap()
    }

    #[test]
    fn every_record_fits_its_text_in_every_unit() {
        let long = TEXT.repeat(100);
        for text in ["", "一", TEXT, FIGURES, &long] {
            for offsets in [Offsets::Char, Offsets::Byte, Offsets::Utf16] {
                assert_eq!(verify(&record(text, offsets), text), [""; 0], "in {offsets:?}");
            }
        }
    }

    #[test]
    fn every_record_fits_the_schema() {
        let schema = jsonschema::validator_for(&serde_json::from_str(SCHEMA).unwrap()).unwrap();
        for text in ["", "一", TEXT, FIGURES] {
            let record = record(text, Offsets::Char);
            let faults: Vec<String> =
                schema.iter_errors(&record).map(|error| format!("{}: {error}", error.instance_path())).collect();
            assert_eq!(faults, [""; 0]);
        }
        assert!(!schema.is_valid(&json!({"schema": "tigang/1"})));
    }

    #[test]
    fn the_quotes_of_a_figure_are_checked() {
        let mut record = record(FIGURES, Offsets::Char);
        let at = list(&record["speeches"][0]["sentences"]).position(|sentence| sentence["metrics"].is_array()).unwrap();
        let pointer = format!("/speeches/0/sentences/{at}/metrics/0/figure");
        assert_eq!(record.pointer(&pointer).unwrap()["text"], "72.5亿元");
        *record.pointer_mut(&format!("{pointer}/text")).unwrap() = json!("73亿元");
        assert_eq!(
            verify(&record, FIGURES),
            [format!("{pointer}: \"73亿元\" is said to stand where \"72.5亿元\" stands")]
        );
    }

    const FAULTS: &[(&str, &str, &str)] = &[
        ("/schema", r#""tigang/9""#, "/schema: not \"tigang/1\"; only results of this contract can be checked"),
        ("/offsets", r#""word""#, "/offsets: none of char, byte, utf16"),
        (
            "/speeches/0/outline/0/heading/text",
            r#""别的""#,
            "/speeches/0/outline/0/heading: \"别的\" is said to stand where \"存在问题\" stands",
        ),
        (
            "/speeches/0/outline/0/heading/span/end",
            "9999",
            "/speeches/0/outline/0/heading/span: 23..9999 is no stretch of the text",
        ),
        (
            "/speeches/0/outline/0/heading/span/end",
            "3",
            "/speeches/0/outline/0/heading/span: 23..3 is no stretch of the text",
        ),
        ("/gaps/0/span/start", "-1", "/gaps/0/span: -1..56 is no stretch of the text"),
        ("/speeches/0/sentences/2/span/start", "5", "/speeches/0/sentences/2: overlaps the sentence before it"),
    ];

    #[test]
    fn what_was_changed_is_found() {
        for (pointer, value, want) in FAULTS {
            let mut record = record(TEXT, Offsets::Char);
            *record.pointer_mut(pointer).unwrap() = serde_json::from_str(value).unwrap();
            let faults = verify(&record, TEXT);
            assert!(faults.iter().any(|fault| fault == want), "{pointer}: {faults:#?}");
        }
    }

    #[test]
    fn an_offset_within_a_character_is_none() {
        let text = "a𠀀b";
        type Case = (fn(char) -> usize, [Option<usize>; 7]);
        let cases: [Case; 3] = [
            (|_| 1, [Some(0), Some(1), Some(5), Some(6), None, None, None]),
            (char::len_utf8, [Some(0), Some(1), None, None, None, Some(5), Some(6)]),
            (char::len_utf16, [Some(0), Some(1), None, Some(5), Some(6), None, None]),
        ];
        for (width, want) in cases {
            let ruler = Ruler::new(text, width);
            assert_eq!([0, 1, 2, 3, 4, 5, 6].map(|offset| ruler.byte(offset)), want);
        }
    }
}
