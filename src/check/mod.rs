//! Document → findings about a draft: what a second pair of eyes would mark.

mod actor;
mod announced;
mod brackets;
mod clock;
mod duty;
mod fix;
mod ground;
mod mask;
mod numbering;
mod parallel;
mod punctuation;
#[cfg(feature = "json")]
mod report;
mod rest;
mod table;

use std::collections::BTreeSet;

pub use self::fix::{Change, Fix};
use self::ground::Ground;
pub use self::table::Check;
use self::table::table;
use crate::document::Document;
use crate::text::{Span, Spanned};

/// Words in both languages of the command.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Said {
    /// 中文.
    pub chinese: String,
    /// English.
    pub english: String,
}

impl Said {
    pub(crate) fn new(chinese: impl Into<String>, english: impl Into<String>) -> Self {
        Self { chinese: chinese.into(), english: english.into() }
    }
}

/// Something in a draft that a second reader would mark.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Finding {
    /// The check that made it.
    pub check: &'static Check,
    pub(crate) span: Span,
    /// Other places it speaks of, in reading order.
    pub more: Vec<Span>,
    /// What is the matter.
    pub message: Said,
    /// How to mend it, where that needs no judgement.
    pub fix: Option<Fix>,
}

impl Spanned for Finding {
    fn span(&self) -> Span {
        self.span
    }
}

/// Which checks are made, and what they go by.
///
/// ```
/// use tigang::{Checks, Parser};
/// let document = Parser::new().parse("一、抓安全\n要抓实。\n三、抓质量\n要抓严。");
/// let findings = Checks::default().run(&document);
/// assert_eq!(findings[0].check.code, "TG101");
/// assert_eq!(findings[0].message.chinese, "“一、”后面是“三、”，中间缺“二”");
/// ```
#[derive(Clone, Debug)]
pub struct Checks {
    codes: BTreeSet<&'static str>,
    today: Option<String>,
}

impl Default for Checks {
    /// The checks that are quiet on a good draft.
    fn default() -> Self {
        let codes = Self::all().iter().filter(|check| !check.off).map(|check| check.code.as_str()).collect();
        Self { codes, today: None }
    }
}

impl Checks {
    /// All checks there are, by code.
    ///
    /// ```
    /// assert!(tigang::Checks::all().iter().any(|check| check.code == "TG101" && check.fixable == false));
    /// ```
    pub fn all() -> &'static [Check] {
        table()
    }

    /// The check of this code.
    pub fn get(code: &str) -> Option<&'static Check> {
        Self::all().iter().find(|check| check.code.eq_ignore_ascii_case(code))
    }

    /// Only the checks whose codes begin with one of these: `TG101`, `TG1`, `TG` for all.
    ///
    /// ```
    /// use tigang::{Checks, Parser};
    /// let document = Parser::new().parse("一、抓安全。。\n三、抓质量。");
    /// let found = Checks::default().select(&["TG402"]).run(&document);
    /// assert_eq!(found.iter().map(|finding| &*finding.check.code).collect::<Vec<_>>(), ["TG402"]);
    /// ```
    pub fn select(mut self, codes: &[&str]) -> Self {
        self.codes = Self::all().iter().filter(|check| check.is_among(codes)).map(|check| &*check.code).collect();
        self
    }

    /// These checks too.
    pub fn extend(mut self, codes: &[&str]) -> Self {
        self.codes.extend(Self::all().iter().filter(|check| check.is_among(codes)).map(|check| &*check.code));
        self
    }

    /// Without these.
    pub fn ignore(mut self, codes: &[&str]) -> Self {
        Self::all().iter().filter(|check| check.is_among(codes)).for_each(|check| {
            self.codes.remove(&*check.code);
        });
        self
    }

    /// The day, `YYYY-MM-DD`, by which a time limit has passed; without it none has. No clock is read.
    pub fn today(mut self, day: impl Into<String>) -> Self {
        self.today = Some(day.into());
        self
    }

    /// What the checks find, in reading order.
    pub fn run(&self, document: &Document) -> Vec<Finding> {
        let ground = Ground::new(document);
        let mut found = Found { checks: self, list: Vec::new(), places: BTreeSet::new() };
        numbering::check(&ground, &mut found);
        announced::check(&ground, &mut found);
        parallel::check(&ground, &mut found);
        duty::check(&ground, &mut found);
        clock::check(&ground, self.today.as_deref(), &mut found);
        actor::check(&ground, &mut found);
        brackets::check(&ground, &mut found);
        punctuation::check(&ground, &mut found);
        mask::check(&ground, &mut found);
        rest::check(&ground, &mut found);
        // What one check sees another need not say; so all speak before the unwanted are left out.
        found.list.retain(|finding| self.codes.contains(&*finding.check.code));
        // A mask that is made to look right is no longer seen.
        for finding in &mut found.list {
            finding.fix =
                finding.fix.take().filter(|fix| !fix.changes.iter().any(|change| ground.is_masked(change.span)));
        }
        found.list.sort_by(|a, b| {
            let key = |finding: &Finding| (finding.span.start(), finding.span.end(), finding.check.code.as_str());
            key(a).cmp(&key(b))
        });
        found.list
    }
}

