//! Features that are areas.

use super::assembly::conflicting;
use super::chunk::{RawRow, Scratch};
use super::common::decimal_of;
use super::places::{NameColumns, attributes_of, read_attributes};
use super::{Fault, Layout, Plan, Progress, ReadContext, Reading, read_with};
use crate::columns::{Binder, Columns};
use crate::plane::Plane;
use crate::text::number::{self, Decimal};
use crate::text::personal::Subject;
use crate::text::{is_blank, quoted, slug, told};
use crate::{ExchangeError, Mapping, RejectCode, Role};
use aula_model::{Area, AreaId, AreaKind, ContentHash, Exposure, ExposureKind, Key};
use geo::MapCoords as _;
use geo_types::MultiPolygon;
use smol_str::SmolStr;
use std::io::Read;

/// Reads areas of one kind: code, names, outline, exposures.
///
/// The outlines are those of the file, valid or not: repairing them is the task of the geometry crate. The code is taken
/// from `code` of the mapping or a well-known property, and made of `a-z 0-9 _ - .`; a single feature without any has the
/// code of the source.
///
/// # Arguments
/// `input`: GeoJSON, gzip or not. `kind`: the kind of all areas of the file.
///
/// # Returns
/// Every feature as an area or a rejection, with `read == rows.len() + duplicates + rejected.len()`.
///
/// # Errors
/// [`ExchangeError`] for faults of the whole file.
pub fn read_areas(
    input: impl Read + Send,
    kind: &AreaKind,
    mapping: &Mapping,
    ctx: &ReadContext<'_>,
    progress: &mut dyn FnMut(Progress),
) -> Result<Reading<Area>, ExchangeError> {
    read_with(input, mapping, ctx, progress, &|header, layout| AreaPlan::bind(header, kind, mapping, ctx, layout))
}

struct AreaPlan<'a> {
    columns: Columns,
    personal: Vec<bool>,
    kind: &'a AreaKind,
    code: Code,
    names: NameColumns,
    /// Columns whose text is the name where no column of names is.
    spare_name: Option<usize>,
    parent: Option<usize>,
    exposures: Vec<(ExposureKind, usize)>,
    decimal: Decimal,
    attributes: Vec<(usize, SmolStr)>,
    plane: Plane,
}

enum Code {
    Column(usize),
    /// The one area of the file has the name of the file.
    Only(String),
}

impl<'a> AreaPlan<'a> {
    fn bind(
        header: &[String],
        kind: &'a AreaKind,
        mapping: &Mapping,
        ctx: &ReadContext<'_>,
        layout: &Layout,
    ) -> Result<Self, ExchangeError> {
        if !layout.has_geometry {
            let remedy = "export them as GeoJSON in degrees (EPSG:4326)";
            return Err(ExchangeError::NotText { found: "a table, which has no outlines of areas".to_owned(), remedy });
        }
        let plane = Plane::new(mapping, layout.crs.as_ref())?;
        let mut binder = Binder::new(header, mapping, Subject::Things)?;
        let b = &mut binder;
        b.take_geometry();
        let code = match b.column(Role::Code)? {
            Some(column) => Code::Column(column),
            None if layout.single => Code::Only(ctx.default_source.to_string()),
            None => {
                let remedy = "name the property: `--set code=NAME`";
                return Err(b.fault("no property for the code of the areas".to_owned(), remedy.to_owned()));
            }
        };
        let names = NameColumns::bind(b)?;
        let parent = b.column(Role::Parent)?;
        let exposures = exposures_of(b, mapping)?;
        let label = ["district", "community", "precinct", "neighborhood", "neighbourhood", "beat"];
        let (personal, rest, columns) = binder.finish(true);
        let spare_name = rest.iter().copied().find(|&i| label.contains(&slug(&header[i]).as_str()));
        let attributes = attributes_of(&rest, header);
        let decimal = decimal_of(mapping);
        Ok(Self { columns, personal, kind, code, names, spare_name, parent, exposures, decimal, attributes, plane })
    }

    fn id(&self, row: &RawRow<'_>) -> Result<(AreaId, String), Fault> {
        let remedy = "fill it in, or name another property: `--set code=NAME`";
        let (text, column) = match &self.code {
            Code::Only(code) => (code.as_str(), None),
            Code::Column(column) => (row.field(*column), Some(*column)),
        };
        if is_blank(text) {
            return Err(Fault::new(RejectCode::NoCode, "no code", remedy).at(column));
        }
        let code: String = slug(text).chars().take(80).collect();
        let id = AreaId::new(self.kind, code.trim_end_matches(['_', '-', '.'])).map_err(|_| {
            Fault::new(RejectCode::NoCode, format!("{} makes no code", quoted(text)), remedy).at(column)
        })?;
        Ok((id, text.to_owned()))
    }

