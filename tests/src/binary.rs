//! The real `aula`, built once for all tests.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

/// What a run of the binary left behind.
#[derive(Debug)]
pub struct Run {
    /// Its exit code; none when a signal ended it.
    pub code: Option<i32>,
    /// Its standard output.
    pub out: String,
    /// Its standard error.
    pub err: String,
}

impl Run {
    /// The run, if it ended with this code.
    ///
    /// # Panics
    /// With everything the binary said, if it ended otherwise.
    #[must_use]
    pub fn expect(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "\nstdout: {}\nstderr: {}", self.out, self.err);
        self
    }

    /// Its standard output as JSON.
    ///
    /// # Panics
    /// If it is no JSON.
    #[must_use]
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.out).unwrap_or_else(|e| panic!("{e}: {}", self.out))
    }
}

/// Runs the binary in a folder with arguments separated by blanks and waits for it.
///
/// # Panics
/// If it cannot be started.
#[must_use]
pub fn aula(folder: &Path, arguments: &[&str]) -> Run {
    let output = Command::new(aula_path())
        .args(arguments)
        .current_dir(folder)
        .env_remove("AULA_DATA")
        .env_remove("AULA_LISTEN")
        .stdin(Stdio::null())
        .output()
        .expect("the binary starts");
    Run {
        code: output.status.code(),
        out: String::from_utf8_lossy(&output.stdout).into_owned(),
        err: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

/// Where the binary is. Cargo offers it to tests of its own package only, so it is built here: a moment when nothing
/// changed.
///
/// # Panics
/// If it does not build.
pub fn aula_path() -> &'static Path {
    static PATH: OnceLock<PathBuf> = OnceLock::new();
    PATH.get_or_init(|| {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the package lies in the workspace");
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let built = Command::new(cargo)
            .args(["build", "--quiet", "--bin", "aula", "--message-format=json"])
            .current_dir(root)
            .stderr(Stdio::inherit())
            .output()
            .expect("cargo starts");
        assert!(built.status.success(), "the binary does not build");
        let messages = String::from_utf8_lossy(&built.stdout);
        let executable = messages
            .lines()
            .filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok())
            .filter_map(|message| message["executable"].as_str().map(PathBuf::from))
            .find(|path| path.file_stem().is_some_and(|name| name == "aula"));
        executable.expect("cargo names the binary")
    })
}
