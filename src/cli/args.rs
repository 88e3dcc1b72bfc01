//! What can be asked of the command.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum};
use tigang::{Checks, Kind, ListKind, Offsets};

const MORE: &str = "\
Everything is done on this machine; nothing is sent over any network.

Exit code: 0 done, 1 nothing found (with --fail-empty) or a result that does not fit its text,
2 a flag, rule table or output file is wrong, 3 some inputs failed (the others are done),
130 stopped by Ctrl-C.

Examples:
  tigang extract speech.txt             a summary of a speech
  tigang extract speeches/ -o all.jsonl everything found, a line a document
  tigang run speeches/ -o tables        a whole archive into tables, with resume
  tigang items speech.txt --kind 问题   the problems, and where each stands";

/// 提纲: cuts Chinese meeting speeches into outline, labelled sentences, duties and items
#[derive(Parser)]
#[command(name = "tigang", version, after_help = MORE, max_term_width = 100)]
pub(crate) struct Asked {
    #[command(subcommand)]
    pub(crate) task: Task,
    #[command(flatten)]
    pub(crate) talk: Talk,
}

/// How to talk to the person.
#[derive(Args, Clone, Copy)]
pub(crate) struct Talk {
    /// Say only what failed
    #[arg(short, long, global = true)]
    pub(crate) quiet: bool,
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto", hide_possible_values = true)]
    #[arg(help = "Use colours: auto, always or never; NO_COLOR is heeded")]
    pub(crate) color: When,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum When {
    Auto,
    Always,
    Never,
}

#[derive(Subcommand)]
pub(crate) enum Task {
    /// Everything found, as JSON lines; on a terminal a summary
    Extract(Extract),
    /// A whole archive into tables, with resume: csv, jsonl, parquet, sqlite, xlsx …
    Run(Run),
    /// The folders of several `tigang run --shard` as one
    Merge(Merge),
    /// The text that offsets count in, as it is read from any format
    Text(Text),
    /// The outline as a tree, for a mind map, or as a document with numbers
    Outline(Outline),
    /// The points to put on a list: problems, measures … and where each stands
    Items(Items),
    /// Lists to hand out: problems, measures, who answers for what, tasks; as .xlsx, .docx, .md or .csv
    Lists(Lists),
    /// A page for a browser: outline, text and lists side by side
    View(View),
    /// The words that tell most, of the whole and of each kind
    Keywords(Keywords),
    /// What a second reader would mark in a draft: numbering, counts, headings, limits, punctuation
    Check(Check),
    /// Two versions of a speech: what was kept, reworded, moved, added, dropped
    Diff(Diff),
    /// What a rule or a check looks for, with examples
    Explain(Explain),
    /// All rules, a line each
    Rules(Rules),
    /// The JSON Schema of the results
    Schema,
    /// Check that every quote in a result file still stands in its text
    Verify(Verify),
    /// Score the answers against gold annotations
    Eval(Eval),
    /// Weights of the labels fitted to annotated speeches, written to standard output
    #[cfg(feature = "fit")]
    Fit(Fit),
    /// Completions for a shell
    Completions(Completions),
}

/// What to read, and by which rules.
#[derive(Args)]
pub(crate) struct Reading {
    /// Files, folders (with every file in them that can be read), or - for standard input
    #[arg(required = true, value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,
    /// Read N inputs at once; 0 is one a core. The output is the same for any N
    #[arg(short = 'j', long, value_name = "N", default_value_t = 0)]
    pub(crate) threads: usize,
    #[command(flatten)]
    pub(crate) tables: Tables,
    /// Standard input holds many texts, one in the JSON object on each line, read as they come; FORMAT is
    /// jsonl
    #[arg(long, value_name = "FORMAT", hide_possible_values = true)]
    pub(crate) from: Option<Records>,
    /// The column of a .csv, .tsv or JSON lines file that holds the text [default: text, content, 正文, 内容, 全文].
    /// Files of other names are tables too where their first line names this column beside others
    #[arg(long, value_name = "COLUMN")]
    pub(crate) text_field: Option<String>,
    /// The column that names a record [default: its line]
    #[arg(long, value_name = "COLUMN")]
    pub(crate) id_field: Option<String>,
    /// Exit with 1 when nothing is found
    #[arg(long)]
    pub(crate) fail_empty: bool,
}

#[derive(Args)]
pub(crate) struct Tables {
    /// Add a table of your own rules; may be given several times
    #[arg(long, value_name = "FILE")]
    pub(crate) rules: Vec<PathBuf>,
}

#[derive(Args, Clone, Copy)]
pub(crate) struct Language {
    /// Language of the labels
    #[arg(long, value_name = "LANG", default_value = "zh")]
    pub(crate) lang: Lang,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Lang {
    Zh,
    En,
}

#[derive(Args)]
#[command(after_help = "Example: tigang extract speeches/ -o all.jsonl")]
pub(crate) struct Extract {
    /// jsonl: a line a document; json: one array; text: a summary [default: text on a terminal, else jsonl]
    #[arg(short, long, value_name = "FORMAT", hide_possible_values = true)]
    pub(crate) format: Option<Format>,
    /// Write to FILE, which changes only once everything is written
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// Write the text of every document into DIR: what the offsets count in
    #[arg(long, value_name = "DIR")]
    pub(crate) save_text: Option<PathBuf>,
    /// Count offsets in characters, UTF-8 bytes or UTF-16 units (JSON only)
    #[arg(long, value_name = "UNIT", default_value = "char")]
    pub(crate) offsets: Unit,
    /// Add the words of every sentence with their part of speech (JSON only)
    #[arg(long)]
    pub(crate) words: bool,
    #[command(flatten)]
    pub(crate) language: Language,
    #[command(flatten)]
    pub(crate) reading: Reading,
}

#[derive(Args)]
#[command(after_help = RUN)]
pub(crate) struct Run {
    /// The folder the tables are written to; they appear, or change, only once all is done
    #[arg(short, long, value_name = "OUT_DIR")]
    pub(crate) output: PathBuf,
    /// Formats, several with commas between: csv, tsv, jsonl (one nested record a document); parquet, sqlite, xlsx
    /// (made of csv); and to annotate by hand doccano, and brat, labelstudio (made of doccano)
    #[arg(
        short,
        long,
        value_name = "FORMAT,…",
        value_delimiter = ',',
        default_value = "csv",
        hide_possible_values = true
    )]
    pub(crate) format: Vec<Table>,
    /// Begin csv and tsv with a byte order mark, so that Excel reads them as UTF-8
    #[arg(long)]
    pub(crate) bom: bool,
    /// Add the words of every sentence with their part of speech: a table of its own, and in jsonl
    #[arg(long)]
    pub(crate) words: bool,
    /// Columns of the inputs (.csv, .tsv, .jsonl) to show in every table, with commas between
    #[arg(long, value_name = "COLUMN,…", value_delimiter = ',')]
    pub(crate) columns: Vec<String>,
    /// Of folders read only files that fit: '*.docx', '2024/**', '!*draft*'; may be given several times
    #[arg(long, value_name = "GLOB")]
    pub(crate) glob: Vec<String>,
    /// Read everything again, and write over what stands in OUT_DIR
    #[arg(long)]
    pub(crate) force: bool,
    /// Do part I of N on this machine; tigang merge joins the parts
    #[arg(long, value_name = "I/N")]
    pub(crate) shard: Option<super::run::Shard>,
    /// Count offsets in characters, UTF-8 bytes or UTF-16 units (jsonl only; tables have characters and bytes)
    #[arg(long, value_name = "UNIT", default_value = "char")]
    pub(crate) offsets: Unit,
    #[command(flatten)]
    pub(crate) language: Language,
    #[command(flatten)]
    pub(crate) reading: Reading,
}

