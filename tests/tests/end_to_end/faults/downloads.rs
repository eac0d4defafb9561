//! Faults on the way of a file: what the caller sees, and that nothing is left of a file
//! that is not whole.

use std::time::Duration;

use wechatpay_openapi::runtime::RetryPolicy;
use wechatpay_openapi::v3::bill::tradebill::get;
use wechatpay_openapi::{Error, Wechatpay};
use wechatpay_sandbox::{Calls, Fault, Stage};

use super::seen::seen;
use crate::support::sandbox;

const FILE: &str = "GET /v3/billdownload/file";
/// The longest file that the client takes, in bytes.
const LONGEST: usize = 50_000;
const PATIENCE: Duration = Duration::from_secs(2);

/// What comes in spite of a fault.
const WHOLE: &str = "the file";

/// What goes wrong, and what the caller sees with retries.
fn rows() -> Vec<(Vec<Fault>, &'static str)> {
    let slow = Fault::Slow {
        bytes: 64,
        pause: Duration::from_millis(1),
    };
    let system = Fault::error(500, "SYSTEM_ERROR", "系统异常");
    let absent = Fault::error(404, "NO_STATEMENT_EXIST", "账单文件不存在");
    let page = |status| vec![Fault::reply(status, "text/html", "<html>"), Fault::Unsigned];
    vec![
        // Opening a file is asked for again as any query is.
        (vec![Fault::Broken(Stage::Request)], WHOLE),
        (vec![Fault::Broken(Stage::Answer)], WHOLE),
        (vec![Fault::Broken(Stage::Head)], WHOLE),
        (vec![Fault::Delayed(10 * PATIENCE)], WHOLE),
        (vec![system], WHOLE),
        (page(503), WHOLE),
        (vec![slow], WHOLE),
        // What has begun to come is the caller's.
        (vec![Fault::Broken(Stage::Body)], "Transport"),
        (vec![Fault::Stalled], "Timeout"),
        (vec![Fault::Oversized(2 * LONGEST)], "Download: TooLong"),
        (vec![Fault::Oversized(LONGEST / 2)], "Download: Hash"),
        (vec![Fault::Tampered], "Download: Hash"),
        (page(200), "Download: Hash"),
        (vec![absent], "Api: 404 NO_STATEMENT_EXIST, verified"),
    ]
}

/// Asks for a bill and saves it into `folder`.
async fn save(wxpay: &Wechatpay, folder: &std::path::Path) -> Result<u64, Error> {
    let request = get::Required {
        bill_date: "2019-06-11".into(),
    };
    let bill = wxpay.v3().bill().tradebill().get(request).await?;
    let file = wxpay.download(&bill.download_url);
    let file = file.hash(bill.hash_type.as_str(), &bill.hash_value);
    file.save(folder.join("bill.csv")).await
}

#[tokio::test]
async fn a_file_comes_whole_or_leaves_nothing() {
    for (faults, expected) in rows() {
        let sandbox = sandbox().await;
        let builder = sandbox.client_builder().retry(RetryPolicy::on());
        let builder = builder.read_timeout(PATIENCE).max_download(LONGEST);
        let wxpay = builder.random(|_: u64| 0).build().unwrap().into();
        let folder = tempfile::tempdir().unwrap();
        let case = format!("{faults:?}");
        sandbox.on(FILE, Calls::Nth(1), faults).unwrap();

        let came = save(&wxpay, folder.path()).await;
        let names = std::fs::read_dir(folder.path()).unwrap();
        let names: Vec<_> = names.map(|entry| entry.unwrap().file_name()).collect();
        match &came {
            Ok(_) => assert_eq!(
                (WHOLE, names),
                (expected, vec!["bill.csv".into()]),
                "{case}"
            ),
            Err(error) => assert_eq!((seen(error).as_str(), names), (expected, vec![]), "{case}"),
        }
        // The second time it comes, whatever was left of the first.
        if came.is_err() {
            save(&wxpay, folder.path()).await.unwrap();
        }
        assert_eq!(sandbox.effects(FILE).unwrap(), 1, "{case}");
    }
}
