//! The components of Studio and Deploy, and choices as cards and rows.

use leptos::prelude::*;

use super::Sample;
use crate::kit::{
    BidFacts, BidRow, ButtonKind, CapSlider, Card, CardGroup, CodeEditor, CodeGravity, CodeProblem,
    CopyButton, Edge, Glyph, GpuCard, Keycap, OptionCard, OutLink, PlaceLink, Placement,
    RadioGroup, RadioRow, ServiceNode, World, bind,
};
use crate::platform;
use crate::route::Route;

fn nothing() -> Callback<()> {
    Callback::new(|()| ())
}

fn bid(provider: &str, hour: &str, cap: f64, score: &str) -> BidFacts {
    BidFacts {
        provider: provider.into(),
        place: "Oslo, NO".into(),
        at: platform::now() - 92_000,
        gpu: "h100 80Gi sxm × 1".into(),
        gpu_note: "1\u{a0}GPU".into(),
        hour: hour.into(),
        month: "$1\u{a0}604 a month".into(),
        cap,
        cap_words: format!("{:.0}\u{a0}% of cap", cap * 100.0),
        reclaim: "24\u{a0}h".into(),
        score: score.into(),
        ..BidFacts::default()
    }
}

/// GPU cards, price cap, services, bids, code, cards, links.
#[component]
pub fn FieldWork() -> impl IntoView {
    view! {
        <Sample title="GPU card">
            <div class="grid-2">
                <GpuCard
                    model="h100"
                    variant="80Gi SXM"
                    price="$2.04"
                    price_note="last bid"
                    providers="4 providers"
                    on=true
                    on_press=nothing()
                />
                <GpuCard
                    model="h200"
                    variant="141Gi SXM"
                    price="$2.63"
                    price_note="last bid"
                    providers="2 providers"
                    on=false
                    on_press=nothing()
                />
                <GpuCard
                    model="b200"
                    variant="192Gi"
                    price="–"
                    price_note="no bid seen"
                    providers="none"
                    none=true
                    on=false
                    on_press=nothing()
                />
            </div>
        </Sample>
        <PriceCap />
        <Sample title="Services">
            <World />
            <Edge port="80" from="http, any host" />
            <Placement name="anywhere" asks="any region">
                <ServiceNode
                    name="vllm"
                    count=2
                    image="vllm/vllm-openai:v0.11.2"
                    resources="1× h100 or a100 · 16 CPU"
                    glyph=Glyph::Cpu
                    errors=0
                    warnings=1
                    on=true
                    on_press=nothing()
                />
                <Edge port="6379" from="from vllm" />
                <ServiceNode
                    name="cache"
                    count=1
                    image="redis:7.4-alpine"
                    resources="1 CPU · 2 GiB"
                    glyph=Glyph::Database
                    errors=1
                    warnings=0
                    on=false
                    on_press=nothing()
                />
            </Placement>
        </Sample>
        <Bids />
        <Sample title="Code">
            <div class="sample-log">
                <CodeEditor
                    label="Sample"
                    text="gpu:\n  units: 1 # per replica\n  attributes:\n    vendor:\n      nvidia: *cards\ndenom: uakt\n"
                    on_change=Callback::new(|_| ())
                    problems=vec![
                        CodeProblem { at: 78..82, gravity: CodeGravity::Error, message: "uact".into() },
                    ]
                    read_only=true
                />
            </div>
        </Sample>
        <Choosing />
    }
}

#[component]
fn PriceCap() -> impl IntoView {
    let cap = RwSignal::new(2.73f64);
    let prices: Vec<f64> = (0..60)
        .map(|i| 0.8 + f64::from(i * 37 % 60) * 0.043)
        .collect();
    view! {
        <Sample title="Price cap">
            <CapSlider
                label="Price cap"
                value=cap
                top=Signal::stored(3.4)
                prices=prices
                words=Signal::derive(move || format!("${:.2} an hour", cap.get()))
                on_change=bind(cap)
            />
        </Sample>
    }
}

#[component]
fn Bids() -> impl IntoView {
    let chosen = RwSignal::new("a".to_string());
    let is = move |v: &'static str| Signal::derive(move || chosen.with(|c| c == v));
    view! {
        <Sample title="Bids" wide=true>
            <Card flush=true>
                <RadioGroup
                    label="Bids"
                    rows=true
                    values=vec!["a".to_string(), "b".to_string()]
                    value=chosen
                    on_change=bind(chosen)
                >
                    <BidRow
                        facts=BidFacts { audit: "Audited".into(), ..bid("northfjord.example", "$2.196", 0.8, "94") }
                        on=is("a")
                        on_pick=move |()| chosen.set("a".into())
                    />
                    <BidRow
                        facts=bid("lakeshore.example", "$1.204", 0.44, "79")
                        on=is("b")
                        on_pick=move |()| chosen.set("b".into())
                    />
                    <BidRow
                        facts=BidFacts {
                            gone: Some("withdrawn".into()),
                            ..bid("basalt.example", "$1.900", 0.7, "–")
                        }
                        on=false
                        on_pick=nothing()
                    />
                </RadioGroup>
            </Card>
        </Sample>
    }
}

#[component]
fn Choosing() -> impl IntoView {
    let fee = RwSignal::new("Normal".to_string());
    let network = RwSignal::new("demo".to_string());
    let cards = [
        ("Slow", "0.0031\u{a0}AKT"),
        ("Normal", "0.0041\u{a0}AKT"),
        ("Fast", "0.0062\u{a0}AKT"),
    ]
    .map(|(name, figure)| {
        view! {
            <OptionCard
                name=name
                figure=figure
                meaning="next block"
                on=Signal::derive(move || fee.with(|f| f == name))
                on_pick=move |()| fee.set(name.into())
            />
        }
    })
    .into_iter()
    .collect_view();
    let rows = [("demo", "Demo network"), ("own", "Sandbox")]
        .map(|(id, name)| {
            view! {
                <RadioRow
                    label=name
                    on=Signal::derive(move || network.with(|n| n == id))
                    on_pick=move |()| network.set(id.into())
                >
                    <span class="grow medium">{name}</span>
                </RadioRow>
            }
        })
        .into_iter()
        .collect_view();
    view! {
        <Sample title="Cards, rows, links, keys">
            <CardGroup label="Fee">{cards}</CardGroup>
            <Card flush=true>
                <RadioGroup
                    label="Network"
                    rows=true
                    values=vec!["demo".to_string(), "own".to_string()]
                    value=network
                    on_change=bind(network)
                >
                    {rows}
                </RadioGroup>
            </Card>
            <div class="row wrap">
                <PlaceLink to=Route::Gallery more=true>"All deployments"</PlaceLink>
                <PlaceLink to=Route::Gallery kind=ButtonKind::Default icon=Glyph::Plus>"New deployment"</PlaceLink>
                <OutLink href="https://service.example" />
                <CopyButton text="text" label="Copy text" />
                <Keycap key="mod K" />
                <Keycap key="enter" />
                <Keycap key="up" />
            </div>
        </Sample>
    }
}