#[derive(Args)]
#[command(after_help = "Example: tigang merge part1 part2 -o tables")]
pub(crate) struct Merge {
    /// Folders `tigang run --shard` wrote
    #[arg(required = true, value_name = "OUT_DIR")]
    pub(crate) folders: Vec<PathBuf>,
    /// The folder the joined tables are written to
    #[arg(short, long, value_name = "DIR")]
    pub(crate) output: PathBuf,
    /// Write over what stands there
    #[arg(long)]
    pub(crate) force: bool,
    #[command(flatten)]
    pub(crate) language: Language,
}

const RUN: &str = "\
Stopped or killed, the same command goes on where it was; a later run reads only what is new, changed or failed.
OUT_DIR/manifest.jsonl says what became of every file, OUT_DIR/errors.jsonl what failed and why.

Example: tigang run speeches/ -o tables --format csv,jsonl";

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Table {
    Csv,
    Tsv,
    Jsonl,
    #[cfg(feature = "parquet")]
    Parquet,
    #[cfg(feature = "sqlite")]
    Sqlite,
    #[cfg(feature = "xlsx")]
    Xlsx,
    Brat,
    Doccano,
    #[value(name = "labelstudio")]
    LabelStudio,
}

/// What standard input holds.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Records {
    Jsonl,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    Jsonl,
    Json,
    Text,
}

