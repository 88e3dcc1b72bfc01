use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// What a sentence does in a speech.
///
/// The English name is the code used in rules, output and gold; the Chinese one is for people.
///
/// ```
/// use tigang::Kind;
/// assert_eq!(Kind::Measure.name(), "measure");
/// assert_eq!(Kind::Measure.chinese(), "举措");
/// assert_eq!("problem".parse::<Kind>(), Ok(Kind::Problem));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Kind {
    /// 问题: asserts a shortcoming, difficulty, risk or gap that exists in our own work.
    Problem,
    /// 原因: says why a problem exists.
    Cause,
    /// 举措: tells what is to be done, or how.
    Measure,
    /// 责任: binds an actor to a duty, or says how actors are held to account.
    Responsibility,
    /// 目标: states a result to be reached.
    Target,
    /// 成绩: reports, with approval, a result reached or work done.
    Achievement,
    /// 形势: describes the setting.
    Situation,
    /// 意义: argues why a thing matters.
    Significance,
    /// 会务: serves the meeting itself.
    Procedural,
}

impl Kind {
    /// Every kind, in the order of the tables.
    pub const ALL: [Kind; 9] = [
        Kind::Problem,
        Kind::Cause,
        Kind::Measure,
        Kind::Responsibility,
        Kind::Target,
        Kind::Achievement,
        Kind::Situation,
        Kind::Significance,
        Kind::Procedural,
    ];

    /// The kinds findings are listed of, in the order of the tables.
    pub const LISTED: [Kind; 6] =
        [Kind::Problem, Kind::Cause, Kind::Measure, Kind::Responsibility, Kind::Target, Kind::Achievement];

    /// The code: `problem`, `cause` …
    pub fn name(self) -> &'static str {
        match self {
            Kind::Problem => "problem",
            Kind::Cause => "cause",
            Kind::Measure => "measure",
            Kind::Responsibility => "responsibility",
            Kind::Target => "target",
            Kind::Achievement => "achievement",
            Kind::Situation => "situation",
            Kind::Significance => "significance",
            Kind::Procedural => "procedural",
        }
    }

    /// The Chinese name: 问题, 原因 …
    pub fn chinese(self) -> &'static str {
        match self {
            Kind::Problem => "问题",
            Kind::Cause => "原因",
            Kind::Measure => "举措",
            Kind::Responsibility => "责任",
            Kind::Target => "目标",
            Kind::Achievement => "成绩",
            Kind::Situation => "形势",
            Kind::Significance => "意义",
            Kind::Procedural => "会务",
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Kind {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Kind::ALL.into_iter().find(|kind| kind.name() == text || kind.chinese() == text).ok_or_else(|| {
            let names: Vec<_> = Kind::ALL.iter().map(|kind| kind.name()).collect();
            format!("no kind \"{text}\"; there are {}", names.join(", "))
        })
    }
}

/// What an actor is to do about a duty.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Role {
    /// 牵头: leads, bears the whole, does it in person.
    Lead,
    /// 配合: helps whoever leads.
    Support,
    /// 督查: checks, appraises or investigates others.
    Supervise,
    /// 负责: everyone else who is told to do it.
    Owner,
}

impl Role {
    /// The code: `lead`, `support` …
    pub fn name(self) -> &'static str {
        match self {
            Role::Lead => "lead",
            Role::Support => "support",
            Role::Supervise => "supervise",
            Role::Owner => "owner",
        }
    }

    /// The Chinese name: 牵头, 配合 …
    pub fn chinese(self) -> &'static str {
        match self {
            Role::Lead => "牵头",
            Role::Support => "配合",
            Role::Supervise => "督查",
            Role::Owner => "负责",
        }
    }
}

/// What sort of actor somebody is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum ActorType {
    /// A body: 县发改局, 各部门.
    Unit,
    /// The holder of an office: 主要领导, 县委书记.
    Post,
    /// A class of people: 党员干部.
    Group,
    /// A person by name.
    Person,
}

impl ActorType {
    /// The code: `unit`, `post`, `group`, `person`.
    pub fn name(self) -> &'static str {
        match self {
            ActorType::Unit => "unit",
            ActorType::Post => "post",
            ActorType::Group => "group",
            ActorType::Person => "person",
        }
    }
}
