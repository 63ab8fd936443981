//! What the columns of a source mean: the mapping, as a TOML file and as `--set key=value`.

use crate::ExchangeError;
use crate::role::{ColumnNames, Role};
use aula_model::{CategoryCode, ExposureKind, PlaceKind, Precision, SourceName};
use encoding_rs::Encoding;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What the columns of a source mean. Everything is optional: well-known names of columns suffice where they are used.
///
/// # Examples
/// ```
/// use aula_exchange::Mapping;
/// let mut mapping = Mapping::from_toml(r#"
///     source = "erdr"
///     timezone = "Asia/Almaty"
///     delimiter = ";"
///     encoding = "windows-1251"
///     date_formats = ["%d.%m.%Y %H:%M"]
///     personal = ["note"]
///     [columns]
///     lon = "X"
///     lat = "Y"
///     when = "дата"
///     id = ["year", "number"]
///     category = "статья"
///     [categories]
///     "1880" = "theft"
/// "#)?;
/// mapping.set("accuracy=block")?;
/// assert!(mapping.set("colour=red").unwrap_err().to_string().contains("categories"));
/// # Ok::<(), aula_exchange::ExchangeError>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Mapping {
    /// Short name of the source; the name of the file where absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<SourceName>,
    /// Time zone of times without offset; the city's where absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub timezone: Option<String>,
    /// Encoding by its web label (`utf-8`, `windows-1251`); UTF-8 or the file's own mark where absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub encoding: Option<String>,
    /// `,` `;` `|` or `tab`; found in the line of column names where absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub delimiter: Option<String>,
    /// `.` or `,`; degrees may have either where absent, other numbers a point.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decimal: Option<String>,
    /// The system of the coordinates (`EPSG:32643`); what the file says of itself, else degrees on WGS 84, where absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub crs: Option<String>,
    /// Whether the first coordinate is the latitude or northing, where the source has them the other way round.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub swap_axes: bool,
    /// The layer or sheet to read, of a file that has several.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub layer: Option<String>,
    /// Whether incidents on one improbable point keep their place on the map.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub keep_piles: bool,
    /// Formats of times, tried in order: as `strptime` has them, or `epoch_s`, `epoch_ms`, `epoch_ms_local` (local clock
    /// time counted as if it were UTC). ISO 8601 where absent.
    #[serde(skip_serializing_if = "Vec::is_empty", alias = "date_format")]
    pub date_formats: Vec<String>,
    /// The day from which the words of `categories` hold; what is older becomes `other`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub categories_since: Option<jiff::civil::Date>,
    /// Whether offsets in the times are to be ignored, for sources that write local time with a `Z` behind it.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub ignore_offset: bool,
    /// The finest precision that the source really has, whatever its times look like.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub precision: Option<Precision>,
    /// Columns that are personal besides those known by their names.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub personal: Vec<String>,
    /// Which column gives what.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub columns: BTreeMap<Role, ColumnNames>,
    /// What is the same in every row.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub constants: BTreeMap<Role, String>,
    /// The source's categories in ours; `*` is every other.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub categories: BTreeMap<String, CategoryCode>,
    /// The source's kinds of places in ours; `*` is every other.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub kinds: BTreeMap<String, PlaceKind>,
    /// Columns of areas that hold exposures.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub exposure: BTreeMap<ExposureKind, String>,
}

impl Mapping {
    /// Reads a mapping file.
    ///
    /// # Errors
    /// [`ExchangeError::Mapping`] with line and the known keys for a key that is not known, and for values that cannot
    /// be.
    pub fn from_toml(text: &str) -> Result<Self, ExchangeError> {
        let mapping: Self = toml::from_str(text).map_err(|e| fault(e.to_string().trim_end()))?;
        mapping.check()?;
        Ok(mapping)
    }

