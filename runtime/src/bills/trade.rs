//! The rows of trade bills, of direct merchants and of partners.

use super::amount::Fee;
use super::error::RowError;
use super::layout::{Cells, Column};
use super::reader::{BillRow, Totals};
use crate::value::Timestamp;

/// A row of a trade bill (交易账单): an order that was paid, or a refund.
///
/// Amounts are in fen. What a bill of the asked type (`ALL`, `SUCCESS`, `REFUND`) has no
/// column for is `None` or empty. Columns that are not known here are in [`others`](Self::others).
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct TradeRow {
    /// 交易时间: when it was paid, at UTC+8.
    pub trade_time: Timestamp,
    /// 公众账号ID.
    pub appid: String,
    /// 商户号.
    pub mchid: String,
    /// 特约商户号, 子商户号 or 二级商户号: of a partner's bill.
    pub sub_mchid: Option<String>,
    /// 子商户公众账号ID, where a bill has it.
    pub sub_appid: Option<String>,
    /// 设备号.
    pub device_id: Option<String>,
    /// 微信订单号.
    pub transaction_id: String,
    /// 商户订单号.
    pub out_trade_no: String,
    /// 用户标识.
    pub openid: String,
    /// 交易类型: `JSAPI`, `NATIVE`, `APP`, `MWEB`, `MICROPAY`, …
    pub trade_type: String,
    /// 交易状态: `SUCCESS`, `REFUND` or `REVOKED`.
    pub trade_state: String,
    /// 付款银行.
    pub bank_type: String,
    /// 货币种类.
    pub currency: String,
    /// 应结订单金额 (in older bills 总金额): what the merchant is owed for the order.
    pub settlement_total: Option<i64>,
    /// 代金券金额: paid with coupons.
    pub coupon_total: Option<i64>,
    /// The refund that this row is of.
    pub refund: Option<Refund>,
    /// 商品名称.
    pub description: String,
    /// 商户数据包.
    pub attach: String,
    /// 手续费.
    pub fee: Option<Fee>,
    /// 费率, as it is written: `0.60%`.
    pub rate: String,
    /// 订单金额: of the whole order.
    pub order_total: Option<i64>,
    /// 费率备注.
    pub rate_remark: String,
    /// What stands in columns that are not known here, with their names.
    pub others: Vec<(String, String)>,
}

/// The part of a row that is of a refund.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Refund {
    /// 退款申请时间, only in bills of refunds, at UTC+8.
    pub requested_at: Option<Timestamp>,
    /// 退款成功时间, only in bills of refunds, at UTC+8.
    pub succeeded_at: Option<Timestamp>,
    /// 微信退款单号.
    pub refund_id: String,
    /// 商户退款单号.
    pub out_refund_no: String,
    /// 退款金额, in fen.
    pub amount: Option<i64>,
    /// 充值券退款金额 (in older bills 代金券或立减优惠退款金额), in fen.
    pub coupon_amount: Option<i64>,
    /// 退款类型: `ORIGINAL` or `BALANCE`.
    pub refund_type: String,
    /// 退款状态: `SUCCESS`, `PROCESSING`, `FAIL`, `CHANGE`.
    pub refund_state: String,
    /// 申请退款金额, in fen.
    pub requested_amount: Option<i64>,
}

/// The totals at the end of a trade bill, in fen.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct TradeSummary {
    /// 总交易单数: how many rows there are.
    pub count: Option<i64>,
    /// 应结订单总金额 (in older bills 总交易额).
    pub settlement_total: Option<i64>,
    /// 退款总金额.
    pub refund_total: Option<i64>,
    /// 充值券退款总金额.
    pub coupon_refund_total: Option<i64>,
    /// 手续费总金额.
    pub fee_total: Option<Fee>,
    /// 订单总金额.
    pub order_total: Option<i64>,
    /// 申请退款总金额.
    pub requested_refund_total: Option<i64>,
    /// What stands under totals that are not known here, with their names.
    pub others: Vec<(String, String)>,
}

