//! A transfer that plays recorded exchanges, and a docker-registry of Debian.
#![allow(dead_code)]

use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use futures::{StreamExt, stream};
use platform::{Body, NetError, Transfer, TransferRequest, TransferResponse};
use registry::{Client, Credentials, ServerKind};
use serde_json::Value;

fn folder() -> Option<PathBuf> {
    Some(fixtures::folder("registry")?.join("openregistry"))
}

/// True, with a line, when the recordings are not here.
pub fn needs_fixtures() -> bool {
    folder().is_none()
}

/// One recorded exchange.
pub fn fixture(name: &str) -> Value {
    let path = folder().unwrap().join(format!("{name}.json"));
    let text = std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    serde_json::from_str(&text).unwrap()
}

/// The JSON of a recorded body.
pub fn json_body(side: &Value) -> Value {
    side["body"]["json"].clone()
}

/// A request as it was sent.
pub struct Sent {
    pub method: &'static str,
    pub url: String,
    headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Sent {
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(key, _)| key == name);
        found.map(|(_, value)| value.as_str())
    }
}

/// An answer of the script: status, headers, pieces of the body.
pub struct Answer {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Vec<Result<Bytes, NetError>>,
}

impl Answer {
    pub fn new(status: u16, headers: &[(&str, &str)], body: &[u8]) -> Self {
        Self {
            status,
            headers: headers
                .iter()
                .map(|(k, v)| ((*k).into(), (*v).into()))
                .collect(),
            body: vec![Ok(Bytes::copy_from_slice(body))],
        }
    }

    pub fn recorded(name: &str) -> (String, Self) {
        let exchange = fixture(name);
        let response = &exchange["response"];
        let headers = response["headers"].as_array().unwrap();
        let headers = headers
            .iter()
            .map(|pair| {
                (
                    pair[0].as_str().unwrap().to_lowercase(),
                    pair[1].as_str().unwrap().to_owned(),
                )
            })
            .collect();
        let body = response["body"]["raw"].as_str().unwrap_or_default();
        let answer = Self {
            status: u16::try_from(response["status"].as_u64().unwrap()).unwrap(),
            headers,
            body: vec![Ok(Bytes::copy_from_slice(body.as_bytes()))],
        };
        (
            exchange["request"]["method"].as_str().unwrap().to_owned(),
            answer,
        )
    }
}

/// Answers one request after the other; checks the methods of recorded ones.
pub struct Script {
    todo: Mutex<Vec<(Option<String>, Answer)>>,
    done: Mutex<Vec<Sent>>,
}

impl Script {
    pub fn of(names: &[&str]) -> Arc<Self> {
        let todo = names.iter().rev().map(|name| {
            let (method, answer) = Answer::recorded(name);
            (Some(method), answer)
        });
        Arc::new(Self {
            todo: Mutex::new(todo.collect()),
            done: Mutex::default(),
        })
    }

    pub fn answers(answers: Vec<Answer>) -> Arc<Self> {
        Arc::new(Self {
            todo: Mutex::new(answers.into_iter().rev().map(|a| (None, a)).collect()),
            done: Mutex::default(),
        })
    }

    pub fn sent(&self) -> std::sync::MutexGuard<'_, Vec<Sent>> {
        self.done.lock().unwrap()
    }

    pub fn finished(&self) {
        assert_eq!(self.todo.lock().unwrap().len(), 0, "answers are left");
    }
}

#[async_trait::async_trait]
impl Transfer for Script {
    async fn exchange(&self, request: TransferRequest) -> Result<TransferResponse, NetError> {
        let mut failed = None;
        let body = match request.body {
            Body::Empty => Vec::new(),
            Body::Whole(bytes) => bytes,
            Body::Streamed(length, mut pieces)
            | Body::Part(platform::Part { length, .. }, mut pieces) => {
                let mut all = Vec::new();
                while let Some(piece) = pieces.next().await {
                    match piece {
                        Ok(piece) => all.extend_from_slice(&piece),
                        Err(e) => {
                            failed = Some(e);
                            break;
                        }
                    }
                }
                assert!(failed.is_some() || all.len() as u64 == length);
                all
            }
        };
        let next = self.todo.lock().unwrap().pop();
        let (method, answer) = next
            .unwrap_or_else(|| panic!("nothing is left for {} {}", request.method, request.url));
        if let Some(method) = method {
            assert_eq!(request.method, method, "{}", request.url);
        }
        self.done.lock().unwrap().push(Sent {
            method: request.method,
            url: request.url,
            headers: request.headers,
            body,
        });
        if let Some(error) = failed {
            return Err(error);
        }
        Ok(TransferResponse {
            status: answer.status,
            headers: answer.headers,
            body: Box::pin(stream::iter(answer.body)),
        })
    }
}

/// A clock whose waits end at once.
pub struct NoWait;

#[async_trait::async_trait]
impl platform::Clock for NoWait {
    fn now(&self) -> types::UnixMillis {
        types::UnixMillis(1_795_500_000_000)
    }
    fn moment(&self) -> types::Moment {
        types::Moment {
            wall: self.now(),
            steady: 0,
        }
    }
    async fn sleep(&self, _: u64) {}
}

pub fn client(script: &Arc<Script>, kind: ServerKind, who: Credentials) -> Client {
    let server = "http://localhost:5000".parse().unwrap();
    Client::new(script.clone(), Arc::new(NoWait), server, kind, who)
}

/// Debian's docker-registry on a free port, gone with the value.
pub struct Peer {
    child: Child,
    pub url: String,
    _folder: tempfile::TempDir,
}

impl Drop for Peer {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Peer {
    /// None, with a line, when the package is not installed.
    pub async fn start() -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let port = std::net::TcpListener::bind("127.0.0.1:0")
            .unwrap()
            .local_addr()
            .unwrap()
            .port();
        let config = format!(
            "version: 0.1\nlog:\n  level: error\nstorage:\n  filesystem:\n    rootdirectory: {}\n  delete:\n    enabled: true\nhttp:\n  addr: 127.0.0.1:{port}\n",
            folder.path().join("data").display()
        );
        let file = folder.path().join("config.yml");
        std::fs::write(&file, config).unwrap();
        let started = Command::new("docker-registry")
            .arg("serve")
            .arg(&file)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn();
        let Ok(child) = started else {
            assert!(
                std::env::var_os("SLIPWAY_FIXTURES_REQUIRED").is_none(),
                "docker-registry is not installed"
            );
            eprintln!("1 skipped: docker-registry is not installed");
            return None;
        };
        let peer = Self {
            child,
            url: format!("http://localhost:{port}"),
            _folder: folder,
        };
        for _ in 0..600 {
            if tokio::net::TcpStream::connect(("127.0.0.1", port))
                .await
                .is_ok()
            {
                return Some(peer);
            }
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
        panic!("docker-registry does not listen");
    }

    pub fn client(&self) -> Client {
        let transfer = Arc::new(platform::native::transfer().unwrap());
        let clock = Arc::new(platform::native::SystemClock);
        let server = self.url.replace("localhost", "127.0.0.1").parse().unwrap();
        Client::new(
            transfer,
            clock,
            server,
            ServerKind::Oci,
            Credentials::Anonymous,
        )
    }
}
