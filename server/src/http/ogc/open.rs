//! `GET /ogc/open`: lines to copy for each program, made for this server and, where one was given, the reader's token.

use super::super::{App, Problem};
use super::asked::Asked;
use super::catalogue;
use super::html::{Page, escape, link, path_part};
use super::negotiate::HTML;
use super::words::{filled, word};
use axum::extract::State;
use axum::response::Response;

pub(crate) async fn open(State(app): State<App>, mut asked: Asked) -> Result<Response, Problem> {
    asked.form(&[HTML])?;
    let language = asked.language()?;
    let chosen = asked.params.take("collection");
    let token =
        asked.params.take("token").filter(|t| t.chars().all(|c| c.is_ascii_alphanumeric() || "-_.~".contains(c)));
    asked.finish()?;
    let work = app.work.clone();
    work.run(move || {
        let all = catalogue::all(&app.desk.core, &app.ogc, &asked.viewer);
        let collection = match &chosen {
            Some(id) => Some(catalogue::find(&app.desk.core, &app.ogc, &asked.viewer, id)?.id),
            None => all.first().map(|c| c.id.clone()),
        };
        let id = collection.unwrap_or_else(|| "areas.district".to_owned());
        let base = &asked.base;
        let items = format!("{base}/collections/{}/items", path_part(&id));
        let mut page = Page::new(&asked, language, word(language, "open"));
        page.text(word(language, "open_about"));
        page.paragraph(&all.iter().map(|c| {
            let href = format!("{base}/open?collection={}&lang={language}", path_part(&c.id));
            if c.id == id { format!("<strong>{}</strong>", escape(&c.title(language))) } else { link(&href, &c.title(language)) }
        }).collect::<Vec<_>>().join(" · "));
        let secret = token.as_deref().unwrap_or("TOKEN");
        page.text(&filled(language, "open_token", &[("token", secret)]));
        page.heading("QGIS");
        page.text(word(language, "open_qgis"));
        page.code(base);
        page.paragraph(&link(&format!("{base}/layers.qlr?lang={language}"), word(language, "open_qlr")));
        page.heading("ArcGIS Pro");
        page.text(word(language, "open_arcgis"));
        page.code(base);
        page.heading("GDAL");
        page.code(&format!("ogr2ogr -f GPKG {}.gpkg OAPIF:{base} {id} -oo PAGE_SIZE=10000 --config GDAL_HTTP_HEADERS \"Authorization: Bearer {secret}\"", id.replace('.', "_")));
        page.heading("Python");
        page.code(&format!("import geopandas, os\nos.environ[\"GDAL_HTTP_HEADERS\"] = \"Authorization: Bearer {secret}\"\nlayer = geopandas.read_file(\"OAPIF:{base}\", layer=\"{id}\")"));
        page.heading("R");
        page.code(&format!("library(sf)\nSys.setenv(GDAL_HTTP_HEADERS = \"Authorization: Bearer {secret}\")\nlayer <- st_read(\"OAPIF:{base}\", layer = \"{id}\")"));
        page.heading("Excel");
        page.text(word(language, "open_excel"));
        page.code(&format!("{items}?f=csv-excel"));
        page.heading("curl");
        page.code(&format!("curl -H \"Authorization: Bearer {secret}\" \"{items}?f=geojsonl\" -o {id}.geojsonl"));
        Ok(page.answer(&asked))
    })
    .await
}
