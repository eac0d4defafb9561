//! The rows of fund-flow bills: what came into an account and what left it.

use super::error::RowError;
use super::layout::{Cells, Column};
use super::reader::{BillRow, Totals};
use crate::value::Timestamp;

/// A row of a fund-flow bill (资金账单), of the basic, the operation or the fees account.
///
/// Columns that are not known here are in [`others`](Self::others).
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct FundFlowRow {
    /// 记账时间: when it was booked, at UTC+8.
    pub booked_at: Timestamp,
    /// 微信支付业务单号: the order, the refund, … that moved the money.
    pub business_id: String,
    /// 资金流水单号: the movement itself.
    pub flow_id: String,
    /// 业务名称.
    pub business_name: String,
    /// 业务类型.
    pub business_type: String,
    /// 收支类型.
    pub direction: Direction,
    /// 收支金额, in fen, as it is written: expenses are positive too.
    pub amount: i64,
    /// 账户结余: what is in the account afterwards, in fen.
    pub balance: i64,
    /// 资金变更提交申请人.
    pub applicant: String,
    /// 备注.
    pub remark: String,
    /// 业务凭证号.
    pub voucher_id: String,
    /// 二级商户号, 特约商户号 or 子商户号: of bills over sub-merchants.
    pub sub_mchid: Option<String>,
    /// What stands in columns that are not known here, with their names.
    pub others: Vec<(String, String)>,
}

/// Which way money went (收支类型).
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Direction {
    /// 收入: into the account.
    Income,
    /// 支出: out of the account.
    Expense,
    /// Anything else, as it is written.
    Unknown(String),
}

/// The totals at the end of a fund-flow bill, amounts in fen.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct FundFlowSummary {
    /// 资金流水总笔数: how many rows there are.
    pub count: Option<i64>,
    /// 收入笔数.
    pub income_count: Option<i64>,
    /// 收入金额.
    pub income_total: Option<i64>,
    /// 支出笔数.
    pub expense_count: Option<i64>,
    /// 支出金额.
    pub expense_total: Option<i64>,
    /// What stands under totals that are not known here, with their names.
    pub others: Vec<(String, String)>,
}

const BOOKED_AT: usize = 0;
const BUSINESS_ID: usize = 1;
const FLOW_ID: usize = 2;
const BUSINESS_NAME: usize = 3;
const BUSINESS_TYPE: usize = 4;
const DIRECTION: usize = 5;
const AMOUNT: usize = 6;
const BALANCE: usize = 7;
const APPLICANT: usize = 8;
const REMARK: usize = 9;
const VOUCHER_ID: usize = 10;
const SUB_MCHID: usize = 11;

impl BillRow for FundFlowRow {
    type Summary = FundFlowSummary;

    const COLUMNS: &'static [Column] = &[
        Column::required(&["记账时间"]),
        Column::optional(&["微信支付业务单号"]),
        Column::required(&["资金流水单号"]),
        Column::optional(&["业务名称"]),
        Column::optional(&["业务类型"]),
        Column::required(&["收支类型"]),
        Column::required(&["收支金额"]),
        Column::required(&["账户结余"]),
        Column::optional(&["资金变更提交申请人"]),
        Column::optional(&["备注"]),
        Column::optional(&["业务凭证号"]),
        Column::optional(&["二级商户号", "特约商户号", "子商户号"]),
    ];

    const TOTALS: &'static [Column] = &[
        Column::required(&["资金流水总笔数"]),
        Column::optional(&["收入笔数"]),
        Column::optional(&["收入金额"]),
        Column::optional(&["支出笔数"]),
        Column::optional(&["支出金额"]),
    ];

    fn read(cells: &Cells<'_>) -> Result<Self, RowError> {
        Ok(Self {
            booked_at: cells.must_time(BOOKED_AT)?,
            business_id: cells.text(BUSINESS_ID),
            flow_id: cells.must(FLOW_ID)?,
            business_name: cells.text(BUSINESS_NAME),
            business_type: cells.text(BUSINESS_TYPE),
            direction: direction(cells.must(DIRECTION)?),
            amount: cells.must_fen(AMOUNT)?,
            balance: cells.must_fen(BALANCE)?,
            applicant: cells.text(APPLICANT),
            remark: cells.text(REMARK),
            voucher_id: cells.text(VOUCHER_ID),
            sub_mchid: cells.optional(SUB_MCHID),
            others: cells.others(),
        })
    }

    fn totals(cells: &Cells<'_>) -> Result<Totals<Self>, RowError> {
        let summary = FundFlowSummary {
            count: cells.count(0)?,
            income_count: cells.count(1)?,
            income_total: cells.fen(2)?,
            expense_count: cells.count(3)?,
            expense_total: cells.fen(4)?,
            others: cells.others(),
        };
        let totals = vec![
            summary.count,
            summary.income_count,
            summary.income_total,
            summary.expense_count,
            summary.expense_total,
        ];
        Ok((summary, totals))
    }

    fn add(&self, sums: &mut [i128]) {
        let amount = i128::from(self.amount);
        let row = match self.direction {
            Direction::Income => [1, 1, amount, 0, 0],
            Direction::Expense => [1, 0, 0, 1, amount],
            Direction::Unknown(_) => [1, 0, 0, 0, 0],
        };
        for (sum, value) in sums.iter_mut().zip(row) {
            *sum += value;
        }
    }
}

fn direction(text: String) -> Direction {
    match text.as_str() {
        "收入" => Direction::Income,
        "支出" => Direction::Expense,
        _ => Direction::Unknown(text),
    }
}

/// Shows the numbers of the movement, and nothing that may be personal.
impl std::fmt::Debug for FundFlowRow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("FundFlowRow")
            .field("booked_at", &self.booked_at)
            .field("flow_id", &self.flow_id)
            .field("direction", &self.direction)
            .field("amount", &self.amount)
            .finish_non_exhaustive()
    }
}
