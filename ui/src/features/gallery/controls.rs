//! What can be operated.

use leptos::prelude::*;

use super::Sample;
use crate::kit::{
    AddressChip, AddressFull, Age, Button, ButtonKind, ButtonSize, Check, Chip, Choice, Combobox,
    Disclosure, Glyph, IconButton, LinkButton, Menu, MenuItem, MenuRule, NumberField,
    PasswordField, Question, Radio, RadioGroup, SearchField, Segmented, Select, Sheet, SheetFoot,
    SheetSize, Stepper, Switch, TabItem, Tabs, TextArea, TextField, Tip, Toast, Toaster, Verdict,
    bind,
};
use crate::platform;

/// An address for the examples, of no account.
const ADDRESS: &str = "akash14hyky28chu4dzu4ak5ydppt3hn6h2v2gs37pl8";

fn nothing() -> Callback<()> {
    Callback::new(|()| ())
}

/// Buttons, fields, choices, address, menu, sheet, toasts.
#[component]
pub fn Controls() -> impl IntoView {
    view! {
        <Buttons />
        <Fields />
        <Lists />
        <Choices />
        <Sample title="Address, money, time">
            <div class="row wrap">
                <AddressChip address=ADDRESS />
                <AddressChip address=ADDRESS tight=true plain=true />
                <span class="tabular">
                    <b class="strong">"25.00\u{a0}ACT"</b>
                    " "
                    <span class="text-2">"$25.00"</span>
                </span>
                <Age at=platform::now() - 38_000 word="updated" />
                <Age at=platform::now() - 720_000 period=10 />
            </div>
            <AddressFull address=ADDRESS />
        </Sample>
        <Overlays />
    }
}

#[component]
fn Buttons() -> impl IntoView {
    view! {
        <Sample title="Buttons">
            <div class="row wrap">
                <Button kind=ButtonKind::Primary on_press=nothing()>"Primary"</Button>
                <Button on_press=nothing()>"Default"</Button>
                <Button kind=ButtonKind::Quiet on_press=nothing()>"Quiet"</Button>
                <Button kind=ButtonKind::Danger on_press=nothing()>"Close deployment"</Button>
                <Button kind=ButtonKind::DangerFilled on_press=nothing()>"Close now"</Button>
            </div>
            <div class="row wrap">
                <Button size=ButtonSize::Small on_press=nothing()>"Small"</Button>
                <Button icon=Glyph::Plus on_press=nothing()>"With icon"</Button>
                <Button size=ButtonSize::Large key="mod enter" on_press=nothing()>"Large"</Button>
                <IconButton icon=Glyph::Ellipsis label="More" on_press=nothing() />
                <Button disabled=true on_press=nothing()>"Disabled"</Button>
                <Button busy=true on_press=nothing()>"Signing"</Button>
                <Button kind=ButtonKind::Primary busy=true on_press=nothing()>"Sending"</Button>
                <LinkButton icon=Glyph::Copy on_press=nothing()>"Copy"</LinkButton>
            </div>
        </Sample>
    }
}

#[component]
fn Fields() -> impl IntoView {
    let name = RwSignal::new("qwen-coder".to_string());
    let amount = RwSignal::new("25".to_string());
    let to = RwSignal::new("akash1q7sp…x".to_string());
    let image = RwSignal::new("caddy:2.8-alpine".to_string());
    let secret = RwSignal::new("correct horse".to_string());
    let text = RwSignal::new("MODEL=qwen3".to_string());
    view! {
        <Sample title="Fields">
            <div class="grid-2">
                <TextField label="Name" value=name on_input=bind(name) hint="Only you see it" />
                <NumberField label="Amount" value=amount on_input=bind(amount) unit="ACT" hint="$25.00" />
                <TextField
                    label="Recipient"
                    mono=true
                    value=to
                    on_input=bind(to)
                    verdict=Verdict::Bad("The checksum doesn't fit: one character is wrong".into())
                />
                <TextField
                    label="Image"
                    mono=true
                    value=image
                    on_input=bind(image)
                    verdict=Verdict::Good("Found, linux/amd64, 16 MiB".into())
                />
                <TextField
                    label="Placement name"
                    value="anywhere"
                    on_input=Callback::new(|_| ())
                    frozen=Some("Frozen on chain since block 9\u{a0}848".to_string())
                />
                <TextField
                    label="Tag"
                    value="latest"
                    on_input=Callback::new(|_| ())
                    verdict=Verdict::Warn("May change under you".into())
                />
                <PasswordField label="Password" value=secret on_input=bind(secret) />
                <TextArea label="Environment" mono=true rows=2 value=text on_input=bind(text) />
            </div>
        </Sample>
    }
}

#[component]
fn Lists() -> impl IntoView {
    let class = RwSignal::new("beta3".to_string());
    let tag = RwSignal::new("vllm/vllm-openai:v0.1".to_string());
    let query = RwSignal::new(String::new());
    let classes = vec![
        Choice::named("beta2", "beta2, SSD"),
        Choice::named("beta3", "beta3, NVMe"),
        Choice {
            excluded: Some("no provider".into()),
            ..Choice::named("ram", "RAM")
        },
    ];
    let tags = ["v0.11.2", "v0.11.1", "v0.10.2"]
        .map(|t| Choice::named(format!("vllm/vllm-openai:{t}"), t).with_fact("8.9\u{a0}GiB"))
        .to_vec();
    view! {
        <Sample title="Select and combobox">
            <Select label="Storage class" options=classes value=class on_change=bind(class) />
            <Combobox
                label="Image"
                mono=true
                free=true
                icon=Glyph::Container
                options=tags
                value=tag
                on_change=bind(tag)
                foot="42 tags, asked 12\u{a0}s ago"
            />
            <SearchField label="Filter" value=query on_input=bind(query) />
        </Sample>
    }
}

