//! The endpoints of the OCI distribution specification, one file each.

mod blob_delete;
mod blob_get;
mod blob_link;
mod catalog;
mod manifest_delete;
mod manifest_get;
mod manifest_put;
mod ping;
pub(crate) mod range;
mod referrers;
pub(crate) mod route;
mod tag_list;
mod upload_cancel;
pub(crate) mod upload_chunk;
mod upload_end;
mod upload_start;
mod upload_status;

use axum::Router;
use axum::body::Body;
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, Method, Request};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{any, get};
use url::form_urlencoded;

use crate::app::Shared;
use crate::fail::OciError;
use route::{Place, Target};

/// Routes under `/v2`.
pub fn routes() -> Router<Shared> {
    Router::new()
        .route("/v2", get(ping::get))
        .route("/v2/", get(ping::get))
        .route("/v2/_catalog", get(catalog::get))
        .route("/v2/{*path}", any(dispatch))
}

/// A request to something in a repository.
pub(crate) struct Call {
    app: Shared,
    place: Place,
    query: Query,
    headers: HeaderMap,
    body: Body,
}

/// Query parameters.
pub(crate) struct Query(Vec<(String, String)>);

impl Query {
    /// Reads a query string.
    pub fn parse(raw: Option<&str>) -> Self {
        let pairs = form_urlencoded::parse(raw.unwrap_or_default().as_bytes());
        Self(pairs.into_owned().collect())
    }

    /// The first value of a parameter.
    pub fn get(&self, key: &str) -> Option<&str> {
        self.all(key).next()
    }

    /// Every value of a parameter.
    pub fn all(&self, key: &str) -> impl Iterator<Item = &str> {
        self.0
            .iter()
            .filter(move |(k, _)| k == key)
            .map(|(_, v)| &**v)
    }

    /// `n` and `last`: how many entries, and after which one.
    ///
    /// # Errors
    /// [`OciError::Unsupported`] when `n` isn't a number.
    pub fn page(&self, most: usize) -> Result<(usize, &str), OciError> {
        let count = match self.get("n") {
            None => most,
            Some(n) => n
                .parse::<usize>()
                .map_err(|_| OciError::PageInvalid)?
                .min(most),
        };
        Ok((count, self.get("last").unwrap_or_default()))
    }
}

async fn dispatch(
    State(app): State<Shared>,
    Path(path): Path<String>,
    RawQuery(query): RawQuery,
    request: Request<Body>,
) -> Response {
    let (parts, body) = request.into_parts();
    let head = parts.method == Method::HEAD;
    let writes = !matches!(parts.method, Method::GET | Method::HEAD);
    let work = async move {
        let call = Call {
            app,
            place: route::parse(&path)?,
            query: Query::parse(query.as_deref()),
            headers: parts.headers,
            body,
        };
        serve(&parts.method, call).await
    };
    // A sender that goes away must not stop the work half-way through.
    let done = if writes {
        match tokio::spawn(work).await {
            Ok(done) => done,
            Err(_) => Err(OciError::Stopped),
        }
    } else {
        work.await
    };
    match done {
        Ok(answer) => answer,
        Err(error) if head => {
            let mut answer = error.into_response();
            *answer.body_mut() = Body::empty();
            answer
        }
        Err(error) => error.into_response(),
    }
}

async fn serve(method: &Method, call: Call) -> Result<Response, OciError> {
    match (method.as_str(), call.place.target.clone()) {
        ("GET", Target::Tags) => tag_list::get(call).await,
        ("GET" | "HEAD", Target::Manifest(text)) => {
            manifest_get::get(call, &text, method == Method::HEAD).await
        }
        ("PUT", Target::Manifest(text)) => manifest_put::put(call, &text).await,
        ("DELETE", Target::Manifest(text)) => manifest_delete::delete(call, &text).await,
        ("GET" | "HEAD", Target::Blob(text)) => {
            blob_get::get(call, &text, method == Method::HEAD).await
        }
        ("DELETE", Target::Blob(text)) => blob_delete::delete(call, &text).await,
        ("POST", Target::Uploads) => upload_start::post(call).await,
        ("GET", Target::Upload(text)) => upload_status::get(call, &text).await,
        ("PATCH", Target::Upload(text)) => upload_chunk::patch(call, &text).await,
        ("PUT", Target::Upload(text)) => upload_end::put(call, &text).await,
        ("DELETE", Target::Upload(text)) => upload_cancel::delete(call, &text).await,
        ("GET", Target::Referrers(text)) => referrers::get(call, &text).await,
        _ => Err(OciError::Unsupported),
    }
}
