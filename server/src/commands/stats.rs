//! `aula stats …`: the same questions as `GET /api/v1/stats/…`, asked of the file.

use super::{WrongArguments, open, reporting};
use crate::Outcome;
use crate::city::City;
use crate::cli::{Cli, StatsCommand, StatsFormat, StatsOut};
use crate::http::{Answer, Params, Problem, Read};
use crate::output::Figures;
use aula_analysis::AnalysisError;
use aula_disclosure::disclose;
use aula_model::Viewer;

pub(super) fn run(cli: &Cli, what: &StatsCommand) -> anyhow::Result<Outcome> {
    let pairs = what.pairs();
    match what {
        StatsCommand::Density { out, .. } => answer(cli, out, pairs, Params::density_query, aula_analysis::density),
        StatsCommand::Change { out, .. } => answer(cli, out, pairs, Params::change_query, aula_analysis::change),
        StatsCommand::Concentration { out, .. } => {
            answer(cli, out, pairs, Params::concentration_query, aula_analysis::concentration)
        }
        StatsCommand::Rates { out, .. } => answer(cli, out, pairs, Params::rates_query, aula_analysis::rates),
        StatsCommand::Moran { out, level, .. } if level.as_ref().is_some_and(|level| level != "cells") => {
            // Cells have a grid, areas have none: what only concerns cells is refused by name.
            answer(cli, out, pairs, Params::moran_areas_query, aula_analysis::moran_areas)
        }
        StatsCommand::Moran { out, .. } => answer(cli, out, pairs, Params::moran_query, aula_analysis::moran),
        StatsCommand::Emerging { out, .. } => answer(cli, out, pairs, Params::emerging_query, aula_analysis::emerging),
        StatsCommand::Polygons { out, .. } => answer(cli, out, pairs, Params::grid_query, aula_analysis::polygons),
        StatsCommand::NearRepeatChains { out, .. } => {
            answer(cli, out, pairs, Params::chains_query, aula_analysis::chains)
        }
        StatsCommand::Seasonal { out, .. } => answer(cli, out, pairs, Params::seasonal_query, aula_analysis::seasonal),
        StatsCommand::Robustness { out, .. } => {
            answer(cli, out, pairs, Params::robustness_query, aula_analysis::robustness)
        }
        StatsCommand::Rhythm { out, .. } => answer(cli, out, pairs, Params::rhythm_query, aula_analysis::rhythm),
        StatsCommand::Delay { out } => answer(cli, out, pairs, Params::delay_query, aula_analysis::delay),
        StatsCommand::NearRepeat { out, .. } => {
            answer(cli, out, pairs, Params::near_repeat_query, aula_analysis::near_repeat)
        }
    }
}

fn answer<Q, A: Figures>(
    cli: &Cli,
    out: &StatsOut,
    pairs: Vec<(String, String)>,
    read: Read<Q>,
    answer: Answer<Q, A>,
) -> anyhow::Result<Outcome> {
    let wrong = |problem: Problem| WrongArguments(problem.in_words());
    let mut params = Params::from_pairs(pairs).map_err(wrong)?;
    let query = read(&mut params).map_err(wrong)?;
    params.finish().map_err(wrong)?;
    if out.format == StatsFormat::Geojson && A::JSON_TYPE != "application/geo+json" {
        return Err(WrongArguments("--format: this answer has no shapes; choose csv or json".to_owned()).into());
    }

    let city = City::load(open(&cli.data)?, false)?;
    let viewer = Viewer::operator();
    let found = answer(&viewer, &city.snapshot(), &city.sets, &query).map_err(|error| match error {
        unusable @ AnalysisError::Unusable { .. } => anyhow::Error::from(wrong(unusable.into())),
        other => other.into(),
    })?;
    let figures = disclose(found, &viewer)?.into_inner();
    let settings = serde_json::to_string_pretty(&figures.settings()?)?;
    let text = match out.format {
        StatsFormat::Csv => figures.csv()?,
        StatsFormat::Json | StatsFormat::Geojson => figures.json()?,
    };
    reporting::write_answer(out.output.as_deref(), &text, &settings, out.format == StatsFormat::Csv)?;
    Ok(Outcome::Done)
}
