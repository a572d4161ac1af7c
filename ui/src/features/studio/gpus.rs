//! The GPU board: what providers offer and what the draft asks for, as cards. Pure.

use contract::{GpuBoardView, GpuVariantView};
use types::{Dec18, UnixMillis};

use crate::format;

/// A GPU as an SDL asks for it; what is `None` may be anything.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Pick {
    /// Vendor, `nvidia`.
    pub vendor: String,
    /// Model as an SDL names it, `h100`.
    pub model: String,
    /// Memory such as `80Gi`.
    pub ram: Option<String>,
    /// `pcie` or `sxm`.
    pub interface: Option<String>,
}

/// One card of the board.
#[derive(Debug, Clone, PartialEq)]
pub struct GpuOffer {
    /// What choosing it asks for.
    pub pick: Pick,
    /// Count of providers whose attributes offer it; zero when nobody does.
    pub providers: usize,
    /// Last bid seen for an order with this model, uact per hour and GPU.
    pub last_bid: Option<Dec18>,
    /// When that was.
    pub last_bid_at: Option<UnixMillis>,
    /// The draft accepts it.
    pub chosen: bool,
}

impl Pick {
    /// Whether a GPU of exactly `other`'s kind satisfies this.
    #[must_use]
    pub fn covers(&self, other: &Self) -> bool {
        let same = |mine: &Option<String>, theirs: &Option<String>| {
            mine.as_deref()
                .is_none_or(|m| theirs.as_deref().is_some_and(|t| m.eq_ignore_ascii_case(t)))
        };
        self.vendor.eq_ignore_ascii_case(&other.vendor)
            && self.model.eq_ignore_ascii_case(&other.model)
            && same(&self.ram, &other.ram)
            && same(&self.interface, &other.interface)
    }

    /// Memory and interface, `80Gi SXM`; empty when neither is known.
    #[must_use]
    pub fn variant(&self) -> String {
        let interface = self.interface.as_deref().map(interface_word);
        [self.ram.clone(), interface]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join(" ")
    }

    /// All of it in one line: `h100 80Gi SXM`.
    #[must_use]
    pub fn words(&self) -> String {
        let variant = self.variant();
        if variant.is_empty() {
            self.model.clone()
        } else {
            format!("{} {variant}", self.model)
        }
    }

    fn gib(&self) -> Option<u32> {
        let ram = self.ram.as_deref()?;
        ram.trim_end_matches(|c: char| !c.is_ascii_digit())
            .parse()
            .ok()
    }
}

fn interface_word(interface: &str) -> String {
    match interface.to_ascii_lowercase().as_str() {
        "pcie" => "PCIe".into(),
        other => other.to_ascii_uppercase(),
    }
}

/// The cards: every variant that somebody offers, cheapest last bid first and without a bid by name; then what the
/// draft asks for and nobody offers.
#[must_use]
pub fn cards(board: Option<&GpuBoardView>, picks: &[Pick]) -> Vec<GpuOffer> {
    let mut cards = Vec::new();
    for model in board.map_or(&[][..], |b| &b.models) {
        for GpuVariantView {
            ram,
            interface,
            providers,
        } in &model.variants
        {
            let pick = Pick {
                vendor: model.vendor.clone(),
                model: model.model.clone(),
                ram: ram.clone(),
                interface: interface.clone(),
            };
            cards.push(GpuOffer {
                chosen: picks.iter().any(|p| p.covers(&pick)),
                providers: providers.len(),
                last_bid: model.last_bid_per_hour,
                last_bid_at: model.last_bid_at,
                pick,
            });
        }
    }
    cards.sort_by(|a, b| {
        (a.last_bid.is_none(), a.last_bid, &a.pick).cmp(&(
            b.last_bid.is_none(),
            b.last_bid,
            &b.pick,
        ))
    });
    for pick in picks {
        if !cards.iter().any(|c| pick.covers(&c.pick)) {
            cards.push(GpuOffer {
                pick: pick.clone(),
                providers: 0,
                last_bid: None,
                last_bid_at: None,
                chosen: true,
            });
        }
    }
    cards
}

/// The picks after a press on `card`. Taking one variant out of a pick that leaves something open names the others.
#[must_use]
pub fn toggled(picks: &[Pick], all: &[GpuOffer], card: &Pick) -> Vec<Pick> {
    if !picks.iter().any(|p| p.covers(card)) {
        let mut next = picks.to_vec();
        next.push(card.clone());
        return next;
    }
    let mut next: Vec<Pick> = Vec::new();
    for pick in picks {
        if !pick.covers(card) {
            next.push(pick.clone());
        } else if pick != card {
            next.extend(
                all.iter()
                    .map(|c| &c.pick)
                    .filter(|p| pick.covers(p) && *p != card)
                    .cloned(),
            );
        }
    }
    let mut seen = Vec::new();
    next.retain(|p| {
        if seen.contains(p) {
            false
        } else {
            seen.push(p.clone());
            true
        }
    });
    next
}

