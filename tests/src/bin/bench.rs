//! Figures of the spine: `bench`, one line each: name, value, unit, share of the bar.
#![allow(clippy::unwrap_used, clippy::print_stdout)]

use std::path::Path;

use tests::journey::{Person, Points};
use tests::measure::{first_paint, memory, own_time, sizes};
use tests::{Network, journey};

#[tokio::main]
async fn main() {
    let folder = tempfile::tempdir().unwrap();
    let dist = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../ui/dist"));
    let say = |figure: &tests::measure::Figure| println!("{}", figure.line());
    sizes(dist).iter().for_each(say);

    let network = Network::start();
    let home = platform::native::home(&folder.path().join("core")).unwrap();
    let core = journey::core(home, &network.rpc, &network.faucet).await;
    Person::new(core.clone(), Points::harmless()).begin().await;
    // What is asked for the first time is asked once, whatever is measured.
    tokio::time::sleep(std::time::Duration::from_secs(2)).await;
    say(&own_time(&core).await);
    drop(network);

    tests::typing::typing(&folder.path().join("typing"))
        .await
        .iter()
        .for_each(say);
    first_paint(&folder.path().join("paint"))
        .await
        .iter()
        .for_each(say);
    memory(&folder.path().join("memory"))
        .await
        .iter()
        .for_each(say);
}
