//! Many calls at once, the sandbox being the program in a process of its own.
//!
//! The long one, which also watches memory, is `load` of `wechatpay-benches`.

#![allow(clippy::unwrap_used)]

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};

use wechatpay_openapi::Wechatpay;
use wechatpay_openapi::v3::pay::transactions::out_trade_no::out_trade_no::get;
use wechatpay_sandbox::Credentials;

const CALLS: usize = 256;
const AT_ONCE: usize = 64;

/// A running program, which does not outlive the test.
struct Program(Child);

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[tokio::test]
async fn sixty_four_calls_at_once_again_and_again_all_succeed() {
    let folder = tempfile::tempdir().unwrap();
    let child = Command::new(env!("CARGO_BIN_EXE_wechatpay-sandbox"))
        .arg("--dir")
        .arg(folder.path())
        .stdout(Stdio::piped())
        .spawn();
    let mut program = Program(child.unwrap());
    let mut out = BufReader::new(program.0.stdout.take().unwrap());
    // The keys are there before it says anything.
    out.read_line(&mut String::new()).unwrap();
    let client = Credentials::from_dir(folder.path()).unwrap();
    let wxpay = Wechatpay::new(client.client_builder().strict(true).build().unwrap());

    let tasks = (0..AT_ONCE).map(|first| {
        let wxpay = wxpay.clone();
        tokio::spawn(async move {
            for number in (first..CALLS).step_by(AT_ONCE) {
                let order = format!("order-{number}");
                let orders = wxpay.v3().pay().transactions().out_trade_no();
                let mchid = "1900000001".into();
                let paid = orders.out_trade_no(&order).get(get::Request { mchid });
                // Each gets the answer to its own request.
                assert_eq!(paid.await.unwrap().out_trade_no, order);
            }
        })
    });
    for task in tasks.collect::<Vec<_>>() {
        task.await.unwrap();
    }
}
