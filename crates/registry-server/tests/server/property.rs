//! However an upload is cut and however many arrive at once, what is there is what was sent.

use super::push::files;
use super::support::*;
use futures::future::join_all;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

#[test]
fn any_split_into_chunks_gives_the_same_blob() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let server = runtime.block_on(open());
    let config = Config {
        cases: 24,
        ..Config::default()
    };
    let input = (
        prop::collection::vec(any::<u8>(), 0..60_000),
        prop::collection::vec(any::<prop::sample::Index>(), 0..6),
        any::<bool>(),
    );
    TestRunner::new(config)
        .run(&input, |(bytes, cuts, with_range)| {
            runtime.block_on(split(&server, &bytes, &cuts, with_range));
            Ok(())
        })
        .unwrap();
    runtime.block_on(server.running.stop());
}

async fn split(server: &Server, bytes: &[u8], cuts: &[prop::sample::Index], with_range: bool) {
    let mut at: Vec<usize> = cuts.iter().map(|c| c.index(bytes.len() + 1)).collect();
    at.extend([0, bytes.len()]);
    at.sort_unstable();
    let location = server.begin("split/it").await;
    for ends in at.windows(2).filter(|ends| ends[0] < ends[1]) {
        let piece = &bytes[ends[0]..ends[1]];
        let range = format!("{}-{}", ends[0], ends[1] - 1);
        let done = if with_range {
            server.chunk(&location, &range, piece).await
        } else {
            server.send("PATCH", &location, piece).await
        };
        assert_eq!(done.status(), 202);
        assert_eq!(header(&done, "range"), format!("0-{}", ends[1] - 1));
    }
    let digest = digest(bytes);
    let done = server
        .call("PUT", &format!("{location}?digest={digest}"))
        .await;
    assert_eq!(done.status(), 201);
    let got = server
        .call("GET", &format!("/v2/split/it/blobs/{digest}"))
        .await;
    assert_eq!(got.bytes().await.unwrap(), bytes);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_blob_from_many_at_once_is_kept_once() {
    let server = open().await;
    let bytes: Vec<u8> = (0..2_500_000_u32).map(|n| (n * 31 % 253) as u8).collect();
    let digest = digest(&bytes);
    let pushes = (0..12).map(|n| {
        let (server, bytes) = (&server, &bytes);
        async move {
            let repo = format!("r{}", n % 5);
            if n % 2 == 0 {
                server.blob(&repo, bytes).await;
            } else {
                let location = server.begin(&repo).await;
                server.send("PATCH", &location, bytes.clone()).await;
                let path = format!("{location}?digest={}", super::support::digest(bytes));
                assert_eq!(server.call("PUT", &path).await.status(), 201);
            }
        }
    });
    join_all(pushes).await;
    assert_eq!(files(server.folder.path()).len(), 1);
    for n in 0..5 {
        let got = server
            .call("GET", &format!("/v2/r{n}/blobs/{digest}"))
            .await;
        assert_eq!(got.bytes().await.unwrap(), bytes);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tag_that_many_move_is_always_whole() {
    let server = open().await;
    let pushes = (0..10).map(|n: u8| {
        let server = &server;
        async move { server.image("a", "v", &[n; 1000]).await.1 }
    });
    let pushed = join_all(pushes).await;
    let got = server.call("GET", "/v2/a/manifests/v").await;
    let said = header(&got, "docker-content-digest");
    assert!(pushed.contains(&said));
    assert_eq!(digest(&got.bytes().await.unwrap()), said);
}
