//! The command line: every command, its arguments and an example.

mod accounts;
mod checklist;
mod plan;
mod publish;
mod risk;
mod stats;

pub(crate) use accounts::{LogCommand, TokensCommand, UsersCommand};
pub(crate) use checklist::{AuditImportArgs, ChecklistCommand, ChecklistExportArgs, InstrumentFormat, UseArgs};
pub(crate) use plan::{EvaluateArgs, PlanCommand};
pub(crate) use publish::{DecideArgs, ProposeArgs, PublishCommand};
pub(crate) use risk::{RiskArgs, RiskCommand};
pub(crate) use stats::{StatsCommand, StatsFormat, StatsOut};

use crate::http::{Network, PublicUrl};
use clap::{Args, Parser, Subcommand, ValueEnum};
use std::net::SocketAddr;
use std::path::PathBuf;

/// Aula: where a city's yards need help first, and why.
#[derive(Debug, Parser)]
#[command(name = "aula", version, propagate_version = true, after_help = EXAMPLES)]
pub(crate) struct Cli {
    /// The city's data file
    #[arg(long, global = true, env = "AULA_DATA", default_value = "city.gpkg", value_name = "FILE")]
    pub(crate) data: PathBuf,

    /// Write results as JSON for machines
    #[arg(long, global = true)]
    pub(crate) json: bool,

    #[command(subcommand)]
    pub(crate) command: Command,
}

const EXAMPLES: &str = "\
Examples:
  aula serve --demo
  aula import areas boundary.geojson --kind study_area
  aula import incidents burglary.csv.gz --set category=burglary
  aula hotspots --resolution 9 --format csv

Exit codes: 0 done, 1 failed, 2 wrong arguments, 3 done but rows were rejected";

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Start the map and the API
    #[command(after_help = "Example:\n  aula --data city.gpkg serve --listen 127.0.0.1:8080")]
    Serve(ServeArgs),
    /// Read incidents, areas or places from a file
    #[command(after_help = "Example:\n  aula import incidents thefts.csv --mapping thefts.toml")]
    Import {
        #[command(subcommand)]
        what: ImportCommand,
    },
    /// Find the cells with more incidents than chance would put there
    #[command(
        after_help = "Example:\n  aula hotspots --from 2024-01-01 --to 2025-01-01 --category burglary,robbery --hours 18-24 --format geojson --output hot.geojson"
    )]
    Hotspots(HotspotArgs),
    /// Density, change and the other statistics, asked as over HTTP
    #[command(after_help = "Example:\n  aula stats density --bandwidth-m 800 --resolution 9 --format csv")]
    Stats {
        #[command(subcommand)]
        what: StatsCommand,
    },
    /// The yard checklist: look an instrument over, use one, hand it to ODK
    #[command(after_help = "Example:\n  aula checklist export --format xlsform --output yards.xlsx")]
    Checklist {
        #[command(subcommand)]
        what: ChecklistCommand,
    },
    /// Why it is risky here, and how well that is known: effects, map, validation, one cell
    #[command(after_help = "Example:\n  aula risk validate --category burglary --rolls 3")]
    Risk {
        #[command(subcommand)]
        what: RiskCommand,
    },
    /// Choose: rank areas, design a pilot, freeze it, place posts, spend a budget
    #[command(after_help = "Example:\n  aula plan rank --worst 10")]
    Plan {
        #[command(subcommand)]
        what: PlanCommand,
    },
    /// Judge: what a frozen plan achieved, what a figure in the news can show
    #[command(
        after_help = "Examples:\n  aula evaluate p-1 --as-of 2026-01-01\n  aula evaluate --claim \"-21.3 % in four months\""
    )]
    Evaluate(EvaluateArgs),
    /// Versions of the public layer: propose, look at, approve, list
    #[command(after_help = "Example:\n  aula publish propose --as aigerim\n  aula publish approve 1 --as bolat")]
    Publish {
        #[command(subcommand)]
        what: PublishCommand,
    },
    /// Show or change the city's settings
    #[command(after_help = "Example:\n  aula settings set timezone=America/Chicago name_en=Chicago")]
    Settings {
        #[command(subcommand)]
        what: SettingsCommand,
    },
    /// Write a collection as a file: gpkg, fgb, parquet, csv, csv-excel, geojson, geojsonl, kml, shp
    #[command(
        after_help = "Example:\n  aula export incidents --format gpkg --from 2024-01-01 --category burglary --output burglary.gpkg"
    )]
    Export(ExportArgs),
    /// Analyses that are served as layers: publish, list, withdraw
    #[command(
        after_help = "Example:\n  aula analyses publish evenings --method hotspots --set hours=18-24 --title \"Evenings\""
    )]
    Analyses {
        #[command(subcommand)]
        what: AnalysesCommand,
    },
    /// Compute a published analysis again from the inputs of that day; fails unless the bytes are the same
    #[command(after_help = "Example:\n  aula verify evenings")]
    Verify {
        /// Its name
        analysis: String,
    },
    /// Who may sign in: make, list, invite, change, disable
    #[command(after_help = "Example:\n  aula users add aigul --role admin --full-name \"Aigul Serikova\"")]
    Users {
        #[command(subcommand)]
        what: UsersCommand,
    },
    /// Bearer tokens for GIS tools and scripts
    #[command(after_help = "Example:\n  aula tokens add aigul --name \"QGIS on the desk\" --scope read --days 90")]
    Tokens {
        #[command(subcommand)]
        what: TokensCommand,
    },
    /// Who read precise data: show, verify, export, forget what is old
    #[command(after_help = "Example:\n  aula log show --last 20")]
    Log {
        #[command(subcommand)]
        what: LogCommand,
    },
    /// Check the data file: integrity, log, tables, and the memory image against the log
    #[command(after_help = "Example:\n  aula --data city.gpkg check")]
    Check,
    /// Copy the data file while it is in use
    #[command(
        after_help = "Examples:\n  aula backup city-2026-11-23.gpkg\n  aula backup city-2026-11-23.gpkg.age --encrypt-to age1…\nAn encrypted copy is opened with `age --decrypt -i KEYFILE city.gpkg.age > city.gpkg`"
    )]
    Backup(BackupArgs),
}

