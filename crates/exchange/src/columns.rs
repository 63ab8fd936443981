//! Which column is what: by the mapping, else by well-known names.

use crate::text::personal::{Subject, is_personal_column};
use crate::text::slug;
use crate::{ExchangeError, Mapping, Role};
use aula_model::Precision;
use serde::Serialize;

/// Where a part of the records was taken from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// From these columns.
    Columns(Vec<String>),
    /// The same in every row.
    Constant(String),
    /// From the geometry of the features.
    Geometry,
}

/// What was taken from where, for the report of an import.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Columns {
    /// The columns of the file, in its order.
    pub header: Vec<String>,
    /// What was taken, by its role.
    pub taken: Vec<(String, Origin)>,
    /// Columns that hold something personal: never kept, blanked in the reject file.
    pub personal: Vec<String>,
    /// Columns that nothing was taken from.
    pub unused: Vec<String>,
}

impl Columns {
    /// The column that a role was bound to, where it was one.
    fn bound(&self, role: &str) -> Option<&Origin> {
        self.taken.iter().find(|(name, _)| name == role).map(|(_, origin)| origin)
    }

    /// A role that is bound to another column than before; columns that appear late in a file can do that.
    pub(crate) fn moved(&self, earlier: &Self) -> Option<String> {
        let moved = earlier.taken.iter().find(|(role, origin)| self.bound(role) != Some(origin))?;
        Some(moved.0.clone())
    }
}

/// Names of columns in metres or feet.
const EASTINGS: &[&str] =
    &["easting", "x_coordinate", "x_coord", "xcoord", "coord_x", "point_x", "x_utm", "utm_x", "gps_x", "koord_x"];
const NORTHINGS: &[&str] =
    &["northing", "y_coordinate", "y_coord", "ycoord", "coord_y", "point_y", "y_utm", "utm_y", "gps_y", "koord_y"];

/// Well-known names of a role as slugs, groups in order of preference; two columns of one group are ambiguous.
fn well_known(role: Role, subject: Subject) -> &'static [&'static [&'static str]] {
    match role {
        Role::Lon => &[&["lon", "lng", "long", "longitude", "longitud", "dolgota", "boylyq"], EASTINGS, &["x"]],
        Role::Lat => &[&["lat", "latitude", "latitud", "shirota", "endik"], NORTHINGS, &["y"]],
        Role::When => &[
            &[
                "date",
                "datetime",
                "date_time",
                "timestamp",
                "when",
                "time",
                "occurred",
                "occurred_at",
                "occurred_on",
                "date_occurred",
                "occurred_date",
                "incident_date",
                "incident_datetime",
                "offense_date",
                "offence_date",
                "crime_date",
                "event_date",
                "fecha",
                "fecha_hecho",
                "fecha_hora",
                "data",
                "kuni",
                "uaqyty",
                "data_soversheniya",
            ],
            &["month", "mes", "mesyats", "ay", "year", "ano", "god", "zhyl"],
        ],
        Role::Start => &[&[
            "start",
            "start_time",
            "start_date",
            "start_datetime",
            "date_start",
            "date_from",
            "from",
            "begin",
            "occurred_from",
            "from_date",
            "nachalo",
        ]],
        Role::End => &[&[
            "end",
            "end_time",
            "end_date",
            "end_datetime",
            "date_end",
            "date_to",
            "to",
            "occurred_to",
            "to_date",
            "konets",
        ]],
        Role::Category => &[&[
            "category",
            "offense",
            "offence",
            "type",
            "offense_type",
            "offence_type",
            "crime_type",
            "incident_type",
            "primary_type",
            "offense_category",
            "kategoriya",
            "sanat",
            "vid",
        ]],
        Role::Id => &[
            &[
                "id",
                "uid",
                "uuid",
                "incident_no",
                "incident_id",
                "incident_number",
                "record_id",
                "crime_id",
                "event_id",
                "report_no",
                "report_number",
            ],
            &["globalid"],
            &["objectid", "osm_id", "fid"],
        ],
        Role::Kind => &[&["kind", "factor"], &["type", "category"]],
        Role::Accuracy => &[&["accuracy", "location_accuracy"]],
        Role::ReportedBy => &[&["reported_by"]],
        Role::RegisteredAt => &[&[
            "registered_at",
            "registered",
            "registered_on",
            "registration_date",
            "reported_at",
            "reported_date",
            "date_reported",
            "report_date",
            "data_registratsii",
        ]],
        Role::Cleared => &[&["cleared"]],
        Role::Discontinued => &[&["discontinued"]],
        Role::HarmWeight => &[&["harm_weight", "harm"]],
        Role::Code => &[
            &["code"],
            &["slug"],
            &["id"],
            &["objectid"],
            &["district"],
            &["community"],
            &["precinct"],
            &["beat"],
            &["neighborhood", "neighbourhood"],
            &["geoid"],
            &["nid"],
            &["osm_id"],
            &["name"],
            &["name_en", "nameen"],
            &["name_ru", "nameru"],
            &["name_kk", "namekk"],
        ],
        Role::Name if subject == Subject::Incidents => &[],
        Role::Name => &[&["name"], &["title"], &["label"]],
        Role::NameKk => &[&["name_kk", "namekk", "name_kaz", "atauy"]],
        Role::NameRu => &[&["name_ru", "nameru", "name_rus", "nazvanie"]],
        Role::NameEn => &[&["name_en", "nameen", "name_eng"]],
        Role::Parent => &[],
    }
}

