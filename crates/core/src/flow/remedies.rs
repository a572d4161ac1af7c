//! Why a provider can't bid, and which single change of the draft lets more of them.

use std::collections::BTreeSet;

use chain::query::Provider;
use contract::RemedyView;
use proto::deployment_v1beta4::GroupSpec;
use sdl::draft::{self, Draft};

use crate::gpus::{self, Gpu};
use crate::market::Known;
use crate::spec;

/// The first constraint of a group that a provider's attributes do not meet.
pub(super) fn reason(group: &GroupSpec, provider: &Provider, known: &Known) -> Option<String> {
    let requirements = group.requirements.as_ref();
    let unmet = requirements
        .iter()
        .flat_map(|r| &r.attributes)
        .find(|wish| {
            !provider
                .attributes
                .iter()
                .any(|(key, value)| *key == wish.key && *value == wish.value)
        });
    if let Some(wish) = unmet {
        let has = provider.attribute(&wish.key).unwrap_or("nothing");
        return Some(format!(
            "{} is {has}, the order wants {}.",
            wish.key, wish.value
        ));
    }
    if let Some(signed) = requirements.and_then(|r| r.signed_by.as_ref()) {
        let audits: Vec<String> = known
            .audited_by(&provider.owner)
            .iter()
            .map(ToString::to_string)
            .collect();
        let all = signed.all_of.iter().all(|auditor| audits.contains(auditor));
        let any = signed.any_of.is_empty() || signed.any_of.iter().any(|a| audits.contains(a));
        if !all || !any {
            return Some("It is not audited by the auditor that the order wants.".into());
        }
    }
    let offered = gpus::of(provider);
    let missing = gpus::wanted(group).into_iter().find(|(models, _)| {
        !models.is_empty()
            && !models
                .iter()
                .any(|wish| offered.iter().any(|have| have.satisfies(wish)))
    });
    missing.map(|(models, _)| {
        let names: Vec<_> = models.iter().map(Gpu::words).collect();
        format!("It offers no {}.", names.join(" or "))
    })
}

/// How many providers' attributes meet all groups.
fn matching(groups: &[GroupSpec], known: &Known) -> u32 {
    let fits = |provider: &&Provider| {
        groups
            .iter()
            .all(|group| reason(group, provider, known).is_none())
    };
    u32::try_from(known.providers.iter().filter(fits).count()).unwrap_or(u32::MAX)
}

/// Changes of the text that let more providers match, most first.
pub(super) fn remedies(sdl: &str, known: &Known) -> Vec<RemedyView> {
    let Ok(now) = spec::read(sdl) else {
        return Vec::new();
    };
    let before = matching(&now.groups, known);
    let mut found: Vec<RemedyView> = candidates(sdl)
        .into_iter()
        .chain(other_models(sdl, known))
        .filter_map(|(label, sdl)| {
            let spec = spec::read(&sdl).ok()?;
            let wins = matching(&spec.groups, known).saturating_sub(before);
            let dearer = spec.price_cap() > now.price_cap();
            (wins > 0 || dearer).then_some(RemedyView { label, wins, sdl })
        })
        .collect();
    found.sort_by_key(|remedy| std::cmp::Reverse(remedy.wins));
    found
}

/// The text with one thing relaxed in each; lines elsewhere stay as they are.
fn candidates(sdl: &str) -> Vec<(String, String)> {
    let mut all = vec![("Double the price cap".to_owned(), doubled(sdl))];
    for (section, label) in [
        ("signedBy:", "Ask for no audit"),
        ("attributes:", "Ask for no provider attributes"),
    ] {
        all.extend(without_placement_block(sdl, section).map(|text| (label.to_owned(), text)));
    }
    all
}

/// The text with one more GPU model of the market accepted wherever models are named, in each.
fn other_models(sdl: &str, known: &Known) -> Vec<(String, String)> {
    let offered: BTreeSet<(String, String)> = known
        .providers
        .iter()
        .flat_map(gpus::of)
        .filter(|gpu| gpu.model != "*")
        .map(|gpu| (gpu.vendor, gpu.model))
        .collect();
    let with = |vendor: &str, model: &str| {
        let mut text = Draft::new(sdl);
        for service in text.outline()?.services {
            let named = service.gpu_units > 0 && !service.gpus.is_empty();
            if !named || service.gpus.iter().any(|gpu| gpu.model == model) {
                continue;
            }
            let mut models = service.gpus;
            models.push(draft::Gpu {
                vendor: vendor.to_owned(),
                model: model.to_owned(),
                ram: None,
                interface: None,
            });
            let edit = draft::Edit::Gpu(service.gpu_units, models);
            text.edit(&service.name, &edit).ok()?;
        }
        (text.text() != sdl).then(|| (format!("Accept {model} too"), text.text().to_owned()))
    };
    offered
        .iter()
        .filter_map(|(vendor, model)| with(vendor, model))
        .collect()
}

/// Every `amount:` doubled; amounts that are no plain numbers stay.
fn doubled(sdl: &str) -> String {
    let line = |line: &str| {
        let Some((head, value)) = line.split_once("amount:") else {
            return line.to_owned();
        };
        let number: String = value
            .trim()
            .chars()
            .take_while(|c| c.is_ascii_digit())
            .collect();
        match number.parse::<u64>() {
            Ok(amount) => format!(
                "{head}amount:{}",
                value.replacen(&number, &(amount * 2).to_string(), 1)
            ),
            Err(_) => line.to_owned(),
        }
    };
    sdl.lines().map(line).collect::<Vec<_>>().join("\n") + "\n"
}

/// The text without the block `section` below `placement:`.
fn without_placement_block(sdl: &str, section: &str) -> Option<String> {
    let indent = |line: &str| line.len() - line.trim_start().len();
    let lines: Vec<&str> = sdl.lines().collect();
    let placement = lines.iter().position(|l| l.trim() == "placement:")?;
    let inside =
        |at: usize| lines[at].trim().is_empty() || indent(lines[at]) > indent(lines[placement]);
    let end = (placement + 1..lines.len())
        .find(|at| !inside(*at))
        .unwrap_or(lines.len());
    let start = (placement + 1..end).find(|at| lines[*at].trim() == section)?;
    let stop = (start + 1..end)
        .find(|at| !lines[*at].trim().is_empty() && indent(lines[*at]) <= indent(lines[start]))
        .unwrap_or(end);
    Some([&lines[..start], &lines[stop..]].concat().join("\n") + "\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    const SDL: &str = "profiles:\n  placement:\n    dc:\n      attributes:\n        region: eu\n      signedBy:\n        anyOf:\n          - x\n      pricing:\n        web:\n          denom: uact\n          amount: 100\ndeployment: {}\n";

    #[test]
    fn relaxes_one_thing_and_leaves_the_rest() {
        let text = without_placement_block(SDL, "signedBy:").unwrap();
        assert!(
            !text.contains("anyOf") && text.contains("region: eu") && text.contains("amount: 100")
        );
        let text = without_placement_block(SDL, "attributes:").unwrap();
        assert!(!text.contains("region") && text.contains("anyOf"));
        assert_eq!(without_placement_block(SDL, "nothing:"), None);
        assert_eq!(doubled(SDL), SDL.replace("amount: 100", "amount: 200"));
    }
}
