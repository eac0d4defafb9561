//! Bills as typed rows: trade bills (交易账单) and fund-flow bills (资金账单).
//!
//! ```text
//! bytes ── line.rs: records ──▶ layout.rs: columns by name ──▶ trade.rs, fund_flow.rs: rows
//!                                                         └──▶ the two lines at the end: summary
//! ```
//!
//! Invariant: no row is lost. One that cannot be typed is handed out as it came, with the
//! reason; a bill that was cut off ends in an error; money never passes through a float.
//!
//! ```
//! use wechatpay_runtime::bills::TradeBill;
//!
//! let content = "交易时间,微信订单号,商户订单号,交易状态,应结订单金额\r\n\
//!     `2025-01-31 10:34:56,`4200000913,`order-1,`SUCCESS,`1.00\r\n\
//!     总交易单数,应结订单总金额\r\n`1,`1.00\r\n";
//! let mut bill = TradeBill::new(content.as_bytes())?;
//! for row in &mut bill {
//!     let row = row?;
//!     assert_eq!((row.out_trade_no.as_str(), row.settlement_total), ("order-1", Some(100)));
//! }
//! bill.check()?; // the totals at the end are those of the rows
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! A bill is believed only after its hash was checked, so it is read from bytes or from a
//! file, not from a download that is under way.

mod amount;
mod error;
mod fund_flow;
mod layout;
mod line;
mod raw;
mod reader;
mod trade;

pub use amount::{AmountError, Fee, fen_from_yuan, yuan_from_fen};
pub use error::{BillError, CellError, CheckError, RowError, Unavailable};
pub use fund_flow::{Direction, FundFlowRow, FundFlowSummary};
pub use raw::{RawRow, UntypedRow};
pub use reader::{BillReader, BillRow};
pub use trade::{Refund, TradeRow, TradeSummary};

/// A trade bill (交易账单) with all orders, with the paid ones or with the refunds.
pub type TradeBill<R> = BillReader<R, TradeRow>;

/// A fund-flow bill (资金账单) of any account.
pub type FundFlowBill<R> = BillReader<R, FundFlowRow>;
