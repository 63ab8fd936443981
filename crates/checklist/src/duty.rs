//! Who mends what, where, from when to when. A duty moves; the register remembers.

use crate::{Factor, Text};
use aula_model::AreaId;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// An entry of the duty register.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Duty {
    /// The factor's code.
    pub factor: String,
    /// Where; the whole city when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub area: Option<AreaId>,
    /// First day; open when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Date>,
    /// First day on which it holds no longer; open when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Date>,
    /// The kind of body, as the instrument names it.
    pub body: String,
    /// What this very body is called.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<Text>,
    /// The account that takes its cases on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<String>,
    /// Days in which it usually mends; the instrument's when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub usual_days: Option<u32>,
    /// The law, decree or contract that says so.
    pub source: String,
}

impl Duty {
    /// Whether it holds on a day.
    #[must_use]
    pub fn holds_on(&self, day: Date) -> bool {
        self.from.is_none_or(|from| from <= day) && self.to.is_none_or(|to| day < to)
    }
}

/// Somebody who has to mend a factor.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Mender {
    /// The kind of body.
    pub body: String,
    /// Its own name, where the register has one.
    pub name: Option<Text>,
    /// The account that takes its cases on.
    pub account: Option<String>,
    /// Days in which it usually mends.
    pub usual_days: u32,
    /// What says so; none where only the instrument does.
    pub source: Option<String>,
}

/// Who mends a factor in a yard on a day, the first one first: by the register's entry for the smallest area, of
/// several the one that began last; by the instrument's seed where the register says nothing.
///
/// # Arguments
/// `areas`: those that hold the yard, the smallest first, the yard itself among them.
#[must_use]
pub fn menders(factor: &Factor, duties: &[Duty], areas: &[AreaId], day: Date) -> Vec<Mender> {
    let rank = |duty: &Duty| match &duty.area {
        None => Some(areas.len()),
        Some(area) => areas.iter().position(|a| a == area),
    };
    let holding = duties.iter().filter(|d| d.factor == factor.id && d.holds_on(day));
    let mut found: Vec<(usize, &Duty)> = holding.filter_map(|d| Some((rank(d)?, d))).collect();
    found.sort_by(|a, b| a.0.cmp(&b.0).then(b.1.from.cmp(&a.1.from)).then(a.1.body.cmp(&b.1.body)));
    let usual = |body: &str| factor.usual_days.get(body).copied();
    let registered = |duty: &Duty| Mender {
        body: duty.body.clone(),
        name: duty.name.clone(),
        account: duty.account.clone(),
        usual_days: duty.usual_days.or_else(|| usual(&duty.body)).unwrap_or(30),
        source: Some(duty.source.clone()),
    };
    if let Some((smallest, _)) = found.first().copied() {
        return found.iter().filter(|(rank, _)| *rank == smallest).map(|(_, duty)| registered(duty)).collect();
    }
    let seed = |body: &String| Mender {
        body: body.clone(),
        name: None,
        account: None,
        usual_days: usual(body).unwrap_or(30),
        source: None,
    };
    factor.duty.iter().map(seed).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Instrument;
    use jiff::civil::date;

    fn duty(area: Option<&str>, body: &str, from: Option<Date>, to: Option<Date>) -> Duty {
        Duty {
            factor: "lighting_yard".into(),
            area: area.map(|a| a.parse().unwrap()),
            from,
            to,
            body: body.into(),
            name: None,
            account: None,
            usual_days: None,
            source: "a decree".into(),
        }
    }

    #[test]
    fn the_smallest_area_and_the_day_decide_and_the_instrument_stands_in() {
        let instrument = Instrument::built_in();
        let factor = instrument.factor("lighting_yard").unwrap();
        let areas: Vec<AreaId> =
            ["yard:y-1", "micro_district:m-1", "district:medeu"].map(|a| a.parse().unwrap()).into();
        let moved = date(2023, 10, 1);
        let register = [
            duty(None, "EN", None, Some(moved)),
            duty(Some("district:medeu"), "DA", Some(moved), None),
            duty(Some("yard:y-2"), "OSI", None, None),
        ];
        let who = |day| menders(factor, &register, &areas, day).into_iter().map(|m| m.body).collect::<Vec<_>>();
        assert_eq!(who(date(2023, 9, 30)), ["EN"]);
        assert_eq!(who(moved), ["DA"]);
        let seed = menders(factor, &[], &areas, moved);
        assert_eq!(seed.iter().map(|m| m.body.as_str()).collect::<Vec<_>>(), ["DA", "EN"]);
        assert!(seed[0].usual_days == 30 && seed[0].source.is_none());
    }
}
