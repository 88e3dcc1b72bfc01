//! Runs the text operators of the pages and notes every glyph with its place.

use std::collections::HashMap;
use std::rc::Rc;
use std::time::Instant;

use hayro_cmap::BfString;
use hayro_syntax::Pdf;
use hayro_syntax::content::TypedIter;
use hayro_syntax::content::ops::TypedInstruction as Op;
use hayro_syntax::object::{Dict, Name, Number, Object, Stream};
use hayro_syntax::page::{Page, Resources};

use super::super::manuscript::LARGEST;
use super::fonts::{Face, Fonts, is_modest_stream};
use super::radicals::ordinary;

/// The glyphs of a document.
pub(super) struct Reading {
    pub(super) sheets: Vec<Sheet>,
    pub(super) pictures: usize,
    /// Glyphs whose characters nothing tells.
    pub(super) unnamed: usize,
    pub(super) losses: Vec<String>,
}

/// The glyphs of a page in the order they are drawn.
pub(super) struct Sheet {
    pub(super) number: u32,
    pub(super) height: f32,
    pub(super) glyphs: Vec<Glyph>,
    /// Whether a picture stands on it.
    pub(super) pictured: bool,
}

/// A character and its place on the page in points, from the upper left corner.
#[derive(Clone, Copy, Debug)]
pub(super) struct Glyph {
    pub(super) char: char,
    pub(super) x: f32,
    /// The base line.
    pub(super) y: f32,
    pub(super) width: f32,
    pub(super) size: f32,
    /// Marked as no part of the text, as headers and page numbers are.
    pub(super) artifact: bool,
}

const MOST_PAGES: usize = 5_000;
const MOST_GLYPHS: usize = 4_000_000;
/// Forms that draw forms that draw forms.
const DEEPEST: usize = 12;
const MOST_STATES: usize = 512;
/// Streams that make up a page.
const MOST_STREAMS: usize = 1_000;

pub(super) fn reading(pdf: &Pdf, deadline: Instant) -> Reading {
    let mut pen = Pen {
        fonts: Fonts::new(),
        glyphs: Vec::new(),
        left: MOST_GLYPHS,
        pictures: 0,
        unnamed: 0,
        vertical: 0,
        damaged: 0,
        artifacts: Vec::new(),
        steps: 0,
        deadline,
        stopped: false,
    };
    let mut sheets = Vec::new();
    let mut losses = Vec::new();
    let pages = pdf.pages();
    for (number, page) in (1..).zip(pages.iter().take(MOST_PAGES)) {
        let pictures = pen.pictures;
        pen.page(page);
        sheets.push(Sheet {
            number,
            height: page.render_dimensions().1,
            glyphs: std::mem::take(&mut pen.glyphs),
            pictured: pen.pictures > pictures,
        });
        if pen.stopped {
            break;
        }
    }
    if sheets.len() < pages.len() || pen.stopped {
        losses.push(format!("it takes too long to read; {} of its {} pages were begun", sheets.len(), pages.len()));
    }
    if pen.vertical > 0 {
        losses.push(format!("{} characters of vertical text are left out", pen.vertical));
    }
    if pen.damaged > 0 {
        losses.push(format!("parts of {} pages are damaged and left out", pen.damaged));
    }
    drop_artifacts(&mut sheets);
    Reading { sheets, pictures: pen.pictures, unnamed: pen.unnamed, losses }
}

/// Leaves out what is marked as no text, unless a writer marks nearly everything so.
fn drop_artifacts(sheets: &mut [Sheet]) {
    let count = |artifact: bool| -> usize {
        sheets.iter().map(|sheet| sheet.glyphs.iter().filter(|glyph| glyph.artifact == artifact).count()).sum()
    };
    if count(true) < count(false) {
        sheets.iter_mut().for_each(|sheet| sheet.glyphs.retain(|glyph| !glyph.artifact));
    }
}

type Matrix = [f64; 6];

const IDENTITY: Matrix = [1.0, 0.0, 0.0, 1.0, 0.0, 0.0];

/// What `m` does to the outcome of `n`.
fn times(m: Matrix, n: Matrix) -> Matrix {
    [
        m[0] * n[0] + m[2] * n[1],
        m[1] * n[0] + m[3] * n[1],
        m[0] * n[2] + m[2] * n[3],
        m[1] * n[2] + m[3] * n[3],
        m[0] * n[4] + m[2] * n[5] + m[4],
        m[1] * n[4] + m[3] * n[5] + m[5],
    ]
}

fn shift(x: f64, y: f64) -> Matrix {
    [1.0, 0.0, 0.0, 1.0, x, y]
}

/// The part of the graphics state that text needs.
#[derive(Clone)]
struct State<'a> {
    to_page: Matrix,
    face: Option<Rc<Face<'a>>>,
    size: f64,
    char_space: f64,
    word_space: f64,
    stretch: f64,
    leading: f64,
    rise: f64,
}