#[derive(Debug, Args)]
pub(crate) struct ServeArgs {
    /// Serve an invented Almaty out of memory; needs no data file
    #[arg(long)]
    pub(crate) demo: bool,
    /// Address to listen on; only loopback until an administrator exists (`aula users add NAME --role admin`)
    #[arg(long, env = "AULA_LISTEN", default_value = "127.0.0.1:8080", value_name = "ADDRESS")]
    pub(crate) listen: SocketAddr,
    /// The address that people know, for example https://aula.almaty.kz: for links, and cookies over https only
    #[arg(long, env = "AULA_PUBLIC_URL", value_name = "URL")]
    pub(crate) public_url: Option<PublicUrl>,
    /// Proxies that are believed about whom they speak for (X-Forwarded-For): addresses or networks, separated by commas
    #[arg(long, env = "AULA_TRUSTED_PROXY", value_name = "NETWORK", value_delimiter = ',')]
    pub(crate) trusted_proxy: Vec<Network>,
    /// Whoever asks on this machine is the operator, although an administrator exists or this is the demo
    #[arg(long, env = "AULA_TRUST_LOOPBACK")]
    pub(crate) trust_loopback: bool,
    /// Requests a second of one client or token, on average over ten seconds; 0 is no limit
    #[arg(long, env = "AULA_REQUESTS_PER_SECOND", default_value_t = 50, value_name = "N")]
    pub(crate) requests_per_second: u32,
    /// Seed of the demo city
    #[arg(long, default_value_t = aula_fixtures::USUAL_SEED, requires = "demo")]
    pub(crate) seed: u64,
}

#[derive(Debug, Args)]
pub(crate) struct BackupArgs {
    /// The copy; must not exist yet
    pub(crate) to: PathBuf,
    /// Encrypt to this public key (age1…); may be repeated
    #[arg(long, value_name = "RECIPIENT")]
    pub(crate) encrypt_to: Vec<String>,
    /// Encrypt to every public key in a file, one a line
    #[arg(long, value_name = "FILE")]
    pub(crate) recipient_file: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum ImportCommand {
    /// Incidents: CSV, TSV or GeoJSON, plain or gzip
    #[command(after_help = "Example:\n  aula import incidents burglary.csv.gz --set category=burglary")]
    Incidents(ImportArgs),
    /// Areas: GeoJSON polygons
    #[command(after_help = "Example:\n  aula import areas districts.geojson --kind district")]
    Areas {
        #[command(flatten)]
        args: ImportArgs,
        /// study_area, district, micro_district, precinct, yard, or a kind of your own
        #[arg(long)]
        kind: String,
    },
    /// Tell what a file probably means, and import nothing
    #[command(after_help = "Example:\n  aula import guess thefts.xlsx --as incidents --write thefts.toml")]
    Guess(GuessArgs),
    /// Audits of yards: a CSV export of ODK or KoboToolbox, or OpenRosa XML
    #[command(after_help = "Example:\n  aula import audits yards.csv --role inspector --signed")]
    Audits(AuditImportArgs),
    /// The duty register: who mends what, where, from when to when
    #[command(
        after_help = "Columns: factor, area, from, to, body, name_kk, name_ru, name_en, account, usual_days, source\nExample:\n  aula import duties duties.csv"
    )]
    Duties {
        /// The CSV file
        file: PathBuf,
    },
    /// Places: lamps out, abandoned cars, schools, …
    #[command(after_help = "Example:\n  aula import places lamps.csv --kind street_lights_out")]
    Places {
        #[command(flatten)]
        args: ImportArgs,
        /// The kind of all of them, where no column says it
        #[arg(long)]
        kind: Option<String>,
    },
    /// What was imported, with the numbers by which it can be taken back
    #[command(after_help = "Example:\n  aula import list --json")]
    List,
    /// Take an import back: a new entry of the log; what it corrected is again as it was
    #[command(after_help = "Example:\n  aula import take-back 4711")]
    TakeBack {
        /// Its log number, as the import said it and `aula import list` shows it
        number: u64,
    },
    /// A layer to look at beside the others: GeoJSON of any geometry
    #[command(after_help = "Example:\n  aula import layer parks.geojson --collection parks --title Parks --public")]
    Layer(LayerArgs),
}

