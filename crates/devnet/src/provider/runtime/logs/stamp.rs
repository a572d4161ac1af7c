//! Times as programs write them into logs, in UTC.

/// A point in time taken apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamp {
    pub(super) year: i64,
    pub(super) month: u64,
    pub(super) day: u64,
    pub(super) hour: u64,
    pub(super) minute: u64,
    pub(super) second: u64,
    pub(super) milli: u64,
}

/// Takes milliseconds since 1970 apart (civil-from-days on the proleptic Gregorian calendar).
pub fn at(ms: u64) -> Stamp {
    let (days, rest) = (ms / 86_400_000, ms % 86_400_000);
    let shifted = days + 719_468;
    let era = shifted / 146_097;
    let of_era = shifted % 146_097;
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 {
        shifted_month + 3
    } else {
        shifted_month - 9
    };
    let year = (year_of_era + era * 400) as i64 + i64::from(month <= 2);
    Stamp {
        year,
        month,
        day,
        hour: rest / 3_600_000,
        minute: rest / 60_000 % 60,
        second: rest / 1_000 % 60,
        milli: rest % 1_000,
    }
}

impl Stamp {
    /// `2026-11-24`.
    pub fn date(&self) -> String {
        format!("{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }

    /// `09:30:00`.
    pub fn time(&self) -> String {
        format!("{:02}:{:02}:{:02}", self.hour, self.minute, self.second)
    }

    /// `24/Nov/2026:09:30:00 +0000`.
    pub fn web(&self) -> String {
        const MONTHS: [&str; 12] = [
            "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
        ];
        let month = MONTHS.get(self.month as usize - 1).unwrap_or(&"Jan");
        format!(
            "{:02}/{month}/{:04}:{} +0000",
            self.day,
            self.year,
            self.time()
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_days() {
        assert_eq!(at(0).date(), "1970-01-01");
        assert_eq!(at(951_782_400_000).date(), "2000-02-29");
        assert_eq!(at(1_795_513_821_007).web(), "24/Nov/2026:09:50:21 +0000");
        assert_eq!(at(1_795_513_821_007).milli, 7);
    }
}
