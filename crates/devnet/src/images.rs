//! The demo network's image registry: the embedded one, in a folder of the network's own.

use std::path::Path;

use registry_server::{Config, Running, ServeError};

/// Where the port is written down.
const PORT: &str = "port";

/// Starts the registry on the port that it had before, since names of images hold it; on any free one when that is
/// taken.
pub(crate) async fn serve(folder: &Path) -> Result<Running, ServeError> {
    let kept = folder.join(PORT);
    let before = std::fs::read_to_string(&kept)
        .ok()
        .and_then(|text| text.trim().parse::<u16>().ok());
    let config = |port| Config::local(port, folder.to_owned());
    let running = match registry_server::serve(config(before.unwrap_or(0))).await {
        Err(ServeError::Listen { .. }) if before.is_some() => {
            registry_server::serve(config(0)).await?
        }
        started => started?,
    };
    // Without it the next start takes another port, and says so by its address.
    if let Err(error) = std::fs::write(&kept, running.address.port().to_string()) {
        tracing::warn!("the registry's port is not written down: {error}");
    }
    Ok(running)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_port_stays_unless_it_is_taken() {
        let folder = tempfile::tempdir().unwrap();
        let first = serve(folder.path()).await.unwrap();
        let address = first.address;
        first.stop().await;
        let again = serve(folder.path()).await.unwrap();
        assert_eq!(again.address, address);
        again.stop().await;
        let taken = std::net::TcpListener::bind(address).unwrap();
        let moved = serve(folder.path()).await.unwrap();
        assert_ne!(moved.address, address);
        moved.stop().await;
        drop(taken);
    }
}
