//! Bills and the amounts in them.

use wechatpay_runtime::bills::{
    BillReader, BillRow, FundFlowRow, TradeRow, fen_from_yuan, yuan_from_fen,
};

/// The first byte says what the others are: `a`, an amount in yuan; `f`, a fund-flow bill;
/// any other, a trade bill.
///
/// Promise: a bill ends, whatever is in it; an amount is written as it is read.
pub fn bills(data: &[u8]) {
    let Some((first, rest)) = data.split_first() else {
        return;
    };
    match first {
        b'a' => amount(rest),
        b'f' => read::<FundFlowRow>(rest),
        _ => read::<TradeRow>(rest),
    }
}

fn amount(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else {
        return;
    };
    if let Ok(fen) = fen_from_yuan(text) {
        assert_eq!(fen_from_yuan(&yuan_from_fen(fen)), Ok(fen));
    }
}

fn read<T: BillRow>(data: &[u8]) {
    let Ok(mut bill) = BillReader::<_, T>::new(data) else {
        return;
    };
    let rows = bill.by_ref().take(data.len() + 2).count();
    assert!(rows < data.len() + 2, "the bill never ends");
    let _ = bill.check();
}
