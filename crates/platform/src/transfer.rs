//! Exchanges with large bodies: both directions are streams, headers are kept.

use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures::{Stream, StreamExt, TryStreamExt};

use crate::http::describe;
use crate::{MaybeSend, MaybeSync, NetError, Source};

/// Pieces of a body. One that ends with an error ends the exchange.
#[cfg(not(target_arch = "wasm32"))]
pub type Pieces = Pin<Box<dyn Stream<Item = Result<Bytes, NetError>> + Send>>;
/// Pieces of a body. One that ends with an error ends the exchange.
#[cfg(target_arch = "wasm32")]
pub type Pieces = Pin<Box<dyn Stream<Item = Result<Bytes, NetError>>>>;

/// The body of a request.
pub enum Body {
    /// None.
    Empty,
    /// All of it at once.
    Whole(Vec<u8>),
    /// Piece by piece, with its length in bytes. In a browser it is gathered before it is sent.
    Streamed(u64, Pieces),
    /// A part of a file. Its pieces are read either way, so that whoever made them sees each byte. In a browser they
    /// are read once before, and then the browser itself reads the file as it sends it: the part is never in memory.
    Part(Part, Pieces),
}

/// A part of a file.
#[derive(Clone)]
pub struct Part {
    /// The file.
    pub source: Arc<dyn Source>,
    /// Where it begins, in bytes.
    pub offset: u64,
    /// How long it is, in bytes.
    pub length: u64,
}

/// A request whose answer is read piece by piece.
pub struct TransferRequest {
    /// Method in capital letters, such as `PATCH`.
    pub method: &'static str,
    /// Whole address.
    pub url: String,
    /// Headers.
    pub headers: Vec<(String, String)>,
    /// Body.
    pub body: Body,
    /// Ends with [`NetError::Timeout`] when no byte moves either way for so long.
    pub idle: Duration,
}

/// An answer whose body was not read yet.
pub struct TransferResponse {
    /// Status.
    pub status: u16,
    /// Headers; names in small letters, repeated ones in their order.
    pub headers: Vec<(String, String)>,
    /// The body. Not reading it closes the connection, where there is one.
    pub body: Pieces,
}

impl TransferResponse {
    /// The first header of this name (small letters).
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }

    /// Reads the body to its end, at most `limit` bytes.
    ///
    /// # Errors
    /// [`NetError`]; [`NetError::Broken`] when there is more than `limit`.
    pub async fn read(mut self, limit: usize) -> Result<Vec<u8>, NetError> {
        let mut all = Vec::new();
        while let Some(piece) = self.body.next().await {
            let piece = piece?;
            if all.len() + piece.len() > limit {
                return Err(NetError::Broken(format!(
                    "the answer is longer than {limit} bytes"
                )));
            }
            all.extend_from_slice(&piece);
        }
        Ok(all)
    }
}

/// Sends requests with streamed bodies. Redirects are not followed (a browser does), bodies are never decoded.
#[cfg_attr(target_arch = "wasm32", async_trait::async_trait(?Send))]
#[cfg_attr(not(target_arch = "wasm32"), async_trait::async_trait)]
pub trait Transfer: MaybeSend + MaybeSync {
    /// Sends a request and gives the answer as soon as its headers are there.
    ///
    /// # Errors
    /// [`NetError`]; an answer with an error status is not an error here.
    async fn exchange(&self, request: TransferRequest) -> Result<TransferResponse, NetError>;
}

