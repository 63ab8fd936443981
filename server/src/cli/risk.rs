//! `aula risk …`: the parameters of `/api/v1/risk…` as options.

use super::stats::{GridArgs, StatsOut, named};
use clap::{Args, Subcommand};

#[derive(Debug, Subcommand)]
pub(crate) enum RiskCommand {
    /// Effects of factors with their intervals; the model is kept with its algorithm card
    #[command(
        after_help = "Example:\n  aula risk fit --category burglary --design explain --from 2024-01-01 --to 2025-01-01"
    )]
    Fit {
        #[command(flatten)]
        args: RiskArgs,
        /// Only show, keep nothing in the data file
        #[arg(long)]
        dry_run: bool,
    },
    /// Expected counts and the terrain's score by cell
    #[command(after_help = "Example:\n  aula risk map --category burglary --format geojson --output risk.geojson")]
    Map {
        #[command(flatten)]
        args: RiskArgs,
        #[command(flatten)]
        out: StatsOut,
    },
    /// How well the model would have foretold, beside every naive baseline; a loss comes first
    #[command(after_help = "Example:\n  aula risk validate --category assault --rolls 5 --resolution 9")]
    Validate {
        #[command(flatten)]
        args: RiskArgs,
    },
    /// Why it is so in one cell
    #[command(after_help = "Example:\n  aula risk explain 8a2d5a6b4c37fff --category theft")]
    Explain {
        /// H3 cell; its resolution is the question's
        #[arg(id = "explained_cell", value_name = "CELL")]
        cell: String,
        #[command(flatten)]
        args: RiskArgs,
        /// What if the places of this area were mended, kind:code
        #[arg(long, value_name = "AREA")]
        mend_area: Option<String>,
        /// Which of them, as places.KIND separated by commas; all confirmed ones unless given
        #[arg(long, requires = "mend_area")]
        mend_factors: Option<String>,
    },
}

/// What may explain, and how it is tested.
#[derive(Debug, Args)]
pub(crate) struct RiskArgs {
    #[command(flatten)]
    grid: GridArgs,
    /// places.KIND, area.KIND.EXPOSURE or area.KIND.@NAME, separated by commas; every kind of place unless given
    #[arg(long)]
    factors: Option<String>,
    /// foretell (default; only what was known before the period) or explain (factors of the period itself)
    #[arg(long)]
    design: Option<String>,
    /// How many periods are scored one after the other, 1 to 8
    #[arg(long)]
    rolls: Option<String>,
    /// yes: incidents found by police on patrol take part
    #[arg(long, value_name = "no")]
    police_found: Option<String>,
    /// Half a mean block in metres
    #[arg(long, value_name = "100")]
    half_block_m: Option<String>,
    /// Level of the intervals: 80, 90, 95 or 99
    #[arg(long, value_name = "90")]
    level: Option<String>,
    /// Decides the blocks of space and the bootstrap
    #[arg(long, value_name = "1")]
    seed: Option<String>,
}

impl RiskArgs {
    /// The options under the names of the API's parameters.
    pub(crate) fn pairs(&self) -> Vec<(String, String)> {
        let Self { grid, factors, design, rolls, police_found, half_block_m, level, seed } = self;
        named(
            grid.pairs(),
            [
                ("factors", factors),
                ("design", design),
                ("rolls", rolls),
                ("police_found", police_found),
                ("half_block_m", half_block_m),
                ("level", level),
                ("seed", seed),
            ],
        )
    }
}