struct Pen<'a> {
    fonts: Fonts<'a>,
    glyphs: Vec<Glyph>,
    left: usize,
    pictures: usize,
    unnamed: usize,
    vertical: usize,
    // Pages of which a part could not be unpacked.
    damaged: usize,
    // For each open mark whether it, or one around it, says that this is no text.
    artifacts: Vec<bool>,
    steps: u32,
    deadline: Instant,
    stopped: bool,
}

impl<'a> Pen<'a> {
    fn page(&mut self, page: &Page<'a>) {
        let state = State {
            to_page: page.initial_transform(true).as_coeffs(),
            face: None,
            size: 1.0,
            char_space: 0.0,
            word_space: 0.0,
            stretch: 1.0,
            leading: 0.0,
            rise: 0.0,
        };
        self.artifacts.clear();
        let (content, is_whole) = page_content(page.raw());
        self.damaged += usize::from(!is_whole);
        self.run(&content, page.resources(), state, 0);
    }

    fn run(&mut self, content: &[u8], resources: &Resources<'a>, mut state: State<'a>, depth: usize) {
        let mut saved = Vec::new();
        // To look a font up is to read its dictionary, with all its widths.
        let mut faces: HashMap<Vec<u8>, Option<Rc<Face<'a>>>> = HashMap::new();
        let (mut text, mut line) = (IDENTITY, IDENTITY);
        let mut ops = TypedIter::new(content);
        while let Some(op) = ops.next() {
            if self.is_late() {
                return;
            }
            let next_line = |line: Matrix, x: f64, y: f64| times(line, shift(x, y));
            match op {
                Op::SaveState(_) if saved.len() < MOST_STATES => saved.push(state.clone()),
                Op::RestoreState(_) => state = saved.pop().unwrap_or(state),
                Op::Transform(m) => state.to_page = times(state.to_page, matrix([&m.0, &m.1, &m.2, &m.3, &m.4, &m.5])),
                Op::BeginText(_) => (text, line) = (IDENTITY, IDENTITY),
                Op::TextFont(font) => {
                    state.face = match faces.get(font.0.as_ref()) {
                        Some(face) => face.clone(),
                        None => {
                            let face = resources.get_font(font.0).and_then(|dict| self.fonts.face(&dict));
                            faces.insert(font.0.as_ref().to_vec(), face.clone());
                            face
                        }
                    };
                    state.size = font.1.as_f64();
                }
                Op::CharacterSpacing(space) => state.char_space = space.0.as_f64(),
                Op::WordSpacing(space) => state.word_space = space.0.as_f64(),
                Op::HorizontalScaling(percent) => state.stretch = percent.0.as_f64() / 100.0,
                Op::TextLeading(leading) => state.leading = leading.0.as_f64(),
                Op::TextRise(rise) => state.rise = rise.0.as_f64(),
                Op::SetTextMatrix(m) => {
                    line = matrix([&m.0, &m.1, &m.2, &m.3, &m.4, &m.5]);
                    text = line;
                }
                Op::NextLine(by) => {
                    line = next_line(line, by.0.as_f64(), by.1.as_f64());
                    text = line;
                }
                Op::NextLineAndSetLeading(by) => {
                    state.leading = -by.1.as_f64();
                    line = next_line(line, by.0.as_f64(), by.1.as_f64());
                    text = line;
                }
                Op::NextLineUsingLeading(_) => {
                    line = next_line(line, 0.0, -state.leading);
                    text = line;
                }
                Op::ShowText(shown) => self.show(shown.0.as_bytes(), &state, &mut text),
                Op::ShowTexts(shown) => {
                    for piece in shown.0.iter::<Object>() {
                        match piece {
                            Object::String(bytes) => self.show(bytes.as_bytes(), &state, &mut text),
                            Object::Number(back) => {
                                let by = -back.as_f64() / 1000.0 * state.size * state.stretch;
                                text = times(text, shift(by, 0.0));
                            }
                            _ => {}
                        }
                    }
                }
                Op::NextLineAndShowText(shown) => {
                    line = next_line(line, 0.0, -state.leading);
                    text = line;
                    self.show(shown.0.as_bytes(), &state, &mut text);
                }
                Op::ShowTextWithParameters(shown) => {
                    state.word_space = shown.0.as_f64();
                    state.char_space = shown.1.as_f64();
                    line = next_line(line, 0.0, -state.leading);
                    text = line;
                    self.show(shown.2.as_bytes(), &state, &mut text);
                }
                Op::BeginMarkedContent(mark) => self.open(mark.0),
                Op::BeginMarkedContentWithProperties(mark) => self.open(mark.0),
                Op::EndMarkedContent(_) => {
                    self.artifacts.pop();
                }
                Op::InlineImage(_) => self.pictures += 1,
                Op::XObject(object) => {
                    if let Some(stream) = resources.get_x_object(object.0) {
                        self.object(&stream, resources, &state, depth);
                    }
                }
                _ => {}
            }
        }
    }

