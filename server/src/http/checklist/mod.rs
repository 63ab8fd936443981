//! The checklist over HTTP: the instrument, yards, audits, cases, duties, moderation, layers.

mod actor;
mod answer;
mod audits;
mod cases;
mod challenge;
mod duties;
mod instrument;
mod layers;
mod moderation;
mod photos;
mod reader;
mod withdraw;
mod yard;
mod yards;

pub(crate) use actor::{Ask, may_act};
pub(crate) use audits::{__path_send, send};
pub(crate) use cases::{
    __path_act, __path_case, __path_cases, Doing, act, apply, case, cases, describe_for, seen_cases, sees_case,
};
pub(crate) use challenge::{__path_challenge, challenge};
pub(crate) use duties::{__path_add as __path_add_duty, __path_duties, add as add_duty, duties};
pub(crate) use instrument::{__path_checklist, checklist};
pub(crate) use layers::{YardRow, catalogue_entries, factors_by_yard, layer, yard_rows};
pub(crate) use moderation::{__path_decide, __path_queue, decide, queue};
pub(crate) use photos::{__path_photo, __path_send as __path_send_photo, photo, send as send_photo};
pub(crate) use reader::Reader;
pub(crate) use withdraw::{__path_correct, __path_withdraw, correct, withdraw};
pub(crate) use yard::{__path_page, page};
pub(crate) use yards::{__path_yards, yards};