#[component]
fn Choices() -> impl IntoView {
    let audited = RwSignal::new(true);
    let pin = RwSignal::new(false);
    let on = RwSignal::new(true);
    let off = RwSignal::new(false);
    let view_kind = RwSignal::new("yaml".to_string());
    let count = RwSignal::new(2u32);
    let free = RwSignal::new(true);
    let grant = RwSignal::new("grant".to_string());
    let tab = RwSignal::new("yaml".to_string());
    let is = move |v: &'static str| Signal::derive(move || grant.with(|g| g == v));
    let tabs = vec![
        TabItem::new("yaml", "YAML"),
        TabItem::new("problems", "Problems").with_count("1"),
        TabItem::new("estimate", "Estimate").with_count("$2.20"),
    ];
    view! {
        <Sample title="Closed until needed">
            <Disclosure title="Advanced" note=Signal::stored("login at ghcr.io".to_string())>
                <Check label="The image needs a login" on=audited on_change=bind(audited) />
            </Disclosure>
        </Sample>
        <Sample title="Choices">
            <div class="row wrap gap-16">
                <Check label="Audited" on=audited on_change=bind(audited) />
                <Check label="Pin digest" on=pin on_change=bind(pin) />
                <Switch label="On" on=on on_change=bind(on) />
                <Switch label="Off" on=off on_change=bind(off) />
            </div>
            <RadioGroup
                label="Order"
                values=vec!["grant".to_string(), "own".to_string()]
                value=grant
                on_change=bind(grant)
            >
                <Radio label="Grant first" on=is("grant") on_pick=move |()| grant.set("grant".into()) />
                <Radio label="Own money" on=is("own") on_pick=move |()| grant.set("own".into()) />
            </RadioGroup>
            <div class="row wrap">
                <Segmented
                    label="View"
                    options=vec![
                        Choice::named("yaml", "YAML"),
                        Choice::named("form", "Form"),
                        Choice::named("both", "Both"),
                    ]
                    value=view_kind
                    on_change=bind(view_kind)
                />
                <Stepper label="Replicas" value=count on_change=bind(count) min=1 max=20 />
                <Chip label="Free now" on=free on_change=bind(free) />
                <Chip label="Audited" on=audited on_change=bind(audited) />
            </div>
            <Tabs label="Pane" tabs=tabs selected=tab on_select=bind(tab) />
        </Sample>
    }
}

#[component]
fn Overlays() -> impl IntoView {
    let open = RwSignal::new(false);
    let toaster = Toaster::here();
    let close = move |()| open.set(false);
    let foot = move || {
        view! {
            <Button on_press=close>"Keep it"</Button>
            <Button kind=ButtonKind::DangerFilled on_press=close>"Close deployment"</Button>
        }
    };
    view! {
        <Sample title="Sheet, menu, toast, tooltip">
            <div class="row wrap">
                <Button kind=ButtonKind::Danger on_press=move |()| open.set(true)>"Close llama-chat"</Button>
                <Menu label="More actions" left=true>
                    <MenuItem label="Top up" icon=Glyph::Coins key="T" on_press=nothing() />
                    <MenuItem label="Update" icon=Glyph::GitCompareArrows key="U" on_press=nothing() />
                    <MenuItem label="Duplicate as draft" icon=Glyph::Copy disabled=true on_press=nothing() />
                    <MenuRule />
                    <MenuItem label="Close deployment" icon=Glyph::CircleX danger=true on_press=nothing() />
                </Menu>
                <Button on_press=move |()| {
                    toaster
                        .show(
                            Toast::done("Lease is active")
                                .with_text("northfjord.example, block 212\u{a0}462")
                                .with_action("Open", || ()),
                        );
                }>"Toast"</Button>
                <Button on_press=move |()| {
                    toaster
                        .show(
                            Toast::failed(
                                    "Manifest not accepted",
                                    "The provider reads a different hash. The lease stands, nothing is lost.",
                                )
                                .with_action("Send again", || ()),
                        );
                }>"Error toast"</Button>
                <Tip text="Tue 24 Nov 2026, 14:30:09\nblock 212\u{a0}431">
                    <span class="text-2" tabindex="0">"12\u{a0}s ago"</span>
                </Tip>
            </div>
            <div class="row wrap">
                <SheetFoot on_cancel=nothing() ready=true on_press=nothing()>"Save"</SheetFoot>
                <SheetFoot on_cancel=nothing() ready=false on_press=nothing()>"Not ready"</SheetFoot>
                <SheetFoot on_cancel=nothing() ready=true busy=true on_press=nothing()>"Under way"</SheetFoot>
            </div>
            <Question
                words="The services stop. This can't be taken back."
                yes="Remove the passkey"
                asking=RwSignal::new(true)
                fault=Signal::stored(Some("The server did not answer.".to_owned()))
                on_yes=nothing()
            />
            <Sheet open label="Close llama-chat" size=SheetSize::Small on_close=close foot=foot>
                <p class="text-2">
                    "The services stop and their disks are erased. 24.78\u{a0}ACT come back to Main."
                </p>
            </Sheet>
        </Sample>
    }
}