#[cfg_attr(target_arch = "wasm32", async_trait::async_trait(?Send))]
#[cfg_attr(not(target_arch = "wasm32"), async_trait::async_trait)]
impl Transfer for crate::ReqwestHttp {
    async fn exchange(&self, request: TransferRequest) -> Result<TransferResponse, NetError> {
        #[cfg(target_arch = "wasm32")]
        let request = match crate::web::sent_as_part(request).await? {
            crate::web::Sent::Answer(answer) => return Ok(answer),
            crate::web::Sent::Not(request) => request,
        };
        let url: reqwest::Url = request
            .url
            .parse()
            .map_err(|_| NetError::Address(request.url.clone()))?;
        let host = url.host_str().unwrap_or_default().to_owned();
        let method = reqwest::Method::from_bytes(request.method.as_bytes())
            .map_err(|_| NetError::Address(request.method.to_owned()))?;
        let mut builder = self.client().request(method, url);
        for (name, value) in request.headers {
            builder = builder.header(name, value);
        }
        let moved = Moved::new();
        builder = match request.body {
            Body::Empty => builder,
            Body::Whole(bytes) => builder.body(bytes),
            Body::Streamed(length, pieces) | Body::Part(Part { length, .. }, pieces) => {
                attach(builder, length, moved.counting(pieces)).await?
            }
        };
        let answer = moved
            .watch(request.idle, builder.send())
            .await
            .ok_or_else(|| NetError::Timeout { host: host.clone() })?
            .map_err(|e| describe(&host, &e))?;
        let headers = answer
            .headers()
            .iter()
            .map(|(name, value)| {
                (
                    name.as_str().to_owned(),
                    String::from_utf8_lossy(value.as_bytes()).into_owned(),
                )
            })
            .collect();
        let status = answer.status().as_u16();
        let broken = host.clone();
        let pieces = answer
            .bytes_stream()
            .map_err(move |e| match describe(&broken, &e) {
                NetError::Unreachable { reason, .. } => NetError::Broken(reason),
                other => other,
            });
        Ok(TransferResponse {
            status,
            headers,
            body: unstalled(Box::pin(pieces), request.idle, host),
        })
    }
}

#[cfg(not(target_arch = "wasm32"))]
mod home {
    use std::future::Future;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU64, Ordering};

    use super::{Duration, NetError, Pieces, StreamExt};

    /// Counts what was handed to the connection, so that a stalled upload is told from a slow one.
    #[derive(Default)]
    pub(super) struct Moved(Arc<AtomicU64>);

    impl Moved {
        pub(super) fn new() -> Self {
            Self::default()
        }

        pub(super) fn counting(&self, pieces: Pieces) -> Pieces {
            let count = Arc::clone(&self.0);
            Box::pin(pieces.inspect(move |_| {
                count.fetch_add(1, Ordering::Relaxed);
            }))
        }

        /// The future's value, or none when nothing moves for `idle`.
        pub(super) async fn watch<T>(
            &self,
            idle: Duration,
            future: impl Future<Output = T>,
        ) -> Option<T> {
            let mut future = std::pin::pin!(future);
            loop {
                let before = self.0.load(Ordering::Relaxed);
                if let Ok(value) = tokio::time::timeout(idle, future.as_mut()).await {
                    return Some(value);
                }
                if self.0.load(Ordering::Relaxed) == before {
                    return None;
                }
            }
        }
    }

    pub(super) async fn attach(
        builder: reqwest::RequestBuilder,
        length: u64,
        pieces: Pieces,
    ) -> Result<reqwest::RequestBuilder, NetError> {
        Ok(builder
            .header("content-length", length)
            .body(reqwest::Body::wrap_stream(pieces)))
    }

    pub(super) fn unstalled(pieces: Pieces, idle: Duration, host: String) -> Pieces {
        Box::pin(futures::stream::unfold(
            Some((pieces, host)),
            move |state| async move {
                let (mut pieces, host) = state?;
                match tokio::time::timeout(idle, pieces.next()).await {
                    Ok(None) => None,
                    Ok(Some(Ok(piece))) => Some((Ok(piece), Some((pieces, host)))),
                    Ok(Some(Err(error))) => Some((Err(error), None)),
                    Err(_) => Some((Err(NetError::Timeout { host }), None)),
                }
            },
        ))
    }
}

#[cfg(target_arch = "wasm32")]
mod home {
    use std::future::Future;

    use super::{Duration, NetError, Pieces, TryStreamExt};

    pub(super) struct Moved;

    impl Moved {
        pub(super) const fn new() -> Self {
            Self
        }

