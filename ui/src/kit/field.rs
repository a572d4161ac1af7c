//! Fields: label above, box, hint below.

use std::sync::atomic::{AtomicUsize, Ordering};

use leptos::ev::KeyboardEvent;
use leptos::html;
use leptos::prelude::*;

use super::{Glyph, Icon};

/// An id that no other element of this page has.
#[must_use]
pub fn unique_id(prefix: &str) -> String {
    static NEXT: AtomicUsize = AtomicUsize::new(1);
    format!("{prefix}-{}", NEXT.fetch_add(1, Ordering::Relaxed))
}

/// Gives the focus to an input that asked for it, once it is in the page: also when a sheet changes what it shows.
pub(super) fn take_focus(wanted: bool, input: NodeRef<html::Input>) {
    Effect::new(move |_| {
        if let Some(element) = input.get().filter(|_| wanted) {
            request_animation_frame(move || {
                if !is_typed_beside(&element) {
                    let _ = element.focus();
                }
            });
        }
    });
}

/// Whether the person is in another field of the same sheet or page already: a frame that comes late takes nobody's
/// keys, least of all those of a password.
fn is_typed_beside(element: &leptos::web_sys::Element) -> bool {
    const FIELDS: &str = "input, textarea, select, [contenteditable]";
    let around = |of: &leptos::web_sys::Element| of.closest("[role=dialog]").ok().flatten();
    document().active_element().is_some_and(|active| {
        active.matches(FIELDS).unwrap_or(false) && around(&active) == around(element)
    })
}

/// What is thought of a field's content.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Verdict {
    /// Nothing to say.
    #[default]
    None,
    /// Checked and right; says what was found.
    Good(String),
    /// Will do, but.
    Warn(String),
    /// Can't be taken as it stands, but more typing can make it right; says what is missing. Quiet while the field has
    /// the focus, `Bad` once it left.
    Unfinished(String),
    /// Can't be taken; says what is wrong.
    Bad(String),
}

impl Verdict {
    /// `Bad` with the error's words, else `None`.
    pub fn of<T, E: std::fmt::Display>(result: &Result<T, E>) -> Self {
        match result {
            Ok(_) => Self::None,
            Err(e) => Self::Bad(e.to_string()),
        }
    }

    /// Whether the content can't be taken, whatever follows.
    #[must_use]
    pub const fn is_bad(&self) -> bool {
        matches!(self, Self::Bad(_))
    }

    /// What is shown of it: the unfinished is wrong once the person is elsewhere.
    fn settled(self, inside: bool) -> Self {
        match self {
            Self::Unfinished(text) if !inside => Self::Bad(text),
            other => other,
        }
    }
}

/// What is shown of `verdict` in a field that has the focus while `inside`.
pub(super) fn settled(verdict: Signal<Verdict>, inside: RwSignal<bool>) -> Signal<Verdict> {
    Signal::derive(move || verdict.get().settled(inside.get()))
}

/// Label, whatever control `children` makes, and the line below it. For controls that have no label of their own.
#[component]
pub fn Field(
    /// The label; also the name of the control, through `for_id`.
    #[prop(into)]
    label: Signal<String>,
    /// Id of the control.
    #[prop(optional, into)]
    for_id: Option<String>,
    /// Line below, when there is no verdict.
    #[prop(optional, into)]
    hint: Signal<String>,
    /// What is thought of the content.
    #[prop(optional, into)]
    verdict: Signal<Verdict>,
    /// Frozen on chain: a lock by the label.
    #[prop(optional, into)]
    frozen: Signal<bool>,
    /// Label for assistive technology only.
    #[prop(optional)]
    hide_label: bool,
    /// The control.
    children: Children,
) -> impl IntoView {
    let hint_id = for_id.as_ref().map(|id| format!("{id}-hint"));
    let line = move || match verdict.get() {
        Verdict::None => {
            let text = hint.get();
            (!text.is_empty()).then(|| (String::new(), None, text))
        }
        Verdict::Unfinished(t) => Some((String::new(), None, t)),
        Verdict::Good(t) => Some(("field-hint-good".into(), Some(Glyph::CircleCheck), t)),
        Verdict::Warn(t) => Some(("field-hint-warn".into(), Some(Glyph::TriangleAlert), t)),
        Verdict::Bad(t) => Some(("field-hint-bad".into(), Some(Glyph::CircleAlert), t)),
    };
    view! {
        <div class="field">
            <label class=if hide_label { "visually-hidden" } else { "field-label" } for=for_id>
                {move || label.get()}
                {move || frozen.get().then(|| view! { <Icon glyph=Glyph::Lock size=12 /> })}
            </label>
            {children()}
            <div id=hint_id aria-live="polite">
                {move || {
                    line()
                        .map(|(class, glyph, text)| {
                            view! {
                                <p class=format!("field-hint {class}")>
                                    {glyph.map(|glyph| view! { <Icon glyph size=14 /> })} <span>{text}</span>
                                </p>
                            }
                        })
                }}
            </div>
        </div>
    }
}

