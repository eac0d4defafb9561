//! What the feature `extra-traits` adds to types, and what enums do without it.

use std::collections::HashSet;

use wechatpay_openapi::runtime::record;
use wechatpay_openapi::v3::pay::{TradeState, transactions::Transaction};

fn paid() -> Transaction {
    Transaction {
        out_trade_no: "1217752501201407033233368018".to_owned(),
        trade_state: Some(TradeState::Success),
        ..Transaction::default()
    }
}

#[test]
fn structs_are_equal_if_all_their_fields_are() {
    let mut other = paid();
    assert_eq!(paid(), other);
    assert!(record::eq(&paid(), &other));
    other.trade_state = Some(TradeState::Notpay);
    assert_ne!(paid(), other);
    assert!(!record::eq(&paid(), &other));
}

#[test]
fn enums_are_equal_if_they_are_the_same_on_the_wire() {
    assert_eq!(TradeState::Success, "SUCCESS".into());
    assert_eq!(TradeState::from("LATER"), "LATER".into());
    assert_ne!(TradeState::Success, TradeState::Refund);
    assert_ne!(TradeState::from("LATER"), "LATEST".into());
}

#[test]
fn enums_are_keys_by_what_they_are_on_the_wire() {
    let states = [TradeState::Success, "SUCCESS".into(), "LATER".into()];
    let distinct: HashSet<TradeState> = states.into_iter().collect();
    assert_eq!(distinct.len(), 2);
    assert!(distinct.contains(&TradeState::Unknown("LATER".to_owned())));
}

#[test]
fn the_clone_of_an_enum_is_the_same_on_the_wire_known_or_not() {
    for wire in ["SUCCESS", "REFUND", "LATER", ""] {
        let state = TradeState::from(wire);
        let copy = state.clone();
        assert_eq!(copy, state);
        assert_eq!(copy.as_str(), wire);
        let unknown = matches!(copy, TradeState::Unknown(_));
        assert_eq!(unknown, !TradeState::VALUES.contains(&wire));
    }
}
