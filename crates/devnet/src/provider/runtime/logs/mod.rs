//! Log lines of a replica. Each line's time and text follow from its number, so a stream can begin anywhere.

mod stamp;
mod text;

use super::timeline::{CRASH_AFTER, Outcome, retries};
use super::{Pod, Workload};
use sha2::{Digest, Sha256};

/// Older lines than this many are rotated away.
pub const KEPT: usize = 5_000;

/// One line of a replica.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// When it was written, in milliseconds.
    pub at: u64,
    /// The replica.
    pub pod: String,
    /// The text, without line end.
    pub text: String,
}

impl Workload {
    /// The lines with `from < at <= to` of all replicas, by time; at most [`KEPT`] of each replica.
    pub fn lines(&self, services: &[String], from: Option<u64>, to: u64) -> Vec<Line> {
        let mut all: Vec<Line> = self
            .all_pods(services)
            .iter()
            .flat_map(|p| pod_lines(p, from, to))
            .collect();
        all.sort_by_key(|l| l.at);
        all
    }

    /// The last `tail` lines of each replica that exists at `now`, or all of them.
    pub fn tail(&self, services: &[String], tail: Option<usize>, now: u64) -> Vec<Line> {
        let mut all = Vec::new();
        for pod in self.pods(services, now) {
            let lines = pod_lines(&pod, None, now);
            let skip = tail.map_or(0, |n| lines.len().saturating_sub(n));
            all.extend(lines.into_iter().skip(skip));
        }
        all.sort_by_key(|l| l.at);
        all
    }
}

fn pod_lines(pod: &Pod<'_>, from: Option<u64>, to: u64) -> Vec<Line> {
    let to = pod.ends.map_or(to, |e| to.min(e));
    let seed = seed(&pod.name);
    let starts: Vec<u64> = match pod.timeline.outcome {
        Outcome::NoImage { .. } => vec![],
        Outcome::Runs { started, .. } => vec![started],
        Outcome::Crashes { started, .. } => std::iter::once(started)
            .chain(retries(started, to))
            .collect(),
    };
    let mut lines = Vec::new();
    for start in starts {
        let script = text::Script::new(
            &pod.rollout.spec,
            pod.rollout
                .spec
                .resources
                .gpu
                .as_ref()
                .map_or(0, |g| g.value),
        );
        let mut push = |at: u64, text: String| {
            if at <= to && from.is_none_or(|f| at > f) {
                lines.push(Line {
                    at,
                    pod: pod.name.clone(),
                    text,
                });
            }
        };
        push(start, text::first(&pod.rollout.spec.image));
        let boot = script.boot(seed);
        let (_, last) = match pod.timeline.outcome {
            Outcome::Crashes { code, .. } => {
                push(
                    start + CRASH_AFTER,
                    format!("process exited with code {code}"),
                );
                continue;
            }
            Outcome::Runs { started, ready, .. } => (started, ready),
            Outcome::NoImage { .. } => continue,
        };
        // The boot lines fill the time until the replica answers.
        let count = boot.len() as u64;
        for (i, line) in (1..).zip(boot) {
            let at = start + (last - start) * i / count;
            push(at, line(&stamp::at(at)));
        }
        let period = script.period();
        let first = from.map_or(0, |f| f.saturating_sub(last) / period);
        let end = to.saturating_sub(last) / period;
        let first = first.max(end.saturating_sub(KEPT as u64));
        for n in first..=end {
            let at = last + (n + 1) * period - noise(seed, n) % (period / 2);
            push(at, script.turn(seed, n, &stamp::at(at)));
        }
    }
    let skip = lines.len().saturating_sub(KEPT);
    lines.split_off(skip)
}

fn seed(name: &str) -> u64 {
    let digest = Sha256::digest(name);
    u64::from_be_bytes([
        digest[0], digest[1], digest[2], digest[3], digest[4], digest[5], digest[6], digest[7],
    ])
}

/// A number that looks random, always the same for the same seed and turn (splitmix64).
fn noise(seed: u64, n: u64) -> u64 {
    let mut z = seed.wrapping_add(n.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15));
    z = (z ^ z >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ z >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ z >> 31
}

#[cfg(test)]
mod tests {
    use super::super::samples::*;
    use super::*;

    #[test]
    fn first_line_says_simulated_for_every_kind() {
        for image in [
            "vllm/vllm-openai",
            "ollama/ollama",
            "x/comfyui",
            "jupyter/base-notebook",
            "nginx",
            "redis",
        ] {
            let w = workload(image, 1);
            let lines = w.tail(&[], None, 60_000);
            assert!(lines[0].text.contains("simulated"), "{image}");
            assert!(lines[0].text.contains(image));
            assert!(lines.len() > 4, "{image}: {}", lines.len());
            assert!(lines.iter().all(|l| !l.text.contains('\n')));
        }
    }

    #[test]
    fn lines_go_on() {
        let w = workload("nginx", 1);
        let early = w.tail(&[], None, 30_000).len();
        assert!(w.tail(&[], None, 90_000).len() > early + 4);
        assert!(w.tail(&[], None, 1_000_000_000).len() <= KEPT);
    }

    #[test]
    fn tail_counts_from_the_end_of_each_replica() {
        let w = workload("nginx", 2);
        assert_eq!(w.tail(&[], Some(3), 60_000).len(), 6);
        assert!(w.tail(&[], Some(0), 60_000).is_empty());
        assert!(w.tail(&["other".into()], None, 60_000).is_empty());
    }

    #[test]
    fn windows_join_without_gap_or_repeat() {
        let w = workload("vllm/vllm-openai", 2);
        let whole = w.lines(&[], None, 60_000);
        let mut parts = Vec::new();
        let mut from = None;
        for to in (0..=60_000).step_by(371).chain([60_000]) {
            parts.extend(w.lines(&[], from, to));
            from = Some(to);
        }
        assert_eq!(whole, parts);
    }

    #[test]
    fn no_image_no_lines() {
        assert!(workload("Bad", 1).tail(&[], None, 1_000_000).is_empty());
    }
}
