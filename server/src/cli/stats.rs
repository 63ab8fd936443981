//! `aula stats …`: the parameters of `/api/v1/stats/…` as options.

use clap::{Args, Subcommand, ValueEnum};
use std::path::PathBuf;

#[derive(Debug, Subcommand)]
pub(crate) enum StatsCommand {
    /// Incidents per km² around each cell
    #[command(after_help = "Example:\n  aula stats density --bandwidth-m 800 --resolution 9 --output density.csv")]
    Density {
        #[command(flatten)]
        grid: GridArgs,
        /// quartic, gaussian or uniform
        #[arg(long)]
        kernel: Option<String>,
        /// How far an incident is felt; chosen unless given
        #[arg(long, value_name = "METRES")]
        bandwidth_m: Option<String>,
        /// How it is chosen: reference (default) or out_of_time
        #[arg(long)]
        bandwidth: Option<String>,
        /// fixed (default) or adaptive
        #[arg(long)]
        width: Option<String>,
        /// none (default) or corrected
        #[arg(long)]
        border: Option<String>,
        /// exact (default) or fast
        #[arg(long)]
        mode: Option<String>,
        /// Per thousand residents, addresses or built_up_m2 instead of per km²
        #[arg(long)]
        over: Option<String>,
        /// The kind of the areas that know them
        #[arg(long)]
        over_level: Option<String>,
        /// The day whose exposure counts; the last of the period unless given
        #[arg(long)]
        on: Option<String>,
        #[command(flatten)]
        out: StatsOut,
    },
    /// Cells with more or fewer incidents than before
    #[command(after_help = "Example:\n  aula stats change --format json")]
    Change {
        #[command(flatten)]
        grid: GridArgs,
        /// First local day of the earlier period; right before the later one unless given
        #[arg(long)]
        before_from: Option<String>,
        /// First local day no longer in it
        #[arg(long)]
        before_to: Option<String>,
        /// days (default; as many a day as before), city (as the whole study set changed) or season
        #[arg(long)]
        against: Option<String>,
        #[command(flatten)]
        out: StatsOut,
    },
    /// How few cells or areas hold how many incidents
    #[command(after_help = "Example:\n  aula stats concentration --format json")]
    Concentration {
        #[command(flatten)]
        grid: GridArgs,
        /// cells (default), a kind of areas, points or places.KIND
        #[arg(long)]
        level: Option<String>,
        /// How far an incident may be from a place of the kind; 100 unless given
        #[arg(long, value_name = "METRES")]
        within_m: Option<String>,
        #[command(flatten)]
        out: StatsOut,
    },
    /// Rates by area with their intervals
    #[command(after_help = "Example:\n  aula stats rates --format json")]
    Rates {
        #[command(flatten)]
        slice: SliceArgs,
        /// The kind of the areas; district unless given
        #[arg(long)]
        level: Option<String>,
        /// residents (default), addresses or built_up_m2
        #[arg(long)]
        exposure: Option<String>,
        /// The day whose exposure counts; the last of the period unless given
        #[arg(long)]
        on: Option<String>,
        /// global (default) or local: towards the areas that touch
        #[arg(long)]
        smoothing: Option<String>,
        /// Say a sentence about this area, kind:code
        #[arg(long)]
        of: Option<String>,
        #[command(flatten)]
        out: StatsOut,
    },
    /// Cells like their neighbours, and odd ones out
    #[command(after_help = "Example:\n  aula stats moran --format json")]
    Moran {
        #[command(flatten)]
        grid: GridArgs,
        /// cells (default) or a kind of areas
        #[arg(long)]
        level: Option<String>,
        /// Cells: ring:1 (default), distance:METRES, nearest:K; areas: contiguity
        #[arg(long)]
        weights: Option<String>,
        /// Areas: rates (default; EB-standardised) or counts
        #[arg(long)]
        values: Option<String>,
        /// Areas: residents (default), addresses or built_up_m2
        #[arg(long)]
        exposure: Option<String>,
        /// Areas: the day whose exposure counts
        #[arg(long)]
        on: Option<String>,
        /// Areas: say a sentence about this one, kind:code
        #[arg(long)]
        of: Option<String>,
        /// 999 (default) to 99999
        #[arg(long)]
        permutations: Option<String>,
        /// Decides the permutations; 1 unless given
        #[arg(long)]
        seed: Option<String>,
        #[command(flatten)]
        out: StatsOut,
    },
    /// Cells newly hot, always hot, cooling down
    #[command(after_help = "Example:\n  aula stats emerging --format json")]
    Emerging {
        #[command(flatten)]
        grid: GridArgs,
        /// How many steps, 2 to 120; 12 unless given
        #[arg(long)]
        steps: Option<String>,
        /// week, month (default) or quarter
        #[arg(long)]
        step: Option<String>,
        /// same_step (default) or with_previous: each step counts with the one before
        #[arg(long)]
        time: Option<String>,
        #[command(flatten)]
        out: StatsOut,
    },
    /// Contiguous hot and cold places, with names
    #[command(after_help = "Example:\n  aula stats polygons --format json")]
    Polygons {
        #[command(flatten)]
        grid: GridArgs,
        #[command(flatten)]
        out: StatsOut,
    },
    /// Whether incidents follow each other near and soon
    #[command(after_help = "Example:\n  aula stats near-repeat --format json")]
    NearRepeat {
        #[command(flatten)]
        slice: SliceArgs,
        /// Upper edges of the bands in metres; 100,200,400 unless given. The first metre is a band of its own
        #[arg(long)]
        distances_m: Option<String>,
        /// Upper edges of the bands of days, half-open; 7,14,28 unless given
        #[arg(long)]
        days: Option<String>,
        /// 999 (default) to 99999
        #[arg(long)]
        permutations: Option<String>,
        /// Decides the permutations; 1 unless given
        #[arg(long)]
        seed: Option<String>,
        #[command(flatten)]
        out: StatsOut,
    },
    /// Chains of incidents that follow one another near and soon
    #[command(after_help = "Example:\n  aula stats near-repeat-chains --distance-m 150 --days 7")]
    NearRepeatChains {
        #[command(flatten)]
        slice: SliceArgs,
        /// Incidents nearer than this are linked; 100 unless given
        #[arg(long, value_name = "METRES")]
        distance_m: Option<String>,
        /// if they are fewer days apart than this; 14 unless given
        #[arg(long)]
        days: Option<String>,
        #[command(flatten)]
        out: StatsOut,
    },
    /// Months beside what their season would bring
    #[command(after_help = "Example:\n  aula stats seasonal --category burglary --within district:medeu")]
    Seasonal {
        #[command(flatten)]
        slice: SliceArgs,
        #[command(flatten)]
        scope: ScopeArgs,
        /// month (default) or quarter
        #[arg(long)]
        step: Option<String>,
        #[command(flatten)]
        out: StatsOut,
    },
    /// Cells that are hot whatever the grid
    #[command(after_help = "Example:\n  aula stats robustness --resolution 9")]
    Robustness {
        #[command(flatten)]
        grid: GridArgs,
        #[command(flatten)]
        out: StatsOut,
    },
    /// Hour by weekday, everywhere or in a cell, an area, an outline
    #[command(after_help = "Example:\n  aula stats rhythm --within district:medeu --spans aoristic")]
    Rhythm {
        #[command(flatten)]
        slice: SliceArgs,
        #[command(flatten)]
        scope: ScopeArgs,
        /// exact (default) or aoristic: incidents of several hours are spread over them
        #[arg(long)]
        spans: Option<String>,
        #[command(flatten)]
        out: StatsOut,
    },
    /// How late each source registers
    #[command(after_help = "Example:\n  aula stats delay --format json")]
    Delay {
        #[command(flatten)]
        out: StatsOut,
    },
}

