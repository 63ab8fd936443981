//! A line of the access log.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Longest question that is kept, in characters.
const QUERY_CHARS: usize = 2000;

/// A precise read, or something done to the log itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Line {
    /// When.
    pub(crate) at: Timestamp,
    /// Which account; `operator` for the machine itself.
    pub(crate) who: String,
    /// In which role.
    pub(crate) role: String,
    /// By what right: `session`, `token ID`, `loopback`, `command line`.
    pub(crate) how: String,
    /// From where.
    pub(crate) client: String,
    /// Method and path.
    pub(crate) route: String,
    /// The question, without secrets.
    pub(crate) query: String,
    /// How it was answered.
    pub(crate) status: u16,
    /// How many rows of precise data the answer holds; none where it holds none that can be counted.
    pub(crate) rows: Option<u64>,
}

impl Line {
    /// The line as the store keeps it.
    pub(crate) fn text(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// The line as columns of a table, in the order of [`Self::COLUMNS`].
    pub(crate) fn columns(&self) -> [String; 9] {
        [
            self.at.to_string(),
            self.who.clone(),
            self.role.clone(),
            self.how.clone(),
            self.client.clone(),
            self.route.clone(),
            self.query.clone(),
            self.status.to_string(),
            self.rows.map(|rows| rows.to_string()).unwrap_or_default(),
        ]
    }

    /// The names of the columns.
    pub(crate) const COLUMNS: [&'static str; 9] =
        ["at", "who", "role", "how", "client", "route", "query", "status", "rows"];
}

/// A query string without what proves who somebody is.
pub(crate) fn without_secrets(query: &str) -> String {
    let secret = |pair: &&str| {
        let name = pair.split('=').next().unwrap_or_default();
        !["token", "password", "secret", "access_token"].contains(&name.to_ascii_lowercase().as_str())
    };
    let kept: Vec<&str> = query.split('&').filter(secret).collect();
    kept.join("&").chars().take(QUERY_CHARS).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_is_kept_and_a_secret_is_not() {
        assert_eq!(without_secrets("from=2024-01-01&token=aula_1&to=x"), "from=2024-01-01&to=x");
        assert_eq!(without_secrets("Token=a&PASSWORD=b"), "");
        assert_eq!(without_secrets("tokens=a"), "tokens=a");
    }
}