/// Binds roles to columns and remembers what it did.
pub(crate) struct Binder<'m> {
    mapping: &'m Mapping,
    subject: Subject,
    slugs: Vec<String>,
    personal: Vec<bool>,
    used: Vec<bool>,
    report: Columns,
}

impl<'m> Binder<'m> {
    pub(crate) fn new(header: &[String], mapping: &'m Mapping, subject: Subject) -> Result<Self, ExchangeError> {
        let slugs: Vec<String> = header.iter().map(|name| slug(name)).collect();
        let mut binder = Self {
            mapping,
            subject,
            personal: header.iter().map(|name| is_personal_column(name, subject)).collect(),
            used: vec![false; header.len()],
            slugs,
            report: Columns { header: header.to_vec(), ..Columns::default() },
        };
        for name in &mapping.personal {
            // A personal column that this file does not have does no harm: one mapping serves many files.
            for (i, column) in header.iter().enumerate() {
                binder.personal[i] |= column == name || binder.slugs[i] == slug(name);
            }
        }
        Ok(binder)
    }

    /// The columns of a role; empty where there are none.
    pub(crate) fn columns(&mut self, role: Role) -> Result<Vec<usize>, ExchangeError> {
        let found = match self.mapping.columns.get(&role) {
            Some(names) => names.iter().map(|name| self.named(role.as_str(), name)).collect::<Result<Vec<_>, _>>()?,
            None if self.mapping.constants.contains_key(&role) => Vec::new(),
            None => self.guess(role)?.into_iter().collect(),
        };
        self.take(role.as_str(), &found);
        Ok(found)
    }

    /// The column of a role that can have one only.
    pub(crate) fn column(&mut self, role: Role) -> Result<Option<usize>, ExchangeError> {
        let found = self.columns(role)?;
        if found.len() > 1 {
            let problem = format!("`{}` is made of one column only", role.as_str());
            return Err(self.fault(problem, format!("name one: `--set columns.{}=NAME`", role.as_str())));
        }
        Ok(found.first().copied())
    }