const TRADE_TIME: usize = 0;
const APPID: usize = 1;
const MCHID: usize = 2;
const SUB_MCHID: usize = 3;
const SUB_APPID: usize = 4;
const DEVICE_ID: usize = 5;
const TRANSACTION_ID: usize = 6;
const OUT_TRADE_NO: usize = 7;
const OPENID: usize = 8;
const TRADE_TYPE: usize = 9;
const TRADE_STATE: usize = 10;
const BANK_TYPE: usize = 11;
const CURRENCY: usize = 12;
const SETTLEMENT_TOTAL: usize = 13;
const COUPON_TOTAL: usize = 14;
const REQUESTED_AT: usize = 15;
const SUCCEEDED_AT: usize = 16;
const REFUND_ID: usize = 17;
const OUT_REFUND_NO: usize = 18;
const REFUND_AMOUNT: usize = 19;
const REFUND_COUPON_AMOUNT: usize = 20;
const REFUND_TYPE: usize = 21;
const REFUND_STATE: usize = 22;
const DESCRIPTION: usize = 23;
const ATTACH: usize = 24;
const FEE: usize = 25;
const RATE: usize = 26;
const ORDER_TOTAL: usize = 27;
const REQUESTED_AMOUNT: usize = 28;
const RATE_REMARK: usize = 29;

impl BillRow for TradeRow {
    type Summary = TradeSummary;

    const COLUMNS: &'static [Column] = &[
        Column::required(&["交易时间"]),
        Column::optional(&["公众账号ID"]),
        Column::optional(&["商户号"]),
        Column::optional(&["特约商户号", "子商户号", "二级商户号"]),
        Column::optional(&["子商户公众账号ID", "特约商户公众账号ID"]),
        Column::optional(&["设备号"]),
        Column::required(&["微信订单号"]),
        Column::required(&["商户订单号"]),
        Column::optional(&["用户标识"]),
        Column::optional(&["交易类型"]),
        Column::required(&["交易状态"]),
        Column::optional(&["付款银行"]),
        Column::optional(&["货币种类"]),
        Column::optional(&["应结订单金额", "总金额"]),
        Column::optional(&["代金券金额", "代金券或立减优惠金额", "企业红包金额"]),
        Column::optional(&["退款申请时间"]),
        Column::optional(&["退款成功时间"]),
        Column::optional(&["微信退款单号"]),
        Column::optional(&["商户退款单号"]),
        Column::optional(&["退款金额"]),
        Column::optional(&[
            "充值券退款金额",
            "代金券或立减优惠退款金额",
            "企业红包退款金额",
        ]),
        Column::optional(&["退款类型"]),
        Column::optional(&["退款状态"]),
        Column::optional(&["商品名称"]),
        Column::optional(&["商户数据包"]),
        Column::optional(&["手续费"]),
        Column::optional(&["费率"]),
        Column::optional(&["订单金额"]),
        Column::optional(&["申请退款金额"]),
        Column::optional(&["费率备注"]),
    ];

    const TOTALS: &'static [Column] = &[
        Column::required(&["总交易单数"]),
        Column::optional(&["应结订单总金额", "总交易额"]),
        Column::optional(&["退款总金额", "总退款金额"]),
        Column::optional(&[
            "充值券退款总金额",
            "总代金券或立减优惠退款金额",
            "总企业红包退款金额",
        ]),
        Column::optional(&["手续费总金额"]),
        Column::optional(&["订单总金额"]),
        Column::optional(&["申请退款总金额"]),
    ];

    fn read(cells: &Cells<'_>) -> Result<Self, RowError> {
        Ok(Self {
            trade_time: cells.must_time(TRADE_TIME)?,
            appid: cells.text(APPID),
            mchid: cells.text(MCHID),
            sub_mchid: cells.optional(SUB_MCHID),
            sub_appid: cells.optional(SUB_APPID),
            device_id: cells.optional(DEVICE_ID),
            transaction_id: cells.must(TRANSACTION_ID)?,
            out_trade_no: cells.must(OUT_TRADE_NO)?,
            openid: cells.text(OPENID),
            trade_type: cells.text(TRADE_TYPE),
            trade_state: cells.must(TRADE_STATE)?,
            bank_type: cells.text(BANK_TYPE),
            currency: cells.text(CURRENCY),
            settlement_total: cells.fen(SETTLEMENT_TOTAL)?,
            coupon_total: cells.fen(COUPON_TOTAL)?,
            refund: refund(cells)?,
            description: cells.text(DESCRIPTION),
            attach: cells.text(ATTACH),
            fee: cells.fee(FEE)?,
            rate: cells.text(RATE),
            order_total: cells.fen(ORDER_TOTAL)?,
            rate_remark: cells.text(RATE_REMARK),
            others: cells.others(),
        })
    }

    fn totals(cells: &Cells<'_>) -> Result<Totals<Self>, RowError> {
        let summary = TradeSummary {
            count: cells.count(0)?,
            settlement_total: cells.fen(1)?,
            refund_total: cells.fen(2)?,
            coupon_refund_total: cells.fen(3)?,
            fee_total: cells.fee(4)?,
            order_total: cells.fen(5)?,
            requested_refund_total: cells.fen(6)?,
            others: cells.others(),
        };
        let totals = vec![
            summary.count,
            summary.settlement_total,
            summary.refund_total,
            summary.coupon_refund_total,
            summary.fee_total.map(Fee::hundred_thousandths),
            summary.order_total,
            summary.requested_refund_total,
        ];
        Ok((summary, totals))
    }

    fn add(&self, sums: &mut [i128]) {
        let refund = self.refund.as_ref();
        let row = [
            Some(1),
            self.settlement_total,
            refund.and_then(|refund| refund.amount),
            refund.and_then(|refund| refund.coupon_amount),
            self.fee.map(Fee::hundred_thousandths),
            self.order_total,
            refund.and_then(|refund| refund.requested_amount),
        ];
        for (sum, value) in sums.iter_mut().zip(row) {
            *sum += i128::from(value.unwrap_or(0));
        }
    }
}

