//! `aula users | tokens | log`.

use aula_model::{AreaId, Role};
use clap::{Args, Subcommand};
use std::path::PathBuf;

#[derive(Debug, Subcommand)]
pub(crate) enum UsersCommand {
    /// Make an account; prints an invitation, unless a password is given
    #[command(
        after_help = "The first administrator:\n  aula users add aigul --role admin --full-name \"Aigul Serikova\"\nAn inspector:\n  aula users add marat --role inspector --area precinct:12"
    )]
    Add {
        /// The name to sign in with
        name: String,
        /// resident, osi, body, inspector, planner, analyst or admin
        #[arg(long)]
        role: Role,
        /// The person's name
        #[arg(long, default_value = "")]
        full_name: String,
        /// An area of responsibility, kind:code; may be repeated
        #[arg(long = "area", value_name = "KIND:CODE")]
        areas: Vec<AreaId>,
        #[command(flatten)]
        password: PasswordFrom,
        /// The address that people know, for the link
        #[arg(long, env = "AULA_PUBLIC_URL", value_name = "URL")]
        public_url: Option<crate::http::PublicUrl>,
    },
    /// Every account
    List,
    /// A new invitation; earlier ones end
    Invite {
        /// The account
        name: String,
        /// The address that people know, for the link
        #[arg(long, env = "AULA_PUBLIC_URL", value_name = "URL")]
        public_url: Option<crate::http::PublicUrl>,
    },
    /// Another role, other areas; ends the sessions of the account
    Role {
        /// The account
        name: String,
        /// The role
        role: Role,
        /// An area of responsibility, kind:code; may be repeated
        #[arg(long = "area", value_name = "KIND:CODE")]
        areas: Vec<AreaId>,
    },
    /// No signing in any more; `aula users invite` begins anew
    Disable {
        /// The account
        name: String,
    },
}

/// Where a password comes from. Never from the arguments: every program of the machine can read those.
#[derive(Debug, Args)]
#[group(multiple = false)]
pub(crate) struct PasswordFrom {
    /// Read the password from a file; the environment variable AULA_PASSWORD does too
    #[arg(long, value_name = "FILE")]
    pub(crate) password_file: Option<PathBuf>,
    /// Read the password from standard input
    #[arg(long)]
    pub(crate) password_stdin: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum TokensCommand {
    /// Make a token; it is shown this once
    Add {
        /// The account it is for
        account: String,
        /// What it is for
        #[arg(long)]
        name: String,
        /// read, incidents, write or collection:ID; may be repeated
        #[arg(long = "scope", required = true)]
        scopes: Vec<String>,
        /// How long it lives
        #[arg(long, default_value_t = 90, conflicts_with = "minutes")]
        days: u32,
        /// How long it lives, for short ones
        #[arg(long)]
        minutes: Option<u32>,
    },
    /// Every token, never its secret
    List,
    /// End a token
    Revoke {
        /// Its identifier
        id: String,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum LogCommand {
    /// The last lines
    Show {
        /// How many
        #[arg(long, default_value_t = 50)]
        last: usize,
    },
    /// Whether every line follows from the one before it
    Verify {
        /// Also whether the log holds this line, noted earlier as NUMBER:HASH
        #[arg(long, value_name = "NUMBER:HASH")]
        head: Option<String>,
    },
    /// Write all lines as CSV
    Export {
        /// The file; standard output unless given
        #[arg(long, short, value_name = "FILE")]
        output: Option<PathBuf>,
    },
    /// Forget lines older than a day; at least 365 days stay, and the log says what was forgotten
    Forget {
        /// Forget lines before this day
        #[arg(long, value_name = "DATE")]
        before: jiff::civil::Date,
    },
}
