//! Tells the format of a file by its content, and reads it.

#[cfg(any(feature = "office", feature = "html", feature = "pdf"))]
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use super::manuscript::{Damage, Manuscript, Paragraph};
use crate::error::{Error, ErrorKind};

/// The formats of files (文件格式).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Format {
    /// Plain text in UTF-8, UTF-16, GB18030 (GBK) or Big5.
    Txt,
    /// The same with marks of Markdown.
    Md,
    /// A saved web page.
    Html,
    /// Word since 2007.
    Docx,
    /// Word 97–2003 and WPS.
    Doc,
    /// OpenDocument text.
    Odt,
    /// Rich text.
    Rtf,
    /// PDF with a text layer.
    Pdf,
}

impl Format {
    /// Its name in the output: `txt`, `docx` …
    pub fn name(self) -> &'static str {
        match self {
            Format::Txt => "txt",
            Format::Md => "md",
            Format::Html => "html",
            Format::Docx => "docx",
            Format::Doc => "doc",
            Format::Odt => "odt",
            Format::Rtf => "rtf",
            Format::Pdf => "pdf",
        }
    }
}

/// What is known of some bytes besides the bytes. Content decides; a hint only settles what content leaves
/// open: whether plain text is Markdown.
#[derive(Clone, Copy, Debug, Default)]
pub struct Hint<'a> {
    path: Option<&'a Path>,
}

impl<'a> Hint<'a> {
    /// Nothing is known.
    pub fn none() -> Self {
        Self::default()
    }

    /// The name of the file they come from.
    pub fn path(path: &'a (impl AsRef<Path> + ?Sized)) -> Self {
        Self { path: Some(path.as_ref()) }
    }

    fn is_markdown(self) -> bool {
        let end = self.path.and_then(Path::extension);
        end.is_some_and(|end| ["md", "markdown"].iter().any(|markdown| end.eq_ignore_ascii_case(markdown)))
    }
}

/// The text of a file: what [`decode`] makes of its bytes, and [`Parser::parse_decoded`] reads.
///
/// [`Parser::parse_decoded`]: crate::Parser::parse_decoded
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Decoded {
    /// The text all spans will point into. Of office files, web pages and PDFs every paragraph, and every row of
    /// a table, is a line.
    pub text: String,
    /// The format the bytes are in.
    pub format: Format,
    /// How plain text writes its characters: `utf-8`, `utf-8-bom`, `gb18030`, `big5`, `utf-16le` …
    pub encoding: Option<&'static str>,
    /// What could not be read as it stands, a sentence each.
    pub losses: Vec<String>,
    pub(crate) paragraphs: Vec<Paragraph>,
}

/// The text of a file's bytes, whatever its format: plain text and Markdown, and with the features `html`,
/// `office` and `pdf` web pages, Word, OpenDocument, rich text and PDF. With feature `charset` plain text may
/// be GB18030, Big5 or UTF-16; without it UTF-8.
///
/// A byte order mark is no part of the text. Line ends stay as they are. Numbers that Word counts by itself
/// (一、 (一)) are written out; deleted and hidden text, headers and footers are left out.
///
/// # Errors
/// The bytes are no text (a program, a picture), in a format no feature reads, locked by a password, pictures
/// of pages only, or too damaged to give any text. What can be read of a damaged file is given, with the rest
/// told in [`Decoded::losses`].
///
/// ```
/// use tigang::{Format, Hint, decode};
/// let decoded = decode(b"\xef\xbb\xbfa\r\n".to_vec(), Hint::path("a.txt"))?;
/// assert_eq!((decoded.text.as_str(), decoded.format, decoded.encoding), ("a\r\n", Format::Txt, Some("utf-8-bom")));
/// assert!(decode(b"\x89PNG\r\n\x1a\n".to_vec(), Hint::none()).unwrap_err().to_string().contains("picture"));
/// # Ok::<(), tigang::Error>(())
/// ```
pub fn decode(bytes: Vec<u8>, hint: Hint<'_>) -> Result<Decoded, Error> {
    let Some((format, read)) = reader(&bytes)? else { return text(bytes, hint) };
    let Manuscript { text, paragraphs, losses, .. } = read(&bytes).map_err(|damage| Error::new(damage.into()))?;
    Ok(Decoded { text, format, encoding: None, losses, paragraphs })
}

type Read = fn(&[u8]) -> Result<Manuscript, Damage>;

