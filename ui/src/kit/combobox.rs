//! A field with a list of what is known; free text where the domain allows it.

use leptos::ev::KeyboardEvent;
use leptos::html;
use leptos::prelude::*;

use super::field::{Field, settled, unique_id};
use super::select::{opens_up, options as rows_of, reveal, stays_inside};
use super::{Choice, Glyph, Icon, Move, Verdict, list_move};

/// At most so many rows are shown; typing narrows the list.
const SHOWN: usize = 60;

/// The entries of `all` that hold `needle`, those that begin with it first.
fn narrowed(all: &[Choice], needle: &str) -> Vec<Choice> {
    let needle = needle.trim().to_lowercase();
    let mut found: Vec<&Choice> = all
        .iter()
        .filter(|c| {
            c.label.to_lowercase().contains(&needle) || c.value.to_lowercase().contains(&needle)
        })
        .collect();
    found.sort_by_key(|c| !c.label.to_lowercase().starts_with(&needle));
    found.into_iter().take(SHOWN).cloned().collect()
}

/// Text with suggestions.
#[component]
pub fn Combobox(
    /// The label, and the name of the input.
    #[prop(into)]
    label: Signal<String>,
    /// What is suggested.
    #[prop(into)]
    options: Signal<Vec<Choice>>,
    /// What is in it.
    #[prop(into)]
    value: Signal<String>,
    /// Gets what was typed (with `free`) or picked.
    #[prop(into)]
    on_change: Callback<String>,
    /// Any text is a value; otherwise only what is in the list.
    #[prop(optional)]
    free: bool,
    /// Line below, when there is no verdict.
    #[prop(optional, into)]
    hint: Signal<String>,
    /// What is thought of the content.
    #[prop(optional, into)]
    verdict: Signal<Verdict>,
    /// Shown while empty.
    #[prop(optional, into)]
    placeholder: Signal<String>,
    /// Last row: how many there are and how old the list is.
    #[prop(optional, into)]
    foot: Signal<String>,
    /// Icon at the start.
    #[prop(optional, into)]
    icon: Option<Glyph>,
    /// Monospaced content.
    #[prop(optional)]
    mono: bool,
    /// Label for assistive technology only.
    #[prop(optional)]
    hide_label: bool,
    /// 40 pixels high.
    #[prop(optional)]
    large: bool,
    /// Control at the end of the box.
    #[prop(optional, into)]
    end: ViewFn,
) -> impl IntoView {
    let id = unique_id("combo");
    let list_id = format!("{id}-list");
    let inside = RwSignal::new(false);
    let verdict = settled(verdict, inside);
    let open = RwSignal::new(false);
    let active = RwSignal::new(None::<usize>);
    let typed = RwSignal::new(None::<String>);
    let field = NodeRef::<html::Div>::new();
    let up = RwSignal::new(false);
    let show = move || {
        if !open.get_untracked() {
            up.set(opens_up(field));
            open.set(true);
        }
    };
    let text = move || typed.get().unwrap_or_else(|| value.get());
    // Until something is typed the whole list is offered, not only what the present value matches.
    let rows =
        Memo::new(move |_| options.with(|all| narrowed(all, &typed.get().unwrap_or_default())));
    let close = move || {
        open.set(false);
        active.set(None);
        typed.set(None);
    };
    let pick = Callback::new(move |value: String| {
        close();
        on_change.run(value);
    });
    let reveal_id = list_id.clone();
    let keydown = move |ev: KeyboardEvent| {
        let key = ev.key();
        if !open.get_untracked() {
            if matches!(key.as_str(), "ArrowDown" | "ArrowUp") {
                ev.prevent_default();
                show();
            }
            return;
        }
        if matches!(key.as_str(), "Home" | "End" | "ArrowLeft" | "ArrowRight") {
            return;
        }
        match list_move(&key, active.get_untracked(), rows.with_untracked(Vec::len)) {
            Move::To(i) => {
                active.set(Some(i));
                reveal(&format!("{reveal_id}-{i}"));
            }
            Move::Pick => {
                let row = active
                    .get_untracked()
                    .and_then(|i| rows.with_untracked(|r| r.get(i).cloned()));
                if let Some(row) = row.filter(|c| c.excluded.is_none()) {
                    pick.run(row.value);
                }
            }
            Move::Leave => close(),
            Move::None => {
                if key == "Enter" {
                    close();
                }
                return;
            }
        }
        ev.prevent_default();
        ev.stop_propagation();
    };
    let input = move |ev: leptos::ev::Event| {
        let text = event_target_value(&ev);
        typed.set(Some(text.clone()));
        active.set(None);
        show();
        if free {
            on_change.run(text);
        }
    };
    let (controls, owned, active_id) = (list_id.clone(), list_id.clone(), list_id.clone());
    let described = format!("{id}-hint");
    view! {
        <Field label for_id=id.clone() hint verdict hide_label>
            <div
                node_ref=field
                class="drop"
                class:drop-up=move || up.get()
                on:focusin=move |_| inside.set(true)
                on:focusout=move |ev| {
                    if !stays_inside(&ev) {
                        let _ = inside.try_set(false);
                        close();
                    }
                }
            >
                <div class="box" class:box-large=large class:box-bad=move || verdict.with(Verdict::is_bad)>
                    {icon.map(|glyph| view! { <Icon glyph /> })}
                    <input
                        id=id
                        type="text"
                        class:mono=mono
                        role="combobox"
                        aria-autocomplete="list"
                        aria-expanded=move || if open.get() { "true" } else { "false" }
                        aria-controls=controls
                        aria-activedescendant=move || {
                            open.get().then(|| active.get()).flatten().map(|i| format!("{active_id}-{i}"))
                        }
                        aria-invalid=move || verdict.with(Verdict::is_bad).then_some("true")
                        aria-describedby=described
                        autocomplete="off"
                        autocapitalize="off"
                        spellcheck="false"
                        placeholder=move || placeholder.get()
                        prop:value=text
                        on:input=input
                        on:keydown=keydown
                        on:click=move |_| show()
                    />
                    {end.run()}
                </div>
                {move || {
                    (open.get() && !(free && rows.with(Vec::is_empty)))
                        .then(|| {
                            let needle = typed.get().unwrap_or_default();
                            view! {
                                <div
                                    id=owned.clone()
                                    class="menu drop-list"
                                    class:mono=mono
                                    role="listbox"
                                    aria-label=move || label.get()
                                >
                                    {rows_of(&owned, rows.get(), needle, value.get(), active, pick)}
                                    {rows
                                        .with(Vec::is_empty)
                                        .then(|| view! { <span class="drop-foot">"Nothing in the list matches."</span> })}
                                    {move || {
                                        let text = foot.get();
                                        (!text.is_empty()).then(|| view! { <span class="drop-foot">{text}</span> })
                                    }}
                                </div>
                            }
                        })
                }}
            </div>
        </Field>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn beginnings_come_before_other_matches() {
        let all = ["rtx-a100", "a100", "h100"].map(Choice::plain);
        let labels: Vec<_> = narrowed(&all, "A1").into_iter().map(|c| c.label).collect();
        assert_eq!(labels, ["a100", "rtx-a100"]);
    }

    #[test]
    fn an_empty_needle_keeps_order_and_bound() {
        let all: Vec<_> = (0..100).map(|i| Choice::plain(format!("m{i}"))).collect();
        let rows = narrowed(&all, " ");
        assert_eq!(rows.len(), SHOWN);
        assert_eq!(rows[0].label, "m0");
    }
}
