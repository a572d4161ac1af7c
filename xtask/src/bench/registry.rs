//! Our registry beside Debian's docker-registry, and our client beside skopeo, with the same images in the same run.

mod image;
mod peers;

use std::fs;
use std::path::Path;

use super::{line, median};
use crate::shell::root;
use peers::{Client, Cost, Server};

/// Layers of the image and their size in MiB: 1 GiB.
const LAYERS: (usize, u64) = (16, 64);
/// Rounds; the middle one counts. Who comes first changes from round to round.
const ROUNDS: usize = 5;
/// Most MiB that our client may grow by, and that our server may have.
const CLIENT: f64 = 64.0;
const SERVER: f64 = 128.0;
/// Most bytes that a server may read in a push that sends no layer: requests and manifests, no blob.
const TALK: u64 = 1 << 20;

/// Builds what is measured and measures it in a folder of its own.
pub fn run() -> Result<(), String> {
    let build = ["build", "--locked", "--release", "-p", "cli"];
    crate::shell::run("cargo", &build)?;
    let client = ["-p", "registry", "--example", "transfer"];
    crate::shell::run("cargo", &[&build[..3], &client].concat())?;
    let folder = root().join("target/bench-registry");
    fs::remove_dir_all(&folder).ok();
    let done = measure(&folder);
    fs::remove_dir_all(&folder).ok();
    done
}

fn measure(folder: &Path) -> Result<(), String> {
    let fault = |e: std::io::Error| format!("the image can't be made: {e}");
    let layout = folder.join("layout");
    image::several(&layout, LAYERS.0, LAYERS.1).map_err(fault)?;
    let mut table = Table::default();
    for round in 0..ROUNDS {
        let mut kinds = [Kind::Docker, Kind::Slipway];
        let mut clients = [Client::Skopeo, Client::Slipway];
        if round % 2 == 1 {
            kinds.reverse();
            clients.reverse();
        }
        for client in clients {
            for kind in kinds {
                table
                    .of(client, kind)
                    .round(client, kind, &layout, folder)?;
            }
        }
    }
    // The same bytes as a single layer: memory must not follow its size.
    let whole = folder.join("whole");
    image::one(&whole, &layout).map_err(fault)?;
    for kind in [Kind::Docker, Kind::Slipway] {
        table.single.round(Client::Slipway, kind, &whole, folder)?;
    }
    table.print()
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Docker,
    Slipway,
}

impl Kind {
    fn start(self, data: &Path) -> Result<Server, String> {
        match self {
            Self::Docker => Server::docker_registry(data),
            Self::Slipway => Server::slipway(data),
        }
    }
}

/// What one client needed at one server, round by round.
#[derive(Debug, Default)]
struct Figures {
    push: Vec<f64>,
    again: Vec<f64>,
    pull: Vec<f64>,
    /// Peak memory of our server in MiB.
    server: Vec<f64>,
    /// MiB by which our client grew.
    grew: Vec<f64>,
    /// Bytes of layers that our client sent in the second push.
    resent: u64,
    /// Bytes that docker-registry read during the second push.
    heard: u64,
}

impl Figures {
    /// Pushes, pushes into another repository, and pulls, at a fresh server.
    fn round(
        &mut self,
        client: Client,
        kind: Kind,
        layout: &Path,
        folder: &Path,
    ) -> Result<(), String> {
        let (data, back) = (folder.join("data"), folder.join("back"));
        let server = kind.start(&data)?;
        let push = client.push(&server, "bench/one", layout, None)?;
        let before = server.bytes_read()?;
        let again = client.push(&server, "bench/two", layout, Some("bench/one"))?;
        let heard = server.bytes_read()? - before;
        let pull = client.pull(&server, "bench/one", &back)?;
        let seconds = |cost: Cost| cost.seconds;
        self.push.push(seconds(push));
        self.again.push(seconds(again));
        self.pull.push(seconds(pull));
        self.grew.extend([push.grew, again.grew, pull.grew]);
        self.resent = self.resent.max(again.moved);
        if kind == Kind::Docker {
            self.heard = self.heard.max(heard);
        } else {
            self.server.push(server.peak()?);
        }
        drop(server);
        for used in [data, back] {
            fs::remove_dir_all(used).map_err(|e| e.to_string())?;
        }
        Ok(())
    }
}