#[derive(Debug, Args)]
pub(crate) struct LayerArgs {
    /// The file to read, GeoJSON
    pub(crate) file: PathBuf,
    /// The collection's identifier
    #[arg(long, value_name = "ID")]
    pub(crate) collection: String,
    /// Which property identifies a feature; the feature's own id unless given
    #[arg(long, value_name = "PROPERTY")]
    pub(crate) id: Option<String>,
    /// Title in English
    #[arg(long)]
    pub(crate) title: Option<String>,
    /// Title in Russian
    #[arg(long)]
    pub(crate) title_ru: Option<String>,
    /// Title in Kazakh
    #[arg(long)]
    pub(crate) title_kk: Option<String>,
    /// Under which terms it may be used, an address or an SPDX name
    #[arg(long)]
    pub(crate) licence: Option<String>,
    /// Whom to name as its source
    #[arg(long)]
    pub(crate) attribution: Option<String>,
    /// Everybody may see it
    #[arg(long)]
    pub(crate) public: bool,
}

#[derive(Debug, Args)]
pub(crate) struct ExportArgs {
    /// The collection, as /ogc/collections names it
    pub(crate) collection: String,
    /// gpkg, fgb, parquet, csv, csv-excel, geojson, geojsonl, kml or shp
    #[arg(long)]
    pub(crate) format: String,
    /// Write to a file, not to standard output
    #[arg(long, short, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// A condition in CQL2, for example "cleared = 'no'"
    #[arg(long, value_name = "CQL2")]
    pub(crate) filter: Option<String>,
    /// Only what meets west,south,east,north
    #[arg(long, allow_hyphen_values = true)]
    pub(crate) bbox: Option<String>,
    /// First local day
    #[arg(long, value_name = "DATE")]
    pub(crate) from: Option<String>,
    /// First local day left out
    #[arg(long, value_name = "DATE")]
    pub(crate) to: Option<String>,
    /// Categories, separated by commas
    #[arg(long)]
    pub(crate) category: Option<String>,
    /// Only these properties, separated by commas
    #[arg(long)]
    pub(crate) properties: Option<String>,
    /// Sorted by these properties, each with - before it for the greatest first
    #[arg(long, allow_hyphen_values = true)]
    pub(crate) sortby: Option<String>,
    /// At most so many
    #[arg(long)]
    pub(crate) limit: Option<String>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum AnalysesCommand {
    /// Compute an analysis and serve it as a collection
    #[command(
        after_help = "Example:\n  aula analyses publish evenings --method hotspots --set hours=18-24 --set resolution=9"
    )]
    Publish(PublishAnalysisArgs),
    /// Every analysis with its version and state
    #[command(after_help = "Example:\n  aula analyses list --json")]
    List,
    /// Take an analysis out of the collections; what was published stays in the log
    #[command(after_help = "Example:\n  aula analyses withdraw evenings")]
    Withdraw {
        /// Its name
        id: String,
    },
}

