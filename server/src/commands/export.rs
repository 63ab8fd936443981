//! `aula export`: a collection as a file, the same that `/ogc` serves.

use super::{WrongArguments, open};
use crate::Outcome;
use crate::checklist::Core;
use crate::city::City;
use crate::cli::{Cli, ExportArgs};
use crate::http::{Params, Problem, ogc_export};
use aula_exchange::{FileFormat, FileRows, write_features};
use aula_features::select;
use aula_model::{Language, Viewer};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::sync::Arc;

pub(super) fn run(cli: &Cli, args: &ExportArgs) -> anyhow::Result<Outcome> {
    let wrong = |problem: Problem| WrongArguments(problem.in_words());
    let words: Vec<&str> = FileFormat::ALL.iter().map(|f| f.word()).collect();
    let format = FileFormat::ALL.into_iter().find(|f| f.word() == args.format);
    let format = format.ok_or_else(|| WrongArguments(format!("--format: choose one of {}", words.join(", "))))?;
    let core = Core::new(Arc::new(City::load(open(&cli.data)?, false)?));
    let snapshot = core.city.snapshot();
    let pairs = pairs(args, snapshot.zone())?;
    let mut params = Params::from_pairs(pairs.clone()).map_err(wrong)?;
    let (collection, question) =
        ogc_export::question(&core, &Viewer::operator(), &args.collection, &mut params).map_err(wrong)?;
    params.finish().map_err(wrong)?;
    let parameters: serde_json::Value = pairs.into_iter().map(|(n, v)| (n, serde_json::Value::from(v))).collect();
    let settings = serde_json::json!({ "collection": collection.id, "version": collection.version,
        "seq": snapshot.seq().0, "parameters": parameters });
    let about = ogc_export::about(&collection, &snapshot, Language::En, settings);
    let table = collection.table.as_ref();
    let selection = select(table, &question.query);
    let limit = question.limit.unwrap_or(usize::MAX);
    let rows = FileRows { table, selection, columns: question.columns, limit };
    let lost = match &args.output {
        Some(path) => {
            let mut out = BufWriter::new(File::create(path)?);
            let lost = write_features(format, &rows, &about, &mut out)?;
            out.flush()?;
            lost
        }
        None => write_features(format, &rows, &about, &mut std::io::stdout().lock())?,
    };
    for line in lost {
        eprintln!("lost: {line}");
    }
    Ok(Outcome::Done)
}

/// The arguments under the names of the API's parameters; local days become instants, categories a condition.
fn pairs(args: &ExportArgs, zone: &TimeZone) -> anyhow::Result<Vec<(String, String)>> {
    let given =
        [("bbox", &args.bbox), ("properties", &args.properties), ("sortby", &args.sortby), ("limit", &args.limit)];
    let mut pairs: Vec<(String, String)> =
        given.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value.clone()?))).collect();
    let mut conditions: Vec<String> = args.filter.iter().map(|f| format!("({f})")).collect();
    if let Some(codes) = &args.category {
        let codes: Vec<String> = codes.split(',').map(|c| format!("'{}'", c.replace('\'', "''"))).collect();
        conditions.push(format!("category IN ({})", codes.join(",")));
    }
    let midnight = |day: &str| -> anyhow::Result<String> {
        let day: Date = day.parse().map_err(|_| WrongArguments(format!("`{day}` is not a date such as 2024-01-31")))?;
        Ok(day.to_zoned(zone.clone())?.timestamp().to_string())
    };
    if let Some(from) = &args.from {
        conditions.push(format!("start >= TIMESTAMP('{}')", midnight(from)?));
    }
    if let Some(to) = &args.to {
        conditions.push(format!("start < TIMESTAMP('{}')", midnight(to)?));
    }
    if !conditions.is_empty() {
        pairs.push(("filter".to_owned(), conditions.join(" AND ")));
    }
    Ok(pairs)
}
