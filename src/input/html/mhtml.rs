//! Pages saved whole (.mht, .mhtml): the page out of a mail-like file.

/// Whether the bytes begin like a mail with a page in it.
pub(super) fn is_mhtml(bytes: &[u8]) -> bool {
    // It begins with the name of a header.
    let words = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start();
    if !words.first().is_some_and(u8::is_ascii_alphabetic) {
        return false;
    }
    let (headers, _) = head(bytes);
    headers.value("mime-version").is_some()
        && headers.value("content-type").is_some_and(|kind| {
            let kind = kind.to_ascii_lowercase();
            kind.starts_with("multipart/") || kind.starts_with("text/html")
        })
}

/// The largest page of the file, decoded, and the charset its header names.
pub(super) fn page(bytes: &[u8]) -> Option<(Vec<u8>, Option<String>)> {
    let (headers, body) = head(bytes);
    let mut best: Option<(Headers, &[u8])> = None;
    let mut take = |headers: Headers, body| {
        let html = headers.value("content-type").is_some_and(|kind| kind.to_ascii_lowercase().starts_with("text/html"));
        if html && best.as_ref().is_none_or(|(_, best)| best.len() < <[u8]>::len(body)) {
            best = Some((headers, body));
        }
    };
    match headers.parameter("boundary") {
        // Parts in parts have boundaries of their own; all of them begin with two hyphens.
        Some(boundary) => parts(body, &boundary).for_each(|part| {
            let (headers, body) = head(part);
            match headers.parameter("boundary") {
                Some(inner) => parts(body, &inner).map(head).for_each(|(headers, body)| take(headers, body)),
                None => take(headers, body),
            }
        }),
        None => take(headers, body),
    }
    let (headers, body) = best?;
    let body = match headers.value("content-transfer-encoding").map(|how| how.to_ascii_lowercase()).as_deref() {
        Some("quoted-printable") => quoted_printable(body),
        Some("base64") => base64(body),
        _ => body.to_vec(),
    };
    Some((body, headers.parameter("charset")))
}

/// Header lines, joined where they run on.
#[derive(Default)]
struct Headers(Vec<String>);

impl Headers {
    fn value(&self, name: &str) -> Option<&str> {
        self.0.iter().find_map(|line| {
            let (found, value) = line.split_once(':')?;
            found.trim().eq_ignore_ascii_case(name).then(|| value.trim())
        })
    }

    /// A parameter of the content type.
    fn parameter(&self, name: &str) -> Option<String> {
        self.value("content-type")?.split(';').skip(1).find_map(|pair| {
            let (found, value) = pair.split_once('=')?;
            let value = value.trim().trim_matches('"');
            (found.trim().eq_ignore_ascii_case(name) && !value.is_empty()).then(|| value.to_owned())
        })
    }
}

/// The headers at the beginning, and what follows their empty line.
fn head(bytes: &[u8]) -> (Headers, &[u8]) {
    const LONGEST: usize = 16 << 10;
    let mut headers: Vec<String> = Vec::new();
    let mut at = 0;
    for line in bytes.get(..LONGEST).unwrap_or(bytes).split_inclusive(|b| *b == b'\n') {
        at += line.len();
        let text = String::from_utf8_lossy(line);
        let text = text.trim_end();
        if text.is_empty() {
            // Browsers save with empty lines in front.
            if headers.is_empty() {
                continue;
            }
            break;
        }
        match headers.last_mut() {
            Some(last) if text.starts_with([' ', '\t']) => last.push_str(text.trim_start()),
            _ => headers.push(text.trim_start_matches('\u{feff}').to_owned()),
        }
    }
    (Headers(headers), &bytes[at..])
}

/// The pieces between the boundary lines.
fn parts<'a>(body: &'a [u8], boundary: &str) -> impl Iterator<Item = &'a [u8]> {
    let boundary = format!("--{boundary}").into_bytes();
    let mut rest = after_boundary(body, &boundary).map_or(&body[body.len()..], |(_, rest)| rest);
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let (part, after) = after_boundary(rest, &boundary).unwrap_or((rest, &[]));
        rest = after;
        Some(part)
    })
}

/// What stands before and after the next line that begins with the boundary.
fn after_boundary<'a>(bytes: &'a [u8], boundary: &[u8]) -> Option<(&'a [u8], &'a [u8])> {
    let mut at = 0;
    for line in bytes.split_inclusive(|b| *b == b'\n') {
        if line.starts_with(boundary) {
            return Some((&bytes[..at], &bytes[at + line.len()..]));
        }
        at += line.len();
    }
    None
}

fn quoted_printable(body: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(body.len());
    let mut rest = body;
    while let Some((&first, after)) = rest.split_first() {
        rest = after;
        match (first, after) {
            (b'=', [b'\r', b'\n', after @ ..] | [b'\n', after @ ..]) => rest = after,
            (b'=', [high, low, after @ ..]) if high.is_ascii_hexdigit() && low.is_ascii_hexdigit() => {
                out.push(digit(*high) << 4 | digit(*low));
                rest = after;
            }
            _ => out.push(first),
        }
    }
    out
}

fn digit(hex: u8) -> u8 {
    (hex as char).to_digit(16).map_or(0, |digit| digit as u8)
}

/// Lenient: what is no digit of base64 is passed over.
fn base64(body: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(body.len() / 4 * 3);
    let (mut bits, mut count) = (0u32, 0);
    for b in body {
        let value = match b {
            b'A'..=b'Z' => b - b'A',
            b'a'..=b'z' => b - b'a' + 26,
            b'0'..=b'9' => b - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            b'=' => break,
            _ => continue,
        };
        bits = bits << 6 | u32::from(value);
        count += 6;
        if count >= 8 {
            count -= 8;
            out.push((bits >> count) as u8);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    const WHOLE: &str = "From: <saved>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\tboundary=\"--x\"\r\n\r\n\
        ----x\r\nContent-Type: text/html; charset=\"utf-8\"\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n\
        <p>=E6=8A=93=E9=A1=B9=\r\n=E7=9B=AE</p>\r\n\
        ----x\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\niVBORw0KGgo=\r\n----x--\r\n";

    #[test]
    fn the_page_comes_out_of_its_wrapping() {
        assert!(is_mhtml(WHOLE.as_bytes()));
        let (page, charset) = page(WHOLE.as_bytes()).unwrap();
        assert_eq!(String::from_utf8(page).unwrap().trim_end(), "<p>抓项目</p>");
        assert_eq!(charset.as_deref(), Some("utf-8"));
    }

    #[test]
    fn a_single_page_in_base64_is_read() {
        let mail = b"MIME-Version: 1.0\nContent-Type: text/html\nContent-Transfer-Encoding: base64\n\nPHA+YTwv\ncD4=\n";
        assert_eq!(page(mail).unwrap(), (b"<p>a</p>".to_vec(), None));
    }

    #[test]
    fn a_mail_without_a_page_gives_none() {
        assert!(!is_mhtml(b"MIME-Version: 1.0\r\nContent-Type: text/plain\r\n\r\nx"));
        assert_eq!(page(b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n--x\r\n"), None);
    }
}
