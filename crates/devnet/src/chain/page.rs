//! Pages of lists as the chain's own modules cut them.
//!
//! A key opens the next page and carries the place and the filters with a checksum; `total` is the
//! size of the page. Without a state filter an offset is refused.

use super::refusal::{Refusal, sdk};
use proto::{PageRequest, PageResponse};
use sha2::{Digest, Sha256};

/// Items of a page when the request names no limit.
const LIMIT: u64 = 100;

/// A request's page with the filters it carries.
pub struct Page {
    skip: u64,
    limit: u64,
    reverse: bool,
    filters: Vec<u8>,
}

fn bad(log: &str) -> Refusal {
    sdk(
        18,
        format!("rpc error: code = InvalidArgument desc = {log}: invalid request"),
    )
}

impl Page {
    /// Reads the page of a request whose encoded filters are given; those of a key win.
    ///
    /// # Errors
    /// `sdk` 18 for a damaged key, or an offset without a state.
    pub fn read(
        request: Option<&PageRequest>,
        filters: Vec<u8>,
        has_state: bool,
    ) -> Result<Self, Refusal> {
        let request = request.cloned().unwrap_or_default();
        let limit = if request.limit == 0 {
            LIMIT
        } else {
            request.limit
        };
        if request.key.is_empty() {
            if request.offset > 0 && !has_state {
                return Err(bad(
                    "invalid request parameters. if offset is set, filter.state must be provided",
                ));
            }
            return Ok(Self {
                skip: request.offset,
                limit,
                reverse: request.reverse,
                filters,
            });
        }
        let (place, sum) = request
            .key
            .split_at_checked(request.key.len().saturating_sub(4))
            .ok_or_else(|| bad("invalid pagination key"))?;
        if check(place) != sum {
            return Err(bad("invalid pagination key"));
        }
        let (number, filters) = place
            .split_at_checked(8)
            .ok_or_else(|| bad("invalid pagination key"))?;
        let skip = u64::from_be_bytes(
            number
                .try_into()
                .map_err(|_| bad("invalid pagination key"))?,
        );
        Ok(Self {
            skip,
            limit,
            reverse: request.reverse,
            filters: filters.to_vec(),
        })
    }

    /// The filters that count.
    pub fn filters(&self) -> &[u8] {
        &self.filters
    }

    /// Cuts the page out of the whole list.
    pub fn cut<T>(&self, mut all: Vec<T>) -> (Vec<T>, Option<PageResponse>) {
        if self.reverse {
            all.reverse();
        }
        let end = self.skip.saturating_add(self.limit);
        let more = (all.len() as u64) > end;
        let page: Vec<T> = all
            .into_iter()
            .skip(usize::try_from(self.skip).unwrap_or(usize::MAX))
            .take(usize::try_from(self.limit).unwrap_or(usize::MAX))
            .collect();
        let next_key = if more {
            let mut key = end.to_be_bytes().to_vec();
            key.extend_from_slice(&self.filters);
            let sum = check(&key);
            key.extend_from_slice(&sum);
            key
        } else {
            Vec::new()
        };
        let total = page.len() as u64;
        (page, Some(PageResponse { next_key, total }))
    }
}

fn check(bytes: &[u8]) -> [u8; 4] {
    let digest = Sha256::digest(bytes);
    [digest[0], digest[1], digest[2], digest[3]]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_carries_place_and_filters() {
        let first = Page::read(
            Some(&PageRequest {
                limit: 2,
                ..PageRequest::default()
            }),
            vec![9],
            false,
        )
        .unwrap();
        let (page, response) = first.cut(vec![1, 2, 3]);
        assert_eq!(page, [1, 2]);
        let key = response.unwrap().next_key;
        let next = PageRequest {
            key: key.clone(),
            limit: 2,
            ..PageRequest::default()
        };
        let second = Page::read(Some(&next), vec![], false).unwrap();
        assert_eq!(second.filters(), [9]);
        let (page, response) = second.cut(vec![1, 2, 3]);
        assert_eq!(page, [3]);
        assert!(response.unwrap().next_key.is_empty());
        let mut broken = key;
        broken[0] ^= 1;
        let broken = PageRequest {
            key: broken,
            ..PageRequest::default()
        };
        assert!(Page::read(Some(&broken), vec![], false).is_err());
    }

    #[test]
    fn an_offset_needs_a_state() {
        let offset = PageRequest {
            offset: 1,
            ..PageRequest::default()
        };
        assert!(Page::read(Some(&offset), vec![], false).is_err());
        assert!(Page::read(Some(&offset), vec![], true).is_ok());
    }
}
