//! The JSON contract `tigang/1`: one object a document.

use std::ops::Range;
use std::path::{Path, PathBuf};

use serde::ser::{SerializeMap, SerializeSeq};
use serde::{Serialize, Serializer};
use sha2::{Digest, Sha256};

use crate::document::{Document, Duty, Item, Relation, Sentence, Speech, Strength, Warning};
use crate::extract::{Deadline, Earlier, Metric, Period};
use crate::input::Decoded;
use crate::outline::NodeId;
use crate::text::{Offsets, Span, Spanned, path_text};

/// The JSON Schema of the contract.
pub const SCHEMA: &str = include_str!("schema.json");

/// Where a document came from.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Source {
    /// The file, as it was named.
    pub path: PathBuf,
    /// Its format: `txt`, `docx` …, as [`Format::name`](crate::Format::name) gives it.
    pub format: String,
    /// The encoding of plain text: `utf-8`, `gb18030` …
    pub encoding: Option<String>,
    /// Its size in bytes.
    pub bytes: usize,
    /// The hash of its bytes, in hexadecimal digits.
    pub sha256: String,
    /// Of a row of a table its other columns, in order.
    pub fields: Vec<(String, serde_json::Value)>,
}

impl Source {
    /// What can be said of a file from its name and its bytes: plain text in UTF-8, until
    /// [`Source::decoded`] says otherwise.
    ///
    /// ```
    /// use tigang::{Hint, Source, decode};
    /// let bytes = b"\xef\xbb\xbfa".to_vec();
    /// let source = Source::new("a.txt", &bytes);
    /// let source = source.decoded(&decode(bytes, Hint::path("a.txt"))?);
    /// assert_eq!((source.format.as_str(), source.encoding.as_deref()), ("txt", Some("utf-8-bom")));
    /// assert_eq!(source.bytes, 4);
    /// # Ok::<(), tigang::Error>(())
    /// ```
    pub fn new(path: impl AsRef<Path>, bytes: &[u8]) -> Self {
        Self {
            path: path.as_ref().to_owned(),
            format: "txt".to_owned(),
            encoding: Some("utf-8".to_owned()),
            bytes: bytes.len(),
            sha256: hex(bytes),
            fields: Vec::new(),
        }
    }

    /// The same with what decoding them showed.
    pub fn decoded(self, decoded: &Decoded) -> Self {
        Self { format: decoded.format.name().to_owned(), encoding: decoded.encoding.map(str::to_owned), ..self }
    }
}

fn hex(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A document as the contract writes it.
///
/// ```
/// use tigang::{Parser, Record, Source};
/// let text = "一、抓安全。";
/// let document = Parser::new().parse(text);
/// let source = Source::new("a.txt", text.as_bytes());
/// let json = serde_json::to_string(&Record::new(&document, &source))?;
/// assert!(json.starts_with(r#"{"schema":"tigang/1","source":{"path":"a.txt""#));
/// # Ok::<(), serde_json::Error>(())
/// ```
pub struct Record<'a> {
    document: &'a Document,
    source: &'a Source,
    offsets: Offsets,
    #[cfg(feature = "words")]
    words: Option<&'a crate::words::Segmenter>,
}

impl<'a> Record<'a> {
    /// With offsets in characters, and without words.
    pub fn new(document: &'a Document, source: &'a Source) -> Self {
        Self {
            document,
            source,
            offsets: Offsets::Char,
            #[cfg(feature = "words")]
            words: None,
        }
    }

    /// With offsets in another unit.
    pub fn offsets(mut self, offsets: Offsets) -> Self {
        self.offsets = offsets;
        self
    }

    /// With the words of every sentence.
    #[cfg(feature = "words")]
    pub fn words(mut self, words: &'a crate::words::Segmenter) -> Self {
        self.words = Some(words);
        self
    }

    fn at(&self, span: Span) -> At {
        let offset = |byte| self.document.offset(byte, self.offsets);
        At { start: offset(span.start()), end: offset(span.end()) }
    }

    fn quote(&self, span: Span) -> Quote<'_> {
        Quote { text: &self.document.source()[span.range()], span: self.at(span), clean: self.document.clean(&span) }
    }

    fn quotes(&self, span: Option<Span>) -> Option<Quote<'_>> {
        span.map(|span| self.quote(span))
    }
}

#[derive(Serialize)]
struct At {
    start: usize,
    end: usize,
}