    /// Takes a `--set key=value`: a setting (`source`, `timezone`, `delimiter`, …), a constant (`category`, `kind`,
    /// `accuracy`, `reported_by`, `cleared`, `discontinued`, `harm_weight`), the column of anything else (`lon`, `when`,
    /// `id`, `code`, `residents`, …; empty for none), or any entry of the file by its section
    /// (`columns.category=offense`, `categories.BURGLARY=burglary`, `constants.when=2017`).
    ///
    /// # Errors
    /// [`ExchangeError::Mapping`] for a key that is not known, with those that are, and for values that cannot be.
    pub fn set(&mut self, assignment: &str) -> Result<(), ExchangeError> {
        // The source's own words may have a `=` in them, ours never.
        let own_word = ["categories.", "kinds."].iter().any(|section| assignment.starts_with(section));
        let parted = if own_word { assignment.rsplit_once('=') } else { assignment.split_once('=') };
        let (key, value) = parted.ok_or_else(|| {
            fault(format!("`{assignment}` has no `=`; write it as key=value, for example category=burglary"))
        })?;
        let (key, value) = (key.trim(), value.trim());
        let mut table = toml::Table::try_from(&*self).map_err(|e| fault(e.to_string()))?;
        let (section, name) = section_of(key)?;
        let entry = match (section, name) {
            (None, "ignore_offset" | "swap_axes" | "keep_piles") => {
                toml::Value::Boolean(value == "true" || value == "yes")
            }
            (None, "date_formats" | "date_format") => {
                toml::Value::Array(value.split('|').map(|v| v.trim().into()).collect())
            }
            (None, "personal") => toml::Value::Array(value.split(',').map(|v| v.trim().into()).collect()),
            (Some("columns"), "id" | "when") if value.contains(',') => {
                toml::Value::Array(value.split(',').map(|v| v.trim().into()).collect())
            }
            _ => value.into(),
        };
        match section {
            None => _ = table.insert(if name == "date_format" { "date_formats" } else { name }.to_owned(), entry),
            Some(section) => {
                let other = match section {
                    "columns" => "constants",
                    "constants" => "columns",
                    _ => "",
                };
                if let Some(toml::Value::Table(inner)) = table.get_mut(other) {
                    inner.remove(name);
                }
                let inner = table.entry(section).or_insert_with(|| toml::Table::new().into());
                if let toml::Value::Table(inner) = inner {
                    inner.insert(name.to_owned(), entry);
                }
            }
        }
        let mapping: Self =
            table.try_into().map_err(|e| fault(format!("`{key}={value}`: {}", e.to_string().trim_end())))?;
        mapping.check()?;
        *self = mapping;
        Ok(())
    }

    /// Takes from another mapping whatever this one does not say.
    pub(crate) fn underlay(&mut self, other: &Self) {
        let Self { source, timezone, encoding, delimiter, decimal, crs, layer, date_formats, precision, .. } = self;
        source.clone_from(&source.clone().or_else(|| other.source.clone()));
        for (mine, theirs) in [
            (timezone, &other.timezone),
            (encoding, &other.encoding),
            (delimiter, &other.delimiter),
            (decimal, &other.decimal),
            (crs, &other.crs),
            (layer, &other.layer),
        ] {
            if mine.is_none() {
                mine.clone_from(theirs);
            }
        }
        if date_formats.is_empty() {
            date_formats.clone_from(&other.date_formats);
        }
        *precision = precision.or(other.precision);
        self.categories_since = self.categories_since.or(other.categories_since);
        self.ignore_offset |= other.ignore_offset;
        self.swap_axes |= other.swap_axes;
        self.keep_piles |= other.keep_piles;
        self.personal.extend(other.personal.iter().cloned());
        let said: Vec<Role> = self.columns.keys().chain(self.constants.keys()).copied().collect();
        let unsaid = |role: &Role| !said.contains(role);
        self.columns.extend(other.columns.iter().filter(|(r, _)| unsaid(r)).map(|(r, c)| (*r, c.clone())));
        self.constants.extend(other.constants.iter().filter(|(r, _)| unsaid(r)).map(|(r, c)| (*r, c.clone())));
        for (word, code) in &other.categories {
            self.categories.entry(word.clone()).or_insert_with(|| code.clone());
        }
        for (word, kind) in &other.kinds {
            self.kinds.entry(word.clone()).or_insert_with(|| kind.clone());
        }
        for (kind, column) in &other.exposure {
            self.exposure.entry(*kind).or_insert_with(|| column.clone());
        }
    }

    fn check(&self) -> Result<(), ExchangeError> {
        self.zone()?;
        self.text_encoding()?;
        self.delimiter_byte()?;
        if let Some(crs) = &self.crs {
            aula_geometry::Projection::from_name(crs).map_err(|e| fault(format!("crs: {e}")))?;
        }
        if let Some(decimal) = self.decimal.as_deref().filter(|d| ![".", ","].contains(d)) {
            return Err(fault(format!("decimal `{decimal}` is unknown; it is `.` or `,`")));
        }
        if let Some(role) = self.constants.keys().find(|r| !r.is_constant_by_default() && **r != Role::When) {
            let role = role.as_str();
            return Err(fault(format!(
                "`{role}` cannot be the same in every row; name its column: [columns] {role} = \"…\""
            )));
        }
        Ok(())
    }

    /// The time zone of times without offset, where the mapping gives one.
    pub(crate) fn zone(&self) -> Result<Option<TimeZone>, ExchangeError> {
        let zone = |name: &String| {
            TimeZone::get(name).map_err(|_| {
                fault(format!("timezone `{name}` is unknown; use a name of the tz database, for example Asia/Almaty"))
            })
        };
        self.timezone.as_ref().map(zone).transpose()
    }

