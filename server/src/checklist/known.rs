//! What the log says about yards, parsed once and brought up to date by what changed.

use super::Secrets;
use super::secrets::Person;
use aula_checklist::{
    Assessment, Audit, Case, Duty, FitRow, FitRows, FitSettings, Instrument, Mend, RatedRound, RaterEffects, RaterRole,
    Rules, YardRatings, assess, fit, refresh, votes,
};
use aula_model::{AreaId, Document, Kind, Seq};
use aula_snapshot::Snapshot;
use jiff::Timestamp;
use serde::de::DeserializeOwned;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// An audit with its rater's number.
#[derive(Clone)]
pub(crate) struct KnownAudit {
    pub(crate) seq: Seq,
    pub(crate) audit: Arc<Audit>,
    pub(crate) rater: u32,
}

/// Everything that the log says about yards.
#[derive(Default)]
pub(crate) struct Known {
    seqs: Option<[Seq; 3]>,
    pub(crate) audits: HashMap<String, KnownAudit>,
    pub(crate) cases: BTreeMap<String, (Seq, Arc<Case>)>,
    pub(crate) duties: BTreeMap<String, (Seq, Duty)>,
    duty_list: Vec<Duty>,
    audits_by_yard: HashMap<AreaId, Vec<String>>,
    cases_by_yard: HashMap<AreaId, Vec<String>>,
    raters: HashMap<Person, u32>,
    confirmers: HashMap<(String, usize), u32>,
    yards: HashMap<AreaId, (u32, Vec<FitRow>)>,
    touched: HashSet<AreaId>,
    effects: Option<Arc<RaterEffects>>,
    fitted: usize,
    fit_at: Option<Instant>,
    fit_took: Duration,
}

const KINDS: [Kind; 3] = [Kind::Audit, Kind::Case, Kind::Duty];

impl Known {
    pub(crate) fn is_of(&self, snapshot: &Snapshot) -> bool {
        self.seqs == Some(KINDS.map(|kind| snapshot.documents().seq_of(kind)))
    }

    /// Takes over what changed.
    pub(crate) fn refresh(&mut self, snapshot: &Snapshot, secrets: &Secrets) {
        let documents = snapshot.documents();
        let now = KINDS.map(|kind| documents.seq_of(kind));
        let before = self.seqs.unwrap_or([Seq(0); 3]);
        if self.seqs.is_none() || now[0] != before[0] {
            self.take_audits(snapshot, secrets);
        }
        if self.seqs.is_none() || now[1] != before[1] {
            self.take_cases(snapshot, secrets);
        }
        if self.seqs.is_none() || now[2] != before[2] {
            let read =
                |(seq, document): (Seq, &Arc<Document>)| Some((document.id().to_owned(), (seq, parse(document)?)));
            self.duties = documents.of_kind(Kind::Duty).filter_map(read).collect();
            self.duty_list = self.duties.values().map(|(_, duty)| duty.clone()).collect();
        }
        self.seqs = Some(now);
    }

    fn take_audits(&mut self, snapshot: &Snapshot, secrets: &Secrets) {
        let mut there = HashSet::with_capacity(self.audits.len());
        for (seq, document) in snapshot.documents().of_kind(Kind::Audit) {
            let id = document.id();
            there.insert(id);
            if self.audits.get(id).is_some_and(|known| known.seq == seq) {
                continue;
            }
            let Some(audit) = parse::<Audit>(document) else { continue };
            let rater = self.number(secrets.unseal(id, &audit.seal));
            self.touched.insert(audit.yard.clone());
            let audit = KnownAudit { seq, audit: Arc::new(audit), rater };
            let yard = audit.audit.yard.clone();
            if let Some(old) = self.audits.insert(id.to_owned(), audit) {
                self.drop_from_yard(&old.audit.yard, id);
            }
            self.audits_by_yard.entry(yard).or_default().push(id.to_owned());
        }
        if there.len() < self.audits.len() {
            let gone: Vec<String> = self.audits.keys().filter(|id| !there.contains(id.as_str())).cloned().collect();
            for id in gone {
                if let Some(old) = self.audits.remove(&id) {
                    self.touched.insert(old.audit.yard.clone());
                    self.drop_from_yard(&old.audit.yard, &id);
                }
            }
        }
    }

    fn drop_from_yard(&mut self, yard: &AreaId, id: &str) {
        if let Some(ids) = self.audits_by_yard.get_mut(yard) {
            ids.retain(|other| other != id);
        }
    }

    fn take_cases(&mut self, snapshot: &Snapshot, secrets: &Secrets) {
        let mut cases = BTreeMap::new();
        for (seq, document) in snapshot.documents().of_kind(Kind::Case) {
            let id = document.id();
            if let Some(known) = self.cases.get(id).filter(|known| known.0 == seq) {
                cases.insert(id.to_owned(), known.clone());
                continue;
            }
            let Some(case) = parse::<Case>(document) else { continue };
            for (nth, event) in case.confirmations().enumerate() {
                let seal = event.by.seal.as_deref().unwrap_or(&event.by.key);
                let number = self.number(secrets.unseal(id, seal));
                self.confirmers.insert((id.to_owned(), nth), number);
            }
            self.touched.insert(case.yard.clone());
            cases.insert(id.to_owned(), (seq, Arc::new(case)));
        }
        self.cases = cases;
        self.cases_by_yard.clear();
        for (id, (_, case)) in &self.cases {
            self.cases_by_yard.entry(case.yard.clone()).or_default().push(id.clone());
        }
    }