/// Findings so far, of the checks that are asked for.
struct Found<'a> {
    checks: &'a Checks,
    list: Vec<Finding>,
    places: BTreeSet<(&'a str, usize)>,
}

impl Found<'_> {
    fn wants(&self, code: &str) -> bool {
        self.checks.codes.contains(code)
    }

    fn add(&mut self, code: &str, span: Span, message: Said) {
        self.with(code, span, Vec::new(), message, None);
    }

    fn with(&mut self, code: &str, span: Span, more: Vec<Span>, message: Said, fix: Option<Fix>) {
        let Some(check) = Checks::get(code) else { return };
        self.places.insert((&check.code, span.start()));
        self.list.push(Finding { check, span, more, message, fix });
    }

    /// Whether one of these checks has found something that begins where `span` does.
    fn has(&self, codes: &[&str], span: Span) -> bool {
        codes.iter().any(|code| self.places.contains(&(*code, span.start())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parser::Parser;
    use crate::rules::{marked, shown};

    #[test]
    fn every_check_finds_its_examples_and_leaves_the_others() {
        let mut wrong = Vec::new();
        for check in Checks::all() {
            let checks = Checks::default().select(&[&check.code]).today("2025-11-20");
            assert!(!check.yes.is_empty() && !check.no.is_empty(), "{} has no examples", check.code);
            let mut fixes = false;
            for example in check.yes.iter().chain(&check.no) {
                let (text, want) = marked(example);
                let document = Parser::new().parse(&text);
                let findings = checks.run(&document);
                let got: Vec<Span> = findings.iter().map(Spanned::span).collect();
                if got != want {
                    wrong.push(format!("{}\n  want {example}\n  got  {}", check.code, shown(&text, &got)));
                }
                fixes |= findings.iter().any(|finding| finding.fix.is_some());
            }
            if check.fixable != fixes {
                wrong.push(format!("{}: \"fixable\" is not what its examples show", check.code));
            }
            if check.yes.iter().any(|example| marked(example).1.is_empty()) {
                wrong.push(format!("{}: a \"yes\" without ⟦⟧", check.code));
            }
        }
        assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    }

    #[test]
    fn a_fix_leaves_every_mask_as_it_is() {
        for text in
            ["完成Ｘ县任务，投资Ｘ亿元,由(单位名称)牵头,新建学校。。。所，增长ＸＸ%。", "(1)Ｎ个项目,抓早，，抓小。"]
        {
            let checks = Checks::default();
            let masks = |text: &str| {
                let document = Parser::new().parse(text);
                let findings = checks.run(&document);
                let masks = findings.iter().filter(|finding| finding.check.code == "TG404");
                masks.map(|mask| document.text(mask).to_owned()).collect::<Vec<_>>()
            };
            let findings = checks.run(&Parser::new().parse(text));
            let (mended, made) = Fix::apply(text, findings.iter().filter_map(|finding| finding.fix.as_ref()));
            assert!(made > 0 && !masks(text).is_empty(), "{text}");
            assert_eq!(masks(text), masks(&mended), "{mended}");
        }
    }

    #[test]
    fn a_fix_leaves_nothing_to_fix_and_changes_nothing_else() {
        for check in Checks::all().iter().filter(|check| check.fixable) {
            let checks = Checks::default().select(&[&check.code]);
            for example in &check.yes {
                let (text, _) = marked(example);
                let findings = checks.run(&Parser::new().parse(&text));
                let (mended, _) = Fix::apply(&text, findings.iter().filter_map(|finding| finding.fix.as_ref()));
                let left = checks.run(&Parser::new().parse(&mended));
                let left = left.iter().filter(|finding| finding.fix.is_some()).count();
                assert_eq!(left, 0, "{} {mended}", check.code);
                let words = |text: &str| text.chars().filter(|c| crate::text::is_han(*c)).collect::<String>();
                assert_eq!(words(&text), words(&mended), "{}", check.code);
            }
        }
    }
}
