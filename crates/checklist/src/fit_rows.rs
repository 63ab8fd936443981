//! The ratings of the whole city as numbers: all that the core which estimates rater severity ever sees.

use crate::Vote;

/// One rating.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct FitRow {
    /// The factor's place.
    pub factor: u16,
    /// The yard's number.
    pub yard: u32,
    /// How often the factor had been mended: before and after are two things.
    pub episode: u32,
    /// The rater's number.
    pub rater: u32,
    /// 0 to 3.
    pub severity: u8,
}

impl FitRow {
    /// A vote of a yard as a row; none for one without a severity.
    #[must_use]
    pub fn of(yard: u32, vote: &Vote) -> Option<Self> {
        let factor = u16::try_from(vote.place).ok()?;
        Some(Self { factor, yard, episode: vote.episode, rater: vote.rater, severity: vote.severity? })
    }
}

/// The rows of a city, grouped by the thing rated and indexed by rater.
#[derive(Debug, Clone, Default)]
pub struct FitRows {
    /// By group: the factor.
    pub(crate) factor: Vec<u16>,
    /// By group: where its rows begin; one more at the end.
    pub(crate) begin: Vec<u32>,
    /// By row: rater and severity.
    pub(crate) rater: Vec<u32>,
    pub(crate) value: Vec<u8>,
    /// By row: its group.
    pub(crate) group: Vec<u32>,
    /// By rater: where its entries in `of_rater` begin; one more at the end.
    pub(crate) rater_begin: Vec<u32>,
    /// The rows, rater by rater.
    pub(crate) of_rater: Vec<u32>,
    pub(crate) factors: usize,
}

impl FitRows {
    /// Groups rows. Rows of raters beyond `raters` or factors beyond `factors` are left out.
    #[must_use]
    pub fn new(mut rows: Vec<FitRow>, factors: usize, raters: usize) -> Self {
        rows.retain(|r| (r.rater as usize) < raters && usize::from(r.factor) < factors);
        rows.sort_unstable();
        let mut made = Self { factors, ..Self::default() };
        for row in &rows {
            made.rater.push(row.rater);
            made.value.push(row.severity.min(3));
        }
        let mut at = 0;
        for of_thing in rows.chunk_by(|a, b| (a.factor, a.yard, a.episode) == (b.factor, b.yard, b.episode)) {
            let number = made.factor.len() as u32;
            made.factor.push(of_thing[0].factor);
            made.begin.push(at);
            at += of_thing.len() as u32;
            made.group.extend(std::iter::repeat_n(number, of_thing.len()));
        }
        made.begin.push(at);
        made.index_raters(raters);
        made
    }

    fn index_raters(&mut self, raters: usize) {
        let mut count = vec![0_u32; raters + 1];
        self.rater.iter().for_each(|r| count[*r as usize + 1] += 1);
        for i in 1..count.len() {
            count[i] += count[i - 1];
        }
        self.rater_begin.clone_from(&count);
        self.of_rater = vec![0; self.rater.len()];
        for (row, rater) in (0_u32..).zip(&self.rater) {
            let slot = &mut count[*rater as usize];
            self.of_rater[*slot as usize] = row;
            *slot += 1;
        }
    }

    /// A part of about so many ratings, whole things only, taken evenly; for what a part tells as well as the whole.
    pub(crate) fn part(&self, ratings: usize) -> Option<Self> {
        let every = self.len().div_ceil(ratings.max(1));
        if every < 2 {
            return None;
        }
        let wanted = (0..self.groups()).filter(|group| group % every == 0);
        let row = |group: usize, row: usize| FitRow {
            factor: self.factor[group],
            yard: group as u32,
            episode: 0,
            rater: self.rater[row],
            severity: self.value[row],
        };
        let rows = wanted.flat_map(|group| self.rows_of_group(group).map(move |r| row(group, r))).collect();
        Some(Self::new(rows, self.factors, self.raters()))
    }

    /// How many ratings there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rater.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rater.is_empty()
    }

    pub(crate) fn groups(&self) -> usize {
        self.factor.len()
    }

    pub(crate) fn raters(&self) -> usize {
        self.rater_begin.len().saturating_sub(1)
    }

    pub(crate) fn rows_of_group(&self, group: usize) -> std::ops::Range<usize> {
        self.begin[group] as usize..self.begin[group + 1] as usize
    }

    pub(crate) fn rows_of_rater(&self, rater: usize) -> &[u32] {
        &self.of_rater[self.rater_begin[rater] as usize..self.rater_begin[rater + 1] as usize]
    }
}