    fn number(&mut self, person: Person) -> u32 {
        let next = u32::try_from(self.raters.len()).unwrap_or(u32::MAX);
        *self.raters.entry(person).or_insert(next)
    }

    /// The audits of a yard.
    pub(crate) fn audits_of<'a>(&'a self, yard: &AreaId) -> impl Iterator<Item = &'a KnownAudit> {
        self.audits_by_yard.get(yard).into_iter().flatten().filter_map(|id| self.audits.get(id))
    }

    /// The cases of a yard.
    pub(crate) fn cases_of<'a>(&'a self, yard: &AreaId) -> impl Iterator<Item = &'a Arc<Case>> {
        self.cases_by_yard.get(yard).into_iter().flatten().filter_map(|id| self.cases.get(id)).map(|(_, case)| case)
    }

    /// The yards that somebody has rated.
    pub(crate) fn rated_yards(&self) -> impl Iterator<Item = &AreaId> {
        self.audits_by_yard.iter().filter(|(_, ids)| !ids.is_empty()).map(|(yard, _)| yard)
    }

    /// The duty register.
    pub(crate) fn duty_list(&self) -> &[Duty] {
        &self.duty_list
    }

    fn mends(&self, yard: &AreaId, instrument: &Instrument, until: Timestamp) -> Vec<Mend> {
        let mut found = Vec::new();
        for id in self.cases_by_yard.get(yard).into_iter().flatten() {
            let Some((_, case)) = self.cases.get(id) else { continue };
            let Some(place) = instrument.place(&case.factor) else { continue };
            for (nth, event) in case.confirmations().enumerate().filter(|(_, event)| event.at <= until) {
                let role = match event.by.role.as_str() {
                    "inspector" => RaterRole::Inspector,
                    "osi" => RaterRole::Osi,
                    _ => RaterRole::Resident,
                };
                let signed = !matches!(event.by.role.as_str(), "public" | "resident");
                if let Some(rater) = self.confirmers.get(&(id.clone(), nth)) {
                    found.push(Mend { place, at: event.at, by: (*rater, role), signed });
                }
            }
        }
        found
    }

    /// The ratings of a yard that count at a moment.
    pub(crate) fn ratings(&self, yard: &AreaId, instrument: &Instrument, rules: &Rules, at: Timestamp) -> YardRatings {
        let rounds: Vec<RatedRound<'_>> = self
            .audits_of(yard)
            .filter(|known| known.audit.at <= at || known.audit.received <= at)
            .map(|known| RatedRound { audit: &known.audit, rater: known.rater })
            .collect();
        YardRatings::new(&rounds, &self.mends(yard, instrument, at), instrument, rules, at)
    }

    /// A yard at a moment, by the rater effects of now.
    pub(crate) fn assess(&self, yard: &AreaId, instrument: &Instrument, rules: &Rules, at: Timestamp) -> Assessment {
        let ratings = self.ratings(yard, instrument, rules, at);
        match &self.effects {
            Some(effects) => assess(&ratings, effects, instrument, rules),
            None => {
                let nobody = fit(&FitRows::new(Vec::new(), instrument.factors().len(), 0), &FitSettings::default());
                assess(&ratings, &nobody, instrument, rules)
            }
        }
    }

    /// What is known of raters and factors, if anything.
    pub(crate) fn effects(&self) -> Option<&Arc<RaterEffects>> {
        self.effects.as_ref()
    }

    /// Whether rater effects lack something, and fitting them takes little enough of the time.
    pub(crate) fn wants_fit(&self) -> bool {
        let rested = self.fit_at.is_none_or(|at| at.elapsed() > self.fit_took * 8);
        self.effects.is_none() || (!self.touched.is_empty() && rested)
    }

    /// Brings rater effects up to date: anew where there are many more ratings than the last time.
    pub(crate) fn fit(&mut self, instrument: &Instrument, rules: &Rules) {
        let started = Instant::now();
        let now = Timestamp::now();
        for yard in std::mem::take(&mut self.touched) {
            let rounds: Vec<RatedRound<'_>> =
                self.audits_of(&yard).map(|k| RatedRound { audit: &k.audit, rater: k.rater }).collect();
            let counted = votes(&rounds, &self.mends(&yard, instrument, now), instrument, rules, now);
            let next = u32::try_from(self.yards.len()).unwrap_or(u32::MAX);
            let entry = self.yards.entry(yard).or_insert((next, Vec::new()));
            entry.1 = counted.iter().filter_map(|vote| FitRow::of(entry.0, vote)).collect();
        }
        let rows: Vec<FitRow> = self.yards.values().flat_map(|(_, rows)| rows.iter().copied()).collect();
        let rows = FitRows::new(rows, instrument.factors().len(), self.raters.len());
        let grown = rows.len() > self.fitted + self.fitted / 20 + 20;
        let effects = match &self.effects {
            Some(before) if !grown => refresh(&rows, before),
            _ => {
                self.fitted = rows.len();
                fit(&rows, &FitSettings::default())
            }
        };
        self.effects = Some(Arc::new(effects));
        self.fit_took = started.elapsed();
        self.fit_at = Some(Instant::now());
    }
}

/// A document as its own type; one of another shape is named in the log and passed over.
fn parse<T: DeserializeOwned>(document: &Document) -> Option<T> {
    document.read().inspect_err(|error| tracing::warn!(%error, "a document cannot be read")).ok()
}