        pub(super) fn counting(&self, pieces: Pieces) -> Pieces {
            pieces
        }

        pub(super) async fn watch<T>(
            &self,
            _: Duration,
            future: impl Future<Output = T>,
        ) -> Option<T> {
            Some(future.await)
        }
    }

    /// `fetch` takes no stream in every browser: the body is gathered.
    pub(super) async fn attach(
        builder: reqwest::RequestBuilder,
        _: u64,
        mut pieces: Pieces,
    ) -> Result<reqwest::RequestBuilder, NetError> {
        let mut all = Vec::new();
        while let Some(piece) = pieces.try_next().await? {
            all.extend_from_slice(&piece);
        }
        Ok(builder.body(all))
    }

    pub(super) fn unstalled(pieces: Pieces, _: Duration, _: String) -> Pieces {
        pieces
    }
}

use home::{Moved, attach, unstalled};

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use std::io::{Read, Write};
    use std::net::TcpListener;

    fn serve(answer: &'static str) -> (String, std::thread::JoinHandle<Vec<u8>>) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/x", listener.local_addr().unwrap());
        let thread = std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let mut got = Vec::new();
            let mut buffer = [0; 4096];
            while !got.ends_with(b"end") {
                let n = stream.read(&mut buffer).unwrap();
                if n == 0 {
                    break;
                }
                got.extend_from_slice(&buffer[..n]);
            }
            stream.write_all(answer.as_bytes()).unwrap();
            got
        });
        (url, thread)
    }

    fn request(url: String, pieces: Vec<&'static str>) -> TransferRequest {
        let length = pieces.iter().map(|p| p.len() as u64).sum();
        let pieces = futures::stream::iter(
            pieces
                .into_iter()
                .map(|p| Ok(Bytes::from_static(p.as_bytes()))),
        );
        TransferRequest {
            method: "PATCH",
            url,
            headers: vec![("x-a".into(), "1".into())],
            body: Body::Streamed(length, Box::pin(pieces)),
            idle: Duration::from_secs(20),
        }
    }

    #[tokio::test]
    async fn a_streamed_body_has_its_length_and_headers_are_kept() {
        let (url, thread) = serve(
            "HTTP/1.1 202 Accepted\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\nContent-Length: 2\r\n\r\nok",
        );
        let http = crate::native::transfer().unwrap();
        let answer = http
            .exchange(request(url, vec!["be", "gin", "-end"]))
            .await
            .unwrap();
        assert_eq!(answer.status, 202);
        let cookies: Vec<_> = answer
            .headers
            .iter()
            .filter(|(name, _)| name == "set-cookie")
            .map(|(_, value)| value.as_str())
            .collect();
        assert_eq!(cookies, ["a=1", "b=2"]);
        assert_eq!(answer.read(10).await.unwrap(), b"ok");
        let sent = String::from_utf8(thread.join().unwrap()).unwrap();
        assert!(
            sent.to_lowercase().contains("content-length: 9\r\n"),
            "{sent}"
        );
        assert!(sent.ends_with("begin-end"));
    }

    #[tokio::test]
    async fn a_redirect_is_given_and_a_long_answer_is_cut_off() {
        let (url, _thread) = serve(
            "HTTP/1.1 307 Temporary Redirect\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 11\r\n\r\n12345678901",
        );
        let http = crate::native::transfer().unwrap();
        let answer = http.exchange(request(url, vec!["end"])).await.unwrap();
        assert_eq!(answer.status, 307);
        assert_eq!(answer.header("location"), Some("http://127.0.0.1:1/"));
        assert!(matches!(answer.read(5).await, Err(NetError::Broken(_))));
    }

    #[tokio::test]
    async fn a_silent_server_times_out() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let mut silent = request(
            format!("http://{}/", listener.local_addr().unwrap()),
            vec!["end"],
        );
        silent.idle = Duration::from_millis(50);
        let http = crate::native::transfer().unwrap();
        assert!(matches!(
            http.exchange(silent).await,
            Err(NetError::Timeout { .. })
        ));
    }
}
