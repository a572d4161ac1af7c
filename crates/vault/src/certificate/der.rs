//! The few forms of DER (X.690) that a certificate needs.

use time::OffsetDateTime;
use types::UnixMillis;

pub(super) const SEQUENCE: u8 = 0x30;
pub(super) const SET: u8 = 0x31;
pub(super) const BIT_STRING: u8 = 0x03;
pub(super) const OCTET_STRING: u8 = 0x04;
pub(super) const OBJECT: u8 = 0x06;
pub(super) const PRINTABLE: u8 = 0x13;
pub(super) const BOOLEAN: u8 = 0x01;

/// A value with its tag and length.
pub(super) fn tagged(tag: u8, content: &[u8]) -> Vec<u8> {
    let mut out = vec![tag];
    let length = content.len();
    if length < 0x80 {
        out.push(length as u8);
    } else {
        let bytes = length.to_be_bytes();
        let skip = bytes.iter().take_while(|b| **b == 0).count();
        out.push(0x80 | (bytes.len() - skip) as u8);
        out.extend_from_slice(&bytes[skip..]);
    }
    out.extend_from_slice(content);
    out
}

/// Values one after the other in a sequence or set.
pub(super) fn group(tag: u8, parts: &[Vec<u8>]) -> Vec<u8> {
    tagged(tag, &parts.concat())
}

/// A positive integer, big-endian: no leading zero unless the top bit would mean a minus.
pub(super) fn integer(number: u64) -> Vec<u8> {
    let bytes = number.to_be_bytes();
    let skip = bytes.iter().take_while(|b| **b == 0).count().min(7);
    let mut content = Vec::with_capacity(9);
    if bytes[skip] & 0x80 != 0 {
        content.push(0);
    }
    content.extend_from_slice(&bytes[skip..]);
    tagged(0x02, &content)
}

/// A bit string of whole bytes.
pub(super) fn bits(content: &[u8]) -> Vec<u8> {
    let mut whole = vec![0];
    whole.extend_from_slice(content);
    tagged(BIT_STRING, &whole)
}

/// A time in whole seconds: UTCTime until 2049, GeneralizedTime after. `None` beyond year 9999.
pub(super) fn time(at: UnixMillis) -> Option<Vec<u8>> {
    let time = OffsetDateTime::from_unix_timestamp(i64::try_from(at.seconds()).ok()?).ok()?;
    let year = time.year();
    let rest = format!(
        "{:02}{:02}{:02}{:02}{:02}Z",
        u8::from(time.month()),
        time.day(),
        time.hour(),
        time.minute(),
        time.second()
    );
    Some(if year < 2050 {
        tagged(0x17, format!("{:02}{rest}", year % 100).as_bytes())
    } else {
        tagged(0x18, format!("{year:04}{rest}").as_bytes())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_and_integers_have_one_form() {
        assert_eq!(tagged(4, &[0; 127])[..2], [4, 127]);
        assert_eq!(tagged(4, &[0; 128])[..3], [4, 0x81, 128]);
        assert_eq!(tagged(4, &[0; 300])[..4], [4, 0x82, 1, 44]);
        assert_eq!(integer(0), [2, 1, 0]);
        assert_eq!(integer(0x80), [2, 2, 0, 0x80]);
        assert_eq!(integer(1005), [2, 2, 3, 0xed]);
    }

    #[test]
    fn times_change_their_form_in_2050() {
        let known = time(UnixMillis(1_795_502_892_000)).unwrap();
        assert_eq!(&known[2..], b"261124064812Z");
        let late = time(UnixMillis(2_524_608_000_000)).unwrap();
        assert_eq!(&late[2..], b"20500101000000Z");
    }
}
