//! Fields over the document: what is typed goes in as soon as it is right, and stays visible while it isn't.

use leptos::prelude::*;

use crate::kit::{TextArea, TextField, Verdict};

/// A line of text over a value of the document. While the typed text is refused by `check` the document keeps its value,
/// and leaving the field shows that again.
#[component]
pub fn LiveField(
    /// The label.
    #[prop(into)]
    label: Signal<String>,
    /// The value in the document, as written there.
    #[prop(into)]
    value: Signal<String>,
    /// What is thought of a text: `Ok` with a remark (perhaps empty), or why it can't be taken.
    check: fn(&str) -> Result<String, String>,
    /// Gets a text that was accepted.
    #[prop(into)]
    on_value: Callback<String>,
    /// Unit at the end.
    #[prop(optional, into)]
    unit: Option<String>,
    /// Shown while empty.
    #[prop(optional, into)]
    placeholder: Signal<String>,
    /// Monospaced content.
    #[prop(optional)]
    mono: bool,
    /// Label for assistive technology only.
    #[prop(optional)]
    hide_label: bool,
    /// Line below while there is nothing to say about the content.
    #[prop(optional, into)]
    hint: Signal<String>,
    /// Why it can't be changed any more, if so.
    #[prop(optional, into)]
    frozen: Signal<Option<String>>,
    /// Digits are expected.
    #[prop(optional)]
    digits: bool,
) -> impl IntoView {
    let typed = RwSignal::new(None::<String>);
    let shown = Signal::derive(move || typed.get().unwrap_or_else(|| value.get()));
    Effect::new(move |before: Option<String>| {
        let now = value.get();
        // A change from elsewhere: the editor, undo, another field.
        if before.as_ref().is_some_and(|b| *b != now)
            && typed.with_untracked(|t| t.as_ref().is_some_and(|t| *t != now))
        {
            typed.set(None);
        }
        now
    });
    let verdict = Signal::derive(move || match typed.with(|t| t.as_deref().map(check)) {
        Some(Err(why)) => Verdict::Bad(why),
        _ => Verdict::None,
    });
    let remark = Signal::derive(move || {
        let said = shown.with(|t| check(t)).unwrap_or_default();
        if said.is_empty() { hint.get() } else { said }
    });
    let input = Callback::new(move |text: String| {
        let accepted = check(&text).is_ok();
        typed.set(Some(text.clone()));
        if accepted {
            on_value.run(text);
        }
    });
    let blur = Callback::new(move |()| typed.set(None));
    view! {
        <TextField
            label
            value=shown
            on_input=input
            on_blur=blur
            unit=unit.unwrap_or_default()
            placeholder
            mono
            hide_label
            hint=remark
            verdict
            frozen
            input_mode=if digits { "decimal" } else { "text" }
        />
    }
}

/// Lines of text over a list of the document, one entry per line; empty lines are not entries.
#[component]
pub fn LiveLines(
    /// The label.
    #[prop(into)]
    label: Signal<String>,
    /// The list in the document.
    #[prop(into)]
    value: Signal<Vec<String>>,
    /// Gets the list after each change.
    #[prop(into)]
    on_value: Callback<Vec<String>>,
    /// Line below.
    #[prop(optional, into)]
    hint: Signal<String>,
    /// Lines it is high.
    #[prop(default = 3)]
    rows: u32,
) -> impl IntoView {
    let typed = RwSignal::new(None::<String>);
    let shown = Signal::derive(move || typed.get().unwrap_or_else(|| value.with(|v| v.join("\n"))));
    Effect::new(move |_| {
        let now = value.get();
        if typed.with_untracked(|t| t.as_ref().is_some_and(|t| entries(t) != now)) {
            typed.set(None);
        }
    });
    let input = Callback::new(move |text: String| {
        let list = entries(&text);
        typed.set(Some(text));
        on_value.run(list);
    });
    view! { <TextArea label value=shown on_input=input hint mono=true rows /> }
}

fn entries(text: &str) -> Vec<String> {
    text.lines()
        .filter(|l| !l.trim().is_empty())
        .map(ToString::to_string)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn empty_lines_are_no_entries() {
        assert_eq!(entries("serve\n\n--port=80\n"), ["serve", "--port=80"]);
        assert!(entries(" \n").is_empty());
        assert_eq!(entries("  indented"), ["  indented"]);
    }
}