    /// The constant of a role.
    pub(crate) fn constant(&mut self, role: Role) -> Option<&'m str> {
        let value = self.mapping.constants.get(&role)?;
        self.report.taken.push((role.as_str().to_owned(), Origin::Constant(value.clone())));
        Some(value)
    }

    /// A column by the name that the mapping gives it.
    pub(crate) fn named(&self, role: &str, name: &str) -> Result<usize, ExchangeError> {
        let header = &self.report.header;
        let exact: Vec<usize> = (0..header.len()).filter(|&i| header[i] == name).collect();
        let wanted = slug(name);
        let alike: Vec<usize> = (0..header.len()).filter(|&i| !wanted.is_empty() && self.slugs[i] == wanted).collect();
        let found = if exact.is_empty() { alike } else { exact };
        match found[..] {
            [one] if self.personal[one] => Err(self.fault(
                format!("the column `{name}` for `{role}` is personal and is never kept"),
                format!("name another column, or none: `--set columns.{role}=`"),
            )),
            [one] => Ok(one),
            [] => Err(self.fault(
                format!("there is no column `{name}` for `{role}`"),
                format!("name one of them: `--set columns.{role}=NAME`"),
            )),
            _ => Err(self.fault(
                format!("several columns are called `{name}`"),
                "give each column a name of its own".to_owned(),
            )),
        }
    }

    /// Notes that a role was taken from columns.
    pub(crate) fn take(&mut self, role: &str, columns: &[usize]) {
        if columns.is_empty() {
            return;
        }
        columns.iter().for_each(|&i| self.used[i] = true);
        let names = columns.iter().map(|&i| self.report.header[i].clone()).collect();
        self.report.taken.push((role.to_owned(), Origin::Columns(names)));
    }

    /// Notes that a role was taken from the geometry.
    pub(crate) fn take_geometry(&mut self) {
        self.report.taken.push(("location".to_owned(), Origin::Geometry));
    }

    fn guess(&self, role: Role) -> Result<Option<usize>, ExchangeError> {
        for group in well_known(role, self.subject) {
            let fits = |i: &usize| group.contains(&self.slugs[*i].as_str()) && !self.personal[*i];
            let found: Vec<usize> = (0..self.slugs.len()).filter(fits).collect();
            match found[..] {
                [] => {}
                [one] => return Ok(Some(one)),
                _ => {
                    let names: Vec<String> = found.iter().map(|&i| format!("`{}`", self.report.header[i])).collect();
                    let problem = format!("`{}` could be any of {}", role.as_str(), names.join(", "));
                    let remedy =
                        format!("say which: `--set columns.{}={}`", role.as_str(), self.report.header[found[0]]);
                    return Err(self.fault(problem, remedy));
                }
            }
        }
        Ok(None)
    }

    /// What the name of a column says about the precision of the times in it.
    pub(crate) fn precision_of(&self, column: usize) -> Option<Precision> {
        match self.slugs[column].as_str() {
            "month" | "mes" | "mesyats" | "ay" => Some(Precision::Month),
            "year" | "ano" | "god" | "zhyl" => Some(Precision::Year),
            _ => None,
        }
    }

    /// A fault of the columns, with their list.
    pub(crate) fn fault(&self, problem: String, remedy: String) -> ExchangeError {
        let mut found = self.report.header.iter().map(|n| format!("`{n}`")).collect::<Vec<_>>();
        if found.len() > 60 {
            found.truncate(60);
            found.push("…".to_owned());
        }
        ExchangeError::Columns { problem, found: found.join(", "), remedy }
    }

    /// Which columns are personal, and the report; columns that are kept as attributes count as used.
    pub(crate) fn finish(mut self, attributes: bool) -> (Vec<bool>, Vec<usize>, Columns) {
        let rest: Vec<usize> = (0..self.used.len()).filter(|&i| !self.used[i] && !self.personal[i]).collect();
        let name = |i: &usize| self.report.header[*i].clone();
        let personal = (0..self.personal.len()).filter(|&i| self.personal[i]).map(|i| name(&i)).collect();
        if attributes && !rest.is_empty() {
            let names = rest.iter().map(name).collect();
            self.report.taken.push(("attributes".to_owned(), Origin::Columns(names)));
        } else {
            self.report.unused = rest.iter().map(name).collect();
        }
        self.report.personal = personal;
        (self.personal, rest, self.report)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bind(header: &[&str], role: Role, toml: &str) -> Result<Vec<usize>, String> {
        let header: Vec<String> = header.iter().map(ToString::to_string).collect();
        let mapping = Mapping::from_toml(toml).unwrap();
        let mut binder = Binder::new(&header, &mapping, Subject::Incidents).unwrap();
        binder.columns(role).map_err(|e| e.to_string())
    }

    #[test]
    fn well_known_names_are_enough_in_any_spelling() {
        assert_eq!(bind(&["id", "Longitud", "Latitud"], Role::Lon, ""), Ok(vec![1]));
        assert_eq!(bind(&["X", "Y", "ДОЛГОТА"], Role::Lon, ""), Ok(vec![2]));
        assert_eq!(bind(&["year", "date"], Role::When, ""), Ok(vec![1]));
        assert_eq!(bind(&["a"], Role::When, ""), Ok(vec![]));
    }

    #[test]
    fn what_is_ambiguous_missing_or_personal_is_said_with_the_line_that_mends_it() {
        let error = bind(&["date", "occurred"], Role::When, "").unwrap_err();
        assert!(error.contains("`date`, `occurred`") && error.contains("--set columns.when=date"), "{error}");
        let error = bind(&["date"], Role::When, "[columns]\nwhen = \"day\"").unwrap_err();
        assert!(error.contains("no column `day`") && error.contains("columns found: `date`"), "{error}");
        let error = bind(&["ud", "date"], Role::Id, "[columns]\nid = \"ud\"").unwrap_err();
        assert!(error.contains("personal"), "{error}");
        assert_eq!(bind(&["id", "date"], Role::Id, "[columns]\nid = \"\""), Ok(vec![]));
    }
}
