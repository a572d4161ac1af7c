//! Starting and ending the registry.

use std::io;
use std::net::{Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::http::{HeaderName, HeaderValue, Method, header};
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tower_http::cors::{AllowOrigin, CorsLayer};
use tower_http::set_header::SetResponseHeaderLayer;
use webauthn_rs::prelude::Uuid;

use crate::app::{App, Shared};
use crate::auth::password;
use crate::auth::token::TokenKey;
use crate::auth::webauthn::{Party, PartyError};
use crate::clock;
use crate::config::{Config, Operator, Storage};
use crate::content::{Content, ContentError};
use crate::meta::account::{self, Account};
use crate::meta::{Meta, MetaError, session};
use crate::{auth, ext, oci};

/// How often pulls are written down and old things looked for.
const TIDY_EVERY: Duration = Duration::from_secs(60);
/// How long open requests may go on when the registry ends.
const FAREWELL: Duration = Duration::from_secs(5);

/// Why the registry can't start.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The data folder can't be made.
    #[error("can't use the data folder: {0}")]
    Folder(io::Error),
    /// The metadata, perhaps because another process has it.
    #[error(transparent)]
    Meta(#[from] MetaError),
    /// The store of contents.
    #[error(transparent)]
    Content(#[from] ContentError),
    /// The address can't be listened on.
    #[error("can't listen on {address}: {source}")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// Why.
        source: io::Error,
    },
    /// The key of tokens is damaged.
    #[error("the key of the registry's tokens is damaged")]
    TokenKey,
    /// Passkeys can't be offered under the address.
    #[error(transparent)]
    Party(#[from] PartyError),
    /// The operator's name or password can't be used.
    #[error("the operator's account can't be made: {0}")]
    Operator(&'static str),
}

/// Garbage can't be collected.
#[derive(Debug, thiserror::Error)]
#[error("garbage can't be collected: {0}")]
pub struct CollectError(#[from] ContentError);

/// The running registry.
pub struct Running {
    /// Such as `http://localhost:5000`.
    pub url: String,
    /// Where it listens.
    pub address: SocketAddr,
    /// What handlers share, for calls without the network.
    app: Shared,
    stop: watch::Sender<bool>,
    tasks: Vec<JoinHandle<()>>,
}

impl Running {
    /// Deletes every blob that no manifest needs, however young; a push that is under way may have to start again.
    ///
    /// # Errors
    /// [`CollectError`] when metadata or store fail.
    pub async fn collect_now(&self) -> Result<(), CollectError> {
        Ok(self.app.collect(u64::MAX).await?)
    }

    /// Ends the registry: open requests get a moment, then everything is written down.
    pub async fn stop(self) {
        self.stop.send_replace(true);
        for mut task in self.tasks {
            if tokio::time::timeout(FAREWELL, &mut task).await.is_err() {
                task.abort();
            }
        }
        if let Err(error) = self.app.write_pulls().await {
            tracing::warn!("counted pulls are lost: {error}");
        }
    }
}

/// Starts the registry.
///
/// # Errors
/// [`ServeError`] says what can't be had.
pub async fn serve(config: Config) -> Result<Running, ServeError> {
    std::fs::create_dir_all(&config.data).map_err(ServeError::Folder)?;
    // An error says that a provider is set already, which is as good.
    rustls::crypto::ring::default_provider()
        .install_default()
        .ok();
    let meta = Meta::open(&config.data.join("registry.redb"))?;
    let content = match &config.storage {
        Storage::Local => Content::local(&config.data.join("contents"), meta.clone())?,
        Storage::S3(s3) => Content::s3(s3, meta.clone())?,
    };
    let left = content.clean().await?;
    if left > 0 {
        tracing::info!("{left} objects of unfinished uploads were deleted");
    }
    if let Some(operator) = &config.operator {
        make_operator(&meta, operator).await?;
    }
    let key = meta
        .write(|txn| session::secret(txn, "token-key", TokenKey::generate))
        .await?;
    let listeners = listen(config.listen).await?;
    let address = listeners
        .first()
        .and_then(|l| l.local_addr().ok())
        .unwrap_or(config.listen);
    let url = match &config.url {
        Some(url) => url.as_str().trim_end_matches('/').to_owned(),
        None => format!("http://localhost:{}", address.port()),
    };
    let host = config.url.as_ref().and_then(|u| u.host_str());
    let audience = host.unwrap_or("localhost").to_owned();
    let tokens = TokenKey::new(&key, audience).map_err(|_| ServeError::TokenKey)?;
    let party = Party::new(&url, &config.origins, config.limits.ceremony)?;
    let stores = (meta, content);
    let app = Arc::new(App::new(config, url.clone(), stores, tokens, party));
    let (stop, _) = watch::channel(false);
    let mut tasks: Vec<_> = listeners
        .into_iter()
        .map(|listener| tokio::spawn(answer(listener, router(app.clone()), stop.subscribe())))
        .collect();
    tasks.push(tokio::spawn(tidy(app.clone(), stop.subscribe())));
    Ok(Running {
        url,
        address,
        app,
        stop,
        tasks,
    })
}

fn router(app: Shared) -> Router {
    let pages = CorsLayer::new()
        .allow_origin(origins(&app.config.origins))
        .allow_credentials(true)
        .allow_methods([
            Method::GET,
            Method::HEAD,
            Method::POST,
            Method::PUT,
            Method::PATCH,
            Method::DELETE,
        ])
        .allow_headers([
            header::AUTHORIZATION,
            header::CONTENT_TYPE,
            header::CONTENT_RANGE,
            header::RANGE,
        ])
        .expose_headers([
            header::LOCATION,
            header::LINK,
            header::RANGE,
            header::WWW_AUTHENTICATE,
            HeaderName::from_static("docker-content-digest"),
            HeaderName::from_static("oci-subject"),
        ]);
    Router::new()
        .merge(oci::routes())
        .merge(ext::routes())
        .merge(auth::routes())
        .layer(pages)
        .layer(SetResponseHeaderLayer::overriding(
            HeaderName::from_static("docker-distribution-api-version"),
            HeaderValue::from_static("registry/2.0"),
        ))
        .layer(SetResponseHeaderLayer::overriding(
            header::X_CONTENT_TYPE_OPTIONS,
            HeaderValue::from_static("nosniff"),
        ))
        .with_state(app)
}

/// Pages of these origins may call; those of no other.
fn origins(allowed: &[url::Url]) -> AllowOrigin {
    let texts = allowed.iter().map(|url| url.origin().ascii_serialization());
    AllowOrigin::list(texts.filter_map(|text| text.parse().ok()))
}

/// On loopback also the other `localhost`, if it can be had.
async fn listen(address: SocketAddr) -> Result<Vec<TcpListener>, ServeError> {
    let refused = |source| ServeError::Listen { address, source };
    let first = TcpListener::bind(address).await.map_err(refused)?;
    let port = first.local_addr().map_err(refused)?.port();
    let mut all = vec![first];
    if address.is_ipv4() && address.ip().is_loopback() {
        all.extend(TcpListener::bind((Ipv6Addr::LOCALHOST, port)).await);
    }
    Ok(all)
}

async fn answer(listener: TcpListener, router: Router, mut stop: watch::Receiver<bool>) {
    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    let served = axum::serve(listener, service)
        .with_graceful_shutdown(async move {
            // An error means the registry is gone, which is as good as stopped.
            stop.wait_for(|s| *s).await.ok();
        })
        .await;
    if let Err(error) = served {
        tracing::error!("the registry stopped listening: {error}");
    }
}

async fn tidy(app: Shared, mut stop: watch::Receiver<bool>) {
    loop {
        let ended = tokio::time::timeout(TIDY_EVERY, stop.wait_for(|s| *s))
            .await
            .is_ok();
        if ended {
            return;
        }
        let done = app.write_pulls().await.map_err(ContentError::from);
        let done = match done {
            Ok(()) => app.tidy().await,
            failed => failed,
        };
        if let Err(error) = done {
            tracing::warn!("tidying failed: {error}");
        }
    }
}

/// Makes the operator's account, or gives it the password it is started with.
async fn make_operator(meta: &Meta, operator: &Operator) -> Result<(), ServeError> {
    if !crate::name::is_segment(&operator.name) {
        return Err(ServeError::Operator("the name isn't a namespace"));
    }
    if operator.password.is_empty() {
        return Err(ServeError::Operator("the password is empty"));
    }
    let hash = password::hash(&operator.password)
        .await
        .map_err(|_| ServeError::Operator("there is no memory for the password"))?;
    let name = operator.name.clone();
    meta.write(move |txn| {
        let there = account::by_name(txn, &name)?;
        let account = Account {
            password: Some(hash),
            operator: true,
            ..there.unwrap_or_else(|| Account {
                id: Uuid::new_v4().to_string(),
                email: format!("{name}@localhost"),
                name,
                password: None,
                operator: true,
                created: clock::now(),
            })
        };
        account::put(txn, &account)
    })
    .await?;
    Ok(())
}
