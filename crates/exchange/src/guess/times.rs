//! In which column the time stands, and how it is written.

use super::sample::Sample;
use super::{Confidence, Finding, examples, percent};
use crate::text::moment::Moments;
use crate::text::quoted;
use crate::{ExchangeError, Mapping, ReadContext, Role};

/// Forms of times in the order in which they are tried. Those of one line differ only in the order of day and month.
const FORMS: &[&[&str]] = &[
    &["%d.%m.%Y %H:%M:%S", "%d.%m.%Y %H:%M", "%d.%m.%Y"],
    &["%d.%m.%y %H:%M", "%d.%m.%y"],
    &["%d/%m/%Y %H:%M:%S", "%d/%m/%Y %H:%M", "%d/%m/%Y"],
    &["%m/%d/%Y %H:%M:%S", "%m/%d/%Y %H:%M", "%m/%d/%Y %I:%M:%S %p", "%m/%d/%Y %I:%M %p", "%m/%d/%Y"],
    &["%d-%m-%Y %H:%M:%S", "%d-%m-%Y %H:%M", "%d-%m-%Y"],
    &["%Y/%m/%d %H:%M:%S", "%Y/%m/%d %H:%M", "%Y/%m/%d"],
    &["%Y.%m.%d %H:%M:%S", "%Y.%m.%d %H:%M", "%Y.%m.%d"],
    &["%d %b %Y %H:%M", "%d %b %Y", "%d %B %Y"],
    &["%b %d, %Y %I:%M %p", "%b %d, %Y"],
    &["%Y%m%d"],
    &["%m.%Y", "%m/%Y"],
    &["epoch_ms"],
    &["epoch_s"],
];

/// Share of rows that a reading has to fit: sources have blanks and slips.
const MOST: f64 = 0.95;
/// And where the column says by its name that it holds times: rows that do not read are rejected one by one.
const NAMED: f64 = 0.5;

pub(super) fn findings(
    sample: &Sample,
    mapping: &Mapping,
    ctx: &ReadContext<'_>,
) -> Result<Vec<Finding>, ExchangeError> {
    let told = |role| mapping.columns.contains_key(&role) || mapping.constants.contains_key(&role);
    if told(Role::When) || sample.column(Role::Start, mapping).is_ok_and(|c| c.is_some()) {
        return Ok(Vec::new());
    }
    let by_name = sample.column(Role::When, mapping);
    let mut candidates: Vec<(usize, Reading)> = match by_name {
        Ok(Some(column)) => match Reading::of(sample, column, mapping, ctx, NAMED)? {
            Some(reading) => vec![(column, reading)],
            None => Vec::new(),
        },
        _ => Vec::new(),
    };
    let named = !candidates.is_empty();
    if !named {
        for column in (0..sample.header.len()).filter(|&c| !sample.is_personal(c)) {
            let bare = sample
                .values(column)
                .all(|v| v.bytes().all(|b| b.is_ascii_digit() || b == b'.' || b == b'-') && !v.contains("-"));
            let reading = if bare { None } else { Reading::of(sample, column, mapping, ctx, MOST)? };
            candidates.extend(reading.map(|r| (column, r)));
        }
    }
    let name = |column: usize| sample.header[column].clone();
    match &candidates[..] {
        [] => Ok(vec![Finding {
            about: "columns.when".to_owned(),
            set: Vec::new(),
            confidence: Confidence::Doubtful,
            why:
                "no column reads as a time; name it (`--set when=NAME`) with its form (`--set date_format=%d.%m.%Y`), \
                  or say one time for all rows (`--set constants.when=2017`)"
                    .to_owned(),
            examples: Vec::new(),
        }]),
        [(column, reading)] => {
            let mut found = Vec::new();
            if !named {
                found.push(Finding {
                    about: "columns.when".to_owned(),
                    set: vec![format!("columns.when={}", name(*column))],
                    confidence: Confidence::Likely,
                    why: format!("`{}` is the only column that reads as a time", name(*column)),
                    examples: examples(sample.values(*column)),
                });
            }
            found.extend(reading.finding(sample, *column));
            Ok(found)
        }
        several => {
            let names: Vec<String> = several.iter().map(|(c, _)| format!("`{}`", name(*c))).collect();
            Ok(vec![Finding {
                about: "columns.when".to_owned(),
                set: vec![format!("columns.when={}", name(several[0].0))],
                confidence: Confidence::Doubtful,
                why: format!("several columns read as times: {}", names.join(", ")),
                examples: examples(sample.values(several[0].0)),
            }])
        }
    }
}

/// How a column reads as times.
struct Reading {
    /// The forms needed; none for ISO 8601.
    forms: Vec<&'static str>,
    /// Other forms that read it as well.
    rivals: Vec<&'static str>,
    share: f64,
}

impl Reading {
    /// The reading that fits; none where nothing does.
    fn of(
        sample: &Sample,
        column: usize,
        mapping: &Mapping,
        ctx: &ReadContext<'_>,
        least: f64,
    ) -> Result<Option<Self>, ExchangeError> {
        let values: Vec<&str> = sample.values(column).take(2_000).collect();
        if values.is_empty() {
            return Ok(None);
        }
        let share = |forms: &[&str]| -> Result<f64, ExchangeError> {
            let mut mapping = mapping.clone();
            mapping.date_formats = forms.iter().map(|f| (*f).to_owned()).collect();
            let moments = Moments::new(&mapping, &ctx.zone, ctx.now, None)?;
            Ok(values.iter().filter(|v| moments.read(v).is_ok()).count() as f64 / values.len() as f64)
        };
        if !mapping.date_formats.is_empty() {
            let told: Vec<&str> = mapping.date_formats.iter().map(String::as_str).collect();
            let share = share(&told)?;
            return Ok((share >= least).then_some(Self { forms: Vec::new(), rivals: Vec::new(), share }));
        }
        let iso = share(&[])?;
        if iso >= least {
            return Ok(Some(Self { forms: Vec::new(), rivals: Vec::new(), share: iso }));
        }
        let mut fitting = Vec::new();
        for forms in FORMS {
            let found = share(forms)?;
            if found >= least {
                let mut needed = Vec::new();
                for form in *forms {
                    if share(&[form])? > 0.0 {
                        needed.push(*form);
                    }
                }
                fitting.push((needed, found));
            }
        }
        // Where one order reads all rows and the other misses some, the first is right.
        let best = fitting.iter().map(|f| f.1).fold(0.0, f64::max);
        fitting.retain(|f| f.1 >= best - 1e-9);
        let mut fitting = fitting.into_iter();
        Ok(fitting.next().map(|(forms, share)| Self {
            forms,
            rivals: fitting.filter_map(|(forms, _)| forms.first().copied()).collect(),
            share,
        }))
    }

    fn finding(&self, sample: &Sample, column: usize) -> Option<Finding> {
        let form = self.forms.first()?;
        let clear = self.rivals.is_empty();
        let name = quoted(&sample.header[column]);
        let why = if clear {
            format!("{} of the values of {name} read in this form, and in no other", percent(self.share))
        } else {
            format!(
                "the values of {name} read as {form} and as {}: no value tells day from month",
                self.rivals.join(" and as ")
            )
        };
        Some(Finding {
            about: "date_formats".to_owned(),
            set: vec![format!("date_formats={}", self.forms.join("|"))],
            confidence: if clear { Confidence::Likely } else { Confidence::Doubtful },
            why,
            examples: examples(sample.values(column)),
        })
    }
}