impl StatsCommand {
    /// The options under the names of the API's parameters, so that both are read by the same code.
    pub(crate) fn pairs(&self) -> Vec<(String, String)> {
        match self {
            Self::Density {
                grid, kernel, bandwidth_m, bandwidth, width, border, mode, over, over_level, on, ..
            } => named(
                grid.pairs(),
                [
                    ("kernel", kernel),
                    ("bandwidth_m", bandwidth_m),
                    ("bandwidth", bandwidth),
                    ("width", width),
                    ("border", border),
                    ("mode", mode),
                    ("over", over),
                    ("over_level", over_level),
                    ("on", on),
                ],
            ),
            Self::Change { grid, before_from, before_to, against, .. } => {
                named(grid.pairs(), [("before_from", before_from), ("before_to", before_to), ("against", against)])
            }
            Self::Concentration { grid, level, within_m, .. } => {
                named(grid.pairs(), [("level", level), ("within_m", within_m)])
            }
            Self::Rates { slice, level, exposure, on, smoothing, of, .. } => named(
                slice.pairs(),
                [("level", level), ("exposure", exposure), ("on", on), ("smoothing", smoothing), ("of", of)],
            ),
            Self::Moran { grid, level, weights, values, exposure, on, of, permutations, seed, .. } => named(
                grid.pairs(),
                [
                    ("level", level),
                    ("weights", weights),
                    ("values", values),
                    ("exposure", exposure),
                    ("on", on),
                    ("of", of),
                    ("permutations", permutations),
                    ("seed", seed),
                ],
            ),
            Self::Emerging { grid, steps, step, time, .. } => {
                named(grid.pairs(), [("steps", steps), ("step", step), ("time", time)])
            }
            Self::Polygons { grid, .. } => grid.pairs(),
            Self::Robustness { grid, .. } => grid.pairs(),
            Self::NearRepeatChains { slice, distance_m, days, .. } => {
                named(slice.pairs(), [("distance_m", distance_m), ("days", days)])
            }
            Self::Seasonal { slice, scope, step, .. } => named(scope.with(slice.pairs()), [("step", step)]),
            Self::Rhythm { slice, scope, spans, .. } => named(scope.with(slice.pairs()), [("spans", spans)]),
            Self::Delay { .. } => Vec::new(),
            Self::NearRepeat { slice, distances_m, days, permutations, seed, .. } => named(
                slice.pairs(),
                [("distances_m", distances_m), ("days", days), ("permutations", permutations), ("seed", seed)],
            ),
        }
    }
}

