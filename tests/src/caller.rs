//! Somebody who asks a running server over the network, with their cookie.

use reqwest::multipart::{Form, Part};
use reqwest::{Client, Method, RequestBuilder, StatusCode, header};

use crate::house::{PASSWORD, token_of};
use crate::servers::{Server, client};

/// Somebody at a running server; a clone shares the session.
#[derive(Clone)]
pub struct Caller {
    url: String,
    client: Client,
    cookie: Option<String>,
}

/// Status and text of an answer.
pub type Said = (StatusCode, String);

impl Caller {
    /// Somebody who has not signed in.
    pub fn new(server: &Server) -> Caller {
        Caller { url: server.address(""), client: client(), cookie: None }
    }

    /// The person of this name, signed in.
    pub async fn signed_in(server: &Server, name: &str) -> Caller {
        let mut caller = Caller::new(server);
        let token = caller.token("/sign-in").await;
        let fields = [("form_token", token.as_str()), ("sign_in", name), ("password", PASSWORD)];
        let answer = caller.ask(Method::POST, "/sign-in").form(&fields).send().await.expect("an answer");
        assert_eq!(answer.status(), StatusCode::SEE_OTHER, "{name} signs in");
        let cookies = answer.headers().get_all(header::SET_COOKIE).iter();
        let mut cookies = cookies.filter_map(|cookie| cookie.to_str().ok()?.split(';').next());
        caller.cookie = cookies.rfind(|pair| !pair.ends_with('=')).map(str::to_owned);
        caller
    }

    /// Asks for a page.
    pub async fn get(&self, path: &str) -> Said {
        said(self.ask(Method::GET, path)).await.expect("an answer")
    }

    /// The token of the form on a page.
    pub async fn token(&self, path: &str) -> String {
        let (status, text) = self.get(path).await;
        token_of(&text).unwrap_or_else(|| panic!("{path} has no form: {status}"))
    }

    /// Sends a form. No answer comes from a server that dies meanwhile.
    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Option<Said> {
        said(self.ask(Method::POST, path).form(fields)).await
    }

    /// Sends a file in the form of a page.
    pub async fn upload(&self, from: &str, to: &str, name: &str, content: Vec<u8>) -> Said {
        let token = self.token(from).await;
        let form = Form::new()
            .text("form_token", token)
            .part("file", Part::bytes(content).file_name(name.to_owned()));
        said(self.ask(Method::POST, to).multipart(form)).await.expect("an answer")
    }

    /// Sends fields and a file. No answer comes from a server that dies meanwhile.
    pub async fn post_file(
        &self,
        to: &str,
        fields: &[(&str, &str)],
        name: &str,
        content: Vec<u8>,
    ) -> Option<Said> {
        let field =
            |form: Form, (name, value): &(&str, &str)| form.text((*name).to_owned(), (*value).to_owned());
        let part = Part::bytes(content).file_name(name.to_owned());
        let form = fields.iter().fold(Form::new(), field).part("file", part);
        said(self.ask(Method::POST, to).multipart(form)).await
    }

    fn ask(&self, method: Method, path: &str) -> RequestBuilder {
        let request = self.client.request(method, format!("{}{path}", self.url));
        match &self.cookie {
            Some(cookie) => request.header(header::COOKIE, cookie),
            None => request,
        }
    }
}

async fn said(request: RequestBuilder) -> Option<Said> {
    let answer = request.send().await.ok()?;
    Some((answer.status(), answer.text().await.ok()?))
}
