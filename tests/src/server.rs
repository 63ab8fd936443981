//! The real server as a child process on a free port.

use crate::{Answer, Request, aula_path};
use std::io::{BufRead as _, BufReader};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// A running `aula serve`; it ends when this is dropped.
#[derive(Debug)]
pub struct Server {
    child: Child,
    /// Where it listens.
    pub address: SocketAddr,
}

impl Server {
    /// Starts `aula … serve …` in a folder and waits until it says where it listens.
    ///
    /// # Panics
    /// If it does not start.
    #[must_use]
    pub fn start(folder: &Path, arguments: &[&str]) -> Self {
        Self::start_with(folder, arguments, "warn", Stdio::inherit())
    }

    /// The same, with everything that it logs in a file.
    ///
    /// # Panics
    /// If it does not start.
    #[must_use]
    pub fn start_logging(folder: &Path, arguments: &[&str], log: &Path) -> Self {
        let log = std::fs::File::create(log).expect("a file for the log");
        Self::start_with(folder, arguments, "trace", log.into())
    }

    fn start_with(folder: &Path, arguments: &[&str], level: &str, log: Stdio) -> Self {
        let mut child = Command::new(aula_path())
            .args(arguments)
            .args(["--listen", "127.0.0.1:0"])
            .current_dir(folder)
            .env_remove("AULA_DATA")
            .env_remove("AULA_LISTEN")
            .env("AULA_LOG", level)
            .stderr(log)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the server starts");
        let mut said = String::new();
        let mut lines = BufReader::new(child.stdout.take().expect("its output is piped"));
        let address = loop {
            said.clear();
            assert!(lines.read_line(&mut said).expect("its output is read") > 0, "the server ended before it listened");
            if let Some((_, rest)) = said.split_once("http://") {
                break rest.trim().trim_end_matches('/').parse().expect("it names its address");
            }
        };
        Self { child, address }
    }

    /// The demo city, in which whoever asks without a session is the operator.
    #[must_use]
    pub fn demo(folder: &Path) -> Self {
        Self::start(folder, &["serve", "--demo", "--trust-loopback"])
    }

    /// The demo city as a visitor meets it: whoever has not chosen a role is the public.
    #[must_use]
    pub fn demo_for_visitors(folder: &Path) -> Self {
        Self::start(folder, &["serve", "--demo"])
    }

    /// A GET of a path with its query.
    #[must_use]
    pub fn get(&self, target: &str) -> Answer {
        Request::get(target).send(self.address)
    }

    /// Its process number.
    #[must_use]
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Sends the signal of service managers and waits; answers the exit code.
    ///
    /// # Panics
    /// If it cannot be signalled.
    #[must_use]
    pub fn stop(mut self) -> Option<i32> {
        let told = Command::new("kill").arg(self.child.id().to_string()).status().expect("kill runs");
        assert!(told.success());
        self.child.wait().expect("it ends").code()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
