//! Figures of the built app: sizes, times, memory. They are printed, never asserted.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use contract::{
    Api, BidAcceptRequest, BidState, DecideRequest, Decision, DeployStartRequest, Empty, FeeSpeed,
    FlowNeeds, FlowRequest, StepKind, StepState,
};
use slipway_core::Core;
use types::Amount;

use crate::{Page, Server, Width, chromium, window};

/// One figure.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    /// What was measured.
    pub name: String,
    /// How much.
    pub value: f64,
    /// Of what.
    pub unit: &'static str,
    /// What it should stay below, in the same unit, where that was agreed.
    pub bar: Option<f64>,
}

impl Figure {
    /// A figure without a bar.
    #[must_use]
    pub fn new(name: &str, value: f64, unit: &'static str) -> Self {
        let name = name.to_owned();
        Self {
            name,
            value,
            unit,
            bar: None,
        }
    }

    /// The line that stands for it: name, value, unit, share of the bar.
    #[must_use]
    pub fn line(&self) -> String {
        let ratio = self
            .bar
            .map_or_else(|| "-".to_owned(), |bar| format!("{:.2}", self.value / bar));
        format!("{} {:.2} {} {ratio}", self.name, self.value, self.unit)
    }
}

/// Sizes of what a browser loads at first, as built and as packed.
///
/// # Panics
/// When the user interface is not built for release.
#[must_use]
#[allow(clippy::cast_precision_loss)]
pub fn sizes(dist: &Path) -> Vec<Figure> {
    let mut figures = Vec::new();
    for file in [
        "ui_bg.wasm",
        "worker_bg.wasm",
        "ui.js",
        "worker.js",
        "parts.js",
    ] {
        let path = dist.join(file);
        let packed = dist.join(format!("{file}.br"));
        let size = |path: &Path| std::fs::metadata(path).map_or(0, |m| m.len()) as f64 / 1024.0;
        assert!(path.is_file(), "{} is not built", path.display());
        figures.push(Figure::new(&format!("{file} raw"), size(&path), "KiB"));
        figures.push(Figure::new(&format!("{file} brotli"), size(&packed), "KiB"));
    }
    figures
}

/// From nothing to the first paint of the page in a fresh browser; the middle of five times.
///
/// # Panics
/// When the page doesn't come up.
pub async fn first_paint(folder: &Path) -> Vec<Figure> {
    let server = Server::start(&folder.join("server"));
    let (mut paints, mut usable) = (Vec::new(), Vec::new());
    for n in 0..5 {
        let page = chromium(
            &folder.join(format!("profile{n}")),
            Width::Wide,
            &server.url,
        )
        .await;
        page.sees("Start the demo").await;
        let times = page.script(
            "return [performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0, performance.now()]",
        );
        let times = times.await;
        paints.push(times[0].as_f64().unwrap_or_default());
        usable.push(times[1].as_f64().unwrap_or_default());
    }
    vec![
        Figure::new("page first paint", middle(paints), "ms"),
        Figure::new("page usable", middle(usable), "ms"),
    ]
}

fn middle(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or_default()
}

/// Memory of page and desktop with an open demo vault, some seconds after the last press.
///
/// # Panics
/// When one of them doesn't come up.
pub async fn memory(folder: &Path) -> Vec<Figure> {
    let server = Server::start(&folder.join("server"));
    let page = chromium(&folder.join("profile"), Width::Wide, &server.url).await;
    let page = idle(page, "chromium").await;
    let desktop = window(&folder.join("desktop")).await;
    let desktop = idle(desktop, "slipway-desktop").await;
    vec![
        Figure::new("page idle, all of Chromium's processes (PSS)", page, "MiB"),
        Figure::new(
            "desktop idle, with WebKit and demo network (PSS)",
            desktop,
            "MiB",
        ),
    ]
}

async fn idle(page: Page, program: &str) -> f64 {
    page.start_demo().await;
    tokio::time::sleep(Duration::from_secs(8)).await;
    page.groups()
        .into_iter()
        .map(|group| pss(group, program))
        .sum()
}

