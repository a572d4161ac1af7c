//! Hosts of `accept` as the reference's URL parser takes them.

/// True if `http://` followed by `item` is a URL.
pub(crate) fn host_parses(item: &str) -> bool {
    if item.bytes().any(|c| c < b' ' || c == 0x7F) {
        return false;
    }
    let rest = item.split('?').next().unwrap_or_default();
    let (authority, path) = match rest.find('/') {
        Some(at) => rest.split_at(at),
        None => (rest, ""),
    };
    let (user, host) = match authority.rfind('@') {
        Some(at) => (Some(&authority[..at]), &authority[at + 1..]),
        None => (None, authority),
    };
    host_ok(host) && user.is_none_or(user_ok) && escapes_ok(path, |_, _| true)
}

fn host_ok(host: &str) -> bool {
    match host.rfind('[') {
        Some(0) => {
            let Some(close) = host.rfind(']') else {
                return false;
            };
            let inner = &host[1..close];
            let (address, zone) = match inner.find("%25") {
                Some(at) => inner.split_at(at),
                None => (inner, ""),
            };
            port_ok(&host[close + 1..])
                && escapes_ok(zone, |high, low| {
                    (high, low) == (2, 5) || host_byte(high * 16 + low)
                })
                && address.parse::<std::net::Ipv6Addr>().is_ok()
                && (zone.is_empty() || zone.len() > 3)
        }
        Some(_) => false,
        None => {
            let port = host.find(':').map_or("", |at| &host[at..]);
            port_ok(port)
                && escapes_ok(host, |high, low| high >= 8 || (high, low) == (2, 5))
                && host.bytes().all(|c| c >= 0x80 || c == b'%' || host_byte(c))
        }
    }
}

fn host_byte(c: u8) -> bool {
    c.is_ascii_alphanumeric() || b"-_.~!$&'()*+,;=:[]<>\"".contains(&c)
}

fn port_ok(port: &str) -> bool {
    port.is_empty() || (port.starts_with(':') && port[1..].bytes().all(|c| c.is_ascii_digit()))
}

fn user_ok(user: &str) -> bool {
    user.bytes()
        .all(|c| c.is_ascii_alphanumeric() || b"-._:~!$&'()*+,;=%@".contains(&c))
        && escapes_ok(user, |_, _| true)
}

fn escapes_ok(text: &str, allowed: impl Fn(u8, u8) -> bool) -> bool {
    let bytes = text.as_bytes();
    let digit = |at: usize| {
        bytes
            .get(at)
            .and_then(|&c| char::from(c).to_digit(16))
            .map(|d| d as u8)
    };
    bytes
        .iter()
        .enumerate()
        .filter(|&(_, &c)| c == b'%')
        .all(|(at, _)| match (digit(at + 1), digit(at + 2)) {
            (Some(high), Some(low)) => allowed(high, low),
            _ => false,
        })
}

#[cfg(test)]
mod tests {
    use super::host_parses;

    #[test]
    fn hosts_parse_as_in_a_url() {
        for host in [
            "a.com",
            "",
            "a_b",
            "u@a.com",
            "*.a.com",
            "a:80",
            "a/%20b",
            "[::1]:80",
            "münchen.de",
        ] {
            assert!(host_parses(host), "{host}");
        }
        for host in [
            "a b.com",
            "a\tb",
            "a:x",
            "a/%2",
            "[1.2.3.4]",
            "a[b]",
            "a:1:2",
            "a%20b",
            "a^b",
        ] {
            assert!(!host_parses(host), "{host}");
        }
    }
}