#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum Unit {
    Char,
    Byte,
    Utf16,
}

impl From<Unit> for Offsets {
    fn from(unit: Unit) -> Self {
        match unit {
            Unit::Char => Offsets::Char,
            Unit::Byte => Offsets::Byte,
            Unit::Utf16 => Offsets::Utf16,
        }
    }
}

#[derive(Args)]
#[command(after_help = "Example: tigang text draft.docx > draft.txt")]
pub(crate) struct Text {
    /// As it is analysed: noise, glosses and page numbers taken out, traditional script simplified
    #[arg(long)]
    pub(crate) clean: bool,
    #[command(flatten)]
    pub(crate) reading: Reading,
}

#[derive(Args)]
#[command(after_help = "Example: tigang outline speech.txt --depth 2 -o 提纲.docx")]
pub(crate) struct Outline {
    /// text: a tree; md: Markdown; opml, mm: mind maps; docx: Word [default: by the ending of FILE, else text]
    #[arg(short, long, value_name = "FORMAT", hide_possible_values = true)]
    pub(crate) format: Option<Drawn>,
    /// Write to FILE, which changes only once everything is written
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// Show only so many levels
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) depth: Option<u32>,
    /// Beside headings their first sentence (lead), or this and the items; in mind maps the quote is the note
    /// [default: lead in mind maps, else heading]
    #[arg(long, value_name = "WHAT")]
    pub(crate) with: Option<Beside>,
    /// Markdown as headings or as a nested list
    #[arg(long, value_name = "STYLE", default_value = "headings")]
    pub(crate) style: Marks,
    #[command(flatten)]
    pub(crate) language: Language,
    #[command(flatten)]
    pub(crate) reading: Reading,
}

/// A format of an outline.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Drawn {
    Text,
    Md,
    Opml,
    Mm,
    Docx,
}

#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum Beside {
    Heading,
    Lead,
    Items,
}

#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum Marks {
    Headings,
    List,
}

#[derive(Args)]
#[command(after_help = "Example: tigang items speech.txt --kind problem,measure")]
pub(crate) struct Items {
    #[command(flatten)]
    pub(crate) kinds: OfKinds,
    #[command(flatten)]
    pub(crate) language: Language,
    #[command(flatten)]
    pub(crate) reading: Reading,
}

#[derive(Args)]
#[command(after_help = "\
Examples:
  tigang lists speech.txt -o 清单.xlsx                     the usual four lists, a sheet each
  tigang lists speech.txt -o 新.xlsx --merge 旧.xlsx       and what people wrote into the old ones
  tigang lists speech.txt -o 台账.docx --preset rectify    a problem a row")]
