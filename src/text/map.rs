use super::Span;

/// The way back from a rewritten text to the text it was made from.
///
/// A list of runs in which one byte stands for one byte, and of replacements; what lies between two runs was
/// skipped. Monotone: a later place never leads back to an earlier one.
#[derive(Clone, Debug, Default)]
pub(crate) struct OffsetMap {
    runs: Vec<Run>,
}

/// `len` bytes at `to` in the new text are those at `from` in the old one. A run with `len` 0 in the
/// new text and text of its own is a replacement: `put` bytes stand for `from..from + taken`.
#[derive(Clone, Copy, Debug)]
struct Run {
    to: u32,
    from: u32,
    // Bytes in the new text, and in the old one; equal for copied runs.
    len: u32,
    taken: u32,
    // What was taken out ends the text before it and begins the text behind it; no span holds it.
    parts: bool,
}

impl Run {
    /// Whether bytes that go from `from` to `to` may follow in this run.
    fn goes_on(self, to: u32, from: u32) -> bool {
        self.len == self.taken && !self.parts && self.to + self.len == to && self.from + self.taken == from
    }
}

impl OffsetMap {
    /// The span of the old text that `span` of the new one came from.
    pub(crate) fn origin(&self, span: Span) -> Span {
        // Most spans lie in one run that was copied.
        let next = self.runs.partition_point(|run| run.to as usize <= span.start());
        if let Some(run) = next.checked_sub(1).map(|i| self.runs[i])
            && run.len == run.taken
            && !run.parts
            && span.end() <= (run.to + run.len) as usize
        {
            let [from, to] = [run.from as usize, run.to as usize];
            return Span::new(span.start() - to + from, span.end() - to + from);
        }
        let start = self.start(span.start());
        let end = if span.is_empty() { start } else { self.end(span.end()) };
        Span::new(start, end.max(start))
    }

    /// Where a place of the old text went; what was skipped went to where the text goes on.
    pub(crate) fn forward(&self, at: usize) -> usize {
        let next = self.runs.partition_point(|run| (run.from as usize) <= at);
        let Some(run) = next.checked_sub(1).map(|i| self.runs[i]) else { return 0 };
        let into = at - run.from as usize;
        if run.len == run.taken || into == 0 {
            run.to as usize + into.min(run.len as usize)
        } else {
            (run.to + run.len) as usize
        }
    }

    fn start(&self, at: usize) -> usize {
        // The last run that begins at or before `at`: a place between two runs belongs to the later one.
        let next = self.runs.partition_point(|run| run.to as usize <= at);
        let Some(run) = next.checked_sub(1).map(|i| self.runs[i]) else { return at };
        let into = at - run.to as usize;
        if run.len == run.taken && !run.parts {
            run.from as usize + into.min(run.len as usize)
        } else if into == 0 && !run.parts {
            run.from as usize
        } else {
            (run.from + run.taken) as usize
        }
    }

    fn end(&self, at: usize) -> usize {
        let next = self.runs.partition_point(|run| (run.to as usize) < at);
        let Some(run) = next.checked_sub(1).map(|i| self.runs[i]) else { return at };
        let into = at - run.to as usize;
        if run.parts {
            run.from as usize
        } else if run.len == run.taken {
            run.from as usize + into.min(run.len as usize)
        } else {
            (run.from + run.taken) as usize
        }
    }
}

/// Writes a new text from an old one, step by step, and remembers every step.
///
/// `keep`, `put` and `skip` walk the old text in order; so no edit goes unrecorded.
pub(crate) struct Rewriter<'a> {
    old: &'a str,
    at: usize,
    new: String,
    runs: Vec<Run>,
}

impl<'a> Rewriter<'a> {
    pub(crate) fn new(old: &'a str) -> Self {
        Self { old, at: 0, new: String::with_capacity(old.len()), runs: Vec::new() }
    }

    /// Copies the old text up to byte `end`.
    pub(crate) fn keep(&mut self, end: usize) {
        let end = end.max(self.at);
        if end == self.at {
            return;
        }
        self.replace(&self.old[self.at..end], end, false);
    }

    /// Leaves the old text out up to byte `end`.
    pub(crate) fn skip(&mut self, end: usize) {
        self.at = self.at.max(end);
    }

    /// Writes `text` for the old text up to byte `end`.
    pub(crate) fn put(&mut self, text: &str, end: usize) {
        self.replace(text, end, false);
    }

    /// Writes a line end for the old text up to byte `end`, which belongs to what stands on neither side.
    /// Returns the place behind it.
    pub(crate) fn part(&mut self, end: usize) -> usize {
        self.replace("\n", end, true);
        self.new.len()
    }

    fn replace(&mut self, text: &str, end: usize, parts: bool) {
        let end = end.max(self.at);
        let [to, from, len, taken] = [self.new.len(), self.at, text.len(), end - self.at].map(|byte| byte as u32);
        match self.runs.last_mut() {
            // Byte for byte, as before.
            Some(last) if last.goes_on(to, from) && len == taken && !parts => {
                (last.len, last.taken) = (last.len + len, last.taken + taken);
            }
            _ => self.runs.push(Run { to, from, len, taken, parts }),
        }
        self.new.push_str(text);
        self.at = end;
    }

    /// The new text and its way back.
    pub(crate) fn finish(mut self) -> (String, OffsetMap) {
        self.keep(self.old.len());
        self.runs.shrink_to_fit();
        (self.new, OffsetMap { runs: self.runs })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kept_text_leads_back_to_itself_and_skipped_text_lies_between() {
        let old = "城\n2、乡建设";
        let mut rewriter = Rewriter::new(old);
        rewriter.keep(3);
        rewriter.skip(8);
        let (new, map) = rewriter.finish();
        assert_eq!(new, "城乡建设");
        assert_eq!(&old[map.origin(Span::new(0, 6)).range()], "城\n2、乡");
        assert_eq!(&old[map.origin(Span::new(0, 3)).range()], "城");
        assert_eq!(&old[map.origin(Span::new(3, 6)).range()], "乡");
    }

    #[test]
    fn what_parts_the_text_belongs_to_neither_side() {
        let old = "甲。[广告]乙。";
        let mut rewriter = Rewriter::new(old);
        rewriter.keep(6);
        assert_eq!(rewriter.part(14), 7);
        let (new, map) = rewriter.finish();
        assert_eq!(new, "甲。\n乙。");
        assert_eq!(&old[map.origin(Span::new(0, 7)).range()], "甲。");
        assert_eq!(&old[map.origin(Span::new(7, 13)).range()], "乙。");
    }

    #[test]
    fn a_replacement_leads_back_whole() {
        let old = "甲<U+00A0>乙";
        let mut rewriter = Rewriter::new(old);
        rewriter.keep(3);
        rewriter.put(" ", 11);
        let (new, map) = rewriter.finish();
        assert_eq!(new, "甲 乙");
        assert_eq!(&old[map.origin(Span::new(3, 4)).range()], "<U+00A0>");
        assert_eq!(&old[map.origin(Span::new(4, 7)).range()], "乙");
    }
}
