//! Ceremonies under way: each is found by its challenge and ends with the first answer to it.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::{URL_SAFE, URL_SAFE_NO_PAD};
use serde::Deserialize;

/// Ceremonies that may be under way; the oldest is given up beyond that.
const MOST: usize = 10_000;

/// Why there is nothing to finish.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoCeremony {
    /// Nothing was begun for this user, or it ended.
    #[error("nothing was begun")]
    None,
    /// Something was begun, with another challenge.
    #[error("Error validating challenge")]
    Challenge,
    /// It took too long.
    #[error("Session has Expired")]
    Expired,
}

struct Begun<T> {
    user: String,
    at: Instant,
    state: T,
}

/// Ceremonies of one kind, by challenge.
pub struct Ceremonies<T> {
    lasts: Duration,
    begun: Mutex<HashMap<String, Begun<T>>>,
}

impl<T> Ceremonies<T> {
    /// None yet; each may take so long.
    pub fn new(lasts: Duration) -> Self {
        Self {
            lasts,
            begun: Mutex::default(),
        }
    }

    fn begun(&self) -> std::sync::MutexGuard<'_, HashMap<String, Begun<T>>> {
        self.begun.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Begins one for a user; an empty name stands for nobody in particular.
    pub fn begin(&self, challenge: &[u8], user: &str, state: T) {
        let mut all = self.begun();
        // Kept for as long again, to be able to say that it was too late.
        all.retain(|_, one| one.at.elapsed() < self.lasts * 2);
        if all.len() >= MOST
            && let Some(oldest) = all.iter().min_by_key(|(_, b)| b.at).map(|(c, _)| c.clone())
        {
            all.remove(&oldest);
        }
        let one = Begun {
            user: user.to_owned(),
            at: Instant::now(),
            state,
        };
        all.insert(URL_SAFE_NO_PAD.encode(challenge), one);
    }

    /// Ends the one that the client data answer, whatever comes of it.
    ///
    /// # Errors
    /// [`NoCeremony`] says why there is none.
    pub fn end(&self, client_data: &[u8], user: &str) -> Result<T, NoCeremony> {
        let mut all = self.begun();
        let challenge = challenge(client_data);
        let known = challenge.filter(|c| all.get(c).is_some_and(|one| one.user == user));
        let Some(one) = known.and_then(|c| all.remove(&c)) else {
            let other = all.values().any(|one| one.user == user);
            return Err(if other {
                NoCeremony::Challenge
            } else {
                NoCeremony::None
            });
        };
        if one.at.elapsed() > self.lasts {
            return Err(NoCeremony::Expired);
        }
        Ok(one.state)
    }

    /// Gives up whatever was begun for a user. Returns whether there was anything.
    pub fn give_up(&self, user: &str) -> bool {
        let mut all = self.begun();
        let before = all.len();
        all.retain(|_, one| one.user != user);
        all.len() < before
    }
}

/// The challenge in client data, in one spelling.
fn challenge(client_data: &[u8]) -> Option<String> {
    #[derive(Deserialize)]
    struct ClientData {
        challenge: String,
    }
    let data: ClientData = serde_json::from_slice(client_data).ok()?;
    let bytes = URL_SAFE_NO_PAD
        .decode(&data.challenge)
        .or_else(|_| URL_SAFE.decode(&data.challenge))
        .ok()?;
    Some(URL_SAFE_NO_PAD.encode(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(challenge: &[u8]) -> Vec<u8> {
        format!(r#"{{"challenge":"{}"}}"#, URL_SAFE_NO_PAD.encode(challenge)).into_bytes()
    }

    #[test]
    fn a_challenge_is_answered_once() {
        let all = Ceremonies::new(Duration::from_secs(60));
        all.begin(b"one", "ann", 1);
        all.begin(b"two", "ann", 2);
        assert_eq!(all.end(&answer(b"one"), "bob"), Err(NoCeremony::None));
        assert_eq!(all.end(&answer(b"one"), "ann"), Ok(1));
        assert_eq!(all.end(&answer(b"one"), "ann"), Err(NoCeremony::Challenge));
        assert!(all.give_up("ann"));
        assert_eq!(all.end(&answer(b"two"), "ann"), Err(NoCeremony::None));
    }

    #[test]
    fn a_late_answer_is_told_so() {
        let all = Ceremonies::new(Duration::from_secs(60));
        all.begin(b"one", "ann", 1);
        let begun = Instant::now().checked_sub(Duration::from_secs(61)).unwrap();
        all.begun().values_mut().for_each(|one| one.at = begun);
        assert_eq!(all.end(&answer(b"one"), "ann"), Err(NoCeremony::Expired));
        assert_eq!(all.end(b"{}", "ann"), Err(NoCeremony::None));
    }
}