pub(crate) struct Lists {
    /// xlsx, docx, md or csv [default: by the ending of FILE, else md]
    #[arg(short, long, value_name = "FORMAT", hide_possible_values = true)]
    pub(crate) format: Option<Filed>,
    /// Write to FILE, which changes only once everything is written; of .csv a file a list
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// Which lists and columns; --presets tells them
    #[arg(long, value_name = "NAME", default_value = "standard")]
    pub(crate) preset: String,
    /// Tell the presets and end
    #[arg(long, exclusive = true)]
    pub(crate) presets: bool,
    /// Lists and columns of your own, in TOML
    #[arg(long, value_name = "FILE", conflicts_with = "preset")]
    pub(crate) columns: Option<PathBuf>,
    /// Only these lists: problem, measure, responsibility, task, or in Chinese
    #[arg(long, value_name = "LIST,…", value_parser = list_kinds)]
    pub(crate) list: Option<ListKinds>,
    /// Keep what people wrote into OLD.xlsx, an earlier output, row by row; what fits no row is listed
    #[arg(long, value_name = "OLD.xlsx")]
    pub(crate) merge: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) reading: Reading,
}

#[derive(Args)]
#[command(after_help = "Examples:
  tigang view draft.docx -o page.html   one page, complete in itself
  tigang view speeches/ -o pages        a page each, and index.html to find them")]
pub(crate) struct View {
    /// Write one page to FILE.html, or a page each with their list into DIR
    #[arg(short, long, value_name = "FILE.html|DIR")]
    pub(crate) output: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) language: Language,
    #[command(flatten)]
    pub(crate) reading: Reading,
}

/// A format of lists.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Filed {
    Xlsx,
    Docx,
    Md,
    Csv,
}

/// Lists in the order they were asked for.
#[derive(Clone)]
pub(crate) struct ListKinds(pub(crate) Vec<ListKind>);

fn list_kinds(names: &str) -> Result<ListKinds, String> {
    let names = names.split([',', '，', '、']).map(str::trim).filter(|name| !name.is_empty());
    let find = |name: &str| {
        let is = |list: &ListKind| list.name() == name || list.chinese() == name || list.chinese().starts_with(name);
        ListKind::ALL.into_iter().find(is).ok_or_else(|| {
            let names: Vec<&str> = ListKind::ALL.iter().map(|list| list.name()).collect();
            format!("no list \"{name}\"; there are {}", names.join(", "))
        })
    };
    let lists: Vec<ListKind> = names.map(find).collect::<Result<_, _>>()?;
    if lists.is_empty() {
        return Err("name a list, such as problem".to_owned());
    }
    Ok(ListKinds(lists))
}

#[derive(Args)]
#[command(after_help = "Example: tigang keywords speech.txt --kind problem -n 5")]
pub(crate) struct Keywords {
    #[command(flatten)]
    pub(crate) kinds: OfKinds,
    /// How many words
    #[arg(short, long, value_name = "N", default_value_t = 10)]
    pub(crate) number: usize,
    #[command(flatten)]
    pub(crate) language: Language,
    #[command(flatten)]
    pub(crate) reading: Reading,
}

#[derive(Args)]
pub(crate) struct OfKinds {
    /// Only these kinds, by name or in Chinese: problem,measure or 问题,举措
    #[arg(long, value_name = "KIND,…", value_parser = kinds)]
    pub(crate) kind: Option<Kinds>,
}

/// Kinds in the order they were asked for.
#[derive(Clone)]
pub(crate) struct Kinds(pub(crate) Vec<Kind>);

fn kinds(names: &str) -> Result<Kinds, String> {
    let names = names.split([',', '，', '、']).map(str::trim);
    let names = names.filter(|name| !name.is_empty());
    let kinds: Vec<Kind> = names.map(str::parse).collect::<Result<_, _>>()?;
    if kinds.is_empty() {
        return Err("name a kind, such as problem".to_owned());
    }
    Ok(Kinds(kinds))
}

const CHECK: &str = "\
Exit code: 0 nothing found, 1 something found (0 with --exit-zero), 2 a flag is wrong, or
an input cannot be read (the others are done).

Examples:
  tigang check draft.docx                  what a second reader would mark
  tigang check draft.txt --select TG1,TG3  numbering and duties only, those off by default too
  tigang check draft.txt --fix             mends what needs no judgement";

