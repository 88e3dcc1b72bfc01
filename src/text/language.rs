/// The language the program speaks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Language {
    /// 中文.
    #[default]
    Chinese,
    /// English.
    English,
}

#[cfg(feature = "json")]
impl Language {
    /// What is said in it, of the same in both.
    pub(crate) fn of<T>(self, chinese: T, english: T) -> T {
        match self {
            Language::Chinese => chinese,
            Language::English => english,
        }
    }
}
