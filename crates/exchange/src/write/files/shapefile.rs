//! A zipped Shapefile, for programs that read nothing else, with a note of what it could not hold.

mod shp;
mod table;

use super::spool::{io, send};
use super::zip::pack;
use super::{About, FileRows};
use crate::ExchangeError;
use aula_features::GeometryKind;
use std::fs::File;
use std::io::Write;

pub(super) fn write(rows: &FileRows<'_>, about: &About, out: &mut dyn Write) -> Result<Vec<String>, ExchangeError> {
    if rows.table.geometry_kind() == GeometryKind::Any {
        let why = "a Shapefile holds one sort of geometry and this layer has several; choose GeoPackage";
        return Err(ExchangeError::CannotHold(why.to_owned()));
    }
    let (shapes, index) = shp::write(rows)?;
    let mut lost = Vec::new();
    let table = table::write(rows, &mut lost)?;
    let name = about.plain_id();
    let wkt = crs_definitions::EPSG_4326.wkt;
    let mut note = format!(
        "{}\n{}\n{}\n{}\nmade at {}\nsettings: {}\n",
        about.title,
        about.description,
        about.licence.as_deref().unwrap_or(""),
        about.attribution,
        about.made_at,
        about.settings
    );
    note.push_str("\nWhat a Shapefile cannot hold:\n");
    lost.iter().for_each(|line| note.push_str(&format!("- {line}\n")));
    let members = vec![
        (format!("{name}.shp"), shapes),
        (format!("{name}.shx"), index),
        (format!("{name}.dbf"), table),
        (format!("{name}.prj"), small(wkt)?),
        (format!("{name}.cpg"), small("UTF-8")?),
        (format!("{name}.README.txt"), small(&note)?),
    ];
    send(pack(members)?, out)?;
    Ok(lost)
}

fn small(text: &str) -> Result<File, ExchangeError> {
    let mut file = tempfile::tempfile().map_err(io)?;
    file.write_all(text.as_bytes()).map_err(io)?;
    Ok(file)
}
