//! Inputs for one kind of content each: password, number, filter, several lines.

use leptos::ev::KeyboardEvent;
use leptos::html;
use leptos::prelude::*;

use super::field::{Field, TextField, Verdict, settled, take_focus, unique_id};
use super::{Glyph, Icon};

/// A password, with a button that shows it.
#[component]
pub fn PasswordField(
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
    /// Line below, when there is no verdict.
    #[prop(optional, into)]
    hint: Signal<String>,
    /// What is thought of the content.
    #[prop(optional, into)]
    verdict: Signal<Verdict>,
    /// A password is being chosen, not asked for.
    #[prop(optional)]
    new: bool,
    /// Takes the focus when the sheet or page opens.
    #[prop(optional)]
    autofocus: bool,
) -> impl IntoView {
    let shown = RwSignal::new(false);
    let inside = RwSignal::new(false);
    let verdict = settled(verdict, inside);
    let input = NodeRef::<html::Input>::new();
    take_focus(autofocus, input);
    let id = unique_id("field");
    let described = format!("{id}-hint");
    let keydown = move |ev: KeyboardEvent| {
        if ev.key() == "Enter"
            && let Some(f) = on_enter
        {
            ev.prevent_default();
            f.run(());
        }
    };
    view! {
        <Field label for_id=id.clone() hint verdict>
            <div class="box box-large" class:box-bad=move || verdict.with(Verdict::is_bad)>
                <input
                    node_ref=input
                    id=id
                    type=move || if shown.get() { "text" } else { "password" }
                    autocomplete=if new { "new-password" } else { "current-password" }
                    autocapitalize="off"
                    spellcheck="false"
                    prop:value=move || value.get()
                    aria-invalid=move || verdict.with(Verdict::is_bad).then_some("true")
                    aria-describedby=described
                    data-autofocus=autofocus.then_some("true")
                    on:input=move |ev| on_input.run(event_target_value(&ev))
                    on:keydown=keydown
                    on:focus=move |_| inside.set(true)
                    on:blur=move |_| {
                        let _ = inside.try_set(false);
                    }
                />
                <button
                    type="button"
                    aria-label="Show password"
                    title="Show password"
                    aria-pressed=move || if shown.get() { "true" } else { "false" }
                    on:click=move |_| shown.update(|s| *s = !*s)
                >
                    {move || view! { <Icon glyph=if shown.get() { Glyph::EyeOff } else { Glyph::Eye } /> }}
                </button>
            </div>
        </Field>
    }
}

/// A number with its unit; the text stays as typed, arrows up and down step it.
#[component]
pub fn NumberField(
    /// The label, and the name of the input.
    #[prop(into)]
    label: Signal<String>,
    /// What is in it, as typed.
    #[prop(into)]
    value: Signal<String>,
    /// Gets each change.
    #[prop(into)]
    on_input: Callback<String>,
    /// Enter was pressed in it.
    #[prop(optional, into)]
    on_enter: Option<Callback<()>>,
    /// Unit at the end.
    #[prop(optional, into)]
    unit: Option<String>,
    /// How much an arrow key adds or takes.
    #[prop(default = 1.0)]
    step: f64,
    /// Line below, when there is no verdict.
    #[prop(optional, into)]
    hint: Signal<String>,
    /// What is thought of the content.
    #[prop(optional, into)]
    verdict: Signal<Verdict>,
    /// Shown while empty.
    #[prop(optional, into)]
    placeholder: Signal<String>,
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
    /// Why it can't be changed any more, if so.
    #[prop(optional, into)]
    frozen: Signal<Option<String>>,
    /// Control at the end of the box.
    #[prop(optional, into)]
    end: ViewFn,
) -> impl IntoView {
    let keydown = move |ev: KeyboardEvent| {
        let by = match ev.key().as_str() {
            "ArrowUp" => step,
            "ArrowDown" => -step,
            _ => return,
        };
        if frozen.with_untracked(Option::is_none)
            && let Some(next) = stepped(&value.get_untracked(), by)
        {
            ev.prevent_default();
            on_input.run(next);
        }
    };
    let enter = on_enter.unwrap_or_else(|| Callback::new(|()| ()));
    view! {
        <div on:keydown=keydown>
            <TextField
                label
                value
                on_input
                on_enter=enter
                unit=unit.unwrap_or_default()
                hint
                verdict
                placeholder
                large
                small
                hide_label
                autofocus
                frozen
                input_mode="decimal"
                end
            />
        </div>
    }
}

