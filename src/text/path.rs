//! Paths as text.

use std::borrow::Cow;
use std::fmt::Write;
use std::path::Path;

/// A path as results write it: itself where it is Unicode; a byte that is none is written `\xD4`, so that two
/// paths never look the same.
///
/// ```
/// use std::path::Path;
/// assert_eq!(tigang::path_text(Path::new("县委/讲话.txt")), "县委/讲话.txt");
/// ```
pub fn path_text(path: &Path) -> Cow<'_, str> {
    if let Some(text) = path.to_str() {
        return Cow::Borrowed(text);
    }
    let mut text = String::new();
    for chunk in path.as_os_str().as_encoded_bytes().utf8_chunks() {
        text.push_str(chunk.valid());
        chunk.invalid().iter().for_each(|byte| {
            let _ = write!(text, "\\x{byte:02X}");
        });
    }
    Cow::Owned(text)
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::os::unix::ffi::OsStrExt;

    #[test]
    fn paths_that_differ_look_different() {
        let of = |bytes: &[u8]| path_text(Path::new(std::ffi::OsStr::from_bytes(bytes))).into_owned();
        assert_eq!(of(b"a\xd4\xc2.txt"), "a\\xD4\\xC2.txt");
        assert_ne!(of(b"a\xd4\xc2.txt"), of(b"a\xd4\xc3.txt"));
    }
}
