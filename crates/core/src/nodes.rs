//! The nodes of the chosen network: how each one is, which is asked first, and whether they agree.

use std::time::Duration;

use chain::query::Account;
use chain::{NodeStatus, Rpc, RpcError};
use contract::{ApiError, ErrorCode, NodeState, NodeView};
use futures::future::join_all;
use types::{Address, ChainId, Height, UnixMillis};

use crate::error::{self, Result};
use crate::networks::Profile;
use crate::{Core, lock};

/// A newest block older than this means that the chain or the node stands still, in milliseconds.
const STALE: u64 = 60_000;
/// A block from so far in the future means that this device's clock is wrong, in milliseconds.
const EARLY: u64 = 30_000;
/// Blocks that a node may be behind the best one.
const LAG: u64 = 10;
/// Longest wait for a node's `status`.
const PATIENCE: Duration = Duration::from_secs(5);
/// Nodes that are asked before something is signed.
const WITNESSES: usize = 3;

/// What is known of the nodes of one network.
#[derive(Default)]
pub(crate) struct Nodes {
    network: String,
    list: Vec<Node>,
}

/// One node as last seen.
#[derive(Debug, Clone)]
pub(crate) struct Node {
    pub(crate) url: String,
    pub(crate) status: Option<NodeStatus>,
    pub(crate) state: NodeState,
    pub(crate) latency: Option<u32>,
    pub(crate) problem: Option<String>,
}

impl Node {
    fn new(url: &str) -> Self {
        Self {
            url: url.to_owned(),
            status: None,
            state: NodeState::Connecting,
            latency: None,
            problem: None,
        }
    }

    /// The higher the better to ask.
    const fn rank(&self) -> u8 {
        match self.state {
            NodeState::Healthy => 4,
            NodeState::Connecting => 3,
            NodeState::Behind => 2,
            NodeState::Offline => 1,
            NodeState::WrongChain => 0,
        }
    }

    fn view(&self) -> NodeView {
        NodeView {
            rpc: self.url.clone(),
            state: self.state,
            height: self.status.as_ref().map(|s| s.height),
            latency_millis: self.latency,
            problem: self.problem.clone(),
        }
    }
}

impl Nodes {
    pub(crate) fn clear(&mut self) {
        *self = Self::default();
    }

    /// The nodes of this profile, the one to ask first in front.
    fn of(&self, profile: &Profile) -> Vec<Node> {
        let urls = profile.network.addresses();
        let same = self.network == profile.network.id && self.list.len() == urls.len();
        if same && urls.iter().all(|u| self.list.iter().any(|n| &n.url == u)) {
            return self.list.clone();
        }
        urls.iter().map(|url| Node::new(url)).collect()
    }

    pub(crate) fn view(&self) -> Vec<NodeView> {
        self.list.iter().map(Node::view).collect()
    }
}

/// What a status says of a node beside the best height that any node of the network has.
fn judge(
    status: &NodeStatus,
    expected: &ChainId,
    best: Height,
    now: UnixMillis,
) -> (NodeState, Option<String>) {
    let age = now.since(status.block_time);
    let lag = best.0.saturating_sub(status.height.0);
    if status.chain_id != *expected {
        let words = format!(
            "The node is on {}, this profile on {expected}.",
            status.chain_id
        );
        (NodeState::WrongChain, Some(words))
    } else if status.catching_up {
        (NodeState::Behind, Some("The node is catching up.".into()))
    } else if lag > LAG {
        let words = format!("The node is {lag} blocks behind the others.");
        (NodeState::Behind, Some(words))
    } else if age > STALE {
        let words = format!(
            "The newest block is {} s old: the chain stands still, or this device's clock is fast.",
            age / 1000
        );
        (NodeState::Behind, Some(words))
    } else if status.block_time.since(now) > EARLY {
        let words = format!(
            "This device's clock is {} s behind the chain's time.",
            status.block_time.since(now) / 1000
        );
        (NodeState::Healthy, Some(words))
    } else {
        (NodeState::Healthy, None)
    }
}

/// The node that was asked stays in front as long as no other is better; among equals the quicker.
fn order(list: &mut [Node]) {
    let Some(now) = list.first().map(|n| (n.url.clone(), n.rank())) else {
        return;
    };
    list.sort_by_key(|node| {
        let stays = node.url == now.0 && node.rank() == now.1;
        (
            std::cmp::Reverse(node.rank()),
            !stays,
            node.latency.unwrap_or(u32::MAX),
        )
    });
}

