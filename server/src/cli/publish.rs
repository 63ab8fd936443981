//! `aula publish …`: the versions of the public layer.

use clap::{Args, Subcommand};

#[derive(Debug, Subcommand)]
pub(crate) enum PublishCommand {
    /// Compute the next version and keep it for a second person to decide on
    #[command(after_help = "Example:\n  aula publish propose --as aigerim --first 2025-Q1 --quarters 4")]
    Propose(ProposeArgs),
    /// Show a version: what it says, what is hidden and why
    #[command(after_help = "Example:\n  aula publish review 1")]
    Review {
        /// The version
        #[arg(value_name = "VERSION")]
        number: u32,
    },
    /// Make a proposed version public; somebody else than who proposed it
    #[command(after_help = "Example:\n  aula publish approve 1 --as bolat")]
    Approve(DecideArgs),
    /// Refuse a proposed version
    #[command(
        after_help = "Example:\n  aula publish reject 1 --as bolat --reason \"the beats are those of last year\""
    )]
    Reject(DecideArgs),
    /// Serve a public version no longer; the one before is served again
    #[command(after_help = "Example:\n  aula publish withdraw 1 --as bolat --reason \"wrong table of categories\"")]
    Withdraw(DecideArgs),
    /// List the versions
    #[command(after_help = "Example:\n  aula publish list --json")]
    List,
    /// Write the bytes of a version, or its card, to standard output
    #[command(after_help = "Example:\n  aula publish show 1 > version-1.json")]
    Show {
        /// The version
        #[arg(value_name = "VERSION")]
        number: u32,
        /// The card: data, method, settings and limits in three languages
        #[arg(long)]
        card: bool,
    },
}

#[derive(Debug, Args)]
pub(crate) struct ProposeArgs {
    /// Who proposes: an account, or a name
    #[arg(long = "as", value_name = "NAME")]
    pub(crate) by: String,
    /// The day of the publication; today unless given
    #[arg(long, value_name = "DATE")]
    pub(crate) date: Option<String>,
    /// First quarter; that of the last whole year unless given, that of the series once there is a version
    #[arg(long, value_name = "2025-Q1")]
    pub(crate) first: Option<String>,
    /// How many quarters; all whole ones unless given
    #[arg(long)]
    pub(crate) quarters: Option<u16>,
    /// Correct the periods of the version before (once a year) rather than add to them
    #[arg(long, conflicts_with_all = ["first", "quarters"])]
    pub(crate) revise: bool,
}

#[derive(Debug, Args)]
pub(crate) struct DecideArgs {
    /// The version
    #[arg(value_name = "VERSION")]
    pub(crate) number: u32,
    /// Who decides: an account, or a name
    #[arg(long = "as", value_name = "NAME")]
    pub(crate) by: String,
    /// Why, for the record
    #[arg(long)]
    pub(crate) reason: Option<String>,
    /// The hash that was looked at; given, it must still be that of the version
    #[arg(long)]
    pub(crate) hash: Option<String>,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    #[test]
    fn no_command_has_two_arguments_of_one_name() {
        crate::cli::Cli::command().debug_assert();
    }
}
