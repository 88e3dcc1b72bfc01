//! The checks as their table holds them.

use std::sync::LazyLock;

use serde::Deserialize;

/// One check: its code, what it says, and drafts that prove it.
///
/// ```
/// let check = tigang::Checks::get("TG104").unwrap();
/// assert_eq!(check.name, "lone-point");
/// assert!(!check.says.is_empty() && !check.yes.is_empty() && !check.no.is_empty());
/// ```
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Check {
    /// `TG101`; the first digit is the family.
    pub code: String,
    /// The same as a word: `numbering-jump`.
    pub name: String,
    /// 中文名称.
    pub title: String,
    /// What it finds, in Chinese.
    pub says: String,
    /// What it finds, in English.
    pub english: String,
    /// What to do about it, in Chinese.
    pub help: String,
    /// What to do about it, in English.
    pub help_english: String,
    /// Whether it is made only when asked for.
    #[serde(default)]
    pub off: bool,
    /// Whether some of its findings carry a fix.
    #[serde(default)]
    pub fixable: bool,
    /// Drafts in which it finds something, the place in `⟦⟧`.
    pub yes: Vec<String>,
    /// The nearest drafts in which it does not.
    pub no: Vec<String>,
}

impl Check {
    /// Whether `code` is its code, the beginning of it, or its name.
    ///
    /// ```
    /// let check = tigang::Checks::get("TG104").unwrap();
    /// assert!(check.answers_to("tg1") && check.answers_to("lone-point") && !check.answers_to("TG2"));
    /// ```
    pub fn answers_to(&self, code: &str) -> bool {
        let begins = |begin: &str| begin.eq_ignore_ascii_case(code) && !code.is_empty();
        self.code.get(..code.len()).is_some_and(begins) || self.name == code
    }

    pub(super) fn is_among(&self, codes: &[&str]) -> bool {
        codes.iter().any(|code| self.answers_to(code))
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    check: Vec<Check>,
}

pub(super) fn table() -> &'static [Check] {
    static TABLE: LazyLock<Vec<Check>> = LazyLock::new(|| {
        let mut file: File = toml::from_str(include_str!("checks.toml")).expect("a test reads the same table");
        file.check.sort_by(|a, b| a.code.cmp(&b.code));
        file.check
    });
    &TABLE
}