/// Proportional memory of a program and what it started, in MiB, within a process group.
#[allow(clippy::cast_precision_loss)]
fn pss(group: u32, program: &str) -> f64 {
    let list = Command::new("ps")
        .args(["-eo", "pid=,pgid=,args="])
        .output();
    let list = String::from_utf8_lossy(&list.unwrap().stdout).into_owned();
    let of_group = list.lines().filter_map(|line| {
        let mut words = line.split_whitespace();
        let (pid, pgid) = (words.next()?, words.next()?);
        let own = pgid.parse() == Ok(group);
        let wanted = [program, "WebKitWebProcess", "WebKitNetworkProcess"];
        (own && wanted.iter().any(|w| line.contains(w))).then(|| pid.to_owned())
    });
    let kib: u64 = of_group
        .filter_map(|pid| std::fs::read_to_string(format!("/proc/{pid}/smaps_rollup")).ok())
        .filter_map(|text| {
            let line = text.lines().find(|line| line.starts_with("Pss:"))?;
            line.split_whitespace().nth(1)?.parse::<u64>().ok()
        })
        .sum();
    kib as f64 / 1024.0
}

/// Processor time of this process in milliseconds.
fn cpu_millis() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    // After the name in brackets: state is the first field, user and system time the twelfth and thirteenth.
    let fields: Vec<&str> = stat
        .rsplit_once(") ")
        .map(|(_, rest)| rest.split(' ').collect())
        .unwrap_or_default();
    let ticks = |at: usize| fields.get(at).and_then(|f| f.parse::<f64>().ok());
    // A tick is a hundredth of a second on Linux.
    (ticks(11).unwrap_or_default() + ticks(12).unwrap_or_default()) * 10.0
}

/// The client's own time from *Deploy* to *running*: processor time of this process, in which the core
/// works alone. Waiting for person, blocks and provider takes none of it.
///
/// # Panics
/// When the flow doesn't get there.
pub async fn own_time(core: &Core) -> Figure {
    let templates = core.template_list(Empty {}).await.unwrap().templates;
    let sdl = templates
        .into_iter()
        .find(|t| t.id == "ollama")
        .unwrap()
        .text;
    let begun = cpu_millis();
    let request = DeployStartRequest {
        draft: None,
        name: "measured".into(),
        sdl,
        deposit: Amount::micro(5_000_000),
    };
    let id = core.deploy_start(request).await.unwrap().id;
    let flow = || FlowRequest { id: id.clone() };
    approve(core).await;
    let bid = loop {
        tokio::time::sleep(Duration::from_millis(500)).await;
        if core.flow_get(flow()).await.unwrap().needs == FlowNeeds::Bid {
            let bids = core.bids(flow()).await.unwrap().bids;
            if let Some(bid) = bids.into_iter().find(|bid| bid.state == BidState::Open) {
                break bid;
            }
        }
    };
    let accept = BidAcceptRequest {
        flow: id.clone(),
        bids: vec![bid.id],
    };
    core.bid_accept(accept).await.unwrap();
    approve(core).await;
    loop {
        tokio::time::sleep(Duration::from_millis(500)).await;
        let now = core.flow_get(flow()).await.unwrap();
        let step = now.steps.iter().find(|s| s.kind == StepKind::Running);
        if step.is_some_and(|step| step.state == StepState::Done) {
            break;
        }
    }
    let mut figure = Figure::new(
        "own time from Deploy to running",
        cpu_millis() - begun,
        "ms",
    );
    figure.bar = Some(300.0);
    figure
}

async fn approve(core: &Core) {
    let request = core.approvals(Empty {}).await.unwrap().requests.remove(0);
    let fee = request
        .fees
        .iter()
        .find(|f| f.speed == FeeSpeed::Normal)
        .unwrap();
    let answer = DecideRequest {
        id: request.id,
        hash: fee.hash,
        fee: FeeSpeed::Normal,
        decision: Decision::Approve,
        warnings_read: true,
    };
    core.approval_decide(answer).await.unwrap();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_have_name_value_unit_and_ratio() {
        let mut figure = Figure::new("own time", 150.0, "ms");
        assert_eq!(figure.line(), "own time 150.00 ms -");
        figure.bar = Some(300.0);
        assert_eq!(figure.line(), "own time 150.00 ms 0.50");
    }

    #[test]
    fn the_middle_is_no_average() {
        assert_eq!(middle(vec![9.0, 1.0, 2.0]), 2.0);
        assert_eq!(middle(Vec::new()), 0.0);
    }
}