/// Which incidents.
#[derive(Debug, Args)]
pub(crate) struct SliceArgs {
    /// First local day
    #[arg(long, value_name = "DATE")]
    from: Option<String>,
    /// First local day left out
    #[arg(long, value_name = "DATE")]
    to: Option<String>,
    /// Categories, separated by commas
    #[arg(long)]
    category: Option<String>,
    /// Hours of the local day, [from, to), may go over midnight
    #[arg(long, value_name = "18-24")]
    hours: Option<String>,
    /// Weekdays
    #[arg(long, value_name = "mon-fri")]
    weekdays: Option<String>,
    /// The study area, kind:code
    #[arg(long)]
    area: Option<String>,
    /// What is counted: incidents, or places.KIND
    #[arg(long)]
    layer: Option<String>,
}

impl SliceArgs {
    fn pairs(&self) -> Vec<(String, String)> {
        let Self { from, to, category, hours, weekdays, area, layer } = self;
        let given = [
            ("from", from),
            ("to", to),
            ("category", category),
            ("hours", hours),
            ("weekdays", weekdays),
            ("area", area),
            ("layer", layer),
        ];
        named(Vec::new(), given)
    }
}

/// Which incidents over which cells.
#[derive(Debug, Args)]
pub(crate) struct GridArgs {
    #[command(flatten)]
    slice: SliceArgs,
    /// H3 resolution, 7 to 11
    #[arg(long, value_name = "10")]
    resolution: Option<String>,
    /// inhabited (where somebody lives or works) or area (every cell)
    #[arg(long, value_name = "SET")]
    study_set: Option<String>,
    /// Tell of this H3 cell alone, with a sentence
    #[arg(long)]
    cell: Option<String>,
}

impl GridArgs {
    pub(super) fn pairs(&self) -> Vec<(String, String)> {
        let given = [("resolution", &self.resolution), ("study_set", &self.study_set), ("cell", &self.cell)];
        named(self.slice.pairs(), given)
    }
}

/// Where something is counted that needs no grid.
#[derive(Debug, Args)]
pub(crate) struct ScopeArgs {
    /// Only in this H3 cell
    #[arg(long)]
    cell: Option<String>,
    /// Only in this area, kind:code
    #[arg(long)]
    within: Option<String>,
    /// Only in this outline: lon,lat,lon,lat,lon,lat
    #[arg(long, allow_hyphen_values = true)]
    polygon: Option<String>,
}

impl ScopeArgs {
    fn with(&self, pairs: Vec<(String, String)>) -> Vec<(String, String)> {
        named(pairs, [("cell", &self.cell), ("within", &self.within), ("polygon", &self.polygon)])
    }
}

/// How and where the answer is written.
#[derive(Debug, Args)]
pub(crate) struct StatsOut {
    /// How to write it
    #[arg(long, value_enum, default_value_t = StatsFormat::Csv)]
    pub(crate) format: StatsFormat,
    /// Write to a file, not to standard output
    #[arg(long, short, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum StatsFormat {
    /// A table; the settings go to standard error, or to FILE.settings.json beside --output
    Csv,
    /// Everything the API answers, with the settings
    Json,
    /// The same, for answers with cells or outlines
    Geojson,
}

pub(super) fn named<'a>(
    mut pairs: Vec<(String, String)>,
    given: impl IntoIterator<Item = (&'static str, &'a Option<String>)>,
) -> Vec<(String, String)> {
    let given = given.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value.clone()?)));
    pairs.extend(given);
    pairs
}
