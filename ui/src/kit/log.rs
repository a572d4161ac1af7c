//! The log viewer: lines of several services, searched, followed, paused by scrolling up.

use leptos::html;
use leptos::prelude::*;

use super::button::Button;
use super::{ButtonSize, Chip, Glyph, SearchField, State, StateKind};
use crate::{format, platform};

/// Rows that are drawn at first and added at the top by each scroll to it; the others are only kept.
const WINDOW: usize = 300;
/// Distance from the top, in pixels, at which older rows are added.
const NEAR: i32 = 200;

/// How serious a line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum LogLevel {
    /// Everything else.
    #[default]
    Info,
    /// A warning.
    Warn,
    /// An error.
    Error,
}

impl LogLevel {
    /// The level that a line's own text claims, such as `WARN` or `level=error` among its first words.
    #[must_use]
    pub fn guess(text: &str) -> Self {
        let start: String = text.chars().take(80).collect::<String>().to_lowercase();
        let has = |word: &str| {
            start
                .split(|c: char| !c.is_ascii_alphanumeric())
                .any(|w| w == word)
        };
        if ["error", "err", "fatal", "panic", "critical"]
            .iter()
            .any(|w| has(w))
        {
            Self::Error
        } else if has("warn") || has("warning") {
            Self::Warn
        } else {
            Self::Info
        }
    }
}

/// One line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogLine {
    /// Grows by arrival.
    pub id: u64,
    /// When it was said, in milliseconds since 1970.
    pub at: u64,
    /// Which service said it.
    pub service: String,
    /// Series colour and shape of the service: 1 to 4, else grey.
    pub series: u8,
    /// How serious it is.
    pub level: LogLevel,
    /// What it says.
    pub text: String,
}

fn keeps(line: &LogLine, query: &str) -> bool {
    query.trim().is_empty()
        || line
            .text
            .to_lowercase()
            .contains(&query.trim().to_lowercase())
}

fn row(line: LogLine, query: &str) -> impl IntoView + use<> {
    let level = match line.level {
        LogLevel::Info => "",
        LogLevel::Warn => "log-warn",
        LogLevel::Error => "log-error",
    };
    let word = match line.level {
        LogLevel::Info => "",
        LogLevel::Warn => "warn",
        LogLevel::Error => "error",
    };
    let text = format::matches(&line.text, query)
        .into_iter()
        .map(|(part, hit)| {
            if hit {
                view! { <mark>{part}</mark> }.into_any()
            } else {
                part.into_any()
            }
        })
        .collect_view();
    view! {
        <div class=format!("log-line log-series-{} {level}", line.series)>
            <span class="log-time">{platform::time(line.at)}</span>
            <span class="log-service">{line.service}</span>
            <span class="log-level">{word}</span>
            <span class="log-text">{text}</span>
        </div>
    }
}

