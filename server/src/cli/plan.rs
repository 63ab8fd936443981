//! `aula plan …` and `aula evaluate …`: the questions of `/api/v1/plans/…` as options.

use clap::{Args, Subcommand};
use std::path::PathBuf;

#[derive(Debug, Subcommand)]
pub(crate) enum PlanCommand {
    /// Which areas first, and how sure that order is
    #[command(after_help = "Example:\n  aula plan rank --worst 10 --w-rate 2 --w-trend 1")]
    Rank(Box<RankArgs>),
    /// Choose pilots with controls out of a question in JSON, and keep the plan as a draft
    #[command(
        after_help = "The question has the fields of POST /api/v1/plans; all have defaults.\nExample:\n  echo '{\"title\":\"Lit yards\",\"rules\":{\"pilots\":4}}' > question.json\n  aula plan design question.json"
    )]
    Design {
        /// The question
        question: PathBuf,
        /// Only show the plan, keep nothing
        #[arg(long)]
        dry_run: bool,
    },
    /// The plans there are
    #[command(after_help = "Example:\n  aula plan list")]
    List,
    /// A plan, whole
    #[command(after_help = "Example:\n  aula plan show p-1 --plan-version 1")]
    Show {
        /// The plan
        id: String,
        /// The newest unless given
        #[arg(long = "plan-version", value_name = "NUMBER")]
        plan_version: Option<u32>,
    },
    /// Freeze the newest version: from now on it stays as it is
    #[command(after_help = "Example:\n  aula plan freeze p-1")]
    Freeze {
        /// The plan
        id: String,
    },
    /// Write a frozen plan to a file that anybody can verify
    #[command(after_help = "Example:\n  aula plan export p-1 --output p-1.json")]
    Export {
        /// The plan
        id: String,
        /// The newest unless given
        #[arg(long = "plan-version", value_name = "NUMBER")]
        plan_version: Option<u32>,
        /// Write to a file, not to standard output
        #[arg(long, short, value_name = "FILE")]
        output: Option<PathBuf>,
    },
    /// Whether an exported plan is what was frozen; needs nothing but the file
    #[command(after_help = "Example:\n  aula plan verify p-1.json")]
    Verify {
        /// The file
        file: PathBuf,
    },
    /// Where new posts would reach the most expected harm
    #[command(after_help = "Example:\n  aula plan posts --posts 5 --radius-m 800")]
    Posts(PostsArgs),
    /// The best set of a problem file's measures for a budget
    #[command(after_help = "Example:\n  aula plan mends f-1 --budget 2500000")]
    Mends {
        /// The problem file
        id: String,
        /// Money
        #[arg(long)]
        budget: f64,
    },
}

#[derive(Debug, Args)]
pub(crate) struct RankArgs {
    /// The kind of areas; micro_district unless given
    #[arg(long)]
    level: Option<String>,
    /// Data until the day before are looked at
    #[arg(long, value_name = "DATE")]
    as_of: Option<String>,
    /// First day of whole months, with --to
    #[arg(long, value_name = "DATE")]
    from: Option<String>,
    /// First day left out
    #[arg(long, value_name = "DATE")]
    to: Option<String>,
    /// Categories, separated by commas
    #[arg(long)]
    category: Option<String>,
    /// Weight of the rate; 1
    #[arg(long)]
    w_rate: Option<String>,
    /// Weight of harm; 0
    #[arg(long)]
    w_harm: Option<String>,
    /// Weight of the checklist's score; 0
    #[arg(long)]
    w_score: Option<String>,
    /// Weight of the trend; 0
    #[arg(long)]
    w_trend: Option<String>,
    /// Weight of missing audits; 0
    #[arg(long)]
    w_missing_audits: Option<String>,
    /// k of "among the worst k"; 10
    #[arg(long)]
    worst: Option<String>,
    /// Posterior draws; 2000
    #[arg(long)]
    draws: Option<String>,
    /// Decides the draws; 1
    #[arg(long)]
    seed: Option<String>,
    /// residents, addresses or built_up_m2
    #[arg(long)]
    exposure: Option<String>,
}

impl RankArgs {
    /// The arguments under the names of the API's parameters.
    pub(crate) fn pairs(&self) -> Vec<(String, String)> {
        given([
            ("level", &self.level),
            ("as_of", &self.as_of),
            ("from", &self.from),
            ("to", &self.to),
            ("category", &self.category),
            ("w_rate", &self.w_rate),
            ("w_harm", &self.w_harm),
            ("w_score", &self.w_score),
            ("w_trend", &self.w_trend),
            ("w_missing_audits", &self.w_missing_audits),
            ("worst", &self.worst),
            ("draws", &self.draws),
            ("seed", &self.seed),
            ("exposure", &self.exposure),
        ])
    }
}

#[derive(Debug, Args)]
pub(crate) struct PostsArgs {
    /// How many new posts; 5
    #[arg(long)]
    posts: Option<String>,
    /// How far a post reaches; 800
    #[arg(long, value_name = "METRES")]
    radius_m: Option<String>,
    /// The kind of places that are posts already; police_post
    #[arg(long)]
    existing: Option<String>,
    /// cells or places.KIND
    #[arg(long)]
    candidates: Option<String>,
    /// Data until the day before are looked at
    #[arg(long, value_name = "DATE")]
    as_of: Option<String>,
    /// Categories, separated by commas
    #[arg(long)]
    category: Option<String>,
    /// Where harm is expected: by the model of risk where the data bear one (risk_model), or by smoothed_counts
    #[arg(long, value_name = "risk_model|smoothed_counts")]
    demand: Option<String>,
}

impl PostsArgs {
    /// The arguments under the names of the API's parameters.
    pub(crate) fn pairs(&self) -> Vec<(String, String)> {
        given([
            ("posts", &self.posts),
            ("radius_m", &self.radius_m),
            ("existing", &self.existing),
            ("candidates", &self.candidates),
            ("demand", &self.demand),
            ("as_of", &self.as_of),
            ("category", &self.category),
        ])
    }
}

fn given<const N: usize>(arguments: [(&str, &Option<String>); N]) -> Vec<(String, String)> {
    arguments.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value.clone()?))).collect()
}

#[derive(Debug, Args)]
pub(crate) struct EvaluateArgs {
    /// The plan; leave it out with --claim
    #[arg(required_unless_present = "claim")]
    pub(crate) plan: Option<String>,
    /// The newest unless given
    #[arg(long = "plan-version", value_name = "NUMBER")]
    pub(crate) plan_version: Option<u32>,
    /// Data until the day before are looked at
    #[arg(long, value_name = "DATE")]
    pub(crate) as_of: Option<String>,
    /// A sentence with a figure: what can it show?
    #[arg(long, conflicts_with = "plan", allow_hyphen_values = true)]
    pub(crate) claim: Option<String>,
    /// The place of the claim, kind:code
    #[arg(long, requires = "claim")]
    pub(crate) area: Option<String>,
    /// First day of the claim's months
    #[arg(long, requires = "claim", value_name = "DATE")]
    pub(crate) from: Option<String>,
    /// kk, ru or en
    #[arg(long, default_value = "en")]
    pub(crate) language: String,
}
