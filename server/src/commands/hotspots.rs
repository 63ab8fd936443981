//! `aula hotspots`: the same question as `GET /api/v1/hotspots`, asked of the file.

use super::{WrongArguments, open, reporting};
use crate::Outcome;
use crate::city::City;
use crate::cli::{Cli, Format, HotspotArgs};
use crate::http::{Params, Problem};
use crate::output::{hotspots_csv, hotspots_geojson};
use aula_analysis::hotspots;
use aula_disclosure::disclose;
use aula_model::Viewer;

pub(super) fn run(cli: &Cli, args: &HotspotArgs) -> anyhow::Result<Outcome> {
    let wrong = |problem: Problem| WrongArguments(problem.in_words());
    let mut params = Params::from_pairs(pairs(args)).map_err(wrong)?;
    let query = params.hotspot_query().map_err(wrong)?;
    let crop = params.bbox().map_err(wrong)?;

    let city = City::load(open(&cli.data)?, false)?;
    let viewer = Viewer::operator();
    let layer = hotspots(&viewer, &city.snapshot(), &city.sets, &query)?;
    let layer = disclose(layer, &viewer)?.into_inner();
    let settings = serde_json::to_string_pretty(&layer.settings)?;
    let text = match args.format {
        Format::Csv => hotspots_csv(&layer, crop.as_ref()),
        Format::Geojson => hotspots_geojson(&layer, crop.as_ref()),
    };
    reporting::write_answer(args.output.as_deref(), &text, &settings, args.format == Format::Csv)?;
    Ok(Outcome::Done)
}

/// The arguments under the names of the API's parameters, so that both are read by the same code.
fn pairs(args: &HotspotArgs) -> Vec<(String, String)> {
    let given = [
        ("from", &args.from),
        ("to", &args.to),
        ("category", &args.category),
        ("hours", &args.hours),
        ("weekdays", &args.weekdays),
        ("area", &args.area),
        ("layer", &args.layer),
        ("resolution", &Some(args.resolution.clone())),
        ("study_set", &args.study_set),
        ("correction", &args.correction),
        ("method", &args.method),
        ("weights", &args.weights),
        ("permutations", &args.permutations),
        ("seed", &args.seed),
        ("bbox", &args.bbox),
    ];
    given.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value.clone()?))).collect()
}
