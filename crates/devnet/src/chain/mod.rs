//! The chain: what a node of Akash checks and keeps, as one process with one validator.

mod ante;
mod escrow;
pub mod genesis;
mod journal;
mod msgs;
pub mod node;
mod query;
pub mod rpc;
mod state;

pub use genesis::Genesis;
pub use node::{Node, NodeConfig};
pub use state::Fault;

use async_trait::async_trait;
use tokio::sync::broadcast;

use crate::provider::chain::{BlockEvents, ChainAccess, Sent};
use crate::provider::ledger::LedgerError;

fn sent(fault: Option<&Fault>) -> Sent {
    fault.map_or_else(Sent::default, |f| Sent {
        code: f.code,
        codespace: f.codespace.into(),
        log: f.log.clone(),
    })
}

#[async_trait]
impl ChainAccess for Node {
    async fn chain_id(&self) -> Result<String, LedgerError> {
        Ok(Node::chain_id(self))
    }

    async fn broadcast_tx_sync(&self, tx: Vec<u8>) -> Result<Sent, LedgerError> {
        Ok(sent(Node::broadcast_tx_sync(self, tx).err().as_ref()))
    }

    async fn abci_query(&self, path: &str, data: Vec<u8>) -> Result<Option<Vec<u8>>, LedgerError> {
        match Node::abci_query(self, path, &data) {
            Ok((value, _)) => Ok(Some(value)),
            Err(fault) if fault.code == 22 => Ok(None),
            Err(fault) => Err(LedgerError::Refused {
                codespace: fault.codespace.into(),
                code: fault.code,
                log: fault.log,
            }),
        }
    }

    async fn tx(&self, hash: [u8; 32]) -> Result<Option<Sent>, LedgerError> {
        Ok(Node::tx(self, &hash).map(|tx| sent(tx.result.fault.as_ref())))
    }

    fn subscribe_blocks(&self) -> broadcast::Receiver<BlockEvents> {
        let mut blocks = self.subscribe();
        let (sender, receiver) = broadcast::channel(1024);
        tokio::spawn(async move {
            loop {
                match blocks.recv().await {
                    Ok(block) => {
                        let passed = block.txs.iter().filter(|tx| tx.result.fault.is_none());
                        let events = passed
                            .flat_map(|tx| &tx.result.events)
                            .map(|e| (e.kind.clone(), e.attributes.clone()))
                            .collect();
                        if sender
                            .send(BlockEvents {
                                height: block.height,
                                events,
                            })
                            .is_err()
                        {
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