impl Core {
    /// RPC of the chosen network: its nodes, the best one first.
    pub(crate) fn rpc(&self) -> Result<Rpc> {
        let profile = self.network()?;
        let nodes = lock(&self.0.nodes).of(&profile);
        let usable = |n: &&Node| n.state != NodeState::WrongChain || nodes.len() == 1;
        let urls: Vec<String> = nodes.iter().filter(usable).map(|n| n.url.clone()).collect();
        Ok(Rpc::over(self.home().http.clone(), &urls))
    }

    /// Address of the node that is asked first.
    pub(crate) fn first_node(&self) -> Result<String> {
        let profile = self.network()?;
        let nodes = lock(&self.0.nodes).of(&profile);
        let first = nodes.into_iter().next().map(|node| node.url);
        first.ok_or_else(|| error::invalid("This network has no node."))
    }

    /// Asks all nodes of `profile` how they are; gives the one to ask first.
    pub(crate) async fn ask_nodes(&self, profile: &Profile) -> Option<Node> {
        let mut list = lock(&self.0.nodes).of(profile);
        let looks = join_all(list.iter().map(|node| self.ask_node(&node.url))).await;
        let answered: Vec<&NodeStatus> = looks.iter().filter_map(|l| l.0.as_ref().ok()).collect();
        // The chain that the profile is bound to, else what the first node says.
        let expected = profile.chain_id.clone();
        let expected = expected.or_else(|| answered.first().map(|s| s.chain_id.clone()));
        let right = answered
            .iter()
            .filter(|s| Some(&s.chain_id) == expected.as_ref());
        let best = right.map(|s| s.height).max().unwrap_or_default();
        for (node, (answer, latency)) in list.iter_mut().zip(looks) {
            match (answer, &expected) {
                (Ok(status), Some(expected)) => {
                    (node.state, node.problem) = judge(&status, expected, best, self.now());
                    node.latency = Some(latency);
                    node.status = Some(status);
                }
                (Ok(_), None) => {}
                (Err(e), _) => {
                    node.state = NodeState::Offline;
                    node.problem = Some(e.to_string());
                    node.latency = None;
                }
            }
        }
        order(&mut list);
        let first = list.first().cloned();
        *lock(&self.0.nodes) = Nodes {
            network: profile.network.id.clone(),
            list,
        };
        first
    }

    async fn ask_node(&self, url: &str) -> (std::result::Result<NodeStatus, RpcError>, u32) {
        let rpc = Rpc::new(self.home().http.clone(), url).patient_for(PATIENCE);
        let begun = self.now();
        let answer = rpc.status().await;
        let latency = u32::try_from(self.now().since(begun)).unwrap_or(u32::MAX);
        (answer, latency)
    }

    /// Where the account stands, as all nodes say that answer; asked before something is signed.
    pub(crate) async fn witnessed_account(&self, address: &Address) -> Result<Option<Account>> {
        let chain_id = self.chain_id().await?;
        let nodes = lock(&self.0.nodes).of(&self.network()?);
        let asked = nodes.iter().take(WITNESSES).map(|node| async move {
            let rpc = Rpc::new(self.home().http.clone(), &node.url).patient_for(PATIENCE);
            let status = rpc.status().await?;
            let account = chain::query::account(&rpc, address).await?;
            Ok::<_, RpcError>((status, account))
        });
        let mut fault = None;
        let mut said = Vec::new();
        for answer in join_all(asked).await {
            match answer {
                Ok(witness) => said.push(witness),
                Err(e) if e.is_of_node() => fault = Some(e),
                Err(e) => return Err(error::rpc(e)),
            }
        }
        if said.is_empty() {
            let none = || RpcError::Malformed("no node answered".into());
            return Err(error::rpc(fault.unwrap_or_else(none)));
        }
        agree(&chain_id, said)
    }
}

