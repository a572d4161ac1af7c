//! Words for messages of Akash.

use proto::Any;
use proto::base_deposit_v1::Deposit;
use proto::deployment_v1::DeploymentId;
use proto::deployment_v1beta4::{
    GroupSpec, MsgCloseDeployment, MsgCloseGroup, MsgCreateDeployment, MsgPauseGroup,
    MsgStartGroup, MsgUpdateDeployment,
};
use proto::escrow_v1::MsgAccountDeposit;
use proto::market_v1beta5::{MsgCloseLease, MsgCreateLease};
use types::Coin;

use super::{Context, Described, Gravity, coin_words, money, whole};

/// Sentence and facts, or none when the message is not known here.
pub(super) fn describe(message: &Any, context: &mut Context<'_>) -> Option<Described> {
    match message.type_url.as_str() {
        "/akash.deployment.v1beta4.MsgCreateDeployment" => create(&whole(message)?, context),
        "/akash.deployment.v1beta4.MsgUpdateDeployment" => update(&whole(message)?, context),
        "/akash.deployment.v1beta4.MsgCloseDeployment" => close(&whole(message)?, context),
        "/akash.deployment.v1beta4.MsgCloseGroup" => {
            group(whole::<MsgCloseGroup>(message)?.id, "Close", context)
        }
        "/akash.deployment.v1beta4.MsgPauseGroup" => {
            group(whole::<MsgPauseGroup>(message)?.id, "Pause", context)
        }
        "/akash.deployment.v1beta4.MsgStartGroup" => {
            group(whole::<MsgStartGroup>(message)?.id, "Start", context)
        }
        "/akash.escrow.v1.MsgAccountDeposit" => deposit(&whole(message)?, context),
        "/akash.market.v1beta5.MsgCreateLease" => lease(&whole(message)?, context),
        "/akash.market.v1beta5.MsgCloseLease" => close_lease(&whole(message)?, context),
        _ => None,
    }
}

/// The coin of a deposit, and whether grants of others are used for it first.
fn deposited(deposit: &Deposit) -> Option<(Coin, bool)> {
    let coin = money::read(deposit.amount.as_ref()?)?;
    let grant = deposit
        .sources
        .contains(&(proto::base_deposit_v1::Source::Grant as i32));
    Some((coin, grant))
}

fn id_words(id: &DeploymentId, context: &mut Context<'_>) -> String {
    context.check_owner(&id.owner);
    format!("deployment {}", id.dseq)
}

fn create(message: &MsgCreateDeployment, context: &mut Context<'_>) -> Option<Described> {
    let which = id_words(message.id.as_ref()?, context);
    let (coin, grant) = deposited(message.deposit.as_ref()?)?;
    let amount = coin_words(&coin);
    let mut facts = vec![("Deposit".to_owned(), amount.clone())];
    for spec in &message.groups {
        facts.push((format!("Group {}", spec.name), group_words(spec)?));
    }
    if let Some(window) = message
        .reclamation
        .as_ref()
        .and_then(|r| r.min_window.as_ref())
    {
        facts.push((
            "Reclamation window".into(),
            format!("at least {} s", window.seconds),
        ));
    }
    facts.push(("Manifest hash".into(), hex::encode_upper(&message.hash)));
    if grant {
        context.warn(
            Gravity::Note,
            "Deposits granted by others are used before this account's balance.",
        );
    }
    context.leaves(coin);
    context.summary.may_leave_later.push(
        "Nothing beyond the deposit. Rent is paid from it block by block; what is left comes back when the deployment is closed.".into(),
    );
    Some((
        format!("Create {which} with a deposit of {amount} and ask providers for bids."),
        facts,
    ))
}

fn group_words(spec: &GroupSpec) -> Option<String> {
    let mut parts = Vec::new();
    for unit in &spec.resources {
        let resources = unit.resource.as_ref()?;
        let digits = |value: Option<&proto::base_resources_v1beta4::ResourceValue>| {
            value.and_then(|v| String::from_utf8(v.val.clone()).ok()?.parse::<u64>().ok())
        };
        let cpu = digits(resources.cpu.as_ref()?.units.as_ref())?;
        let memory = digits(resources.memory.as_ref()?.quantity.as_ref())?;
        let gpu = resources
            .gpu
            .as_ref()
            .map_or(Some(0), |g| digits(g.units.as_ref()))?;
        let storage: u64 = resources
            .storage
            .iter()
            .map(|s| digits(s.quantity.as_ref()))
            .collect::<Option<Vec<_>>>()?
            .into_iter()
            .fold(0, u64::saturating_add);
        let mut text = format!(
            "{} × ({} CPU, {} memory, {} storage",
            unit.count,
            thousandths(cpu),
            bytes(memory),
            bytes(storage)
        );
        if gpu > 0 {
            let models: Vec<String> = resources
                .gpu
                .iter()
                .flat_map(|g| &g.attributes)
                .map(|a| {
                    a.key
                        .trim_start_matches("vendor/nvidia/model/")
                        .replace('/', " ")
                })
                .collect();
            text.push_str(&format!(", {gpu} GPU {}", models.join(" or ")));
        }
        text.push_str(&format!(
            ") for at most {} each",
            money::price_words(unit.price.as_ref()?)?
        ));
        parts.push(text);
    }
    Some(parts.join("; "))
}

