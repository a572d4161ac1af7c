//! Names a cluster gives: namespaces, host labels, pods, node ports. All follow from the lease.

use super::super::model::LeaseId;
use sha1::Sha1;
use sha2::{Digest, Sha224, Sha256};

/// The UUID namespace for DNS names (RFC 4122, appendix C).
const DNS: [u8; 16] = [
    0x6b, 0xa7, 0xb8, 0x10, 0x9d, 0xad, 0x11, 0xd1, 0x80, 0xb4, 0x00, 0xc0, 0x4f, 0xd4, 0x30, 0xc8,
];

/// The letters Kubernetes makes pod names of.
const LETTERS: &[u8; 27] = b"bcdfghjklmnpqrstvwxz2456789";

/// The namespace of a lease: base32hex of SHA-224 of its text, 45 characters.
pub fn namespace(lease: &LeaseId) -> String {
    base32hex(&Sha224::digest(lease.to_string()))
}

/// The generated host label of a service: base32hex of a UUIDv5, 26 characters.
pub fn host_label(lease: &LeaseId, service: &str) -> String {
    let digest = Sha1::new()
        .chain_update(DNS)
        .chain_update(lease.to_string())
        .chain_update(service)
        .finalize();
    let mut uuid = [0u8; 16];
    uuid.copy_from_slice(&digest[..16]);
    uuid[6] = uuid[6] & 0x0f | 0x50;
    uuid[8] = uuid[8] & 0x3f | 0x80;
    base32hex(&uuid)
}

/// The name of replica `index`. A service with a persistent volume keeps its names; others change with each rollout.
pub fn pod(lease: &LeaseId, service: &str, generation: u32, index: u32, stateful: bool) -> String {
    if stateful {
        return format!("{service}-{index}");
    }
    let set = Sha256::digest(format!("{lease}/{service}/{generation}"));
    let one = Sha256::digest(format!("{lease}/{service}/{generation}/{index}"));
    format!("{service}-{}-{}", letters(&set, 10), letters(&one, 5))
}

/// A node port for a service's port, in 30000..=32767, where `taken` says which are in use.
pub fn node_port(
    lease: &LeaseId,
    service: &str,
    port: u32,
    proto: &str,
    taken: impl Fn(u16) -> bool,
) -> Option<u16> {
    let digest = Sha256::digest(format!("{lease}/{service}/{port}/{proto}"));
    let start = u16::from_be_bytes([digest[0], digest[1]]) % 2768;
    (0..2768)
        .map(|i| 30_000 + (start + i) % 2768)
        .find(|p| !taken(*p))
}

fn letters(bytes: &[u8], n: usize) -> String {
    bytes
        .iter()
        .take(n)
        .map(|b| LETTERS[usize::from(*b) % LETTERS.len()] as char)
        .collect()
}

/// RFC 4648 base32 with the extended hex alphabet, lower case, without padding.
fn base32hex(bytes: &[u8]) -> String {
    let mut out = String::new();
    let (mut bits, mut held) = (0u32, 0u32);
    let digit = |n: u32| char::from_digit(n & 31, 32).unwrap_or('0');
    for byte in bytes {
        held = held << 8 | u32::from(*byte);
        bits += 8;
        while bits >= 5 {
            bits -= 5;
            out.push(digit(held >> bits));
        }
        held &= (1 << bits) - 1;
    }
    if bits > 0 {
        out.push(digit(held << (5 - bits)));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lease() -> LeaseId {
        let owner = "akash1ncd4elwez0n4hepxuk2xtfxpq7d5axuyguj72n";
        LeaseId::new(
            owner,
            42,
            1,
            1,
            "akash1c0r0atytljs528t47g2m5zw376q4pu22fhyv0g",
        )
    }

    #[test]
    fn vectors_of_the_facts() {
        assert_eq!(
            namespace(&lease()),
            "6sp1sg2s6t1b4mcmakvs2v5jc7m5dgs81p6ppcfae70cc"
        );
        assert_eq!(host_label(&lease(), "web"), "v77fk9t4qhf396467c5oj30028");
    }

    #[test]
    fn pods_are_told_apart() {
        let name = pod(&lease(), "web", 1, 0, false);
        assert_eq!(name.len(), "web-".len() + 16);
        assert_ne!(name, pod(&lease(), "web", 1, 1, false));
        assert_ne!(name, pod(&lease(), "web", 2, 0, false));
        assert_eq!(pod(&lease(), "db", 7, 1, true), "db-1");
    }

    #[test]
    fn node_ports_avoid_the_taken_ones() {
        let first = node_port(&lease(), "web", 22, "TCP", |_| false).unwrap();
        assert!((30_000..=32_767).contains(&first));
        assert_ne!(
            node_port(&lease(), "web", 22, "TCP", |p| p == first),
            Some(first)
        );
        assert_eq!(node_port(&lease(), "web", 22, "TCP", |_| true), None);
    }
}