/// `text` plus `by`, never below zero, with as many decimals as either has; `None` when it is not a number.
fn stepped(text: &str, by: f64) -> Option<String> {
    let text = text.trim();
    let value: f64 = if text.is_empty() {
        0.0
    } else {
        text.parse().ok()?
    };
    let of_text = text.split_once('.').map_or(0, |(_, f)| f.len());
    let of_step = by.to_string().split_once('.').map_or(0, |(_, f)| f.len());
    let next = (value + by).max(0.0);
    next.is_finite()
        .then(|| format!("{next:.*}", of_text.max(of_step).min(9)))
}

/// A filter over a list: `/` focuses the first one of the page, Escape empties it.
#[component]
pub fn SearchField(
    /// Name, and what stands in it while empty.
    #[prop(into)]
    label: Signal<String>,
    /// What is in it.
    #[prop(into)]
    value: Signal<String>,
    /// Gets each change.
    #[prop(into)]
    on_input: Callback<String>,
) -> impl IntoView {
    let keydown = move |ev: KeyboardEvent| {
        if ev.key() == "Escape" && !value.with_untracked(String::is_empty) {
            ev.stop_propagation();
            on_input.run(String::new());
        }
    };
    view! {
        <div class="box box-small">
            <Icon glyph=Glyph::Search size=14 />
            <input
                type="search"
                data-filter="true"
                autocomplete="off"
                spellcheck="false"
                aria-label=move || label.get()
                placeholder=move || label.get()
                prop:value=move || value.get()
                on:input=move |ev| on_input.run(event_target_value(&ev))
                on:keydown=keydown
            />
        </div>
    }
}

/// Several lines of text.
#[component]
pub fn TextArea(
    /// The label, and the name of the area.
    #[prop(into)]
    label: Signal<String>,
    /// What is in it.
    #[prop(into)]
    value: Signal<String>,
    /// Gets each change.
    #[prop(into)]
    on_input: Callback<String>,
    /// Line below, when there is no verdict.
    #[prop(optional, into)]
    hint: Signal<String>,
    /// What is thought of the content.
    #[prop(optional, into)]
    verdict: Signal<Verdict>,
    /// Shown while empty.
    #[prop(optional, into)]
    placeholder: Signal<String>,
    /// Monospaced content.
    #[prop(optional)]
    mono: bool,
    /// Lines it is high.
    #[prop(default = 4)]
    rows: u32,
    /// Takes the focus when the sheet or page opens.
    #[prop(optional)]
    autofocus: bool,
) -> impl IntoView {
    let id = unique_id("area");
    let described = format!("{id}-hint");
    let inside = RwSignal::new(false);
    let verdict = settled(verdict, inside);
    view! {
        <Field label for_id=id.clone() hint verdict>
            <textarea
                id=id
                class="box box-area"
                class:mono=mono
                class:box-bad=move || verdict.with(Verdict::is_bad)
                rows=rows.to_string()
                autocomplete="off"
                autocapitalize="off"
                spellcheck="false"
                placeholder=move || placeholder.get()
                prop:value=move || value.get()
                aria-invalid=move || verdict.with(Verdict::is_bad).then_some("true")
                aria-describedby=described
                data-autofocus=autofocus.then_some("true")
                on:input=move |ev| on_input.run(event_target_value(&ev))
                on:focus=move |_| inside.set(true)
                on:blur=move |_| {
                    let _ = inside.try_set(false);
                }
            ></textarea>
        </Field>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stepping_keeps_decimals_and_stays_above_zero() {
        assert_eq!(stepped("25", 1.0).as_deref(), Some("26"));
        assert_eq!(stepped("0.25", 0.5).as_deref(), Some("0.75"));
        assert_eq!(stepped("0", -1.0).as_deref(), Some("0"));
        assert_eq!(stepped("", 1.0).as_deref(), Some("1"));
        assert_eq!(stepped("x", 1.0), None);
    }
}
