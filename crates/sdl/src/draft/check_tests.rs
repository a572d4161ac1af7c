use super::*;
use crate::draft::Draft;

const GOOD: &str = include_str!("good.yaml");

fn messages(text: &str) -> Vec<String> {
    Draft::new(text)
        .check()
        .into_iter()
        .map(|p| p.message)
        .collect()
}

/// The good draft with one piece of text replaced.
fn with(from: &str, to: &str) -> String {
    assert!(GOOD.contains(from), "{from}");
    GOOD.replacen(from, to, 1)
}

#[test]
fn a_good_draft_has_no_problem() {
    assert_eq!(messages(GOOD), Vec::<String>::new());
}

#[test]
fn each_mistake_is_named_at_its_place() {
    for (from, to, word, at) in [
        (
            "version: \"2.0\"",
            "version: \"1.0\"",
            "Version 1.0",
            "version",
        ),
        ("image: caddy:2.8-alpine", "image: \"\"", "no image", "\"\""),
        ("units: 16", "units: many", "CPUs", "many"),
        ("size: 96Gi", "size: 3Ti", "1Mi to 2Ti", "3Ti"),
        ("- HF_HOME=/models", "- 1HF=/models", "1HF", "1HF=/models"),
        ("amount: 3727", "amount: 0", "above zero", "0"),
        ("amount: 3727", "amount: x", "no number", "x"),
        ("denom: uact", "denom: uakt", "priced in uakt", "uakt"),
        (
            "- service: gateway",
            "- service: nobody",
            "nobody",
            "- port: 8000",
        ),
        ("units: 1\n", "units: 25\n", "24 GPUs", "25"),
    ] {
        let text = with(from, to);
        let found = Draft::new(&text).check();
        let problem = found
            .iter()
            .find(|p| p.message.contains(word))
            .unwrap_or_else(|| panic!("{to}: {found:?}"));
        assert!(
            text[problem.at.clone()].starts_with(at),
            "{to}: {:?}",
            &text[problem.at.clone()]
        );
        assert!(problem.message.ends_with('.'));
    }
}

#[test]
fn remedies_mend_what_they_promise() {
    for (from, to, label) in [
        ("version: \"2.0\"\n", "", "Use version 2.0"),
        ("denom: uact", "denom: uakt", "Use uact"),
        ("size: 96Gi", "size: 96GB", "Write 96G"),
        ("global: true", "service: vllm", "Open gateway on port 80"),
        ("mount: /models", "readOnly: true", "Mount at /models"),
        (
            "          gateway:\n            denom: uact\n            amount: 1000\n",
            "",
            "Set a cap",
        ),
        (
            "  gateway:\n    anywhere:\n      profile: gateway\n      count: 1\n",
            "",
            "Place it",
        ),
        (
            "          attributes:\n            vendor:\n              nvidia:\n                - model: h100\n                  ram: 80Gi\n                - model: a100\n",
            "",
            "Any NVIDIA",
        ),
    ] {
        let text = with(from, to);
        let mut draft = Draft::new(&text);
        let found = draft.check();
        let remedy = found
            .iter()
            .filter_map(|p| p.remedy.as_ref())
            .find(|r| r.label == label);
        let remedy = remedy
            .unwrap_or_else(|| panic!("{label}: {found:?}"))
            .clone();
        draft.remedy(&remedy).unwrap();
        assert_eq!(
            messages(draft.text()),
            Vec::<String>::new(),
            "{label}:\n{}",
            draft.text()
        );
    }
}

#[test]
fn an_empty_value_is_a_warning_and_comes_after_errors() {
    let text = with("- HF_HOME=/models", "- KEY=").replacen("units: 16", "units: x", 1);
    let found = Draft::new(&text).check();
    assert_eq!(found.len(), 2);
    assert_eq!(
        (found[0].gravity, found[1].gravity),
        (Gravity::Error, Gravity::Warning)
    );
    assert_eq!(found[1].service.as_deref(), Some("vllm"));
}

#[test]
fn a_text_that_cannot_be_read_has_one_problem() {
    assert_eq!(messages("a: [").len(), 1);
    assert!(messages("").iter().any(|m| m.contains("no service")));
}
