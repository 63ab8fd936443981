//! Limits per person and place, against floods of one view.

use super::{Core, Known};
use aula_model::AreaId;
use jiff::Timestamp;
use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::PoisonError;

/// Audits of unsigned people from one network in an hour and in a day. Households, offices and mobile networks share
/// an address, so this is wide; what it holds back is a machine.
const FROM_NETWORK: [(i64, usize); 2] = [(3600, 40), (86_400, 200)];
/// Audits of one yard by one person in a day: one of the day, one of the night, and corrections by mistake.
const IN_YARD_A_DAY: usize = 4;
/// Audits of one yard by unsigned people in a day.
const UNSIGNED_IN_YARD_A_DAY: usize = 40;

/// Which limit was met.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refused {
    /// Too many from one network; seconds to wait.
    Network(i64),
    /// Too many in one yard.
    Yard,
}

/// When audits came from each network.
#[derive(Default)]
pub(crate) struct Limits(HashMap<IpAddr, Vec<i64>>);

impl Core {
    /// Counts an audit of an unsigned person from a network, or says that there were too many.
    pub(crate) fn count_from(&self, network: IpAddr, now: Timestamp) -> Result<(), Refused> {
        let now = now.as_second();
        let mut limits = self.limits.lock().unwrap_or_else(PoisonError::into_inner);
        if limits.0.len() > 100_000 {
            limits.0.retain(|_, times| times.last().is_some_and(|t| now - t < 86_400));
        }
        let times = limits.0.entry(network).or_default();
        times.retain(|t| now - *t < 86_400);
        for (seconds, most) in FROM_NETWORK {
            let recent: Vec<i64> = times.iter().copied().filter(|t| now - t < seconds).collect();
            if recent.len() >= most {
                return Err(Refused::Network(recent[0] + seconds - now));
            }
        }
        times.push(now);
        Ok(())
    }
}

impl Known {
    /// Whether a person may rate a yard once more today.
    pub(crate) fn may_rate(&self, yard: &AreaId, rater: &str, signed: bool, now: Timestamp) -> Result<(), Refused> {
        let today = |at: Timestamp| now.as_second() - at.as_second() < 86_400;
        let recent: Vec<_> = self.audits_of(yard).filter(|a| today(a.audit.received)).collect();
        let own = recent.iter().filter(|a| a.audit.rater == rater).count();
        let unsigned = recent.iter().filter(|a| !a.audit.signed).count();
        if own >= IN_YARD_A_DAY || (!signed && unsigned >= UNSIGNED_IN_YARD_A_DAY) {
            Err(Refused::Yard)
        } else {
            Ok(())
        }
    }
}
