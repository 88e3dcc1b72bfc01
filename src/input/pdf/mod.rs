//! Reads .pdf files: glyphs to lines, lines to paragraphs; headers, footers and page numbers stay out.

use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use hayro_syntax::{DecryptionError, LoadPdfError, Pdf};

use super::manuscript::{Damage, LARGEST, Manuscript};

mod content;
mod fonts;
mod fuses;
mod lines;
mod margins;
mod paragraphs;
mod radicals;

use content::{Reading, Sheet};

/// Reads the text layer of a PDF, a paragraph a line.
///
/// A file that is encrypted opens if its user password is empty. Of a damaged or endless file comes what was
/// found before the damage, with a word on it in `losses`.
pub(crate) fn read(bytes: &[u8]) -> Result<Manuscript, Damage> {
    if bytes.len() > LARGEST_FILE {
        return Err(Damage::TooLarge);
    }
    // The parsers were made by others: they work on a stack of their own, and against the clock.
    let bytes = bytes.to_vec();
    let (send, receive) = mpsc::channel();
    let worker = thread::Builder::new().name("pdf".to_owned()).stack_size(STACK).spawn(move || {
        // If nobody waits any more, nobody is disappointed.
        let _ = send.send(manuscript(bytes));
    });
    if worker.is_err() {
        return Err(broken("no thread could be started to read it; try again with fewer files at a time"));
    }
    match receive.recv_timeout(PATIENCE) {
        Ok(made) => made,
        Err(mpsc::RecvTimeoutError::Timeout) => Err(broken("reading it takes too long; print it to a new pdf first")),
        Err(mpsc::RecvTimeoutError::Disconnected) => {
            Err(broken("its objects are damaged; print it to a new pdf first"))
        }
    }
}

/// Larger files hold pictures, not speeches.
const LARGEST_FILE: usize = 2 * LARGEST;
const STACK: usize = 16 << 20;
/// After so long no more pages are begun …
const TIME_FOR_PAGES: Duration = Duration::from_secs(5);
/// … and after so long nobody waits any more.
const PATIENCE: Duration = Duration::from_secs(8);

fn broken(words: &str) -> Damage {
    Damage::Broken(words.to_owned())
}

fn manuscript(bytes: Vec<u8>) -> Result<Manuscript, Damage> {
    let deadline = Instant::now() + TIME_FOR_PAGES;
    let whole = is_whole(&bytes);
    let (bytes, defused) = fuses::drawn(bytes)?;
    let pdf = Pdf::new(bytes).map_err(|error| match error {
        LoadPdfError::Decryption(DecryptionError::PasswordProtected | DecryptionError::UnsupportedAlgorithm) => {
            Damage::Password
        }
        LoadPdfError::Decryption(_) => broken("its encryption is damaged; save it again without a password"),
        LoadPdfError::Invalid => broken("no page was found in it; check that the file is complete"),
    })?;
    let Reading { sheets, pictures, unnamed, losses } = content::reading(&pdf, deadline);

    let named: usize = sheets.iter().map(|sheet| sheet.glyphs.len()).sum();
    if named == 0 && unnamed == 0 && pictures > 0 {
        return Err(Damage::Scanned);
    }
    if unnamed > named {
        return Err(broken("its fonts do not tell which characters they show; recognize its text (OCR) first"));
    }
    if named == 0 {
        return Err(match (defused, losses.is_empty(), whole) {
            (true, _, _) => Damage::TooLarge,
            (_, _, false) => broken("the file breaks off before any text"),
            (_, false, _) => Damage::Broken(losses.join("; ")),
            _ => broken("its pages hold no text"),
        });
    }

    let scanned = scanned(&sheets);
    let mut pages: Vec<lines::Page> = sheets.iter().map(lines::page).collect();
    margins::remove(&mut pages);
    lines::notes_last(&mut pages);
    let mut made = paragraphs::manuscript(&pages);
    made.losses.extend(losses);
    made.losses.extend(scanned);
    if unnamed > 0 {
        made.losses.push(format!("{unnamed} characters are left out because their fonts do not name them"));
    }
    if defused {
        made.losses.push("parts that unpack to more than a page can hold were left out".to_owned());
    }
    if !whole {
        made.losses.push("the file breaks off early; what was found before is here".to_owned());
    }
    Ok(made)
}

/// A word on the pages that hold a picture and no text.
fn scanned(sheets: &[Sheet]) -> Option<String> {
    let is_scanned = |sheet: &&Sheet| sheet.pictured && sheet.glyphs.iter().all(|glyph| glyph.char.is_whitespace());
    let numbers: Vec<String> = sheets.iter().filter(is_scanned).map(|sheet| sheet.number.to_string()).collect();
    let (page, is) = if numbers.len() == 1 { ("page", "is") } else { ("pages", "are") };
    (!numbers.is_empty()).then(|| {
        let numbers = numbers.join(", ");
        format!("{page} {numbers} {is} scanned (扫描), without text; recognize the text (OCR) first")
    })
}

/// Whether the end of the file says where its table of contents is.
fn is_whole(bytes: &[u8]) -> bool {
    let tail = &bytes[bytes.len().saturating_sub(2048)..];
    memchr::memmem::find(tail, b"startxref").is_some()
}

#[cfg(test)]
mod tests;
