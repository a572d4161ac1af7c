//! Networks besides the one that is built in: typed into the desktop window, named to the server of the web build.
#![allow(missing_docs, clippy::unwrap_used)]

use tests::{Network, Page, Server, Width, chromium, window, within};

const PASSWORD: &str = "four unrelated words here";

/// Coins from the network's faucet, then a service until it runs, topped up and closed.
async fn uses_the_network(page: &Page) {
    page.sees("Now on Mine").await;
    page.ask_faucet().await;
    page.go("#/studio").await;
    page.button_in("Web page", "Use template").await;
    let place = page.deploy_draft().await;
    page.sees_logs(&place).await;
    page.close_deployment(&place).await;
    page.is_sound().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn type_network_into_window() {
    within(300, async {
        let network = Network::start();
        let folder = tempfile::tempdir().unwrap();
        let page = window(folder.path()).await;
        page.create_vault(PASSWORD).await;
        page.go("#/settings/networks").await;
        page.button("Add a network").await;
        page.fill("Name", "Mine").await;
        page.fill("Node", "http://rpc.example").await;
        page.sees("Without https only on this machine").await;
        page.fill("Node", "http://127.0.0.1:1").await;
        page.button("Add the network").await;
        page.sees("Not added.").await;
        page.fill("Node", &network.rpc).await;
        page.fill("Faucet", &network.faucet).await;
        page.button("Add the network").await;
        page.sees_no("Not added.").await;
        page.button("Mine").await;
        uses_the_network(&page).await;
        page.go("#/settings/networks").await;
        page.button("Demo network").await;
        page.sees("Now on Demo network").await;
        page.button("Remove Mine").await;
        page.sees_no(&network.rpc).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn name_network_to_web_server() {
    within(300, async {
        let network = Network::start();
        let folder = tempfile::tempdir().unwrap();
        let named = format!("Mine,{},{}", network.rpc, network.faucet);
        let server = Server::with(&folder.path().join("server"), &["--network", &named]);
        let page = chromium(&folder.path().join("profile"), Width::Narrow, &server.url).await;
        page.create_vault(PASSWORD).await;
        page.go("#/settings/networks").await;
        page.sees("reaches the networks of its server only").await;
        page.button("Mine").await;
        uses_the_network(&page).await;
    })
    .await;
}