#[derive(Debug, Default)]
struct Table {
    skopeo_docker: Figures,
    skopeo_slipway: Figures,
    slipway_docker: Figures,
    slipway_slipway: Figures,
    /// The image with one large layer, by our client at both servers.
    single: Figures,
}

fn most(values: &[f64]) -> f64 {
    values.iter().copied().fold(0.0, f64::max)
}

impl Table {
    fn of(&mut self, client: Client, kind: Kind) -> &mut Figures {
        match (client, kind) {
            (Client::Skopeo, Kind::Docker) => &mut self.skopeo_docker,
            (Client::Skopeo, Kind::Slipway) => &mut self.skopeo_slipway,
            (Client::Slipway, Kind::Docker) => &mut self.slipway_docker,
            (Client::Slipway, Kind::Slipway) => &mut self.slipway_slipway,
        }
    }

    /// Seconds with how many times as fast ours is, memory with how much of it is used, and whether each bar is met.
    fn print(self) -> Result<(), String> {
        let mut missed = Vec::new();
        let mut bar = |what: &'static str, met: bool| {
            println!("# {} {what}", if met { "met:" } else { "MISSED:" });
            if !met {
                missed.push(what);
            }
        };
        let race = |name: &str, ours: Vec<f64>, theirs: Vec<f64>| {
            let (ours, theirs) = (median(ours), median(theirs));
            let mib = LAYERS.0 as f64 * LAYERS.1 as f64;
            line(name, ours, "s", Some(theirs / ours));
            println!(
                "# {name}: {:.0} MiB/s beside {:.0}",
                mib / ours,
                mib / theirs
            );
            theirs / ours
        };
        let both = [&self.slipway_docker, &self.slipway_slipway, &self.single];
        let resent = both.iter().map(|f| f.resent).max().unwrap_or(0);
        let heard = self.slipway_docker.heard.max(self.single.heard);
        let grew = both.map(|f| most(&f.grew));
        let served = [&self.skopeo_slipway, &self.slipway_slipway, &self.single];
        let server = most(&served.map(|f| most(&f.server)));

        let push = race(
            "registry-client-push",
            self.slipway_docker.push,
            self.skopeo_docker.push.clone(),
        );
        bar(
            "our client pushes to docker-registry no slower than skopeo",
            push >= 1.0,
        );
        race(
            "registry-client-pull",
            self.slipway_docker.pull,
            self.skopeo_docker.pull.clone(),
        );
        line(
            "registry-client-push-again",
            median(self.slipway_docker.again),
            "s",
            None,
        );
        line("registry-client-push-again-sent", resent as f64, "B", None);
        line("registry-client-push-again-heard", heard as f64, "B", None);
        bar(
            "a push into another repository sends no byte of a layer",
            resent == 0 && heard < TALK,
        );
        line(
            "registry-client-memory",
            most(&grew),
            "MiB",
            Some(most(&grew) / CLIENT),
        );
        line(
            "registry-client-memory-one-layer",
            grew[2],
            "MiB",
            Some(grew[2] / CLIENT),
        );
        bar("our client grows by at most 64 MiB", most(&grew) <= CLIENT);

        let push = race(
            "registry-server-push",
            self.skopeo_slipway.push,
            self.skopeo_docker.push,
        );
        let pull = race(
            "registry-server-pull",
            self.skopeo_slipway.pull,
            self.skopeo_docker.pull,
        );
        bar("our server takes as fast as docker-registry", push >= 1.0);
        bar("our server gives as fast as docker-registry", pull >= 1.0);
        race(
            "registry-server-push-again",
            self.skopeo_slipway.again,
            self.skopeo_docker.again,
        );
        line(
            "registry-both-push",
            median(self.slipway_slipway.push),
            "s",
            None,
        );
        line(
            "registry-both-pull",
            median(self.slipway_slipway.pull),
            "s",
            None,
        );
        line(
            "registry-server-memory",
            server,
            "MiB",
            Some(server / SERVER),
        );
        bar("our server has at most 128 MiB", server <= SERVER);
        if missed.is_empty() {
            Ok(())
        } else {
            Err(format!("not met: {}", missed.join("; ")))
        }
    }
}
