//! Bills: typed rows, their summary, and what comes of rows that fit nothing.

use proptest::prelude::*;
use wechatpay_runtime::bills::*;

const ALL: &str = include_str!("fixtures/bills/trade-all.csv");
const SUCCESS: &str = include_str!("fixtures/bills/trade-success.csv");
const REFUND: &str = include_str!("fixtures/bills/trade-refund.csv");
const OLD: &str = include_str!("fixtures/bills/trade-2014.csv");
const FUND_FLOW: &str = include_str!("fixtures/bills/fund-flow.csv");

fn trade(content: &str) -> TradeBill<&[u8]> {
    TradeBill::new(content.as_bytes()).unwrap()
}

/// All rows, of a bill whose totals fit.
fn rows(content: &str) -> Vec<TradeRow> {
    let mut bill = trade(content);
    let rows = (&mut bill).collect::<Result<_, _>>().unwrap();
    assert_eq!(bill.check(), Ok(()));
    rows
}

#[test]
fn a_bill_of_all_orders_has_payments_and_refunds() {
    let rows = rows(ALL);
    let [paid, refunded] = &rows[..] else {
        panic!("{rows:?}")
    };
    assert_eq!(paid.trade_time.as_str(), "2019-06-11T10:34:56+08:00");
    assert_eq!(paid.transaction_id, "4200000913201906112566792388");
    assert_eq!(paid.settlement_total, Some(9950));
    assert_eq!(paid.coupon_total, Some(50));
    assert_eq!(paid.order_total, Some(10_000));
    assert_eq!(paid.description, "腾讯, 公仔 \"QQ\"");
    assert_eq!(paid.attach, "attach`1");
    assert_eq!(paid.fee, Some(Fee::from_hundred_thousandths(59_700)));
    assert_eq!((paid.rate.as_str(), &paid.sub_mchid), ("0.60%", &None));
    assert_eq!(paid.refund, None);
    let refund = refunded.refund.as_ref().unwrap();
    assert_eq!(refund.out_refund_no, "refund-1");
    assert_eq!(refund.amount, Some(1990));
    assert_eq!(refund.coupon_amount, Some(10));
    assert_eq!(refund.requested_amount, Some(2000));
    assert_eq!(refunded.fee.unwrap().to_string(), "-0.11940");
    assert_eq!(refunded.rate_remark, "特殊费率");
    assert!(paid.others.is_empty());
}

#[test]
fn the_summary_is_typed() {
    let mut bill = trade(ALL);
    assert_eq!(bill.summary(), None);
    assert_eq!(bill.check(), Err(CheckError::NotRead));
    assert_eq!((&mut bill).count(), 2);
    let summary = bill.summary().unwrap();
    assert_eq!(
        (summary.count, summary.order_total),
        (Some(2), Some(10_000))
    );
    assert_eq!(summary.fee_total.unwrap().hundred_thousandths(), 47_760);
}

#[test]
fn a_bill_of_paid_orders_may_hold_line_breaks_in_a_name() {
    let rows = rows(SUCCESS);
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0].description, "a\nb");
    assert_eq!(rows[0].refund, None);
}

#[test]
fn a_bill_of_refunds_has_their_times() {
    let rows = rows(REFUND);
    let refund = rows[0].refund.as_ref().unwrap();
    let time = refund.succeeded_at.as_ref().unwrap();
    assert_eq!(time.as_str(), "2019-06-11T18:08:12+08:00");
    assert_eq!(rows[0].sub_mchid.as_deref(), Some("1900000109"));
}

#[test]
fn older_names_are_known_and_unknown_columns_are_kept() {
    let rows = rows(OLD);
    assert_eq!(rows[0].settlement_total, Some(1));
    assert_eq!(rows[0].device_id.as_deref(), Some("1000"));
    assert_eq!(rows[0].others, [("门店".to_owned(), "深圳店".to_owned())]);
}

#[test]
fn columns_are_found_by_name() {
    let content = "订单金额,交易状态,商户订单号,微信订单号,交易时间\n\
        `2.00,`SUCCESS,`order,`420,`2019-06-11 10:34:56\n总交易单数,订单总金额\n`1,`2.00\n";
    let rows = rows(content);
    assert_eq!(rows[0].order_total, Some(200));
    assert_eq!(rows[0].out_trade_no, "order");
    assert_eq!(rows[0].settlement_total, None);
}

