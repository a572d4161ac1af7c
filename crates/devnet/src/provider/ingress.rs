//! The page every service's address leads to. It says that nothing runs there.

use super::agent::Agent;
use super::clock::stopped;
use super::runtime::names;
use axum::body::Body;
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderValue};
use axum::http::{Request, Response, StatusCode};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::watch;

/// Serves the page until `stop` turns true.
pub async fn serve(listener: TcpListener, agent: Arc<Agent>, mut stop: watch::Receiver<bool>) {
    loop {
        let stream = tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => stream,
                Err(_) => {
                    tokio::time::sleep(Duration::from_millis(50)).await;
                    continue;
                }
            },
            () = stopped(&mut stop) => return,
        };
        let (agent, mut stop) = (agent.clone(), stop.clone());
        tokio::spawn(async move {
            let service = service_fn(move |request: Request<hyper::body::Incoming>| {
                let answer = page(&agent, request.uri().path());
                async move { Ok::<_, Infallible>(answer) }
            });
            let mut server = http1::Builder::new();
            server
                .timer(TokioTimer::new())
                .header_read_timeout(Duration::from_secs(5));
            tokio::select! {
                served = server.serve_connection(TokioIo::new(stream), service) => {
                    if let Err(error) = served {
                        tracing::trace!(%error, "page connection ended");
                    }
                }
                () = stopped(&mut stop) => {}
            }
        });
    }
}

fn page(agent: &Agent, path: &str) -> Response<Body> {
    let label = path
        .trim_start_matches('/')
        .split('/')
        .next()
        .unwrap_or_default();
    let now = agent.clock.now();
    let found = {
        let state = agent.state();
        state.workloads.values().find_map(|w| {
            let rollout = w
                .services()
                .find(|r| names::host_label(w.lease(), &r.spec.name) == label)?;
            let open = rollout
                .spec
                .exposes()
                .iter()
                .any(super::manifest::Expose::is_ingress);
            let up = w.counts(rollout, now).available > 0;
            open.then(|| (up, rollout.spec.name.clone(), rollout.spec.image.clone()))
        })
    };
    let (status, title, text) = match found {
        Some((true, name, image)) => (
            StatusCode::OK,
            format!("{name} (simulated)"),
            format!(
                "This page stands for the service {name}, image {image}, on the simulated provider {}. \
                 Nothing runs here: it is part of Slipway's demo network.",
                agent.spec.organization
            ),
        ),
        Some((false, name, _)) => (
            StatusCode::SERVICE_UNAVAILABLE,
            "Not ready".to_owned(),
            format!("The simulated service {name} has no running replica yet."),
        ),
        None => (
            StatusCode::NOT_FOUND,
            "Nothing here".to_owned(),
            "No simulated service has this address.".to_owned(),
        ),
    };
    let html = format!(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>{title}</title>\
         <meta name=\"viewport\" content=\"width=device-width\"><h1>{title}</h1><p>{text}</p></html>\n",
        title = escape(&title),
        text = escape(&text)
    );
    let mut answer = Response::new(Body::from(html));
    *answer.status_mut() = status;
    let headers = answer.headers_mut();
    headers.insert(
        CONTENT_TYPE,
        HeaderValue::from_static("text/html; charset=utf-8"),
    );
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(
        CONTENT_SECURITY_POLICY,
        HeaderValue::from_static("default-src 'none'"),
    );
    answer
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    #[test]
    fn names_from_a_manifest_cant_break_the_page() {
        assert_eq!(
            super::escape("<b a=\"x\">&"),
            "&lt;b a=&quot;x&quot;&gt;&amp;"
        );
    }
}
