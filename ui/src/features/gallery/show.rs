//! What is only shown.

use leptos::prelude::*;

use super::Sample;
use crate::kit::{
    Badge, Button, ButtonKind, ButtonSize, Card, Count, Empty, ErrorBox, Figure, Figures, Glyph,
    Ident, LogLevel, LogLine, LogView, Meter, MeterKind, Note, Pairs, Progress, Qr, Simulated,
    Skeleton, SortHead, SortOrder, State, StateKind, StepItem, StepStatus, Steps, Table, Tile,
    Tone,
};

const SURFACES: [&str; 7] = [
    "bg-sunken",
    "bg-window",
    "bg-page",
    "bg-card",
    "bg-raised",
    "bg-fill",
    "bg-fill-2",
];
const COLOURS: [&str; 10] = [
    "accent",
    "success",
    "warning",
    "danger",
    "info",
    "accent-tint",
    "success-tint",
    "warning-tint",
    "danger-tint",
    "info-tint",
];
const SERIES: [&str; 6] = ["s1", "s2", "s3", "s4", "s5", "s6"];

fn swatches(names: &'static [&'static str]) -> impl IntoView {
    let all = names
        .iter()
        .map(|name| {
            view! {
                <div class="col gap-4">
                    <span class="swatch" style:background=format!("var(--{name})")></span>
                    <span class="caption text-2">{*name}</span>
                </div>
            }
        })
        .collect_view();
    view! { <div class="swatches">{all}</div> }
}

/// Colours and type.
#[component]
pub fn Tokens() -> impl IntoView {
    view! {
        <Sample title="Surfaces">{swatches(&SURFACES)}</Sample>
        <Sample title="Accent and state">{swatches(&COLOURS)}</Sample>
        <Sample title="Series">{swatches(&SERIES)}</Sample>
        <Sample title="Type">
            <div class="col gap-8">
                <span class="figure">"$2.196" <small>"/h"</small></span>
                <span class="title">"Title 20/28"</span>
                <span class="heading">"Heading 16/24"</span>
                <span class="medium">"Body strong 13/20"</span>
                <span>"Body 13/20, the quick count of 1\u{a0}204.6 tokens/s"</span>
                <span class="small text-2">"Small 12/16, secondary"</span>
                <span class="caption text-3">"Caption 11/16, tertiary"</span>
                <span class="mono">"Mono 12/20 akash1 0O 1lI sha256:4b1f"</span>
            </div>
        </Sample>
    }
}

fn step(name: &str, detail: &str, status: StepStatus) -> StepItem {
    StepItem {
        name: name.into(),
        detail: detail.into(),
        status,
    }
}

fn line(id: u64, service: &str, series: u8, text: &str) -> LogLine {
    LogLine {
        id,
        at: 1_796_000_000_000 + id * 1_000,
        service: service.into(),
        series,
        level: LogLevel::guess(text),
        text: text.into(),
    }
}

