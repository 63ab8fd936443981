//! The public layer of a city: from its areas and incidents to a proposal of the `disclosure` crate.
//!
//! Nothing is decided here but what the places, pieces of ground, quarters and rows are; what is shown of them, and
//! that nothing can be found out, is `disclosure`'s.

mod facts;
mod ground;
mod lattice;
mod quarters;
mod rows;

pub use facts::PlaceFacts;
pub use ground::PublicGround;
pub use quarters::{calendar_of, dates_of};

use crate::AnalysisError;
use aula_disclosure::{
    Calendar, Counts, FilterReport, Grade, Group, Groups, Precise, Proposal, Publication, Published, Settings, may_see,
    publish, revise,
};
use aula_model::Viewer;
use aula_snapshot::Snapshot;
use jiff::civil::Date;

/// What is to be proposed.
#[derive(Debug, Clone)]
pub struct PublicationQuery {
    /// The day of the publication, by which quarters are over and exposures hold.
    pub date: Date,
    /// The quarters; none means those that [`calendar_of`] finds.
    pub calendar: Option<Calendar>,
    /// The rule's choices.
    pub settings: Settings,
    /// Whether the version before is corrected rather than continued: the yearly revision.
    pub revise: bool,
}

/// A proposal with what is stored beside it.
pub struct PublicProposal {
    /// What would be published, and the review of it.
    pub proposal: Proposal,
    /// Facts about the published places, which public figures are divided by and named with.
    pub places: Vec<PlaceFacts>,
    /// What the filter held back.
    pub filter: Precise<FilterReport>,
    /// Incidents that belong to no quarter or no place for sure.
    pub imprecise: Precise<u64>,
}

impl PublicProposal {
    /// What would be published.
    #[must_use]
    pub fn publication(&self) -> &Publication {
        self.proposal.publication.get()
    }
}

/// Proposes the next version of the public layer. Nothing is stored or shown by it.
///
/// # Arguments
/// `earlier` the version before, whatever became of it: once it was public it is known.
///
/// # Returns
/// The same bytes for the same snapshot, query and earlier version.
///
/// # Errors
/// [`AnalysisError::Withheld`] for a viewer without the right to precise data, [`AnalysisError::NoStudyArea`],
/// [`AnalysisError::Publication`] where the rule refuses, geometry or settings that do not allow it.
///
/// # Complexity
/// The ground once per version of the areas: about 300,000 lattice points for a city of 600 km². Then linear in the
/// incidents, and what [`publish`] costs.
pub fn propose_publication(
    viewer: &Viewer,
    snapshot: &Snapshot,
    query: &PublicationQuery,
    earlier: Option<&Published<Publication>>,
) -> Result<PublicProposal, AnalysisError> {
    may_see(viewer, Grade::Incidents, None)?;
    let ground = PublicGround::new(snapshot, query.date)?;
    let table = &snapshot.settings().categories;
    let groups = match earlier {
        Some(earlier) => earlier.get().groups().to_vec(),
        None => {
            let chosen = snapshot.settings().publishing.groups(table).into_iter();
            chosen.map(|(name, categories)| Group { name, categories }).collect()
        }
    };
    let groups = Groups::new(groups, table)?;
    let calendar = match (&query.calendar, earlier, query.revise) {
        (_, Some(earlier), true) => earlier.get().calendar().clone(),
        (Some(calendar), ..) => calendar.clone(),
        (None, earlier, _) => calendar_of(snapshot, query.date, earlier.map(|e| e.get().calendar()))?,
    };
    let (rows, imprecise) = rows::rows(snapshot, &ground, &calendar)?;
    let rows = rows.iter().map(|row| row.as_row(&ground));
    let (counts, filter) = Counts::tally(&ground.ground, &calendar, &groups, table, rows);
    let proposal = match (earlier, query.revise) {
        (Some(earlier), true) => revise(&counts, query.date, earlier)?,
        (earlier, _) => {
            let settings = earlier.map_or(&query.settings, |e| e.get().settings());
            publish(&counts, settings, query.date, earlier)?
        }
    };
    let places = facts::facts(snapshot, &ground, &proposal, query.date);
    Ok(PublicProposal { proposal, places, filter, imprecise: Precise::new(imprecise) })
}