fn thousandths(value: u64) -> String {
    let text = format!("{}.{:03}", value / 1000, value % 1000);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn bytes(value: u64) -> String {
    for (unit, name) in [
        (1_u64 << 40, "Ti"),
        (1 << 30, "Gi"),
        (1 << 20, "Mi"),
        (1 << 10, "Ki"),
    ] {
        if value >= unit && value.is_multiple_of(unit) {
            return format!("{}{name}", value / unit);
        }
    }
    format!("{value} bytes")
}

fn update(message: &MsgUpdateDeployment, context: &mut Context<'_>) -> Option<Described> {
    let which = id_words(message.id.as_ref()?, context);
    let facts = vec![("New manifest hash".into(), hex::encode_upper(&message.hash))];
    Some((format!("Change the content of {which}."), facts))
}

fn close(message: &MsgCloseDeployment, context: &mut Context<'_>) -> Option<Described> {
    let which = id_words(message.id.as_ref()?, context);
    context.warn(
        Gravity::Note,
        "Its services stop and their data is deleted. What is left of the deposit comes back.",
    );
    Some((format!("Close {which}."), Vec::new()))
}

fn group(
    id: Option<proto::deployment_v1::GroupId>,
    verb: &str,
    context: &mut Context<'_>,
) -> Option<Described> {
    let id = id?;
    context.check_owner(&id.owner);
    Some((
        format!("{verb} group {} of deployment {}.", id.gseq, id.dseq),
        Vec::new(),
    ))
}

fn deposit(message: &MsgAccountDeposit, context: &mut Context<'_>) -> Option<Described> {
    context.check_owner(&message.signer);
    let id = message.id.as_ref()?;
    let (coin, grant) = deposited(message.deposit.as_ref()?)?;
    if id.scope() != proto::escrow_id_v1::Scope::Deployment {
        return None;
    }
    let (owner, dseq) = id.xid.split_once('/')?;
    let amount = coin_words(&coin);
    if owner != context.signer.as_str() {
        let who = context.who(owner);
        context.warn(
            Gravity::Note,
            format!("The deployment belongs to {who}; you pay for it."),
        );
    }
    if grant {
        context.warn(
            Gravity::Note,
            "Deposits granted by others are used before this account's balance.",
        );
    }
    context.leaves(coin);
    let facts = vec![
        ("Deployment".into(), id.xid.clone()),
        ("Amount".into(), amount.clone()),
    ];
    Some((
        format!("Add {amount} to the escrow of deployment {dseq}."),
        facts,
    ))
}

fn lease(message: &MsgCreateLease, context: &mut Context<'_>) -> Option<Described> {
    let id = message.bid_id.as_ref()?;
    context.check_owner(&id.owner);
    let who = context.who(&id.provider);
    context.summary.may_leave_later.push(
        "The price of the bid, every block, from the deposit of the deployment until it is closed or empty.".into(),
    );
    let facts = vec![
        ("Provider".into(), id.provider.clone()),
        (
            "Order".into(),
            format!("{}/{}/{}", id.dseq, id.gseq, id.oseq),
        ),
    ];
    Some((
        format!("Accept the bid of {who} for deployment {}.", id.dseq),
        facts,
    ))
}

fn close_lease(message: &MsgCloseLease, context: &mut Context<'_>) -> Option<Described> {
    let id = message.id.as_ref()?;
    context.check_owner(&id.owner);
    let who = context.who(&id.provider);
    context.warn(
        Gravity::Note,
        "The group is put up for bids again. To stop for good, close the deployment.",
    );
    let facts = vec![("Provider".into(), id.provider.clone())];
    Some((
        format!("End the lease of {who} for deployment {}.", id.dseq),
        facts,
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proto::Message as _;
    use proto::TxBody;

    #[test]
    fn puts_the_recorded_deployment_into_words() {
        // MsgCreateDeployment of the public JavaScript SDK's vector.
        let value = hex::decode("0a320a2c616b617368317175666133787a7266333471767779656a6b68766e6334707366343966667461773061736d681087ad4b126e0a0664636c6f756412020a001a600a3c080112070a050a033530301a0d0a0b0a0935333638373039313222170a0764656661756c74120c0a0a313037333734313832342a050a030a0130320010011a1e0a04756163741216313030303030303030303030303030303030303030301a204a5715681024bdf69f403c411c6d2fe6edb9b9273d3673408ebe0cb6e4ca967822140a0e0a0475616374120635303030303028022801").unwrap();
        let packed = MsgCreateDeployment::decode(value.as_slice())
            .unwrap()
            .encode_to_vec();
        let message = Any {
            type_url: "/akash.deployment.v1beta4.MsgCreateDeployment".into(),
            value: packed,
        };
        let body = TxBody {
            messages: vec![message],
            ..TxBody::default()
        }
        .encode_to_vec();
        let signer = "akash1qufa3xzrf34qvwyejkhvnc4psf49fftaw0asmh"
            .parse()
            .unwrap();
        let summary = super::super::describe(&body, &signer, &());
        assert_eq!(summary.unknown, None);
        assert_eq!(
            summary.actions[0].sentence,
            "Create deployment 1234567 with a deposit of 0.5 ACT and ask providers for bids."
        );
        assert_eq!(
            summary.actions[0].facts[1].1,
            "1 × (0.5 CPU, 512Mi memory, 1Gi storage) for at most 0.001 ACT per block each"
        );
        assert_eq!(summary.leaves_now[0].amount.get(), 500_000);
    }

    #[test]
    fn sizes_are_exact_or_in_bytes() {
        assert_eq!(bytes(1 << 30), "1Gi");
        assert_eq!(bytes((1 << 30) + 1), "1073741825 bytes");
        assert_eq!(thousandths(1500), "1.5");
    }
}
