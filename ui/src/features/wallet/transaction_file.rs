//! Transactions as files: one to sign here, or one that was signed elsewhere and can be sent.

use contract::{
    OfflineBroadcastRequest, OfflineImportRequest, OfflineImportView, SignedFileView, SignerDetails,
};
use leptos::prelude::*;
use types::{ChainId, Coin, Denom};

use crate::backend::{Core, Task, sentence};
use crate::features::key_form::FilePick;
use crate::kit::{
    AddressFull, Button, ButtonKind, Glyph, Note, Sheet, TextField, Toast, Toaster, Tone, Verdict,
    bind,
};
use crate::parts::TextFile;
use crate::shell::Overlays;
use crate::{call, format};

/// What is known of the opened file.
#[derive(Debug, Clone, PartialEq, Default)]
enum Stage {
    /// None yet.
    #[default]
    Pick,
    /// It doesn't say where its signer stands on the chain.
    Details,
    /// It is signed.
    Signed(SignedFileView),
}

/// What was typed of a signer, when it is complete.
fn details(chain: &str, number: &str, sequence: &str) -> Option<SignerDetails> {
    Some(SignerDetails {
        chain_id: chain.trim().parse::<ChainId>().ok()?,
        account_number: number.trim().parse().ok()?,
        sequence: sequence.trim().parse().ok()?,
    })
}

fn number_verdict(text: &str) -> Verdict {
    match text.trim() {
        "" => Verdict::None,
        text if text.parse::<u64>().is_ok() => Verdict::None,
        _ => Verdict::Bad("A whole number, as the chain tells it.".into()),
    }
}

fn chain_verdict(text: &str) -> Verdict {
    match text.trim() {
        "" => Verdict::None,
        text => match text.parse::<ChainId>() {
            Ok(_) => Verdict::None,
            Err(_) => Verdict::Bad("This is no chain id; akashnet-2 is one.".into()),
        },
    }
}

/// The sheet; opened from the wallet and the palette.
#[component]
pub fn TransactionFileSheet() -> impl IntoView {
    let overlays = Overlays::here();
    let core = Core::here();
    let toaster = Toaster::here();
    let open = overlays.transaction_file;
    let stage = RwSignal::new(Stage::Pick);
    let text = RwSignal::new(String::new());
    let fields = [(); 3].map(|()| RwSignal::new(String::new()));
    let [chain, number, sequence] = fields;
    let task = Task::default();
    let close = move |()| {
        open.set(false);
        stage.set(Stage::Pick);
        text.set(String::new());
        task.clear();
        for field in fields {
            field.set(String::new());
        }
    };
    let read = move |details: Option<SignerDetails>| {
        let request = OfflineImportRequest {
            text: text.get_untracked(),
            details,
        };
        task.run(call!(core, offline_import(request)), move |answer| {
            match answer {
                // The approval sheet shows it from here on.
                OfflineImportView::Filed { .. } => close(()),
                OfflineImportView::NeedsDetails { chain_id } => {
                    chain.set(chain_id.map(|c| c.to_string()).unwrap_or_default());
                    stage.set(Stage::Details);
                }
                OfflineImportView::Signed { transaction } => stage.set(Stage::Signed(transaction)),
            }
        });
    };
    let whole = |field: RwSignal<String>| Signal::derive(move || field.with(|n| number_verdict(n)));
    let typed = move || chain.with(|c| number.with(|n| sequence.with(|s| details(c, n, s))));
    let send = move |()| {
        let request = OfflineBroadcastRequest {
            text: text.get_untracked(),
        };
        task.run(call!(core, offline_broadcast(request)), move |answer| {
            let hash = answer.tx.map(|tx| format::hash(&tx.to_string()));
            toaster.show(
                Toast::done("Sent").with_text(format!("Transaction {}", hash.unwrap_or_default())),
            );
            close(());
        });
    };
    let act = move || match stage.get() {
        Stage::Pick => None,
        Stage::Details => Some(
            view! {
                <Button
                    kind=ButtonKind::Primary
                    busy=task.busy()
                    disabled=Signal::derive(move || typed().is_none())
                    on_press=move |()| read(untrack(typed))
                >
                    "Review"
                </Button>
            }
            .into_any(),
        ),
        Stage::Signed(_) => Some(
            view! {
                <Button
                    kind=ButtonKind::Primary
                    icon=Glyph::Send
                    busy=task.busy()
                    on_press=send
                >
                    "Send it"
                </Button>
            }
            .into_any(),
        ),
    };
    let foot = move || {
        view! {
            <Button on_press=close>"Close"</Button>
            {act}
        }
    };
    let body = move || {
        match stage.get() {
        Stage::Pick => view! {
            <p class="text-2">
                "An unsigned file is shown for approval and given back signed. A signed file is shown and sent."
            </p>
            <FilePick
                words="Open a transaction file"
                accept=".json"
                on_file=Callback::new(move |file: TextFile| {
                    text.set(file.text);
                    read(None);
                })
            />
        }
        .into_any(),
        Stage::Details => view! {
            <Note strong="This file doesn't say where the account stands.">
                "No node answers here. Look the three up where the network is: akash query auth account."
            </Note>
            <TextField
                label="Chain"
                mono=true
                large=true
                autofocus=true
                value=chain
                on_input=bind(chain)
                verdict=Signal::derive(move || chain.with(|c| chain_verdict(c)))
            />
            <TextField
                label="Account number"
                mono=true
                large=true
                value=number
                on_input=bind(number)
                input_mode="numeric"
                verdict=whole(number)
            />
            <TextField
                label="Sequence"
                mono=true
                large=true
                value=sequence
                on_input=bind(sequence)
                input_mode="numeric"
                verdict=whole(sequence)
            />
        }
        .into_any(),
        Stage::Signed(transaction) => view! { <Signed transaction /> }.into_any(),
    }
    };
    view! {
        <Sheet open label="Transaction file" on_close=close foot=foot>
            {body}
            {move || {
                task.error()
                    .map(|e| view! { <Note tone=Tone::Danger strong="Nothing was signed or sent.">{sentence(&e)}</Note> })
            }}
        </Sheet>
    }
}

#[component]
fn Signed(transaction: SignedFileView) -> impl IntoView {
    let fee = format::fee(&Coin {
        amount: transaction.fee,
        denom: Denom::uakt(),
    });
    let sentences = transaction
        .sentences
        .into_iter()
        .map(|sentence| view! { <li class="action"><p class="action-sentence">{sentence}</p></li> })
        .collect_view();
    view! {
        {transaction
            .unknown
            .map(|why| view! { <Note tone=Tone::Danger strong="Something in it is unknown.">{why}</Note> })}
        <p>{transaction.name.map(|name| view! { <b class="strong">{name}</b> " " })} "signed this:"</p>
        <AddressFull address=transaction.account.to_string() />
        <ul class="col gap-8">{sentences}</ul>
        <p class="small text-2 tabular">{format!("Fee {fee}. It is already signed: sending it only hands it to the node.")}</p>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signer_needs_chain_number_and_sequence() {
        let all = details(" akashnet-2 ", "7", " 0").unwrap();
        assert_eq!((all.account_number, all.sequence), (7, 0));
        assert!(details("", "7", "0").is_none());
        assert!(details("akashnet-2", "-7", "0").is_none());
        assert!(details("akashnet-2", "7", "x").is_none());
        assert!(number_verdict("x").is_bad() && chain_verdict("two words").is_bad());
        assert_eq!(number_verdict(" 7 "), Verdict::None);
    }
}