#[derive(Serialize)]
struct Quote<'a> {
    text: &'a str,
    span: At,
    #[serde(skip_serializing_if = "Option::is_none")]
    clean: Option<std::borrow::Cow<'a, str>>,
}

/// A list written one by one, so that a large document is never built twice.
struct List<F>(F);

impl<F, I> Serialize for List<F>
where
    F: Fn() -> I,
    I: Iterator,
    I::Item: Serialize,
{
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0())
    }
}

impl Serialize for Record<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Facts<'a> {
            path: std::borrow::Cow<'a, str>,
            format: &'a str,
            encoding: Option<&'a str>,
            bytes: usize,
            sha256: &'a str,
            text_sha256: String,
            chars: usize,
            #[serde(skip_serializing_if = "Option::is_none")]
            fields: Option<serde_json::Map<String, serde_json::Value>>,
        }
        #[derive(Serialize)]
        struct Found<'a> {
            span: At,
            reason: &'a str,
            #[serde(skip_serializing_if = "Option::is_none")]
            rule: Option<&'a str>,
        }
        #[derive(Serialize)]
        struct Missing {
            span: At,
            omitted_chars: Option<usize>,
        }
        let document = self.document;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("schema", "tigang/1")?;
        map.serialize_entry(
            "source",
            &Facts {
                path: path_text(&self.source.path),
                format: &self.source.format,
                encoding: self.source.encoding.as_deref(),
                bytes: self.source.bytes,
                sha256: &self.source.sha256,
                text_sha256: hex(document.source().as_bytes()),
                chars: document.offset(document.source().len(), Offsets::Char),
                fields: (!self.source.fields.is_empty()).then(|| self.source.fields.iter().cloned().collect()),
            },
        )?;
        map.serialize_entry("offsets", self.offsets.name())?;
        map.serialize_entry(
            "speeches",
            &List(|| document.speeches().iter().map(|speech| InSpeech { record: self, speech })),
        )?;
        map.serialize_entry(
            "noise",
            &List(|| {
                document.noise().iter().map(|noise| Found {
                    span: self.at(noise.span()),
                    reason: &noise.reason,
                    rule: Some(&noise.rule),
                })
            }),
        )?;
        map.serialize_entry(
            "gaps",
            &List(|| {
                document
                    .gaps()
                    .iter()
                    .map(|gap| Missing { span: self.at(gap.span()), omitted_chars: gap.omitted_chars })
            }),
        )?;
        map.serialize_entry(
            "edits",
            &List(|| {
                document.edits().iter().map(|edit| Found {
                    span: self.at(edit.span()),
                    reason: &edit.reason,
                    rule: None,
                })
            }),
        )?;
        map.serialize_entry("warnings", &List(|| document.warnings().iter().map(|warning| self.warning(warning))))?;
        map.end()
    }
}

#[derive(Serialize)]
struct Warns<'a> {
    code: &'a str,
    message: &'a str,
    span: Option<At>,
}

impl Record<'_> {
    fn warning<'a>(&self, warning: &'a Warning) -> Warns<'a> {
        Warns { code: warning.code, message: &warning.message, span: warning.span.map(|span| self.at(span)) }
    }
}

struct InSpeech<'a> {
    record: &'a Record<'a>,
    speech: &'a Speech,
}

impl Serialize for InSpeech<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Whole {
            declared_chars: Option<usize>,
            shown_chars: usize,
            complete: bool,
        }
        let Self { record, speech } = *self;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("span", &record.at(speech.span()))?;
        map.serialize_entry("title", &record.quotes(speech.title))?;
        map.serialize_entry("meta", &Meta(self))?;
        let nodes = 0..speech.outline().nodes().len();
        map.serialize_entry("outline", &Nodes { of: self, nodes, path: "" })?;
        map.serialize_entry(
            "sentences",
            &List(|| speech.sentences().iter().map(|sentence| InSentence { of: self, sentence })),
        )?;
        map.serialize_entry("items", &List(|| speech.items().iter().map(|item| self.item(item))))?;
        map.serialize_entry("duties", &List(|| speech.duties().iter().map(|duty| self.duty(duty))))?;
        map.serialize_entry("relations", &List(|| speech.relations().iter().map(relates)))?;
        let whole = speech.completeness;
        map.serialize_entry(
            "completeness",
            &Whole { declared_chars: whole.declared_chars, shown_chars: whole.shown_chars, complete: whole.complete },
        )?;
        map.end()
    }
}

