//! What users do with an open enum: compare it, put it into sets, print it.

use std::collections::HashSet;

use wechatpay_openapi::v3::refund::domestic::FundsAccount;

#[test]
fn values_are_equal_if_they_are_the_same_on_the_wire() {
    let known = FundsAccount::Available;
    let spelled = FundsAccount::Unknown("AVAILABLE".to_owned());
    assert_eq!(known, spelled);
    assert_eq!(known, FundsAccount::from("AVAILABLE"));
    assert_ne!(known, FundsAccount::Unavailable);
    assert_ne!(FundsAccount::from("A"), FundsAccount::from("B"));

    let set = HashSet::from([known, spelled, FundsAccount::from("B")]);
    assert_eq!(set.len(), 2);
    assert!(set.contains(&FundsAccount::from("B")));
    assert!(!set.contains(&FundsAccount::Basic));
}

#[test]
fn a_value_shows_as_it_is_on_the_wire() {
    assert_eq!(format!("{:?}", FundsAccount::EcnyBasic), "\"ECNY_BASIC\"");
    assert_eq!(format!("{:?}", FundsAccount::from("新")), "\"新\"");
}