/// Lines with a toolbar and a foot. Announces nothing by itself: a line a second would talk without end.
#[component]
pub fn LogView(
    /// The lines, oldest first; the caller bounds them.
    #[prop(into)]
    lines: Signal<Vec<LogLine>>,
    /// Whether new lines can still come.
    #[prop(into)]
    live: Signal<bool>,
    /// Controls of the feature at the start of the toolbar: services, export.
    #[prop(optional, into)]
    tools: ViewFn,
    /// Shown when there are no lines at all.
    #[prop(optional, into)]
    empty: Signal<String>,
) -> impl IntoView {
    let query = RwSignal::new(String::new());
    let follow = RwSignal::new(true);
    let seen = RwSignal::new(0u64);
    let drawn = RwSignal::new(WINDOW);
    // While someone reads, what they read stays where it is: new lines wait.
    let paused = RwSignal::new(None::<Vec<LogLine>>);
    Effect::new(move |_| {
        if follow.get() {
            paused.set(None);
            drawn.set(WINDOW);
        } else {
            paused.set(Some(lines.get_untracked()));
        }
    });
    let source = move || paused.get().unwrap_or_else(|| lines.get());
    let view_ref = NodeRef::<html::Div>::new();
    let last = Memo::new(move |_| lines.with(|l| l.last().map_or(0, |x| x.id)));
    let to_end = move || {
        if let Some(element) = view_ref.get_untracked() {
            element.set_scroll_top(element.scroll_height());
        }
    };
    Effect::new(move |_| {
        let now = last.get();
        query.track();
        if follow.get() {
            seen.set(now);
            request_animation_frame(to_end);
        }
    });
    let scrolled = move |_| {
        if let Some(e) = view_ref.get_untracked() {
            let at_end = e.scroll_height() - e.scroll_top() - e.client_height() < 24;
            if at_end != follow.get_untracked() {
                follow.set(at_end);
            }
            let kept = paused.with_untracked(|p| p.as_ref().map_or(0, Vec::len));
            if e.scroll_top() < NEAR && drawn.get_untracked() < kept {
                let before = e.scroll_height();
                drawn.update(|n| *n += WINDOW);
                // What was in view stays in view: older rows push it down.
                request_animation_frame(move || {
                    e.set_scroll_top(e.scroll_top() + e.scroll_height() - before);
                });
            }
        }
    };
    let fresh = Memo::new(move |_| {
        if follow.get() {
            0
        } else {
            lines.with(|l| l.iter().rev().take_while(|x| x.id > seen.get()).count())
        }
    });
    // Rows are kept by line: a line a second must not build thousands of them again.
    let shown = move || {
        let q = query.get();
        let mut found: Vec<_> = source().into_iter().filter(|l| keeps(l, &q)).collect();
        let older = found.len().saturating_sub(drawn.get());
        found.drain(..older);
        found
            .into_iter()
            .map(|l| (l, q.clone()))
            .collect::<Vec<_>>()
    };
    let count = move || {
        let q = query.get();
        let (all, kept) = lines.with(|l| (l.len(), l.iter().filter(|x| keeps(x, &q)).count()));
        if kept == all {
            format::counted(all, "line", "lines")
        } else {
            format!(
                "{} of {}",
                format::group(kept as u128),
                format::counted(all, "line", "lines")
            )
        }
    };
    let kind = Signal::derive(move || {
        if live.get() {
            StateKind::Run
        } else {
            StateKind::Off
        }
    });
    let word = Signal::derive(move || {
        if live.get() {
            "Live".to_string()
        } else {
            "Ended".to_string()
        }
    });
    view! {
        <div class="log">
            <div class="log-bar">
                {tools.run()}
                <span class="log-search">
                    <SearchField label="Search" value=query on_input=super::bind(query) />
                </span>
                <span class="push">
                    <Chip label="Follow" on=follow on_change=super::bind(follow) />
                </span>
            </div>
            <div class="log-view">
                <div node_ref=view_ref class="log-lines" role="log" aria-live="off" aria-label="Log lines" tabindex="0" on:scroll=scrolled>
                    {move || {
                        (lines.with(Vec::is_empty) && !empty.with(String::is_empty))
                            .then(|| view! { <p class="log-line text-3">{empty.get()}</p> })
                    }}
                    <For each=shown key=|(line, query)| (line.id, query.clone()) let((line, query))>
                        {row(line, &query)}
                    </For>
                </div>
                {move || {
                    (fresh.get() > 0)
                        .then(|| {
                            view! {
                                <span class="log-new">
                                    <Button
                                        size=ButtonSize::Small
                                        icon=Glyph::ArrowDown
                                        on_press=move |()| follow.set(true)
                                    >
                                        {move || format::counted(fresh.get(), "new line", "new lines")}
                                    </Button>
                                </span>
                            }
                        })
                }}
            </div>
            <div class="log-foot">
                <State kind word />
                <span class="push tabular">{count}</span>
            </div>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_are_read_from_the_line_itself() {
        assert_eq!(LogLevel::guess("INFO: started"), LogLevel::Info);
        assert_eq!(LogLevel::guess("2026 WARN upstream slow"), LogLevel::Warn);
        assert_eq!(LogLevel::guess("level=error msg=x"), LogLevel::Error);
        assert_eq!(LogLevel::guess("no errors found"), LogLevel::Info);
    }

    #[test]
    fn search_ignores_case_and_blanks() {
        let line = LogLine {
            id: 1,
            at: 0,
            service: "web".into(),
            series: 1,
            level: LogLevel::Info,
            text: "Hello There".into(),
        };
        assert!(keeps(&line, " there "));
        assert!(keeps(&line, ""));
        assert!(!keeps(&line, "hex"));
    }
}