/// State, notes, meters, steps, logs, QR, card, table, empty, error, skeleton.
#[component]
pub fn Shows() -> impl IntoView {
    view! {
        <Sample title="State">
            <div class="row wrap gap-16">
                <State kind=StateKind::Run word="Running" />
                <State kind=StateKind::Wait word="Bids (7)" />
                <State kind=StateKind::Warn word="Reclaiming" />
                <State kind=StateKind::Error word="Failed" />
                <State kind=StateKind::Off word="Closed" />
                <State kind=StateKind::Frozen word="Frozen" />
            </div>
            <div class="row wrap">
                <Badge>"Draft"</Badge>
                <Badge tone=Tone::Success icon=Glyph::Check>"Settled"</Badge>
                <Badge tone=Tone::Warning icon=Glyph::TriangleAlert>"Unverified"</Badge>
                <Badge tone=Tone::Danger icon=Glyph::GlobeX>"Mismatch"</Badge>
                <Badge tone=Tone::Info icon=Glyph::Info>"New version"</Badge>
                <Badge tone=Tone::Accent>"Selected"</Badge>
                <Simulated name="Simulated" />
                <Badge icon=Glyph::Lock>"Frozen"</Badge>
                <Count n=7usize />
            </div>
            <div class="row">
                <Tile glyph=Glyph::Rocket />
                <Tile glyph=Glyph::Hourglass tone=Tone::Warning />
                <Tile glyph=Glyph::Gavel tone=Tone::Accent />
                <Tile glyph=Glyph::CircleX tone=Tone::Danger />
                <Tile glyph=Glyph::Check tone=Tone::Success large=true />
                <Ident address="akash14hyky28chu4dzu4ak5ydppt3hn6h2v2gs37pl8" />
                <Ident address="akash1anotherone" size=18 />
            </div>
        </Sample>
        <Sample title="Notes">
            <Note>"The order takes 13 more bids."</Note>
            <Note tone=Tone::Success>"The words are checked."</Note>
            <Note tone=Tone::Warning icon=Glyph::Hourglass strong="Reclaimed on Wed 18:20.">
                "Logs and files stay until then."
            </Note>
            <Note tone=Tone::Danger strong="The origin doesn't match.">"The app calls itself stakedesk.example."</Note>
        </Sample>
        <Sample title="Meter and progress">
            <Meter share=0.3 />
            <Meter share=0.29 kind=MeterKind::Free />
            <Meter share=0.12 kind=MeterKind::Low thick=true />
            <Meter share=0.05 kind=MeterKind::Out />
            <Meter share=0.8 kind=MeterKind::Chosen label="Share of the cap" />
            <Progress label="Uploading" done=12u64 << 20 total=64u64 << 20 bytes=true />
        </Sample>
        <Sample title="Steps" wide=true>
            <Steps
                label="Deploying"
                steps=vec![
                    step("Signed", "14:30:02 · 8CE3…DA8E", StepStatus::Done),
                    step("In block", "14:30:09 · block 212\u{a0}431", StepStatus::Done),
                    step("Bids", "14:32:20", StepStatus::Done),
                    step("Lease", "14:32:31 · block 212\u{a0}462", StepStatus::Done),
                    step("Manifest", "sent to the provider", StepStatus::Now),
                    step("Running", "services answer", StepStatus::Later),
                ]
            />
        </Sample>
        <Sample title="QR code">
            <div class="row row-start gap-16">
                <Qr text="akash14hyky28chu4dzu4ak5ydppt3hn6h2v2gs37pl8" label="QR code of an address" />
            </div>
        </Sample>
        <Sample title="Log" wide=true>
            <div class="sample-log">
                <LogView
                    live=true
                    lines=vec![
                        line(7, "vllm", 1, "running: 3, waiting: 0, KV cache 41.7%"),
                        line(12, "gateway", 2, "WARN upstream vllm:8000 slow: 2.41s"),
                        line(24, "gateway", 2, "error 499 client closed request"),
                    ]
                />
            </div>
        </Sample>
        <Sample title="Card and pairs">
            <Card title="AKT to ACT" count=Signal::stored(3usize)>
                <Pairs rows=vec![
                    ("Rate".to_string(), "1 AKT = 1.1200 ACT".to_string()),
                    ("Settles".to_string(), "next epoch, about 50 s".to_string()),
                ] />
            </Card>
        </Sample>
        <Sample title="Figures" wide=true>
            <Figures>
                <Figure label="Balance" value="$648.76">"412.806 AKT · 186.42 ACT"</Figure>
                <Figure label="In escrow" value="127.72" unit="ACT">"5 deployments, refundable on close"</Figure>
                <Figure label="Burn rate" value="$3.80" unit="/h">"$91.20 a day · $2 776 a month"</Figure>
                <Figure label="Shortest runway" value="9 h 50 min">"embed-api, ends Wed 00:22"</Figure>
            </Figures>
        </Sample>
        <Sample title="Table" wide=true>
            <Card flush=true>
                <Table label="Bids" tall=true>
                    <thead>
                        <tr>
                            <th scope="col">"Provider"</th>
                            <SortHead
                                label="Per hour"
                                num=true
                                order=Some(SortOrder::Up)
                                on_press=Callback::new(|()| ())
                            />
                            <th scope="col" class="num wide-only">"Score"</th>
                        </tr>
                    </thead>
                    <tbody>
                        <tr aria-selected="true">
                            <td>"northfjord.example" <span class="sub">"Oslo, NO · 92 s ago"</span></td>
                            <td class="num">
                                <b class="strong">"$2.196"</b>
                                <span class="sub">"$1 604 a month"</span>
                            </td>
                            <td class="num strong wide-only">"94"</td>
                        </tr>
                        <tr>
                            <td>"lakeshore.example" <span class="sub">"Ontario, CA · 61 s ago"</span></td>
                            <td class="num">
                                <b class="strong">"$1.204"</b>
                                <span class="sub">"$880 a month"</span>
                            </td>
                            <td class="num strong wide-only">"79"</td>
                        </tr>
                    </tbody>
                </Table>
            </Card>
        </Sample>
        <Sample title="Skeleton">
            <Card flush=true>
                <Skeleton waits_for="the node's answer" />
            </Card>
        </Sample>
        <Sample title="Empty">
            <Empty
                glyph=Glyph::Layers
                title="No deployments on this network"
                text="Start from a template or an SDL file."
            >
                <Button
                    kind=ButtonKind::Primary
                    size=ButtonSize::Small
                    icon=Glyph::Plus
                    on_press=Callback::new(|()| ())
                >
                    "New deployment"
                </Button>
            </Empty>
        </Sample>
        <Sample title="Error">
            <ErrorBox
                icon=Glyph::WifiOff
                title="Three nodes of Mainnet don't answer"
                text="Last block seen 4 min ago. Deployments run on; drafts and logs are on disk."
                on_retry=Callback::new(|()| ())
            />
        </Sample>
    }
}
