use crate::error::{Error, ErrorKind};

/// The text of a file's bytes: UTF-8, with or without a byte order mark.
///
/// The mark is no part of the text. Line ends stay as they are.
///
/// # Errors
/// The bytes are not UTF-8, or no text at all (a program, a picture, an archive).
///
/// ```
/// assert_eq!(tigang::decode(b"\xef\xbb\xbfa\r\n".to_vec()).unwrap(), "a\r\n");
/// assert!(tigang::decode(b"PK\x03\x04\x00".to_vec()).unwrap_err().to_string().contains("zip"));
/// ```
pub fn decode(mut bytes: Vec<u8>) -> Result<String, Error> {
    if bytes.starts_with(b"\xef\xbb\xbf") {
        bytes.drain(..3);
    }
    let looks_like = looks_like(&bytes);
    match String::from_utf8(bytes) {
        Ok(text) if !text.contains('\0') => Ok(text),
        Ok(_) => Err(Error::new(ErrorKind::Binary { looks_like: looks_like.unwrap_or("a binary file") })),
        Err(error) => {
            let at = error.utf8_error().valid_up_to();
            Err(Error::new(match looks_like {
                Some(looks_like) => ErrorKind::Binary { looks_like },
                None if error.as_bytes().contains(&0) => ErrorKind::Binary { looks_like: "a binary file" },
                None => ErrorKind::Encoding { at },
            }))
        }
    }
}

fn looks_like(bytes: &[u8]) -> Option<&'static str> {
    const SIGNS: &[(&[u8], &str)] = &[
        (b"PK\x03\x04", "a zip archive or a Word, Excel or WPS file"),
        (b"%PDF", "a PDF"),
        (b"\xd0\xcf\x11\xe0", "an old Word, Excel or WPS file"),
        (b"\x89PNG", "a picture"),
        (b"\xff\xd8\xff", "a picture"),
        (b"\x7fELF", "a program"),
        (b"MZ", "a program"),
        (b"\x1f\x8b", "a gzip archive"),
        (b"\xff\xfe", "UTF-16 text; save it as UTF-8"),
        (b"\xfe\xff", "UTF-16 text; save it as UTF-8"),
    ];
    SIGNS.iter().find(|(sign, _)| bytes.starts_with(sign)).map(|(_, name)| *name)
}
