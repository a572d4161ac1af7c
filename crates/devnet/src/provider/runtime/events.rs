//! The cluster's events of a workload, as `kubeevents` sends them.

use super::image::BadImage;
use super::timeline::{CRASH_AFTER, Outcome, retries};
use super::{Pod, Workload, names};
use serde_json::{Value, json};

/// One event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// When, in milliseconds. Not sent: the real stream has no times either.
    pub at: u64,
    /// `Normal` or `Warning`.
    pub kind: &'static str,
    /// Who reports it.
    pub controller: &'static str,
    /// What happened, one word.
    pub reason: &'static str,
    /// The same in a sentence.
    pub note: String,
    /// Kind of the object.
    pub object: &'static str,
    /// Its name.
    pub name: String,
}

impl Event {
    /// The message of the stream. `node` is the name of the machine, `namespace` that of the lease.
    pub fn message(&self, namespace: &str, node: &str) -> Value {
        let mut value = json!({
            "type": self.kind,
            "reason": self.reason,
            "note": self.note,
            "object": {"kind": self.object, "namespace": namespace, "name": self.name},
        });
        value["reportingController"] = json!(self.controller);
        if self.controller == "kubelet" {
            value["reportingInstance"] = json!(node);
        }
        value
    }
}

impl Workload {
    /// All events with `from < at <= to`, in order of time. `node` is the machine they happen on.
    pub fn events(
        &self,
        services: &[String],
        from: Option<u64>,
        to: u64,
        node: &str,
    ) -> Vec<Event> {
        let mut all: Vec<Event> = self
            .all_pods(services)
            .iter()
            .flat_map(|pod| pod_events(pod, &names::namespace(self.lease()), node, to))
            .filter(|e| from.is_none_or(|f| e.at > f) && e.at <= to)
            .collect();
        all.sort_by_key(|e| e.at);
        all
    }
}

fn pod_events(pod: &Pod<'_>, namespace: &str, node: &str, to: u64) -> Vec<Event> {
    let spec = &pod.rollout.spec;
    let image = &spec.image;
    let container = &spec.name;
    let kubelet = |at: u64, kind: &'static str, reason: &'static str, note: String| Event {
        at,
        kind,
        controller: "kubelet",
        reason,
        note,
        object: "Pod",
        name: pod.name.clone(),
    };
    let (owner, maker, created) = if spec.is_stateful() {
        (
            "StatefulSet",
            "statefulset-controller",
            format!(
                "create Pod {} in StatefulSet {container} successful",
                pod.name
            ),
        )
    } else {
        (
            "ReplicaSet",
            "replicaset-controller",
            format!("Created pod: {}", pod.name),
        )
    };
    let set = pod
        .name
        .rsplit_once('-')
        .map_or(pod.name.as_str(), |(set, _)| set);
    let t = &pod.timeline;
    let mut all = vec![
        Event {
            at: t.scheduled.saturating_sub(1),
            kind: "Normal",
            controller: maker,
            reason: "SuccessfulCreate",
            note: created,
            object: owner,
            name: set.to_owned(),
        },
        Event {
            at: t.scheduled,
            kind: "Normal",
            controller: "default-scheduler",
            reason: "Scheduled",
            note: format!("Successfully assigned {namespace}/{} to {node}", pod.name),
            object: "Pod",
            name: pod.name.clone(),
        },
    ];
    let start = |at: u64| {
        [
            kubelet(
                at.saturating_sub(1),
                "Normal",
                "Created",
                format!("Created container: {container}"),
            ),
            kubelet(
                at,
                "Normal",
                "Started",
                format!("Started container {container}"),
            ),
        ]
    };
    let pulling = |at: u64| {
        kubelet(
            at,
            "Normal",
            "Pulling",
            format!("Pulling image \"{image}\""),
        )
    };
    let pulled = |at: u64| {
        let ms = at - t.pulling;
        let note = format!(
            "Successfully pulled image \"{image}\" in {}.{:03}s (simulated)",
            ms / 1000,
            ms % 1000
        );
        kubelet(at, "Normal", "Pulled", note)
    };
    match t.outcome {
        Outcome::Runs {
            pulled: p, started, ..
        } => {
            all.extend([pulling(t.pulling), pulled(p)]);
            all.extend(start(started));
        }
        Outcome::NoImage {
            failed,
            why: BadImage::InvalidName,
        } => {
            for at in std::iter::once(failed).chain(retries(failed, to)) {
                let note = format!(
                    "Failed to apply default image tag \"{image}\": couldn't parse image name"
                );
                all.push(kubelet(at, "Warning", "InspectFailed", note));
                all.push(kubelet(
                    at,
                    "Warning",
                    "Failed",
                    "Error: InvalidImageName".into(),
                ));
            }
        }
        Outcome::NoImage { failed, why } => {
            let cause = match why {
                BadImage::NoSuchHost => "failed to resolve reference: no such host",
                BadImage::Denied => "pull access denied: authorization failed",
                BadImage::NotFound | BadImage::InvalidName => "not found",
            };
            all.push(pulling(t.pulling));
            for at in std::iter::once(failed).chain(retries(failed, to)) {
                let note = format!("Failed to pull image \"{image}\": {cause} (simulated)");
                all.push(kubelet(at, "Warning", "Failed", note));
                all.push(kubelet(
                    at,
                    "Warning",
                    "Failed",
                    "Error: ErrImagePull".into(),
                ));
                all.push(kubelet(
                    at + 1_000,
                    "Normal",
                    "BackOff",
                    format!("Back-off pulling image \"{image}\""),
                ));
                all.push(kubelet(
                    at + 1_000,
                    "Warning",
                    "Failed",
                    "Error: ImagePullBackOff".into(),
                ));
            }
        }
        Outcome::Crashes {
            pulled: p, started, ..
        } => {
            all.extend([pulling(t.pulling), pulled(p)]);
            for at in std::iter::once(started).chain(retries(started, to)) {
                all.extend(start(at));
                let note = format!(
                    "Back-off restarting failed container {container} in pod {}_{namespace}",
                    pod.name
                );
                all.push(kubelet(
                    at + CRASH_AFTER + 1_000,
                    "Warning",
                    "BackOff",
                    note,
                ));
            }
        }
    }
    if let Some(ends) = pod.ends {
        all.push(kubelet(
            ends,
            "Normal",
            "Killing",
            format!("Stopping container {container}"),
        ));
    }
    all
}

