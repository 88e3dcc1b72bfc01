//! Lines too poor in words to tell what they are, beside lines that are no part of the speech.

use std::ops::Range;

use super::{Cut, lines, trimmed};

/// The longest line that can be a scrap, in bytes.
const LONGEST: usize = 24;

/// Dates as a machine writes them, bare numbers with a unit and names of shelves, next to site chrome or to each other.
pub(super) fn find(base: &str, cuts: &[Cut]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut taken: Vec<Range<usize>> = cuts.iter().map(|cut| cut.range.clone()).collect();
    taken.sort_unstable_by_key(|range| range.start);
    let mut taken = taken.into_iter().peekable();
    // Scraps that stand together, and whether chrome stands above them.
    let mut open: Vec<Range<usize>> = Vec::new();
    let mut chrome = false;
    for line in lines(base, 0).map(|line| trimmed(base, line)).filter(|line| !line.is_empty()) {
        while taken.next_if(|range| range.end < line.end).is_some() {}
        let is_chrome = taken.peek().is_some_and(|range| range.start <= line.start);
        if !is_chrome && line.len() <= LONGEST && is_scrap(&base[line.clone()]) {
            open.push(line);
            continue;
        }
        if chrome || is_chrome {
            found.append(&mut open);
        }
        open.clear();
        chrome = is_chrome;
    }
    if chrome {
        found.append(&mut open);
    }
    found
}

/// The names sites give to the shelf a speech stands on.
const SHELVES: &[&str] = &["领导讲话", "会议讲话", "讲话发言", "会议发言", "会议主持", "公文写作", "范文大全"];

/// 2025-04-04, 999+, 13.36KB, 8 页, 领导讲话.
fn is_scrap(line: &str) -> bool {
    if SHELVES.contains(&line) {
        return true;
    }
    let is_number = |part: &str| !part.is_empty() && part.bytes().all(|c| c.is_ascii_digit());
    let date: Vec<&str> = line.split(['-', '/']).collect();
    if let [year, month, day] = date[..] {
        return year.len() == 4 && [year, month, day].into_iter().all(is_number);
    }
    let unit = line.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | ','));
    let counts = ["KB", "MB", "kb", "+", "页", "次", "积分", "金币", "元"].contains(&unit.trim());
    unit.len() < line.len() && counts && line.starts_with(|c: char| c.is_ascii_digit())
}
