//! Pages of lists as the chain's own modules make them: the key carries the filters and a checksum.

use super::invalid;
use crate::chain::refusal::Refusal;
use proto::{Message, PageRequest, PageResponse};

/// Items on a page when the request names no limit.
const DEFAULT_LIMIT: u64 = 100;

/// Where a page starts: the filters in force and the first item's key, empty for the start.
pub struct Start<F> {
    /// Filters of this list.
    pub filters: F,
    from: String,
    request: PageRequest,
}

/// CRC-32 as in IEEE 802.3.
fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |mut crc, byte| {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            crc = (crc >> 1) ^ (0xedb8_8320 & 0u32.wrapping_sub(crc & 1));
        }
        crc
    })
}

/// Reads the page asked for. With a key the filters in the request don't count.
///
/// # Errors
/// InvalidArgument for a key that isn't one.
pub fn start<F: Message + Default>(
    filters: Option<F>,
    request: Option<PageRequest>,
) -> Result<Start<F>, Refusal> {
    let request = request.unwrap_or_default();
    if request.key.is_empty() {
        return Ok(Start {
            filters: filters.unwrap_or_default(),
            from: String::new(),
            request,
        });
    }
    let bad = || invalid("pagination: invalid key");
    let (sum, body) = request.key.split_at_checked(4).ok_or_else(bad)?;
    if sum != crc32(body).to_be_bytes() {
        return Err(invalid("pagination: invalid key: invalid checksum"));
    }
    let (length, body) = body.split_at_checked(2).ok_or_else(bad)?;
    let length = usize::from(u16::from_be_bytes([length[0], length[1]]));
    let (kept, from) = body.split_at_checked(length).ok_or_else(bad)?;
    let filters = F::decode(kept).map_err(|_| bad())?;
    let from = String::from_utf8(from.to_vec()).map_err(|_| bad())?;
    Ok(Start {
        filters,
        from,
        request,
    })
}

impl<F: Message> Start<F> {
    /// Whether items are to be skipped.
    pub fn has_offset(&self) -> bool {
        self.request.offset > 0
    }

    /// Cuts the page out of the items, which come in the order of their keys.
    pub fn cut<T>(&self, items: Vec<(String, T)>) -> (Vec<T>, PageResponse) {
        let reverse = self.request.reverse;
        let mut all: Vec<_> = items
            .into_iter()
            .filter(|(key, _)| {
                self.from.is_empty()
                    || if reverse {
                        *key <= self.from
                    } else {
                        *key >= self.from
                    }
            })
            .collect();
        if reverse {
            all.reverse();
        }
        let limit = match self.request.limit {
            0 => DEFAULT_LIMIT,
            limit => limit,
        };
        let size = |n: u64| usize::try_from(n).unwrap_or(usize::MAX);
        let mut rest = all.into_iter().skip(size(self.request.offset));
        let page: Vec<T> = rest.by_ref().take(size(limit)).map(|(_, t)| t).collect();
        let next_key = rest.next().map_or_else(Vec::new, |(key, _)| self.key(&key));
        let total = page.len() as u64;
        (page, PageResponse { next_key, total })
    }

    fn key(&self, next: &str) -> Vec<u8> {
        let filters = self.filters.encode_to_vec();
        let length = u16::try_from(filters.len()).unwrap_or(0);
        let mut body = length.to_be_bytes().to_vec();
        body.extend(filters);
        body.extend(next.as_bytes());
        let mut key = crc32(&body).to_be_bytes().to_vec();
        key.extend(body);
        key
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proto::deployment_v1beta4::DeploymentFilters;

    fn items() -> Vec<(String, u32)> {
        (0..5).map(|n| (format!("{n:02}"), n)).collect()
    }

    #[test]
    fn checksum_is_the_common_one() {
        assert_eq!(crc32(b"123456789"), 0xcbf4_3926);
    }

    #[test]
    fn pages_join_and_the_key_keeps_the_filters() {
        let filters = DeploymentFilters {
            owner: "me".into(),
            ..DeploymentFilters::default()
        };
        let mut request = PageRequest {
            limit: 2,
            ..PageRequest::default()
        };
        let mut all = Vec::new();
        loop {
            let start = start(
                request.key.is_empty().then(|| filters.clone()),
                Some(request.clone()),
            )
            .unwrap();
            assert_eq!(start.filters.owner, "me");
            let (page, answer) = start.cut(items());
            all.extend(page);
            if answer.next_key.is_empty() {
                break;
            }
            request.key = answer.next_key;
        }
        assert_eq!(all, [0, 1, 2, 3, 4]);
    }

    #[test]
    fn a_changed_key_is_refused() {
        let request = PageRequest {
            key: vec![1, 2, 3, 4, 5, 6],
            ..PageRequest::default()
        };
        assert!(start::<DeploymentFilters>(None, Some(request)).is_err());
    }
}