#[derive(Args)]
#[command(after_help = CHECK, mut_arg("fail_empty", |arg| arg.hide(true)))]
pub(crate) struct Check {
    /// text: findings with their lines; json: one array; sarif: for code hosts and editors
    #[arg(short, long, value_name = "FORMAT", default_value = "text", hide_possible_values = true)]
    pub(crate) format: Report,
    /// Write to FILE, which changes only once everything is written
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// Only these checks, by code or the beginning of one: TG101,TG4; `tigang explain TG` lists them
    #[arg(long, value_name = "CODE,…", value_parser = codes)]
    pub(crate) select: Option<Codes>,
    /// Without these checks
    #[arg(long, value_name = "CODE,…", value_parser = codes)]
    pub(crate) ignore: Option<Codes>,
    /// The day by which time limits have passed (TG305); without it none has
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    pub(crate) today: Option<String>,
    /// Mend what needs no judgement, in text and Markdown files; then show what is left
    #[arg(long)]
    pub(crate) fix: bool,
    /// Exit with 0 even when something is found
    #[arg(long)]
    pub(crate) exit_zero: bool,
    #[command(flatten)]
    pub(crate) language: Language,
    #[command(flatten)]
    pub(crate) reading: Reading,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Report {
    Text,
    Json,
    Sarif,
}

/// Codes of checks, or beginnings of codes.
#[derive(Clone)]
pub(crate) struct Codes(pub(crate) Vec<String>);

impl Codes {
    pub(crate) fn as_strs(&self) -> Vec<&str> {
        self.0.iter().map(String::as_str).collect()
    }
}

fn codes(words: &str) -> Result<Codes, String> {
    let codes = words.split([',', '，', '、']).map(str::trim).filter(|code| !code.is_empty());
    let codes: Vec<String> = codes.map(str::to_owned).collect();
    let known = |code: &&String| Checks::all().iter().any(|check| check.answers_to(code));
    match codes.iter().find(|code| !known(code)) {
        Some(code) => Err(format!("no check \"{code}\"; tigang explain TG lists them")),
        None if codes.is_empty() => Err("name a check, such as TG101".to_owned()),
        None => Ok(Codes(codes)),
    }
}

fn day(words: &str) -> Result<String, String> {
    let digits = |part: &str, len: usize| part.len() == len && part.bytes().all(|byte| byte.is_ascii_digit());
    match words.split('-').collect::<Vec<_>>()[..] {
        [year, month, day]
            if digits(year, 4)
                && digits(month, 2)
                && digits(day, 2)
                && ("01"..="12").contains(&month)
                && ("01"..="31").contains(&day) =>
        {
            Ok(words.to_owned())
        }
        _ => Err("write the day as YYYY-MM-DD, such as 2026-03-01".to_owned()),
    }
}

const DIFF: &str = "\
Exit code: 0 the same, 1 different, 2 one of the two cannot be read, or a flag is wrong.

Examples:
  tigang diff 初稿.docx 二稿.docx                    what changed, on the terminal
  tigang diff 2024年.docx 2025年.docx -o 对照.html   side by side, for a browser or the printer";

#[derive(Args)]
#[command(after_help = DIFF)]
pub(crate) struct Diff {
    /// The old version, or - for standard input
    pub(crate) old: PathBuf,
    /// The new version, or -
    pub(crate) new: PathBuf,
    /// text; json: every point, sentence and item; html: side by side [default: by the ending of FILE, else text]
    #[arg(short, long, value_name = "FORMAT", hide_possible_values = true)]
    pub(crate) format: Option<Shown>,
    /// Write to FILE, which changes only once everything is written
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// Show what was kept too (text only; the others always do)
    #[arg(long)]
    pub(crate) all: bool,
    #[command(flatten)]
    pub(crate) language: Language,
    #[command(flatten)]
    pub(crate) tables: Tables,
}

/// A format of a comparison.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Shown {
    Text,
    Json,
    Html,
}

