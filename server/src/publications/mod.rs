//! The versions of the public layer: proposed, approved by a second person, kept, and read by everybody.

mod desk;
mod layer;
mod record;
mod story;
mod words;

pub(crate) use desk::{Decision, Desk, DeskError, Request};
pub(crate) use layer::{PublicLayer, PublicQuestion, Row, period_word, word_of};
pub(crate) use record::{Record, ReviewNote, State};
pub(crate) use story::{by_language, card_in_words, group_name, period_name, place_name, story};
