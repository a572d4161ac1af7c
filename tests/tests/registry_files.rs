//! Images in files, in a browser: packed archives, pulls into its own storage, and what a reload cuts off.
#![allow(missing_docs, clippy::unwrap_used)]

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use registry::testing::{layer, layout};
use serde_json::{Value, json};
use tests::{Page, Server, Width, chromium, packed, within};

/// An image of these layers as an archive, packed as the ending says.
fn archive(folder: &Path, name: &str, ending: &str, layers: &[Vec<u8>]) -> PathBuf {
    let place = folder.join(name);
    layout(&place, layers).unwrap();
    packed(&place, ending)
}

/// Waits for a file that the browser saves.
async fn saved(file: &Path) {
    let begun = Instant::now();
    while !file.exists() {
        assert!(
            begun.elapsed() < Duration::from_secs(60),
            "no {}",
            file.display()
        );
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

/// Every blob of an archive has the digest that is its name, and there are so many.
fn is_whole(folder: &Path, file: &Path, blobs: usize) {
    let place = folder.join("unpacked");
    std::fs::create_dir_all(&place).unwrap();
    let unpacked = Command::new("tar")
        .arg("-C")
        .arg(&place)
        .arg("-xf")
        .arg(file)
        .status()
        .unwrap();
    assert!(unpacked.success());
    let mut names: Vec<_> = std::fs::read_dir(place.join("blobs/sha256"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    names.sort();
    assert_eq!(names.len(), blobs);
    for blob in names {
        let digest = registry::Digest::of(&std::fs::read(&blob).unwrap());
        assert_eq!(digest.hex(), blob.file_name().unwrap().to_str().unwrap());
    }
    assert!(place.join("index.json").exists());
}

/// Names of the files in the browser's own storage.
const KEPT: &str = "return (async () => { const root = await navigator.storage.getDirectory(); const names = []; \
     for await (const folder of root.values()) for await (const name of folder.keys()) names.push(name); \
     return names; })()";

async fn kept(page: &Page) -> Vec<String> {
    serde_json::from_value(page.script(KEPT).await).unwrap()
}

/// Waits until the browser keeps nothing.
async fn keeps_nothing(page: &Page) {
    page.says(KEPT, |names| (*names == json!([])).then_some(()))
        .await;
}

async fn packed_and_pulled(width: Width) {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(&folder.path().join("server"));
    let page = chromium(&folder.path().join("profile"), width, &server.url).await;
    page.start_demo().await;
    page.sign_up("ann").await;
    let shared = layer(1, 700_000);
    let first = archive(
        folder.path(),
        "first",
        "tar.gz",
        &[shared.clone(), layer(2, 1_000)],
    );
    let second = archive(
        folder.path(),
        "second",
        "tar.zst",
        &[shared, layer(3, 2_000)],
    );
    page.begin_push(&first, "ann/app", "1.0").await;
    page.sees("none of 3 layers was there").await;
    page.is_sound().await;
    page.button("Done").await;
    page.begin_push(&second, "ann/app", "1.1").await;
    page.sees("2 of 3 layers were there").await;
    page.is_sound().await;
    page.button("Done").await;
    page.sees_no("2 of 3 layers were there").await;

    // A cut archive is told before anything is sent.
    let cut = folder.path().join("cut.tar.gz");
    let bytes = std::fs::read(&first).unwrap();
    std::fs::write(&cut, &bytes[..bytes.len() / 2]).unwrap();
    page.button("Push image").await;
    page.pick_file("Choose an archive", &cut).await;
    page.sees("Not an image.").await;
    page.is_sound().await;
    page.button("Cancel").await;

    page.link("1.1").await;
    page.button("Pull").await;
    page.sees("that the browser gives this page").await;
    page.is_sound().await;
    page.fill("Name of the archive", "mine.tar").await;
    page.button("Pull").await;
    page.sees("Save the file").await;
    page.is_sound().await;
    let downloads = folder.path().join("downloads");
    std::fs::create_dir(&downloads).unwrap();
    page.save_into(&downloads).await;
    page.button("Save the file").await;
    let file = downloads.join("mine.tar");
    saved(&file).await;
    is_whole(folder.path(), &file, 4);
    // Until it is taken off the list it lies in the browser's storage, and then no more.
    assert!(kept(&page).await.contains(&"mine.tar".to_owned()));
    page.button("Done").await;
    page.sees_no("Save the file").await;
    // The other one is the archive that was unpacked last.
    let is_gone = |names: &Value| {
        let names = names.as_array()?;
        (!names.contains(&json!("mine.tar"))).then_some(())
    };
    page.says(KEPT, is_gone).await;
    page.reload().await;
    page.go("#/registry").await;
    page.link("ann/app").await;
    keeps_nothing(&page).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn packed_archives_are_pushed_and_images_pulled_to_a_file() {
    within(400, packed_and_pulled(Width::Wide)).await;
}

/// Waits until a layer is through while others are not.
async fn is_in_the_middle(page: &Page, verb: &str) {
    let begun = Instant::now();
    loop {
        let text = page.text().await;
        assert!(
            begun.elapsed() < Duration::from_secs(120),
            "never in the middle:\n{text}"
        );
        if text.contains(verb) && text.contains("done") {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// How many layers were there already, as the page says.
async fn were_there(page: &Page) -> u64 {
    page.sees("layers were there").await;
    let text = page.text().await.replace('\u{a0}', " ");
    let at = text.find(" of 49 layers were there").unwrap();
    let digits: String = text[..at]
        .chars()
        .rev()
        .take_while(char::is_ascii_digit)
        .collect();
    digits.chars().rev().collect::<String>().parse().unwrap()
}

async fn cut_off(width: Width) {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(&folder.path().join("server"));
    let page = chromium(&folder.path().join("profile"), width, &server.url).await;
    page.start_demo().await;
    page.sign_up("ann").await;
    let layers: Vec<_> = (0..48).map(|seed| layer(seed, 4 << 20)).collect();
    let file = archive(folder.path(), "large", "tar", &layers);
    page.begin_push(&file, "ann/large", "1").await;
    is_in_the_middle(&page, "Pushing").await;
    page.reload().await;
    page.go("#/registry").await;
    page.sees("Cut off: push of").await;
    page.sees("large.tar, which the browser has forgotten")
        .await;
    page.is_sound().await;
    page.pick_file("Choose it and go on", &file).await;
    page.sees("Pushed").await;
    page.sees_no("Cut off").await;
    let there = were_there(&page).await;
    assert!((1..49).contains(&there), "{there}");
    page.button("Done").await;

    page.link("ann/large").await;
    page.link("1").await;
    page.button("Pull").await;
    page.sees("that the browser gives this page").await;
    page.button("Pull").await;
    page.link("Tags").await;
    is_in_the_middle(&page, "Pulling").await;
    page.reload().await;
    page.go("#/registry").await;
    page.link("ann/large").await;
    page.sees("Cut off: pull of").await;
    page.is_sound().await;
    assert_eq!(kept(&page).await, ["large-1.tar"]);
    page.button("Go on").await;
    page.sees("Save the file").await;
    let there = were_there(&page).await;
    assert!((1..=49).contains(&there), "{there}");
    let downloads = folder.path().join("downloads");
    std::fs::create_dir(&downloads).unwrap();
    page.save_into(&downloads).await;
    page.button("Save the file").await;
    let saved_as = downloads.join("large-1.tar");
    saved(&saved_as).await;
    is_whole(folder.path(), &saved_as, 50);
    page.button("Done").await;
    keeps_nothing(&page).await;
    assert_eq!(
        page.script("return window.slipwayViolations").await,
        json!([])
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_reload_cuts_off_is_gone_on_with() {
    within(400, cut_off(Width::Narrow)).await;
}
