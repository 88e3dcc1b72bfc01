//! Compares what is found with what is written down, and writes it down when told to (`TIGANG_BLESS=1`).

/// Whether to write down what is found.
pub(crate) fn blessing() -> bool {
    std::env::var_os("TIGANG_BLESS").is_some_and(|value| value != "0")
}

/// What is found against what is written: nothing where they agree, else the lines that differ.
pub(crate) fn differs(written: &str, found: &str) -> Option<String> {
    if written == found {
        return None;
    }
    let (written, found): (Vec<&str>, Vec<&str>) = (written.lines().collect(), found.lines().collect());
    let mut shown = String::new();
    for (sign, line) in diff(&written, &found) {
        shown.push_str(&format!("    {sign} {line}\n"));
    }
    Some(format!("    {}\n{shown}    {}", "─".repeat(60), "─".repeat(60)))
}

/// The lines of both, in order: `-` only written, `+` only found; of what agrees the nearest lines.
fn diff<'a>(written: &[&'a str], found: &[&'a str]) -> Vec<(char, &'a str)> {
    // Lengths of the longest common parts of the ends from each pair of lines on.
    let mut common = vec![vec![0u32; found.len() + 1]; written.len() + 1];
    for i in (0..written.len()).rev() {
        for j in (0..found.len()).rev() {
            common[i][j] =
                if written[i] == found[j] { common[i + 1][j + 1] + 1 } else { common[i + 1][j].max(common[i][j + 1]) };
        }
    }
    let (mut i, mut j) = (0, 0);
    let mut all = Vec::new();
    while i < written.len() || j < found.len() {
        if i < written.len() && j < found.len() && written[i] == found[j] {
            all.push((' ', written[i]));
            (i, j) = (i + 1, j + 1);
        } else if j == found.len() || (i < written.len() && common[i + 1][j] >= common[i][j + 1]) {
            all.push(('-', written[i]));
            i += 1;
        } else {
            all.push(('+', found[j]));
            j += 1;
        }
    }
    let near = |at: usize| all[at.saturating_sub(1)..all.len().min(at + 2)].iter().any(|(sign, _)| *sign != ' ');
    (0..all.len()).filter(|&at| near(at)).map(|at| all[at]).collect()
}
