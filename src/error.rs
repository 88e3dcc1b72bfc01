use std::fmt;
use std::path::{Path, PathBuf};

/// What could not be done, and where.
///
/// Parsing a text never fails; reading bytes, files and rule tables can. The message says what to do
/// next, in lower case and without a full stop.
///
/// ```
/// let error = tigang::Rules::from_toml("[[rule]]\nid = 1").unwrap_err();
/// assert!(error.to_string().contains("2"), "{error}");
/// ```
#[derive(Debug)]
pub struct Error(Box<Inner>);

#[derive(Debug)]
struct Inner {
    kind: ErrorKind,
    path: Option<PathBuf>,
}

/// The kinds of [`Error`].
#[derive(Debug)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The system could not read or write.
    Io(std::io::Error),
    /// The bytes are not UTF-8, and feature `charset` is off; `at` is the first bad byte.
    Encoding {
        /// Offset of the first byte that is not UTF-8.
        at: usize,
    },
    /// The bytes are no text: a program, a picture, an archive.
    Binary {
        /// What they look like, in words.
        looks_like: &'static str,
    },
    /// The file is locked by a password (需要密码).
    Password,
    /// The file holds pictures of pages only (扫描件没有文字层).
    Scanned,
    /// The file, as it is or unpacked, is larger than what is read.
    TooLarge,
    /// The file is too damaged to give any text; the words say where or how.
    Damaged(String),
    /// A rule table is wrong; the message names the rule and the line.
    Rules(String),
    /// An annotation or result file is wrong; the message names the line.
    Format(String),
}

impl Error {
    pub(crate) fn new(kind: ErrorKind) -> Self {
        Self(Box::new(Inner { kind, path: None }))
    }

    /// The same error, said of a file.
    pub fn at(mut self, path: impl AsRef<Path>) -> Self {
        self.0.path = Some(path.as_ref().to_owned());
        self
    }

    /// What went wrong.
    pub fn kind(&self) -> &ErrorKind {
        &self.0.kind
    }

    /// The file it is about, if it is about one.
    pub fn path(&self) -> Option<&Path> {
        self.0.path.as_deref()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(path) = self.path() {
            write!(f, "{}: ", path.display())?;
        }
        match self.kind() {
            ErrorKind::Io(error) => write!(f, "{error}"),
            ErrorKind::Encoding { at } => {
                write!(f, "not UTF-8 at byte {at}; convert it first, for example: iconv -f GB18030 -t UTF-8")
            }
            ErrorKind::Binary { looks_like } => write!(f, "no text in it (looks like {looks_like})"),
            ErrorKind::Password => {
                f.write_str("locked by a password (需要密码); open it in its program and save it without one")
            }
            ErrorKind::Scanned => {
                f.write_str("pictures of pages only (扫描件没有文字层); have its text recognised (OCR) first")
            }
            ErrorKind::TooLarge => {
                f.write_str("more than 64 MB, as it is or unpacked; split it, or save its text alone")
            }
            ErrorKind::Damaged(why) => write!(f, "damaged: {why}"),
            ErrorKind::Rules(message) | ErrorKind::Format(message) => f.write_str(message),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self.kind() {
            ErrorKind::Io(error) => Some(error),
            _ => None,
        }
    }
}

impl From<std::io::Error> for Error {
    fn from(error: std::io::Error) -> Self {
        Self::new(ErrorKind::Io(error))
    }
}