#[derive(Debug, Args)]
pub(crate) struct PublishAnalysisArgs {
    /// Its name, of a-z 0-9 _ - .
    pub(crate) id: String,
    /// hotspots, density, change, rates, moran or emerging
    #[arg(long)]
    pub(crate) method: String,
    /// A parameter as the API takes it; may be repeated
    #[arg(long = "set", value_name = "NAME=VALUE")]
    pub(crate) set: Vec<String>,
    /// Title in English
    #[arg(long)]
    pub(crate) title: Option<String>,
    /// Title in Russian
    #[arg(long)]
    pub(crate) title_ru: Option<String>,
    /// Title in Kazakh
    #[arg(long)]
    pub(crate) title_kk: Option<String>,
    /// Who publishes it
    #[arg(long = "as", value_name = "NAME")]
    pub(crate) by: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct GuessArgs {
    #[command(flatten)]
    pub(crate) args: ImportArgs,
    /// What its rows are: incidents, places or areas
    #[arg(long = "as", value_enum, default_value_t = RowsAre::Incidents)]
    pub(crate) rows: RowsAre,
    /// Write the mapping to a file, to be looked over and given to --mapping
    #[arg(long, value_name = "FILE.toml")]
    pub(crate) write: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum RowsAre {
    /// Incidents
    Incidents,
    /// Places
    Places,
    /// Areas
    Areas,
}

#[derive(Debug, Args)]
pub(crate) struct ImportArgs {
    /// The file to read
    pub(crate) file: PathBuf,
    /// Which column is what, as TOML
    #[arg(long, value_name = "FILE.toml")]
    pub(crate) mapping: Option<PathBuf>,
    /// One entry of the mapping, for example category=burglary; may be repeated
    #[arg(long = "set", value_name = "NAME=VALUE")]
    pub(crate) set: Vec<String>,
    /// Apply also what is doubtful in the guess
    #[arg(long)]
    pub(crate) accept_guess: bool,
    /// Where rejected rows go; beside the input unless told otherwise
    #[arg(long, value_name = "FILE")]
    pub(crate) rejects: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct HotspotArgs {
    /// First local day
    #[arg(long, value_name = "DATE")]
    pub(crate) from: Option<String>,
    /// First local day left out
    #[arg(long, value_name = "DATE")]
    pub(crate) to: Option<String>,
    /// Categories, separated by commas
    #[arg(long)]
    pub(crate) category: Option<String>,
    /// Hours of the local day, [from, to), may go over midnight
    #[arg(long, value_name = "18-24")]
    pub(crate) hours: Option<String>,
    /// Weekdays
    #[arg(long, value_name = "mon-fri")]
    pub(crate) weekdays: Option<String>,
    /// The study area, kind:code
    #[arg(long)]
    pub(crate) area: Option<String>,
    /// What is counted: incidents, or places.KIND
    #[arg(long)]
    pub(crate) layer: Option<String>,
    /// H3 resolution, 7 to 11
    #[arg(long, default_value = "10")]
    pub(crate) resolution: String,
    /// inhabited (where somebody lives or works) or area (every cell)
    #[arg(long, value_name = "SET")]
    pub(crate) study_set: Option<String>,
    /// bh (false discovery rate), by (the same under every dependence) or none
    #[arg(long)]
    pub(crate) correction: Option<String>,
    /// gi_star (default) or gi (without the cell itself)
    #[arg(long)]
    pub(crate) method: Option<String>,
    /// ring:1 (default) to ring:10, distance:METRES or nearest:K
    #[arg(long)]
    pub(crate) weights: Option<String>,
    /// p by so many conditional permutations, 999 to 99999
    #[arg(long)]
    pub(crate) permutations: Option<String>,
    /// Decides the permutations; 1 unless given
    #[arg(long)]
    pub(crate) seed: Option<String>,
    /// Crop the answer to west,south,east,north; changes no figure
    #[arg(long, allow_hyphen_values = true)]
    pub(crate) bbox: Option<String>,
    /// How to write it
    #[arg(long, value_enum, default_value_t = Format::Csv)]
    pub(crate) format: Format,
    /// Write to a file, not to standard output
    #[arg(long, short, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// One row a cell; the settings go to standard error, or to FILE.settings.json beside --output
    Csv,
    /// Hexagons with the settings
    Geojson,
}

#[derive(Debug, Subcommand)]
pub(crate) enum SettingsCommand {
    /// Show them
    #[command(after_help = "Example:\n  aula settings show --json")]
    Show,
    /// Change some
    #[command(
        after_help = "Names: name_kk, name_ru, name_en, timezone, crs_epsg, study_area, languages, basemap_url, basemap_attribution, publish_groups, publish_days_after_quarter\nExample:\n  aula settings set timezone=America/Chicago name_en=Chicago"
    )]
    Set {
        /// NAME=VALUE; an empty value takes an optional setting away
        #[arg(required = true, value_name = "NAME=VALUE")]
        values: Vec<String>,
    },
}
