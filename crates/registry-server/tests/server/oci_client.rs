//! A client of other people's making: the crate `oci-client`.

use std::collections::BTreeMap;

use oci_client::client::{ClientConfig, ClientProtocol, Config, ImageLayer};
use oci_client::manifest::IMAGE_LAYER_MEDIA_TYPE;
use oci_client::secrets::RegistryAuth;
use oci_client::{Client, Reference};

use super::support::*;

fn client(monolithic: bool) -> Client {
    Client::new(ClientConfig {
        protocol: ClientProtocol::Http,
        use_monolithic_push: monolithic,
        ..ClientConfig::default()
    })
}

fn layer(len: u32, seed: u32) -> ImageLayer {
    let data: Vec<u8> = (0..len)
        .map(|n| (n.wrapping_mul(seed) >> 8) as u8)
        .collect();
    ImageLayer::new(data, IMAGE_LAYER_MEDIA_TYPE.to_owned(), None)
}

async fn round_trip(server: &Server, auth: &RegistryAuth, monolithic: bool, repo: &str) {
    let client = client(monolithic);
    let text = format!("localhost:{}/{repo}:v1", server.running.address.port());
    let image: Reference = text.parse().unwrap();
    // The second one goes in several chunks of 4 MiB.
    let layers = [layer(100_000, 7), layer(9_000_000, 31)];
    let config = Config::oci_v1(b"{}".to_vec(), None);
    client
        .push(&image, &layers, config, auth, None)
        .await
        .unwrap();
    let pulled = client
        .pull(&image, auth, vec![IMAGE_LAYER_MEDIA_TYPE])
        .await
        .unwrap();
    let mut got: BTreeMap<_, _> = pulled
        .layers
        .iter()
        .map(|l| (l.data.len(), &l.data))
        .collect();
    for want in &layers {
        assert_eq!(got.remove(&want.data.len()), Some(&want.data));
    }
    let digest = client.fetch_manifest_digest(&image, auth).await.unwrap();
    assert_eq!(pulled.digest.as_deref(), Some(&*digest));
    let tags = client.list_tags(&image, auth, None, None).await.unwrap();
    assert_eq!(tags.tags, ["v1"]);
    let by_digest = image.clone_with_digest(digest);
    let referrers = client.pull_referrers(&by_digest, None).await.unwrap();
    assert!(referrers.manifests.is_empty());
}

#[tokio::test]
async fn oci_client_pushes_and_pulls_without_an_account() {
    let server = open().await;
    round_trip(&server, &RegistryAuth::Anonymous, false, "any/chunks").await;
    round_trip(&server, &RegistryAuth::Anonymous, true, "any/whole").await;
}

#[tokio::test]
async fn oci_client_signs_in_with_a_password() {
    let server = closed().await;
    let auth = RegistryAuth::Basic("root".into(), "Secret:1".into());
    round_trip(&server, &auth, false, "root/app").await;
    let wrong = RegistryAuth::Basic("root".into(), "wrong".into());
    let text = format!("localhost:{}/root/app:v1", server.running.address.port());
    let image: Reference = text.parse().unwrap();
    let refused = client(false)
        .pull(&image, &wrong, vec![IMAGE_LAYER_MEDIA_TYPE])
        .await;
    assert!(refused.is_err());
}
