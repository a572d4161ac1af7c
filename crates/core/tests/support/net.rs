//! Cores on a demo network, or on a network that nobody answers for.

use std::net::SocketAddr;
use std::path::Path;
use std::time::{Duration, Instant};

use contract::*;
use devnet::{DevnetConfig, Running, serve};
use slipway_core::{BuiltInNetwork, Core, CoreConfig, KdfBounds};

/// The password of every vault here.
pub const PASSWORD: &str = "correct horse 1";
/// Words of a published vector.
pub const WORDS: &str =
    "legal winner thank year wave sausage worth useful legal winner thank yellow";

/// A demo network with quick blocks.
pub async fn network(data: Option<&Path>) -> Running {
    serve(DevnetConfig {
        listen: SocketAddr::from(([127, 0, 0, 1], 0)),
        data_dir: data.map(Path::to_path_buf),
        block_time: Duration::from_millis(250),
        ..DevnetConfig::demo(0, None)
    })
    .await
    .unwrap()
}

/// As cheap as Argon2id gets.
pub fn cheap() -> KdfBounds {
    let cost = vault::KdfCost {
        memory_kib: 8,
        passes: 1,
    };
    KdfBounds::new(cost, cost, cost).unwrap()
}

/// A network profile; without a running network nobody answers there.
pub fn profile(net: Option<&Running>, simulated: bool) -> BuiltInNetwork {
    let nowhere = "http://127.0.0.1:9";
    BuiltInNetwork {
        id: "demo".into(),
        name: "Demo network".into(),
        rpc: net.map_or_else(|| nowhere.into(), |net| net.rpc.clone()),
        more_rpc: Vec::new(),
        faucet: Some(net.map_or_else(|| nowhere.into(), |net| net.faucet.clone())),
        simulated,
        relay: None,
        registry: None,
    }
}

pub async fn core_with(folder: &Path, network: BuiltInNetwork, kdf: KdfBounds) -> Core {
    let home = platform::native::home(folder).unwrap();
    let config = CoreConfig {
        networks: vec![network],
        custom_networks: true,
        kdf,
    };
    Core::start(home, config).await.unwrap()
}

/// A core on `net` with the product's cost of passwords.
pub async fn core(folder: &Path, net: &Running) -> Core {
    core_with(folder, profile(Some(net), true), KdfBounds::PRODUCT).await
}

pub fn words() -> KeySource {
    words_of(WORDS, "")
}

/// Words as a source of keys.
pub fn words_of(words: &str, passphrase: &str) -> KeySource {
    KeySource::Words {
        words: Hidden(words.into()),
        passphrase: Hidden(passphrase.into()),
        path: None,
    }
}

/// Makes a vault of `key`.
pub async fn import(core: &Core, key: KeySource, present: PresentVault) -> AppView {
    let request = VaultImportRequest {
        key,
        password: Hidden(PASSWORD.into()),
        account_name: "Main".into(),
        vault_name: None,
        present,
    };
    core.vault_import(request).await.unwrap()
}

pub async fn unlock(core: &Core) -> AppView {
    let password = Hidden(PASSWORD.into());
    core.vault_unlock(VaultUnlockRequest { password })
        .await
        .unwrap()
}

/// Asks again until `wanted` says yes.
pub async fn until<T, F: AsyncFn() -> Option<T>>(what: &str, wanted: F) -> T {
    let begun = Instant::now();
    loop {
        if let Some(found) = wanted().await {
            return found;
        }
        assert!(
            begun.elapsed() < Duration::from_secs(100),
            "waited too long for {what}"
        );
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

/// The one waiting request.
pub async fn waiting(core: &Core) -> ApprovalView {
    until("a request", async || {
        let all = core.approvals(Empty {}).await.unwrap().requests;
        all.into_iter().next()
    })
    .await
}

/// The answer that approves `request` with the usual fee.
pub fn yes(request: &ApprovalView) -> DecideRequest {
    let normal = request
        .fees
        .iter()
        .find(|f| f.speed == FeeSpeed::Normal)
        .unwrap();
    DecideRequest {
        id: request.id.clone(),
        hash: normal.hash,
        fee: FeeSpeed::Normal,
        decision: Decision::Approve,
        warnings_read: true,
    }
}

/// Approves the one waiting request with the usual fee; gives its words.
pub async fn approve(core: &Core) -> Vec<String> {
    let request = waiting(core).await;
    core.approval_decide(yes(&request)).await.unwrap();
    request.actions.into_iter().map(|a| a.sentence).collect()
}

/// A core on a copy of the data in `folder`, as a restart finds it: the first one still holds its lock.
pub async fn restarted(folder: &Path, network: BuiltInNetwork) -> (tempfile::TempDir, Core) {
    let copy = tempfile::tempdir().unwrap();
    copy_folder(folder, copy.path());
    let core = core_with(copy.path(), network, cheap()).await;
    (copy, core)
}

pub fn copy_folder(from: &Path, to: &Path) {
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            std::fs::create_dir_all(&target).unwrap();
            copy_folder(&entry.path(), &target);
        } else if entry.file_name() != "lock" {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}