    fn exposures(&self, row: &RawRow<'_>) -> Result<Vec<Exposure>, Fault> {
        let mut exposures = Vec::with_capacity(self.exposures.len());
        for &(kind, column) in &self.exposures {
            let text = row.field(column);
            if is_blank(text) {
                continue;
            }
            let value = number::parse(text, self.decimal).ok_or_else(|| {
                let reason = format!("{} is no number of {kind}", quoted(text));
                Fault::new(RejectCode::NotANumber, reason, "write it without marks between thousands").at(Some(column))
            })?;
            exposures.push(Exposure::new(kind, value, None, None).map_err(|e| {
                Fault::new(RejectCode::OutOfRange, e.to_string(), "write a number, 0 or more").at(Some(column))
            })?);
        }
        Ok(exposures)
    }
}

fn exposures_of(b: &mut Binder<'_>, mapping: &Mapping) -> Result<Vec<(ExposureKind, usize)>, ExchangeError> {
    let mut exposures = Vec::with_capacity(mapping.exposure.len());
    for (kind, name) in &mapping.exposure {
        let column = b.named(kind.as_str(), name)?;
        b.take(kind.as_str(), &[column]);
        exposures.push((*kind, column));
    }
    Ok(exposures)
}

/// The outline as read, in degrees.
fn outline(row: &RawRow<'_>, plane: &Plane) -> Result<MultiPolygon<f64>, Fault> {
    let missing = || Fault::new(RejectCode::NoGeometry, "no outline", "draw it, or leave the area out");
    let geometry = row.geometry.filter(|g| g.kind().is_some()).ok_or_else(missing)?;
    let mut area = geometry.area().ok_or_else(|| {
        let reason = format!("{} has no inside", quoted(geometry.kind().unwrap_or_default()));
        Fault::new(RejectCode::NotAnArea, reason, "export polygons")
    })?;
    if !plane.is_plain() {
        area = area.map_coords(|corner| plane.corner(corner));
    }
    if area.0.is_empty() {
        return Err(missing());
    }
    let rings = area.0.iter().flat_map(|p| std::iter::once(p.exterior()).chain(p.interiors()));
    match rings.flat_map(|r| &r.0).find(|c| !(c.x.abs() <= 180.0 && c.y.abs() <= 90.0)) {
        Some(c) => Err(Fault::new(
            RejectCode::OutOfRange,
            format!("({}, {}) is not a longitude and a latitude in degrees", c.x, c.y),
            "name the coordinate system, for example `--set crs=EPSG:32643`, or convert the outlines to degrees",
        )),
        None => Ok(area),
    }
}

impl Plan for AreaPlan<'_> {
    type Value = Area;

    fn read(&self, row: &RawRow<'_>, _: &mut Scratch) -> Result<Area, Fault> {
        let geometry = outline(row, &self.plane)?;
        let (id, code_text) = self.id(row)?;
        let spare = self.spare_name.map(|c| row.field(c)).filter(|t| !is_blank(t)).unwrap_or(&code_text);
        let names = self
            .names
            .read(row, Some(spare))?
            .ok_or_else(|| Fault::new(RejectCode::BadName, "no name", "name the property: `--set name=NAME`"))?;
        let parent = match self.parent.map(|c| (c, row.field(c))) {
            Some((column, text)) if !is_blank(text) => Some(text.parse().map_err(|e: aula_model::ModelError| {
                let remedy = "write it as kind:code, for example district:medeu";
                Fault::new(RejectCode::UnknownValue, told(text, &e), remedy).at(Some(column))
            })?),
            _ => None,
        };
        let exposures = self.exposures(row)?;
        Ok(Area { id, names, geometry, parent, exposures, attributes: read_attributes(row, &self.attributes) })
    }

    fn identified(value: &Area) -> Option<Key> {
        Some(Key::identified("area", "", value.id.as_str()))
    }

    fn identifier(value: &Area) -> &str {
        value.id.as_str()
    }

    fn anonymous(value: &Area, _: ContentHash, _: u32) -> Key {
        Key::identified("area", "", value.id.as_str())
    }

    fn conflict(&self, value: &Area, first_row: u64) -> Fault {
        let column = if let Code::Column(column) = self.code { Some(column) } else { None };
        let mut fault = conflicting(RejectCode::DuplicateCode, "code", value.id.code(), first_row).at(column);
        fault.remedy.push_str("; or name a property with a code of its own for each: `--set code=NAME`");
        fault
    }

    fn personal(&self) -> &[bool] {
        &self.personal
    }

    fn columns(&self) -> &Columns {
        &self.columns
    }
}
