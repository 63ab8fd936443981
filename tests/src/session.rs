//! Somebody signed in, as a browser would be.

use crate::{Answer, Request, Server};
use serde_json::{Value, json};

/// The cookie of a session and what requests that change something repeat.
#[derive(Debug, Clone)]
pub struct Session {
    /// `name=value`.
    pub cookie: String,
    /// For `X-CSRF-Token`.
    pub csrf: String,
    /// What `GET /api/v1/session` says.
    pub body: Value,
}

impl Session {
    /// Signs in; the answer where that fails.
    ///
    /// # Errors
    /// The answer.
    ///
    /// # Panics
    /// If there is no cookie in a good answer.
    pub fn sign_in(server: &Server, name: &str, password: &str) -> Result<Self, Answer> {
        let body = json!({ "name": name, "password": password });
        Self::from_answer(Request::new("POST", "/api/v1/session").json(&body).send(server.address))
    }

    /// Looks at the demo in a role.
    ///
    /// # Panics
    /// If the demo does not let.
    #[must_use]
    pub fn demo(server: &Server, role: &str) -> Self {
        let answer = Request::new("POST", "/api/v1/demo/role").json(&json!({ "role": role })).send(server.address);
        Self::from_answer(answer).unwrap_or_else(|a| panic!("{role}: {} {}", a.status, a.text()))
    }

    /// The session that an answer begins.
    ///
    /// # Errors
    /// The answer, if it is not a good one.
    ///
    /// # Panics
    /// If there is no cookie in a good answer.
    pub fn from_answer(answer: Answer) -> Result<Self, Answer> {
        if answer.status != 200 {
            return Err(answer);
        }
        let cookie = answer.header("set-cookie").split(';').next().unwrap_or_default().to_owned();
        assert!(cookie.contains('='), "no cookie: {}", answer.text());
        let body = answer.json();
        let csrf = body["csrf"].as_str().expect("a csrf").to_owned();
        Ok(Self { cookie, csrf, body })
    }

    /// A request of this session, with everything that a page of ours sends.
    #[must_use]
    pub fn request(&self, method: &str, target: &str) -> Request {
        Request::new(method, target).header("Cookie", &self.cookie).header("X-CSRF-Token", &self.csrf)
    }

    /// A GET.
    #[must_use]
    pub fn get(&self, server: &Server, target: &str) -> Answer {
        self.request("GET", target).send(server.address)
    }
}
