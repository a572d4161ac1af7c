//! What the sheet shows and when it lets a person decide.

use contract::{ApprovalView, Asker, FeeOption, FeeSpeed, Gravity, SigningWay, WarningView};

use crate::format;

/// Keys and presses are ignored for so long after the sheet opens, so that one meant for something else can't sign.
pub const DEAF_MILLIS: u64 = 500;
/// With a danger warning Approve stays locked for so long at least.
pub const READING_MILLIS: u64 = 5_000;

/// The option of a speed; the first when the core offers no such speed.
#[must_use]
pub fn fee_of(request: &ApprovalView, speed: FeeSpeed) -> Option<&FeeOption> {
    request
        .fees
        .iter()
        .find(|f| f.speed == speed)
        .or_else(|| request.fees.first())
}

/// Name of a speed, and what it means.
#[must_use]
pub const fn speed_words(speed: FeeSpeed) -> (&'static str, &'static str) {
    match speed {
        FeeSpeed::Low => ("Slow", "when there is room"),
        FeeSpeed::Normal => ("Normal", "next block"),
        FeeSpeed::High => ("Fast", "next, even if full"),
    }
}

/// Whether there is a warning that must be ticked.
#[must_use]
pub fn is_danger(warnings: &[WarningView]) -> bool {
    warnings.iter().any(|w| w.gravity == Gravity::Danger)
}

/// Who asks, as one line.
#[must_use]
pub fn asker(asker: &Asker) -> String {
    match asker {
        Asker::Slipway { place } => format!("Asked by this app, from {place}"),
        Asker::App { app } => {
            let (word, _) = crate::features::apps::origin_words(app.origin);
            format!("{}, {word}", app.url)
        }
    }
}

/// The sheet's first line.
#[must_use]
pub fn title(request: &ApprovalView) -> String {
    match &request.asker {
        Asker::Slipway { .. } => format!("Sign with {}", request.account_name),
        Asker::App { app } => format!("{} asks you to sign", app.name),
    }
}

/// What stands over the fee: only Slipway's own requests leave a choice.
#[must_use]
pub fn fee_heading(request: &ApprovalView) -> &'static str {
    match (&request.asker, request.fees.len()) {
        (_, 2..) => "Fee",
        (Asker::App { .. }, _) => "Fee, fixed by the app",
        (Asker::Slipway { .. }, _) => "Fee, fixed in the file",
    }
}

/// Whether the transaction pays a fee: texts don't.
#[must_use]
pub fn has_fee(request: &ApprovalView) -> bool {
    request.fees.iter().any(|f| f.gas > 0)
}

/// Why Approve can't be pressed now, if so.
#[must_use]
pub fn locked(request: &ApprovalView, ticked: bool, shown_for: u64, expert: bool) -> bool {
    shown_for < DEAF_MILLIS
        || request.fees.is_empty()
        || request.way == SigningWay::FileOnly
        || (request.blocked.is_some() && !expert)
        || (is_danger(&request.warnings) && (!ticked || shown_for < READING_MILLIS))
}

