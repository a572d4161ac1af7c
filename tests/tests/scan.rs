//! A connection code is read from a picture and from the camera.
#![allow(missing_docs, clippy::unwrap_used)]

use std::path::Path;
use std::time::{Duration, Instant};

use fast_qr::QRBuilder;
use serde_json::json;
use tests::{Page, Server, Width, chromium_with, within};

/// Sides of the picture.
const SIDES: (usize, usize) = (640, 480);

/// Whether each pixel is dark, row by row: the code in the middle of white.
fn dark(text: &str) -> Vec<bool> {
    let code = QRBuilder::new(text.as_bytes()).build().unwrap();
    let (width, height) = SIDES;
    let scale = (height - 80) / code.size;
    let (left, top) = (
        (width - code.size * scale) / 2,
        (height - code.size * scale) / 2,
    );
    let at = |pixel: usize, before: usize| {
        pixel
            .checked_sub(before)
            .map(|p| p / scale)
            .filter(|module| *module < code.size)
    };
    (0..width * height)
        .map(|i| match (at(i % width, left), at(i / width, top)) {
            (Some(x), Some(y)) => code[y][x].value(),
            _ => false,
        })
        .collect()
}

/// A film of one picture, as Chromium's fake camera reads it.
fn film(path: &Path, text: &str) {
    let (width, height) = SIDES;
    let mut bytes = format!("YUV4MPEG2 W{width} H{height} F5:1 Ip A1:1 C420mpeg2\n").into_bytes();
    for _ in 0..3 {
        bytes.extend(b"FRAME\n");
        bytes.extend(dark(text).iter().map(|d| if *d { 16 } else { 235 }));
        bytes.extend(std::iter::repeat_n(128, width * height / 2));
    }
    std::fs::write(path, bytes).unwrap();
}

/// An uncompressed picture.
fn bitmap(path: &Path, text: &str) {
    let (width, height) = SIDES;
    let size = u32::try_from(54 + width * height * 3).unwrap();
    let mut bytes = b"BM".to_vec();
    for word in [size, 0, 54, 40, 640, 480] {
        bytes.extend(word.to_le_bytes());
    }
    bytes.extend([1, 0, 24, 0]);
    bytes.extend([0; 24]);
    let pixels = dark(text);
    for row in pixels.chunks(width).rev() {
        bytes.extend(row.iter().flat_map(|d| [if *d { 10 } else { 250 }; 3]));
    }
    std::fs::write(path, bytes).unwrap();
}

fn address(byte: &str) -> String {
    format!(
        "wc:{}@2?expiryTimestamp=1900000000&relay-protocol=irn&symKey={}",
        byte.repeat(32),
        "cd".repeat(32)
    )
}

/// Waits until the field holds `text`.
async fn filled(page: &Page, text: &str) {
    let begin = Instant::now();
    while page
        .script("return document.querySelector('textarea').value")
        .await
        != json!(text)
    {
        assert!(
            begin.elapsed() < Duration::from_secs(60),
            "nothing was read:\n{}",
            page.text().await
        );
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn read_a_code_from_camera_and_picture() {
    within(180, async {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        let (seen, given) = (address("ab"), address("ef"));
        film(&at("camera.y4m"), &seen);
        bitmap(&at("code.bmp"), &given);
        bitmap(&at("other.bmp"), "https://a.example");
        let server = Server::start(&at("server"));
        let camera = [
            "--use-fake-ui-for-media-stream".to_owned(),
            "--use-fake-device-for-media-stream".into(),
            format!(
                "--use-file-for-fake-video-capture={}",
                at("camera.y4m").display()
            ),
        ];
        let page = chromium_with(&at("profile"), Width::Narrow, &server.url, &camera).await;
        page.start_demo().await;
        page.go("#/wallet").await;
        page.button_in("Connected apps", "Connect").await;
        page.button("Use the camera").await;
        filled(&page, &seen).await;
        page.sees_no("Stop the camera").await;
        page.pick_file("Read a picture", &at("code.bmp")).await;
        filled(&page, &given).await;
        page.pick_file("Read a picture", &at("other.bmp")).await;
        page.sees("is none to connect by").await;
        filled(&page, &given).await;
        page.is_sound().await;
    })
    .await;
}