#[derive(Args)]
#[command(after_help = "Example: tigang explain problem.lagging")]
pub(crate) struct Explain {
    /// The rule's id, or a check's code; `tigang rules` and `tigang explain TG` list them
    pub(crate) rule: String,
    #[command(flatten)]
    pub(crate) tables: Tables,
}

#[derive(Args)]
#[command(after_help = "Example: tigang rules problem")]
pub(crate) struct Rules {
    /// Only the rules of this family: the part of the id before the dot
    pub(crate) family: Option<String>,
    #[command(flatten)]
    pub(crate) tables: Tables,
}

#[derive(Args)]
#[command(after_help = "Example: tigang extract speeches/ -o all.jsonl && tigang verify all.jsonl")]
pub(crate) struct Verify {
    /// A file `tigang extract` wrote as jsonl, or - for standard input
    #[arg(value_name = "RESULT.jsonl")]
    pub(crate) result: PathBuf,
    /// The folder the paths in the result start from
    #[arg(long, value_name = "DIR")]
    pub(crate) base: Option<PathBuf>,
    /// The column of a .csv, .tsv or .jsonl file that holds the text [default: text, content, 正文, 内容, 全文]
    #[arg(long, value_name = "COLUMN")]
    pub(crate) text_field: Option<String>,
    /// The column that names a record [default: its line]
    #[arg(long, value_name = "COLUMN")]
    pub(crate) id_field: Option<String>,
}

#[derive(Args)]
#[command(after_help = "Example: tigang eval corpus --list problem")]
pub(crate) struct Eval {
    /// A folder that holds pairs of NAME.txt and NAME.ann
    #[arg(value_name = "GOLD_DIR")]
    pub(crate) gold: PathBuf,
    /// List what differs: a row of the table (problem), or its first word (nodes)
    #[arg(long, value_name = "ROW")]
    pub(crate) list: Option<String>,
    #[command(flatten)]
    pub(crate) tables: Tables,
}

#[derive(Args)]
#[command(after_help = "Example: tigang completions bash > ~/.local/share/bash-completion/completions/tigang")]
pub(crate) struct Completions {
    pub(crate) shell: clap_complete::Shell,
}

/// The arguments, or how the run ends without a task: help was shown, or a flag is wrong.
pub(crate) fn read() -> Result<Asked, ExitCode> {
    let matches = Asked::command().color(early_color()).try_get_matches();
    matches.and_then(|matches| Asked::from_arg_matches(&matches)).map_err(|error| {
        let shown = error.print();
        match shown {
            Err(fault) if !error.use_stderr() && fault.kind() != std::io::ErrorKind::BrokenPipe => {
                super::say(super::message::named("standard output".as_ref(), &fault));
                ExitCode::from(2)
            }
            _ => ExitCode::from(error.exit_code() as u8),
        }
    })
}

/// Help and complaints are coloured before the flags are known; so `--color` is looked for by itself.
fn early_color() -> clap::ColorChoice {
    let args: Vec<_> = std::env::args_os().collect();
    let asked = |when: &str| {
        args.iter().any(|arg| *arg == *format!("--color={when}"))
            || args.windows(2).any(|pair| pair[0] == *"--color" && pair[1] == *when)
    };
    match (asked("never"), asked("always")) {
        (true, _) => clap::ColorChoice::Never,
        (_, true) => clap::ColorChoice::Always,
        _ => clap::ColorChoice::Auto,
    }
}

/// The command as clap knows it, for completions.
pub(crate) fn command() -> clap::Command {
    Asked::command()
}

#[cfg(feature = "fit")]
#[derive(Args)]
pub(crate) struct Fit {
    /// Folders with pairs of NAME.txt and NAME.ann
    #[arg(required = true, value_name = "GOLD_DIR")]
    pub(crate) gold: Vec<PathBuf>,
    /// A further such folder, of which only the names of those who have duties are learned
    #[arg(long, value_name = "GOLD_DIR")]
    pub(crate) names: Vec<PathBuf>,
}