/// Splits a sentence at what deserves weight: amounts with a token and words in quotation marks.
#[must_use]
pub fn strong_parts(sentence: &str) -> Vec<(String, bool)> {
    let words: Vec<&str> = sentence.split(' ').collect();
    let number = |w: &str| w.starts_with(|c: char| c.is_ascii_digit() || c == '$');
    let token = |w: &str| {
        let w = w.trim_end_matches(|c: char| !c.is_alphanumeric());
        matches!(w.split('/').next(), Some("AKT" | "ACT" | "uakt" | "uact"))
    };
    let mut out: Vec<(String, bool)> = Vec::new();
    let mut push = |text: &str, strong: bool| match out.last_mut() {
        Some((last, s)) if *s == strong => {
            last.push(' ');
            last.push_str(text);
        }
        _ => out.push((text.into(), strong)),
    };
    let mut i = 0;
    while i < words.len() {
        if number(words[i]) && words.get(i + 1).is_some_and(|w| token(w)) {
            push(words[i], true);
            push(words[i + 1], true);
            i += 2;
        } else {
            push(
                words[i],
                words[i].contains(format::NBSP) && number(words[i]),
            );
            i += 1;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use types::{Address, Amount, ChainId, Hash32, UnixMillis};

    #[test]
    fn a_fee_that_can_not_be_chosen_says_who_fixed_it() {
        let mut all = request();
        assert_eq!(fee_heading(&all), "Fee");
        all.fees.truncate(1);
        assert_eq!(fee_heading(&all), "Fee, fixed in the file");
    }

    fn request() -> ApprovalView {
        ApprovalView {
            id: contract::ApprovalId("a".into()),
            asker: Asker::Slipway {
                place: "Wallet".into(),
            },
            account: Address::from_bytes(&[7; 20]).unwrap(),
            account_name: "Main".into(),
            chain_id: "demo-1".parse::<ChainId>().unwrap(),
            network: "Demo network".into(),
            simulated: true,
            actions: vec![],
            leaves_now: vec![],
            may_leave_later: vec![],
            fees: [FeeSpeed::Low, FeeSpeed::Normal]
                .map(|speed| FeeOption {
                    speed,
                    fee: Amount::micro(5),
                    gas: 1,
                    hash: Hash32::of(b"x"),
                })
                .to_vec(),
            warnings: vec![],
            blocked: None,
            raw_json: "{}".into(),
            filed: UnixMillis(0),
            way: contract::SigningWay::Send,
            exportable: true,
            wallet: None,
        }
    }

    #[test]
    fn the_first_half_second_is_deaf() {
        assert!(locked(&request(), false, 100, false));
        assert!(!locked(&request(), false, DEAF_MILLIS, false));
    }

    #[test]
    fn a_danger_must_be_ticked_and_read() {
        let danger = WarningView {
            gravity: Gravity::Danger,
            text: "x".into(),
        };
        let request = ApprovalView {
            warnings: vec![danger],
            ..request()
        };
        assert!(locked(&request, false, 60_000, true));
        assert!(locked(&request, true, 4_000, true));
        assert!(!locked(&request, true, READING_MILLIS, false));
    }

    #[test]
    fn unknown_content_is_for_experts_only() {
        let request = ApprovalView {
            blocked: Some("unknown".into()),
            ..request()
        };
        assert!(locked(&request, true, 60_000, false));
        assert!(!locked(&request, true, 60_000, true));
    }

    #[test]
    fn a_watched_account_never_approves() {
        let request = ApprovalView {
            way: SigningWay::FileOnly,
            ..request()
        };
        assert!(locked(&request, true, 60_000, true));
    }

    #[test]
    fn a_missing_speed_falls_back_to_one_that_exists() {
        assert_eq!(
            fee_of(&request(), FeeSpeed::Normal).unwrap().speed,
            FeeSpeed::Normal
        );
        assert_eq!(
            fee_of(&request(), FeeSpeed::High).unwrap().speed,
            FeeSpeed::Low
        );
        assert!(locked(
            &ApprovalView {
                fees: vec![],
                ..request()
            },
            false,
            60_000,
            false
        ));
    }

    #[test]
    fn amounts_in_sentences_are_strong() {
        let parts = strong_parts("Send 1.5 AKT to someone");
        assert_eq!(
            parts,
            [
                ("Send".into(), false),
                ("1.5 AKT".into(), true),
                ("to someone".into(), false)
            ]
        );
        assert_eq!(strong_parts("Close it").len(), 1);
    }

    #[test]
    fn the_asker_and_the_speeds_have_words() {
        assert_eq!(asker(&request().asker), "Asked by this app, from Wallet");
        let names = [FeeSpeed::Low, FeeSpeed::Normal, FeeSpeed::High].map(|s| speed_words(s).0);
        assert_eq!(names, ["Slow", "Normal", "Fast"]);
    }
}
