//! `aula risk …`: the same questions as `/api/v1/risk…`, asked of the file.

use super::{WrongArguments, open, reporting};
use crate::Outcome;
use crate::city::City;
use crate::cli::{Cli, RiskArgs, RiskCommand, StatsFormat, StatsOut};
use crate::http::{Params, Problem, report_value};
use crate::output::Figures as _;
use crate::risk_models::keep_model;
use aula_analysis::AnalysisError;
use aula_analysis::risk::{self, RiskQuery, RiskReport, RiskRun};
use aula_disclosure::disclose;
use aula_model::Viewer;
use h3o::CellIndex;
use serde_json::json;
use std::fmt::Write as _;
use std::sync::Arc;

pub(super) fn run(cli: &Cli, what: &RiskCommand) -> anyhow::Result<Outcome> {
    match what {
        RiskCommand::Fit { args, dry_run } => fit(cli, args, *dry_run)?,
        RiskCommand::Map { args, out } => map(cli, args, out)?,
        RiskCommand::Validate { args } => {
            let (_, run) = made(cli, &question(args.pairs(), |_| Ok(()))?.0)?;
            reporting::say(cli.json, &report_value(&run)?, &validation(&run.report))?;
        }
        RiskCommand::Explain { cell, args, mend_area, mend_factors } => {
            explain(cli, cell, args, mend_area.as_deref(), mend_factors.as_deref())?;
        }
    }
    Ok(Outcome::Done)
}

fn wrong(problem: &Problem) -> anyhow::Error {
    WrongArguments(problem.in_words()).into()
}

/// Reads the question, and what else a command takes out of the same parameters.
fn question<T>(
    pairs: Vec<(String, String)>,
    more: impl FnOnce(&mut Params) -> Result<T, Problem>,
) -> anyhow::Result<(RiskQuery, T)> {
    let mut params = Params::from_pairs(pairs).map_err(|p| wrong(&p))?;
    let more = more(&mut params).map_err(|p| wrong(&p))?;
    let query = params.risk_query().map_err(|p| wrong(&p))?;
    params.finish().map_err(|p| wrong(&p))?;
    Ok((query, more))
}

fn made(cli: &Cli, query: &RiskQuery) -> anyhow::Result<(City, Arc<RiskRun>)> {
    let spinner = reporting::spinner("reading the city");
    let city = City::load(open(&cli.data)?, false)?;
    spinner.set_message("fitting and testing");
    let viewer = Viewer::operator();
    let found = city.risks.get(&viewer, &city.snapshot(), &city.sets, query).map_err(unusable);
    spinner.finish_and_clear();
    let run = disclose(found?, &viewer)?.into_inner();
    Ok((city, run))
}

fn unusable(error: AnalysisError) -> anyhow::Error {
    match error {
        bad @ AnalysisError::Unusable { .. } => wrong(&bad.into()),
        other => other.into(),
    }
}

fn fit(cli: &Cli, args: &RiskArgs, dry_run: bool) -> anyhow::Result<()> {
    let (city, run) = made(cli, &question(args.pairs(), |_| Ok(()))?.0)?;
    let mut words = in_words(&run.report);
    if !dry_run {
        keep_model(city.store().as_ref(), &run)?;
        let _ =
            write!(words, "\nKept as model {}; its algorithm card stands at /risk/{} of the service.", run.id, run.id);
    }
    reporting::say(cli.json, &report_value(&run)?, &words)?;
    Ok(())
}

fn map(cli: &Cli, args: &RiskArgs, out: &StatsOut) -> anyhow::Result<()> {
    let (city, run) = made(cli, &question(args.pairs(), |_| Ok(()))?.0)?;
    let figures = risk::map(&city.snapshot(), &run)?;
    let settings = serde_json::to_string_pretty(&figures.settings()?)?;
    let text = match out.format {
        StatsFormat::Csv => figures.csv()?,
        StatsFormat::Json | StatsFormat::Geojson => figures.json()?,
    };
    reporting::write_answer(out.output.as_deref(), &text, &settings, out.format == StatsFormat::Csv)
}

fn explain(
    cli: &Cli,
    cell: &str,
    args: &RiskArgs,
    mend_area: Option<&str>,
    mend_factors: Option<&str>,
) -> anyhow::Result<()> {
    let cell: CellIndex = cell.parse().map_err(|_| WrongArguments(format!("`{cell}` is not an H3 cell")))?;
    let mut pairs = args.pairs();
    pairs.retain(|(name, _)| name != "resolution");
    pairs.push(("resolution".to_owned(), u8::from(cell.resolution()).to_string()));
    let given = [("mend_area", mend_area), ("mend_factors", mend_factors)];
    pairs.extend(given.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?.to_owned()))));
    let mends = mend_area.is_some();
    let (query, mend) = question(pairs, |p| if mends { p.what_if_query().map(Some) } else { Ok(None) })?;
    let (city, run) = made(cli, &query)?;
    let told = risk::explain(&run, cell).ok_or_else(|| WrongArguments(format!("`{cell}` is not among the cells")))?;
    let mut words = told.sentence.en.clone();
    let mut machine = serde_json::to_value(&told)?;
    if let Some(mend) = mend {
        let change = risk::what_if(&city.snapshot(), &run, &mend).map_err(unusable)?;
        let _ = write!(words, "\n{}", change.sentence.en);
        machine["what_if"] = json!(change);
    }
    reporting::say(cli.json, &machine, &words)?;
    Ok(())
}

/// The verdict first, then the factors, then what to know.
fn in_words(report: &RiskReport) -> String {
    let mut text = report.verdict.sentence.en.clone();
    for factor in &report.factors {
        let _ = write!(text, "\n- {}", factor.sentence.en);
    }
    for warning in &report.warnings {
        let _ = write!(text, "\n! {}", warning.sentence.en);
    }
    text
}

/// The verdict first, then a table for each period.
fn validation(report: &RiskReport) -> String {
    let mut text = report.verdict.sentence.en.clone();
    for one in &report.validation {
        let _ = write!(
            text,
            "\n\n{} to {}, {} incidents, tested on {}:\n{:>7} {:<15} {:>8} {:>17} {:>6} {:>6}  model less this",
            one.from,
            one.to,
            one.incidents,
            one.tested_on.replace('_', " "),
            "share",
            "method",
            "hit rate",
            "interval",
            "PAI",
            "PEI*"
        );
        for r in &one.rows {
            let against = r.model_less_this.map_or_else(String::new, |c| {
                format!("{:+.4} ({:+.4} to {:+.4}) {:?}", c.hit_rate, c.low, c.high, c.standing)
            });
            let _ = write!(
                text,
                "\n{:>6.1}% {:<15} {:>8.4} {:>8.4}–{:<8.4} {:>6.2} {:>6.3}  {against}",
                100.0 * r.share,
                r.method,
                r.hit_rate,
                r.low,
                r.high,
                r.pai,
                r.pei.unwrap_or(f64::NAN)
            );
        }
        let c = &one.calibration;
        let _ = write!(
            text,
            "\nexpected {:.0}, observed {:.0}, slope {:.2}, overdispersion {:.2}",
            c.expected, c.observed, c.slope, c.overdispersion
        );
    }
    for warning in &report.warnings {
        let _ = write!(text, "\n! {}", warning.sentence.en);
    }
    text
}
