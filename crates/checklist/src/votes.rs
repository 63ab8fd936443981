//! The audits of a yard as single ratings: which count, how much, and since when the thing is another one.

use crate::{Audit, Instrument, RaterRole, Round, Rules};
use jiff::Timestamp;
use std::collections::BTreeMap;

/// The severity from which on a factor has to be mended.
pub const MARKED: u8 = 2;

/// An audit with the number of its rater in the city.
#[derive(Debug, Clone, Copy)]
pub struct RatedRound<'a> {
    /// The audit.
    pub audit: &'a Audit,
    /// The rater's number.
    pub rater: u32,
}

/// One rating of one factor of a yard that counts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Vote {
    /// The factor's place in the instrument.
    pub place: usize,
    /// The rater's number.
    pub rater: u32,
    /// The rater's role.
    pub role: RaterRole,
    /// Whether the rater was signed in.
    pub signed: bool,
    /// Whether it was made by night.
    pub night: bool,
    /// When.
    pub at: Timestamp,
    /// The severity; none for "does not exist here".
    pub severity: Option<u8>,
    /// How often the factor had been mended by then.
    pub episode: u32,
    /// Whether it has been mended since: such a rating says nothing about today, but much about its rater.
    pub ended: bool,
    /// By age: 1 for now, halved with every half-life.
    pub weight: f64,
    /// Whether a photo that passed moderation stands by it.
    pub photo: bool,
}

/// A confirmed mend, which is a rating of 0 by whoever confirmed it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Mend {
    /// The factor's place.
    pub place: usize,
    /// When it was confirmed.
    pub at: Timestamp,
    /// Who confirmed it: number and role.
    pub by: (u32, RaterRole),
    /// Whether that was somebody signed in.
    pub signed: bool,
}

/// The ratings of a yard that count: not older than the rules say, one a person and factor in 30 days (the last),
/// weighted by age.
#[must_use]
pub fn votes(
    rounds: &[RatedRound<'_>],
    mends: &[Mend],
    instrument: &Instrument,
    rules: &Rules,
    now: Timestamp,
) -> Vec<Vote> {
    let given = rounds.iter().flat_map(|round| round_votes(*round, instrument));
    let confirmed = mends.iter().map(|mend| Vote {
        place: mend.place,
        rater: mend.by.0,
        role: mend.by.1,
        signed: mend.signed,
        night: false,
        at: mend.at,
        severity: Some(0),
        episode: 0,
        ended: false,
        weight: 0.0,
        photo: false,
    });
    let mut by_person: BTreeMap<(usize, u32), Vec<Vote>> = BTreeMap::new();
    for vote in given.chain(confirmed) {
        by_person.entry((vote.place, vote.rater)).or_default().push(vote);
    }
    let mut counted: Vec<Vote> = by_person.into_values().flat_map(|of_one| last_of_each_month(of_one, rules)).collect();
    counted.retain_mut(|vote| {
        let age_days = days_between(vote.at, now).max(0.0);
        let earlier = |mend: &&Mend| mend.place == vote.place && mend.at <= vote.at;
        let later = mends.iter().any(|mend| mend.place == vote.place && mend.at > vote.at);
        let half_life = f64::from(instrument.factors()[vote.place].half_life_days);
        vote.episode = u32::try_from(mends.iter().filter(earlier).count()).unwrap_or(u32::MAX);
        vote.ended = later;
        vote.weight = (-age_days / half_life).exp2();
        age_days <= rules.oldest_days
    });
    counted
}

fn round_votes<'a>(round: RatedRound<'a>, instrument: &'a Instrument) -> impl Iterator<Item = Vote> + 'a {
    let audit = round.audit;
    audit.answers.iter().filter_map(move |(id, answer)| {
        let severity = match answer {
            crate::Answer::Rated(severity) => Some(severity.get()),
            crate::Answer::NotApplicable => None,
            crate::Answer::NotChecked => return None,
        };
        Some(Vote {
            place: instrument.place_now(audit.instrument.version, id)?,
            rater: round.rater,
            role: audit.role,
            signed: audit.signed,
            night: audit.round == Round::Night,
            at: audit.at,
            severity,
            episode: 0,
            ended: false,
            weight: 0.0,
            photo: audit.has_passed_photo(id),
        })
    })
}

/// Of one person's ratings of one factor those that count: from the last one back, none within 30 days of a later one.
fn last_of_each_month(mut of_one: Vec<Vote>, rules: &Rules) -> Vec<Vote> {
    of_one.sort_by_key(|vote| std::cmp::Reverse(vote.at));
    let mut kept: Vec<Vote> = Vec::with_capacity(of_one.len());
    for vote in of_one {
        if kept.last().is_none_or(|later| days_between(vote.at, later.at) >= rules.once_in_days) {
            kept.push(vote);
        }
    }
    kept
}

pub(crate) fn days_between(from: Timestamp, to: Timestamp) -> f64 {
    (to.as_millisecond() - from.as_millisecond()) as f64 / 86_400_000.0
}