struct Meta<'a>(&'a InSpeech<'a>);

impl Serialize for Meta<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Dated<'a> {
            #[serde(flatten)]
            quote: Quote<'a>,
            #[serde(skip_serializing_if = "Option::is_none")]
            value: Option<&'a str>,
        }
        let InSpeech { record, speech } = self.0;
        let meta = &speech.meta;
        let mut map = serializer.serialize_map(None)?;
        if let Some(meeting) = meta.meeting {
            map.serialize_entry("meeting", &record.quote(meeting))?;
        }
        if let Some(date) = meta.date {
            map.serialize_entry("date", &Dated { quote: record.quote(date), value: meta.date_value.as_deref() })?;
        }
        if let Some(speaker) = meta.speaker {
            map.serialize_entry("speaker", &record.quote(speaker))?;
        }
        map.end()
    }
}

/// The sisters among `nodes`, which stand under the node of this path.
struct Nodes<'a> {
    of: &'a InSpeech<'a>,
    nodes: Range<usize>,
    path: &'a str,
}

impl Serialize for Nodes<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Writes<'a> {
            id: &'a str,
            marker: Option<Quote<'a>>,
            form: Option<&'a str>,
            ordinal: Option<u32>,
            heading: Quote<'a>,
            span: At,
            kind: Option<&'a str>,
            children: Nodes<'a>,
        }
        let InSpeech { record, speech } = self.of;
        let outline = speech.outline();
        let mut seq = serializer.serialize_seq(None)?;
        let mut at = self.nodes.start;
        let mut place = 0;
        while at < self.nodes.end {
            place += 1;
            let node = &outline.nodes()[at];
            let id = if self.path.is_empty() { place.to_string() } else { format!("{}.{place}", self.path) };
            let below = at + 1..at + 1 + node.below as usize;
            let next = below.end;
            seq.serialize_element(&Writes {
                id: &id,
                marker: (!node.marker.is_empty()).then(|| record.quote(node.marker)),
                form: Some(node.form.name()).filter(|name| !name.is_empty()),
                ordinal: node.ordinal,
                heading: record.quote(node.heading),
                span: record.at(node.span),
                kind: speech.kind(NodeId(at as u32)).map(|kind| kind.name()),
                children: Nodes { of: self.of, nodes: below, path: &id },
            })?;
            at = next;
        }
        seq.end()
    }
}

struct InSentence<'a> {
    of: &'a InSpeech<'a>,
    sentence: &'a Sentence,
}

impl Serialize for InSentence<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Carries<'a> {
            kind: &'a str,
            rule: &'a str,
            cues: Vec<At>,
        }
        let Self { of: InSpeech { record, speech }, sentence } = *self;
        let quote = record.quote(sentence.span());
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("span", &quote.span)?;
        map.serialize_entry("text", quote.text)?;
        if let Some(clean) = &quote.clean {
            map.serialize_entry("clean", clean)?;
        }
        map.serialize_entry("node", &sentence.node.map(|node| speech.outline().path(node)))?;
        let (paragraph, page) = record.document.paragraph(sentence.span().start());
        if let Some(paragraph) = paragraph {
            map.serialize_entry("paragraph", &paragraph)?;
        }
        if let Some(page) = page {
            map.serialize_entry("page", &page)?;
        }
        map.serialize_entry(
            "labels",
            &List(|| {
                sentence.labels().iter().map(|label| Carries {
                    kind: label.kind.name(),
                    rule: &label.rule,
                    cues: label.cues.iter().map(|cue| record.at(*cue)).collect(),
                })
            }),
        )?;
        if !sentence.metrics().is_empty() {
            map.serialize_entry("metrics", &List(|| sentence.metrics().iter().map(|metric| record.metric(metric))))?;
        }
        #[cfg(feature = "words")]
        if let Some(words) = record.words {
            #[derive(Serialize)]
            struct Word<'a> {
                text: &'a str,
                pos: &'a str,
                span: At,
            }
            let found = words.words(record.document, sentence);
            map.serialize_entry(
                "words",
                &List(|| {
                    found.iter().map(|word| Word {
                        text: record.document.text(&word.span),
                        pos: &word.pos,
                        span: record.at(word.span),
                    })
                }),
            )?;
        }
        map.end()
    }
}

