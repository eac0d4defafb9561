//! Bills, from asking for one to its typed rows.

use wechatpay_openapi::runtime::bills::{Direction, FundFlowBill, TradeBill, TradeRow};
use wechatpay_openapi::runtime::{DownloadError, ErrorKind};
use wechatpay_openapi::{Wechatpay, v3};
use wechatpay_sandbox::Fault;

use crate::support::{sandbox, strict};

async fn trade_rows(
    wxpay: &Wechatpay,
    bill_type: Option<v3::bill::tradebill::get::BillType>,
    tar_type: Option<v3::bill::TarType>,
) -> Vec<TradeRow> {
    use v3::bill::tradebill::get;
    let request = get::Request {
        bill_type,
        tar_type,
        ..get::Required {
            bill_date: "2019-06-11".into(),
        }
        .into()
    };
    let bill = wxpay.v3().bill().tradebill().get(request).await.unwrap();
    let download = wxpay
        .download(&bill.download_url)
        .hash(bill.hash_type.as_str(), &bill.hash_value);
    let content = download.bytes().await.unwrap();
    let mut bill = TradeBill::new(&content[..]).unwrap();
    let rows = (&mut bill).collect::<Result<_, _>>().unwrap();
    bill.check().unwrap();
    rows
}

#[tokio::test]
async fn a_trade_bill_is_asked_for_downloaded_checked_and_read() {
    let sandbox = sandbox().await;
    let wxpay = strict(&sandbox);
    let all = trade_rows(&wxpay, None, None).await;
    assert_eq!(all.len(), 2);
    assert_eq!(all[0].settlement_total, Some(9950));
    let zipped = trade_rows(&wxpay, None, Some(v3::bill::TarType::Gzip)).await;
    assert_eq!(zipped, all);
    let paid = trade_rows(&wxpay, Some("SUCCESS".into()), None).await;
    assert!(paid.iter().all(|row| row.refund.is_none()));
    let refunds = trade_rows(&wxpay, Some("REFUND".into()), None).await;
    let refund = refunds[0].refund.as_ref().unwrap();
    assert!(refund.succeeded_at.is_some());
}

#[tokio::test]
async fn a_fund_flow_bill_is_saved_and_read_from_the_file() {
    use v3::bill::fundflowbill::get;
    let sandbox = sandbox().await;
    let wxpay = strict(&sandbox);
    let request = get::Request::from(get::Required {
        bill_date: "2019-06-11".into(),
    });
    let bill = wxpay.v3().bill().fundflowbill().get(request).await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("fund-flow.csv");
    let download = wxpay.download(&bill.download_url).sha1(&bill.hash_value);
    download.save(&path).await.unwrap();
    let file = std::io::BufReader::new(std::fs::File::open(&path).unwrap());
    let mut bill = FundFlowBill::new(file).unwrap();
    let rows: Vec<_> = (&mut bill).collect::<Result<_, _>>().unwrap();
    bill.check().unwrap();
    assert_eq!(rows[0].direction, Direction::Income);
    assert_eq!(rows[1].balance, 17);
}

#[tokio::test]
async fn a_statement_fits_the_hash_that_is_signed_in_its_head() {
    use wechatpay_openapi::hk::v3::statements::get;
    let sandbox = sandbox().await;
    let wxpay = strict(&sandbox);
    let request = || get::Required {
        date: "20180130".into(),
    };
    let call = || wxpay.hk().v3().statements().get(request());
    let download = call().await.unwrap();
    assert!(download.is_checked());
    let content = download.bytes().await.unwrap();
    assert!(content.starts_with("\u{feff}".as_bytes()));

    sandbox.next([Fault::Tampered]);
    let error = call().await.unwrap().bytes().await.unwrap_err();
    let ErrorKind::Download(DownloadError::Hash) = error.kind() else {
        panic!("{error}")
    };
    // A hash that nobody signed is no promise.
    sandbox.next([Fault::Unsigned]);
    let error = call().await.err().unwrap();
    assert!(
        matches!(error.kind(), ErrorKind::Verification(_)),
        "{error}"
    );
    // A file of another kind is not signed, and promises nothing itself.
    let file = "/v3/billdownload/file?token=trade-all";
    assert!(!wxpay.download(file).await.unwrap().is_checked());
}
