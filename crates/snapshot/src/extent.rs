//! From the first day to the last.

use crate::local::date_of;
use crate::table::Table;
use aula_model::Period;

/// The local dates that the live rows of a class (all of them without one) with a time cover; none without any.
pub(crate) fn period(table: &Table, class: Option<u16>) -> Option<Period> {
    let (mut first, mut last) = (i32::MAX, i32::MIN);
    for part in table.parts() {
        for row in (0..part.block.timed).filter(|&row| part.lives(row)) {
            if class.is_some_and(|class| part.block.class[row] != class) {
                continue;
            }
            first = first.min(part.block.first_day[row]);
            last = last.max(part.block.last_day(row));
        }
    }
    let (from, to) = (date_of(first)?, date_of(last.checked_add(1)?)?);
    Period::new(Some(from), Some(to)).ok()
}
