//! `/api/v1/access-log`: who read what, for the administrator.

use super::{App, Params, Problem, answer};
use crate::access_log::Line;
use aula_exchange::{Cell, CsvWriter, ExchangeError};
use aula_store::{AccessLine, StoreError, verify_accesses};
use axum::extract::State;
use axum::response::Response;
use serde_json::{Value, json};

/// Lines of the access log, newest first.
#[utoipa::path(get, path = "/api/v1/access-log", tag = "accounts",
    params(("before" = Option<u64>, Query, description = "Only lines before this number; `next_before` of the answer before"),
        ("limit" = Option<u32>, Query, description = "At most so many; default 100, at most 1000"),
        ("f" = Option<String>, Query, description = "json (default) or csv")),
    responses((status = 200, description = "lines: [{seq, at, who, role, how, client, route, query, status, rows}], next_before, head {seq, hash}, anchor {seq, hash}"),
        (status = 403, body = Problem)))]
pub(super) async fn access_log(State(app): State<App>, mut params: Params) -> Result<Response, Problem> {
    let limit = params.integer("limit", 1, 1000)?.unwrap_or(100);
    let before = params.integer("before", 1, u64::MAX)?;
    let csv = params.choice("f", &[("json", false), ("csv", true)])?.unwrap_or(false);
    params.finish()?;
    let city = app.city;
    let compute = move || {
        let store = city.store();
        let (head, anchor) = (store.access_head().map_err(failed)?, store.access_anchor().map_err(failed)?);
        let end = before.unwrap_or(head.seq + 1).min(head.seq + 1);
        let after = end.saturating_sub(1 + limit);
        let count = usize::try_from(end - 1 - after).unwrap_or(0);
        let mut lines = store.accesses(after, count).map_err(failed)?;
        lines.retain(|line| line.seq < end);
        lines.reverse();
        if csv {
            let text = table(&lines).map_err(|e| Problem::internal(&e))?;
            return Ok(answer::csv("access-log", text));
        }
        let oldest = lines.last().map(|line| line.seq).filter(|seq| *seq > anchor.seq + 1);
        Ok(answer::json(&json!({
            "lines": lines.iter().map(read).collect::<Vec<_>>(),
            "next_before": oldest,
            "head": { "seq": head.seq, "hash": head.hash_hex() },
            "anchor": { "seq": anchor.seq, "hash": anchor.hash_hex() },
        })))
    };
    app.work.run(compute).await
}

/// Whether every line follows from the one before it.
#[utoipa::path(get, path = "/api/v1/access-log/verify", tag = "accounts",
    responses((status = 200, description = "whole (true or false), lines, head {seq, hash}, reason"), (status = 403, body = Problem)))]
pub(super) async fn verify(State(app): State<App>, params: Params) -> Result<Response, Problem> {
    params.finish()?;
    let city = app.city;
    let compute = move || {
        let mut lines = 0_u64;
        let outcome = verify_accesses(city.store().as_ref(), &mut |_| {
            lines += 1;
            Ok(())
        });
        Ok(answer::json(&match outcome {
            Ok(head) => json!({ "whole": true, "lines": lines, "head": { "seq": head.seq, "hash": head.hash_hex() } }),
            Err(StoreError::Damaged { place, reason }) => {
                json!({ "whole": false, "lines": lines, "reason": format!("{place}: {reason}") })
            }
            Err(other) => return Err(failed(other)),
        }))
    };
    app.work.run(compute).await
}

#[expect(clippy::needless_pass_by_value, reason = "for map_err")]
fn failed(error: StoreError) -> Problem {
    Problem::internal(&error)
}

fn read(line: &AccessLine) -> Value {
    let mut value: Value = serde_json::from_str(&line.text).unwrap_or_else(|_| json!({ "text": line.text }));
    value["seq"] = json!(line.seq);
    value
}

/// The lines as a table; a cell that a spreadsheet would take for a formula is defused by the writer.
pub(crate) fn table(lines: &[AccessLine]) -> Result<String, ExchangeError> {
    let mut bytes = Vec::new();
    let columns: Vec<&str> = std::iter::once("seq").chain(Line::COLUMNS).chain(["hash"]).collect();
    let mut csv = CsvWriter::new(&mut bytes, columns)?;
    for line in lines {
        let columns = serde_json::from_str::<Line>(&line.text).map(|l| l.columns()).unwrap_or_default();
        let hash = line.head().hash_hex();
        let mut cells = vec![Cell::Count(line.seq)];
        cells.extend(columns.iter().map(|column| Cell::Text(column)));
        cells.push(Cell::Text(&hash));
        csv.row(&cells)?;
    }
    csv.finish()?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}
