//! Routes that list themselves: each is declared with whom it is for, is
//! guarded by that, and stands in a table that a test walks.

use axum::Router;
use axum::extract::Request;
use axum::handler::Handler;
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use axum::routing;

use crate::{Access, Error, Kind, Queue, Visit, queue};

/// The two methods that changes and readings go by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// Reads; changes nothing.
    Get,
    /// Changes.
    Post,
}

/// One route in the table.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    /// How it is asked.
    pub method: Method,
    /// Its path, with `{parameters}`.
    pub path: &'static str,
    /// Whom it is for.
    pub access: Access,
}

/// The routes of a feature.
pub struct Routes<S> {
    router: Router<S>,
    rows: Vec<Row>,
}

impl<S: Clone + Send + Sync + 'static> Routes<S> {
    /// No routes yet.
    pub fn new() -> Self {
        Routes { router: Router::new(), rows: Vec::new() }
    }

    /// A page to read.
    pub fn get<H, T>(self, path: &'static str, access: Access, handler: H) -> Self
    where
        H: Handler<T, S>,
        T: 'static,
    {
        self.add(Method::Get, path, access, routing::get(handler))
    }

    /// Something to read that costs much: it waits in its queue.
    pub fn get_queued<H, T>(self, queue: Queue, path: &'static str, access: Access, handler: H) -> Self
    where
        H: Handler<T, S>,
        T: 'static,
    {
        self.add(Method::Get, path, access, in_queue(queue, routing::get(handler)))
    }

    /// A form to send.
    pub fn post<H, T>(self, path: &'static str, access: Access, handler: H) -> Self
    where
        H: Handler<T, S>,
        T: 'static,
    {
        self.add(Method::Post, path, access, routing::post(handler))
    }

    /// A form that strangers send: it waits in its queue.
    pub fn post_queued<H, T>(self, queue: Queue, path: &'static str, access: Access, handler: H) -> Self
    where
        H: Handler<T, S>,
        T: 'static,
    {
        self.add(Method::Post, path, access, in_queue(queue, routing::post(handler)))
    }

    fn add(
        mut self,
        method: Method,
        path: &'static str,
        access: Access,
        handler: routing::MethodRouter<S>,
    ) -> Self {
        // Whoever may not come in waits in no queue.
        let guarded = handler.layer(from_fn(move |visit, request, next| guard(access, visit, request, next)));
        self.router = self.router.route(path, guarded);
        self.rows.push(Row { method, path, access });
        self
    }

    /// These routes and those.
    pub fn and(mut self, other: Routes<S>) -> Self {
        self.router = self.router.merge(other.router);
        self.rows.extend(other.rows);
        self
    }

    /// The routes with their state, ready to stand beside other features' ones.
    pub fn with_state(self, state: S) -> Routes<()> {
        Routes { router: self.router.with_state(state), rows: self.rows }
    }

    /// The router and the table.
    pub fn into_parts(self) -> (Router<S>, Vec<Row>) {
        (self.router, self.rows)
    }
}

impl<S: Clone + Send + Sync + 'static> Default for Routes<S> {
    fn default() -> Self {
        Routes::new()
    }
}

fn in_queue<S: Clone + Send + Sync + 'static>(
    queue: Queue,
    handler: routing::MethodRouter<S>,
) -> routing::MethodRouter<S> {
    handler.layer(from_fn(move |visit, request, next| queue::wait(queue, visit, request, next)))
}

/// Whoever may not come in sees what they would see if the page did not exist;
/// whoever has not signed in is asked to.
async fn guard(access: Access, visit: Visit, request: Request, next: Next) -> Response {
    if access.admits(&visit.viewer) {
        return next.run(request).await;
    }
    let kind = match (&visit.viewer.person, request.method()) {
        (Some(_), _) => Kind::NotFound,
        (None, &http::Method::POST) => {
            crate::fields::keep_unread(&visit, request).await;
            Kind::SessionEnded
        }
        (None, _) => Kind::SignIn,
    };
    Error::from(kind).into_response()
}
