//! The hours of the week, a slice from every side, and the delays of the sources, as tables.

use super::Figures;
use aula_analysis::{Delay, Rhythm, SliceFigures};
use aula_exchange::{Cell, CsvWriter, ExchangeError};
use serde_json::{Value, json};

const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

impl Figures for Rhythm {
    const JSON_TYPE: &'static str = "application/json";

    fn json(&self) -> Result<String, serde_json::Error> {
        serde_json::to_string(self)
    }

    /// One row for each hour of the week, Monday first; the aoristic weights beside the counts where they were asked for.
    fn csv(&self) -> Result<String, ExchangeError> {
        let header: &[&str] = if self.aoristic.is_some() {
            &["weekday", "hour", "count", "aoristic"]
        } else {
            &["weekday", "hour", "count"]
        };
        written(header, |csv| {
            for (day, (name, hours)) in DAYS.iter().zip(&self.hours).enumerate() {
                for (hour, &count) in hours.iter().enumerate() {
                    let mut row = vec![Cell::Text(name), Cell::Count(hour as u64), Cell::Count(count.into())];
                    row.extend(self.aoristic.as_ref().map(|a| Cell::Number(a.hours[day][hour])));
                    csv.row(&row)?;
                }
            }
            Ok(())
        })
    }

    fn settings(&self) -> Result<Value, serde_json::Error> {
        serde_json::to_value(&self.settings)
    }

    /// The hours of a week.
    fn rows(&self) -> usize {
        7 * 24
    }
}

impl Figures for SliceFigures {
    const JSON_TYPE: &'static str = "application/json";

    fn json(&self) -> Result<String, serde_json::Error> {
        serde_json::to_string(self)
    }

    /// One row for each count: `by` says of what, `of` of which one; the rows of a `by` (areas apart) sum to the total.
    fn csv(&self) -> Result<String, ExchangeError> {
        const UNKNOWN: &str = "unknown";
        written(&["by", "of", "count"], |csv| {
            let mut row =
                |by: &str, of: &str, count: u64| csv.row(&[Cell::Text(by), Cell::Text(of), Cell::Count(count)]);
            row("total", "", self.total)?;
            for class in &self.categories {
                row("category", &class.code, class.count)?;
            }
            for month in &self.months.counts {
                row("month", &month.month, month.count)?;
            }
            row("month", UNKNOWN, self.months.unknown)?;
            for (name, hours) in DAYS.iter().zip(&self.hours) {
                for (hour, &count) in hours.iter().enumerate() {
                    row("hour", &format!("{name} {hour:02}"), count.into())?;
                }
            }
            row("hour", UNKNOWN, self.unknown_hours)?;
            for area in &self.areas {
                row("area", &area.id, area.count)?;
            }
            let first: Option<jiff::civil::Date> = self.days.from.as_ref().and_then(|day| day.parse().ok());
            let days = first.into_iter().flat_map(|day| std::iter::successors(Some(day), |day| day.tomorrow().ok()));
            for (day, &count) in days.zip(&self.days.counts) {
                row("day", &day.to_string(), count)?;
            }
            row("day", UNKNOWN, self.days.unknown)
        })
    }

    fn settings(&self) -> Result<Value, serde_json::Error> {
        serde_json::to_value(&self.settings)
    }

    fn rows(&self) -> usize {
        self.days.counts.len() + 7 * 24 + self.categories.len() + self.areas.len()
    }
}

impl Figures for Delay {
    const JSON_TYPE: &'static str = "application/json";

    fn json(&self) -> Result<String, serde_json::Error> {
        serde_json::to_string(self)
    }

    /// One row for each source and number of days.
    fn csv(&self) -> Result<String, ExchangeError> {
        written(&["source", "days", "registered"], |csv| {
            for source in &self.sources {
                for (days, &share) in source.completeness.iter().enumerate() {
                    csv.row(&[Cell::Text(&source.source), Cell::Count(days as u64), Cell::Number(share)])?;
                }
            }
            Ok(())
        })
    }

    fn settings(&self) -> Result<Value, serde_json::Error> {
        Ok(json!({ "complete": self.complete }))
    }

    fn rows(&self) -> usize {
        self.sources.len()
    }
}

fn written(
    header: &[&str],
    rows: impl FnOnce(&mut CsvWriter<&mut Vec<u8>>) -> Result<(), ExchangeError>,
) -> Result<String, ExchangeError> {
    let mut bytes = Vec::new();
    let mut csv = CsvWriter::new(&mut bytes, header.iter().copied())?;
    rows(&mut csv)?;
    csv.finish()?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}