/// The format of bytes that are no plain text, and its reader.
fn reader(bytes: &[u8]) -> Result<Option<(Format, Read)>, Error> {
    let begins = |sign: &[u8]| bytes.starts_with(sign);
    if begins(b"PK\x03\x04") || begins(b"PK\x05\x06") {
        return packed(bytes).map(Some);
    }
    #[cfg(feature = "office")]
    if begins(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") {
        return Ok(Some((Format::Doc, |bytes| guarded(super::office::doc, bytes))));
    }
    #[cfg(feature = "office")]
    if begins(b"{\\rtf") {
        return Ok(Some((Format::Rtf, |bytes| guarded(super::office::rtf, bytes))));
    }
    #[cfg(feature = "pdf")]
    if memchr::memmem::find(&bytes[..bytes.len().min(1024)], b"%PDF-").is_some() {
        return Ok(Some((Format::Pdf, |bytes| guarded(super::pdf::read, bytes))));
    }
    #[cfg(feature = "html")]
    if super::html::is_html(bytes) {
        return Ok(Some((Format::Html, |bytes| guarded(super::html::read, bytes))));
    }
    Ok(None)
}

/// The format of a zip archive, by the names of what is in it.
#[cfg(feature = "office")]
fn packed(bytes: &[u8]) -> Result<(Format, Read), Error> {
    let package = super::office::Package::open(bytes).map_err(|damage| Error::new(damage.into()))?;
    let holds = |name: &[u8]| package.entries().iter().any(|entry| entry.name.starts_with(name));
    let no_text = |looks_like| Err(Error::new(ErrorKind::Binary { looks_like }));
    if !package.is_document() {
        no_text("a zip archive of files; unpack it first")
    } else if holds(b"xl/") {
        no_text("an Excel file")
    } else if holds(b"ppt/") {
        no_text("a PowerPoint file")
    } else if holds(b"OFD.xml") {
        no_text("an OFD document; save it as PDF")
    } else if holds(b"META-INF/container.xml") {
        no_text("an e-book (EPUB)")
    } else if holds(b"content.xml") || holds(b"mimetype") {
        Ok((Format::Odt, |bytes| guarded(super::office::odt, bytes)))
    } else {
        Ok((Format::Docx, |bytes| guarded(super::office::docx, bytes)))
    }
}

#[cfg(not(feature = "office"))]
fn packed(_: &[u8]) -> Result<(Format, Read), Error> {
    Err(Error::new(ErrorKind::Binary { looks_like: "a zip archive or a Word, Excel or WPS file" }))
}

/// A reader's answer; one that panics has met damage nobody foresaw.
#[cfg(any(feature = "office", feature = "html", feature = "pdf"))]
fn guarded(read: Read, bytes: &[u8]) -> Result<Manuscript, Damage> {
    catch_unwind(AssertUnwindSafe(|| read(bytes)))
        .unwrap_or_else(|_| Err(Damage::Broken("the file is damaged in an unknown way; save it again".to_owned())))
}

#[cfg(feature = "charset")]
fn text(bytes: Vec<u8>, hint: Hint<'_>) -> Result<Decoded, Error> {
    use super::charset::{self, Charset};
    let marked = charset::mark(&bytes).is_some();
    let decoded =
        charset::decode(bytes).map_err(|binary| Error::new(ErrorKind::Binary { looks_like: binary.looks_like }))?;
    let encoding = match decoded.charset {
        Charset::Utf8 if marked => "utf-8-bom",
        charset => charset.name(),
    };
    Ok(plain(decoded.text, encoding, decoded.losses, hint))
}

#[cfg(not(feature = "charset"))]
fn text(mut bytes: Vec<u8>, hint: Hint<'_>) -> Result<Decoded, Error> {
    let marked = bytes.starts_with(b"\xef\xbb\xbf");
    if marked {
        bytes.drain(..3);
    }
    let binary = || Error::new(ErrorKind::Binary { looks_like: "a binary file" });
    let text = String::from_utf8(bytes).map_err(|error| match error.as_bytes().contains(&0) {
        true => binary(),
        false => Error::new(ErrorKind::Encoding { at: error.utf8_error().valid_up_to() }),
    })?;
    if text.contains('\0') {
        return Err(binary());
    }
    Ok(plain(text, if marked { "utf-8-bom" } else { "utf-8" }, Vec::new(), hint))
}

fn plain(text: String, encoding: &'static str, losses: Vec<String>, hint: Hint<'_>) -> Decoded {
    let format = if hint.is_markdown() { Format::Md } else { Format::Txt };
    Decoded { text, format, encoding: Some(encoding), losses, paragraphs: Vec::new() }
}

impl From<Damage> for ErrorKind {
    fn from(damage: Damage) -> Self {
        match damage {
            Damage::Password => ErrorKind::Password,
            #[cfg(feature = "pdf")]
            Damage::Scanned => ErrorKind::Scanned,
            Damage::TooLarge => ErrorKind::TooLarge,
            Damage::Broken(why) => ErrorKind::Damaged(why),
        }
    }
}
