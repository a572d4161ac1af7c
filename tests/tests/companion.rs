//! A browser as narrow as a phone opens the share of the desktop window by one address, pairs, deploys, and the window
//! signs.
#![allow(missing_docs, clippy::unwrap_used)]

use std::net::UdpSocket;
use std::time::{Duration, Instant};

use platform::{Http, HttpRequest};
use tests::{Page, Width, chromium, window, within};

/// An address of this machine that browsers don't take for a safe place, where it has one.
fn own_address() -> String {
    UdpSocket::bind("0.0.0.0:0")
        .and_then(|socket| socket.connect("192.0.2.1:9").map(|()| socket))
        .and_then(|socket| socket.local_addr())
        .map_or("127.0.0.1".into(), |address| address.ip().to_string())
}

/// What the code on the desktop says.
async fn code(desk: &Page) -> String {
    desk.go("#/wallet").await;
    desk.button_in("Your phone", "Share with a phone").await;
    desk.sees("is not encrypted").await;
    desk.fill("Address", &own_address()).await;
    desk.button("Start sharing").await;
    desk.sees("Scan it with the phone").await;
    desk.is_sound().await;
    let drawn = "const qr = document.querySelector('[aria-label=\"QR code for the phone\"]'); \
         return qr ? qr.getAttribute('viewBox').split(' ')[2] + ' ' + qr.querySelector('path').getAttribute('d') : ''";
    desk.says(drawn, |shown| shown.as_str().and_then(scan))
        .await
}

/// Reads a drawn code as a camera would: its side in modules, then runs of dark ones (`M<x> <y>h<run>…`).
fn scan(drawn: &str) -> Option<String> {
    const SCALE: usize = 4;
    let (side, path) = drawn.split_once(' ')?;
    let side: usize = side.parse().ok()?;
    let mut dark = vec![false; side * side];
    for run in path.split('M').skip(1) {
        let (x, rest) = run.split_once(' ')?;
        let (y, rest) = rest.split_once('h')?;
        let (x, y): (usize, usize) = (x.parse().ok()?, y.parse().ok()?);
        let length: usize = rest.split('v').next()?.parse().ok()?;
        dark[y * side + x..y * side + x + length].fill(true);
    }
    let at = |x: usize, y: usize| dark[y / SCALE * side + x / SCALE];
    let mut image =
        rqrr::PreparedImage::prepare_from_greyscale(side * SCALE, side * SCALE, |x, y| {
            if at(x, y) { 0 } else { 255 }
        });
    let (_, text) = image.detect_grids().first()?.decode().ok()?;
    Some(text)
}

/// Status and length of what a stranger gets.
async fn stranger(url: &str, host: Option<&str>) -> Option<(u16, usize)> {
    let http = platform::native::http().unwrap();
    let mut request = HttpRequest::get(url.to_owned());
    if let Some(host) = host {
        request.headers.push(("host".into(), host.into()));
    }
    let answer = http.send(request).await.ok()?;
    Some((answer.status, answer.body.len()))
}

#[tokio::test(flavor = "multi_thread")]
async fn deploy_from_a_phone_that_scanned_the_code_of_the_window() {
    within(420, async {
        let folder = tempfile::tempdir().unwrap();
        let desk = window(&folder.path().join("desk")).await;
        desk.start_demo().await;
        let url = code(&desk).await;
        let (door, fragment) = url.split_once('#').unwrap();
        let (base, _token) = door.split_once("/c/").unwrap();

        // Who has no token, a wrong one, or names another host, gets nothing.
        for address in [
            format!("{base}/"),
            format!("{base}/c/wrong"),
            format!("{base}/networks.json"),
        ] {
            assert_eq!(stranger(&address, None).await, Some((404, 0)), "{address}");
        }
        assert_eq!(stranger(door, Some("evil.example")).await, Some((404, 0)));

        let phone = chromium(
            &folder.path().join("profile"),
            Width::Narrow,
            &format!("{door}#{fragment}"),
        )
        .await;
        phone.sees("Companion of your desktop").await;
        let bar = phone.script("return location.href").await;
        assert_eq!(bar.as_str().unwrap(), format!("{base}/#/"));
        phone.sees("Approve the connection on your desktop").await;
        phone.is_sound().await;
        desk.sees("wants to connect").await;
        desk.button_in("Connect Slipway", "Connect").await;
        phone.sees("In escrow").await;
        phone.is_sound().await;
        // No copying where the browser offers none.
        phone.go("#/wallet").await;
        phone.sees("Receive").await;
        let secure = phone.script("return isSecureContext").await;
        if secure == serde_json::json!(false) {
            assert!(!phone.has_button("Copy the connection address").await);
        }
        desk.button("Close").await;
        desk.sees("One phone is connected").await;

        phone.deploy_template("vLLM").await;
        phone.sees("signs this").await;
        phone.button("Approve").await;
        phone.sees("Waiting for").await;
        desk.sees("asks you to sign").await;
        desk.button("Approve").await;
        desk.sees_no("asks you to sign").await;
        phone.sees_no("Waiting for").await;
        phone.reload().await;
        phone.go("#/deployments").await;
        phone.sees("vLLM").await;
        phone.is_sound().await;

        // It ends for all, at once.
        desk.button("Stop sharing").await;
        desk.sees("You ended it").await;
        desk.is_sound().await;
        let begin = Instant::now();
        while stranger(door, None).await.is_some() {
            assert!(
                begin.elapsed() < Duration::from_secs(60),
                "it still answers"
            );
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
    })
    .await;
}