/// A line of text.
#[component]
pub fn TextField(
    /// The label, and the name of the input.
    #[prop(into)]
    label: Signal<String>,
    /// What is in it.
    #[prop(into)]
    value: Signal<String>,
    /// Gets each change.
    #[prop(into)]
    on_input: Callback<String>,
    /// Enter was pressed in it.
    #[prop(optional, into)]
    on_enter: Option<Callback<()>>,
    /// The focus left it.
    #[prop(optional, into)]
    on_blur: Option<Callback<()>>,
    /// Line below, when there is no verdict.
    #[prop(optional, into)]
    hint: Signal<String>,
    /// What is thought of the content.
    #[prop(optional, into)]
    verdict: Signal<Verdict>,
    /// Shown while empty.
    #[prop(optional, into)]
    placeholder: Signal<String>,
    /// Unit at the end.
    #[prop(optional, into)]
    unit: Option<String>,
    /// Icon at the start.
    #[prop(optional, into)]
    icon: Option<Glyph>,
    /// Monospaced content: addresses, images, keys.
    #[prop(optional)]
    mono: bool,
    /// 40 pixels high.
    #[prop(optional)]
    large: bool,
    /// 28 pixels high.
    #[prop(optional)]
    small: bool,
    /// Label for assistive technology only.
    #[prop(optional)]
    hide_label: bool,
    /// Takes the focus when the sheet or page opens.
    #[prop(optional)]
    autofocus: bool,
    /// Why it can't be changed any more, if so; shown as the hint with a lock.
    #[prop(optional, into)]
    frozen: Signal<Option<String>>,
    /// `type` of the input.
    #[prop(default = "text")]
    kind: &'static str,
    /// `inputmode` of the input: `decimal`, `numeric`.
    #[prop(optional)]
    input_mode: Option<&'static str>,
    /// `autocomplete` of the input.
    #[prop(default = "off")]
    autocomplete: &'static str,
    /// Control at the end of the box.
    #[prop(optional, into)]
    end: ViewFn,
) -> impl IntoView {
    let id = unique_id("field");
    let described = format!("{id}-hint");
    let inside = RwSignal::new(false);
    let verdict = settled(verdict, inside);
    let class = move || {
        let mut class = String::from("box");
        if large {
            class.push_str(" box-large");
        }
        if small {
            class.push_str(" box-small");
        }
        if frozen.with(Option::is_some) {
            class.push_str(" box-frozen");
        } else if verdict.with(Verdict::is_bad) {
            class.push_str(" box-bad");
        }
        class
    };
    let keydown = move |ev: KeyboardEvent| {
        if ev.key() == "Enter"
            && !ev.is_composing()
            && let Some(f) = on_enter
        {
            ev.prevent_default();
            f.run(());
        }
    };
    let input = NodeRef::<html::Input>::new();
    take_focus(autofocus, input);
    let hint = Signal::derive(move || frozen.get().unwrap_or_else(|| hint.get()));
    let is_frozen = Signal::derive(move || frozen.with(Option::is_some));
    view! {
        <Field label for_id=id.clone() hint verdict frozen=is_frozen hide_label>
            <div class=class>
                {icon.map(|glyph| view! { <Icon glyph /> })}
                <input
                    node_ref=input
                    id=id
                    type=kind
                    class:mono=mono
                    inputmode=input_mode
                    autocomplete=autocomplete
                    autocapitalize="off"
                    spellcheck="false"
                    placeholder=move || placeholder.get()
                    prop:value=move || value.get()
                    readonly=move || is_frozen.get()
                    aria-invalid=move || verdict.with(Verdict::is_bad).then_some("true")
                    aria-describedby=described
                    data-autofocus=autofocus.then_some("true")
                    on:input=move |ev| on_input.run(event_target_value(&ev))
                    on:keydown=keydown
                    on:focus=move |_| inside.set(true)
                    on:blur=move |_| {
                        let _ = inside.try_set(false);
                        if let Some(f) = on_blur {
                            f.run(());
                        }
                    }
                />
                {end.run()}
                {unit.map(|u| view! { <span class="unit">{u}</span> })}
            </div>
        </Field>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_differ() {
        assert_ne!(unique_id("a"), unique_id("a"));
    }

    #[test]
    fn verdict_takes_the_words_of_an_error() {
        let bad: Result<(), &str> = Err("no");
        assert_eq!(Verdict::of(&bad), Verdict::Bad("no".into()));
        assert!(Verdict::of(&bad).is_bad());
        assert_eq!(Verdict::of(&Ok::<_, &str>(1)), Verdict::None);
    }

    #[test]
    fn what_is_unfinished_is_wrong_once_the_focus_left() {
        let short = Verdict::Unfinished("Two more.".into());
        assert_eq!(short.clone().settled(true), short);
        assert_eq!(short.settled(false), Verdict::Bad("Two more.".into()));
        assert_eq!(Verdict::None.settled(false), Verdict::None);
    }
}