/// What the nodes agree on; those that are behind don't count.
fn agree(
    chain_id: &ChainId,
    mut said: Vec<(NodeStatus, Option<Account>)>,
) -> Result<Option<Account>> {
    let other = said.iter().find(|(status, _)| status.chain_id != *chain_id);
    if let Some((status, _)) = other
        && said.iter().all(|(status, _)| status.chain_id != *chain_id)
    {
        return Err(ApiError::new(
            ErrorCode::Offline,
            format!(
                "The node is on {}, this profile on {chain_id}.",
                status.chain_id
            ),
        )
        .safe("Nothing was signed.")
        .hint("Choose the right network, or add this one anew in Settings."));
    }
    said.retain(|(status, _)| status.chain_id == *chain_id);
    let best = said.iter().map(|(status, _)| status.height.0).max();
    said.retain(|(status, _)| status.height.0 + LAG >= best.unwrap_or_default());
    let accounts: Vec<Account> = said.iter().filter_map(|(_, account)| *account).collect();
    let Some(newest) = accounts.iter().max_by_key(|account| account.sequence) else {
        return Ok(None);
    };
    if accounts
        .iter()
        .any(|account| account.number != newest.number)
    {
        return Err(ApiError::new(
            ErrorCode::Offline,
            "The nodes of this network don't agree about this account.",
        )
        .safe("Nothing was signed.")
        .hint("Take the node that you trust least out of the profile in Settings."));
    }
    Ok(Some(*newest))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn status(chain: &str, height: u64, at: u64) -> NodeStatus {
        NodeStatus {
            chain_id: chain.parse().unwrap(),
            height: Height(height),
            block_time: UnixMillis(at),
            catching_up: false,
        }
    }

    fn account(number: u64, sequence: u64) -> Option<Account> {
        Some(Account {
            number,
            sequence,
            has_public_key: true,
        })
    }

    #[test]
    fn nodes_are_judged_by_chain_height_and_time() {
        let chain: ChainId = "demo-1".parse().unwrap();
        let of = |status: NodeStatus| judge(&status, &chain, Height(100), UnixMillis(1_000_000));
        assert_eq!(
            of(status("demo-1", 99, 999_000)),
            (NodeState::Healthy, None)
        );
        assert_eq!(of(status("other-1", 99, 999_000)).0, NodeState::WrongChain);
        assert_eq!(of(status("demo-1", 80, 999_000)).0, NodeState::Behind);
        assert_eq!(of(status("demo-1", 99, 900_000)).0, NodeState::Behind);
        let (state, words) = of(status("demo-1", 99, 1_100_000));
        assert_eq!(state, NodeState::Healthy);
        assert!(words.unwrap().contains("100 s behind"));
        let catching_up = NodeStatus {
            catching_up: true,
            ..status("demo-1", 99, 999_000)
        };
        assert_eq!(of(catching_up).0, NodeState::Behind);
    }

    #[test]
    fn the_first_stays_until_another_is_better() {
        let node = |url: &str, state, latency| Node {
            state,
            latency: Some(latency),
            ..Node::new(url)
        };
        let first = |list: &mut Vec<Node>| {
            order(list);
            list[0].url.clone()
        };
        let (good, bad) = (NodeState::Healthy, NodeState::Offline);
        let mut list = vec![node("a", good, 90), node("b", good, 5)];
        assert_eq!(first(&mut list), "a", "speed alone is no reason to go");
        list[0].state = bad;
        assert_eq!(first(&mut list), "b");
        list[1].state = good;
        assert_eq!(first(&mut list), "b", "no way back by itself");
        let mut list = vec![node("a", bad, 1), node("b", good, 9), node("c", good, 3)];
        assert_eq!(first(&mut list), "c");
    }

    #[test]
    fn accounts_need_agreement() {
        let chain: ChainId = "demo-1".parse().unwrap();
        let at = |height| status("demo-1", height, 0);
        let said = vec![
            (at(50), account(7, 3)),
            (at(52), account(7, 4)),
            (at(5), account(7, 9)),
        ];
        assert_eq!(
            agree(&chain, said).unwrap(),
            account(7, 4),
            "the one behind doesn't count"
        );
        let split = vec![(at(50), account(7, 3)), (at(50), account(8, 3))];
        assert!(agree(&chain, split).unwrap_err().message.contains("agree"));
        let foreign = vec![(status("other-1", 50, 0), account(7, 3))];
        assert!(
            agree(&chain, foreign)
                .unwrap_err()
                .message
                .contains("other-1")
        );
        let mixed = vec![
            (status("other-1", 90, 0), account(1, 1)),
            (at(50), account(7, 3)),
        ];
        assert_eq!(agree(&chain, mixed).unwrap(), account(7, 3));
        assert_eq!(agree(&chain, vec![(at(1), None)]).unwrap(), None);
    }
}
