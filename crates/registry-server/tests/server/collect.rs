//! Garbage collection and restarts.

use super::push::files;
use super::support::*;
use registry_server::{Anonymous, Config, serve};

#[tokio::test]
async fn only_what_nothing_needs_is_collected() {
    let server = open().await;
    let (_, digest) = server.image("a", "v1", b"needed").await;
    server.image("b", "v1", b"gone").await;
    server.blob("a", b"never needed").await;
    server.call("DELETE", "/v2/b/manifests/v1").await;
    // An untagged manifest is still there, and so are its contents.
    server.running.collect_now().await.unwrap();
    assert_eq!(files(server.folder.path()).len(), 3);
    let list = json_of(server.call("GET", "/v2/_catalog").await).await;
    assert_eq!(list["repositories"].as_array().unwrap().len(), 2);
    let needed = format!("/v2/a/blobs/{}", super::support::digest(b"needed"));
    assert_eq!(
        server.call("GET", &needed).await.bytes().await.unwrap(),
        b"needed".as_slice()
    );
    server
        .call("DELETE", &format!("/v2/a/manifests/{digest}"))
        .await;
    server.running.collect_now().await.unwrap();
    assert_eq!(server.call("HEAD", &needed).await.status(), 404);
    assert_eq!(
        files(server.folder.path()).len(),
        2,
        "what b has: config and layer"
    );
}

#[tokio::test]
async fn what_was_pushed_is_there_after_a_restart_and_leftovers_are_not() {
    let server = open().await;
    let (bytes, _) = server.image("a", "v1", b"layer").await;
    let location = server.begin("a").await;
    server.send("PATCH", &location, vec![7; 3_000_000]).await;
    assert_eq!(files(server.folder.path()).len(), 3, "one is unfinished");
    let Server {
        running, folder, ..
    } = server;
    running.stop().await;
    let mut config = Config::local(0, folder.path().to_owned());
    config.anonymous = Anonymous::Write;
    let running = serve(config).await.unwrap();
    let server = Server {
        running,
        client: reqwest::Client::new(),
        folder,
    };
    let got = server.call("GET", "/v2/a/manifests/v1").await;
    assert_eq!(got.bytes().await.unwrap(), bytes);
    assert_eq!(server.call("GET", &location).await.status(), 404);
    assert_eq!(files(server.folder.path()).len(), 2);
}

#[tokio::test]
async fn a_folder_has_one_registry() {
    let server = open().await;
    let second = serve(Config::local(0, server.folder.path().to_owned())).await;
    assert!(second.is_err());
}