/// How much memory the shown cards have at least.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum MemoryFilter {
    /// Any.
    #[default]
    Any,
    /// 24 to 47 GiB.
    Gib24,
    /// 48 to 79 GiB.
    Gib48,
    /// 80 GiB or more.
    Gib80,
}

impl MemoryFilter {
    /// All of them, with the value that the segmented control carries and its label.
    pub const ALL: [(Self, &'static str, &'static str); 4] = [
        (Self::Any, "any", "Any"),
        (Self::Gib24, "24", "24"),
        (Self::Gib48, "48", "48"),
        (Self::Gib80, "80", "80\u{a0}GiB or more"),
    ];

    /// The filter behind a control's value; `Any` for an unknown one.
    #[must_use]
    pub fn of(value: &str) -> Self {
        Self::ALL
            .into_iter()
            .find(|(_, v, _)| *v == value)
            .map_or(Self::Any, |(f, ..)| f)
    }

    /// The value that the segmented control carries.
    #[must_use]
    pub fn value(self) -> &'static str {
        Self::ALL
            .into_iter()
            .find(|(f, ..)| *f == self)
            .map_or("any", |(_, v, _)| v)
    }

    fn keeps(self, pick: &Pick) -> bool {
        match (self, pick.gib()) {
            (Self::Any, _) => true,
            (_, None) => false,
            (Self::Gib24, Some(g)) => (24..48).contains(&g),
            (Self::Gib48, Some(g)) => (48..80).contains(&g),
            (Self::Gib80, Some(g)) => g >= 80,
        }
    }
}

/// The cards that hold all words of `query` and enough memory; chosen ones always stay.
#[must_use]
pub fn filtered(cards: Vec<GpuOffer>, query: &str, memory: MemoryFilter) -> Vec<GpuOffer> {
    let keeps = |card: &GpuOffer| {
        let text = format!("{} {}", card.pick.vendor, card.pick.words());
        format::holds_words(&text, query)
    };
    cards
        .into_iter()
        .filter(|c| c.chosen || (memory.keeps(&c.pick) && keeps(c)))
        .collect()
}

/// Reads what was typed to ask for a model that nobody offers now: `h100`, `h100 80Gi`, `nvidia h100 80Gi sxm`.
///
/// # Errors
/// What is wrong with it, for the field's hint.
pub fn typed(text: &str) -> Result<Pick, String> {
    let mut pick = Pick {
        vendor: "nvidia".into(),
        model: String::new(),
        ram: None,
        interface: None,
    };
    for word in text.split_whitespace() {
        let lower = word.to_ascii_lowercase();
        if matches!(lower.as_str(), "nvidia" | "amd" | "intel") && pick.model.is_empty() {
            pick.vendor = lower;
        } else if lower.ends_with("gi") && lower[..lower.len() - 2].parse::<u32>().is_ok() {
            pick.ram = Some(format!("{}Gi", &lower[..lower.len() - 2]));
        } else if matches!(lower.as_str(), "pcie" | "sxm") {
            pick.interface = Some(lower);
        } else if pick.model.is_empty()
            && lower
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
        {
            pick.model = lower;
        } else {
            return Err(format!(
                "{word} is no model, memory (80Gi) or interface (pcie, sxm)."
            ));
        }
    }
    if pick.model.is_empty() {
        Err("Name a model, such as h100.".into())
    } else {
        Ok(pick)
    }
}

