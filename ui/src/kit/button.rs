//! Buttons and links that act.

use leptos::ev::MouseEvent;
use leptos::prelude::*;

use super::{Glyph, Icon};
use crate::route::Route;

/// What a button is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ButtonKind {
    /// One of several things to do.
    #[default]
    Default,
    /// The one thing to do; at most one in view.
    Primary,
    /// Something on the side, without an edge.
    Quiet,
    /// Opens a question about something dangerous.
    Danger,
    /// Answers that question.
    DangerFilled,
}

impl ButtonKind {
    const fn class(self) -> &'static str {
        match self {
            Self::Default => "",
            Self::Primary => "button-primary",
            Self::Quiet => "button-quiet",
            Self::Danger => "button-danger",
            Self::DangerFilled => "button-danger-filled",
        }
    }
}

/// How high a button is; touch raises each by a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ButtonSize {
    /// 28 pixels: toolbars and rows.
    Small,
    /// 32 pixels.
    #[default]
    Medium,
    /// 40 pixels: sheets and doors.
    Large,
}

impl ButtonSize {
    const fn class(self) -> &'static str {
        match self {
            Self::Small => "button-small",
            Self::Medium => "",
            Self::Large => "button-large",
        }
    }
}

fn classes(kind: ButtonKind, size: ButtonSize, extra: &str) -> String {
    format!("button {} {} {extra}", kind.class(), size.class())
}

/// A button whose words name its effect. While busy it keeps its width, shows a ring for the icon and ignores presses.
#[component]
pub fn Button(
    /// What it is for.
    #[prop(optional)]
    kind: ButtonKind,
    /// How high it is.
    #[prop(optional)]
    size: ButtonSize,
    /// Icon before the words.
    #[prop(optional, into)]
    icon: Option<Glyph>,
    /// Can't be pressed now.
    #[prop(optional, into)]
    disabled: Signal<bool>,
    /// Something it started is under way.
    #[prop(optional, into)]
    busy: Signal<bool>,
    /// Key that does the same, shown at its end on wide screens.
    #[prop(optional, into)]
    key: Option<String>,
    /// As wide as its place.
    #[prop(optional)]
    wide: bool,
    /// Sends the form around it.
    #[prop(optional)]
    submit: bool,
    /// Takes the focus when the sheet around it opens.
    #[prop(optional)]
    autofocus: bool,
    /// Name for assistive technology, where the words alone don't say what they act on.
    #[prop(optional, into)]
    label: Option<String>,
    /// What a press does.
    #[prop(optional, into)]
    on_press: Option<Callback<()>>,
    /// The words.
    children: Children,
) -> impl IntoView {
    let class = classes(kind, size, if wide { "button-wide" } else { "" });
    let press = move |_: MouseEvent| {
        if !busy.get_untracked()
            && !disabled.get_untracked()
            && let Some(f) = on_press
        {
            f.run(());
        }
    };
    view! {
        <button
            class=class
            type=if submit { "submit" } else { "button" }
            disabled=move || disabled.get()
            aria-busy=move || busy.get().then_some("true")
            aria-label=label
            data-autofocus=autofocus.then_some("true")
            on:click=press
        >
            {move || {
                if busy.get() {
                    Some(view! { <span class="spinner"></span> }.into_any())
                } else {
                    icon.map(|glyph| view! { <Icon glyph /> }.into_any())
                }
            }}
            <span>{children()}</span>
            {key.map(|k| view! { <Keycap key=k /> })}
        </button>
    }
}

/// A square button with an icon alone; its label is its name and its tooltip.
#[component]
pub fn IconButton(
    /// The icon.
    #[prop(into)]
    icon: Signal<Glyph>,
    /// Name for assistive technology, and tooltip.
    #[prop(into)]
    label: Signal<String>,
    /// What it is for.
    #[prop(default = ButtonKind::Quiet)]
    kind: ButtonKind,
    /// How high it is.
    #[prop(optional)]
    size: ButtonSize,
    /// Can't be pressed now.
    #[prop(optional, into)]
    disabled: Signal<bool>,
    /// For a button that keeps something on: whether it is on.
    #[prop(optional, into)]
    pressed: Option<Signal<bool>>,
    /// What a press does.
    #[prop(into)]
    on_press: Callback<()>,
) -> impl IntoView {
    view! {
        <button
            class=classes(kind, size, "button-square")
            type="button"
            aria-label=move || label.get()
            title=move || label.get()
            aria-pressed=move || pressed.map(|p| if p.get() { "true" } else { "false" })
            disabled=move || disabled.get()
            on:click=move |_| on_press.run(())
        >
            {move || view! { <Icon glyph=icon.get() /> }}
        </button>
    }
}

/// A press that reads like a link: copy, undo, more.
#[component]
pub fn LinkButton(
    /// Icon before the words.
    #[prop(optional, into)]
    icon: Option<Glyph>,
    /// Can't be pressed now.
    #[prop(optional, into)]
    disabled: Signal<bool>,
    /// What a press does.
    #[prop(into)]
    on_press: Callback<()>,
    /// The words.
    children: Children,
) -> impl IntoView {
    view! {
        <button class="link" type="button" disabled=move || disabled.get() on:click=move |_| on_press.run(())>
            {icon.map(|glyph| view! { <Icon glyph size=14 /> })}
            {children()}
        </button>
    }
}

/// A link to a place of the app; as a button when `kind` is given.
#[component]
pub fn PlaceLink(
    /// Where it goes.
    to: Route,
    /// Look of a button instead of a link.
    #[prop(optional)]
    kind: Option<ButtonKind>,
    /// How high it is, as a button.
    #[prop(optional)]
    size: ButtonSize,
    /// Icon before the words.
    #[prop(optional, into)]
    icon: Option<Glyph>,
    /// Arrow after the words: there is more behind it.
    #[prop(optional)]
    more: bool,
    /// The words.
    children: Children,
) -> impl IntoView {
    let class = kind.map_or_else(|| "link".to_string(), |k| classes(k, size, ""));
    view! {
        <a class=class href=to.href()>
            {icon.map(|glyph| view! { <Icon glyph /> })}
            {children()}
            {more.then(|| view! { <Icon glyph=Glyph::ChevronRight size=14 /> })}
        </a>
    }
}

/// A key as printed on a keyboard. `mod` stands for Ctrl or ⌘ by system; arrows and Enter are drawn, the fonts lack them.
#[component]
pub fn Keycap(
    /// Key such as `K`, `mod K`, `esc`, `up`, `down`, `enter`.
    #[prop(into)]
    key: String,
) -> impl IntoView {
    let parts = key
        .split(' ')
        .map(|part| match part {
            "mod" => view! { <span>{crate::platform::modifier()}</span> }.into_any(),
            "enter" => view! { <Icon glyph=Glyph::CornerDownLeft size=12 /> }.into_any(),
            "up" => view! { <Icon glyph=Glyph::ArrowUp size=12 /> }.into_any(),
            "down" => view! { <Icon glyph=Glyph::ArrowDown size=12 /> }.into_any(),
            other => view! { <span>{other.to_string()}</span> }.into_any(),
        })
        .collect_view();
    view! { <span class="keycap" aria-hidden="true">{parts}</span> }
}