/// The refund, where the row has the number of one.
fn refund(cells: &Cells<'_>) -> Result<Option<Refund>, RowError> {
    let Some(refund_id) = cells.optional(REFUND_ID) else {
        return Ok(None);
    };
    Ok(Some(Refund {
        requested_at: cells.time(REQUESTED_AT)?,
        succeeded_at: cells.time(SUCCEEDED_AT)?,
        refund_id,
        out_refund_no: cells.text(OUT_REFUND_NO),
        amount: cells.fen(REFUND_AMOUNT)?,
        coupon_amount: cells.fen(REFUND_COUPON_AMOUNT)?,
        refund_type: cells.text(REFUND_TYPE),
        refund_state: cells.text(REFUND_STATE),
        requested_amount: cells.fen(REQUESTED_AMOUNT)?,
    }))
}

/// Shows the numbers of the order, and nothing that may be personal.
impl std::fmt::Debug for TradeRow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TradeRow")
            .field("trade_time", &self.trade_time)
            .field("transaction_id", &self.transaction_id)
            .field("out_trade_no", &self.out_trade_no)
            .field("trade_state", &self.trade_state)
            .field("settlement_total", &self.settlement_total)
            .field("refund", &self.refund)
            .finish_non_exhaustive()
    }
}

/// Shows the numbers of the refund.
impl std::fmt::Debug for Refund {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Refund")
            .field("refund_id", &self.refund_id)
            .field("out_refund_no", &self.out_refund_no)
            .field("amount", &self.amount)
            .field("refund_state", &self.refund_state)
            .finish_non_exhaustive()
    }
}