/// What a service asks for in words: `1× h100 or a100`; empty without GPUs.
#[must_use]
pub fn summary(units: u64, picks: &[Pick]) -> String {
    if units == 0 {
        return String::new();
    }
    let mut models: Vec<&str> = Vec::new();
    for pick in picks {
        if !models.contains(&pick.model.as_str()) {
            models.push(&pick.model);
        }
    }
    let names = match models.as_slice() {
        [] => "any GPU".to_string(),
        [one] => (*one).to_string(),
        [first, second] => format!("{first} or {second}"),
        [first, rest @ ..] => format!("{first} or {} others", rest.len()),
    };
    format!("{units}× {names}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use contract::GpuModelView;

    fn pick(model: &str, ram: &str, interface: &str) -> Pick {
        let some = |s: &str| (!s.is_empty()).then(|| s.to_string());
        Pick {
            vendor: "nvidia".into(),
            model: model.into(),
            ram: some(ram),
            interface: some(interface),
        }
    }

    fn board() -> GpuBoardView {
        let address = types::Address::from_bytes(&[7; 20]).unwrap();
        let variant = |ram: &str, interface: &str, n: usize| GpuVariantView {
            ram: Some(ram.into()),
            interface: Some(interface.into()),
            providers: vec![address.clone(); n],
        };
        let model = |name: &str, bid: Option<i128>, variants| GpuModelView {
            vendor: "nvidia".into(),
            model: name.into(),
            variants,
            provider_count: 1,
            last_bid_per_hour: bid.map(|b| Dec18::from_int(b).unwrap()),
            last_bid_at: None,
        };
        GpuBoardView {
            models: vec![
                model("a100", None, vec![variant("40Gi", "pcie", 1)]),
                model(
                    "h100",
                    Some(2_000_000),
                    vec![variant("80Gi", "pcie", 2), variant("80Gi", "sxm", 4)],
                ),
                model("l40s", Some(800_000), vec![variant("48Gi", "pcie", 3)]),
            ],
            seen: UnixMillis(0),
        }
    }

    #[test]
    fn the_cheapest_seen_comes_first_and_unseen_last() {
        let cards = cards(Some(&board()), &[]);
        let models: Vec<_> = cards.iter().map(|c| c.pick.words()).collect();
        assert_eq!(
            models,
            [
                "l40s 48Gi PCIe",
                "h100 80Gi PCIe",
                "h100 80Gi SXM",
                "a100 40Gi PCIe"
            ]
        );
        assert!(cards.iter().all(|c| !c.chosen));
    }

    #[test]
    fn an_open_pick_covers_every_variant() {
        let cards = cards(Some(&board()), &[pick("h100", "", "")]);
        let chosen: Vec<_> = cards
            .iter()
            .filter(|c| c.chosen)
            .map(|c| c.pick.words())
            .collect();
        assert_eq!(chosen, ["h100 80Gi PCIe", "h100 80Gi SXM"]);
    }

    #[test]
    fn what_nobody_offers_stays_as_a_card() {
        let cards = cards(Some(&board()), &[pick("b200", "", "")]);
        let last = cards.last().unwrap();
        assert_eq!(
            (last.pick.model.as_str(), last.providers, last.chosen),
            ("b200", 0, true)
        );
        assert_eq!(super::cards(None, &[pick("b200", "", "")]).len(), 1);
    }

    #[test]
    fn taking_one_variant_out_names_the_others() {
        let open = [pick("h100", "", ""), pick("l40s", "", "")];
        let all = cards(Some(&board()), &open);
        let next = toggled(&open, &all, &pick("h100", "80Gi", "sxm"));
        assert_eq!(next, [pick("h100", "80Gi", "pcie"), pick("l40s", "", "")]);
        let back = toggled(&next, &all, &pick("h100", "80Gi", "pcie"));
        assert_eq!(back, [pick("l40s", "", "")]);
    }

    #[test]
    fn pressing_adds_and_presses_again_takes_away() {
        let all = cards(Some(&board()), &[]);
        let one = toggled(&[], &all, &pick("a100", "40Gi", "pcie"));
        assert_eq!(one, [pick("a100", "40Gi", "pcie")]);
        assert_eq!(toggled(&one, &all, &pick("a100", "40Gi", "pcie")), []);
    }

    #[test]
    fn filters_keep_what_is_chosen() {
        let all = cards(Some(&board()), &[pick("l40s", "", "")]);
        let shown = filtered(all.clone(), "SXM", MemoryFilter::Any);
        assert_eq!(
            shown.iter().map(|c| c.pick.words()).collect::<Vec<_>>(),
            ["l40s 48Gi PCIe", "h100 80Gi SXM"]
        );
        assert_eq!(filtered(all.clone(), "", MemoryFilter::Gib80).len(), 3);
        assert_eq!(filtered(all, "", MemoryFilter::Gib24).len(), 2);
    }

    #[test]
    fn memory_filters_survive_their_control() {
        for (filter, value, _) in MemoryFilter::ALL {
            assert_eq!(MemoryFilter::of(value), filter);
            assert_eq!(filter.value(), value);
        }
        assert_eq!(MemoryFilter::of("?"), MemoryFilter::Any);
    }

    #[test]
    fn a_model_can_be_typed() {
        assert_eq!(typed("H100"), Ok(pick("h100", "", "")));
        assert_eq!(
            typed("nvidia h200 141gi SXM"),
            Ok(pick("h200", "141Gi", "sxm"))
        );
        assert_eq!(typed("amd mi300x").unwrap().vendor, "amd");
        assert!(typed("").is_err());
        assert!(typed("h100 h200").is_err());
        assert!(typed("h100: x").is_err());
    }

    #[test]
    fn words_for_what_is_asked() {
        assert_eq!(summary(0, &[pick("h100", "", "")]), "");
        assert_eq!(summary(1, &[]), "1× any GPU");
        assert_eq!(
            summary(
                2,
                &[pick("h100", "80Gi", "sxm"), pick("h100", "80Gi", "pcie")]
            ),
            "2× h100"
        );
        assert_eq!(
            summary(1, &[pick("h100", "", ""), pick("a100", "", "")]),
            "1× h100 or a100"
        );
        assert_eq!(
            summary(
                1,
                &[pick("a", "", ""), pick("b", "", ""), pick("c", "", "")]
            ),
            "1× a or 2 others"
        );
    }
}