#[test]
fn a_fund_flow_bill_has_income_and_expenses() {
    let mut bill = FundFlowBill::new(FUND_FLOW.as_bytes()).unwrap();
    let rows: Vec<FundFlowRow> = (&mut bill).collect::<Result<_, _>>().unwrap();
    assert_eq!(bill.check(), Ok(()));
    assert_eq!(rows[0].direction, Direction::Income);
    assert_eq!((rows[0].amount, rows[0].balance), (19, 19));
    assert_eq!(rows[0].remark, "结算总金额 0.19 元, 含手续费");
    assert_eq!(rows[1].direction, Direction::Expense);
    assert_eq!(rows[1].voucher_id, "REF4200000068201801293084726067");
    let summary = bill.summary().unwrap();
    assert_eq!((summary.count, summary.expense_total), (Some(2), Some(2)));
}

#[test]
fn a_row_that_fits_nothing_is_handed_out_with_the_reason() {
    let broken = ALL
        .replace("refund-1,`19.90,", "refund-1,`19.905,")
        .replace("`99.50,`0.50", "`99.50");
    let mut bill = trade(&broken);
    let errors: Vec<UntypedRow> = (&mut bill)
        .map(|row| match row {
            Err(BillError::Row(row)) => *row,
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(
        errors[0].reason,
        RowError::Cells {
            expected: 27,
            found: 26
        }
    );
    assert_eq!(errors[0].row.line, 2);
    assert_eq!(errors[0].row.get("商户号"), None);
    let error = CellError::Amount(AmountError::TooFine(2));
    let column = "退款金额".to_owned();
    assert_eq!(errors[1].reason, RowError::Cell { column, error });
    assert_eq!(errors[1].row.get("退款金额"), Some("19.905"));
    let shown = format!("{} {:?}", errors[1], errors[1]);
    assert!(
        shown.contains("line 3") && shown.contains("退款金额"),
        "{shown}"
    );
    assert!(!shown.contains("19.905"), "{shown}");
    assert_eq!(bill.check(), Err(CheckError::Untyped(2)));
}

#[test]
fn what_is_not_utf8_is_a_row_too() {
    let mut content = ALL.as_bytes().to_vec();
    let at = content.windows(6).position(|six| six == "腾讯".as_bytes());
    content[at.unwrap()] = 0xff;
    let mut bill = TradeBill::new(&content[..]).unwrap();
    let Some(Err(BillError::Row(row))) = bill.next() else {
        panic!()
    };
    assert_eq!(row.reason, RowError::NotUtf8);
    assert!(bill.next().unwrap().is_ok());
}

#[test]
fn a_bill_that_was_cut_off_does_not_end_well() {
    for end in ["总交易单数", "`2,`99.50"] {
        let cut = &ALL[..ALL.find(end).unwrap()];
        let mut bill = trade(cut);
        let last = (&mut bill).last().unwrap();
        assert!(matches!(last, Err(BillError::Cut { .. })), "{last:?}");
        assert_eq!(bill.check(), Err(CheckError::NotRead));
        assert!(bill.next().is_none());
    }
    let longer = format!("{ALL}`1,`2\r\n");
    let last = trade(&longer).last().unwrap();
    assert!(
        matches!(last, Err(BillError::AfterSummary { line: 6 })),
        "{last:?}"
    );
}

#[test]
fn totals_that_are_not_those_of_the_rows_are_found() {
    for (from, to, column) in [
        ("`2,`99.50", "`3,`99.50", "总交易单数"),
        ("`2,`99.50", "`2,`99.51", "应结订单总金额"),
        ("`0.47760", "`0.47761", "手续费总金额"),
        ("`100.00,`20.00", "`100.00,`20.01", "申请退款总金额"),
    ] {
        let changed = ALL.replace(from, to);
        let mut bill = trade(&changed);
        assert_eq!((&mut bill).count(), 2);
        let found = bill.check().unwrap_err();
        assert!(
            matches!(found, CheckError::Differs { column: c, .. } if c == column),
            "{found:?}"
        );
    }
}

#[test]
fn what_is_no_bill_says_so() {
    let json = r#"{"code":"NO_STATEMENT_EXIST","message":"x"}"#;
    for (content, missing) in [(json, "交易时间"), (FUND_FLOW, "交易时间")] {
        let error = TradeBill::new(content.as_bytes()).unwrap_err();
        assert!(
            matches!(error, BillError::MissingColumn { column } if column == missing),
            "{error:?}"
        );
    }
    let error = TradeBill::new(&b"\r\n\n"[..]).unwrap_err();
    assert!(matches!(error, BillError::Empty), "{error:?}");
    let error = TradeBill::new(&vec![b'x'; 2 << 20][..]).unwrap_err();
    assert!(
        matches!(error, BillError::LineTooLong { line: 1, .. }),
        "{error:?}"
    );
}

#[test]
fn a_time_that_does_not_exist_is_no_time() {
    let broken = ALL.replace("2019-06-11 10:34:56", "2019-02-30 10:34:56");
    let Some(Err(BillError::Row(row))) = trade(&broken).next() else {
        panic!()
    };
    let (column, error) = ("交易时间".to_owned(), CellError::Time);
    assert_eq!(row.reason, RowError::Cell { column, error });
}

#[test]
fn amounts_are_exact_or_errors() {
    for (yuan, fen) in [
        ("0.01", 1),
        ("-0.01", -1),
        ("1", 100),
        ("1.5", 150),
        ("007.00", 700),
    ] {
        assert_eq!(fen_from_yuan(yuan), Ok(fen), "{yuan}");
    }
    let wrong = [
        "", "-", ".", "1.", ".5", "+1", "1,000.00", "1e3", " 1", "--1", "１", "NaN",
    ];
    for yuan in wrong {
        assert_eq!(fen_from_yuan(yuan), Err(AmountError::NotANumber), "{yuan}");
    }
    assert_eq!(fen_from_yuan("0.001"), Err(AmountError::TooFine(2)));
    assert_eq!(
        fen_from_yuan("92233720368547758.08"),
        Err(AmountError::TooLarge)
    );
    assert_eq!(fen_from_yuan("-92233720368547758.08"), Ok(i64::MIN));
    assert_eq!(Fee::from_yuan("0.00300").unwrap().fen(), None);
    assert_eq!(Fee::from_yuan("-0.03").unwrap().fen(), Some(-3));
}

/// Any text that can stand in a cell without ending it.
fn cell() -> impl Strategy<Value = String> {
    "[^`\r\n]{0,12}"
}

proptest! {
    #[test]
    fn fen_come_back(fen: i64) {
        prop_assert_eq!(fen_from_yuan(&yuan_from_fen(fen)), Ok(fen));
        let fee = Fee::from_hundred_thousandths(fen);
        prop_assert_eq!(Fee::from_yuan(&fee.to_string()), Ok(fee));
    }

    #[test]
    fn rows_come_back(
        rows in prop::collection::vec((any::<i32>(), cell(), cell(), any::<bool>(), any::<i32>()), 0..5),
        end in prop::sample::select(vec!["\n", "\r\n"]),
    ) {
        let mut text = format!(
            "交易时间,微信订单号,商户订单号,交易状态,商品名称,附言,应结订单金额,微信退款单号,退款金额{end}"
        );
        for (total, goods, other, refund, amount) in &rows {
            let (id, amount) = if *refund { ("50", yuan_from_fen(i64::from(*amount))) } else { ("0", "0.00".to_owned()) };
            let total = yuan_from_fen(i64::from(*total));
            text += &format!("`2019-06-11 10:34:56,`42,`order,`SUCCESS,`{goods},`{other},`{total},`{id},`{amount}{end}");
        }
        let total: i64 = rows.iter().map(|row| i64::from(row.0)).sum();
        let refunds: i64 = rows.iter().filter(|row| row.3).map(|row| i64::from(row.4)).sum();
        let (total, refunds) = (yuan_from_fen(total), yuan_from_fen(refunds));
        text += &format!("总交易单数,应结订单总金额,退款总金额{end}`{},`{total},`{refunds}{end}", rows.len());

        let mut bill = trade(&text);
        let read: Vec<TradeRow> = (&mut bill).collect::<Result<_, _>>().unwrap();
        prop_assert_eq!(bill.check(), Ok(()));
        prop_assert_eq!(read.len(), rows.len());
        for (row, (total, goods, other, refund, amount)) in read.iter().zip(&rows) {
            prop_assert_eq!(row.settlement_total, Some(i64::from(*total)));
            prop_assert_eq!(&row.description, goods);
            prop_assert_eq!(&row.others[0].1, other);
            let expected = refund.then_some(i64::from(*amount));
            prop_assert_eq!(row.refund.as_ref().and_then(|refund| refund.amount), expected);
        }
    }

    #[test]
    fn nothing_panics_and_no_line_is_lost(tail in "[`,0-9.\n总交易单数é-]{0,60}") {
        let head = "交易时间,微信订单号,商户订单号,交易状态\n";
        let text = format!("{head}{tail}");
        let mut bill = TradeBill::new(text.as_bytes()).unwrap();
        let mut lines = 0;
        let mut over = false;
        for row in &mut bill {
            match row {
                Ok(_) => lines += 1,
                Err(BillError::Row(row)) => lines += row.row.text.split('\n').count(),
                Err(_) => over = true,
            }
        }
        let all = tail.split('\n').filter(|line| !line.trim_ascii().is_empty()).count();
        prop_assert!(over || bill.summary().is_some());
        if !tail.contains("总交易单数") {
            prop_assert_eq!(lines, all);
        }
    }
}
