//! The lists of a speech (问题清单, 举措清单, 责任清单, 任务分解表): rows first, then tables, then files.

mod book;
mod columns;
mod ground;
mod merge;
mod pages;
mod rows;
mod sheet;

pub use columns::{Column, Columns, Table};
pub use merge::{Kept, Unmatched, merge};
pub use pages::{lists_csv, lists_docx, lists_markdown};
pub use rows::Lists;
pub use sheet::lists_xlsx;

use serde::Deserialize;

/// The lists that are made of a speech.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum ListKind {
    /// 问题清单: a row a problem, with its causes.
    Problem,
    /// 举措清单: a row a measure, with its targets.
    Measure,
    /// 责任清单: a row a sentence that binds somebody.
    Responsibility,
    /// 任务分解表: measures, targets and duties, one thing a row.
    Task,
    /// 成效清单: a row an achievement.
    Achievement,
}

impl ListKind {
    /// Every list, in order.
    pub const ALL: [ListKind; 5] =
        [ListKind::Problem, ListKind::Measure, ListKind::Responsibility, ListKind::Task, ListKind::Achievement];

    /// The code: `problem`, `measure` …
    pub fn name(self) -> &'static str {
        ["problem", "measure", "responsibility", "task", "achievement"][self as usize]
    }

    /// The Chinese name: 问题清单 …
    pub fn chinese(self) -> &'static str {
        ["问题清单", "举措清单", "责任清单", "任务分解表", "成效清单"][self as usize]
    }
}

/// What a cell of a list can hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Field {
    /// 序号: its number in its list.
    Number,
    /// 一级任务: the point of the first level it stands under.
    Level1,
    /// 二级任务: the point of the second level.
    Level2,
    /// What it is: the problem, the measure, the task.
    Words,
    /// 问题类别: the heading of the group a problem stands in.
    Category,
    /// 表现: what the speech says behind the first sentence.
    Detail,
    /// 原因.
    Cause,
    /// 整改要求: the measures that answer a problem, with their numbers.
    Demand,
    /// Numbers of the problems a measure answers.
    ProblemNumbers,
    /// The same with their words.
    Problem,
    /// Numbers of the measures that answer, or are assigned.
    MeasureNumbers,
    /// The same with their words.
    Measure,
    /// 目标或标准.
    Target,
    /// 完成时限.
    Deadline,
    /// 责任领导: who leads and holds an office.
    Leader,
    /// 牵头(责任)单位.
    Lead,
    /// 配合单位.
    Support,
    /// 责任人: posts and people who do not lead.
    Person,
    /// 督导单位.
    Supervise,
    /// 原文位置: 第二部分（三）第2句.
    Place,
    /// 原文.
    Quote,
    /// 来源: which speech.
    Source,
    /// 编号: the stable id.
    Id,
}

impl Field {
    /// Its usual heading.
    pub fn chinese(self) -> &'static str {
        match self {
            Field::Number => "序号",
            Field::Level1 => "一级任务",
            Field::Level2 => "二级任务",
            Field::Words => "内容",
            Field::Category => "问题类别",
            Field::Detail => "表现",
            Field::Cause => "原因",
            Field::Demand => "整改要求",
            Field::ProblemNumbers => "对应问题序号",
            Field::Problem => "对应问题",
            Field::MeasureNumbers => "对应举措序号",
            Field::Measure => "对应举措",
            Field::Target => "目标或标准",
            Field::Deadline => "完成时限",
            Field::Leader => "责任领导",
            Field::Lead => "牵头（责任）单位",
            Field::Support => "配合单位",
            Field::Person => "责任人",
            Field::Supervise => "督导单位",
            Field::Place => "原文位置",
            Field::Quote => "原文",
            Field::Source => "来源",
            Field::Id => "编号",
        }
    }

    /// The width of its column, in half-width characters.
    fn width(self) -> u16 {
        match self {
            Field::Number => 7,
            Field::ProblemNumbers | Field::MeasureNumbers => 8,
            Field::Words => 30,
            Field::Detail => 32,
            Field::Quote => 36,
            Field::Cause | Field::Demand | Field::Problem | Field::Measure => 24,
            Field::Target => 20,
            Field::Lead => 14,
            Field::Leader | Field::Person => 9,
            Field::Deadline => 10,
            _ => 12,
        }
    }
}

/// One row of a list: what the speech says, field by field; what it does not say is empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Row {
    /// The id of the item or duty it is about; it stays the same in a slightly changed draft.
    pub id: String,
    /// The ids of all items and duties it holds, its own among them.
    pub holds: Vec<String>,
    // The sentences it quotes.
    said: Vec<usize>,
    cells: Vec<(Field, String)>,
}

impl Row {
    /// The words of a field; empty where the speech is silent.
    pub fn cell(&self, field: Field) -> &str {
        self.cells.iter().find(|(of, _)| *of == field).map_or("", |(_, words)| words)
    }

    fn set(&mut self, field: Field, words: impl Into<String>) {
        let words = words.into();
        match self.cells.iter_mut().find(|(of, _)| *of == field) {
            Some((_, old)) => *old = words,
            None if words.is_empty() => {}
            None => self.cells.push((field, words)),
        }
    }
}