#[cfg(test)]
mod tests {
    use super::super::samples::*;

    fn reasons(image: &str, to: u64) -> Vec<&'static str> {
        workload(image, 1)
            .events(&[], None, to, "node1")
            .iter()
            .map(|e| e.reason)
            .collect()
    }

    #[test]
    fn a_start_is_told_in_order() {
        let all = [
            "SuccessfulCreate",
            "Scheduled",
            "Pulling",
            "Pulled",
            "Created",
            "Started",
        ];
        assert_eq!(reasons("nginx", 20_000), all);
        assert_eq!(reasons("nginx", 1_000), all[..2]);
    }

    #[test]
    fn a_bad_image_fails_and_backs_off() {
        let all = reasons("nginx:does-not-exist", 5_000);
        assert_eq!(
            all[2..],
            ["Pulling", "Failed", "Failed", "BackOff", "Failed"]
        );
        assert!(reasons("nginx:does-not-exist", 60_000).len() > all.len());
        assert!(reasons("Nginx", 5_000).contains(&"InspectFailed"));
    }

    #[test]
    fn a_crash_restarts() {
        let mut w = workload("redis", 1);
        let mut group = group("redis", 1);
        group.services.as_mut().unwrap()[0].command = Some(vec!["false".into()]);
        w.accept(group, 0);
        let all = w.events(&[], None, 60_000, "node1");
        assert!(all.iter().filter(|e| e.reason == "Started").count() > 2);
        assert!(all.iter().any(|e| {
            e.note
                .starts_with("Back-off restarting failed container web")
        }));
    }

    #[test]
    fn windows_join_without_gap_or_repeat() {
        let w = workload("nginx", 3);
        let whole = w.events(&[], None, 20_000, "n");
        let mut parts = w.events(&[], None, 2_000, "n");
        parts.extend(w.events(&[], Some(2_000), 3_100, "n"));
        parts.extend(w.events(&[], Some(3_100), 20_000, "n"));
        assert_eq!(whole, parts);
    }

    #[test]
    fn message_has_the_fields_of_the_stream() {
        let w = workload("nginx", 1);
        let all = w.events(&[], None, 20_000, "node1");
        let message = all[2].message("ns", "node1");
        assert_eq!(message["type"], "Normal");
        assert_eq!(message["reportingInstance"], "node1");
        assert_eq!(message["object"]["kind"], "Pod");
        assert!(
            all[1]
                .message("ns", "node1")
                .get("reportingInstance")
                .is_none()
        );
    }
}
