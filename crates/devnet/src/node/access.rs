//! The node as the simulated providers reach it.

use super::{Block, Node};
use crate::chain::app::Outcome;
use crate::provider::chain::{BlockEvents, ChainAccess, Sent};
use crate::provider::ledger::LedgerError;
use async_trait::async_trait;
use tokio::sync::broadcast;

fn sent(outcome: &Outcome) -> Sent {
    Sent {
        code: outcome.code,
        codespace: outcome.codespace.clone(),
        log: outcome.log.clone(),
    }
}

fn events(block: &Block) -> BlockEvents {
    let went_through = block.outcomes.iter().filter(|o| o.code == 0);
    BlockEvents {
        height: u64::try_from(block.height).unwrap_or(0),
        events: went_through
            .flat_map(|o| &o.events)
            .map(|e| (e.kind.clone(), e.attributes.clone()))
            .collect(),
    }
}

#[async_trait]
impl ChainAccess for Node {
    async fn chain_id(&self) -> Result<String, LedgerError> {
        Ok(Node::chain_id(self).to_owned())
    }

    async fn broadcast_tx_sync(&self, tx: Vec<u8>) -> Result<Sent, LedgerError> {
        Node::broadcast_tx_sync(self, tx)
            .map(|o| sent(&o))
            .map_err(|e| LedgerError::Unreachable(e.to_string()))
    }

    async fn abci_query(&self, path: &str, data: Vec<u8>) -> Result<Option<Vec<u8>>, LedgerError> {
        match Node::abci_query(self, path, &data, 0).value {
            Ok(bytes) => Ok(Some(bytes)),
            Err(e) if e.code == 22 => Ok(None),
            Err(e) => Err(LedgerError::Refused {
                codespace: e.codespace.to_owned(),
                code: e.code,
                log: e.log,
            }),
        }
    }

    async fn tx(&self, hash: [u8; 32]) -> Result<Option<Sent>, LedgerError> {
        let found = Node::tx(self, &hash);
        Ok(found.and_then(|(block, index)| block.outcomes.get(index).map(sent)))
    }

    fn subscribe_blocks(&self) -> broadcast::Receiver<BlockEvents> {
        let mut blocks = Node::subscribe_blocks(self);
        let (sender, receiver) = broadcast::channel(256);
        tokio::spawn(async move {
            loop {
                match blocks.recv().await {
                    Ok(block) => {
                        if sender.send(events(&block)).is_err() {
                            return;
                        }
                    }
                    Err(broadcast::error::RecvError::Lagged(_)) => {}
                    Err(broadcast::error::RecvError::Closed) => return,
                }
            }
        });
        receiver
    }
}