    pub(crate) fn text_encoding(&self) -> Result<Option<&'static Encoding>, ExchangeError> {
        let known = |label: &String| {
            Encoding::for_label(label.as_bytes()).ok_or_else(|| {
                fault(format!("encoding `{label}` is unknown; for example utf-8, windows-1251, utf-16le"))
            })
        };
        self.encoding.as_ref().map(known).transpose()
    }

    pub(crate) fn delimiter_byte(&self) -> Result<Option<u8>, ExchangeError> {
        let byte = |text: &str| match text {
            "," | "comma" => Ok(b','),
            ";" | "semicolon" => Ok(b';'),
            "|" | "pipe" => Ok(b'|'),
            "\t" | "\\t" | "tab" => Ok(b'\t'),
            _ => Err(fault(format!("delimiter `{text}` is unknown; it is `,`, `;`, `|` or `tab`"))),
        };
        self.delimiter.as_deref().map(byte).transpose()
    }
}

/// Section and name of the key of a `--set`.
fn section_of(key: &str) -> Result<(Option<&str>, &str), ExchangeError> {
    const SETTINGS: [&str; 15] = [
        "source",
        "timezone",
        "encoding",
        "delimiter",
        "decimal",
        "crs",
        "swap_axes",
        "layer",
        "keep_piles",
        "categories_since",
        "date_formats",
        "date_format",
        "ignore_offset",
        "precision",
        "personal",
    ];
    const SECTIONS: [&str; 5] = ["columns", "constants", "categories", "kinds", "exposure"];
    if let Some((section, name)) = key.split_once('.').filter(|(section, _)| SECTIONS.contains(section)) {
        return Ok((Some(section), name));
    }
    if SETTINGS.contains(&key) {
        return Ok((None, key));
    }
    if ExposureKind::ALL.iter().any(|k| k.as_str() == key) {
        return Ok((Some("exposure"), key));
    }
    let roles: [Role; 20] = [
        Role::Lon,
        Role::Lat,
        Role::When,
        Role::Start,
        Role::End,
        Role::Category,
        Role::Id,
        Role::Kind,
        Role::Accuracy,
        Role::ReportedBy,
        Role::RegisteredAt,
        Role::Cleared,
        Role::Discontinued,
        Role::HarmWeight,
        Role::Code,
        Role::Name,
        Role::NameKk,
        Role::NameRu,
        Role::NameEn,
        Role::Parent,
    ];
    match roles.iter().find(|r| r.as_str() == key) {
        Some(role) => Ok((Some(if role.is_constant_by_default() { "constants" } else { "columns" }), key)),
        None => {
            let exposures = ExposureKind::ALL.iter().map(|k| k.as_str());
            let known: Vec<&str> =
                SETTINGS.into_iter().chain(roles.iter().map(|r| r.as_str())).chain(exposures).collect();
            Err(fault(format!(
                "`{key}` is unknown; known are {}, and any entry by its section ({}.…)",
                known.join(", "),
                SECTIONS.join(".…, ")
            )))
        }
    }
}

fn fault(message: impl Into<String>) -> ExchangeError {
    ExchangeError::Mapping(message.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_keys_are_refused_with_those_that_are_known() {
        let error = Mapping::from_toml("colour = 1").unwrap_err().to_string();
        assert!(error.contains("colour") && error.contains("timezone") && error.contains("line 1"), "{error}");
        let error = Mapping::from_toml("[columns]\nlongitude = \"x\"").unwrap_err().to_string();
        assert!(error.contains("`lon`") && error.contains("line 2"), "{error}");
        assert!(Mapping::from_toml("timezone = \"Asia/Alma\"").is_err());
        assert!(Mapping::from_toml("delimiter = \"x\"").is_err());
        assert!(Mapping::from_toml("[constants]\nlon = \"3\"").is_err());
    }

    #[test]
    fn a_set_overrides_the_file() {
        let mut mapping = Mapping::from_toml("[columns]\ncategory = \"offense\"\nlon = \"X\"").unwrap();
        for assignment in [
            "category=burglary",
            "lon=LON",
            "id=a, b",
            "residents=POP2010",
            "categories.A=B C=theft",
            "categories.D=E F",
            "personal=x,y",
            "date_format=%d.%m.%Y",
        ] {
            let result = mapping.set(assignment);
            assert_eq!(result.is_ok(), assignment != "categories.D=E F", "{assignment} {result:?}");
        }
        assert_eq!(mapping.constants[&Role::Category], "burglary");
        assert!(!mapping.columns.contains_key(&Role::Category));
        assert_eq!(mapping.columns[&Role::Lon], ColumnNames::One("LON".into()));
        assert_eq!(mapping.columns[&Role::Id].iter().collect::<Vec<_>>(), ["a", "b"]);
        assert_eq!(mapping.exposure[&ExposureKind::Residents], "POP2010");
        assert_eq!((mapping.personal.len(), mapping.date_formats.len()), (2, 1));
        for bad in ["nonsense", "precision=hour", "accuracyy=block"] {
            assert!(mapping.set(bad).is_err(), "{bad}");
        }
    }
}
