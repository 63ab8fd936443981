//! The versions of the public layer: proposed, approved by a second person, kept, and read by everybody.

mod demo;
mod desk;
mod layer;
mod record;
mod schedule;
mod story;
mod words;

pub(crate) use demo::shipped;
pub(crate) use desk::{Decision, Desk, DeskError, Request};
pub(crate) use layer::{PublicLayer, PublicQuestion, Row, period_word, word_of};
pub(crate) use record::{Record, State};
pub(crate) use schedule::keep_schedule;
pub(crate) use story::{by_language, card_in_words, group_name, period_name, place_name, story};
