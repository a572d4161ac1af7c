//! The core of this process, and the demo network beside it.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use contract::{ApiError, ErrorCode};
use devnet::{DevnetConfig, ServeError};
use slipway_core::{BuiltInNetwork, Core, CoreConfig, KdfBounds};
use tokio::sync::watch;

use crate::share::LanShare;

/// Longest wait for the demo network's end.
const PATIENCE: Duration = Duration::from_secs(4);

type Started = Option<Result<Core, ApiError>>;

/// What runs in this process.
pub(crate) struct Home {
    core: watch::Receiver<Started>,
    demo: Arc<Mutex<Option<devnet::Running>>>,
}

impl Home {
    /// Starts everything in `folder`, in the background: the window opens meanwhile.
    pub(crate) fn start(app: &tauri::AppHandle, folder: PathBuf) -> Self {
        let share = Arc::new(LanShare::new(app.clone()));
        let app = app.clone();
        let (told, core) = watch::channel(None);
        let demo = Arc::new(Mutex::new(None));
        let kept = Arc::clone(&demo);
        tauri::async_runtime::spawn(async move {
            let started = begin(folder, app, share).await.map(|(core, running)| {
                *kept.lock().unwrap_or_else(PoisonError::into_inner) = running;
                core
            });
            told.send_replace(Some(started));
            // Whoever asks later still finds the value.
            told.closed().await;
        });
        Self { core, demo }
    }

    /// The core, once it has started.
    pub(crate) async fn core(&self) -> Result<Core, ApiError> {
        let mut core = self.core.clone();
        let started = core.wait_for(Option::is_some).await;
        started.ok().and_then(|s| (*s).clone()).unwrap_or_else(|| {
            Err(ApiError::new(
                ErrorCode::Internal,
                "The core stopped before it started.",
            ))
        })
    }

    /// Locks the vault, takes copied secrets out of the clipboard, and ends the demo network, so that its last block is
    /// whole.
    pub(crate) fn stop(&self) {
        if let Some(Ok(core)) = &*self.core.borrow() {
            tauri::async_runtime::block_on(async {
                let _ = tokio::time::timeout(PATIENCE, core.leave()).await;
            });
        }
        let running = self
            .demo
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        if let Some(running) = running {
            tauri::async_runtime::block_on(async {
                let _ = tokio::time::timeout(PATIENCE, running.stop()).await;
            });
        }
    }
}

async fn begin(
    folder: PathBuf,
    app: tauri::AppHandle,
    share: Arc<LanShare>,
) -> Result<(Core, Option<devnet::Running>), ApiError> {
    let mut home = platform::native::home(&folder).map_err(|e| {
        ApiError::new(ErrorCode::Storage, e.to_string())
            .hint("Check that the folder exists, can be written and has space, then start again.")
    })?;
    // Whoever holds the folder runs its demo network too.
    if home.read_only {
        return Err(ApiError::new(
            ErrorCode::Storage,
            "Another program works in this data folder.",
        )
        .safe("Nothing was changed.")
        .hint("Close the other window, then start Slipway again."));
    }
    let demo = devnet::serve(DevnetConfig::demo(0, Some(folder.join("demo"))))
        .await
        .map_err(|e| no_demo(&e))?;
    let config = CoreConfig {
        networks: vec![BuiltInNetwork {
            id: "demo".into(),
            name: "Demo network".into(),
            rpc: demo.rpc.clone(),
            more_rpc: Vec::new(),
            faucet: Some(demo.faucet.clone()),
            simulated: true,
            relay: Some(demo.relay.clone()),
            registry: demo.registry.clone(),
        }],
        custom_networks: true,
        kdf: KdfBounds::PRODUCT,
    };
    home.shell = crate::shell::of_this_system(app, share).await;
    let core = Core::start(home, config).await?;
    Ok((core, Some(demo)))
}

fn no_demo(error: &ServeError) -> ApiError {
    ApiError::new(ErrorCode::Storage, error.to_string())
        .safe("Your keys and drafts are untouched.")
        .hint("The demo network's data is in the folder `demo` of the data folder; moving it away starts a new one.")
}
