//! Which lists, and which columns: presets and tables of one's own; and rows laid out by them.

use serde::Deserialize;

use super::{Field, ListKind, Lists};
use crate::error::{Error, ErrorKind};

/// A set of lists with their columns.
///
/// ```
/// use tigang::{Columns, Lists, Parser};
/// let own = Columns::from_toml("own.toml", r#"
///     [[list]]
///     list = "problem"
///     name = "台账"
///     columns = ["number", { field = "words", name = "问题" }, { name = "销号情况" }]
/// "#)?;
/// let parser = Parser::new();
/// let document = parser.parse("一、存在的问题\n一是前期工作滞后。\n二是要素保障不力。");
/// let mut lists = Lists::new(parser.rules());
/// lists.add("draft", &document, &document.speeches()[0]);
/// let table = &own.tables(&lists)[0];
/// assert_eq!((table.name.as_str(), table.rows[1][1].as_str()), ("台账", "要素保障不力"));
/// assert_eq!(table.rows[1][2], "");
/// # Ok::<(), tigang::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Columns {
    lists: Vec<Plan>,
}

/// A list laid out: what the writers write.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Table {
    /// Which list it is.
    pub list: ListKind,
    /// What it is called: 问题清单 …
    pub name: String,
    /// Its columns, from the left.
    pub columns: Vec<Column>,
    /// A cell a column, a row an entry.
    pub rows: Vec<Vec<String>>,
    /// The stable id of every row.
    pub ids: Vec<String>,
    // Where people filled in what the speech does not say: row, and heading of the column.
    pub(super) by_hand: Vec<(usize, String)>,
    // What people put something else for: row, heading of the column, and what the speech says.
    pub(super) corrected: Vec<(usize, String, String)>,
}

impl Table {
    /// The columns in which the speech is silent about a row.
    pub(super) fn silent(&self, row: usize) -> impl Iterator<Item = &Column> {
        let by_hand = move |name: &str| self.by_hand.iter().any(|(of, column)| *of == row && column == name);
        let cells = self.columns.iter().zip(&self.rows[row]);
        let silent = cells.filter(move |(column, cell)| cell.is_empty() || by_hand(&column.name));
        silent.map(|(column, _)| column).filter(|column| column.field.is_some())
    }
}

/// A column of a [`Table`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Column {
    /// Its heading.
    pub name: String,
    /// What it shows; nothing where people write.
    pub field: Option<Field>,
    /// Its width in half-width characters. So that a table fits A4 across, all are narrowed or widened alike.
    pub width: u16,
}

impl Column {
    /// A column for people to write in.
    pub(super) fn open(name: &str) -> Self {
        Self { name: name.to_owned(), field: None, width: OPEN }
    }

    /// Whether cells below each other with the same words become one.
    pub(super) fn merges(&self) -> bool {
        matches!(self.field, Some(Field::Level1 | Field::Level2))
    }
}

