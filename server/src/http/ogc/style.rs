//! `GET /ogc/collections/{id}/style.qml` and `/ogc/layers.qlr`: the colours and the legend of the map, for QGIS.

use super::super::{App, Problem};
use super::asked::Asked;
use super::catalogue::{self, Collection};
use super::html::{escape, path_part};
use super::words::{found, word};
use aula_features::{Datum, GeometryKind};
use aula_model::Language;
use axum::extract::{Path, State};
use axum::response::Response;
use std::fmt::Write as _;

/// Classes with their colours and opacities: those of `web-map/src/core/palette.ts`.
const CLASSES: [(&str, &str, f64); 9] = [
    ("hot_99", "165,15,21", 0.68),
    ("hot_95", "240,96,44", 0.66),
    ("hot_90", "253,184,99", 0.66),
    ("not_significant", "74,85,96", 0.04),
    ("cold_90", "166,211,234", 0.66),
    ("cold_95", "69,146,204", 0.62),
    ("cold_99", "11,63,148", 0.6),
    ("too_few", "74,85,96", 0.0),
    ("no_variation", "74,85,96", 0.0),
];
/// What has no class: the purple of counts.
const PLAIN: (&str, f64) = ("107,71,159", 0.35);

/// A style of one collection.
pub(crate) async fn qml(State(app): State<App>, Path(id): Path<String>, mut asked: Asked) -> Result<Response, Problem> {
    let language = asked.language()?;
    asked.params.take("token");
    asked.finish()?;
    let work = app.work.clone();
    work.run(move || {
        let collection = catalogue::find(&app.desk.core, &app.ogc, &asked.viewer, &id)?;
        let head = "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>";
        let qml = format!(
            "{head}\n<qgis version=\"3.22\" styleCategories=\"Symbology\">{}</qgis>\n",
            renderer(&collection, language)
        );
        Ok(asked.answer("application/x-qgis-layer-settings", qml))
    })
    .await
}

/// Every collection as a layer with its style, to be dragged into QGIS.
pub(crate) async fn qlr(State(app): State<App>, mut asked: Asked) -> Result<Response, Problem> {
    let language = asked.language()?;
    asked.params.take("token");
    asked.finish()?;
    let work = app.work.clone();
    work.run(move || {
        let (mut tree, mut layers) = (String::new(), String::new());
        for collection in catalogue::all(&app.desk.core, &app.ogc, &asked.viewer) {
            let (id, title) = (escape(&collection.id), escape(&collection.title(language)));
            let source = format!(
                " pagingEnabled='true' restrictToRequestBBOX='1' typename='{}' url='{}'",
                collection.id, asked.base
            );
            let source = escape(&source);
            let _ = write!(tree, "<layer-tree-layer id=\"{id}\" name=\"{title}\" providerKey=\"OAPIF\" source=\"{source}\" checked=\"Qt::Unchecked\"/>");
            let geometry = match collection.table.geometry_kind() {
                GeometryKind::Point | GeometryKind::MultiPoint => "Point",
                GeometryKind::LineString | GeometryKind::MultiLineString => "Line",
                _ => "Polygon",
            };
            let _ = write!(
                layers,
                "<maplayer type=\"vector\" geometry=\"{geometry}\"><id>{id}</id><datasource>{source}</datasource><layername>{title}</layername><provider encoding=\"UTF-8\">OAPIF</provider>{}</maplayer>",
                renderer(&collection, language)
            );
        }
        let name = escape(word(language, "landing"));
        let qlr = format!("<!DOCTYPE qgis-layer-definition>\n<qlr><layer-tree-group name=\"{name}\" expanded=\"1\" checked=\"Qt::Checked\">{tree}</layer-tree-group><maplayers>{layers}</maplayers></qlr>\n");
        Ok(asked.answer("application/x-qgis-layer-definition", qlr))
    })
    .await
}

/// The address of a collection's style.
pub(super) fn address(base: &str, id: &str) -> String {
    format!("{base}/collections/{}/style.qml", path_part(id))
}

fn renderer(collection: &Collection, language: Language) -> String {
    let kind = collection.table.geometry_kind();
    if !has_classes(collection) {
        let symbol = symbol(kind, 0, PLAIN.0, PLAIN.1);
        return format!("<renderer-v2 type=\"singleSymbol\"><symbols>{symbol}</symbols></renderer-v2>");
    }
    let (mut categories, mut symbols) = (String::new(), String::new());
    for (i, (class, colour, opacity)) in CLASSES.iter().enumerate() {
        let label = found(language, &format!("class_{class}")).unwrap_or(class);
        let _ = write!(
            categories,
            "<category render=\"true\" value=\"{class}\" symbol=\"{i}\" label=\"{}\"/>",
            escape(label)
        );
        symbols.push_str(&symbol(kind, i, colour, *opacity));
    }
    format!(
        "<renderer-v2 type=\"categorizedSymbol\" attr=\"class\"><categories>{categories}</categories><symbols>{symbols}</symbols></renderer-v2>"
    )
}

/// Whether the first rows have classes of hot spots.
fn has_classes(collection: &Collection) -> bool {
    let table = collection.table.as_ref();
    let Some(column) = table.column_named("class") else { return false };
    let mut first = (0..table.len().min(50)).map(|place| table.datum(table.row_at(place), column));
    first.any(|datum| matches!(datum, Datum::Text(text) if CLASSES.iter().any(|(class, _, _)| *class == text)))
}

fn symbol(kind: GeometryKind, number: usize, colour: &str, opacity: f64) -> String {
    // An alpha of 0 to 255, rounded.
    let alpha = (opacity * 255.0).round();
    let option = |name: &str, value: &str| format!("<Option type=\"QString\" name=\"{name}\" value=\"{value}\"/>");
    let (kind, class, options) = match kind {
        GeometryKind::Point | GeometryKind::MultiPoint => (
            "marker",
            "SimpleMarker",
            [
                option("name", "circle"),
                option("size", "2"),
                option("color", &format!("{colour},255")),
                option("outline_color", "255,255,255,200"),
            ]
            .concat(),
        ),
        GeometryKind::LineString | GeometryKind::MultiLineString => (
            "line",
            "SimpleLine",
            [option("line_color", &format!("{colour},255")), option("line_width", "0.5")].concat(),
        ),
        _ => (
            "fill",
            "SimpleFill",
            [
                option("color", &format!("{colour},{alpha}")),
                option("outline_color", &format!("{colour},230")),
                option("outline_width", "0.15"),
                option("style", "solid"),
            ]
            .concat(),
        ),
    };
    format!(
        "<symbol type=\"{kind}\" name=\"{number}\" alpha=\"1\"><layer class=\"{class}\" enabled=\"1\" locked=\"0\" pass=\"0\"><Option type=\"Map\">{options}</Option></layer></symbol>"
    )
}