    fn is_late(&mut self) -> bool {
        self.steps = self.steps.wrapping_add(1);
        if self.steps.is_multiple_of(64) && Instant::now() > self.deadline {
            self.stopped = true;
        }
        self.stopped
    }

    fn open(&mut self, tag: &Name) {
        let around = self.artifacts.last().copied().unwrap_or(false);
        if self.artifacts.len() < MOST_STATES {
            self.artifacts.push(around || tag.as_str() == "Artifact");
        }
    }

    fn object(&mut self, stream: &Stream<'a>, resources: &Resources<'a>, state: &State<'a>, depth: usize) {
        let dict = stream.dict();
        match dict.get::<Name>("Subtype").as_ref().map(Name::as_str) {
            Some("Image") => self.pictures += 1,
            Some("Form") if depth < DEEPEST && is_modest_stream(stream) => {
                // Each may be unpacked again and again.
                self.steps = self.steps.next_multiple_of(64).wrapping_sub(1);
                let Ok(content) = stream.decoded_data() else { return };
                let own = dict.get::<[f64; 6]>("Matrix").unwrap_or(IDENTITY);
                let state = State { to_page: times(state.to_page, own), ..state.clone() };
                match dict.get::<Dict>("Resources").map(Resources::new) {
                    Some(resources) => self.run(&content, &resources, state, depth + 1),
                    None => self.run(&content, resources, state, depth + 1),
                }
            }
            _ => {}
        }
    }

    /// Notes the glyphs of a string and moves on behind them.
    fn show(&mut self, bytes: &[u8], state: &State<'a>, text: &mut Matrix) {
        let Some(face) = &state.face else { return };
        let upright = face.font.is_horizontal();
        let mut at = 0;
        while at < bytes.len() && self.left > 0 {
            let (code, len) = face.font.read_code(bytes, at);
            at += len.max(1);
            let advance = face.font.code_advance(code);
            let space = state.char_space + if code == 32 && len == 1 { state.word_space } else { 0.0 };
            if upright {
                let width = advance.x / 1000.0 * state.size * state.stretch;
                self.put(face.text(code), times(state.to_page, *text), width, state);
                *text = times(*text, shift(width + space * state.stretch, 0.0));
            } else {
                self.vertical += 1;
                *text = times(*text, shift(0.0, advance.y / 1000.0 * state.size + space));
            }
        }
        self.stopped |= self.left == 0;
    }

    fn put(&mut self, text: Option<BfString>, to_page: Matrix, width: f64, state: &State) {
        let [a, b, c, d, ..] = to_page;
        // Watermarks run across the page; text runs along it.
        if a * state.size <= 0.0 || b.abs() > 0.1 * a.abs() {
            return;
        }
        let [.., x, y] = times(to_page, shift(0.0, state.rise));
        let glyph = |char, x: f64, width: f64| Glyph {
            char: ordinary(char),
            x: x as f32,
            y: y as f32,
            width: width as f32,
            size: (c.hypot(d) * state.size.abs()) as f32,
            artifact: self.artifacts.last().copied().unwrap_or(false),
        };
        let width = (width * a).abs();
        let before = self.glyphs.len();
        // Browsers print —— so.
        let text = match text {
            Some(BfString::Char('⸺')) => Some(BfString::String("——".into())),
            text => text,
        };
        match text {
            Some(BfString::Char(char)) => self.glyphs.push(glyph(char, x, width)),
            Some(BfString::String(text)) => {
                let each = width / text.chars().count().max(1) as f64;
                let chars: Vec<Glyph> =
                    text.chars().enumerate().map(|(i, char)| glyph(char, x + each * i as f64, each)).collect();
                self.glyphs.extend(chars);
            }
            None => self.unnamed += 1,
        }
        self.left = self.left.saturating_sub((self.glyphs.len() - before).max(1));
    }
}

fn matrix(numbers: [&Number; 6]) -> Matrix {
    numbers.map(Number::as_f64)
}

/// The content of a page, one stream or several in a row, and whether all of it is there.
fn page_content(page: &Dict) -> (Vec<u8>, bool) {
    let mut content = Vec::new();
    let mut is_whole = true;
    let streams = match page.get::<Object>("Contents") {
        Some(Object::Stream(stream)) => vec![stream],
        Some(Object::Array(array)) => array.iter::<Stream>().take(MOST_STREAMS).collect(),
        _ => vec![],
    };
    for stream in &streams {
        let piece = is_modest_stream(stream).then(|| stream.decoded_data().ok()).flatten();
        match piece.filter(|piece| content.len() + piece.len() <= LARGEST) {
            Some(piece) => {
                content.extend_from_slice(&piece);
                content.push(b'\n');
            }
            None => is_whole = false,
        }
        if content.len() > LARGEST / 2 {
            break;
        }
    }
    (content, is_whole)
}