/// The width of a column people write in.
const OPEN: u16 = 12;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Presets {
    preset: Vec<Preset>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Preset {
    name: String,
    says: String,
    list: Vec<Plan>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    list: Vec<Plan>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Plan {
    list: ListKind,
    name: Option<String>,
    columns: Vec<Planned>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
enum Planned {
    Field(String),
    Named(Named),
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Named {
    field: Option<String>,
    name: Option<String>,
    width: Option<u16>,
}

const FIELDS: [Field; 23] = [
    Field::Number,
    Field::Level1,
    Field::Level2,
    Field::Words,
    Field::Category,
    Field::Detail,
    Field::Cause,
    Field::Demand,
    Field::ProblemNumbers,
    Field::Problem,
    Field::MeasureNumbers,
    Field::Measure,
    Field::Target,
    Field::Deadline,
    Field::Leader,
    Field::Lead,
    Field::Support,
    Field::Person,
    Field::Supervise,
    Field::Place,
    Field::Quote,
    Field::Source,
    Field::Id,
];

impl Columns {
    /// The names of the presets, each with what it is in a sentence; the first is the usual one.
    pub fn presets() -> Vec<(String, String)> {
        presets().into_iter().map(|preset| (preset.name, preset.says)).collect()
    }

    /// A preset by its name.
    ///
    /// # Errors
    /// There is none of that name.
    pub fn preset(name: &str) -> Result<Self, Error> {
        let found = presets().into_iter().find(|preset| preset.name == name);
        found.map(|preset| Self { lists: preset.list }).ok_or_else(|| {
            let names: Vec<String> = Self::presets().into_iter().map(|(name, _)| name).collect();
            fault(format!("no preset \"{name}\"; there are {}", names.join(", ")))
        })
    }

    /// A table of one's own, in TOML; `name` is what messages call it.
    ///
    /// # Errors
    /// It is no TOML, or names a list or a field there is not; the message says where.
    pub fn from_toml(name: &str, text: &str) -> Result<Self, Error> {
        let file: File = toml::from_str(text).map_err(|error| {
            let line = error.span().map_or(1, |span| text[..span.start].matches('\n').count() + 1);
            let says = match error.message() {
                says if says.contains("untagged") => "a column is a field, or {field, name, width}",
                says => says,
            };
            fault(format!("{name}:{line}: {says}"))
        })?;
        for plan in &file.list {
            if plan.columns.is_empty() {
                return Err(fault(format!("{name}: list \"{}\" has no columns; name some", plan.list.name())));
            }
            for column in &plan.columns {
                column.read().map_err(|says| fault(format!("{name}: list \"{}\": {says}", plan.list.name())))?;
            }
        }
        Ok(Self { lists: file.list })
    }

    /// Only these lists.
    pub fn only(mut self, lists: &[ListKind]) -> Self {
        self.lists.retain(|plan| lists.contains(&plan.list));
        self
    }

    /// The headings of all columns that have a field.
    pub(super) fn headings(&self) -> Vec<String> {
        let columns = self.lists.iter().flat_map(|plan| &plan.columns).filter_map(|planned| planned.read().ok());
        columns.filter(|column| column.field.is_some()).map(|column| column.name).collect()
    }

    /// The lists there are columns for.
    pub fn lists(&self) -> Vec<ListKind> {
        self.lists.iter().map(|plan| plan.list).collect()
    }

    /// The rows laid out. Where they come from several speeches, a column says from which.
    pub fn tables(&self, lists: &Lists) -> Vec<Table> {
        let table = |plan: &Plan| {
            let mut columns: Vec<Column> = plan.columns.iter().filter_map(|planned| planned.read().ok()).collect();
            if lists.sources() > 1 && !columns.iter().any(|column| column.field == Some(Field::Source)) {
                columns.insert(1.min(columns.len()), column(Field::Source));
            }
            let rows = lists.rows(plan.list);
            let shown: Vec<Field> = columns.iter().filter_map(|column| column.field).collect();
            let cells = |row: &super::Row| {
                columns.iter().map(|column| column.field.map_or(String::new(), |of| row.shown(of, &shown))).collect()
            };
            Table {
                list: plan.list,
                name: plan.name.clone().unwrap_or_else(|| plan.list.chinese().to_owned()),
                rows: rows.iter().map(cells).collect(),
                ids: rows.iter().map(|row| row.id.clone()).collect(),
                by_hand: Vec::new(),
                corrected: Vec::new(),
                columns,
            }
        };
        self.lists.iter().map(table).collect()
    }
}

impl super::Row {
    /// The words of a field, where these are the fields that are shown. Who has no column of his own stands with
    /// those who act, and what a row is about in the column of that.
    fn shown(&self, of: Field, shown: &[Field]) -> String {
        const WHO: [(Field, &str); 5] = [
            (Field::Lead, ""),
            (Field::Leader, ""),
            (Field::Person, ""),
            (Field::Support, "配合："),
            (Field::Supervise, "督导："),
        ];
        let own = self.cell(of);
        if of == Field::Words && own.is_empty() {
            let lacks = |field: &Field| !shown.contains(field) && !self.cell(*field).is_empty();
            let told = [(Field::Target, ""), (Field::Cause, "原因：")].into_iter().find(|(field, _)| lacks(field));
            return told.map_or(String::new(), |(field, role)| format!("{role}{}", self.cell(field)));
        }
        let holds = WHO.iter().map(|(field, _)| field).find(|field| shown.contains(field));
        if holds != Some(&of) {
            return own.to_owned();
        }
        let others = WHO.iter().filter(|(field, _)| !shown.contains(field) && !self.cell(*field).is_empty());
        let others = others.map(|(field, role)| format!("{role}{}", self.cell(*field)));
        let told: Vec<String> = Some(own.to_owned()).filter(|own| !own.is_empty()).into_iter().chain(others).collect();
        told.join("；")
    }
}

fn presets() -> Vec<Preset> {
    // A test reads them; they are part of the program.
    toml::from_str::<Presets>(include_str!("presets.toml")).map(|presets| presets.preset).unwrap_or_default()
}

fn fault(message: String) -> Error {
    Error::new(ErrorKind::Format(message))
}

fn column(field: Field) -> Column {
    Column { name: field.chinese().to_owned(), field: Some(field), width: field.width() }
}

impl Planned {
    fn read(&self) -> Result<Column, String> {
        match self {
            Planned::Field(field) => named(field).map(column),
            Planned::Named(Named { field, name, width }) => {
                let mut column = match (field, name) {
                    (Some(field), _) => named(field).map(column)?,
                    (None, Some(name)) => Column::open(name),
                    (None, None) => return Err("a column needs a field, a name, or both".to_owned()),
                };
                column.name = name.clone().unwrap_or(column.name);
                column.width = width.unwrap_or(column.width).clamp(1, 255);
                Ok(column)
            }
        }
    }
}

/// A field by its name, or by its usual heading.
fn named(name: &str) -> Result<Field, String> {
    let of = |field: &Field| {
        use serde::de::IntoDeserializer;
        let code: serde::de::value::StrDeserializer<'_, serde::de::value::Error> = name.into_deserializer();
        field.chinese() == name || Field::deserialize(code).is_ok_and(|found| found == *field)
    };
    FIELDS.into_iter().find(of).ok_or_else(|| {
        let names: Vec<&str> = FIELDS.iter().map(|field| field.chinese()).collect();
        format!("no field \"{name}\"; there are {}; a column for people is {{ name = \"…\" }}", names.join("、"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_preset_reads() {
        let presets = toml::from_str::<Presets>(include_str!("presets.toml")).unwrap().preset;
        for preset in &presets {
            assert!(!preset.list.is_empty() && !preset.says.is_empty(), "{}", preset.name);
            for plan in &preset.list {
                let read =
                    |planned: &Planned| planned.read().unwrap_or_else(|error| panic!("{}: {error}", preset.name));
                let fields: Vec<Option<Field>> = plan.columns.iter().map(|planned| read(planned).field).collect();
                assert!(fields.ends_with(&[Some(Field::Place), Some(Field::Quote)]), "{}", preset.name);
            }
        }
        assert_eq!(presets[0].name, "standard");
    }

    const WRONG: &[(&str, &str)] = &[
        ("[[list]]\nlist = \"problm\"\ncolumns = []", "own.toml:2: unknown variant `problm`"),
        ("[[list]]\nlist = \"problem\"\ncolumns = []", "own.toml: list \"problem\" has no columns"),
        ("[[list]]\nlist = \"task\"\ncolumns = [\"wrods\"]", "own.toml: list \"task\": no field \"wrods\""),
        ("[[list]]\nlist = \"task\"\ncolumns = [{ width = 3 }]", "own.toml: list \"task\": a column needs"),
        ("[[lists]]\n", "own.toml:1: unknown field `lists`"),
    ];

    #[test]
    fn a_wrong_table_says_where() {
        for (text, want) in WRONG {
            let error = Columns::from_toml("own.toml", text).unwrap_err().to_string();
            assert!(error.starts_with(want), "{error}");
        }
    }

    #[test]
    fn who_has_no_column_stands_with_those_who_act() {
        let mut row = super::super::Row::default();
        for (field, who) in [(Field::Lead, "发改局"), (Field::Support, "财政局、住建局"), (Field::Supervise, "督查室")]
        {
            row.set(field, who);
        }
        assert_eq!(row.shown(Field::Lead, &[Field::Lead, Field::Support]), "发改局；督导：督查室");
        assert_eq!(row.shown(Field::Lead, &[Field::Lead]), "发改局；配合：财政局、住建局；督导：督查室");
        assert_eq!(row.shown(Field::Support, &[Field::Lead, Field::Support]), "财政局、住建局");
        row.set(Field::Target, "投产3家");
        assert_eq!(row.shown(Field::Words, &[Field::Words]), "投产3家");
        assert_eq!(row.shown(Field::Words, &[Field::Words, Field::Target]), "");
    }

    #[test]
    fn fields_have_chinese_names_too() {
        assert_eq!(named("完成时限"), Ok(Field::Deadline));
        assert_eq!(named("problem-numbers"), Ok(Field::ProblemNumbers));
    }
}
