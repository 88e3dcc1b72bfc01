//! Headers, footers and page numbers: what stands at the same height of many pages, or looks like a number there.

use std::collections::{HashMap, HashSet};

use super::lines::{Line, Page};

/// Takes the lines out that belong to the pages, not to the text.
pub(super) fn remove(pages: &mut [Page]) {
    let running = running(pages);
    for page in pages.iter_mut() {
        let (height, candidates) = (page.height, edges(&page.lines));
        let number = number_line(page, &candidates);
        let mut place = 0..;
        page.lines.retain(|line| {
            let i = place.next().unwrap_or_default();
            let is_running = candidates.contains(&i) && keys(line, height).iter().any(|key| running.contains(key));
            !is_running && number != Some(i)
        });
    }
}

/// A text without its numbers, at a height.
type Key = (String, i32);

/// How many lines at the top and at the bottom of a page may belong to it.
const DEEP: usize = 3;

/// The numbers of the uppermost and lowest lines.
fn edges(lines: &[Line]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..lines.len()).collect();
    order.sort_by(|a, b| lines[*a].y.total_cmp(&lines[*b].y));
    let tail = order.len().saturating_sub(DEEP).max(DEEP.min(order.len()));
    order.iter().take(DEEP).chain(&order[tail..]).copied().collect()
}

/// A line may sway by a point or two between pages: it counts for two neighbouring heights.
fn keys(line: &Line, height: f32) -> [Key; 2] {
    let mut text = String::new();
    for char in line.text.chars().filter(|char| !char.is_whitespace()) {
        let char = if char.is_numeric() || "〇一二三四五六七八九十".contains(char) { '#' } else { char };
        if char != '#' || !text.ends_with('#') {
            text.push(char);
        }
    }
    // Pages of unequal height share their lower edge in print, and their upper edge on screens.
    let y = if line.y > height / 2.0 { line.y - height } else { line.y };
    let slot = (y / 6.0).floor() as i32;
    let neighbour = if (y / 6.0).fract().abs() < 0.5 { slot - 1 } else { slot + 1 };
    [(text.clone(), slot), (text, neighbour)]
}

/// What stands at the same height on at least so many pages as cannot be chance.
fn running(pages: &[Page]) -> HashSet<Key> {
    let mut counts: HashMap<Key, usize> = HashMap::new();
    for page in pages {
        let mut seen: Vec<Key> = Vec::new();
        for i in edges(&page.lines) {
            for key in keys(&page.lines[i], page.height) {
                if !seen.contains(&key) {
                    seen.push(key);
                }
            }
        }
        for key in seen {
            *counts.entry(key).or_default() += 1;
        }
    }
    // Left and right pages may have headers of their own.
    let enough = match pages.len() {
        ..5 => 2,
        5..12 => 3,
        count => count / 4,
    };
    counts.into_iter().filter(|(_, count)| *count >= enough).map(|(key, _)| key).collect()
}

/// The line that is nothing but the number of its page, near the upper or lower edge.
fn number_line(page: &Page, candidates: &[usize]) -> Option<usize> {
    candidates.iter().copied().find(|i| {
        let line = &page.lines[*i];
        let near_edge = line.y > 0.87 * page.height || line.y < 0.1 * page.height;
        let outermost = |other: &Line| {
            if line.y > page.height / 2.0 { other.y <= line.y + 1.0 } else { other.y >= line.y - 1.0 }
        };
        near_edge && is_page_number(&line.text) && page.lines.iter().all(outermost)
    })
}

/// Whether a line is `3`, `- 3 -`, `3 / 7`, `第3页`, `第3页 共7页`, `Page 3 of 7`.
fn is_page_number(text: &str) -> bool {
    let plain: String = text.chars().filter(|char| !char.is_whitespace()).collect();
    let mut numbers = 0;
    let mut words = String::new();
    let mut in_number = false;
    for char in plain.chars() {
        let is_digit =
            char.is_ascii_digit() || ('０'..='９').contains(&char) || "一二三四五六七八九十百".contains(char);
        numbers += usize::from(is_digit && !in_number);
        in_number = is_digit;
        if !is_digit {
            words.push(char);
        }
    }
    let bare = words.trim_matches(|char| "-—–―─－·•.〔〕[]（）()~～".contains(char));
    let shaped = match bare {
        "" => numbers == 1 && plain.chars().any(|char| char.is_ascii_digit() || ('０'..='９').contains(&char)),
        "第页" | "页" | "Page" | "page" | "P" => numbers == 1,
        "/" | "第页共页" | "第页/共页" | "第页，共页" | "第页,共页" | "共页第页" | "Pageof" | "of" | "/页" => {
            numbers == 2
        }
        _ => false,
    };
    shaped && plain.chars().count() <= 16
}

#[cfg(test)]
mod tests {
    use super::super::lines::Column;
    use super::*;

    const NUMBERS: &[(&str, bool)] = &[
        ("3", true),
        ("- 3 -", true),
        ("— 12 —", true),
        ("第3页 共7页", true),
        ("第三页", true),
        ("3/7", true),
        ("Page 3 of 7", true),
        ("一", false),
        ("2025年", false),
        ("3、抓好春耕", false),
        ("(一)", false),
    ];

    #[test]
    fn a_page_number_is_known_by_its_shape() {
        for (text, is_number) in NUMBERS {
            assert_eq!(is_page_number(text), *is_number, "{text}");
        }
    }

    fn page(number: u32, lines: &[(&str, f32)]) -> Page {
        let lines = lines
            .iter()
            .map(|(text, y)| Line {
                text: (*text).to_owned(),
                left: 90.0,
                right: 500.0,
                y: *y,
                size: 16.0,
                count: text.chars().count(),
                column: Column::Only,
            })
            .collect();
        Page { number, height: 842.0, lines }
    }

    fn left(mut pages: Vec<Page>) -> Vec<String> {
        remove(&mut pages);
        pages
            .into_iter()
            .map(|page| page.lines.into_iter().map(|line| line.text).collect::<Vec<_>>().join("|"))
            .collect()
    }

    #[test]
    fn what_stands_at_the_same_height_of_every_page_belongs_to_the_pages() {
        let pages = (1..=4)
            .map(|n| {
                page(
                    n,
                    &[
                        ("全市春耕会议材料", 40.0 + n as f32),
                        (["甲", "乙", "丙", "丁"][n as usize - 1], 100.0),
                        ("第 9 页", 800.0),
                    ],
                )
            })
            .collect();
        assert_eq!(left(pages), ["甲", "乙", "丙", "丁"]);
    }

    #[test]
    fn a_line_that_stands_once_is_text() {
        assert_eq!(
            left(vec![page(1, &[("在春耕会议上的讲话", 90.0), ("同志们：", 130.0), ("1", 800.0)])]),
            ["在春耕会议上的讲话|同志们："]
        );
        assert_eq!(left(vec![page(1, &[("总产量", 300.0), ("3", 400.0)])]), ["总产量|3"]);
    }
}
