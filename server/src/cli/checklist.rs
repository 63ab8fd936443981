//! Arguments of `aula checklist`.

use clap::{Args, Subcommand, ValueEnum};
use std::path::PathBuf;

#[derive(Debug, Subcommand)]
pub(crate) enum ChecklistCommand {
    /// Look an instrument over and list every problem
    #[command(after_help = "Example:\n  aula checklist check yard-safety-2.json --add our-factors.json")]
    Check(InstrumentArgs),
    /// Use an instrument, or factors of the city's own, from now on
    #[command(after_help = "Example:\n  aula checklist use --add our-factors.json")]
    Use(UseArgs),
    /// Write the instrument of this city as an XLSForm or as JSON
    #[command(after_help = "Example:\n  aula checklist export --format xlsform --output yards.xlsx")]
    Export(ChecklistExportArgs),
}

#[derive(Debug, Args)]
pub(crate) struct InstrumentArgs {
    /// The file of the instrument
    pub(crate) file: PathBuf,
    /// A file with factors that a city adds; may be repeated
    #[arg(long, value_name = "FILE")]
    pub(crate) add: Vec<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct UseArgs {
    /// The file of the instrument; the built-in one unless given
    pub(crate) file: Option<PathBuf>,
    /// A file with factors that this city adds; may be repeated. Without any, earlier additions end
    #[arg(long, value_name = "FILE")]
    pub(crate) add: Vec<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct ChecklistExportArgs {
    /// How to write it
    #[arg(long, value_enum, default_value_t = InstrumentFormat::Xlsform)]
    pub(crate) format: InstrumentFormat,
    /// Write to a file, not to standard output
    #[arg(long, short, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum InstrumentFormat {
    /// A workbook that ODK and `KoboToolbox` take
    Xlsform,
    /// As the project keeps it
    Json,
}

#[derive(Debug, Args)]
pub(crate) struct AuditImportArgs {
    /// A CSV export of ODK Central or `KoboToolbox`, or the XML of one submission
    pub(crate) file: PathBuf,
    /// In which role these people rated: resident, osi or inspector
    #[arg(long, default_value = "resident")]
    pub(crate) role: String,
    /// Whether the form could be filled in by people with an account of that server only
    #[arg(long)]
    pub(crate) signed: bool,
}