#[derive(Serialize)]
struct Measured<'a> {
    #[serde(flatten)]
    quote: Quote<'a>,
    name: Option<Quote<'a>>,
    figure: Quote<'a>,
    value: Option<serde_json::Number>,
    #[serde(skip_serializing_if = "Option::is_none")]
    value_to: Option<serde_json::Number>,
    unit: Option<&'a str>,
    #[serde(rename = "type")]
    sort: crate::extract::MetricType,
    direction: Option<crate::extract::Direction>,
    bound: Option<crate::extract::Bound>,
    hedges: Vec<Quote<'a>>,
    from: Option<Valued<'a, serde_json::Number>>,
    against: Option<Quote<'a>>,
    period: Option<Valued<'a, &'a str>>,
    rule: &'a str,
}

#[derive(Serialize)]
struct Valued<'a, V> {
    #[serde(flatten)]
    quote: Quote<'a>,
    value: Option<V>,
}

/// A whole number without a point, any other as its shortest decimal fraction.
fn number(value: f64) -> Option<serde_json::Number> {
    if value.fract() == 0.0 { Some((value as i64).into()) } else { serde_json::Number::from_f64(value) }
}

impl Record<'_> {
    fn metric<'a>(&'a self, metric: &'a Metric) -> Measured<'a> {
        let earlier = |from: &Earlier| Valued { quote: self.quote(from.span), value: from.value.and_then(number) };
        let period = |period: &'a Period| Valued { quote: self.quote(period.span), value: period.value.as_deref() };
        Measured {
            quote: self.quote(metric.span()),
            name: self.quotes(metric.name),
            figure: self.quote(metric.figure),
            value: metric.value.and_then(number),
            value_to: metric.value_to.and_then(number),
            unit: metric.unit.as_deref(),
            sort: metric.sort,
            direction: metric.direction,
            bound: metric.bound,
            hedges: metric.hedges.iter().map(|hedge| self.quote(*hedge)).collect(),
            from: metric.from.as_ref().map(earlier),
            against: self.quotes(metric.against),
            period: metric.period.as_ref().map(period),
            rule: &metric.rule,
        }
    }
}

#[derive(Serialize)]
struct Itemised<'a> {
    id: &'a str,
    kind: &'a str,
    title: String,
    title_span: At,
    span: At,
    node: Option<String>,
    sentences: &'a [usize],
    rule: &'a str,
    strength: &'a str,
}

#[derive(Serialize)]
struct Binds<'a> {
    id: &'a str,
    sentence: usize,
    actor: Quote<'a>,
    actor_type: &'a str,
    role: &'a str,
    task: Option<Quote<'a>>,
    deadline: Option<Limit<'a>>,
    strength: &'a str,
}

#[derive(Serialize)]
struct Limit<'a> {
    #[serde(flatten)]
    quote: Quote<'a>,
    #[serde(rename = "type")]
    sort: crate::extract::DeadlineType,
    value: Option<&'a str>,
    rule: &'a str,
}

impl InSpeech<'_> {
    fn item<'a>(&'a self, item: &'a Item) -> Itemised<'a> {
        Itemised {
            id: &item.id,
            kind: item.kind.name(),
            title: self.record.document.shown(&item.title).into_owned(),
            title_span: self.record.at(item.title),
            span: self.record.at(item.span()),
            node: item.node.map(|node| self.speech.outline().path(node)),
            sentences: &item.sentences,
            rule: &item.rule,
            strength: if item.strength == Strength::Explicit { "explicit" } else { "context" },
        }
    }

    fn duty<'a>(&'a self, duty: &'a Duty) -> Binds<'a> {
        let limit = |limit: &'a Deadline| Limit {
            quote: self.record.quote(limit.span),
            sort: limit.sort,
            value: limit.value.as_deref(),
            rule: &limit.rule,
        };
        Binds {
            id: &duty.id,
            sentence: duty.sentence,
            actor: self.record.quote(duty.actor),
            actor_type: duty.actor_type.name(),
            role: duty.role.name(),
            task: self.record.quotes(duty.task),
            deadline: duty.deadline.as_ref().map(limit),
            strength: if duty.strength == Strength::Explicit { "explicit" } else { "implied" },
        }
    }
}

#[derive(Serialize)]
struct Relates<'a> {
    #[serde(rename = "type")]
    sort: &'a str,
    from: &'a str,
    to: &'a str,
    rule: &'a str,
}

fn relates(relation: &Relation) -> Relates<'_> {
    Relates { sort: relation.sort.name(), from: &relation.from, to: &relation.to, rule: &relation.rule }
}
